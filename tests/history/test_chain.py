"""Any change that somebody makes to the file is reported at the first changed entry."""

import json
import re
import shutil
import sqlite3
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from attrs import evolve
from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError
from support.counted import COUNTED
from support.histories import Opens, filled, kind, new_place, opens, quick_keys, result

from ethics_audit import history
from ethics_audit.assessment import records
from ethics_audit.base.errors import IntegrityError, StoreError
from ethics_audit.history import Entry, History, bodies, chain
from ethics_audit.model.actions import Action

__all__ = ["kind", "new_place", "opens", "quick_keys"]

COLUMNS = ("number", "kind", "at", "salt", "body", "seal", "previous", "hash")
TRIGGERS = ("ethics_audit_no_change", "ethics_audit_no_removal", "ethics_audit_no_replacement")
CHANGED = "was changed after it was written"
BROKEN = "does not follow the entry before it: one of the two was changed, or one between them taken out"


class Forger:
    """Somebody who writes into the file of a history at will."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.rows = list(history.opened(path).entries())
        self.head = self.rows[-1].hash
        self("PRAGMA writable_schema = ON", *(f"DROP TRIGGER {one}" for one in TRIGGERS))

    def __call__(self, *commands: str, **values: object) -> None:
        """Run SQL."""
        with sqlite3.connect(self.path) as connection:
            for command in commands:
                connection.execute(command, values)
        connection.close()

    def write(self, entries: list[Entry]) -> None:
        """Replace all entries with these."""
        self("DELETE FROM ethics_audit_entries")
        for one in entries:
            values = {column: getattr(one, column) for column in COLUMNS}
            self(
                "INSERT INTO ethics_audit_entries VALUES (:number, :kind, :at, :salt, :body, :seal, :previous, :hash)",
                **values,
            )

    def verify(self, head: str = "") -> history.Verified:
        """Verify the history."""
        return History(history.opened(self.path)).verify(head or None)

    def is_named(self, number: int, told: str = "", head: str = "") -> None:
        """Check that reading and keeping both report this entry, and that nothing is written after it."""
        COUNTED["forgeries"] += 1
        kept = History(history.opened(self.path))
        for work in (lambda: kept.verify(head or None), *([] if head else [lambda: kept.keep(result())])):
            with pytest.raises(IntegrityError, match=re.escape(told) or None) as caught:
                work()
            assert caught.value.number == number, caught.value


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the path of a history with eight entries."""
    path = tmp_path_factory.mktemp("example") / "history.db"
    filled(history.opened(path))
    return path


@pytest.fixture
def forger(example: Path, tmp_path: Path) -> Forger:
    """Return a forger who holds a copy of the example."""
    return Forger(Path(shutil.copy(example, tmp_path)))


def relinked(entries: list[Entry]) -> list[Entry]:
    """Return a valid chain of the same bodies, with new numbers, seals and hashes."""
    made: list[Entry] = []
    for one in entries:
        salt, body = one.salt or "", one.body or ""
        made.append(chain.entry(made[-1] if made else None, one.kind, one.at, salt, body))
    return made


def appended(entries: list[Entry], kind: str, body: str) -> list[Entry]:
    """Return the entries with another valid one at the end."""
    return [*entries, chain.entry(entries[-1], kind, "2026-11-26T12:00:00Z", "salt", body)]


VALUES = {
    "number": [77],
    "kind": ["audit", "action", "removal", b"audit"],
    "at": ["2020-01-01T00:00:00Z", "", b"x"],
    "salt": [None, "", "00", b"x"],
    "body": [None, "", "{}", b"x"],
    "seal": ["0" * 64, "", b"x"],
    "previous": ["1" * 64, "", b"x"],
    "hash": ["2" * 64, "", b"x"],
}


def told_of(column: str, value: object, number: int) -> str:
    """Return what is told of an entry with another value in a column."""
    match column:
        case _ if isinstance(value, bytes):
            return "holds what no history writes"
        case "number":
            return f"is missing, or stands after entry {number + 1 if number < 8 else value}"
        case "previous":
            return BROKEN
        case "salt" | "body":
            return "has other content than was written"
    return CHANGED


@pytest.mark.parametrize(
    ("column", "value"),
    [
        pytest.param(column, value, marks=[pytest.mark.slow] if place else [])
        for column in COLUMNS
        for place, value in enumerate(VALUES[column])
    ],
)
def test_each_column_of_each_entry(column: str, value: object, forger: Forger) -> None:
    """Any other value is found at its entry, even a wrong hash in the last one, which no later entry could show."""
    for number in range(1, 9):
        if getattr(forger.rows[number - 1], column) != value:
            forger.write(forger.rows)
            forger(f"UPDATE ethics_audit_entries SET {column} = :value WHERE number = {number}", value=value)
            forger.is_named(number, told_of(column, value, number))
    forger.write(forger.rows)
    assert forger.verify().head == forger.head


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ("body = CAST(X'FF41' AS TEXT)", "has other content than was written"),
        ("body = X'78'", "holds what no history writes"),
        ("at = X'78'", "holds what no history writes"),
    ],
)
def test_text_that_is_no_text(change: str, told: str, forger: Forger) -> None:
    """Bytes, and text that is not UTF-8, are reported like any other change."""
    forger(f"UPDATE ethics_audit_entries SET {change} WHERE number = 3")
    forger.is_named(3, told)


@pytest.mark.parametrize("number", range(1, 8))
def test_an_entry_that_is_taken_out(number: int, forger: Forger) -> None:
    """A missing entry is reported, wherever it was."""
    forger(f"DELETE FROM ethics_audit_entries WHERE number = {number}")
    forger.is_named(number, f"is missing, or stands after entry {number + 1}")


@pytest.mark.parametrize("number", range(1, 8))
def test_an_entry_that_is_taken_out_and_the_gap_closed(number: int, forger: Forger) -> None:
    """When the later entries are renumbered, the one with the missing number is reported."""
    left = [one for one in forger.rows if one.number != number]
    forger.write([evolve(one, number=place) for place, one in enumerate(left, 1)])
    forger.is_named(number, BROKEN if number > 1 else "")


@pytest.mark.parametrize(("one", "other"), [(1, 2), (2, 3), (3, 7), (7, 8)])
def test_entries_that_are_swapped(one: int, other: int, forger: Forger) -> None:
    """The first of two swapped entries is reported, whether they keep their numbers or not."""
    rows = list(forger.rows)
    rows[one - 1], rows[other - 1] = (
        evolve(rows[other - 1], number=one),
        evolve(rows[one - 1], number=other),
    )
    forger.write(rows)
    forger.is_named(one)


@pytest.mark.parametrize("number", range(1, 10))
def test_an_entry_that_is_put_in(number: int, forger: Forger) -> None:
    """An inserted entry is reported, or the one after it, whether it is a copy or follows the entry before."""
    before, after = forger.rows[: number - 1], forger.rows[number - 1 :]
    shifted = [evolve(one, number=one.number + 1) for one in after]
    forger.write([*before, evolve(forger.rows[number % 8], number=number), *shifted])
    forger.is_named(number)
    new = chain.entry(
        before[-1] if before else None, "audit", "2026-11-26T12:00:00Z", "salt", forger.rows[1].body or ""
    )
    forger.write([*before, new, *shifted])
    if after and before:
        forger.is_named(number + 1, BROKEN)
    elif before:
        assert forger.verify(forger.head).count == 9  # what is written behind the end is written


@pytest.mark.parametrize("number", range(-2, 1))
def test_an_entry_before_the_first(number: int, forger: Forger) -> None:
    """An entry before the first one is reported."""
    forger.write([evolve(forger.rows[0], number=number), *forger.rows])
    forger.is_named(1, f"stands after entry {number}")


@pytest.mark.parametrize("number", range(1, 9))
def test_other_content_under_a_new_seal(number: int, forger: Forger) -> None:
    """A changed body is reported even with a new seal; with a new hash as well, the next entry no longer follows."""
    rows = list(forger.rows)
    one = rows[number - 1]
    new = chain.entry(rows[number - 2] if number > 1 else None, one.kind, one.at, "salt", (one.body or "") + " ")
    rows[number - 1] = evolve(one, salt=new.salt, body=new.body, seal=new.seal)
    forger.write(rows)
    forger.is_named(number, CHANGED)
    rows[number - 1] = new
    forger.write(rows)
    if number < len(rows):
        forger.is_named(number + 1, BROKEN)
    else:
        forger.is_named(8, head=forger.head)


@pytest.mark.parametrize("number", range(1, 9))
def test_content_that_is_gone_without_a_record(number: int, forger: Forger) -> None:
    """An entry without content is reported unless a removal lists it."""
    rows = list(forger.rows)
    rows[number - 1] = rows[number - 1].without_body()
    forger.write(rows)
    forger.is_named(number, "has lost its content, and no removal is on record")


def removal(*numbers: int) -> tuple[str, str]:
    """Return the body of a removal of these entries."""
    return bodies.KINDS[bodies.Removal], bodies.body(bodies.Removal("2026-11-26", numbers))


def test_more_content_that_is_gone_without_a_record(forger: Forger) -> None:
    """Of several entries without their content, the first is named."""
    forger.write([one.without_body() if one.number in {4, 7, 8} else one for one in forger.rows])
    forger.is_named(4, "has lost its content, and no removal is on record")


@pytest.mark.parametrize(
    ("numbers", "gone", "named"),
    [
        ((2,), (), 2),  # the content is there
        ((1,), (1,), 9),  # a definition
        ((8, 9), (8,), 9),  # itself
        ((8, 10), (8,), 9),  # one that comes later
        ((8,), (7,), 8),  # another one than is gone
        ((8,), (7, 8), 7),  # one fewer than are gone
    ],
)
def test_a_removal_that_is_forged(numbers: tuple[int, ...], gone: tuple[int, ...], named: int, forger: Forger) -> None:
    """A removal explains only missing assessments and actions before it."""
    rows = appended(forger.rows, *removal(*numbers))
    forger.write([one.without_body() if one.number in gone else one for one in rows])
    forger.is_named(named)


def test_content_that_comes_back(forger: Forger) -> None:
    """Removed content that is restored from an older copy is reported, although its seal is valid."""
    History(history.opened(forger.path)).forget(4)
    after = list(history.opened(forger.path).entries())
    forger.write([*forger.rows[:8], after[8]])
    forger.is_named(8, "has its content again, which entry 9 says was removed")


@pytest.mark.parametrize(
    ("entry", "told"),
    [
        (("gossip", "{}"), "is of a kind that this version does not know: gossip"),
        (("audit", "{}"), "cannot be read: "),
        (("removal", "[]"), "cannot be read: "),
        (("outcome", bodies.body(bodies.KeptOutcome("2026-11-26", 2, "done"))), "refers to entry 2"),
        (("action", bodies.body(bodies.KeptAction("2026-11-26", 4, Action("work.notes", "x")))), "refers to entry 4"),
    ],
)
def test_an_entry_that_no_history_writes(entry: tuple[str, str], told: str, forger: Forger) -> None:
    """A valid chain with an entry that no history writes is refused."""
    forger.write(appended(forger.rows, *entry))
    forger.is_named(9, told)


@pytest.mark.parametrize(
    ("changes", "named", "told"),
    [
        ({"corrects": 9}, 9, "refers to entry 9"),
        ({"corrects": 1}, 9, "refers to entry 1"),
        ({"definition": 2}, 9, "refers to entry 2"),
        ({"definition": 9}, 9, "refers to entry 9"),
        ({"definition": 6}, 9, "does not fit its definition"),
        ({"results": ()}, 9, "holds another result than its answers have under its definition"),
        ({"audit": records.AuditRecord("example", "1.0", "x")}, 9, "holds another result"),
    ],
)
def test_an_audit_that_is_forged(changes: dict[str, object], named: int, told: str, forger: Forger) -> None:
    """An assessment must refer to earlier entries and hold the result of its answers under its definition."""
    kept = evolve(bodies.read(forger.rows[7], bodies.KeptAudit), **changes)
    forger.write(appended(forger.rows, "audit", bodies.body(kept)))
    with pytest.raises(IntegrityError, match=re.escape(told)) as caught:
        forger.verify()
    assert caught.value.number == named


@pytest.mark.parametrize("results", [[], 5, None])
def test_a_list_without_a_result(results: object, forger: Forger) -> None:
    """An entry that holds no result is named when it is listed."""
    body = json.loads(forger.rows[7].body or "") | {"results": results}
    forger.write(appended(forger.rows, "audit", json.dumps(body)))
    with pytest.raises(IntegrityError, match="holds no result") as caught:
        History(history.opened(forger.path)).listed()
    assert caught.value.number == 9


def test_a_definition_that_is_none(forger: Forger) -> None:
    """A broken definition is reported when the assessment under it is scored."""
    rows = appended(forger.rows, "definition", "{}")
    kept = evolve(bodies.read(forger.rows[7], bodies.KeptAudit), definition=9)
    forger.write(appended(rows, "audit", bodies.body(kept)))
    with pytest.raises(IntegrityError, match="cannot be read: ") as caught:
        forger.verify()
    assert caught.value.number == 9


@pytest.mark.parametrize("left", range(8))
def test_an_end_that_is_cut_off(left: int, forger: Forger) -> None:
    """The chain alone cannot show a cut end; a head that was written down can."""
    forger(f"DELETE FROM ethics_audit_entries WHERE number > {left}")
    assert forger.verify().count == left
    told = f"entry {left} is the last one, and none has this hash: the end was cut off, or it is another history"
    for lost in forger.rows[left:]:
        with pytest.raises(IntegrityError, match=re.escape(told)):
            forger.verify(lost.hash)
    assert [forger.verify(one.hash).known_at for one in forger.rows[:left]] == list(range(1, left + 1))


@pytest.mark.parametrize("number", range(1, 9))
def test_a_chain_that_is_written_anew(number: int, forger: Forger) -> None:
    """Only a head that was written down shows that all later hashes were recomputed."""
    rows = list(forger.rows)
    rows[number - 1] = evolve(rows[number - 1], at="2020-01-01T00:00:00Z")
    forger.write(relinked(rows))
    assert forger.verify().count == 8
    for one in forger.rows[number - 1 :]:
        with pytest.raises(IntegrityError):
            forger.verify(one.hash)
    assert all(forger.verify(one.hash).known_at == one.number for one in forger.rows[: number - 1])


@pytest.mark.parametrize(
    "command",
    [
        "DROP TABLE ethics_audit_schema",
        "DELETE FROM ethics_audit_schema",
        "INSERT INTO ethics_audit_schema VALUES (1)",
        "UPDATE ethics_audit_schema SET version = 'one'",
        "UPDATE ethics_audit_schema SET version = 0",
    ],
)
def test_tables_without_their_version(command: str, forger: Forger) -> None:
    """Missing or damaged tables are neither taken for an empty history nor created again."""
    forger(command)
    kept = History(history.opened(forger.path))
    for work in (kept.verify, lambda: kept.keep(result())):
        with pytest.raises(StoreError) as caught:
            work()
        assert str(caught.value) == "the history is damaged: its tables carry no version; a backup is needed"
        assert caught.value.code == "damaged"


@pytest.mark.parametrize(
    "command",
    [
        "UPDATE ethics_audit_entries SET kind = 'action' WHERE number = 2",
        "UPDATE ethics_audit_entries SET number = 12 WHERE number = 8",
        "UPDATE ethics_audit_entries SET at = '' WHERE number = 2",
        "UPDATE ethics_audit_entries SET seal = '' WHERE number = 2",
        "UPDATE ethics_audit_entries SET previous = '' WHERE number = 2",
        "UPDATE ethics_audit_entries SET hash = '' WHERE number = 2",
        "UPDATE ethics_audit_entries SET body = '{}' WHERE number = 2",
        "UPDATE ethics_audit_entries SET body = NULL WHERE number = 2",
        "UPDATE ethics_audit_entries SET salt = NULL WHERE number = 2",
        "DELETE FROM ethics_audit_entries WHERE number = 8",
        "DELETE FROM ethics_audit_entries",
        "sqlite: INSERT OR REPLACE INTO ethics_audit_entries VALUES (2, '', '', '', '', '', '', '')",
        "sqlite: REPLACE INTO ethics_audit_entries VALUES (8, '', '', '', '', '', '', '')",
        "INSERT INTO ethics_audit_entries VALUES (2, '', '', '', '', '', '', '')",
        "postgresql: TRUNCATE ethics_audit_entries",
    ],
)
def test_an_honest_program_is_refused(command: str, kind: str, opens: Opens) -> None:
    """The database itself refuses to change, replace or remove entries."""
    only, _, words = command.rpartition(": ")
    if kind == "list" or (only and only not in kind.replace("sqlcipher", "sqlite")):
        return
    kept = filled(opens())
    before = list(opens().entries())
    engine: Engine = opens()._engine  # type: ignore[attr-defined]
    with engine.connect() as connection, pytest.raises(DBAPIError, match="a history is never changed|duplicate key"):
        connection.execute(text(words))
    assert list(opens().entries()) == before
    assert kept.keep(result(), date(2026, 11, 26)).number == 5


def test_the_seal_does_not_tell_what_was_removed(forger: Forger) -> None:
    """Every entry has its own salt, so that nobody can guess a removed body by trying."""
    salts = [one.salt or "" for one in forger.rows]
    assert len(set(salts)) == 8
    assert all(re.fullmatch("[0-9a-f]{32}", salt) for salt in salts)


def test_parts_of_a_hash_cannot_move() -> None:
    """Entries whose parts are equal when joined have different hashes."""
    make: Callable[..., Entry] = chain.entry
    assert len({make(None, *parts, "salt", "body").hash for parts in (("ab", "c"), ("a", "bc"), ('a","b', "c"))}) == 3
    assert make(None, "k", "t", "ab", "c").seal != make(None, "k", "t", "a", "bc").seal
