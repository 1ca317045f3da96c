"""Score tables: arguments are checked once, then the engine of the table's kind scores it.

The libraries that tables need are imported when a table is scored, so that the names are there without them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import evolve

from ethics_audit.base.causes import wrong_argument
from ethics_audit.base.errors import AnswerError, Problem, needs_extra
from ethics_audit.frames.outputs import ItemsAs, Long, OnInvalid, OnMissingFact, Wanted
from ethics_audit.model.definitions import Audit, Checklist, as_audit

if TYPE_CHECKING:
    from ethics_audit.frames.codebook import Codebook
    from ethics_audit.frames.layouts.reader import AsGiven
    from ethics_audit.frames.request import Request
    from ethics_audit.frames.study import Taken

Frame = TypeVar("Frame")


def score_frame(
    frame: Frame,
    audit: Audit | Checklist | None = None,
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
    vector: str | None = None,
    items: ItemsAs = "drop",
    tell: Callable[[Taken], object] | None = None,
) -> Frame:
    """Score a table: one row per audit, one column per item, named by its id.

    An answer is the id of an option, ``unsure`` or ``n/a``, or the label of one in any language that the audit is in,
    as text or as a category; or a whole number of a codebook. Null, NaN and the empty text are no answer. Rows keep
    their order and their index, and every column that is not an item stays. A table in memory may have any layout that
    `ethics_audit.research.read` reads; where each of its rows is an audit, every row stays, also without an answer.

    Args:
        frame: A pandas, Polars (eager or lazy), PyArrow, DuckDB, PySpark or Dask table, or another that narwhals knows;
            or a study.
        audit: The definition; that of the study by default.
        profile: The facts that hold for every row. Facts that vary come from columns named after them, such as
            ``telehealth`` or ``fact_telehealth``. A gap in such a column means that the fact is not known: items that
            depend on it are open. Any other fact holds for no row.
        columns: Which results to add, of ``points weight open_weight score low high coverage band band_low band_high
            provisional flags``; all by default. Flags are the ids of the flagged items, worst first, joined by ``;``.
        domains: Whether to add them for each domain too, as ``boundaries.score``; or the ids of some domains.
        prefix: The beginning of the names of new columns.
        codebook: The word of each whole number, for each item or for all items; or ``"audit"`` for the audit's own
            (``ethics-audit export ID --to codebook``). Without a codebook, numbers are not answers.
        on_invalid: ``"error"`` raises one error that lists all invalid answers; ``"missing"`` takes them as not
            answered, and a column ``invalid`` counts them.
        on_missing_fact: ``"error"`` raises an error for answers that depend on a fact which neither a column nor
            `profile` states; ``"set_aside"`` ignores them, and a column ``set_aside`` counts them.
        allow_missing_columns: Whether an item without a column counts as not answered.
        id: The column that names rows in errors; by default rows are numbered from 0.
        long: For a table in memory with one row per answer: the columns that name the audit, the item and the answer.
            An item may be a profile fact. Items that have no row are not answered.
        vector: For a table in memory, the column of vectors that have the answers; it goes as those of items do.
        items: ``"keep"`` keeps the columns of the items; ``"risk"`` makes them the risks of the answers, from 0 to 100,
            without a value where there is no answer.
        tell: Called with how each column was taken, and with what became of the rows if they are not those of the
            table; `print` shows it.

    Returns:
        A table of the same kind, without the columns of the items unless they are asked for; of a study, a PyArrow
        table. From a long table, one row per audit, in the order
        in which audits first appear. A DuckDB relation is read once, and its results lie in a temporary file.

    Raises:
        AnswerError: With every missing column and every invalid answer. From a lazy Polars, Spark or Dask table it is
            raised when the table is computed, with the invalid answers of one batch.
        ArgumentError: If an argument has a value that is not allowed.
        TypeError: If `frame` is not a table, or `audit` is not a definition.

    Example:
        >>> import polars
        >>> frame = polars.DataFrame({"boundaries.gifts": ["each", "none"]})
        >>> few = {"allow_missing_columns": True, "on_missing_fact": "set_aside", "domains": False}
        >>> ea.score_frame(frame, ea.load_checklist("boundaries"), **few)["score"].to_list()
        [0.0, 100.0]
    """
    frame, audit, profile, is_study = _of_study(frame, audit, profile)
    definition = as_audit(audit)
    wanted = Wanted.of(
        definition,
        columns=columns,
        domains=domains,
        prefix=prefix,
        on_invalid=on_invalid,
        on_missing_fact=on_missing_fact,
        items=items,
    )
    names, table, engine = _opened(frame)
    from ethics_audit.frames import memory
    from ethics_audit.frames.layouts.reader import AsGiven
    from ethics_audit.frames.request import Request

    asked = partial(Request.of, definition, wanted=wanted, profile=profile, codebook=codebook)
    asked_wide = partial(asked, allow_missing_columns=allow_missing_columns or is_study, id=id)
    if long is None:
        scored = _scored(
            table,
            names,
            engine,
            audit=definition,
            asked=asked_wide,
            vector=vector,
            codebook=codebook,
            as_given=AsGiven(id, refuse=not wanted.invalid),
            tell=tell,
        )
        return cast(Frame, scored)
    if isinstance(long, str) or len(long) != len(Long._fields) or len(set(long)) != len(Long._fields):
        raise wrong_argument("long", "three columns (of the audit, the item and the answer)", long)
    if not hasattr(table, "is_empty"):
        raise TypeError("expected a long table in memory, got a lazy one; collect it first")
    columns = Long(*long)
    wide = memory.long_to_wide(table, columns, definition)
    request = evolve(asked(wide.columns, id=columns.id), kept=(columns.id,), is_long=True)
    return cast(Frame, memory.as_kind_of(memory.pyarrow(wide, request), table))


def _of_study(frame: Any, audit: Any, profile: Any) -> tuple[Any, Any, Any, bool]:
    """Return the table, the definition and the facts of a study in place of it, and whether it is one."""
    with needs_extra("frames"):
        from ethics_audit.frames.study import Study
    if not isinstance(frame, Study):
        return frame, audit, profile, False
    facts = [*frame.profile, *(profile or ())]
    return frame.table, frame.audit if audit is None else audit, facts, True


def _scored(
    table: Any,
    names: Sequence[str],
    engine: Callable[[Any, Request], Any],
    *,
    audit: Audit,
    asked: Callable[..., Request],
    vector: str | None,
    codebook: Codebook | None,
    as_given: AsGiven,
    tell: Callable[[Taken], object] | None,
) -> Any:
    """Score a table with one row per audit, or in memory a table of another layout as one that has."""
    from ethics_audit.frames import files, memory
    from ethics_audit.frames.layouts.reader import Asked

    is_in_memory = hasattr(table, "is_empty")
    if vector is not None and not is_in_memory:
        raise TypeError("vector= needs a table in memory, got a lazy one; collect it first")
    if not is_in_memory or (vector is None and files.is_ours(names, audit)):
        try:
            scored = engine(table, asked(names))
        except AnswerError:
            if not is_in_memory or not files.has_titles(table, audit):
                raise
        else:
            _tell(files.taken_as_ours(names, audit), tell)
            return scored
    made = files.drafted(table, audit, Asked(vector=vector, codebook=codebook), as_given=as_given)
    _tell([*made.taken, *made.of_rows(len(table))], tell)
    wide = made.table()
    scored = memory.pyarrow(memory.opened(wide), asked(wide.column_names))
    if not made.by_row:
        return memory.as_kind_of(scored, table)
    titles = len(table) - len(made.rows)
    own = {} if titles else {one.name: one.column for one in made.taken if one.role != "item"}
    return memory.beside(scored, table[titles:], own)


def _tell(taken: Iterable[Taken], tell: Callable[[Taken], object] | None) -> None:
    if tell is not None:
        for one in taken:
            tell(one)


def _known(nw: Any, frame: Any) -> Any:
    """Return a table as narwhals takes it.

    Raises:
        TypeError: If it is not a table.
        AnswerError: If it has two columns of one name, or a name that is not UTF-8.
    """
    from ethics_audit.frames.sound import misnamed

    try:
        return nw.from_native(frame)
    except UnicodeDecodeError as failure:
        raise misnamed(failure) from None
    except nw.exceptions.DuplicateError as failure:
        hint = str(failure).strip().splitlines()[-1].strip(" -")
        raise AnswerError([Problem("", "has two columns of one name", hint, "repeated")], "table") from None


def _opened(frame: Any) -> tuple[Sequence[str], Any, Callable[[Any, Request], Any]]:
    """Return the names of a table's columns, the table as its engine takes it, and the engine."""
    with needs_extra("frames"):
        import narwhals as nw

        from ethics_audit.frames import lazy, memory
    if type(frame).__module__.startswith("dask"):
        return list(frame.columns), frame, lazy.dask
    table = _known(nw, frame)
    kind = table.implementation.value
    if isinstance(table, nw.LazyFrame):
        engines = {"polars": lazy.polars, "pyspark": lazy.spark, "duckdb": lazy.duckdb}
        if (engine := engines.get(kind)) is None:
            raise TypeError(f"expected a table in memory, got a lazy table of {kind}; collect it first")
        return table.collect_schema().names(), frame, engine
    eager = {"pandas": memory.pandas, "polars": memory.polars, "pyarrow": memory.pyarrow}
    return table.columns, table, eager.get(kind, memory.any_eager)
