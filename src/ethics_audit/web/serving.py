"""The form on this computer: served on the loopback address to one browser, until it is stopped or nobody uses it."""

from __future__ import annotations

import asyncio
import socket
import time
from collections.abc import Callable
from datetime import date, datetime
from typing import NamedTuple

import uvicorn
from starlette.types import ASGIApp

from ethics_audit.base.language import gettext, speaking
from ethics_audit.documents.answers_file import AnswersFile, Unsaved, kept_in
from ethics_audit.history import History
from ethics_audit.model.definitions import Audit
from ethics_audit.web.application import FORM, GET, answered, careful, form, nothing_more
from ethics_audit.web.drafts import FileDrafts
from ethics_audit.web.guard import Guard, new_code
from ethics_audit.web.kept import Keeping
from ethics_audit.web.origins import OWN_PORTS
from ethics_audit.web.requests import Visits
from ethics_audit.web.security import Careful
from ethics_audit.web.templating import Keeps, Looks

LOOPBACK = "127.0.0.1"
PATIENCE_SECONDS = 2
MINUTE = 60


class Served(NamedTuple):
    """What is served.

    Attributes:
        audit: What is asked.
        file: Where the answers are kept, which can be the memory alone.
        history: Where the finished audit is kept; None if nowhere.
        hosts: Other values of the header `Host` under which the form is served, each exact.
        encrypts: The command that encrypts the history, if there is one that is not encrypted.
    """

    audit: Audit
    file: AnswersFile | Unsaved
    history: History | None
    hosts: tuple[str, ...] = ()
    encrypts: str = ""


class Use:
    """When the form was last used."""

    def __init__(self) -> None:
        self._last = time.monotonic()

    def now(self) -> None:
        """It is used."""
        self._last = time.monotonic()

    def idle(self) -> float:
        """For how many seconds it was not."""
        return time.monotonic() - self._last


def listening(port: int = 0) -> socket.socket:
    """A socket on the loopback address that listens already; on any free port by default.

    Raises:
        OSError: If the port is taken.
    """
    return socket.create_server((LOOPBACK, port))


def host_of(port: int) -> str:
    """Return what browsers send as the header `Host` to a port here: they leave out the one that `http` has anyway."""
    return LOOPBACK if port == OWN_PORTS["http"] else f"{LOOPBACK}:{port}"


def serve(served: Served, listener: socket.socket, idle_minutes: float, tell: Callable[[str, str], object]) -> None:
    """Serve the form until it was not used for some minutes.

    Args:
        served: What is served.
        listener: From `listening`.
        idle_minutes: For how long nobody must use it.
        tell: Is told the address and the code, before anything is served.

    Raises:
        KeyboardInterrupt: If it is stopped at the terminal.
    """
    host, code, use = host_of(listener.getsockname()[1]), new_code(), Use()
    tell(f"http://{host}/", code)

    async def stop_if_idle() -> None:
        server.should_exit = server.should_exit or use.idle() >= idle_minutes * MINUTE

    server = uvicorn.Server(
        uvicorn.Config(
            local(served, host, code, use.now),
            http="h11",  # one parser, whose ways are tested
            log_level="critical",  # what fails is told in the browser; a log could hold answers
            access_log=False,
            server_header=False,
            timeout_graceful_shutdown=PATIENCE_SECONDS,
            callback_notify=stop_if_idle,
            timeout_notify=1,
        )
    )
    asyncio.run(server.serve(sockets=[listener]))


def local(served: Served, host: str, code: str, used: Callable[[], object]) -> ASGIApp:
    """The form with what this computer adds: the guard, and the way into the history."""
    with speaking(served.audit.language):
        looks = Looks(served.audit, None, _keeps(served))
    drafts = FileDrafts(served.file)
    visits = Visits(served.audit, drafts, lambda _request: "the one who has the code")
    if served.history is None:
        routes = form(served.audit, visits, nothing_more, looks)
    else:
        keeping = Keeping(served.audit, drafts, served.history, _today, looks)
        routes = [
            *form(served.audit, visits, keeping.finished, looks),
            answered(visits, "/keep", keeping.keep, FORM),
            answered(visits, "/kept/{number:int}", keeping.kept, GET),
            answered(visits, "/kept/{number:int}/report", keeping.report, GET),
        ]
    guard = Guard(careful(routes, looks), looks, host=host, more=served.hosts, code=code, used=used)
    return Careful(guard, looks.language)


def _keeps(served: Served) -> Keeps:
    """How answers are kept on this computer, and what other ways there are."""
    if served.file.path is None:
        told = gettext("Your answers stay in the memory of this program. Nothing is written to the disk.")
        return Keeps([told, gettext("When the program stops, all is gone.")], lasts=False)
    told = kept_in(served.file.path, history=served.history is not None)
    ways = [
        gettext("The file is for your account alone, and not encrypted."),
        *([gettext("To have your history encrypted: {command}", command=served.encrypts)] if served.encrypts else []),
        gettext("To keep nothing: stop the program now, and start it again with {option}.", option="--ephemeral"),
    ]
    return Keeps([told, *ways])


def _today() -> date:
    return datetime.now().astimezone().date()
