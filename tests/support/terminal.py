"""The program on a terminal of its own."""

import codecs
import os
import re
import select
import signal
import struct
import sys
import time
from pathlib import Path

import pytest

pty = pytest.importorskip("pty", reason="needs a Unix terminal")
fcntl = pytest.importorskip("fcntl")
termios = pytest.importorskip("termios")

PATIENCE = 60


class Terminal:
    """The program on a terminal of its own."""

    def __init__(self, folder: Path, *arguments: str, columns: int = 80, **variables: str) -> None:
        self.pid, self._fd = pty.fork()
        if self.pid == 0:  # pragma: no cover - the child
            os.chdir(folder)
            os.environ |= {"TERM": "xterm", "NO_COLOR": "1", "PAGER": "cat"} | variables
            fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
            signal.signal(signal.SIGINT, signal.SIG_DFL)  # where tests run side by side it is ignored
            os.execv(sys.executable, [sys.executable, "-m", "ethics_audit", *arguments])
        self.seen = ""
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")

    def wait_for(self, words: str) -> str:
        """Read until the words were shown since the last call, in one line or several; return what came before."""
        pattern = re.compile(re.sub(r"\\ (?=.)", r"\\s", re.escape(words)))
        while (found := pattern.search(self.seen)) is None:
            assert self._read(), f"ended before {words!r}; saw {self.seen[-500:]!r}"
        before, self.seen = self.seen[: found.start()], self.seen[found.end() :]
        return before

    def rest(self) -> str:
        """Return what is shown until the program ends."""
        self.ended()
        return self.seen

    def type(self, line: str) -> None:
        """Type a line."""
        os.write(self._fd, f"{line}\n".encode())

    def kill(self) -> None:
        """End the program as a power cut would."""
        os.kill(self.pid, signal.SIGKILL)
        self.ended()

    def interrupt(self) -> None:
        """Press Ctrl-C, as soon as a person could: between showing a prompt and listening, a program misses it."""
        time.sleep(0.5)
        os.write(self._fd, b"\x03")

    def end_of_input(self) -> None:
        """Press Ctrl-D."""
        os.write(self._fd, b"\x04")

    def close(self) -> None:
        """Close the terminal."""
        os.close(self._fd)

    def ended(self) -> int:
        """Return the exit status."""
        while self._read():
            pass
        return os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])

    def _read(self) -> bool:
        """Read what is shown next; return whether there was anything before the end."""
        assert select.select([self._fd], [], [], PATIENCE)[0], f"nothing is shown any more; saw {self.seen[-500:]!r}"
        try:
            read = os.read(self._fd, 4096)
        except OSError:
            read = b""
        self.seen = (self.seen + self._decoder.decode(read)).replace("\r\n", "\n")
        return bool(read)
