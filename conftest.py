"""Make tests of the examples in README.md and docs: run Python blocks, compare console blocks line by line.

A page's history is the file ``history.db`` in its folder.
"""

import os
import shlex
from contextlib import chdir, redirect_stderr, redirect_stdout
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest import mock

from sybil import Example, Sybil
from sybil.parsers.markdown import CodeBlockParser, PythonCodeBlockParser, SkipParser

ROOT = Path(__file__).parent


def check_console(example: Example) -> str | None:
    """Run each ``$ ethics-audit …`` and compare what it prints; a line of ``…`` stands for any lines."""
    from ethics_audit.cli.commands import run

    for part in str(example.parsed).strip().removeprefix("$ ").split("\n$ "):
        command, _, expected = part.partition("\n")
        program, *arguments = shlex.split(command, comments=True)
        if program != "ethics-audit":
            return f"only ethics-audit is run here, not {program}"
        own = {"ETHICS_AUDIT_HISTORY": str(example.namespace["folder"] / "history.db"), "ETHICS_AUDIT_LOCALE": ""}
        out, err = StringIO(), StringIO()
        with mock.patch.dict(os.environ, own), chdir(ROOT), redirect_stdout(out), redirect_stderr(err):
            run(arguments)
        printed = out.getvalue() + err.getvalue()
        if not _fits(expected.rstrip().split("\n"), printed.rstrip().split("\n")):
            return f"{command} prints\n\n{printed}"
    return None


def _fits(expected: list[str], printed: list[str]) -> bool:
    if not expected:
        return not printed
    if expected[0] == "…":
        return any(_fits(expected[1:], printed[skipped:]) for skipped in range(len(printed) + 1))
    return bool(printed) and expected[0].rstrip() == printed[0].rstrip() and _fits(expected[1:], printed[1:])


def in_a_folder(namespace: dict[str, object]) -> None:
    """Give examples the project's files as ``root`` and a folder to write into as ``folder``."""
    namespace["_folder"] = folder = TemporaryDirectory()
    namespace["root"], namespace["folder"] = ROOT, Path(folder.name)


def leave(namespace: dict[str, object]) -> None:
    """Remove the folder."""
    namespace["_folder"].cleanup()  # type: ignore[attr-defined]


pytest_collect_file = Sybil(
    parsers=[PythonCodeBlockParser(), CodeBlockParser("console", check_console), SkipParser()],
    patterns=["README.md", "docs/*.md", "docs/*/*.md"],
    setup=in_a_folder,
    teardown=leave,
).pytest()
