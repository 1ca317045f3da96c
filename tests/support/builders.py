"""Definitions in a line, and where the project lies."""

from pathlib import Path
from typing import Any

from attrs import evolve

import ethics_audit as ea

ROOT = Path(__file__).parents[2]
QUARTER = ROOT / "examples" / "quarter.toml"


def scale(*risks: int) -> ea.Scale:
    """A scale whose options are called by their risks: `r0`, `r100`."""
    return ea.Scale(tuple(ea.Option(f"r{risk}", f"Risk {risk}", risk) for risk in risks))


def item(id: str, weight: int = 1, **more: Any) -> ea.Item:
    """A plain item; its scale has the risks 0, 50 and 100 unless another is given."""
    texts = {"prompt": f"I do {id}.", "rationale": "It matters.", "remedy": "Begin."}
    return ea.Item(**{"id": id, "weight": weight, "scale": scale(0, 50, 100), "effort": 1, **texts, **more})


def checklist(id: str, *items: ea.Item) -> ea.Checklist:
    """A checklist of these items."""
    return ea.Checklist(id, "1.0", id.title(), items)


def audit(*checklists: ea.Checklist, **more: Any) -> ea.Audit:
    """An audit of these checklists, each counting once."""
    return ea.Audit("example", "1.0", "Example", tuple(ea.Part(one) for one in checklists), **more)


ROLEPLAY = ea.RolePlay(
    ["I brought you something."], ["You know that she has little money."], ["Who spoke of money first?"]
)


def for_every_format(audit: ea.Audit) -> ea.Audit:
    """The same audit with something for every format: others can see each answer, and the first item can be played."""
    seen = [
        evolve(part, checklist=evolve(part.checklist, items=[_seen(item) for item in part.checklist.items]))
        for part in audit.parts
    ]
    first, *others = seen[0].checklist.items
    seen[0] = evolve(seen[0], checklist=evolve(seen[0].checklist, items=[evolve(first, roleplay=ROLEPLAY), *others]))
    return evolve(audit, parts=seen)


def _seen(item: ea.Item) -> ea.Item:
    return evolve(item, seen_in=["chart", "observer"])
