"""A page for supervision: what is left out of it, and how it says so."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from attrs import evolve, frozen

from ethics_audit.assessment.blocks import Listed
from ethics_audit.assessment.result import Result
from ethics_audit.base.errors import UnknownIdError
from ethics_audit.base.language import N_, gettext, ngettext
from ethics_audit.model.definitions import Audit
from ethics_audit.model.items import Item
from ethics_audit.report.table import Table

SUPERVISION = "supervision"
PERSONAL = frozenset({"self_care"})
"""The checklists that are left out unasked: they are about the clinician's own health, which no supervisor has a claim
to see. Everything else is about clients, and what of it is too much is the clinician's choice."""

ALWAYS = N_("what each answer adds to the score, plans, how answers came about over time, ids and hashes")
STANDS = N_("The score and the bands count every answer, also those that are left out.")


@frozen
class LeftOut:
    """The checklists and items that a page leaves out, by id; none on a page for oneself."""

    names: frozenset[str] = frozenset()
    is_for_supervision: bool = False

    def hides_id(self, id: str) -> bool:
        """Return whether an item is left out."""
        return id in self.names or id.partition(".")[0] in self.names

    def hides(self, item: Item) -> bool:
        """Return whether an item is left out, itself or as a case about one that is."""
        return self.hides_id(item.id) or any(map(self.hides_id, item.about))

    def flags(self, result: Result) -> int:
        """Return how many raised red flags are left out."""
        return sum(map(self.hides_id, result.flags))


def left_out(audit: Audit, audience: str, without: Iterable[str]) -> LeftOut:
    """Return what a page for an audience leaves out of an audit.

    Raises:
        UnknownIdError: If the audit has no checklist and no item of that name.
    """
    chosen = frozenset(without)
    known = [*(part.checklist.id for part in audit.parts), *audit.items]
    for name in sorted(chosen - {*known}):
        raise UnknownIdError("checklist or item", name, known)
    if audience == SUPERVISION:
        return LeftOut(chosen | PERSONAL, is_for_supervision=True)
    return LeftOut(chosen)


def notice(result: Result, hidden: LeftOut) -> list[str]:
    """Say what kinds of things are left out; nothing where nothing is."""
    if not (hidden.names or hidden.is_for_supervision):
        return []
    domains = [part.checklist.title for part in result.audit.parts if part.checklist.id in hidden.names]
    kinds = [gettext('everything about "{title}"', title=title) for title in domains]
    if single := sum(hidden.hides(item) and item.domain not in hidden.names for item in result.audit.items.values()):
        kinds.append(ngettext("{count} single question", "{count} single questions", single))
    if hidden.is_for_supervision:
        kinds.append(gettext(ALWAYS))
    told = gettext("Left out on this page: {kinds}.", kinds="; ".join(kinds))
    return [f"{told} {gettext(STANDS)}", *flags_left_out(result, hidden)]


def flags_left_out(result: Result, hidden: LeftOut) -> list[str]:
    """Say that a raised red flag is left out, if one is: no page is silent about one."""
    if not (count := hidden.flags(result)):
        return []
    words = ngettext(
        "{count} red flag is raised by an answer that is left out here.",
        "{count} red flags are raised by answers that are left out here.",
        count,
    )
    return [words]


def kept(blocks: Iterable[object], hidden: LeftOut) -> Sequence[object]:
    """Return blocks without the entries and the rows about items that are left out, and without emptied ones."""
    found: list[object] = []
    for block in blocks:
        if isinstance(block, Listed):
            if entries := [one for one in block.entries if not hidden.hides_id(one.id)]:
                found.append(evolve(block, entries=entries))
        elif isinstance(block, Table) and block.rows:
            if rows := [row for row in block.rows if not any(isinstance(c, Item) and hidden.hides(c) for c in row)]:
                found.append(block._replace(rows=rows))
        else:
            found.append(block)
    return found
