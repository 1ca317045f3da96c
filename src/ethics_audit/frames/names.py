"""The names of a table's columns: ids for items, and for facts also the names of exported forms.

A column whose name is nearly one of these would be ignored in silence, so it is reported.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from difflib import SequenceMatcher

from ethics_audit.base.errors import Problem
from ethics_audit.base.likeness import folded, similar
from ethics_audit.frames.cells import by_cause, listed
from ethics_audit.model.definitions import Audit
from ethics_audit.model.profile import KNOWN

ALIKE = 0.9
"""Names one character apart are taken for the same if they are at least so similar."""
COLUMNS_COMPARED = 2_000
"""In a table of more columns, similar names are not looked for, since that takes long."""
FEW = 3
"""Two similar names share so many characters at one end, which is checked first because it is fast."""


def _fact_names(fact: str) -> Iterator[str]:
    """Yield the names of a fact's column: its id, and its question in forms, also inside a profile group."""
    for id in (fact, fact.replace(".", "_")):
        yield id
        for mark in "_-:":
            yield f"fact{mark}{id}"
            yield from (f"profile{joint}fact{mark}{id}" for joint in "-/")


FACT_OF = {name: fact for fact in sorted(KNOWN) for name in _fact_names(fact)}
"""The fact that a column states, by the column's name."""


def fact_of(audit: Audit) -> Mapping[str, str]:
    """Return the fact that a column of an audit states, by the column's name."""
    return {**FACT_OF, **{name: fact for fact in audit.own_facts for name in _fact_names(fact)}}


def fact_columns(names: Iterable[str], audit: Audit) -> dict[str, list[str]]:
    """Return the columns that state each fact."""
    found: dict[str, list[str]] = {}
    known = fact_of(audit)
    for name in names:
        if name in known and name not in audit.items:
            found.setdefault(known[name], []).append(name)
    return found


class Near:
    """Finds names that are nearly that of an item or a fact, in time that grows with the names alone."""

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
        """Return the known name that a name nearly is: with other separators, one slip, or a group before it."""
        given = folded(name)
        if given in self._whole:
            return self._whole[given]
        may_end, may_begin = given[-FEW:] in self._last, given[:FEW] in self._first
        for length in self._lengths if may_end else ():
            tails = (str(name)[place:] for place, sign in enumerate(str(name), 1) if not sign.isalnum())
            if (end := given[-length:]) in self._ends and end in map(folded, tails):
                return self._ends[end]
        if len(given) <= self._longest and (may_end or may_begin):
            for slip in _slips(given):
                known = self._slips.get(slip)
                if known is not None and SequenceMatcher(None, known, given).ratio() >= ALIKE:
                    return self._whole[known]
        return None


def _slips(name: str) -> Iterator[str]:
    """Yield a name, and the name without each character; names that share any of these are one character apart."""
    yield name
    yield from (name[:place] + name[place + 1 :] for place in range(len(name)))


def absent(
    audit: Audit, items: Sequence[str], others: Sequence[str], facts: frozenset[str], asked: Iterable[str]
) -> Iterator[Problem]:
    """Yield a problem for each item that needs a column and has none, and each other column that is nearly known.

    Names of facts that are stated already are not looked for.
    """
    found = set(items)
    needed = set(audit.facts) - facts
    search = Near([id for id in audit.items if id not in found], sorted(needed))
    near: dict[str, list[str]] = {}
    for name in others:
        if (known := search.of(name)) is not None:
            near.setdefault(known, []).append(str(name))
    if not items:
        yield _no_item(audit, others, near)
        return
    for known, names in near.items():
        yield from (Problem(name, f"expected the name {known!r}", "rename it", "unknown-name") for name in names)
    few = [*map(str, others)] if len(others) < COLUMNS_COMPARED else []
    seen = found.union(near)
    yield from by_cause(Problem(id, "has no column", similar(id, few), "key-needed") for id in asked if id not in seen)


def _no_item(audit: Audit, names: Sequence[object], near: Mapping[str, list[str]]) -> Problem:
    """Return the problem that no column has the id of an item as its name."""
    some = [name for columns in near.values() for name in columns]
    seen = f"the columns are {listed([repr(str(name))[:60] for name in names])}" if names else "it has no columns"
    hint = f"name the columns by the ids of items; {listed(some)} are similar" if some else seen
    first = next(iter(audit.items))
    return Problem("", f"expected columns of {len(audit.items)} items, such as {first!r}, got none", hint)
