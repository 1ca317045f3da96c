"""Studies in files of every kind that is read, and in tables in memory."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pyarrow as pa

from ethics_audit.base.errors import EthicsAuditError
from ethics_audit.base.likeness import similar
from ethics_audit.frames import csv_text, readers, statistics_files, workbooks
from ethics_audit.frames.codebook import Codebook
from ethics_audit.frames.incoming import OURS, Foreign
from ethics_audit.frames.layouts import reader
from ethics_audit.frames.layouts.draft import Draft
from ethics_audit.frames.layouts.matching import Matcher
from ethics_audit.frames.layouts.reader import AsGiven, Asked
from ethics_audit.frames.layouts.titles import count, depth
from ethics_audit.frames.memory import as_arrow
from ethics_audit.frames.names import fact_of
from ethics_audit.frames.raw import Raw, of_table
from ethics_audit.frames.source import CANNOT_READ, ROWS_AT_ONCE, Chunk, Source, reason, refusal
from ethics_audit.frames.study import Study, Taken
from ethics_audit.model.definitions import Audit

WORKBOOKS = (".xlsx", ".xlsm")
KINDS = {
    **dict.fromkeys((".csv", ".tsv", ".txt"), csv_text.raw),
    **dict.fromkeys(WORKBOOKS, workbooks.raw),
    **dict.fromkeys((".sav", ".zsav", ".dta"), statistics_files.raw),
}
"""The readers of files whose titles need not be in one row."""
AS_XLSX = "save it as .xlsx or as CSV"
HOW = {
    **dict.fromkeys((".xls", ".ods"), AS_XLSX),
    **dict.fromkeys((".sas7bdat", ".xpt", ".por"), "save it as .sav or as CSV"),
    ".json": "export it as CSV, or write one object on each line, as .ndjson",
}


def study(source: Path | Any, audit: Audit, asked: Asked, foreign: Foreign = OURS) -> Study:
    """Return the study in a file or in a table in memory; see `ethics_audit.research.read`."""
    with _read_from(source):
        return reader.read(_raw(source, audit, foreign), audit, asked, foreign)


def drafted(
    source: Path | Any, audit: Audit, asked: Asked, foreign: Foreign = OURS, as_given: AsGiven | None = None
) -> Draft:
    """Return the columns of a file or of a table in memory, whose answers are not checked."""
    with _read_from(source):
        return reader.drafted(_raw(source, audit, foreign), audit, asked, foreign, as_given)


def source(
    path: Path, audit: Audit, *, foreign: Foreign, codebook: Codebook | None, tell: Callable[[str], object]
) -> Source:
    """Return the rows of a file, one for each audit: a chunk at a time if it has our layout, else read as a whole.

    Args:
        path: The file.
        audit: The definition.
        foreign: The names and codes of exported forms.
        codebook: What whole numbers stand for.
        tell: Called with what a reader must know of a file of another layout.
    """
    kind = path.suffix.lower()
    if kind in readers.READERS:
        own = foreign.columns.items()
        items, facts = ({name for name, known in own if (known in audit.items) is is_item} for is_item in (True, False))
        found = readers.opened(path, items.union(audit.items), facts | audit.known_facts)
        if is_ours(found.schema.names, audit, foreign) and not (kind in KINDS and _has_titles(path, audit, foreign)):
            return found
    made = drafted(path, audit, Asked(codebook=codebook, source=str(path)), foreign)
    for note in made.notes:
        tell(note)
    table = made.table()
    return Source(table.schema, lambda: iter([Chunk(table.to_batches(max_chunksize=ROWS_AT_ONCE), 1.0)]))


def _has_titles(path: Path, audit: Audit, foreign: Foreign) -> bool:
    with _read_from(path):
        return depth(_file(path, audit, foreign), Matcher(audit, foreign.columns)) > 1


def is_ours(names: Sequence[str], audit: Audit, foreign: Foreign = OURS) -> bool:
    """Return whether a table with these columns has one for each item that it has at all, by a name of ours."""
    own = {name for name in names if name in audit.items or name in foreign.columns}
    facts = fact_of(audit)
    others = [str(name) for name in names if name not in own and name not in facts]
    if not others or len(own & audit.items.keys()) == len(audit.items):
        return bool(own)
    matcher = Matcher(audit, foreign.columns)
    return bool(own) and not any(claim.known in audit.items for name in others for claim in matcher.of(name))


def taken_as_ours(names: Sequence[str], audit: Audit) -> Iterator[Taken]:
    """Yield how the columns of a table of ours are taken."""
    facts = fact_of(audit)
    for name in names:
        fact = facts.get(name)
        if name in audit.items:
            yield Taken(name, "item", name, "id")
        elif fact is not None:
            yield Taken(name, "fact", fact, "id" if fact == name else "name")
        else:
            yield Taken(name, "kept", name, "")


def has_titles(table: Any, audit: Audit) -> bool:
    """Return whether the first rows of a table in memory are titles too."""
    return depth(of_table(as_arrow(table)), Matcher(audit, {})) > 1


@contextmanager
def _read_from(source: Path | Any) -> Iterator[None]:
    """Turn what libraries raise for what they cannot read into a problem of the file or the table."""
    try:
        yield
    except EthicsAuditError:
        raise
    except CANNOT_READ as failure:
        name = source if isinstance(source, Path) else Path("table")
        raise refusal(name, f"cannot be read: {reason(failure)}") from None


def _raw(source: Path | Any, audit: Audit, foreign: Foreign) -> Raw:
    return _file(source, audit, foreign) if isinstance(source, Path) else of_table(as_arrow(source))


def _file(path: Path, audit: Audit, foreign: Foreign) -> Raw:
    kind = path.suffix.lower()
    known = list(dict.fromkeys([*KINDS, *readers.READERS]))
    if kind not in known:
        given = f"expected {', '.join(known)}, got {path.suffix or 'no ending'}"
        raise refusal(path, given, HOW.get(kind) or similar(kind, known))
    if kind not in KINDS:
        found = readers.opened(path, audit.items, ())
        batches = [batch for chunk in found.chunks() for batch in chunk.batches]
        return of_table(pa.Table.from_batches(batches, found.schema).unify_dictionaries())
    readers.refuse_no_table(path, is_archive=kind in WORKBOOKS)
    matcher = Matcher(audit, foreign.columns)
    return KINDS[kind](path, lambda rows: count(rows, matcher))
