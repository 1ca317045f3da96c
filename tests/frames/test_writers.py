"""Where tables are written: folders without permissions, links, locks or sync."""

import errno
import os
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import portalocker
import pyarrow as pa
import pyarrow.parquet as pq
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


def test_rows_are_written_while_the_next_are_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A write does not hold up who gives the rows, but the one after it does; all are there in order at the end."""
    may_write = threading.Event()
    taken: list[pa.Table] = []

    @contextmanager
    def slow(*_: Any) -> Iterator[writers.Write]:
        def write(table: pa.Table) -> None:
            assert may_write.wait(60)
            taken.append(table)

        yield write
        assert taken == [ROWS, ROWS.slice(1)]

    monkeypatch.setitem(writers.WRITERS, ".csv", slow)
    with writers.whole_file(tmp_path / "out.csv", ROWS.schema, {}) as write:
        write(ROWS)
        assert taken == []
        may_write.set()
        write(ROWS.slice(1))
        assert ROWS in taken


@pytest.mark.parametrize("more", [0, 1])
def test_a_write_that_fails_meanwhile(more: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It fails the whole file, whether it was the last or not, and nothing is left."""

    @contextmanager
    def full(*_: Any) -> Iterator[writers.Write]:
        yield failing(errno.ENOSPC)

    monkeypatch.setitem(writers.WRITERS, ".csv", full)
    calls: list[int] = []

    def rows() -> None:
        with writers.whole_file(tmp_path / "out.csv", ROWS.schema, {}) as write:
            for call in range(1 + more):
                calls.append(call)
                write(ROWS)

    with pytest.raises(StoreError, match="No space left"):
        rows()
    assert len(calls) == 1 + more
    assert not list(tmp_path.iterdir())


def test_statistics_stand_where_values_have_an_order(tmp_path: Path) -> None:
    """A reader can skip row groups by a score; the least band by the alphabet would tell it nothing."""
    table = pa.table({"gifts.score": [1.5, 2.5], "gifts.band": pa.array(["high", "low"]).dictionary_encode()})
    with writers.whole_file(tmp_path / "out.parquet", table.schema, {}) as write:
        write(table)
    score, band = (pq.read_metadata(tmp_path / "out.parquet").row_group(0).column(place) for place in (0, 1))
    assert (score.statistics.min, score.statistics.max) == (1.5, 2.5)
    assert band.statistics is None
