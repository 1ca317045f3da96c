"""The form on this computer, served on the loopback address to one browser until it is stopped or unused."""

from __future__ import annotations

import asyncio
import socket
import time
from collections.abc import Callable
from typing import NamedTuple

import uvicorn
from starlette.types import ASGIApp

from ethics_audit.base.language import gettext, speaking
from ethics_audit.documents.answers_file import AnswersFile, Unsaved, kept_in
from ethics_audit.history import History
from ethics_audit.model.definitions import Audit
from ethics_audit.web.application import form, nothing_more, secured
from ethics_audit.web.drafts import FileDrafts
from ethics_audit.web.guard import Guard, new_code
from ethics_audit.web.kept import HistoryPages
from ethics_audit.web.origins import OWN_PORTS
from ethics_audit.web.past import Past
from ethics_audit.web.requests import Visits
from ethics_audit.web.security import Security
from ethics_audit.web.steps import StepPages
from ethics_audit.web.templating import Keeps, Renderer

LOOPBACK = "127.0.0.1"
PATIENCE_SECONDS = 2
MINUTE = 60


class Served(NamedTuple):
    """What to serve.

    Attributes:
        audit: The audit to ask.
        file: Where the answers are kept, which can be memory alone.
        history: Where the finished audit is kept; None if nowhere.
        hosts: Other allowed values of the header `Host`, each exact.
        encrypts: The command that encrypts the history; empty if there is no plain one.
    """

    audit: Audit
    file: AnswersFile | Unsaved
    history: History | None
    hosts: tuple[str, ...] = ()
    encrypts: str = ""


def listening(port: int = 0) -> socket.socket:
    """Return a listening socket on the loopback address, by default on any free port."""
    return socket.create_server((LOOPBACK, port))


def host_of(port: int) -> str:
    """Return the header `Host` that browsers send to a port here: they leave out the default port of `http`."""
    return LOOPBACK if port == OWN_PORTS["http"] else f"{LOOPBACK}:{port}"


def serve(served: Served, listener: socket.socket, idle_minutes: float, tell: Callable[[str, str], object]) -> None:
    """Serve the form until it has been unused for some minutes.

    Args:
        served: What to serve.
        listener: A socket from `listening`.
        idle_minutes: The minutes without use after which it stops.
        tell: Takes the address and the code before anything is served.
    """
    host, code, last_use = host_of(listener.getsockname()[1]), new_code(), time.monotonic()
    tell(f"http://{host}/", code)

    def used() -> None:
        nonlocal last_use
        last_use = time.monotonic()

    async def stop_if_idle() -> None:
        server.should_exit = server.should_exit or time.monotonic() - last_use >= idle_minutes * MINUTE

    server = uvicorn.Server(
        uvicorn.Config(
            local(served, host, code, used),
            http="h11",  # one parser, the one that is tested
            log_level="critical",  # errors are shown in the browser; a log could hold answers
            access_log=False,
            server_header=False,
            timeout_graceful_shutdown=PATIENCE_SECONDS,
            callback_notify=stop_if_idle,
            timeout_notify=1,
        )
    )
    asyncio.run(server.serve(sockets=[listener]))


def local(served: Served, host: str, code: str, used: Callable[[], object]) -> ASGIApp:
    """Return the form behind the guard, with the pages of the history."""
    with speaking(served.audit.language):
        renderer = Renderer(served.audit, None, _keeps(served))
    drafts = FileDrafts(served.file)
    visits = Visits(served.audit, drafts, lambda _request: "the one who has the code")
    if served.history is None:
        routes = form(served.audit, visits, nothing_more, renderer)
    else:
        pages = HistoryPages(served.audit, drafts, served.history, renderer)
        past = Past(served.audit, served.history)
        routes = [
            *form(served.audit, visits, pages.finished, renderer, past),
            *pages.routes(visits),
            *StepPages(served.history, renderer).routes(visits),
        ]
    guard = Guard(secured(routes, renderer), renderer, host=host, more=served.hosts, code=code, used=used)
    return Security(guard, renderer.language)


def _keeps(served: Served) -> Keeps:
    """Return how answers are kept on this computer, and the other ways there are."""
    if served.file.path is None:
        words = gettext("Your answers stay in the memory of this program. Nothing is written to the disk.")
        return Keeps([words, gettext("When the program stops, all is gone.")], lasts=False)
    words = kept_in(served.file.path, history=served.history is not None)
    ways = [
        gettext("The file is for your account alone, and not encrypted."),
        *([gettext("To have your history encrypted: {command}", command=served.encrypts)] if served.encrypts else []),
        gettext("To keep nothing: stop the program now, and start it again with {option}.", option="--ephemeral"),
    ]
    return Keeps([words, *ways])
