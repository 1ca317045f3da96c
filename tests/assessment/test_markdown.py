"""What is written as Markdown, whole."""

from datetime import date

from attrs import evolve
from support.builders import checklist, item

import ethics_audit as ea
from ethics_audit.assessment.markdown import action_list, decision_record
from ethics_audit.model.actions import Action, Followed
from ethics_audit.model.answer_sheet import Decision

DAY = date(2026, 11, 26)
GIFT = evolve(
    checklist(
        "gift",
        item("gift.flag", 4, red_flag=ea.RedFlag(100, "high", "Call [today].\nThen write.")),
        item("gift.gap", 2, remedy="Ask *her*."),
        item("gift.event", event=True),
        item("gift.reason", not_applicable=True),
        item("gift.out", not_applicable=True),
        item("gift.unsure"),
        item("gift.open"),
    ),
    kind="occasion",
)

WHOLE = r"""# Gift

Record of November 26, 2026, for its author's own use.

## Do today

- Call \[today\]. Then write.

## Situation

> A gift.
>
> Of worth.

## Answers

- I do gift.flag. **Risk 100**
- I do gift.gap. **Risk 50**
- I do gift.event. **It did not come up**
- I do gift.reason. **not applicable: no \*money\***
- I do gift.out. **not applicable**
- I do gift.unsure. **not known**
- I do gift.open. **not answered**

## Result

- Band: critical
- Score: 83.3 of 100 (0: nothing is missing, 100: everything is)
- Answered: 2 of 4 questions
- Weights: Even if every weight were off by up to 77.7 %, the band would stay critical; beyond that it could become high.
- The score of 83.3 is in the band critical (from 60).
- A red flag is raised ("I do gift.flag"): the band is at least high, whatever the score.
- 2 questions are open. Whatever the answers, the band is critical.

## Still missing

- *I do gift.flag.* Begin.
- *I do gift.gap.* Ask \*her\*.

## Not known or not answered

- I do gift.unsure.
- I do gift.open.

## Did not come up

Of the 1 events that you were asked about, 1 did not come up. Nobody sees everything: if it comes up for most clinicians, look again.

- I do gift.event.

## Principles beside each other

| Principle | What it asks for here |
| --- | --- |
| autonomy | she decides |
| care |  |

## Consulted, or to be consulted

*Nothing was written here.*

## Decision

> I say no.

## Look again on

December 24, 2026

"""  # noqa: E501 - a line is as long as its text


def test_whole_record() -> None:
    """Every section that has something to show, in order, and each text as it is."""
    result = ea.assess(
        GIFT,
        {
            "gift.flag": "r100",
            "gift.gap": "r50",
            "gift.event": "n/a",
            "gift.reason": ea.not_applicable("no *money*"),
            "gift.out": "n/a",
            "gift.unsure": "unsure",
        },
    )
    decision = Decision("A gift.\n\nOf worth.", "", "I say no.", "2026-12-24", "autonomy: she decides\n\ncare")
    told, limits = decision_record(result, decision, DAY).split("## What this is, and is not\n\n")
    assert told == WHOLE
    first, second, definition = limits.split("\n\n")
    assert first.startswith("This score measures what is still missing from a careful decision")
    assert second.startswith("It replaces neither consultation nor legal advice")
    assert definition == "Gift, version 1.0\n"


def test_record_without_anything_to_tell() -> None:
    """Sections with nothing to show are left out; what is not yet known has no weights to speak of."""
    told = decision_record(ea.assess(GIFT, {}), Decision(), DAY)
    assert [line for line in told.splitlines() if line.startswith("## ")] == [
        "## Situation",
        "## Answers",
        "## Result",
        "## Not known or not answered",
        "## Consulted, or to be consulted",
        "## Decision",
        "## Look again on",
        "## What this is, and is not",
    ]
    assert "Weights" not in told
    assert "\n\n\n" not in told


def test_whole_list_of_actions() -> None:
    """Each step with its day and who does it, where these are known."""
    chosen = [
        Action("gift.gap", "1. Ask *her*.", "My colleague", "2026-12-24"),
        Action("gift.open", "Write.", "", "2027-01-02"),
        Action("gift.open", "Read.", "Me"),
        Action("gift.open", "- Think."),
    ]
    assert action_list([Followed(number, one, "2026-11-01") for number, one in enumerate(chosen, 1)], DAY) == (
        "# To be done\n\n<!-- written by ethics-audit plan export -->\n\nAs of November 26, 2026.\n\n"
        "- [ ] 1\\. Ask \\*her\\*. (by December 24, 2026, My colleague)\n"
        "- [ ] Write. (by January 2, 2027)\n"
        "- [ ] Read. (Me)\n"
        "- [ ] \\- Think.\n"
    )
    assert action_list([], DAY).endswith("\n\nAs of November 26, 2026.\n\nNothing is to be done.\n")


def test_nothing_stands_for_a_section_that_is_left_out() -> None:
    """Where nothing is open and everything came up, who was consulted is told right after the result."""
    told = decision_record(ea.assess(checklist("gift", item("gift.i")), {"gift.i": "r0"}), Decision(), DAY)
    parts = told.removesuffix("\n").split("\n\n")
    assert parts[parts.index("## Result") + 2 : parts.index("## Consulted, or to be consulted")] == []
