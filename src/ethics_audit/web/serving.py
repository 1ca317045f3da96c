"""The form on this computer, served on the loopback address to one browser until it is stopped or unused."""

from __future__ import annotations

import asyncio
import socket
import threading
import time
from collections.abc import Callable
from typing import NamedTuple
from urllib.parse import quote

import uvicorn
from starlette.types import ASGIApp

from ethics_audit.base.language import gettext, speaking, spoken
from ethics_audit.documents.answers_file import AnswersFile, Unsaved
from ethics_audit.history import History
from ethics_audit.model.definitions import OCCASION, Audit
from ethics_audit.web import ways
from ethics_audit.web.application import secured
from ethics_audit.web.guard import LAUNCH, Guard, new_code, new_link
from ethics_audit.web.home import HomePages, House
from ethics_audit.web.look import Look
from ethics_audit.web.origins import OWN_PORTS
from ethics_audit.web.security import Security
from ethics_audit.web.sittings import routes
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


class Door(NamedTuple):
    """How to get into the form.

    Attributes:
        address: Its address.
        code: The code to type there, which works once.
        link: An address that opens it without the code, once; for the own browser alone.
    """

    address: str
    code: str
    link: str


def listening(port: int = 0) -> socket.socket:
    """Return a listening socket on the loopback address, by default on any free port."""
    return socket.create_server((LOOPBACK, port))


def host_of(port: int) -> str:
    """Return the header `Host` that browsers send to a port here: they leave out the default port of `http`."""
    return LOOPBACK if port == OWN_PORTS["http"] else f"{LOOPBACK}:{port}"


def serve(served: Served | House, listener: socket.socket, idle_minutes: float, tell: Callable[[Door], object]) -> None:
    """Serve the form until it has been unused for some minutes.

    Args:
        served: What to serve.
        listener: A socket from `listening`.
        idle_minutes: The minutes without use after which it stops.
        tell: Takes the address and the codes before anything is served.
    """
    host, code, link = host_of(listener.getsockname()[1]), new_code(), new_link()
    last_use, is_over = time.monotonic(), threading.Event()
    tell(Door(f"http://{host}/", code, f"http://{host}{LAUNCH}?key={link}"))

    def used() -> None:
        nonlocal last_use
        last_use = time.monotonic()

    async def stop_if_idle() -> None:
        unused = time.monotonic() - last_use
        most = PATIENCE_SECONDS if is_over.is_set() else idle_minutes * MINUTE  # the last page still loads its style
        server.should_exit = server.should_exit or unused >= most

    server = uvicorn.Server(
        uvicorn.Config(
            local(served, host, code, used, link=link, stop=is_over.set),
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


def local(
    served: Served | House,
    host: str,
    code: str,
    used: Callable[[], object],
    *,
    link: str = "",
    stop: Callable[[], object] = lambda: None,
) -> ASGIApp:
    """Return the form of one audit, or of all audits with a page that calls `stop`, behind the guard."""
    start = "/"
    if isinstance(served, House):
        if named := served.sittings.named:
            start = f"/begin/{quote(named.audit.id)}"
        with speaking(served.locale or spoken()):
            renderer = Renderer(None, Look(), ways.in_folder(served.folder, ephemeral=served.ephemeral))
            app = secured(HomePages(served, renderer, stop).routes(), renderer)
    else:
        with speaking(served.audit.language):
            renderer = Renderer(served.audit, Look(), _keeps(served), writes=served.audit.kind == OCCASION)
        app = secured(routes(served.audit, served.file, served.history, renderer), renderer)
    guard = Guard(app, renderer, host=host, more=served.hosts, code=code, used=used, link=link, start=start)
    return Security(guard, renderer.language)


def _keeps(served: Served) -> Keeps:
    """Return how answers are kept on this computer, and the other ways there are."""
    if served.file.path is None:
        return ways.in_memory(ways.NOTHING)
    keeps = ways.in_file(served.file.path, history=served.history is not None)
    others = [
        *([gettext("To have your history encrypted: {command}", command=served.encrypts)] if served.encrypts else []),
        gettext("To keep nothing: stop the program now, and start it again with {option}.", option="--ephemeral"),
    ]
    return keeps._replace(told=[*keeps.told, *others])
