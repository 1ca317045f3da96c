"""Makes tests of the examples in README.md and docs: Python blocks are run, console blocks compared line by line.

A page's history is the file ``history.db`` in its folder.
"""

import os
import shlex
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from sybil import Example, Sybil
from sybil.parsers.markdown import CodeBlockParser, PythonCodeBlockParser, SkipParser

ROOT = Path(__file__).parent


def check_console(example: Example) -> str | None:
    """Run each ``$ ethics-audit …`` and compare what it prints; a line of ``…`` stands for any lines."""
    for part in str(example.parsed).strip().removeprefix("$ ").split("\n$ "):
        command, _, expected = part.partition("\n")
        program, *arguments = shlex.split(command, comments=True)
        if program != "ethics-audit":
            return f"only ethics-audit is run here, not {program}"
        run = [sys.executable, "-m", "ethics_audit", *arguments]
        history = str(example.namespace["folder"] / "history.db")
        own = {**os.environ, "ETHICS_AUDIT_HISTORY": history, "ETHICS_AUDIT_LOCALE": ""}
        done = subprocess.run(run, capture_output=True, text=True, check=False, cwd=ROOT, env=own)  # noqa: S603
        if not _fits(expected.rstrip().split("\n"), (done.stdout + done.stderr).rstrip().split("\n")):
            return f"{command} prints\n\n{done.stdout}{done.stderr}"
    return None


def _fits(expected: list[str], printed: list[str]) -> bool:
    if not expected:
        return not printed
    if expected[0] == "…":
        return any(_fits(expected[1:], printed[skipped:]) for skipped in range(len(printed) + 1))
    return bool(printed) and expected[0].rstrip() == printed[0].rstrip() and _fits(expected[1:], printed[1:])


def in_a_folder(namespace: dict[str, object]) -> None:
    """Examples find the project's files by ``root`` and may write into ``folder``."""
    namespace["_folder"] = folder = TemporaryDirectory()
    namespace["root"], namespace["folder"] = ROOT, Path(folder.name)


def leave(namespace: dict[str, object]) -> None:
    """Remove the folder."""
    namespace["_folder"].cleanup()  # type: ignore[attr-defined]


pytest_collect_file = Sybil(
    parsers=[PythonCodeBlockParser(), CodeBlockParser("console", check_console), SkipParser()],
    patterns=["README.md", "docs/*.md"],
    setup=in_a_folder,
    teardown=leave,
).pytest()
