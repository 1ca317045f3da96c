"""Law 16: tables of every kind give what `assess` gives, row by row."""

import os

import pyarrow as pa
import pytest
from attrs import evolve
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support.table_kinds import KINDS, arrow_rows
from support.tables import coded, same, table_of

import ethics_audit as ea
from ethics_audit.testing import answers_for, audits

EXAMPLES = int(os.environ.get("LAW_EXAMPLES", "20")) // 2


def known_in_part(definition: ea.Audit, sheet: ea.Answers, unknown: frozenset[str]) -> ea.Answers:
    """The sheet that says the same where some facts are not known: they hold, and what depends on them is open."""
    opened = {one.id: None for one in definition.items.values() if one.requires & unknown}
    return evolve(sheet, profile=sheet.profile | unknown).changed(opened)


@pytest.mark.property
@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_one_truth(data: st.DataObject) -> None:
    """One truth: data frames of every backend, SQL, and every exported form give the same P, A, M, bands and flags."""
    definition = data.draw(audits())
    sheets = data.draw(st.lists(answers_for(definition), min_size=1, max_size=4))
    facts = sorted({fact for one in definition.items.values() for fact in one.requires})
    table = table_of(definition, sheets, facts=facts)
    if facts:
        unknown = [data.draw(st.frozensets(st.sampled_from(facts))) for _ in sheets]
        for fact in facts:
            told = [None if fact in some else held for some, held in zip(unknown, table[fact].to_pylist(), strict=True)]
            table = table.set_column(table.column_names.index(fact), fact, pa.array(told, pa.bool_()))
        sheets = [known_in_part(definition, *one) for one in zip(sheets, unknown, strict=True)]
    for kind in ("pyarrow", "polars", "duckdb"):
        make, rows = KINDS[kind]
        same(rows(ea.score_frame(make(table), definition)), definition, sheets)
    same(arrow_rows(ea.score_frame(coded(table, definition), definition, codebook="audit")), definition, sheets)


@pytest.mark.property
@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_sums_alone_are_the_same(data: st.DataObject) -> None:
    """Where neither bands nor domains are wanted the audit is laid out as one domain; its sums are those of all."""
    definition = data.draw(audits())
    sheets = data.draw(st.lists(answers_for(definition), min_size=1, max_size=3))
    facts = sorted({fact for one in definition.items.values() for fact in one.requires})
    table = table_of(definition, sheets, facts=facts)
    few = ["points", "weight", "open_weight", "score", "low", "high", "coverage"]
    for kind in ("pyarrow", "duckdb"):
        make, rows = KINDS[kind]
        alone = rows(ea.score_frame(make(table), definition, columns=few, domains=False))
        whole = rows(ea.score_frame(make(table), definition))
        assert alone == [{name: row[name] for name in ("who", *facts, *few)} for row in whole]
