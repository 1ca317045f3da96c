"""What a change says."""

from fractions import Fraction

from attrs import evolve
from support.builders import audit, checklist, item
from support.changes import FLAG, words

import ethics_audit as ea


def test_no_score_no_difference() -> None:
    """Missing is not zero: where one side has no score the parts are none too."""
    definition = checklist("a", item("a.i"))
    nothing, something = ea.assess(definition, {}), ea.assess(definition, {"a.i": "r50"})
    for change in (something.change_from(nothing), nothing.change_from(something)):
        assert (change.total, change.answers) == (None, None)
        assert [one.total for one in change.items] == [None]
    assert "Score 50.0, before -" in words(something.change_from(nothing))
    old = checklist("a", item("a.old"))
    unfit = ea.assess(evolve(definition, version="2.0"), {"a.i": "r50"}).change_from(ea.assess(old, {"a.old": "r0"}))
    assert (unfit.total, unfit.answers, unfit.checklist) == (50, None, None)
    assert "Answers cannot be told apart" in words(unfit)


def test_domains_come_and_go() -> None:
    """Each domain has its own scores and its part of the difference; one may be new or gone."""
    a, b, c = (checklist(id, item(f"{id}.i")) for id in "abc")
    earlier = ea.assess(audit(a, b), {"a.i": "r100", "b.i": "r100"})
    later = ea.assess(evolve(audit(a, c), version="2.0"), {"a.i": "r100", "c.i": "r0"})
    change = later.change_from(earlier)
    rows = [
        (one.id, one.before and one.before.exact, one.after and one.after.exact, one.total) for one in change.domains
    ]
    assert rows == [("a", 100, 100, 0), ("c", None, 0, 0), ("b", 100, None, -50)]
    assert "as before: 1" in str(change)


def test_flags_raised_and_cleared() -> None:
    """Named by their items, in both directions."""
    definition = checklist("a", item("a.one", red_flag=FLAG), item("a.two", red_flag=FLAG))
    change = ea.assess(definition, {"a.one": "r0", "a.two": "r100"}).change_from(
        ea.assess(definition, {"a.one": "r100", "a.two": "r0"})
    )
    assert (change.flags_raised, change.flags_cleared) == (("a.two",), ("a.one",))
    assert 'Raised the red flag of "I do a.two" Cleared the red flag of "I do a.one"' in words(change)


def test_flag_is_not_cleared_by_not_knowing() -> None:
    """Only an answer that does not raise it clears a flag; an open or inapplicable item does not."""
    flagged = [item(f"a.{name}", red_flag=FLAG, not_applicable=True) for name in ("open", "out", "good")]
    definition = checklist("a", *flagged, item("a.i"))
    earlier = ea.assess(definition, {"a.open": "r100", "a.out": "r100", "a.good": "r100", "a.i": "r0"})
    change = ea.assess(definition, {"a.open": "unsure", "a.out": "n/a", "a.good": "r0", "a.i": "r0"}).change_from(
        earlier
    )
    assert change.flags_cleared == ("a.good",)
    assert change.flags_not_known == ("a.open", "a.out")
    told = words(change)
    assert 'Cleared the red flag of "I do a.good" Not known the red flags of "I do a.open", "I do a.out"' in told
    assert "Answered 66.6 %, before 100.0 %" in told
    assert "Range 0.0 to 33.3, before 75.0" in told


def test_profile_and_what_is_outside_it_are_told() -> None:
    """Facts that came and went; an answer that changed but does not count."""
    definition = checklist("a", item("a.i"), item("a.child", requires={"minors"}))
    before = ea.assess(definition, ea.Answers({"a.i": "r0", "a.child": "r0"}, {"telehealth", "insurance"}))
    after = ea.assess(definition, ea.Answers({"a.i": "r0", "a.child": "r100"}, {"telehealth", "supervises"}))
    told = words(after.change_from(before))
    assert (
        'Profile now also "I supervise other clinicians or trainees"; no longer "I bill insurers or other payers"'
    ) in told
    assert 'Not scored "I do a.child": outside the profile No answer that counts has changed.' in told


def test_no_part_is_shown_without_a_sign() -> None:
    """Less than a tenth is shown as 0.0, in either direction."""
    definition = checklist("a", *(item(f"a.i{place}", 100) for place in range(30)), item("a.small", 1))
    given = {f"a.i{place}": "r0" for place in range(30)}
    change = ea.assess(definition, {**given, "a.small": "r0"}).change_from(
        ea.assess(definition, {**given, "a.small": "r50"})
    )
    assert change.total is not None
    assert -Fraction(1, 10) < change.total < 0
    assert "Score 0.0, the same What makes" in words(change)
    assert "better answers: 1, together 0.0" in words(change)
    assert "-0.0" not in words(change)


def test_page_of_a_change() -> None:
    """What improved, what slipped, together and one by one; the long list is cut."""
    definition = audit(checklist("a", *(item(f"a.i{place:02}") for place in range(13))), checklist("b", item("b.i")))
    earlier = ea.assess(definition, {**{f"a.i{place:02}": "r100" for place in range(13)}, "b.i": "r0"})
    later = ea.assess(definition, {**{f"a.i{place:02}": "r0" for place in range(12)}, "a.i12": "r100", "b.i": "r100"})
    told = str(later.change_from(earlier))
    assert "What makes the difference:" in told
    assert "better answers: 12, together -85.7" in told
    assert "worse answers: 1, together +7.1" in told
    assert '-  I do a.i00.\n   from "Risk 100" to "Risk 0"' in told
    assert "\nand 2 more" in told
    assert "A  from 100.0 to   7.6  -85.7 of the audit's score" in told
    assert "Numbers are cut after one decimal" in told
    same = str(later.change_from(later))
    assert "Band        high, the same" in same
    assert "No answer that counts has changed." in same
    assert "Better answers" not in same
    assert "Domains" not in same
