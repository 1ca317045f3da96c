"""Documents of every kind, damaged by chance and at will: each is read or refused with problems, and soon."""

import json
import random
import time
from collections.abc import Callable, Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from support.broken import GOOD_ANSWERS, GOOD_CHECKLIST

import ethics_audit as ea
from ethics_audit.base.errors import MORE, PROBLEMS_TOLD, shown
from ethics_audit.documents import codec, converter, vector
from ethics_audit.documents.converter import InvalidError
from ethics_audit.lint import lint_file
from ethics_audit.model.translation import Overlay

HEAD = 'format = "ethics-audit/checklist"\nformat_version = 1\nid = "x"\nversion = "1.0"\ntitle = "X"\n'
AUDIT = HEAD.replace("checklist", "audit")
DEEP = "lists in lists"
STRANGE: tuple[Any, ...] = (
    *(DEEP, None, [], {}, [[]], [{}], {"": []}, "", " ", "\0", "\ud800", "x" * 5_000, "n/a", "unsure", True, False),
    *(0, -1, 1.5, 10**400, 1e308, 2**63, [None], {"not_applicable": []}, {"id": []}, ["a", "a"], {"a": {"a": {}}}),
)


def refused(load: Callable[..., Any], *given: Any) -> ea.DocumentError | None:
    """The error of what refuses this, if it does; any other error is a fault."""
    try:
        load(*given)
    except ea.DocumentError as error:
        assert error.problems  # noqa: PT017 - it may be refused, and need not
        return error
    return None


def written(document: Any) -> str:
    """A document as JSON; the encoder of Python would not nest it so deeply."""
    return json.dumps(document).replace(f'"{DEEP}"', "[" * 700 + "]" * 700)


def documents() -> dict[type, str]:
    """A good document of every kind, as JSON."""
    checklist = ea.from_toml(GOOD_CHECKLIST, ea.Checklist)
    sheet = ea.from_toml(GOOD_ANSWERS, ea.AnswerSheet)
    result = ea.assess(ea.load_audit("brief"), {"boundaries.secrecy": "yes"})
    overlay = {"format": "ethics-audit/translation", "format_version": 1, "locale": "de", "id": "mine"}
    return {
        ea.Checklist: ea.to_json(checklist),
        ea.Audit: ea.to_json(ea.Audit.of(checklist)),
        ea.AnswerSheet: ea.to_json(sheet),
        ea.AssessmentRecord: ea.to_json(
            ea.record(
                result,
                plans=[result.plan(budget=3)],
                what_if=result.what_if({"boundaries.secrecy": "no"}).change_from(result),
            )
        ),
        Overlay: json.dumps({**overlay, "version": "1.0", "reviewed": ""}),
    }


def places(value: Any, at: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Every place in a document."""
    yield at
    for key, inner in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
        yield from places(inner, (*at, key))


def changed(document: Any, chance: random.Random) -> Any:
    """The document with another value, or none, in a few places, and a key too many."""
    whole = {"": document}
    for _ in range(chance.randint(1, 4)):
        inside = [place for place in places(whole) if place]
        *way, last = chance.choice(inside)
        holder: Any = whole
        for key in way:
            holder = holder[key]
        if chance.random() < 0.2:
            del holder[last]
        elif isinstance(holder, dict) and chance.random() < 0.2:
            holder[chance.choice(["x", "id", "format", "", "\ud800"])] = deepcopy(chance.choice(STRANGE))
        else:
            holder[last] = deepcopy(chance.choice(STRANGE))
        if not whole:
            break
    return whole.get("", [])


@pytest.fixture(params=[40, pytest.param(150, marks=pytest.mark.slow)])
def trials(request: pytest.FixtureRequest) -> int:
    """How many damaged documents are tried."""
    return int(request.param)


@pytest.mark.parametrize("kind", documents(), ids=lambda kind: kind.__name__)
def test_documents_with_strange_values(kind: type, trials: int) -> None:
    """Any value in any place is read or refused with problems, and never crashes."""
    good = documents()[kind]
    ea.from_json(good, kind)
    chance = random.Random(kind.__name__)
    for _ in range(trials):
        text = written(changed(json.loads(good), chance))
        assert str(refused(ea.from_json, text, kind))


@pytest.mark.parametrize("suffix", [".toml", ".json"])
@pytest.mark.parametrize("load", [ea.load_answers, ea.load_audit_file, ea.load_checklist_file, lint_file])
def test_files_with_strange_bytes(load: Callable[[Path], object], suffix: str, tmp_path: Path, trials: int) -> None:
    """A file with damaged bytes is read or refused, and never crashes."""
    chance = random.Random(f"{load} {suffix}")
    text = GOOD_ANSWERS if load is ea.load_answers else GOOD_CHECKLIST
    if suffix == ".json":
        text = documents()[ea.AnswerSheet if load is ea.load_answers else ea.Checklist]
    file = tmp_path / f"x{suffix}"
    for _ in range(trials):
        content = bytearray(text.encode())
        for _ in range(chance.randint(1, 6)):
            at = chance.randrange(len(content) + 1)
            content[at : at + chance.choice([0, 1, 1, 40])] = chance.choice(
                [
                    b"",
                    b"\0",
                    b"\xff",
                    b'"',
                    b"[",
                    b"]",
                    b"{",
                    b"}",
                    b"=",
                    b"\n",
                    b"\\",
                    b"[[items]]\n",
                    bytes(content[:90]),
                ]
            )
        file.write_bytes(content[: chance.randrange(len(content) + 1)] if chance.random() < 0.2 else content)
        refused(load, file)


def test_vectors_with_strange_signs(trials: int) -> None:
    """A damaged vector is refused."""
    definition = ea.load_audit("brief")
    good = ea.assess(definition, {"boundaries.secrecy": "yes"}).vector
    chance = random.Random(3)
    for _ in range(20 * trials):
        signs = list(good)
        for _ in range(chance.randint(1, 3)):
            signs[chance.randrange(len(signs))] = chance.choice(["", "a", "0", ":", "é", "\n", "\0", "~~", "2"])
        if (text := "".join(signs)).strip() != good:
            with pytest.raises(ea.AnswerError):
                vector.decode(text, definition)


LARGE = {
    "items that are empty": (".toml", HEAD + "[[items]]\n" * 90_000),
    "items that are empty, as JSON": (".json", json.dumps({"items": [{}] * 200_000})),
    "unknown keys": (".json", json.dumps({f"k{n}": 1 for n in range(100_000)})),
    "unknown keys of an item": (".json", json.dumps({"items": [{f"k{n}": 1 for n in range(100_000)}]})),
    "scales that are empty": (".toml", HEAD + "[scales]\n" + "".join(f"s{n}=[]\n" for n in range(50_000))),
    "scales that are not used": (
        ".json",
        json.dumps({"scales": {f"s{n}": [{"id": "a"}] for n in range(50_000)}, "items": []}),
    ),
    "options that are empty": (".json", json.dumps({"items": [{"options": [{}] * 200_000}]})),
    "items of other checklists": (".json", json.dumps({"id": "x", "items": [{"id": f"y.{n}"} for n in range(50_000)]})),
    "scales that are not there": (
        ".json",
        json.dumps({"scales": {f"s{n}": [] for n in range(90)}, "items": [{"scale": f"t{n}"} for n in range(50_000)]}),
    ),
    "checklists": (".toml", AUDIT + '[[checklists]]\nid = "boundarie"\n' * 20_000),
    "checklists that may be so many": (".toml", AUDIT + '[[checklists]]\nid = "boundarie"\n' * 190),
    "files": (".toml", AUDIT + '[[checklists]]\nfile = "x.toml"\n' * 20_000),
    "items to take": (
        ".json",
        json.dumps({"checklists": [{"id": "boundaries", "only": [f"boundaries.x{n}" for n in range(100_000)]}]}),
    ),
    "answers": (".json", json.dumps({"audit": "brief", "answers": {f"a.i{n}": [] for n in range(100_000)}})),
    "facts": (".json", json.dumps({"audit": "brief", "profile": list(range(100_000))})),
    "notes": (".json", json.dumps({"audit": "brief", "notes": {f"a.i{n}": "x" for n in range(9_999)}})),
}


HEAVY = {"items that are empty", "items that are empty, as JSON", "scales that are empty", "scales that are not used"}
HEAVY |= {"options that are empty", "checklists", "files"}
"""Documents that take seconds to read."""


@pytest.mark.parametrize(
    "shows", [pytest.param(name, marks=pytest.mark.slow) if name in HEAVY else name for name in LARGE]
)
def test_large_document_is_refused_soon(shows: str, tmp_path: Path) -> None:
    """Reading stops after a hundred problems, within seconds."""
    suffix, text = LARGE[shows]
    file = tmp_path / f"x{suffix}"
    file.write_text(text, "utf-8")
    loads = [ea.load_answers] if '"audit"' in text[:9] else [ea.load_audit_file, ea.load_checklist_file, lint_file]
    for load in loads:
        began = time.process_time()
        error = refused(load, file)
        found = error.problems if error else lint_file(file)
        assert str(error).count("\n") <= PROBLEMS_TOLD + 1
        assert time.process_time() - began < 20, "far above what it takes, far below what it took"
        assert len(found) <= PROBLEMS_TOLD + 20
        assert (len(found) > PROBLEMS_TOLD) <= (MORE in found)


def test_more_than_a_hundred_problems_are_counted_as_such() -> None:
    """An error with more than a hundred problems says so, also when it is raised again."""
    problems = [ea.Problem(f"p{n}", "is wrong") for n in range(150)]
    error = ea.DocumentError(problems, "x")
    assert error.problems == (*problems[:100], MORE)
    assert ea.DocumentError(error.problems).problems == error.problems
    assert str(error).startswith("x: more than 100 problems\n  p0: is wrong\n")
    assert str(error).endswith("p99: is wrong\n  … and more: only the first 100 are listed (fix these first)")
    assert str(ea.DocumentError(problems[:100])).startswith("100 problems\n")


@pytest.mark.parametrize("more", [0, 1])
@pytest.mark.parametrize(
    "wrong", [lambda names: {"answers": dict.fromkeys(names, 3)}, dict.fromkeys], ids=["answers", "keys"]
)
def test_a_hundred_problems_are_told_and_one_more_is_counted(
    wrong: Callable[[list[str]], dict[str, Any]], more: int
) -> None:
    """An error lists a hundred problems, and says that there are more only if there are."""
    document = {"audit": "a", **wrong([f"k{number}" for number in range(PROBLEMS_TOLD + more)])}
    error = refused(ea.from_json, json.dumps(document), ea.AnswerSheet)
    assert error is not None
    assert len(error.problems) == PROBLEMS_TOLD + more
    assert (error.problems[-1] == MORE) == bool(more)


def test_value_that_is_nested_deeply_can_be_told() -> None:
    """A value that Python cannot print is described."""
    nested: list[Any] = []
    for _ in range(50_000):
        nested = [nested]
    assert shown(nested) == "a value that is nested too deeply"
    for key in ("format", "title", "id"):
        with pytest.raises(ea.DocumentError, match="it is nested too deeply"):
            codec.from_json(written({key: DEEP}), ea.Checklist)


def test_reading_stops_when_enough_is_wrong() -> None:
    """Once more is wrong than is told, no further member is looked at."""
    with pytest.raises(InvalidError) as stopped:
        converter.structure_members([3] * 300, str)
    assert len(stopped.value.problems) == PROBLEMS_TOLD + 1
    assert len(converter.unknown_keys(dict.fromkeys(map(str, range(300))), ())) == PROBLEMS_TOLD + 1


def test_place_of_a_member_with_a_long_id() -> None:
    """A member of a list is named by its id beside its number, if that has at most 80 printable characters."""
    ids = ["x" * 80, "x" * 81, "a\nb", 3]
    with pytest.raises(InvalidError) as refused:
        converter.structure_members([{"id": id} for id in ids], str)
    assert [one.place for one in refused.value.problems] == [f"[0] ({'x' * 80})", "[1]", "[2]", "[3]"]


def test_plain_values_are_of_their_own_type() -> None:
    """A value that stands for another is refused in words: 1.0 is no whole number, 1 is not true, no number is text."""
    for kind, words, wrong in (
        (str, "text", 3),
        (int, "a whole number", 1.0),
        (int, "a whole number", True),
        (bool, "true or false", 1),
        (float, "a number", True),
    ):
        with pytest.raises(InvalidError) as refused:
            converter.structure(wrong, kind)
        assert [one[:4] for one in refused.value.problems] == [("", f"expected {words}, got {wrong}", "", "value")]
