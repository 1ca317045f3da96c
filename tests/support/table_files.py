"""Table files that are scored by `batch`, or refused."""

import json
from pathlib import Path
from typing import Any

import pytest

from ethics_audit.cli.commands import run

FEW = ("--audit", "consent", "--allow-missing-columns", "--no-domains", "--column", "coverage", "--force")


def scored(content: bytes, name: str, folder: Path, *more: str) -> list[dict[str, Any]]:
    """Score a file with this content and return its rows."""
    (folder / name).write_bytes(content)
    assert run(["batch", str(folder / name), str(folder / "out.ndjson"), *FEW, *more]) == 0
    return [json.loads(line) for line in (folder / "out.ndjson").read_text("utf-8").splitlines()]


def refused(content: bytes, name: str, folder: Path, capsys: pytest.CaptureFixture[str], *more: str) -> str:
    """Return the error of a file with this content."""
    (folder / name).write_bytes(content)
    assert run(["batch", str(folder / name), str(folder / "out.ndjson"), *FEW, *more]) == 3
    assert not (folder / "out.ndjson").exists()
    return " ".join(capsys.readouterr().err.split())
