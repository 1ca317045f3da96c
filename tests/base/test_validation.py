"""Checks of fields, rules between fields, and the records that carry them."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from attrs import field, frozen

from ethics_audit.base import validation
from ethics_audit.base.errors import AnswerError, ChecklistError, DocumentError, Problem
from ethics_audit.base.validation import Answered, Check, Defined, Record, holds, rules_of, whole


@pytest.mark.parametrize(
    ("check", "good", "bad"),
    [
        (whole(1, 3), [1, 3], [0, 4, True, 1.0, "1", None]),
        (validation.number(0, 1), [0.0, 1.0], [1, 1.1, float("nan"), "0"]),
        (validation.flag, [True, False], [0, 1, "true", None]),
        (validation.text(3), ["a", "a b"], ["", "  ", "abcd", "a\n", "\x1b", 3]),
        (validation.text(3, empty=True, lines=True), ["", "a\nb", "\u200d"], ["a\tb", "abcd", None]),
        (
            validation.day,
            ["", "2026-12-24"],
            ["24.12.2026", "2026-13-01", "20261224", datetime(2026, 1, 1, tzinfo=UTC)],
        ),
        (validation.a_day, ["2026-12-24"], ["", "2026-13-01", None]),
        (validation.course_hours, ["0", "1.5", "999.99"], ["00", "1000", "1.505", "1,5", ".5", 1.5]),
        (validation.own_fact, ["own.a", f"own.{'a' * 64}"], ["a", "own.", "own.a.b", f"own.{'a' * 65}"]),
        (validation.sha256_digest, ["0" * 64, "f" * 64], ["0" * 63, "0" * 65, "g" * 64, "F" * 64]),
        (validation.emptyable(validation.name), ["", "a"], ["A", None]),
        (validation.name, ["a", "a_1", "a" * 64], ["", "A", "1a", "a" * 65, "é", 3]),
        (validation.item_id, ["a.b"], ["a", "a.b.c", "a.", ".b"]),
        (validation.version, ["1.0", "0.12", "999999.999999"], ["1", "01.0", "1.0.0", 1.0, "1000000.0", "0.1000000"]),
        (
            validation.locale,
            ["es", "pt-BR", "ast", "zh-Hant-TW-x1", "sl-abcdefgh"],
            ["ES", "e", "es_MX", "abcd", "es-M", "es-abcdefghi", "zh-a1-a2-a3-a4"],
        ),
        (validation.one_of("a", "b"), ["a", "b"], ["c", None, 1]),
        (validation.instance(str), ["a"], [b"a", None]),
        (validation.optional(whole(1, 3)), [None, 2], [0, "a"]),
        (validation.each(whole(1, 3), at_least=1, at_most=2), [(1,), frozenset({1, 2})], [(), (1, 2, 3), (4,), [1], 1]),
    ],
)
def test_checks(check: Check, good: list[object], bad: list[object]) -> None:
    """A check returns what is allowed for a bad value, and nothing for a good one."""
    assert [value for value in good if check(value)] == []
    assert [value for value in bad if not check(value)] == []


@frozen
class _Range(Record):
    low: int = field(metadata=holds(whole(0, 9)))
    high: int = field(metadata=holds(whole(0, 9)), default=9)

    @staticmethod
    def _ends_in_order(low: int, high: int) -> Iterator[Problem]:
        """The low end is not above the high end."""
        if low > high:
            yield Problem("", "is upside down")


def test_a_rule_runs_only_on_valid_fields() -> None:
    """A rule between fields runs only if each of them is valid, and its problems carry its name."""
    with pytest.raises(DocumentError) as caught:
        _Range(8, 2)
    assert caught.value.problems == (Problem("", "is upside down", rule="ends-in-order"),)
    with pytest.raises(DocumentError) as caught:
        _Range(80, 2)
    allowed = "a whole number from 0 to 9"
    assert caught.value.problems == (
        Problem("low", f"expected {allowed}, got 80", rule="value", given=80, expected=allowed),
    )
    assert [rule.__name__ for rule in rules_of(_Range)] == ["_ends_in_order"]
    assert validation.problems_in(_Range, {"high": 2}) == []


@pytest.mark.parametrize(
    ("kind", "error"), [(Record, DocumentError), (Defined, ChecklistError), (Answered, AnswerError)]
)
def test_each_kind_of_record_has_its_error(kind: type[Record], error: type[DocumentError]) -> None:
    """A record's class decides which error it raises."""
    assert kind.ERROR is error


def test_repeated_values_are_listed_once() -> None:
    """Values that appear more than once are listed once, in the order of their second appearance."""
    assert validation.repeated("abcbaab") == ["b", "a"]


@pytest.mark.parametrize(
    ("check", "words"),
    [
        (whole(1, 3), "a whole number from 1 to 3"),
        (validation.number(0, 1), "a number from 0 to 1"),
        (validation.flag, "true or false"),
        (validation.text(3), "non-empty text on one line of at most 3 characters without control characters"),
        (validation.text(3, lines=True), "non-empty text of at most 3 characters without control characters"),
        (validation.text(3, empty=True), "text on one line of at most 3 characters without control characters"),
        (validation.one_of("a", "b"), "one of a, b"),
        (validation.instance(str), "an instance of str"),
        (validation.each(whole(1, 3), at_most=2), "a list"),
        (validation.day, "a date such as '2026-12-24', or nothing"),
        (validation.a_day, "a date such as '2026-12-24'"),
    ],
)
def test_words_of_checks(check: Check, words: str) -> None:
    """What is allowed, as a message says it."""
    assert check(object()) == words


def test_words_of_lists() -> None:
    """How many there may be, or what each may be."""
    check = validation.each(whole(1, 3), at_least=1, at_most=2)
    assert [check(()), check((1, 2, 3)), check((1, 4))] == [
        "a list of at least 1",
        "a list of at most 2",
        "in the list, a whole number from 1 to 3",
    ]


@frozen
class _Broken(Record):
    values: int

    @staticmethod
    def _values_are_sound(values: int) -> Iterator[Problem]:
        """A rule with as many problems as wanted."""
        for place in range(values):
            yield Problem(str(place), "is wrong")


@pytest.mark.parametrize(("number", "told"), [(100, 100), (101, 101), (10**9, 101)])
def test_a_rule_tells_no_more_than_is_listed(number: int, told: int) -> None:
    """One more than the hundred that an error lists, so that it says that there are more."""
    assert len(validation.problems_in(_Broken, {"values": number})) == told
