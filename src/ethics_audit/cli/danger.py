"""What must not wait: told at once, and once more to whoever stops."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from ethics_audit.base.language import gettext
from ethics_audit.base.layout import hanging, section
from ethics_audit.cli.asking import PROMPT, Left
from ethics_audit.model.definitions import RedFlag


def at_once(flags: Iterable[RedFlag]) -> str:
    """What red flags ask for today."""
    return section(gettext("Do today"), [hanging("!  ", flag.action) for flag in flags])


def go_on(say: Callable[[str], object], ask: Callable[[str], str]) -> None:
    """Ask whether to go on after what must not wait.

    Raises:
        Left: If the person stops.
    """
    say("\n" + gettext("Enter to go on, q to stop here."))
    while entry := ask(PROMPT).strip().lower():
        if entry == "q":
            raise Left
        say(gettext("Please press Enter to go on, or type q to stop."))
