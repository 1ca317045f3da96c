"""Errors as documents: data, and sentences in the reader's language."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from support.builders import audit, checklist, item
from support.catalogues import offer

import ethics_audit as ea
from ethics_audit.base import told as told_of
from ethics_audit.base.causes import CODES
from ethics_audit.base.errors import IntegrityError, StoreError, datum
from ethics_audit.base.told import ProblemRecord, error_record
from ethics_audit.model.answer import ALLOWED

DESK = audit(checklist("desk", item("desk.drawer"), item("desk.door")))


def told(error: ea.EthicsAuditError) -> list[tuple[str, str]]:
    """The places of an error with what is said of them."""
    return [(one.place, one.told) for one in error_record(error).problems]


def refused(call: Callable[[], object]) -> ea.EthicsAuditError:
    """The error that a call raises."""
    with pytest.raises(ea.EthicsAuditError) as caught:
        call()
    return caught.value


def test_what_is_wrong_with_answers_is_said_in_sentences() -> None:
    """A name that is not there, a value that is not allowed and a value of another kind each have a sentence."""
    ids = "r0, r50, r100, unsure"
    assert told(refused(lambda: DESK.check("desk.drawer", "r5"))) == [
        ("desk.drawer", f"Expected one of {ids}; got “r5”. Did you mean “r50”?")
    ]
    assert told(refused(lambda: DESK.check("desk.doors", "r0"))) == [
        ("desk.doors", "There is no “desk.doors” here. Did you mean “desk.door”?")
    ]
    assert told(refused(lambda: ea.from_json('{"audit": 3}', ea.AnswerSheet))) == [("audit", "Expected text; got “3”.")]
    long = told(refused(lambda: ea.not_applicable("x" * 600)))
    quoted = f"{'x' * 59}…"
    assert long == [("reason", f"Expected text of at most 500 characters without control characters; got “{quoted}”.")]
    keys = told(refused(lambda: ea.from_json('{"audit": "desk", "answer": {}}', ea.AnswerSheet)))
    assert keys == [
        (
            "answer",
            "Expected one of audit, version, profile, answers, decision, notes; got “answer”. Did you mean “answers”?",
        )
    ]


def test_what_has_no_words_of_its_own_is_told_by_its_code() -> None:
    """Words for developers stay in `message`; a reader gets the meaning of the code, or of the rule's kind of error."""
    missing = error_record(refused(lambda: ea.from_json("{}", ea.AnswerSheet))).problems[0]
    assert (missing.code, missing.place, missing.told) == ("key-needed", "audit", CODES["key-needed"])
    assert missing.message == "is missing"
    rule = error_record(ea.ChecklistError([ea.Problem("items[0]", "is bad", rule="no-code-of-causes")])).problems[0]
    assert (rule.code, rule.told) == ("no-code-of-causes", CODES["document"])


def test_every_kind_of_error_is_a_document() -> None:
    """The problem of an argument and an unknown id are told too; other errors have only their code."""
    argument = error_record(refused(lambda: ea.assess(DESK, ea.Answers()).next_questions(0)))
    assert [(one.place, one.given, one.expected) for one in argument.problems] == [
        ("count", 0, "a whole number from 1")
    ]
    (unknown,) = error_record(refused(lambda: ea.load_audit("quartely"))).problems
    assert (unknown.given, unknown.nearest, "quarterly" in unknown.expected) == ("quartely", "quarterly", True)
    many = error_record(ea.UnknownIdError("checklist", "mine", [f"list{number}" for number in range(200)]))
    assert many.problems[0].expected == "checklist"
    store = error_record(StoreError("/home/dana/answers.toml cannot be written", code="unwritable"))
    assert (store.code, store.told, store.problems) == ("unwritable", CODES["unwritable"], ())
    assert "dana" not in ea.to_json(store)
    assert error_record(IntegrityError(3, "was changed")).code == "integrity"
    with pytest.raises(TypeError, match="expected an error of this library, got ValueError"):
        error_record(ValueError("x"))  # type: ignore[arg-type]


def test_an_error_is_told_in_the_language_of_its_reader(package: Path) -> None:
    """Sentences, what is expected in them and meanings of codes are translated; the data are not."""
    offer(package, "xx", lambda words: f"⟪{words}⟫")
    wrong = refused(lambda: ea.from_json('{"audit": 3}', ea.AnswerSheet))
    record = error_record(wrong, locale="xx")
    assert (record.language, record.told) == ("xx", f"⟪{CODES['answers']}⟫")
    (problem,) = record.problems
    assert (problem.told, problem.expected) == ("⟪Expected ⟪text⟫; got “3”.⟫", "text")
    assert error_record(wrong, locale="tlh").language == "en"


@pytest.mark.parametrize("value", ["a", 3, 0.5, True, None, -(2**53)])
def test_values_are_given_as_json_has_them(value: object) -> None:
    """Text, numbers and truth values that JSON holds exactly are given as they are."""
    assert datum(value) is value


@pytest.mark.parametrize(
    ("value", "given"),
    [
        (ea.UNSURE, "unsure"),
        (2**60, str(2**60)),
        pytest.param(10**5000, "a number of thousands of digits", id="long"),
        (float("nan"), "nan"),
        (float("inf"), "inf"),
        ([1, 2], "[1, 2]"),
        ("x" * 1001, f"'{'x' * 58}…"),
    ],
)
def test_other_values_are_given_as_they_are_quoted(value: object, given: str) -> None:
    """What JSON cannot hold exactly, or what is too long, is given in the words of a message."""
    assert datum(value) == given


HALF = "\ud83d"


@pytest.mark.parametrize(
    "call",
    [
        lambda: DESK.check("desk.door", HALF),
        lambda: DESK.check(HALF, "r0"),
        lambda: ea.assess(DESK, {HALF: "r0"}),
        lambda: ea.NotApplicable(HALF),
        lambda: ea.load_audit(HALF),
        lambda: ea.questionnaire(DESK, locale=HALF),
        lambda: ea.from_json(json.dumps({"audit": HALF, "profile": [HALF], HALF: 1}), ea.AnswerSheet),
    ],
)
def test_half_a_character_is_told_as_its_escape(call: Callable[[], object]) -> None:
    """An error of outside text that UTF-8 cannot hold is a document that it can."""
    told = error_record(refused(call))
    document = ea.to_json(told).encode()
    assert all(HALF not in "".join(map(str, vars_of(problem))) for problem in told.problems)
    assert b"\\\\ud83d" in document


def vars_of(problem: ProblemRecord) -> list[object]:
    """The values of a problem."""
    return [problem.given, problem.expected, problem.nearest, problem.told, problem.place, problem.message]


def test_what_an_answer_may_be_is_told() -> None:
    """An answer of another type is told with what an answer may be, and nothing that came is not quoted."""
    assert f'N_("{ALLOWED}")'.replace('"reason"', '\\"reason\\"') in Path(told_of.__file__).read_text("utf-8")
    (wrong,) = told(refused(lambda: DESK.check("desk.door", 3)))
    assert wrong == ("desk.door", f"Expected {ALLOWED}; got “3”.")
    (none,) = told(refused(lambda: ea.from_json('{"audit": null}', ea.AnswerSheet)))
    assert none == ("audit", "Expected text.")


def test_a_checklist_that_is_not_there_is_told_by_its_name() -> None:
    """An audit that names a checklist which does not exist says which, and what is like it."""
    text = (
        'format = "ethics-audit/audit"\nformat_version = 1\nid = "mine"\nversion = "1.0"\ntitle = "Mine"\n'
        'checklists = [{ id = "boundaries" }, { id = "boundarys" }]'
    )
    (problem,) = error_record(refused(lambda: ea.parse_audit(text))).problems
    assert (problem.place, problem.code, problem.given, problem.nearest) == (
        *("checklists[1]", "unknown-id", "boundarys"),
        "boundaries",
    )
    assert problem.told == "There is no “boundarys” here. Did you mean “boundaries”?"


def test_a_reader_of_no_known_language_reads_english() -> None:
    """Where a request names no language, the error is told in English."""
    assert error_record(refused(lambda: DESK.check("desk.door", 3)), locale=None).language == "en"


@pytest.mark.parametrize("number", [2, 100, 101])
def test_a_hundred_known_ids_are_told(number: int) -> None:
    """Of more, what they are; the error is of no place."""
    known = tuple(f"n{place:03}" for place in range(number))
    (problem,) = error_record(ea.UnknownIdError("audit", "zzz", known)).problems
    assert (problem.place, problem.expected) == ("", known if number <= 100 else "audit")


def test_without_what_came_the_code_is_told() -> None:
    """Nothing is quoted that was not given."""
    (problem,) = error_record(ea.DocumentError([ea.Problem("a", "is wrong", rule="unknown-name")])).problems
    assert problem.told == CODES["unknown-name"]


def test_whole_record() -> None:
    """As programs read it."""
    error = ea.ArgumentError("count", "expected 1 to 3, got 4", given=4, expected="1 to 3")
    assert json.loads(ea.to_json(error_record(error))) == {
        "format": "ethics-audit/error",
        "format_version": 1,
        "language": "en",
        "code": "argument",
        "told": "An argument of a call is not allowed.",
        "problems": [
            {
                "code": "argument",
                "place": "count",
                "given": 4,
                "expected": "1 to 3",
                "nearest": "",
                "told": "An argument of a call is not allowed.",
                "message": "expected 1 to 3, got 4",
            }
        ],
    }
