"""A result with what was asked for beside it: its working, plans, earlier audits, a what-if."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from ethics_audit import assess, catalog, codec, text_change, text_working, vector
from ethics_audit.assessment import Assessment
from ethics_audit.cli.answers_paths import beside
from ethics_audit.cli.start import page
from ethics_audit.errors import AnswerError, Problem
from ethics_audit.planning import Plan
from ethics_audit.records import record
from ethics_audit.trends import Trend, trend


class Asked(NamedTuple):
    """What the command line asks for beside the result.

    Attributes:
        explain: The working of the score.
        to: The band to plan for.
        budget: The effort to plan with.
        domain: The domain to plan for.
        certain: Whether open items count at their worst in plans.
        compare: Earlier answers, the oldest first.
        what_if: Other answers, by item id.
    """

    explain: bool
    to: str | None
    budget: int | None
    domain: str | None
    certain: bool
    compare: tuple[Path, ...]
    what_if: Mapping[str, str]


class Report:
    """The result of an answers file, and what was asked for."""

    def __init__(self, file: Path, asked: Asked) -> None:
        self.result = _scored(file)
        self._other = None if _is_vector(file) else beside(file, self.result)
        self._explain = asked.explain
        self._plans = _plans(self.result, asked)
        self._trend = _trend(self.result, asked.compare)
        self._what_if = self.result.what_if(asked.what_if).change_from(self.result) if asked.what_if else None

    def json(self) -> str:
        """As a document."""
        other = self._other and self._other[1]
        return codec.to_json(record(self.result, other, plans=self._plans, trend=self._trend, what_if=self._what_if))

    def text(self) -> str:
        """As a page."""
        asked = [
            *(text_change.trend_sections(self._trend) if self._trend else []),
            *(text_change.sections(self._what_if, title="What if") if self._what_if else []),
            *(str(plan) for plan in self._plans),
            *(text_working.sections(self.result) if self._explain else []),
        ]
        return page(self.result, self._other, asked)


def _scored(file: Path) -> Assessment:
    """The result of an answers file, or of a compact vector."""
    if _is_vector(file):
        return catalog.load_vector(str(file))
    sheet = catalog.load_answers(file)
    return assess(catalog.audit_of(sheet, file.parent), sheet.answers)


def _is_vector(file: Path) -> bool:
    return str(file).startswith(f"{vector.FORMAT}:")


def _plans(result: Assessment, asked: Asked) -> list[Plan]:
    plans = []
    if asked.to is not None:
        plans.append(result.plan(asked.to, domain=asked.domain, certain=asked.certain))
    if asked.budget is not None:
        plans.append(result.plan(budget=asked.budget, domain=asked.domain, certain=asked.certain))
    return plans


def _trend(result: Assessment, files: tuple[Path, ...]) -> Trend | None:
    return trend([*(_earlier(file, result) for file in files), result]) if files else None


def _earlier(file: Path, result: Assessment) -> Assessment:
    """The result of earlier answers to the same audit."""
    earlier = _scored(file)
    if earlier.audit.id != result.audit.id:
        told = f"holds answers to {earlier.audit.id!r}; answers to {result.audit.id!r} can be compared"
        raise AnswerError([Problem("audit", told)], str(file))
    return earlier
