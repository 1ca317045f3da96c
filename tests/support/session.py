"""The program in this process, at a terminal that exists only in memory."""

import io
import re
import sys
from pathlib import Path
from queue import SimpleQueue
from threading import Condition, Thread

import click
import pytest

from ethics_audit.cli.commands import run
from ethics_audit.cli.prompts import Prompts

PATIENCE = 60


class Scripted(Prompts):
    """A person whose entries are given beforehand; keeps what was said to them, prompts included."""

    def __init__(self, *entries: str | type[BaseException]) -> None:
        self.said: list[str] = []
        self._entries = iter(entries)
        super().__init__(self.said.append, self._next)

    def _next(self, prompt: str) -> str:
        self.said.append(prompt)
        entry = next(self._entries, EOFError)
        if isinstance(entry, str):
            return entry
        raise entry

    @property
    def heard(self) -> str:
        """Everything that was said, on one line."""
        return " ".join("\n".join(self.said).split())


class Session:
    """The program in a thread of this process; it can be used like a `Terminal`, but not killed."""

    def __init__(self, *arguments: str) -> None:
        self.seen = ""
        self._typed: SimpleQueue[str | None] = SimpleQueue()
        self._changed = Condition()
        self._ended: int | BaseException | None = None
        self._thread = Thread(target=self._run, args=(arguments,), daemon=True)

    @classmethod
    def at(cls, folder: Path, patch: pytest.MonkeyPatch, *arguments: str) -> "Session":
        """Start the program in a folder."""
        session = cls(*arguments)
        patch.chdir(folder)
        patch.setenv("TERM", "xterm")
        patch.setenv("NO_COLOR", "1")
        patch.setattr("click.echo_via_pager", click.echo)
        screen, keyboard = _Screen(session), _Keyboard(session)
        for name, stream in (("stdout", screen), ("stderr", screen), ("stdin", keyboard)):
            patch.setattr(sys, name, stream)
        patch.setattr("getpass.getpass", session.read_hidden)
        session._thread.start()
        return session

    def _run(self, arguments: tuple[str, ...]) -> None:
        try:
            ended: int | BaseException = run(list(arguments))
        except BaseException as failure:  # noqa: BLE001 - the test is told
            ended = failure
        with self._changed:
            self._ended = ended
            self._changed.notify_all()

    def show(self, text: str) -> None:
        """Show a text on the screen."""
        with self._changed:
            self.seen += text
            self._changed.notify_all()

    def read(self, *, echo: bool = True) -> str:
        """Return the next line that is typed, with its end, as a stream does; nothing at the end of the input."""
        line = self._typed.get(timeout=PATIENCE)
        if line is None:
            return ""
        if line == "\x03":
            raise KeyboardInterrupt
        self.show(f"{line}\n" if echo else "\n")
        return f"{line}\n"

    def read_hidden(self, prompt: str) -> str:
        """Show a prompt, and return the next line that is typed, which is not shown."""
        self.show(prompt)
        if not (line := self.read(echo=False)):
            raise EOFError
        return line.removesuffix("\n")

    def wait_for(self, words: str) -> str:
        """Read until the words were shown since the last call, in one line or several; return what came before."""
        pattern = re.compile(re.sub(r"\\ (?=.)", r"\\s", re.escape(words)))
        with self._changed:
            while (found := pattern.search(self.seen)) is None:
                assert self._ended is None, f"ended before {words!r}: {self._ended!r}; saw {self.seen[-500:]!r}"
                assert self._changed.wait(PATIENCE), f"nothing is shown any more; saw {self.seen[-500:]!r}"
            before, self.seen = self.seen[: found.start()], self.seen[found.end() :]
        return before

    def rest(self) -> str:
        """Return what is shown until the program ends."""
        self.ended()
        return self.seen

    def type(self, line: str) -> None:
        """Type a line."""
        self._typed.put(line)

    def interrupt(self) -> None:
        """Press Ctrl-C."""
        self._typed.put("\x03")

    def end_of_input(self) -> None:
        """Press Ctrl-D."""
        self._typed.put(None)

    def ended(self) -> int:
        """Return the exit status."""
        self._thread.join(PATIENCE)
        assert isinstance(self._ended, int), (self._ended, self.seen[-500:])
        return self._ended

    def close(self) -> None:
        """Stop the program if it still runs."""
        while self._thread.is_alive():
            self.interrupt()
            self._thread.join(1)


class _Screen(io.TextIOBase):
    encoding = "utf-8"

    def __init__(self, session: Session) -> None:
        self._session = session

    def write(self, text: str) -> int:
        self._session.show(text)
        return len(text)

    def isatty(self) -> bool:
        return True


class _Keyboard(io.TextIOBase):
    def __init__(self, session: Session) -> None:
        self._session = session

    def readline(self, _size: int | None = -1, /) -> str:  # type: ignore[override]
        return self._session.read()

    def isatty(self) -> bool:
        return True
