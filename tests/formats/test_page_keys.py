"""The keys of the page that needs no installation can be turned off, and work only where they are told."""

from __future__ import annotations

from typing import Any

import pytest
from support import one_page
from support.one_page import DESK, begin, click, fits, title

pytestmark = one_page.marks


def switch(page: Any) -> Any:
    """The switch of the keys."""
    return page.get_by_role("button", name="Turn these keys off")


def test_keys_answer_show_why_and_go_back(opened: Any) -> None:
    """A number picks, w shows why, b goes back, Enter goes on; numbers stand beside the answers."""
    page = opened(DESK).page
    begin(page)
    keys = page.keyboard
    keys.press("2")
    assert page.is_checked("#answer-r50")
    keys.press("W")
    assert page.locator("details[open]").count() == 1
    assert page.evaluate("getComputedStyle(document.querySelector('label[data-key]'), '::after').content") == '"1" / ""'
    keys.press("Tab")
    page.focus("h1")
    keys.press("Enter")
    assert title(page) == "I do desk.drawer."
    keys.press("b")
    assert title(page) == "I do desk.door."


@pytest.mark.parametrize("keep", [True, False])
def test_keys_can_be_turned_off(keep: bool, opened: Any) -> None:  # noqa: FBT001 - a case
    """Turned off, no key but the browser's own does anything; that is remembered where answers are kept."""
    page = opened(DESK).page
    begin(page, keep=keep)
    switch(page).press("Enter")
    assert switch(page).get_attribute("aria-pressed") == "true"
    fits(page)
    for key in ("1", "w", "b"):
        page.keyboard.press(key)
    assert page.locator(":checked, details[open]").count() == 0
    assert title(page) == "I do desk.door."
    click(page, "Skip for now")
    assert switch(page).get_attribute("aria-pressed") == "true"
    assert page.evaluate("localStorage.length") == (2 if keep else 0)
    page.reload()
    if not keep:
        return
    click(page, "Go on")
    click(page, "Go on")
    page.keyboard.press("1")
    assert page.locator(":checked").count() == 0
    switch(page).click()
    page.keyboard.press("1")
    assert page.is_checked("#answer-r0")


def test_no_key_works_where_none_is_told(opened: Any) -> None:
    """On a phone, where no keys are told, a letter that is dictated does nothing."""
    page = opened(DESK, is_mobile=True, has_touch=True).page
    begin(page)
    assert not switch(page).is_visible()
    for key in ("1", "w", "b"):
        page.keyboard.press(key)
    assert page.locator(":checked, details[open]").count() == 0
    assert title(page) == "I do desk.door."
