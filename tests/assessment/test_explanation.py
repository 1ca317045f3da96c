"""The reasons of a result."""

import pytest
from support.builders import audit, checklist, item

import ethics_audit as ea


@pytest.mark.parametrize("kind", ["score", "flag", "weakest_domain", "missing"])
def test_reasons_are_sentences(kind: str) -> None:
    """Each kind of reason is a sentence that ends with a period."""
    flagged = item("a.flag", red_flag=ea.RedFlag(100, ea.Band.MODERATE, "Call."))
    definition = audit(checklist("a", flagged, item("a.rest", 99)), checklist("b", item("b.i", 3), item("b.open")))
    result = ea.assess(definition, {"a.flag": "r100", "a.rest": "r0", "b.i": "r100"})
    found = [reason for reason in result.reasons if reason.kind == kind]
    assert len(found) == 1
    assert found[0].text[0].isupper() or found[0].text[0].isdigit()
    assert found[0].text.endswith(".")


@pytest.mark.parametrize(
    ("given", "told"), [(2, "1 question is open; "), (1, "2 questions are open; "), (0, "3 questions are open; ")]
)
def test_reason_counts_the_open_questions(given: int, told: str) -> None:
    """Those that are open, and not those that are answered."""
    definition = checklist("a", *(item(f"a.{name}") for name in ("one", "two", "three")))
    answers = dict.fromkeys(list(ea.Audit.of(definition).items)[:given], "r50")
    reasons = [one for one in ea.assess(definition, answers).reasons if one.kind == "missing"]
    assert [one.text.startswith(told) for one in reasons] == [True]
