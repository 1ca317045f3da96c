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
        (validation.name, ["a", "a_1"], ["", "A", "1a", "a" * 65, "é", 3]),
        (validation.item_id, ["a.b"], ["a", "a.b.c", "a.", ".b"]),
        (validation.version, ["1.0", "0.12"], ["1", "01.0", "1.0.0", 1.0]),
        (validation.locale, ["es", "pt-BR"], ["ES", "e", "es_MX"]),
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
