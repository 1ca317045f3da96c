"""The shapes that tables of audits have, each made into one row for each audit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
from attrs import evolve

from ethics_audit.base.causes import wrong_argument
from ethics_audit.base.errors import AnswerError, Problem
from ethics_audit.base.likeness import folded, nearest
from ethics_audit.documents import vector
from ethics_audit.frames.cells import Array, by_cause, is_text, listed
from ethics_audit.frames.layouts.draft import Draft, any_filled, as_text, coded, filled, plain
from ethics_audit.frames.layouts.long import spread
from ethics_audit.frames.layouts.matching import Matcher, apart
from ethics_audit.frames.layouts.roles import Role
from ethics_audit.frames.names import absent
from ethics_audit.frames.study import Taken
from ethics_audit.model.answers import UNSURE, Answers
from ethics_audit.model.definitions import Audit
from ethics_audit.model.items import NOT_APPLICABLE_WORD, UNSURE_WORD

DISTINCT = 200
"""So many different values of a column are looked at to tell the shape of its table."""
MOST_OCCASIONS = 60
"""A column of more different values is a time, and no occasion unless somebody says so."""
OCCASION = "occasion"
UNREADABLE = "a vector that cannot be read"
"""The one answer of such a vector, which is invalid."""


class Keys(NamedTuple):
    """The places of the columns that name persons and occasions, and whether the caller named them."""

    person: list[int]
    occasion: list[int]
    is_given: tuple[bool, bool]


def shaped(
    table: pa.Table,
    rows: Array,
    found: Sequence[Role],
    keys: Keys,
    *,
    audit: Audit,
    matcher: Matcher,
    asked: tuple[str | None, str | None],
    refuse: bool,
) -> Draft:
    """Return the columns of a table as one row for each audit.

    A vector that cannot be read is refused, or else an invalid answer.

    Raises:
        AnswerError: If no column is that of an item.
    """
    layout, by_vector = asked
    if by_vector is not None:
        made = _wide(audit, table, rows, found, keys)
        if by_vector not in made.kept:
            raise wrong_argument("vector", "a column", by_vector, nearest(by_vector, made.kept))
        return _decoded(evolve(made, items={}, facts={}), by_vector, audit, refuse=refuse)
    items = [role for role in found if role.claim and role.claim.known in audit.items]
    if layout in ("long", "vectors") or (layout is None and not items):
        by_values = _of_values(_wide(audit, table, rows, found, keys), audit, matcher, layout, refuse=refuse)
        if by_values is not None:
            return by_values
    if not items:
        raise AnswerError(list(absent(audit, [], [role.name for role in found], frozenset(), [])))
    if any(role.claim.occasion for role in items if role.claim):
        return _melted(audit, table, rows, found, keys)
    return _wide(audit, table, rows, found, keys)


def _of_values(made: Draft, audit: Audit, matcher: Matcher, layout: str | None, *, refuse: bool) -> Draft | None:
    """Return the audits of a table whose values, not titles, name the items; None if they do not."""
    samples = {name: sample for name, column in made.kept.items() if (sample := _sample(column))}
    for name, sample in samples.items() if layout != "long" else ():
        if any(vector.is_vector(text.strip()) for text in sample):
            return _decoded(made, name, audit, refuse=refuse)
    known = {name: sum(bool(matcher.of(text)) for text in sample) for name, sample in samples.items()}
    likely = [name for name, count in known.items() if count and 2 * count >= len(samples[name])]
    if layout == "vectors" or not likely:
        return None
    return spread(made, max(likely, key=lambda name: known[name]), audit, matcher)


def _sample(column: Any) -> list[str] | None:
    """Return some different texts of a column; None if it is not of text."""
    whole = plain(column)
    kind = whole.type.value_type if pa.types.is_dictionary(whole.type) else whole.type
    if not is_text(kind):
        return None
    return [text for text in plain(whole.slice(0, 50_000)).unique().to_pylist()[:DISTINCT] if text and text.strip()]


def _wide(audit: Audit, table: pa.Table, rows: Array, found: Sequence[Role], keys: Keys) -> Draft:
    items: dict[str, Any] = {}
    facts: dict[str, Any] = {}
    kept: dict[str, Any] = {}
    for role in found:
        column = table.column(role.place)
        if role.claim is None:
            kept[role.name] = column
        else:
            (facts if role.claim.known in audit.known_facts else items)[role.claim.known] = column
    made = Draft(items, facts, kept, rows, tuple(_taken(audit, role) for role in found))
    return keyed(
        made, [found[place].name for place in keys.person], [found[place].name for place in keys.occasion], keys
    )


def _taken(audit: Audit, role: Role) -> Taken:
    if role.claim is None:
        return Taken(role.name, "kept", role.name, "")
    return Taken(
        role.name, "fact" if role.claim.known in audit.known_facts else "item", role.claim.known, role.claim.by
    )


def keyed(made: Draft, person: Sequence[str], occasion: Sequence[str], keys: Keys) -> Draft:
    """Return columns with those that name persons and occasions; a likely one that cannot name them is a plain one."""
    is_person, is_occasion = keys.is_given
    if (
        person
        and not is_person
        and not all(filled(made.kept[name])[_rows_of_answers(made)].all() for name in person if name in made.kept)
    ):
        person = []
    some = [name for name in occasion if name in made.kept]
    if some and not is_occasion and len(plain(made.kept[some[0]]).unique()) > MOST_OCCASIONS:
        some = []
    by = dict.fromkeys(person, ("person", "argument" if is_person else "name"))
    by |= dict.fromkeys(some, ("occasion", "argument" if is_occasion else "name"))
    taken = tuple(
        Taken(one.column, *(role, one.column, how))
        if one.role == "kept" and (found := by.get(one.column)) and (role := found[0]) and (how := found[1])
        else one
        for one in made.taken
    )
    return evolve(
        made,
        person=tuple(name for name in person if name in made.kept or name in made.facts),
        occasion=some[0] if some else None,
        taken=taken,
    )


def _rows_of_answers(made: Draft) -> Array:
    return any_filled(made.items.values(), len(made.rows))


def _melted(audit: Audit, table: pa.Table, rows: Array, found: Sequence[Role], keys: Keys) -> Draft:
    """Return a row for each person and occasion, from columns whose titles name the occasion."""
    names = {folded(role.claim.occasion): role.claim.occasion for role in found if role.claim and role.claim.occasion}
    plain_ones = [
        role for role in found if role.claim and not role.claim.occasion and role.claim.known not in audit.known_facts
    ]
    if plain_ones:
        message = f"no occasion in the name, and others have {listed([*names.values()])}"
        hint = f"give each name its occasion, such as {plain_ones[0].name[:40]}_t1"
        raise AnswerError(by_cause(Problem(role.name, message, hint, "unclear") for role in plain_ones))
    count, people = len(names), len(table)
    order = np.arange(count * people).reshape(count, people).T.reshape(-1)
    items: dict[str, dict[str, Any]] = {}
    facts: dict[str, dict[str, Any]] = {}
    kept: dict[str, dict[str, Any]] = {}
    taken = []
    for role in found:
        column = table.column(role.place)
        base, occasion = _base(role, names)
        if role.claim is None:
            kept.setdefault(base, {})[occasion] = column
            taken.append(Taken(role.name, "kept", base, ""))
        else:
            some = facts if role.claim.known in audit.known_facts else items
            some.setdefault(role.claim.known, {})[folded(role.claim.occasion)] = column
            taken.append(_taken(audit, role))
    made = Draft({}, {}, {}, np.tile(rows, count)[order], tuple(taken))
    at = pa.array(order)

    def joined(parts: Mapping[str, Any]) -> pa.Array:
        columns = [plain(parts.get(name, parts.get("", pa.nulls(people)))) for name in names]
        return _stacked(columns).take(at)

    items_, facts_, kept_ = ({name: joined(parts) for name, parts in some.items()} for some in (items, facts, kept))
    word = OCCASION
    while word in kept_:
        word = f"{word}_"
    kept_[word] = pa.array(list(names.values()) * people)
    made = evolve(made, items=items_, facts=facts_, kept=kept_, by_row=False)
    person = [found[place].name for place in keys.person]
    made = keyed(made, person, [word], keys._replace(is_given=(keys.is_given[0], True)))
    answered = _rows_of_answers(made)
    return made.where(answered, "{count} left out: nobody answered anything on that occasion.")


def _base(role: Role, names: Mapping[str, str]) -> tuple[str, str]:
    """Return the name of a column that stays without the occasion in it, and the occasion."""
    for name, occasion, _ in apart(role.name) if role.claim is None else ():
        if folded(occasion) in names:
            return name, folded(occasion)
    return role.name, ""


def _stacked(columns: Sequence[pa.Array]) -> pa.Array:
    """Return columns below each other; columns of several types become text."""
    kinds = {column.type for column in columns if not pa.types.is_null(column.type)}
    if len(kinds) > 1:
        columns = [
            pa.array([as_text(value) or None for value in column.to_pylist()], pa.string()) for column in columns
        ]
        kinds = {pa.string()}
    kind = next(iter(kinds), pa.null())
    return plain(pa.chunked_array([column.cast(kind) for column in columns], kind).unify_dictionaries())


def _decoded(made: Draft, name: str, audit: Audit, *, refuse: bool) -> Draft:
    """Return the answers and facts of the vectors in a column.

    Raises:
        AnswerError: With every vector that cannot be read, if these are refused.
    """
    whole = coded(made.kept[name])
    places = whole.indices.fill_null(-1).to_numpy(zero_copy_only=False)
    unreadable = Answers({next(iter(audit.items)): UNREADABLE})
    problems, found = [], []
    for place, text in enumerate(whole.dictionary.to_pylist()):
        try:
            found.append(vector.decode(text, audit) if text.strip() else None)
        except AnswerError as error:
            rows = made.rows[places == place]
            problems += [problem._replace(place=f"{name} in row {rows[0]}") for problem in error.problems]
            found.append(unreadable)
    if problems and refuse:
        raise AnswerError(problems)
    found.append(None)
    items = {
        id: pa.array([_word(one.given.get(id)) if one else None for one in found], pa.string()) for id in audit.items
    }
    facts = {
        fact: pa.array([fact in one.profile if one and one is not unreadable else None for one in found], pa.bool_())
        for fact in audit.facts
    }
    at = pa.array(np.where(places < 0, len(found) - 1, places))
    kept = {other: column for other, column in made.kept.items() if other != name}
    taken = tuple(one._replace(role="vector", by="value") if one.column == name else one for one in made.taken)
    return evolve(
        made,
        items={id: column.take(at) for id, column in items.items()},
        facts={fact: column.take(at) for fact, column in facts.items()},
        kept=kept,
        taken=taken,
    )


def _word(answer: Any) -> str | None:
    if answer is None or isinstance(answer, str):
        return answer
    return UNSURE_WORD if answer is UNSURE else NOT_APPLICABLE_WORD
