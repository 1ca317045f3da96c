"""Copies, and files that become encrypted."""

import re
from pathlib import Path

import pytest
from support.histories import PASSPHRASE, filled, quick_keys

from ethics_audit import history
from ethics_audit.base.errors import ArgumentError, LockedError, StoreError
from ethics_audit.history import History, backup, locations

__all__ = ["quick_keys"]
pytestmark = pytest.mark.usefixtures("quick_keys")


def test_a_copy_into_a_folder_that_does_not_exist(tmp_path: Path) -> None:
    """A copy creates no folder."""
    path, copy = tmp_path / "history.db", tmp_path / "nowhere" / "copy.db"
    filled(history.opened(path))
    message = re.escape(f"{copy} cannot be written (there is no folder {copy.parent})")
    with pytest.raises(StoreError, match=message) as caught:
        backup.backup(str(path), copy)
    assert caught.value.code == "unwritable"
    assert not copy.parent.exists()


def test_what_a_killed_copy_left_behind(tmp_path: Path) -> None:
    """The next copy begins anew, and leaves nothing of the earlier one."""
    path, copy = tmp_path / "history.db", tmp_path / "copy.db"
    head = filled(history.opened(path)).head
    for name in (".copy.db.part", ".copy.db.part-wal", ".copy.db.part-journal", "..copy.db.part.new"):
        (tmp_path / name).write_bytes(b"half of a history")
    assert backup.backup(str(path), copy).head == head
    assert sorted(one.name for one in tmp_path.iterdir()) == ["copy.db", "history.db"]


def test_a_history_that_is_encrypted_before_its_first_entry(tmp_path: Path) -> None:
    """Encrypting a history that does not exist yet creates an encrypted one without entries."""
    path = tmp_path / "history.db"
    assert backup.encrypt(path, PASSPHRASE).count == 0
    assert locations.is_encrypted(str(path))
    assert filled(history.opened(path, PASSPHRASE)).verify().count == 8
    assert History(history.opened(path, PASSPHRASE)).verify().count == 8


def test_the_length_of_a_new_passphrase_comes_first(tmp_path: Path) -> None:
    """A passphrase that is too short is refused before anything is looked at; eight characters are enough."""
    path = tmp_path / "history.db"
    head = filled(history.opened(path)).head
    told = "passphrase: expected 8 characters or more, got 7"
    with pytest.raises(ArgumentError) as short:
        backup.rekey(path, PASSPHRASE, "x" * 7)
    assert str(short.value) == told
    with pytest.raises(ArgumentError) as plain:
        backup.rekey(path, PASSPHRASE, "x" * 8)
    assert str(plain.value) == f"place: expected an encrypted file, got {path}, which is not encrypted"
    assert backup.encrypt(path, "x" * 8).head == head
    with pytest.raises(ArgumentError) as short:
        backup.encrypt(path, "x" * 7)
    assert str(short.value) == told
    with pytest.raises(LockedError) as locked:
        backup.encrypt(path, "x" * 8)
    assert str(locked.value) == f"{path} is encrypted already; rekey gives it another passphrase"


def test_codes_of_copies_that_are_refused(tmp_path: Path) -> None:
    """What is empty and what is there already have codes of their own."""
    path = tmp_path / "history.db"
    copy = tmp_path / "copy.db"
    history.opened(path).append(lambda _: ())
    for code, work in (
        ("empty", lambda: backup.backup(str(path), copy)),
        ("empty", lambda: backup.encrypt(path, PASSPHRASE)),
        ("exists", lambda: backup.backup(str(path), path)),
    ):
        with pytest.raises(StoreError) as caught:
            work()
        assert caught.value.code == code
    assert not copy.exists()
