"""The form on this computer is open only to the one browser that has the code."""

from __future__ import annotations

import re
import socket
import stat
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any, NamedTuple

import httpx
import pytest
from support.builders import checklist, item
from support.report_pages import words
from support.terminal import Terminal
from support.web_program import Program
from support.web_windows import DEFINITION, Window, ask

import ethics_audit as ea
from ethics_audit.base.dates import in_words
from ethics_audit.base.errors import StoreError
from ethics_audit.documents.answers_file import AnswersFile
from ethics_audit.history import History, opened
from ethics_audit.web import security, serving
from ethics_audit.web.drafts import FileDrafts
from ethics_audit.web.guard import CODE_LENGTH, MOST_TRIES, SIGNS, new_code
from ethics_audit.web.questions import mark
from ethics_audit.web.serving import Served

HOST = "127.0.0.1:8123"
ADDRESS = f"http://{HOST}"
CODE = "abcde-fghjk"
COOKIE = "ethics_audit_8123"
FORM = {"content-type": "application/x-www-form-urlencoded", "origin": ADDRESS}


class Local(NamedTuple):
    """The form on this computer, without a server."""

    app: Any
    path: Path
    history: History
    uses: list[None]

    def window(self, start: str = "/", *, code: str = CODE) -> Window:
        """Return a window in which the code was entered."""
        window = Window(self.app, f"{ADDRESS}/")
        window.send(code=code)
        return window.open(start)


@pytest.fixture
def local(tmp_path: Path) -> Local:
    """Return the form of a small audit, with an empty history."""
    return made(tmp_path)


def made(folder: Path, definition: ea.Audit = DEFINITION, *, keep: bool = True) -> Local:
    """Return the form of an audit, with the history in the folder."""
    path = folder / "mine.toml"
    history = History(opened(folder / "history.db"))
    uses: list[None] = []
    served = Served(definition, AnswersFile.opened(path, "example", None), history if keep else None)
    app = serving.local(served, HOST, CODE, lambda: uses.append(None))
    return Local(app, path, history, uses)


# the host

WIDE = "127.0.0.1:８１２３"  # noqa: RUF001 - digits that are none
OTHER_HOSTS = [
    *("evil.test", "evil.test:8123", "localhost:8123", "localhost", "127.0.0.1", "127.0.0.1:", "127.0.0.1:80"),
    *("127.0.0.1:08123", "127.0.0.1:8123.", "127.0.0.1.:8123", "127.0.0.1:8124", "127.0.0.1:81230", "127.1:8123"),
    *("127.0.0.2:8123", "0.0.0.0:8123", "0:8123", "2130706433:8123", "0x7f000001:8123", "017700000001:8123"),
    *("[::1]:8123", "[::ffff:127.0.0.1]:8123", "[127.0.0.1]:8123", "::1", "::1:8123", "127.0.0.1:8123 ", " "),
    *("127.0.0.1:8123, evil.test", "evil.test, 127.0.0.1:8123", "127.0.0.1:8123,127.0.0.1:8123", "", ":8123"),
    *("user@127.0.0.1:8123", "127.0.0.1:8123@evil.test", "evil.test@127.0.0.1:8123", "127.0.0.1:8123#evil.test"),
    *("http://127.0.0.1:8123", "//127.0.0.1:8123", "127.0.0.1:8123/", "127.0.0.1:8123/x", "127.0.0.1:8123?x"),
    *("127.0.0.1:8123.evil.test", "evil.test.127.0.0.1:8123", "127.0.0.1.nip.io:8123", "127.0.0.1:8123;", "*"),
    *("127.0.0.1:+8123", WIDE.encode().decode("latin-1"), "127.0.0.1:8123\xa0", "127.0.0.1:8123\x85"),
    *("127.0.0.1\t:8123", "127.0.0.1:8123\t", "LOCALHOST:8123", "127.0.0.1%00:8123", "127.0.0.1:8123\x00", "null"),
]


def test_many_hosts_are_tried() -> None:
    """At least forty odd hosts are tried."""
    assert len(OTHER_HOSTS) == len(set(OTHER_HOSTS)) > 48


@pytest.mark.parametrize("host", OTHER_HOSTS)
def test_another_host_is_not_served(host: str, local: Local) -> None:
    """Another host gets nothing but the right address, even with the cookie or the code."""
    window = local.window()
    uses = len(local.uses)
    cookie = f"{COOKIE}={window.cookies[COOKIE]}"
    for method, path in (("GET", "/"), ("GET", "/form.css"), ("POST", "/practice"), ("POST", "/launch")):
        headers = [(b"host", host.encode("latin-1")), (b"cookie", cookie.encode()), (b"origin", ADDRESS.encode())]
        more = {"headers": [*headers, (b"sec-fetch-site", b"same-origin")]}
        response = ask(local.app, method, f"{ADDRESS}{path}", **more)
        assert (response.status_code, response.text) == (421, f"This address is not served here. Open {ADDRESS}/")
        assert response.headers["content-security-policy"] == security.POLICY
    assert (len(local.uses), local.path.exists()) == (uses, False)


def test_hosts_must_be_one(local: Local) -> None:
    """A request must have exactly one host."""
    for hosts in ([], [HOST, HOST], [HOST, "evil.test"], ["evil.test", HOST]):
        scope_headers = [(b"host", one.encode()) for one in hosts]
        assert _raw(local.app, scope_headers) == 421
    assert _raw(local.app, [(b"host", HOST.encode())]) == 401
    assert _raw(local.app, [(b"host", HOST.encode())], path=f"{ADDRESS}/") == 421
    assert _raw(local.app, [(b"host", HOST.encode())], path="*") == 421


def _raw(app: Any, headers: list[tuple[bytes, bytes]], path: str = "/") -> int:
    """Return the status of a request with exactly these headers."""
    import asyncio

    statuses: list[int] = []

    async def send(message: Any) -> None:
        statuses.append(message.get("status", 0))

    async def receive() -> Any:
        return {"type": "http.request", "body": b"", "more_body": False}

    scope = {"type": "http", "method": "GET", "path": path, "query_string": b"", "headers": headers}
    asyncio.run(app(scope, receive, send))
    return statuses[0]


def test_other_kinds_of_traffic_are_no_way_in(local: Local) -> None:
    """A web socket is closed."""
    import asyncio

    sent: list[Any] = []

    async def run() -> None:
        async def receive() -> Any:
            return {"type": "websocket.connect"}

        async def send(message: Any) -> None:
            sent.append(message["type"])

        scope = {"type": "websocket", "path": "/check", "headers": [], "query_string": b"", "subprotocols": []}
        await local.app(scope, receive, send)

    asyncio.run(run())
    assert sent == ["websocket.close"]


# the code


def test_code_opens_one_browser(local: Local) -> None:
    """A form exchanges the code for a cookie, on a page that leads on by itself."""
    window = Window(local.app, f"{ADDRESS}/")
    assert (window.status, window.title) == (401, "Enter the code - Example")
    window.send(code=CODE)
    assert window.status == 200
    assert 'http-equiv="refresh" content="0; url=/"' in window.response.text
    (cookie,) = window.response.headers.get_list("set-cookie")
    name, _, attributes = cookie.partition("=")
    value, *flags = attributes.split("; ")
    assert (name, len(value) >= 43) == (COOKIE, True)
    assert sorted(one.lower() for one in flags) == ["httponly", "path=/", "samesite=strict"]
    assert value not in window.response.text
    assert not local.uses
    assert "Before you begin" in window.follow("Go on").words
    assert len(local.uses) == 1


def test_nothing_is_shown_without_the_cookie(local: Local) -> None:
    """Without the cookie only the style is served, which holds no secret."""
    mine = local.window("/practice")
    mine.send(fact="minors")
    for path in ("/", "/practice", "/questions/a.one", "/check", "/report", "/done", "/kept/1", "/keep", "/launch"):
        for cookie in ("", f"{COOKIE}=", f"{COOKIE}=x", f"{COOKIE}x={mine.cookies[COOKIE]}", mine.cookies[COOKIE]):
            response = ask(local.app, "GET", f"{ADDRESS}{path}", headers={"cookie": cookie})
            assert (response.status_code, "Example" in response.text) == (401, True)
            assert "minors" not in response.text
    for path in ("/questions/a.one", "/finish", "/practice"):
        assert ask(local.app, "POST", f"{ADDRESS}{path}", content="answer=r0", headers=FORM).status_code == 401
    assert ask(local.app, "GET", f"{ADDRESS}/form.css").status_code == 200
    assert ea.load_answers(local.path).answers == ea.Answers({}, {"minors"})


def test_cookie_among_others(local: Local) -> None:
    """Other cookies, even of the same name, are ignored."""
    mine = local.window()
    cookie = f"a=b; {COOKIE}=planted; {COOKIE}={mine.cookies[COOKIE]};; c"
    assert ask(local.app, "GET", f"{ADDRESS}/", headers={"cookie": cookie}).status_code == 200
    split = [("cookie", f"{COOKIE}=planted"), ("cookie", f"{COOKIE}={mine.cookies[COOKIE]}")]
    assert ask(local.app, "GET", f"{ADDRESS}/", headers=split).status_code == 200


def test_code_works_once(local: Local) -> None:
    """A second browser and a replayed request are refused, and the first stays open."""
    mine = local.window()
    for _ in range(2):
        response = ask(local.app, "POST", f"{ADDRESS}/launch", content=f"code={CODE}", headers=FORM)
        assert (response.status_code, "set-cookie" in response.headers) == (403, False)
        assert "This form is open elsewhere" in response.text
    assert "This form is open elsewhere" in Window(local.app, f"{ADDRESS}/").words
    assert "Before you begin" in mine.open("/").words


@pytest.mark.parametrize("code", [CODE.upper(), "abcdefghjk", " abcde fghjk ", "abcde—fghjk", "a b c d e f g h j k"])
def test_code_as_people_type_it(code: str, local: Local) -> None:
    """Spaces, dashes and capitals in the code do not matter."""
    assert "Before you begin" in local.window(code=code).words


@pytest.mark.parametrize("code", ["", "-", "abcde-fghj", "abcde-fghjkk", "abcdé", "x" * 60_000, "\uff41bcdefghjk"])
def test_wrong_codes(code: str, local: Local) -> None:
    """A wrong code is reported, and the right one still works afterwards."""
    window = Window(local.app, f"{ADDRESS}/").send(code=code)
    assert window.status == 403
    assert window.slips == [("code", "This is not the code. Look at it once more.")]
    assert COOKIE not in window.cookies
    assert "Before you begin" in window.send(code=CODE).follow("Go on").words


def test_code_cannot_be_guessed(local: Local) -> None:
    """After a few wrong codes the right one is refused too."""
    window = Window(local.app, f"{ADDRESS}/")
    for _ in range(MOST_TRIES):
        assert window.send(code="guess").status == 403
        if window.slips:
            assert window.slips[0][0] == "code"
    assert "a wrong one was entered too often" in window.words
    assert ask(local.app, "POST", f"{ADDRESS}/launch", content=f"code={CODE}", headers=FORM).status_code == 403


def test_codes_are_made_of_chance() -> None:
    """Codes have no characters that look alike, and each one is new."""
    codes = {new_code() for _ in range(1000)}
    assert len(codes) == 1000
    assert {sign for code in codes for sign in code} == {*SIGNS, "-"}
    assert {len(code) for code in codes} == {CODE_LENGTH + 1}
    assert len(SIGNS) ** CODE_LENGTH > 2**49
    assert not set("il1o0") & set(SIGNS)


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"origin": "http://127.0.0.1:9999"}, 403),
        ({"origin": "http://localhost:8123"}, 403),
        ({"origin": "https://127.0.0.1:8123"}, 403),
        ({"origin": "null"}, 403),
        ({}, 403),
        ({"origin": "http://127.0.0.1:9999", "sec-fetch-site": "same-site"}, 403),
        ({"origin": ADDRESS, "sec-fetch-site": "same-site"}, 403),
        ({"origin": "http://evil.test", "sec-fetch-site": "same-origin"}, 403),
        ({"origin": "null", "sec-fetch-site": "same-origin"}, 403),
        ({"sec-fetch-site": "cross-site"}, 403),
        ({"sec-fetch-site": "same-origin"}, 409),
        ({"origin": ADDRESS}, 409),
    ],
)
def test_another_program_here_may_not_send(headers: dict[str, str], status: int, local: Local) -> None:
    """A page on another port is refused although the cookie is sent along, and so is a code from there."""
    mine = local.window()
    send = {"content-type": FORM["content-type"], "cookie": f"{COOKIE}={mine.cookies[COOKIE]}", **headers}
    assert ask(local.app, "POST", f"{ADDRESS}/practice", content="fact=minors", headers=send).status_code == status
    assert not local.path.exists()
    if status == 403:
        fresh = made(local.path.parent)
        response = ask(fresh.app, "POST", f"{ADDRESS}/launch", content=f"code={CODE}", headers=send)
        assert (response.status_code, "set-cookie" in response.headers) == (403, False)
        assert "Before you begin" in fresh.window().words


def test_launch_takes_forms_only(local: Local) -> None:
    """A request that is not a form costs no try."""
    for headers, content, status in (
        ({**FORM, "content-type": "text/plain"}, f"code={CODE}", 415),
        (FORM, "x" * 65_537, 413),
        (FORM, b"code=\xff", 400),
    ):
        for _ in range(MOST_TRIES):
            response = ask(local.app, "POST", f"{ADDRESS}/launch", content=content, headers=headers)
            assert (response.status_code, response.headers["cache-control"]) == (status, "no-store")
    assert "Before you begin" in local.window().words


# the history


def finished(local: Local, **answers: str) -> Window:
    """Return a window in which an audit was just finished."""
    window = local.window("/questions/a.one").send("on", answer=answers.get("answer", "r50"))
    return window.open("/check").send()


def where(window: Window) -> str:
    """Return the path of a window."""
    return window.path.removeprefix(ADDRESS)


def test_finished_audit_is_kept_once(local: Local) -> None:
    """A finished audit is kept once, however often it is finished."""
    window = finished(local)
    (kept,) = local.history.audits()
    assert dict(kept.result.answers.given) == {"a.one": "r50"}
    assert where(window) == f"/kept/{kept.number}"
    assert f"kept in your history, under {in_words(kept.day)}" in window.words
    assert kept.hash in window.words
    assert where(window.open("/check").send()) == f"/kept/{kept.number}"
    assert where(window.open("/keep")) == f"/kept/{kept.number}"
    window.open(f"/kept/{kept.number}").follow("Read the report")
    assert kept.hash in words(window.tree)
    assert "style-src 'sha256-" in window.response.headers["content-security-policy"]
    assert window.open("/kept/77").status == 404
    assert len(local.history.audits()) == 1


def test_report_tells_what_the_history_knows(local: Local) -> None:
    """The report shows earlier audits."""
    earlier = ea.assess(DEFINITION, {"a.one": "r0"})
    local.history.keep(earlier, date.today() - timedelta(days=120))  # noqa: DTZ011
    window = finished(local).follow("Read the report")
    assert "Since the earlier audit" in words(window.tree)


@pytest.mark.parametrize("way", ["new", "corrects"])
def test_another_audit_of_the_quarter(way: str, local: Local) -> None:
    """A second audit of a quarter asks whether it is a correction, which needs a reason."""
    number = local.history.keep(ea.assess(DEFINITION, {"a.one": "r0"})).number
    window = finished(local)
    assert (where(window), len(local.history.audits())) == ("/keep", 1)
    assert [one.get("datetime") for one in window.tree.iter("time")] == [local.history.audits()[0].day]
    assert "with other answers" in window.words
    window.send()
    assert (window.status, window.slips) == (422, [("way-1", "Pick one of the two.")])
    for reason in ("", " \n ", "x" * 1001):
        assert window.send(way="corrects", reason=reason).status == 422
        assert window.slips[0][0] == "reason"
        assert window.fields["way"] == "corrects"
    window.send(way=way, reason="two answers\nwere mistyped")
    kept = local.history.audits()[-1]
    assert where(window) == f"/kept/{kept.number}"
    assert (kept.corrects, kept.reason) == ((number, "two answers were mistyped") if way == "corrects" else (None, ""))


def test_keeping_what_was_not_shown(local: Local) -> None:
    """If an answer changed meanwhile, or there is nothing to correct, the list is shown first."""
    window = local.window("/questions/a.one").send("on", answer="r50")
    assert where(window.open("/keep")) == "/check"
    local.history.keep(ea.assess(DEFINITION, {"a.one": "r0"}))
    window.send()
    assert where(window) == "/keep"
    other = AnswersFile.opened(local.path, "example", None)
    other.save(ea.AnswerSheet("example", ea.Answers({"a.one": "r100"}), "1.0"))
    window.send(way="new")
    assert (where(window), len(local.history.audits())) == ("/check", 1)
    assert "Risk 100" in window.words


def test_nothing_that_is_not_answered_is_kept(local: Local) -> None:
    """An audit without answers is not kept, even beside an earlier one of the quarter."""
    local.history.keep(ea.assess(DEFINITION, {"a.one": "r0"}))
    window = local.window("/questions/a.one").send("on", answer="unsure")
    shown = mark(ea.load_answers(local.path).answers)
    for path in ("/finish", "/keep"):
        send = {**FORM, "cookie": f"{COOKIE}={window.cookies[COOKIE]}"}
        response = ask(local.app, "POST", f"{ADDRESS}{path}", content=f"shown={shown}&way=new", headers=send)
        assert (response.status_code, response.headers["location"]) == (303, "/check")
    assert len(local.history.audits()) == 1


def test_history_that_cannot_be_written(local: Local, monkeypatch: pytest.MonkeyPatch) -> None:
    """A failure to keep is reported, and what was typed stays in the form."""
    local.history.keep(ea.assess(DEFINITION, {"a.one": "r0"}))
    window = finished(local)

    def full(*_: Any, **__: Any) -> None:
        raise StoreError("the disk is full")

    monkeypatch.setattr(History, "keep", full)
    window.send(way="corrects", reason="mistyped")
    assert window.slips == [("way-1", "It is not kept. the disk is full")]
    assert (window.fields["way"], str(window.fields["reason"]).strip()) == ("corrects", "mistyped")
    monkeypatch.undo()
    window.send()
    assert local.history.audits()[-1].reason == "mistyped"


def test_nothing_is_kept_if_that_is_wished(tmp_path: Path) -> None:
    """Without a history, the report is made from the answers alone."""
    local = made(tmp_path, keep=False)
    window = finished(local)
    assert where(window) == "/done"
    assert "Your result" in words(window.follow("Read the report").tree)
    assert not (tmp_path / "history.db").exists()
    assert window.open("/keep").status == 404


# the server


class Clock:
    """A clock that stands still until it is set, so that a slow computer makes no server idle."""

    minutes = 0.0

    def monotonic(self) -> float:
        """Return the seconds."""
        return self.minutes * 60


class Running(NamedTuple):
    """The form on its own port."""

    address: str
    code: str
    thread: threading.Thread
    clock: Clock

    @property
    def port(self) -> int:
        """The port."""
        return int(self.address.rstrip("/").rpartition(":")[2])

    def browser(self) -> httpx.Client:
        """Return a client without a cookie."""
        origin = {"origin": self.address.rstrip("/")}
        return httpx.Client(base_url=self.address, headers=origin, trust_env=False, timeout=30)

    def raw(self, request: bytes) -> bytes:
        """Return the response to these bytes."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=10) as connection:
            connection.sendall(request)
            answer = b""
            while part := connection.recv(65_536):
                answer += part
            return answer


@pytest.fixture
def running(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Running]:
    """Run the server in this process until it is unused for a minute of its clock."""
    monkeypatch.setattr(serving, "time", clock := Clock())
    served = Served(DEFINITION, AnswersFile.opened(tmp_path / "mine.toml", "example", None), None)
    told: list[serving.Door] = []
    arguments = (served, serving.listening(), 1, told.append)
    thread = threading.Thread(target=serving.serve, args=arguments)
    thread.start()
    while not told:
        time.sleep(0.01)
    started = Running(told[0].address, told[0].code, thread, clock)
    with started.browser() as browser:
        browser.get("/")  # its loggers are made by then, which pytest looks through before a test
    yield started
    clock.minutes += 60
    thread.join(30)
    assert not thread.is_alive()


def test_served_on_the_loopback_address_alone(running: Running) -> None:
    """The server is reachable at the loopback address only, and does not name itself."""
    with running.browser() as browser:
        response = browser.get("/")
    assert (response.status_code, "server" in response.headers) == (401, False)
    own = {one[4][0] for one in socket.getaddrinfo(socket.gethostname(), running.port, socket.AF_INET)} - {"127.0.0.1"}
    for other in (*own, "127.0.0.2"):
        with pytest.raises(OSError, match="refused"):
            socket.create_connection((other, running.port), timeout=2)


def test_odd_requests(running: Running) -> None:
    """Malformed requests are refused although there is a server in front of the guard."""
    host = f"127.0.0.1:{running.port}".encode()
    for head, status in [
        (b"GET / HTTP/1.1\r\nHost: " + host, b"401"),
        (b"GET / HTTP/1.1", b"400"),
        (b"GET / HTTP/1.0", b"421"),
        (b"GET / HTTP/1.1\r\nHost: " + host + b"\r\nHost: evil.test", b"400"),
        (b"GET / HTTP/1.1\r\nHost: evil.test", b"421"),
        (b"GET http://" + host + b"/ HTTP/1.1\r\nHost: evil.test", b"421"),
        (b"GET http://evil.test/ HTTP/1.1\r\nHost: " + host, b"421"),
        (b"GET http://" + host + b"/ HTTP/1.1\r\nHost: " + host, b"421"),
        (b"OPTIONS * HTTP/1.1\r\nHost: " + host, b"403"),
        (b"CONNECT evil.test:80 HTTP/1.1\r\nHost: evil.test:80", b"403"),
        (b"GET / HTTP/1.1\r\nHost: " + host + b"\r\nX-Forwarded-Host: evil.test\r\nForwarded: host=evil.test", b"401"),
        (b"GET / HTTP/1.1\r\nHost: evil.test\r\nX-Forwarded-Host: " + host, b"421"),
        (b"GET / HTTP/1.1\r\n host: " + host, b"400"),
        (b"GET / HTTP/1.1\r\nHost : " + host, b"400"),
        (b"GET / HTTP/1.1\r\nHost: " + host + b"\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13", b"401"),
    ]:
        answer = running.raw(head + b"\r\nConnection: close\r\n\r\n")
        assert answer.split(b" ", 2)[1] == status, (head, answer[:200])
        assert b"evil.test" not in answer


def test_failures_are_told_in_the_browser_alone(
    running: Running, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """A failure is shown in the browser and never logged, since it may hold what was typed."""

    def fails(*_: Any) -> None:
        raise ZeroDivisionError("words of a client")

    with running.browser() as me:
        assert me.post("/launch", data={"code": running.code}).status_code == 200
        monkeypatch.setattr(FileDrafts, "load", fails)
        response = me.get("/")
    assert response.status_code == 500
    assert "What you saved before is safe." in response.text
    assert "words of a client" not in response.text
    running.clock.minutes += 60
    running.thread.join(30)
    assert capfd.readouterr() == ("", "")


@pytest.mark.slow
def test_stops_when_idle(running: Running) -> None:
    """The server stops when idle, and refused requests do not count as use."""
    with running.browser() as me:
        assert me.post("/launch", data={"code": running.code}).status_code == 200
        running.clock.minutes = 0.9
        assert me.get("/").status_code == 200
    with running.browser() as stranger:
        for minutes in (1.1, 1.5, 1.89):
            running.clock.minutes = minutes
            time.sleep(1.2)  # it looks at the clock once a second
            assert stranger.get("/").status_code == 401
        running.clock.minutes = 1.91
        running.thread.join(30)
        with pytest.raises(httpx.TransportError):
            stranger.get("/")


def test_port_is_given(tmp_path: Path) -> None:
    """A port that is taken is refused at once."""
    with serving.listening() as first, pytest.raises(OSError, match="in use"):
        serving.listening(first.getsockname()[1])
    assert not list(tmp_path.iterdir())


# the whole program, on a terminal


@pytest.fixture
def program(tmp_path: Path) -> Iterator[Callable[..., Program]]:
    """Return a function that starts the program in an empty folder."""
    started: list[Program] = []

    def begin(*arguments: str) -> Program:
        started.append(Program(tmp_path, *arguments))
        return started[-1]

    yield begin
    for one in started:
        if hasattr(one, "client"):
            one.client.close()
        one.close()


ITEMS = list(ea.load_audit("boundaries").items.values())


@pytest.mark.power
@pytest.mark.slow
def test_killed_in_the_middle(program: Callable[..., Program], tmp_path: Path) -> None:
    """After a kill every acknowledged answer is in the private file, and the form and `start` continue from it."""
    path = tmp_path / "mine.toml"
    asked = [one for one in ITEMS if not one.requires]
    for start in range(0, 12, 4):
        server = program("boundaries", "--file", "mine.toml", "--no-keep")
        server.opens()
        for place, one in enumerate(asked[start : start + 4], start + 1):
            assert server.answer(one.id, answer=one.options[0].id).status_code == 200
            assert len(ea.load_answers(path).answers.given) == place
        server.kill()
    assert dict(ea.load_answers(path).answers.given) == {one.id: one.options[0].id for one in asked[:12]}
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    terminal = Terminal(tmp_path, "start", "boundaries", "--file", "mine.toml", "--no-keep")
    terminal.wait_for("question 13 of")
    terminal.kill()
    terminal.close()


@pytest.mark.slow
def test_secrets_stay_on_the_terminal(program: Callable[..., Program], tmp_path: Path, history_file: Path) -> None:
    """The code and the cookie are in no address, process list, file or log."""
    server = program("boundaries", "--keep")
    client = server.opens()
    ((name, cookie),) = client.cookies.items()
    pages = [client.get(path) for path in ("/", "/check", "/practice", "/nothing", "/questions/boundaries.place")]
    assert server.answer("boundaries.place", answer="once").status_code == 200
    processes = subprocess.run(["ps", "auxwwe"], capture_output=True, text=True, check=True).stdout  # noqa: S607
    assert f"{server.pid} " in processes
    environment = Path(f"/proc/{server.pid}/environ")
    lists = [processes, environment.read_text("latin-1") if environment.exists() else ""]
    files = [one.read_bytes() for one in (*tmp_path.iterdir(), history_file) if one.is_file()]
    server.interrupt()
    rest = server.wait_for("To go on: ethics-audit serve boundaries --file")
    assert server.ended() == 130
    secrets = (server.code, server.code.replace("-", ""), cookie)
    for secret in secrets:
        assert not any(secret in one for one in lists)
        assert not any(secret.encode() in one for one in files)
        assert not any(secret in str(page.url) or secret in page.text for page in pages)
        assert secret not in rest + server.seen
    for word in ("GET", "POST", "/check", "INFO", name):
        assert word not in rest.replace("serve", "")


def test_kept_and_reported(program: Callable[..., Program], history_file: Path) -> None:
    """The form uses the same answers file and the same history as `start`."""
    server = program("boundaries", "--keep")
    told = server.wait_for("\n\n")
    assert "your history keeps them too" in " ".join(told.split())
    client = server.opens()
    server.answer("boundaries.place", answer="five_or_more")
    (shown,) = re.findall(r'name="shown" value="(\w+)"', client.get("/check").text)
    done = client.post("/finish", data={"shown": shown})
    (kept,) = History(opened(history_file)).audits()
    assert done.url.path == f"/kept/{kept.number}"
    assert "Do today" in client.get(f"/kept/{kept.number}/report").text or kept.result.flags == ()
    server.interrupt()
    assert server.ended() == 130


@pytest.mark.slow
def test_nothing_is_written_by_the_program(program: Callable[..., Program], tmp_path: Path, history_file: Path) -> None:
    """With --ephemeral nothing is written, from the first question to the report, and the last line says so."""
    server = program("boundaries", "--ephemeral")
    assert "Nothing is written to the disk" in server.wait_for("\n\n")
    client = server.opens()
    assert "Nothing is written to the disk." in client.get("/").text
    assert server.answer("boundaries.place", answer="five_or_more").status_code == 200
    (shown,) = re.findall(r'name="shown" value="(\w+)"', client.get("/check").text)
    assert client.post("/finish", data={"shown": shown}).url.path == "/done"
    assert "Your result" in client.get("/report").text
    server.interrupt()
    server.wait_for("Nothing was written to the disk; what you answered is gone.")
    assert server.ended() == 130
    assert (list(tmp_path.iterdir()), history_file.exists()) == ([], False)


@pytest.mark.slow
def test_stopped_from_its_page(program: Callable[..., Program]) -> None:
    """The page with all audits can stop the program, which ends as if nobody had used it."""
    server = program()
    client = server.opens()
    assert "Stop the program?" in client.get("/stop").text
    assert "The program has stopped" in client.post("/stop", data={"stop": ""}).text
    server.wait_for("What you chose to keep is saved.")
    assert server.ended() == 0


@pytest.mark.slow
def test_the_last_page_has_its_style(program: Callable[..., Program]) -> None:
    """The program that is stopped from its page still serves what the last page loads, and then ends."""
    server = program()
    client = server.opens()
    client.post("/stop", data={"stop": ""})
    for _ in range(5):
        time.sleep(0.3)
        assert client.get("/form.css").status_code == 200
    assert server.ended() == 0


@pytest.mark.slow
def test_another_host_is_named(program: Callable[..., Program]) -> None:
    """A named host is served too, and the command to continue names it."""
    with serving.listening() as free:
        port = str(free.getsockname()[1])
    server = program("boundaries", "--no-keep", "--port", port, "--host", f"LOCALHOST:{port}")
    client = server.opens()
    assert client.get("/", headers={"host": f"localhost:{port}"}).status_code == 200
    assert client.get("/", headers={"host": f"localhost.evil.test:{port}"}).status_code == 421
    server.interrupt()
    server.wait_for("Nothing was answered, nothing was saved.")
    assert server.ended() == 130
    server = program("boundaries", "--no-keep", "--port", port, "--host", f"localhost:{port}", "--idle", "5")
    server.opens()
    assert server.answer("boundaries.place", answer="five_or_more").status_code == 200
    server.interrupt()
    server.wait_for(f"--no-keep --port {port} --host localhost:{port} --idle 5\n")
    assert server.ended() == 130


@pytest.mark.slow
@pytest.mark.parametrize("options", [("--file", "a.toml", "--no-keep"), ("--ephemeral",)])
def test_checklist_in_a_file(options: tuple[str, ...], program: Callable[..., Program], tmp_path: Path) -> None:
    """A checklist is served by its path, and the terminal shows what must be done today when the form stops."""
    flag = ea.RedFlag(100, "critical", "Today: call your supervisor.")
    (tmp_path / "own.toml").write_text(ea.to_toml(checklist("own", item("own.one", red_flag=flag))), "utf-8")
    server = program("own.toml", *options)
    server.opens()
    assert "Today: call your supervisor." in server.answer("own.one", answer="r100").text
    if (tmp_path / "a.toml").exists():  # another program makes a mess of it
        with (tmp_path / "a.toml").open("a", encoding="utf-8") as file:
            file.write('"own.nothing" = "r0"\n')
        server.client.get("/")
    server.interrupt()
    assert "Do today" in server.wait_for("Today: call your supervisor.")
    server.wait_for("Stopped.")
    assert server.ended() == 130


@pytest.mark.slow
@pytest.mark.parametrize(
    ("options", "way"),
    [
        ((), "ethics-audit history encrypt"),
        (("--history", "mine.db"), "ethics-audit history --history mine.db encrypt"),
    ],
)
def test_the_way_to_encrypt_is_that_of_the_history(
    options: tuple[str, ...], way: str, program: Callable[..., Program]
) -> None:
    """The first page names the command that encrypts the history, if there is a plain one."""
    server = program("boundaries", "--keep", *options)
    assert way in server.opens().get("/").text
    server.kill()


@pytest.mark.slow
def test_encrypted_history_asks_first(program: Callable[..., Program], tmp_path: Path) -> None:
    """The passphrase of the history is asked at the terminal, and nothing is served with a wrong one."""
    place = tmp_path / "secret.db"
    passphrase = "five words drawn at random"  # noqa: S105
    History(opened(place, passphrase)).keep(ea.assess(ea.load_audit("boundaries"), {"boundaries.place": "once"}))
    wrong = program("boundaries", "--keep", "--history", str(place))
    for _ in range(3):
        wrong.wait_for("Passphrase of your history: ")
        wrong.type("something else")
    assert wrong.ended() == 6
    right = program("boundaries", "--keep", "--history", str(place))
    right.wait_for("Passphrase of your history: ")
    right.type(passphrase)
    client = right.opens()
    assert "Boundaries" in client.get("/kept/1").text
    right.kill()


@pytest.mark.parametrize(
    ("arguments", "status", "told"),
    [
        (["boundary"], 3, "did you mean 'boundaries'?"),
        *(
            pytest.param(*case, marks=pytest.mark.slow)
            for case in (
                (["boundaries", "--idle", "0"], 2, "--idle"),
                (["boundaries", "--ephemeral", "--file", "mine.toml"], 2, "--file has no meaning"),
                (["boundaries", "--ephemeral", "--keep"], 2, "--keep has no meaning"),
                (["boundaries", "--ephemeral", "--history", "mine.db"], 2, "--history has no meaning"),
                (["boundaries", "--host", "*"], 2, "--host '*' is not a host"),
                (["boundaries", "--host", "http://localhost:8123"], 2, "is not a host"),
                (["boundaries", "--port", "70000"], 2, "--port"),
                (["boundaries", "--file", "wrong.toml"], 3, "expected answers to boundaries, got consent"),
                (["boundaries", "--keep", "--history", "broken.db"], 6, "is encrypted"),
            )
        ),
    ],
)
def test_what_is_not_served(
    arguments: list[str], status: int, told: str, program: Callable[..., Program], tmp_path: Path
) -> None:
    """Each wrong call ends at once, with the status of its kind."""
    (tmp_path / "wrong.toml").write_text('audit = "consent"\nversion = "1.0"\n[answers]\n', "utf-8")
    (tmp_path / "broken.db").write_bytes(bytes(range(256)) * 32)
    server = program(*arguments)
    for _ in range(3 if status == 6 else 0):
        server.wait_for("Passphrase of your history: ")
        server.type("no such passphrase")
        told = "is not a history, or it is encrypted with another passphrase"
    server.wait_for(told)
    assert server.ended() == status


@pytest.mark.slow
def test_port_that_is_taken(program: Callable[..., Program]) -> None:
    """A port that is taken is reported."""
    with serving.listening() as taken:
        port = taken.getsockname()[1]
        server = program("boundaries", "--port", str(port))
        server.wait_for(f"port {port} cannot be used")
        server.wait_for("without --port any that is free is taken")
        assert server.ended() == 2


def test_needs_a_terminal(tmp_path: Path) -> None:
    """Without a terminal nothing is served, since a code in a pipe would stay in a log."""
    import sys

    done = subprocess.run(
        [sys.executable, "-m", "ethics_audit", "serve"],
        capture_output=True,
        text=True,
        check=False,
        cwd=tmp_path,
        stdin=subprocess.DEVNULL,
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert "needs a terminal" in done.stderr
