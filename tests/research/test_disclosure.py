"""Tables that may leave the house: what is hidden, and that nobody gets it back."""

import itertools
import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse
from scipy.optimize import OptimizeResult, linprog
from support.held import VALUES
from support.studied import reference_study

import ethics_audit as ea
from ethics_audit import research
from ethics_audit.research import attacker
from ethics_audit.research.lattice import Lattice
from ethics_audit.research.ranges import Program, extremes
from ethics_audit.research.table import SafeTable

NAMES = ("one", "two", "three")


def people(inner: Any, **more: list[Any]) -> pa.Table:
    """Return a table with a row for each person of a table of counts."""
    counts = np.asarray(inner)
    cells = np.repeat(np.arange(counts.size), counts.ravel())
    places = np.unravel_index(cells, counts.shape)
    columns = {name: [f"{name[0]}{value:02}" for value in at] for name, at in zip(NAMES, places, strict=False)}
    return pa.table({**columns, **more})


def full(shape: tuple[int, ...]) -> list[tuple[int, ...]]:
    """Return every place of a table with margins, in C order."""
    return list(itertools.product(*(range(size + 1) for size in shape)))


def equations(shape: tuple[int, ...]) -> np.ndarray:
    """Return that each margin is the sum of the cells under it, written from the definition."""
    places = full(shape)
    number = {place: at for at, place in enumerate(places)}
    rows = []
    for place in places:
        for axis, size in enumerate(shape):
            if place[axis] == size:
                row = np.zeros(len(places))
                row[number[place]] = -1
                for other in range(size):
                    row[number[(*place[:axis], other, *place[axis + 1 :])]] = 1
                rows.append(row)
    return np.array(rows)


def attacked(table: SafeTable, known: Mapping[int, tuple[int, int]] = MappingProxyType({})) -> dict[int, Any]:
    """Return the range of each hidden number, by an attacker who shares no code with the library.

    `known` are the ends of numbers that the attacker knows from elsewhere.
    """
    shape = tuple(len(labels) - 1 for labels in table.labels)
    matrix = equations(shape)
    bounds: list[Any] = [
        known.get(at, (0, None)) if count is None else (count, count) for at, count in enumerate(table.counts)
    ]
    ranges = {}
    for place in (at for at, count in enumerate(table.counts) if count is None):
        goal = np.eye(len(bounds))[place]
        ends = [
            linprog(sign * goal, A_eq=matrix, b_eq=np.zeros(len(matrix)), bounds=bounds).fun * sign for sign in (1, -1)
        ]
        ranges[place] = (ends[0], ends[1])
    return ranges


def truth(inner: Any) -> np.ndarray:
    """Return the numbers of a table with its margins."""
    counts = np.asarray(inner)
    for axis in range(counts.ndim):
        counts = np.concatenate([counts, counts.sum(axis=axis, keepdims=True)], axis=axis)
    return counts.ravel()


def test_reference() -> None:
    """Site by band at the last quarter hides the cells of the reference, and leaves its ranges."""
    study = reference_study().at("4")
    known = VALUES["cell_suppression.q4"][0]["value"]
    table = research.safe_table(study, "site", "band", threshold=known["threshold"])
    assert table.labels == ((*known["rows"], "all"), (*known["columns"], "all"))
    hidden = np.array([count is None for count in table.counts]).reshape(5, 5)
    assert hidden[:4, :4].tolist() == known["hidden"]
    assert table.hidden == known["hidden_cells"]
    assert truth(known["counts"])[hidden.ravel()].sum() == known["cost"]
    reached = research.attack(table)
    assert {f"{row['site']}/{row['band']}": [row["low"], row["high"]] for row in reached.rows()} == known["attack"]
    assert reached.holds


def test_attack_on_cells_without_complement() -> None:
    """Where only small cells are hidden, the attack gives the ranges of the reference, and does not hold."""
    known = VALUES["cell_suppression.q4"][0]["value"]
    table = research.safe_table(reference_study().at("4"), "site", "band", threshold=5)
    small = np.zeros((5, 5), bool)
    small[:4, :4] = known["primary"]
    counts = truth(known["counts"]).tolist()
    naive = evolve(
        table, counts=tuple(None if gone else count for gone, count in zip(small.ravel(), counts, strict=True))
    )
    reached = research.attack(naive)
    ranges = {f"{row['site']}/{row['band']}": [row["low"], row["high"]] for row in reached.rows()}
    assert ranges == known["primary_only_attack"]
    assert not reached.holds


def test_single_hidden_cell_of_a_row_is_given_back_by_its_margin() -> None:
    """A table that hides one small cell alone does not hold; ours hides others with it."""
    inner = [[3, 20, 30], [25, 30, 20], [30, 25, 35]]
    table = research.safe_table(people(inner), "one", "two")
    assert table.hidden == 4
    alone = evolve(table, counts=tuple(None if at == 0 else int(n) for at, n in enumerate(truth(inner))))
    reached = research.attack(alone)
    assert reached.ranges == {0: (3, 3)}
    assert not reached.holds
    assert "ranges of at least 0" in reached.account


def test_zero_is_shown() -> None:
    """Nobody is not a small number, and a note tells where everybody of a group is in one cell."""
    table = research.safe_table(people([[0, 20], [15, 30]]), "one", "two")
    assert table.counts == (0, 20, 20, 15, 30, 45, 15, 50, 65)
    assert set(table.notes) == {
        "Everybody of one o00 is in one o00 and two t01: the table tells it of each of them.",
        "Everybody of two t00 is in one o01 and two t00: the table tells it of each of them.",
    }
    assert research.attack(table).rows() == []
    assert research.attack(table).holds


def stands(table: SafeTable, hidden: tuple[int, ...], numbers: np.ndarray) -> bool:
    """Return whether a choice of hidden numbers would do, by the definition."""
    counts = tuple(None if at in hidden else int(n) for at, n in enumerate(numbers))
    small = {at for at, n in enumerate(numbers) if 0 < n < table.threshold}
    known = dict.fromkeys(small, (1, table.threshold - 1))
    ranges, informed = attacked(evolve(table, counts=counts)), attacked(evolve(table, counts=counts), known)
    return (
        all(ranges[at][0] < 1e-6 and ranges[at][1] > table.threshold - 1e-6 for at in small)
        and all(high - low > table.threshold - 1e-6 for low, high in ranges.values())
        and all(high - low > 1 - 1e-6 for low, high in informed.values())
    )


@pytest.mark.parametrize("seed", [2, 3])
def test_fewest_are_hidden(seed: int) -> None:
    """No smaller choice of cells that contains the small ones would do, and none as large hides fewer people."""
    inner = np.random.default_rng(seed).integers(6, 30, (3, 3))
    inner[0, 0] = 4
    inner[1, 2] = 3
    table = research.safe_table(people(inner), "one", "two", threshold=5)
    numbers = truth(inner)
    hidden = [at for at, count in enumerate(table.counts) if count is None]
    assert stands(table, tuple(hidden), numbers)
    cells = [at for at, place in enumerate(full((3, 3))) if 3 not in place]
    for size in range(2, len(hidden) + 1):
        for chosen in itertools.combinations(cells, size):
            if {0, 6} <= set(chosen) and (size < len(hidden) or numbers[list(chosen)].sum() < numbers[hidden].sum()):
                assert not stands(table, chosen, numbers)


def held(inner: Any, threshold: int) -> bool:
    """Attack a table of counts; return whether it was given out at all."""
    counts = np.asarray(inner)
    try:
        table = research.safe_table(people(counts), NAMES[0], NAMES[1 : counts.ndim], threshold)
    except ea.ArgumentError:
        return False
    shown = [count for count in table.counts if count is not None]
    assert not any(0 < count < threshold for count in shown)
    assert table.n == counts.sum()
    for low, high in attacked(table).values():
        assert high - low >= threshold - 1e-6
    return True


@pytest.mark.property
@settings(max_examples=10, deadline=None)
@given(st.data())
def test_no_attack_succeeds(data: st.DataObject) -> None:
    """Whatever the counts: no small number is shown, and each hidden one has a range as wide as the threshold."""
    shape = data.draw(st.sampled_from([(2, 2), (2, 3), (3, 3), (4, 3), (2, 2, 2), (3, 2, 2)]))
    size = int(np.prod(shape))
    inner = np.array(data.draw(st.lists(st.integers(0, 40), min_size=size, max_size=size))).reshape(shape)
    held(inner, data.draw(st.integers(3, 12)))


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(20))
def test_a_thousand_tables_stand_an_attack(seed: int) -> None:
    """Of fifty random tables of two and three directions, no hidden number is determined; few are refused."""
    rng = np.random.default_rng(seed)
    given_out = 0
    for turn in range(50):
        shape = tuple(rng.integers(2, 5, size=2 + turn % 2))
        given_out += held(rng.poisson(rng.choice([6, 14, 40]), shape), int(rng.choice([5, 10])))
    assert given_out > 40


def test_a_group_of_as_many_as_the_threshold_stands_alone() -> None:
    """Ten people are not small where ten may be shown; nine are."""
    ten, nine = people([[5, 5], [30, 40]]), people([[5, 4], [30, 40], [30, 40]])
    assert research.safe_table(ten, "one", "two").labels[0] == ("o00", "o01", "all")
    assert len(research.safe_table(nine, "one", "two").labels[0]) == 3


def test_small_groups_are_merged() -> None:
    """Groups without an order join the smallest other one; bands and numbers join a neighbor; a note says so."""
    sites = people([[3, 4], [30, 40], [12, 10], [20, 30]])
    table = research.safe_table(sites, "one", "two")
    assert table.labels[0] == ("o00 + o02", "o01", "o03", "all")
    assert table.notes[0] == "Groups of one under 10 people are merged: o00 + o02."
    bands = pa.table({"band": ["low"] * 20 + ["high"] * 30 + ["critical"] * 2, "number": [1] * 2 + [5, 10] * 25})
    assert research.safe_table(bands, "band", "number").labels == (
        ("low", "high + critical", "all"),
        ("1 + 5", "10", "all"),
    )


def test_margins_are_hidden_where_nothing_else_helps() -> None:
    """Where the cells alone cannot protect a small one, sums of single directions are hidden, but not the total."""
    table = research.safe_table(people([[3, 100], [100, 0]]), "one", "two")
    assert table.counts[-1] == 203
    assert None in (table.counts[2], table.counts[5], table.counts[6], table.counts[7])
    assert all(high - low >= 10 for low, high in attacked(table).values())


def test_nothing_protects() -> None:
    """Whoever knows that four small numbers are small, and that they make 36, knows all: the table is refused."""
    with pytest.raises(ea.ArgumentError, match="nothing that is hidden would protect"):
        research.safe_table(people([[9, 9], [9, 9]]), "one", "two")


def test_means_are_under_the_mask() -> None:
    """A hidden number has no mean; the others have that of their rows, and margins give no hidden mean back."""
    rng = np.random.default_rng(1)
    inner = np.array([[3, 20, 30], [25, 30, 20], [30, 25, 35]])
    frame = people(inner, v=rng.uniform(0, 100, inner.sum()).tolist())
    table = research.safe_table(frame, "one", "two", values="v")
    assert [mean is None for mean in table.means] == [count is None for count in table.counts]
    rows = frame.to_pylist()
    for row in table.rows():
        of = [r["v"] for r in rows if row["one"] in (r["one"], "all") and row["two"] in (r["two"], "all")]
        assert row["mean v"] is None if row["hidden"] else row["mean v"] == pytest.approx(np.mean(of))
    reached = research.attack(table)
    assert reached.holds
    for row in reached.rows():
        assert row["low"] <= row["low_with_means"] < row["high_with_means"] <= row["high"]
        assert row["mean_low"] < row["mean_high"]
    assert "3" not in str(table).splitlines()[1].split()


def test_mean_that_tells_each_value_is_hidden() -> None:
    """Where all values of a cell are the same, its mean would be that of each person in it."""
    inner = np.array([[20, 20, 30], [25, 30, 20], [30, 25, 35]])
    values = np.random.default_rng(2).uniform(0, 90, inner.sum())
    values[:20] = 100
    table = research.safe_table(people(inner, v=values.tolist()), "one", "two", values="v")
    assert table.counts[0] is None
    assert research.attack(table).means[0][0] < 99


def test_margin_that_tells_each_value_is_hidden() -> None:
    """Where all values of a group are the same, its own mean is hidden too, and its number with it."""
    inner = np.array([[20, 20], [25, 30], [30, 35]])
    values = [50.0] * 40 + np.random.default_rng(2).uniform(0, 90, inner.sum() - 40).tolist()
    table = research.safe_table(people(inner, v=values), "one", "two", values="v")
    assert table.counts[:3] == table.means[:3] == (None, None, None)
    assert research.attack(table).holds


def test_other_scales_and_gaps() -> None:
    """Values off the scale of an audit have the ends of the data; rows without one are left out, told if not few."""
    inner = np.array([[20, 20], [25, 30]])
    seconds = np.random.default_rng(2).uniform(100, 900, inner.sum()).tolist()
    seconds[3] = None
    table = research.safe_table(people(inner, v=seconds), "one", "two", values="v")
    assert table.scale == (min(filter(None, seconds)), max(filter(None, seconds)))
    assert (table.n, table.notes) == (94, ("Rows with a gap are left out: fewer than 10.",))
    gaps = people(inner).set_column(1, "two", pa.array([None] * 11 + ["x", "y"] * 42))
    assert research.safe_table(gaps, "one", "two").notes[0] == "Rows with a gap are left out: 11."


def test_printed() -> None:
    """A table prints as it is read, with percentages of rows in its frame."""
    table = research.safe_table(people([[3, 20, 30], [25, 30, 20], [30, 25, 35]]), "one", "two")
    head, first, *_ = str(table).splitlines()
    assert head.split() == ["one", "by", "two", "t00", "t01", "t02", "all"]
    assert first.split()[-1] == "53"
    assert "Note: 4 numbers are hidden: small ones, and others that would give them back." in str(table)
    assert "4 of 16 numbers are hidden: those of 1 to 9 people" in table.account
    assert table.sources == ("fischetti2001",)
    shares = {row["two"]: row["percent"] for row in table.rows() if row["one"] == "all"}
    assert shares == pytest.approx({"t00": 5800 / 218, "t01": 7500 / 218, "t02": 8500 / 218, "all": 100})
    assert table.frame().column_names == ["one", "two", "n", "percent", "hidden"]


def test_table_of_three_directions_has_all_margins() -> None:
    """Each sum over one or more of three columns is a number of its own."""
    inner = np.full((2, 2, 2), 30)
    table = research.safe_table(people(inner), ["one", "two"], "three")
    assert table.counts == tuple(truth(inner))
    assert str(table).splitlines()[0].split() == ["one", "/", "two", "by", "three", "t00", "t01", "all"]


@pytest.mark.parametrize(
    ("rows", "columns", "more", "message"),
    [
        ("on", "two", {}, "rows: expected a column of the table, got 'on' (did you mean 'one'?)"),
        ("one", "one", {}, "rows, columns: expected two or three different columns in all"),
        ("one", [], {}, "rows, columns: expected two or three different columns in all"),
        (["one", "one"], "two", {}, "rows: expected each column once"),
        ("one", "two", {"threshold": 2}, "threshold: expected a whole number of at least 3, got 2"),
        ("one", "two", {"threshold": 300}, "frame: expected at least 300 people, got 105"),
        ("one", "two", {"threshold": 60}, "one: expected at least two groups of at least 60 people, got 'one'"),
        ("one", "two", {"values": "one"}, "values: expected a column of numbers, got 'one of string'"),
        ("one", "two", {"values": "yes"}, "values: expected numbers of more than two kinds, got 'yes'"),
        ("one", "many", {}, "many: expected a column of at most 50 groups, got '105 values'"),
    ],
)
def test_wrong_arguments(rows: Any, columns: Any, more: dict[str, Any], message: str) -> None:
    """What cannot be tabulated is refused with its place."""
    frame = people([[20, 30], [25, 30]], yes=[0, 1, 1] * 35, many=list(range(105)))
    with pytest.raises(ea.ArgumentError, match=re.escape(message)):
        research.safe_table(frame, rows, columns, **more)


def test_large_table_is_refused() -> None:
    """The search has a limit."""
    frame = people(np.full((16, 16, 10), 1))
    with pytest.raises(ea.ArgumentError, match="at most 2000 numbers, got 3179"):
        research.safe_table(frame, ["one", "two"], "three")


def test_several_rows_a_person() -> None:
    """Rows of one person on many occasions are not many people."""
    with pytest.raises(ea.ArgumentError, match="expected one row a person"):
        research.safe_table(reference_study(), "site", "group")


def test_not_a_table() -> None:
    """What is neither a study nor a table is named."""
    with pytest.raises(TypeError, match="expected a study or a table in memory, got 'dict'"):
        research.safe_table({}, "one", "two")


def test_whole_numbers_narrow_a_range() -> None:
    """Where the extreme of a linear program is no whole number, the range is that of whole numbers."""
    program = Program(sparse.csr_matrix([[2.0, 1.0]]), np.array([3.0]), np.zeros(2), np.full(2, np.inf))
    (point,) = extremes(program, np.array([0]), np.array([-1.0])).points
    assert point[0] == pytest.approx(1.5)
    assert attacker._whole(program, point, 0, -1.0, 2) == 1


def test_numbers_that_fit_no_table() -> None:
    """A table that is none, since its margins do not add up, has no ranges."""
    table = research.safe_table(people([[3, 20], [25, 30]]), "one", "two")
    with pytest.raises(ArithmeticError):
        research.attack(evolve(table, counts=(None, None, 3, None, 20, 5, 100, 100, 200)))


@pytest.mark.property
@given(st.lists(st.integers(0, 9), min_size=8, max_size=8))
def test_lattice_fills_its_equations(inner: list[int]) -> None:
    """A table with its margins solves every equation."""
    lattice = Lattice((2, 2, 2))
    filled = lattice.filled(np.array(inner).reshape(2, 2, 2))
    assert not (lattice.equations @ filled).any()
    assert filled[lattice.total] == sum(inner)
    assert (filled <= lattice.ceilings(filled)).all()


def crossed_thirds() -> SafeTable:
    """Return a table with means, for whose attack the solver has to look for whole numbers."""
    values = [0.0, 50.0, 100.0] * 20
    return SafeTable(
        ("one",),
        ("two",),
        (("a", "b", "all"), ("c", "d", "all")),
        5,
        (None, None, 30, None, None, 30, 30, 30, 60),
        "v",
        (None, None, 50.0, None, None, 50.0, 45.25, 54.75, float(np.mean(values))),
    )


def test_a_solver_that_fails_after_presolving_solves_without(monkeypatch: pytest.MonkeyPatch) -> None:
    """A program that the solver cannot solve after presolving is solved without it, with the same ranges."""
    expected, solve, presolved = research.attack(crossed_thirds()), attacker.milp, []

    def fails(*given: Any, options: dict[str, bool], **more: Any) -> Any:
        presolved.append(options["presolve"])
        return OptimizeResult(x=None, message="") if options["presolve"] else solve(*given, options=options, **more)

    monkeypatch.setattr(attacker, "milp", fails)
    assert research.attack(crossed_thirds()).joint == expected.joint
    assert {*presolved} == {True, False}


def test_a_table_whose_attack_cannot_be_solved_is_not_returned(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the solver fails, the attack counts as one that succeeds: the table is refused."""
    monkeypatch.setattr(attacker, "milp", lambda *_given, **_more: OptimizeResult(x=None, message="gave up"))
    monkeypatch.setattr(attacker, "NEARLY", -1.0)
    with pytest.raises(ArithmeticError, match="gave up"):
        research.attack(crossed_thirds())
    with pytest.raises(ea.ArgumentError, match="nothing that is hidden would protect"):
        research.safe_table(people([[3, 9, 20], [12, 9, 7], [6, 8, 30]]), "one", "two", threshold=5)
