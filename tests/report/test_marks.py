"""The signs beside a band that its score alone does not give."""

from collections.abc import Iterable
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.builders import audit, checklist, item
from support.drawn import drawn

import ethics_audit as ea
from ethics_audit.assessment.scoring import Scored
from ethics_audit.model.bands import BANDS
from ethics_audit.report.marks import Mark, marks, told
from ethics_audit.testing.strategies import answers_for, audits

GRAVITY = ea.Policy(gravity=(ea.Gravity(3, moderate=100), ea.Gravity(4, moderate=40, high=100)))


def kinds(found: Iterable[Mark]) -> list[str]:
    """The kinds of these signs."""
    return [one.kind for one in found]


def rated(id: str, severity: int, **more: object) -> ea.Item:
    """An item whose gap does harm of this severity."""
    return item(id, 27, rating=ea.Rating(severity, 1, "normative", ["x"]), **more)


def flag(band: ea.Band, at: int = 100) -> ea.RedFlag:
    """A flag that forces a band."""
    return ea.RedFlag(at, band, "Stop.")


def test_flag_that_raises_a_band_says_so() -> None:
    """A flag stands filled where the band is its own and not the score's, and hollow where the score gives it too."""
    domain = checklist("a", item("a.i", red_flag=flag(ea.Band.CRITICAL)), item("a.j", 99))
    lifted = ea.assess(audit(domain), {"a.i": "r100", "a.j": "r0"})
    words = "critical because of a red flag, not the score"
    assert marks(lifted, lifted) == marks(lifted, lifted.domains[0]) == [Mark("flag", words)]
    assert told(lifted, marks(lifted, lifted)) == f"{words}, 1 red flag"
    alike = ea.assess(audit(domain), {"a.i": "r100", "a.j": "r100"})
    assert marks(alike, alike) == [Mark("raised", "a red flag is raised")]
    assert told(alike, marks(alike, alike)) == "critical, 1 red flag"


def test_grave_gap_marks_its_domain_and_the_weakest_domain_the_whole() -> None:
    """A grave gap raises its own domain; the whole is then raised by that domain."""
    grave = checklist("a", rated("a.i", 4), item("a.j", 100), item("a.k", 100))
    result = ea.assess(
        audit(grave, checklist("b", item("b.i", 100))), dict.fromkeys(["a.j", "a.k", "b.i"], "r0") | {"a.i": "r100"}
    )
    assert kinds(marks(result, result)) == []
    result = ea.assess(
        audit(grave, checklist("b", item("b.i", 100)), policy=GRAVITY),
        {"a.i": "r100", "a.j": "r0", "a.k": "r0", "b.i": "r0"},
    )
    assert marks(result, result.domains[0]) == [Mark("grave", "high because of a grave gap, not the score")]
    assert marks(result, result) == [Mark("domain", "moderate because of the weakest domain, not the score")]
    assert marks(result, result.domains[1]) == []


def test_flag_says_what_its_own_gravity_would() -> None:
    """A gap with a flag has no second sign for the same band; another gap, or a graver band, has."""
    light = [item("a.x", 100), item("a.y", 100)]
    best = {"a.x": "r0", "a.y": "r0"}

    def of(*items: ea.Item) -> list[str]:
        definition = audit(checklist("a", *items, *light), policy=GRAVITY)
        result = ea.assess(definition, best | {one.id: "r100" for one in items})
        return kinds(marks(result, result.domains[0]))

    assert of(rated("a.i", 4, red_flag=flag(ea.Band.HIGH))) == ["flag"]
    assert of(rated("a.i", 4, red_flag=flag(ea.Band.HIGH)), rated("a.j", 4)) == ["flag", "grave"]
    assert of(rated("a.i", 4, red_flag=flag(ea.Band.MODERATE))) == ["raised", "grave"]


def test_band_that_is_not_known_is_compared_with_the_best() -> None:
    """Where too little is answered, the least band is compared with the score of the best answers."""
    definition = audit(checklist("a", item("a.i", red_flag=flag(ea.Band.HIGH)), item("a.j", 99)))
    result = ea.assess(definition, {"a.i": "r100"})
    assert result.band is None
    assert marks(result, result) == [Mark("flag", "high or more because of a red flag, not the score")]


def test_band_that_can_change_is_marked() -> None:
    """A provisional band has its question mark; a domain that does not apply has nothing."""
    parts = checklist("a", item("a.i", 9), item("a.j", 1)), checklist("b", item("b.i", requires={"minors"}))
    result = ea.assess(audit(*parts), {"a.i": "r0"})
    definition = audit(checklist("a", item("a.i", 80), item("a.j", 20)))
    open_ends = ea.assess(definition, {"a.i": "r0"})
    assert kinds(marks(open_ends, open_ends)) == ["unsure"]
    assert kinds(marks(result, result.domains[1])) == []
    assert told(result.domains[1], []) == "none: nothing here applies to this practice"


@pytest.mark.property
@drawn()
@given(st.data())
def test_band_that_differs_from_its_score_has_its_mark(data: st.DataObject) -> None:
    """For any audit and any answers a reason is marked exactly where the band is above that of the score."""
    definition = data.draw(audits())
    result = ea.assess(definition, data.draw(answers_for(definition)))
    starts = result.audit.policy.bands.starts

    def lifted(one: Scored) -> bool:
        weight = one.weight if one.band else one.weight + one.open_weight
        if not one.band_low:
            return False
        score = Fraction(one.points, weight)
        alone = BANDS[max(rank for rank, start in enumerate(starts) if score >= start)]
        return (one.band or one.band_low) > alone

    for one in (result, *result.domains):
        found = marks(result, one)
        assert any(mark.lifts for mark in found) == lifted(one)
        assert ("unsure" in kinds(found)) == one.provisional
        assert ({"flag", "raised"} & {*kinds(found)} != set()) == bool(one.flags)
