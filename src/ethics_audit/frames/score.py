"""The doors of this room: what is asked is checked once, and each engine scores in its own way.

The libraries that tables need are imported when a table is scored, so that the names are there without them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import evolve

from ethics_audit.base.errors import AnswerError, ArgumentError, Problem, missing_extra, shown
from ethics_audit.frames.outputs import Long, OnInvalid, OnMissingFact, Wanted
from ethics_audit.model.definitions import Audit, Checklist, as_audit

if TYPE_CHECKING:
    from ethics_audit.frames.codebook import Codebook
    from ethics_audit.frames.request import Request

Frame = TypeVar("Frame")


def score_frame(
    frame: Frame,
    audit: Audit | Checklist,
    *,
    profile: Iterable[str] | None = None,
    columns: Iterable[str] | None = None,
    domains: bool | Iterable[str] = True,
    prefix: str = "",
    codebook: Codebook | None = None,
    on_invalid: OnInvalid = "error",
    on_missing_fact: OnMissingFact = "error",
    allow_missing_columns: bool = False,
    id: str | None = None,
    long: tuple[str, str, str] | None = None,
) -> Frame:
    """Score a table: one row an audit, one column an item, called by its id.

    An answer is the id of an option, ``unsure`` or ``n/a``, as text or as a category; or a whole number of a codebook.
    Null, NaN and the empty text are no answer. Rows keep their order, and every column that is no item stays.

    Args:
        frame: A pandas, Polars (eager or lazy), PyArrow, DuckDB, PySpark or Dask table, or another that narwhals knows.
        audit: The definition.
        profile: The facts that hold for every row, beside those of columns that are named after facts, such as
            ``telehealth`` or ``fact_telehealth``. A gap in such a column is a fact that is not known: what depends on
            it is open. Any other fact holds for no row.
        columns: Which results to add, of ``points weight open_weight score low high coverage band band_low band_high
            provisional flags``; all by default. Flags are the ids of the flagged items, the worst first, joined by
            ``;``.
        domains: Whether each domain gets them too, as ``boundaries.score``; or the ids of those that do.
        prefix: What the names of new columns begin with.
        codebook: The word of each whole number, for each item or for all items; or ``"audit"`` for the audit's own
            (``ethics-audit export ID --to codebook``). Without one no number is an answer.
        on_invalid: With ``"error"`` an answer that is none is an error that lists them all; with ``"missing"`` it
            counts as not answered, and a column ``invalid`` counts them.
        on_missing_fact: With ``"error"`` an answer that depends on a fact which neither a column nor `profile` tells is
            an error; with ``"set_aside"`` it counts for nothing, and a column ``set_aside`` counts them.
        allow_missing_columns: Whether an item without a column is taken as not answered.
        id: The column that names rows in errors; by default rows are numbered from 0.
        long: Of a table in memory with a row an answer: the columns that name the audit, the item and the answer. An
            item may be a profile fact, answered as in a column. What is not there is not answered.

    Returns:
        A table of the same kind, without the columns of the items; of a long table one with a row an audit, in the
        order in which they come first.

    Raises:
        AnswerError: With every column that is missing, and every answer that is none; of a lazy Polars, Spark or Dask
            table when it is computed, with those of a batch.
        ArgumentError: If an argument is none of the allowed.
        TypeError: If `frame` is no table, or `audit` no definition.

    Example:
        >>> import polars
        >>> frame = polars.DataFrame({"boundaries.gifts": ["never", "often"]})
        >>> few = {"allow_missing_columns": True, "on_missing_fact": "set_aside", "domains": False}
        >>> ea.score_frame(frame, ea.load_checklist("boundaries"), **few)["score"].to_list()
        [0.0, 100.0]
    """
    definition = as_audit(audit)
    wanted = Wanted.of(
        definition,
        columns=columns,
        domains=domains,
        prefix=prefix,
        on_invalid=on_invalid,
        on_missing_fact=on_missing_fact,
    )
    names, table, engine = _opened(frame)
    if long is not None:
        return cast(Frame, _long(table, _columns(long), definition, wanted, profile=profile, codebook=codebook))
    request = _request(
        definition,
        names,
        wanted,
        profile=profile,
        codebook=codebook,
        allow_missing_columns=allow_missing_columns,
        id=id,
    )
    return cast(Frame, engine(table, request))


def _columns(long: Any) -> Long:
    if isinstance(long, str) or len(long) != len(Long._fields) or len(set(long)) != len(Long._fields):
        told = f"expected three columns: of the audit, the item and the answer, got {shown(long)}"
        raise ArgumentError("long", told)
    return Long(*long)


def _long(table: Any, names: Long, audit: Audit, wanted: Wanted, **more: Any) -> Any:
    from ethics_audit.frames import memory

    if not hasattr(table, "is_empty"):
        raise TypeError("a lazy long table is given; collect it first")
    wide = memory.long(table, names, audit)
    request = _request(audit, wide.columns, wanted, id=names.id, **more)
    return memory.like(memory.pyarrow(wide, evolve(request, kept=(names.id,), is_long=True)), table)


def _request(*arguments: Any, **more: Any) -> Request:
    from ethics_audit.frames.request import Request

    return Request.of(*arguments, **more)


def _known(nw: Any, frame: Any) -> Any:
    """A table as narwhals takes it.

    Raises:
        TypeError: If it is none.
        AnswerError: If it has two columns of one name.
    """
    try:
        return nw.from_native(frame)
    except nw.exceptions.DuplicateError as failure:
        told = "has two columns of one name"
        raise AnswerError([Problem("", told, str(failure).strip().splitlines()[-1].strip(" -"))], "table") from None


def _opened(frame: Any) -> tuple[Sequence[str], Any, Callable[[Any, Request], Any]]:
    """The names of a table's columns, the table as its engine takes it, and the engine."""
    try:
        import narwhals as nw

        from ethics_audit.frames import lazy, memory
    except ImportError as failure:
        raise missing_extra(failure, "frames") from None
    if type(frame).__module__.startswith("dask"):
        return list(frame.columns), frame, lazy.dask
    table = _known(nw, frame)
    kind = table.implementation.value
    if isinstance(table, nw.LazyFrame):
        engines = {"polars": lazy.polars, "pyspark": lazy.spark, "duckdb": lazy.duckdb}
        if (engine := engines.get(kind)) is None:
            raise TypeError(f"a lazy table of {kind} is given; collect it first")
        return table.collect_schema().names(), frame, engine
    eager = {"pandas": memory.pandas, "polars": memory.polars, "pyarrow": memory.pyarrow}
    return table.columns, table, eager.get(kind, memory.any_eager)
