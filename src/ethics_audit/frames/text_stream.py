"""Text files as UTF-8, whatever encoding they are in, and their first rows as they are written."""

from __future__ import annotations

import codecs
import io
from pathlib import Path
from typing import BinaryIO

from ethics_audit.base.errors import AnswerError
from ethics_audit.frames.source import refusal

BYTES_AHEAD = 1 << 16
LONGEST_HEADER = 1 << 20

BOMS = {
    codecs.BOM_UTF8: "utf-8",
    codecs.BOM_UTF32_LE: "utf-32-le",
    codecs.BOM_UTF32_BE: "utf-32-be",
    codecs.BOM_UTF16_LE: "utf-16-le",
    codecs.BOM_UTF16_BE: "utf-16-be",
}
WINDOWS = "cp1252"
"""What text is in that is not UTF-8; a byte that it lacks is in neither."""
IN_WINDOWS = "The file is not UTF-8; it was read as Windows-1252."
NOT_UTF8 = 'save it as "CSV UTF-8", or convert it: iconv -f WINDOWS-1252 -t UTF-8'


class Text(io.RawIOBase):
    """The text of a file as UTF-8 without a byte order mark, whatever its encoding.

    Raises:
        AnswerError: When the content is not text, or ends inside quotation marks.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: BinaryIO = path.open("rb")
        head = self._file.read(4)
        bom = next((bom for bom in BOMS if head.startswith(bom)), b"")
        self._file.seek(len(bom))
        self._encoding = BOMS.get(bom) or _without_mark(head)
        self._decoder = codecs.getincrementaldecoder(self._encoding)()
        self._may_be_windows = not bom
        self._lines, self._quotes = 1, 0
        self._ahead = b""

    def readable(self) -> bool:
        """Return that it can be read, as libraries ask."""
        return True

    def read(self, size: int = -1) -> bytes:
        """Return at least one byte, unless the file has ended."""
        if self._ahead:
            taken, self._ahead = self._ahead[:size], self._ahead[size:]
            return taken
        while block := self._file.read(max(size, 4)):
            if text := self._decoded(block, is_last=False):
                return text
        return self._ended()

    def close(self) -> None:
        """Close the file too."""
        self._file.close()
        super().close()

    def position(self) -> int:
        """Return how many bytes of the file have been read."""
        return self._file.tell()

    def header(self) -> tuple[str, str]:
        """Return the first row as it is written, and the delimiter if the file names one.

        Excel understands a first line ``sep=;``.
        """
        self._fill()
        line = self._line()
        named = line.strip('"')
        if named.lower().startswith("sep=") and len(named) == len("sep=;"):
            return self._line(), named[-1]
        return line, ""

    @property
    def is_windows(self) -> bool:
        """Whether what has been read was in the encoding of Windows."""
        return self._encoding == WINDOWS

    def lines(self, count: int) -> list[str]:
        """Return the next rows as they are written, fewer at the end of the file."""
        found: list[str] = []
        while len(found) < count and (b"\n" in self._ahead or self._fill()):
            found.append(self._line())
        return found

    def _fill(self) -> bool:
        """Read ahead as far as a row may be long, and return whether there is anything."""
        while len(self._ahead) <= LONGEST_HEADER and (block := self._file.read(BYTES_AHEAD)):
            self._ahead += self._decoded(block, is_last=False)
        return bool(self._ahead)

    def _line(self) -> str:
        line, end = _first_line(self._ahead)
        if len(line) > LONGEST_HEADER:
            raise refusal(self._path, f"expected a header of at most {LONGEST_HEADER:,} bytes, got a longer one")
        self._ahead = self._ahead[end:]
        return line.decode()

    def _decoded(self, block: bytes, *, is_last: bool) -> bytes:
        try:
            text = self._plain(block) or self._decoder.decode(block, is_last).encode()
            self._may_be_windows &= text.isascii()
        except UnicodeError as failure:
            if not self._may_be_windows or self._encoding == WINDOWS:
                raise self._no_text(failure) from None
            return self._in_windows(failure, is_last=is_last)
        if b"\0" in text:
            line = self._lines + text[: text.index(b"\0")].count(b"\n")
            hint = "a file of UTF-16 needs its mark, the BOM, at the beginning"
            raise refusal(self._path, "expected text, got a zero byte", hint, f"line {line}")
        self._lines += text.count(b"\n")
        self._quotes += text.count(b'"')
        return text

    def _plain(self, block: bytes) -> bytes:
        """Return a block of ASCII as it is, which most encodings share; nothing for another one."""
        is_same = self._encoding in ("utf-8", WINDOWS) and block.isascii() and not self._decoder.getstate()[0]
        return block if is_same else b""

    def _in_windows(self, failure: UnicodeError, *, is_last: bool) -> bytes:
        """Return a block, and read on, in the encoding of Windows, if nothing before it speaks against it."""
        if not isinstance(failure, UnicodeDecodeError) or not failure.object[: failure.start].isascii():
            raise self._no_text(failure)
        self._encoding, self._decoder = WINDOWS, codecs.getincrementaldecoder(WINDOWS)()
        return self._decoded(failure.object, is_last=is_last)

    def _no_text(self, failure: UnicodeError) -> AnswerError:
        if self._encoding not in ("utf-8", WINDOWS) or not isinstance(failure, UnicodeDecodeError):
            given = f"expected {self._encoding.upper()}, as its byte order mark says, got other bytes"
            return refusal(self._path, given)
        line = self._lines + failure.object[: failure.start].count(b"\n")
        byte = failure.object[failure.start]
        given = f"expected UTF-8, got the byte {byte:#04x}; this may be Windows-1252 or Latin-1"
        return refusal(self._path, given, NOT_UTF8, f"line {line}")

    def _ended(self) -> bytes:
        text = self._decoded(b"", is_last=True)
        if self._quotes % 2:
            hint = "was the file written to its end?"
            raise refusal(self._path, "has a quotation mark that is never closed", hint)
        return text


def _without_mark(head: bytes) -> str:
    """Return the encoding of text without a byte order mark; UTF-16 has zeros beside the first letters."""
    zeros = "".join("0" if byte == 0 else "x" for byte in head)
    return {"x0x0": "utf-16-le", "0x0x": "utf-16-be"}.get(zeros, "utf-8")


def _first_line(text: bytes) -> tuple[bytes, int]:
    """Return the first row without its line ending, and the start of the next row; quotes may enclose line breaks."""
    start = 0
    while True:
        ends = [place for sign in (b"\n", b"\r") if (place := text.find(sign, start)) >= 0]
        if not ends:
            return text, len(text)
        end = min(ends)
        if text.count(b'"', 0, end) % 2 == 0:
            return text[:end], end + (2 if text[end : end + 2] == b"\r\n" else 1)
        start = end + 1
