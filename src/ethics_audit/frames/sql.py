"""An audit as SQL: the packed integers of the answers, taken apart and compared in the steps that follow.

The statements are those of DuckDB; they use whole numbers, shifts, ``CASE`` and ``concat_ws``, and nothing of a table
but the columns of one row. So no order of rows matters, and the database may run them as it likes.

A band's rank is written as so many bits, 0, 1, 3 or 7: the worst of several is their ``|``, which a database computes
far sooner than ``greatest``, and one band less is a shift to the right. What later steps need is carried as it is and
computed where it is needed, for a database copies texts from step to step.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from ethics_audit.assessment.scoring import WORST_RISK
from ethics_audit.frames.arrow import SEPARATOR
from ethics_audit.frames.outputs import INTEGERS, INVALID, SET_ASIDE
from ethics_audit.frames.packing import Field, Flag, Packed
from ethics_audit.frames.request import Request
from ethics_audit.frames.sql_words import Words, literal, quoted
from ethics_audit.model.bands import BANDS, Band
from ethics_audit.model.definitions import Thresholds

Steps = list[str]
"""Lists of columns, each to be selected from the one before."""


RANKS = ("given", "best", "atworst")
_ASIDE = f"_{SET_ASIDE}_w"
_FORCED = (("forced", False), ("worst", True))
"""What flags force: those that are raised, and those of open items too."""


def steps(request: Request, kinds: Mapping[str, str]) -> Steps:
    """What to select, step after step; columns that stay have names of their own until the last one.

    Args:
        request: What is asked.
        kinds: The types of the columns.
    """
    kept = {name: f"_kept_{place}" for place, name in enumerate(request.kept)}
    writer = _Writer(request, Words(request, kinds))
    first = [f"{quoted(name)} AS {place}" for name, place in kept.items()]
    last = [f"{place} AS {quoted(name)}" for name, place in kept.items()]
    between = [[*kept.values(), *columns] for columns in (writer.words(), writer.sums(), writer.ranks())]
    return [
        ", ".join(step) for step in ([*first, *writer.codes(), *writer.facts()], *between, [*last, *writer.results()])
    ]


class _Writer:
    """Writes the columns of each step. A domain is called by its place, ``0`` and so on, and the whole ``w``."""

    def __init__(self, request: Request, words: Words) -> None:
        self._request = request
        self._words = words
        self.codes, self.facts = words.codes, words.facts
        self._domains = list(enumerate(request.packed.domains))
        self._bands = request.packed.audit.policy.bands

    def words(self) -> Steps:
        """The packed sums of each domain, and what is counted beside them."""
        aside = [f"{self._words.set_aside()} AS {_ASIDE}"] if self._request.wanted.set_aside else []
        return aside + [
            f"{self._words.sums(domain, word)} AS _{place}_{word}"
            for place, domain in self._domains
            for word in range(domain.count)
        ]

    def sums(self) -> Steps:
        """The sums taken apart, with what flags force; and those of the whole, called ``w``."""
        found = []
        for place, domain in self._domains:
            found += [f"{_taken(place, getattr(domain, name))} AS _{name}_{place}" for name in (*INTEGERS, INVALID)]
            found += [f"{_forced(place, domain.flags, opened=opened)} AS _{name}_{place}" for name, opened in _FORCED]
        for name in (*INTEGERS, INVALID):
            times = [1 if name == INVALID else domain.multiplier for _, domain in self._domains]
            parts = [_taken(place, getattr(domain, name)) for place, domain in self._domains]
            found.append(
                f"{' + '.join(f'{part} * {one}' for part, one in zip(parts, times, strict=True))} AS _{name}_w"
            )
        for name, opened in _FORCED:
            every = [_forced(place, domain.flags, opened=opened) for place, domain in self._domains]
            found.append(f"({' | '.join(every)}) AS _{name}_w")
        return [*self._carried(), *found]

    def _carried(self) -> list[str]:
        aside = [_ASIDE] if self._request.wanted.set_aside else []
        return aside + [f"_{place}_{word}" for place, domain in self._domains for word in range(domain.count)]

    def _chosen(self) -> list[tuple[int, Packed]]:
        return [one for one in self._domains if one[1].id in self._request.wanted.domains]

    def ranks(self) -> Steps:
        """The bands of each domain as ranks, null where there is none."""
        names = [*INTEGERS, *(name for name, _ in _FORCED)]
        carried = [f"_{name}_{scope}" for scope in [*(place for place, _ in self._domains), "w"] for name in names]
        carried += [*self._carried(), f"_{INVALID}_w"]
        made = [
            f"{told} AS _{name}_{place}"
            for place, _ in self._domains
            for name, told in zip(RANKS, _ranks(str(place), self._bands, ["0", "0", "0"]), strict=True)
        ]
        return [*carried, *made]

    def results(self) -> Steps:
        """What is wanted, under its names."""
        wanted = self._request.wanted
        floors = [
            f"(({' | '.join(f'coalesce(_{name}_{place}, 0)' for place, _ in self._domains)}) >> 1)" for name in RANKS
        ]
        whole = dict(zip(RANKS, _ranks("w", self._bands, floors), strict=True))
        flags = [(place, flag) for place, domain in self._domains for flag in domain.flags]
        told = {"": self._told("w", whole, flags)}
        for place, domain in self._chosen():
            ranks = {name: f"_{name}_{place}" for name in RANKS}
            told[domain.id] = self._told(str(place), ranks, [one for one in flags if one[0] == place])
        found = []
        for id, columns in told.items():
            found += [f"{columns[column]} AS {quoted(wanted.name(column, id))}" for column in wanted.columns]
        counts = {INVALID: f"_{INVALID}_w", SET_ASIDE: _ASIDE}
        return [*found, *(f"{counts[name]} AS {quoted(wanted.name(name))}" for name in wanted.counts)]

    def _told(self, scope: str, ranks: dict[str, str], flags: list[tuple[int, Flag]]) -> dict[str, str]:
        points, weight, opened = (f"_{name}_{scope}" for name in INTEGERS)
        asked = f"({weight} + {opened})"
        given, best, worst = (ranks[name] for name in RANKS)
        certain = f"{best} = {worst}"
        covered = f"100 * {weight} >= {self._request.packed.audit.policy.min_coverage_percent} * {asked}"
        band = f"(CASE WHEN {certain} THEN {best} WHEN {covered} THEN {given} END)"
        return {
            "points": points,
            "weight": weight,
            "open_weight": opened,
            "score": _divided(points, weight),
            "low": _divided(points, asked),
            "high": _divided(f"({points} + {WORST_RISK} * {opened})", asked),
            "coverage": _divided(weight, asked),
            "band": _band(band),
            "band_low": _band(best),
            "band_high": _band(worst),
            "provisional": f"({band} IS NOT NULL AND {best} <> {worst})",
            "flags": _texts(flags),
        }


def _taken(place: int, field: Field) -> str:
    return f"((_{place}_{field.word} >> {field.shift}) & {field.mask})"


def _forced(place: int, flags: Iterable[Flag], *, opened: bool) -> str:
    """The worst rank that raised flags force, and with `opened` those of open items too."""
    fields = [(flag.band, field) for flag in flags for field in ([flag.raised, flag.open] if opened else [flag.raised])]
    bits: dict[tuple[Band, int], int] = {}
    for band, field in fields:
        bits[band, field.word] = bits.get((band, field.word), 0) | field.mask << field.shift
    ranks = [f"(_{place}_{word} & {mask} > 0)::INT * {_bits(band)}" for (band, word), mask in bits.items()]
    return f"({' | '.join(ranks)})" if ranks else "0"


def _texts(flags: list[tuple[int, Flag]]) -> str:
    """The ids of the raised flags, the worst first."""
    ordered = sorted(flags, key=lambda one: (-one[1].band.rank, one[1].item))
    whens = [f"CASE WHEN {_taken(place, flag.raised)} > 0 THEN {literal(flag.item)}" for place, flag in ordered]
    if len(whens) > 1:
        return f"concat_ws({literal(SEPARATOR)}, {', '.join(f'{when} END' for when in whens)})"
    return f"({whens[0]} ELSE '' END)" if whens else "''"


def _bits(band: Band) -> int:
    return (1 << band.rank) - 1


def _rank(points: str, weight: str, bands: Thresholds) -> str:
    """The bits of the highest threshold that is reached."""
    thresholds = reversed([*zip(bands.starts, BANDS, strict=True)][1:])
    whens = " ".join(f"WHEN {points} >= {at} * {weight} THEN {_bits(band)}" for at, band in thresholds)
    return f"(CASE {whens} ELSE 0 END)"


def _ranks(scope: str, bands: Thresholds, floors: list[str]) -> Steps:
    """The ranks of the answers given, and with every open item at its best and at its worst; null without one."""
    points, weight, opened = (f"_{name}_{scope}" for name in INTEGERS)
    asked = f"({weight} + {opened})"
    at_worst = _rank(f"({points} + {WORST_RISK} * {opened})", asked, bands)
    return [
        f"(CASE WHEN {weight} > 0 THEN {_rank(points, weight, bands)} | _forced_{scope} | {floors[0]} END)",
        f"(CASE WHEN {asked} > 0 THEN {_rank(points, asked, bands)} | _forced_{scope} | {floors[1]} END)",
        f"(CASE WHEN {asked} > 0 THEN {at_worst} | _worst_{scope} | {floors[2]} END)",
    ]


def _divided(above: str, below: str) -> str:
    return f"(CASE WHEN {below} > 0 THEN {above}::DOUBLE / {below}::DOUBLE END)"


def _band(rank: str) -> str:
    """The band of a rank, as a value of an enumeration, whose order is that of the bands."""
    names = ", ".join(literal(band.value) for band in BANDS)
    by_bits = [next(band.value for band in BANDS if bits <= _bits(band)) for bits in range(1 << len(BANDS) - 1)]
    return f"('[{', '.join(by_bits)}]'::ENUM({names})[])[1 + {rank}]"
