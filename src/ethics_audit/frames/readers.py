"""Table files read a batch at a time: Parquet, Arrow, CSV and NDJSON, in memory that does not grow with the file."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

from ethics_audit.base.errors import AnswerError
from ethics_audit.base.plain_text import other_kind
from ethics_audit.frames import binary, csv_text, ndjson
from ethics_audit.frames.source import CANNOT_READ, Source, reason, refusal, refuse_wide

READERS: dict[str, Callable[[Path, frozenset[str], frozenset[str]], Source]] = {
    ".parquet": binary.parquet,
    ".feather": binary.arrow,
    ".arrow": binary.arrow,
    ".csv": csv_text.source,
    ".tsv": csv_text.source,
    ".ndjson": ndjson.source,
}
HEAD = 64
"""So many bytes at the beginning of a file show its kind."""


def opened(path: Path, items: Iterable[str], facts: Iterable[str] = ()) -> Source:
    """Open a table file of the kind that its name ends with.

    Args:
        path: The file, whose ending is among `READERS`.
        items: The columns of the audit's items, which text files hold as categories.
        facts: The columns of facts, which help to find the delimiter of CSV.

    Raises:
        AnswerError: If it cannot be read.
    """
    try:
        refuse_no_table(path)
        source = READERS[path.suffix.lower()](path, frozenset(items), frozenset(facts))
        names = source.schema.names
    except AnswerError:
        raise
    except CANNOT_READ as failure:
        raise refusal(path, f"cannot be read: {reason(failure)}") from None
    refuse_wide(path, len(names))
    return source


def refuse_no_table(path: Path, *, is_archive: bool = False) -> None:
    """Refuse a path that is not a table file before anything waits for it.

    Args:
        path: The file.
        is_archive: Whether files of its kind are archives, as workbooks are.

    Raises:
        AnswerError: If it is no file, is empty, or is of another kind than any table.
    """
    if path.exists() and not path.is_file():
        raise refusal(path, "expected a file that can be read twice")
    with path.open("rb") as file:
        head = file.read(HEAD)
    if not head:
        raise refusal(path, "is empty: it has 0 bytes", "was it downloaded, or written, to its end?")
    if not is_archive and (found := other_kind(head)):
        raise refusal(path, found)
