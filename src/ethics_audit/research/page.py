"""The page of a study: one file of HTML with what the data are, what they show, and how that was found."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
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
    """A result as the template prints it: its rows, and apart those that have a reason in the place of a number."""

    title: str
    had: _Grid
    without: _Grid
    notes: tuple[str, ...]
    answers: list[plots.Bar]


class _Grid(NamedTuple):
    """Cells below heads; a grid that is turned on its side has none."""

    heads: list[_Head]
    rows: list[list[str]]


class _Head(NamedTuple):
    """The name of a column, and whether it holds numbers."""

    name: str
    is_number: bool


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
            mapping=_mapping(study),
        )
    )


def _mapping(study: Study) -> _Table:
    heads = [_Head(name, is_number=False) for name in ("column", "taken as", "name", "by")]
    taken = _Grid(heads, [list(one) for one in study.mapping])
    return _Table("How each column was taken", taken, _Grid([], []), study.notes, [])


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
    had, without = (_grid([row for row in rows if _is_had(row) is is_had]) for is_had in (True, False))
    return _Table(title, had, without, result.notes, answers or [])


FEW_ROWS = 3
MANY_COLUMNS = 10
"""A table of few rows and many columns is turned on its side."""


def _grid(rows: list[Mapping[str, object]]) -> _Grid:
    """Return the cells of rows without the columns in which nothing stands."""
    names = [name for name in (rows[0] if rows else ()) if any(row[name] not in {None, ""} for row in rows)]
    cells = [[cell(row[name]) for name in names] for row in rows]
    if rows and len(rows) <= FEW_ROWS and len(names) > MANY_COLUMNS:
        return _Grid([], [[name, *values] for name, *values in zip(names, *cells, strict=True)])
    return _Grid([_Head(name, _is_number(row[name] for row in rows)) for name in names], cells)


def _is_number(values: Iterable[object]) -> bool:
    return all(value is None or isinstance(value, int | float) for value in values)


def _is_had(row: Mapping[str, object]) -> bool:
    return not row.get("reason")


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
