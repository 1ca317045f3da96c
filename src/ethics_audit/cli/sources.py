"""The codes and laws that items may cite: their editions, and which are superseded, replaced or due for a check."""

from __future__ import annotations

import json
from datetime import date

from attrs import asdict

from ethics_audit.assessment.wording import edition_facts
from ethics_audit.base.language import gettext
from ethics_audit.base.layout import hanging, rows, wrapped
from ethics_audit.documents import references
from ethics_audit.documents.references import Code, Section


def document(today: date) -> str:
    """Return the codes as JSON, with how many of their sections may be cited, and how many of these are due."""
    listed = [
        {
            **asdict(code),
            "recheck": code.recheck.isoformat(),
            "due": code.due(today),
            "sections": len(sections),
            "sections_due": sum(section.due(today) for section in sections),
        }
        for code, sections in _sections()
    ]
    return json.dumps(listed, indent=2, ensure_ascii=False)


def text(today: date) -> str:
    """Return the codes as text, with a mark for those that need a look."""
    blocks = [_block(code, sections, today) for code, sections in _sections()]
    marked = sum(block.startswith("!") for block in blocks)
    legend = gettext(
        "!: superseded, replaced, or due to be checked again, as of {day} ({marked} of {all})",
        day=today.isoformat(),
        marked=marked,
        all=len(blocks),
    )
    return "\n\n".join([*blocks, wrapped(legend)])


def _sections() -> list[tuple[Code, list[Section]]]:
    """Return every code with its sections."""
    every = references.sections().values()
    return [(code, [one for one in every if one.code == code.id]) for code in references.codes().values()]


def _block(code: Code, sections: list[Section], today: date) -> str:
    facts = edition_facts(code, code.recheck, today)
    if due := 0 if code.due(today) else sum(section.due(today) for section in sections):
        facts.append(gettext("sections due to be checked again: {count} of {all}", count=due, all=len(sections)))
    named = [
        (gettext("Edition"), code.edition),
        (gettext("In force since"), code.in_force),
        (gettext("Status"), gettext(code.status)),
        (gettext("Next edition"), code.next_edition),
        (gettext("Check again from"), code.recheck.isoformat()),
        (gettext("Now"), "; ".join(facts)),
    ]
    head = hanging("! " if facts else "", f"{code.short}: {code.name} [{code.id}]", 4)
    return "\n".join([head, *rows([(name, value) for name, value in named if value], 0, "    ")])
