"""The functions of an application are awaited where needed, and their results are checked."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Generator
from functools import partial
from threading import Barrier, Lock, Thread
from typing import Any

import httpx
import pytest
from anyio import to_thread
from starlette.concurrency import run_in_threadpool
from support.web_windows import BASE, DEFINITION, Memory, Window, ask

import ethics_audit as ea
from ethics_audit import web
from ethics_audit.base.errors import StoreError
from ethics_audit.web.questions import mark
from ethics_audit.web.requests import MOST_THREADS, threads

FORM = {"content-type": "application/x-www-form-urlencoded", "origin": BASE}
SHEET = ea.AnswerSheet("example", ea.Answers({"a.one": "r0"}), "1.0")
WENT_WRONG = "Something went wrong in the program. What you saved before is safe."
ROUNDS = 150


class Waiting:
    """An awaitable that is not a coroutine."""

    def __init__(self, given: object) -> None:
        self._given = given

    def __repr__(self) -> str:
        return f"Waiting({self._given!r})"

    def __await__(self) -> Generator[Any, Any, object]:
        yield from asyncio.sleep(0).__await__()
        return self._given


class Called:
    """An object with an asynchronous `__call__`."""

    def __init__(self, given: object) -> None:
        self._given = given

    async def __call__(self, *_: object) -> object:
        """Return the given value."""
        await asyncio.sleep(0)
        return self._given


async def _later(given: object, *_: object) -> object:
    await asyncio.sleep(0)
    return given


def _asynchronous(given: object) -> Callable[..., Awaitable[object]]:
    async def function(*_: object) -> object:
        await asyncio.sleep(0)
        return given

    return function


KINDS: dict[str, Callable[[object], Any]] = {
    "plain": lambda given: lambda *_: given,
    "async def": _asynchronous,
    "async __call__": Called,
    "partial of async": lambda given: partial(_later, given),
    "gives a coroutine": lambda given: lambda *_: _later(given),
    "gives an awaitable": lambda given: lambda *_: Waiting(given),
}
kinds = pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
WRONG = {
    "True": True,
    "1": 1,
    "0": 0,
    "bytes": b"me",
    "a tuple": ("me",),
    "a list": [],
    "a function": lambda: "me",
    "awaitable in an awaitable": Waiting("me"),
    "a sheet": SHEET,
}


class Kept(Memory):
    """Drafts whose methods return what they are given."""

    def __init__(self, **given: Any) -> None:
        super().__init__(SHEET)
        for name, function in given.items():
            setattr(self, name, function)


def form(drafts: Any, **more: Any) -> Any:
    """Return the form for one user."""
    return web.app(DEFINITION, drafts=drafts, **{"user": lambda _: "me", **more})


def post(application: Any, path: str, content: str) -> Any:
    """Send a form."""
    return ask(application, "POST", path, content=content, headers=FORM)


def failed(response: Any) -> None:
    """Check that a response reports a failure in plain words, without details."""
    assert response.status_code == 500
    assert WENT_WRONG in response.text
    assert not any(word in response.text for word in ("Error", "coroutine", "object at", "awaitable", "secret"))


# who asks


@kinds
def test_user_is_plain_or_asynchronous(kind: Any) -> None:
    """A plain or asynchronous name is the name that the draft is kept under."""
    drafts = Memory()
    window = Window(form(drafts, user=kind("ann")), "/questions/a.one").send("on", answer="r50")
    assert (window.status, set(drafts.kept)) == (200, {"ann"})


class Name(str):
    """A name of a type of one's own."""

    __slots__ = ()


def test_what_stands_for_a_name_is_a_plain_one() -> None:
    """Drafts are kept under a plain str, whatever type of str names the visitor."""
    drafts = Memory()
    Window(form(drafts, user=lambda _: Name("ann")), "/questions/a.one").send("on", answer="r50")
    assert [(type(name), name) for name in drafts.kept] == [(str, "ann")]


@kinds
def test_nobody_is_refused(kind: Any) -> None:
    """None is nobody, to whom nothing is shown and for whom nothing is kept."""
    drafts = Memory(SHEET)
    application = form(drafts, user=kind(None))
    for path in ("/", "/check", "/report", "/questions/a.one"):
        assert ask(application, "GET", path).status_code == 401
    assert post(application, "/questions/a.one", f"answer=r50&shown={mark('r0', 'me')}").status_code == 401
    assert (drafts.saves, set(drafts.kept)) == (0, {"me"})


@kinds
@pytest.mark.parametrize("given", ["", " ", "\t\n", "\u200b", "\x00", "\u3000"], ids=ascii)
def test_an_empty_name_is_an_error(kind: Any, given: str, caplog: pytest.LogCaptureFixture) -> None:
    """An empty or invisible name is a fault of the application, and never a visitor's."""
    drafts = Memory(SHEET)
    application = form(drafts, user=kind(given))
    for path in ("/", "/check", "/report", "/questions/a.one"):
        failed(ask(application, "GET", path))
    failed(post(application, "/questions/a.one", f"answer=r50&shown={mark('r0', 'me')}"))
    assert (drafts.saves, set(drafts.kept)) == (0, {"me"})
    told = "user: expected a name, or None for nobody, got a str without a visible character"
    assert caplog.messages == [told] * 5


@kinds
@pytest.mark.parametrize("given", WRONG.values(), ids=WRONG)
def test_what_is_no_name_is_no_visitor(kind: Any, given: object, caplog: pytest.LogCaptureFixture) -> None:
    """Any value but a name is an error, which is logged by its type alone."""
    if isinstance(given, Waiting) and kind is KINDS["plain"]:
        return  # it is awaited
    drafts = Memory(SHEET)
    application = form(drafts, user=kind(given))
    with caplog.at_level(logging.ERROR, "ethics_audit.web"):
        failed(ask(application, "GET", "/check"))
    failed(post(application, "/questions/a.one", f"answer=r50&shown={mark('r0', 'me')}"))
    assert (drafts.saves, set(drafts.kept)) == (0, {"me"})
    kind_of = type(given).__name__
    told = f"user: expected a str, or None for nobody, got a value of type {kind_of}"
    assert caplog.messages == [told] * 2


@pytest.mark.parametrize(
    ("name", "function", "got"),
    [
        ("user", lambda: "me", "one of ()"),
        ("user", lambda request, more: "me", "one of (request, more)"),  # noqa: ARG005
        ("user", "me", "str"),
        ("user", None, "none"),
        ("finished", lambda user, sheet, result: None, "one of (user, sheet, result)"),  # noqa: ARG005
        ("notify", lambda: None, "one of ()"),
    ],
)
def test_what_is_called_in_another_way(name: str, function: Any, got: str) -> None:
    """A function of other arguments, or something that is not a function, is refused when the form is created."""
    with pytest.raises(ea.ArgumentError) as caught:
        form(Memory(SHEET), **{name: function})
    argument = {"user": "request", "finished": "finish", "notify": "event"}[name]
    assert str(caught.value) == f"{name}: expected a function of ({argument}), got {got}"


def test_a_function_that_tells_nothing_of_its_arguments() -> None:
    """A function without a signature is called, and what it returns is checked."""
    failed(ask(form(Memory(SHEET), user=dict), "GET", "/check"))


class Old:
    """Drafts of an earlier protocol."""

    def load(self, user: str) -> None:
        """Take no audit."""

    def save(self, user: str, sheet: str, before: str) -> None:
        """Take no audit and no number."""


def test_drafts_of_another_protocol(caplog: pytest.LogCaptureFixture) -> None:
    """Drafts that do not take an audit are an error whenever they are called, so that two audits are never mixed."""
    failed(ask(form(Old()), "GET", "/"))
    failed(post(form(Kept(save=Old().save)), "/questions/a.one", f"answer=r50&shown={mark('r0', 'me')}"))
    assert caplog.messages == [
        "drafts.load: expected a function of (user, audit), got one of (user)",
        "drafts.save: expected a function of (user, audit, sheet, before), got one of (user, sheet, before)",
    ]
    with pytest.raises(ea.ArgumentError, match=r"drafts.load: .* got none"):
        form(object())


def test_a_draft_that_cannot_be_read(caplog: pytest.LogCaptureFixture) -> None:
    """What is wrong with a kept sheet is told to the developer by its places, and not to the visitor."""

    def load(*_: object) -> web.Draft:
        return web.Draft(
            ea.from_json('{"audit": "mine", "since": "secret", "answers": {"a.one": 7}}', ea.AnswerSheet), 1
        )

    with caplog.at_level(logging.ERROR, "ethics_audit.web"):
        failed(ask(form(Kept(load=load)), "GET", "/check"))
    assert caplog.messages == ["drafts.load: the sheet cannot be read: since (key-known), a.one (value)"]


@pytest.mark.parametrize("name", ["user", "load", "save", "finished"])
@pytest.mark.parametrize("asynchronous", [False, True])
@pytest.mark.parametrize("failure", [KeyError("secret"), StopIteration("secret")], ids=repr)
def test_what_raises_lets_nobody_in(name: str, asynchronous: bool, failure: Exception) -> None:  # noqa: FBT001
    """A callback that raises is an error without details, and nothing is shown as saved."""

    def breaks(*_: object) -> None:
        raise failure

    async def breaks_later(*_: object) -> None:
        await asyncio.sleep(0)
        raise failure

    function = breaks_later if asynchronous else breaks
    drafts = Kept(**({name: function} if name in {"load", "save"} else {}))
    application = form(drafts, **({} if name in {"load", "save"} else {name: function}))
    if name in {"user", "load"}:
        failed(ask(application, "GET", "/check"))
    path = "/finish" if name == "finished" else "/questions/a.one"
    shown = mark(("1.0", SHEET.answers) if name == "finished" else "r0", "me")
    failed(post(application, path, f"answer=r50&shown={shown}"))
    assert (drafts.saves, drafts.kept["me"]) == (0, SHEET)


@pytest.mark.parametrize("asynchronous", [False, True])
def test_full_disk_of_any_kind_is_told(asynchronous: bool) -> None:  # noqa: FBT001
    """A failure of an asynchronous store is reported like that of a plain one."""

    def full(*_: object) -> bool:
        raise StoreError("the disk is full")

    async def full_later(*_: object) -> bool:
        return full()

    window = Window(form(Kept(save=full_later if asynchronous else full)), "/questions/a.one").send("on", answer="r50")
    assert (window.status, window.slips) == (503, [("answer-1", "This is not saved. the disk is full")])


def test_the_threads_of_the_application_stay_free() -> None:
    """A request waits in one of forty threads that all forms share, and in none of the application's."""
    taken: list[tuple[float, int, int]] = []

    async def user(_: object) -> str:
        forms, others = threads(), to_thread.current_default_thread_limiter()
        taken.append((forms.total_tokens, forms.borrowed_tokens, others.borrowed_tokens))
        return "me"

    assert ask(form(Memory(), user=user), "GET", "/later").status_code == 200
    assert taken == [(40, 1, 0)]


def test_asynchronous_functions_may_wait_for_threads() -> None:
    """Many waiting requests do not use up the threads that asynchronous callbacks need."""
    begun: list[object] = []
    together = asyncio.Event()

    async def user(request: object) -> str:
        begun.append(request)
        if len(begun) == MOST_THREADS:
            together.set()
        await together.wait()
        return await run_in_threadpool(lambda: "me")

    application = form(Memory(), user=user)

    async def all_of_them() -> list[int]:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(application), base_url=BASE) as client:
            asked = [client.get("/later") for _ in range(MOST_THREADS)]
            return [one.status_code for one in await asyncio.wait_for(asyncio.gather(*asked), 60)]

    assert set(asyncio.run(all_of_them())) == {200}


# drafts


@kinds
def test_drafts_are_plain_or_asynchronous(kind: Any) -> None:
    """`load` and `save` are awaited where needed, and `save` gets the audit and the number that was loaded."""
    saves = []

    def save(*given: Any) -> Any:
        saves.append(given)
        return kind(True)(*given)  # noqa: FBT003

    drafts = Kept(load=kind(web.Draft(SHEET, 41)), save=save)
    window = Window(form(drafts), "/questions/a.one").send("on", answer="r50")
    assert window.status == 200
    ((user, audit, sheet, before),) = saves
    assert (user, audit, before, sheet.answers.given) == ("me", "example", 41, {"a.one": "r50"})
    refused = Window(form(Kept(load=kind(None), save=kind(False))), "/questions/a.one")  # noqa: FBT003
    assert refused.send("on", answer="r50").status == 409


@kinds
@pytest.mark.parametrize(
    "given",
    [
        *(True, False, 0, "", b"", (SHEET, 1), SHEET, {"sheet": SHEET, "number": 1}, Waiting(None)),
        *(web.Draft(SHEET, number) for number in (True, None, "1", 1.0)),  # type: ignore[arg-type]
        *(web.Draft(sheet, 1) for sheet in (None, SHEET.answers, "{}")),  # type: ignore[arg-type]
        web.Draft(ea.AnswerSheet("quarterly", ea.Answers(), "1.0"), 1),
    ],
    ids=repr,
)
def test_what_is_no_draft_is_not_shown(kind: Any, given: object) -> None:
    """Anything but a draft of this audit or None is an error, not an empty draft."""
    if isinstance(given, Waiting) and kind is KINDS["plain"]:
        return  # it is awaited
    drafts = Kept(load=kind(given))
    for path in ("/", "/check", "/report"):
        failed(ask(form(drafts), "GET", path))
    failed(post(form(drafts), "/questions/a.one", f"answer=r50&shown={mark(None, 'me')}"))
    assert drafts.saves == 0


@kinds
@pytest.mark.parametrize("given", [None, 1, 0, "", "yes", b"1", (), [True], Waiting(SHEET), SHEET], ids=repr)
def test_what_does_not_say_that_it_is_saved(kind: Any, given: object) -> None:
    """Anything but True or False from `save` is an error, and nothing is shown as saved."""
    if isinstance(given, Waiting) and kind is KINDS["plain"]:
        return  # it is awaited
    application = form(Kept(save=kind(given)))
    failed(post(application, "/questions/a.one", f"answer=r50&shown={mark('r0', 'me')}"))
    failed(post(application, "/practice", f"fact=minors&shown={mark([], 'me')}"))


def test_two_audits_on_one_store() -> None:
    """Each audit has its own draft for the same user, and a draft of another version is carried over."""
    kept: dict[tuple[str, str], web.Draft] = {}

    class Drafts:
        async def load(self, user: str, audit: str) -> web.Draft | None:
            return kept.get((user, audit))

        async def save(self, user: str, audit: str, sheet: ea.AnswerSheet, before: int | None) -> bool:
            known = kept.get((user, audit))
            if before != (known.number if known else None):
                return False
            kept[user, audit] = web.Draft(sheet, (before or 0) + 1)
            return True

    drafts = Drafts()
    other = ea.Audit("other", "2.0", "Other", DEFINITION.parts)
    first = Window(web.app(DEFINITION, drafts=drafts, user=lambda _: "me"), "/questions/a.one")
    second = Window(web.app(other, drafts=drafts, user=lambda _: "me"), "/questions/a.one")
    first.send("on", answer="r0")
    second.send("on", answer="r100")
    second.open("/questions/a.two").send("on", answer="r50")
    assert {audit: dict(draft.sheet.answers.given) for (_, audit), draft in kept.items()} == {
        "example": {"a.one": "r0"},
        "other": {"a.one": "r100", "a.two": "r50"},
    }
    assert {audit: draft.number for (_, audit), draft in kept.items()} == {"example": 1, "other": 2}
    versions = {draft.sheet.audit: draft.sheet.version for draft in kept.values()}
    assert versions == {"example": "1.0", "other": "2.0"}


# finishing


@kinds
@pytest.mark.parametrize(("given", "path"), [(None, "/done"), ("/audits/7", "/audits/7"), ("/?a=b#c", "/?a=b#c")])
def test_finished_says_where_it_goes_on(kind: Any, given: object, path: str) -> None:
    """`finished` may return a path on this site, or None."""
    response = post(form(Kept(), finished=kind(given)), "/finish", f"shown={mark(('1.0', SHEET.answers), 'me')}")
    assert (response.status_code, response.headers["location"]) == (303, path)


ELSEWHERE = ["", "audits", "//evil.test", "/\\evil.test", "\\\\evil.test", "https://evil.test/", "javascript:alert(1)"]


@kinds
@pytest.mark.parametrize(
    "given",
    [
        True,
        0,
        1,
        b"/",
        ("/",),
        Waiting("/"),
        SHEET,
        *ELSEWHERE,
        "/\t/evil.test",
        "/a b",
        "/a\r\nset-cookie: a",
        "/\x00",
    ],
    ids=repr,
)
def test_what_finished_may_not_give(kind: Any, given: object) -> None:
    """Any other result of `finished` is an error: nothing is called done, and nobody is sent to another site."""
    if isinstance(given, Waiting) and kind is KINDS["plain"]:
        return  # it is awaited
    response = post(form(Kept(), finished=kind(given)), "/finish", f"shown={mark(('1.0', SHEET.answers), 'me')}")
    failed(response)
    assert "location" not in response.headers


@kinds
def test_a_draft_that_changed_is_not_finished(kind: Any) -> None:
    """False from `finished` shows a change in another window, with the current answers."""
    drafts = Memory(SHEET)

    def finished(finish: web.Finish) -> Any:
        drafts.change(a__one="r100")
        return kind(drafts.number == finish.number)(finish)

    window = Window(form(drafts, finished=finished), "/check").send()
    assert window.status == 409
    assert "Nothing was finished from here" in window.slips[0][1]
    assert "I do a.one. Risk 100 Change" in window.words


class Store:
    """Drafts and finished audits in one place, like tables of one database."""

    def __init__(self) -> None:
        self.turn, self.both, self.loads = Lock(), Barrier(2), 0
        self.draft: web.Draft | None = web.Draft(SHEET, 1)
        self.audits: list[ea.AnswerSheet] = []

    def load(self, user: str, audit: str) -> web.Draft | None:  # noqa: ARG002 - there is one
        """Return the draft; the first two callers get the same one."""
        with self.turn:
            self.loads, draft, is_early = self.loads + 1, self.draft, self.loads < 2
        if is_early:
            self.both.wait(30)
        return draft

    def save(self, user: str, audit: str, sheet: ea.AnswerSheet, before: int | None) -> bool:  # noqa: ARG002
        """Keep the sheet if it is the next version."""
        with self.turn:
            if before != (self.draft.number if self.draft else None):
                return False
            self.draft = web.Draft(sheet, (before or 100) + 1)
            return True

    def finished(self, finish: web.Finish) -> str | bool:
        """Turn the draft into a finished audit if it is still the same."""
        with self.turn:
            if not self.draft or self.draft.number != finish.number:
                return False
            self.draft = None
            self.audits.append(finish.sheet)
            return "/"


def test_finishing_and_saving_at_once_loses_nothing() -> None:
    """Of two windows that start from one draft, one wins and the other is told, and nothing called saved is lost."""
    for _ in range(ROUNDS):
        store = Store()
        application, answers = form(store, finished=store.finished), {}

        def send(path: str, shown: object, application: Any = application, answers: Any = answers) -> None:
            answers[path] = post(application, path, f"answer=r100&shown={mark(shown, 'me')}").status_code

        each = [("/questions/a.one", "r0"), ("/finish", ("1.0", SHEET.answers))]
        threads = [Thread(target=send, args=arguments) for arguments in each]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(30)
        if answers == {"/questions/a.one": 409, "/finish": 303}:
            assert (store.audits, store.draft) == ([SHEET], None)
        else:
            assert answers == {"/questions/a.one": 303, "/finish": 409}
            assert store.draft
            assert (store.audits, store.draft.sheet.answers.given) == ([], {"a.one": "r100"})
