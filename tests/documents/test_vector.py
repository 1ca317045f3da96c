"""The compact vector: short, exact, refused against anything else, and the same for ever."""

import itertools
import json
import random
import re
from typing import Any

import pytest
from attrs import evolve
from support import golden
from support.builders import audit, checklist, item, scale
from support.golden import answers_to, without_check

import ethics_audit as ea
from ethics_audit.documents import catalog, vector
from ethics_audit.model.definitions import Fact
from ethics_audit.model.profile import KNOWN

GOLDEN = json.loads(golden.UNCHECKED.read_text("utf-8"))
GOLDEN_2 = json.loads(golden.CHECKED.read_text("utf-8"))


def rechecked(text: str) -> str:
    """A vector with a check that fits, whatever stands before it."""
    line = text.rpartition(":")[0]
    return f"{line}:{vector.check(line)}"


def longest_of_the_shipped() -> ea.Assessment:
    """Answers of every kind to the audit with the longest vector."""
    audits = [ea.load_audit(entry.id) for entry in catalog.entries()]
    definition = max(audits, key=lambda one: len(one.items))
    return ea.assess(definition, answers_to(definition, random.Random(7)))


@pytest.mark.parametrize(("row", "now"), list(zip(GOLDEN, GOLDEN_2, strict=True)), ids=[text[4:] for text in GOLDEN_2])
def test_golden_vectors_stay(row: dict[str, Any], now: str) -> None:
    """Vectors written once are read as the same answers and results forever."""
    result = ea.load_vector(row["vector"])
    assert result.answers == ea.Answers(row["answers"], set(row["profile"]))
    assert golden.row(result) == row
    assert result.vector == now
    assert ea.load_vector(now) == result


def test_every_small_damage_is_found() -> None:
    """Any one changed, lost or added sign, and any exchange of neighbors, is found."""
    result = longest_of_the_shipped()
    text, definition = result.vector, result.audit
    signs = sorted({*vector.DIGITS, *"~.-:_ "})
    damaged = {
        *(text[:at] + sign + text[at + 1 :] for at in range(len(text)) for sign in signs),
        *(text[:at] + text[at + 1 :] for at in range(len(text))),
        *(text[:at] + sign + text[at:] for at in range(len(text) + 1) for sign in signs),
        *(text[:at] + text[at + 1] + text[at] + text[at + 2 :] for at in range(len(text) - 1)),
        *(text[:at] for at in range(len(text))),
    }
    for one in damaged:
        if one.strip() != text:
            with pytest.raises(ea.AnswerError):
                vector.decode(one, definition)


def test_lost_fact_is_found() -> None:
    """Any loss of profile facts changes the check, and is refused for it."""
    definition = ea.load_audit("brief")
    for seed in range(5):
        text = ea.assess(definition, answers_to(definition, random.Random(seed))).vector
        head, profile, rest, mark = re.match(r"((?:[^:]*:){4})([^:]*)(.*):(.*)", text).groups()  # type: ignore[union-attr]
        for count in range(len(profile)):
            less = [f"{head}{''.join(kept)}{rest}" for kept in itertools.combinations(profile, count)]
            assert mark not in map(vector.check, less)
            with pytest.raises(ea.AnswerError, match="its check does not match"):
                vector.decode(f"{less[0]}:{mark}", definition)


def test_other_damage_is_found_but_once_in_thousands() -> None:
    """Of larger damage fewer than one in a thousand goes unnoticed."""
    result = longest_of_the_shipped()
    line, _, mark = result.vector.rpartition(":")
    start, chance = line.rindex(":") + 1, random.Random(11)
    passed = 0
    for _ in range(20_000):
        signs = list(line)
        for at in chance.sample(range(start, len(line)), chance.randint(2, 6)):
            signs[at] = chance.choice("0123~.-")
        changed = "".join(signs)
        passed += changed != line and vector.check(changed) == mark
    assert passed <= 20


def test_check_by_hand() -> None:
    """The check is computed as documented."""
    assert vector.check("") == "000"
    assert vector.check("a") == f"11{vector.DIGITS[97 - 62]}"
    value = (97 * 10 + 98) % 3833
    assert vector.check("ab") == f"2{vector.DIGITS[value // 62]}{vector.DIGITS[value % 62]}"
    assert vector.check("a" * 63)[0] == "1"
    assert len({pow(vector.ROOT, power, vector.PRIME) for power in range(vector.PRIME)}) == vector.PRIME - 1


def test_golden_vectors_cover_every_shipped_definition_and_kind_of_answer() -> None:
    """The golden vectors cover every shipped definition, kind of answer and profile fact."""
    assert {row["vector"].split(":")[1] for row in GOLDEN} >= {
        entry.id for entry in catalog.entries() if entry.package == "ethics_audit"
    }
    signs = "".join(row["vector"].rpartition(":")[2] for row in GOLDEN)
    assert set("0123~.-") <= set(signs)
    assert {fact for row in GOLDEN for fact in row["profile"]} == KNOWN


@pytest.mark.parametrize("name", sorted({entry.id for entry in catalog.entries()}))
def test_hundreds_of_answer_sets_are_read_back(name: str) -> None:
    """Decoded answers differ only in the reasons of n/a."""
    definition = ea.load_audit(name)
    for seed in range(100):
        result = ea.assess(definition, answers_to(definition, random.Random(seed)))
        assert ea.load_vector(result.vector) == result


def test_vector_fits_a_database_column(quarterly: ea.Audit) -> None:
    """A vector is plain ASCII, under 400 characters for the quarterly audit."""
    given = {one.id: one.options[-1].id for one in quarterly.items.values()}
    longest = ea.assess(quarterly, ea.Answers(given, KNOWN)).vector
    assert len(longest) < 400
    assert longest.isascii()
    assert longest.isprintable()
    assert " " not in longest


def test_vector_by_hand() -> None:
    """Items are ordered by id, options by risk, and profile letters by the alphabet."""
    definition = checklist(
        "desk",
        item("desk.z", scale=scale(100, 0, 50), not_applicable=True),
        item("desk.a", scale=scale(0, 100)),
        item("desk.m", not_applicable=True),
        item("desk.k"),
        item("desk.b"),
    )
    answers = ea.Answers(
        {"desk.z": "r50", "desk.a": "r100", "desk.m": ea.not_applicable("never"), "desk.b": "unsure"},
        {"telehealth", "profession.counselor"},
    )
    digest = ea.Audit.of(definition).digest[:12]
    text = ea.assess(definition, answers).vector
    line = f"ea2:desk:1.0:{digest}:Ct:1~-.1"
    assert text == f"{line}:{vector.check(line)}"
    assert ea.load_vector(text, ea.Audit.of(definition)).answers == answers.changed({"desk.m": "n/a"})


def test_many_options_take_two_signs() -> None:
    """An item with more than 62 options takes two signs, in base 62."""
    wide = item("a.wide", scale=scale(*range(70), 100), not_applicable=True)
    definition = ea.Audit.of(checklist("a", wide, item("a.z")))
    for answer, signs in (("r0", "00"), ("r61", "0z"), ("r62", "10"), ("r100", "18"), ("unsure", "~~"), ("n/a", "..")):
        result = ea.assess(definition, {"a.wide": answer})
        assert without_check(result.vector).endswith(f":{signs}-")
        assert ea.load_vector(result.vector, definition) == result


def test_last_scale_of_one_sign() -> None:
    """62 options fit in one sign, 63 take two."""
    for count, signs in ((62, "z"), (63, "10")):
        definition = checklist("a", item("a.i", scale=scale(*range(count - 1), 100)))
        result = ea.assess(definition, {"a.i": "r100"})
        assert without_check(result.vector).endswith(f":{signs}")
        assert ea.load_vector(result.vector, definition) == result


def test_problems_come_in_order() -> None:
    """Problems are listed in order: the profile, then the items."""
    definition = checklist("a", item("a.i"), item("a.j"))
    digest = ea.Audit.of(definition).digest[:12]
    with pytest.raises(ea.AnswerError) as caught:
        ea.load_vector(rechecked(f"ea2:a:1.0:{digest}:Z:99:"), definition)
    assert [problem.place for problem in caught.value.problems] == ["profile", "a.i", "a.j"]


def test_vector_of_an_older_version_is_read_under_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """A vector is read under the version that it names."""
    versions = {
        version: ea.Audit.of(evolve(checklist("a", item("a.i", weight)), version=version))
        for version, weight in (("1.0", 1), ("2.0", 2))
    }
    monkeypatch.setattr(catalog, "load_audit", lambda _, version=None, **_more: versions[version or "2.0"])
    old = ea.assess(versions["1.0"], {"a.i": "r50"})
    assert ea.load_vector(old.vector) == old


def test_order_and_wording_do_not_matter() -> None:
    """A definition that differs only in what cannot change a score reads the same vectors."""
    one = checklist("a", item("a.i"), item("a.j", scale=scale(0, 30, 100)))
    other = evolve(one, items=[evolve(one.items[1], prompt="Other words."), one.items[0]], title="Other")
    answers = {"a.i": "r50", "a.j": "r30"}
    assert ea.assess(one, answers).vector == ea.assess(other, answers).vector


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda text: text[:-1], "answers: expected 2 signs, got 1 (was it cut off?)"),
        (lambda text: text + "0", "answers: expected 2 signs, got 3"),
        (lambda text: text[:-2], "answers: expected 2 signs, got 0 (was it cut off?)"),
        (lambda text: text[:-2] + "9.", "a.i: expected one of 0 1 2 ~ -, got '9'"),
        (lambda text: text[:-2] + "9.", "a.j: expected one of 0 1 2 ~ -, got '.'"),
        (lambda text: text.replace(":1.0:", ":1.1:"), "was written under x 1.1"),
        (lambda text: text.replace("ea1:x:", "ea1:y:"), "was written under y 1.0"),
        (lambda text: text.replace("ea1", "ea4"), "expected the format ea1 or ea2 or ea3, got ea4"),
        (lambda text: text.replace("ea1", "ea2"), "expected ea2:audit:version:digest:profile:answers:check"),
        (lambda text: f"{text}:000", "expected ea2:audit:version:digest:profile:answers:check"),
        (lambda text: text.replace(":C:", ":Z:"), "profile: expected letters of profile facts, got 'Z'"),
        (lambda text: text.replace(":C:", ":CC:"), "profile: expected each letter once, in order, got 'CC'"),
        (lambda text: text.replace(":C:", ":mC:"), "profile: expected each letter once, in order, got 'mC'"),
        (lambda text: text.replace("ea1", "ea1 "), "expected ea2:audit:version:digest:profile:answers:check"),
        (lambda text: text.upper(), "expected ea2:audit:version:digest:profile:answers:check"),
        (lambda _: "", "expected ea2:audit:version:digest:profile:answers:check"),
        (lambda _: None, "expected ea2:audit:version:digest:profile:answers:check"),
        (lambda text: text.replace(":C:", ":"), "expected ea2:audit:version:digest:profile:answers:check"),
    ],
)
def test_damaged_vector_without_check_is_refused(change: Any, told: str) -> None:
    """An invalid vector is one error with all problems."""
    definition = ea.Audit("x", "1.0", "X", [ea.Part(checklist("a", item("a.i"), item("a.j")))])
    text = without_check(ea.assess(definition, ea.Answers({"a.i": "r0"}, {"profession.counselor"})).vector)
    with pytest.raises(ea.AnswerError) as caught:
        ea.load_vector(change(text), definition)
    assert told in str(caught.value)


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (
            lambda _: "x",
            (
                "",
                "expected ea2:audit:version:digest:profile:answers:check, got 'x'",
                "was it cut off, or copied with something around it?",
                "format",
            ),
        ),
        (
            lambda text: text.replace("ea2:", "ea12:"),
            (
                "",
                "expected the format ea1 or ea2 or ea3, got ea12",
                "a newer version of ethics-audit may read it",
                "newer-version",
            ),
        ),
        (
            lambda text: text.replace("-", "~", 1),
            (
                "",
                "is damaged: its check does not match, so a sign was lost, added or changed",
                "copy it again from its source",
                "damaged",
            ),
        ),
        (
            lambda text: rechecked(text.replace(":a:", ":b:")),
            (
                "",
                "was written under b 1.0 {0}, but the definition given is a 1.0 {0}",
                "read it with the definition that it names",
                "other-definition",
            ),
        ),
        (
            lambda text: rechecked(text.replace("--", "-")),
            ("answers", "expected 2 signs, got 1", "was it cut off?", "value"),
        ),
        (lambda text: rechecked(text.replace("--", "---")), ("answers", "expected 2 signs, got 3", "", "value")),
        (lambda text: rechecked(text.replace("--", "-x")), ("a.j", "expected one of 0 1 2 ~ -, got 'x'", "", "value")),
        (
            lambda text: rechecked(text.replace("::", ":Z:")),
            ("profile", "expected letters of profile facts, got 'Z'", "", "value"),
        ),
        (
            lambda text: rechecked(text.replace("::", ":mm:")),
            ("profile", "expected each letter once, in order, got 'mm'", "", "value"),
        ),
    ],
)
def test_each_fault_of_a_vector(change: Any, problem: tuple[str, str, str, str]) -> None:
    """Each fault is told with its place, the words, what to do about it, and a code."""
    definition = ea.Audit.of(checklist("a", item("a.i"), item("a.j")))
    with pytest.raises(ea.AnswerError) as caught:
        ea.load_vector(change(ea.assess(definition, {}).vector), definition)
    place, message, hint, code = problem
    digest = definition.digest[:12]
    assert [one[:4] for one in caught.value.problems] == [(place, message.replace("{0}", digest), hint, code)]
    assert caught.value.source == "vector"


@pytest.mark.parametrize(
    "change",
    [
        {"weight": 2},
        {"not_applicable": True},
        {"requires": {"minors"}},
        {"red_flag": ea.RedFlag(100, "high", "Call.")},
        {"scale": scale(0, 60, 100)},
    ],
)
def test_another_definition_refuses_it(change: dict[str, Any]) -> None:
    """A definition with other scores cannot read the vector."""
    text = ea.assess(audit(checklist("a", item("a.i"))), {"a.i": "r0"}).vector
    with pytest.raises(ea.AnswerError, match="was written under example 1.0"):
        ea.load_vector(text, audit(checklist("a", item("a.i", **change))))


def test_blanks_around_it_are_passed_over() -> None:
    """Surrounding blanks are ignored."""
    result = ea.assess(ea.load_audit("dilemma"), {})
    assert ea.load_vector(f"  {result.vector} \n") == result


def test_definition_may_be_a_checklist() -> None:
    """A vector is read under an audit or a checklist."""
    definition = checklist("a", item("a.i"))
    result = ea.assess(definition, {"a.i": "r50"})
    assert ea.load_vector(result.vector, definition) == result
    with pytest.raises(TypeError, match="expected an audit or a checklist"):
        ea.load_vector(result.vector, "a")  # type: ignore[arg-type]


def test_unknown_definition() -> None:
    """A vector of an unknown audit is refused."""
    text = ea.assess(audit(checklist("a", item("a.i"))), {"a.i": "r0"}).vector
    with pytest.raises(ea.UnknownIdError, match="there is no audit or checklist 'example'"):
        ea.load_vector(text)


def test_every_fact_has_a_letter_of_its_own() -> None:
    """Each profile fact has its own letter."""
    assert set(vector.FACT_LETTERS) == KNOWN
    assert len(set(vector.FACT_LETTERS.values())) == len(KNOWN)
    assert all(len(letter) == 1 and letter.isalpha() for letter in vector.FACT_LETTERS.values())


def test_many_vectors() -> None:
    """Many vectors are read in order, by their own definitions in the catalog; every bad one is told with its place."""
    one, other = (ea.assess(ea.load_audit(id), {}) for id in ("boundaries", "consent"))
    assert ea.load_vectors([one.vector, other.vector]) == [one, other]
    assert ea.load_vectors(iter([one.vector]), one.audit.parts[0].checklist) == [one]
    assert ea.load_vectors([]) == []
    with pytest.raises(ea.AnswerError) as refused:
        ea.load_vectors([one.vector, "?", one.vector[:-1], one.vector], one.audit)
    assert [problem.place for problem in refused.value.problems] == ["[1]", "[2]"]
    with pytest.raises(ea.AnswerError, match="^vectors: more than 100 problems"):
        ea.load_vectors(itertools.repeat("?"))  # of which no more are read
    with pytest.raises(TypeError, match="load_vector"):
        ea.load_vectors(one.vector)


def test_own_facts_that_do_not_fit() -> None:
    """A vector with other signs of own facts than its definition has is refused."""
    asks = [item("ward.a", requires=["own.x"])]
    ward = evolve(checklist("ward", item("ward.a")), items=asks, facts=[Fact("own.x", "I do x.")])
    definition = ea.Audit.of(ward)
    line = ea.assess(definition, {}).vector.rpartition(":")[0].replace(":.0:", ":.00:")
    with pytest.raises(ea.AnswerError) as refused:
        ea.load_vector(f"{line}:{vector.check(line)}", definition)
    assert [one[:4] for one in refused.value.problems] == [
        ("profile", "expected 1 signs of own facts, got 2", "", "value")
    ]
