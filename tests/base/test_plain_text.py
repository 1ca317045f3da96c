"""Text files: what is not text is named, and no more is read than a text file may have."""

import io
import os
import stat
import zipfile
from pathlib import Path

import pytest
from support.broken import GOOD_ANSWERS

import ethics_audit as ea
from ethics_audit.base import plain_text

KINDS = {
    "UTF-16 with a mark": (GOOD_ANSWERS.encode("utf-16"), "is UTF-16 text.*save it as UTF-8"),
    "UTF-16 without a mark": (GOOD_ANSWERS.encode("utf-16-le"), "is UTF-16 text.*save it as UTF-8"),
    "UTF-16 of the other kind": (GOOD_ANSWERS.encode("utf-16-be"), "is UTF-16 text.*save it as UTF-8"),
    "UTF-16 of another alphabet": ("\ufeffプロ".encode("utf-16-be"), "is UTF-16 text.*save it as UTF-8"),
    "UTF-32": (GOOD_ANSWERS.encode("utf-32"), "is UTF-32 text; save it as UTF-8"),
    "UTF-32 of the other kind": (f"\ufeff{GOOD_ANSWERS}".encode("utf-32-be"), "is UTF-32 text; save it as UTF-8"),
    "Windows": (
        f"{GOOD_ANSWERS}# café".encode("cp1252"),
        r"is not UTF-8 text \(line 1?\d, .*Windows code page; save it as UTF-8",
    ),
    "RTF": (rb"{\rtf1\ansi audit}", r"is a word processor document \(RTF\); save it as plain text, in UTF-8"),
    "Word": (b"PK\x03\x04\x14\0", "is an office document or an archive"),
    "old Word": (b"\xd0\xcf\x11\xe0\xa1\xb1", "is an office document or an archive"),
    "PDF": (b"%PDF-1.7", "is a PDF"),
    "HTML": (b"\n<!DOCTYPE html><p>audit", r"is a web page \(HTML\)"),
    "HTML without a type": (b"<HTML><body>", r"is a web page \(HTML\)"),
    "a history": (b"SQLite format 3\0\x10", "is a database"),
    "AppleDouble": (b"\0\x05\x16\x07\0\x02\0\0Mac OS X", "is a companion file of macOS"),
    "placeholder": (b"bplist00\xd1\x01", "in place of a file in iCloud"),
    "pointer": (b"version https://git-lfs.github.com/spec/v1\noid", "is a Git LFS pointer"),
    "zeros": (b"\0" * 4096, "contains only zero bytes"),
    "nothing": (b"", "is empty; if it is in a cloud folder"),
    "a mark and nothing": (b"\xef\xbb\xbf\r\n", "is empty"),
    "old Mac": (GOOD_ANSWERS.replace("\n", "\r").encode(), "its lines end with CR alone"),
    "curly quotes": (GOOD_ANSWERS.replace('"', "”").encode(), "line 1 has curly quotes .”., .* use straight quotes"),
    "low quotes": (GOOD_ANSWERS.replace('= "', "= „").encode(), "line 1 has curly quotes .„."),
    "single quotes": (GOOD_ANSWERS.replace('= "', "= \u2018").encode(), "line 1 has curly quotes .\u2018."),
    "no-break space": (
        GOOD_ANSWERS.replace(" = ", "\u00a0= ").encode(),
        r"line 1 has a special blank .U\+00A0",
    ),
    "zero width": (f"\n\u200b{GOOD_ANSWERS}".encode(), r"line 2 has a special blank .U\+200B"),
    "only a failure": (b'audit = "it\xe2\x80\x99s"  # \xe2\x80\x9cx\nprofile = [}\n', "Invalid value .at line 2"),
}


@pytest.mark.parametrize("shows", KINDS)
def test_file_of_another_kind_is_told_as_what_it_is(shows: str, tmp_path: Path) -> None:
    """A file of another kind is named in one problem, with what to do, as answers and as a definition."""
    content, told = KINDS[shows]
    file = tmp_path / "x.toml"
    file.write_bytes(content)
    for load in (ea.load_answers, ea.load_audit_file, ea.load_checklist_file):
        with pytest.raises(ea.DocumentError, match=told) as caught:
            load(file)  # type: ignore[operator]
        assert len(caught.value.problems) == 1


@pytest.mark.parametrize("failure", [KeyError("no such member"), PermissionError("no such member")])
def test_archive_that_cannot_be_read(failure: Exception) -> None:
    """Any failure to read from an archive is an OSError."""

    class InAnArchive:
        def open(self, _: str) -> io.BytesIO:
            raise failure

    with pytest.raises(OSError, match="no such member"):
        plain_text.read_text(InAnArchive())


def test_large_file_in_an_archive_is_not_read_whole(tmp_path: Path) -> None:
    """No more of an archive is unpacked than a text file may have."""
    archive = tmp_path / "packed.zip"
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("large.toml", b"#" * (2 * plain_text.LARGEST_FILE))
    with pytest.raises(ValueError, match="expected at most 32000000 bytes"):
        plain_text.read_text(zipfile.Path(archive, "large.toml"))


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs a system with named pipes")
def test_what_is_no_file_is_named(tmp_path: Path) -> None:
    """A folder, a pipe or a device is not read."""
    os.mkfifo(tmp_path / "pipe")
    for path, kind in ((tmp_path, "a folder"), (tmp_path / "pipe", "a pipe"), (Path("/dev/null"), "a device")):
        with pytest.raises(ValueError, match=f"^cannot be read: it is {kind}, not a file$"):
            plain_text.read_bytes(path)
    assert plain_text.kind_of(stat.S_IFSOCK | 0o600) == "a socket"
    with pytest.raises(ValueError, match="is not a file name: "):
        plain_text.read_bytes(Path("a\0b"))


def test_largest_file_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """And one byte more is too much."""
    monkeypatch.setattr(plain_text, "LARGEST_FILE", 4)
    file = tmp_path / "x.txt"
    file.write_bytes(b"abcd")
    assert plain_text.read_bytes(file) == b"abcd"
    file.write_bytes(b"abcde")
    with pytest.raises(ValueError, match="^is too large: expected at most 4 bytes$"):
        plain_text.read_bytes(file)


def test_place_of_what_is_not_utf_8() -> None:
    """Lines are counted from 1, bytes from 0."""
    with pytest.raises(ValueError, match=r"^is not UTF-8 text .line 3, byte 5., perhaps in a Windows code page"):
        plain_text.decoded(b"a\nb\nc\xe9\n\xe9")


def test_zeros_among_text_are_not_taken_for_utf_16() -> None:
    """Text with a few zero bytes is left to the parser."""
    assert plain_text.decoded(b"abc\0def\0\0") == "abc\0def\0\0"


def test_line_of_what_is_not_utf_8_counts_the_empty_ones() -> None:
    """The first one too."""
    with pytest.raises(ValueError, match=r"is not UTF-8 text \(line 2, byte 1\)"):
        plain_text.decoded(b"\n\xe9t\xe9")
