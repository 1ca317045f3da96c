"""What `batch` does: a file of audits scored into another, with a bar where somebody watches."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from ethics_audit import catalog
from ethics_audit.cli.options import named
from ethics_audit.errors import AnswerError, Problem, missing_extra
from ethics_audit.frames import codebook as books
from ethics_audit.frames.outputs import Wanted
from ethics_audit.model import Audit

STEPS = 1000


def run(source: Path, target: Path, audit: str, version: str | None, *, force: bool, **asked: Any) -> int:
    """Score a file; gives the number of its rows.

    Raises:
        MissingExtraError: If the libraries for tables are not installed.
    """
    try:
        from ethics_audit.frames.batch import score_file
    except ImportError as failure:
        raise missing_extra(failure, "frames") from None
    definition = catalog.load_audit(named(audit), version)
    wanted = Wanted.of(
        definition,
        columns=asked.pop("columns") or None,
        domains=asked.pop("domains"),
        prefix=asked.pop("prefix"),
        on_invalid=asked.pop("on_invalid"),
    )
    book = asked.pop("codebook")
    more = {**asked, "codebook": None if book is None else _codebook(book, definition), "force": force}
    with click.progressbar(length=STEPS, label=source.name, file=sys.stderr, hidden=not sys.stderr.isatty()) as bar:
        return score_file(
            source, target, definition, wanted, progress=lambda done: bar.update(int(done * STEPS) - bar.pos), **more
        )


def _codebook(path: Path, audit: Audit) -> Mapping[str, Mapping[int, str]]:
    """A codebook from its file.

    Raises:
        AnswerError: If it is none, or one of another definition.
    """
    try:
        return books.read(path.read_text("utf-8"), audit)
    except (OSError, ValueError) as failure:
        raise AnswerError([Problem("", f"is no codebook: {failure}")], str(path)) from None
