"""Score a file of audits into another: a chunk at a time, whole or not at all, with a note of how it was made."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow as pa

from ethics_audit.base.errors import AnswerError, ArgumentError, Problem, shown
from ethics_audit.base.version import __version__
from ethics_audit.frames import arrow, files
from ethics_audit.frames.codebook import Codebook
from ethics_audit.frames.columns import HOLDS, HOLDS_NOT
from ethics_audit.frames.incoming import OURS, Foreign, Incoming
from ethics_audit.frames.invalid import answers_of
from ethics_audit.frames.lazy import columns_of, scored_batch, scored_schema
from ethics_audit.frames.outputs import Wanted
from ethics_audit.frames.request import Request, Table
from ethics_audit.frames.source import Source, UnreadableError, guarded
from ethics_audit.frames.writers import fits_csv, whole_file
from ethics_audit.model.definitions import Audit

Progress = Callable[[float], None]


class Counts(NamedTuple):
    """How many rows a file has of each kind.

    Attributes:
        audits: Rows that were scored.
        blank: Empty rows, which are left out.
        other: Rows of a REDCap project that answer nothing of this audit, which are left out too.
    """

    audits: int = 0
    blank: int = 0
    other: int = 0

    def __add__(self, more: Counts) -> Counts:  # type: ignore[override]
        """Return the sum of two counts."""
        return Counts(*map(sum, zip(self, more, strict=True)))


def score_file(
    source: Path,
    target: Path,
    audit: Audit,
    wanted: Wanted,
    *,
    force: bool = False,
    progress: Progress = lambda _: None,
    tell: Callable[[str], object] = lambda _: None,
    foreign: Foreign = OURS,
    missing: Iterable[str] = (),
    profile: Iterable[str] | None = None,
    codebook: Codebook | None = None,
    allow_missing_columns: bool = False,
    id: str | None = None,
) -> Counts:
    """Score every audit of a table file into another file.

    Args:
        source: A file of any kind and layout that is read.
        target: The file to make, of any of these kinds.
        audit: The definition.
        wanted: The columns to make.
        force: Whether a target that is there is replaced.
        progress: Called with the share of the file that is done, from 0 to 1.
        tell: Called with what a reader must know of a file of another layout than ours.
        foreign: The names and codes that programs write which take our exported forms.
        missing: The codes that mean no answer.
        profile: The facts that hold for every row.
        codebook: What whole numbers stand for.
        allow_missing_columns: Whether an item may have no column.
        id: The column that names rows in errors.

    Returns:
        How many rows there were of each kind.

    Raises:
        AnswerError: If the file cannot be read, or with every column of the whole file that has an invalid answer.
        ArgumentError: If a code in `missing` is an answer, or the target is the source.
        StoreError: If the target cannot be written.
    """
    found = files.source(source, audit, foreign=foreign, codebook=codebook, tell=tell)
    incoming = Incoming.of(audit, found.schema, audit.known_facts, foreign=foreign, missing=missing, source=str(source))
    request = Request.of(
        audit,
        incoming.schema.names,
        wanted,
        profile=profile,
        codebook=codebook,
        allow_missing_columns=allow_missing_columns,
        id=id,
        source=str(source),
    )
    _refuse_answers(incoming.missing, request)
    if source.resolve() == target.resolve():
        raise ArgumentError("OUT", "expected another file than the one that is read")
    schema = _schema(incoming.schema, request, target)
    counts = Counts()
    try:
        with whole_file(target, schema, provenance(request), force=force) as write:
            for table, seen, done in guarded(source, _scored(found, request, incoming, schema)):
                write(table)
                counts += seen
                progress(done)
    except UnreadableError:
        raise
    except AnswerError:
        _refuse_all(found, request, incoming)
        raise
    return counts


def _refuse_all(found: Source, request: Request, incoming: Incoming) -> None:
    """Look through the whole file for invalid answers.

    Raises:
        AnswerError: With every column that has any, and a hint where no valid answer is similar.
    """
    try:
        request.check(_tables(found, incoming))
    except AnswerError as error:
        hinted = [
            problem._replace(hint=problem.hint or HOW_MISSING) if problem.place in request.items else problem
            for problem in error.problems
        ]
        raise AnswerError(hinted, error.source) from None


HOW_MISSING = "if it means no answer, name it with --missing"


def _refuse_answers(missing: Iterable[str], request: Request) -> None:
    """Refuse a code for no answer that is an answer or a fact.

    Raises:
        ArgumentError: With the first of them.
    """
    codes = sorted(missing)
    column = pa.array(codes, pa.string())
    for id, coded in request.codes(dict.fromkeys(request.items, column)).items():
        for code, answers in zip(codes, answers_of(request.packed, id)[coded.codes], strict=True):
            if answers:
                raise ArgumentError("missing", f"{shown(code)} is an answer to {id}; it cannot mean no answer")
    for code in codes:
        if request.facts and code.casefold() in HOLDS | HOLDS_NOT:
            raise ArgumentError("missing", f"{shown(code)} states a fact; it cannot mean no answer")


def _tables(found: Source, incoming: Incoming) -> Iterator[tuple[Table, int]]:
    for chunk in found.chunks():
        for batch in chunk.batches:
            yield columns_of(incoming.rows(batch).batch), batch.num_rows


def provenance(request: Request) -> dict[str, Any]:
    """Return the note of how a scored file was made."""
    audit = request.packed.audit
    return {
        "library": f"ethics-audit {__version__}",
        "audit": {"id": audit.id, "version": audit.version, "digest": audit.digest},
        "profile": sorted(request.profile),
        "facts_by_row": sorted(request.facts),
        "on_invalid": "missing" if request.wanted.invalid else "error",
    }


def _schema(given: pa.Schema, request: Request, target: Path) -> pa.Schema:
    """Return the columns of the target; bands are text in files that have no categories."""
    ending = target.suffix.lower()
    kept = [given.field(name) for name in request.kept]
    is_text = ending in {".csv", ".ndjson"}
    text = [arrow.BAND_TYPE, arrow.FLAG_TYPE] if is_text else [arrow.FLAG_TYPE] if ending == ".arrow" else []
    return scored_schema(_plain(kept, target) if ending == ".csv" else kept, request, text)


def _plain(kept: list[pa.Field], target: Path) -> list[pa.Field]:
    """Return the columns that stay, with categories as text, since CSV has none.

    Raises:
        AnswerError: With every column that CSV cannot hold.
    """
    plain = [field.with_type(field.type.value_type) if pa.types.is_dictionary(field.type) else field for field in kept]
    if unfit := [field.name for field in plain if not fits_csv(field.type)]:
        problems = [Problem(name, "holds lists, tables or bytes, which CSV cannot") for name in unfit]
        raise AnswerError(problems, str(target))
    return plain


def _scored(
    found: Source, request: Request, incoming: Incoming, schema: pa.Schema
) -> Iterator[tuple[pa.Table, Counts, float]]:
    """Yield each scored chunk without rows that are not audits, the counts of its rows, and the share that is done."""
    for chunk in found.chunks():
        scored, counts = [], Counts()
        for batch in chunk.batches:
            rows = incoming.rows(batch)
            stay = ~(rows.is_blank | rows.is_other)
            audits = rows.batch if stay.all() else rows.batch.filter(pa.array(stay))
            scored.append(scored_batch(audits, request, schema))
            counts += Counts(audits.num_rows, int(rows.is_blank.sum()), int(rows.is_other.sum()))
        yield pa.Table.from_batches(scored, schema), counts, chunk.done
