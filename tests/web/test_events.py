"""An application is told of what happens, after it is kept, and nothing that goes wrong there changes it."""

from __future__ import annotations

import asyncio
import logging
from threading import Event as Signal
from typing import Any

import attrs
import pytest
from support.builders import audit, checklist, item
from support.web_windows import BASE, Memory, Window, ask

import ethics_audit as ea
from ethics_audit import web
from ethics_audit.web.questions import mark
from ethics_audit.web.requests import MOST_THREADS

FLAG = ea.RedFlag(100, "high", "Stop.")
FORM = {"content-type": "application/x-www-form-urlencoded", "origin": BASE}
MANY = MOST_THREADS + 5
DEFINITION = audit(
    checklist("a", item("a.one", red_flag=FLAG), item("a.two"), item("a.young", requires={"minors"}, red_flag=FLAG))
)


def form(drafts: Any, notify: Any, **more: Any) -> Any:
    """Return the form for one user."""
    return web.app(DEFINITION, drafts=drafts, notify=notify, **{"user": lambda _: "me", **more})


def told(events: list[web.Event]) -> list[tuple[str, str]]:
    """Return the kinds and the questions of the events, and forget them."""
    found: list[tuple[str, str]] = [(one.kind, one.item) for one in events]
    assert {(one.user, one.audit, one.version) for one in events} <= {("me", "example", "1.0")}
    events.clear()
    return found


def test_each_event_is_told_once() -> None:
    """An answer, a red flag that was not raised before, and the end are told; what changes nothing is not."""
    events: list[web.Event] = []
    window = Window(form(Memory(), events.append), "/questions/a.one").send("on", answer="r0")
    assert told(events) == [("answered", "a.one")]
    window.open("/questions/a.one").send("on", answer="r100")
    assert told(events) == [("answered", "a.one"), ("flagged", "a.one")]
    window.open("/questions/a.one").send("on", answer="r100")
    assert told(events) == []
    window.open("/questions/a.two").send("on", answer="unsure")
    assert told(events) == [("answered", "a.two")]
    window.open("/questions/a.two").send("on")
    window.open("/questions/a.two").send("on", answer="nonsense")
    assert told(events) == []
    window.open("/check").send()
    assert (window.path, told(events)) == ("/done", [("finished", "")])


def test_a_fact_can_raise_a_flag() -> None:
    """A fact of the practice that lets an old answer count again is told as the flag that it raises."""
    events: list[web.Event] = []
    drafts = Memory(ea.AnswerSheet("example", ea.Answers({"a.young": "r100"}), "1.0"))
    Window(form(drafts, events.append), "/practice").send(fact="minors")
    assert told(events) == [("flagged", "a.young")]


def test_what_is_not_kept_is_not_told() -> None:
    """Neither a full disk, another window nor an end that did not happen is an event."""
    events: list[web.Event] = []
    drafts = Memory(ea.AnswerSheet("example", ea.Answers({"a.two": "r0"}), "1.0"))
    drafts.fails = True
    application = form(drafts, events.append, finished=lambda _: False)
    assert Window(application, "/questions/a.one").send("on", answer="r100").status == 503
    drafts.fails, drafts.late = False, True
    assert Window(application, "/questions/a.one").send("on", answer="r100").status == 409
    assert Window(application, "/check").send().status == 409
    assert events == []


def test_it_carries_what_is_documented_and_no_answer() -> None:
    """An event is of plain text: kind, user, audit, version and question."""
    (kind, user, definition, version, place) = attrs.fields(web.Event)
    names = [kind.name, user.name, definition.name, version.name, place.name]
    assert names == ["kind", "user", "audit", "version", "item"]
    events: list[web.Event] = []
    Window(form(Memory(), events.append), "/questions/a.one").send("on", answer="r50")
    assert attrs.asdict(events[0]) == {
        "kind": "answered",
        "user": "me",
        "audit": "example",
        "version": "1.0",
        "item": "a.one",
    }


@pytest.mark.parametrize("asynchronous", [False, True])
def test_what_a_hook_raises_loses_nothing(asynchronous: bool, caplog: pytest.LogCaptureFixture) -> None:  # noqa: FBT001
    """An exception of a hook is logged by its type; the answer is kept, the next page is shown, the rest is told."""
    heard = []

    def breaks(event: web.Event) -> None:
        heard.append(event.kind)
        raise KeyError("secret")

    async def breaks_later(event: web.Event) -> None:
        await asyncio.sleep(0)
        breaks(event)

    drafts = Memory()
    application = form(drafts, breaks_later if asynchronous else breaks)
    with caplog.at_level(logging.ERROR):
        window = Window(application, "/questions/a.one").send("on", answer="r100")
    assert (window.path, window.status, drafts.given) == ("/questions/a.one/today", 200, {"a.one": "r100"})
    assert heard == ["answered", "flagged"]
    assert caplog.messages == [f"notify: raised KeyError for an event '{kind}'" for kind in heard]
    assert "secret" not in caplog.text


def test_the_page_does_not_wait_for_a_hook() -> None:
    """The response is sent, with the answer kept, before a hook is called."""
    sent = Signal()
    order: list[str] = []

    def slow(event: web.Event) -> None:
        assert sent.wait(30)
        order.append(event.kind)

    application = form(Memory(), slow)

    async def watched(scope: Any, receive: Any, send: Any) -> None:
        async def forward(message: Any) -> None:
            await send(message)
            if message["type"] == "http.response.body":
                order.append("sent")
                sent.set()

        await application(scope, receive, forward)

    response = ask(watched, "POST", "/questions/a.one", content=f"answer=r0&shown={mark(None, 'me')}", headers=FORM)
    assert (response.status_code, order) == (303, ["sent", "answered"])


def test_hooks_that_hang_stop_no_page() -> None:
    """More hanging hooks than the form has threads keep nobody from answering; ten hang at once, and the rest wait."""
    hangs, ten = Signal(), Signal()
    drafts = Memory()
    begun: list[object] = []

    def hang(event: web.Event) -> None:
        begun.append(event)
        if len(begun) == 10:
            ten.set()
        hangs.wait(60)

    application = form(drafts, hang, user=lambda request: request.headers["x-user"])

    async def all_of_them() -> list[int]:
        answered: list[int] = []
        done = asyncio.Event()

        async def send(message: Any) -> None:
            if message["type"] == "http.response.start":
                answered.append(message["status"])
                if len(answered) == MANY:
                    done.set()

        async def once(number: int) -> None:
            content = f"answer=r0&shown={mark(None, str(number))}".encode()
            headers = [*((name.encode(), value.encode()) for name, value in FORM.items()), (b"host", b"testserver")]
            scope = {"type": "http", "method": "POST", "path": "/questions/a.one", "query_string": b""}
            parts = iter([{"type": "http.request", "body": content, "more_body": False}])

            async def receive() -> Any:
                return next(parts)

            await application({**scope, "headers": [*headers, (b"x-user", str(number).encode())]}, receive, send)

        tasks = [asyncio.create_task(once(number)) for number in range(MANY)]
        try:
            await asyncio.wait_for(done.wait(), 50)
            assert await asyncio.to_thread(ten.wait, 30)
            await asyncio.sleep(0.1)  # in which an eleventh would begin
            assert len(begun) == 10
        finally:
            hangs.set()
            await asyncio.gather(*tasks)
        return answered

    assert asyncio.run(all_of_them()) == [303] * MANY
    assert len(drafts.kept) == len(begun) == MANY
