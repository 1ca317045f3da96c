"""The command ``serve``: the form in a browser, on this computer only."""

from __future__ import annotations

import shlex
import sys
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ethics_audit.assessment.assessment import assess
from ethics_audit.assessment.page import urgent
from ethics_audit.base.errors import needs_extra, shown
from ethics_audit.base.language import gettext
from ethics_audit.cli import launching, stores
from ethics_audit.cli.answers_paths import kept_where, opened
from ethics_audit.cli.options import FILE, NUMBER, history_option, locale_option, named, refuse_beside_ephemeral
from ethics_audit.cli.sentences import arguments_of, sentence, typed, whole
from ethics_audit.cli.streams import is_terminal
from ethics_audit.documents import catalog
from ethics_audit.documents.answers_file import AnswersFile, Unsaved
from ethics_audit.history import locations
from ethics_audit.model.answer_sheet import AnswerSheet
from ethics_audit.model.answers import Answers
from ethics_audit.model.definitions import Audit

if TYPE_CHECKING:
    from ethics_audit.web.home import House
    from ethics_audit.web.serving import Door, Served

IDLE_MINUTES = 60


@click.command()
@click.argument("audit", required=False)
@click.option("--port", type=click.IntRange(1, 65535), help="The port; any that is free if left out.")
@click.option(
    "--file",
    "path",
    type=FILE,
    help="Where the answers to AUDIT are kept; by default the file that 'start' takes too.",
)
@locale_option
@history_option
@click.option(
    "--keep/--no-keep", default=None, help="Keep the answers in a file, and the finished audit in your history or not."
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
    type=NUMBER,
    default=IDLE_MINUTES,
    show_default=True,
    metavar="MINUTES",
    help="Stop once nobody has used it for so long.",
)
@click.option(
    "--open/--no-open",
    "opens",
    default=None,
    help="Whether to open it in your browser; without AUDIT it does if left out.",
)
def serve(
    audit: str | None,
    *,
    port: int | None,
    path: Path | None,
    locale: str | None,
    place: str,
    keep: bool | None,
    ephemeral: bool,
    hosts: tuple[str, ...],
    idle: int,
    opens: bool | None,
) -> None:
    """Answer audits in a browser on this computer, one question a page.

    Without AUDIT, it opens a page with all audits: those that can begin, those that are not finished, past ones, and
    what is due. With AUDIT, it begins with that one. Before the first question it asks what should happen to the
    answers, unless --keep, --no-keep, --file or --ephemeral says so.

    It shows an address, and a code that opens it in one browser.
    """
    if audit is None and (path or keep is not None):
        raise click.UsageError("--file, --keep and --no-keep need the AUDIT that they are for")
    refuse_beside_ephemeral(ephemeral=ephemeral, path=path, keep=keep, place=place)
    if not is_terminal(sys.stdin, sys.stdout):
        raise click.UsageError("serve shows a code that nobody else may see, and needs a terminal")
    with needs_extra("web"):
        from ethics_audit.web import origins, serving
        from ethics_audit.web.serving import Served
    for host in hosts:
        if not origins.origins(host):
            raise click.UsageError(f"--host {shown(host)} is not a host, such as 'localhost:8123'")
    served = (
        _opened(audit, path, place, keep=keep, ephemeral=ephemeral, locale=locale)
        if audit is not None and (path or keep is not None or ephemeral)
        else _house(place, locale, audit, ephemeral=ephemeral)
    )
    served = served._replace(hosts=tuple(host.lower() for host in hosts))
    try:
        listener = serving.listening(port or 0)
    except OSError as failure:
        words = f"port {port} cannot be used: {failure.strerror or failure}; without --port any that is free is taken"
        raise click.UsageError(words) from None
    with ExitStack() as until_stopped:

        def announce(door: Door) -> None:
            wanted = audit is None if opens is None else opens
            is_open = wanted and launching.opens(until_stopped.enter_context(launching.page_with(door.link)))
            click.echo(_announced(door, is_open=is_open))

        try:
            serving.serve(served, listener, idle, announce)
        finally:
            options = [
                *arguments_of({"--file": served.file.path if isinstance(served, Served) else None}),
                *arguments_of({"--locale": locale, "--history": place}),
                *(["--no-keep"] if keep is False else []),
                *arguments_of({"--port": port}),
                *(word for host in hosts for word in ("--host", host)),
                *([] if idle == IDLE_MINUTES else ["--idle", str(idle)]),
            ]
            call = ["serve", *filter(None, [audit]), *options]
            again = shlex.join(["ethics-audit", *(call if call != ["serve"] else [])])
            click.echo("\n" + (_stopped(served, again) if isinstance(served, Served) else _closed(served, again)))


def _announced(door: Door, *, is_open: bool) -> str:
    """Return what to do: nothing if a browser has opened, or else where to type the code."""
    stops = gettext("Keep this window open; Ctrl-C stops it.")
    if is_open:
        told = gettext("The form is open in your browser.")
        otherwise = gettext("If no page appeared:")
        return f"{told} {stops}\n\n{otherwise}\n{_typed(door)}"
    return "\n\n".join([_typed(door), gettext("The code works once. Ctrl-C stops the form.")])


def _typed(door: Door) -> str:
    return "\n".join([gettext("Open  {address}", address=door.address), gettext("Code  {code}", code=door.code)])


def _house(place: str, locale: str | None, audit: str | None, *, ephemeral: bool) -> House:
    """Return all audits of this computer, with the one that was named; open an encrypted history if the keyring can."""
    from ethics_audit.history import unfinished
    from ethics_audit.web.home import House
    from ethics_audit.web.sittings import Named, Sittings
    from ethics_audit.web.vault import Vault

    vault, folder, named = Vault(place), unfinished.folder(place), None
    if audit is not None:
        definition, path, _file = opened(audit, None, None, locale=locale, history=place)
        click.echo(f"{definition.title} {definition.version}\n")
        named = Named(definition, audit, path.absolute())
    if not ephemeral and (remembered := stores.remembered(place or locations.default())):
        vault.unlock(remembered)
    return House(vault, folder, Sittings(folder, vault, locale, named), locale, ephemeral)


def _closed(house: House, again: str) -> str:
    """Return what must not wait because of the audits that were open, and what has become of all answers."""
    notice = (
        gettext("Stopped. Nothing was written to the disk; what you answered is gone.")
        if house.ephemeral
        else gettext("Stopped. What you chose to keep is saved. To go on: {command}", command=whole(again))
    )
    danger = [_danger(one.audit, one.file) for _key, one in house.sittings.open()]
    return "\n\n".join(filter(None, [*danger, sentence(notice)]))


def _danger(definition: Audit, file: AnswersFile | Unsaved) -> str:
    """Return what must not wait because of the answers, to which other programs may have written too."""
    return urgent(assess(definition, file.sheet.answers.fitting(definition).answers))


def _stopped(served: Served, again: str) -> str:
    """Return what must not wait, what has become of the answers, and the command that continues."""
    if served.file.path is None:
        notice = gettext("Stopped. Nothing was written to the disk; what you answered is gone.")
    elif not served.file.path.exists():
        notice = gettext("Nothing was answered, nothing was saved.")
    else:
        notice = gettext("Stopped. What you answered is saved. To go on: {command}", command=whole(again))
    return "\n\n".join(filter(None, [_danger(served.audit, served.file), sentence(notice)]))


def _opened(
    audit: str, path: Path | None, place: str, *, keep: bool | None, ephemeral: bool, locale: str | None
) -> Served:
    """Return what is served; ask for the passphrase of an encrypted history, and check that it can be read."""
    from ethics_audit.web.serving import Served

    definition = catalog.load_audit(named(audit), locale=locale)
    head = f"{definition.title} {definition.version}"
    if ephemeral:
        notice = gettext("Nothing is written to the disk; when you stop, all is gone.")
        click.echo(f"{head}\n{notice}\n")
        return Served(definition, Unsaved(AnswerSheet(definition.id, Answers())), None)
    definition, path, file = opened(audit, None, path, locale=locale, history=place)
    history = None if keep is False else stores.history(place)
    encrypts = ""
    if history:
        history.book()
        where = place or locations.default()
        if not (locations.is_url(where) or locations.is_encrypted(where)):
            encrypts = typed("history", *arguments_of({"--history": place}), "encrypt")
    click.echo(f"{head}\n{kept_where(definition, path, history=history is not None)}\n")
    return Served(definition, file, history, encrypts=encrypts)
