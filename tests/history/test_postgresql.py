"""A history in PostgreSQL, for a program that may create nothing."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from support.histories import result

from ethics_audit import history
from ethics_audit.base.errors import StoreError, StoreWarning
from ethics_audit.history import Histories, History, schema
from ethics_audit.history import postgresql as server

if TYPE_CHECKING:
    from support.histories import Server

FILE = Path(schema.__file__).with_name(schema.ONE.published)
GRANTS = (
    "GRANT SELECT, INSERT, UPDATE (salt, body) ON ethics_audit_entries TO clerk",
    "GRANT SELECT ON ethics_audit_schema TO clerk",
)


def space(server: "Server") -> tuple[str, str]:
    """The URLs of a new schema: for its owner, and for a role that may use it but create nothing in it."""
    url = server.database()
    name = url.rpartition("%3D")[2] if "%3D" in url else url.rpartition("=")[2]
    server.execute(
        "DO $$ BEGIN CREATE ROLE clerk LOGIN; EXCEPTION WHEN duplicate_object THEN NULL; END $$",
        f"GRANT USAGE ON SCHEMA {name} TO clerk",
    )
    return url, url.replace("owner@", "clerk@")


def run(url: str, sql: str) -> None:
    """Run a file of SQL as psql does."""
    import psycopg

    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(sql.encode())


def test_the_published_sql_makes_the_tables_of_the_program() -> None:
    """The published file has, word for word, the statements by which the program makes its tables."""
    assert FILE.read_text("utf-8") == schema.published()
    assert all(grant.removesuffix("clerk") in FILE.read_text("utf-8") for grant in GRANTS)


def test_a_role_that_may_create_nothing(postgresql: "Server") -> None:
    """After the owner has run the published file, a role that may create nothing keeps, lists and removes."""
    owner, clerk = space(postgresql)
    place = History(history.opened(clerk))
    assert place.audits() == ()
    with pytest.raises(StoreError, match=rf"permission denied .*the owner of its schema runs {schema.ONE.published}"):
        place.keep(result())
    run(owner, FILE.read_text("utf-8"))
    with pytest.raises(StoreError, match=f"permission denied .*{schema.ONE.published}, which says what to grant"):
        place.audits()
    postgresql.execute(*GRANTS, url=owner)
    assert [place.keep(result()).number, place.keep(result()).number] == [1, 2]
    assert [one.number for one in place.listed()] == [1, 2]
    for change in ("DELETE FROM ethics_audit_entries", "UPDATE ethics_audit_entries SET kind = 'x'"):
        with pytest.raises(Exception, match="permission denied"):
            run(clerk, change)
    with pytest.warns(StoreWarning, match="until the owner of the table runs: VACUUM FULL ethics_audit_entries"):
        place.forget(1)
    assert place.verify().removed == 1
    assert History(history.opened(owner)).verify() == place.verify()


@pytest.fixture(params=["one history", "many"])
def kept_at(request: pytest.FixtureRequest) -> Iterator[Callable[[str], History]]:
    """Open the only history of a database, or one of many."""
    with ExitStack() as opened:
        if request.param == "many":
            yield lambda url: opened.enter_context(Histories(url)).of("a")
        else:
            yield lambda url: History(history.opened(url))


def test_a_write_is_on_the_disk_of_the_server(kept_at: Callable[[str], History], postgresql: "Server") -> None:
    """Whatever a database has by default, a write is told once it is on the disk, and waits for nobody for ever."""
    store: Any = kept_at(postgresql.database() + "%20-csynchronous_commit=off")._store
    settings = ("synchronous_commit", "lock_timeout", "idle_in_transaction_session_timeout")
    with store._writing() as connection:
        assert [connection.exec_driver_sql(f"SHOW {setting}").scalar() for setting in settings] == ["on", "20s", "1min"]


def test_who_reads_does_not_wait(
    kept_at: Callable[[str], History], postgresql: "Server", monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was kept can be read while another program writes."""
    monkeypatch.setattr(server, "LOCKED_SECONDS", 1)
    url = postgresql.database()
    writes, reads = kept_at(url), kept_at(url)
    head = writes.keep(result()).hash
    seen = []

    def link(_: history.Entry | None) -> list[history.Entry]:
        seen.append(reads.verify().head)
        return []

    writes._store.append(link)
    assert seen == [head]


def test_tables_of_the_published_sql_are_those_of_the_program(postgresql: "Server") -> None:
    """An owner who lets the program make the tables has the same ones, and removes without a warning."""
    by_program, by_hand = (space(postgresql)[0] for _ in range(2))
    run(by_hand, FILE.read_text("utf-8"))
    told = []
    for url in (by_program, by_hand):
        kept = History(history.opened(url))
        kept.keep(result())
        kept.forget(1)
        assert kept.verify().removed == 1
        told.append(described(url))
    assert told[0] == told[1]


def described(url: str) -> list[tuple[object, ...]]:
    """The columns, the triggers and the constraints of the tables at a URL."""
    import psycopg

    queries = (
        """SELECT table_name, column_name, data_type, is_nullable FROM information_schema.columns
           WHERE table_schema = current_schema() ORDER BY 1, ordinal_position""",
        """SELECT tgname, replace(pg_get_triggerdef(oid), current_schema(), '') FROM pg_trigger
           WHERE tgrelid = 'ethics_audit_entries'::regclass ORDER BY 1""",
        "SELECT attname, attstattarget FROM pg_attribute WHERE attrelid = 'ethics_audit_entries'::regclass ORDER BY 1",
        """SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint
           WHERE connamespace = current_schema()::regnamespace ORDER BY 1""",
    )
    with psycopg.connect(url) as connection:
        return [row for query in queries for row in connection.execute(query.encode()).fetchall()]
