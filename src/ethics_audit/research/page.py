"""The page of a study: one file of HTML with what the data are, what they show, and how that was found."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from ethics_audit.frames.study import Study
from ethics_audit.report.page import MARK, environment, policy_of
from ethics_audit.research import plots
from ethics_audit.research.methods_section import methods
from ethics_audit.research.overview import Overview
from ethics_audit.research.result import Result, cell

if TYPE_CHECKING:
    from jinja2 import Environment


class _Table(NamedTuple):
    """A result as the template prints it."""

    title: str
    heads: list[str]
    rows: list[list[str]]
    notes: tuple[str, ...]
    answers: list[plots.Bar]


def html(study: Study, found: Overview) -> str:
    """Return the page of a study, which loads nothing and runs nothing.

    Raises:
        MissingExtraError: If the `report` extra is not installed.
    """
    sections = found.sections
    titles = {part.checklist.id: part.checklist.title for part in study.audit.parts}
    return (
        _templates()
        .get_template("study.html.j2")
        .render(
            audit=study.audit,
            mark=MARK,
            policy=policy_of(_style()),
            facts=_facts(study),
            first=[_table(title, one) for title, one in sections.items() if title in found.first],
            sections=[_table(title, one) for title, one in sections.items() if title not in found.first],
            domains=[_table(titles[id], one, plots.answers(study, id)) for id, one in found.items.items()],
            histogram=plots.histogram(study.outcome("score")),
            bands=plots.bands(study),
            filled=plots.FILLED,
            methods=methods(study, sections.values()),
            mapping=_Table("How each column was taken", list(_MAPPED), [list(one) for one in study.mapping], (), []),
        )
    )


_MAPPED = ("column", "taken as", "name", "by")


def _facts(study: Study) -> list[tuple[str, str]]:
    people = len(set(study.people().tolist()))
    occasions = list(dict.fromkeys(map(str, study.column(study.occasion)))) if study.occasion else []
    return [
        ("Audits", f"{len(study):,}"),
        *([("People", f"{people:,}")] if study.person else []),
        *([("Occasions", ", ".join(occasions))] if occasions else []),
        ("Definition", f"{study.audit.id} {study.audit.version}, {study.audit.digest[:12]}"),
    ]


def _table(title: str, result: Result, answers: list[plots.Bar] | None = None) -> _Table:
    rows = result.rows()
    heads = list(rows[0]) if rows else []
    return _Table(title, heads, [[cell(row[head]) for head in heads] for row in rows], result.notes, answers or [])


@cache
def _templates() -> Environment:
    """Return the report's templates with those of this room."""
    shared = environment()
    from jinja2 import ChoiceLoader, PackageLoader

    loaders = [PackageLoader("ethics_audit.research"), shared.loader]
    return shared.overlay(loader=ChoiceLoader([one for one in loaders if one]))


@cache
def _style() -> str:
    return _templates().get_template("study.css").render()
