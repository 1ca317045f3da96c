"""The history that a command works on, and the passphrase that opens it."""

from __future__ import annotations

import sys
import warnings
from contextlib import suppress
from pathlib import Path

import click

from ethics_audit.base.errors import ArgumentError, LockedError, needs_extra
from ethics_audit.base.language import gettext
from ethics_audit.base.layout import wrapped
from ethics_audit.cli.streams import is_terminal
from ethics_audit.history import History, backup, locations, opened
from ethics_audit.history.encrypted import SHORTEST, checked

SERVICE = "ethics-audit"
"""What the system keyring calls this program."""
TRIES = 3
"""How often a passphrase is asked."""
PROBE = "is there a keyring?"


def history(place: str = "") -> History:
    """Return the history at a place; ask for its passphrase if it is encrypted.

    Raises:
        LockedError: If it is encrypted, and nobody can be asked.
    """
    place = place or locations.default()
    return History(opened(place, passphrase(place)))


def passphrase(place: str) -> str | None:
    """Return the passphrase of a place, from the system keyring or from the person; None if it is not encrypted.

    Raises:
        LockedError: If nobody can be asked.
    """
    warnings.showwarning = _show_warning
    if not locations.is_encrypted(place):
        return None
    if found := remembered(place):
        return found
    for _ in range(TRIES - 1):
        entered = _asked(place)
        if _opens(place, entered):
            return entered
        click.echo(gettext("That is not the passphrase. Try again."), err=True)
    return _asked(place)


def remembered(place: str) -> str | None:
    """Return the passphrase of a place that the system keyring keeps, if it opens what is encrypted there."""
    found = _keyring_get(place) if locations.is_encrypted(place) else None
    return found if found is not None and _opens(place, found) else None


def _show_warning(message: Warning | str, *_: object, **__: object) -> None:
    """Show a warning of the library as a notice, without its place in the code."""
    click.echo(f"ethics-audit: {message}", err=True)


def _opens(place: str, passphrase: str) -> bool:
    try:
        next(iter(opened(place, passphrase).entries()), None)
    except LockedError:
        return False
    return True


def _asked(place: str) -> str:
    """Return the passphrase that the person types.

    Raises:
        LockedError: If there is no terminal to ask at.
    """
    if not is_terminal(sys.stdin, sys.stderr):
        problem = "is encrypted, or no history; its passphrase is asked at a terminal, or kept in the system keyring"
        raise LockedError(f"{place} {problem}")
    return _hidden(gettext("Passphrase of your history"))


def secret(place: str = "") -> History:
    """Return the history at a place; if it is not encrypted yet, ask for a passphrase and encrypt it.

    Raises:
        LockedError: If it is encrypted, and nobody can be asked for its passphrase.
        StoreError: If it cannot be encrypted; it is as it was.
    """
    place = place or locations.default()
    if locations.is_encrypted(place):
        return history(place)
    path, chosen = Path(place).expanduser(), new_passphrase()
    if path.exists():
        backup.encrypt(path, chosen)
    return History(opened(place, chosen))


def check_extra() -> None:
    """Check, before anything is asked, that the libraries for encryption are installed.

    Raises:
        MissingExtraError: If they are not.
    """
    with needs_extra("encryption"):
        import keyring  # noqa: F401 - only to see whether it is there
        import sqlcipher3  # noqa: F401 - as well


def check_keyring() -> None:
    """Check, before anything is changed, that the system keyring can keep a passphrase.

    Raises:
        ArgumentError: If there is none.
    """
    import keyring
    from keyring.errors import KeyringError

    try:
        keyring.set_password(SERVICE, PROBE, PROBE)
        keyring.delete_password(SERVICE, PROBE)
    except KeyringError as failure:
        raise ArgumentError("--keyring", f"has no keyring to keep it in ({failure}); nothing was changed") from None


def new_passphrase() -> str:
    """Explain what losing the passphrase means, and return one that the person chooses and types twice.

    Raises:
        LockedError: If there is no terminal to ask at.
    """
    if not is_terminal(sys.stdin, sys.stderr):
        raise LockedError("a new passphrase is asked at a terminal")
    warning = gettext(
        "Without the passphrase nobody can read your history again, you and we included: there is no way back.\n"
        "Choose one that you will remember, such as five words drawn at random, and write it down in a safe place."
    )
    click.echo("\n".join(map(wrapped, warning.splitlines())), err=True)
    while True:
        entered, again = map(_hidden, (gettext("New passphrase"), gettext("Repeat for confirmation")))
        try:
            if checked(entered) == again:
                return entered
            problem = gettext("The two are not the same. Try again.")
        except ArgumentError:
            problem = gettext("The passphrase is too short; allowed are {count} signs or more.", count=SHORTEST)
        click.echo(wrapped(problem), err=True)


def _hidden(prompt: str) -> str:
    """Return what the person types, without showing it."""
    while True:
        try:
            return str(click.prompt(prompt, hide_input=True, err=True))
        except UnicodeDecodeError:
            click.echo(wrapped(gettext("That holds a sign that cannot be read here. Please type it again.")), err=True)


def remember(place: str, passphrase: str) -> None:
    """Keep a passphrase in the system keyring, after `check_keyring` has found that it works."""
    import keyring

    keyring.set_password(SERVICE, _named(place), passphrase)


def forget_passphrase(place: str) -> None:
    """Remove the passphrase of a place from the system keyring, if it is there."""
    import keyring
    from keyring.errors import KeyringError

    with suppress(KeyringError):
        if keyring.get_password(SERVICE, _named(place)) is not None:
            keyring.delete_password(SERVICE, _named(place))


def _keyring_get(place: str) -> str | None:
    try:
        import keyring
        from keyring.errors import KeyringError
    except ImportError:
        return None
    try:
        return keyring.get_password(SERVICE, _named(place))
    except KeyringError:
        return None


def _named(place: str) -> str:
    """Return the name of a place in the keyring, the same however the place was written."""
    return place if locations.is_url(place) else str(Path(place).expanduser().resolve())
