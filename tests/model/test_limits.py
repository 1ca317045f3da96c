"""How long texts and lists may be, and from where to where numbers: each takes what is at its limit, and no more."""

from typing import Any

import attrs
import pytest
from support.builders import checklist, item

import ethics_audit as ea
from ethics_audit.history import Course
from ethics_audit.model.actions import Action
from ethics_audit.model.answer_sheet import Decision, Note
from ethics_audit.model.definitions import Discussion, Fact, Translation
from ethics_audit.model.items import RolePlay
from ethics_audit.model.translation import DiscussionTexts, ItemTexts, OptionTexts, Overlay, RolePlayTexts


def fits(cls: type, field: str, value: object) -> bool:
    """Whether the class allows this value of a field."""
    return attrs.fields_dict(cls)[field].metadata["check"](value) is None


@pytest.mark.parametrize(
    ("cls", "longest", "fields"),
    [
        (ea.Option, 200, "label"),
        (ea.RedFlag, 1000, "action*"),
        (ea.Citation, 64, "code"),
        (ea.Citation, 120, "section"),
        (ea.Item, 1000, "prompt* rationale* remedy* example?* needed?*"),
        (ea.Option, 1000, "feedback?*"),
        (Translation, 200, "reviewed?"),
        (Fact, 200, "text"),
        (Discussion, 100, "title"),
        (Discussion, 6000, "text*"),
        (ea.Checklist, 100, "title"),
        (ea.Checklist, 1000, "introduction?*"),
        (ea.Checklist, 4000, "worked_example?*"),
        (ea.Audit, 100, "title"),
        (OptionTexts, 200, "label"),
        (OptionTexts, 1000, "feedback*"),
        (DiscussionTexts, 100, "title"),
        (DiscussionTexts, 6000, "text*"),
        (ItemTexts, 1000, "prompt* rationale* remedy* example* needed* action*"),
        (Overlay, 200, "reviewed?"),
        (Overlay, 100, "title"),
        (Overlay, 1000, "introduction*"),
        (Overlay, 4000, "worked_example*"),
        (ea.NotApplicable, 500, "reason?*"),
        (ea.AnswerSheet, 500, "audit"),
        (Decision, 10_000, "situation?* consulted?* decision?* principles?*"),
        (Note, 1000, "text"),
        (Action, 1000, "step"),
        (Action, 100, "owner?"),
        (Course, 200, "title provider?"),
    ],
)
def test_text_has_a_longest_length(cls: type, longest: int, fields: str) -> None:
    """A text takes so many characters and no more; with `?` it may be empty, with `*` it may have several lines."""
    for marked in fields.split():
        field = marked.rstrip("?*")
        assert fits(cls, field, "x" * longest), field
        assert not fits(cls, field, "x" * (longest + 1)), field
        assert fits(cls, field, "") == ("?" in marked), field
        assert fits(cls, field, "one\ntwo") == ("*" in marked), field


@pytest.mark.parametrize(
    ("cls", "field", "low", "high"),
    [
        (ea.Option, "risk", 0, 100),
        (ea.Rating, "severity", 1, 4),
        (ea.Rating, "likelihood", 1, 3),
        (ea.RedFlag, "at", 1, 100),
        (ea.Item, "weight", 1, 100),
        (ea.Item, "effort", 1, 5),
        (ea.Thresholds, "moderate", 1, 100),
        (ea.Thresholds, "high", 1, 100),
        (ea.Thresholds, "critical", 1, 100),
        (ea.Gravity, "severity", 1, 4),
        (ea.Gravity, "moderate", 1, 100),
        (ea.Gravity, "high", 1, 100),
        (ea.Gravity, "critical", 1, 100),
        (ea.Policy, "min_coverage_percent", 0, 100),
        (ea.Part, "multiplier", 1, 100),
        (ea.ItemRating, "severity", 1, 4),
        (ea.ItemRating, "likelihood", 1, 3),
        (ea.Weights, "raters", 1, 10_000),
    ],
)
def test_number_has_a_range(cls: type, field: str, low: int, high: int) -> None:
    """A number may be either end of its range, and nothing beyond."""
    assert [number for number in (low - 1, low, high, high + 1) if fits(cls, field, number)] == [low, high]


@pytest.mark.parametrize(
    ("cls", "field", "member", "least", "most"),
    [
        (ea.Scale, "options", ea.Option("a", "A", 0), 0, 100),
        (ea.Rating, "sources", "x" * 64, 1, 20),
        (RolePlay, "client", "x" * 300, 1, 20),
        (RolePlay, "clinician", "x" * 300, 1, 20),
        (RolePlay, "observer", "x" * 300, 1, 20),
        (ea.Item, "requires", "x" * 64, 0, 100),
        (ea.Item, "citations", ea.Citation("aca-2014", "A.1"), 0, 50),
        (ea.Item, "about", "a.i", 0, 20),
        (ea.Item, "seen_in", "chart", 0, 2),
        (Translation, "missing", "x" * 300, 0, 1_000_000),
        (Discussion, "questions", "x" * 300, 1, 30),
        (ea.Checklist, "items", item("a.i"), 1, 2000),
        (ea.Checklist, "retired", "a.i", 0, 2000),
        (ea.Checklist, "facts", Fact("own.dogs", "A dog."), 0, 60),
        (ea.Audit, "parts", ea.Part(checklist("a", item("a.i"))), 1, 200),
        (RolePlayTexts, "client", "x" * 300, 0, 30),
        (ItemTexts, "options", OptionTexts("a"), 0, 100),
        (Overlay, "items", ItemTexts("a.i"), 0, 2000),
        (Overlay, "facts", Fact("own.dogs", "A dog."), 0, 60),
        (ea.Weights, "ratings", ea.ItemRating("a.i", 1, 1), 1, 10_000),
        (ea.AnswerSheet, "notes", Note("a.i", "Why?"), 0, 10_000),
        (ea.Answers, "profile", "x" * 64, 0, 100),
        (ea.Policy, "gravity", ea.Gravity(4, high=100), 0, 4),
    ],
)
def test_list_has_a_greatest_length(cls: type, field: str, member: Any, least: int, most: int) -> None:
    """A list may be as short and as long as that; its texts have a longest length too."""
    for number in {least - 1, least, most, most + 1} - {-1}:
        assert fits(cls, field, (member,) * number) == (least <= number <= most)
    if isinstance(member, str) and len(member) > 60:
        assert not fits(cls, field, (f"{member}x",) * most)


def test_answers_have_a_greatest_number() -> None:
    """An answers file for all of the largest audit, and no more."""
    answers = {f"a.i{number}": "yes" for number in range(10_000)}
    assert len(ea.Answers(answers).given) == 10_000
    with pytest.raises(ea.AnswerError, match="answers: expected at most 10000 answers, got 10001"):
        ea.Answers({**answers, "a.more": "yes"})
