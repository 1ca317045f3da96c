"""Where tables are written: folders without permissions, links, locks or sync."""

import errno
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import portalocker
import pyarrow as pa
import pytest

from ethics_audit.base import files
from ethics_audit.base.errors import StoreError
from ethics_audit.frames import writers

ROWS = pa.table({"a": [1]})


def written(path: Path, *, force: bool = True, meanwhile: Callable[[], object] = list) -> None:
    """Write a table of one row, while something else happens."""
    with writers.whole_file(path, ROWS.schema, {}, force=force) as write:
        write(ROWS)
        meanwhile()


def failing(code: int) -> Any:
    """A function that a file system does not have."""

    def fails(*_: Any, **__: Any) -> None:
        raise OSError(code, os.strerror(code))

    return fails


def test_folders_without_modes_and_sync(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The file is written all the same; a disk that fails is an error, and the old file stays."""
    target = tmp_path / "out.csv"
    target.write_text("old")
    monkeypatch.setattr(os, "fsync", failing(errno.EINVAL))
    monkeypatch.setattr(shutil, "copymode", failing(errno.EPERM))
    written(target)
    assert target.read_text("utf-8") == '"a"\n1\n'
    monkeypatch.setattr(shutil, "copymode", failing(errno.EIO))
    with pytest.raises(StoreError, match="cannot be written"):
        written(target)
    assert target.read_text("utf-8") == '"a"\n1\n'
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out.csv", "out.csv.meta.json"]


@pytest.mark.parametrize("code", [errno.EPERM, errno.ENOTSUP, errno.EINVAL])
def test_folders_without_links(code: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A new file gets its name without one, and never that of a file that has come meanwhile."""
    monkeypatch.setattr(os, "link", failing(code))
    written(tmp_path / "out.parquet", force=False)
    assert [path.name for path in tmp_path.iterdir()] == ["out.parquet"]
    theirs = tmp_path / "theirs.parquet"
    with pytest.raises(StoreError, match="cannot be written"):
        written(theirs, force=False, meanwhile=lambda: theirs.write_text("theirs"))
    assert theirs.read_text() == "theirs"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out.parquet", "theirs.parquet"]


def test_a_name_that_was_only_made_sure_of_is_given_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """If the file cannot take its place, no empty one stays there."""
    monkeypatch.setattr(os, "link", failing(errno.EPERM))
    monkeypatch.setattr(Path, "replace", failing(errno.EIO))
    with pytest.raises(StoreError, match="cannot be written"):
        written(tmp_path / "out.parquet", force=False)
    assert not list(tmp_path.iterdir())
    (tmp_path / "part").write_text("new")
    (tmp_path / "old").write_text("old")
    with pytest.raises(OSError, match="Input/output"):
        files.take_place(tmp_path / "part", tmp_path / "old")
    assert (tmp_path / "old").read_text() == "old"


def test_folders_without_locks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A part that is new is nobody else's; one that is there may be, and the error says what to do."""

    def lock(*_: Any) -> None:
        raise portalocker.LockException(OSError(errno.ENOLCK, "No locks available"))

    monkeypatch.setattr(portalocker, "lock", lock)
    written(tmp_path / "out.parquet")
    (tmp_path / ".out.parquet.part").write_text("left")
    with pytest.raises(StoreError, match=r"or one was ended; if none runs, remove .*\.out\.parquet\.part"):
        written(tmp_path / "out.parquet")
    assert (tmp_path / ".out.parquet.part").read_text() == "left"


def test_a_disk_that_fails_after_a_table_has_its_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The error says that the table is written, since it is."""
    monkeypatch.setattr(files, "keep_names", failing(errno.EIO))
    with pytest.raises(StoreError, match=r"out\.parquet is written, but the disk reports a failure"):
        written(tmp_path / "out.parquet")
    assert [path.name for path in tmp_path.iterdir()] == ["out.parquet"]
