"""The command `serve`: what it says before and after the form is served; the form itself has tests of its own."""

import socket
import sys
from collections.abc import Callable
from pathlib import Path
from unittest.mock import Mock

import pytest
from support.builders import checklist, item
from support.session import Session

import ethics_audit as ea
from ethics_audit.cli.commands import run
from ethics_audit.history import History, opened
from ethics_audit.web import serving
from ethics_audit.web.serving import Served

FLAG = ea.RedFlag(100, "critical", "Today: call your supervisor.")
URL = "http://127.0.0.1:8123/"


@pytest.fixture(autouse=True)
def _not_served(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Announce the form, and stop at once."""
    definition = checklist("small", item("small.one", red_flag=FLAG))
    (tmp_path / "small.toml").write_text(ea.to_toml(definition), "utf-8")

    def serve(served: Served, listener: socket.socket, _idle: float, announce: Callable[[str, str], object]) -> None:
        listener.close()
        announce(URL, "abcde")
        if served.file.path and served.file.path.name == "answered.toml":
            served.file.save(ea.AnswerSheet("small.toml", ea.Answers({"small.one": "r100"}), "1.0"))
        raise KeyboardInterrupt

    monkeypatch.setattr(serving, "serve", serve)


def test_the_form_needs_a_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    """The code is not written where others could read it."""
    assert run(["serve"]) == 2
    assert "needs a terminal" in capsys.readouterr().err


def test_the_extra_is_named(session: Callable[..., Session], monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the libraries for the web, the program says what to install."""
    import ethics_audit.web

    monkeypatch.delattr(ethics_audit.web, "serving")
    monkeypatch.delitem(sys.modules, "ethics_audit.web.serving")
    monkeypatch.setitem(sys.modules, "uvicorn", None)
    program = session("serve", "small.toml")
    assert program.ended() == 3


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        (("--host", "a b"), "is not a host"),
        (("--ephemeral", "--keep"), "has no meaning"),
    ],
)
def test_wrong_usage(arguments: tuple[str, ...], problem: str, session: Callable[..., Session]) -> None:
    """Options that make no sense are refused before anything is served."""
    program = session("serve", "small.toml", *arguments)
    assert problem in program.rest()
    assert program.ended() == 2


def test_an_occasion_is_not_served(session: Callable[..., Session]) -> None:
    """An occasion ends with a record in the person's own words, which the form does not ask for."""
    assert "ethics-audit start dilemma" in session("serve", "dilemma").rest()


def test_a_port_in_use_is_named(session: Callable[..., Session]) -> None:
    """A port that another program uses is an error."""
    with serving.listening() as taken:
        port = taken.getsockname()[1]
        assert f"port {port} cannot be used" in session("serve", "small.toml", "--no-keep", "--port", str(port)).rest()


def test_the_address_is_opened(session: Callable[..., Session], monkeypatch: pytest.MonkeyPatch) -> None:
    """`--open` opens the address in the browser."""
    launched: list[str] = []
    monkeypatch.setattr("click.launch", launched.append)
    program = session("serve", "small.toml", "--ephemeral", "--open")
    program.wait_for("Nothing is written to the disk")
    program.wait_for(f"Open  {URL}")
    program.wait_for("Code  abcde")
    program.wait_for("what you answered is gone")
    assert program.ended() == 130
    assert launched == [URL]


def test_without_answers_nothing_is_saved(session: Callable[..., Session], history_file: Path) -> None:
    """Stopping before an answer says so, and a plain history can be encrypted."""
    History(opened(history_file)).keep(ea.assess(ea.load_audit("brief"), {"consent.written": "most"}))
    program = session("serve", "small.toml", "--file", "mine.toml")
    assert "Nothing was answered, nothing was saved." in program.rest()


def test_a_database_is_not_encrypted_here(session: Callable[..., Session], monkeypatch: pytest.MonkeyPatch) -> None:
    """For a history in a database no command is suggested that encrypts it."""
    monkeypatch.setattr("ethics_audit.cli.serve.locations", Mock(is_url=lambda _: True))
    assert "Nothing was answered" in session("serve", "small.toml", "--file", "mine.toml").rest()


def test_stopping_shows_what_must_not_wait_and_how_to_continue(session: Callable[..., Session]) -> None:
    """The command that continues has the options of the first one."""
    options = ["--no-keep", "--host", "localhost:1", "--idle", "5", "--locale", "en"]
    shown = session("serve", "small.toml", "--file", "answered.toml", *options).rest()
    assert "Today: call your supervisor." in shown
    again = "answered.toml --locale en --no-keep --host localhost:1 --idle 5"
    assert again in " ".join(shown.split())
