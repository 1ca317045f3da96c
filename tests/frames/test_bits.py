"""Tables of every kind have the bits of `assess`: on drawn rows and at the edges of bands, with and without gravity."""

import itertools
import os
import random
from collections.abc import Iterator
from typing import Any

import narwhals as nw
import pyarrow as pa
import pyarrow.compute as pc
import pytest
from attrs import evolve
from support.counted import COUNTED
from support.table_kinds import KINDS
from support.tables import random_sheets, table_of

import ethics_audit as ea
from ethics_audit.frames.outputs import OUTPUTS
from ethics_audit.model.policy import GRAVITY

ROWS = int(os.environ.get("ROWS", "300"))
AT_EDGES = min(ROWS, 10_000)
AT_ONCE = 20_000
THRESHOLDS = (15, 35, 60)


def expected(definition: ea.Audit, sheets: list[ea.Answers]) -> pa.Table:
    """The figures that `assess` gives, as a table."""
    columns: dict[str, list[Any]] = {}
    for sheet in sheets:
        result = ea.assess(definition, sheet)
        for scope, scored in [("", result), *((f"{one.id}.", one) for one in result.domains)]:
            for name in OUTPUTS:
                value = getattr(scored, name)
                columns.setdefault(f"{scope}{name}", []).append(";".join(value) if name == "flags" else value)
    return pa.table(columns)


def differing(kind: str, answers: pa.Table, wanted: pa.Table, definition: ea.Audit) -> int:
    """How many figures of a table of this kind are not, to the last bit, those that are wanted."""
    scored = ea.score_frame(KINDS[kind][0](answers), definition)
    whole = scored.compute() if kind == "dask" else scored
    found = nw.from_native(whole).lazy().collect(backend="pyarrow").to_native()
    count = 0
    for name in wanted.column_names:
        ours = found.column(name).cast(wanted.column(name).type)
        same = pc.or_(
            pc.fill_null(pc.equal(ours, wanted.column(name)), fill_value=False),
            pc.and_(pc.is_null(ours), pc.is_null(wanted.column(name))),
        )
        count += len(same) - (pc.sum(same).as_py() or 0)
    return count


def drawn(definition: ea.Audit) -> Iterator[list[ea.Answers]]:
    """Random answers for random practices, in lots."""
    for start in range(0, ROWS, AT_ONCE):
        yield random_sheets(definition, min(AT_ONCE, ROWS - start), seed=start)


def edged() -> ea.Audit:
    """An audit of six items with risks at the thresholds, some of grave harm."""
    scale = ea.Scale([ea.Option(f"r{risk}", f"{risk}", risk) for risk in (0, 15, 35, 40, 60, 100)])
    ratings = [(1, 1), (2, 1), (3, 1), (4, 1), (3, 2), (1, 2)]
    items = [
        ea.Item(
            id=f"edge.i{place}",
            prompt="I look.",
            weight=3 ** (severity - 1) * likelihood,
            scale=scale,
            rationale="It matters.",
            remedy="Look.",
            effort=1,
            rating=ea.Rating(severity, likelihood, "normative", ["judgement-normative"]),
        )
        for place, (severity, likelihood) in enumerate(ratings)
    ]
    return ea.Audit.of(ea.Checklist("edge", "1.0", "Edges", items))


def at_edges(definition: ea.Audit) -> list[ea.Answers]:
    """The answers whose scores are nearest to a threshold, or on it."""
    items = list(definition.items.values())
    picks = itertools.product(*(list(one.options) for one in items))

    def distance(picked: tuple[ea.Option, ...]) -> int:
        weight = sum(one.weight for one in items)
        points = sum(one.weight * option.risk for one, option in zip(items, picked, strict=True))
        return min(abs(points - threshold * weight) for threshold in THRESHOLDS)

    nearest = sorted(picks, key=distance)[:AT_EDGES]
    chosen = [{one.id: option.id for one, option in zip(items, picked, strict=True)} for picked in nearest]
    random.Random(1).shuffle(chosen)
    return [ea.Answers(given) for given in chosen]


@pytest.mark.parametrize("gravity", [GRAVITY, ()], ids=["gravity", "no gravity"])
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.filterwarnings("ignore::FutureWarning")
def test_every_bit(kind: str, gravity: Any) -> None:
    """No figure of any audit or domain differs."""
    brief, edges = (
        evolve(one, policy=evolve(one.policy, gravity=gravity)) for one in (ea.load_audit("brief"), edged())
    )
    for definition, sheets in [*((brief, lot) for lot in drawn(brief)), (edges, at_edges(edges))]:
        answers = table_of(definition, sheets, facts=sorted(definition.facts))
        assert differing(kind, answers, expected(definition, sheets), definition) == 0
        COUNTED[f"rows in {kind}{', at the edges of bands' if definition is edges else ''}"] += len(sheets)
