"""Copies, and files that become encrypted."""

import re
from pathlib import Path

import pytest
from support.histories import PASSPHRASE, filled, quick_keys

from ethics_audit import history
from ethics_audit.base.errors import StoreError
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
