"""The history that a command works on, and the passphrase that opens it."""

from __future__ import annotations

import sys
import warnings
from pathlib import Path

import click

from ethics_audit.base.errors import ArgumentError, LockedError, missing_extra
from ethics_audit.base.language import gettext
from ethics_audit.base.layout import wrapped
from ethics_audit.cli.streams import is_terminal
from ethics_audit.history import History, locations, opened
from ethics_audit.history.encrypted import SHORTEST, checked

SERVICE = "ethics-audit"
"""What the system keyring calls this program."""
TRIES = 3
"""How often a passphrase is asked."""


def history(place: str = "") -> History:
    """The history at a place; asks for the passphrase if it takes one.

    Raises:
        LockedError: If it takes one, and nobody can be asked.
    """
    place = place or locations.default()
    return History(opened(place, passphrase(place)))


def passphrase(place: str) -> str | None:
    """The passphrase that opens a place: that in the system keyring, or what the person enters; None if it takes none.

    Raises:
        LockedError: If none that was entered opens it, or nobody can be asked.
    """
    warnings.showwarning = _say
    if not locations.is_encrypted(place):
        return None
    remembered = _keyring_get(place)
    if remembered is not None and _opens(place, remembered):
        return remembered
    for _ in range(TRIES - 1):
        entered = asked(place)
        if _opens(place, entered):
            return entered
        click.echo(gettext("That is not the passphrase. Try again."), err=True)
    return asked(place)


def _say(message: Warning | str, *_: object, **__: object) -> None:
    """Show what the library warns of as a notice, without the place in its code."""
    click.echo(f"ethics-audit: {message}", err=True)


def _opens(place: str, passphrase: str) -> bool:
    try:
        next(iter(opened(place, passphrase).entries()), None)
    except LockedError:
        return False
    return True


def asked(place: str) -> str:
    """The passphrase that the person enters.

    Raises:
        LockedError: If there is no terminal to ask at.
    """
    if not is_terminal(sys.stdin, sys.stderr):
        told = "is encrypted, or no history; its passphrase is asked at a terminal, or kept in the system keyring"
        raise LockedError(f"{place} {told}")
    return _hidden(gettext("Passphrase of your history"))


def secret(place: str = "") -> History:
    """The history at a place, encrypted under a passphrase that the person chooses if it is not encrypted yet.

    Raises:
        LockedError: If it is encrypted, and nobody can be asked for its passphrase.
        StoreError: If it cannot be encrypted; it is as it was.
    """
    place = place or locations.default()
    if locations.is_encrypted(place):
        return history(place)
    path, chosen = Path(place).expanduser(), new_passphrase()
    if path.exists():
        from ethics_audit.history import backup

        backup.encrypt(path, chosen)
    return History(opened(place, chosen))


def check_extra() -> None:
    """Make sure, before anything is asked, that the libraries for encryption are there.

    Raises:
        MissingExtraError: If they are not.
    """
    try:
        import keyring  # noqa: F401 - whether it is there
        import sqlcipher3  # noqa: F401 - as well
    except ImportError as failure:
        raise missing_extra(failure, "encryption") from None


def check_keyring() -> None:
    """Make sure, before anything is changed, that the system keyring can keep a passphrase.

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


PROBE = "is there a keyring?"


def new_passphrase() -> str:
    """A passphrase that the person chooses, entered twice, after they were told what losing it means.

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
            told = gettext("The two are not the same. Try again.")
        except ArgumentError:
            told = gettext("The passphrase is too short; allowed are {count} signs or more.", count=SHORTEST)
        click.echo(wrapped(told), err=True)


def _hidden(prompt: str) -> str:
    """What the person enters without its being shown."""
    while True:
        try:
            return str(click.prompt(prompt, hide_input=True, err=True))
        except UnicodeDecodeError:
            click.echo(gettext("That holds a sign that cannot be read here. Please type it again."), err=True)


def remember(place: str, passphrase: str) -> None:
    """Keep a passphrase in the system keyring, which `check_keyring` has found to work."""
    import keyring

    keyring.set_password(SERVICE, _named(place), passphrase)


def forget_passphrase(place: str) -> None:
    """Take the passphrase of a place out of the system keyring, if one is there."""
    import keyring
    from keyring.errors import KeyringError

    try:
        if keyring.get_password(SERVICE, _named(place)) is not None:
            keyring.delete_password(SERVICE, _named(place))
    except KeyringError:
        return


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
    """A place as the keyring knows it: the same however it was written."""
    return place if locations.is_url(place) else str(Path(place).expanduser().resolve())
