"""Power cuts: what could be on the disk if the power had gone at any moment of a program's work.

A program runs under `power.c`, which writes down what it asks of the disk. Only what was synced is sure. Of the rest,
each write may be there, or not, or in parts of 512 bytes; each new, renamed or removed name in a folder that was not
synced may have been kept or not.
"""

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

HEADER = struct.Struct("=ciqI")
SECTOR = 512
WORK = """
    import os, sys
    sys.path[:0] = {paths!r}
    from pathlib import Path
    from support.killed import *
    from ethics_audit.base import files
    from ethics_audit.history import private_files, sqlite
    encrypted.COST = QUICK_COST
    folder = Path({folder!r})
    notes = os.open(os.environ["POWER_LOG"], os.O_WRONLY | os.O_APPEND)

    def tell(told):
        text = str(told).encode()
        os.write(notes, b"A" + bytes(12) + len(text).to_bytes(4, sys.byteorder) + text)
"""


class Asked(NamedTuple):
    """What was asked of the disk; ``A`` marks what the program acknowledged instead."""

    what: str
    fd: int
    at: int
    data: bytes


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
    places = {"POWER_FOLDER": within or str(folder), "POWER_LOG": str(log), "LD_PRELOAD": str(library)}
    subprocess.run([sys.executable, "-c", code], check=True, env={"PYTHONDONTWRITEBYTECODE": "1", **places})
    return list(_records(log.read_bytes()))


def _records(notes: bytes) -> Iterator[Asked]:
    at = 0
    while at < len(notes):
        what, fd, where, size = HEADER.unpack_from(notes, at)
        at += HEADER.size
        yield Asked(what.decode(), fd, where, notes[at : at + size])
        at += size


class Disk:
    """What is on the disk for certain, and what may be."""

    def __init__(self) -> None:
        self.sure: dict[str, int] = {}
        self.now: dict[str, int] = {}
        self.names: list[tuple[str, str | None, int]] = []
        self.contents: list[bytearray] = []
        self.writes: dict[int, list[tuple[int, bytes | None]]] = {}
        self.folders: set[int] = set()
        self.open: dict[int, str | int] = {}

    def ask(self, asked: Asked) -> None:
        """Apply a request."""
        names = [name.decode() for name in asked.data.split(b"\0")] if asked.what in "OUMR" else []
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
        elif asked.what == "S":
            self._sync(self.open[asked.fd])
        elif asked.what in "WT":
            place = self.open[asked.fd]
            assert isinstance(place, int)
            self.writes.setdefault(place, []).append((asked.at, asked.data if asked.what == "W" else None))

    def _opened(self, asked: Asked, path: str) -> None:
        if asked.at:
            self._name(path, self._new())
        number = self.now.get(path)
        self.open[asked.fd] = path if number is None or number in self.folders else number

    def _new(self) -> int:
        self.contents.append(bytearray())
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
            return
        here = [one for one in self.names if str(Path(one[1] or one[0]).parent) == place]
        for one in here:
            _rename(self.sure, *one)
            self.names.remove(one)

    def after_a_cut(self, chance: random.Random) -> dict[str, bytes | None]:
        """Return possible files after a cut by their paths; folders are None."""
        names, likely = dict(self.sure), chance.choice((0.0, 0.5, 0.5, 1.0))
        for one in self.names:
            if chance.random() < likely:
                _rename(names, *one)
        contents: dict[str, bytes | None] = {}
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


def cuts(asked: list[Asked], folder: Path, number: int, seed: int = 1) -> Iterator[tuple[Path, list[str]]]:
    """Folders as they could be after as many cuts, each with what was said to be done before.

    Args:
        asked: What a program asked.
        folder: The folder that it worked in.
        number: How many cuts, spread over the work; every one of them by chance.
        seed: Of the chance.
    """
    chance = random.Random(seed)
    moments = sorted(chance.choices(range(len(asked) + 1), k=number))
    disk = Disk()
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


def _write(there: Path, folder: Path, files: dict[str, bytes | None]) -> None:
    for path, content in sorted(files.items()):
        target = there / Path(path).relative_to(folder)
        if content is None:
            target.mkdir()
        elif target.parent.is_dir():
            target.write_bytes(content)
