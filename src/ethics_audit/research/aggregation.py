"""The view of an organization: how many people by band, domain and item in each group, and never a person."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
from attrs import evolve, frozen

from ethics_audit.base.causes import wrong_argument
from ethics_audit.base.errors import LONGEST_MESSAGE, ArgumentError, plain
from ethics_audit.base.likeness import folded
from ethics_audit.frames.outputs import Wanted
from ethics_audit.frames.study import Study
from ethics_audit.model.bands import Band
from ethics_audit.model.definitions import Audit, Checklist
from ethics_audit.research.disclosure import safe_table
from ethics_audit.research.reading import read
from ethics_audit.research.result import Result
from ethics_audit.research.table import ALL, SafeTable
from ethics_audit.research.tabular import named
from ethics_audit.research.tabulation import NOT_KNOWN, without_gaps

BAND = "band"
GAP, NO_GAP = "gap", "no gap known"
HARMLESS = frozenset({Band.LOW.value, NO_GAP})
"""What a table may tell of everybody in a group."""


NAMES_ROWS = frozenset(map(folded, ("record", "record_id", "case_id", "code", "id", "response_id")))
"""The names of a column that may name a row as well as a person, and so count only if the caller says so."""
UNPROTECTED = "rows, columns"
NOTHING_PROTECTS = "nothing that is hidden would protect its small numbers"
ONE_VALUE = "all but a few people are in one place"


class Aggregated(NamedTuple):
    """One table of an organization's view.

    Attributes:
        level: ``audit``, ``domain`` or ``item``.
        id: The id of what it is of.
        table: The people in each group by band, or by whether they have a gap; None if it is withheld.
        reason: Why it is withheld; empty if it is not.
    """

    level: str
    id: str
    table: SafeTable | None
    reason: str = ""


@frozen
class Aggregate(Result):
    """Counts and shares of people by band, domain and item in each group of an organization.

    Attributes:
        by: The columns whose values are the groups.
        n: The people.
        threshold: The number of people that is not small.
        tables: The tables: that of the audit, then those of the domains, then those of the items.
    """

    by: tuple[str, ...]
    n: int
    threshold: int
    tables: tuple[Aggregated, ...]
    notes: tuple[str, ...] = ()

    @property
    def sources(self) -> tuple[str, ...]:
        """The source of the program that chose what to hide."""
        return ("fischetti2001",)

    @property
    def account(self) -> str:
        """The methods sentence."""
        withheld = sum(one.table is None for one in self.tables)
        return (
            f"Bands and gaps of {self.n} people are counted by {' and '.join(self.by)} in {len(self.tables)} tables, "
            f"of which {withheld} are withheld; numbers of 1 to {self.threshold - 1} people are hidden, and others so "
            "that none of them can be worked out from its table."
        )

    def rows(self) -> Sequence[Mapping[str, Any]]:
        """Return a row for each number of each table, and one for each table that is withheld."""
        rows: list[dict[str, Any]] = []
        for one in self.tables:
            head = {"level": one.level, "id": one.id}
            if one.table is None:
                rows.append({**head, "group": ALL, "value": "withheld", "n": None, "percent": None})
            for row in one.table.rows() if one.table else ():
                group = " / ".join(str(row[name]) for name in self.by)
                value = row[one.table.columns_by[0]] if one.table else ""
                rows.append({**head, "group": group, "value": value, "n": row["n"], "percent": row["percent"]})
        return rows

    def __str__(self) -> str:
        """Return the tables below each other, each as it is printed, and the notes at the end."""
        shown = [f"{one.level} {one.id}\n{evolve(one.table, notes=())}" for one in self.tables if one.table]
        return "\n\n".join([*shown, "\n".join(f"Note: {plain(note, LONGEST_MESSAGE)}" for note in self.notes)]).rstrip()


def aggregate(
    frame: Any,
    by: str | Iterable[str],
    audit: Audit | Checklist | None = None,
    *,
    person: str | Sequence[str] | None = None,
    items: bool = True,
    threshold: int = 10,
) -> Aggregate:
    """Count people by band, domain and item in each group, with small numbers hidden by `safe_table`.

    A share of an item is that of the people of the group who have a gap there, among all of them. A table is withheld
    if nothing protects it, if everybody of a group would be seen to be in one place other than the best, or if it
    counts the very same people as an earlier one, whose hidden numbers it could give back.

    Args:
        frame: A study of one occasion, or a table of any kind with one row a person.
        by: The column whose values are the groups, or two; never one that names a person.
        audit: The definition that was answered; that of the study by default.
        person: The column that names a person, or several that do together; an empty list says that every row is
            another person. By default that of the study, or one that is called so, such as ``person``, ``clinician`` or
            ``user_id``; never one that may name rows instead, such as ``id`` or ``record_id``.
        items: Whether to count gaps of each item too.
        threshold: The fewest people that may be shown, at least 3.

    Raises:
        ArgumentError: If an argument is not allowed, no column names people, a person has several rows, or there are
            too few people.
        AnswerError: If the table cannot be read; see `read`.

    Example:
        >>> from ethics_audit import research
        >>> study = research.synthetic(ea.load_audit("self_care"), people=300, occasions=1, seed=1)
        >>> research.aggregate(study, "site", items=False).n
        300
    """
    study = _of_people(frame if isinstance(frame, Study) else read(frame, _needed(audit), person=person), person)
    groups = named("by", by, study.table)
    if wrong := [name for name in groups if name in {*study.person, *study.audit.items, BAND, GAP}]:
        raise wrong_argument("by", "a column of groups, not of persons, answers or results", wrong[0])
    if len(np.unique(study.people())) < len(study):
        raise wrong_argument("frame", "one row a person", "several", "take one occasion: study.at(…)")
    kept, left_out = without_gaps(study.table, groups, None, threshold)
    study = evolve(study, table=kept)
    seen: dict[frozenset[int], str] = {}
    tables = [_table(study, groups, counted, seen, threshold) for counted in _counted(study, items=items)]
    merged = dict.fromkeys(note for one in tables if one.table for note in one.table.notes if _of_groups(note, groups))
    reasons = [f"{one.level} {one.id} is withheld: {one.reason}." for one in tables if one.reason]
    return Aggregate(groups, len(study), threshold, tuple(tables), (*left_out, *merged, *reasons))


def _of_people(study: Study, person: str | Sequence[str] | None) -> Study:
    """Return a study whose people are known, so that no row is counted as one.

    Raises:
        ArgumentError: If no column names people, or one that may name rows was taken for it by its name alone.
    """
    if person is not None:
        return evolve(study, person=named("person", person, study.table))
    guessed = {taken.column for taken in study.mapping if taken.role == "person" and taken.by == "name"}
    sure = [name for name in study.person if name not in guessed or folded(name) not in NAMES_ROWS]
    if sure:
        return study
    results = Wanted.of(study.audit, columns=None, domains=True, prefix="", on_invalid="error").names
    others = [name for name in study.table.column_names if name not in {*study.audit.items, *results}]
    hint = "say person= with its name, or person=[] if every row is another person"
    message = f"rows are not counted as people, and none of these columns is sure to name people: {', '.join(others)}"
    raise ArgumentError("person", message, hint, expected="a column that names people")


def _of_groups(note: str, groups: Sequence[str]) -> bool:
    """Return whether a note is of groups that were merged, which is the same in every table."""
    return any(note.startswith(f"Groups of {name} ") for name in groups)


def _needed(audit: Audit | Checklist | None) -> Audit | Checklist:
    if audit is None:
        raise wrong_argument("audit", "the definition that was answered, as the frame is no study", None)
    return audit


def _counted(study: Study, *, items: bool) -> Iterator[tuple[str, str, list[str]]]:
    """Yield the level and the id of each table, and the value of each person."""
    bands = [("audit", study.audit.id, BAND), *(("domain", id, f"{id}.{BAND}") for id in study.domains)]
    for level, id, name in bands:
        yield level, id, [band or NOT_KNOWN for band in study.scores[name].to_pylist()]
    for place, item in enumerate(study.items if items else ()):
        yield "item", item.id, [GAP if risk > 0 else NO_GAP for risk in study.risks[:, place]]


def _table(
    study: Study,
    groups: Sequence[str],
    counted: tuple[str, str, list[str]],
    seen: dict[frozenset[int], str],
    threshold: int,
) -> Aggregated:
    """Return one table, or why there is none; add the people that it counts together to those that were `seen`."""
    level, id, values = counted
    together = [frozenset(at for at, value in enumerate(values) if value == one) for one in set(values)]
    same = next((seen[people] for people in together if people in seen), None)
    if same is not None:
        return Aggregated(level, id, None, f"it counts the same people as the table of {same}")
    column = GAP if level == "item" else BAND
    people = pa.table({**{name: study.table[name] for name in groups}, column: values})
    try:
        table = safe_table(people, groups, column, threshold=threshold)
    except ArgumentError as refused:
        if refused.problem.place not in {column, UNPROTECTED}:
            raise
        return Aggregated(level, id, None, ONE_VALUE if refused.problem.place == column else NOTHING_PROTECTS)
    if reason := telling(table):
        return Aggregated(level, id, None, reason)
    seen.update(dict.fromkeys(together, f"{level} {id}"))
    return Aggregated(level, id, table)


def telling(table: SafeTable) -> str:
    """Return why a finished table may not be shown; empty if it may."""
    rows = table.rows()
    whole = {tuple(row[name] for name in table.rows_by): row["n"] for row in rows if row[table.columns_by[0]] == ALL}
    for row in rows:
        value, people = row[table.columns_by[0]], whole[tuple(row[name] for name in table.rows_by)]
        if people is None:
            return "the size of a group would have to be hidden, which other tables show"
        if people and row["n"] == people and value not in {ALL, *HARMLESS}:
            return "everybody of a group is in one place"
    return ""
