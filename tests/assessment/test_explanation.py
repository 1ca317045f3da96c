"""The reasons of a result."""

from typing import Any

import pytest
from support.builders import audit, checklist, item

import ethics_audit as ea
from ethics_audit.model.policy import GRAVITY

GRAVE = ea.Policy(gravity=GRAVITY)


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
    ("given", "told", "low"),
    [
        (2, "1 question is open.", "moderate"),
        (1, "2 questions are open.", "moderate"),
        (0, "3 questions are open.", "low"),
    ],
)
def test_reason_counts_the_open_questions(given: int, told: str, low: str) -> None:
    """Those that are open, and not those that are answered."""
    definition = checklist("a", *(item(f"a.{name}") for name in ("one", "two", "three")))
    answers = dict.fromkeys(list(ea.Audit.of(definition).items)[:given], "r50")
    reasons = [one for one in ea.assess(definition, answers).reasons if one.kind == "missing"]
    then = f"Too much depends on what is open for a band yet: it is at least {low} and at most critical."
    assert [one.text for one in reasons] == [f"{told} {then}"]


def grave(id: str, severity: int, **more: Any) -> ea.Item:
    """An item of this severity."""
    rating = ea.Rating(severity, 1, "normative", ["x"])
    return item(id, rating.weight, rating=rating, **more)


def test_grave_gap_is_a_reason() -> None:
    """Each grave gap that forces a domain is a reason, after the flags and before the weakest domain."""
    calm = [item(f"a.i{number}", 100) for number in range(9)]
    definition = audit(checklist("a", grave("a.grave", 4), grave("a.serious", 3), *calm), policy=GRAVE)
    best = dict.fromkeys((one.id for one in calm), "r0")
    result = ea.assess(definition, {**best, "a.grave": "r100", "a.serious": "r100"})
    assert [(one.kind, one.band, one.domain, one.item) for one in result.reasons] == [
        ("score", "low", None, None),
        ("grave", "high", "a", "a.grave"),
        ("grave", "moderate", "a", "a.serious"),
        ("weakest_domain", "moderate", "a", None),
    ]
    assert result.reasons[1].text == (
        'A gap in A can do grave harm ("I do a.grave"): the domain is at least high, whatever its score.'
    )
    assert "can do serious harm" in result.reasons[2].text
    at_40 = ea.assess(definition, {**best, "a.grave": "r50", "a.serious": "r50"})
    assert [(one.kind, one.item) for one in at_40.reasons][1:] == [("grave", "a.grave")]


def test_gravest_gap_comes_first() -> None:
    """By the band that a gap forces, whatever it adds to the score; gaps that force nothing are passed over."""
    calm = [item(f"{domain}.i{number}", 100) for domain in "ab" for number in range(9)]
    first = checklist("a", grave("a.serious", 3), *calm[:9])
    second = checklist("b", grave("b.grave", 4), *calm[9:])
    definition = ea.Audit("x", "1.0", "X", [ea.Part(first, 9), ea.Part(second)], GRAVE)
    answers = {**dict.fromkeys((one.id for one in calm), "r0"), "a.i0": "r50", "a.serious": "r100", "b.grave": "r100"}
    result = ea.assess(definition, answers)
    assert [one.item.id for one in result.findings] == ["a.i0", "a.serious", "b.grave"]
    assert [(one.item, one.band) for one in result.reasons if one.kind == "grave"] == [
        ("b.grave", "high"),
        ("a.serious", "moderate"),
    ]


def test_grave_gap_is_no_reason_twice() -> None:
    """A raised flag says it already, and so does a score that reaches the band; without gravity there is none."""
    flag = ea.RedFlag(100, ea.Band.HIGH, "Call.")
    flagged = audit(checklist("a", grave("a.grave", 4, red_flag=flag), item("a.i", 100)), policy=GRAVE)
    told = [one.kind for one in ea.assess(flagged, {"a.grave": "r100", "a.i": "r0"}).reasons]
    assert told == ["score", "flag"]
    heavy = audit(checklist("a", grave("a.grave", 4), item("a.i", 1)), policy=GRAVE)
    assert [one.kind for one in ea.assess(heavy, {"a.grave": "r100", "a.i": "r100"}).reasons] == ["score"]
    light = audit(checklist("a", grave("a.grave", 4), item("a.i", 100)))
    assert [one.kind for one in ea.assess(light, {"a.grave": "r100", "a.i": "r0"}).reasons] == ["score"]
