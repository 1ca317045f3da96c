"""The strict parsers of TOML and JSON."""

from pathlib import Path

import pytest

import ethics_audit as ea
from ethics_audit.documents.syntax import parse

CURLY = "has curly quotes (“), which word processors insert; use straight quotes"
BLANK = "has a special blank ({}); use a plain blank, or none"


def test_curly_quotes_in_json(tmp_path: Path) -> None:
    """Curly quotes are named in JSON too, but allowed within texts."""
    file = tmp_path / "x.JSON"
    file.write_text('{"audit": "brief",\n“version”: "1.0"}', "utf-8")
    with pytest.raises(ea.AnswerError, match="this is not JSON: line 2 has curly quotes"):
        ea.load_answers(file)
    file.write_text('{"audit": "brief", "notes": {"consent.written": "“yes”"}}', "utf-8")
    assert ea.load_answers(file).notes[0].text == "“yes”"


@pytest.mark.parametrize(
    ("syntax", "text", "told"),
    [
        ("toml", "a = 1\nb = “x”", f"line 2 {CURLY}"),
        ("toml", "a = 1\nb =\u00a01\nc = 1", f"line 2 {BLANK.format('U+00A0')}"),
        ("toml", "a = 1\nb = [1,\u200b\n\n", f"line 2 {BLANK.format('U+200B')}"),
        ("toml", 'a = 1\nb = "x“', f"line 2 {CURLY}"),
        ("toml", "a =\nb = “x”", "Invalid value (at line 1, column 4)"),
        ("toml", "b = '“' # “\nc", "Expected '=' after a key in a key/value pair (at end of document)"),
        ("toml", "a=1\rb=2", "its lines end with CR alone, as on very old Macs; save it with LF or CRLF line ends"),
        ("toml", "a = 1\n" + "x" * 4001, "line 2: expected at most 4000 characters, got 4001"),
        ("toml", "\n" + "a." * 100 + "a = 1", "line 2: expected a key of at most 100 parts, got 101"),
        ("json", "[1,\n\u200b2]", f"line 2 {BLANK.format('U+200B')}"),
        ("json", '{"a": ' + "9" * 4001 + "}", "expected a number of at most 4000 digits, got 4001"),
        ("json", '{"b": {"a": 1, "c": 1, "a": 1}}', "the key 'a' appears twice in one object"),
        ("json", "[NaN]", "expected a JSON number, got NaN"),
    ],
    ids=lambda one: str(one)[:50],
)
def test_text_that_is_not_in_its_syntax(syntax: str, text: str, told: str) -> None:
    """The message names the syntax, the line, and what stands there that an editor may have put."""
    with pytest.raises(ValueError, match=f"^this is not {syntax.upper()}: ") as refused:
        parse(text, syntax)
    assert str(refused.value) == f"this is not {syntax.upper()}: {told}"


def test_text_at_its_limits() -> None:
    """The longest text, line, key and number that are read; one sign more is refused."""
    line = "b = [" + " " * 3_994 + "]"
    assert parse(line, "toml") == {"b": []}
    for end in ("", "\n", "\r\n"):
        assert parse(f'b = "{"." * 9_000}"{end}', "toml") == {"b": "." * 9_000}
    assert str(parse("a." * 99 + "a = 1.5", "toml")).count("a") == 100
    assert parse(f"[{'9' * 4_000}]", "json") == [int("9" * 4_000)]
    for syntax, most, text in (("toml", 1_000_000, "# x\n"), ("json", 8_000_000, "[1]\n")):
        parse(text.ljust(most, "\n"), syntax)
        with pytest.raises(ValueError, match=f"^expected at most {most} characters, got {most + 1}$"):
            parse(text.ljust(most + 1, "\n"), syntax)


@pytest.mark.parametrize("syntax", ["toml", "json"])
def test_text_that_is_nested_too_deeply(syntax: str) -> None:
    """Nesting that no document needs is refused, in words."""
    with pytest.raises(ValueError, match="nested") as refused:
        parse(("x = " if syntax == "toml" else "") + "[\n" * 3_000 + "]" * 3_000, syntax)
    assert str(refused.value) == f"this {syntax.upper()} cannot be read: it is nested too deeply"
