"""A result with what was asked for beside it: its working, plans, earlier audits, a what-if."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

import click

from ethics_audit.assessment import working as text_working
from ethics_audit.assessment.assessment import Assessment, assess, load_vector
from ethics_audit.assessment.change.change import what_if_sections
from ethics_audit.assessment.change.trend import Trend, trend
from ethics_audit.assessment.change.trend import sections as trend_sections
from ethics_audit.assessment.planning.plan import Plan
from ethics_audit.assessment.records import record
from ethics_audit.base.errors import AnswerError, Problem
from ethics_audit.base.language import gettext
from ethics_audit.cli import report
from ethics_audit.cli.answers_paths import beside
from ethics_audit.cli.result_page import page
from ethics_audit.documents import catalog, codec, vector
from ethics_audit.history.quarters import next_plans
from ethics_audit.model.definitions import CASES, OCCASION


class Asked(NamedTuple):
    """What the command line asks for beside the result.

    Attributes:
        explain: The working of the score.
        to: The band to plan for.
        budget: The effort to plan with.
        domain: The domain to plan for.
        certain: Whether open items count at their worst in plans.
        compare: Files of earlier answers, or vectors, the oldest first.
        what_if: Other answers, by item id.
        locale: The language of the questions; that of the original if None.
    """

    explain: bool
    to: str | None
    budget: int | None
    domain: str | None
    certain: bool
    compare: tuple[str, ...]
    what_if: Mapping[str, str]
    locale: str | None


class Report:
    """The result of an answers file or a vector, and what was asked for.

    Raises:
        UsageError: If something is asked for that has no meaning for this kind of checklist.
    """

    def __init__(self, given: str, asked: Asked) -> None:
        self.result: Assessment = _scored(given, asked.locale)
        _refuse(self.result.audit.kind, asked)
        self._other = None if vector.is_vector(given) else beside(Path(given), self.result)
        self._explain = asked.explain
        self._plans = _plans(self.result, asked)
        self._earlier = asked.compare
        self._trend = _trend(self.result, asked)
        self._what_if = self.result.what_if(asked.what_if).change_from(self.result) if asked.what_if else None

    def json(self) -> str:
        """As a document."""
        other = self._other and self._other[1]
        return codec.to_json(record(self.result, other, plans=self._plans, trend=self._trend, what_if=self._what_if))

    def write(self, target: Path) -> None:
        """As a page for a browser.

        Raises:
            StoreError: If there is another file of this name, or it cannot be written.
        """
        earlier = [Path(one).stem for one in self._earlier]
        report.write(
            target,
            self.result,
            day=datetime.now().astimezone().date(),
            earlier=list(zip(earlier, self._trend.results, strict=False)) if self._trend else [],
            plans=self._plans or next_plans(self.result),
            beside=self._other and self._other[1],
        )

    def text(self) -> str:
        """As a page; where a question is answered by a section of its own, the page is cut to that."""
        names = [*(Path(one).name for one in self._earlier), gettext("this one")]
        answers = [
            *(trend_sections(self._trend, names) if self._trend else []),
            *(what_if_sections(self._what_if) if self._what_if else []),
            *(str(plan) for plan in self._plans),
        ]
        working = text_working.sections(self.result) if self._explain else []
        return page(self.result, self._other, [*answers, *working], whole=self._explain or not answers)


def _refuse(kind: str, asked: Asked) -> None:
    """An occasion is no practice to plan for, nor the earlier state of another one; cases have no efforts."""
    if kind in {OCCASION, CASES} and (asked.to is not None or asked.budget is not None):
        raise click.UsageError("a plan is for one's own practice, not for a single occasion or for cases")
    if kind == OCCASION and asked.compare:
        raise click.UsageError("two occasions are two decisions; they cannot be compared")


def _scored(given: str, locale: str | None) -> Assessment:
    """The result of an answers file, or of a compact vector."""
    if vector.is_vector(given):
        return load_vector(given, locale=locale)
    path = Path(given)
    sheet = catalog.load_answers(path)
    return assess(catalog.audit_beside(sheet, path, locale=locale), sheet.answers)


def _plans(result: Assessment, asked: Asked) -> list[Plan]:
    plans = []
    if asked.to is not None:
        plans.append(result.plan(asked.to, domain=asked.domain, certain=asked.certain))
    if asked.budget is not None:
        plans.append(result.plan(budget=asked.budget, domain=asked.domain, certain=asked.certain))
    return plans


def _trend(result: Assessment, asked: Asked) -> Trend | None:
    earlier = [_earlier(given, result, asked.locale) for given in asked.compare]
    return trend([*earlier, result]) if earlier else None


def _earlier(given: str, result: Assessment, locale: str | None) -> Assessment:
    """The result of earlier answers to the same audit."""
    earlier = _scored(given, locale)
    if earlier.audit.id != result.audit.id:
        told = f"holds answers to {earlier.audit.id!r}; answers to {result.audit.id!r} can be compared"
        raise AnswerError([Problem("audit", told)], given)
    return earlier
