"""What several tests use."""

import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, settings
from support.broken import GOOD_CHECKLIST
from support.builders import ROOT

import ethics_audit as ea
from ethics_audit.base import language, packages
from ethics_audit.documents import catalog, shelves

if TYPE_CHECKING:
    from support.histories import Server
    from support.session import Session
    from support.terminal import Terminal

settings.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("patient")  # a busy machine is no fault of the code


@pytest.fixture(autouse=True)
def history_file(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The history of this test alone, for this process and those that it starts; it is not there yet.

    No language is asked for but by the test.
    """
    path = tmp_path_factory.mktemp("data") / "history.db"
    monkeypatch.setenv("ETHICS_AUDIT_HISTORY", str(path))
    monkeypatch.delenv("ETHICS_AUDIT_LOCALE", raising=False)
    return path


@pytest.fixture
def forgetful() -> Iterator[None]:
    """Before and after this test nothing is remembered of what is installed."""
    _forget()
    yield
    _forget()


def _forget() -> None:
    held = (packages._offers_and_troubles, packages.folders, shelves._shelves, shelves._own, shelves._contested)
    read = (catalog._checked, catalog._load_resource, language._files, language._catalog)
    for cached in (*held, *read):
        cached.cache_clear()


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, forgetful: None) -> Iterator[Path]:  # noqa: ARG001
    """An installed package that offers a checklist, and translations of others; for programs started here too."""
    folder = tmp_path / "their_words"
    (folder / "checklists").mkdir(parents=True)
    (folder / "__init__.py").write_text("")
    (folder / "checklists" / "mine-1.0.toml").write_text(GOOD_CHECKLIST, "utf-8")
    info = tmp_path / "their_words-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: their-words\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text("[ethics_audit.definitions]\ntheirs = their_words\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setenv("PYTHONPATH", str(tmp_path), prepend=os.pathsep)
    yield folder
    sys.modules.pop("their_words", None)


@pytest.fixture
def root() -> Path:
    """The folder of the project."""
    return ROOT


@pytest.fixture(scope="session")
def quarterly() -> ea.Audit:
    """The shipped audit."""
    return ea.load_audit("quarterly")


@pytest.fixture
def problems_of() -> Callable[..., list[str]]:
    """Calls, and gives the problems of the error as text."""

    def call(function: Callable[..., object], *arguments: Any, **more: Any) -> list[str]:
        with pytest.raises(ea.DocumentError) as caught:
            function(*arguments, **more)
        return [str(problem) for problem in caught.value.problems]

    return call


@pytest.fixture
def program(tmp_path: Path) -> Iterator[Callable[..., "Terminal"]]:
    """Start the program with any command, as a process on a terminal of its own."""
    from support.terminal import Terminal

    started: list[Terminal] = []

    def begin(*arguments: str) -> Terminal:
        started.append(Terminal(tmp_path, *arguments))
        return started[-1]

    yield begin
    for terminal in started:
        terminal.close()


@pytest.fixture
def session(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., "Session"]]:
    """Run the program with any command in this process, at a terminal in memory."""
    from support.session import Session

    begun: list[Session] = []

    def begin(*arguments: str) -> Session:
        begun.append(Session.at(tmp_path, monkeypatch, *arguments))
        return begun[-1]

    yield begin
    for one in begun:
        one.close()


@pytest.fixture
def start(session: Callable[..., "Session"]) -> Callable[..., "Session"]:
    """Run ``start`` in an empty folder; its answers are kept, unless the arguments say otherwise."""

    def begin(*arguments: str) -> "Session":
        decided = {"--keep", "--no-keep", "--ephemeral"}.intersection(arguments)
        return session("start", *arguments, *([] if decided else ["--keep"]))

    return begin


@pytest.fixture(scope="session")
def postgresql() -> Iterator["Server"]:
    """A PostgreSQL server."""
    from support.histories import served

    with served() as server:
        yield server
