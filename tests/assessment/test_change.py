"""What changed between audits, on examples by hand: parts, kinds, versions, drift, trend."""

from fractions import Fraction

import pytest
from attrs import evolve
from support.builders import audit, checklist, item, scale

import ethics_audit as ea
from ethics_audit.base.errors import ArgumentError

FLAG = ea.RedFlag(100, ea.Band.CRITICAL, "Stop and call.")
HAPPENS = ea.Scale(
    [
        ea.Option("never", "Never", 0),
        ea.Option("once", "Once", 40),
        ea.Option("sometimes", "Sometimes", 70),
        ea.Option("often", "Often", 100),
    ]
)


def words(value: object) -> str:
    """A text on one line."""
    return " ".join(str(value).split())


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
    names = ("better", "worse", "as_risky", "as_good", "came", "went", "out", "back", "still_open", "still_out")
    alike = ea.Scale([ea.Option(id, id, risk) for id, risk in (("r0", 0), ("r50", 50), ("other", 50), ("r100", 100))])
    definition = checklist("a", *(item(f"a.{name}", scale=alike, not_applicable=True) for name in names))
    before = {"better": "r100", "worse": "r0", "as_risky": "r50", "as_good": "r0", "went": "r50", "out": "r100"}
    after = {"better": "r50", "worse": "r50", "as_risky": "other", "as_good": "r0", "came": "r0", "went": "unsure"}
    outside = {"a.back": "n/a", "a.still_out": "n/a"}
    earlier = ea.assess(definition, {**{f"a.{id}": answer for id, answer in before.items()}, **outside})
    now = {**{f"a.{id}": answer for id, answer in after.items()}, "a.out": "n/a", "a.still_out": "n/a"}
    change = ea.assess(definition, now).change_from(earlier)
    assert {one.item.id.partition(".")[2]: one.kind for one in change.items} == {
        "better": "improved",
        "worse": "slipped",
        "as_risky": "same",
        "came": "newly_answered",
        "went": "no_longer_answered",
        "out": "no_longer_applicable",
        "back": "now_applicable",
    }
    assert [one.item.id for one in change.improved] == ["a.better"]
    assert [one.item.id for one in change.slipped] == ["a.worse"]
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
    """The earlier answers under the new version stand between: 50 to 25 by the checklist, 25 to 75 by the answers."""
    old = checklist("a", item("a.i", 1), item("a.j", 1))
    new = evolve(old, version="2.0", items=[item("a.i", 1), item("a.j", 3)])
    earlier = ea.assess(old, {"a.i": "r100", "a.j": "r0"})
    later = ea.assess(new, {"a.i": "r0", "a.j": "r100"})
    change = later.change_from(earlier)
    assert (change.checklist, change.answers, change.total) == (-25, 50, 25)
    assert {one.item.id: (one.checklist, one.answers) for one in change.items} == {"a.i": (-25, -25), "a.j": (0, 75)}
    assert "Answers +50.0 Checklist -25.0 (version 1.0 to 2.0)" in words(change)


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
    assert "Raised the red flag of a.two Cleared the red flag of a.one" in words(change)


def test_flag_is_not_cleared_by_not_knowing() -> None:
    """Only an answer that does not raise it clears a flag; an open or inapplicable question tells nothing."""
    flagged = [item(f"a.{name}", red_flag=FLAG, not_applicable=True) for name in ("open", "out", "good")]
    definition = checklist("a", *flagged, item("a.i"))
    earlier = ea.assess(definition, {"a.open": "r100", "a.out": "r100", "a.good": "r100", "a.i": "r0"})
    change = ea.assess(definition, {"a.open": "unsure", "a.out": "n/a", "a.good": "r0", "a.i": "r0"}).change_from(
        earlier
    )
    assert change.flags_cleared == ("a.good",)
    assert change.flags_not_known == ("a.open", "a.out")
    told = words(change)
    assert "Cleared the red flag of a.good Not known the red flags of a.open, a.out" in told
    assert "Answered 66.6 %, before 100.0 %" in told
    assert "Range 0.0 to 33.3, before 75.0" in told


def test_profile_and_what_is_outside_it_are_told() -> None:
    """Facts that came and went; an answer that changed but does not count."""
    definition = checklist("a", item("a.i"), item("a.child", requires={"minors"}))
    before = ea.assess(definition, ea.Answers({"a.i": "r0", "a.child": "r0"}, {"telehealth", "insurance"}))
    after = ea.assess(definition, ea.Answers({"a.i": "r0", "a.child": "r100"}, {"telehealth", "supervises"}))
    told = words(after.change_from(before))
    assert "Profile now also supervises; no longer insurance" in told
    assert "Not scored a.child: outside the profile No answer that counts has changed." in told


def test_largest_change_comes_first() -> None:
    """Whether it is for the better or the worse; equal ones by item id."""
    definition = checklist("a", item("a.z", 1), item("a.small", 1), item("a.large", 5), item("a.worse", 4))
    earlier = ea.assess(definition, {"a.z": "r100", "a.small": "r100", "a.large": "r100", "a.worse": "r0"})
    change = ea.assess(definition, {"a.z": "r0", "a.small": "r0", "a.large": "r0", "a.worse": "r100"}).change_from(
        earlier
    )
    assert [one.item.id for one in change.items] == ["a.large", "a.worse", "a.small", "a.z"]


def test_record_of_a_change_says_what_the_change_says() -> None:
    """Before is before and after is after, at each level; a raised flag is not a cleared one."""
    definition = audit(
        checklist("a", item("a.up", red_flag=FLAG), item("a.down", red_flag=FLAG), item("a.lost", red_flag=FLAG)),
        checklist("b", item("b.i", not_applicable=True)),
    )
    earlier = ea.assess(definition, {"a.up": "r0", "a.down": "r100", "a.lost": "r100", "b.i": "n/a"})
    later = ea.assess(definition, {"a.up": "r100", "a.down": "r0", "a.lost": "unsure", "b.i": "r50"})
    (told,) = ea.record(later, trend=ea.trend([earlier, later])).trend.changes  # type: ignore[union-attr]
    assert (told.flags_raised, told.flags_cleared, told.flags_not_known) == (("a.up",), ("a.down",), ("a.lost",))
    assert {one.item: (one.before, one.after) for one in told.items} == {
        "a.up": ("r0", "r100"),
        "a.down": ("r100", "r0"),
        "a.lost": ("r100", "unsure"),
        "b.i": ("n/a", "r50"),
    }
    assert [(one.id, one.before, one.after) for one in told.domains] == [("a", 200 / 3, 50.0), ("b", None, 50.0)]
    assert (told.earlier.score, told.later.score) == (earlier.score, later.score)
    assert (told.earlier.band, told.later.vector) == (earlier.band, later.vector)


def test_record_of_answers_that_do_not_count() -> None:
    """An item that is not in the audit, or does not apply, has no answer in the record."""
    old = checklist("a", item("a.left"), item("a.child", requires={"minors"}), item("a.i"))
    new = evolve(old, version="2.0", items=[item("a.child", requires={"minors"}), item("a.i")])
    earlier = ea.assess(old, ea.Answers({"a.left": "r50", "a.child": "r100", "a.i": "r0"}, {"minors"}))
    later = ea.assess(new, {"a.child": "r100", "a.i": "r0"})
    told = ea.record(later, what_if=later.change_from(earlier)).what_if
    assert told is not None
    assert {one.item: (one.kind, one.before, one.after) for one in told.items} == {
        "a.left": ("retired", "r50", None),
        "a.child": ("no_longer_applicable", "r100", None),
    }


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


def test_results_of_two_audits_are_refused() -> None:
    """Another audit is no earlier version of this one."""
    one = ea.assess(checklist("a", item("a.i")), {})
    with pytest.raises(ArgumentError, match="earlier: expected a result of 'a', got one of 'b'"):
        one.change_from(ea.assess(checklist("b", item("b.i")), {}))
    with pytest.raises(TypeError, match="expected an assessment, got"):
        one.change_from({"a.i": "r0"})  # type: ignore[arg-type]


def crossings(**flags: ea.RedFlag | None) -> ea.Checklist:
    """Two crossings and an item that is none."""
    return checklist(
        "b",
        item("b.gifts", scale=HAPPENS, crossing=True, red_flag=flags.get("gifts")),
        item("b.favours", scale=HAPPENS, crossing=True),
        item("b.other", scale=HAPPENS),
    )


@pytest.mark.parametrize(
    ("gifts", "drifts"),
    [
        (["never", "once"], True),
        (["once", "once"], False),
        (["often", "once"], False),
        (["never", "once", "sometimes"], True),
        (["never", "once", "once"], True),
        (["often", "never", "once"], True),
        (["never", "often", "sometimes"], False),
        (["never", "often", "never", "once", "once"], True),
        (["never", None, "once"], True),
        (["sometimes", None, "once"], False),
        (["never", "once", None], False),
        ([None, "often"], False),
        (["once", "unsure"], False),
    ],
)
def test_drift(gifts: list[str | None], drifts: bool) -> None:  # noqa: FBT001 - a column of the table
    """Crossings that grew over two or more audits, up to the last one and without falling in between."""
    results = [
        ea.assess(crossings(), {**({"b.gifts": one} if one else {}), "b.favours": "once", "b.other": place})
        for one, place in zip(gifts, ["never", "once", "sometimes", "often", "often"], strict=False)
    ]
    found = ea.trend(results).drift
    assert [one.item.id for one in found] == (["b.gifts"] if drifts else [])
    if drifts:
        assert [option.id if option else None for option in found[0].options] == gifts
    if len(gifts) == 2:
        assert results[1].change_from(results[0]).drift == found


def test_drift_is_silent_where_a_flag_speaks() -> None:
    """What raises a red flag has its own words; below its risk the drift is told."""
    flag = ea.RedFlag(100, "high", "Call.")
    never, once, often = (ea.assess(crossings(gifts=flag), {"b.gifts": one}) for one in ("never", "once", "often"))
    assert [one.item.id for one in once.change_from(never).drift] == ["b.gifts"]
    assert often.change_from(never).drift == ()


def test_drift_goes_by_the_risks_of_the_last_version() -> None:
    """A new rating alone is no drift; an option that is gone keeps the risk it had."""
    twice = ea.Scale(
        [ea.Option("never", "Never", 0), ea.Option("twice", "Twice", 60), ea.Option("often", "Often", 100)]
    )
    old = checklist(
        "b", item("b.gifts", scale=twice, crossing=True), item("b.place", scale=scale(0, 30, 100), crossing=True)
    )
    rated = ea.Scale([ea.Option("r0", "A", 0), ea.Option("r30", "B", 50), ea.Option("r100", "C", 100)])
    new = evolve(
        old,
        version="2.0",
        items=[item("b.gifts", scale=HAPPENS, crossing=True), item("b.place", scale=rated, crossing=True)],
    )
    before = ea.assess(old, {"b.gifts": "twice", "b.place": "r30"})
    (found,) = ea.assess(new, {"b.gifts": "often", "b.place": "r30"}).change_from(before).drift
    assert [option.id for option in found.options if option] == ["twice", "often"]
    assert ea.assess(new, {"b.gifts": "once", "b.place": "r30"}).change_from(before).drift == ()


def test_drift_is_named_as_a_pattern_to_take_to_consultation() -> None:
    """In words that do not scold, with every step."""
    results = [
        ea.assess(crossings(), {"b.gifts": gifts, "b.favours": favours})
        for gifts, favours in (("never", "never"), ("once", "unsure"), ("sometimes", "once"))
    ]
    told = words(ea.trend(results))
    assert "2 boundary crossings have become more frequent than before:" in told
    assert '[b.gifts] "Never", then "Once", then "Sometimes"' in told
    assert '[b.favours] "Never", then not answered, then "Once"' in told
    assert "take it to consultation or supervision, as a pattern" in told
    assert "1 boundary crossing has become" in words(results[1].change_from(results[0]))


def test_shipped_crossings_have_a_scale_that_can_grow(quarterly: ea.Audit) -> None:
    """Sixteen crossings, all of the boundaries, none with a red flag and each with more than yes and no."""
    found = [one for one in quarterly.items.values() if one.crossing]
    assert len(found) == 16
    for one in found:
        assert one.domain == "boundaries"
        assert one.red_flag is None
        assert len(one.options) > 2


def test_trend() -> None:
    """Each change between neighbours; the text lists every audit."""
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


def test_page_of_a_change() -> None:
    """What improved, what slipped, together and one by one; the long list is cut."""
    definition = audit(checklist("a", *(item(f"a.i{place:02}") for place in range(13))), checklist("b", item("b.i")))
    earlier = ea.assess(definition, {**{f"a.i{place:02}": "r100" for place in range(13)}, "b.i": "r0"})
    later = ea.assess(definition, {**{f"a.i{place:02}": "r0" for place in range(12)}, "a.i12": "r100", "b.i": "r100"})
    told = str(later.change_from(earlier))
    assert "What makes the difference:" in told
    assert "better answers: 12, together -85.7" in told
    assert "worse answers: 1, together +7.1" in told
    assert ' -7.1  I do a.i00. [a.i00]\n       from "Risk 100" to "Risk 0"' in told
    assert "\nand 2 more" in told
    assert "A  from 100.0 to   7.6  -85.7 of the audit's score" in told
    assert "Numbers are cut after one decimal" in told
    same = str(later.change_from(later))
    assert "Band        high, the same" in same
    assert "No answer that counts has changed." in same
    assert "Better answers" not in same
    assert "Domains" not in same
