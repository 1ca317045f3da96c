"""NDJSON, read as strictly as every other document."""

from pathlib import Path

import pytest
from support.table_files import refused, scored

from ethics_audit.frames import ndjson


@pytest.mark.parametrize(
    ("line", "told"),
    [
        (b'{"consent.written": "all", "consent.written": "none"}', "the key 'consent.written' appears twice"),
        (b'{"a": {"b": 1, "b": 2}}', "the key 'b' appears twice"),
        (b'{"a": ' + b"[" * 3000 + b"]" * 3000 + b"}", "it is nested too deeply"),
        (b'{"a": ' + b'[{"a":' * 10 + b"1" + b"}]" * 10 + b"}", "it is nested more than 16 deep"),
        (b'{"a": NaN}', "expected a JSON number, got NaN"),
        (b'{"a": -Infinity}', "expected a JSON number, got -Infinity"),
        (b'{"a": "\\ud83d"}', "it has half a character"),
        (b'{"a": "\xed"}', "this is not UTF-8: byte 0xed"),
        (b'{"a": "\\u00ed"} x', "this is not JSON"),
        (b'"text"', "expected an object of names and values"),
        (b"{" + b" " * 8_000_000, "expected at most 8,000,000 bytes a line"),
    ],
)
def test_lines_that_are_refused(line: bytes, told: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The parser is as strict as that of every other document, and names the line."""
    error = refused(b'{"consent.written": "all"}\n\n' + line, "in.ndjson", tmp_path, capsys)
    assert "line 3" in error
    assert told in error


def test_lines_with_a_mark_before_them(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """That of UTF-8 is no part of the first line; UTF-16 is named."""
    line = '{"consent.written": "all", "who": "\\u00f1"}'
    assert scored(line.encode("utf-8-sig"), "in.ndjson", tmp_path)[0]["who"] == "ñ"
    (tmp_path / "out.ndjson").unlink()
    assert "line 1: cannot be read: this is UTF-16" in refused(line.encode("utf-16"), "in.ndjson", tmp_path, capsys)


@pytest.mark.parametrize(
    ("values", "told"),
    [
        (['"text"', "5"], "x: expected values of one type, got 'text' in line 1 and 5 in line 2"),
        (["true", "1"], "x: expected values of one type, got True in line 1 and 1 in line 2"),
        ([str(10**30)], "x: has values that no column can hold"),
        (["[1]", '["a"]'], "x: has values that no column can hold"),
        ([str(2**60 + 1), "0.5"], "x: has values that no column can hold"),
    ],
)
def test_no_value_of_lines_is_changed(
    values: list[str], told: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A column that stays has one type, since any other way would change a value; answers may have several."""
    lines = "".join(f'{{"x": {value}, "consent.written": "all"}}\n' for value in values)
    assert told in refused(lines.encode(), "in.ndjson", tmp_path, capsys)
    mixed = b'{"who": 3, "consent.written": "all", "x": 1}\n{"consent.written": 2, "x": 0.5}\n{"who": 1}'
    assert [row["x"] for row in scored(mixed, "in.ndjson", tmp_path, "--codebook", "audit")] == [1, 0.5, None]


@pytest.mark.parametrize("bound", ["VALUES_AT_ONCE", "BYTES_AT_ONCE"])
def test_blocks_of_many_values(bound: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Lines with many values, or long ones, are read fewer at once."""
    monkeypatch.setattr(ndjson, bound, 2)
    content = b'{"who": "a", "consent.written": "all"}\n' * 3
    assert len(scored(content, "in.ndjson", tmp_path)) == 3
