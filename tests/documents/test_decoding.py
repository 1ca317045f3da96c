"""A hundred and more wrong files: each gets a clear message that names the place, none is accepted."""

import json
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve
from support.broken import ANSWERED, ANSWERS, CHECKLISTS, GOOD_ANSWERS, GOOD_CHECKLIST
from support.builders import audit, checklist, item

import ethics_audit as ea
from ethics_audit.base.errors import PROBLEMS_TOLD, StoreError
from ethics_audit.cli.commands import run
from ethics_audit.documents import decoding
from ethics_audit.documents.converter import InvalidError
from ethics_audit.model.answer_sheet import MOST_NOTES
from ethics_audit.model.answers import MOST_ANSWERS
from ethics_audit.model.definitions import Fact
from ethics_audit.model.weighting import MOST_RATINGS, Weights

Problems = Callable[..., list[str]]


def broken(good: str, old: str, new: str) -> str:
    """The good file with the first place replaced."""
    assert old in good
    return good.replace(old, new, 1)


def says(output: str, message: str) -> bool:
    """Whether the output has a message, in which ``…`` stands for any words."""
    return all(part in output for part in message.split("…"))


def test_the_good_files_are_good(tmp_path: Path) -> None:
    """The files are valid before they are broken."""
    file = tmp_path / "mine.toml"
    file.write_text(GOOD_CHECKLIST, "utf-8")
    assert len(ea.load_checklist(file).items) == 2
    file.write_text(ANSWERED, "utf-8")
    (answers := tmp_path / "answers.toml").write_text(GOOD_ANSWERS, "utf-8")
    sheet = ea.load_answers(answers)
    assert len(ea.assess(ea.audit_of(sheet, tmp_path), sheet.answers).answers.given) == 3
    assert len(CHECKLISTS) + len(ANSWERS) > 100


@pytest.mark.parametrize(("shows", "old", "new", "words"), CHECKLISTS, ids=[row[0] for row in CHECKLISTS])
def test_wrong_checklist(
    shows: str, old: str, new: str, words: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """`lint` names the place of the mistake and exits with status 3."""
    file = tmp_path / "mine.toml"
    file.write_text(broken(GOOD_CHECKLIST, old, new), "utf-8")
    assert run(["lint", str(file)]) == 3, shows
    told = capsys.readouterr().out
    assert says(told, words)
    with pytest.raises(ea.ChecklistError) as caught:
        ea.load_audit(file)
    assert caught.value.source == str(file)
    lines = told.splitlines()[1:]
    assert [line for line in lines if any(str(problem) in line for problem in caught.value.problems)]
    assert "Traceback" not in told


@pytest.mark.parametrize(("shows", "old", "new", "words"), ANSWERS, ids=[row[0] for row in ANSWERS])
def test_wrong_answers(
    shows: str, old: str, new: str, words: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """`score` names the place of the mistake, prints no result, and exits with status 3."""
    (tmp_path / "mine.toml").write_text(ANSWERED, "utf-8")
    file = tmp_path / "answers.toml"
    file.write_text(broken(GOOD_ANSWERS, old, new), "utf-8")
    assert run(["score", str(file)]) == 3, shows
    told = capsys.readouterr()
    assert told.out == ""
    assert says(told.err, words)


def test_every_problem_is_told_at_once(tmp_path: Path) -> None:
    """Eight mistakes in one file are eight problems."""
    text = GOOD_CHECKLIST
    for shows in (
        "format version of the future",
        "title blank",
        "scale without its high end",
        "weight not its rating",
        "requires unknown",
        "flag that is always up",
        "weight zero",
        "item id outside its checklist",
    ):
        row = next(row for row in CHECKLISTS if row[0] == shows)
        text = broken(text, row[1], row[2])
    file = tmp_path / "mine.toml"
    file.write_text(text, "utf-8")
    with pytest.raises(ea.ChecklistError) as caught:
        ea.load_checklist(file)
    places = [problem.place for problem in caught.value.problems]
    assert sorted(places) == sorted(
        [
            "format_version",
            "scales.often",
            "title",
            "items[0] (mine.first).red_flag.at",
            "items[0] (mine.first).weight",
            "items[0] (mine.first).requires",
            "items[1] (yours.second).weight",
            "items[1].id",
        ]
    )
    assert str(caught.value).startswith(f"{file}: 8 problems\n  ")


@pytest.mark.parametrize(
    "content", [b"\xff\xfe\x00", b"\x00" * 10, b"", b"[]", b"{}", b"null", b"<xml/>", b"\xef\xbb\xbf"]
)
@pytest.mark.parametrize("suffix", [".toml", ".json"])
@pytest.mark.parametrize("command", ["lint", "score"])
def test_files_that_are_something_else(command: str, suffix: str, content: bytes, tmp_path: Path) -> None:
    """A binary file exits with status 3 and no traceback."""
    file = tmp_path / f"x{suffix}"
    file.write_bytes(content)
    assert run([command, str(file)]) == 3


@pytest.mark.parametrize("name", ["none.toml", "."])
@pytest.mark.parametrize("command", ["lint", "score", "show"])
def test_files_that_cannot_be_read(command: str, name: str, tmp_path: Path) -> None:
    """A missing file and a folder exit with status 3."""
    assert run([command, str(tmp_path / name)]) == 3


def test_no_traceback_from_the_program_itself(tmp_path: Path) -> None:
    """The program prints one message on standard error and exits with status 3."""
    (tmp_path / "mine.toml").write_text(ANSWERED, "utf-8")
    file = tmp_path / "answers.toml"
    file.write_text(GOOD_ANSWERS.replace("habit", "habbit"), "utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "ethics_audit", "score", str(file)], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == (3, "")
    assert done.stderr.startswith(
        f"ethics-audit: {tmp_path / 'answers.toml'}: mine.habbit: is not an item of the audit 'mine'"
    )


@pytest.mark.parametrize(
    ("kind", "text", "words"),
    [
        (ea.Audit, '{"checklists": [' + ", ".join(["{}"] * 201) + "]}", "expected at most 200 checklists, got 201"),
        (ea.AnswerSheet, '{"audit": "a", "notes": 3}', "notes: expected a table of item ids and texts, got 3"),
        (ea.AnswerSheet, '{"audit": "a", "decision": {"review": "soon"}}', "decision.review: expected a date such as"),
    ],
)
def test_wrong_document(kind: type, text: str, words: str) -> None:
    """A wrong part of a document is named."""
    with pytest.raises(ea.DocumentError, match=words):
        ea.from_json(text, kind)


def policy(gravity: str) -> str:
    """The text of an audit whose policy has this gravity."""
    return ea.to_json(audit(checklist("a", item("a.i")))).replace(
        '"policy": {', f'"policy": {{"gravity": {gravity},', 1
    )


@pytest.mark.parametrize(
    ("gravity", "problem"),
    [
        ('"grave"', ": expected a table of names and values, got 'grave'"),
        ("[]", ": expected a table of names and values, got []"),
        ('{"grave": {"high": 40}}', ".grave: expected a severity: 1, 2, 3, 4, got 'grave'"),
        ('{"5": {"high": 40}}', ".5: expected a severity: 1, 2, 3, 4, got '5'"),
        ('{"04": {"high": 40}}', ".04: expected a severity: 1, 2, 3, 4, got '04'"),
        ('{"4": 40}', ".4: expected a table of names and values, got 40"),
        ('{"4": {}}', ".4: expected a risk for at least one band, higher for each worse band, got []"),
        ('{"4": {"hihg": 40}}', ".4.hihg: is not a key here (did you mean 'high'?)"),
        ('{"4": {"low": 40}}', ".4.low: is not a key here (known: critical, high, moderate)"),
        ('{"4": {"high": 40, "severity": 3}}', ".4.severity: is not a key here (known: critical, high, moderate)"),
        ('{"4": {"high": 0}}', ".4.high: expected a whole number from 1 to 100, got 0"),
        ('{"4": {"high": 101}}', ".4.high: expected a whole number from 1 to 100, got 101"),
        ('{"4": {"high": "40"}}', ".4.high: expected a whole number, got '40'"),
        ('{"4": {"high": true}}', ".4.high: expected a whole number, got True"),
        (
            '{"4": {"moderate": 100, "high": 40}}',
            ".4: expected a risk for at least one band, higher for each worse band, got [100, 40]",
        ),
        (
            '{"4": {"moderate": 40, "high": 40}}',
            ".4: expected a risk for at least one band, higher for each worse band, got [40, 40]",
        ),
    ],
)
def test_wrong_gravity(gravity: str, problem: str, problems_of: Problems) -> None:
    """Each rule of gravity is a severity with rising risks of bands; every fault is told at its place."""
    assert problems_of(ea.from_json, policy(gravity), ea.Audit) == [f"policy.gravity{problem}"]


def test_every_fault_of_a_policy_is_told_at_once(problems_of: Problems) -> None:
    """Faults of several severities, and of the rest of the policy, are told together."""
    text = policy('{"3": {"moderate": 0}, "4": {"hihg": 1}, "9": {}}').replace('"moderate": 15', '"moderate": 95')
    found = problems_of(ea.from_json, text, ea.Audit)
    assert [problem.partition(": ")[0] for problem in found] == [
        "policy.gravity.3.moderate",
        "policy.gravity.4.hihg",
        "policy.gravity.9",
        "policy.bands",
    ]


def test_a_severity_named_twice(problems_of: Problems) -> None:
    """A table names a severity once; so does a policy built in Python."""
    assert "the key '4' appears twice" in problems_of(ea.from_json, policy('{"4": {}, "4": {}}'), ea.Audit)[0]
    with pytest.raises(ea.ChecklistError, match="gravity: the severity 4 appears twice"):
        ea.Policy(gravity=(ea.Gravity(4, high=40), ea.Gravity(4, high=50)))


def test_gravity_is_kept_under_its_severities() -> None:
    """A document has the rules of gravity by severity, with the bands that each forces, and is read back."""
    rules = (ea.Gravity(4, moderate=40, critical=100), ea.Gravity(2, high=70))
    definition = audit(checklist("a", item("a.i")), policy=ea.Policy(gravity=rules))
    document = json.loads(ea.to_json(definition))
    assert document["policy"]["gravity"] == {"2": {"high": 70}, "4": {"moderate": 40, "critical": 100}}
    assert ea.from_json(ea.to_json(definition), ea.Audit) == definition
    assert ea.from_toml(ea.to_toml(definition), ea.Audit) == definition
    given = {**document["policy"], "gravity": {}}
    assert ea.from_json(json.dumps({**document, "policy": given, "digest": None}), ea.Audit).policy.gravity == ()


def earlier(*items: ea.Item, **ratings: tuple[int, int]) -> dict[str, Any]:
    """A checklist as it was kept when a weight was severity × likelihood, and ratings were not in the digest."""
    document: dict[str, Any] = json.loads(ea.to_json(checklist("a", *items)))
    for one in document["items"]:
        if rated := ratings.get(one["id"].partition(".")[2]):
            one["rating"] = {"severity": rated[0], "likelihood": rated[1], "basis": "expert", "sources": ["x"]}
    return document


@pytest.mark.parametrize("ratings", [{"i": (3, 2)}, {"i": (3, 2), "j": (1, 1)}, {"j": (1, 1)}], ids=str)
def test_a_definition_kept_under_earlier_weights(ratings: dict[str, tuple[int, int]]) -> None:
    """Its weights are as they were, and its ratings, which its digest does not cover, are left out."""
    items = item("a.i", 6), item("a.j", 1), item("a.k", 5)
    assert ea.from_json(json.dumps(earlier(*items, **ratings)), ea.Checklist) == checklist("a", *items)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"digest": "0" * 64}, r"weight: expected 18 .severity 3, likelihood 2., got 6"),
        ({"title": ""}, "title: expected non-empty text"),
        ({"items": 3}, "items: expected a list, got 3"),
        ({"items": [3]}, r"items\[0\]: expected a table"),
    ],
    ids=str,
)
def test_a_definition_that_only_looks_earlier(change: dict[str, Any], words: str) -> None:
    """Whatever its digest does not fit is refused as any wrong definition is, and so is what cannot be read."""
    with pytest.raises(ea.ChecklistError, match=words):
        ea.from_json(json.dumps({**earlier(item("a.i", 6), i=(3, 2)), **change}), ea.Checklist)


def test_one_rating_of_an_earlier_weight_is_not_enough() -> None:
    """Where one weight is the product of its rating and another is not, no rating is left out."""
    with pytest.raises(ea.ChecklistError, match=r"items\[1\].*weight: expected 18"):
        ea.from_json(json.dumps(earlier(item("a.i", 6), item("a.j", 5), i=(3, 2), j=(3, 2))), ea.Checklist)


def test_an_answer_to_a_name_without_a_dot_is_read() -> None:
    """Whether a name is one of an item is told by the audit, not by the file of answers."""
    assert ea.from_json('{"audit": "a", "answers": {"i": "r0"}}', ea.AnswerSheet).answers.given == {"i": "r0"}


@pytest.mark.parametrize(("severity", "likelihood"), [(3, 3), ("3", 2), (3, None)])
def test_ratings_of_other_weights_are_not_left_out(severity: object, likelihood: object) -> None:
    """Only a rating of which the weight was the product is one of an earlier definition."""
    document = earlier(item("a.i", 6), i=(3, 2))
    document["items"][0]["rating"] |= {"severity": severity, "likelihood": likelihood}
    with pytest.raises(ea.ChecklistError, match="weight|severity|likelihood"):
        ea.from_json(json.dumps(document), ea.Checklist)
    document["items"][0]["rating"] = 3
    with pytest.raises(ea.ChecklistError, match="rating: expected a table"):
        ea.from_json(json.dumps(document), ea.Checklist)


def test_decision_may_have_a_date_of_toml() -> None:
    """The day of a review is a date of TOML, or text."""
    sheets = [
        ea.from_toml(f'audit = "a"\n[decision]\nreview = {day}\n', ea.AnswerSheet)
        for day in ("2026-12-24", '"2026-12-24"')
    ]
    assert sheets[0] == sheets[1]
    assert sheets[0].decision is not None
    assert sheets[0].decision.review == "2026-12-24"


@pytest.mark.parametrize(
    ("kind", "document", "words"),
    [
        (
            ea.AnswerSheet,
            {"notes": {f"a.i{n}": "x" for n in range(MOST_NOTES + 1)}},
            f"notes: expected at most {MOST_NOTES} notes, got {MOST_NOTES + 1}",
        ),
        (
            ea.AnswerSheet,
            {"answers": {f"a.i{n}": [] for n in range(MOST_ANSWERS + 1)}},
            f"answers: expected at most {MOST_ANSWERS} answers, got {MOST_ANSWERS + 1}",
        ),
        (ea.AnswerSheet, {"profile": [[]] * 101}, "profile: expected at most 100 facts, got 101"),
        (
            Weights,
            {"ratings": {f"a.i{n}": [] for n in range(MOST_RATINGS + 1)}},
            f"ratings: expected at most {MOST_RATINGS} ratings, got {MOST_RATINGS + 1}",
        ),
        (ea.Checklist, {"items": [{}] * 2001}, "items: expected at most 2000 members, got 2001"),
    ],
)
def test_too_many_are_refused_before_any_is_made(kind: type, document: dict[str, object], words: str) -> None:
    """A count above its limit is one problem, and none of its members is looked at."""
    with pytest.raises(ea.DocumentError) as refused:
        ea.from_json(json.dumps(document), kind)
    (first,) = [problem for problem in refused.value.problems if problem.place == words.partition(":")[0]]
    assert str(first) == words
    assert not [problem for problem in refused.value.problems if problem.place.startswith(("a.i", f"{first.place}["))]


def test_after_a_hundred_wrong_answers_reading_stops() -> None:
    """More problems than are told are not looked for."""
    document = {"audit": "a", "answers": {f"a.i{number}": 3 for number in range(500)}}
    with pytest.raises(ea.AnswerError) as refused:
        ea.from_json(json.dumps(document), ea.AnswerSheet)
    assert len(refused.value.problems) == PROBLEMS_TOLD + 1


def test_what_finds_a_checklist_may_fail() -> None:
    """Whatever this library says of a checklist that is named is told as a problem of the document that names it."""

    def fails(_: object) -> Any:
        raise StoreError("the disk is gone")

    with pytest.raises(InvalidError) as refused:
        decoding._named({"id": "boundaries"}, fails)
    assert [problem.message for problem in refused.value.problems] == ["the disk is gone"]


def test_a_field_has_one_place_wherever_it_is_wrong() -> None:
    """Problems of answers have the same places in a document as where the answers are assessed."""
    definition = audit(checklist("a", item("a.i", not_applicable=True), item("a.j")))
    wrong = {"a.i": {"not_applicable": "x" * 501}, "a.j": 3}
    with pytest.raises(ea.AnswerError) as assessed:
        ea.assess(definition, wrong)
    with pytest.raises(ea.AnswerError) as read:
        ea.from_json(json.dumps({"audit": "a", "answers": wrong}), ea.AnswerSheet)
    places = ["a.i.not_applicable", "a.j"]
    assert [problem.place for problem in assessed.value.problems] == places
    assert [problem.place for problem in read.value.problems] == places


def test_a_new_key_beside_a_reason_is_left_out_where_it_is_told() -> None:
    """A key that a newer release adds to an answer is an error, and left out with `tell`."""
    text = '{"audit": "a", "answers": {"a.i": {"not_applicable": "x", "since": "2027"}}}'
    with pytest.raises(ea.AnswerError, match=r"a\.i\.since|since: is not a key here"):
        ea.from_json(text, ea.AnswerSheet)
    told: list[ea.Problem] = []
    sheet = ea.from_json(text, ea.AnswerSheet, tell=told.append)
    assert sheet.answers.given == {"a.i": ea.not_applicable("x")}
    assert [problem.place for problem in told] == ["since"]


AUDIT = {"format": "ethics-audit/audit", "format_version": 1, "id": "ours", "version": "1.0", "title": "Ours"}
DESK = json.loads(ea.to_json(checklist("a", item("a.i"), item("a.j"))))
for key in ("format", "format_version", "digest"):
    del DESK[key]
HEAD = {"format": "ethics-audit/checklist", "format_version": 1}
OPTIONS = DESK["items"][0]["options"]
FIRST, SECOND = ({key: held for key, held in one.items() if key != "options"} for one in DESK["items"])
WORDS = "expected the id of an option, 'unsure', 'n/a' or why it does not apply (not_applicable = \"reason\"), got "


def problems_in(kind: type, document: object, **given: Any) -> list[tuple[str, ...]]:
    """The place, the words, the hint and the code of each problem of a document."""
    with pytest.raises(ea.DocumentError) as refused:
        ea.from_json(json.dumps(document), kind, **given)
    return [problem[:4] for problem in refused.value.problems]  # type: ignore[misc]


def named(entry: Mapping[str, str]) -> ea.Checklist:
    """The checklist of the catalog that an entry names."""
    return ea.load_checklist(entry["id"])


@pytest.mark.parametrize(
    ("entry", "problems"),
    [
        ({}, [("", "expected either an id or a file", "name one checklist", "document")]),
        (
            {"id": "boundaries", "file": 2, "more": 1},
            [
                (".more", "is not a key here", "known: file, id, multiplier, only, version", "key-known"),
                (".file", "expected text, got 2", "", "value"),
                ("", "expected either an id or a file", "name one checklist", "document"),
            ],
        ),
        (
            {"file": "x", "version": "1.0"},
            [(".version", "is not allowed with a file, which has one version", "leave it out", "document")],
        ),
        (
            {"id": "boundaries", "only": []},
            [(".only", "expected at least one item, got []", "name an item, or leave it out", "value")],
        ),
        ({"id": "boundaries", "only": ["a.i"] * 2}, [(".only", "'a.i' appears twice", "remove one", "value")]),
        (
            {"id": "boundaries", "only": [f"boundaries.{sign}gift" for sign in "zyxwvutsrqponmlk"]},
            [
                (
                    ".only",
                    f"expected an item of boundaries, got 'boundaries.{sign}gift'",
                    "did you mean 'boundaries.gifts'?",
                    "document",
                )
                for sign in "klmnopqrstuvwxyz"
            ],
        ),
    ],
    ids=str,
)
def test_entries_of_an_audit_that_are_wrong(entry: dict[str, Any], problems: list[tuple[str, ...]]) -> None:
    """An entry that names no checklist as it must is told with its place, its fault, a hint and a code."""
    found = problems_in(ea.Audit, {**AUDIT, "checklists": [{"id": "consent"}, entry]}, resolve=named)
    assert found == [(f"checklists[1]{place}", *told) for place, *told in problems]


def test_an_entry_of_a_text_alone() -> None:
    """Where nothing finds checklists by name, an entry that names one is refused, and says what does."""
    assert problems_in(ea.Audit, {**AUDIT, "checklists": [{"id": "boundaries"}]}) == [
        ("checklists[0]", "names a checklist without its items", "read it with load_audit", "document")
    ]


@pytest.mark.parametrize(
    ("failure", "problem"),
    [
        (StoreError("the disk is gone"), ("", "the disk is gone", "", "document")),
        (
            ea.UnknownIdError("checklist", "boundary", ["boundaries"]),
            ("", "there is no checklist 'boundary' (did you mean 'boundaries'?)", "", "unknown-id"),
        ),
        (ea.ChecklistError([ea.Problem("id", "is odd")], "x.toml"), ("x.toml.id", "is odd", "", "document")),
    ],
    ids=str,
)
def test_a_checklist_that_is_not_found(failure: Exception, problem: tuple[str, ...]) -> None:
    """What finds a checklist may fail, and its words are told at the place of the entry."""

    def fails(_: object) -> ea.Checklist:
        raise failure

    place, *told = problem
    at = "checklists[0]" + (place and f".{place}")
    assert problems_in(ea.Audit, {**AUDIT, "checklists": [{"id": "boundary"}]}, resolve=fails) == [(at, *told)]


def test_the_most_checklists_of_an_audit() -> None:
    """An audit of more than 200 checklists is refused for their number alone; 200 are looked at."""
    audits = [{**AUDIT, "checklists": [3] * number} for number in (200, 201)]
    assert [found[0] for found in problems_in(ea.Audit, audits[0])[:2]] == ["checklists[0]", "checklists[1]"]
    many = ("checklists", "expected at most 200 checklists, got 201", "", "value")
    assert problems_in(ea.Audit, audits[1]) == [many]


def test_facts_of_some_items() -> None:
    """A checklist of some of its items has the facts that one of these requires, and no other."""
    facts = [Fact(f"own.{name}", name) for name in ("day", "night")]
    items = [evolve(item(f"a.{name}"), requires={f"own.{fact}"}) for name, fact in (("i", "day"), ("j", "night"))]
    whole = ea.Checklist("a", "1.0", "A", [*items, item("a.k")], facts=facts)
    some = decoding.selected(whole, frozenset({"a.i", "a.k"}))
    assert [[one.id for one in members] for members in (some.items, some.facts)] == [["a.i", "a.k"], ["own.day"]]
    document = json.loads(ea.to_json(whole))
    assert document["facts"] == {"own.day": "day", "own.night": "night"}
    assert ea.from_json(json.dumps(document), ea.Checklist) == whole


@pytest.mark.parametrize(
    ("change", "problems"),
    [
        (
            {"scales": {"s": OPTIONS, "u": OPTIONS}, "items": [{**FIRST, "scale": "s"}, {**SECOND, "scale": "s"}]},
            [("scales.u", "is not used by any item", "remove it", "scale-used")],
        ),
        (
            {"scales": {"s": OPTIONS, "u": OPTIONS}, "items": [{**FIRST, "scale": "t"}]},
            [("items[0] (a.i).scale", "expected a scale of this file, got 't'", "known: s, u", "scale-known")],
        ),
        (
            {"scales": {"s": OPTIONS, "u": OPTIONS}, "items": [{**FIRST, "scale": "s"}, SECOND]},
            [("items[1] (a.j).options", "is missing", "", "key-needed")],
        ),
        (
            {"scales": {"s": OPTIONS}, "items": [{**FIRST, "scale": "s", "options": OPTIONS}]},
            [("items[0] (a.i).scale", "is given as well as options", "keep one of them", "scale-known")],
        ),
        (
            {"scales": {"s": [*OPTIONS, 3]}, "items": [{**FIRST, "scale": "s"}]},
            [("scales.s[3]", "expected a table of names and values, got 3", "", "value")],
        ),
        (
            {"scales": 3, "items": [{**FIRST, "scale": "s"}]},
            [("scales", "expected a table of names and values, got 3", "", "value")],
        ),
        (
            {"items": [{**DESK["items"][0], "id": "b.i", "requires": ["minors", "minors"]}]},
            [
                ("items[0] (b.i).requires", "'minors' appears twice", "remove one", "value"),
                ("items[0].id", "expected an id that starts with 'a.', got 'b.i'", "", "ids-are-its-own"),
            ],
        ),
    ],
)
def test_a_checklist_whose_parts_do_not_fit(change: dict[str, Any], problems: list[tuple[str, ...]]) -> None:
    """A fault of a scale or an id is told once, with its place, a hint and a code, and nothing is told beside it."""
    assert problems_in(ea.Checklist, {**HEAD, **DESK, **change}) == problems


def test_a_digest_of_something_else() -> None:
    """A digest that does not fit is told with the first twelve digits of the one that does."""
    desk = checklist("a", item("a.i"), item("a.j"))
    for kind, document, digest in (
        (ea.Checklist, {**HEAD, **DESK}, desk.digest),
        (ea.Audit, {**AUDIT, "checklists": [DESK]}, evolve(audit(desk), id="ours", title="Ours").digest),
    ):
        told = f"expected the digest of this content, {digest[:12]}…, got 'x'"
        hint = "leave it out, or find out what was changed"
        assert problems_in(kind, {**document, "digest": "x"}) == [("digest", told, hint, "digest-fits")]


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"notes": [3]}, ("notes", "expected a table of item ids and texts, got [3]", "", "value")),
        ({"answers": [3]}, ("answers", "expected a table of names and values, got [3]", "", "value")),
        ({"answers": {"i": {"x": 1}}}, ("i", WORDS + "{'x': 1}", 'write the item id in quotes: "i.x"', "value")),
        ({"answers": {"a.i": {"x": 1}}}, ("a.i", WORDS + "{'x': 1}", "", "value")),
        ({"answers": {"a": {}}}, ("a", WORDS + "{}", "", "value")),
        (
            {"answers": {"a.i": {"not_applicable": "x", "y": 1}}},
            ("a.i.y", "is not a key here", "known: not_applicable", "key-known"),
        ),
        ({"profile": 3}, ("profile", "expected a list, got 3", "", "value")),
        ({"profile": ["a", "a"]}, ("profile", "'a' appears twice", "remove one", "value")),
        ({"decision": {"review": 3}}, ("decision.review", "expected text, got 3", "", "value")),
        ({"version": 3}, ("version", "expected text, got 3", "", "value")),
    ],
    ids=lambda one: str(one)[:60],
)
def test_an_answer_sheet_with_one_fault(change: dict[str, Any], problem: tuple[str, ...]) -> None:
    """Each fault of an answer sheet is told once, with its place, its words, a hint and a code."""
    assert problems_in(ea.AnswerSheet, {"audit": "a", **change}) == [problem]


def test_reading_a_checklist_stops_when_enough_is_wrong() -> None:
    """Once more is wrong than is told, no further scale, answer or id is looked at."""
    many: list[Any] = [f"x{number}" for number in range(300)]
    found: list[ea.Problem] = []
    decoding._put_in_scales({"items": DESK["items"], "scales": dict.fromkeys(many, OPTIONS)}, found)
    assert len(found) == PROBLEMS_TOLD + 1
    with pytest.raises(InvalidError) as refused:
        decoding._answers(dict.fromkeys(many, 3), [])
    assert len(refused.value.problems) == PROBLEMS_TOLD + 1
    with pytest.raises(InvalidError) as refused:
        decoding.selected(checklist("a", item("a.i")), frozenset(many))
    assert len(refused.value.problems) == PROBLEMS_TOLD + 1
    assert len(decoding._id_problems({"id": "a", "items": [{"id": one} for one in many]})) == PROBLEMS_TOLD + 1


def test_what_can_be_read_of_an_item_that_is_wrong() -> None:
    """An item with faults in some keys is read without them; the keys are those at the top of it."""
    wrong = {
        **DESK["items"][0],
        "red_flag": {"at": "x", "band": "high", "action": "Call."},
        "citations": [{"code": "aca-2014", "section": 3}],
    }
    ((place, read, unread),) = decoding.sound_items({"items": [wrong]})
    assert (place, read.prompt, read.red_flag, read.citations) == (0, wrong["prompt"], None, ())
    assert unread == {"red_flag", "citations"}
