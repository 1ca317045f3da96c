"""Whatever is at the place of a history is described as what it is, and left unchanged."""

import gzip
import os
import shutil
import socket
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path, PurePosixPath, PureWindowsPath

import pytest
from support.histories import PASSPHRASE, filled, quick_keys, result

from ethics_audit import history
from ethics_audit.base.errors import StoreError
from ethics_audit.history import History, backup, recognition

__all__ = ["quick_keys"]
pytestmark = pytest.mark.usefixtures("quick_keys")
GOLDEN = Path(__file__).parents[1] / "golden" / "history-1.db"
EMPTY = (
    "is empty (0 bytes): it may be a placeholder of a synchronized folder, or a file that was cut off; "
    "download it, or move it away"
)


def database(*commands: str) -> Callable[[Path], object]:
    """Create a database as another program would."""

    def make(path: Path) -> None:
        with closing(sqlite3.connect(path)) as connection:
            for command in commands:
                connection.execute(command)

    return make


def killed(path: Path) -> None:
    """Create a database whose tables are only in its write-ahead log, because its program was killed."""
    there = path.with_name("elsewhere.db")
    with closing(sqlite3.connect(there)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("CREATE TABLE passwords (it)")
        for end in ("", "-wal"):
            shutil.copy(f"{there}{end}", f"{path}{end}")


def cut(path: Path) -> None:
    """Create a history that ends within its first page."""
    path.write_bytes(GOLDEN.read_bytes()[:1000])


def socketed(path: Path) -> None:
    """Create a socket."""
    with closing(socket.socket(socket.AF_UNIX)) as one:
        one.bind(str(path))


FOREIGN = "is a database of another program, not a history; nothing was changed: name another file"
OTHERS: dict[str, tuple[Callable[[Path], object], str]] = {
    "a database": (database("CREATE TABLE cookies (it)"), FOREIGN),
    "a database with a log": (database("PRAGMA journal_mode = WAL", "CREATE TABLE cookies (it)"), FOREIGN),
    "a database with names like ours": (
        database("CREATE TABLE ethics_audit_drafts (it)", "CREATE TABLE cookies (it)"),
        FOREIGN,
    ),
    "a database that was not closed": (killed, FOREIGN),
    "a database that only has a mark": (database("PRAGMA application_id = 7", "PRAGMA user_version = 3"), FOREIGN),
    "nothing": (Path.touch, EMPTY),
    "a folder": (Path.mkdir, "is a folder, not a file"),
    "a pipe": (os.mkfifo, "is a pipe, not a file"),
    "a socket": (socketed, "is a socket, not a file"),
    "a text": (lambda path: path.write_text("Días y más días.\n" * 99, "utf-8"), "is a text file, not a history"),
    "a text in half a letter": (
        lambda path: path.write_bytes(b"x" * 511 + b"\xc3\xa9"),
        "is a text file, not a history",
    ),
    "a zip": (lambda path: path.write_bytes(gzip.compress(bytes(5000))), "is not a history, or is cut off"),
    "a history that is cut off": (cut, "is cut off; a backup is needed"),
    "zeros": (lambda path: path.write_bytes(bytes(4096)), "is damaged; a backup is needed"),
    "a note of macOS": (
        lambda path: path.write_bytes(b"\x00\x05\x16\x07" + bytes(4092)),
        "is a companion file of macOS, not the file itself (history.db)",
    ),
    "a file that iCloud holds": (
        lambda path: path.with_name(f".{path.name}.icloud").write_bytes(b"bplist00"),
        "is in iCloud and not on this computer (._history.db.icloud): download it first".replace("._", ".._"),
    ),
}


NO_FILES = {"nothing", "a folder", "a pipe", "a socket", "a file that iCloud holds"}
DAMAGED = {"a zip", "a history that is cut off", "zeros"}


def code(what: str) -> str:
    """The code of what is at the place of a history."""
    return "not-a-file" if what in NO_FILES else "damaged" if what in DAMAGED else "not-a-history"


def seen(folder: Path) -> dict[str, tuple[object, ...]]:
    """Return everything in a folder: the kind, the content and the time of the last change."""
    found = {one: one.lstat() for one in folder.iterdir() if not one.name.endswith("-shm")}
    return {
        one.name: (state.st_mode, state.st_mtime_ns, one.read_bytes() if one.is_file() else b"")
        for one, state in found.items()
    }


@pytest.mark.parametrize("what", OTHERS)
def test_what_is_no_history(what: str, tmp_path: Path) -> None:
    """Reading, keeping, copying and encrypting describe a foreign file alike, and leave it unchanged."""
    make, told = OTHERS[what]
    path = tmp_path / "._history.db"
    make(path)
    if path.is_file():
        path.chmod(0o644)
    before = seen(tmp_path)
    works: tuple[Callable[[], object], ...] = (
        lambda: History(history.opened(path)).audits(),
        lambda: History(history.opened(path)).verify(),
        lambda: History(history.opened(path)).keep(result()),
        lambda: backup.backup(str(path), tmp_path / "copy.db"),
        lambda: backup.encrypt(path, PASSPHRASE),
    )
    for work in works:
        with pytest.raises(StoreError) as caught:
            work()
        assert str(caught.value) == f"{path} {told}"
        assert caught.value.code == code(what)
        assert seen(tmp_path) == before


@pytest.mark.parametrize("what", ["nothing", "a text", "a zip", "a pipe"])
def test_a_passphrase_opens_no_other_file(what: str, tmp_path: Path) -> None:
    """A stand-in for a file is described as what it is, even if a passphrase is given."""
    make, told = OTHERS[what]
    path = tmp_path / "history.db"
    make(path)
    before = seen(tmp_path)
    with pytest.raises(StoreError) as caught:
        History(history.opened(path, PASSPHRASE)).keep(result())
    assert str(caught.value) == f"{path} {told}"
    assert caught.value.code == code(what)
    assert seen(tmp_path) == before


def test_histories_from_before(tmp_path: Path) -> None:
    """A history of an earlier version is ours, even among the tables of another program that took it in."""
    path = tmp_path / "history.db"
    shutil.copy(GOLDEN, path)
    kept = History(history.opened(path))
    database("CREATE TABLE of_the_practice (it)", "PRAGMA user_version = 4")(path)
    count = kept.verify().count
    assert kept.keep(result()).number in kept.book().audits
    assert kept.verify().count > count


def test_a_database_without_tables(tmp_path: Path) -> None:
    """A file left by a program that was killed before the first entry is empty and blocks nobody."""
    path = tmp_path / "history.db"
    database("PRAGMA journal_mode = WAL", "VACUUM")(path)
    assert path.stat().st_size
    assert History(history.opened(path)).audits() == ()
    assert filled(history.opened(path)).verify().count == 8


def test_our_tables_in_a_log(tmp_path: Path) -> None:
    """If the program was killed before its log was merged into the file, the log is read."""
    path, later = tmp_path / "history.db", tmp_path / "later.db"
    store = history.opened(path)
    store.append(lambda _: ())
    with history.opened(path)._engine.connect() as beside:  # type: ignore[attr-defined]
        beside.exec_driver_sql("SELECT count(*) FROM ethics_audit_entries").fetchall()
        filled(store)
        for end in ("", "-wal"):
            shutil.copy(f"{path}{end}", f"{later}{end}")
    recognition.refuse_foreign(later)
    assert History(history.opened(later)).verify().count == 8


def test_a_new_file_that_was_not_finished(tmp_path: Path) -> None:
    """An empty file with our mark is ours, and the mark goes with the first entry."""
    path = tmp_path / "history.db"
    path.touch()
    (tmp_path / ".history.db.new").touch()
    assert History(history.opened(path)).audits() == ()
    assert filled(history.opened(path)).verify().count == 8
    assert [one.name for one in tmp_path.iterdir()] == ["history.db"]


def test_a_file_as_sqlite_takes_it() -> None:
    """The server name of a Windows path becomes part of the path, since SQLite knows no other computer."""
    assert recognition.uri(PurePosixPath("/a b/h?.db"), "mode=rw") == "file:///a%20b/h%3F.db?mode=rw"
    assert recognition.uri(PureWindowsPath(r"C:\me\h.db"), "mode=ro") == "file:///C:/me/h.db?mode=ro"
    assert recognition.uri(PureWindowsPath(r"\\nas\me\h.db"), "mode=ro") == "file:////nas/me/h.db?mode=ro"


def test_file_that_somebody_creates_while_it_is_looked_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An empty file that this program has just created is no placeholder, whenever it appears."""
    path = tmp_path / "history.db"
    look = recognition.refuse_stand_in

    def created_first(path: Path) -> None:
        recognition.mark_of(path).touch()
        path.touch()
        look(path)

    monkeypatch.setattr(recognition, "refuse_stand_in", created_first)
    assert not recognition.is_there(path)
    assert recognition.head(path) == b""


def test_file_that_somebody_finishes_while_it_is_looked_at(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that was empty at one look and is written at the next is there."""
    path = tmp_path / "history.db"
    path.touch()
    look = recognition.refuse_stand_in

    def written_after(path: Path) -> None:
        try:
            look(path)
        finally:
            path.write_bytes(recognition.PLAIN)

    monkeypatch.setattr(recognition, "refuse_stand_in", written_after)
    assert recognition.is_there(path)


def test_text_of_many_languages_is_no_history(tmp_path: Path) -> None:
    """A text is told from other content by its first 512 bytes, also if they end within a letter."""
    path = tmp_path / "history.db"
    for content, told in (
        ("\u00e9\n\t".encode() * 512, "is a text file, not a history"),
        (b"x" * 511 + b"\x01", "is not encrypted"),
        (b"x" * 512 + b"\x01", "is a text file, not a history"),
    ):
        path.write_bytes(content)
        if "text" in told:
            with pytest.raises(StoreError, match=told):
                recognition.head(path)
        else:
            assert recognition.head(path) == content[:16]
