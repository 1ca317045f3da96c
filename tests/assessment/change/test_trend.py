"""Several audits in a row."""

import pytest
from support.builders import checklist, item
from support.changes import crossings, words

import ethics_audit as ea
from ethics_audit.base.errors import ArgumentError


def test_drift_is_named_as_a_pattern_to_take_to_consultation() -> None:
    """In words that do not scold, with every step."""
    results = [
        ea.assess(crossings(), {"b.gifts": gifts, "b.favours": favours})
        for gifts, favours in (("never", "never"), ("once", "unsure"), ("sometimes", "once"))
    ]
    told = words(ea.trend(results))
    assert "2 boundary crossings have become more frequent than before:" in told
    assert 'I do b.gifts. "Never", then "Once", then "Sometimes"' in told
    assert 'I do b.favours. "Never", then not answered, then "Once"' in told
    assert "take it to consultation or supervision, as a pattern" in told
    assert "1 boundary crossing has become" in words(results[1].change_from(results[0]))


def test_trend() -> None:
    """A trend has each change between neighbors, and its text lists every audit."""
    results = [ea.assess(crossings(), {"b.gifts": one}) for one in ("often", "once", "never")]
    found = ea.trend(iter(results))
    assert found.results == tuple(results)
    assert [change.total for change in found.changes] == [-60, -40]
    assert "From audit to audit" in str(found)
    assert repr(found) == "<Trend of b: 3 results>"
    assert repr(found.changes[0]) == "<Change of b: total -60, items 1>"
    assert "From audit to audit" not in str(ea.trend(results[1:]))
    for few in ([], results[:1]):
        with pytest.raises(ArgumentError, match=f"results: expected two or more results, got {len(few)}"):
            ea.trend(few)
    with pytest.raises(ArgumentError, match="results: expected results of one audit, got results of b, desk"):
        ea.trend([*results, ea.assess(checklist("desk", item("desk.i")), {})])
    with pytest.raises(TypeError, match="expected an assessment, got"):
        ea.trend([results[0], "b"])  # type: ignore[list-item]
