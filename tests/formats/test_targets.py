"""Every format exports, takes answers back, and reports what is wrong with them."""

import contextlib
import html
import io
import json
import re
from collections.abc import Callable
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.builders import audit, checklist, for_every_format, item
from support.formatted import (
    DESK,
    document,
    exported,
    few,
    json_of,
    record,
    submission,
    survey_data,
    ticked,
    without_reasons,
    without_reasons_of_events,
)

import ethics_audit as ea
from ethics_audit.base.errors import ArgumentError
from ethics_audit.formats import blank, fhir, markdown_form, surveyjs, targets
from ethics_audit.testing import answers_for, audits

Sent = Callable[[ea.Answers, ea.Audit], bytes]


ROUND_TRIPS: dict[str, Sent] = {
    "fhir": fhir.response,
    "surveyjs": lambda answers, audit: json.dumps(survey_data(answers, audit)).encode(),
    "xlsform": lambda answers, audit: submission(answers, audit).encode(),
    "redcap": lambda answers, audit: exported(record(answers, audit)),
}


WHOLE_TRIPS: dict[str, Sent] = {
    "json-schema": document,
    "markdown": lambda answers, audit: ticked(markdown_form.export(audit).decode(), answers).encode(),
}


def test_targets_are_complete() -> None:
    """Every format exports, and names its file ending and its limits."""
    both_ways = ["fhir", "surveyjs", "json-schema", "xlsform", "redcap", "markdown"]
    to_people = ["page", "blank", "cards", "expert", "observer", "chart", "manual", "interview", "questionnaire"]
    assert list(targets.TARGETS) == [*both_ways, *to_people]
    for name in targets.TARGETS:
        module = targets.target(name)
        assert module.ENDING.startswith(".")
        assert all(limit.endswith(".") for limit in module.LIMITS)
        assert len(module.export(for_every_format(DESK))) > 100
    assert {*ROUND_TRIPS, *WHOLE_TRIPS} == {*both_ways}


def test_unknown_format_is_refused() -> None:
    """An unknown format is refused with the nearest name, and a page to print gives no answers."""
    with pytest.raises(ArgumentError, match="did you mean 'fhir'"):
        targets.target("fihr")
    with pytest.raises(ArgumentError, match="'blank' gives no answers back"):
        targets.source("blank")


@pytest.mark.property
@pytest.mark.parametrize("name", ROUND_TRIPS)
@given(st.data())
@few
def test_answers_come_back(name: str, data: st.DataObject) -> None:
    """Answers come back unchanged, hidden ones included, except for reasons and facts that are not asked."""
    audit = data.draw(audits())
    answers = data.draw(answers_for(audit))
    assert targets.source(name).answers(ROUND_TRIPS[name](answers, audit), audit) == without_reasons(answers, audit)


@pytest.mark.property
@pytest.mark.parametrize("name", WHOLE_TRIPS)
@given(st.data())
@few
def test_whole_answers_come_back(name: str, data: st.DataObject) -> None:
    """Formats that ask for reasons and all facts lose nothing; the reason for which nothing came up is not asked."""
    audit = data.draw(audits())
    answers = data.draw(answers_for(audit))
    kept = answers if name == "json-schema" else without_reasons_of_events(answers, audit)
    assert targets.source(name).answers(WHOLE_TRIPS[name](answers, audit), audit) == kept


@pytest.mark.parametrize("name", ["blank", *sorted({*ROUND_TRIPS, *WHOLE_TRIPS} - {"json-schema"})])
def test_forms_show_the_time_and_what_na_means_for_an_event(name: str) -> None:
    """Every form shows the time before a question, and n/a of an event as what did not come up, without a reason."""
    once = item("x.once", event=True, window="twelve months")
    content = targets.target(name).export(audit(checklist("x", once, item("x.mine", not_applicable=True))))
    if name == "xlsform":
        book = openpyxl.load_workbook(io.BytesIO(content))
        content = "\n".join(str(cell) for sheet in book for row in sheet.values for cell in row).encode()
    assert "In the last twelve months: I do x.once." in re.sub(r"\\(.)", r"\1", content.decode())
    assert content.count(b"It did not come up") == content.count(b"Does not apply to my practice") == 1
    assert b"It did not come up Reason:" not in content


@pytest.mark.parametrize("name", [*ROUND_TRIPS, *WHOLE_TRIPS])
def test_what_did_not_come_up_comes_back_without_a_reason(name: str) -> None:
    """An event that did not come up is read back from every format, without a reason."""
    events = audit(checklist("x", item("x.once", event=True, window="present"), item("x.next", follows="x.once")))
    answers = ea.Answers({"x.once": "n/a", "x.next": "r0"})
    assert targets.source(name).answers({**ROUND_TRIPS, **WHOLE_TRIPS}[name](answers, events), events) == answers


@pytest.mark.parametrize("name", [*ROUND_TRIPS, *WHOLE_TRIPS])
def test_nothing_answered_is_nothing(name: str) -> None:
    """An empty form gives no answers."""
    trips = {**ROUND_TRIPS, **WHOLE_TRIPS}
    assert targets.source(name).answers(trips[name](ea.Answers(), DESK), DESK) == ea.Answers()


def test_results_are_passed_over() -> None:
    """Results of another program are not answers."""
    result = {"linkId": "result", "item": [{"linkId": "result:score", "answer": [{"valueDecimal": 3}]}]}
    assert targets.source("fhir").answers(of_fhir(result), DESK) == ea.Answers()
    assert targets.source("surveyjs").answers(b'{"result:score": 3, "result:desk:band": "low"}', DESK) == ea.Answers()


def of_fhir(*items: Any, **more: Any) -> bytes:
    """Return a response with these items."""
    return json.dumps({"resourceType": "QuestionnaireResponse", "item": [*items], **more}).encode()


def leaf(link: str, *values: Any) -> dict[str, Any]:
    """Return an item of a response."""
    return {"linkId": link, "answer": [*values]}


WRONG: dict[str, list[tuple[str, bytes, list[str]]]] = {
    "fhir": [
        ("kind", b'{"resourceType": "Patient"}', ["resourceType: expected 'QuestionnaireResponse', got 'Patient'"]),
        (
            "definition",
            of_fhir(questionnaire="urn:x|1.0"),
            ["questionnaire: expected 'urn:ethics-audit:questionnaire:example|1.0', got 'urn:x|1.0'"],
        ),
        ("no definition", of_fhir(questionnaire=["urn:x"]), ["got ['urn:x']"]),
        ("syntax", b"[1]", ["expected an object of names and values, got [1]"]),
        ("syntax", b"{", ["this is not JSON"]),
        ("encoding", b"\xff", ["is not UTF-8 text"]),
        ("no link", of_fhir({"text": "x"}), ["item: expected an object with a linkId, got {'text': 'x'}"]),
        ("not a list", of_fhir(item=3), ["item: expected an object with a linkId, got 3"]),
        ("two answers", of_fhir(leaf("desk.door", {}, {})), ["desk.door: expected a list of one answer, got [{}, {}]"]),
        ("no answer", of_fhir(leaf("desk.door", 3)), ["desk.door: expected a list of one answer, got [3]"]),
        (
            "no coding",
            of_fhir(leaf("desk.door", {"valueString": "r0"})),
            ["desk.door: expected a valueCoding with a code"],
        ),
        ("no code", of_fhir(leaf("desk.door", {"valueCoding": {}})), ["desk.door: expected a valueCoding with a code"]),
        (
            "other system",
            of_fhir(leaf("desk.door", {"valueCoding": {"system": "urn:x", "code": "r0"}})),
            ["desk.door: expected the system 'urn:ethics-audit:item:desk.door', got 'urn:x'"],
        ),
        (
            "several",
            of_fhir(
                leaf("desk.dor", {"valueCoding": {"code": "r0"}}),
                leaf("desk.drawer", {"valueCoding": {"code": "r1"}}),
                leaf("fact:minor", {"valueBoolean": True}),
                leaf("fact:minors", {"valueBoolean": "yes"}),
                leaf("fact:telehealth", {"valueBoolean": True}),
                leaf("fact:telehealth", {"valueBoolean": True}),
            ),
            [
                "fact:minor: expected a fact that this audit asks for, got 'fact:minor' (did you mean 'fact:minors'?)",
                "fact:minors: expected a valueBoolean, got {'valueBoolean': 'yes'}",
                "fact:telehealth: 'fact:telehealth' appears twice",
                "(did you mean 'desk.door'?)",
                "got 'r1'",
            ],
        ),
    ],
    "surveyjs": [
        (
            "several",
            b'{"desk.dor": "r0", "desk.drawer": "n/a", "fact:minors": "true", "shelf.key": "r1"}',
            [
                "fact:minors: expected true or false, got 'true'",
                "(did you mean 'desk.door'?)",
                "'n/a'",
                "got 'r1'",
            ],
        ),
        (
            "kinds",
            b'{"desk.door": ["r0"], "fact:minors": 1, "desk.drawer": "r1"}',
            ["fact:minors: expected true or false, got 1", "got ['r0']", "got 'r1'"],
        ),
        ("too many", json.dumps({f"a.i{number}": "x" for number in range(10_001)}).encode(), ["at most 10000 names"]),
    ],
    "json-schema": [
        (
            "audit",
            b'{"audit": "quarterly", "version": "2.0"}',
            ["audit: expected 'example', got 'quarterly'", "version: expected '1.0', got '2.0'"],
        ),
        ("item", b'{"audit": "example", "answers": {"desk.dor": "r0"}}', ["(did you mean 'desk.door'?)"]),
        ("syntax", b"{", ["this is not JSON"]),
    ],
    "xlsform": [
        ("syntax", b"<data>", ["is not XML"]),
        ("entities", b"<!DOCTYPE x []><data/>", ["expected a submission without a document type"]),
        ("other form", b'<data id="brief"><desk.door/></data>', ["id: expected 'example', got 'brief'"]),
        (
            "several",
            (
                b"<data><profile><fact-minors>1</fact-minors></profile><domain-desk><desk.door>r0</desk.door>"
                b"<desk.door>r0</desk.door><desk.dor>r0</desk.dor><desk.drawer>r1</desk.drawer></domain-desk></data>"
            ),
            [
                "fact-minors: expected yes or no, got '1'",
                "desk.door: 'desk.door' appears twice",
                "did you mean",
                "got 'r1'",
            ],
        ),
        (
            "other question",
            b"<data><x><y>r0</y></x></data>",
            ["nothing in the file belongs to this audit; it holds 'y'"],
        ),
        ("no text", b"<data><desk.door><b>r0</b></desk.door></data>", ["got ['b']"]),
    ],
    "redcap": [
        ("two records", b"record_id,desk_door\n1,r0\n2,r0\n", ["expected one record, got 2: 1; 2"]),
        ("short", b"record_id,desk_door\n1\n", ["row 2: expected 2 values, one for each name in the first row, got 1"]),
        ("twice", b"record_id,record_id\n1,1\n", ["record_id: 'record_id' appears twice"]),
        ("other", b"record_id,consent\n1,1\n", ["no field of this audit is in the first row"]),
        ("empty", b"", ["is empty"]),
        (
            "several",
            b"record_id,desk_dor,desk_drawer,fact_minors\n1,r0,r1,yes\n",
            [
                "desk_dor: expected a field of this audit, got 'desk_dor' (did you mean 'desk_door'?)",
                "desk_drawer: expected one of r0, r40, r100, unsure, got 'r1' (did you mean 'r100'?",
                "fact_minors: expected 1 or 0, got 'yes'",
            ],
        ),
        ("syntax", b'desk_door\n"1\n', ["is not CSV"]),
    ],
    "markdown": [
        (
            "other form",
            b"Form: `brief 1.0`\n",
            ["expected a form with the line 'Form: `example 1.0`', got 'brief 1.0'"],
        ),
        ("no form", b"# Notes\n", ["expected a form with the line 'Form: `example 1.0`', got none"]),
    ],
}


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        pytest.param(name, content, expected, id=f"{name}, {what}")
        for name, cases in WRONG.items()
        for what, content, expected in cases
    ],
)
def test_wrong_answers_are_told_at_once(
    name: str, content: bytes, expected: list[str], problems_of: Callable[..., list[str]]
) -> None:
    """One error reports every wrong question and value, with what was expected and the nearest name."""
    problems = problems_of(targets.source(name).answers, content, DESK)
    assert len(problems) == len(expected)
    for problem, part in zip(problems, expected, strict=True):
        assert part in problem


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["item", "answer", "linkId", "x"]), inner)
    ),
    max_leaves=8,
)


@pytest.mark.property
@pytest.mark.parametrize("name", [*ROUND_TRIPS, *WHOLE_TRIPS])
@given(st.data())
@few
def test_anything_else_is_one_error(name: str, data: st.DataObject) -> None:
    """Any content at any depth gives answers or an `AnswerError`."""
    around = data.draw(st.sampled_from(["resourceType", "desk.door", "item"]))
    nested = b'{"linkId": "x", "item": [' * 400 + b"]}" * 400
    written = st.builds(lambda value: json.dumps({around: value}).encode(), JSON)
    content = data.draw(written | st.binary(max_size=30) | st.just(b'{"item": [' + nested + b"]}"))
    with contextlib.suppress(ea.AnswerError):
        assert isinstance(targets.source(name).answers(content, DESK), ea.Answers)


def texts_of(name: str, audit: ea.Audit) -> str:
    """Return all texts of an exported form without the marks of its format."""
    content = targets.target(name).export(audit)
    if name == "xlsform":
        sheets = openpyxl.load_workbook(io.BytesIO(content)).worksheets
        rows = [str(cell.value) for sheet in sheets for row in sheet.iter_rows() for cell in row]
        return "\n".join(rows).replace("\\", "")
    return html.unescape(content.decode()).replace("\\n", "\n")


@pytest.mark.parametrize("name", ROUND_TRIPS)
def test_forms_say_what_must_be_known(name: str) -> None:
    """Forms say what to do today, what a score means, and who can read the answers."""
    text = texts_of(name, DESK)
    assert text.count("Do today: Stop and call.") == 2
    assert text.count("whoever runs it can read them") == 2
    assert text.count("not validated") == 1
    assert text.count("ask a lawyer before you write anything down") == 1
    assert "provisional: " in text
    assert "not known yet: at least " in text
    assert f"example 1.0 {DESK.digest}" in text


def test_forms_tell_their_language() -> None:
    """Forms declare their language, and codes for machines are the same in each."""
    for locale in ("en", "es"):
        audit = ea.load_audit("brief", locale=locale)
        assert json_of(fhir.export(audit))["language"] == locale
        assert json_of(surveyjs.export(audit))["locale"] == locale
        assert f'<html lang="{locale}">'.encode() in blank.export(audit)
