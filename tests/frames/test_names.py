"""The names of columns."""

import duckdb
import pandas as pd
import pyarrow as pa
import pytest
from attrs import evolve
from support.builders import checklist, item
from support.table_kinds import KINDS
from support.tables import random_sheets, same, table_of

import ethics_audit as ea
from ethics_audit.base.errors import ArgumentError
from ethics_audit.model.profile import KNOWN


def test_missing_columns(quarterly: ea.Audit) -> None:
    """An error with the nearest name, unless allowed; only items that may apply are needed."""
    table = table_of(quarterly, random_sheets(quarterly, 3, frozenset()))
    renamed = table.rename_columns([name.replace("boundaries.gifts", "boundaries.gift") for name in table.column_names])
    with pytest.raises(ea.AnswerError) as caught:
        ea.score_frame(renamed, quarterly, profile=())
    assert [str(problem) for problem in caught.value.problems] == [
        "boundaries.gift: expected the name 'boundaries.gifts' (rename it)"
    ]
    with pytest.raises(ea.AnswerError, match="boundaries.gift: expected the name 'boundaries.gifts'"):
        ea.score_frame(renamed, quarterly, profile=(), allow_missing_columns=True)
    other = table.rename_columns([name.replace("boundaries.gifts", "boundaries.giving") for name in table.column_names])
    with pytest.raises(ea.AnswerError, match=r"boundaries.gifts: has no column \(did you mean 'boundaries.giving'\?\)"):
        ea.score_frame(other, quarterly, profile=())
    found = ea.score_frame(other, quarterly, profile=(), allow_missing_columns=True)
    without = [sheet.changed({"boundaries.gifts": None}) for sheet in random_sheets(quarterly, 3, frozenset())]
    same(found.to_pylist(), quarterly, without)
    assert "boundaries.giving" in found.column_names
    at_distance = {one.id for one in quarterly.items.values() if "telehealth" in one.requires}
    remote = [name for name in table.column_names if name not in at_distance]
    assert ea.score_frame(table.select(remote), quarterly, profile=()).num_rows == 3
    with pytest.raises(ea.AnswerError, match=r"telehealth\.\w+, .* and \d+ more: has no column"):
        ea.score_frame(table.select(remote), quarterly, profile=["telehealth"])
    for kind in ("pyarrow", "duckdb"):
        make, rows = KINDS[kind]
        one = pa.table({"who": ["p0"], "boundaries.gifts": pa.array([None], pa.string())})
        none = rows(ea.score_frame(make(one), quarterly, allow_missing_columns=True))
        same(none, quarterly, [ea.Answers()])


def test_names_that_are_nearly_names(quarterly: ea.Audit) -> None:
    """Memory takes an item or a fact but for capitals or blanks; a lazy table tells; two of one name are refused."""
    names = {"consent.written": ["all"], "Boundaries.Gifts": ["some"], " telehealth": [True], "research ": [True]}
    table = pa.table({"who": ["p0"], **names})
    assert ea.score_frame(table, quarterly, allow_missing_columns=True)["coverage"][0].as_py() > 0
    with pytest.raises(ea.AnswerError) as caught:
        ea.score_frame(duckdb.from_arrow(table), quarterly, allow_missing_columns=True)
    assert [str(problem) for problem in caught.value.problems] == [
        "Boundaries.Gifts: expected the name 'boundaries.gifts' (rename it)",
        " telehealth: expected the name 'telehealth' (rename it)",
        "research : expected the name 'research' (rename it)",
    ]
    twice = pd.DataFrame([[1, 2]], columns=["a.i", "a.i"])
    with pytest.raises(ea.AnswerError, match="two columns of one name"):
        ea.score_frame(twice, checklist("a", item("a.i")))
    with pytest.raises(ArgumentError, match="the table already has a column 'score'"):
        ea.score_frame(duckdb.sql("SELECT 5 AS Score, 'r0' AS \"a.i\""), checklist("a", item("a.i")))
    numbered = pd.DataFrame({3: [1], "a.j": ["r0"]})
    with pytest.raises(ea.AnswerError, match="expected columns of .*, such as 'a.i', got none"):
        ea.score_frame(numbered, checklist("a", item("a.i")))


def test_facts_by_the_names_of_exported_forms() -> None:
    """Whatever our own exports call the question for a fact, also in the group of a profile, its column is known."""
    from ethics_audit.formats import incoming, redcap, xlsform
    from ethics_audit.frames.names import FACT_OF

    for fact in KNOWN:
        needing = evolve(item("a.i"), requires=frozenset({fact}))
        definition = ea.Audit.of(checklist("a", needing))
        own = [fact, incoming.fact_link(fact), xlsform._fact(fact), redcap.Names(definition).facts[fact]]
        own += [f"profile{joint}{name}" for joint in "-/" for name in own[1:]]
        for name in (*own, f"profile-fact_{fact}", fact.replace(".", "_")):
            assert FACT_OF[name] == fact
        table = pa.table({own[3]: [True, False], "a.i": ["r100"] * 2})
        assert ea.score_frame(table, definition)["weight"].to_pylist() == [1, 0]


NAMES = {
    "telehealth.backup": "telehealth_backup",
    "telehealth.open_messages": "domain-telehealth/telehealth.open_messages",
    "telehealth.private_room": "domain-telehealth-telehealth.private_room",
    "telehealth.shared_device": "teleh\u0435alth.shared_device",
    "telehealth.location_asked": "telehealth.locaton_asked",
    "ai_tools": "ai_tool",
    "telehealth": "x/fact-tele_health",
}


@pytest.mark.parametrize("meant", NAMES)
def test_a_name_that_is_all_but_one(meant: str) -> None:
    """Other separators, the group of a form, look-alike letters, a slip: told of a lazy table, whatever is missing."""
    definition = ea.load_audit("telehealth")
    table = pa.table({"telehealth.ai_agreed": ["all"], NAMES[meant]: [None], "trainer": [None]})
    with pytest.raises(ea.AnswerError) as caught:
        ea.score_frame(duckdb.from_arrow(table), definition, allow_missing_columns=True)
    assert [str(one) for one in caught.value.problems] == [f"{NAMES[meant]}: expected the name {meant!r} (rename it)"]


def test_a_table_without_the_column_of_any_item() -> None:
    """It is refused, whatever may be missing, with what its columns are called."""
    definition = ea.load_audit("telehealth")
    for names, told in (
        (["who"], "the columns are 'who'"),
        ([], "it has no columns"),
    ):
        table = pa.table({name: pa.array(["all"]) for name in names})
        with pytest.raises(ea.AnswerError, match=told) as caught:
            ea.score_frame(table, definition, allow_missing_columns=True)
        assert len(caught.value.problems) == 1
