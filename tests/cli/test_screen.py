"""What is shown on screens of several widths, in words alone, and on one screen."""

import re
import sys
from pathlib import Path

import pytest
from support.builders import item

import ethics_audit as ea
from ethics_audit.assessment import page
from ethics_audit.assessment.blocks import Table
from ethics_audit.assessment.change import trend
from ethics_audit.assessment.text import block, printed
from ethics_audit.base.layout import laid_out
from ethics_audit.cli import question_words, streams
from ethics_audit.cli.commands import run
from ethics_audit.documents import catalog

WIDTHS = [40, 60, 80, 120]
COPIED = re.compile(r"ethics-audit |ea2:|.*[0-9a-f]{64}|\S*/\S+$")
"""What must stay in one piece, so that it can be copied."""


def at_terminal(patch: pytest.MonkeyPatch, columns: int, **variables: str) -> None:
    """Let standard output pass for a terminal."""
    patch.setenv("COLUMNS", str(columns))
    patch.setenv("LINES", "24")
    patch.setenv("NO_COLOR", "1")
    patch.setenv("TERM", "xterm")
    for name, value in variables.items():
        patch.setenv(name, value)
    patch.setattr(sys.stdout, "isatty", lambda: True, raising=False)


@pytest.fixture
def answered(root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file of answers to the quarterly audit, in the folder that the program runs in."""
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "quarter.toml"
    path.write_bytes((root / "examples/quarter.toml").read_bytes())
    return path


@pytest.mark.usefixtures("answered", "history_file")
@pytest.mark.parametrize("columns", WIDTHS)
def test_nothing_is_wider_than_the_screen(
    columns: int,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Every line of every command fits, and a page uses the width, up to 100 columns."""
    at_terminal(monkeypatch, columns)
    commands = [
        ["score", "quarter.toml"],
        ["score", "quarter.toml", "--all"],
        ["score", "quarter.toml", "--explain", "--compare", "quarter.toml"],
        ["score", "quarter.toml", "--plan-to", "low", "--what-if", "boundaries.gifts=none"],
        ["history", "add", "quarter.toml", "--day", "2026-05-05"],
        ["history", "add", "quarter.toml", "--day", "2026-08-05"],
        ["history"],
        ["history", "show", "1"],
        ["history", "trend"],
        ["history", "verify"],
        ["plan"],
        ["list"],
        ["list", "--sources"],
        ["show", "boundaries.gifts"],
        ["show", "boundaries"],
        ["show", "quarterly"],
        ["--help"],
        ["start", "--help"],
    ]
    for command in commands:
        run(command)
        lines = capsys.readouterr().out.splitlines()
        assert [line for line in lines if len(line) >= min(columns, 100) and not COPIED.match(line)] == [], command
        if command[-1] == "--all":
            assert max(map(len, lines)) > min(columns, 100) - 5


@pytest.mark.parametrize("columns", [39, 54, 59, 79, 99])
def test_questions_fit(columns: int, quarterly: ea.Audit) -> None:
    """The line above a question fits, and its title is never cut."""
    with laid_out(columns):
        for part in quarterly.parts:
            head = question_words.progress(part.checklist.title, 98, 100)
            assert max(map(len, head.splitlines())) <= columns
            assert " ".join(head.split()).startswith(f"{part.checklist.title}, question 99 of 100")


@pytest.mark.usefixtures("answered")
@pytest.mark.parametrize("asked", [["--plain"], [], [""]])
@pytest.mark.parametrize("is_before", [True, False])
def test_words_alone(
    asked: list[str],
    *,
    is_before: bool,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """``--plain`` before or after the command, ``TERM=dumb`` and ``ACCESSIBLE`` draw nothing and leave out ids."""
    at_terminal(monkeypatch, 80, **({} if asked == ["--plain"] else {"TERM": "dumb"} if asked else {"ACCESSIBLE": "1"}))
    option = [one for one in asked if one]
    command = ["score", "quarter.toml", "--all"]
    run([*option, *command] if is_before else [*command, *option])
    shown = capsys.readouterr().out
    assert "Confidentiality: 12.0, low\n" in shown
    assert "Band: moderate\n" in shown
    assert not re.search(r"---|===|##|\.\.|…|  |\[\w+\.\w+\]", shown)


def test_a_pipe_is_no_dumb_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """What ``TERM`` says is of the terminal alone."""
    monkeypatch.setenv("TERM", "dumb")
    monkeypatch.delenv("ACCESSIBLE", raising=False)
    assert not streams.wants_words_alone()


def test_tables_become_sentences() -> None:
    """A table without room says every row: its title, and each cell after the title of its column."""
    table = Table([["Boundaries", "10", "", "20"], ["Consent", "30"]], ["", "q1", "q2", "change"])
    with laid_out(20):
        assert block(table) == "Boundaries: q1 10,\n  change 20\nConsent: q1 30"
    with laid_out(words_alone=True):
        assert block(Table([["a", "b", "c"]])) == "a: b, c"


def test_trends_fit(quarterly: ea.Audit) -> None:
    """The course of several audits fits a narrow screen."""
    result = ea.assess(quarterly, {"boundaries.gifts": "none", "consent.no_consent": "no"})
    with laid_out(39):
        told = printed(trend.sections(ea.trend([result] * 3), ["2026-q1", "2026-q2", "2026-q3"]))
    assert "Boundaries: 2026-q1 100.0, 2026-q2" in told
    assert max(map(len, told.splitlines())) <= 39


@pytest.mark.parametrize("locale", ["en", "es"])
def test_fits_one_screen(locale: str) -> None:
    """The worst answers to every shipped audit leave four lines of 24 for the commands and the prompt."""
    for entry in catalog.usable():
        audit = ea.load_audit(entry.id, locale=locale)
        worst = {one.id: max(one.options, key=lambda option: option.risk).id for one in audit.items.values()}
        told = printed(page.brief(ea.assess(audit, worst)))
        assert len(told.splitlines()) <= 20, entry.id
        assert max(map(len, told.splitlines())) < 80


def test_brief_page() -> None:
    """What must not wait, each thing once; the band; three steps."""
    flag = ea.RedFlag(100, "critical", "Call now. Then write.")
    items = [
        item(f"mine.{name}", red_flag=red_flag, remedy=remedy)
        for name, red_flag, remedy in (
            ("a", flag, "Stop. Then think of what you did there. Then rest."),
            ("b", flag, "Do."),
            ("c", ea.RedFlag(100, "critical", "Go."), "Do."),
            ("d", ea.RedFlag(100, "critical", "Run."), "Do."),
        )
    ]
    result = ea.assess(ea.Checklist("mine", "1.0", "Mine", items), {one.id: "r100" for one in items})
    told = printed(page.brief(result))
    assert told.startswith(
        "Do today\n--------\n\n!  Call now.\n!  Go.\nAnd 1 more, on the whole page.\n\n"
        "Band  critical, because of 4 red flags; the score is 100.0 of 100 (worst)\n"
    )
    assert "1. Stop. Then think of what you did there.\n" in told
    assert "\n3. Do." in told
    assert "(" not in told.partition("What to do next")[2], "what must not wait takes no estimate"
    assert "\n4." not in told


def test_brief_page_of_nothing() -> None:
    """Without a score there is no score in the sentence."""
    told = printed(page.brief(ea.assess(ea.Checklist("mine", "1.0", "Mine", [item("mine.one")]), {})))
    assert "Band  not known yet" in told
    assert "score" not in told
    assert "What to do next" not in told


def test_short_page_at_a_terminal(
    answered: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A terminal gets one screen with the commands that go on; a vector is no file to make a page of."""
    at_terminal(monkeypatch, 80)
    run(["score", "quarter.toml"])
    shown = capsys.readouterr().out
    assert len(shown.splitlines()) < 24
    assert "All of it: ethics-audit score quarter.toml --all\n" in shown
    assert "Next: ethics-audit score quarter.toml --html quarter.html\n" in shown
    run(["score", _vector(answered)])
    assert "Next:" not in capsys.readouterr().out


def _vector(answered: Path) -> str:
    sheet = ea.load_answers(answered)
    return ea.assess(ea.load_audit("quarterly"), sheet.answers).vector


@pytest.mark.usefixtures("answered")
def test_pager(monkeypatch: pytest.MonkeyPatch) -> None:
    """A page longer than the screen goes through the pager; a short one, or one without a keyboard, does not."""
    paged: list[str] = []
    at_terminal(monkeypatch, 80)
    monkeypatch.setattr("click.echo_via_pager", paged.append)
    run(["score", "quarter.toml", "--all"])
    assert paged == []
    monkeypatch.setattr(sys.stdin, "isatty", lambda: True, raising=False)
    run(["score", "quarter.toml", "--all"])
    run(["score", "quarter.toml"])
    assert len(paged) == 1
