"""Table files written a chunk at a time, under another name until they are whole."""

from __future__ import annotations

import json
import math
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from pathlib import Path
from typing import Any

import portalocker
import pyarrow as pa
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq
from attrs import define

from ethics_audit.errors import AnswerError, Problem, StoreError, similar

METADATA = "ethics_audit"
Write = Callable[[pa.Table], None]


@contextmanager
def whole_file(path: Path, schema: pa.Schema, provenance: dict[str, Any], *, force: bool = True) -> Iterator[Write]:
    """Write a table file that is there whole or not at all, and that only its owner can read.

    Args:
        path: The file; its ending says of which kind. Through a link, the file that it leads to.
        schema: Its columns.
        provenance: What made it: in the file's metadata or, where a kind has none, beside it in ``<file>.meta.json``.
        force: Whether a file that is there is replaced; it keeps its permissions.

    Yields:
        A function that writes rows; in Parquet those of a row group.

    Raises:
        AnswerError: If the kind is not known.
        StoreError: If it cannot be written, or is there and is not to be replaced; nothing is left behind.
    """
    kind = path.suffix.lower()
    if kind not in WRITERS:
        told = f"{path.suffix or 'no ending'} is given; allowed is {', '.join(WRITERS)}"
        raise AnswerError([Problem("", told, similar(kind, WRITERS))], str(path))
    path = path.resolve()
    beside = path.with_name(f"{path.name}.meta.json") if kind in WITHOUT_METADATA else None
    _refuse(path, beside, force=force)
    try:
        with ExitStack() as stack:
            part = stack.enter_context(_part(path))
            with WRITERS[kind](part.file, schema.with_metadata({METADATA: json.dumps(provenance)})) as write:
                yield write
            if beside is not None:
                note = stack.enter_context(_part(beside))
                note.file.write((json.dumps(provenance, indent=2) + "\n").encode())
                note.put(beside, force=force)
            part.put(path, force=force)
    except (OSError, pa.ArrowException) as failure:
        reason = (failure.strerror if isinstance(failure, OSError) else None) or failure
        raise StoreError(f"{path} cannot be written ({reason})") from None


def _refuse(path: Path, beside: Path | None, *, force: bool) -> None:
    for one in (path, beside):
        if one is not None and one.exists() and not (force and one.is_file()):
            told = "--force replaces it" if one.is_file() else "it is no file"
            raise StoreError(f"{one} is there already; {told}")


@define
class _Part:
    """A file that is being written beside the one whose place it is to take."""

    path: Path
    file: Any
    is_put: bool = False

    def put(self, target: Path, *, force: bool) -> None:
        """Give it its name; without `force` not over a file that has come meanwhile."""
        self.file.flush()
        os.fsync(self.file.fileno())
        if target.exists() and force:
            shutil.copymode(target, self.path)
        if not force:
            os.link(self.path, target)
            return
        self.path.replace(target)
        self.is_put = True


@contextmanager
def _part(path: Path) -> Iterator[_Part]:
    """A part of a file, locked, so that nobody else writes it; what a killed run left is taken over.

    Raises:
        StoreError: If another run is writing it.
    """
    name = path.with_name(f".{path.name}.part")
    flags = os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
    with os.fdopen(os.open(name, flags, 0o600), "r+b") as file:
        try:
            portalocker.lock(file, portalocker.LOCK_EX | portalocker.LOCK_NB)
        except portalocker.LockException:
            raise StoreError(f"{path} is being written by another run") from None
        if not os.path.samestat(os.fstat(file.fileno()), name.stat()):
            raise StoreError(f"{path} has been written by another run")
        file.truncate(0)
        part = _Part(name, file)
        try:
            yield part
        finally:
            if not part.is_put:
                name.unlink(missing_ok=True)


@contextmanager
def _parquet(file: Any, schema: pa.Schema) -> Iterator[Write]:
    with pq.ParquetWriter(file, schema, compression="zstd") as writer:
        yield lambda table: writer.write_table(table, row_group_size=max(1, len(table)))


@contextmanager
def _arrow(file: Any, schema: pa.Schema) -> Iterator[Write]:
    with pa.ipc.new_file(file, schema) as writer:
        yield writer.write_table


@contextmanager
def _csv(file: Any, schema: pa.Schema) -> Iterator[Write]:
    with pa_csv.CSVWriter(file, schema) as writer:
        yield writer.write_table


def _line(row: dict[str, Any]) -> str:
    return json.dumps({name: _plain(value) for name, value in row.items()}, ensure_ascii=False, allow_nan=False) + "\n"


def _plain(value: Any) -> Any:
    """A value as JSON has it: no number that is none, days and times as ISO 8601, anything else as text."""
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, list):
        return [_plain(one) for one in value]
    if isinstance(value, dict):
        return {str(name): _plain(one) for name, one in value.items()}
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
