"""The parts of a difference, on examples by hand: kinds of change, versions, profiles."""

from fractions import Fraction

import pytest
from attrs import evolve
from support.builders import checklist, item, scale
from support.changes import words

import ethics_audit as ea
from ethics_audit.base.errors import ArgumentError


def test_parts_sum_to_the_difference() -> None:
    """From (100 + 200) / 4 = 75 to (0 + 200 + 300) / 7: each item's contribution before and after."""
    definition = checklist("a", item("a.better", 1), item("a.same", 2), item("a.new", 3), item("a.gone", 1))
    earlier = ea.assess(definition, {"a.better": "r100", "a.same": "r100", "a.gone": "r0"})
    later = ea.assess(definition, {"a.better": "r0", "a.same": "r100", "a.new": "r100"})
    change = later.change_from(earlier)
    assert change.total == Fraction(500, 6) - 75
    assert {one.item.id: (one.kind, one.total) for one in change.items} == {
        "a.better": ("improved", -25),
        "a.same": ("same", Fraction(200, 6) - 50),
        "a.new": ("newly_answered", 50),
        "a.gone": ("no_longer_answered", 0),
    }
    assert change.answers == change.total
    assert change.checklist == 0
    assert [one.total for one in change.domains] == [change.total]
    assert change.earlier is earlier
    assert change.later is later


def test_every_kind_of_change() -> None:
    """Improved, slipped, newly answered, no longer answered, applicable now and not any more; the rest is left out."""
    names = ("better", "worse", "slightly", "as_risky", "as_good", "came", "went", "out", "shut", "back", "open", "far")
    risks = {"r0": 0, "r50": 50, "other": 50, "r51": 51, "r100": 100}
    alike = ea.Scale([ea.Option(id, id, risk) for id, risk in risks.items()])
    definition = checklist("a", *(item(f"a.{name}", scale=alike, not_applicable=True) for name in names))
    before = {"better": "r100", "worse": "r0", "as_risky": "r50", "as_good": "r0", "went": "r50", "out": "r100"}
    before["slightly"] = "r50"
    after = {"better": "r50", "worse": "r50", "as_risky": "other", "as_good": "r0", "came": "r0", "went": "unsure"}
    after["slightly"] = "r51"
    outside = {"a.back": "n/a", "a.far": "n/a"}
    earlier = ea.assess(definition, {**{f"a.{id}": answer for id, answer in before.items()}, **outside})
    now = {**{f"a.{id}": answer for id, answer in after.items()}, **dict.fromkeys(("a.out", "a.shut", "a.far"), "n/a")}
    change = ea.assess(definition, now).change_from(earlier)
    assert {one.item.id.partition(".")[2]: one.kind for one in change.items} == {
        "better": "improved",
        "worse": "slipped",
        "slightly": "slipped",
        "as_risky": "same",
        "came": "newly_answered",
        "went": "no_longer_answered",
        "out": "no_longer_applicable",
        "shut": "no_longer_applicable",
        "back": "now_applicable",
    }
    assert [one.item.id for one in change.improved] == ["a.better"]
    assert [one.item.id for one in change.slipped] == ["a.worse", "a.slightly"]
    (better,) = change.improved
    assert (better.before and better.before.id, better.after and better.after.id) == ("r100", "r50")


def test_profile_takes_items_out_and_in() -> None:
    """An item that the profile leaves out no longer applies, though its answer is kept."""
    definition = checklist("a", item("a.i"), item("a.child", requires={"minors"}))
    answers = {"a.i": "r0", "a.child": "r100"}
    with_minors = ea.assess(definition, ea.Answers(answers, {"minors"}))
    without = ea.assess(definition, answers)
    assert [(one.item.id, one.kind) for one in without.change_from(with_minors).items] == [
        ("a.child", "no_longer_applicable")
    ]
    assert [(one.item.id, one.kind) for one in with_minors.change_from(without).items] == [
        ("a.child", "newly_answered")
    ]


def test_new_version_splits_answers_from_checklist() -> None:
    """The earlier answers are scored under the new version: 50 to 25 by the checklist, 25 to 75 by the answers."""
    old = checklist("a", item("a.i", 1), item("a.j", 1))
    new = evolve(old, version="2.0", items=[item("a.i", 1), item("a.j", 3)])
    earlier = ea.assess(old, {"a.i": "r100", "a.j": "r0"})
    later = ea.assess(new, {"a.i": "r0", "a.j": "r100"})
    change = later.change_from(earlier)
    assert (change.checklist, change.answers, change.total) == (-25, 50, 25)
    assert {one.item.id: (one.checklist, one.answers) for one in change.items} == {"a.i": (-25, -25), "a.j": (0, 75)}
    assert "Answers +50.0 Checklist -25.0 (version 1.0 to 2.0) What" in words(change)


def test_version_with_the_same_digest_changes_nothing() -> None:
    """A corrected typo is a new version but not a new score."""
    old = checklist("a", item("a.i"))
    new = evolve(old, version="1.1", items=[item("a.i", prompt="I do it.")])
    change = ea.assess(new, {"a.i": "r0"}).change_from(ea.assess(old, {"a.i": "r50"}))
    assert (change.checklist, change.answers) == (0, -50)
    assert "Checklist" not in str(change)


def test_answers_that_do_not_fit_the_new_version_are_told() -> None:
    """A retired item, an option that is gone, an n/a that is no longer allowed."""
    old = checklist("a", item("a.left"), item("a.scale"), item("a.na", not_applicable=True), item("a.i"))
    new = evolve(old, version="2.0", items=[item("a.scale", scale=scale(0, 40, 100)), item("a.na"), item("a.i")])
    earlier = ea.assess(old, {"a.left": "r100", "a.scale": "r50", "a.na": "n/a", "a.i": "r0"})
    later = ea.assess(new, {"a.scale": "r40", "a.i": "r0"})
    change = later.change_from(earlier)
    assert change.not_carried == ("a.left", "a.scale", "a.na")
    kinds = {one.item.id: one.kind for one in change.items}
    assert kinds == {"a.left": "retired", "a.scale": "improved", "a.na": "now_applicable"}
    assert change.checklist == 0 - Fraction(150, 3)
    assert change.answers == Fraction(40, 2) - 0
    assert "3 earlier answers do not fit the new version" in words(change)


def test_answer_outside_the_profile_counts_where_the_new_version_asks_it_of_everyone() -> None:
    """It counts in neither audit, but the earlier answers under the new version hold it; the parts still sum."""
    old = checklist("a", item("a.i"), item("a.child", requires={"minors"}, not_applicable=True))
    new = evolve(old, version="2.0", items=[item("a.i"), item("a.child", not_applicable=True)])
    earlier = ea.assess(old, {"a.i": "r0", "a.child": "r100"})
    change = ea.assess(new, {"a.i": "r0", "a.child": "n/a"}).change_from(earlier)
    assert (change.total, change.answers, change.checklist) == (0, -50, 50)
    assert [(one.item.id, one.kind, one.answers, one.checklist) for one in change.items] == [
        ("a.child", "same", -50, 50)
    ]


def test_largest_change_comes_first() -> None:
    """Whether it is for the better or the worse; equal ones by item id."""
    weights = {"a.new": 1, "a.z": 1, "a.small": 1, "a.large": 100, "a.worse": 99}
    definition = checklist("a", *(item(id, weight) for id, weight in weights.items()))
    earlier = ea.assess(definition, {"a.z": "r100", "a.small": "r100", "a.large": "r100", "a.worse": "r0"})
    change = ea.assess(
        definition, {"a.z": "r0", "a.small": "r0", "a.large": "r0", "a.worse": "r100", "a.new": "r0"}
    ).change_from(earlier)
    assert [one.item.id for one in change.items] == ["a.large", "a.worse", "a.small", "a.z", "a.new"]


def test_results_of_two_audits_are_refused() -> None:
    """Another audit is no earlier version of this one."""
    one = ea.assess(checklist("a", item("a.i")), {})
    with pytest.raises(ArgumentError, match="earlier: expected a result of 'a', got one of 'b'"):
        one.change_from(ea.assess(checklist("b", item("b.i")), {}))
    with pytest.raises(TypeError, match="expected an assessment, got"):
        one.change_from({"a.i": "r0"})  # type: ignore[arg-type]
