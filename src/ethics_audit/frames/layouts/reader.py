"""Studies read from files and tables: titles, roles of columns, the shape of the rows, and every answer checked."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
from attrs import evolve

from ethics_audit.base.causes import unknown, wrong_argument
from ethics_audit.base.errors import AnswerError, Problem
from ethics_audit.base.likeness import nearest
from ethics_audit.frames.cells import Array
from ethics_audit.frames.codebook import Codebook
from ethics_audit.frames.columns import Coded
from ethics_audit.frames.incoming import OURS, Foreign
from ethics_audit.frames.layouts import choices, shapes, sources
from ethics_audit.frames.layouts import draft as drafts
from ethics_audit.frames.layouts.draft import Draft
from ethics_audit.frames.layouts.matching import Matcher
from ethics_audit.frames.layouts.roles import OCCASIONS, PERSONS, Role, named_columns, once, roles
from ethics_audit.frames.layouts.titles import depth, titles
from ethics_audit.frames.outputs import Wanted
from ethics_audit.frames.raw import Raw
from ethics_audit.frames.request import Request
from ethics_audit.frames.study import Study
from ethics_audit.model.answers import allowed
from ethics_audit.model.definitions import Audit

LAYOUTS = ("wide", "long", "vectors")
"""The shapes of tables: a row for each audit, a row for each answer, a column of vectors."""
ROW = "row of the file"
"""A column that names rows in errors."""
HOW_A_FACT = "add a column for each fact, or name those that hold for every row with facts="
HOW_A_CODEBOOK = "give codebook=: the word of each number, or 'audit' for the numbers of the audit's own codebook"
NOBODY = "No column names a person, so each row was taken as one (name it with person= or --person)."
SEVERAL = 5
NOTHING = 255
Facts = Iterable[str] | Mapping[str, bool | str]


class Asked(NamedTuple):
    """What a caller says of the table; see `read`."""

    layout: str | None = None
    person: str | Sequence[str] | None = None
    occasion: str | None = None
    facts: Facts | None = None
    codebook: Codebook | None = None
    columns: Mapping[str, str] | None = None
    vector: str | None = None
    source: str = "table"


class AsGiven(NamedTuple):
    """What stays as it is where the rows of a table are scored and not studied.

    Attributes:
        id: The column that names rows in errors; None to number them from 0.
        refuse: Whether a vector that cannot be read is refused, or else counts as an invalid answer.
    """

    id: str | None = None
    refuse: bool = True


def read(raw: Raw, audit: Audit, asked: Asked, foreign: Foreign = OURS) -> Study:
    """Return the study in a table; see `ethics_audit.research.read`."""
    if asked.layout is not None and asked.layout not in LAYOUTS:
        raise wrong_argument("layout", f"one of {', '.join(LAYOUTS)}", asked.layout, nearest(asked.layout, LAYOUTS))
    holds, stated = _facts(asked.facts, audit)
    named = {column: fact for fact, column in stated.items() if isinstance(column, str)}
    try:
        made = _drafted(raw, audit, asked._replace(columns={**named, **(asked.columns or {})}), foreign)
        absent = [fact for fact, truth in stated.items() if truth is False]
        constant = {fact: pa.array([False] * len(made.rows), pa.bool_()) for fact in absent}
        return _study(_noted(evolve(made, facts={**made.facts, **constant}), asked), audit, holds, asked)
    except AnswerError as error:
        raise AnswerError([*map(_hinted, error.problems)], asked.source) from None


def _noted(made: Draft, asked: Asked) -> Draft:
    """Return the same with notes of what may be an oversight: no person, and rows that answer nothing."""
    silent = made.rows[~drafts.any_filled(made.items.values(), len(made.rows))]
    word = "rows" if len(silent) > 1 else "row"
    stayed = f"{len(silent)} {word} without an answer stayed, all of it missing: {word} {_some(silent)}."
    notes = [stayed] if len(silent) else []
    nobody = [] if made.person or asked.person is not None else [NOBODY]
    return evolve(made, notes=(*made.notes, *notes, *nobody))


def drafted(raw: Raw, audit: Audit, asked: Asked, foreign: Foreign = OURS, as_given: AsGiven | None = None) -> Draft:
    """Return the columns of a table by what they are taken for, one row for each audit; no answer is checked.

    Rows that are no audits are left out, unless the table stays as it was given and each of its rows is an audit.

    Raises:
        AnswerError: If no item is found, or a column could be two things.
    """
    try:
        return _drafted(raw, audit, asked, foreign, as_given)
    except AnswerError as error:
        raise AnswerError(error.problems, asked.source) from None


def _hinted(problem: Problem) -> Problem:
    return problem._replace(hint=HOW_A_FACT) if problem.rule == "missing-fact" else problem


def _drafted(raw: Raw, audit: Audit, asked: Asked, foreign: Foreign, as_given: AsGiven | None = None) -> Draft:
    matcher = Matcher(audit, foreign.columns)
    raw = choices.folded(raw, matcher)
    rows = depth(raw, matcher)
    named = titles(raw, rows)
    found = roles(named, matcher, audit, asked.columns or {}, asked.source)
    categories = frozenset(role.place for role in found if role.claim)
    table = _labeled(raw.load(rows - raw.own, categories), raw, asked.codebook)
    table = _with_facts(table, found, audit.items, asked.codebook)
    found = once(found, lambda place: not drafts.filled(table.column(place)).any())
    keys = shapes.Keys(
        named_columns("person", asked.person, named, PERSONS),
        named_columns("occasion", asked.occasion, named, OCCASIONS),
        is_given=(asked.person is not None, asked.occasion is not None),
    )
    made = shapes.shaped(
        table,
        _numbers(table, rows, [title.name for title in named], as_given),
        found,
        keys,
        audit=audit,
        matcher=matcher,
        asked=(asked.layout, asked.vector),
        refuse=as_given is None or as_given.refuse,
    )

    def is_answer(known: str, text: str) -> bool:
        options = audit.items[known].options if known in audit.items else ()
        return _is_booked(asked.codebook, known, text, is_item=known in audit.items) or any(
            text in (one.id, one.label) for one in options
        )

    made = sources.cleaned(made, foreign.status, is_answer, every_row=as_given is not None and made.by_row)
    return evolve(made, notes=(*raw.notes, *made.notes))


def _numbers(table: pa.Table, titles: int, names: Sequence[str], as_given: AsGiven | None) -> Array:
    """Return what names each row in errors: its number in the file, or as the caller of `score_frame` has it."""
    if as_given is None:
        return np.arange(len(table)) + titles + 1
    if as_given.id in names:
        return np.array([*table.column(names.index(as_given.id)).to_pylist(), None], object)[:-1]
    return np.arange(len(table)) + titles - 1


def _facts(given: Facts | None, audit: Audit) -> tuple[frozenset[str], dict[str, bool | str]]:
    """Return the facts that hold for every row, and those that do not or have a column of this name."""
    if isinstance(given, str) or (given is not None and not isinstance(given, Iterable)):
        raise wrong_argument("facts", "a list of facts, or a mapping from facts", given)
    stated = dict(given) if isinstance(given, Mapping) else dict.fromkeys(given or (), True)
    if problems := [
        unknown("facts", "a profile fact", fact, audit.known_facts) for fact in stated if fact not in audit.known_facts
    ]:
        raise AnswerError(problems)
    holds = frozenset(fact for fact, truth in stated.items() if truth is True)
    return holds, {fact: truth for fact, truth in stated.items() if truth is not True and fact in audit.facts}


def _labeled(table: pa.Table, raw: Raw, codebook: Codebook | None) -> pa.Table:
    """Return a table with the labels of values in place of these, except for numbers of the codebook."""
    every = isinstance(codebook, Mapping) and not any(isinstance(words, Mapping) for words in codebook.values())
    booked = set(codebook) if every and isinstance(codebook, Mapping) else set()
    for place, labels in raw.labels.items():
        table = table.set_column(place, str(place), _with_labels(table.column(place), labels, booked))
    return table


def _with_facts(table: pa.Table, found: Sequence[Role], items: Container[str], codebook: Codebook | None) -> pa.Table:
    """Return a table with the words of a codebook in the columns of facts for which it has some."""
    books: Any = codebook if isinstance(codebook, Mapping) else {}
    for role in found:
        if role.claim and role.claim.known not in items and isinstance(books.get(role.claim.known), Mapping):
            labels = {str(number): word for number, word in books[role.claim.known].items()}
            column = drafts.texts(table.column(role.place))
            words = pa.array([labels.get(text, text) for text in column], pa.string())
            table = table.set_column(role.place, str(role.place), words)
    return table


def _is_booked(codebook: Codebook | None, id: str, text: str, *, is_item: bool) -> bool:
    """Return whether a codebook has a word for a number of an item; its numbers for all are not those of facts."""
    books: Any = codebook if isinstance(codebook, Mapping) else {}
    return text.strip() in map(str, books.get(id, books if is_item else {}))


def _with_labels(column: Any, labels: Mapping[Any, str], booked: Iterable[Any]) -> pa.Array:
    coded = drafts.coded(column)
    known = {value: label for value, label in labels.items() if value not in booked}
    words = [drafts.as_text(known.get(value, value)) for value in coded.dictionary.to_pylist()]
    return pa.DictionaryArray.from_arrays(coded.indices, pa.array(words, pa.string()))


def _study(made: Draft, audit: Audit, holds: frozenset[str], asked: Asked) -> Study:
    """Check every answer, fact and key, and return the study."""
    problems: list[Problem] = []
    facts = {}
    for fact, column in made.facts.items():
        try:
            facts[fact] = drafts.truths(fact, column, made.rows)
        except AnswerError as error:
            problems += error.problems
            facts[fact] = pa.nulls(len(made.rows), pa.bool_())
    kept = {name: drafts.typed(column) for name, column in made.kept.items()}
    answers: dict[str, Any] = {}
    try:
        answers = _answers(made, facts, kept, audit=audit, holds=holds, asked=asked)
    except AnswerError as error:
        problems += error.problems
    problems += _repeated(kept, made)
    if problems:
        raise AnswerError(problems)
    kept = {name: column for name, column in kept.items() if name not in facts and name not in answers}
    ordered = {**kept, **facts, **answers}
    notes = (*made.notes, *_without_column(audit, answers, holds.union(facts)))
    return Study(audit, pa.table(ordered), made.person, made.occasion, holds, made.taken, notes)


def _without_column(audit: Audit, answers: Container[str], facts: AbstractSet[str]) -> Iterator[str]:
    """Yield a note of the items that the table does not ask, though their facts are stated."""
    absent = [id for id, item in audit.items.items() if id not in answers and item.requires <= facts]
    if absent:
        of = f"{len(absent)} of {len(audit.items)} questions"
        yield f"Without a column, and so not answered: {of} ({_some(absent)})."


def _answers(
    made: Draft, facts: Mapping[str, Any], kept: Mapping[str, Any], *, audit: Audit, holds: frozenset[str], asked: Asked
) -> dict[str, Any]:
    """Return the words of the answers to each item.

    Raises:
        AnswerError: With everything that is no answer.
    """
    table = {**facts, **{name: drafts.plain(column) for name, column in made.items.items()}, ROW: pa.array(made.rows)}
    wanted = Wanted.of(audit, columns=["score"], domains=False, prefix=ROW, on_invalid="error")
    names = [*table, *(name for name in kept if name not in audit.known_facts and name not in table)]
    request = Request.of(
        audit,
        names,
        wanted,
        profile=holds,
        codebook=asked.codebook,
        allow_missing_columns=True,
        id=ROW,
        source=asked.source,
    )
    codes = request.codes(table)
    if request.unstated or any(request.packed.codes.invalid in coded.order for coded in codes.values()):
        request.check([(table, len(made.rows))])
    return {id: _words(audit, id, codes[id], request.packed.codes.unsure) for id in audit.items if id in codes}


def _words(audit: Audit, id: str, coded: Coded, unsure: int) -> pa.Array:
    """Return the words of codes; null where nothing is answered."""
    item = audit.items[id]
    after = [word for word in allowed(item) if word not in item.by_id]
    words = {place: option.id for place, option in enumerate(item.ranked)}
    words |= {unsure + place: word for place, word in enumerate(after)}
    places = {code: place for place, code in enumerate(words)}
    table = bytes(places.get(code, NOTHING) for code in coded.order.ljust(1 << 8, coded.order[-1:]))
    found = np.frombuffer(coded.numbers.tobytes().translate(table), np.uint8)
    chosen = pa.array(found, pa.uint8(), mask=found == NOTHING)
    return pa.DictionaryArray.from_arrays(chosen, pa.array(words.values(), pa.string()))


def _repeated(kept: Mapping[str, Any], made: Draft) -> Iterator[Problem]:
    """Yield the problems of rows that name no person, and of those that are of one person and occasion."""
    names = [*made.person, *([made.occasion] if made.occasion else [])]
    if not made.person:
        return
    columns = {name: kept[name] for name in names}
    nobody = made.rows[~drafts.any_filled([columns[name] for name in made.person], len(made.rows))]
    if len(nobody):
        yield Problem(", ".join(made.person), f"names no person in row {_some(nobody)}", rule="value")
    group, firsts = drafts.grouped(columns.values(), len(made.rows))
    twice = np.flatnonzero(np.bincount(group) > 1)
    if len(twice):
        values = [column.take(pa.array(firsts[twice[:SEVERAL]])).to_pylist() for column in columns.values()]
        keys = [", ".join(map(drafts.as_text, key)) for key in zip(*values, strict=True)]
        first = "; ".join(
            f"{key} in rows {_some(made.rows[group == one])}" for key, one in zip(keys, twice, strict=False)
        )
        hint = "leave one of them out" if made.occasion else "name the column of the occasion with occasion="
        told = "the same person and occasion" if made.occasion else "the same person"
        yield Problem(", ".join(names), f"{told} twice: {first}", hint, "repeated")


def _some(some: Array | Sequence[str]) -> str:
    return ", ".join(map(str, some[:SEVERAL])) + (" …" if len(some) > SEVERAL else "")
