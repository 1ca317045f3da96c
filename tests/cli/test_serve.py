"""The command `serve`: what it says before and after the form is served; the form itself has tests of its own."""

import os
import socket
import sys
import webbrowser
from collections.abc import Callable
from html import unescape
from pathlib import Path
from unittest.mock import Mock
from urllib.parse import urlsplit
from urllib.request import url2pathname

import pytest
from support.builders import checklist, item
from support.session import Session

import ethics_audit as ea
from ethics_audit.cli.commands import run
from ethics_audit.history import History, opened
from ethics_audit.web import serving
from ethics_audit.web.home import House
from ethics_audit.web.serving import Door, Served

FLAG = ea.RedFlag(100, "critical", "Today: call your supervisor.")
URL = "http://127.0.0.1:8123/"
LINK = f"{URL}launch?key=a&b"
PASSPHRASE = "five words drawn at random"  # noqa: S105 - it opens nothing but what the tests make


@pytest.fixture(autouse=True)
def _not_served(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Announce the form, and stop at once."""
    definition = checklist("small", item("small.one", red_flag=FLAG))
    (tmp_path / "small.toml").write_text(ea.to_toml(definition), "utf-8")

    def serve(
        served: Served | House, listener: socket.socket, _idle: float, announce: Callable[[Door], object]
    ) -> None:
        listener.close()
        announce(Door(URL, "abcde", LINK))
        if isinstance(served, House):
            key, _page = served.sittings.begun(ea.load_audit("dilemma"), "nothing")
            ((_key, sitting),) = [one for one in served.sittings.open() if one[0] == key]
            flagged = next(one for one in sitting.audit.items.values() if one.red_flag)
            worst = max(flagged.options, key=lambda option: option.risk)
            sitting.file.save(ea.AnswerSheet("dilemma", ea.Answers({flagged.id: worst.id})))
        if isinstance(served, Served) and served.file.path and served.file.path.name == "answered.toml":
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


def test_a_port_in_use_is_named(session: Callable[..., Session]) -> None:
    """A port that another program uses is an error."""
    with serving.listening() as taken:
        port = taken.getsockname()[1]
        assert f"port {port} cannot be used" in session("serve", "small.toml", "--no-keep", "--port", str(port)).rest()


@pytest.fixture
def browser(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the content of each page that is opened in a browser on a screen."""
    shown: list[str] = []

    def opens(address: str) -> bool:
        path = Path(url2pathname(urlsplit(address).path))
        assert os.name == "nt" or (path.parent.stat().st_mode & 0o077) == 0
        shown.append(unescape(path.read_text("utf-8")))
        return True

    monkeypatch.setattr("webbrowser.open", opens)
    monkeypatch.delenv("SSH_CONNECTION", raising=False)
    monkeypatch.setenv("DISPLAY", ":0")
    return shown


def test_the_form_opens_in_the_browser(session: Callable[..., Session], browser: list[str]) -> None:
    """`--open` opens the form without the code, through a page that only this account can read."""
    program = session("serve", "small.toml", "--ephemeral", "--open")
    program.wait_for("Nothing is written to the disk")
    program.wait_for("The form is open in your browser. Keep this window open; Ctrl-C stops it.")
    program.wait_for(f"Open  {URL}")
    program.wait_for("Code  abcde")
    program.wait_for("what you answered is gone")
    assert program.ended() == 130
    assert len(browser) == 1
    assert f"url={LINK}" in browser[0]


@pytest.mark.parametrize("arguments", [(), ("serve",)])
def test_all_audits_open_in_the_browser(
    arguments: tuple[str, ...], session: Callable[..., Session], browser: list[str]
) -> None:
    """Without an audit, and without a command too, all audits open in the browser."""
    shown = session(*arguments).rest()
    assert "The form is open in your browser." in shown
    assert "Do today" in shown
    assert "What you chose to keep is saved. To go on: ethics-audit" in " ".join(shown.split())
    assert len(browser) == 1


def test_all_audits_without_a_trace(session: Callable[..., Session], browser: list[str]) -> None:
    """`--ephemeral` stands for all audits; `--no-open` leaves the browser alone."""
    shown = session("serve", "--ephemeral", "--no-open").rest()
    assert "Nothing was written to the disk" in shown
    assert browser == []


@pytest.mark.parametrize("options", [("--file", "mine.toml"), ("--keep",), ("--no-keep",)])
def test_options_of_one_audit(options: tuple[str, ...], session: Callable[..., Session]) -> None:
    """What is meant for one audit needs its name."""
    program = session("serve", *options)
    assert "need the AUDIT that they are for" in program.rest()
    assert program.ended() == 2


@pytest.mark.parametrize("remote", [{"SSH_CONNECTION": "1"}, {"DISPLAY": "", "WAYLAND_DISPLAY": ""}, {"BROWSER": "?"}])
def test_no_browser_to_be_seen(
    remote: dict[str, str], session: Callable[..., Session], browser: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where no browser is in sight, the address and the code are shown alone."""
    for name, value in remote.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr("sys.platform", "linux")
    if "BROWSER" in remote:
        monkeypatch.setattr("webbrowser.open", Mock(side_effect=webbrowser.Error))
    shown = session("serve").rest()
    assert "The form is open" not in shown
    assert f"Open  {URL}" in shown
    assert browser == []


def test_the_way_to_the_form(capsys: pytest.CaptureFixture[str]) -> None:
    """Without a terminal, the program shows its help, and how the form opens."""
    assert run([]) == 2
    shown = capsys.readouterr().err
    assert "Usage: ethics-audit" in shown
    assert "opens from a terminal" in shown


def test_the_way_to_the_libraries(session: Callable[..., Session], monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the libraries for the form, the program shows its help, and what to install."""
    import ethics_audit.web

    monkeypatch.delattr(ethics_audit.web, "serving")
    monkeypatch.delitem(sys.modules, "ethics_audit.web.serving")
    monkeypatch.setitem(sys.modules, "uvicorn", None)
    program = session()
    shown = program.rest()
    assert program.ended() == 2
    assert "Usage: ethics-audit" in shown
    assert "ethics-audit[web]" in shown


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


def test_a_named_audit_leaves_the_choice_to_its_page(session: Callable[..., Session]) -> None:
    """Unless options decide what happens to the answers, an audit is served with all others, and stops like them."""
    shown = session("serve", "small.toml", "--locale", "en").rest()
    assert shown.startswith("Small 1.0")
    assert "kept in" not in shown
    assert "is saved. To go on: ethics-audit serve small.toml --locale en" in " ".join(shown.split())


@pytest.mark.parametrize("known", [PASSPHRASE, "another one", None])
def test_what_the_keyring_opens_is_open(
    known: str | None, session: Callable[..., Session], history_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An encrypted history is opened with the passphrase in the system keyring, and else asks on its page."""
    History(opened(history_file, PASSPHRASE)).keep(ea.assess(ea.load_audit("brief"), {"consent.written": "most"}))
    monkeypatch.setattr("ethics_audit.cli.stores._keyring_get", lambda _: known)
    served: list[House] = []
    monkeypatch.setattr(serving, "serve", lambda house, listener, *_: (listener.close(), served.append(house)))
    session("serve").rest()
    assert served[0].vault.is_locked is (known != PASSPHRASE)
