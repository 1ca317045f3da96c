"""A computer on which the form of all audits runs."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import ethics_audit as ea
from ethics_audit.base.dates import quarter, today
from ethics_audit.history import History, opened
from ethics_audit.model.definitions import as_audit
from ethics_audit.web import serving
from ethics_audit.web.home import House
from ethics_audit.web.sittings import Named, Sittings
from ethics_audit.web.vault import Vault
from support.web_windows import Window

HOST = "127.0.0.1:8123"
ADDRESS = f"http://{HOST}/"
CODE = "abcde-fghjk"
LINK = "a-long-word"
DAY = today().isoformat()
BRIEF = {"confidentiality.limits_explained": "most"}


class Computer(NamedTuple):
    """A folder with a history and answers, and the program that serves them."""

    folder: Path
    ephemeral: bool = False

    @property
    def place(self) -> str:
        """The file of the history."""
        return str(self.folder / "history.db")

    @property
    def answers(self) -> Path:
        """The folder of the answers."""
        return self.folder / "answers"

    @property
    def file(self) -> Path:
        """The answers to the brief audit of this quarter."""
        return self.answers / f"brief-{quarter(today())}.toml"

    def house(self, named: Named | None = None) -> House:
        """Return all audits of this computer."""
        store = Vault(self.place)
        return House(store, self.answers, Sittings(self.answers, store, None, named), None, self.ephemeral)

    def starts(self) -> Window:
        """Start the program, and open it in a window."""
        window = Window(serving.local(self.house(), HOST, CODE, lambda: None, link=LINK), ADDRESS)
        window.send(code=CODE)
        return window.open("/")

    def starts_with(self, definition: ea.Audit | ea.Checklist, name: str) -> Window:
        """Start the program with an audit that is named, and its answers beside those of the others."""
        named = Named(as_audit(definition), name, self.folder / "own.answers.toml")
        window = Window(serving.local(self.house(named), HOST, CODE, lambda: None), ADDRESS)
        return window.send(code=CODE).follow("Go on")

    def kept(self) -> History:
        """Keep a brief audit in the history."""
        history = History(opened(self.place))
        history.keep(ea.assess(ea.load_audit("brief"), BRIEF))
        return history

    @property
    def files(self) -> list[str]:
        """Everything that is on the disk."""
        return sorted(path.name for path in self.folder.rglob("*") if path.is_file())


def begun(window: Window, audit: str, way: str) -> Window:
    """Begin an audit on the page before its first question."""
    return window.open(f"/begin/{audit}").send(way=way)


def answered(window: Window, answer: str = "most") -> Window:
    """Answer the first question, after the facts of the practice."""
    return window.send().send("on", answer=answer)
