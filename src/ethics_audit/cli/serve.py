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
from ethics_audit.errors import shown
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
@click.option("--ephemeral", is_flag=True, help="Write nothing to the disk: all is gone when you stop.")
@click.option(
    "--host",
    "hosts",
    multiple=True,
    metavar="HOST",
    help="Serve it under this host too, exactly as the browser names it, if something forwards it to this computer.",
)
@click.option(
    "--idle",
    type=click.IntRange(min=1),
    default=60,
    show_default=True,
    metavar="MINUTES",
    help="Stop once nobody has used it for so long.",
)
@click.option("--open", "opens", is_flag=True, help="Open the address in your browser.")
def serve(audit: str, *, port: int | None, idle: int, opens: bool, hosts: tuple[str, ...], **wished: Any) -> None:
    """Answer an audit in a browser on this computer, one question a page.

    It shows an address, and a code that opens it in one browser. Every answer is saved at once, in the file that
    'start' keeps them in, so that you can go on with either.
    """
    if wished["ephemeral"] and wished["path"]:
        raise click.UsageError("--ephemeral writes nothing, so that --file has no meaning")
    if not is_terminal(sys.stdin, sys.stdout):
        raise click.UsageError("serve shows a code that nobody else may see, and needs a terminal")
    try:
        from ethics_audit.web import serving
    except ImportError as failure:
        from ethics_audit.errors import missing_extra

        raise missing_extra(failure, "web") from None
    from ethics_audit.web import origins

    for host in hosts:
        if not origins.origins(host):
            raise click.UsageError(f"--host {shown(host)} is no host, such as 'localhost:8123'")
    served = _opened(audit, **wished)._replace(hosts=tuple(host.lower() for host in hosts))
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

    try:
        serving.serve(served, listener, idle, tell)
    finally:
        click.echo("\n" + _stopped(audit, served, hosts, **wished))


def _stopped(
    audit: str, served: Served, hosts: tuple[str, ...], *, place: str, keep: bool, locale: str | None, **_: Any
) -> str:
    """What has become of the answers, and the command that goes on in the same way."""
    if served.file.path is None:
        return gettext("Stopped. Nothing was written to the disk; what you answered is gone.")
    there = ["--history", place] if place else []
    under = [word for host in hosts for word in ("--host", host)]
    options = ["--file", str(served.file.path), *language(locale), *there, *([] if keep else ["--no-keep"]), *under]
    command = shlex.join(["ethics-audit", "serve", audit, *options])
    return gettext("Stopped. What you answered is saved. To go on: {command}", command=command)


def _opened(audit: str, path: Path | None, place: str, *, keep: bool, ephemeral: bool, locale: str | None) -> Served:
    """What is served; asks for the passphrase of an encrypted history, and sees that the history can be read."""
    from ethics_audit import catalog
    from ethics_audit.answers import Answers
    from ethics_audit.answers_file import Unsaved
    from ethics_audit.cli import start, stores
    from ethics_audit.model import OCCASION
    from ethics_audit.sheet import AnswerSheet
    from ethics_audit.web.serving import Served

    definition = catalog.load_audit(audit, locale=locale)
    if definition.kind == OCCASION:
        raise click.UsageError(f"an occasion ends with a record in your own words: ethics-audit start {audit}")
    if ephemeral:
        told = gettext("Nothing is written to the disk; when you stop, all is gone.")
        click.echo(f"{definition.title} {definition.version}\n{told}\n")
        return Served(definition, Unsaved(AnswerSheet(definition.id, Answers())), None)
    definition, path, file = start.opened(audit, None, path, datetime.now().astimezone().date(), locale=locale)
    history = stores.history(place) if keep else None
    if history:
        history.book()
    click.echo(f"{definition.title} {definition.version}\n{start.kept_where(definition, path, history)}\n")
    return Served(definition, file, history)
