"""A service with many clinicians: two versions beside each other, two windows, drafts as a database rewrites them."""

from __future__ import annotations

import asyncio
import json
from threading import Lock
from typing import Any

import httpx
import pytest
from attrs import evolve
from starlette.applications import Starlette
from starlette.routing import Mount
from support.builders import audit, checklist, item, scale
from support.web_windows import BASE, Window, ask

import ethics_audit as ea
from ethics_audit import web
from ethics_audit.model.definitions import Fact
from ethics_audit.web.questions import mark

FORM = {"content-type": "application/x-www-form-urlencoded", "origin": BASE}
OLD = audit(checklist("a", item("a.one", scale=scale(0, 40, 100)), item("a.gone"), item("a.both")))
NEW = ea.Audit(
    "example",
    "2.0",
    "Example",
    [ea.Part(ea.Checklist("a", "2.0", "A", [item("a.one"), item("a.new"), item("a.both")]))],
)


def as_written(text: str) -> str:
    """Return a document as it was written."""
    return text


def minified(text: str) -> str:
    """Return a document without a space."""
    return json.dumps(json.loads(text), separators=(",", ":"))


def as_jsonb(text: str) -> str:
    """Return a document as PostgreSQL's JSONB gives it: shorter keys first, a space after each sign, no escapes."""

    def ordered(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: ordered(value[key]) for key in sorted(value, key=lambda key: (len(key), key))}
        return [ordered(one) for one in value] if isinstance(value, list) else value

    return json.dumps(ordered(json.loads(text)), ensure_ascii=False)


def backwards(text: str) -> str:
    """Return a document with every object in reverse, and many lines."""

    def turned(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: turned(value[key]) for key in reversed(value)}
        return value

    return json.dumps(turned(json.loads(text)), indent="\t")


class Table:
    """Drafts as rows of a table, whose text is rewritten at every save and every reading."""

    def __init__(self, rewritten: Any = as_written) -> None:
        self.rows: dict[tuple[str, str], tuple[int, str]] = {}
        self._rewritten = rewritten
        self._turn = Lock()

    async def load(self, user: str, audit: str) -> web.Draft | None:
        """Return the draft."""
        if (user, audit) not in self.rows:
            return None
        number, text = self.rows[user, audit]
        return web.Draft(ea.from_json(self._rewritten(text), ea.AnswerSheet), number)

    async def save(self, user: str, audit: str, sheet: ea.AnswerSheet, before: int | None) -> bool:
        """Compare the number, and write."""
        with self._turn:
            known = self.rows.get((user, audit))
            if before != (known[0] if known else None):
                return False
            self.rows[user, audit] = ((before or 0) + 1, self._rewritten(ea.to_json(sheet)))
            return True

    def given(self, user: str = "me") -> dict[str, Any]:
        """Return the answers of a user."""
        return dict(ea.from_json(self.rows[user, "example"][1], ea.AnswerSheet).answers.given)


def form(drafts: Any, definition: ea.Audit = OLD, **more: Any) -> Any:
    """Return the form for one user."""
    return web.app(definition, drafts=drafts, **{"user": lambda _: "me", **more})


# drafts as a database gives them back


@pytest.mark.parametrize("rewritten", [as_written, minified, as_jsonb, backwards])
def test_rewritten_drafts_do_no_harm(rewritten: Any) -> None:
    """A draft whose text is minified, re-ordered or reformatted can be continued, changed and finished."""
    table = Table(rewritten)
    finished: list[web.Finish] = []
    application = form(table, finished=finished.append)
    window = Window(application, "/practice").send(fact="profession.counselor")
    window.send("on", answer="r0").send("on", answer="r50").send("on", answer="unsure")
    first, second = (Window(application, "/questions/a.one") for _ in range(2))
    assert first.send("on", answer="r40").status == 200
    assert second.send("on", answer="unsure").status == 409
    assert table.given() == {"a.one": "r40", "a.gone": "r50", "a.both": ea.UNSURE}
    Window(application, "/check").send()
    assert [dict(one.sheet.answers.given) for one in finished] == [table.given()]


def test_two_windows_at_one_question_and_at_two() -> None:
    """Two windows of one user lose nothing: the later answer to one question is told, those to two are both kept."""
    table = Table()
    application = form(table)
    for path, others, status in (("/questions/a.one", "r0", 409), ("/questions/a.gone", "r50", 200)):
        table.rows.clear()
        one, other = Window(application, "/questions/a.one"), Window(application, path)
        one.send("on", answer="r40")
        assert other.send("on", answer=others).status == status
        assert table.given()["a.one"] == "r40"
    assert table.given() == {"a.one": "r40", "a.gone": "r50"}


# two versions beside each other


def test_two_versions_lose_no_answer_of_each_other() -> None:
    """Each version asks and scores what is its own, and keeps what fits the other alone, in any order of requests."""
    table = Table(as_jsonb)
    old, new = form(table, OLD), form(table, NEW)
    Window(old, "/questions/a.gone").send("on", answer="r100")
    Window(new, "/questions/a.new").send("on", answer="r50")
    Window(old, "/questions/a.one").send("on", answer="r40")
    Window(new, "/questions/a.both").send("on", answer="r0")
    everything = {"a.gone": "r100", "a.new": "r50", "a.one": "r40", "a.both": "r0"}
    assert table.given() == everything
    shown = Window(new, "/check")
    assert "I do a.gone." not in shown.words
    assert "I do a.one. Not answered" in shown.words  # its answer is none of this version
    assert "I do a.new." not in Window(old, "/check").words
    Window(new, "/questions/a.one").send("on", answer="r50")
    assert table.given() == {**everything, "a.one": "r50"}
    assert "I do a.one. Not answered" in Window(old, "/check").words


def test_each_version_finishes_its_own_answers_alone() -> None:
    """What is finished holds the answers of that version and no other, and scores as it does alone."""
    table = Table()
    finished: list[web.Finish] = []
    old, new = (form(table, each, finished=finished.append) for each in (OLD, NEW))
    Window(old, "/questions/a.gone").send("on", answer="r100")
    Window(new, "/questions/a.both").send("on", answer="r50")
    Window(new, "/check").send()
    (finish,) = finished
    assert (finish.sheet.version, dict(finish.sheet.answers.given)) == ("2.0", {"a.both": "r50"})
    assert finish.result == ea.assess(NEW, {"a.both": "r50"})
    assert ea.load_vector(finish.result.vector, NEW).answers.given == {"a.both": "r50"}


def test_a_page_of_another_version_finishes_nothing() -> None:
    """A list of answers that one version showed does not finish the audit of another, whose questions were not seen."""
    table = Table()
    finished: list[web.Finish] = []
    old, new = (form(table, each, finished=finished.append) for each in (OLD, NEW))
    Window(old, "/questions/a.both").send("on", answer="r50")
    seen = Window(old, "/check").fields["shown"]
    response = ask(new, "POST", "/finish", content=f"shown={seen}", headers=FORM)
    assert (response.status_code, finished) == (409, [])
    assert "Nothing was finished from here" in response.text


def test_a_sheet_is_of_one_version_again() -> None:
    """A draft whose answers all fit one version says so; answers that fit not even their own version are an error."""
    table = Table()
    versions = []
    for definition, place, option in ((OLD, "a.one", "r40"), (NEW, "a.both", "r0"), (NEW, "a.one", "r50")):
        Window(form(table, definition), f"/questions/{place}").send("on", answer=option)
        versions.append(ea.from_json(table.rows["me", "example"][1], ea.AnswerSheet).version)
    assert versions == ["1.0", None, "2.0"]
    damaged = ea.to_json(ea.AnswerSheet("example", ea.Answers({"a.oen": "r0"}), "1.0"))
    table.rows["me", "example"] = (7, damaged)
    assert "Some of what was kept does not fit" in Window(form(table, OLD), "/check").slips[0][1]


def test_facts_of_another_version_stay() -> None:
    """Facts that only another version asks for are kept by this one."""
    asks = audit(checklist("a", item("a.one", requires={"minors"}), item("a.both")))
    table = Table()
    Window(form(table, asks), "/practice").send(fact=["minors", "profession.counselor"])
    Window(form(table, NEW), "/practice").send(fact=[])
    sheet = ea.from_json(table.rows["me", "example"][1], ea.AnswerSheet)
    assert (set(sheet.answers.profile), sheet.version) == ({"minors"}, "2.0")


def test_own_facts_of_another_version_stay() -> None:
    """Facts that another version alone declares are kept beside those of this one, as its answers are."""
    at_night = evolve(
        checklist("a", item("a.both")),
        items=[item("a.one", requires={"own.nights"}), item("a.both")],
        facts=[Fact("own.nights", "I work at night.")],
    )
    table = Table()
    Window(form(table, audit(at_night)), "/practice").send(fact=["own.nights"])
    Window(form(table, NEW), "/practice").send(fact=["profession.counselor"])
    sheet = ea.from_json(table.rows["me", "example"][1], ea.AnswerSheet)
    assert (set(sheet.answers.profile), sheet.version) == ({"own.nights", "profession.counselor"}, None)


# hostile headers

HOSTILE = {
    "host": "evil.test",
    "x-forwarded-host": "evil.test",
    "x-forwarded-proto": "https",
    "x-forwarded-prefix": "//evil.test",
    "x-forwarded-server": "evil.test",
    "x-original-url": "//evil.test/",
    "x-rewrite-url": "/questions/a.both",
    "x-http-method-override": "POST",
    "forwarded": "host=evil.test;proto=https",
    "referer": "https://evil.test/",
}
FORGED = [
    {"origin": "https://evil.test"},
    {"origin": "https://evil.test", "x-forwarded-host": "evil.test"},
    {"origin": "https://evil.test", "forwarded": "host=evil.test"},
    {"origin": "https://evil.test", "host": "evil.test"},
    {"origin": "null"},
    {"referer": "https://practice.example/ethics/check"},
    {"sec-fetch-site": "same-site", "origin": "https://practice.example"},
    {"sec-fetch-site": "none", "origin": "https://practice.example"},
    {"sec-fetch-site": "same-origin, cross-site", "origin": "https://practice.example"},
    {"sec-fetch-site": "same-origin", "origin": "https://evil.test", "host": "evil.test"},
    {"sec-fetch-site": "same-origin", "host": "practice.example"},
    {"x-http-method-override": "GET", "origin": "https://evil.test"},
]


@pytest.mark.parametrize("name", HOSTILE)
def test_no_header_changes_an_address(name: str) -> None:
    """Pages and redirects have addresses on this site alone, whatever a header says."""
    application = Starlette(routes=[Mount("/ethics", form(Table()))])
    headers = {name: HOSTILE[name]}
    for path in ("/", "/practice", "/questions/a.one", "/check", "/done", "/questions/a.one/today", "/later/"):
        response = ask(application, "GET", f"/ethics{path}", headers=headers)
        assert "evil" not in response.text + str(response.headers)
        assert response.headers.get("location", "/ethics/").startswith("/ethics/")


@pytest.mark.parametrize("forged", FORGED, ids=str)
def test_no_header_lets_another_site_send(forged: dict[str, str]) -> None:
    """Where the owner named the host, only pages of that host can send, whatever the other headers say."""
    table = Table()
    application = form(table, hosts=["practice.example"])
    headers = {"content-type": FORM["content-type"], **forged}
    content = f"answer=r0&shown={mark(None)}"
    assert ask(application, "POST", "/questions/a.one", content=content, headers=headers).status_code == 403
    assert table.rows == {}


# two thousand users

USERS = 2_000
AT_ONCE = 50


async def _each(client: httpx.AsyncClient, number: int) -> None:
    """Answer one question as one user, each with an answer of its own, and look at the list."""
    answer = ("r0", "r40")[number % 2]
    headers = {**FORM, "x-user": f"user-{number}"}
    content = f"answer={answer}&shown={mark(None, headers['x-user'])}"
    sent = await client.post("/questions/a.one", content=content, headers=headers)
    assert sent.status_code == 303


@pytest.mark.slow
def test_two_thousand_users() -> None:
    """Each of 2,000 users has a draft of their own, and sees nothing of another, whichever worker answers."""
    table = Table(as_jsonb)

    async def user(request: Any) -> str | None:
        return request.headers.get("x-user") or None

    forms = [form(table, each, user=user) for each in (OLD, audit(*(part.checklist for part in OLD.parts)))]

    async def all_of(numbers: range) -> None:
        clients = [httpx.AsyncClient(transport=httpx.ASGITransport(each), base_url=BASE) for each in forms]
        waiting = iter(numbers)

        async def worker(client: httpx.AsyncClient) -> None:
            for number in waiting:
                await _each(client, number)

        await asyncio.gather(*(worker(clients[place % 2]) for place in range(AT_ONCE)))

    asyncio.run(all_of(range(USERS)))
    assert len(table.rows) == USERS
    assert all(table.given(f"user-{number}") == {"a.one": ("r0", "r40")[number % 2]} for number in range(USERS))
    shown = ask(forms[0], "GET", "/check", headers={"x-user": "user-7"})
    assert "Risk 40" in shown.text
    assert ask(forms[0], "GET", "/check").status_code == 401
