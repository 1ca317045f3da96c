"""On the page that needs no installation, the last audit stands beside a new one: told after each answer."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from support import one_page
from support.one_page import DESK, begin, click, fits, saved, title

import ethics_audit as ea

pytestmark = one_page.marks
LAST = {
    "audit": "example",
    "version": "1.0",
    "profile": ["minors"],
    "answers": {"desk.door": "r50", "desk.drawer": {"not_applicable": "No drawer."}, "desk.key": "r0"},
}


def given(page: Any, folder: Path, sheet: object) -> None:
    """Give a file to the page."""
    (folder / "last.json").write_text(json.dumps(sheet), "utf-8")
    page.set_input_files("#file", folder / "last.json")
    page.get_by_role("heading", name="What is this file?").wait_for()


def answer(page: Any, value: str) -> str:
    """Pick an answer and go on; return what is said about the last one."""
    page.check(f"[value='{value}']")
    click(page, "Go on")
    notice = page.locator(".notice")
    return notice.inner_text() if notice.count() else ""


def test_the_last_audit_is_given_as_a_file(opened: Any, tmp_path: Path) -> None:
    """Facts and reasons are proposed again, each answer is compared after it is given, and the result tells of both."""
    page = opened(DESK).page
    given(page, tmp_path, LAST)
    fits(page)
    click(page, "It is my last audit")
    assert "Your last audit stands beside this one." in page.inner_text("main")
    page.check("#keep-here")
    click(page, "Begin")
    assert "This is what you said last time." in page.inner_text("main")
    assert page.is_checked("[value=minors]")
    click(page, "Go on")
    assert "Last time" not in page.inner_text("main")
    assert answer(page, "r0").endswith("Last time: Risk 50. Better than last time.")
    fits(page)
    page.check("[value='n/a']")
    assert page.input_value("#reason") == "No drawer."
    assert "These are your words of last time" in page.inner_text(".reason")
    fits(page)
    page.reload()
    click(page, "Go on")
    page.check("[value='n/a']")
    click(page, "Go on")
    assert page.inner_text(".notice").endswith("The same as last time.")
    assert answer(page, "r100").endswith("Last time: Risk 0.")
    click(page, "See the result")
    fits(page)
    sheets = (json.dumps(LAST), saved(page).decode())
    since = page.inner_text("section[aria-labelledby=since]")
    before, now = (ea.assess(DESK, ea.from_json(text, ea.AnswerSheet).answers).band for text in sheets)
    assert f"The band is {now}; it was {before}." in since
    assert since.index("Better answers") < since.index("desk.door") < since.index("Worse answers")
    assert since.index("Worse answers") < since.index("desk.key")
    assert json.loads(saved(page))["answers"]["desk.door"] == "r0"
    assert page.evaluate("localStorage.length") == 2
    click(page, "Delete what is kept here")
    click(page, "Delete")
    assert page.evaluate("localStorage.length") == 0


def test_the_next_audit_begins_on_the_page(opened: Any) -> None:
    """A finished audit becomes the last one; it can be saved first, and is told after each answer of the next."""
    page = opened(DESK).page
    begin(page)
    answer(page, "r50")
    answer(page, "r0")
    page.goto(page.url)
    assert title(page) == "Your audit so far"
    click(page, "Begin the next audit")
    fits(page)
    assert json.loads(saved(page))["answers"] == {"desk.door": "r50", "desk.drawer": "r0"}
    click(page, "Begin")
    assert title(page) == "Your practice"
    click(page, "Go on")
    assert answer(page, "r50").endswith("The same as last time.")
    assert answer(page, "unsure").endswith("Last time: Risk 0.")
    page.reload()
    click(page, "See the result")
    assert "Since the earlier audit" in page.inner_text("main")
    assert "Better answers" not in page.inner_text("main")


def test_a_danger_is_told_without_praise(opened: Any, tmp_path: Path) -> None:
    """Where an answer raises a red flag again, only the last answer is told after it."""
    page = opened(DESK).page
    given(page, tmp_path, {**LAST, "answers": {"desk.door": "r100"}})
    click(page, "It is my last audit")
    begin(page, keep=False)
    page.check("[value=r100]")
    click(page, "Go on")
    assert title(page) == "Do this today"
    click(page, "Go on")
    assert page.inner_text(".notice").endswith("The same as last time.")
    page.check("[value=r0]")
    click(page, "Go on")
    assert page.locator(".notice").count() == 0, "the last audit has no answer to it"


def test_a_file_beside_answers_loses_none(opened: Any, tmp_path: Path) -> None:
    """An earlier audit given in the middle of a new one changes no answer."""
    page = opened(DESK).page
    begin(page)
    answer(page, "r0")
    page.reload()
    given(page, tmp_path, LAST)
    assert "Answers in the file: 3. Answers here: 1." in page.inner_text("main")
    click(page, "It is my last audit")
    click(page, "Check your answers")
    assert "Risk 0" in page.inner_text("main")
    assert "Answered: 1 of 2 questions." in page.inner_text("main")
