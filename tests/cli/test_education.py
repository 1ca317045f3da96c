"""The command `education`: courses are noted, listed, removed and printed."""

from collections.abc import Callable
from pathlib import Path

import pytest
from support.session import Session

from ethics_audit.cli.commands import run
from ethics_audit.history import History


@pytest.fixture
def noted(kept: History) -> History:
    """A history with two courses."""
    assert (
        run(
            [
                "education",
                "add",
                "Ethics of <AI>",
                "--hours",
                "3",
                "--ethics",
                "1,5",
                "--by",
                "Board",
                "--day",
                "2026-05-02",
            ]
        )
        == 0
    )
    assert run(["education", "add", "Grief", "--hours", "6", "--day", "2026-03-01"]) == 0
    return kept


def test_list_of_nothing(kept: History, capsys: pytest.CaptureFixture[str]) -> None:
    """Without a course, the list says how to note one."""
    assert run(["education"]) == 0
    assert "No course is noted yet. 'ethics-audit education add' notes one." in capsys.readouterr().out
    assert not kept.courses()


def test_list_adds_up(noted: History, capsys: pytest.CaptureFixture[str]) -> None:
    """Each course has a line with its hours, and the last line their sums."""
    capsys.readouterr()
    assert run(["education"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "   1  May 2, 2026    Ethics of <AI>: 3 hours, 1.5 of ethics (Board)",
        "   2  March 1, 2026  Grief: 6 hours, 0 of ethics",
        "",
        "All together: 9 hours, 1.5 of ethics",
    ]
    assert len(noted.courses()) == 2


@pytest.mark.parametrize(
    ("words", "status", "told"),
    [
        (["X", "--hours", "two"], 2, "'two' are no hours, such as 1.5."),
        (["X", "--hours", "0"], 3, "hours: expected more than 0"),
        (["X", "--hours", "1", "--ethics", "2"], 3, "expected at most its 1 hours"),
        (["X", "--hours", "1", "--day", "2999-01-01"], 3, "a day up to today"),
    ],
)
def test_wrong_course_is_not_noted(
    kept: History, words: list[str], status: int, told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """The error says what was expected, and nothing is kept."""
    assert run(["education", "add", *words]) == status
    assert told in capsys.readouterr().err
    assert not kept.courses()


def test_page_for_a_board(noted: History, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The page has the courses of the period by day, their sums, and what is missing; text is shown as text."""
    assert run(["education", "print", "--required", "3"]) == 0
    assert "Written: education.html." in capsys.readouterr().out
    page = (tmp_path / "education.html").read_text("utf-8")
    assert page.index("Grief") < page.index("Ethics of &lt;AI&gt;")
    assert "3 hours of ethics are required; 1.5 are missing." in page
    assert "default-src &#39;none&#39;" in page or "default-src 'none'" in page
    assert run(["education", "print", "--required", "1", "--from", "2026-04-01"]) == 0
    page = (tmp_path / "education.html").read_text("utf-8")
    assert "Grief" not in page
    assert "1 hours of ethics are required, and they are here." in page
    assert "Since" in page
    assert run(["education", "print", "--to", "2026-04-01"]) == 0
    page = (tmp_path / "education.html").read_text("utf-8")
    assert '<p>Until <time class="day" datetime="2026-04-01">April 1, 2026</time></p>' in page
    assert "{" not in page.partition("<body>")[2]
    assert "Grief" in page
    assert "required" not in page
    assert run(["education", "print", "--from", "2020-01-01", "--to", "2020-12-31"]) == 0
    page = (tmp_path / "education.html").read_text("utf-8")
    assert "No course is noted." in page
    assert len(noted.courses()) == 2


def test_page_takes_the_place_of_its_own_kind_alone(noted: History, tmp_path: Path) -> None:
    """Another file of that name stays as it is."""
    (tmp_path / "education.html").write_text("mine", "utf-8")
    assert run(["education", "print"]) == 4
    assert (tmp_path / "education.html").read_text("utf-8") == "mine"
    assert noted.courses()


def test_course_is_removed_after_a_question(noted: History, session: Callable[..., Session]) -> None:
    """A course goes only after a yes at a terminal."""
    assert run(["education", "remove", "1"]) == 2
    assert run(["education", "remove", "3"]) == 2
    for entry, left in (("", ["Ethics of <AI>", "Grief"]), ("y", ["Grief"])):
        terminal = session("education", "remove", "1")
        terminal.wait_for("Remove “Ethics of <AI>” of May 2, 2026 for good?")
        terminal.type(entry)
        assert terminal.ended() == 0
        assert [one.title for one in noted.courses().values()] == left
