"""An audit as SQL: the packed integers of the answers, taken apart and compared in the steps that follow.

The statements are those of DuckDB; they use whole numbers, shifts, ``CASE`` and ``concat_ws``, and nothing of a table
but the columns of one row. So no order of rows matters, and the database may run them as it likes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from ethics_audit.bands import BANDS
from ethics_audit.frames.arrow import SEPARATOR
from ethics_audit.frames.outputs import INTEGERS, INVALID
from ethics_audit.frames.packing import Field, Flag, Packed
from ethics_audit.frames.request import Request
from ethics_audit.frames.sql_words import Words, literal, quoted
from ethics_audit.model import Thresholds
from ethics_audit.scoring import WORST_RISK

Steps = list[str]
"""Lists of columns, each to be selected from the one before."""


RANKS = ("given", "best", "atworst")
_FORCED = (("forced", False), ("worst", True))
"""What flags force: those that are raised, and those of open items too."""


def steps(request: Request, kinds: Mapping[str, str]) -> Steps:
    """What to select, step after step.

    Args:
        request: What is asked.
        kinds: The types of the columns.
    """
    writer = _Writer(request, kinds)
    kept = [quoted(name) for name in request.kept]
    made = (writer.codes(), writer.words(), writer.sums(), writer.ranks(), writer.results())
    return [", ".join([*kept, *columns]) for columns in made]


class _Writer:
    """Writes the columns of each step. A domain is called by its place, ``0`` and so on, and the whole ``w``."""

    def __init__(self, request: Request, kinds: Mapping[str, str]) -> None:
        self._request = request
        self._words = Words(request, kinds)
        self.codes = self._words.codes
        self._domains = list(enumerate(request.packed.domains))
        self._bands = request.packed.audit.policy.bands

    def words(self) -> Steps:
        """The packed sums of each domain."""
        return [
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
            found.append(f"greatest(0, {', '.join(every)}) AS _{name}_w")
        return [*found, *(f"{_texts(flags)} AS _flags_{scope}" for scope, flags in self._scopes())]

    def _scopes(self) -> list[tuple[str, list[tuple[int, Flag]]]]:
        every = [(place, flag) for place, domain in self._domains for flag in domain.flags]
        return [("w", every), *((str(place), [one for one in every if one[0] == place]) for place, _ in self._chosen())]

    def _chosen(self) -> list[tuple[int, Packed]]:
        return [one for one in self._domains if one[1].id in self._request.wanted.domains]

    def ranks(self) -> Steps:
        """The bands of each domain as ranks, null where there is none."""
        names = [*INTEGERS, *(name for name, _ in _FORCED)]
        carried = [f"_{name}_{scope}" for scope in [*(place for place, _ in self._domains), "w"] for name in names]
        carried += [f"_flags_{scope}" for scope, _ in self._scopes()] + [f"_{INVALID}_w"]
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
            f"greatest(0, greatest(0, {', '.join(f'coalesce(_{name}_{place}, 0)' for place, _ in self._domains)}) - 1)"
            for name in RANKS
        ]
        whole = dict(zip(RANKS, _ranks("w", self._bands, floors), strict=True))
        scopes = [("w", "", whole)]
        scopes += [
            (str(place), domain.id, {name: f"_{name}_{place}" for name in RANKS}) for place, domain in self._chosen()
        ]
        found = []
        for scope, id, ranks in scopes:
            told = self._told(scope, ranks)
            found += [f"{told[column]} AS {quoted(wanted.name(column, id))}" for column in wanted.columns]
        return [*found, *([f"_{INVALID}_w AS {quoted(wanted.name(INVALID))}"] if wanted.invalid else [])]

    def _told(self, scope: str, ranks: dict[str, str]) -> dict[str, str]:
        points, weight, opened = (f"_{name}_{scope}" for name in INTEGERS)
        asked = f"({weight} + {opened})"
        given, best, worst = (ranks[name] for name in RANKS)
        certain = f"({best} IS NOT DISTINCT FROM {worst})"
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
            "provisional": f"({band} IS NOT NULL AND NOT {certain})",
            "flags": f"_flags_{scope}",
        }


def _taken(place: int, field: Field) -> str:
    return f"((_{place}_{field.word} >> {field.shift}) & {field.mask})"


def _forced(place: int, flags: Iterable[Flag], *, opened: bool) -> str:
    """The worst rank that raised flags force, and with `opened` those of open items too."""
    whens = []
    for rank in range(len(BANDS) - 1, 0, -1):
        some = [flag for flag in flags if flag.band.rank == rank]
        fields = [flag.raised for flag in some] + ([flag.open for flag in some] if opened else [])
        whens += [f"WHEN {' + '.join(_taken(place, field) for field in fields)} > 0 THEN {rank}"] if fields else []
    return f"(CASE {' '.join(whens)} ELSE 0 END)" if whens else "0"


def _texts(flags: list[tuple[int, Flag]]) -> str:
    """The ids of the raised flags, the worst first."""
    ordered = sorted(flags, key=lambda one: (-one[1].band.rank, one[1].item))
    texts = [f"CASE WHEN {_taken(place, flag.raised)} > 0 THEN {literal(flag.item)} END" for place, flag in ordered]
    return f"concat_ws({literal(SEPARATOR)}, {', '.join(texts)})" if texts else "''"


def _rank(points: str, weight: str, bands: Thresholds) -> str:
    return (
        f"(({points} >= {bands.moderate} * {weight})::INT + ({points} >= {bands.high} * {weight})::INT"
        f" + ({points} >= {bands.critical} * {weight})::INT)"
    )


def _ranks(scope: str, bands: Thresholds, floors: list[str]) -> Steps:
    """The ranks of the answers given, and with every open item at its best and at its worst; null without one."""
    points, weight, opened = (f"_{name}_{scope}" for name in INTEGERS)
    asked = f"({weight} + {opened})"
    at_worst = _rank(f"({points} + {WORST_RISK} * {opened})", asked, bands)
    given = f"greatest({_rank(points, weight, bands)}, _forced_{scope}, {floors[0]})"
    best = f"greatest({_rank(points, asked, bands)}, _forced_{scope}, {floors[1]})"
    worst = f"greatest({at_worst}, _worst_{scope}, {floors[2]})"
    nothing, closed = f"WHEN {asked} = 0 THEN NULL", f"WHEN {opened} = 0 THEN {best}"
    return [
        f"(CASE {nothing} {closed} WHEN {weight} = 0 THEN NULL ELSE {given} END)",
        f"(CASE {nothing} ELSE {best} END)",
        f"(CASE {nothing} {closed} ELSE {worst} END)",
    ]


def _divided(above: str, below: str) -> str:
    return f"(CASE WHEN {below} > 0 THEN {above}::DOUBLE / {below}::DOUBLE END)"


def _band(rank: str) -> str:
    whens = " ".join(f"WHEN {place} THEN {literal(band.value)}" for place, band in enumerate(BANDS))
    return f"(CASE {rank} {whens} END)"
