"""The last figures of the promises, as sentences."""

import tomllib
from pathlib import Path

FILE = Path(__file__).parents[1] / "promises.toml"


def figures(promise: str) -> str:
    """Return what the last measurement of a promise tried, and what failed; or that there was none."""
    found = tomllib.loads(FILE.read_text("utf-8")).get(promise)
    if found is None:
        return "**Last figures**: not measured yet."
    tried = ", ".join(f"{number:,} {what}" for what, number in found["tried"].items())
    failures = f"**{found['failures']:,} failures**" if found["failures"] else "no failures"
    where = f"Python {found['python']} on {found['system']}, commit `{found['commit']}`"
    return f"**Last figures** ({found['day']:%Y-%m-%d}): {tried}: {failures}; {found['seconds']:,} seconds, {where}."
