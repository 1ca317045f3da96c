"""CSV as people have it: any delimiter and encoding."""

from pathlib import Path

import pytest
from support.table_files import refused, scored

import ethics_audit as ea
from ethics_audit.frames import text_stream

AUDITS = "who,consent.written\np1,all\np2,none\n"


@pytest.mark.parametrize(
    ("delimiter", "ends", "encoding"),
    [
        (",", "\n", "utf-8-sig"),
        (";", "\r\n", "utf-8-sig"),
        ("\t", "\r\n", "utf-16"),
        (";", "\r", "utf-8"),
        ("|", "\n", "utf-32"),
        ("^", "\r", "utf-16"),
    ],
)
def test_how_csv_is_written_is_found_out(delimiter: str, ends: str, encoding: str, tmp_path: Path) -> None:
    """The delimiter, the ends of lines and the encoding change nothing."""
    text = 'who,consent.written,"a\nb"\nño,all,x\np2,none,"y"'.replace(",", delimiter).replace("\n", ends)
    rows = scored(text.encode(encoding), "in.csv", tmp_path)
    assert [(row["who"], row[f"a{ends}b"]) for row in rows] == [("ño", "x"), ("p2", "y")]
    assert all(row["coverage"] for row in rows)


@pytest.mark.parametrize("first", ["sep=;\r\n", "sep=;\r", '"sep=;"\n', "SEP=;\n"])
def test_the_line_that_names_the_delimiter(first: str, tmp_path: Path) -> None:
    """Excel's first line is no header."""
    rows = scored(f"{first}who;consent.written\n1,5;all\n".encode(), "in.csv", tmp_path)
    assert [row["who"] for row in rows] == ["1,5"]


def test_tabs_and_the_delimiter_that_finds_the_most_names(tmp_path: Path) -> None:
    """A name with more signs of another kind in it is still one name; a file of tabs may be called so."""
    content = b"a,b,c,d\tconsent.written\tconsent.no_consent\nx\tall\tno\n"
    assert scored(content, "in.tsv", tmp_path)[0]["a,b,c,d"] == "x"


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (
            "who,consent.written\nMarí,all\n".encode() + b"Mar\xed,all\n",
            "line 3: expected UTF-8, got the byte 0xed; this may be Windows-1252",
        ),
        (b"who,consent.written\np,all\n\x81", "line 3: expected UTF-8, got the byte 0x81"),
        (b"\xff\xfe" + AUDITS.encode("utf-16-le") + b"\0", "expected UTF-16-LE, as its"),
        (b"who,consent.written\np\0,all\n", "line 2: expected text, got a zero byte"),
        (b'who,consent.written\n"p1,all\n', "has a quotation mark that is never closed"),
        (b'wh"o",consent.written\n"p1","all', "has a quotation mark that is never closed"),
        (b'"who"x,consent.written\np1,all\n', "its quotation marks do not match"),
        (b"who,consent.written\np1,all\np2\n", "row 3: expected 2 cells, got 1 (is"),
        (b"who,consent.written\np1,all,none\n", "row 2: expected 2 cells, got 3 (is a quotation mark missing"),
        (b"who,consent.written\n" + b"p" * (1 << 23) + b",all\n", "cannot be read: "),
        (b"", "is empty: it has 0 bytes"),
        (bytes.fromhex("00051607"), "is a companion file of macOS (AppleDouble); use"),
        (b"PK\3\4\0\0", "is an office document or an archive"),
        (b"<html><table>", "is a web page (HTML)"),
        (b"who,who,consent.written\n", "who: is the name of two columns"),
        (b",,consent.written\n", "'': is the name of two columns"),
        (b"consent.written,, \nall,,\nall,,x", "has content in its last columns, which have no name (name them, or"),
    ],
)
def test_csv_that_cannot_be_read(content: bytes, told: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One problem, with its line and what to do."""
    assert told in refused(content, "._x.csv", tmp_path, capsys)


def test_text_in_small_pieces(tmp_path: Path) -> None:
    """However little is read at once, no sign is cut in two; what is wrong is told when it is met."""
    path = tmp_path / "in.csv"
    for encoding in ("utf-8", "utf-16", "utf-32"):
        path.write_bytes(("a\r\n" + "ñ€😀" * 9).encode(encoding))
        with text_stream.Text(path) as text:
            assert text.readable()
            assert text.header() == ("a", "")
            assert b"".join(iter(lambda: text.read(1), b"")).decode() == "ñ€😀" * 9
            assert text.position() == path.stat().st_size
    wrong = {
        b"\xc3\xa9\n\xed": "line 2: expected UTF-8, got the byte 0xed",
        b"\xc3\xa9a\nbc\x81": "line 2: expected UTF-8, got the byte 0x81",
        b"\xff\xfea\0\0\xd8": "expected UTF-16-LE",
        b'"ab': "has a quotation mark that is never closed",
    }
    for content, told in wrong.items():
        path.write_bytes(content)
        with text_stream.Text(path) as text, pytest.raises(ea.AnswerError, match=told):
            list(iter(lambda text=text: text.read(4), b""))


def test_text_of_windows(tmp_path: Path) -> None:
    """Text that is ASCII as far as a byte that is no UTF-8, be it the last one, is read as Windows-1252."""
    path = tmp_path / "in.csv"
    for whole in ("who\nMarí\n", "who\nJosué"):
        path.write_bytes(whole.encode("cp1252"))
        with text_stream.Text(path) as text:
            assert b"".join(iter(lambda text=text: text.read(4), b"")).decode() == whole
            assert text.is_windows


def test_columns_without_anything_at_the_end(tmp_path: Path) -> None:
    """Spreadsheets write them; they are left out, and one without a name before others is a column."""
    rows = scored(b",consent.written,, ,\n7,all,,,\n,none,, ,\n,,,,\n", "in.csv", tmp_path)
    assert [row | {"coverage": row["coverage"] > 0} for row in rows] == [
        {"": "7", "coverage": True},
        {"": "", "coverage": True},
    ]
