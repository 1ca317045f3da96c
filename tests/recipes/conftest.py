"""A recipe as it runs: served by uvicorn, in a process of its own."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import httpx
import pytest
from support.recipes import EXAMPLES

if TYPE_CHECKING:
    from support.histories import Server
    from support.service import Service

PATIENCE_SECONDS = 60


@contextmanager
def serving() -> Iterator[Callable[..., str]]:
    """Give a function that serves a recipe with uvicorn, as its first lines say, and returns its address.

    A target without an application is a module that serves by itself, at the port that it is given.
    With `origin`, the recipe is told its address as `ORIGIN`; with `log`, a file, what it prints goes there. A
    `wrapper` is a command that starts the recipe in surroundings of its own.
    """
    running: list[subprocess.Popen[bytes]] = []

    def start(
        target: str,
        environment: dict[str, str],
        *,
        origin: bool = False,
        log: Path | None = None,
        wrapper: tuple[str, ...] = (),
    ) -> str:
        port = _free_port()
        address = f"http://127.0.0.1:{port}"
        module, _, application = target.partition(":")
        uvicorn = ["uvicorn", target, "--port", str(port), "--log-level", "info" if log else "error"]
        python = [*wrapper, sys.executable, "-W", "error::DeprecationWarning:__main__", "-m"]
        command = [*python, *(uvicorn if application else [module, str(port)])]
        settings = {**os.environ, **environment, **({"ORIGIN": address} if origin else {})}
        with ExitStack() as opened:
            to = opened.enter_context(log.open("ab")) if log else None
            running.append(subprocess.Popen(command, cwd=EXAMPLES, env=settings, stdout=to, stderr=to))
        end = time.monotonic() + PATIENCE_SECONDS
        while not _answers(port):
            assert time.monotonic() < end
            assert running[-1].poll() is None
            time.sleep(0.05)
        return address

    try:
        yield start
    finally:
        for one in running:
            one.terminate()
            one.wait(30)


@pytest.fixture
def served() -> Iterator[Callable[..., str]]:
    """Return a function that serves a recipe for this test alone; see `serving`."""
    with serving() as start:
        yield start


@pytest.fixture(scope="module")
def served_here() -> Iterator[Callable[..., str]]:
    """Return a function that serves a recipe for every test of a module; see `serving`."""
    with serving() as start:
        yield start


@pytest.fixture(scope="session")
def service(postgresql: "Server", tmp_path_factory: pytest.TempPathFactory) -> Iterator["Service"]:
    """The recipe for FastAPI, with two organizations."""
    from support.service import Service

    with serving() as start:
        yield Service(postgresql, tmp_path_factory.mktemp("service"), start)


@pytest.fixture
def ann(service: "Service") -> Iterator[httpx.Client]:
    """The browser of a clinician; nobody has answered anything yet."""
    service.emptied()
    service.define("north")
    service.define("south")
    with service.browser("north", "ann") as client:
        yield client


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def _answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
