"""What the page of a study draws: a histogram of scores, and bars of shares."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
from attrs import frozen

from ethics_audit.frames.cells import Array
from ethics_audit.frames.states import State
from ethics_audit.frames.study import Study
from ethics_audit.model.bands import BANDS
from ethics_audit.model.items import WORST_RISK

WIDTH = 5
"""The points of the score that a column of the histogram holds."""
NO_BAND = "no band"
FILLED = frozenset({"low", "moderate", "high", "critical", "best", "between", "worst"})
"""The parts that have a color of their own; gaps are drawn as a dashed outline."""


@frozen
class Part:
    """A part of a bar: its name, its first percent, its width in percent, and how many rows it holds."""

    name: str
    start: float
    width: float
    count: int


@frozen
class Bar:
    """A bar of shares that sum to 100 percent of `n` rows."""

    label: str
    n: int
    parts: Sequence[Part]

    @property
    def told(self) -> str:
        """The bar in words."""
        return ", ".join(f"{part.name} {part.count}" for part in self.parts if part.count)


@frozen
class Column:
    """A column of a histogram: the least score that it holds, its count, and its height in percent of the highest."""

    start: int
    count: int
    height: float

    @property
    def told(self) -> str:
        """The column in words."""
        return f"{self.start} to {self.start + WIDTH}: {self.count}"


def histogram(scores: Array) -> list[Column]:
    """Return how many scores fall into each part of the scale from 0 to 100; the last holds 100 too."""
    known = scores[~np.isnan(scores)]
    counts, starts = np.histogram(known, bins=np.arange(0, 100 + WIDTH, WIDTH))
    most = max(int(counts.max()), 1)
    return [
        Column(int(start), int(count), 100 * float(count) / most)
        for start, count in zip(starts[:-1], counts, strict=True)
    ]


def bands(study: Study) -> list[Bar]:
    """Return in which bands the rows are, for the audit and for each domain."""
    titles = {part.checklist.id: part.checklist.title for part in study.audit.parts}
    columns = {study.audit.title: "band"} | {title: f"{id}.band" for id, title in titles.items()}
    return [_bar(label, _band_counts(study, column)) for label, column in columns.items()]


def _band_counts(study: Study, column: str) -> dict[str, int]:
    values = study.scores[column].to_pylist()
    counted = {band.value: values.count(band.value) for band in BANDS}
    return {**counted, NO_BAND: values.count(None)}


def answers(study: Study, domain: str) -> list[Bar]:
    """Return how the items of a domain were answered: at best, between, at worst, and each kind of gap."""
    return [_bar(study.items[place].id, dict(_answer_counts(study, place))) for place in study.domains[domain]]


def _answer_counts(study: Study, place: int) -> Iterator[tuple[str, int]]:
    risks = study.risks[:, place]
    yield "best", int((risks == 0).sum())
    yield "between", int(((risks > 0) & (risks < WORST_RISK)).sum())
    yield "worst", int((risks == WORST_RISK).sum())
    for state in list(State)[1:]:
        yield state.word, int((study.states[:, place] == state).sum())


def _bar(label: str, counts: Mapping[str, int]) -> Bar:
    n = sum(counts.values())
    parts, start = [], 0.0
    for name, count in counts.items():
        width = 100 * count / n if n else 0.0
        parts.append(Part(name, start, width, count))
        start += width
    return Bar(label, n, parts)
