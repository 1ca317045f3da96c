"""Definitions out to other programs, and answers back from them."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from ethics_audit.assessment.assessment import assess
from ethics_audit.base.errors import AnswerError, Problem, StoreError
from ethics_audit.base.files import replace_whole
from ethics_audit.base.plain_text import read_bytes
from ethics_audit.cli.options import named
from ethics_audit.cli.streams import is_terminal
from ethics_audit.documents import catalog, codec
from ethics_audit.documents.paths import syntax_of
from ethics_audit.formats import targets
from ethics_audit.formats.targets import Reading
from ethics_audit.model.answer_sheet import AnswerSheet


def exported(id: str, version: str | None, name: str, *, locale: str | None) -> bytes:
    """A definition in a format, in a language; what the other program cannot express is told to standard error."""
    definition = catalog.load_audit(named(id), version, locale=locale)
    if name == "json":
        return codec.to_json(definition).encode()
    if name == "codebook":
        from ethics_audit.frames import codebook

        return codebook.document(definition).encode()
    target = targets.target(name)
    for limit in target.LIMITS:
        click.echo(f"{name}: {limit}", err=True)
    return target.export(definition)


def write(content: bytes, out: Path | None) -> None:
    """Write to a new file, or to standard output.

    Raises:
        UsageError: If it is not text, and would go to a terminal.
        StoreError: If the file is there already, or cannot be written.
    """
    if out is None:
        if is_terminal(sys.stdout) and b"\0" in content:
            raise click.UsageError("this format is not text: name a file with --out")
        click.echo(content, nl=False)
        return
    if os.path.lexists(out):
        raise StoreError(f"{out} is there already; nothing was written over it")
    replace_whole(out, content)


def imported(
    file: Path,
    name: str,
    id: str,
    out: Path | None = None,
    *,
    version: str | None = None,
    missing: tuple[str, ...] = (),
    record: str | None = None,
) -> bytes:
    """The answers in a file of another program, as an answers file that is to stand at `out`.

    Raises:
        AnswerError: If the file cannot be read, or with everything in it that is no answer.
    """
    audit = catalog.load_audit(named(id), version)
    reading = Reading(missing, record, lambda told: click.echo(f"{file}: {told}", err=True))
    source = targets.source(name)
    try:
        answers = source.answers(read_bytes(file), audit, reading)
    except OSError as failure:
        raise AnswerError([Problem("", f"cannot be read: {failure.strerror or failure}")], str(file)) from None
    except AnswerError as wrong:
        raise AnswerError(wrong.problems, str(file)) from None
    except ValueError as failure:
        raise AnswerError([Problem("", f"{failure}")], str(file)) from None
    assess(audit, answers)
    sheet = AnswerSheet(_seen_from(out, id), answers, audit.version)
    return (codec.to_json(sheet) if out and syntax_of(out) == "json" else codec.to_toml(sheet)).encode()


def _seen_from(out: Path | None, id: str) -> str:
    """The name of an audit in an answers file: an id, or a path as it is seen from the folder of that file.

    Raises:
        UsageError: If no path leads there.
    """
    if not catalog.is_path(id):
        return id
    try:
        path = os.path.relpath(os.path.realpath(id), os.path.realpath(out.parent if out else ""))
    except ValueError:
        raise click.UsageError("the audit and the new file must be on one drive") from None
    return path if catalog.is_path(path) else f"{os.curdir}/{path}"
