"""Power cuts: what could be on the disk if the power had gone at any moment of a program's work.

A program, or several at once, runs under `power.c`, which writes down what it asks of the disk. Only what was synced
is sure. Of the rest, each write may be there, or not, or in parts of 512 bytes; each new, renamed or removed name in a
folder that was not synced may have been kept or not.
"""

import os
import random
import shutil
import struct
import subprocess
import sys
import tempfile
import textwrap
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

HEADER = struct.Struct("=ciiqI")
SECTOR = 512
WORK = """
    import os, sys
    sys.path[:0] = {paths!r}
    from pathlib import Path
    from support.killed import *
    from support.power import acknowledged
    from ethics_audit.base import files
    from ethics_audit.history import private_files, sqlite
    encrypted.COST = QUICK_COST
    folder = Path({folder!r})
    notes = os.open(os.environ["POWER_LOG"], os.O_WRONLY | os.O_APPEND)

    def tell(told):
        os.write(notes, acknowledged(str(told)))
"""


class Asked(NamedTuple):
    """What was asked of the disk; ``A`` marks what the program acknowledged instead."""

    what: str
    process: int
    fd: int
    at: int
    data: bytes


def acknowledged(told: str) -> bytes:
    """Return what a program writes into the log once something is done."""
    text = told.encode()
    return HEADER.pack(b"A", 0, 0, 0, len(text)) + text


def library(folder: Path) -> Path:
    """Compile `power.c`."""
    made = folder / "power.so"
    source = Path(__file__).with_name("power.c")
    subprocess.run(
        [str(shutil.which("gcc")), "-O1", "-shared", "-fPIC", "-o", str(made), str(source), "-ldl"], check=True
    )
    return made


def recorded(library: Path, folder: Path, work: str, within: str = "") -> list[Asked]:
    """Record everything that a program asks of the disk within a folder, by default its own."""
    folder.mkdir()
    log = folder.with_name(f"log of {folder.name}")
    code = textwrap.dedent(WORK.format(paths=[str(Path(__file__).parents[1])], folder=str(folder))) + textwrap.dedent(
        work
    )
    places = environment(library, within or str(folder), log)
    subprocess.run([sys.executable, "-c", code], check=True, env={"PYTHONDONTWRITEBYTECODE": "1", **places})
    return records(log)


def environment(library: Path, within: str, log: Path) -> dict[str, str]:
    """Return the variables of a program's environment that have it recorded."""
    return {"POWER_FOLDER": within, "POWER_LOG": str(log), "LD_PRELOAD": str(library)}


def records(log: Path) -> list[Asked]:
    """Read what was recorded."""
    notes, at, found = log.read_bytes(), 0, []
    while at < len(notes):
        what, process, fd, where, size = HEADER.unpack_from(notes, at)
        at += HEADER.size
        found.append(Asked(what.decode(), process, fd, where, notes[at : at + size]))
        at += size
    return found


Files = dict[str, bytes | None]
"""Files by their paths; folders are None."""


def files(folder: Path) -> Files:
    """Read a folder and all that is in it."""
    return {str(one): None if one.is_dir() else one.read_bytes() for one in (folder, *folder.rglob("*"))}


class Disk:
    """What is on the disk for certain, and what may be.

    Args:
        start: What is there for certain before anything is asked.
        names_follow: Whether a new file that is synced keeps its name too, as on ext4, XFS and Btrfs.
    """

    def __init__(self, start: Files, *, names_follow: bool) -> None:
        self.names_follow = names_follow
        self.sure: dict[str, int] = {}
        self.now: dict[str, int] = {}
        self.names: list[tuple[str, str | None, int]] = []
        self.contents: list[bytearray] = []
        self.writes: dict[int, list[tuple[int, bytes | None]]] = {}
        self.folders: set[int] = set()
        self.open: dict[tuple[int, int], str | int] = {}
        for path, content in start.items():
            self.sure[path] = self.now[path] = self._new(content or b"")
            if content is None:
                self.folders.add(self.now[path])

    def ask(self, asked: Asked) -> None:
        """Apply a request."""
        names = [os.path.normpath(name.decode()) for name in asked.data.split(b"\0")] if asked.what in "OUMRL" else []
        if asked.what == "O":
            self._opened(asked, names[0])
        elif asked.what == "M":
            self._name(names[0], self._new())
            self.folders.add(self.now[names[0]])
        elif asked.what == "U":
            self._unname(names[0])
        elif asked.what == "R":
            self.names.append((names[0], names[1], self.now[names[0]]))
            self.now[names[1]] = self.now.pop(names[0])
        elif asked.what == "L":
            self._name(names[1], self.now[names[0]])
        elif asked.what == "S":
            self._sync(self.open[asked.process, asked.fd])
        elif asked.what in "WT":
            place = self.open[asked.process, asked.fd]
            assert isinstance(place, int)
            self.writes.setdefault(place, []).append((asked.at, asked.data if asked.what == "W" else None))

    def _opened(self, asked: Asked, path: str) -> None:
        if asked.at:
            self._name(path, self._new())
        number = self.now.get(path)
        self.open[asked.process, asked.fd] = path if number is None or number in self.folders else number

    def _new(self, content: bytes = b"") -> int:
        self.contents.append(bytearray(content))
        return len(self.contents) - 1

    def _name(self, path: str, number: int) -> None:
        self.now[path] = number
        self.names.append(("", path, number))

    def _unname(self, path: str) -> None:
        self.names.append((path, None, self.now.pop(path)))

    def _sync(self, place: str | int) -> None:
        if isinstance(place, int):
            for write in self.writes.pop(place, []):
                _put(self.contents[place], *write)
            if self.names_follow:
                self._keep_name(place)
            return
        self._keep([one for one in self.names if str(Path(one[1] or one[0]).parent) == place])

    def _keep_name(self, number: int) -> None:
        """Keep the name that a file was made by, and what happened to that name before."""
        for made in [one for one in self.names if not one[0] and one[2] == number]:
            until = self.names[: self.names.index(made) + 1]
            self._keep([one for one in until if made[1] in one[:2]])

    def _keep(self, names: list[tuple[str, str | None, int]]) -> None:
        for one in names:
            _rename(self.sure, *one)
            self.names.remove(one)

    def after_the_end(self) -> Files:
        """Return the files after everything was written, as they are without a cut."""
        for number in list(self.writes):
            self._sync(number)
        self._keep(list(self.names))
        return {path: None if at in self.folders else bytes(self.contents[at]) for path, at in self.sure.items()}

    def after_a_cut(self, chance: random.Random) -> Files:
        """Return possible files after a cut."""
        names, likely = dict(self.sure), chance.choice((0.0, 0.5, 0.5, 1.0))
        for one in self.names:
            if chance.random() < likely:
                _rename(names, *one)
        contents: Files = {}
        for path, number in names.items():
            content = bytearray(self.contents[number])
            for at, data in self.writes.get(number, []):
                if chance.random() < likely:
                    for start, part in _parts(at, data, chance):
                        _put(content, start, part)
            contents[path] = None if number in self.folders else bytes(content)
        return contents


def _rename(names: dict[str, int], before: str, after: str | None, number: int) -> None:
    names.pop(before, None)
    if after is not None:
        names[after] = number


def _put(content: bytearray, at: int, data: bytes | None) -> None:
    if data is None:
        content[at:] = bytes(max(0, at - len(content)))
        return
    content.extend(bytes(max(0, at - len(content))))
    content[at : at + len(data)] = data


def _parts(at: int, data: bytes | None, chance: random.Random) -> Iterator[tuple[int, bytes | None]]:
    """Yield all of a write, or some of its sectors."""
    if data is None or chance.random() < 0.5:
        yield at, data
        return
    for start in range(0, len(data), SECTOR):
        if chance.random() < 0.5:
            yield at + start, data[start : start + SECTOR]


def cuts(
    asked: list[Asked],
    folder: Path,
    number: int,
    seed: int = 1,
    start: Files | None = None,
    *,
    first: int = 0,
    names_follow: bool = False,
) -> Iterator[tuple[Path, list[str]]]:
    """Folders as they could be after as many cuts, each with what was said to be done before.

    Args:
        asked: What a program asked.
        folder: The folder that it worked in.
        number: How many cuts, spread over the work; every one of them by chance.
        seed: Of the chance.
        start: What was there for certain before.
        first: How many requests come before every cut.
        names_follow: See `Disk`.
    """
    chance = random.Random(seed)
    moments = sorted(chance.choices(range(first, len(asked) + 1), k=number))
    disk = Disk(start or {}, names_follow=names_follow)
    told: list[str] = []
    for place in range(len(asked) + 1):
        for _ in range(moments.count(place)):
            with tempfile.TemporaryDirectory(dir=folder.parent) as there:
                _write(Path(there), folder, disk.after_a_cut(chance))
                yield Path(there), list(told)
        if place < len(asked):
            if asked[place].what == "A":
                told.append(asked[place].data.decode())
            disk.ask(asked[place])


def unseen(asked: list[Asked], folder: Path, start: Files) -> list[str]:
    """Return the files that are not what was recorded; none, unless something was asked past the recorder."""
    disk, found = Disk(start, names_follow=True), files(folder)
    for one in asked:
        disk.ask(one)
    expected = disk.after_the_end()
    return [path for path in {**found, **expected} if found.get(path, b"") != expected.get(path, b"")]


def _write(there: Path, folder: Path, content_of: Files) -> None:
    for path, content in sorted(content_of.items()):
        target = there / Path(path).relative_to(folder)
        if content is None:
            target.mkdir()
        elif target.parent.is_dir():
            target.write_bytes(content)
