"""The strict parsers of TOML and JSON."""

from pathlib import Path

import pytest

import ethics_audit as ea


def test_curly_quotes_in_json(tmp_path: Path) -> None:
    """Curly quotes are named in JSON too, but allowed within texts."""
    file = tmp_path / "x.JSON"
    file.write_text('{"audit": "brief",\n“version”: "1.0"}', "utf-8")
    with pytest.raises(ea.AnswerError, match="this is not JSON: line 2 has curly quotes"):
        ea.load_answers(file)
    file.write_text('{"audit": "brief", "notes": {"consent.written": "“yes”"}}', "utf-8")
    assert ea.load_answers(file).notes[0].text == "“yes”"
