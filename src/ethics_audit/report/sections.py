"""The report in its parts: two pages that everybody reads, and the details."""

from __future__ import annotations

from typing import NamedTuple, cast

from attrs import evolve

from ethics_audit.report import details, front
from ethics_audit.report.blocks import Material, ReportBlock, Section
from ethics_audit.report.supervision import kept


class Parts(NamedTuple):
    """The sections of the first page, of the second, and those that are folded."""

    first: list[Section]
    second: list[Section]
    details: list[Section]


def parts(material: Material) -> Parts:
    """Return every section that has something to show, without what is left out."""
    hidden = material.left_out
    shown = evolve(material, actions=tuple(one for one in material.actions if not hidden.hides_id(one.action.item)))
    return Parts(*(_kept(found, shown) for found in (front.first(shown), front.second(shown), details.details(shown))))


def _kept(sections: list[Section], material: Material) -> list[Section]:
    if not material.left_out.names:
        return sections
    found = [one._replace(blocks=cast("list[ReportBlock]", kept(one.blocks, material.left_out))) for one in sections]
    return [one for one in found if one.blocks]
