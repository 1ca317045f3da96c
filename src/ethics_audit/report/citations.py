"""The sections of codes and laws behind the gaps, with links to their publication."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from ethics_audit.assessment.assessment import Assessment
from ethics_audit.assessment.explanation import Finding
from ethics_audit.documents import references
from ethics_audit.model.items import Citation


class Link(NamedTuple):
    """A link: what a reader sees, and where it leads; nowhere if that is empty."""

    label: str
    url: str


class Source(NamedTuple):
    """A code with its edition, and with the number and the title of each section that is cited."""

    link: Link
    edition: str
    sections: list[tuple[str, str]]


class Sources(NamedTuple):
    """The codes that the gaps cite."""

    sources: list[Source]


def link(citation: Citation) -> Link:
    """Return a citation as a link to its code."""
    code = references.codes().get(citation.code)
    return Link(references.label(citation), code.url if code else "")


def sources(result: Assessment, findings: Iterable[Finding]) -> Iterator[Sources]:
    """Yield the codes that these gaps cite, the reader's own profession first, each with its sections in order."""
    every = {one for finding in findings for one in finding.item.citations}
    places = {citation: place for place, citation in enumerate(references.sections())}
    inside = sorted(every, key=lambda one: (places.get(one, len(places)), one.code, one.section))
    grouped: dict[str, list[tuple[str, str]]] = {}
    for one in references.ordered(inside, result.answers.profile):
        section = references.sections().get(one)
        title = section.title if section and not one.section.endswith(section.title) else ""
        grouped.setdefault(one.code, []).append((one.section, title))
    if grouped:
        yield Sources([_source(code, lines) for code, lines in grouped.items()])


def _source(id: str, lines: list[tuple[str, str]]) -> Source:
    code = references.codes().get(id)
    if code is None:
        return Source(Link(id, ""), "", lines)
    return Source(Link(code.name, code.url), f"{code.short}, {code.publisher}, {code.edition}", lines)
