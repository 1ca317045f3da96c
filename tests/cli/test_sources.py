"""The list of codes: their editions, and which are superseded, replaced or due."""

import json
from datetime import date, timedelta
from pathlib import Path

import pytest
from support.small import small

from ethics_audit.base import dates
from ethics_audit.cli import answers_paths, describe, history, sources
from ethics_audit.cli.commands import run
from ethics_audit.documents import references
from ethics_audit.history import History, opened

SOON = date(2026, 11, 30)
FIRST = min(one.recheck for one in references.codes().values())
LAST = max(one.recheck for one in references.codes().values())


def blocks(day: date) -> dict[str, str]:
    """What is listed of each code on a day, in one line."""
    *listed, _legend = sources.text(day).split("\n\n")
    return {block.split("[")[1].split("]")[0]: " ".join(block.split()) for block in listed}


def test_list_of_codes() -> None:
    """Each code is listed with edition, since when, status, next edition and the day of the next look."""
    listed = blocks(SOON)
    assert list(listed) == list(references.codes())
    for id, code in references.codes().items():
        facts = (f"{code.short}: {code.name}", code.edition, code.in_force, code.status, code.next_edition)
        assert all(" ".join(fact.split()) in listed[id] for fact in (*facts, code.recheck.isoformat())), id
        assert ("In force since" in listed[id]) == bool(code.in_force)
        assert ("Next edition" in listed[id]) == bool(code.next_edition)
    assert max(map(len, sources.text(SOON).splitlines())) <= 79


def test_marks() -> None:
    """Superseded and replaced codes are always marked, others once they are due; the last line counts them."""
    lasting = {id for id, code in references.codes().items() if code.status in {"superseded", references.REPLACED}}
    marked = {id for id, block in blocks(FIRST - timedelta(1)).items() if block.startswith("! ")}
    assert marked == lasting
    listed = blocks(LAST)
    assert all(block.startswith("! ") for block in listed.values())
    assert "Now a new edition is published or due; check which one is in force; due to be" in listed["bacp-2018"]
    assert "Now superseded; read the edition that took its place; due to be" in listed["icf-competencies"]
    assert listed["nasw-2021"].endswith("Now due to be checked again since November 29, 2027")
    legend = f"as of {LAST} ({len(listed)} of {len(listed)})"
    assert " ".join(sources.text(LAST).split()).endswith(legend)


def test_sections_that_are_due_before_their_code() -> None:
    """A code is marked for sections that are due, even if it is not due itself."""
    own = next(one for one in references.sections().values() if one.recheck < references.codes()[one.code].recheck)
    own_sections = [one for one in references.sections().values() if one.code == own.code]
    due = sum(one.due(own.recheck) for one in own_sections)
    block = blocks(own.recheck)[own.code]
    assert block.startswith("! ")
    assert block.endswith(f"Now sections due to be checked again: {due} of {len(own_sections)}")
    rows = {row["id"]: row for row in json.loads(sources.document(own.recheck))}
    assert rows[own.code]["due"] is False
    assert rows[own.code]["sections_due"] == due


@pytest.mark.parametrize("day", [SOON, LAST])
def test_command(day: date, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """The command lists what holds on the day of this computer, as text or as JSON."""
    assert describe.today is dates.today
    monkeypatch.setattr(describe, "today", lambda: day)
    assert run(["list", "--sources"]) == 0
    assert capsys.readouterr().out == f"{sources.text(day)}\n"
    assert run(["list", "--sources", "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)
    assert [row["id"] for row in rows] == list(references.codes())
    assert sum(row["sections"] for row in rows) == len(references.sections())
    assert {row["due"] for row in rows} == {day == LAST}
    code = references.codes()["aca-2014"]
    facts = {"recheck": code.recheck.isoformat(), "status": code.status, "next_edition": code.next_edition}
    assert facts.items() <= rows[0].items()


def test_results_tell_what_is_due_today(
    history_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A result that is scored, or shown from the history, tells what is due on the day of this computer."""
    monkeypatch.chdir(tmp_path)
    Path("small.toml").write_text(f'{small()}citations = ["aca-2014 B.1.d"]\n', "utf-8")
    Path("mine.toml").write_text('audit = "small.toml"\n[answers]\n"small.two" = "never"\n', "utf-8")
    assert run(["history", "add", "mine.toml", "--day", "2026-11-26"]) == 0
    (kept,) = History(opened(history_file)).audits()
    capsys.readouterr()
    for day in (SOON, LAST):
        for module in (answers_paths, history):
            monkeypatch.setattr(module, "today", lambda day=day: day)
        for command in ("score mine.toml", f"history show {kept.number}"):
            assert run(command.split()) == 0
            assert ("ACA 2014: due to be checked again since" in capsys.readouterr().out) == (day == LAST), command
