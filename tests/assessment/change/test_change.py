"""What a change says."""

from fractions import Fraction

import pytest
from attrs import evolve
from support.builders import audit, checklist, item
from support.changes import FLAG, HAPPENS, words

import ethics_audit as ea
from ethics_audit.assessment.blocks import Listed, Paragraph, Rows
from ethics_audit.assessment.change.change import CUT_OFF, _in_sum, from_to, sections, signed, state, what_if_sections


def test_no_score_no_difference() -> None:
    """Missing is not zero: where one side has no score the parts are none too."""
    definition = checklist("a", item("a.i"))
    nothing, something = ea.assess(definition, {}), ea.assess(definition, {"a.i": "r50"})
    for change in (something.change_from(nothing), nothing.change_from(something)):
        assert (change.total, change.answers) == (None, None)
        assert [one.total for one in change.items] == [None]
    assert "Score 50.0, before -" in words(something.change_from(nothing))
    assert str(something.change_from(nothing)).endswith("What makes the difference:\n-  newly answered: 1")
    assert [from_to(one) for one in something.change_from(nothing).items] == ['from "-" to "Risk 50"']
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


def test_table_of_domains() -> None:
    """It has a row for each domain whose score, or part of the audit's score, changed by as much as is shown."""
    wide = checklist("a", *(item(f"a.i{place}", 100) for place in range(9)), item("a.odd", 99))
    definition = audit(wide, checklist("b", item("b.i")), checklist("c", item("c.i")))
    few = {**{f"a.i{place}": "r0" for place in range(4)}, "a.odd": "r0", "b.i": "r100"}
    later = ea.assess(definition, {**few, **{f"a.i{place}": "r0" for place in range(4, 9)}})
    change = later.change_from(ea.assess(definition, few))
    assert [one.total for one in change.domains] == [0, Fraction(-1, 10), 0]
    assert str(change).endswith("\n\nB  from 100.0 to 100.0   -0.1 of the audit's score\nas before: 2")
    assert "\n-  newly answered: 5\n" in str(change)
    two = audit(checklist("a", item("a.i")), checklist("b", item("b.i")))
    new = ea.assess(two, {"a.i": "r50", "b.i": "r0"}).change_from(ea.assess(two, {}))
    assert str(new).endswith("\n\nA  from     - to  50.0\nB  from     - to   0.0")
    one = ea.assess(definition.parts[1].checklist, {"b.i": "r0"})
    assert "Domains" not in str(one.what_if({"b.i": "r100"}).change_from(one))


def test_every_kind_of_change_is_counted() -> None:
    """In its words, the better ones first."""
    names = ("better", "worse", "came", "went", "back", "out", "alike", "left")
    alike = ea.Scale([ea.Option(id, id, int(id[1:])) for id in ("r0", "r50", "s50", "r100")])
    old = checklist("a", *(item(f"a.{name}", scale=alike, not_applicable=True) for name in names))
    before = dict(zip(names, ("r100", "r0", "unsure", "r0", "n/a", "r0", "s50", "r0"), strict=True))
    after = dict(zip(names[:-1], ("r0", "r100", "r0", "unsure", "unsure", "n/a", "r50"), strict=True))
    earlier, later = (
        ea.assess(definition, {f"a.{name}": answer for name, answer in answers.items()})
        for definition, answers in ((old, before), (evolve(old, version="2.0", items=old.items[:-1]), after))
    )
    assert [line.partition(", together")[0] for line in _in_sum(later.change_from(earlier))] == [
        "better answers: 1",
        "worse answers: 1",
        "newly answered: 1",
        "no longer answered: 1",
        "apply now and are open: 1",
        "no longer apply: 1",
        "left the checklist: 1",
        "unchanged answers, which weigh more or less beside the others: 1",
    ]


@pytest.mark.parametrize(
    ("part", "told"),
    [
        (Fraction(-99, 1000), "0.0"),
        (Fraction(-1, 10), "-0.1"),
        (Fraction(), "0.0"),
        (Fraction(1, 10), "+0.1"),
        (None, ""),
    ],
)
def test_a_sign_stands_before_what_is_shown(part: Fraction | None, told: str) -> None:
    """A tenth is shown; less is nothing."""
    assert signed("", part) == told


def test_blocks_say_what_they_are() -> None:
    """For a printer with styles: each section has its id, the row of the bands is one, and the rounding is a note."""
    definition = audit(
        checklist("a", item("a.i"), item("a.worse"), item("a.often", scale=HAPPENS, crossing=True)),
        checklist("b", item("b.i")),
    )
    earlier = ea.assess(definition, {"a.i": "r100", "a.worse": "r0", "a.often": "never", "b.i": "r0"})
    later = ea.assess(definition, {"a.i": "r0", "a.worse": "r50", "a.often": "once", "b.i": "r0"})
    change = later.change_from(earlier)
    found = sections(change, change.drift)
    assert [one.id for one in found] == ["since", "better", "worse", "changed-domains", "drift"]
    assert [one.id for one in what_if_sections(change)] == ["what-if", "changed-domains"]
    named, _, note = found[0].blocks
    assert isinstance(named, Rows)
    assert [row.name for row in named.rows if row.is_band] == ["Band"]
    assert note == Paragraph(CUT_OFF, is_note=True)


@pytest.mark.parametrize(("improved", "end"), [(10, ""), (11, "and 1 more"), (12, "and 2 more")])
def test_long_list_is_cut(improved: int, end: str) -> None:
    """Ten items have a line, and the others are counted."""
    ids = [f"a.i{place:02}" for place in range(improved)]
    definition = checklist("a", *map(item, ids))
    best, worst = (ea.assess(definition, dict.fromkeys(ids, answer)) for answer in ("r0", "r100"))
    (listed,) = sections(best.change_from(worst))[1].blocks
    assert isinstance(listed, Listed)
    assert ([one.id for one in listed.entries], listed.end) == (ids[:10], end)


@pytest.mark.parametrize(
    ("answers", "profile", "expected"),
    [
        ({"a.i": "r0"}, (), "picked"),
        ({"a.i": "unsure"}, (), "open"),
        ({}, (), "open"),
        ({"a.i": "n/a"}, (), "out"),
        ({"a.child": "r0"}, (), "out"),
        ({"a.child": "r0"}, ("minors",), "picked"),
    ],
)
def test_what_an_item_is_in_a_result(answers: dict[str, str], profile: tuple[str, ...], expected: str) -> None:
    """Picked, open, out because it does not count, or gone because the audit does not have it."""
    definition = checklist("a", item("a.i", not_applicable=True), item("a.child", requires={"minors"}))
    result = ea.assess(definition, ea.Answers(answers, profile))  # type: ignore[arg-type]
    assert state(next(iter(answers), "a.i"), result) == expected
    assert state("a.other", result) == "gone"


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
    more = evolve(definition, items=[item("a.i"), item("a.child", requires={"minors", "trainee"})])
    both = ea.assess(more, ea.Answers({"a.i": "r0"}, {"trainee", "minors", "us", "compact"}))
    assert (
        'Profile now also "I practice across state lines under an interstate compact", "I see clients under 18", '
        '"I am in training or must practice under supervision", "I practice in the United States" '
    ) in words(both.change_from(ea.assess(more, {"a.i": "r0"})))


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
