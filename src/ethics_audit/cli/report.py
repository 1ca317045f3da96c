"""The command ``report``: a page of HTML from the history."""

from __future__ import annotations

from pathlib import Path

import click

from ethics_audit.base.files import refuse_others, replace_whole
from ethics_audit.base.language import gettext
from ethics_audit.cli import stores
from ethics_audit.cli.history_output import newest, of_practice
from ethics_audit.cli.options import FILE, NUMBER, history_option, speech_option
from ethics_audit.cli.other_weights import reassessed, weights_option
from ethics_audit.cli.sentences import sentence, whole
from ethics_audit.history.quarters import next_plans, report_arguments
from ethics_audit.report.page import html
from ethics_audit.report.pdf import PDF_MARK, pdf
from ethics_audit.report.supervision import SUPERVISION


@click.command()
@click.argument("number", type=NUMBER, required=False)
@click.option("--out", type=FILE, help="Where the page is written; by default a file in this folder.")
@click.option("--pdf", "is_pdf", is_flag=True, help="Write a PDF; a Chrome, Chromium, Edge or Brave prints it unseen.")
@click.option("--open", "is_shown", is_flag=True, help="Open what was written.")
@click.option("--details", is_flag=True, help="Open the details, so that they are printed too.")
@click.option("--ids", is_flag=True, help="Show the id of each question.")
@click.option(
    "--for",
    "audience",
    type=click.Choice([SUPERVISION]),
    help="Leave out what is your own: self-care, what each answer adds, hashes and ids; the page says so.",
)
@click.option("--without", multiple=True, metavar="ID", help="Leave out this checklist or question; can be repeated.")
@weights_option
@history_option
@speech_option
def report(
    number: int | None,
    out: Path | None,
    *,
    is_pdf: bool,
    is_shown: bool,
    details: bool,
    ids: bool,
    audience: str | None,
    without: tuple[str, ...],
    weights: Path | None,
    place: str,
) -> None:
    """Write the report of an audit in your history as a page to read, print or keep; of the newest if none is named."""
    book = stores.history(place).book()
    if number:
        kept = book.kept(number)
    else:
        audits = [book.kept(number) for number in book.standing()]
        kept = newest(of_practice(audits) or audits)
    result, arguments = kept.result, report_arguments(book, kept)
    if weights:
        result = reassessed(kept.result, weights)
        alike = [(name, one) for name, one in arguments["earlier"] if one.audit.version == result.audit.version]
        earlier = [(name, reassessed(one, weights)) for name, one in alike]
        arguments |= {"earlier": earlier, "plans": next_plans(result)}
    target = out or Path(f"{result.audit.id}-{kept.quarter}.{'pdf' if is_pdf else 'html'}")
    page = html(result, **arguments, details=details, ids=ids, audience=audience or "", without=without)
    write = write_pdf if is_pdf else write_page
    write(target, page)
    notice = gettext(
        "Written: {file}. Open it in a browser; it holds all it needs, and asks for nothing.", file=whole(target)
    )
    click.echo(sentence(gettext("Written: {file}.", file=whole(target)) if is_pdf or is_shown else notice))
    if is_shown:
        click.launch(str(target.resolve()))


def write_pdf(target: Path, page: str) -> None:
    """Write a report as a PDF over an earlier one, but never over another file.

    Raises:
        StoreError: If there is another file, or the PDF cannot be written.
        ArgumentError: If no browser is found that prints it.
    """
    refuse_others(target, PDF_MARK)
    replace_whole(target, pdf(page))


def write_page(target: Path, page: str) -> None:
    """Write a report over an earlier one, but never over another file.

    Raises:
        StoreError: If there is another file, or the page cannot be written.
    """
    refuse_others(target, b'name="generator" content="ethics-audit ')
    replace_whole(target, page.encode())
