"""The command `report`: a page from the history, never written over another file."""

import stat
from datetime import date
from pathlib import Path

import pytest

import ethics_audit as ea
from ethics_audit.cli.commands import run
from ethics_audit.history import History, opened
from ethics_audit.report.pdf import PDF_MARK, VARIABLE


def test_paths_with_spaces_stay_whole(kept: History, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A path with spaces is never broken across lines."""
    assert kept.head
    name = f"{'my page ' * 9}.html"
    assert run(["report", "--out", name]) == 0
    assert f"{name}.\n" in capsys.readouterr().out
    assert (tmp_path / name).exists()


def test_report_from_the_history(kept: History, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The page of the newest audit has the last quarter, the actions, and the head, and only its owner can read it."""
    assert run(["report"]) == 0
    assert "Written: small-2026-q4.html." in capsys.readouterr().out
    file = tmp_path / "small-2026-q4.html"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    page = file.read_text("utf-8")
    for told in ("Q3 2026", "Begin with one.", kept.head, "The least effort to the band moderate"):
        assert told in page
    assert run(["report", "1", "--out", "first.html"]) == 0
    assert "Q3 2026" not in (tmp_path / "first.html").read_text("utf-8")
    assert run(["report", "9"]) == 3


def test_report_of_an_earlier_audit_tells_nothing_later(kept: History, tmp_path: Path) -> None:
    """The report of an earlier audit has nothing of what was chosen later."""
    assert run(["report", "1", "--out", "first.html"]) == 0
    assert "Begin with one." not in (tmp_path / "first.html").read_text("utf-8").partition("What you chose to do")[2]
    book = kept.book()
    assert list(book.followed("2026-11-01")) == []
    assert len(list(book.followed())) == 1


def test_report_is_written_over_a_report_alone(
    kept: History, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A report replaces an earlier report, and no other file."""
    assert len(kept.audits()) == 2
    assert run(["report", "--out", "page.html"]) == 0
    assert run(["report", "--out", "page.html"]) == 0
    before = (tmp_path / "small.toml").read_bytes()
    capsys.readouterr()
    (tmp_path / "mine.html").write_text("<!DOCTYPE html>\n<title>Mine</title>", "utf-8")
    assert run(["report", "--out", "mine.html"]) == 4
    assert run(["report", "--out", "small.toml"]) == 4
    assert "is not a file of this program; nothing was written over it" in capsys.readouterr().err
    assert (tmp_path / "small.toml").read_bytes() == before
    assert run(["report", "--out", "."]) == 4
    assert run(["report", "--out", "nowhere/page.html"]) == 4


def test_report_beside_cases(history_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Cases of the same quarter appear beside one's own practice, and an occasion has no plan."""
    monkeypatch.chdir(tmp_path)
    history = History(opened(history_file))
    own, cases, occasion = (ea.load_audit(name) for name in ("quarterly", "scenarios", "boundary_decision"))
    history.keep(ea.assess(own, {id: item.options[0].id for id, item in own.items.items()}), date(2026, 11, 3))
    history.keep(ea.assess(cases, {id: item.options[-1].id for id, item in cases.items.items()}), date(2026, 11, 4))
    last = history.keep(ea.assess(occasion, dict.fromkeys(occasion.items, "unsure")), date(2026, 11, 5))
    assert run(["report"]) == 0
    assert "Your practice beside the cases" in (tmp_path / "quarterly-2026-q4.html").read_text("utf-8")
    assert run(["report", str(last.number)]) == 0
    assert "The least effort" not in (tmp_path / "boundary_decision-2026-q4.html").read_text("utf-8")


def test_report_is_written_as_a_pdf(
    kept: History, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A PDF replaces an earlier one of this program, and no other file; a browser that is missing is bad input."""
    assert len(kept.audits()) == 2
    monkeypatch.setattr("ethics_audit.cli.report.pdf", lambda page: b"%PDF-1.4 " + PDF_MARK + page[:15].encode())
    assert run(["report", "--pdf"]) == 0
    assert capsys.readouterr().out == "Written: small-2026-q4.pdf.\n"
    assert (tmp_path / "small-2026-q4.pdf").read_bytes().endswith(b"<!DOCTYPE html>")
    assert run(["report", "--pdf"]) == 0
    (tmp_path / "mine.pdf").write_bytes(b"%PDF-1.4 mine")
    assert run(["report", "--pdf", "--out", "mine.pdf"]) == 4
    assert (tmp_path / "mine.pdf").read_bytes() == b"%PDF-1.4 mine"


def test_missing_browser_leaves_nothing(kept: History, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a browser nothing is written, and the status is that of bad input, as for a missing extra."""
    assert len(kept.audits()) == 2
    monkeypatch.setenv(VARIABLE, str(tmp_path / "no-browser"))
    assert run(["report", "--pdf", "--out", "page.pdf"]) == 3
    assert not (tmp_path / "page.pdf").exists()


def test_report_is_opened_where_that_is_asked(
    kept: History, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """What was written is opened as a double click would, and only where `--open` asks for it."""
    assert len(kept.audits()) == 2
    shown: list[str] = []
    monkeypatch.setattr("click.launch", shown.append)
    assert run(["report", "--out", "page.html"]) == 0
    assert shown == []
    assert run(["report", "--out", "page.html", "--open"]) == 0
    assert shown == [str(tmp_path / "page.html")]
    assert capsys.readouterr().out.endswith("Written: page.html.\n")


def test_report_shows_and_leaves_out_what_is_asked(kept: History, tmp_path: Path) -> None:
    """Details are open and ids shown where that is asked; a page for supervision has neither ids nor a hash."""
    assert kept.head
    file = tmp_path / "page.html"
    assert run(["report", "--out", "page.html"]) == 0
    assert "<details open>" not in file.read_text("utf-8")
    assert run(["report", "--out", "page.html", "--details", "--ids"]) == 0
    page = file.read_text("utf-8")
    assert "<details open>" in page
    assert '<span class="id">' in page
    assert run(["report", "--out", "page.html", "--for", "supervision", "--ids"]) == 0
    page = file.read_text("utf-8")
    assert "Left out on this page" in page
    assert kept.head not in page
    assert '<span class="id">' not in page
    assert run(["report", "--out", "page.html", "--without", "nowhere"]) == 3
