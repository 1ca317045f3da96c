"""The command `plan`: what is chosen, settled and exported."""

import json
import os
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from icalendar import Calendar
from support.session import Scripted, Session
from support.small import TODAY

import ethics_audit as ea
from ethics_audit.cli import follow_up
from ethics_audit.cli.commands import run
from ethics_audit.history import History
from ethics_audit.model.actions import Action


def test_plan(kept: History, capsys: pytest.CaptureFixture[str]) -> None:
    """Actions are listed, chosen, and settled, and wrong ones are refused with what is known."""
    assert run(["plan"]) == 0
    assert "   1  Begin with one.\n      to be done, by December 1, 2026" in capsys.readouterr().out
    assert run(["plan", "choose", "small.two", "--step", "Ask Ann.", "--owner", "Bo", "--due", "9999-12-31"]) == 0
    assert kept.actions()[-1].action == Action("small.two", "Ask Ann.", "Bo", "9999-12-31")
    assert run(["plan", "choose", "small.two", "--due", "2020-01-01"]) == 3
    assert "expected a day from today on" in capsys.readouterr().err
    assert run(["plan", "choose", "small.two", "--step", ""]) == 3
    assert run(["plan", "--json", "settle", "1", "done"]) == 2
    assert run(["plan", "choose", "small.tow"]) == 3
    assert "did you mean 'small.two'?" in capsys.readouterr().err
    assert run(["plan", "choose"]) == 2
    assert run(["plan", "export", "far.ics"]) == 0
    assert run(["plan", "settle", "1", "done"]) == 0
    assert run(["plan", "settle", "3", "done"]) == 3
    assert run(["plan", "settle", "1", "over"]) == 2
    capsys.readouterr()
    assert run(["plan", "--json"]) == 0
    assert [one["state"] for one in json.loads(capsys.readouterr().out)["actions"]] == ["done", "open"]
    assert run(["plan"]) == 0
    assert (page := capsys.readouterr().out).index("Ask Ann.") < page.index("Settled") < page.index("Begin with one.")


def test_ids_of_steps_on_request(kept: History, capsys: pytest.CaptureFixture[str]) -> None:
    """The list shows titles alone, and ids where they are asked for; a changed step says which number it has now."""
    kept.replace(1, Action("small.one", "Begin with two.", due="9999-12-31"))
    assert run(["plan"]) == 0
    told = capsys.readouterr().out
    assert "small.one" not in told
    assert "   1  Begin with one.\n      changed, now number 2" in told
    assert run(["plan", "--ids"]) == 0
    assert "   2  Begin with two. [small.one]\n" in capsys.readouterr().out
    assert run(["plan", "--ids", "choose"]) == 2
    assert "--ids comes last" in capsys.readouterr().err


def test_numbers_that_were_removed_are_told(kept: History, capsys: pytest.CaptureFixture[str]) -> None:
    """Where a number is missing in a list, the list says why."""
    kept.choose(Action("small.two", "Ask Ann."), 1)
    kept.forget(2)
    assert run(["history"]) == 0
    assert capsys.readouterr().out.endswith("critical\n\nNumber 2 was removed.\n")
    assert run(["plan"]) == 0
    assert capsys.readouterr().out.endswith("\n\nNumber 1 was removed.\n")
    kept.forget(1)
    assert run(["plan"]) == 0
    told = capsys.readouterr().out
    assert told.startswith("Nothing is chosen yet.")
    assert told.endswith("\n\nNumbers 1, 2 were removed.\n")


def test_a_step_is_chosen_by_its_number(kept: History) -> None:
    """The number is that of the step as it is shown, so that nobody has to type an id."""
    second = kept.audit(1).result.findings[1].item
    assert run(["plan", "choose", "2", "--after", "1", "--due", "9999-12-31"]) == 0
    assert kept.actions()[-1].action == Action(second.id, second.remedy, "", "9999-12-31")


def test_a_step_is_chosen_once(kept: History, capsys: pytest.CaptureFixture[str]) -> None:
    """An open action is not chosen again, at a terminal either, but a settled one can be."""
    assert run(["plan", "choose", "small.one"]) == 3
    assert "small.one: is chosen already with this step, as number 1" in capsys.readouterr().err
    assert run(["plan", "choose", "small.one", "--step", "Another."]) == 0
    result = kept.audit(2).result
    talk, chosen = Scripted("1"), list[Action]()
    follow_up.ask_actions(result, TODAY, talk, chosen.append, before=kept.actions())
    assert (talk.said[-1], chosen) == ("That is chosen already.", [])
    kept.settle(1, "done")
    assert run(["plan", "choose", "small.one"]) == 0
    assert [one.state for one in kept.actions()] == ["done", "open", "open"]


def test_choosing_that_is_stopped_says_what_was_chosen(kept: History, session: Callable[..., Session]) -> None:
    """Only complete actions are chosen, and their number is shown."""
    kept.settle(1, "done")
    for entries, told in ((["1", "q"], "Nothing was chosen."), (["1 small.two", "me", "-", "q"], "Chosen: 1. ")):
        terminal = session("plan", "choose")
        for entry in entries:
            terminal.wait_for("> ")
            terminal.type(entry)
        assert told in terminal.rest()


def test_plan_for_a_calendar_and_as_a_list(kept: History, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Open actions go into a calendar or a list, which never replaces another file."""
    kept.choose(Action("small.two", "Do *this*.", owner="Bo"), 2)
    assert run(["plan", "export", "plan.ics", "--next-audit", "2027-02-26"]) == 0
    calendar = Calendar.from_ical((tmp_path / "plan.ics").read_bytes())
    assert [(str(one["summary"]), one.decoded("dtstart")) for one in calendar.walk("VEVENT")] == [
        ("Begin with one.", date(2026, 12, 1)),
        ("Ethics self-audit of the quarter", date(2027, 2, 26)),
    ]
    assert run(["plan", "export", "plan.ics"]) == 0
    days = [one.decoded("dtstart") for one in Calendar.from_ical((tmp_path / "plan.ics").read_bytes()).walk("VEVENT")]
    assert days[-1] == datetime.now().astimezone().date() + timedelta(weeks=13)
    assert run(["plan", "export", "plan.md"]) == 0
    assert "- [ ] Do \\*this\\*. (Bo)" in (tmp_path / "plan.md").read_text("utf-8")
    capsys.readouterr()
    for name, mine in (("other.md", "# To be done\n"), ("other.ics", "BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n")):
        (tmp_path / name).write_text(mine, "utf-8", newline="")
        assert run(["plan", "export", name]) == 4
        assert (tmp_path / name).read_bytes() == mine.encode()
    (tmp_path / "folder.md").mkdir()
    assert run(["plan", "export", "folder.md"]) == 4
    os.mkfifo(tmp_path / "pipe.md")
    assert run(["plan", "export", "pipe.md"]) == 4
    assert run(["plan", "export", "again.MD"]) == 0
    capsys.readouterr()
    assert run(["plan", "export", "plan.txt"]) == 3
    assert "expected a name that ends in .ics or .md" in capsys.readouterr().err


@pytest.mark.parametrize("locale", ["en", "es"])
@pytest.mark.usefixtures("kept")
def test_calendar_says_its_language(locale: str, tmp_path: Path) -> None:
    """The calendar's product id ends with its language."""
    assert run(["plan", "export", "plan.ics", "--locale", locale]) == 0
    calendar = Calendar.from_ical((tmp_path / "plan.ics").read_bytes())
    assert calendar["prodid"] == f"-//ethics-audit//{ea.__version__}//{locale.upper()}"


def test_an_action_that_is_late_is_marked(kept: History, capsys: pytest.CaptureFixture[str]) -> None:
    """An open action whose day is in the past says so."""
    kept.choose(Action("small.two", "Ask Ann.", due="2020-01-02"), 2)
    assert run(["plan"]) == 0
    assert "by January 2, 2020, which is past" in " ".join(capsys.readouterr().out.split())
