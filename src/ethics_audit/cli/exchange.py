"""The commands ``export``, ``import`` and ``weights``: definitions out to others, and what comes back from them."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

import click

from ethics_audit.assessment.assessment import assess
from ethics_audit.base.causes import unreadable
from ethics_audit.base.errors import AnswerError, Problem, StoreError
from ethics_audit.base.files import replace_whole
from ethics_audit.base.language import gettext
from ethics_audit.base.plain_text import read_bytes
from ethics_audit.cli.options import FILE, Decorator, locale_option, named, version_option
from ethics_audit.cli.sentences import sentence, whole
from ethics_audit.cli.streams import is_terminal
from ethics_audit.documents import catalog, codec
from ethics_audit.documents.paths import syntax_of
from ethics_audit.formats import rated, targets
from ethics_audit.formats.targets import TARGETS, Reading
from ethics_audit.model.answer_sheet import AnswerSheet
from ethics_audit.model.definitions import Audit
from ethics_audit.model.weighting import Weights

T = TypeVar("T")

out_option: Decorator = click.option("--out", type=FILE, help="A new file; standard output if left out.")


@click.command()
@click.argument("id")
@click.option("--to", "target", type=click.Choice(["json", "codebook", *TARGETS]), required=True, help="The format.")
@out_option
@version_option
@locale_option
def export(id: str, target: str, out: Path | None, version: str | None, locale: str | None) -> None:
    """Write a definition for another program, or as a form, cards, a manual or a codebook.

    What the format cannot express is told on standard error.
    """
    definition = catalog.load_audit(named(id), version, locale=locale)
    if target == "json":
        _write(codec.to_json(definition).encode(), out)
    elif target == "codebook":
        from ethics_audit.frames import codebook

        _write(codebook.document(definition).encode(), out)
    else:
        found = targets.target(target)
        for limit in found.LIMITS:
            click.echo(f"{target}: {limit}", err=True)
        _write(found.export(definition), out)


@click.command(name="print")
@click.argument("id", default="brief")
@click.option("--out", type=FILE, help="A new file; by default one in this folder.")
@version_option
@locale_option
def print_(id: str, out: Path | None, version: str | None, locale: str | None) -> None:
    """Write a blank form of an audit to print and fill in by hand."""
    definition = catalog.load_audit(named(id), version, locale=locale)
    blank = targets.target("blank")
    page = out or Path(f"{definition.id}-blank{blank.ENDING}")
    _write(blank.export(definition), page)
    notice = gettext(
        "Written: {file}. Open it in a browser, and print it there. Paper adds nothing up: type the answers in later.",
        file=whole(page),
    )
    click.echo(sentence(notice))


@click.command(name="import")
@click.argument("file", type=FILE)
@click.option("--from", "source", type=click.Choice(list(TARGETS)), required=True, help="The format.")
@click.option("--audit", required=True, metavar="ID", help="The audit or checklist that was answered.")
@out_option
@click.option("--record", metavar="ID", help="Which record to read, of a file that holds several.")
@click.option("--missing", multiple=True, metavar="CODE", help="A code that means: not answered; can be given again.")
@version_option
def import_(
    file: Path,
    source: str,
    *,
    audit: str,
    out: Path | None,
    record: str | None,
    missing: tuple[str, ...],
    version: str | None,
) -> None:
    """Read answers that another program took, as an answers file.

    What the file holds beside them, and what should be known of it, is told on standard error.
    """
    definition = catalog.load_audit(named(audit), version)
    reading = Reading(missing, record, lambda notice: click.echo(f"{file}: {notice}", err=True))
    read = targets.source(source).answers
    answers = _read(file, lambda content: read(content, definition, reading))
    assess(definition, answers)
    sheet = AnswerSheet(_seen_from(out, audit), answers, definition.version)
    _write((codec.to_json(sheet) if out and syntax_of(out) == "json" else codec.to_toml(sheet)).encode(), out)


@click.command()
@click.argument("forms", type=FILE, nargs=-1, required=True)
@click.option("--audit", required=True, metavar="ID", help="The audit or checklist that was rated.")
@out_option
@version_option
def weights(forms: tuple[Path, ...], *, audit: str, out: Path | None, version: str | None) -> None:
    """Turn expert forms that were filled in (export --to expert) into a weight file for --weights.

    Of several raters the median counts; between two middle values, the higher. Where they differ is told on standard
    error.
    """
    definition = catalog.load_audit(named(audit), version)
    raters, problems = [], []
    for form in forms:
        try:
            raters.append(_read(form, lambda content: rated.weights(content, definition)))
        except AnswerError as wrong:
            problems += [one._replace(place=", ".join(filter(None, [str(form), one.place]))) for one in wrong.problems]
    if problems:
        raise AnswerError(problems)
    median = Weights.median(raters)
    if len(raters) > 1:
        click.echo("\n".join(_differences(definition, raters, median)), err=True)
    _write((codec.to_json(median) if out and syntax_of(out) == "json" else codec.to_toml(median)).encode(), out)


def _differences(definition: Audit, raters: list[Weights], median: Weights) -> Iterator[str]:
    """Yield each item on which raters differ, with its ratings and their median, and on how many they do."""
    differing = 0
    for id in definition.items:
        for name in ("severity", "likelihood"):
            numbers = [getattr(one.by_item[id], name) for one in raters]
            if len(set(numbers)) > 1:
                differing += 1
                given = ", ".join(map(str, numbers))
                yield f"{id}: {name} {given}; median {getattr(median.by_item[id], name)}"
    yield f"{len(raters)} raters; they differ in {differing} of {2 * len(definition.items)} ratings."


def _read(file: Path, read: Callable[[bytes], T]) -> T:
    """Return what a function reads from the content of a file.

    Raises:
        AnswerError: If the file cannot be read or is wrong; it names the file.
    """
    try:
        return read(read_bytes(file))
    except OSError as failure:
        raise AnswerError([unreadable(failure)], str(file)) from None
    except AnswerError as wrong:
        raise AnswerError(wrong.problems, str(file)) from None
    except ValueError as failure:
        raise AnswerError([Problem("", str(failure), rule="not-text")], str(file)) from None


def _write(content: bytes, out: Path | None) -> None:
    """Write to a new file, or to standard output.

    Raises:
        UsageError: If the content is not text and standard output is a terminal.
        StoreError: If the file already exists, or cannot be written.
    """
    if out is None:
        if is_terminal(sys.stdout) and b"\0" in content:
            raise click.UsageError("this format is not text: name a file with --out")
        click.echo(content, nl=False)
        return
    if os.path.lexists(out):
        raise StoreError(f"{out} is there already; nothing was written over it", code="exists")
    replace_whole(out, content)


def _seen_from(out: Path | None, id: str) -> str:
    """Return how an answers file names an audit: by its id, or by its path relative to the file's folder.

    Raises:
        UsageError: If there is no relative path.
    """
    if not catalog.is_path(id):
        return id
    try:
        path = os.path.relpath(os.path.realpath(id), os.path.realpath(out.parent if out else ""))
    except ValueError:
        raise click.UsageError("the audit and the new file must be on one drive") from None
    return path if catalog.is_path(path) else f"{os.curdir}/{path}"
