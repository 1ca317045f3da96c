"""An audit as SQL: the packed integers in one ``CASE`` an item, taken apart and compared in the steps that follow.

The statements are those of DuckDB; they use whole numbers, shifts, ``CASE`` and ``concat_ws``, and nothing of a table
but the columns of one row. So no order of rows matters, and the database may run them as it likes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from ethics_audit.bands import BANDS
from ethics_audit.frames.arrow import SEPARATOR
from ethics_audit.frames.outputs import INTEGERS, INVALID
from ethics_audit.frames.packing import Column, Field, Flag, Packed
from ethics_audit.frames.request import Request
from ethics_audit.model import Thresholds
from ethics_audit.scoring import WORST_RISK

Steps = list[str]
"""Lists of columns, each to be selected from the one before."""


FLOATS_OF_SQL = frozenset({"FLOAT", "DOUBLE"})
INTEGERS_OF_SQL = frozenset(
    f"{sign}{kind}" for kind in ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT") for sign in ("", "U")
)
RANKS = ("given", "best", "atworst")
_FORCED = (("forced", False), ("worst", True))
"""What flags force: those that are raised, and those of open items too."""


def quoted(name: str) -> str:
    """A column's name."""
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    """A text."""
    return "'" + text.replace("'", "''") + "'"


def steps(request: Request, kinds: Mapping[str, str]) -> Steps:
    """What to select, step after step.

    Args:
        request: What is asked.
        kinds: The types of the columns.
    """
    writer = _Writer(request, kinds)
    kept = [quoted(name) for name in request.kept]
    return [
        ", ".join([*kept, *columns]) for columns in (writer.words(), writer.sums(), writer.ranks(), writer.results())
    ]


class _Writer:
    """Writes the columns of each step. A domain is called by its place, ``0`` and so on, and the whole ``w``."""

    def __init__(self, request: Request, kinds: Mapping[str, str]) -> None:
        self._request = request
        self._kinds = kinds
        self._domains = list(enumerate(request.packed.domains))
        self._bands = request.packed.audit.policy.bands

    def words(self) -> Steps:
        """The packed sums of each domain."""
        return [
            f"{' + '.join(self._item(column, domain, word) for column in domain.columns)} AS _{place}_{word}"
            for place, domain in self._domains
            for word in range(domain.count)
        ]

    def _item(self, column: Column, domain: Packed, word: int) -> str:
        """What an item's answer adds; where the item does not apply, only whether it is wrong."""
        request, item = self._request, column.item
        nobody = column.words[request.packed.codes.missing][word]
        value = self._case(column, word) if item.id in request.items else str(nobody)
        needs = sorted(item.requires - request.profile)
        if not needs:
            return value
        wrong = domain.invalid.mask << domain.invalid.shift if domain.invalid.word == word else 0
        if not set(needs) <= set(request.facts):
            return f"({value} & {wrong})"
        applies = " AND ".join(f"lower({quoted(fact)}::VARCHAR) IN ('true', '1')" for fact in needs)
        return f"(CASE WHEN {applies} THEN {value} ELSE {value} & {wrong} END)"

    def _case(self, column: Column, word: int) -> str:
        codes, id = self._request.packed.codes, column.item.id
        words, numbers, kind = self._request.packed.words_of[id], self._request.numbers, self._kinds[id]
        if kind in INTEGERS_OF_SQL and numbers is None:
            return self._listed(column, word)
        right = {code: code for code in {*words.values(), codes.missing}}
        stood_for = right if numbers is None else numbers.get(id, {})
        known = {str(number): code for number, code in stood_for.items()}
        if kind not in INTEGERS_OF_SQL | FLOATS_OF_SQL:
            floats = {f"{number}.0": code for number, code in known.items()}
            known = {literal(told): code for told, code in {**known, **floats, **words, "": codes.missing}.items()}
        name = quoted(id)
        whens = " ".join(f"WHEN {told} THEN {column.words[code][word]}" for told, code in known.items())
        missing, wrong = column.words[codes.missing][word], column.words[codes.invalid][word]
        gap = f"{name} IS NULL OR isnan({name})" if kind in FLOATS_OF_SQL else f"{name} IS NULL"
        other = f"CASE WHEN {gap} THEN {missing} ELSE {wrong} END"
        return f"(CASE {name} {whens} ELSE {other} END)::BIGINT" if whens else f"({other})::BIGINT"

    def _listed(self, column: Column, word: int) -> str:
        """Codes are the places of a list, which is faster than a CASE; a place that is not there is wrong."""
        codes, name = self._request.packed.codes, quoted(column.item.id)
        missing, wrong = column.words[codes.missing][word], column.words[codes.invalid][word]
        listed = ", ".join(f"{words[word]}::BIGINT" for words in column.words)
        found = f"WHEN {name} BETWEEN 0 AND {codes.invalid} THEN [{listed}][{name}::INTEGER + 1]"
        return f"(CASE {found} WHEN {name} IS NULL THEN {missing} ELSE {wrong} END)"

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
