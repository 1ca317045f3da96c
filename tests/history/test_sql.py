"""Many programs write into one history at once without losing an entry or seeing a busy file."""

import os
import threading
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import Connection, create_engine, inspect
from support.counted import COUNTED
from support.histories import FILES, PASSPHRASE, passphrase_of, quick_keys, result
from support.killed import CONTEXT, keep_many

from ethics_audit import history
from ethics_audit.history import History, Link, schema

if TYPE_CHECKING:
    from support.histories import Server

__all__ = ["quick_keys"]
WRITERS, EACH = 8, int(os.environ.get("WRITES", "25"))


def written(place: str, passphrase: str | None) -> None:
    """Let many programs write into a new history, and check what is there."""
    with CONTEXT.Manager() as manager:
        told = manager.list()
        barrier = manager.Barrier(WRITERS)
        writers = [
            CONTEXT.Process(target=keep_many, args=(place, passphrase, EACH, barrier, told)) for _ in range(WRITERS)
        ]
        for one in writers:
            one.start()
        for one in writers:
            one.join()
        assert [one.exitcode for one in writers] == [0] * WRITERS
        kept = dict(told)
    assert len(kept) == WRITERS * EACH
    found = History(history.opened(place, passphrase))
    assert found.verify().count == WRITERS * EACH + 1
    assert {one.number: one.hash for one in found.audits()} == kept
    entries = list(history.opened(place, passphrase).entries())
    assert [one.kind for one in entries].count("definition") == 1
    COUNTED["entries that eight programs kept at once"] += len(kept)


@pytest.mark.slow
@pytest.mark.parametrize("kind", FILES)
def test_many_programs_and_one_file(kind: str, tmp_path: Path, quick_keys: None) -> None:  # noqa: ARG001 - a fixture
    """Many programs can create and fill one file at the same time."""
    written(str(tmp_path / "new" / "history.db"), passphrase_of(kind))


@pytest.mark.slow
def test_many_programs_and_one_database(postgresql: "Server") -> None:
    """Many programs can create and fill the tables of one database at the same time."""
    written(postgresql.database(), None)


def test_many_threads_and_other_programs(tmp_path: Path, quick_keys: None) -> None:  # noqa: ARG001 - a fixture
    """A thread that opens and closes the file takes no lock from another."""
    path = tmp_path / "history.db"
    numbers: list[int] = []

    def keep() -> None:
        numbers.extend(History(history.opened(path, PASSPHRASE)).keep(result()).number for _ in range(10))

    other = CONTEXT.Process(target=keep_many, args=(str(path), PASSPHRASE, 10, None, None))
    threads = [threading.Thread(target=keep) for _ in range(3)]
    other.start()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    other.join()
    assert other.exitcode == 0
    assert len(set(numbers)) == 30
    assert History(history.opened(path, PASSPHRASE)).verify().count == 41


@pytest.mark.parametrize("asked", [1, 2])
def test_tables_that_are_made_while_somebody_looks_for_them(
    asked: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever sees the new entries table sees its version too, even in a database that shows each commit at once."""
    database = create_engine(f"sqlite:///{tmp_path / 'made.db'}", isolation_level="AUTOCOMMIT")
    calls: list[str] = []

    class Meanwhile:
        def __init__(self, connection: Connection) -> None:
            self._connection = connection
            self._known: dict[str, bool] = {}

        def has_table(self, name: str) -> bool:
            there = self._known.setdefault(name, inspect(self._connection).has_table(name))
            calls.append(name)
            if len(calls) == asked:
                monkeypatch.setattr(schema, "inspect", inspect)
                schema.ONE.migrate(self._connection)
            return there

    with database.connect() as connection:
        monkeypatch.setattr(schema, "inspect", Meanwhile)
        assert schema.ONE.version(connection) in {0, 1}
        assert schema.ONE.version(connection) == 1
    database.dispose()


def test_an_audit_that_others_keep_at_the_same_time(tmp_path: Path) -> None:
    """With `once`, an assessment is kept once even if another program keeps it between looking and writing."""
    store = history.opened(tmp_path / "history.db")
    beside = History(history.opened(tmp_path / "history.db"))

    class Late:
        """A store in which another program keeps the same assessment just before each write."""

        entries, erase = store.entries, store.erase

        def append(self, link: Link) -> None:
            """Let the other program keep it first."""
            beside.keep(result())
            store.append(link)

    kept = History(Late()).keep(result(), once=True)
    assert [one.number for one in beside.audits()] == [kept.number]
    assert History(Late()).keep(result(), once=True) == kept
    assert len(beside.audits()) == 1, "it was found before anything was written"
    assert beside.keep(result()).number > kept.number
