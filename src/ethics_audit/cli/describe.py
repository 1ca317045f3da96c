"""What `list` and `show` print."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from ethics_audit.assessment.wording import effort_text, of_translation
from ethics_audit.base.errors import ChecklistError, UnknownIdError
from ethics_audit.base.language import N_, gettext, ngettext, spoken
from ethics_audit.base.layout import hanging, wrapped
from ethics_audit.cli.options import typed
from ethics_audit.cli.sentences import sentence, whole
from ethics_audit.documents import catalog, codec, references
from ethics_audit.documents.catalog import Entry
from ethics_audit.documents.encoding import document_of
from ethics_audit.model.bands import BANDS
from ethics_audit.model.definitions import (
    CASES,
    OCCASION,
    PRACTICE,
    Audit,
    Checklist,
    Item,
    Option,
    Part,
    Policy,
    RedFlag,
)
from ethics_audit.model.profile import FACTS, PROFESSIONS


def entries_document(entries: Sequence[Entry]) -> list[dict[str, Any]]:
    """The catalogue as plain values."""
    return [
        {
            "kind": entry.kind,
            "id": entry.id,
            "versions": list(entry.versions),
            "title": _title(entry),
            "asked": _audit(entry).kind,
        }
        for entry in entries
    ]


HEADINGS = {
    ("audits", PRACTICE): N_("Audits"),
    ("checklists", PRACTICE): N_("Checklists of your practice, one by one"),
    ("checklists", OCCASION): N_("For an occasion"),
    ("checklists", CASES): N_("Cases"),
}
BASES = {"empirical": N_("empirical"), "expert": N_("expert"), "normative": N_("normative")}
"""What a weight rests on."""
TEXTS = {"official": N_("official text"), "copy": N_("copy text"), "secondary": N_("secondary text")}
SEEN = {"text": N_("text seen"), "title": N_("title seen")}
"""In what kind of text a section was seen, and how much of it."""


def entries_text(entries: Sequence[Entry]) -> str:
    """The catalogue as tables, one a use."""
    rows = [(entry.id, entry.versions[0], _title(entry), _size(entry)) for entry in entries]
    widths = [max(len(row[column]) for row in rows) for column in range(4)]
    groups: dict[str, list[str]] = {heading: [] for heading in HEADINGS.values()}
    for entry, row in zip(entries, rows, strict=True):
        heading = HEADINGS.get((entry.kind, _audit(entry).kind), HEADINGS["audits", PRACTICE])
        groups[heading].append("  ".join(f"{cell:<{width}}" for cell, width in zip(row, widths, strict=True)).rstrip())
    blocks = [
        "\n".join([gettext(heading), *(f"  {line}" for line in lines)]) for heading, lines in groups.items() if lines
    ]
    start, show = (whole(typed(command, "ID")) for command in ("start", "show"))
    more = gettext("{start} asks the questions; {show} tells more.", start=start, show=show)
    return "\n\n".join([*blocks, sentence(more)])


def _audit(entry: Entry) -> Audit:
    """What is listed, in the language that is spoken where anything of it is translated, and soundly."""
    try:
        return catalog.load_audit(entry.id, entry.versions[0], locale=spoken())
    except (UnknownIdError, ChecklistError):
        return catalog.load_audit(entry.id, entry.versions[0])


def _title(entry: Entry) -> str:
    return _audit(entry).title


def _size(entry: Entry) -> str:
    audit = _audit(entry)
    return _counted(len(audit.items), audit.kind)


def _counted(count: int, kind: str) -> str:
    if kind == CASES:
        return ngettext("{count} case", "{count} cases", count)
    return ngettext("{count} question", "{count} questions", count)


def document(found: Audit | Checklist | Item) -> str:
    """A definition or an item as JSON."""
    if isinstance(found, Item):
        return json.dumps(document_of(found), indent=2, ensure_ascii=False) + "\n"
    return codec.to_json(found)


def text(found: Audit | Checklist | Item) -> str:
    """A definition or an item as a page."""
    if isinstance(found, Item):
        return _item_text(found)
    return _audit_text(found) if isinstance(found, Audit) else _checklist_text(found)


def _audit_text(audit: Audit) -> str:
    head = wrapped(f"{audit.title} ({audit.id} {audit.version}, {_counted(len(audit.items), audit.kind)})")
    lines = [head, "", *_policy(audit.policy), "", *map(_part, audit.parts)]
    return "\n\n".join(["\n".join(lines), *_of_translation(audit), _definition(audit)])


def _policy(policy: Policy) -> list[str]:
    told = [
        gettext(
            "Bands: {low}, {moderate} from {from_moderate}, {high} from {from_high}, {critical} from {from_critical}.",
            **{band.name.lower(): band.told for band in BANDS},
            from_moderate=policy.bands.moderate,
            from_high=policy.bands.high,
            from_critical=policy.bands.critical,
        ),
        gettext(
            "A band needs {percent} % of the weight answered, unless it is certain before.",
            percent=policy.min_coverage_percent,
        ),
    ]
    return [*map(wrapped, told)]


def _part(part: Part) -> str:
    checklist, times = part.checklist, part.multiplier
    told = [checklist.title, _counted(len(checklist.items), checklist.kind)]
    if times > 1:
        told.append(ngettext("counts {count} time", "counts {count} times", times))
    return hanging(f"  {checklist.id} {checklist.version}: ", ", ".join(told), 4)


def _checklist_text(checklist: Checklist) -> str:
    size = _counted(len(checklist.items), checklist.kind)
    head = wrapped(f"{checklist.title} ({checklist.id} {checklist.version}, {size})")
    blocks = [hanging(f"{item.weight:>3}  ", f"{item.prompt} [{item.id}]") for item in checklist.items]
    told = _of_translation(Audit.of(checklist))
    return "\n\n".join([head, *told, gettext("Weight and question:"), *blocks, _definition(checklist)])


def _definition(found: Audit | Checklist) -> str:
    return gettext("Definition {digest}", digest=found.digest)


def _of_translation(audit: Audit) -> list[str]:
    return [wrapped(told) for told in of_translation(audit)]


def _item_text(item: Item) -> str:
    needs = ", ".join(gettext(FACTS.get(fact) or PROFESSIONS[fact]) for fact in sorted(item.requires))
    do = f"{item.remedy} ({effort_text(item)})"
    parts = [
        item.id,
        wrapped(item.prompt),
        "\n".join([gettext("Risk and option:"), *map(_option, item.options)]),
        wrapped(gettext("Asked only where: {facts}", facts=needs)) if needs else "",
        gettext("Can be answered n/a.") if item.not_applicable else "",
        _weight(item),
        _flag(item.red_flag) if item.red_flag else "",
        hanging("", gettext("Why: {reason}", reason=item.rationale), 4),
        hanging("", gettext("For example: {example}", example=item.example), 4) if item.example else "",
        hanging("", gettext("Do: {remedy}", remedy=do), 4),
        hanging("", gettext("On the same topic: {items}", items=", ".join(item.about)), 4) if item.about else "",
        "\n".join([gettext("Sections:"), *map(_cited, item.citations)]) if item.citations else "",
    ]
    return "\n\n".join(part for part in parts if part)


def _weight(item: Item) -> str:
    """The weight of an item, and what it rests on."""
    rating = item.rating
    if not rating:
        return gettext("Weight {weight}", weight=item.weight)
    weight = gettext(
        "Weight {weight} = severity {severity} × likelihood {likelihood}, {basis}",
        weight=item.weight,
        severity=rating.severity,
        likelihood=rating.likelihood,
        basis=gettext(BASES[rating.basis]),
    )
    return "\n".join([weight, *(hanging("  -  ", _source(id)) for id in rating.sources)])


def _flag(flag: RedFlag) -> str:
    told = gettext(
        "Red flag from risk {risk}, at least {band}: {action}", risk=flag.at, band=flag.band.told, action=flag.action
    )
    return hanging("", told, 4)


def _option(option: Option) -> str:
    rows = [hanging(f"  {option.risk:>3}  ", f"{option.label} [{option.id}]")]
    return "\n".join([*rows, *([hanging("       ", option.feedback)] if option.feedback else [])])


def _source(id: str) -> str:
    known = references.evidence().get(id)
    if known is None:
        return id
    population = known.population[:1].upper() + known.population[1:]
    source = f"{known.title}. {population}".rstrip(" .")
    return gettext("{source}. Seen: {seen}.", source=source, seen=known.seen)


def _cited(citation: Any) -> str:
    section = references.sections().get(citation)
    label = references.label(citation)
    if section is None:
        return f"  -  {label}"
    verified = gettext("verified {day}", day=section.last_verified)
    seen = ", ".join([gettext(TEXTS[section.evidence]), gettext(SEEN[section.seen]), verified])
    return hanging("  -  ", f"{label}, {section.title}: {section.gist} ({seen})")
