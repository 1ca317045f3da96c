"""The command ``report``: a page of HTML from the history."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ethics_audit.base.language import gettext
from ethics_audit.cli.options import FILE, history_option, speech_option, to_begin
from ethics_audit.cli.sentences import sentence, whole

if TYPE_CHECKING:
    from ethics_audit.assessment.assessment import Assessment
    from ethics_audit.history import Kept
    from ethics_audit.history.replay import Book


@click.command()
@click.argument("number", type=click.IntRange(min=1), required=False)
@click.option("--out", type=FILE, help="Where the page is written; by default a file in this folder.")
@history_option
@speech_option
def report(number: int | None, out: Path | None, place: str) -> None:
    """Write the report of an audit in your history as a page to read, print or keep; of the newest if none is named."""
    from ethics_audit.cli import stores
    from ethics_audit.history.quarters import report_arguments

    book = stores.history(place).book()
    kept = book.kept(number) if number else _newest(book)
    target = out or Path(f"{kept.result.audit.id}-{kept.quarter}.html")
    write(target, kept.result, **report_arguments(book, kept))
    told = gettext(
        "Written: {file}. Open it in a browser; it holds all it needs, and asks for nothing.", file=whole(target)
    )
    click.echo(sentence(told))


def write(target: Path, result: Assessment, **more: Any) -> None:
    """Write the page of a result, over an earlier page, but over nothing else; `more` is what the page takes.

    Raises:
        StoreError: If there is another file, or it cannot be written.
    """
    from ethics_audit.base.files import refuse_others, replace_whole
    from ethics_audit.report.page import html

    refuse_others(target, b'name="generator" content="ethics-audit ')
    replace_whole(target, html(result, **more).encode())


def _newest(book: Book) -> Kept:
    from ethics_audit.model.definitions import PRACTICE

    audits = [book.kept(number) for number in book.standing()]
    practice = [one for one in audits if one.result.audit.kind == PRACTICE] or audits
    if not practice:
        raise click.UsageError(f"there is no audit in your history yet: '{to_begin()}' keeps one")
    return practice[-1]
