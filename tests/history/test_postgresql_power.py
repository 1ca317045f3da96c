"""After a power cut of the computer that a database is on, everything acknowledged is there and the chain is valid.

Each cut takes a server that starts and recovers, so there are a tenth of the cuts that a file gets.
"""

import os
import shutil
import signal
import sys
import threading
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import text
from support import killed, power
from support.counted import COUNTED
from support.histories import Server, result, served
from support.power import library

from ethics_audit import history
from ethics_audit.base.errors import EthicsAuditError
from ethics_audit.history import History, postgresql

pytestmark = [
    pytest.mark.power,
    pytest.mark.slow,
    pytest.mark.skipif(not sys.platform.startswith("linux"), reason="what is asked of the disk is only seen on Linux"),
    pytest.mark.skipif(not shutil.which("gcc"), reason="needs a compiler: apt-get install gcc libc6-dev"),
]
CUTS = max(3, int(os.environ.get("CUTS", "120")) // 10)
CARELESS = ("synchronous_commit=off", "wal_writer_delay=10s")
"""A server that acknowledges first and writes later, unless a program asks for more."""
SMALL = ("shared_buffers=1MB", "min_wal_size=2MB", "max_wal_size=2MB")
QUICK = ("shared_buffers=1MB", "autovacuum=off")


class Recorded:
    """A server's work on a new database while audits are kept there.

    Args:
        server: One that was stopped.
        settings: What it works under.
        beside: What it is asked to do again and again beside.
    """

    def __init__(self, server: Server, *settings: str, beside: Collection[str] = ()) -> None:
        self._server = server
        self._start = power.files(server.data)
        log = server.folder / "log"
        log.touch()
        server.give(log)
        recorded = power.environment(library(server.folder), str(server.data), log)
        server.start(*settings, environment=recorded)
        with log.open("ab", buffering=0) as notes, always(server, *beside):
            for _ in range(2):
                killed.keep_in_database(server.url, lambda told: notes.write(power.acknowledged(str(told))))
        server.stop(signal.SIGINT)
        self.asked = power.records(log)
        self.unseen = power.unseen(self.asked, server.data, self._start)

    def faults(self, number: int, first: int = 0) -> Iterator[str]:
        """Yield what is wrong after each of so many cuts; an empty string if nothing is."""
        folder = self._server.folder
        for there, told in power.cuts(self.asked, folder, number, start=self._start, first=first, names_follow=True):
            yield fault(self._server.programs, there, told[-1] if told else None)


@contextmanager
def always(server: Server, *commands: str) -> Iterator[None]:
    """Run commands again and again beside what is done."""
    end = threading.Event()

    def run() -> None:
        server.execute(*commands)
        while not end.wait(0.1):
            server.execute(*commands)

    beside = threading.Thread(target=run)
    beside.start()
    try:
        yield
    finally:
        end.set()
        beside.join()


def fault(programs: Path, there: Path, head: str | None) -> str:
    """Return what is wrong with the history of a server that starts on what a cut left."""
    try:
        server = Server(programs, there, *QUICK)
    except ChildProcessError as wrong:
        return str(wrong)
    try:
        kept = History(history.opened(server.url))
        kept.verify(head)
        kept.keep(result())
        kept.verify(head)
    except EthicsAuditError as wrong:
        return f"{type(wrong).__name__} {wrong}"
    finally:
        server.stop()
    return ""


@pytest.fixture
def server() -> Iterator[Server]:
    """A server that was stopped in good order, without the databases that nothing uses."""
    with served() as one:
        for name in ("template0", "template1"):
            one.execute(f"ALTER DATABASE {name} IS_TEMPLATE false", f"DROP DATABASE {name}")
        one.stop(signal.SIGINT)
        one.run("pg_resetwal")
        yield one


def test_a_cut_while_audits_are_kept(server: Server) -> None:
    """Acknowledged entries survive a cut from the first one, also where the server's owner chose speed over safety."""
    checkpoints = ("CHECKPOINT", "SELECT pg_switch_wal()")
    recorded = Recorded(server, "fsync=on", *CARELESS, *SMALL, beside=checkpoints)
    assert recorded.unseen == []
    assert sum(one.what == "A" for one in recorded.asked) == 28
    assert {wrong for wrong in recorded.faults(CUTS) if wrong} == set()
    COUNTED["power cuts on PostgreSQL"] += CUTS


@pytest.mark.parametrize("weaker", ["fsync=off", "fsync=on"])
def test_less_care_would_lose_what_was_acknowledged(
    weaker: str, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without syncs, and without what the library asks of each transaction, entries are lost and these tests notice."""
    if weaker == "fsync=on":
        monkeypatch.setattr(postgresql, "text", lambda words: text(words.replace("commit = on", "commit = off")))
    recorded = Recorded(server, weaker, *CARELESS)
    assert any(recorded.faults(60, first=[one.what for one in recorded.asked].index("A")))
