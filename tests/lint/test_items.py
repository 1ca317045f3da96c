"""Rules for the parts of an item."""

from attrs import evolve
from support.builders import checklist, item

import ethics_audit as ea
from ethics_audit.lint import lint


def test_faults_of_numbers() -> None:
    """Too many options and equal weights are found."""
    options = ea.Scale([ea.Option(f"o{at}", f"Option {at}", at * 10) for at in range(11)])
    same = checklist("desk", *(item(f"desk.thing{letter}", 3, scale=options) for letter in "abcde"))
    assert {"options-few", "weights-differ"} <= {problem.rule for problem in lint(same)}


def test_codes_of_the_own_profession() -> None:
    """An item asked of one profession must cite its code."""
    asked = item("desk.keys", requires={"profession.counselor"}, citations=[ea.Citation("aca-2014", "B.6.b")])
    assert "own-code-cited" not in {problem.rule for problem in lint(checklist("desk", asked))}
    other = evolve(asked, citations=[ea.Citation("house-rules", "3")])
    assert "own-code-cited" in {problem.rule for problem in lint(checklist("desk", other))}
