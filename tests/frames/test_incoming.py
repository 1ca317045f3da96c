"""Exports of survey tools: their names, their codes, their empty rows."""

import json
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from support.builders import audit, checklist, item
from support.table_files import refused, scored

import ethics_audit as ea
from ethics_audit.formats import column_names
from ethics_audit.frames import incoming
from ethics_audit.frames.batch import score_file
from ethics_audit.frames.outputs import Wanted


def test_what_no_column_holds_is_no_answer(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """It is told as any wrong answer is."""
    line = b'{"consent.written": 1000000000000000000000000000000}'
    assert "got the number 1e+30" in refused(line, "in.ndjson", tmp_path, capsys)


def test_a_code_for_missing_data_is_told_with_a_hint(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Where no answer is alike, the error says how to name it."""
    told = refused(b"consent_written,redcap_event_name\nall,e\nUNK,e\n", "in.csv", tmp_path, capsys)
    assert "got 'UNK' in row 1" in told
    assert "(if it means no answer, name it with --missing)" in told


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


def test_empty_rows_do_not_shift_the_numbers_of_rows(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """An error names rows as the file has them."""
    told = refused(b"who,consent.written\n,\n ,\np1,al\n", "in.csv", tmp_path, capsys)
    assert "consent.written: expected one of all, most, some, none, unsure; got 'al' in row 2" in told


HEADERS = 'who,consent.written,consent.no_consent\nName,"How many?","Before, or after?"\n{},"{""ImportId"":""Q1""}",x\n'


def test_a_second_header_is_no_person(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Though wrong answers count as missing, a row of nothing else is refused, with its number."""
    headers = f"who,consent.written,consent.no_consent\np1,all,noo\n{HEADERS.partition(chr(10))[2]}".encode()
    told = refused(headers, "in.csv", tmp_path, capsys, "--on-invalid", "missing")
    assert "row 1: has no valid answer, but 'How many?'; it looks like a second header" in told
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
    assert "consent_written: is a column of 'consent.written', which has another column too" in told


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
        ("all", (), "missing: 'all' is an answer to consent.written; it cannot mean no answer"),
        ("0", ("--codebook", "audit"), "missing: '0' is an answer to consent.written"),
        ("No", (), "missing: 'No' states a fact; it cannot mean no answer"),
    ],
)
def test_a_code_for_no_answer_is_no_answer(
    code: str, more: tuple[str, ...], told: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """What is an answer, or tells a fact, cannot stand for none too."""
    content = b"consent.written,fact_minors\nall,1\n"
    assert told in refused(content, "in.csv", tmp_path, capsys, "--missing", "UNK", "--missing", code, *more)
