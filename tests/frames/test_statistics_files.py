"""Files of SPSS and Stata: what a user declared missing."""

from pathlib import Path

import polars as pl
import pyreadstat
import pytest
from support.builders import audit, checklist, item

from ethics_audit.base.errors import AnswerError
from ethics_audit.research import read


def test_declared_missing_is_no_answer_unless_it_answers(tmp_path: Path) -> None:
    """A number, a range or a text that is declared missing is blank, unless its label says unsure or n/a."""
    asked = audit(checklist("one", item("one.a", not_applicable=True), item("one.b")))
    frame = pl.DataFrame(
        {"one_a": [0.0, 1, 8, 97, 98], "one_b": [0.0, 2, 1, 99, None], "note": ["x", "-", "y", "", "z"]}
    )
    labels = {0: "Risk 0", 1: "Risk 50", 2: "Risk 100"}
    pyreadstat.write_sav(
        frame,
        tmp_path / "file.sav",
        variable_value_labels={
            "one_a": {**labels, 8: "Refused", 97: "Does not apply to my practice", 98: "I do not know"},
            "one_b": labels,
        },
        missing_ranges={"one_a": [{"lo": 97, "hi": 98}, 8], "one_b": [99], "note": ["-"]},
    )
    found = read(tmp_path / "file.sav", asked)
    assert found.column("one.a") == ["r0", "r50", None, "n/a", "unsure"]
    assert found.column("one.b") == ["r0", "r100", "r50", None, None]
    assert found.column("note")[1] is None


def test_whole_numbers_are_no_decimals(tmp_path: Path) -> None:
    """SPSS has decimals only, and a person is 7 in every file, not 7.0 in some."""
    frame = pl.DataFrame({"person": [7.0, 8.0], "hours": [1.0, 2.5], "one_a": ["r0", "r50"]})
    pyreadstat.write_sav(frame, tmp_path / "file.sav")
    found = read(tmp_path / "file.sav", audit(checklist("one", item("one.a"))))
    assert [str(one) for one in found.column("person")] == ["7", "8"]
    assert found.column("hours") == [1.0, 2.5]


def test_more_rows_than_the_bytes_can_hold(tmp_path: Path) -> None:
    """A small file that claims millions of rows is refused before room is made for them."""
    path = tmp_path / "file.dta"
    pyreadstat.write_dta(pl.DataFrame({"one_a": ["r0", "r50"]}), path)
    content = path.read_bytes()
    claimed = content.replace(b"<N>\x02\x00\x00\x00", b"<N>\x02\x00\x00\x01")
    assert claimed != content
    path.write_bytes(claimed)
    with pytest.raises(AnswerError, match="16,777,218 rows in .* are more than any audits compress to"):
        read(path, audit(checklist("one", item("one.a"))))
