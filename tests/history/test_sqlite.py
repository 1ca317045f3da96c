"""Folders on network drives and the like either hold a history, or the error says why they cannot."""

import os
import shutil
import sqlite3
import subprocess
import sys
import textwrap
import warnings
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from support.histories import FILES, PASSPHRASE, ListStore, filled, passphrase_of, quick_keys, result

from ethics_audit import history
from ethics_audit.base.errors import StoreError, StoreWarning
from ethics_audit.history import History, backup, locations, private_files, sqlite, troubles

__all__ = ["quick_keys"]
pytestmark = pytest.mark.usefixtures("quick_keys")
WORK = """
    import os, sys, warnings
    sys.path[:0] = [{tests!r}]
    from support.histories import *
    from ethics_audit.base.errors import EthicsAuditError
    from ethics_audit.history import History, backup, sqlite
    encrypted.COST = QUICK_COST
    sqlite.PATIENCE_SECONDS = 0.2
    path, passphrase = {path!r}, {passphrase!r}
    kept = History(history.opened(path, passphrase))
    warnings.simplefilter("ignore" if {warned!r} else "error")
    try:
"""


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Compile `elsewhere.c`."""
    if not sys.platform.startswith("linux") or not shutil.which("gcc"):
        pytest.skip("needs Linux and a compiler: apt-get install gcc libc6-dev")
    made = tmp_path_factory.mktemp("shim") / "elsewhere.so"
    source = Path(__file__).parents[1] / "support" / "elsewhere.c"
    subprocess.run([str(shutil.which("gcc")), "-shared", "-fPIC", "-o", str(made), str(source), "-ldl"], check=True)
    return made


def at_work(library: Path, lacks: str, path: Path, work: str, passphrase: str | None = None) -> str:
    """Return the output of a program that works on a history in a folder that lacks something."""
    begin = WORK.format(
        tests=str(Path(__file__).parents[1]), path=str(path), passphrase=passphrase, warned="modes" in lacks
    )
    end = "    except EthicsAuditError as told:\n        print(told)\n"
    code = textwrap.dedent(begin) + textwrap.indent(textwrap.dedent(work), " " * 8) + "\n" + textwrap.dedent(end)
    places = {"ELSEWHERE": lacks, "LD_PRELOAD": str(library), "HOME": str(path.parent), "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run([sys.executable, "-c", code], check=True, env=places, capture_output=True, text=True)
    assert not done.stderr
    return done.stdout.strip()


@pytest.mark.parametrize(
    ("lacks", "kind"),
    [
        ("modes sync memory", "sqlite"),
        *(
            pytest.param(lacks, kind, marks=pytest.mark.slow)
            for lacks in ("modes", "sync", "memory", "modes sync memory")
            for kind in FILES
            if (lacks, kind) != ("modes sync memory", "sqlite")
        ),
    ],
)
def test_a_history_is_kept(lacks: str, kind: str, library: Path, tmp_path: Path) -> None:
    """A history in such a folder can be read, forgotten, copied and encrypted, and works elsewhere too."""
    path, passphrase = tmp_path / "history.db", passphrase_of(kind)
    work = """
        filled(history.opened(path, passphrase))
        kept.forget(2)
        backup.backup(path, backup.Path(path).with_name("copy.db"), passphrase)
        head = kept.verify().head
        backup.rekey(backup.Path(path), passphrase, "another one") if passphrase else backup.encrypt(
            backup.Path(path), "another one")
        print(head)
    """
    head = at_work(library, lacks, path, work, passphrase)
    assert History(history.opened(path, "another one")).verify(head).removed
    copy = History(history.opened(tmp_path / "copy.db", passphrase))
    assert (copy.verify(head).count, copy.keep(result()).number) == (9, 5)


@pytest.mark.slow
@pytest.mark.parametrize("kind", FILES)
def test_a_history_that_is_moved_there(kind: str, library: Path, tmp_path: Path) -> None:
    """A history whose newest entries are only in its log keeps them when it is moved to such a folder."""
    path, there, passphrase = tmp_path / "history.db", tmp_path / "there.db", passphrase_of(kind)
    store = history.opened(path, passphrase)
    filled(store)
    with history.opened(path, passphrase)._engine.connect() as beside:  # type: ignore[attr-defined]
        beside.exec_driver_sql("SELECT count(*) FROM ethics_audit_entries").fetchall()
        head = filled(store).head
        for end in ("", "-wal"):
            shutil.copy(f"{path}{end}", f"{there}{end}")
    assert at_work(library, "memory", there, "print(kept.verify().head); kept.keep(result())", passphrase) == head
    assert History(history.opened(there, passphrase)).verify(head).known_at


@pytest.mark.slow
def test_two_programs_without_shared_memory(library: Path, tmp_path: Path) -> None:
    """Two programs can write into one chain without shared memory."""
    path = tmp_path / "history.db"
    filled(history.opened(path))
    work = """
        sqlite.PATIENCE_SECONDS = 30.0
        if (child := os.fork()):
            for _ in range(5): kept.keep(result())
            assert os.waitpid(child, 0)[1] == 0
            print(kept.verify().count)
        else:
            for _ in range(5): kept.keep(result())
            os._exit(0)
    """
    assert at_work(library, "memory", path, work) == "18"


@pytest.mark.slow
@pytest.mark.parametrize("lacks", ["locks", "ENOLCK"])
def test_a_folder_without_locks(lacks: str, library: Path, tmp_path: Path) -> None:
    """In a folder without locks no history begins; the error says why, and where one can be kept."""
    path = tmp_path / "history.db"
    told = (
        f"{path} cannot be kept in this folder: it seems to be on a network drive or in a synchronized folder, which "
        "lacks the locks or the shared memory that programs need; name a file on a disk of this computer with "
        f"--history, such as {tmp_path}/.local/share/ethics-audit/history.db"
    )
    assert at_work(library, lacks, path, "kept.keep(result())") == told
    path.unlink()
    filled(history.opened(path))
    assert at_work(library, lacks, path, "kept.keep(result())") == told
    if lacks == "locks":
        assert at_work(library, lacks, path, "print(kept.verify().count)") == "8"


@pytest.mark.slow
def test_a_disk_that_fails(library: Path, tmp_path: Path) -> None:
    """A failing disk is reported as a failing disk."""
    assert at_work(library, "disk", tmp_path / "new.db", "kept.keep(result())").endswith("(Input/output error)")


def test_what_is_tried_where_a_file_cannot_be_opened_as_it_should(tmp_path: Path) -> None:
    """A file is opened without shared memory, then read-only, unless entries are only in its log."""
    path = tmp_path / "history.db"
    filled(history.opened(path))
    path.touch()
    tried: list[str] = []
    works = ""

    def connect(how: str, begin: sqlite.Begin) -> Any:
        tried.append(f"{begin.__name__} {how}")
        if tried[-1] != works:
            raise sqlite3.OperationalError(said)
        return sqlite.ready(sqlite3.connect(f"{path.as_uri()}?{how}", uri=True), begin)

    said = "disk I/O error"
    for works, log in (("without_shared_memory mode=rw", b""), ("_pages immutable=1", b""), ("", b""), ("", b"x")):
        tried.clear()
        path.with_name("history.db-wal").write_bytes(log)
        if works:
            connection, failure = sqlite._opened(path, connect, sqlite3)
            connection.close()
            assert (tried[-1], str(failure)) == (works, said if "immutable" in works else "None")
        else:
            with pytest.raises(sqlite3.OperationalError, match=said):
                sqlite._opened(path, connect, sqlite3)
            assert len(tried) == (2 if log else 3)
    said = "database is locked"
    tried.clear()
    with pytest.raises(sqlite3.OperationalError, match=said):
        sqlite._opened(path, connect, sqlite3)
    assert tried == ["log_ahead mode=rw"]


def test_a_file_without_a_log_ahead(tmp_path: Path) -> None:
    """A file with a rollback journal keeps it."""
    path = tmp_path / "history.db"
    filled(history.opened(path))
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        sqlite.without_shared_memory(connection)
    assert History(history.opened(path)).keep(result()).number == 5
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("delete",)


def test_why_a_folder_cannot_hold_a_history(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A refused write is explained by the failure that caused it, even if reading works."""
    path = tmp_path / "history.db"
    kept = filled(history.opened(path))
    failure = sqlite3.OperationalError("disk I/O error")
    failure.sqlite_errorname = "SQLITE_IOERR_LOCK"
    opened = sqlite._opened
    monkeypatch.setattr(sqlite, "_opened", lambda *given: (opened(*given)[0], failure))
    assert kept.verify().count == 8
    with pytest.raises(
        StoreError, match=r"cannot be kept in this folder: it seems to be on a network drive .* such as "
    ):
        kept.keep(result())
    path.with_name("history.db-wal").write_bytes(b"x")
    assert "copy both into" in str(troubles.explained(path, Exception("unable to open database file")))


# reading changes nothing


@pytest.fixture
def read_only(tmp_path: Path) -> Iterator[Path]:
    """Return a folder on a disk that `frozen` makes read-only."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = [str(shutil.which("mount")), "-t", "tmpfs", "none", str(folder)]
    if os.geteuid() != 0 or subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("a disk cannot be mounted here")
    yield folder
    subprocess.run([str(shutil.which("umount")), "-l", str(folder)], check=True)


def frozen(folder: Path) -> None:
    """Make a disk read-only."""
    subprocess.run([str(shutil.which("mount")), "-o", "remount,ro", str(folder)], check=True)


@pytest.mark.parametrize("kind", FILES)
def test_a_disk_that_can_only_be_read(kind: str, read_only: Path, tmp_path: Path) -> None:
    """On a read-only disk a history can be read and copied, and a write is refused with the reason."""
    path, passphrase = read_only / "history.db", passphrase_of(kind)
    filled(history.opened(path, passphrase))
    path.chmod(0o644)
    frozen(read_only)
    kept = History(history.opened(path, passphrase))
    assert kept.verify().count == backup.backup(str(path), tmp_path / "copy.db", passphrase).count == 8
    with pytest.raises(StoreError, match=r"its disk is read-only \(a copy on another disk can be written\)"):
        kept.keep(result())
    assert [one.name for one in read_only.iterdir()] == ["history.db"]


def test_a_log_on_a_disk_that_can_only_be_read(read_only: Path, tmp_path: Path) -> None:
    """Entries that are only in the log of a read-only folder are not ignored; the error says how to read them."""
    path = tmp_path / "history.db"
    store = history.opened(path)
    filled(store)
    with history.opened(path)._engine.connect() as beside:  # type: ignore[attr-defined]
        beside.exec_driver_sql("SELECT count(*) FROM ethics_audit_entries").fetchall()
        filled(store)
        for end in ("", "-wal"):
            shutil.copy(f"{path}{end}", read_only)
    frozen(read_only)
    with pytest.raises(StoreError) as caught:
        History(history.opened(read_only / "history.db")).verify()
    told = "its newest entries are still in history.db-wal; copy both into a folder that you can write to"
    assert str(caught.value) == f"{read_only / 'history.db'} cannot be read where it is: {told}"


def test_reading_takes_nothing_away(tmp_path: Path) -> None:
    """The rights of other users are taken away by the first write, not by reading."""
    path = tmp_path / "history.db"
    kept = filled(history.opened(path))
    path.chmod(0o644)
    assert kept.verify().count == 8
    assert path.stat().st_mode & 0o777 == 0o644
    with history.opened(path)._engine.connect() as beside:  # type: ignore[attr-defined]
        beside.exec_driver_sql("SELECT count(*) FROM ethics_audit_entries").fetchall()
        beside.commit()
        kept.keep(result())
        assert {one.stat().st_mode & 0o777 for one in tmp_path.iterdir()} == {0o600}
        assert len(list(tmp_path.iterdir())) == 3


@pytest.mark.parametrize("passphrase", [None, PASSPHRASE])
@pytest.mark.parametrize("silent", [False, True])
def test_others_who_can_read(
    passphrase: str | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, silent: bool
) -> None:
    """Keeping warns if others can read a plain file, even on a file system that only pretends to change rights."""
    path = tmp_path / "history.db"
    kept = filled(history.opened(path, passphrase))
    path.chmod(0o644)

    def chmod(*_: object, **__: object) -> None:
        if not silent:
            raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(os, "chmod", chmod)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        assert kept.keep(result()).number == 5
    assert [one.category for one in caught] == [] if passphrase else [StoreWarning]
    assert all(str(tmp_path) in str(one.message) for one in caught)


def test_a_file_whose_owner_is_not_seen(tmp_path: Path) -> None:
    """A file whose owner cannot be seen is not said to belong to another user."""
    assert not private_files.is_of_another(tmp_path / "nowhere")


def test_a_file_of_another_user(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A write refused because the file belongs to another user says so."""
    path = tmp_path / "history.db"
    filled(history.opened(path))
    monkeypatch.setattr(os, "geteuid", lambda: path.stat().st_uid + 1)
    told = f"{path} belongs to another user, and you cannot write it"
    assert str(troubles.explained(path, Exception("attempt to write a readonly database"))) == told


def test_locks_that_cannot_be_looked_at(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder is not blamed for missing locks that cannot be tested."""
    busy = "is busy: another program is writing to it"
    assert busy in str(troubles.explained(tmp_path / "nowhere" / "history.db", Exception("database is locked")))
    monkeypatch.setitem(sys.modules, "fcntl", None)
    assert busy in str(troubles.explained(tmp_path / "history.db", Exception("database is locked")))


# the clock


def test_a_clock_before_the_newest_entry() -> None:
    """A clock before the day of the newest entry raises a warning, and the entry is kept."""
    store = ListStore()
    History(store, lambda: datetime(2026, 11, 29, 20, tzinfo=UTC)).keep(result(notes="r0"))
    History(store, lambda: datetime(2026, 11, 29, 1, tzinfo=UTC)).keep(result(notes="r0"))
    with pytest.warns(StoreWarning) as told:
        History(store, lambda: datetime(2026, 1, 1, tzinfo=UTC)).keep(result(notes="r0"))
    (warning,) = told
    assert str(warning.message) == (
        "The clock of this computer says that today is January 1, 2026, but your history was last written on "
        "November 29, 2026. Please check its date: what is kept now carries it."
    )
    assert warning.filename == __file__
    assert History(store).verify().count == 4


def test_a_warning_is_a_notice_at_the_command_line(tmp_path: Path) -> None:
    """A warning is one line at the command line, without the place in the code."""
    path = tmp_path / "history.db"
    kept = History(history.opened(path), lambda: datetime(2999, 1, 2, tzinfo=UTC))
    number = kept.keep(result(notes="r100")).number
    command = ["-m", "ethics_audit", "plan", "--history", str(path), "choose", "work.notes", "--step", "Begin."]
    done = subprocess.run(
        [sys.executable, *command, "--after", str(number)], capture_output=True, text=True, check=True
    )
    assert done.stdout == "Chosen as number 1.\n"
    assert done.stderr.startswith("ethics-audit: The clock of this computer says that today is ")
    assert done.stderr.endswith("Please check its date: what is kept now carries it.\n")


def test_the_own_file_is_named_whatever_the_environment_says(monkeypatch: pytest.MonkeyPatch) -> None:
    """The suggested place for a history is the user's own file, whatever the environment says."""
    monkeypatch.setenv(locations.VARIABLE, "/elsewhere/history.db")
    assert (locations.default(), Path(locations.own_file()).name) == ("/elsewhere/history.db", "history.db")
    assert locations.own_file() != locations.default()
