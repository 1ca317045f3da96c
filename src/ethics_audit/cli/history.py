"""The command ``history``: audits that are kept, whether they are intact, backups, encryption, removal."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

import click

from ethics_audit.assessment.change.trend import trend as course
from ethics_audit.assessment.page import sections
from ethics_audit.assessment.records import record
from ethics_audit.base.dates import in_words, today
from ethics_audit.base.errors import StoreError
from ethics_audit.base.language import gettext, ngettext, speaking
from ethics_audit.cli import days, history_output, paint, stores
from ethics_audit.cli.answers_paths import named_file, scored, told_unfinished
from ethics_audit.cli.options import FILE, NUMBER, history_option, ids_option, json_option, locale_option, speech_option
from ethics_audit.cli.prompts import is_sure
from ethics_audit.cli.sentences import sentence, whole
from ethics_audit.cli.streams import is_terminal
from ethics_audit.documents import codec
from ethics_audit.history import backup as backups
from ethics_audit.history import locations


@click.group(invoke_without_command=True)
@history_option
@speech_option
@json_option
@click.pass_context
def history(context: click.Context, place: str, *, as_json: bool) -> None:
    """What you kept from quarter to quarter; without more, the list of your audits, and of those to be finished."""
    if context.invoked_subcommand is not None:
        if as_json:
            raise click.UsageError("--json comes last: ethics-audit history COMMAND --json")
        context.obj = place
        return

    book = stores.history(place).book()
    audits = [book.kept(number) for number in book.standing()]
    if as_json:
        click.echo(history_output.document(book, audits))
        return
    click.echo(history_output.listed(book, audits))
    for told in told_unfinished(place):
        click.echo(f"\n{told}")


@history.command()
@click.argument("file", type=FILE)
@click.option(
    "--day", metavar="DAY", callback=days.of_option, help="The day on which it was finished; today if left out."
)
@click.option("--corrects", type=NUMBER, metavar="NUMBER", help="The audit that it takes the place of.")
@click.option("--reason", default="", help="Why it does.")
@locale_option
@click.pass_obj
def add(place: str, file: Path, *, day: date | None, corrects: int | None, reason: str, locale: str | None) -> None:
    """Keep an answers file for good."""
    result = scored(named_file(file, place), locale)
    on = day or today()
    store = stores.history(place)
    if corrects is None and (known := store.book().same(result, on)):
        click.echo(gettext("Your history holds this audit already, as number {number}.", number=known.number))
        return
    kept = store.keep(result, on, corrects=corrects, reason=reason, once=corrects is None)
    notice = gettext("Kept as number {number}.", number=kept.number)
    click.echo(sentence(notice))


@history.command()
@click.argument("number", type=NUMBER)
@ids_option
@json_option
@speech_option
@click.pass_obj
def show(place: str, number: int, *, ids: bool, as_json: bool) -> None:
    """Show an audit as it was, scored under its own definition."""
    kept = stores.history(place).audit(number)
    result = kept.result
    if as_json:
        click.echo(codec.to_json(record(result)), nl=False)
    else:
        with speaking(result.audit.language):
            lead = gettext("Number {number}, of {day}.", number=number, day=in_words(kept.day))
            paint.show(sections(result, day=today()), lead=f"{lead}\n\n", ids=ids)


@history.command()
@click.argument("audit", required=False)
@ids_option
@json_option
@speech_option
@click.pass_obj
def trend(place: str, audit: str | None, *, ids: bool, as_json: bool) -> None:
    """Show what has become of your audits from quarter to quarter; of those like the newest if none is named."""
    audits = history_output.alike(stores.history(place).audits(), audit)
    found = course(kept.result for kept in audits)
    if as_json:
        click.echo(codec.to_json(record(audits[-1].result, trend=found)), nl=False)
    else:
        with speaking(audits[-1].result.audit.language):
            paint.show(history_output.trend_page(audits, found), ids=ids)


@history.command()
@click.option("--head", metavar="HASH", help="A head that you wrote down; it must be in the history.")
@json_option
@speech_option
@click.pass_obj
def verify(place: str, head: str | None, *, as_json: bool) -> None:
    """Check that every entry is as it was written; names the first that is not."""
    found = stores.history(place).verify(head)
    if not found.count:
        raise StoreError(f"there is no history yet at {place or locations.default()}", code="no-history")
    click.echo(history_output.verified_document(found) if as_json else history_output.verified(found))


@history.command()
@click.argument("target", metavar="FILE", type=FILE)
@speech_option
@click.pass_obj
def backup(place: str, target: Path) -> None:
    """Copy the history into a new file, which is a history of its own; encrypted if yours is."""
    place = place or locations.default()
    done = backups.backup(place, target, stores.passphrase(place))
    notice = ngettext(
        "{count} entry copied into {file}.", "{count} entries copied into {file}.", done.count, file=target
    )
    click.echo(notice)
    click.echo(gettext("Head  {head}", head=done.head))


@history.command()
@click.argument("number", type=NUMBER)
@click.option("--yes", is_flag=True, help="Do not ask.")
@speech_option
@click.pass_obj
def forget(place: str, number: int, *, yes: bool) -> None:
    """Remove an audit with its corrections and actions. That something was removed stays on record."""
    store = stores.history(place)
    kept = store.audit(number)
    if not yes:
        if not is_terminal(sys.stdin, sys.stderr):
            raise click.UsageError("this removes an audit for good: say --yes, or confirm it at a terminal")
        question = gettext(
            "Remove the audit of {day} ({title}) with its corrections and actions for good? Copies that you made stay.",
            day=in_words(kept.day),
            title=kept.result.audit.title,
        )
        if not is_sure(question):
            click.echo(gettext("Nothing was removed."), err=True)
            return
    store.forget(number)
    notice = gettext(
        "Removed: the audit of {day}. Answers files and backups are where you put them.", day=in_words(kept.day)
    )
    click.echo(sentence(notice))


@history.command()
@click.option("--keyring", is_flag=True, help="Keep the passphrase in the system keyring.")
@speech_option
@click.pass_obj
def encrypt(place: str, *, keyring: bool) -> None:
    """Encrypt the history with a passphrase. A lost passphrase means a lost history."""
    path = _file(place, keyring=keyring)
    if locations.is_encrypted(str(path)):
        raise click.UsageError(f"{path} is encrypted already; 'history rekey' gives it another passphrase")
    passphrase = stores.new_passphrase()
    done = backups.encrypt(path, passphrase)
    if keyring:
        stores.remember(str(path), passphrase)
    notice = ngettext(
        "{file} is encrypted: {count} entry. Backups that you made before are not.",
        "{file} is encrypted: {count} entries. Backups that you made before are not.",
        done.count,
        file=whole(path),
    )
    click.echo(sentence(notice))


@history.command()
@click.option("--keyring", is_flag=True, help="Keep the new passphrase in the system keyring.")
@speech_option
@click.pass_obj
def rekey(place: str, *, keyring: bool) -> None:
    """Give an encrypted history another passphrase."""
    path = _file(place, keyring=keyring)
    old = stores.passphrase(str(path)) or ""
    new = stores.new_passphrase()
    backups.rekey(path, old, new)
    stores.forget_passphrase(str(path))
    if keyring:
        stores.remember(str(path), new)
    notice = gettext(
        "{file} takes the new passphrase now. Backups that you made before take the old one.", file=whole(path)
    )
    click.echo(sentence(notice))


def _file(place: str, *, keyring: bool) -> Path:
    """Return the file of a history that is to be encrypted, after checking all that is needed for it.

    Raises:
        ArgumentError: If there is no system keyring, but the passphrase is to be kept there.
        MissingExtraError: If the libraries for encryption are not installed.
        UsageError: If the history is a database.
    """
    stores.check_extra()
    place = place or locations.default()
    if locations.is_url(place):
        raise click.UsageError("only a history in a file can be encrypted here; a database has ways of its own")
    if keyring:
        stores.check_keyring()
    return Path(place).expanduser()
