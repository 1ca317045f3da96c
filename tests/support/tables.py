"""Tables of answers, and what they must score."""

import random
from collections.abc import Iterable
from math import isnan
from typing import Any

import pyarrow as pa

import ethics_audit as ea
from ethics_audit.frames import codebook
from ethics_audit.frames.outputs import OUTPUTS
from ethics_audit.model.answers import Answer
from ethics_audit.model.profile import KNOWN

Rows = list[dict[str, Any]]


def table_of(definition: ea.Audit, sheets: list[ea.Answers], *, facts: Iterable[str] = ()) -> pa.Table:
    """Return a table of words: who, the facts of each row, the items."""
    columns: dict[str, Any] = {"who": pa.array([f"p{place}" for place, _ in enumerate(sheets)])}
    for fact in facts:
        columns[fact] = pa.array([fact in sheet.profile for sheet in sheets])
    for id in definition.items:
        columns[id] = pa.array([word(sheet.given.get(id)) for sheet in sheets], pa.string())
    return pa.table(columns)


def word(answer: ea.NotApplicable | Any) -> str | None:
    """Return an answer as a table holds it."""
    if answer is None or isinstance(answer, str):
        return answer
    return "n/a" if isinstance(answer, ea.NotApplicable) else "unsure"


def coded(table: pa.Table, definition: ea.Audit) -> pa.Table:
    """Return the same table with the numbers of the audit's codebook."""
    numbers = {
        id: {told: number for number, told in words.items()} for id, words in codebook.codebook(definition).items()
    }
    for id in definition.items:
        column = pa.array([numbers[id][one] if one else None for one in table.column(id).to_pylist()], pa.int8())
        table = table.set_column(table.column_names.index(id), id, column)
    return table


def same(rows: Rows, definition: ea.Audit, sheets: list[ea.Answers], *, domains: bool = True, prefix: str = "") -> None:
    """Assert that every figure of every row is that of `assess`, to the last bit, in the order of the rows."""
    assert [row["who"] for row in rows] == [f"p{place}" for place, _ in enumerate(sheets)]
    for row, sheet in zip(rows, sheets, strict=True):
        result = ea.assess(definition, sheet)
        scopes: list[tuple[str, Any]] = [("", result)]
        scopes += [(f"{domain.id}.", domain) for domain in result.domains] if domains else []
        for scope, scored in scopes:
            for name in OUTPUTS:
                got, wanted = row[f"{prefix}{scope}{name}"], getattr(scored, name)
                if name == "flags":
                    wanted = ";".join(wanted)
                if got is None or (isinstance(got, float) and isnan(got)):
                    got = None
                assert got == wanted, (row["who"], scope, name)


def random_sheets(
    definition: ea.Audit, count: int, profile: frozenset[str] | None = None, *, seed: int = 0
) -> list[ea.Answers]:
    """Return answers from good to bad, with gaps, for random practices or for one profile."""
    sheets = []
    for number in range(seed, seed + count):
        chance = random.Random(number)
        bad, gaps = chance.random(), chance.choice([0, 0.05, 0.4])
        given: dict[str, Answer] = {}
        for one in definition.items.values():
            if profile is not None and not one.requires <= profile:
                continue
            if chance.random() < gaps:
                continue
            options = sorted(one.options, key=lambda option: option.risk)
            given[one.id] = (chance.choice(options) if chance.random() < bad else options[0]).id
            if chance.random() < 0.05:
                given[one.id] = "n/a" if one.not_applicable and chance.random() < 0.5 else "unsure"
        facts = frozenset(chance.sample(sorted(KNOWN), 5)) if profile is None else profile
        sheets.append(ea.Answers(given, facts))
    return sheets
