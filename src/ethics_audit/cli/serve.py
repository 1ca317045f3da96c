"""The command ``serve``: the form in a browser, on this computer alone."""

from __future__ import annotations

import shlex
import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ethics_audit.cli.options import FILE, history_option, language, locale_option
from ethics_audit.cli.streams import is_terminal
from ethics_audit.language import gettext

if TYPE_CHECKING:
    from ethics_audit.web.serving import Served


@click.command()
@click.argument("audit", default="quarterly")
@click.option("--port", type=click.IntRange(1, 65535), help="The port; any that is free if left out.")
@click.option(
    "--file",
    "path",
    type=FILE,
    help="Where the answers are kept; by default the file in this folder that 'start' takes too.",
)
@locale_option
@history_option
@click.option("--keep/--no-keep", default=True, help="Whether the finished audit goes into your history.")
@click.option(
    "--idle",
    type=click.IntRange(min=1),
    default=60,
    show_default=True,
    metavar="MINUTES",
    help="Stop once nobody has used it for so long.",
)
@click.option("--open", "opens", is_flag=True, help="Open the address in your browser.")
def serve(audit: str, *, port: int | None, idle: int, opens: bool, **wished: Any) -> None:
    """Answer an audit in a browser on this computer, one question a page.

    It shows an address, and a code that opens it in one browser. Every answer is saved at once, in the file that
    'start' keeps them in, so that you can go on with either.
    """
    if not is_terminal(sys.stdin, sys.stdout):
        raise click.UsageError("serve shows a code that nobody else may see, and needs a terminal")
    try:
        from ethics_audit.web import serving
    except ImportError as failure:
        from ethics_audit.errors import missing_extra

        raise missing_extra(failure, "web") from None
    served = _opened(audit, **wished)
    try:
        listener = serving.listening(port or 0)
    except OSError as failure:
        raise click.UsageError(f"port {port} cannot be used: {failure.strerror or failure}") from None

    def tell(address: str, code: str) -> None:
        click.echo(gettext("Open  {address}", address=address))
        click.echo(gettext("Code  {code}", code=code))
        click.echo("\n" + gettext("The code works once. Ctrl-C stops the form."))
        if opens:
            click.launch(address)

    again = shlex.join(["ethics-audit", "serve", audit, "--file", str(served.file.path), *_again(**wished)])
    try:
        serving.serve(served, listener, idle, tell)
    finally:
        click.echo("\n" + gettext("Stopped. What you answered is saved. To go on: {command}", command=again))


def _again(*, place: str, keep: bool, locale: str | None, **_: Any) -> list[str]:
    """The options that the same command needs to go on in the same way."""
    there = ["--history", place] if place else []
    return [*language(locale), *there, *([] if keep else ["--no-keep"])]


def _opened(audit: str, path: Path | None, place: str, *, keep: bool, locale: str | None) -> Served:
    """What is served; asks for the passphrase of an encrypted history, and sees that the history can be read."""
    from ethics_audit.cli import start, stores
    from ethics_audit.model import OCCASION
    from ethics_audit.web.serving import Served

    definition, path, file = start.opened(audit, None, path, datetime.now().astimezone().date(), locale=locale)
    if definition.kind == OCCASION:
        raise click.UsageError(f"an occasion ends with a record in your own words: ethics-audit start {audit}")
    history = stores.history(place) if keep else None
    if history:
        history.book()
    click.echo(f"{definition.title} {definition.version}\n{start.kept_where(definition, path, history)}\n")
    return Served(definition, file, history)
