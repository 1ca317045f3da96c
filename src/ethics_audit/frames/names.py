"""What the columns of a table are called: items by their ids, facts also as exported forms name them.

A name that is all but one of these would be passed over in silence, so it is told.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from difflib import SequenceMatcher

from ethics_audit.base.errors import Problem, folded, similar
from ethics_audit.frames.cells import by_cause, listed
from ethics_audit.model.definitions import Audit
from ethics_audit.model.profile import KNOWN

ALIKE = 0.9
"""Names that are one sign apart are meant as the same if they are at least so much alike."""
COLUMNS_COMPARED = 2_000
"""In a table of more columns no similar names are looked for, which takes long."""
FEW = 3
"""Of two such names so many signs are the same at one of their ends, which is soon seen."""


def _fact_names(fact: str) -> Iterator[str]:
    """Yield the names of a fact's column: its id, and what forms call the question, in the group of a profile too."""
    for id in (fact, fact.replace(".", "_")):
        yield id
        for mark in "_-:":
            yield f"fact{mark}{id}"
            yield from (f"profile{joint}fact{mark}{id}" for joint in "-/")


FACT_OF = {name: fact for fact in sorted(KNOWN) for name in _fact_names(fact)}
"""The fact that a column tells, by the column's name."""


def fact_columns(names: Iterable[str], audit: Audit) -> dict[str, list[str]]:
    """Return the columns that tell each fact."""
    found: dict[str, list[str]] = {}
    for name in names:
        if name in FACT_OF and name not in audit.items:
            found.setdefault(FACT_OF[name], []).append(name)
    return found


class Near:
    """Finds names that are all but a known one, in time that grows with the names alone.

    Args:
        items: The ids of the items that are sought.
        facts: The facts that are sought.
    """

    def __init__(self, items: Iterable[str], facts: Iterable[str]) -> None:
        self._ends = {folded(id): id for id in items}
        marked = {folded(f"fact{fact}"): fact for fact in facts}
        self._lengths = sorted({len(end) for end in {**self._ends, **marked}}, reverse=True)
        self._whole = {**{folded(fact): fact for fact in facts}, **self._ends}
        self._ends |= marked
        self._first = {known[:FEW] for known in self._whole}
        self._last = {end[-FEW:] for end in self._ends}
        self._longest = max(map(len, self._whole), default=0) + 1
        self._slips = {slip: known for known in self._whole for slip in _slips(known)}

    def of(self, name: object) -> str | None:
        """Return the known name that a name is all but: in other signs, with one slip, or behind that of a group."""
        given = folded(name)
        if given in self._whole:
            return self._whole[given]
        may_end, may_begin = given[-FEW:] in self._last, given[:FEW] in self._first
        for length in self._lengths if may_end else ():
            if (end := given[-length:]) in self._ends and end in map(folded, _tails(str(name))):
                return self._ends[end]
        if len(given) <= self._longest and (may_end or may_begin):
            for slip in _slips(given):
                known = self._slips.get(slip)
                if known is not None and SequenceMatcher(None, known, given).ratio() >= ALIKE:
                    return self._whole[known]
        return None


def _tails(name: str) -> Iterator[str]:
    """Yield what stands behind each sign that joins the name of a group and that of a question."""
    yield from (name[place + 1 :] for place, sign in enumerate(name) if not sign.isalnum())


def _slips(name: str) -> Iterator[str]:
    """Yield a name, and what is left of it without one sign; two names that share any are one sign apart."""
    yield name
    yield from (name[:place] + name[place + 1 :] for place in range(len(name)))


def absent(
    audit: Audit, items: Sequence[str], others: Sequence[str], facts: frozenset[str], asked: Iterable[str]
) -> Iterator[Problem]:
    """Yield a problem for each item and fact that has no column, or one that is called otherwise.

    Args:
        audit: The definition.
        items: The items that have a column.
        others: The other columns.
        facts: The facts that are told.
        asked: The items that need a column.
    """
    found = set(items)
    needed = frozenset[str]().union(*(item.requires for item in audit.items.values())) - facts
    search = Near([id for id in audit.items if id not in found], sorted(needed))
    near: dict[str, list[str]] = {}
    for name in others:
        if (known := search.of(name)) is not None:
            near.setdefault(known, []).append(str(name))
    if not items:
        yield _no_item(audit, others, near)
        return
    for known, names in near.items():
        yield from (Problem(name, f"is not a name here; {known!r} is", "rename it") for name in names)
    few = [*map(str, others)] if len(others) < COLUMNS_COMPARED else []
    told = found.union(near)
    yield from by_cause(Problem(id, "has no column", similar(id, few)) for id in asked if id not in told)


def _no_item(audit: Audit, names: Sequence[object], near: Mapping[str, list[str]]) -> Problem:
    """Return the problem that no column is called by the id of an item."""
    some = [name for columns in near.values() for name in columns]
    told = f"call the columns by the ids of items; {listed(some)} are nearly such" if some else _seen(names)
    first = next(iter(audit.items))
    return Problem("", f"no column is that of an item, such as {first!r}, and {len(audit.items)} are asked", told)


def _seen(names: Sequence[object]) -> str:
    return f"the columns are {listed([repr(str(name))[:60] for name in names])}" if names else "it has no columns"
