"""What `list` and `show` print."""

from __future__ import annotations

import json
import textwrap
from typing import Any

from ethics_audit import catalog, codec, references
from ethics_audit.catalog import Entry
from ethics_audit.encoding import document_of
from ethics_audit.model import CASES, OCCASION, PRACTICE, Audit, Checklist, Item, Option
from ethics_audit.profile import FACTS, PROFESSIONS
from ethics_audit.text import EFFORTS, of_translation

WIDTH = 79


def entries_document(entries: list[Entry]) -> list[dict[str, Any]]:
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
    ("audits", PRACTICE): "Audits",
    ("checklists", PRACTICE): "Checklists of your practice, one by one",
    ("checklists", OCCASION): "For an occasion",
    ("checklists", CASES): "Cases",
}


def entries_text(entries: list[Entry]) -> str:
    """The catalogue as tables, one a use."""
    rows = [(entry.id, entry.versions[0], _title(entry), _size(entry)) for entry in entries]
    widths = [max(len(row[column]) for row in rows) for column in range(4)]
    groups: dict[str, list[str]] = {heading: [] for heading in HEADINGS.values()}
    for entry, row in zip(entries, rows, strict=True):
        heading = HEADINGS.get((entry.kind, _audit(entry).kind), HEADINGS["audits", PRACTICE])
        groups[heading].append("  ".join(f"{cell:<{width}}" for cell, width in zip(row, widths, strict=True)).rstrip())
    blocks = ["\n".join([heading, *(f"  {line}" for line in lines)]) for heading, lines in groups.items() if lines]
    return "\n\n".join([*blocks, "ethics-audit start ID asks the questions; ethics-audit show ID tells more."])


def _audit(entry: Entry) -> Audit:
    return catalog.load_audit(entry.id, entry.versions[0])


def _title(entry: Entry) -> str:
    return _audit(entry).title


def _size(entry: Entry) -> str:
    audit = _audit(entry)
    return _counted(len(audit.items), audit.kind)


def _counted(count: int, kind: str) -> str:
    return f"{count} {'case' if kind == CASES else 'question'}{'s' * (count != 1)}"


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
    bands = audit.policy.bands
    lines = [
        _paragraph("", f"{audit.title} ({audit.id} {audit.version}, {_counted(len(audit.items), audit.kind)})"),
        "",
        f"Bands: low, moderate from {bands.moderate}, high from {bands.high}, critical from {bands.critical}.",
        f"A band needs {audit.policy.min_coverage_percent} % of the weight answered, unless it is certain before.",
        "",
    ]
    for part in audit.parts:
        counted = f", counts {part.multiplier} times" if part.multiplier > 1 else ""
        checklist = part.checklist
        told = f"{checklist.title}, {_counted(len(checklist.items), checklist.kind)}{counted}"
        lines.append(_paragraph(f"  {checklist.id} {checklist.version}: ", told))
    return "\n\n".join(["\n".join(lines), *_of_translation(audit), f"Definition {audit.digest}"])


def _checklist_text(checklist: Checklist) -> str:
    size = _counted(len(checklist.items), checklist.kind)
    head = _paragraph("", f"{checklist.title} ({checklist.id} {checklist.version}, {size})")
    blocks = [_paragraph(f"{item.weight:>3}  ", f"{item.prompt} [{item.id}]") for item in checklist.items]
    told = _of_translation(Audit.of(checklist))
    return "\n\n".join([head, *told, "Weight and question:", *blocks, f"Definition {checklist.digest}"])


def _of_translation(audit: Audit) -> list[str]:
    return [_paragraph("", told) for told in of_translation(audit)]


def _item_text(item: Item) -> str:
    options = "\n".join(_option(option) for option in item.options)
    rating = item.rating
    weight = f"Weight {item.weight}"
    if rating:
        weight += f" = severity {rating.severity} × likelihood {rating.likelihood}, {rating.basis}"
    sources = [_paragraph("  -  ", _source(id)) for id in (rating.sources if rating else ())]
    needs = ", ".join(FACTS.get(fact) or PROFESSIONS[fact] for fact in sorted(item.requires))
    flag = item.red_flag
    parts = [
        item.id,
        _paragraph("", item.prompt),
        "Risk and option:\n" + options,
        f"Asked only where: {needs}" if needs else "",
        "Can be answered n/a." if item.not_applicable else "",
        "\n".join([weight, *sources]),
        _paragraph(f"Red flag from risk {flag.at}, at least {flag.band}: ", flag.action) if flag else "",
        _paragraph("Why: ", item.rationale),
        _paragraph("For example: ", item.example) if item.example else "",
        _paragraph("Do: ", f"{item.remedy} (effort {item.effort} of 5: {EFFORTS[item.effort - 1]})"),
        _paragraph("On the same topic: ", ", ".join(item.about)) if item.about else "",
        "\n".join(["Sections:", *(_cited(citation) for citation in item.citations)]) if item.citations else "",
    ]
    return "\n\n".join(part for part in parts if part)


def _option(option: Option) -> str:
    rows = [_paragraph(f"  {option.risk:>3}  ", f"{option.label} [{option.id}]")]
    return "\n".join([*rows, *([_paragraph("       ", option.feedback)] if option.feedback else [])])


def _source(id: str) -> str:
    known = references.evidence().get(id)
    if known is None:
        return id
    population = known.population[:1].upper() + known.population[1:]
    return f"{known.title}. {population}".rstrip(" .") + f". Seen: {known.seen}."


def _cited(citation: Any) -> str:
    section = references.sections().get(citation)
    label = references.label(citation)
    if section is None:
        return f"  -  {label}"
    seen = f"{section.evidence} text, {section.seen} seen, verified {section.last_verified}"
    return _paragraph("  -  ", f"{label}, {section.title}: {section.gist} ({seen})")


def _paragraph(lead: str, text: str) -> str:
    words = " ".join(text.split())
    indent = " " * (4 if lead.strip().endswith(":") else len(lead))
    return textwrap.fill(words, WIDTH, initial_indent=lead, subsequent_indent=indent, break_on_hyphens=False)
