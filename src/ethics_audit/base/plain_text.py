"""Bytes to text: a file of another kind is told as what it is, with what to do about it."""

from __future__ import annotations

import re
import stat
from codecs import BOM_UTF8
from collections.abc import Iterable
from pathlib import Path
from typing import Any

LARGEST_FILE = 32_000_000
"""The most bytes that are read of a file of text."""

AS_UTF8 = "save it as UTF-8"
AS_TEXT = "save it as plain text, in UTF-8"
UTF_16 = f"is UTF-16 text, which Windows calls Unicode; {AS_UTF8}"
NOT_HERE = "if it lies in a cloud folder, open it there first, so that it comes to this computer"

_ENCODINGS = (
    (rb"\xff\xfe\0\0|\0\0\xfe\xff", f"is UTF-32 text; {AS_UTF8}"),
    (rb"\xff\xfe|\xfe\xff", UTF_16),
)
_KINDS_OF_FILES = (
    (rb"\{\\rtf", f"is a document of a word processor (RTF); {AS_TEXT}"),
    (rb"PK\x03\x04|\xd0\xcf\x11\xe0", f"is a document of an office program, or an archive; {AS_TEXT}"),
    (rb"%PDF-", f"is a PDF; {AS_TEXT}"),
    (rb"(?i:\s*<(?:!doctype html|html)\b)", f"is a page for a browser (HTML); {AS_TEXT}"),
    (rb"SQLite format 3\0", "is a database, as a history is, and no text"),
    (
        rb"\0\x05\x16[\x00\x07]",
        'is what macOS keeps beside a file (AppleDouble); take the file without "._" in its name',
    ),
    (rb"bplist00", f"is a list of macOS, perhaps in the place of a file that is in iCloud; {NOT_HERE}"),
    (
        rb"version https://git-lfs\.github\.com/",
        "is a pointer of Git LFS in the place of the file; git lfs pull fetches it",
    ),
    (rb"\0+\Z", f"holds nothing but zeros; {NOT_HERE}, or take a copy"),
)
"""What text of another encoding, and a file of another kind, begins with, and what is told of it."""

_KINDS = {
    stat.S_IFDIR: "a folder",
    stat.S_IFIFO: "a pipe",
    stat.S_IFCHR: "a device",
    stat.S_IFBLK: "a device",
    stat.S_IFSOCK: "a socket",
}


def other_kind(content: bytes) -> str:
    """Return what a file is that begins so and holds no text, and what to do; nothing if it may be text."""
    return _begins(content, _KINDS_OF_FILES)


def _begins(content: bytes, beginnings: Iterable[tuple[bytes, str]]) -> str:
    return next((told for beginning, told in beginnings if re.match(beginning, content)), "")


def decoded(content: bytes) -> str:
    """Return the text of a file's content, without the mark that some editors put before it.

    Raises:
        ValueError: If it is not text in UTF-8, with what it is instead and what to do.
    """
    if told := _begins(content, _ENCODINGS) or other_kind(content):
        raise ValueError(told)
    if b"\0" in content:
        halves = content[::2].count(0), content[1::2].count(0)
        if max(halves) > len(content) // 4:
            raise ValueError(UTF_16)
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as failure:
        line = content.count(b"\n", 0, failure.start) + 1
        told = f"is not UTF-8 text (line {line}, byte {failure.start}), perhaps in a code page of Windows; {AS_UTF8}"
        raise ValueError(told) from None


def read_text(file: Any) -> str:
    """Return the text of a file on the disk, which must be a regular one, or of one in a package.

    Raises:
        OSError: If it cannot be read.
        ValueError: If it is no file, too large, empty, or not text in UTF-8.
    """
    content = read_bytes(file)
    if not content.removeprefix(BOM_UTF8).strip():
        raise ValueError(f"is empty; {NOT_HERE}")
    return decoded(content)


def read_bytes(file: Any) -> bytes:
    """Return the content of a file on the disk, which must be a regular one, or of one in a package.

    Raises:
        OSError: If it cannot be read.
        ValueError: If it is no file, or too large.
    """
    if isinstance(file, Path):
        _refuse_devices(file)
    try:
        with file.open("rb") as opened:
            content = bytes(opened.read(LARGEST_FILE + 1))
    except OSError:
        raise
    except Exception as failure:
        raise OSError(f"{failure}") from failure  # an archive may fail in ways of its own
    if len(content) > LARGEST_FILE:
        raise ValueError(f"is larger than the {LARGEST_FILE} bytes that are read of a file")
    return content


def _refuse_devices(path: Path) -> None:
    try:
        mode = path.stat().st_mode
    except ValueError as failure:
        raise ValueError(f"is not the name of a file: {failure}") from None
    if not stat.S_ISREG(mode):
        raise ValueError(f"cannot be read: it is {_KINDS.get(stat.S_IFMT(mode), 'something else')} and no file")
