"""Tell what stands in the way of a release: ``ready.py PYTHON… [--strict]``.

What is not committed would be published, and nobody could build it again. A Python that is not here is told, and fails
with ``--strict``, which a release asks for.
"""

import argparse
import shutil
import subprocess
import sys


def changed() -> list[str]:
    """Return the files that are not as they were committed.

    Raises:
        SystemExit: If this is not a clone.
    """
    done = subprocess.run(["git", "status", "--porcelain"], capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit("expected a clone of the repository: only what is committed is released")
    return [line[3:] for line in done.stdout.splitlines()]


def absent(pythons: list[str]) -> list[str]:
    """Return which Pythons do not start here."""
    commands = {python: shutil.which(f"python{python}") for python in pythons}
    return [
        python
        for python, command in commands.items()
        if command is None or subprocess.run([command, "-c", ""], capture_output=True, check=False).returncode
    ]


def told(files: list[str], pythons: list[str], *, strict: bool) -> tuple[list[str], bool]:
    """Return what to say of changed files and absent Pythons, and whether that is in order."""
    lines = []
    if files:
        more = f" and {len(files) - 1} more" if len(files) > 1 else ""
        lines.append(f"expected a folder as it was committed; changed or new: {files[0]}{more}")
    if pythons:
        lines.append(f"NOT CHECKED: Python {', '.join(pythons)}, which is not installed here")
    return lines, not files and not (pythons and strict)


def main() -> int:
    """Print a line for each thing in the way."""
    parser = argparse.ArgumentParser()
    parser.add_argument("pythons", nargs="+")
    parser.add_argument("--strict", action="store_true")
    asked = parser.parse_args()
    lines, good = told(changed(), absent(asked.pythons), strict=asked.strict)
    print(*lines, sep="\n")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
