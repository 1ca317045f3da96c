"""The histories of many clinicians in one database."""

from __future__ import annotations

import os
from pathlib import Path
from threading import Event
from types import TracebackType
from typing import TYPE_CHECKING, Self

from ethics_audit.base.causes import wrong_argument
from ethics_audit.base.errors import StoreError, needs_extra
from ethics_audit.base.public import public
from ethics_audit.base.validation import text
from ethics_audit.history.backup import Content, copy
from ethics_audit.history.chain import Entry, Store
from ethics_audit.history.history import History, Verified

if TYPE_CHECKING:
    from ethics_audit.history.owned import OwnedStore

LONGEST_OWNER = 200
_OWNER = text(LONGEST_OWNER)


@public("ethics_audit.history")
class Histories:
    """Many histories in one PostgreSQL database, each with an owner; a definition is kept once for all of them.

    One object serves a process: its connections are shared by all threads, and returned after each piece of work.

    Args:
        place: A URL such as ``postgresql://user@host/name``.
        connections: The most connections that are open at once.

    Raises:
        ArgumentError: If an argument is not allowed.
        MissingExtraError: If the extra ``postgresql`` is not installed.
    """

    def __init__(self, place: str, connections: int = 5) -> None:
        with needs_extra("postgresql"):
            from ethics_audit.history import postgresql
        if not isinstance(place, str) or not place.startswith(postgresql.SCHEMES):
            given = place.partition("://")[0] if isinstance(place, str) else place
            raise wrong_argument("place", "a URL such as postgresql://user@host/name", given)
        if type(connections) is not int or connections < 1:
            raise wrong_argument("connections", "a whole number from 1", connections)
        self._engine = postgresql.engine(place, connections)
        self._are_made = Event()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections; those in use are closed when their work is done."""
        self._engine.dispose()

    def of(self, owner: str) -> History:
        """Return the history of an owner; nothing of it can be seen or changed through another's.

        Args:
            owner: The id that your application has for a person, such as ``clinician-17``; it never changes.

        Raises:
            ArgumentError: If it is not a text of 1 to 200 printable characters without a blank at either end.
        """
        store = self._store(owner)
        return History(store, definitions=store)

    def backup(self, owner: str, target: str | os.PathLike[str], passphrase: str | None = None) -> Verified:
        """Copy the history of an owner, with its definitions, into a new file, which is a history of its own.

        Args:
            owner: The owner.
            target: The file to create; it appears once it is whole and checked.
            passphrase: The passphrase of the copy, if it is to be encrypted.

        Raises:
            StoreError: If there is nothing to copy, `target` exists, or it cannot be written.
            IntegrityError: If the history or a definition was changed.
        """
        return copy(self._store(owner), Path(target), passphrase)

    def restore(self, owner: str, store: Store) -> Verified:
        """Keep the history in a store, such as a copy, as that of an owner who has none yet; its chain stays the same.

        Args:
            owner: The owner.
            store: What `opened` returns for a file or another database, or a store of your own.

        Raises:
            StoreError: If there is nothing in the store, or the owner has a history already.
            IntegrityError: If the history or a definition was changed.
        """
        if isinstance(store, History):
            raise wrong_argument("store", "a store, such as `opened` returns", "a History")
        target, content = self._store(owner), Content.of(store)
        if not content.entries:
            raise StoreError("there is nothing to restore: the history is empty", code="empty")
        History(store).verify()
        for sha256, document in content.documents.items():
            target.put(sha256, document)

        def link(last: Entry | None) -> tuple[Entry, ...]:
            if last is not None:
                raise StoreError("the owner has a history already; nothing was written over it", code="exists")
            return tuple(content.entries)

        target.append(link)
        return self.of(owner).verify()

    def remove(self, owner: str, head: str | None = None) -> int:
        """Remove everything of an owner for good, and leave the others alone; definitions stay, they hold no answer.

        Args:
            owner: The owner.
            head: The head of the history as you know it, such as that of a copy; with another one nothing is removed.

        Returns:
            The number of entries that were removed; 0 if there was no history.

        Raises:
            StoreError: If the history has another head, or cannot be written.
        """
        return self._store(owner).remove(head)

    def _store(self, owner: str) -> OwnedStore:
        from ethics_audit.history.owned import OwnedStore

        if (allowed := _OWNER(owner)) or owner != owner.strip():
            raise wrong_argument("owner", allowed or "an id without a blank at either end", owner)
        return OwnedStore(self._engine, str(owner), self._are_made)  # also of what stands for a text until it is read
