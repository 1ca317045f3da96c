"""Questions with a column for each option, as SurveyMonkey expands them, made into one column each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import pyarrow as pa

from ethics_audit.base.errors import AnswerError, Problem
from ethics_audit.frames.cells import listed
from ethics_audit.frames.columns import HOLDS, HOLDS_NOT
from ethics_audit.frames.layouts.draft import texts
from ethics_audit.frames.layouts.matching import Matcher
from ethics_audit.frames.raw import Raw
from ethics_audit.frames.vocabulary import open_answers, said

RESPONSE = "Response"
"""What stands below a question that has one column."""
NOT_PICKED = ("", "0")
"""What stands below an option that is not picked."""


def folded(raw: Raw, matcher: Matcher) -> Raw:
    """Return a table in which each question whose options have columns of their own has one.

    The question stands above the first of them, nothing above the others, and below it the labels of the options.
    """
    blocks = dict(_blocks(raw.rows[0], raw.rows[1], matcher)) if len(raw.rows) > 1 and not raw.labels else {}
    if not blocks:
        return raw
    inner = {place for first, end in blocks.items() for place in range(first + 1, end)}
    places = [place for place, _ in enumerate(raw.rows[0]) if place not in inner]
    labels = raw.rows[1]

    def row(cells: Sequence[str]) -> list[str]:
        return [_picked(cells, labels, place, blocks.get(place, place + 1)) for place in places]

    def load(skipped: int, categories: frozenset[int]) -> pa.Table:
        table = raw.load(skipped, frozenset(places[place] for place in categories))
        columns = [
            _one(table, labels, place, blocks[place], skipped + raw.own) if place in blocks else table.column(place)
            for place in places
        ]
        return pa.table(columns, names=[str(place) for place, _ in enumerate(places)])

    titles = [raw.rows[0][place] for place in places]
    below = [RESPONSE if place in blocks else labels[place] for place in places]
    return raw._replace(rows=[titles, below, *map(row, raw.rows[2:])], load=load)


def _blocks(titles: Sequence[str], labels: Sequence[str], matcher: Matcher) -> Iterator[tuple[int, int]]:
    """Yield the first column of each question with a column for each option, and the one behind its last."""
    for place, title in enumerate(titles):
        end = place
        while (
            end < len(titles) and (end == place or not titles[end].strip()) and _is_option(matcher, title, labels[end])
        ):
            end += 1
        if end > place + 1:
            yield place, end


def _is_option(matcher: Matcher, title: str, label: str) -> bool:
    """Return whether a label answers the item or the fact that a title asks for."""
    is_fact = any(claim.known not in matcher.items for claim in matcher.of(title))
    return (
        matcher.is_answer(title, label)
        or (is_fact and label.strip().casefold() in HOLDS | HOLDS_NOT)
        or (bool(matcher.of(title)) and said(label) in open_answers())
    )


def _picked(cells: Sequence[str], labels: Sequence[str], place: int, end: int) -> str:
    if end == place + 1:
        return cells[place]
    return next((labels[at] for at in range(place, end) if cells[at].strip() not in NOT_PICKED), "")


def _one(table: pa.Table, labels: Sequence[str], place: int, end: int, titles: int) -> pa.Array:
    """Return the label of the option that each row picked.

    Raises:
        AnswerError: If a row picked several, or a column has more than its label or one mark.
    """
    written = [np.array(texts(table.column(at)), object) for at in range(place, end)]
    marks: Any = np.stack([~np.isin(column, NOT_PICKED) for column in written], axis=1)
    several = np.flatnonzero(marks.sum(axis=1) > 1)
    odd = [{*column} - {*NOT_PICKED} for column in written if len({*column} - {*NOT_PICKED}) > 1]
    where = f"columns {place + 1} to {end}"
    if len(several):
        raise AnswerError([Problem(where, f"pick several options in row {several[0] + titles + 1}", rule="value")])
    if odd:
        given = listed([repr(text) for text in sorted(odd[0])])
        raise AnswerError([Problem(where, f"expected one mark below each option, got {given}", rule="value")])
    words = pa.array([*labels[place:end], None], pa.string())
    return words.take(pa.array(np.where(marks.any(axis=1), marks.argmax(axis=1), end - place)))
