"""The page that needs no installation asks, keeps, answers danger at once, and scores, without a request."""

from __future__ import annotations

import json
import posixpath
import re
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from support import one_page
from support.builders import audit, checklist, item
from support.one_page import DESK, begin, click, fits, saved, title

import ethics_audit as ea
from ethics_audit.base.language import speaking
from ethics_audit.formats.page import document, words

BLOCKED = "Object.defineProperty(window, 'localStorage', {get() { throw new DOMException('no', 'SecurityError'); }})"
FULL = "Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError'); }"


class Test_In_A_Browser:  # noqa: N801 - read as a sentence
    """What a clinician does with the file."""

    pytestmark = one_page.marks

    def test_whole_audit_by_keyboard(self, opened: Any) -> None:
        """The brief audit is done by keys alone on a phone's width; its file has the score that the page shows."""
        brief = ea.load_audit("brief")
        page, keys = (watched := opened(brief)).page, watched.page.keyboard
        fits(page)
        for key in ("Tab", "Space", "Enter"):
            keys.press(key)
        assert title(page) == "Your practice"
        assert page.evaluate("document.activeElement.tagName") == "H1"
        fits(page)
        for key in ("Tab", "Tab", "Space", "Enter"):
            keys.press(key)
        keys.press("w")
        assert page.locator("details[open]").count() == 1
        fits(page)
        keys.press("Enter")
        keys.press("Escape")
        count = 0
        while title(page) != "Check your answers" and count < 60:
            if title(page) == "Do this today":
                assert page.evaluate("document.activeElement.className") == "urgent"
                fits(page)
                keys.press("Enter")
                assert title(page) == "Do this today", "danger is not passed by the key that goes on"
                keys.press("Tab")
            elif page.locator("details[open]").count():
                page.focus("h1")
                page.locator("details").evaluate("one => { one.open = false; }")
                continue
            else:
                count += 1
                keys.press("4" if count == 2 else "1")
            keys.press("Enter")
        fits(page)
        click(page, "See the result")
        assert page.evaluate("document.activeElement.tagName") == "H1"
        fits(page)
        sheet = ea.from_json(saved(page).decode(), ea.AnswerSheet)
        result = ea.assess(brief, sheet.answers)
        assert count == len(sheet.answers.given) > 20
        assert sheet.answers.profile
        shown = page.inner_text(".result")
        assert f"The band is {result.band}." in shown
        assert re.search(r"(\d+\.\d) of 100", shown)[1] == f"{int(result.exact * 10) / 10:.1f}"

    def test_focus_is_always_seen(self, opened: Any) -> None:
        """Whatever Tab reaches shows that it has the focus: by a line around it, or around its answer."""
        seen = """() => {
            const at = document.activeElement, shown = at.closest('.choice') ?? at;
            return at === document.body ? 'end' : parseFloat(getComputedStyle(shown).outlineWidth) >= 2
                && getComputedStyle(shown).outlineStyle !== 'none';
        }"""
        page = opened(DESK).page
        for view in ("Before you begin", "Your practice", "I do desk.door."):
            assert title(page) == view
            reached = 0
            page.keyboard.press("Tab")
            while (found := page.evaluate(seen)) != "end":
                assert found, page.evaluate("document.activeElement.outerHTML")
                page.keyboard.press("Tab")
                reached += 1
            assert reached >= 3
            page.locator("#keep-here").check() if view == "Before you begin" else None
            page.locator("form button[type=submit]").click()

    def test_danger_is_answered_at_once(self, opened: Any) -> None:
        """A red flag stands before the next question, when one stops, and first in the result."""
        page = opened(DESK).page
        begin(page)
        page.check("#answer-r100")
        click(page, "Go on")
        assert title(page) == "Do this today"
        assert "Call somebody." in page.inner_text(".urgent")
        click(page, "Stop here")
        assert "Call somebody." in page.inner_text(".urgent")
        fits(page)
        click(page, "Go on")
        assert title(page) == "I do desk.drawer."
        page.check("#answer-r0")
        click(page, "Go on")
        click(page, "See the result")
        assert page.inner_text("main").index("Call somebody.") < page.inner_text("main").index("Your result")
        assert page.inner_text("main").count("Call somebody.") == 1

    def test_kept_answers_come_back(self, opened: Any) -> None:
        """After a reload the next open question is asked, until what is kept is deleted."""
        page = opened(DESK).page
        begin(page)
        page.check("#answer-r0")
        click(page, "Go on")
        page.reload()
        assert title(page) == "Your audit so far"
        click(page, "Go on")
        assert title(page) == "I do desk.drawer."
        page.go_back()
        click(page, "Delete what is kept here")
        click(page, "Delete")
        assert page.evaluate("localStorage.length") == 0
        assert title(page) == "Before you begin"

    def test_nothing_is_kept_unasked(self, opened: Any) -> None:
        """Without a choice nothing begins; with "keep nothing" the storage stays empty."""
        page = opened(DESK).page
        click(page, "Begin")
        assert page.inner_text(".slip") == "Say first where your answers should be."
        begin(page, keep=False)
        page.check("#answer-r0")
        click(page, "Go on")
        assert page.evaluate("localStorage.length + sessionStorage.length") == 0
        page.reload()
        assert title(page) == "Before you begin"

    @pytest.mark.parametrize(
        ("script", "told"), [(BLOCKED, "keeps nothing for this page"), (FULL, "cannot keep your last")]
    )
    def test_it_goes_on_without_storage(self, script: str, told: str, opened: Any) -> None:
        """Blocked or full storage is told, and everything else works."""
        page = opened(DESK, script).page
        if script == FULL:
            page.check("#keep-here")
        else:
            assert told in page.inner_text("main")
        click(page, "Begin")
        click(page, "Go on")
        assert script == BLOCKED or told in page.inner_text("main")
        page.check("#answer-r0")
        click(page, "Go on")
        assert title(page) == "I do desk.drawer."

    def test_two_windows_never_overwrite(self, opened: Any) -> None:
        """An answer of another window is never written over; both are told apart and offered."""
        page = opened(DESK).page
        begin(page)
        second = page.context.new_page()
        second.goto(page.url)
        click(second, "Go on")
        click(second, "Go on")
        second.check("#answer-r0")
        click(second, "Go on")
        page.check("#answer-r50")
        click(page, "Go on")
        assert title(page) == "Your answers were changed in another window"
        assert json.loads(saved(page))["answers"] == {"desk.door": "r50"}
        click(page, "Use the other window's answers")
        click(page, "Check your answers")
        assert "Risk 0" in page.inner_text("main")

    def test_a_weak_domain_is_named_with_its_own_band(self, opened: Any) -> None:
        """A band that the weakest domain forces is told beside the band of that domain."""
        page = opened(audit(checklist("strong", item("strong.one", 99)), checklist("weak", item("weak.one")))).page
        begin(page)
        for answer in ("r0", "r100"):
            page.check(f"#answer-{answer}")
            click(page, "Go on")
        click(page, "See the result")
        told = "Weak is critical, so the whole is at least high: a good average hides no weak domain."
        assert told in " ".join(page.inner_text("main").split())

    def test_another_version_is_never_mixed_in(self, opened: Any) -> None:
        """Answers kept for another version, or unreadable ones, are told, not used, and can be saved or deleted."""
        key = f"ethics-audit/example/{DESK.digest[:16]}"
        page = opened(
            DESK,
            f"if (!sessionStorage.x) {{ localStorage['ethics-audit/example/old'] = '{{}}'; "
            f"localStorage['{key}'] = '?'; sessionStorage.x = 1; }}",
        ).page
        told = page.inner_text("main")
        assert "another version" in told
        assert "cannot be read" in told
        assert page.locator("#keep-here").count() == 0
        fits(page)
        for _ in range(2):
            page.get_by_role("button", name="Delete them").first.click()
        assert page.evaluate("localStorage.length") == 0
        assert page.locator("#keep-here").count() == 1

    def test_files_come_back_or_are_refused(self, opened: Any, tmp_path: Path) -> None:
        """A saved file is read with its reasons; another audit or version, or a wrong answer, is refused with why."""
        page = opened(DESK).page
        sheet = {
            "audit": "example",
            "version": "1.0",
            "profile": ["minors"],
            "answers": {"desk.door": "r0", "desk.drawer": {"not_applicable": "None."}, "desk.key": "n/a"},
        }

        def load(content: object) -> None:
            (tmp_path / "mine.json").write_text(content if isinstance(content, str) else json.dumps(content), "utf-8")
            page.set_input_files("#file", tmp_path / "mine.json")

        wrong = [
            ("{", "not a file that this page saved"),
            ([1], "not a file"),
            ({**sheet, "audit": "brief"}, "It answers “brief”"),
            ({**sheet, "version": "0.9"}, "answers version 0.9"),
            ({**sheet, "profile": ["minor"]}, "not known: minor"),
            ({**sheet, "answers": {"desk.dor": "r0"}}, "not asked here: desk.dor"),
            ({**sheet, "answers": {"desk.door": "n/a"}}, "desk.door: expected one of r0, r50, r100, unsure"),
        ]
        for content, told in wrong:
            load(content)
            page.get_by_role("heading", name="This file cannot be used").wait_for()
            assert told in page.inner_text("main")
            click(page, "Back")
        load(sheet)
        page.get_by_role("heading", name="What is this file?").wait_for()
        fits(page)
        click(page, "Go on with the file")
        assert title(page) == "Your audit so far"
        begin(page, keep=False, past_practice=False)
        assert title(page) == "Check your answers"
        assert "It does not apply to my practice: None." in page.inner_text("main")
        click(page, "See the result")
        assert "Events that did not come up: 1 of 1." in page.inner_text("main")
        assert json.loads(saved(page)) == sheet
        page.go_back()
        page.go_back()
        load({**sheet, "answers": {}})
        page.get_by_role("heading", name="What is this file?").wait_for()
        assert "Answers in the file: 0. Answers here: 3." in page.inner_text("main")
        fits(page)
        assert "desk" not in json.dumps(page.evaluate("history.state")), "browsers store it"
        click(page, "Go on with the file")
        assert title(page) == "Before you begin"

    def test_mistakes_are_told_beside_their_field(self, opened: Any) -> None:
        """A question without an answer, and n/a without a reason, are told in place, and the focus goes there."""
        page = opened(DESK).page
        begin(page)
        click(page, "Go on")
        assert page.inner_text(".slip") == "Pick an answer, or skip the question for now."
        assert page.evaluate("document.activeElement.id") == "answer-r0"
        assert page.title().startswith("Error: ")
        fits(page)
        click(page, "Skip for now")
        page.check("input[value='n/a']")
        click(page, "Go on")
        assert page.inner_text(".slip") == "Say in a few words why it does not apply."
        fits(page)
        page.fill("#reason", " none\there ")
        click(page, "Go on")
        assert title(page) == "Check your answers"
        assert "A result needs at least one answer" in page.inner_text("main")

    def test_cases_give_feedback(self, opened: Any) -> None:
        """Cases give feedback after each answer."""
        page = opened(ea.load_audit("scenarios")).page
        begin(page)
        page.keyboard.press("1")
        page.keyboard.press("Enter")
        assert title(page) == "What speaks for it and against it"
        fits(page)

    def test_it_speaks_spanish(self, opened: Any) -> None:
        """The page is in the language of its audit."""
        page = opened(ea.load_audit("brief", locale="es")).page
        assert page.get_attribute("html", "lang") == "es"
        fits(page)


def test_policy_allows_its_own_script_and_style_alone() -> None:
    """The policy names the digests of what the page holds, and nothing in it can be loaded or sent."""
    page = document.export(DESK).decode()
    (policy,) = re.findall(r'Content-Security-Policy" content="([^"]*)"', page)
    assert re.fullmatch(
        r"default-src 'none'; script-src 'sha256-[\w+/=]+'; style-src 'sha256-[\w+/=]+'; "
        r"img-src data:; base-uri 'none'; form-action 'none'",
        policy,
    )
    assert "innerHTML" not in page
    assert not re.search(r"\beval\(|\bfetch\(|XMLHttpRequest|^(import|export) ", page, re.MULTILINE)


def test_every_word_is_used_and_known() -> None:
    """The script uses each word that it is given, and no other."""
    script = "".join(document._modules(document.MAIN, {}).values())
    assert set(re.findall(r"\bwords\.(\w+)", script)) == set(words.words(DESK))
    with speaking("en"):
        assert words.words(DESK)["begin"] == "Begin"


def test_parts_of_the_script_fit_together() -> None:
    """A part stands after those that it imports, and uses what it imports; each name is exported for another part."""
    found = document._modules(document.MAIN, {})
    exported: dict[str, set[str]] = {}
    imported: dict[str, set[str]] = {}
    for path, text in found.items():
        for listed, source in re.findall(r'^import (?:\{([^}]*)\} from )?"([^"]+)";$', text, re.MULTILINE):
            other = posixpath.normpath(posixpath.join(posixpath.dirname(path), source))
            assert other in exported, f"{path} and {other} import each other"
            names = {name.strip() for name in listed.split(",") if name.strip()}
            assert names <= exported[other], path
            assert [name for name in names if len(re.findall(rf"\b{name}\b", text)) < 2] == [], path
            imported.setdefault(other, set()).update(names)
        declared = re.findall(r"^export (?:const|function) (?:\{ ([^}]*) \}|(\w+))", text, re.MULTILINE)
        exported[path] = {name for many, one in declared for name in (one or many).split(", ")}
    assert {path: exported[path] - imported[path] for path in imported if exported[path] - imported[path]} == {}
    on_disk = {one.name for one in files("ethics_audit.formats.page").joinpath("script").iterdir()}
    assert {posixpath.basename(path) for path in found} == on_disk | {"scoring.js"}
