"""The history that a command works on, and the passphrase that opens it."""

from __future__ import annotations

import sys

import click

from ethics_audit.errors import ArgumentError, LockedError
from ethics_audit.history import History, opened, places

SERVICE = "ethics-audit"
"""What the system keyring calls this program."""


def history(place: str = "") -> History:
    """The history at a place; asks for the passphrase if it takes one.

    Raises:
        LockedError: If it takes one, and nobody can be asked.
    """
    place = place or places.default()
    return History(opened(place, passphrase(place)))


def passphrase(place: str) -> str | None:
    """The passphrase of a place: that in the system keyring, or what the person enters; None if it takes none."""
    if not places.is_encrypted(place):
        return None
    if remembered := _keyring_get(place):
        return remembered
    return asked(place)


def asked(place: str) -> str:
    """The passphrase that the person enters.

    Raises:
        LockedError: If there is no terminal to ask at.
    """
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        raise LockedError(f"{place} is encrypted; its passphrase is asked at a terminal, or kept in the system keyring")
    return str(click.prompt("Passphrase of your history", hide_input=True, err=True))


def new_passphrase() -> str:
    """A passphrase that the person chooses, entered twice, after they were told what losing it means.

    Raises:
        LockedError: If there is no terminal to ask at.
    """
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        raise LockedError("a new passphrase is asked at a terminal")
    click.echo(
        "Without the passphrase nobody can read your history again, you and we included: there is no way back.\n"
        "Choose one that you will remember, such as five words drawn at random, and write it down in a safe place.",
        err=True,
    )
    return str(click.prompt("New passphrase", hide_input=True, confirmation_prompt=True, err=True))


def remember(place: str, passphrase: str) -> None:
    """Keep a passphrase in the system keyring.

    Raises:
        ArgumentError: If there is no keyring.
    """
    import keyring
    from keyring.errors import KeyringError

    try:
        keyring.set_password(SERVICE, place, passphrase)
    except KeyringError as failure:
        raise ArgumentError("keyring", f"cannot keep it: {failure}") from None


def forget_passphrase(place: str) -> None:
    """Take the passphrase of a place out of the system keyring, if one is there."""
    import keyring
    from keyring.errors import KeyringError

    try:
        if keyring.get_password(SERVICE, place) is not None:
            keyring.delete_password(SERVICE, place)
    except KeyringError:
        return


def _keyring_get(place: str) -> str | None:
    try:
        import keyring
        from keyring.errors import KeyringError
    except ImportError:
        return None
    try:
        return keyring.get_password(SERVICE, place)
    except KeyringError:
        return None
