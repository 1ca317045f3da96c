"""The codebook: every number of a data set explained, as text and in files of SPSS and Stata."""

import csv
import io
from pathlib import Path

import numpy as np
import pyreadstat
import pytest
from attrs import evolve
from support.builders import audit, checklist, item, scale
from support.studied import reference_study

import ethics_audit as ea
from ethics_audit.frames import codebook as codes
from ethics_audit.research import Study, codebook, read
from ethics_audit.research.dictionary import LONGEST, short_names

STUDY = reference_study()
BOOK = codebook(STUDY.audit)


def test_every_answer_is_told() -> None:
    """Each answer to each item has its number, as `score_frame` takes it, and its risk; unsure and n/a have none."""
    numbers = codes.codebook(STUDY.audit)
    assert {(entry.item.id, entry.number): entry.word for entry in BOOK.entries} == {
        (id, number): word for id, words in numbers.items() for number, word in words.items() if word
    }
    for entry in BOOK.entries:
        option = entry.item.by_id.get(entry.word)
        assert (entry.risk, entry.label) == ((option.risk, option.label) if option else (None, entry.label))
    assert "names the 12 items of reference 1.0" in BOOK.account


def test_rows_tell_window_facts_flag_and_weight() -> None:
    """A row says what an item asks about, requires, forces and counts, and what n/a means in it."""
    flagged = item(
        "one.a", 6, window="twelve months", event=True, requires=["minors", "telehealth"],
        red_flag=ea.RedFlag(100, "critical", "Stop."),
    )  # fmt: skip
    made = ea.Audit("x", "1.0", "X", [ea.Part(checklist("one", flagged, item("one.b", 2)), multiplier=3)])
    rows = codebook(made).rows()
    worst = next(row for row in rows if row["word"] == "r100")
    assert worst | {"prompt": ""} == {
        "item": "one.a",
        "short name": "one_a",
        "domain": "one",
        "window": "In the last twelve months",
        "prompt": "",
        "number": 2,
        "word": "r100",
        "label": "Risk 100",
        "risk": 100,
        "weight": 18,
        "requires": "minors telehealth",
        "flag": "critical",
        "n/a means": "It did not come up",
    }
    assert [row["flag"] for row in rows if row["item"] == "one.a"] == ["", "", "critical", "", ""]
    assert [row["label"] for row in rows if row["word"] == "n/a"] == ["It did not come up"]
    assert [row["n/a means"] for row in rows if row["item"] == "one.b"] == [""] * 4


def test_text_is_csv_without_formulas() -> None:
    """The text has the rows, quoted where needed, and no cell that a spreadsheet would run."""
    hostile = audit(checklist("one", item("one.a", prompt='=cmd|"calc", or\nmore', scale=scale(0, 100))))
    rows = list(csv.DictReader(io.StringIO(codebook(hostile).csv())))
    assert rows[0]["prompt"] == '\'=cmd|"calc", or\nmore'
    assert [row["word"] for row in rows] == ["r0", "r100", "unsure"]
    assert len(list(csv.reader(io.StringIO(BOOK.csv())))) == len(BOOK.entries) + 1


def test_short_names_are_unique_and_valid() -> None:
    """Names are cut, begin with a letter, and differ also in lower case."""
    long = "boundaries.a_very_long_name_that_goes_on"
    found = short_names(["a.b_c", "a_b.c", "A_B_C", f"{long}_one", f"{long}_two", "1st", "é", ""])
    assert list(found.values()) == [
        "a_b_c",
        "a_b_c_2",
        "A_B_C_3",
        "boundaries_a_very_long_name_",
        "boundaries_a_very_long_nam_2",
        "v_1st",
        "v__",
        "v_",
    ]
    assert all(len(name) <= LONGEST for name in found.values())


@pytest.mark.parametrize("kind", [".sav", ".dta"])
def test_data_sets_come_back(kind: str, tmp_path: Path) -> None:
    """A data set read again has every answer, state, person and occasion of the study."""
    path = tmp_path / f"study{kind}"
    BOOK.save(path, STUDY)
    back = read(path, STUDY.audit, person="person", occasion="quarter")
    assert np.array_equal(back.risks, STUDY.risks, equal_nan=True)
    assert np.array_equal(back.states, STUDY.states)
    assert back.column("site") == STUDY.column("site")


def test_spss_has_labels_and_declared_missing(tmp_path: Path) -> None:
    """In SPSS, columns have questions, numbers have answers, and no mean takes in `unsure` or `n/a`."""
    BOOK.save(tmp_path / "study.sav", STUDY)
    columns, meta = pyreadstat.read_sav(tmp_path / "study.sav", output_format="dict")
    assert meta.column_names_to_labels["door_a"] == "Reference item door a."
    assert meta.variable_value_labels["door_a"] == {
        0: "Yes",
        1: "Partly",
        2: "No",
        4: "I do not know",
        5: "Does not apply to my practice",
    }
    assert meta.variable_measure["door_a"] == "ordinal"
    known = [value for value in columns["door_a"] if value is not None and value == value]  # noqa: PLR0124 - NaN
    assert len(known) == 214
    assert max(known) == 2


def test_stata_has_letters_for_what_is_no_option(tmp_path: Path) -> None:
    """In Stata, `unsure` is .a and `n/a` is .b, with their labels."""
    BOOK.save(tmp_path / "study.dta", STUDY)
    columns, meta = pyreadstat.read_dta(tmp_path / "study.dta", output_format="dict", user_missing=True)
    assert meta.variable_value_labels["door_a"]["b"] == "Does not apply to my practice"
    assert list(columns["door_a"]).count("a") == 5
    assert list(columns["door_a"]).count("b") == 11


@pytest.mark.parametrize("kind", [".sav", ".dta"])
def test_shipped_audit_without_rows(kind: str, tmp_path: Path) -> None:
    """The longest names and labels fit, and a data set without rows has every column."""
    book = codebook(ea.load_audit("quarterly"))
    path = tmp_path / f"quarterly{kind}"
    book.save(path)
    reader = pyreadstat.read_sav if kind == ".sav" else pyreadstat.read_dta
    _, meta = reader(path, output_format="dict")
    assert meta.number_rows in {0, None}
    assert meta.column_names == list(dict.fromkeys(entry.short for entry in book.entries))
    assert path.stat().st_mode & 0o077 == 0


def test_other_columns_keep_their_values(tmp_path: Path) -> None:
    """Numbers stay numbers, anything else is text, and a name that is taken or not allowed is changed."""
    table = STUDY.at("1").table
    more = {
        "years in practice": [1.5, None, *[3] * 58],
        "desk_a": [None] * 60,
        "sure": [True] * 60,
    }
    for name, values in more.items():
        table = table.append_column(name, [values])
    BOOK.save(tmp_path / "study.sav", Study(STUDY.audit, table, ("person",)))
    columns, meta = pyreadstat.read_sav(tmp_path / "study.sav", output_format="dict")
    assert columns["years_in_practice"][0] == 1.5
    assert columns["sure"][0] == "True"
    assert {"desk_a", "desk_a_2"} <= set(meta.column_names)


def test_files_that_cannot_be_written(tmp_path: Path) -> None:
    """Another ending, another definition and a file that is there are refused."""
    with pytest.raises(ea.ArgumentError, match=r"\.csv, \.sav, \.dta"):
        BOOK.save(tmp_path / "study.xlsx")
    other = Study(evolve(STUDY.audit, policy=evolve(STUDY.audit.policy, min_coverage_percent=50)), STUDY.table)
    with pytest.raises(ea.ArgumentError, match=r"a study of reference 1\.0"):
        BOOK.save(tmp_path / "study.sav", other)
    path = tmp_path / "codebook.csv"
    BOOK.save(path)
    assert path.read_text("utf-8") == BOOK.csv()
    with pytest.raises(ea.base.errors.StoreError, match="exists already"):
        BOOK.save(path)
    BOOK.save(path, force=True)
