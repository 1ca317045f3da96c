"""On the page that needs no installation, an occasion asks and keeps in one's own words what the form does."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from support import one_page
from support.one_page import begin, click, fits, saved, title

import ethics_audit as ea
from ethics_audit.assessment.own_words import WRITTEN
from ethics_audit.base.dates import today

pytestmark = one_page.marks


def skip_to(page: Any, wanted: str) -> None:
    """Skip questions until this view."""
    while title(page) != wanted:
        click(page, "Go on" if title(page) == "Do this today" else "Skip for now")


def saved_words(page: Any) -> str:
    """What the browser keeps of one's own words."""
    return page.evaluate("JSON.stringify(JSON.parse(Object.values(localStorage)[0]).decision)")


def test_it_asks_what_the_form_asks(opened: Any) -> None:
    """The situation comes before the questions, the rest after them, one a page; the file and the record hold all."""
    page = opened(ea.load_audit("dilemma")).page
    assert "You also write, in your own words" in page.inner_text("main")
    begin(page)
    entries = {
        "situation": "A gift.",
        "principles": "autonomy: she decides\nfidelity: what was promised",
        "consulted": "My supervisor.",
        "decision": "To wait.",
        "review": (today() + timedelta(days=9)).isoformat(),
    }
    assert title(page) == WRITTEN["situation"].question
    fits(page)
    page.fill("#words", entries["situation"])
    click(page, "Go on")
    page.check("#answer-" + next(iter(ea.load_audit("dilemma").items.values())).options[0].id)
    click(page, "Go on")
    skip_to(page, WRITTEN["principles"].question)
    for field in list(WRITTEN)[1:]:
        assert title(page) == WRITTEN[field].question
        fits(page)
        page.fill("#words", entries[field])
        click(page, "Go on")
    assert title(page) == "Check your answers"
    fits(page)
    told = page.inner_text("main")
    day = date.fromisoformat(entries["review"])
    assert f"{day:%B} {day.day}, {day.year}" in told
    assert entries["review"] not in told
    click(page, "See the result")
    fits(page)
    sheet = ea.from_json(saved(page).decode(), ea.AnswerSheet)
    assert {field: getattr(sheet.decision, field) for field in WRITTEN} == entries
    click(page, "Read and save the record of your decision")
    fits(page)
    record = page.inner_text("main")
    assert record.index("A gift.") < record.index("Still missing") < record.index("My supervisor.")
    with page.expect_download() as download:
        click(page, "Save the record as a file")
    file = Path(download.value.path()).read_text("utf-8")
    assert all(text in file for field, text in entries.items() if field != "review")
    assert "Print" not in file
    assert all(text in record for field, text in entries.items() if field != "review")
    assert f"{day:%B} {day.day}, {day.year}" in record


def test_words_are_kept_when_one_stops_and_can_be_changed(opened: Any) -> None:
    """What is written is kept for whoever stops there, and comes back to be changed."""
    page = opened(ea.load_audit("dilemma")).page
    begin(page)
    page.fill("#words", "A gift.")
    click(page, "Stop here")
    assert title(page) == "You stopped here"
    page.reload()
    assert title(page) == "Your audit so far"
    click(page, "Check your answers")
    click(page, "Change Situation")
    assert page.input_value("#words") == "A gift."
    page.fill("#words", "A gift,\u202e and\ta loan. ")
    click(page, "Go on")
    assert title(page) == "Check your answers"
    assert json.loads(saved_words(page)) == {"situation": "A gift, and a loan."}


def test_a_day_that_is_past_is_refused(opened: Any) -> None:
    """The day of the next look is proposed in four weeks; one that is past is told in its place."""
    page = opened(ea.load_audit("dilemma")).page
    begin(page, keep=False)
    click(page, "Skip for now")
    page.check("form.question input >> nth=0")
    click(page, "Go on")
    skip_to(page, WRITTEN["review"].question)
    assert page.input_value("#words") == (today() + timedelta(weeks=4)).isoformat()
    page.fill("#words", "2020-02-03")
    click(page, "Go on")
    now = today()
    assert page.inner_text(".slip") == f"Choose a day from today on, such as {now:%B} {now.day}, {now.year}."
    fits(page)
    page.fill("#words", "")
    click(page, "Go on")
    assert title(page) == "Check your answers"
