"""Definitions for other programs, answers from them, and what needs none of these programs: law 16, in part."""

import contextlib
import csv
import html
import io
import json
import math
import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import jsonschema
import openpyxl
import pytest
from attrs import evolve
from fhir.resources.R4B.questionnaire import Questionnaire
from fhir.resources.R4B.questionnaireresponse import QuestionnaireResponse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyxform.xls2xform import convert
from support import builders
from support.builders import audit, checklist, item
from support.catalogues import offer
from support.formatted import (
    DESK,
    LARGE,
    NAMES,
    accepted,
    changed_documents,
    document,
    edges,
    exported,
    json_of,
    many,
    record,
    small,
    submission,
    survey_data,
    ticked,
    told,
    without_reasons,
    words,
)
from support.formatted import read as read_result

import ethics_audit as ea
from ethics_audit.assessment.scoring import score
from ethics_audit.base.errors import ArgumentError
from ethics_audit.formats import (
    blank,
    fhir,
    json_schema,
    markdown_form,
    redcap,
    surveyjs,
    targets,
    xlsform,
)
from ethics_audit.formats.computed import compare, values
from ethics_audit.formats.dialects import IN_WORDS, RESULTS
from ethics_audit.formats.incoming import Reading
from ethics_audit.testing import answers_for, audits

few = settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
FLAG = ea.RedFlag(100, ea.Band.CRITICAL, "Stop and call.")

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
    """Every format exports, says how its file is called and what it cannot express."""
    assert list(targets.TARGETS) == ["fhir", "surveyjs", "json-schema", "xlsform", "redcap", "markdown", "blank"]
    for name in targets.TARGETS:
        module = targets.target(name)
        assert module.ENDING.startswith(".")
        assert all(limit.endswith(".") for limit in module.LIMITS)
        assert len(module.export(DESK)) > 100
    assert {*ROUND_TRIPS, *WHOLE_TRIPS} == {*targets.TARGETS} - {"blank"}


def test_unknown_format_is_refused() -> None:
    """The error names the formats and the nearest; no answers come from a page to print."""
    with pytest.raises(ArgumentError, match="did you mean 'fhir'"):
        targets.target("fihr")
    with pytest.raises(ArgumentError, match="'blank' gives no answers back"):
        targets.source("blank")


@pytest.mark.parametrize("name", ROUND_TRIPS)
@given(st.data())
@few
def test_answers_come_back(name: str, data: st.DataObject) -> None:
    """Answers, those to hidden questions too, come back as they were, but for reasons and facts that are not asked."""
    audit = data.draw(audits())
    answers = data.draw(answers_for(audit))
    assert targets.source(name).answers(ROUND_TRIPS[name](answers, audit), audit) == without_reasons(answers, audit)


@pytest.mark.parametrize("name", WHOLE_TRIPS)
@given(st.data())
@few
def test_whole_answers_come_back(name: str, data: st.DataObject) -> None:
    """Where reasons and all facts are asked, nothing is lost."""
    audit = data.draw(audits())
    answers = data.draw(answers_for(audit))
    assert targets.source(name).answers(WHOLE_TRIPS[name](answers, audit), audit) == answers


@pytest.mark.parametrize("name", [*ROUND_TRIPS, *WHOLE_TRIPS])
def test_nothing_answered_is_nothing(name: str) -> None:
    """An empty form gives no answers; nothing that is missing becomes one."""
    trips = {**ROUND_TRIPS, **WHOLE_TRIPS}
    assert targets.source(name).answers(trips[name](ea.Answers(), DESK), DESK) == ea.Answers()


def test_results_are_passed_over() -> None:
    """What was computed there is no answer."""
    result = {"linkId": "result", "item": [{"linkId": "result:score", "answer": [{"valueDecimal": 3}]}]}
    assert targets.source("fhir").answers(of_fhir(result), DESK) == ea.Answers()
    assert targets.source("surveyjs").answers(b'{"result:score": 3, "result:desk:band": "low"}', DESK) == ea.Answers()


def of_fhir(*items: Any, **more: Any) -> bytes:
    """A response with these items."""
    return json.dumps({"resourceType": "QuestionnaireResponse", "item": [*items], **more}).encode()


def leaf(link: str, *values: Any) -> dict[str, Any]:
    """An item of a response."""
    return {"linkId": link, "answer": [*values]}


WRONG: dict[str, list[tuple[str, bytes, list[str]]]] = {
    "fhir": [
        ("kind", b'{"resourceType": "Patient"}', ["resourceType: expected 'QuestionnaireResponse', got 'Patient'"]),
        ("definition", of_fhir(questionnaire="urn:x|1.0"), ["questionnaire: expected 'urn:ethics-audit:questionnaire:example|1.0', got 'urn:x|1.0'"]),
        ("no definition", of_fhir(questionnaire=["urn:x"]), ["got ['urn:x']"]),
        ("syntax", b"[1]", ["expected an object of names and values, got [1]"]),
        ("syntax", b"{", ["this is not JSON"]),
        ("encoding", b"\xff", ["is not UTF-8 text"]),
        ("no link", of_fhir({"text": "x"}), ["item: expected an object with a linkId, got {'text': 'x'}"]),
        ("not a list", of_fhir(item=3), ["item: expected an object with a linkId, got 3"]),
        ("two answers", of_fhir(leaf("desk.door", {}, {})), ["desk.door: expected a list of one answer, got [{}, {}]"]),
        ("no answer", of_fhir(leaf("desk.door", 3)), ["desk.door: expected a list of one answer, got [3]"]),
        ("no coding", of_fhir(leaf("desk.door", {"valueString": "r0"})), ["desk.door: expected a valueCoding with a code"]),
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
        ("too many", json.dumps({f"a.i{number}": "x" for number in range(10_001)}).encode(), ["more than 10000 names"]),
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
        ("other question", b"<data><x><y>r0</y></x></data>", ["nothing in the file belongs to this audit; it holds 'y'"]),
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
    """One error names every wrong question and value, with what is allowed and the nearest name."""
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


@pytest.mark.parametrize("name", [*ROUND_TRIPS, *WHOLE_TRIPS])
@given(st.data())
@few
def test_anything_else_is_one_error(name: str, data: st.DataObject) -> None:
    """Whatever is given, it is answers or an `AnswerError`; no depth breaks it."""
    around = data.draw(st.sampled_from(["resourceType", "desk.door", "item"]))
    nested = b'{"linkId": "x", "item": [' * 400 + b"]}" * 400
    written = st.builds(lambda value: json.dumps({around: value}).encode(), JSON)
    content = data.draw(written | st.binary(max_size=30) | st.just(b'{"item": [' + nested + b"]}"))
    with contextlib.suppress(ea.AnswerError):
        assert isinstance(targets.source(name).answers(content, DESK), ea.Answers)


# What every form says


def texts_of(name: str, audit: ea.Audit) -> str:
    """Everything that stands in an exported form, without the marks of its format."""
    content = targets.target(name).export(audit)
    if name == "xlsform":
        sheets = openpyxl.load_workbook(io.BytesIO(content)).worksheets
        rows = [str(cell.value) for sheet in sheets for row in sheet.iter_rows() for cell in row]
        return "\n".join(rows).replace("\\", "")
    return html.unescape(content.decode()).replace("\\n", "\n")


@pytest.mark.parametrize("name", ROUND_TRIPS)
def test_forms_say_what_must_be_known(name: str) -> None:
    """What to do today stands behind its question and with the result, beside what a score is and who can read it."""
    text = texts_of(name, DESK)
    assert text.count("Do today: Stop and call.") == 2
    assert text.count("whoever runs it can read them") == 2
    assert text.count("not validated") == 1
    assert text.count("ask a lawyer before you write anything down") == 1
    assert "provisional: " in text
    assert "not known yet: at least " in text
    assert f"example 1.0 {DESK.digest}" in text


@pytest.mark.parametrize("definition", ["", f"example 1.0 {DESK.digest}"])
def test_data_of_older_forms_are_read(definition: str) -> None:
    """What does not say of which definition it is is read, and that is told."""
    told: list[str] = []
    data = {"desk.drawer": "r40", "result:points": 80, "result:definition": definition}
    answers = targets.source("surveyjs").answers(json.dumps(data).encode(), DESK, Reading(tell=told.append))
    assert answers == ea.Answers({"desk.drawer": "r40"})
    assert told == (
        [] if definition else ["it does not say from which definition it was made; it is read as example 1.0"]
    )


RIGHT = ea.Answers({"desk.door": "r50", "desk.drawer": "r40"}, {"minors"})


@given(small())
@few
def test_equal_results_are_not_told(case: tuple[ea.Audit, list[ea.Answers]]) -> None:
    """What is computed here is never told to differ, nor where a form did not round it."""
    audit, sets = case
    for answers in sets:
        whole, domains = score(audit, answers)
        for scope, scored in [("", whole), *((f"{domain.id}:", domain) for domain in domains)]:
            for found in (values(scored), {**values(scored), "score": scored.score, "high": scored.high}):
                computed = {f"{scope}{name}": value for name, value in found.items()}
                assert not compare(audit, answers, computed)
                texts = {name: "" if value is None else str(value) for name, value in computed.items()}
                assert not compare(audit, answers, texts)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *(("score", value) for value in ("x", "nan", None, 46.7, 46.5)),
        *(("points", value) for value in (1, 1e309)),
        ("band", "low"),
        ("band_low", ""),
        ("flags", "desk.door"),
        ("provisional", "perhaps"),
    ],
)
def test_other_results_are_told(name: str, value: Any) -> None:
    """Whatever stands in the place of a result."""
    assert f"{name} is " in compare(DESK, RIGHT, {name: value})


def test_many_other_results_are_told_in_short() -> None:
    """The first of them, and how many more."""
    assert "and 4 more" in compare(DESK, RIGHT, dict.fromkeys(RESULTS, "x"))


# FHIR


@pytest.mark.parametrize("name", NAMES)
def test_fhir_is_valid(name: str) -> None:
    """The models of FHIR take every shipped questionnaire, and responses to it."""
    audit, (answers,) = many(name, 1)
    Questionnaire.model_validate_json(fhir.export(audit))
    QuestionnaireResponse.model_validate_json(fhir.response(answers, audit))


@given(audits())
@few
def test_fhir_is_valid_for_any_audit(audit: ea.Audit) -> None:
    """Any texts and ids are taken."""
    Questionnaire.model_validate_json(fhir.export(audit))


def test_forms_tell_their_language() -> None:
    """So that a program around them speaks it; what an answer is called for machines is the same in each."""
    for locale in ("en", "es"):
        audit = ea.load_audit("brief", locale=locale)
        assert json_of(fhir.export(audit))["language"] == locale
        assert json_of(surveyjs.export(audit))["locale"] == locale
        assert f'<html lang="{locale}">'.encode() in blank.export(audit)


def test_fhir_conditions_and_systems() -> None:
    """A question is shown only with all its facts; the words that are no options are in a code system of their own."""
    before, profile, desk, shelf, result = json_of(fhir.export(DESK))["item"]
    assert before["type"] == "display"
    assert [fact["linkId"] for fact in profile["item"]] == ["fact:minors", "fact:telehealth"]
    door, drawer = desk["item"]
    assert door["enableWhen"] == [{"question": "fact:minors", "operator": "=", "answerBoolean": True}]
    assert "enableWhen" not in drawer
    assert "enableBehavior" not in door
    assert shelf["item"][0]["enableBehavior"] == "all"
    codings = [option["valueCoding"] for option in door["answerOption"]]
    assert [coding["code"] for coding in codings] == ["r0", "r50", "r100", "unsure", "n/a"]
    assert [coding["system"].removeprefix("urn:ethics-audit:") for coding in codings] == [
        *["item:desk.door"] * 3,
        *["answer"] * 2,
    ]
    assert all(one["readOnly"] for one in result["item"] if one["type"] not in ("display", "group"))


def test_fhir_response_must_fit() -> None:
    """No response is written with answers that are none."""
    with pytest.raises(ea.AnswerError, match="did you mean 'desk.door'"):
        fhir.response(ea.Answers({"desk.dor": "r0"}), DESK)


# JSON Schema


def verdicts(audit: ea.Audit, documents: list[Any]) -> None:
    """The schema takes what the reader takes, and nothing else."""
    schema = json_of(json_schema.export(audit))
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    for one in documents:
        assert validator.is_valid(one) == accepted(audit, one), one


def test_schema_and_reader_agree() -> None:
    """On right documents, and on each kind of wrong one."""
    documents = changed_documents()
    verdicts(DESK, documents)
    taken = [one for one in documents if accepted(DESK, one)]
    assert 20 < len(taken) < len(documents) - 50


@given(small())
@settings(few, max_examples=5)
def test_schema_takes_what_is_written(case: tuple[ea.Audit, list[ea.Answers]]) -> None:
    """Every document that this library writes fits the schema, assessments too."""
    audit, sets = case
    verdicts(audit, [json.loads(document(answers, audit)) for answers in sets])
    schema = json_of(json_schema.export(audit))["$defs"]["assessment"]
    result = ea.assess(audit, sets[0])
    told = ea.record(result, plans=[result.plan("low")], trend=ea.trend([result, result]))
    whole = json.loads(ea.to_json(told))
    validator = jsonschema.Draft202012Validator(schema)
    assert validator.is_valid(whole)
    for key, value in [("points", "x"), ("band", "worst"), ("flags", [1]), ("domains", [{}]), ("x", 1)]:
        assert not validator.is_valid({**whole, key: value})
    for key, needed in [("reasons", True), ("trend", False), ("plans", False)]:
        assert validator.is_valid({name: value for name, value in whole.items() if name != key}) is not needed


# XLSForm


@pytest.mark.parametrize("name", NAMES)
def test_xlsform_is_valid(name: str) -> None:
    """The official converter takes the workbook without a warning."""
    converted = convert(io.BytesIO(xlsform.export(ea.load_audit(name))), file_type=".xlsx", validate=False)
    assert not converted.warnings


def test_xlsform_reads_what_the_converter_asks_for() -> None:
    """A submission has the elements of the converted form; filled in, they give the answers."""
    audit, sets = many("brief", 5)
    form = ET.fromstring(convert(io.BytesIO(xlsform.export(audit)), file_type=".xlsx", validate=False).xform)  # noqa: S314
    instance = form.find(".//{*}instance/*")
    assert instance is not None
    for answers in sets:
        values = {**words(answers), **{f"fact-{fact}": "yes" for fact in answers.profile}}
        for element in instance.iter():
            element.text = values.get(element.tag.rpartition("}")[2], "")
        assert targets.source("xlsform").answers(ET.tostring(instance), audit) == without_reasons(answers, audit)


def test_xlsform_writes_texts_as_they_are() -> None:
    """A text that looks like a formula or a reference is a text."""
    odd = audit(checklist("a", item("a.b", prompt="=1+1 ${a.b}", not_applicable=True)))
    survey = openpyxl.load_workbook(io.BytesIO(xlsform.export(odd)))["survey"]
    cell = next(cell for row in survey.iter_rows() for cell in row if str(cell.value).startswith("="))
    assert (cell.value, cell.data_type) == ("=1+1 $ {a.b}", "s")
    titled = evolve(odd, title="All of ${x} *here* _and_ #there")
    form = convert(io.BytesIO(xlsform.export(titled)), file_type=".xlsx", validate=False).xform
    assert "<h:title>All of $ {x} \\*here\\* \\_and\\_ \\#there</h:title>" in form


def test_xlsform_refuses_what_does_not_fit() -> None:
    """A sum that is longer than a cell is an error, not cut off."""
    big = audit(checklist("a", *(item(f"a.i{number}") for number in range(500))))
    with pytest.raises(ArgumentError, match="expected at most 32767 characters in the cell"):
        xlsform.export(big)


def test_xlsform_needs_its_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without openpyxl the error says what to install."""
    monkeypatch.setitem(sys.modules, "openpyxl", None)
    with pytest.raises(ea.MissingExtraError, match=r"ethics-audit\[formats\]"):
        xlsform.export(DESK)


# REDCap


def computed(dictionary: str, record: dict[str, str], names: redcap.Names) -> Any:
    """The results of a record: the calculations of the dictionary, translated to Python and computed in their order."""
    values: dict[str, Any] = dict(record)
    functions = {
        "value": lambda name: values.get(name, ""),
        "when": lambda condition, then, other: then() if condition else other(),
        "concat": lambda *parts: "".join(str(part).removesuffix(".0") for part in parts),
        "trim": str.strip,
        "rounddown": lambda number, _: math.floor(number),
    }
    for row in csv.DictReader(io.StringIO(dictionary)):
        calculation = row["Choices, Calculations, OR Slider Labels"] if row["Field Type"] == "calc" else ""
        if row["Field Annotation"].startswith("@CALCTEXT("):
            calculation = row["Field Annotation"].removeprefix("@CALCTEXT(").removesuffix(")")
        if calculation:
            values[row["Variable / Field Name"]] = eval(translated(calculation), functions)  # noqa: S307 - our own
    return {
        scope: {name: read_result(name, str(values[names.steps[scope, name]])) for name in (IN_WORDS, *RESULTS)}
        for scope in {scope for scope, _ in names.steps}
    }


def translated(calculation: str) -> str:
    """A calculation of REDCap in Python; only the branch that is chosen is computed."""
    text, depth, ifs = "", 0, []
    for piece in re.findall(r"'[^']*'|\[\w+\]|>=|\w+|.", calculation):
        depth += {"(": 1, ")": -1}.get(piece, 0)
        if piece == "if":
            ifs.append(depth + 1)
        elif piece == ")" and ifs and ifs[-1] > depth:
            ifs.pop()
        if piece == "," and ifs and ifs[-1] == depth:
            text += ", lambda:"
        elif piece.startswith("["):
            text += f"value({piece[1:-1]!r})"
        else:
            text += {"if": "when", "=": "=="}.get(piece, piece)
    return text


@pytest.mark.parametrize("name", NAMES)
def test_redcap_computes_the_same(name: str) -> None:
    """Every result of the calculations is that of `assess`, to the last bit."""
    audit, sets = many(name, 5 if name in LARGE else 20)
    dictionary, names = redcap.export(audit).decode(), redcap.Names(audit)
    for answers in sets:
        assert computed(dictionary, record(answers, audit), names) == told(audit, answers)


@given(small())
@few
def test_redcap_computes_the_same_for_any_audit(case: tuple[ea.Audit, list[ea.Answers]]) -> None:
    """With any scales, flags, conditions, multipliers and thresholds."""
    audit, sets = case
    dictionary, names = redcap.export(audit).decode(), redcap.Names(audit)
    for answers in sets:
        assert computed(dictionary, record(answers, audit), names) == told(audit, answers)


def test_redcap_computes_the_same_at_edges() -> None:
    """Of bands, of the coverage, of flags, and of there being anything to score."""
    for edge, sets in edges():
        dictionary, names = redcap.export(edge).decode(), redcap.Names(edge)
        for answers in sets:
            assert computed(dictionary, record(answers, edge), names) == told(edge, answers)


@given(audits())
@few
def test_redcap_dictionary_has_its_form(audit: ea.Audit) -> None:
    """Eighteen columns in their order, and names and codes as REDCap takes them, each once."""
    header, *rows = csv.reader(io.StringIO(redcap.export(audit).decode(), newline=""))
    assert tuple(header) == redcap.COLUMNS
    assert len(header) == 18
    assert rows[0][0] == "record_id"
    names = [row[0] for row in rows]
    assert len(set(names)) == len(names)
    assert all(re.fullmatch(r"[a-z](_?[a-z0-9])*", name) and len(name) <= 100 for name in names)
    for row in rows:
        if row[3] == "radio":
            offered = [choice.partition(", ") for choice in row[5].split(" | ")]
            assert all(re.fullmatch(r"[a-z0-9_]+", code) and text for code, _, text in offered)


def test_redcap_names_that_meet_are_told_apart() -> None:
    """Two ids that become the same name get a number, and long ones are cut."""
    meeting = audit(checklist("a", item("a.b__c"), item("a.b_c"), item(f"a.{'x' * 60}"), item("a.b_c_")))
    names = redcap.Names(meeting)
    assert [*names.items.values()][:2] == ["a_b_c", "a_b_c_2"]
    assert names.items["a.b_c_"] == "a_b_c_3"
    assert max(map(len, names.steps.values())) <= 100


def test_redcap_keeps_its_own_names() -> None:
    """A field is called neither as REDCap's columns of an instrument nor as those of the server."""
    odd = builders.audit(checklist("example", item("example.complete")), checklist("redcap", item("redcap.event_name")))
    assert [*redcap.Names(odd).items.values()] == ["example_complete_2", "field_redcap_event_name"]
    answers = ea.Answers({"example.complete": "r50", "redcap.event_name": "r0"})
    assert targets.source("redcap").answers(exported(record(answers, odd)), odd) == answers


def test_redcap_texts_are_shown_as_they_are() -> None:
    """What REDCap would read as HTML, a name or the next choice is escaped."""
    odd = audit(checklist("a", item("a.b", prompt="<b> [a_b] & | {a_b}"), item("a.c", prompt="=1+1")))
    dictionary = redcap.export(odd).decode()
    assert "&lt;b&gt; &#91;a_b] &amp; &#124; &#123;a_b}" in dictionary
    assert ",&#61;1+1," in dictionary


def test_redcap_says_what_bands_are_called() -> None:
    """In the note of each field with a band, in the language of the audit; in English each is called by its id."""
    for locale, note in (("en", ""), ("es", "low: bajo, moderate: moderado, high: alto, critical: crítico")):
        dictionary = redcap.export(ea.load_audit("brief", locale=locale)).decode()
        rows = [*csv.DictReader(io.StringIO(dictionary))]
        texts = [row for row in rows if row["Field Annotation"].startswith("@CALCTEXT(")]
        bands = [row for row in texts if not row["Variable / Field Name"].endswith(("_flags", "_told"))]
        assert {row["Field Note"] for row in bands} == {note}
        assert {row["Field Note"] for row in rows if row not in bands} == {""}


def test_names_of_bands_with_a_quote(package: Path) -> None:
    """A quote in a name ends no text of an expression."""
    offer(package, "es", lambda message: f"l'{message}")
    survey = json_of(surveyjs.export(ea.load_audit("brief", locale="es")))
    (words,) = [one["expression"] for one in survey["calculatedValues"] if one["name"] == "a0told"]
    assert "'l\u2019low'" in words


# Forms for people


@pytest.mark.parametrize("module", [markdown_form, blank])
def test_forms_show_every_question(module: Any) -> None:
    """Each prompt, each answer and each condition stands on the form."""
    text = module.export(DESK).decode()
    for one in DESK.items.values():
        assert one.prompt in text.replace("\\", "")
        assert all(option.label in text for option in one.options)
    assert text.count("Only if: ") == 2
    assert text.count("Does not apply to my practice") == 1
    assert text.count("I do not know") == 3


def test_blank_is_a_plain_page() -> None:
    """Texts are escaped, nothing runs and nothing is loaded; questions are numbered through."""
    odd = evolve(DESK, title="<script>alert('x')</script> & more")
    page = blank.export(odd).decode()
    assert "<script" not in page
    assert "&lt;script&gt;" in page
    assert not re.search(r"\b(src|href|url)\b", page)
    assert '<ol start="3">' in page
    assert "Your practice" not in blank.export(audit(checklist("a", item("a.b")))).decode()


def test_markdown_keeps_a_reason() -> None:
    """What stands after the mark is the reason for n/a."""
    form = markdown_form.export(DESK).decode()
    filled = form.replace("- [ ] `n/a` Does not apply to my practice Reason:", "- [x] `n/a` Reason: no door")
    assert targets.source("markdown").answers(filled.encode(), DESK).given == {
        "desk.door": ea.not_applicable("no door")
    }


def test_survey_fills_no_gaps() -> None:
    """Behind a brace of a text stands a sign that no name has."""
    odd = evolve(audit(checklist("a", item("a.b", prompt="Is {a.b}?"))), title="{a.b}")
    survey = json_of(surveyjs.export(odd))
    assert survey["title"] == "{\u2060a.b}"
    assert survey["pages"][0]["elements"][1]["title"] == "Is {\u2060a.b}?"


def test_fhir_forms_in_other_languages_have_names_of_their_own() -> None:
    """Answers come back from each, with the audit in any language; another audit or version is refused."""
    english, spanish = (ea.load_audit("brief", locale=locale) for locale in ("en", "es"))
    names = [json_of(fhir.export(one))["url"] for one in (english, spanish)]
    assert names == ["urn:ethics-audit:questionnaire:brief", "urn:ethics-audit:questionnaire:brief:es"]
    sent = fhir.response(ea.Answers(), spanish)
    assert json_of(sent)["questionnaire"] == "urn:ethics-audit:questionnaire:brief:es|1.0"
    read = targets.source("fhir").answers
    assert read(sent, english) == read(fhir.response(ea.Answers(), english), spanish) == ea.Answers()
    with pytest.raises(ea.AnswerError, match="questionnaire"):
        read(sent.replace(b":es|1.0", b":es|1.1"), english)


def test_fhir_results_begin_as_of_the_empty_form() -> None:
    """A program that computes only what changes shows what is true before the first answer."""
    *_, result = json_of(fhir.export(DESK))["item"]
    begun = {one["linkId"]: one["initial"][0] for one in result["item"] if "initial" in one}
    assert begun["result:coverage"] == {"valueDecimal": 0.0}
    assert begun["result:band_high"] == {"valueString": "critical"}
    assert "result:score" not in begun
    assert begun["result:definition"] == {"valueString": f"example 1.0 {DESK.digest}"}


def test_survey_hides_and_keeps() -> None:
    """A question is visible only with all its facts, and what is hidden stays in the data."""
    survey = json_of(surveyjs.export(DESK))
    assert survey["clearInvisibleValues"] == "none"
    assert [page["name"] for page in survey["pages"]] == ["profile", "domain:desk", "domain:shelf"]
    (key,) = survey["pages"][2]["elements"]
    assert key["visibleIf"] == "{fact:minors} = true and {fact:telehealth} = true"
    plain = json_of(surveyjs.export(audit(checklist("a", item("a.b")))))
    assert [page["name"] for page in plain["pages"]] == ["domain:a"]
