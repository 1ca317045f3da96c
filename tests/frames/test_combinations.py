"""Every combination of a few answers scores in a table as `assess` scores it, to the last bit."""

from itertools import product

import pytest
from support.builders import checklist, item
from support.table_kinds import KINDS
from support.tables import same, table_of

import ethics_audit as ea
from ethics_audit.frames.outputs import OUTPUTS

GRAVE = ea.Rating(4, 1, "normative", ["x"])
CHECKLISTS = (
    checklist(
        "a",
        item("a.stop", 2, red_flag=ea.RedFlag(100, ea.Band.CRITICAL, "Stop."), not_applicable=True),
        item("a.soon", 5, red_flag=ea.RedFlag(50, ea.Band.HIGH, "Soon."), not_applicable=True),
        item("a.grave", GRAVE.weight, rating=GRAVE, not_applicable=True),
    ),
    checklist("b", item("b.plain", 7, not_applicable=True)),
)
ANSWERS = ("r0", "r50", "r100", "unsure", ea.not_applicable("nobody here"), None)


@pytest.mark.parametrize("kind", ["pyarrow", "duckdb"])
@pytest.mark.parametrize("coverage", [0, 60, 100])
@pytest.mark.parametrize("gravity", [(), (ea.Gravity(4, moderate=50, high=100),)], ids=["without gravity", "gravity"])
def test_combinations(gravity: tuple[ea.Gravity, ...], coverage: int, kind: str) -> None:
    """Flags and grave gaps, raised and open, with everything, something and nothing asked or answered."""
    parts = [ea.Part(one, times) for one, times in zip(CHECKLISTS, (2, 3), strict=True)]
    definition = ea.Audit("example", "1.0", "Example", parts, policy=ea.Policy(ea.Thresholds(), coverage, gravity))
    sheets = [
        ea.Answers({id: answer for id, answer in zip(definition.items, answers, strict=True) if answer})
        for answers in product(ANSWERS, repeat=len(definition.items))
        if answers[1] != answers[2] or answers[0] == answers[1]
    ]
    make, rows = KINDS[kind]
    same(rows(ea.score_frame(make(table_of(definition, sheets)), definition)), definition, sheets)


@pytest.mark.parametrize("name", OUTPUTS)
def test_a_column_alone(name: str) -> None:
    """A result is the same whether others are asked for or not."""
    definition = ea.Audit.of(CHECKLISTS[0])
    sheets = [
        ea.Answers({id: answer for id, answer in zip(definition.items, answers, strict=True) if answer})
        for answers in product(("r0", "r100", None), repeat=len(definition.items))
    ]
    table = table_of(definition, sheets)
    every, alone = (
        ea.score_frame(table, definition, **asked).column(f"a.{name}") for asked in ({}, {"columns": [name]})
    )
    assert alone.equals(every)
