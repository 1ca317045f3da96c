"""The command ``serve``: the form in a browser, on this computer alone."""

from __future__ import annotations

import shlex
import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ethics_audit.base.errors import shown
from ethics_audit.base.language import gettext
from ethics_audit.cli.options import (
    FILE,
    history_option,
    language,
    locale_option,
    named,
    refuse_beside_ephemeral,
    typed,
)
from ethics_audit.cli.sentences import sentence, whole
from ethics_audit.cli.streams import is_terminal

if TYPE_CHECKING:
    from ethics_audit.web.serving import Served


IDLE_MINUTES = 60


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
@click.option(
    "--keep/--no-keep", default=None, help="Whether the finished audit goes into your history; it does if left out."
)
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
    default=IDLE_MINUTES,
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
    refuse_beside_ephemeral(**wished)
    if not is_terminal(sys.stdin, sys.stdout):
        raise click.UsageError("serve shows a code that nobody else may see, and needs a terminal")
    try:
        from ethics_audit.web import serving
    except ImportError as failure:
        from ethics_audit.base.errors import missing_extra

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
        where = [*(["--port", str(port)] if port else []), *(word for host in hosts for word in ("--host", host))]
        while_idle = [] if idle == IDLE_MINUTES else ["--idle", str(idle)]
        click.echo("\n" + _stopped(audit, served, [*where, *while_idle], **wished))


def _stopped(
    audit: str, served: Served, more: list[str], *, place: str, keep: bool | None, locale: str | None, **_: Any
) -> str:
    """What must not wait, what has become of the answers, and the command that goes on in the same way."""
    from ethics_audit.assessment.assessment import assess
    from ethics_audit.assessment.page import urgent
    from ethics_audit.model.answers import carried

    if served.file.path is None:
        told = gettext("Stopped. Nothing was written to the disk; what you answered is gone.")
    elif not served.file.path.exists():
        told = gettext("Nothing was answered, nothing was saved.")
    else:
        there = ["--history", place] if place else []
        kept = ["--no-keep"] if keep is False else []
        options = ["--file", str(served.file.path), *language(locale), *there, *kept, *more]
        command = shlex.join(["ethics-audit", "serve", audit, *options])
        told = gettext("Stopped. What you answered is saved. To go on: {command}", command=whole(command))
    answers, *_lost = carried(served.audit, served.file.sheet.answers)  # another program may have written there too
    parts = [urgent(assess(served.audit, answers)), sentence(told)]
    return "\n\n".join(part for part in parts if part)


def _opened(
    audit: str, path: Path | None, place: str, *, keep: bool | None, ephemeral: bool, locale: str | None
) -> Served:
    """What is served; asks for the passphrase of an encrypted history, and sees that the history can be read."""
    from ethics_audit.cli import start, stores
    from ethics_audit.documents import catalog
    from ethics_audit.documents.answers_file import Unsaved
    from ethics_audit.history import locations
    from ethics_audit.model.answer_sheet import AnswerSheet
    from ethics_audit.model.answers import Answers
    from ethics_audit.model.definitions import OCCASION
    from ethics_audit.web.serving import Served

    definition = catalog.load_audit(named(audit), locale=locale)
    if definition.kind == OCCASION:
        raise click.UsageError(f"an occasion ends with a record in your own words: ethics-audit start {audit}")
    if ephemeral:
        told = gettext("Nothing is written to the disk; when you stop, all is gone.")
        click.echo(f"{definition.title} {definition.version}\n{told}\n")
        return Served(definition, Unsaved(AnswerSheet(definition.id, Answers())), None)
    definition, path, file = start.opened(audit, None, path, datetime.now().astimezone().date(), locale=locale)
    history = None if keep is False else stores.history(place)
    encrypts = ""
    if history:
        history.book()
        where = place or locations.default()
        if not (locations.is_url(where) or locations.is_encrypted(where)):
            encrypts = typed("history", *(["--history", place] if place else []), "encrypt")
    click.echo(f"{definition.title} {definition.version}\n{start.kept_where(definition, path, history)}\n")
    return Served(definition, file, history, encrypts=encrypts)
