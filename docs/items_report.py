"""Write docs/explanation/items.md: how each item came about, from the logs in docs/items.

Run ``python docs/items_report.py`` after every change to a log; ``--check`` only says whether the page is up to date.
"""

import tomllib
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from pages import write_or_check

HERE = Path(__file__).parent
PAGE = HERE / "explanation" / "items.md"
LOGS = sorted((HERE / "items").glob("*.toml"))
SCALES = {"severity": (0, 4), "likelihood": (1, 3)}
"""The place of each judgment in a rating, and its highest grade."""

Log = dict[str, dict[str, Any]]


def log(path: Path) -> Log:
    """Return the log of a checklist: entries by item id."""
    return tomllib.loads(path.read_text("utf-8"))


def asked(entries: Log) -> Log:
    """Return the entries of the items that are asked today."""
    return {id: entry for id, entry in entries.items() if "gone" not in entry}


def kappa(pairs: Sequence[tuple[int, int]], grades: int) -> float:
    """Return Cohen's kappa of two raters, weighted by the square of their distance (Cohen 1968).

    Args:
        pairs: The grades that the two raters gave to each item, from 1 on.
        grades: The highest grade.
    """
    every = range(1, grades + 1)
    first = {grade: sum(a == grade for a, _ in pairs) for grade in every}
    second = {grade: sum(b == grade for _, b in pairs) for grade in every}
    observed = sum((a - b) ** 2 for a, b in pairs)
    by_chance = sum(first[a] * second[b] * (a - b) ** 2 for a in every for b in every)
    return 1 - len(pairs) * observed / by_chance


def agreement(entries: Iterable[dict[str, Any]]) -> str:
    """Say how far the two raters agreed."""
    raters = [(entry["raters"]["a"], entry["raters"]["b"]) for entry in entries]
    lines = []
    for name, (place, grades) in SCALES.items():
        pairs = [(a[place], b[place]) for a, b in raters]
        same = sum(a == b for a, b in pairs)
        near = sum(abs(a - b) <= 1 for a, b in pairs)
        lines.append(
            f"- {name}: the same grade for {same} of {len(pairs)} items, at most one apart for {near}; quadratic "
            f"weighted kappa {kappa(pairs, grades):.2f}"
        )
    return "\n".join(lines)


def told(entry: dict[str, Any]) -> str:
    """Return what the log says about an item in words."""
    parts = [entry[key] for key in ("change", "sources", "why", "no_flag", "past_sections") if key in entry]
    earlier = f"Replaces `{entry['from']}`." if "from" in entry else ""
    return " ".join(filter(None, [earlier, *parts])).replace("|", "\\|")


def section(path: Path) -> str:
    """Return the entries of one checklist: the items asked, then those that left."""
    entries = log(path)
    lines = ["| item | rater A | rater B | settled | log |", "|---|---|---|---|---|"]
    for id, entry in asked(entries).items():
        grades = (entry["raters"]["a"], entry["raters"]["b"], entry["settled"])
        cells = [f"`{id}`", *(f"{severity} × {likelihood}" for severity, likelihood in grades), told(entry)]
        lines.append("| " + " | ".join(cells) + " |")
    gone = [f"- `{id}`: {entry['gone']}" for id, entry in entries.items() if "gone" in entry]
    more = ["", "No longer asked:", "", *gone] if gone else []
    return "\n".join([f"## {path.stem}", "", *lines, *more])


def page() -> str:
    """Return the whole page."""
    every = [entry for path in LOGS for entry in asked(log(path)).values()]
    parts = [
        "# How each item came about",
        (
            "This page is written by `python docs/items_report.py` from the logs in `docs/items`. Two raters graded "
            "the severity and the likelihood of each item apart, without the author's draft, the weights or each "
            "other's grades. Where the three differ, the settled grade is the median of the two and the author's "
            "draft, unless the log gives a reason for another. The raters are no panel of licensed clinicians: the "
            "grades are reviewed judgment, and not validated. A panel can give its own with `export ID --to expert`."
        ),
        agreement(every),
        *map(section, LOGS),
    ]
    return "\n\n".join(parts) + "\n"


if __name__ == "__main__":
    write_or_check(PAGE, page, __file__)
