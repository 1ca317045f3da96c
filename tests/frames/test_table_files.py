"""Table files as people have them: any delimiter and encoding, empty rows, exports of survey tools, formulas."""

import json
import time
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq
import pytest
from hypothesis import given as drawn
from hypothesis import settings
from hypothesis import strategies as st
from support.builders import audit, checklist, item

import ethics_audit as ea
from ethics_audit.cli.commands import run
from ethics_audit.formats import column_names
from ethics_audit.frames import csv_text, formulas, incoming, ndjson
from ethics_audit.frames.batch import score_file
from ethics_audit.frames.outputs import Wanted

FEW = ("--audit", "consent", "--allow-missing-columns", "--no-domains", "--column", "coverage", "--force")
AUDITS = "who,consent.written\np1,all\np2,none\n"


def scored(content: bytes, name: str, folder: Path, *more: str) -> list[dict[str, Any]]:
    """The rows of a file with this content, scored."""
    (folder / name).write_bytes(content)
    assert run(["batch", str(folder / name), str(folder / "out.ndjson"), *FEW, *more]) == 0
    return [json.loads(line) for line in (folder / "out.ndjson").read_text("utf-8").splitlines()]


def refused(content: bytes, name: str, folder: Path, capsys: pytest.CaptureFixture[str], *more: str) -> str:
    """What a file with this content is refused with."""
    (folder / name).write_bytes(content)
    assert run(["batch", str(folder / name), str(folder / "out.ndjson"), *FEW, *more]) == 3
    assert not (folder / "out.ndjson").exists()
    return " ".join(capsys.readouterr().err.split())


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
            "who,consent.written\nMarí,all\n".encode("cp1252"),
            "line 2: byte 0xed is not UTF-8; this may be Windows-1252",
        ),
        (b"who,consent.written\np,all\n\x81", "line 3: byte 0x81 is not UTF-8"),
        (b"\xff\xfe" + AUDITS.encode("utf-16-le") + b"\0", "is not the UTF-16-LE that it says to be"),
        (
            AUDITS.encode("utf-16-le"),
            "line 1: holds a byte of zero, which no text has (a file of UTF-16 needs its mark",
        ),
        (b'who,consent.written\n"p1,all\n', "a quotation mark is opened and never closed"),
        (b'wh"o",consent.written\n"p1","all', "a quotation mark is opened and never closed"),
        (b'"who"x,consent.written\np1,all\n', "its quotation marks do not fit"),
        (b"who,consent.written\np1,all\np2\n", "row 3: Expected 2 columns, got 1: p2"),
        (b"who,consent.written\np1,all,none\n", "row 2: Expected 2 columns, got 3"),
        (b"", "is empty: it has 0 bytes"),
        (bytes.fromhex("00051607"), "is what macOS keeps beside a file (AppleDouble); take"),
        (b"PK\3\4\0\0", "is a document of an office program, or an archive"),
        (b"<html><table>", "is a page for a browser (HTML)"),
        (b"who,who,consent.written\n", "who: is the name of two columns"),
        (b",,consent.written\n", "'': is the name of two columns"),
        (b"consent.written,, \nall,,\nall,,x", "the last columns have no name, and hold something (name them, or"),
    ],
)
def test_csv_that_cannot_be_read(content: bytes, told: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One problem, with its line and what to do."""
    assert told in refused(content, "._x.csv", tmp_path, capsys)


def test_headers_without_end(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A header of more columns, or bytes, than any survey has is refused before anything is done with it."""
    wide = ",".join(f"c{place}" for place in range(300_000)).encode()
    before = time.process_time()
    assert "the first row has more than 1,048,576 bytes" in refused(wide, "in.csv", tmp_path, capsys)
    assert "expected at most 10,000 columns, got 20,000" in refused(b"c," * 19_999, "in.csv", tmp_path, capsys)
    line = json.dumps({f"c{place}": 1 for place in range(20_000)}).encode()
    assert "20,000 columns are given" in refused(line, "in.ndjson", tmp_path, capsys)
    pq.write_table(pa.table({f"c{place}": [1] for place in range(10_001)}), tmp_path / "in.parquet")
    content = (tmp_path / "in.parquet").read_bytes()
    assert "10,001 columns are given" in refused(content, "in.parquet", tmp_path, capsys)
    assert time.process_time() - before < 5


@pytest.mark.parametrize(
    ("line", "told"),
    [
        (b'{"consent.written": "all", "consent.written": "none"}', "the key 'consent.written' stands twice"),
        (b'{"a": {"b": 1, "b": 2}}', "the key 'b' stands twice"),
        (b'{"a": ' + b"[" * 3000 + b"]" * 3000 + b"}", "it is nested too deeply"),
        (b'{"a": ' + b'[{"a":' * 10 + b"1" + b"}]" * 10 + b"}", "it is nested more than 16 deep"),
        (b'{"a": NaN}', "expected a number of JSON, got NaN"),
        (b'{"a": -Infinity}', "expected a number of JSON, got -Infinity"),
        (b'{"a": "\\ud83d"}', "it holds half a sign"),
        (b'{"a": "\xed"}', "this is not UTF-8: byte 0xed"),
        (b'{"a": "\\u00ed"} x', "this is not JSON"),
        (b'"text"', "is no object of names and values"),
        (b"{" + b" " * 8_000_000, "has more than 8,000,000 bytes"),
    ],
)
def test_lines_that_are_refused(line: bytes, told: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The parser is as strict as that of every other document, and names the line."""
    error = refused(b'{"consent.written": "all"}\n\n' + line, "in.ndjson", tmp_path, capsys)
    assert "line 3" in error
    assert told in error


def test_what_no_column_holds_is_no_answer(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """It is told as any wrong answer is."""
    line = b'{"consent.written": 1000000000000000000000000000000}'
    assert "consent.written: 1e+30 is given" in refused(line, "in.ndjson", tmp_path, capsys)


def test_a_code_for_missing_data_is_told_with_a_hint(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Where no answer is alike, the error says how to name it."""
    told = refused(b"consent_written,redcap_event_name\nall,e\nUNK,e\n", "in.csv", tmp_path, capsys)
    assert "'UNK' is given, in row 1" in told
    assert "(a code that means no answer is named with --missing)" in told


def test_text_in_small_pieces(tmp_path: Path) -> None:
    """However little is read at once, no sign is cut in two; what is wrong is told when it is met."""
    path = tmp_path / "in.csv"
    for encoding in ("utf-8", "utf-16", "utf-32"):
        path.write_bytes(("a\r\n" + "ñ€😀" * 9).encode(encoding))
        with csv_text._Text(path) as text:
            assert text.readable()
            assert text.header() == ("a", "")
            assert b"".join(iter(lambda: text.read(1), b"")).decode() == "ñ€😀" * 9
            assert text.position() == path.stat().st_size
    wrong = {
        b"ab\n\xed": "line 2: byte 0xed",
        b"a\nbc\xed": "line 2: byte 0xed",
        b"\xff\xfea\0\0\xd8": "is not the UTF-16-LE",
        b'"ab': "is opened and never closed",
    }
    for content, told in wrong.items():
        path.write_bytes(content)
        with csv_text._Text(path) as text, pytest.raises(ea.AnswerError, match=told):
            list(iter(lambda text=text: text.read(4), b""))


def test_lines_with_a_mark_before_them(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """That of UTF-8 is no part of the first line; UTF-16 is named."""
    line = '{"consent.written": "all", "who": "\\u00f1"}'
    assert scored(line.encode("utf-8-sig"), "in.ndjson", tmp_path)[0]["who"] == "ñ"
    (tmp_path / "out.ndjson").unlink()
    assert "line 1: cannot be read: this is UTF-16" in refused(line.encode("utf-16"), "in.ndjson", tmp_path, capsys)


@pytest.mark.parametrize(
    ("values", "told"),
    [
        (['"text"', "5"], "x: holds 'text' in line 1 and 5 in line 2"),
        (["true", "1"], "x: holds True in line 1 and 1 in line 2"),
        ([str(10**30)], "x: holds what no column can"),
        (["[1]", '["a"]'], "x: holds what no column can"),
        ([str(2**60 + 1), "0.5"], "x: holds what no column can"),
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


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("in.csv", b"who,consent.written,consent.no_consent\n,,\np1,all,\n, ,\t\np2,,\n"),
        (
            "in.ndjson",
            b'{}\n{"who": "p1", "consent.written": "all"}\n{"who": null, "consent.written": ""}\n{"who": "p2"}',
        ),
        ("in.parquet", b""),
    ],
)
def test_rows_without_anything_are_no_audits(
    name: str, content: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """They are left out and counted; a row with an id and no answer stays."""
    if not content:
        table = pa.table(
            {
                "who": pa.array([None, "p1", " ", "p2"]).dictionary_encode(),
                "weight_in": pa.array([float("nan"), 1.5, None, None]),
                "consent.written": pa.array([None, "all", "", None], pa.large_string()),
            }
        )
        pq.write_table(table, tmp_path / "some.parquet")
        content = (tmp_path / "some.parquet").read_bytes()
    rows = scored(content, name, tmp_path)
    assert [(row["who"], bool(row["coverage"])) for row in rows] == [("p1", True), ("p2", False)]
    assert capsys.readouterr().err.endswith(
        "2 audits scored into " + str(tmp_path / "out.ndjson; 2 empty rows left out.\n")
    )


def test_columns_without_anything_at_the_end(tmp_path: Path) -> None:
    """Spreadsheets write them; they are left out, and one without a name before others is a column."""
    rows = scored(b",consent.written,, ,\n7,all,,,\n,none,, ,\n,,,,\n", "in.csv", tmp_path)
    assert [row | {"coverage": row["coverage"] > 0} for row in rows] == [
        {"": "7", "coverage": True},
        {"": "", "coverage": True},
    ]


def test_empty_rows_do_not_shift_the_numbers_of_rows(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """An error names rows as the file has them."""
    told = refused(b"who,consent.written\n,\n ,\np1,al\n", "in.csv", tmp_path, capsys)
    assert "consent.written: 'al' is given, in row 2" in told


def test_a_file_with_a_header_alone(tmp_path: Path) -> None:
    """No rows are no audits."""
    assert scored(b"who,consent.written", "in.csv", tmp_path) == []
    assert scored(b"who,consent.written\n\n", "in.csv", tmp_path) == []


HEADERS = 'who,consent.written,consent.no_consent\nName,"How many?","Before, or after?"\n{},"{""ImportId"":""Q1""}",x\n'


def test_a_second_header_is_no_person(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Though wrong answers count as missing, a row of nothing else is refused, with its number."""
    headers = f"who,consent.written,consent.no_consent\np1,all,noo\n{HEADERS.partition(chr(10))[2]}".encode()
    told = refused(headers, "in.csv", tmp_path, capsys, "--on-invalid", "missing")
    assert "row 1: no answer in it is one, such as 'How many?'; it looks like a second header" in told
    content = b"who,consent.written,consent.no_consent,consent.talked_through\np1,all,noo,x\np2,-9,-9,-9\n"
    rows = scored(content, "in.csv", tmp_path, "--on-invalid", "missing", "--missing", "-9")
    assert [row["invalid"] for row in rows] == [2, 0]


def test_a_codebook_with_a_mark_before_it(tmp_path: Path) -> None:
    """It is read as every other text is."""
    book = {"format": "ethics-audit/codebook", "format_version": 1, "answers": {"1": "all", "9": ""}}
    (tmp_path / "book.json").write_text(json.dumps(book), "utf-8-sig")
    rows = scored(b"consent.written\n1\n9\n", "in.csv", tmp_path, "--codebook", str(tmp_path / "book.json"))
    assert [row["coverage"] > 0 for row in rows] == [True, False]


@pytest.mark.parametrize("spelled", ["-99", "-99.0", '"-99,0"'])
def test_a_number_for_no_answer_in_every_spelling(spelled: str, tmp_path: Path) -> None:
    """Columns with gaps hold numbers with decimals, behind a point or a comma."""
    content = f"who,consent.written\np1,{spelled}\n".encode()
    assert scored(content, "in.csv", tmp_path, "--missing", "-99")[0]["coverage"] == 0


def test_a_code_for_no_answer_in_the_column_of_any_fact(tmp_path: Path) -> None:
    """A fact on which no question depends is checked too, so its codes are looked for as well."""
    content = b"who,fact_minors,consent.written\np1,NASK,all\n"
    assert scored(content, "in.csv", tmp_path, "--missing", "NASK")[0]["coverage"] > 0


def test_exports_of_redcap(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Fields are known by the names of our dictionary; rows of other instruments are left out and counted."""
    content = (
        b"record_id,redcap_event_name,redcap_repeat_instrument,signed,lang___1,consent_written,consent_no_consent,"
        b"consent_complete\n1,a,,1,0,,,\n1,a,consent,,,all,NASK,2\n2,a,,1,1,,,0\n2,a,consent,,,,,2\n,,,,,,,\n"
    )
    rows = scored(content, "in.csv", tmp_path, "--missing", "NASK", "--missing", "-99")
    assert [(row["record_id"], bool(row["coverage"])) for row in rows] == [("1", True), ("2", False)]
    told = "2 audits scored into {}; 1 empty row left out; 2 rows left out in which no question is answered.\n"
    assert capsys.readouterr().err == told.format(tmp_path / "out.ndjson")
    whole = b"record_id,consent_written,consent_complete\n1,all,0\n2,,\n"
    assert [row["record_id"] for row in scored(whole, "in.csv", tmp_path)] == ["1"]
    without_status = b"record_id,redcap_event_name,consent.written\n1,x,all\n2,x,\n"
    assert [row["record_id"] for row in scored(without_status, "in.csv", tmp_path)] == ["1"]


@pytest.mark.parametrize("joint", ["/", "-"])
def test_exports_of_kobo_and_odk(joint: str, tmp_path: Path) -> None:
    """Names with their groups before them are known exactly."""
    content = f"_id,domain-consent{joint}consent.written\n1,all\n".encode()
    assert scored(content, "in.csv", tmp_path)[0]["coverage"]


def test_two_columns_of_one_item(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Neither is chosen."""
    told = refused(b"consent.written,consent_written\nall,none\n", "in.csv", tmp_path, capsys)
    assert "consent_written: is a column of 'consent.written', which has another one too" in told


def test_every_name_of_exported_forms_is_known(quarterly: ea.Audit) -> None:
    """Each item and each fact has a name in every form, and no name is an id."""
    known = column_names.aliases(quarterly)
    assert known["telehealth_vendor_contracts"] == "telehealth.vendor_contracts"
    assert known["domain-telehealth/telehealth.vendor_contracts"] == "telehealth.vendor_contracts"
    assert known["domain-telehealth-telehealth_vendor_contracts"] == "telehealth.vendor_contracts"
    assert known["profile-fact_telehealth"] == known["profile/fact-telehealth"] == "telehealth"
    assert known["fact_telehealth"] == known["profile-fact-telehealth"] == known["fact:telehealth"] == "telehealth"
    assert set(quarterly.items) <= set(known.values())
    assert known.keys().isdisjoint(quarterly.items)


def test_a_fact_that_is_called_otherwise(tmp_path: Path) -> None:
    """Where an item has taken the name of a fact's field, the fact's own is known all the same."""
    tricky = audit(checklist("fact", item("fact.minors"), item("fact.other", requires=frozenset({"minors"}))))
    known = column_names.aliases(tricky)
    assert (known["fact_minors"], known["fact_minors_2"]) == ("fact.minors", "minors")
    path = tmp_path / "in.csv"
    path.write_text("fact_minors,fact_minors_2,fact_other\nr50,1,r100\nr0,0,r100\n", "utf-8")
    wanted = Wanted.of(tricky, columns=["score"], domains=False, prefix="", on_invalid="error")
    score_file(path, tmp_path / "out.ndjson", tricky, wanted, foreign=incoming.Foreign(known))
    assert [json.loads(line)["score"] for line in (tmp_path / "out.ndjson").read_text().splitlines()] == [75.0, 0.0]


def test_codes_of_forms_and_for_no_answer(quarterly: ea.Audit) -> None:
    """They are looked for in text, categories and numbers, in the columns of items and facts alone."""
    item = next(item for item in quarterly.items.values() if item.not_applicable)
    other, third, *_ = (one for one in quarterly.items if one != item.id)
    schema = pa.schema([("i", pa.dictionary(pa.int8(), pa.string())), (other, pa.int8()), ("note", pa.string()),
                        (third, pa.float64()), ("telehealth", pa.bool_())])  # fmt: skip
    foreign = incoming.Foreign({"i": item.id, "f": "minors"}, {"0na": "n/a"}, "form_complete")
    how = incoming.Incoming.of(
        quarterly, schema, ["telehealth"], foreign=foreign, missing=["UNK", "-99"], source="table"
    )
    batch = pa.record_batch(
        [
            pa.array(["0na", "UNK", None, "x"]).dictionary_encode().cast(schema.types[0]),
            pa.array([-99, 1, 2, None], pa.int8()),
            pa.array(["UNK", "0na", "-99", "x"]),
            pa.array([-99.0, 1.5, None, 3.0]),
            pa.array([True, None, False, None]),
        ],
        schema=schema,
    )
    rows = how.rows(batch)
    assert rows.batch.to_pydict() == {
        item.id: ["n/a", None, None, "x"],
        other: [None, 1, 2, None],
        "note": ["UNK", "0na", "-99", "x"],
        third: [None, 1.5, None, 3.0],
        "telehealth": [True, None, False, None],
    }
    assert not rows.is_blank.any()
    assert not rows.is_other.any()


@pytest.mark.parametrize(
    ("code", "more", "told"),
    [
        ("all", (), "missing: 'all' is an answer to consent.written, and cannot stand for none"),
        ("0", ("--codebook", "audit"), "missing: '0' is an answer to consent.written"),
        ("No", (), "missing: 'No' tells a fact, and cannot stand for no answer"),
    ],
)
def test_a_code_for_no_answer_is_no_answer(
    code: str, more: tuple[str, ...], told: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """What is an answer, or tells a fact, cannot stand for none too."""
    content = b"consent.written,fact_minors\nall,1\n"
    assert told in refused(content, "in.csv", tmp_path, capsys, "--missing", "UNK", "--missing", code, *more)


CELLS = st.text(st.sampled_from("=+-@\t\r\n'1.,eA＝"), max_size=6) | st.text(max_size=6)  # noqa: RUF001


@settings(deadline=None)
@drawn(cells=st.lists(CELLS | st.none(), max_size=8))
def test_formulas_become_text_and_come_back(cells: list[str | None]) -> None:
    """No cell begins as a formula does, unless it is a number, and reading takes away exactly what writing added."""
    given = pa.array(cells, pa.string())
    written = formulas.escaped(given)
    assert formulas.unescaped(written).to_pylist() == cells
    for before, cell in zip(cells, written.to_pylist(), strict=True):
        if before is not None:
            assert formulas.unescaped_name(formulas.escaped_name(before)) == before
            assert formulas.escaped_name(before) == cell
            assert not cell.startswith(("=", "@", "\t", "\r", "\n"))
            assert not cell.startswith(("+", "-")) or cell[1:].replace(".", "").replace(",", "").replace("-", "")


def test_formulas_in_written_csv(tmp_path: Path) -> None:
    """Texts and names that a spreadsheet would run are text; numbers are as they were; ids survive a second run."""
    kept = {"=cmd": ["=1+1", "+49 170", "-3", "@x"], "n": [-1, -2.5, 3, 4], "consent.written": ["all"] * 4}
    pq.write_table(pa.table(kept), tmp_path / "in.parquet")
    assert run(["batch", str(tmp_path / "in.parquet"), str(tmp_path / "out.csv"), *FEW]) == 0
    first, *lines = (tmp_path / "out.csv").read_text("utf-8").splitlines()
    assert first == '"\'=cmd","n","coverage"'
    assert [line.rpartition(",")[0] for line in lines] == ['"\'=1+1",-1', '"\'+49 170",-2.5', '"-3",3', '"\'@x",4']
    again = (tmp_path / "out.csv").read_bytes().replace(b'"coverage"', b'"consent.written"').replace(b"0.", b'"all"#0.')
    text = "\n".join(line.partition("#")[0] for line in again.decode().splitlines())
    assert [row["=cmd"] for row in scored(text.encode(), "in.csv", tmp_path)] == kept["=cmd"]


def test_what_csv_can_hold(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Categories become their words; bytes are refused by name."""
    table = pa.table({"kind": pa.array(["a"]).dictionary_encode(), "consent.written": ["all"]})
    pq.write_table(table, tmp_path / "in.parquet")
    assert run(["batch", str(tmp_path / "in.parquet"), str(tmp_path / "out.csv"), *FEW]) == 0
    assert pa_csv.read_csv(tmp_path / "out.csv").column("kind").to_pylist() == ["a"]
    pq.write_table(table.append_column("raw", pa.array([b"x"])), tmp_path / "in.parquet")
    assert run(["batch", str(tmp_path / "in.parquet"), str(tmp_path / "out.csv"), *FEW]) == 3
    assert "raw: holds lists, tables or bytes, which CSV cannot" in capsys.readouterr().err
