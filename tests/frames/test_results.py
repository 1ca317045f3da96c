"""Bands from sums."""

from attrs import evolve
from support.builders import checklist, item, scale
from support.table_kinds import KINDS
from support.tables import same, table_of

import ethics_audit as ea


def test_edges_of_bands_are_exact() -> None:
    """On a threshold the score has reached it, whatever the weights; one point less, it has not."""
    definition = ea.Audit.of(
        checklist("a", item("a.big", 100), item("a.fine", 3, scale=scale(0, 1, 2, 35, 100)), item("a.i", 97))
    )
    sheets = [
        ea.Answers({"a.big": big, "a.fine": fine, "a.i": rest})
        for big in ("r0", "r50", "r100")
        for fine in ("r0", "r1", "r2", "r35", "r100", "unsure")
        for rest in ("r0", "r50", "r100")
    ]
    for thresholds in ((15, 35, 60), (25, 50, 75), (49, 50, 51)):
        policy = ea.Policy(ea.Thresholds(*thresholds), 50)
        edged = evolve(definition, policy=policy)
        table = table_of(edged, sheets)
        for kind in ("pyarrow", "duckdb"):
            make, rows = KINDS[kind]
            same(rows(ea.score_frame(make(table), edged)), edged, sheets)
