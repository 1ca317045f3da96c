"""A recipe as it runs: served by uvicorn, in a process of its own."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from support.recipes import EXAMPLES

PATIENCE_SECONDS = 60


@pytest.fixture
def served() -> Iterator[Callable[..., str]]:
    """Return a function that serves a recipe with uvicorn, as its first lines say, and returns its address.

    Its arguments: `served("fastapi_app:application", {"DATABASE": url}, folder=EXAMPLES, options=["--workers", "2"])`.
    """
    running: list[subprocess.Popen[bytes]] = []

    def start(target: str, environment: dict[str, str], folder: Path = EXAMPLES, options: tuple[str, ...] = ()) -> str:
        port = _free_port()
        python = [sys.executable, "-W", "error::DeprecationWarning:__main__"]
        command = [*python, "-m", "uvicorn", target, "--port", str(port), "--log-level", "error", *options]
        running.append(subprocess.Popen(command, cwd=folder, env={**os.environ, **environment}))
        end = time.monotonic() + PATIENCE_SECONDS
        while not _answers(port):
            assert time.monotonic() < end
            assert running[-1].poll() is None
            time.sleep(0.05)
        return f"http://127.0.0.1:{port}"

    yield start
    for one in running:
        one.terminate()
        one.wait(30)


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def _answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
