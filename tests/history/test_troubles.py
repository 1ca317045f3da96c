"""Whatever goes wrong with a place, there is one clear error and the history is as it was."""

import errno
import os
import shutil
import sqlite3
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest
from support.histories import FILES, PASSPHRASE, filled, passphrase_of, quick_keys, result

import ethics_audit as ea
from ethics_audit import history
from ethics_audit.base import files as whole_files
from ethics_audit.base.causes import CODES
from ethics_audit.base.errors import IntegrityError, StoreError
from ethics_audit.history import History, backup, locations, private_files, recognition, sqlite, troubles

if TYPE_CHECKING:
    from support.histories import Server

__all__ = ["quick_keys"]
pytestmark = pytest.mark.usefixtures("quick_keys")
NOBODY = 65534


@pytest.fixture(params=FILES)
def passphrase(request: pytest.FixtureRequest) -> str | None:
    """Return the passphrase of each kind of file."""
    return passphrase_of(request.param)


def says(work: Callable[[], object], told: str, error: type[ea.EthicsAuditError] = StoreError) -> None:
    """Check that the work fails with exactly this message, and a code that other programs know."""
    with pytest.raises(error) as caught:
        work()
    assert str(caught.value) == told
    assert caught.value.code in CODES


def test_a_full_disk(passphrase: str | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """When SQLite reports a full file, kept entries are safe and the refused one is absent."""
    path = tmp_path / "history.db"
    head = filled(history.opened(path, passphrase)).head
    monkeypatch.setattr(sqlite, "PRAGMAS", (*sqlite.PRAGMAS, "PRAGMA max_page_count = 1"))
    long = ea.not_applicable("x" * 500)
    told = f"{path} cannot be written: the disk is full; what was saved before is safe"
    kept = History(history.opened(path, passphrase))

    def keep() -> None:
        for _ in range(20):
            kept.keep(result(gifts=long, consent=long))

    says(keep, told)
    monkeypatch.undo()
    found = History(history.opened(path, passphrase)).verify(head or None)
    assert found.known_at == 8


def test_a_disk_that_is_really_full(tmp_path: Path) -> None:
    """On a small disk, entries and backups that do not fit are refused and leave nothing behind."""
    if os.geteuid() != 0:
        pytest.skip("needs root, for a small disk")
    small = tmp_path / "small"
    small.mkdir()
    mount = [str(shutil.which("mount")), "-t", "tmpfs", "-o", "size=200k", "none", str(small)]
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("a small disk cannot be mounted here")
    try:
        path = small / "history.db"
        kept = filled(history.opened(path))
        count = 8

        def fill() -> None:
            nonlocal count
            while True:
                kept.keep(result(gifts=ea.not_applicable("x" * 500)))
                count += 1

        says(fill, f"{path} cannot be written: the disk is full; what was saved before is safe")
        copy = small / "copy.db"
        says(
            lambda: backup.backup(str(path), copy),
            f"{small / '.copy.db.part'} cannot be written: the disk is full; what was saved before is safe",
        )
        assert not [one.name for one in small.iterdir() if "copy" in one.name]
        assert kept.verify().count == count
        assert backup.backup(str(path), tmp_path / "copy.db").count == count
    finally:
        subprocess.run([str(shutil.which("umount")), "-l", str(small)], check=True)


@pytest.fixture
def as_nobody() -> Iterator[Path]:
    """Run a test as a user who is not root, and return their folder."""
    folder = Path(tempfile.mkdtemp())
    if os.geteuid() == 0:
        os.chown(folder, NOBODY, NOBODY)
        os.seteuid(NOBODY)
    try:
        yield folder
    finally:
        if os.getuid() == 0:
            os.seteuid(0)
        folder.chmod(0o700)
        shutil.rmtree(folder)


def test_a_folder_that_cannot_be_written(passphrase: str | None, as_nobody: Path) -> None:
    """In a read-only folder, entries and copies are refused."""
    path = as_nobody / "history.db"
    head = filled(history.opened(path, passphrase)).head
    as_nobody.chmod(0o500)
    kept = History(history.opened(path, passphrase))
    with pytest.raises(StoreError, match=rf"^{path} cannot be (written|opened)"):
        kept.keep(result())
    new = as_nobody / "new" / "history.db"
    says(lambda: History(history.opened(new)).keep(result()), f"{new} cannot be written (Permission denied)")
    as_nobody.chmod(0o000)
    told = f"{path} cannot be opened (Permission denied)"
    says(lambda: history.opened(path, passphrase), told)
    says(kept.verify, told)
    as_nobody.chmod(0o700)
    path.chmod(0o000)
    says(lambda: locations.is_encrypted(str(path)), told)
    path.chmod(0o400)
    assert kept.verify(head).known_at == 8


def test_a_file_of_somebody_else(as_nobody: Path) -> None:
    """A file of another user that others can read is not written."""
    if os.getuid() != 0:
        pytest.skip("needs root, for a file of somebody else")
    path = as_nobody / "history.db"
    filled(history.opened(path))
    os.seteuid(0)
    os.chown(path, 0, 0)
    path.chmod(0o666)
    os.seteuid(NOBODY)
    kept = History(history.opened(path))
    says(
        lambda: kept.keep(result()),
        f"{path} belongs to another user, and others can read it; nothing was written: name a file of your own",
    )


def test_another_program_that_writes_for_too_long(
    passphrase: str | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A write waits up to 30 seconds for another program; reading continues meanwhile."""
    assert sqlite.PATIENCE_SECONDS == 30
    monkeypatch.setattr(sqlite, "PATIENCE_SECONDS", 0.1)
    path = tmp_path / "history.db"
    kept = filled(history.opened(path, passphrase))
    engine = history.opened(path, passphrase)._engine  # type: ignore[attr-defined]
    told = f"{path} is busy: another program is writing to it; what was saved before is safe, try again"
    with engine.connect().execution_options(writes=True) as other, other.begin():
        says(lambda: kept.keep(result()), told)
        says(lambda: kept.forget(1), told)
        works = {
            None: lambda: backup.encrypt(path, PASSPHRASE),
            PASSPHRASE: lambda: backup.rekey(path, PASSPHRASE, "x" * 8),
        }
        says(works[passphrase], told)
        assert kept.verify().count == 8
    assert kept.keep(result()).number == 5


def test_a_reader_that_keeps_what_is_forgotten(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Forgetting reports that something is left while another program still reads the older state."""
    monkeypatch.setattr(sqlite, "PATIENCE_SECONDS", 0.1)
    path = tmp_path / "history.db"
    kept = filled(history.opened(path))
    with history.opened(path)._engine.connect() as beside:  # type: ignore[attr-defined]
        beside.exec_driver_sql("SELECT count(*) FROM ethics_audit_entries").fetchall()
        told = "it is removed, but another program has the history open; close it and write once more"
        says(lambda: kept.forget(1), told)
    assert kept.verify().removed == 4
    kept.keep(result())
    assert b"no presents here" not in path.read_bytes()


def test_files_that_are_made_by_two_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """When two programs create a file at once, the second waits, and reports it if that takes too long."""
    path = tmp_path / "history.db"
    private_files.ensure(path)
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        other.execute("CREATE TABLE ethics_audit_one (it)")
        monkeypatch.setattr(sqlite, "PATIENCE_SECONDS", 0.1)
        told = f"{path} is busy: another program is writing to it; what was saved before is safe, try again"
        says(lambda: History(history.opened(path)).keep(result()), told)
        other.execute("DROP TABLE ethics_audit_one")
        other.execute("COMMIT")
    assert History(history.opened(path)).keep(result()).number == 1


def test_a_file_that_was_replaced_meanwhile(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is written into a file that another one replaced."""
    path, other = tmp_path / "history.db", tmp_path / "other.db"
    filled(history.opened(path))
    head = filled(history.opened(other)).head
    ensure = sqlite.ensure

    def replaced(place: Path) -> int:
        number = ensure(place)
        if other.exists() and place == path:
            other.replace(path)
        return number

    kept = History(history.opened(path))
    book = kept.book()
    monkeypatch.setattr(kept, "book", lambda: book)
    monkeypatch.setattr(sqlite, "ensure", replaced)
    told = f"{path} was replaced by another program just now; nothing was written"
    says(lambda: kept.keep(result()), told)
    assert History(history.opened(path)).verify(head).count == 8


@pytest.mark.parametrize("size", [4096, 6000, 8192])
def test_a_file_that_was_cut_off(size: int, passphrase: str | None, tmp_path: Path) -> None:
    """A truncated file is reported as damaged, not taken for an empty one."""
    path = tmp_path / "history.db"
    filled(history.opened(path, passphrase))
    with path.open("r+b") as file:
        file.truncate(size)
    with pytest.raises(
        (StoreError, IntegrityError), match="is damaged; a backup is needed|no history|is cut off|not a history"
    ):
        History(history.opened(path, passphrase)).verify()
    with pytest.raises((StoreError, IntegrityError)):
        History(history.opened(path, passphrase)).keep(result())


def test_damage_that_sqlite_quotes_in_bytes_that_are_no_text(tmp_path: Path) -> None:
    """Python cannot decode SQLite's message on a damaged definition of a table; the file is damaged all the same."""
    path = tmp_path / "history.db"
    filled(history.opened(path))
    content = path.read_bytes()
    for old in (b"CREATE TABLE ethics_audit_entries", b"tableethics_audit_entries"):
        damaged = content.replace(
            old, old.replace(b"ethics", b"\xff\xfe\xff\xfe\xff\xfe").replace(b"CREATE", b"CRE\xffTE"), 1
        )
        assert damaged != content
        path.write_bytes(damaged)
        with pytest.raises(StoreError, match="is damaged; a backup is needed"):
            History(history.opened(path)).verify()


def test_places_that_are_no_files(tmp_path: Path) -> None:
    """A folder, a device, a dangling link and a path below a file are refused."""
    link, plain = tmp_path / "link.db", tmp_path / "plain"
    link.symlink_to(tmp_path / "nowhere" / "history.db")
    plain.write_text("mine")
    for path, told in (
        (tmp_path, f"{tmp_path} is a folder, not a file"),
        (link, f"{link} is a link to a file that does not exist"),
        (plain / "history.db", f"{plain / 'history.db'} cannot be opened (Not a directory)"),
    ):
        for passphrase in (None, PASSPHRASE):
            if path is tmp_path and passphrase:
                continue
            says(lambda path=path, word=passphrase: History(history.opened(path, word)).keep(result()), told)
            says(lambda path=path, word=passphrase: backup.backup(str(path), tmp_path / "copy.db", word), told)
    mode = Path(os.devnull).stat().st_mode
    says(lambda: History(history.opened(os.devnull)).keep(result()), f"{os.devnull} is a device, not a file")
    assert Path(os.devnull).stat().st_mode == mode
    assert not (tmp_path / "nowhere").exists()


@pytest.mark.parametrize(
    "name", ["what?.db", "100%41.db", "a#b.db", ":memory:", "file:x.db", "späti 日本.db", "it's.db"]
)
def test_names_that_mean_something_elsewhere(
    name: str, passphrase: str | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file may have any name, even one with a meaning in URIs."""
    monkeypatch.chdir(tmp_path)
    filled(history.opened(name, passphrase))
    assert [one.name for one in tmp_path.iterdir()] == [name]
    assert History(history.opened(name, passphrase)).verify().count == 8
    backup.backup(name, Path("copy.db"), passphrase)
    assert History(history.opened(tmp_path / "copy.db", passphrase)).verify().count == 8


@pytest.mark.parametrize(
    ("place", "told"),
    [
        ("mysql://me:pass-word@here/history", "place: expected a file or postgresql://, got 'mysql'"),
        ("sqlite:///history.db", "place: expected a file or postgresql://, got 'sqlite'"),
        ("postgresql://me:pass-word@here:port/x", "place: expected postgresql://user@host/name, got what is not a URL"),
    ],
)
def test_urls_of_other_places(place: str, told: str) -> None:
    """An error for a URL shows no password."""
    says(lambda: history.opened(place), told, ea.ArgumentError)


def test_a_passphrase_for_a_database() -> None:
    """A passphrase for a database is refused."""
    told = "passphrase: expected none for a database, got one (only files are encrypted here)"
    says(lambda: history.opened("postgresql://me@here/x", PASSPHRASE), told, ea.ArgumentError)
    assert not locations.is_encrypted("postgresql://me@here/x")


@pytest.mark.parametrize("query", ["host={folder}", "host={folder}&password=pass-word"])
def test_a_database_that_is_not_reached(query: str, tmp_path: Path) -> None:
    """A database that cannot be reached is named without its passwords."""
    place = f"postgresql://me:pass-word@/practice?{query.format(folder=tmp_path)}"
    kept = History(history.opened(place))
    works: tuple[Callable[[], object], ...] = (kept.verify, lambda: kept.keep(result()))
    for work in works:
        with pytest.raises(StoreError) as caught:
            work()
        assert str(caught.value).startswith("postgresql+psycopg://me:***@/practice cannot be used: ")
        assert caught.value.code == "database"
        assert "pass-word" not in str(caught.value)


def test_a_database_with_another_isolation(postgresql: "Server") -> None:
    """A writer sees the last entry after waiting for it, whatever isolation the database has by default."""
    url = postgresql.database() + "%20-cdefault_transaction_isolation=serializable"
    kept = filled(history.opened(url))
    with history.opened(url)._engine.connect() as other:  # type: ignore[attr-defined]
        assert other.exec_driver_sql("SHOW transaction_isolation").scalar() == "read committed"
    assert kept.verify().count == 8


def test_copies_that_are_refused(tmp_path: Path) -> None:
    """Copies overwrite nothing, an empty history is not copied, and a broken one is reported."""
    path, copy = tmp_path / "history.db", tmp_path / "copy.db"
    says(lambda: backup.backup(str(path), copy), "there is nothing to copy: the history is empty")
    history.opened(path).append(lambda _: ())
    says(lambda: backup.encrypt(path, PASSPHRASE), "there is nothing to encrypt: the history is empty")
    filled(history.opened(path))
    copy.symlink_to(tmp_path / "nowhere")
    says(lambda: backup.backup(str(path), copy), f"{copy} is there already; nothing was written over it")
    copy.unlink()
    with sqlite3.connect(path) as connection:
        connection.execute("DROP TRIGGER ethics_audit_no_change")
        connection.execute("UPDATE ethics_audit_entries SET at = '' WHERE number = 3")
    connection.close()
    works: tuple[Callable[[], object], ...] = (
        lambda: backup.backup(str(path), copy),
        lambda: backup.encrypt(path, PASSPHRASE),
    )
    for work in works:
        says(work, "entry 3 was changed after it was written", IntegrityError)
    assert [one.name for one in tmp_path.iterdir()] == ["history.db"]


@pytest.mark.parametrize("left", ["a reader", "another history"])
def test_a_copy_that_another_program_writes_as_well(left: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A copy that another program writes at the same time is not acknowledged and does not appear."""
    path, copy = tmp_path / "history.db", tmp_path / "copy.db"
    filled(history.opened(path))
    verify = History.verify
    held: list[Any] = []

    def meanwhile(kept: History, head: str | None = None) -> history.Verified:
        part = tmp_path / ".copy.db.part"
        if left == "a reader":
            held.append(sqlite3.connect(part))
            held[-1].execute("SELECT count(*) FROM ethics_audit_entries").fetchall()
        else:
            kept.keep(result())
        return verify(kept, head)

    monkeypatch.setattr(History, "verify", meanwhile)
    told = f"{copy} cannot be written (another program is writing it)"
    says(lambda: backup.backup(str(path), copy), told)
    for one in held:
        one.close()
    assert [one.name for one in tmp_path.iterdir()] == ["history.db"]


def test_a_disk_that_fails_after_a_file_is_encrypted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """If the disk fails after a file is encrypted, the error says that the file is written, and the file is whole."""
    path = tmp_path / "history.db"
    head = filled(history.opened(path)).head

    def fails(_: Path) -> None:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(whole_files, "keep_names", fails)
    told = f"{path} is written, but the disk reports a failure (Input/output error): keep a copy elsewhere"
    says(lambda: backup.encrypt(path, PASSPHRASE), told)
    monkeypatch.undo()
    assert History(history.opened(path, PASSPHRASE)).verify().head == head


def test_systems_without_synced_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where folders cannot be opened, as on Windows, nothing is synced and nothing fails."""
    monkeypatch.delattr(os, "O_DIRECTORY")
    private_files.keep_names(tmp_path / "is not opened")


def test_a_link_to_a_history(passphrase: str | None, tmp_path: Path) -> None:
    """Encrypting through a link encrypts the file, and the link stays a link."""
    path, link = tmp_path / "real.db", tmp_path / "link.db"
    filled(history.opened(path, passphrase))
    link.symlink_to(path)
    backup.rekey(link, PASSPHRASE, "the new one") if passphrase else backup.encrypt(link, "the new one")
    assert link.is_symlink()
    assert History(history.opened(path, "the new one")).verify().count == 8


class Busy:
    """A connection to a new file, where turning on the log fails so many times; it sleeps with a clock of its own."""

    OperationalError = sqlite3.OperationalError

    def __init__(self, times: int, failure: str) -> None:
        self.left, self.failure = times, failure
        self.tries = self.now = 0
        self.told = ""

    def execute(self, command: str) -> "Busy":
        """Run a command."""
        self.told = command
        if command == "PRAGMA journal_mode = WAL":
            self.tries += 1
            self.left -= 1
            if self.left >= 0:
                raise sqlite3.OperationalError(self.failure)
        return self

    def fetchone(self) -> tuple[object]:
        """Return what the last command found."""
        return ("wal",) if self.told == "PRAGMA journal_mode" else (int(self.left < 0),)

    def monotonic(self) -> int:
        """Return the time."""
        return self.now

    def sleep(self, seconds: int) -> None:
        """Let time pass."""
        self.now += seconds


@pytest.mark.parametrize(
    ("times", "failure", "tries"),
    [(2, "database is locked", 3), (5, "database is locked", 5), (1, "disk I/O error", 1), (99, "disk I/O error", 1)],
)
def test_how_long_turning_on_the_log_is_tried(
    times: int, failure: str, tries: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where SQLite does not wait by itself, it is tried again while patience lasts; other failures show at once."""
    busy = Busy(times, failure)
    monkeypatch.setattr(sqlite, "time", busy)
    monkeypatch.setattr(sqlite, "PATIENCE_SECONDS", 3)
    monkeypatch.setattr(sqlite, "PAUSE_SECONDS", 1)
    if tries > times:
        sqlite.log_ahead(busy)
    else:
        with pytest.raises(sqlite3.OperationalError, match=failure):
            sqlite.log_ahead(busy)
    assert busy.tries == tries


@pytest.mark.parametrize(
    ("setting", "careless", "careful"),
    [("synchronous", 0, 3), ("secure_delete", 0, 1), ("temp_store", 1, 2), ("trusted_schema", 1, 0)],
)
def test_each_connection_is_careful(setting: str, careless: int, careful: int, tmp_path: Path) -> None:
    """Each connection has the safe setting, whatever the default of the library."""
    with closing(sqlite3.connect(tmp_path / "history.db")) as connection:
        connection.execute(f"PRAGMA {setting} = {careless}").fetchall()
        sqlite.ready(connection, sqlite.log_ahead)
        assert connection.execute(f"PRAGMA {setting}").fetchone() == (careful,)
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)


def test_a_file_that_was_just_being_made(tmp_path: Path) -> None:
    """Zeros left by a power cut are not taken for the salt of an encrypted file."""
    path = tmp_path / "history.db"
    path.write_bytes(bytes(512) + b"x" * 3584)
    assert not locations.is_encrypted(str(path))
    assert recognition.head(path) == b""


def test_a_copy_that_cannot_be_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A failure to rename a copy is reported with its path, and leaves no copy behind."""
    path, copy = tmp_path / "history.db", tmp_path / "copy.db"
    filled(history.opened(path))

    def fails(*_: object) -> None:
        raise OSError(errno.EIO, "No")

    monkeypatch.setattr(Path, "replace", fails)
    says(lambda: backup.backup(str(path), copy), f"{copy} cannot be written (No)")
    assert [one.name for one in tmp_path.iterdir()] == ["history.db"]


def test_what_is_wrong_with_a_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A read-only or full disk is reported as such, whatever SQLite says, and a good disk is not blamed."""
    path = tmp_path / "history.db"
    failure = Exception("disk I/O error")
    assert "the disk reports a failure" in str(troubles.explained(path, failure))
    assert "the disk reports a failure" in str(troubles.explained(tmp_path / "nowhere" / "history.db", failure))
    for flags, room, told in ((os.ST_RDONLY, 10**6, "its disk is read-only"), (0, 1, "the disk is full")):
        state = SimpleNamespace(f_flag=flags, f_bavail=room, f_frsize=4096)
        monkeypatch.setattr(os, "statvfs", lambda _, state=state: state)
        assert told in str(troubles.explained(path, failure))
        assert told in str(troubles.explained(path, Exception("database is locked")))
        assert "is damaged" in str(troubles.explained(path, Exception("database disk image is malformed")))
    monkeypatch.undo()
    assert "is busy" in str(troubles.explained(path, Exception("database is locked")))


@pytest.mark.parametrize(
    ("said", "told", "code"),
    [
        (
            "database is locked",
            "is busy: another program is writing to it; what was saved before is safe, try again",
            "busy",
        ),
        (
            "database or disk is full",
            "cannot be written: the disk is full; what was saved before is safe",
            "unwritable",
        ),
        (
            "attempt to write a readonly database",
            "cannot be written: it is read-only for you, or its folder is",
            "unwritable",
        ),
        (
            "Unable to open database file",
            "cannot be opened: look at the permissions of it and of its folder",
            "unreadable",
        ),
        ("database disk image is malformed", "is damaged; a backup is needed", "damaged"),
        ("file is not a database", "is damaged; a backup is needed", "damaged"),
        ("disk I/O error", "cannot be read or written: the disk reports a failure", "disk"),
        ("no\x1bthing", "cannot be used: no\\x1bthing", "store"),
        ("x" * 200, f"cannot be used: {'x' * 200}", "store"),
        ("x" * 201, f"cannot be used: {'x' * 199}…", "store"),
    ],
)
def test_what_each_failure_means(said: str, told: str, code: str, tmp_path: Path) -> None:
    """Each failure of SQLite is told in words that say what to do, with a code."""
    found = troubles.explained(tmp_path / "history.db", Exception(said))
    assert (str(found), found.code) == (f"{tmp_path / 'history.db'} {told}", code)


@pytest.mark.parametrize(
    ("flags", "blocks", "why"),
    [
        (os.ST_RDONLY, 10**6, "its disk is read-only (a copy on another disk can be written)"),
        (os.ST_RDONLY | 2, 10**6, "its disk is read-only (a copy on another disk can be written)"),
        (0, troubles.LEAST_SPACE // 4096 - 1, "the disk is full"),
        (2, troubles.LEAST_SPACE // 4096, ""),
    ],
)
def test_what_a_disk_lacks(flags: int, blocks: int, why: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A disk that is read-only, or has less room than SQLite needs, is named as the cause."""
    monkeypatch.setattr(os, "statvfs", lambda _: SimpleNamespace(f_flag=flags, f_bavail=blocks, f_frsize=4096))
    path = tmp_path / "history.db"
    found = troubles.explained(path, Exception("disk I/O error"))
    if why:
        assert (str(found), found.code) == (f"{path} cannot be used: {why}; what was saved before is safe", "disk")
    else:
        assert str(found) == f"{path} cannot be read or written: the disk reports a failure"


def test_a_log_that_is_left_behind(tmp_path: Path) -> None:
    """Where only the log cannot be opened, both files are to be copied."""
    path = tmp_path / "history.db"
    path.with_name("history.db-wal").write_bytes(b"x")
    found = troubles.explained(path, Exception("unable to open database file"))
    advice = "its newest entries are still in history.db-wal; copy both into a folder that you can write to"
    assert (str(found), found.code) == (f"{path} cannot be read where it is: {advice}", "unreadable")


def test_a_folder_that_lacks_what_programs_need(tmp_path: Path) -> None:
    """A failure of locks or shared memory names the folder as the cause, and another place."""
    path, failure = tmp_path / "history.db", sqlite3.OperationalError("disk I/O error")
    for name in ("SQLITE_IOERR_SHMMAP", "SQLITE_PROTOCOL"):
        failure.sqlite_errorname = name
        found = troubles.explained(path, failure)
        assert str(found) == (
            f"{path} cannot be kept in this folder: it seems to be on a network drive or in a synchronized folder, "
            "which lacks the locks or the shared memory that programs need; "
            f"name a file on a disk of this computer with --history, such as {private_files.own_file()}"
        )
        assert found.code == "no-locks"
