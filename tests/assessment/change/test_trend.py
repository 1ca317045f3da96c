"""Several audits in a row."""

import pytest
from attrs import evolve
from support.builders import audit, checklist, item
from support.changes import crossings, words

import ethics_audit as ea
from ethics_audit.assessment.change.trend import sections
from ethics_audit.assessment.text import printed
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
    others = [ea.assess(checklist(id, item(f"{id}.i")), {}) for id in ("e", "desk", "c", "f", "d")]
    with pytest.raises(
        ArgumentError, match="results: expected results of one audit, got results of b, c, d, desk, e, f$"
    ):
        ea.trend([*results, *others])
    with pytest.raises(TypeError, match="expected an assessment, got"):
        ea.trend([results[0], "b"])  # type: ignore[list-item]


def test_course_and_domains() -> None:
    """Every audit has a line; the table has the domains in the last five, under the ends of their names."""
    both = audit(checklist("a", item("a.i")), checklist("b", item("b.i")))
    given = [("r100", "r0"), ("r50", "r100"), ("r0", "r0"), ("unsure", "r50"), ("r0", "r50")]
    first = ea.assess(evolve(both, parts=both.parts[:1]), {"a.i": "r100"})
    results = [first, *(ea.assess(both, {"a.i": one, "b.i": other}) for one, other in given)]
    names = ["first", "my-2025-q1.toml", "2025-q2.json", "2025-q345", "12345678.toml", "123456789"]
    course = sections(ea.trend(results), names)[0]
    assert course.id == "trend"
    assert (
        printed([course])
        == """\
From audit to audit
-------------------

first            100.0  critical
my-2025-q1.toml   50.0  high
2025-q2.json      75.0  critical
2025-q345          0.0  low
12345678.toml     50.0  not known yet: at least moderate, at most critical
123456789         25.0  moderate

  …2025-q1  2025-q2 …25-q345 12345678 …3456789  change
A    100.0     50.0      0.0        -      0.0  -100.0
B      0.0    100.0      0.0     50.0     50.0   +50.0"""
    )
    told = str(ea.trend(results[:3]))
    assert "\n\naudit 1  100.0  critical\naudit 2   50.0  high\naudit 3   75.0  critical\n\n" in told
    assert "\nA    100.0    100.0     50.0   -50.0\nB        -      0.0    100.0\n\n" in told


def test_trend_speaks_the_language_of_the_last_audit() -> None:
    """Its headings, and the names of its audits."""
    english, spanish = (ea.assess(ea.load_audit("boundaries", locale=locale), {}) for locale in ("en", "es"))
    told = str(ea.trend([english, english, spanish]))
    assert told.startswith("De una autoevaluación a otra\n----------------------------\n\naut. 1      -  ")
    assert str(ea.trend([spanish, spanish, english])).startswith("From audit to audit\n")
