"""What the commands share that write pages of the manual from the data."""

import sys
from collections.abc import Callable, Iterable
from pathlib import Path


def table(head: Iterable[object], rows: Iterable[Iterable[object]]) -> str:
    """Return a Markdown table."""
    lines = [list(head), *map(list, rows)]
    first, *others = ("| " + " | ".join(map(str, cells)) + " |" for cells in lines)
    return "\n".join([first, "|" + "---|" * len(lines[0]), *others])


def write_or_check(target: Path, page: Callable[[], str], command: str) -> None:
    """Write a page, or with ``--check`` exit with a word if it is out of date."""
    if "--check" in sys.argv:
        sys.exit(target.read_text("utf-8") != page() and f"{target} is out of date: run python {command}")
    target.write_text(page(), "utf-8")
