"""The history of this computer while the form runs: encrypted or not, and opened once with its passphrase."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from pathlib import Path

from ethics_audit.base.errors import ArgumentError, LockedError
from ethics_audit.base.language import gettext
from ethics_audit.history import Store, backup, locations, opened
from ethics_audit.history.chain import Entry, Link


class Vault:
    """A place of a history, as a store; an encrypted one is locked until `unlock`, and its passphrase kept nowhere.

    Args:
        place: The place; that of the user by default.

    Attributes:
        place: The place.
    """

    def __init__(self, place: str = "") -> None:
        self.place: str = place or locations.default()
        self._store: Store | None = None

    @property
    def is_locked(self) -> bool:
        """Whether it needs a passphrase that was not entered yet."""
        return self._store is None and self.is_encrypted

    @property
    def is_encrypted(self) -> bool:
        """Whether it is encrypted."""
        return locations.is_encrypted(self.place)

    @property
    def can_encrypt(self) -> bool:
        """Whether it is in a file, and the libraries for encryption are there."""
        if locations.is_url(self.place):
            return False
        try:
            import sqlcipher3  # noqa: F401 - only to see whether it is there
        except ImportError:
            return False
        return True

    def unlock(self, passphrase: str) -> None:
        """Open an encrypted history; encrypt one that is not.

        Raises:
            ArgumentError: If a new passphrase is too short.
            LockedError: If it is not the passphrase.
            StoreError: If the history cannot be read or encrypted; it is as it was.
        """
        if not self.is_encrypted:
            backup.encrypt(Path(self.place).expanduser(), passphrase)
        store = opened(self.place, passphrase)
        next(iter(store.entries()), None)
        self._store = store

    def rekey(self, passphrase: str, new: str) -> None:
        """Give an encrypted history another passphrase.

        Raises:
            ArgumentError: If the new one is too short.
            LockedError: If the one until now is wrong.
            StoreError: If it cannot be changed; the history is as it was.
        """
        backup.rekey(Path(self.place), passphrase, new)
        self._store = opened(self.place, new)

    def entries(self) -> Iterable[Entry]:
        """Return every entry in order."""
        return self._opened().entries()

    def append(self, link: Link) -> None:
        """Keep new entries."""
        self._opened().append(link)

    def erase(self, numbers: Collection[int], link: Link) -> None:
        """Remove entries for good, and keep what `link` returns."""
        self._opened().erase(numbers, link)

    def _opened(self) -> Store:
        if self.is_locked:
            raise LockedError(gettext("Your history is encrypted: enter its passphrase on the page with all audits"))
        return self._store or opened(self.place)


def trouble(passphrase: str, again: str | None, vault: Vault, now: str | None = None) -> str:
    """Unlock a history with what was entered, twice if it is new; return what is wrong, or an empty text.

    Args:
        passphrase: The passphrase that it has or is given.
        again: The same once more if it is new.
        vault: The history.
        now: The passphrase until now, if it is given another one.

    Raises:
        StoreError: If the history cannot be read or encrypted.
    """
    if again is not None and again != passphrase:
        return gettext("The two are not the same. Type both once more.")
    try:
        if now is None:
            vault.unlock(passphrase)
        else:
            vault.rekey(now, passphrase)
    except LockedError:
        return gettext("That is not the passphrase of your history. Type it once more.")
    except ArgumentError:
        return gettext("The passphrase is too short. Use eight characters or more, such as five words drawn at random.")
    return ""
