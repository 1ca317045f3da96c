"""A table may have columns of facts that a definition declares itself."""

import pyarrow as pa
import pytest
from attrs import evolve
from support.builders import checklist, item

import ethics_audit as ea
from ethics_audit import research
from ethics_audit.model.definitions import Fact

WARD = evolve(
    checklist("ward", item("ward.plain")),
    items=[item("ward.plain"), item("ward.night", requires=["own.nights"])],
    facts=[Fact("own.nights", "I work night shifts.")],
)
ANSWERS = {"ward.plain": ["r0", "r0"], "ward.night": ["r100", None]}


@pytest.mark.parametrize("name", ["own.nights", "own_nights", "fact_own.nights"])
def test_own_fact_as_a_column(name: str) -> None:
    """The column of an own fact decides for each row what applies, as one audit at a time does."""
    table = pa.table({**ANSWERS, name: [True, False]})
    scores = ea.score_frame(table, WARD)["score"].to_pylist()
    one = ea.assess(WARD, ea.Answers({"ward.plain": "r0", "ward.night": "r100"}, {"own.nights"}))
    assert scores == [one.score, 0]
    assert research.read(table, WARD, person=[]).states.tolist() == [[0, 0], [0, 4]]


def test_own_fact_for_every_row() -> None:
    """An own fact that holds for every row is given like any other, and a wrong one is refused."""
    table = pa.table(ANSWERS)
    assert ea.score_frame(table, WARD, profile=["own.nights"])["open_weight"].to_pylist() == [0, 1]
    with pytest.raises(ea.AnswerError, match=r"own\.nights"):
        ea.score_frame(table, WARD, profile=["own.night"])
    with pytest.raises(ea.AnswerError, match=r"own\.nights"):
        research.read(table, WARD, facts=["own.night"])


def test_own_fact_in_a_long_table() -> None:
    """A table with a row for each answer may have rows of own facts."""
    rows = [("a", "ward.plain", "r0"), ("a", "ward.night", "r100"), ("a", "own.nights", "true")]
    columns = dict(zip(("audit", "item", "answer"), map(list, zip(*rows, strict=True)), strict=True))
    found = ea.score_frame(pa.table(columns), WARD, long=("audit", "item", "answer"))
    assert found["score"].to_pylist() == [50]
