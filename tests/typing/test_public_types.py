"""What type checkers know of the public names: mypy and pyright read this file, and it runs."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, assert_type

import pytest

import ethics_audit as ea
from ethics_audit import history, lint, testing, web
from ethics_audit.report import page

if TYPE_CHECKING:
    from hypothesis import strategies as st
    from starlette.requests import Request
    from starlette.types import ASGIApp

GIVEN: Mapping[str, str] = {"boundaries.gifts": "none"}


def test_definitions() -> None:
    """Audits and checklists are loaded by name, and are made of typed values."""
    audit = ea.load_audit("quarterly")
    assert_type(audit, ea.Audit)
    assert_type(ea.load_checklist("boundaries", "2.0", locale="es"), ea.Checklist)
    assert_type(audit.parts, tuple[ea.Part, ...])
    item = audit.items["boundaries.gifts"]
    assert_type(item, ea.Item)
    assert_type(item.options, tuple[ea.Option, ...])
    assert_type(item.scale, ea.Scale)
    assert_type(item.red_flag, ea.RedFlag | None)
    assert_type(item.rating, ea.Rating | None)
    assert_type(item.citations, tuple[ea.Citation, ...])
    assert_type(audit.policy.bands, ea.Thresholds)
    assert_type(audit.digest, str)


def test_weights() -> None:
    """Ratings of others give an audit of their own."""
    checklist = ea.load_checklist("self_care")
    weights = ea.Weights("self_care", checklist.version, [ea.ItemRating(item.id, 2, 3) for item in checklist.items])
    assert_type(ea.Weights.median([weights, weights]), ea.Weights)
    assert_type(weights.ratings, tuple[ea.ItemRating, ...])
    assert_type(ea.reweighted(ea.Audit.of(checklist), weights), ea.Audit)


def test_answers() -> None:
    """Answers are values, and an answers file names its audit."""
    answers = ea.Answers({"boundaries.gifts": ea.not_applicable("none here"), "boundaries.secrecy": ea.UNSURE})
    assert_type(answers, ea.Answers)
    assert_type(answers.profile, frozenset[str])
    assert_type(answers.changed({"boundaries.gifts": None}), ea.Answers)
    sheet = ea.AnswerSheet("quarterly", answers)
    assert_type(sheet.answers, ea.Answers)
    assert_type(ea.audit_of(sheet), ea.Audit)
    assert_type(sheet.answers_to(ea.audit_of(sheet)), ea.Answers)
    fitting = answers.fitting(ea.audit_of(sheet))
    assert_type(fitting, ea.Fitting)
    assert_type(fitting.left_out, tuple[ea.Problem, ...])


def test_front_ends() -> None:
    """What travels to a front end and back is typed too."""
    audit = ea.load_audit("quarterly")
    assert_type(ea.questionnaire(audit, locale="es"), ea.Questionnaire)
    assert_type(ea.to_json(ea.questionnaire(audit), indent=None), str)
    for item, answer in ea.Answers(GIVEN).given.items():
        assert audit.check(item, answer) == answer
    record = ea.error_record(ea.AnswerError([ea.Problem("a", "is wrong")]), locale="es")
    assert_type(record, ea.ErrorRecord)
    assert_type(record.problems[0].expected, tuple[str, ...] | str)


def test_result() -> None:
    """A result holds numbers that may be unknown, and explains them."""
    result = ea.assess(ea.load_audit("quarterly"), GIVEN)
    assert_type(result, ea.Assessment)
    assert_type(result.score, float | None)
    assert_type(result.exact, Fraction | None)
    assert_type(result.interval, tuple[float, float] | None)
    assert_type(result.band, ea.Band | None)
    assert_type(result.points, int)
    assert_type(result.flags, tuple[str, ...])
    assert_type(result.open, tuple[str, ...])
    assert_type(result.domains, tuple[ea.Domain, ...])
    assert_type(result.findings, tuple[ea.Finding, ...])
    assert_type(result.findings[0].contribution, Fraction)
    assert_type(result.reasons, tuple[ea.Reason, ...])
    assert_type(result.vector, str)
    assert_type(ea.load_vector(result.vector), ea.Assessment)


def test_decisions() -> None:
    """What follows from a result."""
    result = ea.assess(ea.load_audit("brief"), {})
    assert_type(result.what_if({}), ea.Assessment)
    plan = result.plan(ea.Band.LOW)
    assert_type(plan, ea.Plan)
    assert_type(plan.changes, Mapping[str, str])
    assert_type(plan.reached, bool)
    assert_type(result.plan(budget=3), ea.Plan)
    assert_type(result.next_questions(2), tuple[ea.Question, ...])
    assert_type(result.weight_range(10), ea.WeightRange | None)
    assert_type(result.weight_tolerance(), Fraction | None)
    change = result.change_from(result)
    assert_type(change, ea.Change)
    assert_type(change.total, Fraction | None)
    assert_type(ea.trend([result, result]), ea.Trend)


def test_documents() -> None:
    """What is read has the type that is asked for."""
    result = ea.assess(ea.load_audit("brief"), {})
    record = ea.record(result)
    assert_type(record, ea.AssessmentRecord)
    text = ea.to_json(record)
    assert_type(text, str)
    assert_type(ea.from_json(text, ea.AssessmentRecord), ea.AssessmentRecord)
    assert_type(ea.from_toml(ea.to_toml(result.audit), ea.Audit), ea.Audit)
    assert_type(page.html(result, day=date(2026, 1, 31)), str)


def test_errors() -> None:
    """Errors carry problems, a code and what is known."""
    try:
        ea.assess(ea.load_audit("brief"), {"no.such": "yes"})
    except ea.AnswerError as error:
        assert_type(error.problems, tuple[ea.Problem, ...])
        assert_type(error.problems[0].place, str)
        assert_type(error.code, str)
    try:
        ea.load_audit("no_such_audit")
    except ea.UnknownIdError as error:
        assert_type(error.known, tuple[str, ...])


def test_tables() -> None:
    """A table comes back as the kind that it is."""
    import polars as pl

    table = pl.DataFrame({"boundaries.gifts": ["none"]})
    checklist = ea.load_checklist("boundaries")
    scored = ea.score_frame(table, checklist, allow_missing_columns=True, on_missing_fact="set_aside")
    assert_type(scored, pl.DataFrame)
    assert scored["score"].to_list() == [100.0]


def test_history(tmp_path: Path) -> None:
    """A history keeps results and gives them back."""
    kept = history.History(history.opened(tmp_path / "history.db"))
    result = ea.assess(ea.load_audit("brief"), {})
    assert_type(kept.keep(result, date(2026, 1, 31)), history.Kept)
    assert_type(kept.audits(), tuple[history.Kept, ...])
    assert_type(kept.actions(), tuple[history.Followed, ...])
    assert_type(kept.verify(), history.Verified)
    assert_type(kept.head, str)


class _Memory:
    """Drafts of one's own, which fit `web.Drafts` without inheriting from it."""

    def load(self, user: str, audit: str) -> web.Draft | None:
        del user, audit
        return None

    async def save(self, user: str, audit: str, sheet: ea.AnswerSheet, before: int | None) -> bool:
        del user, audit, sheet, before
        return True


def test_web() -> None:
    """A form takes plain and asynchronous callbacks."""

    def user(request: Request) -> str | None:
        return request.headers.get("x-user")

    async def finished(finish: web.Finish) -> str:
        assert_type(finish.result, ea.Assessment)
        assert_type(finish.sheet, ea.AnswerSheet)
        return "/"

    async def nonce(request: Request) -> str:
        return str(request.state.nonce)

    events: list[web.Event] = []
    form = web.app("brief", drafts=_Memory(), user=user, finished=finished, notify=events.append, nonce=nonce)
    assert_type(web.Event("finished", "ann", "brief", "1.0").item, str)
    if TYPE_CHECKING:
        assert_type(form, ASGIApp)


def test_lint_and_laws() -> None:
    """Definitions are linted, and held to typed laws."""
    checklist = ea.load_checklist("boundaries")
    assert_type(lint.lint(checklist), tuple[ea.Problem, ...])
    assert_type(lint.rules(), Mapping[str, lint.Rule])
    assert_type(testing.LAWS[0], testing.Law)
    if TYPE_CHECKING:
        assert_type(testing.audits(), st.SearchStrategy[ea.Audit])
        assert_type(testing.answers_for(ea.load_audit("brief")), st.SearchStrategy[ea.Answers])


def test_names_that_are_not_there() -> None:
    """A misspelled name is an error when it is checked, not only when it runs."""
    with pytest.raises(AttributeError, match="asess"):
        ea.asess  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue]  # noqa: B018
    with pytest.raises(AttributeError, match="law"):
        testing.law_of  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue]  # noqa: B018
