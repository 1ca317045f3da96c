"""Layouts of tables: what is told of the odd ones."""

import json
import re
from datetime import datetime
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import openpyxl
import pyarrow as pa
import pytest
from pyarrow import feather
from support.builders import checklist, item
from support.layouts import written

import ethics_audit as ea
from ethics_audit import research
from ethics_audit.documents import vector as vectors
from ethics_audit.frames.states import State

NO_FACT = (
    "minors: expected yes or no, got 'maybe' in row 4 (does the column state the fact? name the right one with facts=)"
)
AUDIT = ea.Audit.of(checklist("a", item("a.i"), item("a.j"), item("a.k", requires=["minors"])))


def study(columns: dict[str, list[Any]], **more: Any) -> Any:
    """The study in a table."""
    return research.read(pa.table(columns), AUDIT, **more)


def refused(columns: dict[str, list[Any]], **more: Any) -> str:
    """What is told of a table that cannot be read."""
    with pytest.raises(ea.EthicsAuditError) as caught:
        study(columns, **more)
    return str(caught.value)


def rewritten(path: Path, old: str, new: str) -> None:
    """Replace a text in the first sheet of a workbook."""
    with ZipFile(path) as book:
        parts = {name: book.read(name) for name in book.namelist()}
    sheet = parts["xl/worksheets/sheet1.xml"]
    assert old.encode() in sheet
    with ZipFile(path, "w") as book:
        for name, content in parts.items():
            book.writestr(name, content.replace(old.encode(), new.encode()) if content is sheet else content)


def test_a_layout_that_is_none() -> None:
    """It is told with the nearest name."""
    assert "did you mean 'long'?" in refused({"a.i": ["r0"]}, layout="lng")


def test_long_tables() -> None:
    """A person answers an item once; other items stay; answers are found by what they are; a slip is told."""
    rows = {"person": ["p", "p", "p", ""], "question": ["a.i", "a_j", "site", ""], "said": ["r0", "r50", "north", ""]}
    found = study(rows)
    assert (found.column("a.i"), found.column("a.j"), found.column("site")) == (["r0"], ["r50"], ["north"])
    twice = {"person": ["p", "p"], "question": ["a.i", "a.i"], "answer": ["r0", "r50"]}
    assert "is answered twice by one person on one occasion, in row 3" in refused(twice)
    assert "no column that names the person" in refused({"question": ["a.i", "a.j"], "answer": ["r0", "r50"]})
    assert "no column has answers to them" in refused({"person": ["p"], "question": ["a.i"]})
    unnamed = {"person": ["p", "p", "p"], "question": ["a.i", "a.j", None], "answer": ["r0", "r50", "r0"]}
    assert study(unnamed).notes == ("1 answer left out: no question is named beside.",)
    slip = {"person": ["p", "p", "p"], "question": ["a.i", "a.j", "minor"], "answer": ["r0", "r50", "yes"]}
    assert "did you mean 'minors'?" in refused(slip)


@pytest.mark.parametrize(
    "title",
    [
        "I do a.i. - Selected Choice",
        "How is it?\n\nPlease be honest. - I do a.i.",
        "work._I_do_a.i.",
        "How_is_it?_[I_do_a.i.]",
        "I.do.a.i.",
    ],
)
def test_titles_as_programs_mangle_them(title: str) -> None:
    """What Qualtrics adds to a question, and what LimeSurvey and R put in place of its blanks, is no part of it."""
    assert study({title: ["r50"]}).column("a.i") == ["r50"]
    assert study({"a.i": ["r0"], f"{title} - Other - Text": ["r50"]}).column("a.i") == ["r0"]


def test_facts() -> None:
    """They are columns of yes and no, or arguments; what says neither is told."""
    columns = {"a.i": ["r0", "r0"], "a.k": ["r0", ""]}
    assert "expected yes or no, got 'often'" in refused({**columns, "minors": ["yes", "often"]})
    assert "expected a profile fact, got 'minor'" in refused(columns, facts=["minor"])
    assert "facts: expected a list of facts" in refused(columns, facts="minors")
    assert study(columns, facts={"minors": True}).states[:, 2].tolist() == [State.ANSWERED, State.BLANK]
    assert study(columns, facts={"minors": False}).states[:, 2].tolist() == [State.OUTSIDE] * 2
    unasked = study({"a.i": ["r0"], "platform": ["iOS"]})
    assert (unasked.outcome("score").tolist(), unasked.column("platform")) == ([0.0], ["iOS"])


def test_facts_that_are_neither_yes_nor_no() -> None:
    """The row is named, and answers that depend on the fact are no second problem."""
    columns = {"a.i": ["r0", "r0", None], "a.k": ["r0", "", ""], "minors": ["yes", "no", "maybe"]}
    assert refused(columns).endswith(NO_FACT)


def test_facts_as_a_question_with_several_choices() -> None:
    """ODK and Kobo split it into a column for each choice, behind the name of the question."""
    found = study(
        {"a.i": ["r0"] * 3, "a.k": ["r0", "", ""], "p-facts": ["minors", "", ""], "p-facts/minors": [1, 0, None]}
    )
    assert found.states[:, 2].tolist() == [State.ANSWERED, State.OUTSIDE, State.BLANK]


MINORS = ea.Audit.of(checklist("minors", item("minors.consent"), item("minors.secrets", requires=["minors"])))


@pytest.mark.parametrize(
    ("over", "below"),
    [
        (["", "Minors", "", "Practice"], ["", "consent", "secrets", "minors"]),
        (["", "Minors", "", "Practice"], ["", "remark", "minors.consent", "minors"]),
        (["", "Minors", "", "Practice"], ["", "minors.consent", "remark", "minors"]),
        (["", "Minors", "", ""], ["", "minors", "remark", "consent"]),
        (["", "Minors", "Remark", "Minors"], ["", "consent", "", "I see clients under 18."]),
    ],
)
def test_domains_that_are_called_as_a_fact(over: list[str], below: list[str]) -> None:
    """A title over those of items, such as Minors, states no fact, and none over a remark beside them."""
    answers = [{"minors": "yes", "I see clients under 18.": "yes"}.get(name, "r0") for name in below]
    rows = [["person", "", "", ""], over, below, ["p", *answers[1:]]]
    found = research.read(pa.table([pa.array(row) for row in zip(*rows, strict=True)], list("abcd")), MINORS)
    assert (found.column("minors.consent"), found.column("minors")) == (["r0"], [True])


def test_domains_below_an_occasion() -> None:
    """Titles in three rows: the quarter, the domain, and the question."""
    columns = [["", "", "person", "p"], ["Q1", "Minors", "consent", "r0"], ["", "", "secrets", "r50"]]
    columns += [["", "Practice", "minors", "yes"], ["Q2", "Minors", "consent", "r50"], ["", "Practice", "minors", "no"]]
    found = research.read(pa.table([pa.array(column) for column in columns], list("abcdef")), MINORS)
    assert (found.column("occasion"), found.column("minors.consent")) == (["Q1", "Q2"], ["r0", "r50"])
    assert found.column("minors") == [True, False]


def test_rows_without_an_answer() -> None:
    """They stay, as somebody's who did not begin, and a note tells, since they may be remarks below the table."""
    note = "1 row without an answer stayed, all of it missing: row 3."
    assert study({"code": ["p", "Source: a survey"], "a.i": ["r0", None], "a.j": ["r0", None]}).notes == (note,)


def test_groups_before_keys() -> None:
    """Persons and occasions are found behind the name of a group, but for names that many things have."""
    found = study({"g-code": ["p", "p"], "g-quarter": [1, 2], "a.i": ["r0", "r50"], "a.j": ["r0", "r0"]})
    assert (found.person, found.occasion, found.notes) == (("g-code",), "g-quarter", ())
    assert study({"device/id": ["x"], "a.i": ["r0"]}).person == ()
    assert study({"_id": ["1"], "a.i": ["r0"]}).person == ()


@pytest.mark.parametrize("between", [" ", ",", ";"])
def test_a_row_of_names_is_no_title(between: str) -> None:
    """A file that is delimited in a way that is not read would lose every column but one; a number may stand before."""
    assert "expected columns of 3 items" in refused({f"person{between}a.i": ["p r0", "q r50"]})
    assert study({"1. a.i": ["r0"], "[Q2] a.j": ["r50"]}).column("a.j") == ["r50"]


def test_no_person() -> None:
    """A note tells that each row was taken as one, unless somebody said so."""
    columns = {"a.i": ["r0", "r50"], "a.j": ["r0", "r0"]}
    assert study(columns).notes == (
        "No column names a person, so each row was taken as one (name it with person= or --person).",
    )
    assert study(columns, person=[]).notes == ()


def test_objects_in_objects(tmp_path: Path) -> None:
    """Groups of ODK's OData are objects; a group that nobody answered is none. Kobo writes places as lists."""
    rows = [{"code": "p", "_geolocation": [None, None], "g": {"a_i": "r0", "in": {"a_j": "r50"}}}]
    rows.append({"code": "q", "_geolocation": [None, None], "g": None})
    path = tmp_path / "in.ndjson"
    path.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    found = research.read(path, AUDIT)
    assert (found.column("a.i"), found.column("a.j"), found.person) == (["r0", None], ["r50", None], ("code",))


def test_feather(tmp_path: Path) -> None:
    """It is Arrow under another name."""
    path = tmp_path / "in.feather"
    feather.write_feather(pa.table({"code": ["p"], "a.i": ["r50"]}), path)
    assert research.read(path, AUDIT).outcome("score").tolist() == [50]


def test_facts_in_codes() -> None:
    """Numbers other than 0 and 1 need a codebook; that a fact is not known may be written as ``N/A``."""
    columns = {"minors": ["1", "2", "N/A"], "a.i": ["r0", "r50", "r0"], "a.k": ["r0", "", ""]}
    told = refused(columns)
    assert told == (
        "table: minors: expected yes or no, got '2' in row 3"
        " (if these are codes, say which is yes: codebook={'minors': {1: 'yes', 2: 'no'}})"
    )
    found = study(columns, codebook={"minors": {1: "yes", 2: "no"}})
    assert found.column("minors") == [True, False, None]
    numbers = {**columns, "a.i": ["1", "2", "1"], "a.k": ["1", "", ""]}
    book: Any = {"minors": {1: "yes", 2: "no"}, "a.i": {1: "r0", 2: "r50"}, "a.k": {1: "r0"}}
    assert study(numbers, codebook=book).column("a.i") == ["r0", "r50", "r0"]


def test_vectors_that_cannot_be_read() -> None:
    """They are told with their column and row; a column that is named must be there."""
    assert "v in row 2" in refused({"v": ["ea2:a:1.0:0:x"]})
    with pytest.raises(ea.ArgumentError, match="did you mean 'vec'"):
        ea.score_frame(pa.table({"vec": ["x"]}), AUDIT, vector="vek")


def test_vectors_in_a_column_that_is_named() -> None:
    """They are the answers, whatever other columns name; a row without a vector has none."""
    vector = vectors.encode(AUDIT, ea.Answers({"a.i": "r50", "a.j": "r100"}))
    table = pa.table({"site": ["n", "s"], "vec": [vector, ""], "a.i": ["r0", "r0"]})
    scored = ea.score_frame(table, AUDIT, vector="vec", columns=["score"], domains=False)
    assert scored.column("score").to_pylist() == [75, None]


def test_titles_in_the_first_row_of_a_table_in_memory() -> None:
    """They are no answers, and are left out before it is scored."""
    table = pa.table({"a.i": ["I do a.i.", "r0"], "a.j": ["I do a.j.", "r50"]})
    scored = ea.score_frame(table, AUDIT, columns=["score"], domains=False, allow_missing_columns=True)
    assert scored.to_pydict() == {"score": [25]}


def test_two_columns_of_one_item() -> None:
    """An empty one beside a filled one is a plain column."""
    found = study({"a_i": ["", ""], "a.i": ["r0", "r50"]})
    assert (found.column("a.i"), found.column("a_i")) == (["r0", "r50"], [None, None])
    assert [(one.column, one.role) for one in found.mapping] == [("a_i", "kept"), ("a.i", "item")]


def test_a_column_that_is_named_as_what_is_none() -> None:
    """It is told with the nearest item or fact."""
    with pytest.raises(ea.AnswerError, match=r"columns\.V1: expected an item or a fact .*did you mean 'a\.j'"):
        research.read(pa.table({"a.i": ["r0"], "V1": ["r0"]}), AUDIT, columns={"V1": "a.jj"})


def test_people_named_by_many_columns() -> None:
    """Two people are two, also where they differ in the first of so many columns that 64 bits cannot number them."""
    values = [f"v{place}" for place in range(255)]
    columns = {f"key{place}": [*values, "v0"] for place in range(9)}
    columns["key0"][-1] = "v1"
    keys = list(columns)
    found = study({**columns, "a.i": ["r0"] * 256}, person=keys)
    assert len(set(found.people().tolist())) == 256
    columns["key0"][-1] = "v0"
    assert "the same person twice: v0, v0" in refused({**columns, "a.i": ["r0"] * 256}, person=keys)


def test_people_without_a_name() -> None:
    """A row of answers without a person is told where the column is named, and else has no person."""
    columns = {"who": ["p", None], "a.i": ["r0", "r50"]}
    assert "who: names no person in row 3" in refused(columns, person="who")
    assert study({"person": ["p", None], "a.i": ["r0", "r50"]}).person == ()


def test_times_are_no_occasions_and_events_with_repeats_are() -> None:
    """A column with a value of its own in each row names no occasion, unless somebody says so."""
    many = {"person": ["p"] * 70, "time": list(range(70)), "a.i": ["r0"] * 70}
    assert "name the column of the occasion" in refused(many)
    assert study(many, occasion="time").occasion == "time"
    redcap = {
        "record_id": ["1", "1", "1"],
        "redcap_event_name": ["x", "y", "y"],
        "redcap_repeat_instance": ["", "1", "2"],
        "a_i": ["r0", "r50", "r100"],
    }
    found = study(redcap)
    assert found.column(str(found.occasion)) == ["x", "y, 1", "y, 2"]


def test_events_of_redcap_that_name_no_occasion() -> None:
    """The column that somebody names outweighs them; without a person, or where they are all one, there is none."""
    events = {"redcap_event_name": ["x", "y"], "a_i": ["r0", "r50"]}
    named = study({"record_id": ["1", "1"], "when": ["spring", "fall"], **events}, occasion="when")
    assert named.occasion == "when"
    assert study({"record_id": ["1", "1"], **events}).occasion == "redcap_event_name"
    assert study(events).occasion is None
    assert study({"record_id": ["1", "2"], **events, "redcap_event_name": ["x", "x"]}).occasion is None


def test_occasions_in_titles() -> None:
    """Other columns that name the occasion follow it; an item without it beside one with it is told."""
    columns = {"id": ["p"], "a.i_q1": ["r0"], "a.i_q2": ["r50"], "day_q1": ["1.5"], "day_q2": ["x"], "occasion": ["o"]}
    found = study(columns)
    assert (found.column("day"), found.column("occasion_"), found.column("a.i")) == (
        ["1.5", "x"],
        ["q1", "q2"],
        ["r0", "r50"],
    )
    assert "no occasion in the name, and others have" in refused({**columns, "a.j": ["r0"]})


def test_other_columns_of_occasions() -> None:
    """Those of several types become text with gaps as gaps; an occasion that no item has is part of a name."""
    items = {"id": ["p", "q"], "a.i_q1": ["r0", "r0"], "a.i_q2": ["r50", "r50"]}
    found = study({**items, "day_q1": [1.5, float("nan")], "day_q2": ["x", "y"], "day_q3": ["u", "v"]})
    assert found.column("day") == ["1.5", "x", None, "y"]
    assert found.column("day_q3") == ["u", "u", "v", "v"]


def test_workbooks(tmp_path: Path) -> None:
    """Whole numbers have no decimal point, even if one is written, and midnight is a day; what is none is told."""
    book, path = openpyxl.Workbook(), tmp_path / "in.xlsx"
    book.active.append(["person", "day", "note", "a.i", 2026])
    book.active.append([7.0, datetime(2026, 1, 5), 3, "r0", "u"])  # noqa: DTZ001 - workbooks know no zones
    book.active.append(["x", datetime(2026, 1, 5, 10), "three", "r50", "v"])  # noqa: DTZ001 - the same
    book.save(path)
    found = research.read(path, AUDIT)
    assert (found.column("person"), found.column("note")) == (["7", "x"], ["3", "three"])
    rewritten(path, "<v>2026</v>", "<v>2026.0</v>")
    assert research.read(path, AUDIT).column("2026") == ["u", "v"]
    for name, told in (
        ("no.xlsx", "cannot be read as a workbook"),
        ("no.sav", "cannot be read"),
        ("no.ods", "got .ods"),
        ("no.xpt", "got .xpt (save it as .sav or as CSV)"),
        ("no.json", "got .json (export it as CSV, or write one object on each line, as .ndjson)"),
    ):
        (tmp_path / name).write_text("x", encoding="utf-8")
        with pytest.raises(ea.AnswerError, match=re.escape(told)):
            research.read(tmp_path / name, AUDIT)


def test_workbooks_with_several_sheets_of_questions(tmp_path: Path) -> None:
    """One for each quarter is refused, since the others would be lost; an empty template is none."""
    book, path = openpyxl.Workbook(), tmp_path / "in.xlsx"
    for name in ("Q1", "Q2", "Template"):
        sheet = book.create_sheet(name)
        sheet.append(["code", "a.i"])
        if name != "Template":
            sheet.append(["p", "r0"])
    book.save(path)
    with pytest.raises(ea.AnswerError, match="expected one sheet with questions, got 2: 'Q1', 'Q2' .save each"):
        research.read(path, AUDIT)
    del book["Q2"]
    book.save(path)
    assert research.read(path, AUDIT).notes[0] == "The sheet Q1 was read."
    del book["Q1"]
    book.save(path)
    with pytest.raises(ea.AnswerError, match="got none"):
        research.read(path, AUDIT)


def test_formulas_without_results(tmp_path: Path) -> None:
    """A cell looks empty until a program computes it; a result that is an empty text is one."""
    book, path = openpyxl.Workbook(), tmp_path / "in.xlsx"
    for row in (["code", "a.i", "a.j"], ["p", "r0", "=B2"], ["q", "r0", "r50"]):
        book.active.append(row)
    book.save(path)
    with pytest.raises(ea.AnswerError, match="has formulas without results, in C2 .open the workbook"):
        research.read(path, AUDIT)
    rewritten(path, '<c r="C2"><f>B2</f><v /></c>', '<c r="C2" t="str"><f>B2</f><v></v></c>')
    assert research.read(path, AUDIT).column("a.j") == [None, "r50"]


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("empty.csv", b"", "is empty: it has 0 bytes"),
        ("empty.xlsx", b"", "is empty: it has 0 bytes"),
        ("mark.csv", "\ufeff".encode(), "is empty: it has no columns"),
        ("zip.csv", b"PK\x03\x04" + b"\0" * 60, "is an office document or an archive"),
        (
            "long.csv",
            b"person,a.i,a.j\np,r0,r0\nsomebody,r0,r0,x\no,r0,r0\n",
            "row 3: expected 3 cells as in most rows, got 4",
        ),
    ],
)
def test_files_that_are_no_tables(name: str, content: bytes, told: str, tmp_path: Path) -> None:
    """They are refused for what they are, before anybody looks for a column; a row is named, and not shown."""
    (path := tmp_path / name).write_bytes(content)
    with pytest.raises(ea.AnswerError, match=told) as caught:
        research.read(path, AUDIT, person="person")
    assert "somebody" not in str(caught.value)


def test_a_row_of_another_length_far_down(tmp_path: Path) -> None:
    """It is named, and not shown: a cell may name a person."""
    (path := tmp_path / "long.csv").write_text("person,a.i\n" + "p,r0\n" * 50 + "somebody,r0,x\n", encoding="utf-8")
    with pytest.raises(ea.AnswerError, match=r"long\.csv: row 52: expected 2 cells, got 3") as caught:
        research.read(path, AUDIT, person=[])
    assert "somebody" not in str(caught.value)


def test_a_title_of_the_whole_file(tmp_path: Path) -> None:
    """It names no column."""
    (path := tmp_path / "titled.csv").write_text("My survey\n\nperson,a.i\np,r0\n", encoding="utf-8")
    assert research.read(path, AUDIT).person == ("person",)


def test_a_folder_is_no_table(tmp_path: Path) -> None:
    """A folder with the name of a file is refused."""
    (folder := tmp_path / "answers.csv").mkdir()
    with pytest.raises(ea.AnswerError, match="expected a file"):
        research.read(folder, AUDIT)


def test_questions_without_a_column_are_told() -> None:
    """They count as not answered, which nobody should learn from a low coverage; one that nobody is asked does not."""
    told = "Without a column, and so not answered: 1 of 3 questions"
    assert study({"a.i": ["r0"]}, person=[]).notes == (f"{told} (a.j).",)
    assert study({"a.i": ["r0"], "a.j": ["r0"], "minors": ["no"]}, person=[]).notes == (f"{told} (a.k).",)
    assert study({"a.i": ["r0"], "a.j": ["r0"]}, person=[]).notes == ()


QUALTRICS = {"ResponseId": ["R_1", "R_2"], "RecordedDate": ["2026-01-05", "2026-01-06"], "minors": ["yes", "-99"]}
REDCAP = {"record_id": ["1", "2"], "redcap_event_name": ["x", "x"], "minors": ["1", "UNK"]}


@pytest.mark.parametrize("columns", [QUALTRICS, {**REDCAP, "minors": ["1", "-99"]}, REDCAP])
def test_codes_for_missing_data(columns: dict[str, list[str]]) -> None:
    """Where a program writes them they are no answers and no facts, unless a codebook or the item itself says so."""
    code = columns["minors"][1]
    found = study({**columns, "a.i": ["r0", code], "a.j": ["r0", "r0"]})
    assert (found.column("a.i"), found.column("minors")) == (["r0", None], [True, None])
    with pytest.raises(ea.AnswerError, match=code):
        study({"minors": columns["minors"], "a.i": ["r0", code]})
    odd = ea.Audit.of(
        checklist("a", item("a.i", scale=ea.Scale((ea.Option("r0", "No", 0), ea.Option("so", code, 100)))))
    )
    assert research.read(pa.table({**columns, "a.i": ["r0", code]}), odd).column("a.i") == ["r0", "so"]


def test_codes_for_missing_data_in_a_codebook() -> None:
    """They mean there what the codebook says, for one item or for all."""
    numbers = {**QUALTRICS, "a.i": ["1", "-99"]}
    for book in ({1: "r0", -99: "unsure"}, {"a.i": {1: "r0", -99: "unsure"}}):
        assert study(numbers, codebook=book).column("a.i") == ["r0", "unsure"]
    assert study(numbers, codebook={1: "r0"}).column("a.i") == ["r0", None]


def test_columns_called_as_results() -> None:
    """They stay: a form of Google that is a quiz has a score of its own."""
    found = study({"Score": ["0 / 0"], "weight": [70.5], "a.i": ["r50"]})
    assert (found.column("Score"), found.column("weight")) == (["0 / 0"], [70.5])
    assert (found.outcome("score").tolist(), found.outcome("weight").tolist()) == ([50], [1])
    assert found.states[0].tolist() == [State.ANSWERED, State.BLANK, State.OUTSIDE]


def test_a_column_that_is_not_in_the_study() -> None:
    """It is told by the argument that names it, among the columns that are no items."""
    found = study({"person": ["p", "q"], "site": ["n", "s"], "a.i": ["r0", "r50"], "pace": ["9", "8"]})
    for told, asked in (
        (r"group: .*'sit' \(did you mean 'site'", lambda: research.compare(found, "sit")),
        (
            r"cluster: .*'nothing' \(known: pace, person, site\)",
            lambda: research.compare(found, "site", "score", "nothing"),
        ),
        (r"seconds: .*'paces' \(did you mean 'pace'", lambda: research.careless(found, seconds="paces")),
    ):
        with pytest.raises(ea.ArgumentError, match=told):
            asked()


@pytest.mark.parametrize("mark", ["label", "1"])
def test_questions_with_a_column_for_each_option(mark: str, tmp_path: Path) -> None:
    """SurveyMonkey expands them: what is picked stands below its label, and nothing, or 0, below the others."""
    titles = ["Your code?", "I see clients under 18.", "", "I do a.i.", "", "", "", "I do a.j.", "", ""]
    labels = ["Open-Ended Response", "Yes", "No", "r0", "r50", "r100", "I do not know", "r0", "r50", "Other"]
    picked = [
        ["p", "", "No", "", "r50", "", "", "r0", "", ""],
        ["q", "Yes", *[""] * 4, "I do not know", "", "", "well"],
    ]
    none = "" if mark == "label" else "0"
    rows = [
        [row[0], *((one if mark == "label" else mark) if one else none for one in row[1:-1]), row[-1]] for row in picked
    ]
    path = written(tmp_path / "expanded.csv", [titles, labels, *rows])
    found = research.read(path, AUDIT, person="Your code?")
    assert (found.column("a.i"), found.column("a.j")) == (["r50", "unsure"], ["r0", None])
    assert found.column("minors") == [False, True]
    assert [one.role for one in found.mapping] == ["person", "fact", "item", "item", "kept"]
    written(path, [titles, labels, rows[0], ["q", none, none, mark, mark, *[none] * 5]])
    with pytest.raises(ea.AnswerError, match="columns 4 to 7: pick several options in row 4"):
        research.read(path, AUDIT, person="Your code?")
    written(path, [titles, labels, rows[0], ["q", *[none] * 3, "x", *[none] * 5]])
    with pytest.raises(ea.AnswerError, match="columns 4 to 7: expected one mark below each option, got '.*', 'x'"):
        research.read(path, AUDIT, person="Your code?")


def test_an_expanded_answer_that_the_item_does_not_allow(tmp_path: Path) -> None:
    """It is told, as it is where a question has one column."""
    titles, labels = ["person", "I do a.i.", "", ""], ["Response", "r0", "r50", "Does not apply to my practice"]
    path = written(tmp_path / "expanded.csv", [titles, labels, ["p", "", "", "1"], ["q", "1", "", ""]])
    with pytest.raises(ea.AnswerError, match="got 'Does not apply to my practice' in row 3"):
        research.read(path, AUDIT)
