"""How alone people stand in a table."""

from collections import Counter, defaultdict

import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.held import VALUES, study_of
from support.studied import reference_study

import ethics_audit as ea
from ethics_audit import research
from ethics_audit.frames.study import Study

QUASI = ["site", "profession", "minors"]


def test_reference() -> None:
    """k, classes, rows under 5, uniques and l are those of pycanon and of groupby."""
    found = research.k_anonymity(reference_study().at("4"), QUASI, "band")
    assert {
        "k": found.k,
        "k_by_hand": found.k,
        "classes": found.classes,
        "rows_under_5": found.under(5),
        "uniques": found.uniques,
        "l_diversity_band": found.diversity["band"],
    } == VALUES["k_anonymity.q4"][0]["value"]
    assert found.account == ("The data are 1-anonymous in site, profession, minors; 3 of 60 people are unique in them.")


VALUE = st.sampled_from(["a", "b", "", None])


@pytest.mark.property
@given(st.lists(st.tuples(VALUE, VALUE, VALUE), max_size=30))
def test_law(rows: list[tuple[str | None, ...]]) -> None:
    """Classes are counted as by hand, a gap being a value, whether it is null or the empty text."""
    table = pa.table({name: pa.array([row[at] for row in rows], pa.string()) for at, name in enumerate("xyz")})
    found = research.k_anonymity(table, ["x", "y"], ["z"])
    counts = Counter((row[0] or "", row[1] or "") for row in rows)
    assert sorted(found.sizes) == sorted(counts.values())
    assert (found.k, found.n) == (min(counts.values(), default=None), len(rows))
    kinds = defaultdict(set)
    for row in rows:
        kinds[row[0] or "", row[1] or ""].add(row[2] or "")
    assert found.diversity == {"z": min(map(len, kinds.values()), default=0)}
    assert len(found.rows()) == 8


def test_courses_of_people() -> None:
    """In a study, a class is people whose rows are the same on every occasion: one who moved is alone."""
    study = study_of(
        [[0]] * 6, person=["a", "a", "b", "b", "c", "c"], occasion=[1, 2] * 3, site=["x", "x", "x", "x", "x", "y"]
    )
    found = research.k_anonymity(study, "site")
    assert (found.sizes, found.n) == ((1, 2), 3)


def test_kinds_of_tables() -> None:
    """Any table in memory will do, and numbers as well as words."""
    frame = pd.DataFrame({"age": [30, 30, 40], "site": pd.Categorical(["n", "n", "s"])})
    assert research.k_anonymity(frame, ["age", "site"]).sizes == (1, 2)
    assert isinstance(reference_study(), Study)


def test_wrong_arguments() -> None:
    """A column that is not there is named with the nearest; none is refused."""
    with pytest.raises(ea.ArgumentError, match="quasi: expected a column of the table, got 'sit'"):
        research.k_anonymity(reference_study(), "sit")
    with pytest.raises(ea.ArgumentError, match="quasi: expected at least one column"):
        research.k_anonymity(reference_study(), [])


def test_methods_section() -> None:
    """The sentence and the sources go into a methods section; l has its source where it was asked for."""
    study = reference_study()
    with_l, without = research.k_anonymity(study, QUASI, "band"), research.k_anonymity(study, QUASI)
    assert with_l.account in str(research.methods(study, [with_l]))
    assert set(with_l.sources) - set(without.sources) == {"machanavajjhala2007"}
    assert all(f"@article{{{key}," in research.methods(study, [with_l]).bibtex for key in with_l.sources)
