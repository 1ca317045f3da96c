"""What the page of a result says."""

from datetime import date
from fractions import Fraction

import pytest
from attrs import evolve
from support.builders import audit, checklist, item, scale

import ethics_audit as ea
from ethics_audit.assessment import working
from ethics_audit.assessment.blocks import Bars, Paragraph, Rows, Section
from ethics_audit.assessment.change.trend import sections as trend_sections
from ethics_audit.assessment.page import brief, page, sections, summary, today
from ethics_audit.assessment.text import printed


def test_page_tells_what_to_do_today_and_next() -> None:
    """The page has the action of the flag, the largest gaps with reason and remedy, what is open, and the limits."""
    flagged = item("a.flag", 2, red_flag=ea.RedFlag(100, ea.Band.CRITICAL, "Call somebody today."))
    cited = item("a.cited", 9, citations=[ea.Citation("nasw-2021", "1.03"), ea.Citation("hipaa", "164.502")])
    definition = audit(
        checklist(
            "a", flagged, cited, item("a.open"), item("a.out", requires={"minors"}), item("a.na", not_applicable=True)
        )
    )
    given = {"a.flag": "r100", "a.cited": "r50", "a.na": ea.not_applicable("never happens"), "a.out": "r0"}
    page = str(ea.assess(definition, ea.Answers(given, {"profession.social_worker"})))
    for words in (
        "Band      critical",
        "Score     59.0 of 100",
        "!  I do a.flag.\n   Call somebody today.\n   Answer  Risk 100\n",
        "1. The score of 59.0 is in the band high (from 35 up to 60).",
        "1. I do a.cited.\n   Answer  Risk 50\n   Why     It matters.",
        "Do      Begin. (minutes)\n   See     NASW 2021 1.03; HIPAA 45 CFR 164.502",
        "-  I do a.open.",
        "-  I do a.na: not applicable (never happens)",
        "-  I do a.out: answered, but outside your profile; kept, not scored",
        "not validated as a psychological test",
    ):
        assert words in page
    assert "Domains\n" not in page, "one domain needs no table"


def test_page_of_an_example_quarter(quarterly: ea.Audit) -> None:
    """The other gaps are listed, domains are drawn, and questions outside the profile are counted."""
    worst = {one.id: max(one.options, key=lambda option: option.risk).id for one in quarterly.items.values()}
    del worst["consent.trainee_status"]
    page = str(ea.assess(quarterly, worst))
    assert "The other gaps, the largest first:" in page
    flags = max(len(one.flags) for one in ea.assess(quarterly, worst).domains)
    assert f"[####################]  critical  {flags} red flags" in page
    assert "-  1 question outside your profile" in page
    nothing = str(ea.assess(quarterly, {}))
    assert "Band      not known yet: at least low, at most critical" in nothing
    assert "Score     - of 100" in nothing
    assert "low or more" in nothing
    assert "What to do next" not in nothing
    assert "? open questions" not in page
    one_open = {**worst, "boundaries.gifts": "unsure"}
    assert "1 question is open" in str(ea.assess(quarterly, ea.Answers(one_open)))


def test_least_gaps_are_counted_not_listed() -> None:
    """Below the largest gaps, those that add 0.1 or more have a line each; of the others stands how many they are."""
    large = [item(f"a.large{place}", 50) for place in range(5)]
    middle = item("a.middle", 1, scale=scale(0, 100))
    small = [item(f"a.small{place}", 1, scale=scale(0, 40, 100)) for place in range(2)]
    best = [item(f"a.best{place}", 100) for place in range(6)]
    given = {one.id: "r0" for one in best} | {one.id: "r100" for one in [*large, middle]}
    definition = audit(checklist("a", *large, middle, *small, *best))
    two = str(ea.assess(definition, given | {one.id: "r40" for one in small}))
    assert "The other gaps, the largest first:\n-  I do a.middle: Risk 100\n" in two
    assert "\n2 more gaps hardly count.\n" in two
    assert "a.small" not in two.split("What is at its best", maxsplit=1)[0]
    one = str(ea.assess(definition, given | {"a.middle": "r0", "a.small0": "r40", "a.small1": "r0"}))
    assert "The other gaps" not in one
    assert "\n1 more gap hardly counts.\n" in one


def test_gap_of_a_tenth_has_a_line() -> None:
    """A smaller gap that adds exactly 0.1 to the score is named."""
    large = [item(f"a.large{place}", 100) for place in range(9)]
    definition = audit(checklist("a", *large, item("a.rest", 99), item("a.tenth", 1)))
    result = ea.assess(definition, {**dict.fromkeys(definition.items, "r100"), "a.rest": "r0"})
    assert result.findings[-1].contribution == Fraction(1, 10)
    assert "\n-  I do a.tenth: Risk 100\n" in str(result)


@pytest.mark.parametrize(
    ("remedy", "told"),
    [("It has nineteen si. Two.", "It has nineteen si. Two."), ("It has twenty signs. Two.", "It has twenty signs.")],
)
def test_short_first_step_is_told_with_what_follows(remedy: str, told: str) -> None:
    """A sentence of fewer than twenty signs says too little alone."""
    definition = checklist("a", item("a.i", remedy=remedy))
    assert f"1. {told} (minutes)" in printed(brief(ea.assess(definition, {"a.i": "r100"})))


def test_provisional_domains_are_marked() -> None:
    """A band that open questions can still change has a question mark, and a line explains it."""
    definition = audit(checklist("a", item("a.known", 80), item("a.open", 20)), checklist("b", item("b.i")))
    page = str(ea.assess(definition, {"a.known": "r0", "b.i": "r0"}))
    assert "A    0.0  [....................]  low?\nB    0.0  [....................]  low\n? open questions can" in page


def test_domain_with_a_long_title_and_a_flag_fits() -> None:
    """Flags that do not fit beside the band go below it."""
    flag = ea.RedFlag(69, "moderate", "Call.")
    wide = evolve(
        checklist("a", item("a.i", 3, scale=scale(0, 69, 100), red_flag=flag), item("a.open", 1)), title="T" * 24
    )
    page = str(ea.assess(audit(wide, checklist("b", item("b.i", 10))), {"a.i": "r69", "b.i": "r0"}))
    assert "1 red flag" in page
    assert max(len(line) for line in page.splitlines()) <= 80


def test_long_titles_are_cut_in_rows() -> None:
    """A title of a hundred characters, in every section."""
    title = "Something that goes on and on, " * 3
    definition = audit(
        *(evolve(checklist(id, item(f"{id}.i"), item(f"{id}.j")), title=f"{title}{id}") for id in ("a", "b"))
    )
    earlier = ea.assess(definition, {"a.i": "r0", "b.i": "r100"})
    later = ea.assess(definition, {"a.i": "r100", "b.i": "r0"})
    trend = trend_sections(ea.trend([earlier, later, earlier]), ["x" * 90, "b.toml", "this one"])
    told = [printed([*working.sections(later), *trend]), str(later.change_from(earlier))]
    told += [str(later.plan("low", domain="a")), str(later)]
    assert "Something that goes on…" in "".join(told)
    assert max(len(line) for line in "\n".join(told).splitlines()) <= 80


def test_page_tells_what_did_not_come_up() -> None:
    """The events that did not come up are listed, with how many of how many, and not among what is not scored."""
    events = [item(f"a.e{place}", event=True, window="twelve months") for place in range(3)]
    outside = item("a.out", event=True, requires={"minors"})
    definition = audit(checklist("a", *events, outside, item("a.na", not_applicable=True), item("a.i")))
    given = {"a.e0": "n/a", "a.e1": ea.not_applicable("none"), "a.na": "n/a", "a.i": "r0", "a.out": "n/a"}
    result = ea.assess(definition, given)
    assert (result.events, result.not_arisen) == (("a.e0", "a.e1", "a.e2"), ("a.e0", "a.e1"))
    assert result.not_applicable == ("a.e0", "a.e1", "a.out", "a.na")
    record = ea.record(result)
    assert (record.not_arisen, record.not_applicable) == (result.not_arisen, result.not_applicable)
    assert "Of the 3 events that you were asked about, 2 did not come up. Nobody sees everything: look again at" in (
        " ".join(str(result).split())
    )
    page = str(result)
    assert "-  In the last twelve months: I do a.e1.\n" in page
    assert "a.e0: not applicable" not in page
    assert "-  I do a.na: not applicable\n" in page
    one = result.what_if({"a.e1": "r0"})
    assert "1 did not come up. Nobody sees everything: if it comes up for most" in " ".join(str(one).split())
    assert "Did not come up" not in str(result.what_if({"a.e0": "r0", "a.e1": "unsure"}))


def test_page_tells_what_is_at_its_best() -> None:
    """The heaviest items at their best are named by domain with their answers; cases have no such list."""
    first = checklist("a", item("a.light", 1), item("a.heavy", 9), item("a.more", 5), item("a.gap", 20))
    second = checklist("b", item("b.i", window="present"), item("b.open", 50))
    third = checklist("c", item("c.gap"))
    given = {"a.light": "r0", "a.heavy": "r0", "a.more": "r0", "a.gap": "r50", "b.i": "r0", "c.gap": "r100"}
    page = str(ea.assess(audit(first, second, third), given))
    best = page.partition("What is at its best")[2].partition("Still open")[0].split("\n\n")[1:-1]
    assert best == [
        "A\n-  I do a.heavy.\n   Risk 0\n-  I do a.more.\n   Risk 0",
        "B\n-  At present: I do b.i.\n   Risk 0",
    ]
    assert "best\n-------------------\n\n-  I do a.heavy." in str(ea.assess(first, {"a.heavy": "r0"}))
    cases = evolve(first, kind="cases")
    assert "What is at its best" not in str(ea.assess(cases, {"a.heavy": "r0"}))


def test_sheet_without_a_gap_is_sent_to_the_cases() -> None:
    """Kindly, on the page and on the one of a screen; not where there is a gap, no answer, or no practice."""
    definition = checklist("a", item("a.i"))
    best = ea.assess(definition, {"a.i": "r0"})
    assert "ethics-audit start scenarios" in str(best)
    assert [one.id for one in brief(best)][-1] == "all-best"
    for other in ({"a.i": "r100"}, {}):
        assert "ethics-audit start scenarios" not in str(ea.assess(definition, other))


def test_ids_stand_behind_questions_where_they_are_asked_for() -> None:
    """No reader has to see them; a script can."""
    result = ea.assess(checklist("a", item("a.i"), item("a.open")), {"a.i": "r100"})
    assert "a.i]" not in page(result)
    assert "I do a.i. [a.i]" in page(result, ids=True)
    assert "I do a.open. [a.open]" in page(result, ids=True)


def everything() -> ea.Assessment:
    """A result with something for nearly every section."""
    first = checklist(
        "a",
        item(
            "a.flag",
            9,
            red_flag=ea.RedFlag(100, "high", "Call somebody. Today."),
            remedy="Stop. Then write it down for later. And on.",
            rationale="It hurts.",
            citations=[ea.Citation("nasw-2021", "1.03"), ea.Citation("hipaa", "164.502")],
        ),
        item("a.second", 8, red_flag=ea.RedFlag(100, "moderate", "Write it down."), window="present"),
        *(item(f"a.gap{place}", 7 - place, effort=1 + place) for place in range(4)),
        item("a.other", 2),
        item("a.least", 1, scale=scale(0, 5, 100)),
        item("a.best", 20),
        item("a.open"),
        item("a.na", not_applicable=True),
        item("a.out", requires={"minors"}),
        item("a.unseen", requires={"minors"}),
        item("a.event", event=True),
    )
    worst = ["a.flag", "a.second", *(f"a.gap{place}" for place in range(4))]
    given = {**dict.fromkeys(worst, "r100"), "a.other": "r50", "a.least": "r5", "a.best": "r0", "a.event": "n/a"}
    given |= {"a.na": ea.not_applicable("never happens"), "a.out": "r0", "b.known": "r0"}
    return ea.assess(audit(first, checklist("b", item("b.known", 80), item("b.open", 20))), given)


def test_whole_page() -> None:
    """Every section, from what must not wait to the limits."""
    page, limits = str(everything()).split("What this is, and is not\n------------------------\n\n")
    assert (
        page
        == """\
Example 1.0
===========

Do today
--------

!  I do a.flag.
   Call somebody. Today.
   Answer  Risk 100

!  At present: I do a.second.
   Write it down.
   Answer  Risk 100

Band      high
Score     28.2 of 100 (0: no gap reported, 100: every gap reported)
Range     24.5 to 37.4 once everything is answered
Answered  10 of 12 questions
Weights   Even if every weight were off by up to 59.1 %, the band would stay
          high; beyond that it could become critical.

Why this band
-------------

1. The score of 28.2 is in the band moderate (from 15 up to 35).
2. A red flag is raised ("I do a.flag"): the band is at least high, whatever
   the score.
3. A red flag is raised ("I do a.second"): the band is at least moderate,
   whatever the score.
4. 2 questions are open. Whatever the answers, the band is high.

Domains
-------

A   64.5  [############........]  critical  2 red flags
B    0.0  [....................]  low?
? open questions can still change this band

What to do next
---------------

1. I do a.flag.
   Answer  Risk 100
   Why     It hurts.
   Do      Stop. Then write it down for later. And on. (minutes)
   See     HIPAA 45 CFR 164.502; NASW 2021 1.03

2. At present: I do a.second.
   Answer  Risk 100
   Why     It matters.
   Do      Begin. (minutes)

3. I do a.gap0.
   Answer  Risk 100
   Why     It matters.
   Do      Begin. (minutes)

4. I do a.gap1.
   Answer  Risk 100
   Why     It matters.
   Do      Begin. (an hour or two)

5. I do a.gap2.
   Answer  Risk 100
   Why     It matters.
   Do      Begin. (half a day)

The other gaps, the largest first:
-  I do a.gap3: Risk 100
-  I do a.other: Risk 50

1 more gap hardly counts.

What is at its best
-------------------

A
-  I do a.best.
   Risk 0

B
-  I do b.known.
   Risk 0

Still open
----------

-  I do a.open.
-  I do b.open.

Did not come up
---------------

Of the 1 events that you were asked about, 1 did not come up. Nobody sees
everything: if it comes up for most clinicians, look again.

-  I do a.event.

Not scored
----------

-  I do a.na: not applicable (never happens)
-  I do a.out: answered, but outside your profile; kept, not scored
-  1 question outside your profile

"""
    )
    assert limits.startswith("This score measures gaps in practice as you reported them")


def test_sections_have_ids() -> None:
    """Printers with styles know each by its id; those that close the page stay where the others are left out."""
    found = sections(everything(), day=date(2040, 1, 1))
    rest = ["domains", "next", "strengths", "open", "not-arisen", "not-scored", "editions", "limits"]
    assert [one.id for one in found] == ["title", "today", "result", "why", *rest]
    assert [one.id for one in found if one.is_page] == ["title"]
    asked = [Section("asked", "Asked", [Paragraph("It.")])]
    assert [one.id for one in sections(everything(), None, asked, whole=False)] == [
        "title",
        "today",
        "result",
        "why",
        "asked",
        "limits",
    ]


def test_whole_brief_page() -> None:
    """What must not wait, the band in a line, and three first steps."""
    found = brief(everything())
    assert [one.id for one in found] == ["today", "result", "next"]
    (rows,) = found[1].blocks
    assert isinstance(rows, Rows)
    assert rows.rows[0].is_band
    assert [row.name for row in summary(everything()) if row.is_band] == ["Band"]
    assert (
        printed(found)
        == """\
Do today
--------

!  Call somebody.
!  Write it down.

Band  high, because of 2 red flags; the score is 28.2 of 100 (worst)

What to do next
1. Stop. Then write it down for later.
2. Begin.
3. Begin. (minutes)"""
    )
    calm = brief(ea.assess(evolve(checklist("a", item("a.i", effort=5), item("a.j")), kind="occasion"), {"a.i": "r50"}))
    assert [one.id for one in calm] == ["result", "caution", "next"]
    assert (
        printed(calm)
        == """\
Band  not known yet: at least moderate, at most critical; the score is 50.0,
      from 0 (best) to 100 (worst)

A low score is no permission: it says that the steps were taken, not that the
decision is right.

What to do next
1. Begin. (some weeks)"""
    )


FLAG = ea.RedFlag(100, "high", "Call.")


@pytest.mark.parametrize(
    ("answers", "told"),
    [
        ({"a.i": "r100"}, "critical; the score is 99.0, from 0 (best) to 100 (worst)"),
        ({"a.i": "r100", "a.flag": "r100"}, "critical; the score is 100.0, from 0 (best) to 100 (worst)"),
        ({"a.i": "r0", "a.flag": "r100"}, "high, because of a red flag; the score is 1.0 of 100 (worst)"),
    ],
)
def test_a_flag_is_told_as_the_cause_of_its_own_band_only(answers: dict[str, str], told: str) -> None:
    """Not of the worse one that the score reaches by itself, nor where none is raised."""
    result = ea.assess(checklist("a", item("a.i", 99), item("a.flag", red_flag=FLAG)), {"a.flag": "r0", **answers})
    rows = next(one for one in brief(result) if one.id == "result").blocks[0]
    assert isinstance(rows, Rows)
    assert [row.value for row in rows.rows] == [told]


def test_a_grave_gap_without_a_flag_can_wait_until_tomorrow() -> None:
    """It is a reason, but there is nothing to do today."""
    grave = item("a.grave", 27, rating=ea.Rating(4, 1, "normative", ["x"]))
    definition = audit(checklist("a", grave, item("a.i", 100)), policy=ea.Policy(gravity=[ea.Gravity(4, high=100)]))
    result = ea.assess(definition, {"a.grave": "r100", "a.i": "r0"})
    assert "grave" in [one.kind for one in result.reasons]
    assert list(today(result).entries) == []


def test_nothing_is_said_of_open_questions_where_none_are() -> None:
    """Neither a range, nor a mark behind a band with its meaning."""
    definition = audit(checklist("a", item("a.i")), checklist("b", item("b.i")))
    result = ea.assess(definition, {"a.i": "r0", "b.i": "r50"})
    assert [row.name for row in summary(result)] == ["Band", "Score", "Answered", "Weights"]
    (bars,) = next(one for one in sections(result) if one.id == "domains").blocks
    assert isinstance(bars, Bars)
    assert bars.end == ""
