"""Decoding of text files; a file of another kind is named, with a hint on what to do."""

from __future__ import annotations

import re
import stat
from codecs import BOM_UTF8
from collections.abc import Iterable
from pathlib import Path
from typing import Any

LARGEST_FILE = 32_000_000
"""The most bytes that a text file may have."""

AS_UTF8 = "save it as UTF-8"
AS_TEXT = "save it as plain text, in UTF-8"
UTF_16 = f"is UTF-16 text, which Windows calls Unicode; {AS_UTF8}"
NOT_HERE = "if it is in a cloud folder, open it there first, so that it is downloaded"

_ENCODINGS = (
    (rb"\xff\xfe\0\0|\0\0\xfe\xff", f"is UTF-32 text; {AS_UTF8}"),
    (rb"\xff\xfe|\xfe\xff", UTF_16),
)
_KINDS_OF_FILES = (
    (rb"\{\\rtf", f"is a word processor document (RTF); {AS_TEXT}"),
    (rb"PK\x03\x04|\xd0\xcf\x11\xe0", f"is an office document or an archive; {AS_TEXT}"),
    (rb"%PDF-", f"is a PDF; {AS_TEXT}"),
    (rb"(?i:\s*<(?:!doctype html|html)\b)", f"is a web page (HTML); {AS_TEXT}"),
    (rb"SQLite format 3\0", "is a database, such as a history, not text"),
    (
        rb"\0\x05\x16[\x00\x07]",
        'is a companion file of macOS (AppleDouble); use the file without "._" in its name',
    ),
    (rb"bplist00", f"is a property list of macOS, perhaps in place of a file in iCloud; {NOT_HERE}"),
    (
        rb"version https://git-lfs\.github\.com/",
        "is a Git LFS pointer, not the file itself; git lfs pull fetches it",
    ),
    (rb"\0+\Z", f"contains only zero bytes; {NOT_HERE}, or use a copy"),
)
"""The first bytes of other kinds of files, and what a message says of them."""

_PLACES = {stat.S_IFDIR: "a folder", stat.S_IFIFO: "a pipe", stat.S_IFSOCK: "a socket"}


def kind_of(mode: int) -> str:
    """Return what a path leads to that is not a file, by the mode of its status."""
    return _PLACES.get(stat.S_IFMT(mode), "a device")


def other_kind(content: bytes) -> str:
    """Describe what a file is that is not text, and what to do; return an empty string if it may be text."""
    return _kind(content, _KINDS_OF_FILES)


def _kind(content: bytes, kinds: Iterable[tuple[bytes, str]]) -> str:
    return next((kind for beginning, kind in kinds if re.match(beginning, content)), "")


def decoded(content: bytes) -> str:
    """Return the text of a file's content, without a byte order mark.

    Raises:
        ValueError: If it is not UTF-8; the message says what it is instead and what to do.
    """
    if kind := _kind(content, _ENCODINGS) or other_kind(content):
        raise ValueError(kind)
    if b"\0" in content:
        halves = content[::2].count(0), content[1::2].count(0)
        if max(halves) > len(content) // 4:
            raise ValueError(UTF_16)
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as failure:
        line = content.count(b"\n", 0, failure.start) + 1
        message = f"is not UTF-8 text (line {line}, byte {failure.start}), perhaps in a Windows code page; {AS_UTF8}"
        raise ValueError(message) from None


def read_text(file: Any) -> str:
    """Return the text of a regular file on disk, or of a file in a package.

    Raises:
        OSError: If it cannot be read.
        ValueError: If it is not a file, too large, empty, or not UTF-8.
    """
    content = read_bytes(file)
    if not content.removeprefix(BOM_UTF8).strip():
        raise ValueError(f"is empty; {NOT_HERE}")
    return decoded(content)


def read_bytes(file: Any) -> bytes:
    """Return the content of a regular file on disk, or of a file in a package.

    Raises:
        OSError: If it cannot be read.
        ValueError: If it is not a file, or too large.
    """
    if isinstance(file, Path):
        _refuse_devices(file)
    try:
        with file.open("rb") as opened:
            content = bytes(opened.read(LARGEST_FILE + 1))
    except OSError:
        raise
    except Exception as failure:
        raise OSError(f"{failure}") from failure  # an archive has errors of its own
    if len(content) > LARGEST_FILE:
        raise ValueError(f"is too large: expected at most {LARGEST_FILE} bytes")
    return content


def _refuse_devices(path: Path) -> None:
    try:
        mode = path.stat().st_mode
    except ValueError as failure:
        raise ValueError(f"is not a file name: {failure}") from None
    if not stat.S_ISREG(mode):
        raise ValueError(f"cannot be read: it is {kind_of(mode)}, not a file")
