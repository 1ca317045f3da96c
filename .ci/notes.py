"""Write the notes of a release from the changelog: ``notes.py VERSION FILE``."""

import re
import sys
from pathlib import Path

CHANGELOG = Path(__file__).parents[1] / "CHANGELOG.md"


def notes(changelog: str, version: str) -> str:
    """Return what the changelog says of a version.

    Raises:
        SystemExit: If it says nothing, or has no such heading with a day.
    """
    heading = rf"^## \[{re.escape(version)}\] - \d{{4}}-\d\d-\d\d\n(.*?)(?=^## |\Z)"
    found = re.search(heading, changelog, re.MULTILINE | re.DOTALL)
    if found is None or not found[1].strip():
        raise SystemExit(f"CHANGELOG.md: expected a heading '## [{version}] - YEAR-MONTH-DAY' with text below it")
    return found[1].strip() + "\n"


if __name__ == "__main__":
    _, version, file = sys.argv
    Path(file).parent.mkdir(exist_ok=True)
    Path(file).write_text(notes(CHANGELOG.read_text("utf-8"), version), "utf-8")
