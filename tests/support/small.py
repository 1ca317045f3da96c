"""A small checklist, and a terminal at which it is answered."""

from datetime import date

import ethics_audit as ea
from ethics_audit.model.profile import FACTS
from support.session import Session
from support.terminal import Terminal

CHECKLIST = """
format = "ethics-audit/checklist"
format_version = 1
id = "small"
version = "{version}"
title = "A small one"
[scales]
habit = [
  {{ id = "always", label = "Always", risk = 0 }},
  {{ id = "sometimes", label = "Sometimes", risk = 50 }},
  {{ id = "never", label = "Never", risk = 100 }},
]
"""


ITEM = """
[[items]]
id = "small.{name}"
prompt = "I do {name}."
scale = "habit"
weight = 4
rationale = "It matters."
remedy = "Begin with {name}."
effort = 1
"""


TODAY = date(2026, 11, 26)


def small(version: str = "1.0", names: tuple[str, ...] = ("one", "two")) -> str:
    """Return a checklist file."""
    return CHECKLIST.format(version=version) + "".join(ITEM.format(name=name) for name in names)


def without_facts(terminal: Session | Terminal, audit: str, profession: str = "6") -> None:
    """Say the profession, and no to every fact of a practice that an audit asks for."""
    terminal.wait_for("> ")
    terminal.type(profession)
    for fact in FACTS:
        if fact in ea.load_audit(audit).facts:
            terminal.wait_for("Enter for no)")
            terminal.type("")


def best(item: ea.Item) -> str:
    """Return what is typed for the best option of an item."""
    return str(item.options.index(item.ranked[0]) + 1)


def finish(terminal: Session, first: str, second: str) -> None:
    """Answer both questions, and go to the page."""
    terminal.wait_for("question 1 of 2")
    terminal.type(first)
    terminal.wait_for("question 2 of 2")
    terminal.type(second)
    terminal.wait_for("That was the last question.")
    terminal.type("")
    terminal.wait_for("Band")
