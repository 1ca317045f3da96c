"""A table file: its columns, and its rows a chunk at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import NamedTuple, TypeVar

import pyarrow as pa

from ethics_audit.base.errors import AnswerError, EthicsAuditError, Problem

ROWS_AT_ONCE = 1 << 16
ROWS_TOGETHER = 1 << 17
MOST_COLUMNS = 10_000
T = TypeVar("T")


class Chunk(NamedTuple):
    """Some rows of a file.

    Attributes:
        batches: The rows, read as they are taken.
        done: The share of the file that has been read after them, from 0 to 1.
    """

    batches: Iterable[pa.RecordBatch]
    done: float


class Source(NamedTuple):
    """A file that can be read.

    Attributes:
        schema: Its columns.
        chunks: Reads the file from its beginning; a chunk is what is written together, such as a Parquet row group.
    """

    schema: pa.Schema
    chunks: Callable[[], Iterator[Chunk]]


class UnreadableError(AnswerError):
    """A file that is damaged, or not what its name says."""


CANNOT_READ = (pa.ArrowException, OSError, ValueError, MemoryError)
"""The errors that libraries raise for a damaged file."""


def guarded(path: Path, read: Iterable[T]) -> Iterator[T]:
    """Yield the same values; turn what the libraries raise on the way into a problem of the file."""
    try:
        yield from read
    except EthicsAuditError:
        raise
    except CANNOT_READ as failure:
        raise refusal(path, f"cannot be read: {reason(failure)}") from None


def reason(failure: BaseException) -> str:
    """Return the words of a failure, on one line."""
    if isinstance(failure, OSError) and failure.strerror:
        return failure.strerror
    return (str(failure).splitlines() or [type(failure).__name__])[0]


def refusal(path: Path, message: str, hint: str = "", place: str = "") -> UnreadableError:
    """Return the error of one problem of a file."""
    return UnreadableError([Problem(place, message, hint, "unreadable")], str(path))


def refuse_wide(path: Path, columns: int) -> None:
    """Refuse a file with more columns than any survey.

    Raises:
        AnswerError: If it has them.
    """
    if columns > MOST_COLUMNS:
        hint = "keep the columns of the questions, and of who answered"
        raise refusal(path, f"expected at most {MOST_COLUMNS:,} columns, got {columns:,}", hint)
