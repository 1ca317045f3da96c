"""What is missing: five states, counted by item, domain and occasion."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from support.drawn import drawn
from support.held import VALUES, study_of
from support.studied import reference_study

from ethics_audit.research import State, missingness

STUDY = reference_study()


def test_reference_counts() -> None:
    """The counts of each item are those of the reference, over all rows."""
    names = {"n/a": "not_applicable", "outside": "outside_profile"}
    rows = [row for row in missingness(STUDY).rows() if row["by"] == "item"]
    found = {
        row["name"]: {"rows": row["rows"]} | {names.get(state.word, state.word): row[state.word] for state in State}
        for row in rows
    }
    assert found == VALUES["missingness"][0]["value"]


def test_domains_occasions_and_all() -> None:
    """Domains, occasions and the whole sum the same cells in three ways."""
    counts = missingness(STUDY).counts
    for by in ("item", "domain", "occasion", "all"):
        some = [one for one in counts if one.by == by]
        assert sum(one.cells for one in some) == 240 * 12
        assert np.sum([one.states for one in some], 0).tolist() == list(counts[-1].states)
    assert [one.name for one in counts if one.by == "occasion"] == ["1", "2", "3", "4"]


def test_account_and_share() -> None:
    """The share missing is of the answers that were asked for, and none if none was."""
    found = missingness(STUDY)
    assert found.account.startswith("Of the answers that were asked for, 6.7 % are missing (77 unsure, 109 blank);")
    assert found.counts[-1].missing == pytest.approx((77 + 109) / (77 + 109 + 2582))
    empty = missingness(STUDY.where([False] * len(STUDY)))
    assert empty.account == "No answer was asked for."
    assert empty.counts[0].missing is None
    assert "door.e" in str(empty)


@pytest.mark.property
@drawn()
@given(arrays(float, st.tuples(st.integers(0, 9), st.integers(1, 4)), elements=st.sampled_from([0.0, 100.0, np.nan])))
def test_states_sum_to_cells(risks: np.ndarray) -> None:
    """The five states of each line sum to rows × items."""
    for one in missingness(study_of(risks)).counts:
        assert sum(one.states) == one.cells
        assert one.by != "item" or one.cells == one.rows == len(risks)
