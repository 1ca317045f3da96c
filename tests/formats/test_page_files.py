"""The file that the page without an installation gives is read by the program, with all that is in it."""

from __future__ import annotations

import json
import unicodedata
from pathlib import Path
from typing import Any

import pytest
from support import one_page
from support.command import program
from support.one_page import DESK, begin, click, fits, saved, title

import ethics_audit as ea
from ethics_audit.base.language import speaking
from ethics_audit.formats.page import words

pytestmark = one_page.marks
REASON = "Sin esto: «nada», ¿sí? \U0001f642"


def done(*arguments: str) -> str:
    """What the program prints when all is well."""
    finished = program(*arguments)
    assert finished.returncode == 0, finished.stderr
    return finished.stdout


def say(name: str, locale: str) -> str:
    """A word of the page."""
    with speaking(locale):
        return str(words.words(DESK)[name])


@pytest.mark.parametrize("locale", ["en", "es"])
def test_the_program_reads_what_the_page_saves(locale: str, opened: Any, tmp_path: Path) -> None:
    """Facts, reasons, notes and answers come back in `score`, `history add` and `report`, in English and Spanish."""
    brief = ea.load_audit("brief", locale=locale)
    first = next(iter(brief.items.values()))
    note = "Ask\u00a0first."
    sheet = {
        "audit": "brief",
        "version": brief.version,
        "profile": ["telehealth"],
        "answers": {},
        "notes": {first.id: note},
    }
    (tmp_path / "old.json").write_text(json.dumps(sheet), "utf-8")
    page = opened(brief, locale=locale).page
    page.set_input_files("#file", tmp_path / "old.json")
    page.get_by_role("heading", name=say("replace", locale)).wait_for()
    fits(page)
    click(page, say("replace_yes", locale))
    page.check("#keep-nothing")
    click(page, say("begin", locale))
    click(page, say("go_on", locale))
    while page.locator("form.question, .urgent").count() and title(page) != say("check", locale):
        if page.locator(".urgent h1").count():
            click(page, say("go_on", locale))
        elif page.locator("#reason").count():
            page.check("[value='n/a']")
            page.fill("#reason", REASON)
            click(page, say("go_on", locale))
        else:
            page.locator("form.question input").nth(1).check()
            click(page, say("go_on", locale))
    click(page, say("finish", locale))
    fits(page)
    mine = tmp_path / "mine.json"
    with page.expect_download() as download:
        page.get_by_role("button", name=say("save", locale)).last.click()
    mine.write_bytes(Path(download.value.path()).read_bytes())
    read = ea.from_json(mine.read_text("utf-8"), ea.AnswerSheet)
    assert read.answers.profile == {"telehealth"}
    assert [(one.item, one.text) for one in read.notes] == [(first.id, note)]
    assert REASON in [getattr(one, "reason", "") for one in read.answers.given.values()]
    scored = json.loads(done("score", str(mine), "--json", "--locale", locale))
    assert f"{int(scored['score'] * 10) / 10:.1f}" in page.inner_text(".result")
    place = str(tmp_path / "history.db")
    done("history", "--history", place, "add", str(mine), "--locale", locale)
    done("report", "--history", place, "--out", str(tmp_path / "report.html"), "--locale", locale)
    assert (tmp_path / "report.html").stat().st_size > 10_000


def test_signs_that_no_file_may_hold_are_left_out(opened: Any) -> None:
    """What is typed is kept but for the signs that the program refuses, so that it reads every file of the page."""
    page = opened(DESK).page
    begin(page)
    click(page, "Skip for now")
    page.check("[value='n/a']")
    new = "\U0001fae8"
    page.fill("#reason", f" a\u202eb\u0007\u2028c\u3000d\te\U0001f469\u200d\U0001f680{new}\ufdd0 ")
    click(page, "Go on")
    click(page, "Stop here")
    sheet = ea.from_json(saved(page).decode(), ea.AnswerSheet)
    kept = new if unicodedata.category(new) != "Cn" else ""
    assert sheet.answers.given["desk.drawer"] == ea.not_applicable(f"ab c d e\U0001f469\u200d\U0001f680{kept}")


def test_an_occasion_goes_to_the_program_and_back(opened: Any, tmp_path: Path) -> None:
    """The words on an occasion in Spanish pass the page unchanged, and the program keeps and scores them."""
    dilemma = ea.load_audit("dilemma", locale="es")
    words_ = {"situation": "Un regalo.\n¿Qué hago?", "principles": "autonomía: ella decide", "review": "2031-02-03"}
    answers = {item.id: item.options[0].id for item in dilemma.items.values()}
    mine = tmp_path / "mine.json"
    mine.write_text(json.dumps({"audit": "dilemma", "decision": words_, "answers": answers}), "utf-8")
    page = opened(dilemma, locale="es").page
    page.set_input_files("#file", mine)
    page.get_by_role("heading", name=say("so_far", "es")).wait_for()
    page.check("#keep-here")
    click(page, say("begin", "es"))
    assert "3 de febrero de 2031" in page.inner_text("main")
    click(page, say("finish", "es"))
    click(page, say("record_read", "es"))
    assert "3 de febrero de 2031" in page.inner_text("main")
    page.go_back()
    with page.expect_download() as download:
        page.get_by_role("button", name=say("save", "es")).last.click()
    mine.write_bytes(Path(download.value.path()).read_bytes())
    sheet = ea.from_json(mine.read_text("utf-8"), ea.AnswerSheet)
    assert {field: getattr(sheet.decision, field) for field in words_} == words_
    assert json.loads(done("score", str(mine), "--json"))["open"] == []
    done("history", "--history", str(tmp_path / "history.db"), "add", str(mine))
