"""The checks of the laws of values: they come back from what is written, and nobody can change them."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from typing import Any, cast

import attrs
from attrs import evolve
from hypothesis import strategies as st

from ethics_audit.assessment.assessment import assess, load_vector
from ethics_audit.assessment.change.trend import trend
from ethics_audit.assessment.records import AssessmentRecord, record
from ethics_audit.base.errors import AnswerError
from ethics_audit.documents.codec import from_json, from_toml, to_json, to_toml
from ethics_audit.model.answer_sheet import AnswerSheet
from ethics_audit.model.answers import Answer, Answers, NotApplicable, not_applicable
from ethics_audit.model.definitions import Audit, Checklist
from ethics_audit.testing.score_checks import figures, with_items
from ethics_audit.testing.strategies import answers_for


def round_trip(audit: Audit, data: st.DataObject) -> None:
    """Check that definitions, answers, assessments and vectors are read as they were written."""
    for part in audit.parts:
        assert from_toml(to_toml(part.checklist), Checklist) == part.checklist
        assert from_json(to_json(part.checklist), Checklist) == part.checklist
    assert from_toml(to_toml(audit), Audit) == audit
    assert from_json(to_json(audit), Audit) == audit
    sheet = AnswerSheet(audit.id, data.draw(answers_for(audit)), audit.version)
    assert from_toml(to_toml(sheet), AnswerSheet) == sheet
    assert from_json(to_json(sheet), AnswerSheet) == sheet
    result = assess(audit, sheet.answers)
    plans = [result.plan("low"), result.plan(budget=3)]
    written = record(result, plans=plans, trend=trend([result, result]), what_if=result.change_from(result))
    assert from_json(to_json(written), AssessmentRecord) == written
    _vector_reproduces(audit, data)


def _vector_reproduces(audit: Audit, data: st.DataObject) -> None:
    """Check that a vector gives the assessment back but for the reasons of n/a, and only for this definition."""
    answers = data.draw(answers_for(audit))
    bare = answers.changed(
        {id: not_applicable() for id, answer in answers.given.items() if isinstance(answer, NotApplicable)}
    )
    result = assess(audit, answers)
    assert load_vector(result.vector, audit) == assess(audit, bare)
    assert load_vector(result.vector, audit).vector == result.vector
    assert result.vector.isascii()
    assert "\n" not in result.vector
    first = next(iter(audit.items.values()))
    reweighted = evolve(first, weight=first.weight % 100 + 1, rating=None)
    changed = with_items(audit, lambda item: reweighted if item.id == first.id else item)
    assert _refuses(lambda: load_vector(result.vector, changed), AnswerError)


def frozen_values(audit: Audit, data: st.DataObject) -> None:
    """Check that what is returned cannot be changed, and that no call changes what another sees."""
    answers = data.draw(answers_for(audit))
    mine: dict[str, Answer] = dict(answers.given)
    taken = Answers(mine, answers.profile)
    result = assess(audit, taken)
    before = figures(result)
    mine.clear()
    for value in (result, audit, audit.parts[0], audit.parts[0].checklist.items[0], taken, *result.domains):
        for field in attrs.fields(cast(Any, type(value))):
            assert _refuses(lambda value=value, name=field.name: setattr(value, name, None), AttributeError), field.name  # type: ignore[misc]
    for mapping in (taken.given, audit.items, audit.parts[0].checklist.items[0].by_id):
        assert _refuses(lambda mapping=mapping: mapping.__setitem__("x", "y"), AttributeError, TypeError)  # type: ignore[misc]
    assert all(isinstance(part, tuple) for part in (result.flags, result.domains, result.findings, result.reasons))
    assert figures(assess(audit, answers)) == before == figures(result)
    assert figures(pickle.loads(pickle.dumps(result))) == before  # noqa: S301 - our own bytes


def _refuses(call: Callable[[], object], *errors: type[Exception]) -> bool:
    try:
        call()
    except errors:
        return True
    return False
