"""Write table files a chunk at a time, under another name until they are whole."""

from __future__ import annotations

import json
import math
import os
import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import AbstractContextManager, ExitStack, contextmanager
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

import portalocker
import pyarrow as pa
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq

from ethics_audit.base.causes import unwritable
from ethics_audit.base.errors import AnswerError, Problem, StoreError
from ethics_audit.base.files import CANNOT_SYNC, keep_name, part_of, settle, take_place
from ethics_audit.base.likeness import similar
from ethics_audit.frames.cells import is_text
from ethics_audit.frames.formulas import escaped, escaped_name

METADATA = "ethics_audit"
Write = Callable[[pa.Table], None]


@contextmanager
def whole_file(path: Path, schema: pa.Schema, provenance: dict[str, Any], *, force: bool = True) -> Iterator[Write]:
    """Write a table file whole or not at all; only its owner can read it.

    Args:
        path: The file; its ending decides the kind. For a link, the file that it leads to.
        schema: Its columns.
        provenance: How it was made: goes into the metadata or, for kinds without any, into ``<file>.meta.json``.
        force: Whether an existing file is replaced; it keeps its permissions.

    Yields:
        A function that writes rows; in Parquet, each call writes a row group.

    Raises:
        AnswerError: If the kind is unknown.
        StoreError: If it cannot be written, or exists and must not be replaced; nothing is left behind.
    """
    kind = path.suffix.lower()
    if kind not in WRITERS:
        given = f"expected {', '.join(WRITERS)}, got {path.suffix or 'no ending'}"
        raise AnswerError([Problem("", given, similar(kind, WRITERS))], str(path))
    path = path.resolve()
    beside = path.with_name(f"{path.name}.meta.json") if kind in WITHOUT_METADATA else None
    _refuse(path, beside, force=force)
    try:
        with ExitStack() as stack:
            part = stack.enter_context(_part(path))
            noted = schema.with_metadata({METADATA: json.dumps(provenance)})
            with WRITERS[kind](part.file, noted) as write, _meanwhile(write) as later:
                yield later
            if beside is not None:
                note = stack.enter_context(_part(beside))
                note.file.write((json.dumps(provenance, indent=2) + "\n").encode())
                _put(note, beside, force=force)
            _put(part, path, force=force)
    except StoreError:
        raise
    except (OSError, pa.ArrowException) as failure:
        raise unwritable(path, failure if isinstance(failure, OSError) else str(failure)) from None


@contextmanager
def _meanwhile(write: Write) -> Iterator[Write]:
    """Yield a function that writes rows while the caller makes the next ones; what fails is raised at the next call."""
    with ThreadPoolExecutor(1) as writer:
        written: list[Future[None]] = []

        def later(table: pa.Table) -> None:
            if written:
                written.pop().result()
            written.append(writer.submit(write, table))

        yield later
        for last in written:
            last.result()


def _refuse(path: Path, beside: Path | None, *, force: bool) -> None:
    for target in (path, beside):
        if target is not None and target.exists() and not (force and target.is_file()):
            then = "--force replaces it" if target.is_file() else "it is not a file"
            raise StoreError(f"{target} exists already; {then}", code="exists")


def _put(part: _Part, target: Path, *, force: bool) -> None:
    """Give a part its name, and the permissions of the file that it replaces, if there is one."""
    settle(part.file)
    if force and target.exists():
        try:
            shutil.copymode(target, part.path)
        except OSError as failure:
            if failure.errno not in CANNOT_SYNC:  # which file systems without permissions answer too
                raise
    take_place(part.path, target, force=force)
    keep_name(target)


class _Part(NamedTuple):
    """A file that is being written beside the one that it will replace."""

    path: Path
    file: BinaryIO


@contextmanager
def _part(path: Path) -> Iterator[_Part]:
    """Return a locked part of a file that no other run can write; take over what a killed run left.

    Raises:
        StoreError: If another run is writing it.
    """
    name = part_of(path)
    opened, is_new = _opened(name)
    with os.fdopen(opened, "r+b") as file:
        try:
            portalocker.lock(file, portalocker.LOCK_EX | portalocker.LOCK_NB)
        except portalocker.AlreadyLocked:
            raise StoreError(f"{path} is being written by another run", code="busy") from None
        except portalocker.LockException:  # a file system without locks; a new file belongs to nobody else
            if not is_new:
                busy = f"{path} is being written by another run, or one was ended; if none runs, remove {name}"
                raise StoreError(busy, code="busy") from None
        if not os.path.samestat(os.fstat(file.fileno()), name.stat()):
            raise StoreError(f"{path} has been written by another run", code="busy")
        file.truncate(0)
        try:
            yield _Part(name, file)
        finally:
            if name.exists() and os.path.samestat(os.fstat(file.fileno()), name.stat()):
                name.unlink()


def _opened(name: Path) -> tuple[int, bool]:
    """Return a file open for writing, and whether it is new."""
    flags = os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
    try:
        return os.open(name, flags | os.O_EXCL, 0o600), True
    except FileExistsError:
        return os.open(name, flags, 0o600), False


@contextmanager
def _parquet(file: Any, schema: pa.Schema) -> Iterator[Write]:
    ordered = [field.name for field in schema if not pa.types.is_dictionary(field.type)]
    with pq.ParquetWriter(file, schema, compression="zstd", write_statistics=ordered) as writer:
        yield lambda table: writer.write_table(table, row_group_size=max(1, len(table)))


@contextmanager
def _arrow(file: Any, schema: pa.Schema) -> Iterator[Write]:
    with pa.ipc.new_file(file, schema) as writer:
        yield writer.write_table


@contextmanager
def _csv(file: Any, schema: pa.Schema) -> Iterator[Write]:
    """Write CSV, with texts escaped that a spreadsheet would run as formulas."""
    safe = pa.schema([field.with_name(escaped_name(field.name)) for field in schema])
    with pa_csv.CSVWriter(file, safe) as writer:
        yield lambda table: writer.write_table(pa.Table.from_batches(map(_safe, table.to_batches()), safe))


def _safe(batch: pa.RecordBatch) -> pa.RecordBatch:
    columns = [escaped(column) if is_text(column.type) else column for column in batch.columns]
    return pa.RecordBatch.from_arrays(columns, names=[escaped_name(name) for name in batch.schema.names])


def fits_csv(kind: pa.DataType) -> bool:
    """Return whether CSV can hold a type."""
    is_bytes = pa.types.is_binary(kind) or pa.types.is_large_binary(kind) or pa.types.is_fixed_size_binary(kind)
    return not (pa.types.is_nested(kind) or pa.types.is_interval(kind) or is_bytes)


def _line(row: dict[str, Any]) -> str:
    return json.dumps({name: _plain(value) for name, value in row.items()}, ensure_ascii=False, allow_nan=False) + "\n"


def _plain(value: Any) -> Any:
    """Return a value as JSON has it: NaN as null, days and times as ISO 8601, anything else as text."""
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, list):
        return [_plain(item) for item in value]
    if isinstance(value, dict):
        return {str(name): _plain(item) for name, item in value.items()}
    if value is None or isinstance(value, str | int):
        return value
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


@contextmanager
def _ndjson(file: Any, _: pa.Schema) -> Iterator[Write]:
    def write(table: pa.Table) -> None:
        for batch in table.to_batches():
            file.write("".join(_line(row) for row in batch.to_pylist()).encode())

    yield write


WRITERS: dict[str, Callable[[Any, pa.Schema], AbstractContextManager[Write]]] = {
    ".parquet": _parquet,
    ".arrow": _arrow,
    ".csv": _csv,
    ".ndjson": _ndjson,
}
WITHOUT_METADATA = frozenset({".csv", ".ndjson"})
