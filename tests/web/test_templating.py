"""Each form speaks the language of its audit, on every page, whatever other forms speak."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection
from pathlib import Path
from threading import Barrier
from typing import Any

import httpx
import pytest
from attrs import evolve
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Mount, Route
from support.catalogues import offer
from support.report_pages import words
from support.web_windows import BASE, CASES, DEFINITION, Memory, Window, ask

import ethics_audit as ea
from ethics_audit import web
from ethics_audit.base.language import spoken
from ethics_audit.documents.answers_file import AnswersFile
from ethics_audit.model import translation
from ethics_audit.model.definitions import Translation, item_of
from ethics_audit.model.translation import D
from ethics_audit.web import serving
from ethics_audit.web.serving import Served

FORM = {"content-type": "application/x-www-form-urlencoded", "origin": BASE}
HOST = "127.0.0.1:8123"
ROUNDS = 5


def marked(locale: str) -> Callable[[str], str]:
    """A catalogue that puts the name of a language before each message."""
    return lambda message: f"[{locale}] {message}"


def wholly(definition: ea.Audit, locale: str, *missing: str, title: bool = True) -> ea.Audit:
    """Return an audit in a language whose texts begin with its name, except for some that are not translated."""

    def worded(one: D, own: Collection[str]) -> D:
        def say(place: str, text: str) -> str:
            return text if {place, item_of(place)} & set(own) else f"{locale}: {text}"

        return evolve(translation._reworded(one, say), translation=Translation(locale, "Ann", own))

    parts = []
    for part in definition.parts:
        own = [place for place in missing if place.partition(".")[0] == part.checklist.id]
        own = ["title" if place == f"{part.checklist.id}.title" else place for place in own]
        parts.append(evolve(part, checklist=worded(part.checklist, own)))
    return evolve(worded(definition, () if title else ("title",)), parts=parts)


def form(definition: ea.Audit, *, user: Any = lambda _: "me", **more: Any) -> Any:
    """Return the form of an audit in which every second question is answered."""
    answers = {id: one.options[-1].id for id, one in list(definition.items.items())[::2]}
    drafts = Memory(ea.AnswerSheet(definition.id, ea.Answers(answers), definition.version))
    return web.app(definition, drafts=drafts, user=user, **more)


def languages(window: Window) -> dict[str, list[str]]:
    """Return the text in the main part that is marked with a language, by language."""
    found: dict[str, list[str]] = {}
    for one in window.tree.iter("main"):
        for inner in one.iter():
            if "lang" in inner.attrib:
                found.setdefault(inner.attrib["lang"], []).append(words(inner))
    return found


def test_every_answer_is_in_the_language(package: Path) -> None:
    """Pages, wrong entries, failures and refusals are all in the language of the audit."""
    offer(package, "xx", marked("xx"))

    def breaks(_: web.Finish) -> None:
        raise ZeroDivisionError

    application = form(wholly(CASES, "xx"), finished=breaks)
    shown = str(Window(application, "/check").fields["shown"])
    seen = set()
    for method, path, more in [
        *(("GET", path, {}) for path in ("/", "/practice", "/questions/c.one", "/questions/c.one/feedback", "/check")),
        *(("GET", path, {}) for path in ("/later", "/done", "/nothing", "/questions/c.none", "/finish")),
        ("POST", "/practice", {"content": "fact=profession.counselor", "headers": FORM}),
        ("POST", "/questions/c.one", {"content": "", "headers": FORM}),
        ("POST", "/questions/c.one", {"content": "{}", "headers": {**FORM, "content-type": "application/json"}}),
        ("POST", "/questions/c.one", {"content": b"answer=\xff", "headers": FORM}),
        ("POST", "/finish", {"content": "shown=another", "headers": FORM}),
        ("POST", "/finish", {"content": f"shown={shown}", "headers": FORM}),
        ("POST", "/finish", {"content": f"shown={shown}"}),
    ]:
        response = ask(application, method, path, **more)
        seen.add(response.status_code)
        assert "[xx] " in response.text, path
        assert ('<html lang="xx">' in response.text) == (response.status_code != 403), path
        assert spoken() == "en"
    assert seen == {200, 400, 403, 404, 405, 409, 415, 422, 500}
    stranger = Window(form(wholly(CASES, "xx"), user=lambda _: None), "/check")
    assert stranger.words == "[xx] That did not work [xx] Please sign in first. [xx] To the beginning"


def test_guard_speaks_it(package: Path, tmp_path: Path) -> None:
    """The guard speaks the language of the audit, even before the code is entered."""
    offer(package, "xx", marked("xx"))
    file = AnswersFile.opened(tmp_path / "mine.toml", "example", None)
    application = serving.local(Served(wholly(DEFINITION, "xx"), file, None), HOST, "abcde-fghjk", lambda: None)
    window = Window(application, f"http://{HOST}/")
    assert window.title == "[xx] Enter the code - xx: Example"
    assert window.send(code="wrong").slips == [("code", "[xx] This is not the code. Look at it once more.")]
    assert window.title.startswith("[xx] Error: [xx] Enter the code")
    window.send(code="abcde-fghjk").follow("[xx] Go on")
    assert "[xx] Before you begin" in window.words
    foreign = ask(application, "GET", "http://127.0.0.1:80/")
    assert foreign.text == f"[xx] This address is not served here. Open http://{HOST}/"


def test_forms_in_two_languages(package: Path) -> None:
    """Forms in two languages keep their own language at the same time, and so does their application."""
    for locale in ("xx", "yy"):
        offer(package, locale, marked(locale))
    both, outside = Barrier(2), []

    def user(_: Request) -> str:
        both.wait(30)
        return "me"

    def own(_: Request) -> PlainTextResponse:
        return PlainTextResponse(spoken())

    mounts = [Mount(f"/{locale}", form(wholly(DEFINITION, locale), user=user)) for locale in ("xx", "yy")]
    outer = Starlette(routes=[*mounts, Route("/own", own)])

    async def watched(scope: Any, receive: Any, send: Any) -> None:
        await outer(scope, receive, send)
        outside.append(spoken())

    async def rounds(path: str) -> list[list[str]]:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(watched), base_url=BASE) as client:
            wanted = [f"/xx{path}", f"/yy{path}", "/own"]
            asked = [await asyncio.gather(*map(client.get, wanted)) for _ in range(ROUNDS)]
            return [[one.text for one in answers] for answers in asked]

    for path in ("/", "/practice", "/questions/a.two", "/check", "/questions/a.none"):
        for first, second, third in asyncio.run(rounds(path)):
            assert first == second.replace("yy", "xx")
            assert ("[xx]" in first, "[yy]" in first, "[yy]" in second, "[xx]" in second) == (True, False, True, False)
            assert third == "en"
    assert set(outside) == {"en"}


def test_texts_that_are_not_translated_say_so(package: Path) -> None:
    """Each text of an audit in another language than the page is marked, and nothing else."""
    offer(package, "xx", marked("xx"))
    missing = ("a.title", "a.one", "a.two.options.r100.label", "b.three.rationale")
    application = form(wholly(DEFINITION, "xx", *missing))
    check = Window(application, "/check")
    assert languages(check) == {"en": ["A", "I do a.one.", "Risk 100", "I do a.one."]}
    question = check.open("/questions/a.two")
    assert languages(question) == {"en": ["A", "Risk 100"]}
    assert languages(question.open("/questions/b.three")) == {"en": ["It matters."]}
    assert languages(question.open("/questions/a.one"))["en"][:3] == ["A", "I do a.one.", "Risk 0"]
    assert languages(question.open("/practice")) == {}
    cases = Window(form(wholly(CASES, "xx", "c.one.options.bad")), "/questions/c.one/feedback")
    assert languages(cases) == {}
    cases = Window(form(wholly(CASES, "xx", "c.one.options.bad.label")), "/questions/c.one/feedback")
    assert (languages(cases), "[xx] Your answer: I wait." in cases.words) == ({"en": ["I wait."]}, True)


def test_what_is_kept_now_says_its_language(package: Path) -> None:
    """An answer in the words of the program is not marked."""
    offer(package, "xx", marked("xx"))
    definition = wholly(DEFINITION, "xx", "a.one")
    drafts = Memory(ea.AnswerSheet("example", ea.Answers({"a.one": "r0"}), "1.0"))
    window = Window(web.app(definition, drafts=drafts, user=lambda _: "me"), "/questions/a.one")
    for answer, said in (("r100", [("en", "Risk 100")]), ("unsure", [(None, "[xx] I do not know")])):
        drafts.change(a__one=answer)
        window.send("on", answer="r50")
        assert window.status == 409
        assert [(one.get("lang"), words(one)) for one in window.tree.iter("bdi")] == said


def test_title_of_the_audit_says_its_language(package: Path) -> None:
    """The title on every page is marked with the language of the audit or the checklist."""
    offer(package, "xx", marked("xx"))
    (only,) = wholly(CASES, "xx").parts
    for definition, lang in (
        (wholly(DEFINITION, "xx"), None),
        (wholly(DEFINITION, "xx", title=False), "en"),
        (ea.Audit.of(only.checklist), None),
    ):
        (header,) = Window(form(definition)).tree.iter("header")
        assert header[0].get("lang") == lang


def test_language_without_a_catalogue() -> None:
    """Without a catalogue the form is in English, and the texts of the audit are marked."""
    window = Window(form(wholly(DEFINITION, "qq-YY", "a.one")), "/check")
    assert window.tree.get("lang") == "en"
    assert languages(window)["qq-YY"][:4] == [
        f"qq-YY: {told}" for told in ("I do a.two.", "I do b.three.", "A", "I do a.two.")
    ]
    assert "I do a.one." not in languages(window)["qq-YY"]
    assert set(languages(window)) == {"qq-YY"}


def test_audit_is_loaded_in_a_language(package: Path) -> None:
    """An embedder can load an audit in a language."""
    offer(package, "es", marked("es"))
    window = Window(form(ea.load_audit("brief", locale="es")), "/check")
    assert "[es] Check your answers" in window.words
    assert languages(window) == {}
    assert "lang" not in window.open("/questions/boundaries.secrecy").response.text.replace('<html lang="es">', "")


def test_templates_of_its_own_are_translated(package: Path, tmp_path: Path) -> None:
    """Custom templates can use the messages of the program and of a package."""
    offer(
        package, "xx", marked("xx"), frozenset({"Saved", "%(n)s of ours & <b>theirs</b>", ("a day", "%(count)s days")})
    )
    own = tmp_path / "own"
    own.mkdir()
    (own / "later.html.j2").write_text(
        "{% extends 'layout.html.j2' %}{% block title %}{{ gettext('Saved') }}{% endblock %}{% block main %}"
        "{% trans n='<i>' %}{{ n }} of ours & <b>theirs</b>{% endtrans %}, "
        "{{ ngettext('a day', '%(count)s days', 2, count=2) }}, {{ spoken() }}{% endblock %}"
    )
    window = Window(form(wholly(DEFINITION, "xx"), templates=own), "/later")
    assert (window.title, window.words) == ("[xx] Saved - xx: Example", "[xx] <i> of ours & theirs, [xx] 2 days, xx")


@pytest.mark.parametrize("detail", ["", "Sign in there."])
def test_words_of_the_application_stay_its_own(detail: str, package: Path) -> None:
    """The words of an exception from the application are not translated."""
    from starlette.exceptions import HTTPException

    offer(package, "xx", marked("xx"))

    def user(_: Request) -> str:
        raise HTTPException(401, detail)

    window = Window(form(wholly(DEFINITION, "xx"), user=user), "/check")
    assert window.words.split() == f"[xx] That did not work {detail} [xx] To the beginning".split()
