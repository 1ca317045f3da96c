"""The view of an organization: shares of people in groups, with small numbers hidden, and never a person."""

import pyarrow as pa
import pytest
from attrs import evolve
from support.builders import audit, checklist, item

import ethics_audit as ea
from ethics_audit import research
from ethics_audit.research.aggregation import NOTHING_PROTECTS, ONE_VALUE, telling
from ethics_audit.research.table import SafeTable

DESK, DOOR = checklist("desk", item("desk.a"), item("desk.b")), checklist("door", item("door.a"), item("door.b"))
AUDIT = audit(DESK, DOOR)
PEOPLE = 60


def table(**columns: list[str | None]) -> pa.Table:
    """A row for each of 60 people of two teams; every item has its best answer unless another is given."""
    best = {id: ["r0"] * PEOPLE for id in AUDIT.items}
    team = ["one", "two"] * (PEOPLE // 2)
    return pa.table({"team": team, "person": [f"p{place}" for place in range(PEOPLE)], **best, **columns})


def worst(*places: range) -> list[str | None]:
    """The worst answer for some people, and the best for the others."""
    some = {place for one in places for place in one}
    return ["r100" if place in some else "r0" for place in range(PEOPLE)]


MIXED = table(**{"desk.a": worst(range(40)), "desk.b": worst(range(20, 55)), "door.a": worst(range(10, 50))})


def found(result: research.Aggregate, id: str) -> dict[tuple[str, str], int | None]:
    """The numbers of one table by group and value."""
    return {(row["group"], row["value"]): row["n"] for row in result.rows() if row["id"] == id}


def test_counts_and_shares() -> None:
    """Bands and gaps are counted in each group and in all, with their shares of the group."""
    result = research.aggregate(MIXED, "team", AUDIT)
    assert found(result, "desk.a") == {
        ("one", "gap"): 20,
        ("one", "no gap known"): 10,
        ("one", "all"): 30,
        ("two", "gap"): 20,
        ("two", "no gap known"): 10,
        ("two", "all"): 30,
        ("all", "gap"): 40,
        ("all", "no gap known"): 20,
        ("all", "all"): 60,
    }
    shares = {row["value"]: row["percent"] for row in result.rows() if row["id"] == "desk.a" and row["group"] == "one"}
    assert shares == pytest.approx({"gap": 200 / 3, "no gap known": 100 / 3, "all": 100})
    assert [(one.level, one.id) for one in result.tables[:3]] == [
        ("audit", "example"),
        ("domain", "desk"),
        ("domain", "door"),
    ]
    assert [one.level for one in research.aggregate(MIXED, "team", AUDIT, items=False).tables] == [
        "audit",
        "domain",
        "domain",
    ]
    assert result.n == PEOPLE
    assert "60 people" in result.account
    assert result.sources == ("fischetti2001",)


def test_nothing_small_is_shown() -> None:
    """No number of 1 to 9 people is anywhere in the result, whatever the groups are."""
    rare = table(**{"desk.a": worst(range(0, 50, 2), range(1, 8, 2))})
    result = research.aggregate(rare, "team", AUDIT)
    assert all(row["n"] is None or row["n"] == 0 or row["n"] >= 10 for row in result.rows())
    assert "hidden" in str(result)


def test_withheld_tables() -> None:
    """A table that counts the same people as an earlier one, or in which nearly all are in one place, is withheld."""
    twins = table(**{"desk.a": worst(range(40)), "desk.b": worst(range(40)), "door.a": worst(range(3))})
    result = research.aggregate(twins, "team", AUDIT)
    reasons = {one.id: one.reason for one in result.tables}
    assert reasons["desk.b"].startswith("it counts the same people as")
    assert reasons["door.b"] == ONE_VALUE
    assert "door.b is withheld" in str(result)
    assert found(result, "door.b") == {("all", "withheld"): None}


def test_everybody_of_a_group_in_one_place() -> None:
    """That everybody of a group has a gap is not shown; that nobody has one is."""
    all_of_one = ["r100" if place % 2 == 0 else "r0" for place in range(PEOPLE)]
    result = research.aggregate(table(**{"desk.a": all_of_one}), "team", AUDIT)
    everybody = "everybody of a group is in one place"
    assert {one.id: one.reason for one in result.tables if one.level != "item"}["example"] == everybody
    assert {one.id: one.reason for one in result.tables}["desk.a"] == everybody
    labels = (("one", "two", "all"), ("gap", "no gap known", "all"))
    assert telling(SafeTable(("team",), ("gap",), labels, 10, (30, 0, 30, 10, 20, 30, 40, 20, 60))) == everybody
    assert not telling(SafeTable(("team",), ("gap",), labels, 10, (0, 30, 30, 10, 20, 30, 10, 50, 60)))


def test_refused_arguments() -> None:
    """A person is no group, an answer neither; a person has one row; and a table needs its definition."""
    study = research.read(MIXED, AUDIT)
    for by, told in (("person", "not of persons"), ("desk.a", "not of persons"), ("tem", "team")):
        with pytest.raises(ea.ArgumentError, match=told):
            research.aggregate(study, by)
    with pytest.raises(ea.ArgumentError, match="the frame is no study"):
        research.aggregate(MIXED, "team")
    twice = pa.concat_tables([MIXED, MIXED]).append_column("occasion", pa.array(["1"] * PEOPLE + ["2"] * PEOPLE))
    with pytest.raises(ea.ArgumentError, match="one row a person"):
        research.aggregate(twice, "team", AUDIT)
    with pytest.raises(ea.ArgumentError, match="two groups"):
        research.aggregate(MIXED.set_column(0, "team", pa.array(["one"] * PEOPLE)), "team", AUDIT)


@pytest.mark.parametrize("name", ["usr", "id", "Record ID", "response_id"])
def test_rows_are_not_people(name: str) -> None:
    """Where no column is sure to name people, nothing is counted until the caller says which one does."""
    unsure = MIXED.rename_columns([name if column == "person" else column for column in MIXED.column_names])
    for frame in (ea.score_frame(unsure, AUDIT, items="keep"), research.read(unsure, AUDIT)):
        with pytest.raises(ea.ArgumentError, match=f"not counted as people.*: team, {name} .*person=") as refused:
            research.aggregate(frame, "team", AUDIT)
        assert refused.value.problem.place == "person"
        counted = research.aggregate(frame, "team", AUDIT, person=name, items=False)
        assert counted == research.aggregate(frame, "team", AUDIT, person=[], items=False)
        assert counted.n == PEOPLE
        twice = pa.concat_tables([unsure, unsure])
        with pytest.raises(ea.EthicsAuditError, match="same person twice|one row a person"):
            research.aggregate(twice, "team", AUDIT, person=name)


def test_one_person_is_no_group() -> None:
    """Twelve audits of one clinician are no group of ten people, whatever the column is called."""
    alone = [f"p{place}" if place < 48 else "solo" for place in range(PEOPLE)]
    site = ["one", "two"] * 24 + ["tiny"] * 12
    rows = MIXED.drop_columns(["team", "person"]).append_column("site", pa.array(site))
    rows = rows.append_column("usr", pa.array(alone))
    with pytest.raises(ea.ArgumentError, match="one row a person"):
        research.aggregate(evolve(research.read(rows, AUDIT), person=("usr",)), "site")
    with pytest.raises(ea.ArgumentError, match="a column of the table"):
        research.aggregate(research.read(rows, AUDIT), "site", person="user")


def test_a_group_called_as_the_margin() -> None:
    """A group called ``all`` is refused, as its rows could not be told from those of everybody."""
    site = pa.array(["all", "two"] * (PEOPLE // 2))
    with pytest.raises(ea.ArgumentError, match="team: expected no group with the name of the margin, 'all'"):
        research.aggregate(MIXED.set_column(0, "team", site), "team", AUDIT, items=False)


def test_names_of_groups_steer_no_terminal() -> None:
    """Control characters in the name of a group are printed as escapes."""
    site = pa.array(["a\x1b[31m\u202e", "b\nc"] * 26 + ["d\x1b"] * 8)
    printed = str(research.aggregate(MIXED.set_column(0, "team", site), "team", AUDIT, items=False))
    assert all(line.isprintable() for line in printed.splitlines())
    assert r"b\nc" in printed
    assert r"\u202e" in printed


def test_bands_stand_in_their_order() -> None:
    """Bands are columns from the best to the worst, and behind them what is not known."""
    order = ["low", "moderate", "high", "critical", "not known"]
    band = pa.array([order[place % 5] for place in range(300)][::-1])
    table = research.safe_table(pa.table({"site": ["one", "two", "three"] * 100, "band": band}), "site", "band")
    assert table.labels[1] == (*order, "all")


def test_rows_without_a_group() -> None:
    """People without a group are left out, and a note says so."""
    gaps = MIXED.set_column(0, "team", pa.array(["one", "two"] * 24 + [None] * 12))
    result = research.aggregate(gaps, "team", AUDIT, items=False)
    assert result.n == 48
    assert "Rows with a gap are left out: 12." in result.notes


def test_small_groups_are_merged() -> None:
    """Small groups are merged, which one note tells for all tables."""
    teams = ["one", "two"] * 26 + ["three"] * 8
    result = research.aggregate(MIXED.set_column(0, "team", pa.array(teams)), "team", AUDIT, items=False)
    assert [note for note in result.notes if "merged" in note] == [
        "Groups of team under 10 people are merged: one + three."
    ]
    assert NOTHING_PROTECTS not in str(result)


def test_hidden_size_of_a_group() -> None:
    """A table that has to hide the size of a group is withheld, since the other tables show it."""
    labels = (("one", "two", "all"), ("gap", "no gap known", "all"))
    shown, hidden = (20, 10, 30, 20, 10, 30, 40, 20, 60), (None, 10, None, None, 10, None, 40, 20, 60)
    assert not telling(SafeTable(("team",), ("gap",), labels, 10, shown))
    assert "size of a group" in telling(SafeTable(("team",), ("gap",), labels, 10, hidden))
