"""Long tables of a study: a row for each answer, with the person, the occasion and the question."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pyarrow as pa
from attrs import evolve

from ethics_audit.base.errors import AnswerError, Problem
from ethics_audit.base.likeness import folded
from ethics_audit.frames import vocabulary
from ethics_audit.frames.cells import Array
from ethics_audit.frames.layouts.draft import Draft, coded, filled, grouped, plain, texts
from ethics_audit.frames.layouts.matching import Matcher
from ethics_audit.frames.names import Near
from ethics_audit.frames.study import Taken
from ethics_audit.model.definitions import Audit

ANSWERS = ("answer", "value", "response", "answer_id", "answer_text", "choice", "option", "respuesta", "valor")
"""The names of a column of answers."""
REDCAP_EVENT, REDCAP_INSTANCE = "redcap_event_name", "redcap_repeat_instance"
SHOWN = 5


def spread(made: Draft, item: str, audit: Audit, matcher: Matcher) -> Draft:
    """Return one row for each person and occasion, from a table with a row for each answer.

    Other columns stay where they have one value for each person and occasion. What the table has beside items and facts
    in its column of items becomes a column too.

    Raises:
        AnswerError: If no column names the person or has the answers, or a person answers an item twice.
    """
    answer = _answer_column(made, item, audit)
    keys = [*made.person, *([made.occasion] if made.occasion else [])]
    keys += [name for name in (REDCAP_EVENT, REDCAP_INSTANCE) if name in made.kept and name not in keys]
    if not made.person:
        raise AnswerError(
            [
                Problem(
                    "",
                    "has a row for each answer, and no column that names the person",
                    "name it with person=",
                    "key-needed",
                )
            ]
        )
    rows, firsts = grouped([made.kept[name] for name in keys], len(made.rows))
    names = coded(made.kept[item])
    kinds = names.indices.fill_null(-1).to_numpy(zero_copy_only=False)
    values = plain(made.kept[answer])
    known, problems = _meant(names.dictionary.to_pylist(), audit, matcher, item)
    found: dict[str, tuple[str, Any]] = {}
    for kind, name in enumerate(names.dictionary.to_pylist()):
        at = np.flatnonzero(kinds == kind)
        if not len(at) or not (name or "").strip():
            continue
        if len(twice := at[_later(rows[at])]):
            some = ", ".join(map(str, made.rows[twice[:SHOWN]]))
            problems.append(
                Problem(
                    str(name),
                    f"is answered twice by one person on one occasion, in row {some}",
                    "leave one of them out",
                    "repeated",
                )
            )
            continue
        source = np.full(len(firsts), -1, np.int64)
        source[rows[at]] = at
        found[name] = (known.get(name, ""), values.take(pa.array(source, mask=source < 0)))
    if problems:
        raise AnswerError(problems)
    others = {name: column for name, column in made.kept.items() if name not in (item, answer)}
    constant = {name: column for name, column in others.items() if name in keys or _is_constant(column, rows, firsts)}
    at = pa.array(firsts)
    kept = {name: column.take(at) for name, column in constant.items()}
    kept |= {name: column for name, (meant, column) in found.items() if not meant and name not in kept}
    taken = tuple(_taken(one, item, answer, constant) for one in made.taken)
    nameless = int(np.count_nonzero(filled(values) & ~filled(names)))
    lost = f"{nameless} answer{'s' if nameless > 1 else ''} left out: no question is named beside."
    return evolve(
        made,
        notes=(*made.notes, lost) if nameless else made.notes,
        by_row=False,
        items={meant: column for meant, column in found.values() if meant in audit.items},
        facts={
            **{fact: column.take(at) for fact, column in made.facts.items()},
            **{meant: column for meant, column in found.values() if meant in audit.known_facts},
        },
        kept=kept,
        rows=made.rows[firsts],
        taken=(
            *taken,
            *(
                Taken(name, "item" if meant in audit.items else "fact" if meant else "kept", meant or name, "value")
                for name, (meant, _) in found.items()
            ),
        ),
    )


def _taken(one: Taken, item: str, answer: str, constant: Mapping[str, Any]) -> Taken:
    roles = {item: "names of items", answer: "answers"}
    if one.column in roles:
        return one._replace(role=roles[one.column], by="value")
    return one._replace(role="left out", by="") if one.role == "kept" and one.column not in constant else one


def _answer_column(made: Draft, item: str, audit: Audit) -> str:
    """Return the column of answers: by its name, or else the one with the most answers."""
    others = [name for name in made.kept if name not in (item, *made.person, made.occasion)]
    by_name = {folded(name): name for name in others}
    if named := [by_name[folded(name)] for name in ANSWERS if folded(name) in by_name]:
        return named[0]
    words = {text for known in vocabulary.answers(audit).values() for text in known}
    counts = {name: len(words.intersection(map(vocabulary.said, set(texts(made.kept[name]))))) for name in others}
    best = max(counts, key=lambda name: counts[name], default=None)
    if best is None or not counts[best]:
        raise AnswerError(
            [Problem(item, "names items, and no column has answers to them", f"call it {ANSWERS[0]!r}", "key-needed")]
        )
    return best


def _later(rows: Array) -> Array:
    """Return which of some numbers appeared before."""
    _, firsts = np.unique(rows, return_index=True)
    later = np.ones(len(rows), bool)
    later[firsts] = False
    return later


def _is_constant(column: Any, rows: Array, firsts: Array) -> bool:
    places = coded(column).indices.fill_null(-1).to_numpy(zero_copy_only=False)
    return bool((places == places[firsts][rows]).all())


def _meant(
    names: Sequence[str | None], audit: Audit, matcher: Matcher, item: str
) -> tuple[dict[str, str], list[Problem]]:
    """Return the item or fact of each name in a column of items, and the problems of unclear and misspelled ones."""
    known, problems = {}, []
    near = Near(audit.items, audit.facts)
    for name in filter(None, names):
        meant = {claim.known for claim in matcher.of(name)}
        if len(meant) == 1:
            known[name] = meant.pop()
        elif meant or (likely := near.of(name)):
            could = " or ".join(sorted(meant)) if meant else f"{likely!r}"
            problems.append(Problem(item, f"expected an item, got {name!r}", f"did you mean {could}?", "unknown-name"))
    return known, problems
