"""Many histories in one PostgreSQL database, each with an owner."""

import asyncio
import os
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psycopg
import pytest
from django.utils.functional import SimpleLazyObject
from support.counted import COUNTED
from support.histories import EARLIER, EXAMPLE, PASSPHRASE, ListStore, fill, filled, quick_keys, result
from support.killed import CONTEXT, keep_owned

import ethics_audit as ea
from ethics_audit import history
from ethics_audit.base.errors import ArgumentError, IntegrityError, StoreError
from ethics_audit.history import Histories, History, many, postgresql
from ethics_audit.history.definitions import sha256

if TYPE_CHECKING:
    from support.histories import Server

__all__ = ["quick_keys"]
FILE = Path(many.__file__).with_name(many.PUBLISHED)
TABLES = ("ethics_audit_histories", "ethics_audit_definitions")
GRANTS = (
    "GRANT SELECT, INSERT, UPDATE (salt, body) ON ethics_audit_histories TO the_program;",
    "GRANT SELECT, INSERT ON ethics_audit_definitions TO the_program;",
    "GRANT SELECT ON ethics_audit_histories_schema TO the_program;",
)
REMOVES = "GRANT DELETE ON ethics_audit_histories TO the_program;"


@pytest.fixture
def url(postgresql: "Server") -> str:
    """The URL of a new schema."""
    return postgresql.database()


@pytest.fixture
def histories(url: str) -> Iterator[Histories]:
    """The histories in a new schema."""
    with Histories(url) as found:
        yield found


def rows(url: str, query: str) -> list[Any]:
    """Run SQL as another program would."""
    with psycopg.connect(url, autocommit=True) as connection:
        cursor = connection.execute(query.encode())
        return cursor.fetchall() if cursor.description else []


def space(server: "Server", url: str) -> str:
    """The URL of a schema for a role that may use it but create nothing in it."""
    name = url.rpartition("%3D")[2] if "%3D" in url else url.rpartition("=")[2]
    server.execute(
        "DO $$ BEGIN CREATE ROLE clerk LOGIN; EXCEPTION WHEN duplicate_object THEN NULL; END $$",
        f"GRANT USAGE ON SCHEMA {name} TO clerk",
    )
    return url.replace("owner@", "clerk@")


def test_each_owner_has_a_history_and_all_share_definitions(histories: Histories, url: str) -> None:
    """Numbers, lists and removals are an owner's own; each definition is there once, and bodies refer to it."""
    first, second = histories.of("clinician-17"), histories.of("clinician-18")
    assert (first.audits(), second.verify().count) == ((), 0)
    fill(first)
    assert second.audits() == ()
    assert [second.keep(result(notes="r0")).number for _ in range(2)] == [1, 2]
    alone = filled(history.opened(Path(os.environ["ETHICS_AUDIT_HISTORY"])))
    assert [one.result for one in first.audits()] == [one.result for one in alone.audits()]
    assert first.listed() == alone.listed()
    assert first.actions() == alone.actions()
    documents = {sha256(ea.to_json(one)): ea.to_json(one) for one in (EXAMPLE, EARLIER)}
    assert dict(rows(url, "SELECT sha256, document FROM ethics_audit_definitions")) == documents
    assert rows(url, "SELECT count(*) FROM ethics_audit_histories WHERE kind = 'definition'") == [(0,)]
    head = second.head
    first.forget(1)
    assert (first.verify().removed, second.verify(head).known_at) == (4, 3)
    assert histories.of("clinician-17").verify() == first.verify()


def test_everything_of_an_owner_is_removed(histories: Histories, url: str) -> None:
    """The others keep all, the owner can begin again, and no honest statement removes what is not named."""
    mine, other = histories.of("a"), histories.of("b")
    fill(mine)
    other.keep(result(notes="r50"))
    before = other.verify()
    for change in (
        "DELETE FROM ethics_audit_histories WHERE owner = 'a'",
        "SET ethics_audit.removed = 'b'; DELETE FROM ethics_audit_histories WHERE owner = 'a'",
        "UPDATE ethics_audit_histories SET owner = 'c' WHERE owner = 'a'",
        "UPDATE ethics_audit_histories SET body = 'x' WHERE owner = 'a'",
        "TRUNCATE ethics_audit_histories",
        "DELETE FROM ethics_audit_definitions",
        "UPDATE ethics_audit_definitions SET document = 'x'",
        "TRUNCATE ethics_audit_definitions",
    ):
        with pytest.raises(psycopg.errors.RaiseException, match="a history is never changed"):
            rows(url, change)
    with pytest.raises(psycopg.errors.CheckViolation):
        rows(url, f"INSERT INTO ethics_audit_definitions VALUES ('{'0' * 64}', 'x')")
    for owner, head in (("a", before.head), ("nobody", before.head)):
        with pytest.raises(StoreError, match="another head: .*; nothing was removed now") as caught:
            histories.remove(owner, head)
        assert caught.value.code == "replaced"
    assert (histories.remove("a", mine.head), histories.remove("a"), histories.remove("nobody")) == (8, 0, 0)
    assert mine.audits() == ()
    assert rows(url, "SELECT DISTINCT owner FROM ethics_audit_histories") == [("b",)]
    assert mine.keep(result(notes="r0")).number == 1
    assert other.verify(before.head) == history.Verified(2, before.head, 0, 2)


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE ethics_audit_definitions SET document = document || ' '",
        "DELETE FROM ethics_audit_definitions",
        "UPDATE ethics_audit_histories SET owner = 'c' WHERE owner = 'a' AND number = 2",
        "UPDATE ethics_audit_histories SET body = replace(body, 'r100', 'r0') WHERE owner = 'a' AND number = 2",
    ],
)
def test_what_a_dishonest_program_changes_shows(change: str, histories: Histories, url: str) -> None:
    """Without the guards, a change of an entry or of the shared definition is named, and nothing is scored."""
    mine = histories.of("a")
    head = mine.keep(result(notes="r100")).hash
    disabled = "".join(f"ALTER TABLE {name} DISABLE TRIGGER USER;" for name in TABLES)
    constraint = "ALTER TABLE ethics_audit_definitions DROP CONSTRAINT ethics_audit_definitions_check;"
    rows(url, f"{disabled}{constraint}{change}")
    with pytest.raises(IntegrityError):
        mine.verify(head)
    if "definitions" in change:
        assert len(mine.listed()) == 1
        with pytest.raises(IntegrityError, match=f"entry 1 .*{sha256(ea.to_json(EXAMPLE))}"):
            mine.audits()
        with pytest.raises((IntegrityError, StoreError)):
            histories.of("d").keep(result(notes="r0")) if "UPDATE" in change else mine.audit(1)


def test_a_definition_that_is_gone_is_put_back(histories: Histories, url: str) -> None:
    """Nothing is called kept that cannot be read: a definition that is gone is put back, a changed one refused."""
    mine = histories.of("a")
    mine.keep(result(notes="r100"))
    disabled = "".join(f"ALTER TABLE {name} DISABLE TRIGGER USER;" for name in TABLES)
    constraint = "ALTER TABLE ethics_audit_definitions DROP CONSTRAINT ethics_audit_definitions_check;"
    rows(url, f"{disabled}{constraint}DELETE FROM ethics_audit_definitions")
    assert mine.keep(result(notes="r0")).number == 2
    assert len(mine.audits()) == 2
    rows(url, "UPDATE ethics_audit_definitions SET document = document || ' '")
    with pytest.raises(StoreError, match="cannot be read back as it was put"):
        mine.keep(result(notes="r50"))
    assert len(mine.listed()) == 2


def test_an_owner_that_is_made_later(histories: Histories) -> None:
    """What stands for a text until it is read is that text."""
    histories.of("a").keep(result(notes="r0"))
    assert len(histories.of(SimpleLazyObject(lambda: "a")).audits()) == 1  # type: ignore[arg-type]


async def someone() -> str:
    """Return an owner, if it is awaited."""
    return "clinician-17"


@pytest.mark.parametrize("owner", ["", " ", " a", "a\n", "a\x00", "x" * 201, 17, None, True, b"a", ["a"], "\ud800"])
def test_an_owner_that_is_none(owner: Any) -> None:
    """Anything but a text of printable characters is refused, so that two people never share a history."""
    histories = Histories("postgresql://nobody@/nowhere")
    restore = partial(histories.restore, store=ListStore())
    for work in (histories.of, histories.remove, partial(histories.backup, target="x"), restore):
        with pytest.raises(ArgumentError, match="owner: expected"):
            work(owner)


def test_an_owner_that_was_not_awaited() -> None:
    """A coroutine is refused."""
    waiting = someone()
    with pytest.raises(ArgumentError, match="owner: expected non-empty text"):
        Histories("postgresql://nobody@/nowhere").of(waiting)  # type: ignore[arg-type]
    assert asyncio.run(waiting) == "clinician-17"


@pytest.mark.parametrize("place", ["", "history.db", "mysql://x", 5, None, "postgresql://me:seven-foxes@x:y/"])
def test_a_place_that_is_none(place: Any) -> None:
    """Anything but a URL of PostgreSQL is refused, and a password in it is not told."""
    with pytest.raises(ArgumentError, match="place: expected") as caught:
        Histories(place)
    assert "foxes" not in str(caught.value)


def test_what_is_told_of_a_place(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of another place only its scheme is told; where the library is missing, the extra is named."""
    for place, told in (("mysql://me:seven-foxes@here/x", "'mysql'"), (5, "5"), ("x.db", "'x.db'")):
        with pytest.raises(ArgumentError) as caught:
            Histories(place)  # type: ignore[arg-type]
        assert str(caught.value) == f"place: expected a URL such as postgresql://user@host/name, got {told}"
    Histories("postgresql://nobody@/nowhere", 1).close()
    monkeypatch.delitem(sys.modules, "ethics_audit.history.postgresql")
    monkeypatch.delattr(history, "postgresql")
    monkeypatch.setitem(sys.modules, "sqlalchemy", None)
    with pytest.raises(ea.MissingExtraError, match=r"ethics-audit\[postgresql\]"):
        Histories("postgresql://nobody@/nowhere")


@pytest.mark.parametrize("connections", [0, -1, 1.5, True, "5"])
def test_a_number_of_connections_that_is_none(connections: Any) -> None:
    """It is a whole number from 1."""
    with pytest.raises(ArgumentError, match="connections: expected a whole number from 1"):
        Histories("postgresql://nobody@/nowhere", connections)


def test_the_published_sql_is_what_the_program_runs() -> None:
    """The published file has, word for word, the statements by which the program makes its tables."""
    assert FILE.read_text("utf-8") == many.published()
    assert all(grant in FILE.read_text("utf-8") for grant in (*GRANTS, REMOVES))


def test_a_role_that_may_create_nothing(postgresql: "Server", url: str) -> None:
    """After the owner of the schema has run the published file, such a role does all work, for one owner at a time."""
    clerk = space(postgresql, url)
    with Histories(clerk) as histories:
        mine = histories.of("a")
        assert mine.audits() == ()
        with pytest.raises(StoreError, match=f"permission denied .*the owner of its schema runs {many.PUBLISHED}"):
            mine.keep(result())
        rows(url, FILE.read_text("utf-8"))
        with pytest.raises(StoreError, match="permission denied .*which says what to grant"):
            mine.audits()
        rows(url, "".join(GRANTS).replace("the_program", "clerk"))
        fill(mine)
        fill(histories.of("b"))
        mine.forget(1)
        assert mine.verify().removed == 4
        assert rows(clerk, "SELECT * FROM ethics_audit_histories") == []
        as_b = clerk.replace("options=", "options=-cethics_audit.owner%3Db%20")
        assert rows(as_b, "SELECT DISTINCT owner FROM ethics_audit_histories") == [("b",)]
        assert rows(as_b, "UPDATE ethics_audit_histories SET salt = NULL, body = NULL WHERE owner = 'a'") == []
        with pytest.raises(psycopg.errors.InsufficientPrivilege, match="row-level security"):
            rows(clerk, "INSERT INTO ethics_audit_histories VALUES ('c', 1, '', '', '', '', '', '', '')")
        with pytest.raises(StoreError, match="permission denied"):
            histories.remove("a")
        rows(url, REMOVES.replace("the_program", "clerk"))
        assert histories.remove("a") == 9
        assert histories.of("b").verify().count == 8


def test_tables_of_the_published_sql_are_those_of_the_program(postgresql: "Server") -> None:
    """An owner who lets the program make the tables has the same ones."""
    by_program, by_hand = postgresql.database(), postgresql.database()
    rows(by_hand, FILE.read_text("utf-8"))
    told = []
    for place in (by_program, by_hand):
        with Histories(place) as histories:
            histories.of("a").keep(result())
        told.append(described(place))
    assert told[0] == told[1]


def test_tables_of_a_newer_version(histories: Histories, url: str) -> None:
    """A program that is still running when a newer one brings the tables to its version stops using them."""
    mine = histories.of("a")
    mine.keep(result(notes="r0"))
    rows(url, "UPDATE ethics_audit_histories_schema SET version = 2")
    for work in (mine.audits, lambda: mine.keep(result(notes="r50")), lambda: histories.remove("a")):
        with pytest.raises(StoreError, match="got version 2: install a newer ethics-audit"):
            work()
    rows(url, "DELETE FROM ethics_audit_histories_schema")
    with pytest.raises(StoreError, match="its tables carry no version"):
        mine.audits()


def described(url: str) -> list[Any]:
    """The columns, the triggers, the constraints and the policies of the tables at a URL."""
    return [
        rows(url, query)
        for query in (
            """SELECT table_name, column_name, data_type, is_nullable, collation_name FROM information_schema.columns
               WHERE table_schema = current_schema() ORDER BY 1, ordinal_position""",
            """SELECT tgrelid::regclass::text, tgname, replace(pg_get_triggerdef(oid), current_schema(), '')
               FROM pg_trigger WHERE tgrelid IN (SELECT oid FROM pg_class
               WHERE relnamespace = current_schema()::regnamespace) ORDER BY 1, 2""",
            """SELECT attname, attstattarget FROM pg_attribute
               WHERE attrelid = 'ethics_audit_histories'::regclass ORDER BY 1""",
            """SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint
               WHERE connamespace = current_schema()::regnamespace ORDER BY 1""",
            "SELECT tablename, policyname, qual FROM pg_policies WHERE schemaname = current_schema()",
            """SELECT relname, relrowsecurity FROM pg_class WHERE relnamespace = current_schema()::regnamespace
               ORDER BY 1""",
        )
    ]


@pytest.mark.parametrize("passphrase", [None, PASSPHRASE])
def test_the_history_of_one_owner_is_copied_and_restored(
    passphrase: str | None,
    histories: Histories,
    tmp_path: Path,
    quick_keys: None,  # noqa: ARG001 - a fixture
) -> None:
    """A copy is a history of its own, with the definitions that it refers to, and gives the same one back."""
    mine = histories.of("a")
    fill(mine)
    fill(histories.of("b"))
    copy = tmp_path / "copy.db"
    told = histories.backup("a", copy, passphrase)
    assert told == mine.verify()
    found = history.opened(copy, passphrase)
    assert History(found).audits() == mine.audits()
    again = history.backup.backup(str(copy), tmp_path / "second.db", passphrase)
    assert again == told
    if passphrase is None:
        assert history.backup.encrypt(tmp_path / "second.db", PASSPHRASE) == told
    for target, code in ((copy, "exists"), (tmp_path / "none" / "x.db", "unwritable")):
        with pytest.raises(StoreError) as caught:
            histories.backup("a", target)
        assert caught.value.code == code
    with pytest.raises(StoreError, match="the history is empty"):
        histories.backup("nobody", tmp_path / "x.db")
    assert histories.restore("c", found) == told
    assert histories.of("c").audits() == mine.audits()
    histories.remove("a")
    histories.restore("a", found)
    assert mine.verify() == told
    with pytest.raises(StoreError, match="the owner has a history already") as caught:
        histories.restore("b", found)
    assert caught.value.code == "exists"
    with pytest.raises(StoreError, match="there is nothing to restore") as caught:
        histories.restore("d", history.opened(tmp_path / "new.db"))
    assert caught.value.code == "empty"
    new: Any = history.opened(tmp_path / "new.db")
    assert new.get("0" * 64) is None
    mine.keep(result(notes="r0"))
    assert histories.of("b").verify().count == 8


def test_a_copy_is_restored_in_another_database(histories: Histories, postgresql: "Server", tmp_path: Path) -> None:
    """A copy brings along the definitions that it refers to."""
    fill(histories.of("a"))
    told = histories.backup("a", tmp_path / "copy.db")
    with Histories(postgresql.database()) as elsewhere:
        assert elsewhere.restore("a", history.opened(tmp_path / "copy.db")) == told


def test_a_history_of_version_1_moves_to_an_owner(histories: Histories, postgresql: "Server") -> None:
    """A history in a database of its own is restored as it is, its whole definitions too, and goes on."""
    single = history.opened(postgresql.database())
    filled(single)
    before = History(single).verify()
    assert histories.restore("a", single) == before
    mine = histories.of("a")
    assert mine.audits() == History(single).audits()
    mine.keep(result(notes="r50"))
    assert mine.verify(before.head).known_at == before.count


def test_a_changed_history_is_not_restored(histories: Histories, tmp_path: Path) -> None:
    """What fails its check is not taken."""
    path = tmp_path / "history.db"
    filled(history.opened(path))
    entries = list(history.opened(path).entries())
    other = history.opened(tmp_path / "other.db")
    other.append(lambda _: [entries[0], entries[2]])
    with pytest.raises(IntegrityError):
        histories.restore("a", other)
    with pytest.raises(ArgumentError, match="store: expected a store, .* got 'a History'"):
        histories.restore("a", History(other))  # type: ignore[arg-type]
    assert histories.of("a").audits() == ()


# connections


def connections(url: str) -> int:
    """How many connections to the server there are beside this one, of the schema at a URL."""
    query = "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'many' AND pid <> pg_backend_pid()"
    return int(rows(url, query)[0][0])


def named(url: str) -> str:
    """A URL whose connections can be told from others."""
    return f"{url}&application_name=many"


def at_once(work: Callable[[int], object], count: int) -> None:
    """Do work in many threads at once; an error in one is raised."""
    with ThreadPoolExecutor(count) as pool:
        list(pool.map(work, range(count)))


def wait(until: Callable[[], object]) -> None:
    """Wait until something holds, or for a minute."""
    end = time.monotonic() + 60
    while not until() and time.monotonic() < end:
        time.sleep(0.01)


def test_many_threads_share_few_connections(url: str) -> None:
    """Fifty threads never have more connections than were asked for, which are open for the next ones, until closed."""
    seen: list[int] = []
    with Histories(named(url), connections=3) as histories:

        def work(number: int) -> None:
            histories.of(f"clinician-{number}").keep(result(notes="r0"))
            seen.append(connections(url))

        at_once(work, 50)
        assert (max(seen), connections(url)) == (3, 3)
        assert all(len(histories.of(f"clinician-{number}").audits()) == 1 for number in range(50))
    wait(lambda: not connections(url))
    assert connections(url) == 0
    assert rows(url, "SELECT count(*) FROM ethics_audit_definitions") == [(1,)]


def test_many_threads_and_one_history_in_a_database(url: str) -> None:
    """Stores at one URL share their connections too, however often it is opened; the last one closes them."""
    place = named(url)
    first, seen = history.opened(place), []

    def work(_: int) -> None:
        History(history.opened(place)).keep(result(notes="r0"))
        seen.append(connections(url))

    at_once(work, 20)
    assert max(seen) <= postgresql.CONNECTIONS
    assert len(History(first).audits()) == 20
    del first
    wait(lambda: not connections(url))
    assert connections(url) == 0


def test_connections_that_are_all_in_use(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who waits too long for one is told so; a link that reads takes no second one."""
    monkeypatch.setattr(postgresql, "PATIENCE_SECONDS", 0.2)
    with Histories(url, connections=1) as histories:
        mine, beside = histories.of("a"), histories.of("b")
        mine.keep(result(notes="r0"))

        def link(last: history.Entry | None) -> list[history.Entry]:
            assert list(mine._store.entries())[-1] == last
            with pytest.raises(StoreError, match="busy: all connections are in use") as caught:
                beside.audits()
            assert caught.value.code == "busy"
            return []

        mine._store.append(link)
        assert beside.audits() == ()


def test_a_connection_that_the_server_closed(postgresql: "Server", url: str) -> None:
    """It is replaced without an error."""
    with Histories(named(url)) as histories:
        mine = histories.of("a")
        mine.keep(result(notes="r0"))
        postgresql.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'many'")
        assert mine.keep(result(notes="r50")).number == 2


def test_a_process_that_forks(url: str) -> None:
    """The child opens connections of its own, and leaves those of its parent alone."""
    with Histories(named(url)) as histories:
        mine = histories.of("a")
        mine.keep(result(notes="r0"))
        if not (child := os.fork()):  # pragma: no cover - the child
            code = 1
            try:
                code = mine.keep(result(notes="r50")).number - 2
            finally:
                os._exit(code)
        assert os.waitpid(child, 0)[1] == 0
        assert mine.keep(result(notes="r100")).number == 3
        assert mine.verify().count == 4


def test_a_child_leaves_the_connections_of_its_parent(url: str) -> None:
    """What runs in the child drops them without a word to the server."""
    with Histories(url) as histories:
        histories.of("a").keep(result(notes="r0"))
        taken = histories._engine.raw_connection()
        driver: Any = taken.driver_connection
        taken.close()
        postgresql._after_fork()
        assert histories.of("a").verify().count == 2
        assert driver.execute("SELECT 1").fetchall() == [(1,)]
        driver.close()


# writers at once


def test_a_writer_waits_for_no_other_owner(histories: Histories, url: str) -> None:
    """While one owner's entry is being written, another's is written, and the same one's waits."""
    mine, other = histories.of("a"), histories.of("b")
    mine.keep(result(notes="r0"))
    later: list[int] = []
    same = threading.Thread(target=lambda: later.append(histories.of("a").keep(result(notes="r50")).number))

    def link(_: history.Entry | None) -> list[history.Entry]:
        same.start()
        assert other.keep(result(notes="r0")).number == 1
        waits = "SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'advisory'"
        wait(lambda: rows(url, waits) != [(0,)])
        assert later == []
        return []

    mine._store.append(link)
    same.join()
    assert later == [2]


def test_a_program_that_hangs_while_it_writes(histories: Histories, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who waits for it is told so, other owners do not wait, and the server ends it after a while."""
    monkeypatch.setattr(postgresql, "LOCKED_SECONDS", 1)
    monkeypatch.setattr(postgresql, "IDLE_SECONDS", 3)
    mine = histories.of("a")
    mine.keep(result(notes="r0"))

    def hang(_: history.Entry | None) -> list[history.Entry]:
        with pytest.raises(StoreError, match="the database is busy: another program has been writing") as caught:
            histories.of("a").keep(result(notes="r50"))
        assert caught.value.code == "busy"
        assert histories.of("b").keep(result(notes="r0")).number == 1
        time.sleep(3.5)
        return []

    with pytest.raises(StoreError, match="idle-in-transaction"):
        mine._store.append(hang)
    assert mine.keep(result(notes="r50")).number == 2


def test_many_programs_and_one_owner(url: str) -> None:
    """Programs that create the tables, put the same definition and write for the same owners at once lose nothing."""
    writers, each = 4, 6
    with CONTEXT.Manager() as manager:
        told, barrier = manager.list(), manager.Barrier(writers)
        programs = [CONTEXT.Process(target=keep_owned, args=(url, each, barrier, told)) for _ in range(writers)]
        for one in programs:
            one.start()
        for one in programs:
            one.join()
        assert [one.exitcode for one in programs] == [0] * writers
        kept = {(owner, number): hash for owner, number, hash in told}
    assert len(kept) == writers * each
    with Histories(url) as histories:
        for owner in ("both", "each"):
            mine = histories.of(owner)
            assert {(owner, one.number): one.hash for one in mine.audits()}.items() <= kept.items()
            assert mine.verify().count == writers * each // 2 + 1
    assert rows(url, "SELECT count(*) FROM ethics_audit_definitions") == [(1,)]
    COUNTED["entries that four programs kept at once for two owners"] += writers * each


def told_before_a_kill(url: str, least: int) -> dict[tuple[str, int], str]:
    """What a program told until it was killed, after some entries: the hash by owner and number."""
    with CONTEXT.Manager() as manager:
        told = manager.list()
        program = CONTEXT.Process(target=keep_owned, args=(url, 1000, None, told))
        program.start()
        wait(lambda: len(told) >= least)
        program.kill()
        program.join()
        return {(owner, number): hash for owner, number, hash in told}


def test_a_program_that_is_killed_while_it_writes(url: str) -> None:
    """What it had told is there, the rest is whole or not there, and nobody waits for it."""
    with Histories(url) as histories:
        both = {owner: histories.of(owner) for owner in ("both", "each")}
        for least in (3, 4, 5):
            kept = told_before_a_kill(url, least)
            found = {(owner, one.number): one.hash for owner, mine in both.items() for one in mine.audits()}
            assert kept.items() <= found.items()
            assert all(mine.verify().count > 1 for mine in both.values())
            both["both"].keep(result(notes="r0"))
