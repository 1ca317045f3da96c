"""What `batch` does: a file of audits scored into another, with a bar where somebody watches."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from ethics_audit.base.errors import AnswerError, Problem, missing_extra, similar
from ethics_audit.base.plain_text import read_text
from ethics_audit.cli.options import named
from ethics_audit.cli.streams import is_terminal
from ethics_audit.documents import catalog
from ethics_audit.formats import column_names
from ethics_audit.frames import codebook as books
from ethics_audit.frames.outputs import Wanted
from ethics_audit.model.definitions import Audit

STEPS = 1000


def run(source: Path, target: Path, audit: str, version: str | None, *, force: bool, **asked: Any) -> str:
    """Score a file; tell how many rows were audits, and how many were left out.

    Raises:
        MissingExtraError: If the libraries for tables are not installed.
    """
    try:
        from ethics_audit.frames.batch import score_file
        from ethics_audit.frames.incoming import Foreign
    except ImportError as failure:
        raise missing_extra(failure, "frames") from None
    definition = catalog.load_audit(named(audit), version)
    wanted = Wanted.of(
        definition,
        columns=asked.pop("columns") or None,
        domains=asked.pop("domains"),
        prefix=asked.pop("prefix"),
        on_invalid=asked.pop("on_invalid"),
        on_missing_fact=asked.pop("on_missing_fact"),
    )
    book = asked.pop("codebook")
    more = {**asked, "codebook": _codebook(book, definition), "force": force}
    foreign = Foreign(column_names.aliases(definition), column_names.CODES, column_names.status(definition))
    with click.progressbar(length=STEPS, label=source.name, file=sys.stderr, hidden=not is_terminal(sys.stderr)) as bar:
        counts = score_file(
            source,
            target,
            definition,
            wanted,
            progress=lambda done: bar.update(int(done * STEPS) - bar.pos),
            foreign=foreign,
            **more,
        )
    blank = [f"{_counted(counts.blank, 'empty row')} left out"] if counts.blank else []
    other = [f"{_counted(counts.other, 'row')} left out in which no question is answered"] if counts.other else []
    return "; ".join([f"{_counted(counts.audits, 'audit')} scored into {target}", *blank, *other]) + "."


def _counted(count: int, name: str) -> str:
    return f"{count} {name}{'' if count == 1 else 's'}"


def _codebook(given: str | None, audit: Audit) -> books.Codebook | None:
    """The codebook that is named: the audit's own, or that of a file.

    Raises:
        AnswerError: If the file is none, or one of another definition.
    """
    if given is None:
        return None
    if given == books.OWN:
        return books.OWN
    try:
        text = read_text(Path(given))
    except OSError as failure:
        told = f"cannot be read: {failure.strerror or failure}"
        raise AnswerError([Problem("", told, similar(given, [books.OWN]))], given) from None
    except ValueError as failure:
        raise AnswerError([Problem("", str(failure))], given) from None
    try:
        return books.read(text, audit)
    except ValueError as failure:
        raise AnswerError([Problem("", f"is no codebook: {failure}")], given) from None
