"""The shipped references: codes and laws that items cite, their sections, and the evidence for weights."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from types import MappingProxyType
from typing import Any

from attrs import Factory, frozen

from ethics_audit.base.causes import unknown
from ethics_audit.base.errors import Problem
from ethics_audit.base.language import N_
from ethics_audit.base.packages import shipped
from ethics_audit.documents.compiled import Compiled
from ethics_audit.model.definitions import Checklist
from ethics_audit.model.items import Citation, Item

IN_FORCE, REVISED, REPLACED = N_("in force"), N_("revision under way"), N_("replacement published or due")
VACATED, SUPERSEDED, NOT_CHECKED = N_("vacated in part"), N_("superseded"), N_("not checked")
STATUSES = (IN_FORCE, REVISED, REPLACED, VACATED, SUPERSEDED, NOT_CHECKED)
"""What can be known of the edition of a code."""


NOTHING_TO_SEE = "not applicable"
"""What was read of a source that is a judgment and no text."""


@frozen
class Code:
    """A professional code, a standard or a law.

    Attributes:
        id: The name that citations use.
        short: What a reader sees before a section, such as ``ACA 2014``.
        name: Its name.
        publisher: Who publishes it.
        kind: ``code``, ``standard``, ``law``, or ``guidance`` for what binds nobody by itself.
        profession: The profile fact of the only profession that it applies to, or empty.
        country: Where it applies: a country of ISO 3166, with the state of a state's law, ``EU``, or ``international``.
        edition: The edition that its sections are of.
        in_force: Since when it has been in force; empty if that was not seen.
        status: What is known of the edition, one of `STATUSES`.
        next_edition: What is announced; empty if nothing is.
        recheck: The day from which it is due to be looked at again.
        url: Where it is published.
        status_source: Where the status was seen.
        note: Whom it binds, and what to beware of.
    """

    id: str
    short: str
    name: str
    publisher: str
    kind: str
    profession: str
    country: str
    edition: str
    in_force: str
    status: str
    next_edition: str
    recheck: date
    url: str
    status_source: str = ""
    note: str = ""

    @property
    def binds(self) -> bool:
        """Whether it binds somebody, as a code, a standard or a law does."""
        return self.kind != "guidance"

    @property
    def changes(self) -> bool:
        """Whether it is superseded, or something is known of a next edition."""
        return bool(self.next_edition) or self.status in {REVISED, REPLACED, SUPERSEDED}

    def due(self, today: date) -> bool:
        """Return whether it is due to be looked at again."""
        return today >= self.recheck


@frozen
class Section:
    """A section of a code, as it was verified.

    Attributes:
        gist: What it asks for, in this project's words.
        evidence: The kind of source that was read: ``official``, ``copy`` or ``secondary``.
        seen: ``text``, or ``title`` if only the heading was read.
        sources: The number of independent sources that were read.
        last_verified: The day of the last verification.
        recheck: The day from which the next one is due: its own, or else that of its code.
        note: What to beware of at the next verification.
    """

    code: str
    section: str
    title: str
    gist: str
    evidence: str
    seen: str
    sources: int
    source: str
    last_verified: date
    recheck: date
    note: str = ""

    def due(self, today: date) -> bool:
        """Return whether it is due to be looked at again."""
        return today >= self.recheck


@frozen
class Evidence:
    """A published figure or a norm that a weight may name as its source.

    Attributes:
        seen: What was read of it, or `NOTHING_TO_SEE`.
        last_verified: The day of the last verification.
        order: What it names, in its own order.
    """

    id: str
    title: str
    seen: str
    last_verified: date
    population: str = ""
    unit: str = ""
    note: str = ""
    figures: Mapping[str, float] = Factory(dict)
    order: Sequence[str] = ()

    @property
    def counts(self) -> bool:
        """Whether it has figures or a counted order, so that a weight may be ``empirical``."""
        return bool(self.figures) or self.note.startswith("In order of frequency")


NORM = "judgement-normative"
"""The source of a weight that is based on what the codes ask for, as there are no figures."""


def _table(name: str) -> dict[str, Any]:
    import tomllib

    return tomllib.loads(shipped("references", f"{name}.toml").read_text("utf-8"))


COMPILED_CODES = Compiled("references/codes", ("references/codes.toml",), (Code,))
COMPILED_SECTIONS = Compiled(
    "references/sections", (*COMPILED_CODES.sources, "references/sections.toml"), (Citation, Section)
)


@cache
def codes() -> Mapping[str, Code]:
    """Return the codes by id."""
    found = COMPILED_CODES.read() or [Code(id, **fields) for id, fields in _table("codes").items()]
    return MappingProxyType({code.id: code for code in found})


@cache
def sections() -> Mapping[Citation, Section]:
    """Return the sections that may be cited."""
    found = COMPILED_SECTIONS.read() or [
        (Citation(code, number), Section(code, number, **{"recheck": codes()[code].recheck, **fields}))
        for code, numbered in _table("sections").items()
        for number, fields in numbered.items()
    ]
    return MappingProxyType(dict(found))


@cache
def evidence() -> Mapping[str, Evidence]:
    """Return the sources of weights by id."""
    return MappingProxyType({id: Evidence(id, **fields) for id, fields in _table("evidence").items()})


def label(citation: Citation) -> str:
    """Return a citation as a reader sees it, such as ``ACA 2014 B.1.d``."""
    code = codes().get(citation.code)
    return f"{code.short if code else citation.code} {citation.section}"


def codes_of(citations: Iterable[Citation]) -> list[Code]:
    """Return the known codes that are cited, each once."""
    return list(dict.fromkeys(codes()[one.code] for one in citations if one.code in codes()))


def rechecks(citations: Sequence[Citation]) -> dict[Code, date]:
    """Return the known codes that are cited, each with the day from which it or a section cited of it is due."""
    days = {code: code.recheck for code in codes_of(citations)}
    for one in citations:
        if section := sections().get(one):
            code = codes()[one.code]
            days[code] = min(days[code], section.recheck)
    return days


def ordered(citations: Iterable[Citation], profile: frozenset[str]) -> list[Citation]:
    """Sort citations: those of the reader's own profession first, then laws, then the others."""

    def place(citation: Citation) -> int:
        code = codes().get(citation.code)
        if code is None:
            return 2
        return 0 if code.profession in profile else 1 if code.kind == "law" else 2

    return sorted(citations, key=place)


def own(citations: Iterable[Citation], profile: frozenset[str]) -> list[Citation]:
    """Return the sections of the reader's own profession, then those of laws; no others."""

    def is_own(citation: Citation) -> bool:
        code = codes().get(citation.code)
        return code is not None and (code.profession in profile or code.kind == "law")

    return [one for one in ordered(citations, profile) if is_own(one)]


def problems(checklist: Checklist) -> Iterator[Problem]:
    """Yield a problem for each citation and source of a checklist that is not in the references."""
    for place, item in enumerate(checklist.items):
        yield from (problem.within(f"items[{place}] ({item.id})") for problem in _item_problems(item))


def _item_problems(item: Item) -> Iterator[Problem]:
    for place, citation in enumerate(item.citations):
        if citation in sections():
            continue
        if citation.code not in codes():
            yield unknown(f"citations[{place}].code", "a known code", citation.code, codes(), "section-known")
        else:
            known = [known.section for known in sections() if known.code == citation.code]
            kind = f"a verified section of {citation.code}"
            yield unknown(f"citations[{place}].section", kind, citation.section, known, "section-known")
    for source in item.rating.sources if item.rating else ():
        if source not in evidence():
            yield unknown("rating.sources", "a known source", source, evidence(), "source-known")
