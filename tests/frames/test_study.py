"""A study: the states and risks of answers, its people, occasions and scores."""

import numpy as np
import pyarrow as pa
import pytest
from support.builders import audit, checklist, item
from support.studied import reference_study, reference_table

import ethics_audit as ea
from ethics_audit.base.errors import AnswerError, ArgumentError
from ethics_audit.frames.states import State
from ethics_audit.frames.study import Study, Taken, joined

PLAIN = audit(
    checklist("one", item("one.a", 2), item("one.b", 3, not_applicable=True, requires=["minors"])),
    checklist("two", item("two.a", 5)),
)


def study(**columns: list[object]) -> Study:
    """A study of the plain audit; `_` stands for the dot of an id."""
    named = {name.replace("_", "."): values for name, values in columns.items()}
    return Study(PLAIN, pa.table(named), ("who",) if "who" in columns else ())


def test_risks_of_the_reference_data() -> None:
    """The risks are those of the picked options, and nothing where there is no answer or the item does not apply."""
    given = reference_table("risks.csv")
    found = reference_study()
    expected = [[float(cell) if cell else np.nan for cell in given[item.id].to_pylist()] for item in found.items]
    assert np.array_equal(found.risks, np.array(expected).T, equal_nan=True)


def test_states() -> None:
    """Each cell is answered, unsure, blank, n/a, or outside of the profile, whatever it says there."""
    rows = study(
        one_a=["r0", "unsure", None, "", "r50"],
        one_b=["n/a", "r50", "r50", None, None],
        two_a=["r100"] * 5,
        minors=["yes", "yes", "no", "yes", None],
    )
    a, b, answered = State.ANSWERED, State.BLANK, State.UNSURE
    assert rows.states[:, 0].tolist() == [a, answered, b, b, a]
    assert rows.states[:, 1].tolist() == [State.NOT_APPLICABLE, a, State.OUTSIDE, b, b]
    assert [State(state).word for state in rows.states[:3, 1]] == ["n/a", "answered", "outside"]
    assert np.isnan(rows.risks[2, 1])


def test_a_fact_that_nothing_states_holds_for_nobody() -> None:
    """An item whose facts have neither column nor profile is outside; with the profile it applies to all."""
    table = pa.table({"one.a": ["r0"], "two.a": ["r50"]})
    assert Study(PLAIN, table).states[0, 1] == State.OUTSIDE
    assert Study(PLAIN, table, profile=frozenset({"minors"})).states[0, 1] == State.BLANK


def test_weights_and_domains() -> None:
    """An item counts its weight times the multiplier of its checklist; each domain knows its columns."""
    found = study(one_a=["r0"], one_b=["r0"], two_a=["r0"])
    assert found.weights.tolist() == [2, 3, 5]
    assert {id: places.tolist() for id, places in found.domains.items()} == {"one": [0, 1], "two": [2]}


def test_outcomes_are_those_of_assess() -> None:
    """A result of each row is the result of `assess`, or NaN where there is none."""
    found = study(one_a=["r50", None], one_b=[None, None], two_a=["r100", None], minors=["no", "no"])
    (score, none) = found.outcome("score")
    assert score == ea.assess(PLAIN, {"one.a": "r50", "two.a": "r100"}).score
    assert np.isnan(none)
    with pytest.raises(ArgumentError, match=r"two\.score"):
        found.outcome("two.scor")


def test_people_are_numbered_as_they_appear() -> None:
    """Rows of one key have one number; without a key each row is a person."""
    found = study(who=["x", "y", "x"], one_a=["r0"] * 3, two_a=["r0"] * 3)
    assert found.people().tolist() == [0, 1, 0]
    assert study(one_a=["r0"] * 2, two_a=["r0"] * 2).people().tolist() == [0, 1]
    with pytest.raises(ArgumentError, match="who"):
        found.column("wh")


def test_rows_of_one_occasion() -> None:
    """One occasion is a study of its rows; one that is not there is refused with those that are."""
    found = reference_study()
    first = found.at("1")
    assert (len(found), len(first)) == (240, 60)
    assert set(first.column("quarter")) == {"1"}
    with pytest.raises(ArgumentError, match="occasion"):
        found.at("5")
    with pytest.raises(ArgumentError, match="occasion"):
        study(one_a=["r0"], two_a=["r0"]).at("1")


def test_every_row_is_the_study() -> None:
    """What keeps every row is the study itself, so that nothing is copied or computed again."""
    study = reference_study()
    assert study.where([True] * len(study)) is study


def test_files_are_joined() -> None:
    """Rows stand below each other; each file can be an occasion; a column that one file lacks is empty there."""
    first, second = (Study(PLAIN, pa.table({"who": ["x"], "one.a": ["r0"]}), ("who",)) for _ in range(2))
    second = Study(PLAIN, second.table.append_column("site", pa.array(["north"])), ("who",))
    found = joined({"q1.csv": first, "q2.csv": second}, by_file=True)
    assert found.occasion == "file"
    assert found.table.to_pydict() == {
        "who": ["x", "x"],
        "one.a": ["r0", "r0"],
        "file": ["q1.csv", "q2.csv"],
        "site": [None, "north"],
    }
    with pytest.raises(AnswerError, match="who: is there twice: x"):
        joined({"q1.csv": first, "q2.csv": second})
    with pytest.raises(AnswerError, match="cannot be joined"):
        joined({"q1.csv": first, "q2.csv": Study(PLAIN, pa.table({"who": [1], "one.a": ["r0"]}), ("who",))})


def test_rows_without_a_key_are_never_twice() -> None:
    """Where nothing names people, equal rows are different people."""
    rows = study(one_a=["r0", "r0"])
    assert len(joined({"a.csv": rows, "b.csv": rows})) == 4


def test_how_a_column_was_taken() -> None:
    """It is told on one line, with the name only where it is another, and how it was recognized if it was."""
    assert str(Taken("How often?", "item", "one.a", "prompt")) == "How often?: item one.a (by prompt)"
    assert str(Taken("one.a", "item", "one.a", "id")) == "one.a: item (by id)"
    assert str(Taken("site", "kept", "site", "")) == "site: kept"
