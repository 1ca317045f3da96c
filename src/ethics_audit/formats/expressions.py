"""An audit's arithmetic as expressions, in the dialect of the program that will compute them.

The steps are those of `ethics_audit.assessment.scoring`: sums of whole numbers, ranks of bands, and the quotients last.
No step before a result is ever empty, because programs differ most in how they treat missing values: a rank is 0 where
nothing is asked. Quotients are rounded down to what is shown, because some programs round what they store, and would
later compute something else. The condition of a question is repeated in each sum, because many programs keep the
answers to questions that they hide.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from ethics_audit.base.language import gettext
from ethics_audit.formats import wording
from ethics_audit.formats.dialects import IN_WORDS, WHOLE, Dialect, Term, added, both, either
from ethics_audit.model.bands import BANDS
from ethics_audit.model.definitions import Audit, Checklist, Part
from ethics_audit.model.items import NOT_APPLICABLE_WORD, WORST_RISK, Item

TENTHS = 10
NEEDED = ("points", "weight", "open_weight")
"""The results that later steps use."""

_FLAGGED = ("flagged", "flagged_at_worst")
_FORCED = (*_FLAGGED, "grave", "grave_at_worst")
_ADDED = ("points", "weight", "asked")

Terms = Callable[[Item], Iterator[Term]]
Ranks = Callable[[Item, int], int]
"""A function from an item and a risk to the rank that such a gap forces."""


class Step(NamedTuple):
    """A result or an intermediate step of a checklist, or of the `WHOLE`, as the program writes it."""

    scope: str
    name: str
    expression: str


def steps(audit: Audit, dialect: Dialect) -> list[Step]:
    """Return the steps of each domain, then those of the whole audit; each step uses only earlier ones."""
    writer = _Writer(audit, dialect)
    found: list[Step] = []
    for part in audit.parts:
        found += writer.domain(part.checklist)
    return [*found, *writer.whole()]


def alarm(item: Item, dialect: Dialect) -> str:
    """Return the condition that the item's red flag is raised."""
    return both([*map(dialect.holds, sorted(item.requires)), dialect.answered(item, raising(item))])


class _Writer:
    """A writer of the steps of an audit in a dialect."""

    def __init__(self, audit: Audit, dialect: Dialect) -> None:
        self._audit = audit
        self._dialect = dialect

    def domain(self, checklist: Checklist) -> Iterator[Step]:
        """Write the steps of a domain."""
        items = checklist.items
        sums = {
            "points": self._sum(items, _points),
            "weight": self._sum(items, _weight),
            "asked": self._sum(items, _set_aside, lambda item: item.weight),
            "flagged": self._forced(items, _flagged, at_worst=False),
            "flagged_at_worst": self._forced(items, _flagged, at_worst=True),
            "grave": self._forced(items, self._grave, at_worst=False),
            "grave_at_worst": self._forced(items, self._grave, at_worst=True),
        }
        yield from self._scored(checklist.id, sums, items)

    def whole(self) -> Iterator[Step]:
        """Write the steps of the whole audit from those of its domains."""
        sums = {name: added(self._multiplied(part, name) for part in self._audit.parts) for name in _ADDED}
        flagged = {name: self._worst_of_domains(name) for name in _FLAGGED}
        yield from self._scored(WHOLE, {**sums, **flagged}, list(self._audit.items.values()))

    def _grave(self, item: Item, risk: int) -> int:
        return self._audit.policy.forced(item)[risk]

    def _multiplied(self, part: Part, name: str) -> str:
        step = self._dialect.step(part.checklist.id, name)
        return step if part.multiplier == 1 else f"{part.multiplier} * {step}"

    def _worst_of_domains(self, name: str) -> str:
        flagged_parts = [part for part in self._audit.parts if wording.flagged(part.checklist.items)]
        steps = [self._dialect.step(part.checklist.id, name) for part in flagged_parts]
        return self._highest(lambda rank: [f"{step} >= {rank}" for step in steps])

    def _scored(self, scope: str, sums: dict[str, str], items: Sequence[Item]) -> Iterator[Step]:
        """Write the sums and everything that follows from them."""
        kept = {name: expression for name, expression in sums.items() if name not in _FORCED or expression != "0"}
        for name, expression in kept.items():
            yield Step(scope, name, expression)
        points, weight, asked = (self._dialect.step(scope, name) for name in _ADDED)
        forced = [self._dialect.step(scope, name) for name in ("flagged", "grave") if name in kept]
        at_worst = [self._dialect.step(scope, name) for name in ("flagged_at_worst", "grave_at_worst") if name in kept]
        yield Step(scope, "open_weight", f"({asked} - {weight})")
        opened = self._dialect.step(scope, "open_weight")
        worst = f"({points} + {WORST_RISK} * {opened})"
        yield Step(scope, "given", self._rank(scope, "given", points, weight, forced))
        yield Step(scope, "best", self._rank(scope, "best", points, asked, forced))
        yield Step(scope, "worst", self._rank(scope, "worst", worst, asked, at_worst))
        for name, above, below, parts in (
            ("score", points, weight, TENTHS),
            ("low", points, asked, TENTHS),
            ("high", worst, asked, TENTHS),
            ("coverage", weight, asked, TENTHS * 100),
        ):
            quotient = self._dialect.rounded(above, below, parts)
            yield Step(scope, name, self._dialect.choice(f"({below} > 0)", quotient, self._dialect.NOTHING))
        yield from self._bands(scope, weight, asked)
        flags = [(alarm(item, self._dialect), item.id) for item, _ in wording.flagged(items)]
        yield Step(scope, "flags", self._dialect.listed(flags))
        yield Step(scope, IN_WORDS, self._in_words(scope, points, weight, asked))

    def _bands(self, scope: str, weight: str, asked: str) -> Iterator[Step]:
        dialect = self._dialect
        given, best, worst = (dialect.step(scope, name) for name in ("given", "best", "worst"))
        covered = self._covered(weight, asked)
        known = dialect.choice(covered, self._band(given), dialect.NOTHING)
        for name, band in (
            ("band", dialect.choice(f"({best} = {worst})", self._band(best), known)),
            ("band_low", self._band(best)),
            ("band_high", self._band(worst)),
        ):
            yield Step(scope, name, dialect.choice(f"({asked} > 0)", band, dialect.NOTHING))
        yield Step(scope, "provisional", dialect.truth(f"({covered} and {worst} > {best})"))

    def _covered(self, weight: str, asked: str) -> str:
        """Return the condition that enough is answered to show an uncertain band."""
        return f"({weight} > 0 and 100 * {weight} >= {self._audit.policy.min_coverage_percent} * {asked})"

    def _in_words(self, scope: str, points: str, weight: str, asked: str) -> str:
        """Return the result in words: the band and its uncertainty, the score, its range, and the coverage."""
        dialect = self._dialect
        opened = dialect.step(scope, "open_weight")
        numbers = {
            "score": dialect.rounded(points, weight, TENTHS),
            "low": dialect.rounded(points, asked, TENTHS),
            "high": dialect.rounded(f"({points} + {WORST_RISK} * {opened})", asked, TENTHS),
        }
        if dialect.RESULTS_KEPT:
            numbers = {name: dialect.step(scope, name) for name in numbers}
        numbers["known"] = dialect.rounded(f"(100 * {weight})", asked, TENTHS)
        texts = (wording.SCORE_TEXT, wording.RANGE_TEXT, wording.KNOWN_TEXT)
        score, *ends = (self._filled(f". {gettext(message)}", numbers) for message in texts)
        pieces = [
            self._band_in_words(scope, weight, asked),
            dialect.choice(f"({weight} > 0)", score, dialect.text("")),
            dialect.choice(f"({opened} > 0)", dialect.joined(ends), dialect.text("")),
        ]
        return dialect.choice(f"({asked} > 0)", dialect.joined(pieces), dialect.text(gettext(wording.NOTHING_APPLIES)))

    def _band_in_words(self, scope: str, weight: str, asked: str) -> str:
        dialect = self._dialect
        ranks = [dialect.step(scope, name) for name in ("given", "best", "worst")]
        given, best, worst = (self._named(rank, [band.told for band in BANDS]) for rank in ranks)
        if dialect.RESULTS_KEPT and not wording.renamed():
            best, worst = dialect.step(scope, "band_low"), dialect.step(scope, "band_high")
        names = {"band": given, "low": best, "high": worst}
        texts = (wording.PROVISIONAL, wording.NOT_KNOWN)
        provisional, unknown = (self._filled(gettext(message), names) for message in texts)
        uncertain = dialect.choice(self._covered(weight, asked), provisional, unknown)
        return dialect.choice(f"({ranks[1]} = {ranks[2]})", best, uncertain)

    def _filled(self, message: str, values: Mapping[str, str]) -> str:
        """Return a message whose gaps the program fills."""
        pieces = re.split(r"\{(\w+)\}", message)
        filled = (values[piece] if place % 2 else self._dialect.text(piece) for place, piece in enumerate(pieces))
        return self._dialect.joined([piece for piece in filled if piece != self._dialect.text("")])

    def _sum(self, items: Iterable[Item], terms: Terms, start: Callable[[Item], int] = lambda _: 0) -> str:
        """Return the sum of what each item starts with and of its terms; an item counts only if its facts hold."""
        groups: dict[tuple[str, ...], list[Item]] = {}
        for item in items:
            groups.setdefault(tuple(sorted(item.requires)), []).append(item)
        totals = []
        for facts, members in groups.items():
            found = [term for item in members for term in terms(item)]
            total = added([sum(map(start, members)), *([self._dialect.total(found)] if found else [])])
            totals.append(self._dialect.choice(both(map(self._dialect.holds, facts)), total, "0") if facts else total)
        return added(totals)

    def _forced(self, items: Sequence[Item], rank_of: Ranks, *, at_worst: bool) -> str:
        """Return the worst rank that a gap forces; at worst, every open item has its worst gap."""

        def words(item: Item, rank: int, *, reached: bool) -> tuple[str, ...]:
            return tuple(id for id, one in item.by_id.items() if (rank_of(item, one.risk) == rank) == reached)

        def reached(rank: int) -> list[str]:
            def gaps(item: Item) -> Iterator[Term]:
                yield Term(item, words(item, rank, reached=True), 1)

            def others(item: Item) -> Iterator[Term]:
                aside = [NOT_APPLICABLE_WORD] if item.not_applicable else []
                yield Term(item, (*words(item, rank, reached=False), *aside), -1)

            some = [item for item in items if words(item, rank, reached=True)]
            total = self._sum(some, others, lambda _: 1) if at_worst else self._sum(some, gaps)
            return [f"{total} > 0"] if some else []

        return self._highest(reached)

    def _rank(self, scope: str, name: str, points: str, weight: str, forced: list[str]) -> str:
        """Return the rank of points / weight, raised by what is forced and, for the audit, by its worst domain."""
        starts, step = self._audit.policy.bands.starts, self._dialect.step

        def reached(rank: int) -> list[str]:
            conditions = [f"{points} >= {starts[rank]} * {weight}", *(f"{one} >= {rank}" for one in forced)]
            if scope == WHOLE and rank < len(BANDS) - 1:
                conditions += [f"{step(part.checklist.id, name)} >= {rank + 1}" for part in self._audit.parts]
            return conditions

        return self._dialect.choice(f"({weight} > 0)", self._highest(reached), "0")

    def _highest(self, reached: Callable[[int], list[str]]) -> str:
        """Return the highest rank for which any condition holds."""
        highest = "0"
        for rank in range(1, len(BANDS)):
            if conditions := reached(rank):
                highest = self._dialect.choice(either(conditions), str(rank), highest)
        return highest

    def _band(self, rank: str) -> str:
        return self._named(rank, [band.value for band in BANDS])

    def _named(self, rank: str, names: list[str]) -> str:
        found = self._dialect.text(names[0])
        for place, name in enumerate(names[1:], 1):
            found = self._dialect.choice(f"({rank} = {place})", self._dialect.text(name), found)
        return found


def _points(item: Item) -> Iterator[Term]:
    for risk in sorted({option.risk for option in item.options} - {0}):
        words = tuple(option.id for option in item.options if option.risk == risk)
        yield Term(item, words, item.weight * risk)


def _weight(item: Item) -> Iterator[Term]:
    yield Term(item, tuple(item.by_id), item.weight)


def _set_aside(item: Item) -> Iterator[Term]:
    if item.not_applicable:
        yield Term(item, (NOT_APPLICABLE_WORD,), -item.weight)


def _flagged(item: Item, risk: int) -> int:
    return item.red_flag.band.rank if item.red_flag and risk >= item.red_flag.at else 0


def raising(item: Item) -> list[str]:
    """Return the options that raise the item's flag."""
    return [option.id for option in item.options if item.raised_by(option.id)]
