"""Programs that work on a history until they are killed, and report each acknowledged step."""

import multiprocessing
import os
import random
import signal
import time
from collections.abc import Callable, Iterator
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, TypeVar

import sqlalchemy

from ethics_audit import history
from ethics_audit.history import History, backup, encrypted, schema
from support.histories import PASSPHRASE, QUICK_COST, filled, result

NEW = "nine dry badgers"
KILLS = int(os.environ.get("KILLS", "40"))
SECONDS = float("inf") if "KILLS" in os.environ else 9.0
"""The longest time for one kind of work."""

CONTEXT = multiprocessing.get_context("forkserver")
CONTEXT.set_forkserver_preload(
    [
        *("ethics_audit", "ethics_audit.history", "ethics_audit.history.backup", "ethics_audit.history.encrypted"),
        *("ethics_audit.history.sqlite", "sqlalchemy.dialects.sqlite.pysqlite", "sqlcipher3.dbapi2", "pytest"),
    ]
)

Tell = Callable[[Any], None]
Work = Callable[[Any, Tell], None]
Place = TypeVar("Place", str, Path)


def keep_plain(path: Path, tell: Tell) -> None:
    """Keep assessments, corrections and actions in a plain file, and forget some."""
    _keep(history.opened(path), tell)


def keep_encrypted(path: Path, tell: Tell) -> None:
    """Do the same in an encrypted file."""
    _keep(history.opened(path, PASSPHRASE), tell)


def keep_in_database(place: str, tell: Tell) -> None:
    """Do the same in a database."""
    _keep(history.opened(place), tell)


def _keep(store: history.Store, tell: Tell) -> None:
    kept = History(store)
    for number in range(6):
        one = kept.keep(result(notes="r100"))
        tell(one.hash)
        kept.choose(history.Action("work.notes", "Begin."), one.number)
        tell(kept.head)
        if number % 3 == 2:
            kept.forget(one.number)
            tell(kept.head)


def migrate(path: Path, tell: Tell) -> None:
    """Read a history whose tables are of the previous version."""
    with_next_version()
    tell(History(history.opened(path)).verify().head)


def with_next_version() -> None:
    """Add a version of the tables after the current one."""
    schema.ONE.migrations = (*schema.ONE.migrations, _next)


def _next(connection: sqlalchemy.Connection) -> None:
    for command in (
        "ALTER TABLE ethics_audit_entries ADD COLUMN note TEXT",
        "CREATE TABLE ethics_audit_notes (note TEXT)",
        *(f"INSERT INTO ethics_audit_notes VALUES ('{number * 'x'}')" for number in range(0, 4000, 100)),
        "CREATE INDEX ethics_audit_by_kind ON ethics_audit_entries (kind)",
    ):
        connection.execute(sqlalchemy.text(command))


def encrypt(path: Path, tell: Tell) -> None:
    """Encrypt a plain file."""
    tell(backup.encrypt(path, NEW).head)


def rekey(path: Path, tell: Tell) -> None:
    """Change the passphrase of a file."""
    tell(backup.rekey(path, PASSPHRASE, NEW).head)


def backup_plain(path: Path, tell: Tell) -> None:
    """Copy a plain file."""
    tell(backup.backup(str(path), path.with_name("copy.db")).head)


def backup_encrypted(path: Path, tell: Tell) -> None:
    """Copy an encrypted file."""
    tell(backup.backup(str(path), path.with_name("copy.db"), PASSPHRASE).head)


def fill(path: Path, passphrase: str | None) -> str:
    """Create a history, and return its head."""
    return filled(history.opened(path, passphrase)).head


def _run(work: Work, place: str | Path, pipe: Connection) -> None:
    encrypted.COST = QUICK_COST
    pipe.send("begin")
    work(place, pipe.send)
    pipe.close()


def kills(work: Work, prepare: Callable[[int], Place], times: int = KILLS) -> Iterator[tuple[Place, list[Any], bool]]:
    """Do a piece of work again and again, and kill it at a random moment.

    Args:
        work: A function of this module.
        prepare: Gives the place for each time.
        times: How often it is tried at most.

    Yields:
        The place, what was told, and whether it was killed before the end.
    """
    chance, end, whole = random.Random(1), time.monotonic() + SECONDS, 0.0
    for number in range(times):
        place = prepare(number)
        ours, theirs = CONTEXT.Pipe(duplex=False)
        process = CONTEXT.Process(target=_run, args=(work, place, theirs))
        process.start()
        theirs.close()
        assert ours.recv() == "begin"
        begun = time.monotonic()
        moment = chance.uniform(0, whole) if whole else 60.0
        process.join(moment)
        if process.exitcode == 0:
            whole = time.monotonic() - begun
        process.kill()
        process.join()
        assert process.exitcode in {0, -signal.SIGKILL}
        yield place, list(_told(ours)), process.exitcode != 0
        process.close()
        if time.monotonic() > end:
            return


def _told(pipe: Connection) -> Iterator[Any]:
    try:
        while True:
            yield pipe.recv()
    except EOFError:
        pipe.close()


def keep_many(place: str, passphrase: str | None, count: int, barrier: Any, told: Any) -> None:
    """Keep assessments while other programs do, and report the number and the hash of each."""
    encrypted.COST = QUICK_COST
    if barrier is not None:
        barrier.wait()
    for _ in range(count):
        kept = History(history.opened(place, passphrase)).keep(result(notes="r0"))
        if told is not None:
            told.append((kept.number, kept.hash))


def keep_owned(place: str, count: int, barrier: Any, told: Any) -> None:
    """Keep assessments of two owners in turn, and report the owner, the number and the hash of each."""
    if barrier is not None:
        barrier.wait()
    with history.Histories(place) as histories:
        for number in range(count):
            owner = ("both", "each")[number % 2]
            kept = histories.of(owner).keep(result(notes="r0"))
            told.append((owner, kept.number, kept.hash))
