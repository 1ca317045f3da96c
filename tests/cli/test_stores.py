"""The passphrase of a history: asked at a terminal, kept in the system keyring if wished, never guessed."""

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.errors import KeyringError
from support.session import Session

import ethics_audit as ea
from ethics_audit.base.errors import LockedError
from ethics_audit.cli import stores
from ethics_audit.cli.commands import run
from ethics_audit.history import History, backup, opened

WORDS = "correct horse battery"
OTHER = "staple of five words"


class Keyring(KeyringBackend):
    """A system keyring for the tests."""

    priority = 1  # type: ignore[assignment]

    def __init__(self) -> None:
        super().__init__()
        self.kept: dict[tuple[str, str], str] = {}
        self.broken = False

    def get_password(self, service: str, username: str) -> str | None:
        """Return the password, or None."""
        if self.broken:
            raise KeyringError("no bus")
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        """Keep a password."""
        if self.broken:
            raise KeyringError("no bus")
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        """Remove a password."""
        del self.kept[service, username]


@pytest.fixture
def ring() -> Iterator[Keyring]:
    """Replace the system keyring."""
    before = keyring.get_keyring()
    made = Keyring()
    keyring.set_keyring(made)
    yield made
    keyring.set_keyring(before)


@pytest.fixture
def secret(history_file: Path) -> Path:
    """An encrypted history with an audit."""
    audit = ea.load_audit("brief")
    History(opened(history_file, WORDS)).keep(ea.assess(audit, {"consent.written": "most"}))
    return history_file


def test_kept_in_the_keyring(ring: Keyring, secret: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A passphrase in the keyring opens the history without a question; it is known by the place, however written."""
    stores.check_keyring()
    monkeypatch.chdir(secret.parent)
    stores.remember(secret.name, WORDS)
    assert ring.kept == {("ethics-audit", str(secret)): WORDS}
    assert len(stores.history().audits()) == 1
    stores.forget_passphrase(str(secret))
    assert ring.kept == {}
    stores.forget_passphrase(str(secret))


def test_without_a_terminal(ring: Keyring, secret: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Nothing is asked where nobody can answer; the exit status is 6."""
    assert run(["history"]) == 6
    assert "is encrypted, or no history; its passphrase is asked at a terminal" in capsys.readouterr().err
    assert run(["history", "rekey"]) == 6
    ring.kept["ethics-audit", str(secret)] = "not the passphrase"
    assert run(["history"]) == 6
    assert "its passphrase is asked at a terminal" in capsys.readouterr().err


def test_broken_keyring(ring: Keyring, secret: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A keyring that does not answer is ignored when reading, and is an error when writing."""
    ring.broken = True
    assert run(["history"]) == 6
    stores.forget_passphrase(str(secret))
    capsys.readouterr()
    for command in ("encrypt", "rekey"):
        place = [] if command == "rekey" else ["--history", str(secret.with_name("new.db"))]
        assert run(["history", *place, command, "--keyring"]) == 3
        assert "has no keyring to keep it in (no bus); nothing was changed" in capsys.readouterr().err


def test_without_the_keyring_library(secret: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the keyring library, the passphrase is asked for."""
    monkeypatch.setitem(sys.modules, "keyring", None)
    with pytest.raises(LockedError):
        stores.passphrase(str(secret))


def test_new_passphrase_needs_a_terminal(history_file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`encrypt` asks for a new one, and refuses where it cannot."""
    audit = ea.load_audit("brief")
    History(opened(history_file)).keep(ea.assess(audit, {"consent.written": "most"}))
    assert run(["history", "encrypt"]) == 6
    assert "a new passphrase is asked at a terminal" in capsys.readouterr().err
    assert history_file.read_bytes().startswith(b"SQLite format 3\0")


def test_encrypted_at_a_terminal(session: Callable[..., Session], history_file: Path) -> None:
    """The passphrase is asked for twice after a warning; afterwards it opens the history, and no other one does."""
    audit = ea.load_audit("brief")
    History(opened(history_file)).keep(ea.assess(audit, {"consent.written": "most"}))
    terminal = session("history", "encrypt")
    terminal.wait_for("there is no way back")
    terminal.wait_for("New passphrase")
    terminal.type(WORDS)
    terminal.wait_for("Repeat for confirmation")
    terminal.type(WORDS)
    terminal.wait_for("encrypted:")
    assert terminal.ended() == 0
    assert b"consent" not in history_file.read_bytes()

    terminal = session("history")
    terminal.wait_for("Passphrase of your history")
    terminal.type(OTHER)
    for words in ("short", OTHER):
        terminal.wait_for("That is not the passphrase. Try again.")
        terminal.wait_for("Passphrase of your history")
        terminal.type(words)
    terminal.wait_for("encrypted with another passphrase")
    assert terminal.ended() == 6
    assert run(["history", "encrypt"]) == 2

    terminal = session("history", "rekey")
    terminal.wait_for("Passphrase of your history")
    terminal.type(WORDS)
    terminal.wait_for("New passphrase")
    terminal.type(OTHER)
    terminal.wait_for("Repeat for confirmation")
    terminal.type(OTHER)
    terminal.wait_for("takes the new passphrase now")
    assert terminal.ended() == 0
    assert len(History(opened(history_file, OTHER)).audits()) == 1


def test_short_passphrase_is_asked_again(session: Callable[..., Session], history_file: Path) -> None:
    """A passphrase that is too short is refused, and another one asked; until then the file stays as it was."""
    audit = ea.load_audit("brief")
    History(opened(history_file)).keep(ea.assess(audit, {"consent.written": "most"}))
    before = history_file.read_bytes()
    terminal = session("history", "encrypt")
    for words in ("New passphrase", "Repeat for confirmation"):
        terminal.wait_for(words)
        terminal.type("short")
    terminal.wait_for("allowed are 8 signs or more")
    terminal.wait_for("New passphrase")
    terminal.interrupt()
    assert terminal.ended() == 130
    assert history_file.read_bytes() == before


def test_two_passphrases_that_differ_are_asked_again(session: Callable[..., Session], history_file: Path) -> None:
    """Two passphrases that differ are asked for again."""
    audit = ea.load_audit("brief")
    History(opened(history_file)).keep(ea.assess(audit, {"consent.written": "most"}))
    terminal = session("history", "encrypt")
    for entered in (WORDS, OTHER):
        terminal.wait_for(": ")
        terminal.type(entered)
    terminal.wait_for("The two are not the same. Try again.")
    for entered in (WORDS, WORDS):
        terminal.wait_for(": ")
        terminal.type(entered)
    assert terminal.ended() == 0
    assert len(History(opened(history_file, WORDS)).audits()) == 1


def test_passphrase_is_never_on_the_command_line(capsys: pytest.CaptureFixture[str]) -> None:
    """No command takes a passphrase as an argument, where others could see it."""
    for command in ("encrypt", "rekey", "verify"):
        assert run(["history", command, "--help"]) == 0
        assert "--passphrase" not in capsys.readouterr().out


def test_encrypted_from_the_first_entry_on(history_file: Path) -> None:
    """A history that does not exist yet can be encrypted, so that it never holds plain text."""
    assert backup.encrypt(history_file, WORDS).count == 0
    assert not history_file.read_bytes().startswith(b"SQLite format 3\0")
    with pytest.raises(LockedError):
        opened(history_file)
    kept = History(opened(history_file, WORDS)).keep(ea.assess(ea.load_audit("brief"), {"consent.written": "most"}))
    assert kept.number == 1


@pytest.mark.parametrize("command", ["encrypt", "rekey"])
def test_missing_extra_is_told_before_a_question(
    command: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A missing extra is reported before a passphrase is asked for."""
    monkeypatch.setitem(sys.modules, "sqlcipher3", None)
    assert run(["history", command, "--keyring"]) == 3
    assert "pip install 'ethics-audit[encryption]'" in capsys.readouterr().err


def test_the_keyring_opens_and_follows_the_passphrase(
    ring: Keyring, history_file: Path, session: Callable[..., Session]
) -> None:
    """With `--keyring`, a passphrase is kept, opens the history without a question, and is replaced."""
    History(opened(history_file)).keep(ea.assess(ea.load_audit("brief"), {"consent.written": "most"}))
    for command, words in (("encrypt", WORDS), ("rekey", OTHER)):
        terminal = session("history", command, "--keyring")
        for _ in range(2):
            terminal.wait_for(": ")
            terminal.type(words)
        assert terminal.ended() == 0
        assert list(ring.kept.values()) == [words]
    assert len(stores.history().audits()) == 1


def test_a_passphrase_that_cannot_be_decoded_is_asked_for_again(
    secret: Path, monkeypatch: pytest.MonkeyPatch, ring: Keyring
) -> None:
    """A passphrase that is not text in the encoding of the terminal is not tried."""
    entries: list[str | UnicodeDecodeError] = [WORDS, UnicodeDecodeError("utf-8", b"\xe9", 0, 1, "invalid")]

    def prompt(*_: object, **__: object) -> str:
        if isinstance(entry := entries.pop(), UnicodeDecodeError):
            raise entry
        return entry

    monkeypatch.setattr("click.prompt", prompt)
    monkeypatch.setattr(stores, "is_terminal", lambda *_: True)
    assert (stores.passphrase(str(secret)), entries, ring.kept) == (WORDS, [], {})
