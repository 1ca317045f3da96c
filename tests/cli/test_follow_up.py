"""What is asked about actions: entries that mean nothing are asked again, and nothing is guessed."""

import pytest
from support.session import Scripted
from support.small import TODAY

import ethics_audit as ea
from ethics_audit.cli import follow_up
from ethics_audit.cli.prompts import Left
from ethics_audit.model.actions import Action, Followed


def test_entries_that_mean_nothing_are_asked_again(result: ea.Assessment) -> None:
    """Unknown numbers, days in the past, and owners that are too long are asked again."""
    chosen: list[Action] = []
    talk = Scripted("9", "small.three", "1, 1", "x" * 101, "me", "2026-11-25", "soon", "2026-11-26")
    follow_up.ask_actions(result, TODAY, talk, chosen.append)
    assert chosen == [Action("small.one", "Begin with one.", "me", "2026-11-26")]
    assert "9 is not a number from 1 to 2." in talk.heard
    assert "Please write at most 100 signs." in talk.heard
    heard = " ".join(talk.heard.split())
    hint = "Please type a day from today on, such as 01/21/2027, - for none, or q to stop."
    assert f"Wednesday, November 25, 2026 is over. {hint}" in heard
    assert "'soon' is not understood as a day. Write it as 12/15/2026, 2026-12-15, or in words" in heard


def test_without_a_gap_nothing_is_asked(result: ea.Assessment) -> None:
    """Whoever reports no gap is not asked for steps."""
    best = result.what_if({"small.one": "always", "small.two": "always"})
    talk = Scripted()
    follow_up.ask_actions(best, TODAY, talk, lambda _: None)
    assert talk.said == []


@pytest.mark.parametrize("entries", [["q"], ["1", "q"], ["1", "", "q"]])
def test_choosing_can_be_stopped(entries: list[str], result: ea.Assessment) -> None:
    """`q` stops at each question, and an incomplete action is not chosen."""
    chosen: list[Action] = []
    with pytest.raises(Left):
        follow_up.ask_actions(result, TODAY, Scripted(*entries), chosen.append)
    assert chosen == []


def test_outcomes() -> None:
    """Each action is asked about, Enter leaves it as it is, and other entries are asked again."""
    actions = [Followed(place, Action("a.b", f"Step {place}."), "2026-08-01") for place in (1, 2, 3)]
    settled: list[tuple[int, str]] = []
    talk = Scripted("?", "p", "", "n")
    follow_up.ask_outcomes(actions, TODAY, talk, lambda number, state: settled.append((number, state)))
    assert settled == [(1, "partly"), (3, "open")]
    assert "Please type d, p, n, x, b or q, or press Enter." in talk.heard


def test_b_goes_back_at_every_prompt(result: ea.Assessment) -> None:
    """From the day to the person, from the person to the choice, and from one outcome to the one before."""
    chosen: list[Action] = []
    talk = Scripted("b", "1 2", "me", "b", "b", "1 2", "you", "2026-11-27", "b", "1 2", "", "-")
    follow_up.ask_actions(result, TODAY, talk, chosen.append)
    assert [(one.item, one.owner, one.due) for one in chosen] == [
        ("small.one", "you", "2026-11-27"),
        ("small.two", "", ""),
    ]
    assert "There is nothing to go back to from here." in talk.heard
    actions = [Followed(place, Action("a.b", f"Step {place}."), "2026-08-01") for place in (1, 2)]
    settled: list[tuple[int, str]] = []
    talk = Scripted("b", "p", "b", "d", "n")
    follow_up.ask_outcomes(actions, TODAY, talk, lambda number, state: settled.append((number, state)))
    assert settled == [(1, "partly"), (1, "done"), (2, "open")]
    assert talk.heard.count("partly done") == 1, "what was said before b is shown"
    assert "There is nothing to go back to from here." in talk.heard
    talk = Scripted("b", "", "")
    follow_up.ask_outcomes(actions[:1] * 2, TODAY, talk, lambda *_: None, at_end=True, ids=True)
    assert "First, what you chose" not in talk.heard
    assert "Step 1. [a.b]" in talk.heard


def test_a_step_that_is_not_shown_is_not_offered(result: ea.Assessment) -> None:
    """Where one step is shown, there is no second number to choose."""
    chosen: list[Action] = []
    talk = Scripted("2", "1", "", "-")
    follow_up.ask_actions(result, TODAY, talk, chosen.append, count=1)
    assert "2 is not a number from 1 to 1." in talk.heard
    assert [one.item for one in chosen] == ["small.one"]


def test_a_red_flag_is_for_today(quarterly: ea.Audit) -> None:
    """A raised flag is proposed for today."""
    flagged = ea.assess(quarterly, {"boundaries.secrecy": "yes"})
    chosen: list[Action] = []
    follow_up.ask_actions(flagged, TODAY, Scripted("1", "", ""), chosen.append)
    assert [one.due for one in chosen] == [TODAY.isoformat()]
