"""Encrypted text is nowhere in plain, forgotten text is nowhere at all, and all files belong to the owner alone."""

import itertools
import os
import re
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from support import killed
from support.histories import FILES, PASSPHRASE, passphrase_of, quick_keys, result
from support.power import library, recorded

import ethics_audit as ea
from ethics_audit import history
from ethics_audit.base.errors import LockedError
from ethics_audit.history import Action, History, backup, encrypted

if TYPE_CHECKING:
    from support.histories import Server

__all__ = ["quick_keys"]
pytestmark = pytest.mark.usefixtures("quick_keys")

REASONS = ("she moved to Oslo", "I misread the third question", "Ask Dr. Weber for an hour")
PLAIN = [
    *(
        one.encode()
        for one in (*REASONS, PASSPHRASE, killed.NEW, "work.notes", "r100", "not_applicable", "ethics_audit")
    ),
    *(b"CREATE TABLE", b"SQLite format"),
]


def told(store: history.Store) -> History:
    """Return a history that holds the reasons."""
    kept = History(store)
    first = kept.keep(result(notes="r100", gifts=ea.not_applicable(REASONS[0])))
    kept.keep(result(notes="r50"), corrects=first.number, reason=REASONS[1])
    kept.settle(kept.choose(Action("work.notes", REASONS[2]), first.number).number, "done")
    return kept


def files(folder: Path) -> Iterator[tuple[Path, bytes]]:
    """Yield every file in a folder with its content."""
    for path in folder.rglob("*"):
        if path.is_file():
            yield path, path.read_bytes()


def in_plain(folder: Path) -> list[str]:
    """Return where a secret appears in plain text."""
    return [f"{one!r} in {path.name}" for path, content in files(folder) for one in PLAIN if one in content]


def test_nothing_stands_in_plain_text(tmp_path: Path) -> None:
    """No secret is in plain text in the file, its log or a copy."""
    path = tmp_path / "history.db"
    told(history.opened(path, PASSPHRASE))
    with history.opened(path, PASSPHRASE)._engine.connect() as beside:  # type: ignore[attr-defined]
        beside.exec_driver_sql("SELECT count(*) FROM ethics_audit_entries").fetchall()
        beside.commit()
        told(history.opened(path, PASSPHRASE))
        assert (tmp_path / "history.db-wal").stat().st_size > 10_000
        assert in_plain(tmp_path) == []
    backup.backup(str(path), tmp_path / "copy.db", PASSPHRASE)
    backup.rekey(path, PASSPHRASE, killed.NEW)
    assert sorted(one.name for one in tmp_path.iterdir()) == ["copy.db", "history.db"]
    assert in_plain(tmp_path) == []
    with pytest.raises(LockedError):
        told(history.opened(path, PASSPHRASE))


@pytest.mark.slow
@pytest.mark.power
@pytest.mark.parametrize("work", [killed.keep_encrypted, killed.backup_encrypted, killed.rekey])
def test_nothing_stands_in_plain_text_after_a_kill(work: killed.Work, tmp_path: Path) -> None:
    """No secret is in plain text after a kill."""

    def prepare(number: int) -> Path:
        path = tmp_path / f"{number}" / "history.db"
        killed.fill(path, PASSPHRASE)
        return path

    for _ in itertools.islice(killed.kills(work, prepare), 8):
        assert in_plain(tmp_path) == []


@pytest.mark.skipif(not sys.platform.startswith("linux") or not shutil.which("gcc"), reason="needs Linux and gcc")
def test_nothing_is_written_in_plain_text_anywhere(tmp_path: Path) -> None:
    """No secret is ever written in plain text to any folder, not even to a temporary file."""
    work = """
        path = folder / "history.db"
        fill(path, PASSPHRASE)
        keep_encrypted(path, tell)
        backup_encrypted(path, tell)
        rekey(path, tell)
    """
    asked = recorded(library(tmp_path), tmp_path / "disk", work, within="/")
    written = [one.data for one in asked if one.what == "W" and not one.data.startswith(b"A" + bytes(12))]
    assert sum(map(len, written)) > 100_000
    assert [one for data in written for one in PLAIN if one in data] == []


def test_making_a_plain_file_secret_overwrites_it(tmp_path: Path) -> None:
    """Encrypting a plain file overwrites its old content before releasing it."""
    path = tmp_path / "history.db"
    head = told(history.opened(path)).head
    assert in_plain(tmp_path)
    with path.open("rb") as held:
        os.link(path, tmp_path / "other name")
        assert backup.encrypt(path, PASSPHRASE).head == head
        assert held.read() == b""
    assert (tmp_path / "other name").read_bytes() == b""
    assert in_plain(tmp_path) == []


@pytest.mark.parametrize("kind", FILES)
def test_nothing_of_what_is_forgotten_is_left_in_files(kind: str, tmp_path: Path) -> None:
    """Forgotten text is gone from the file and its log, even while another program has the history open."""
    path, passphrase = tmp_path / "history.db", passphrase_of(kind)
    kept = told(history.opened(path, passphrase))
    told(history.opened(path, passphrase)).forget(3)
    assert all(one.encode() in readable(path) for one in REASONS)
    with history.opened(path, passphrase)._engine.connect() as beside:  # type: ignore[attr-defined]
        beside.exec_driver_sql("SELECT count(*) FROM ethics_audit_entries").fetchall()
        beside.commit()
        kept.forget(1)
        assert not any(one.encode() in readable(path) for one in REASONS)
        assert path.with_name("history.db-wal").read_bytes() == b""
    assert kept.verify().removed == 8


def readable(path: Path) -> bytes:
    """Return every page of a file, free ones included, decrypted if need be."""
    content = path.read_bytes()
    if content.startswith(b"SQLite format 3"):
        return content
    ciphers = pytest.importorskip("cryptography.hazmat.primitives.ciphers")
    key = bytes.fromhex(encrypted.key(PASSPHRASE, content[:16])[3:67])
    pages = []
    for start in range(0, len(content), 4096):
        page = content[start : start + 4096]
        cipher = ciphers.Cipher(ciphers.algorithms.AES(key), ciphers.modes.CBC(page[-80:-64]))
        pages.append(cipher.decryptor().update(page[16 if start == 0 else 0 : -80]))
    return b"".join(pages)


def test_nothing_of_what_is_forgotten_is_left_in_tables(postgresql: "Server") -> None:
    """Forgotten text is gone from the tables of PostgreSQL and from its statistics."""
    url = postgresql.database()
    kept = told(history.opened(url))
    postgresql.execute("ANALYZE ethics_audit_entries", "CHECKPOINT", url=url)
    base = postgresql.data / "base"
    assert any(REASONS[2].encode() in content for _, content in files(base))
    kept.forget(1)
    postgresql.execute("CHECKPOINT", url=url)
    assert [one for _, content in files(base) for one in REASONS if one.encode() in content] == []


@pytest.mark.parametrize("kind", FILES)
def test_files_are_for_their_owner_alone(kind: str, tmp_path: Path) -> None:
    """Whatever the umask allows, files, companions, copies and new folders are for their owner alone."""
    path, passphrase = tmp_path / "one" / "two" / "history.db", passphrase_of(kind)
    before = os.umask(0)
    try:
        told(history.opened(path, passphrase))
        backup.backup(str(path), tmp_path / "copy.db", passphrase)
        with history.opened(path, passphrase)._engine.connect() as beside:  # type: ignore[attr-defined]
            beside.exec_driver_sql("SELECT count(*) FROM ethics_audit_entries").fetchall()
            found = {one.name: f"{one.stat().st_mode & 0o777:o}" for one in tmp_path.rglob("*")}
        path.chmod(0o666)
        told(history.opened(path, passphrase))
        assert path.stat().st_mode & 0o777 == 0o600
        backup.rekey(path, PASSPHRASE, killed.NEW) if passphrase else backup.encrypt(path, PASSPHRASE)
        assert path.stat().st_mode & 0o777 == 0o600
    finally:
        os.umask(before)
    folders = dict.fromkeys(("one", "two"), "700")
    assert found == folders | dict.fromkeys(("history.db", "history.db-wal", "history.db-shm", "copy.db"), "600")


def test_wrong_passphrases(tmp_path: Path) -> None:
    """A wrong passphrase has a clear error, and one that is too short is refused before anything is created."""
    path = tmp_path / "history.db"
    head = told(history.opened(path, PASSPHRASE)).head
    with pytest.raises(
        LockedError, match=re.escape(f"{path} needs its passphrase: it is encrypted, or is not a history")
    ):
        history.opened(path)
    kept = History(history.opened(path, "not this one"))
    for work in (kept.verify, lambda: kept.keep(result()), lambda: backup.rekey(path, "not this one", killed.NEW)):
        with pytest.raises(LockedError, match=f"^{path} is not a history, or it is encrypted with another passphrase$"):
            work()
    told_short = "^passphrase: expected 8 characters or more, got 7$"
    for work in (
        lambda: history.opened(tmp_path / "new.db", "seven x"),
        lambda: backup.rekey(path, PASSPHRASE, "seven x"),
        lambda: backup.encrypt(tmp_path / "plain.db", "seven x"),
    ):
        with pytest.raises(ea.ArgumentError, match=told_short):
            work()
    with pytest.raises(LockedError, match="encrypted with another passphrase"):
        history.opened(path, "seven x")
    with pytest.raises(LockedError, match="is encrypted already; rekey gives it another passphrase"):
        backup.encrypt(path, killed.NEW)
    told(history.opened(tmp_path / "plain.db"))
    with pytest.raises(ea.ArgumentError, match=r"^place: expected an encrypted file, got .*, which is not encrypted$"):
        backup.rekey(tmp_path / "plain.db", PASSPHRASE, killed.NEW)
    with pytest.raises(ea.ArgumentError, match=r"^passphrase: expected none, got one: .* is not encrypted$"):
        history.opened(tmp_path / "plain.db", PASSPHRASE)
    assert History(history.opened(path, PASSPHRASE)).verify().head == head


def test_a_passphrase_is_the_same_however_it_is_typed(tmp_path: Path) -> None:
    """One passphrase gives one key however it is typed, even if it is not valid text of the system."""
    path = tmp_path / "history.db"
    told(history.opened(path, "caf\u00e9 ol\u00e9 \udcff"))
    assert History(history.opened(path, "cafe\u0301 ole\u0301 \udcff")).verify().count


def test_a_guess_costs_what_it_should(monkeypatch: pytest.MonkeyPatch) -> None:
    """A guess costs half a second and 128 MB, and two files with one passphrase have different keys."""
    monkeypatch.undo()
    assert (encrypted.COST, encrypted.BLOCK, encrypted.LANES) == (1 << 17, 8, 1)
    one, other = encrypted.key(PASSPHRASE, b"a" * 16), encrypted.key(PASSPHRASE, b"b" * 16)
    assert one[:67] != other[:67]
    assert re.fullmatch(r"\"x'[0-9a-f]{96}'\"", one)


def test_a_file_that_another_one_takes_the_place_of(tmp_path: Path) -> None:
    """An open store notices that its file was replaced, and writes to the new one with its salt."""
    path, other = tmp_path / "history.db", tmp_path / "other.db"
    store = history.opened(path, PASSPHRASE)
    told(store)
    head = told(history.opened(other, PASSPHRASE)).head
    other.replace(path)
    assert History(store).verify().head == head


def test_which_passphrase_a_file_takes(tmp_path: Path) -> None:
    """An encrypted file takes one of eight characters or more, a plain one takes none, and each says so."""
    plain, secret, word = tmp_path / "plain.db", tmp_path / "secret.db", "x" * 8
    told(history.opened(plain))
    told(history.opened(secret, word))
    assert History(history.opened(secret, word)).verify().count
    with pytest.raises(LockedError) as locked:
        history.opened(secret)
    assert str(locked.value) == f"{secret} needs its passphrase: it is encrypted, or is not a history"
    with pytest.raises(LockedError) as locked:
        history.opened(secret, "x" * 7)
    assert str(locked.value) == f"{secret} is not a history, or it is encrypted with another passphrase"
    with pytest.raises(ea.ArgumentError) as refused:
        history.opened(plain, word)
    assert str(refused.value) == f"passphrase: expected none, got one: {plain} is not encrypted"


@pytest.mark.parametrize(("module", "place"), [("sqlite", "here.db"), ("postgresql", "postgresql://me@here/x")])
def test_the_extra_of_a_place(module: str, place: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the database library, opening a place names the extra of all histories."""
    for name in (module, "encrypted"):
        monkeypatch.delitem(sys.modules, f"ethics_audit.history.{name}", raising=False)
        monkeypatch.delattr(history, name, raising=False)
    monkeypatch.setitem(sys.modules, "sqlalchemy", None)
    with pytest.raises(ea.MissingExtraError, match=r"ethics-audit\[history\]"):
        history.opened(place)
