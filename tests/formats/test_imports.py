"""Answers from other programs: every tick is read or told, and only what a host adds around them is passed over."""

import codecs
import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from attrs import evolve
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support.builders import audit, checklist, item, scale
from support.formatted import exported, record, submission, survey_data, ticked

import ethics_audit as ea
from ethics_audit.base.errors import MORE
from ethics_audit.formats import fhir, markdown_form, redcap, targets
from ethics_audit.formats.computed import identity
from ethics_audit.formats.incoming import decoded
from ethics_audit.formats.targets import Reading
from ethics_audit.model.answer_sheet import Note

few = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
DESK = audit(
    checklist("desk", item("desk.door", 4, not_applicable=True, requires={"minors"}), item("desk.drawer", 2)),
    checklist("shelf", item("shelf.key", 3, scale=scale(0, 40, 100), requires={"telehealth"})),
)
ANSWERS = ea.Answers({"desk.door": "r50", "desk.drawer": "r0", "shelf.key": "r100"}, {"minors", "telehealth"})
FORM = ticked(markdown_form.export(DESK).decode(), ANSWERS)
URL = "urn:ethics-audit:questionnaire:example"


def read(name: str, content: str | bytes, **asked: Any) -> tuple[ea.Answers, list[str]]:
    """The answers, and what was told of the file, but that it does not say from which definition it was made."""
    told: list[str] = []
    given = content.encode() if isinstance(content, str) else content
    answers = targets.source(name).answers(given, DESK, Reading(**asked, tell=told.append))
    return answers, [sentence for sentence in told if "from which definition" not in sentence]


def refused(name: str, content: str | bytes, **asked: Any) -> str:
    """What the error says."""
    with pytest.raises(ea.AnswerError) as caught:
        read(name, content, **asked)
    return str(caught.value)


# Text


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-8"])
@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_text_of_any_editor_is_read(encoding: str, ending: str) -> None:
    """UTF-8 and UTF-16 with their marks, and lines that end as on any computer."""
    assert read("markdown", FORM.replace("\n", ending).encode(encoding)) == (ANSWERS, [])
    big_endian = codecs.BOM_UTF16_BE + FORM.encode("utf-16-be")
    assert read("markdown", big_endian) == (ANSWERS, [])


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"\xe9", "is not UTF-8 text .*save it as UTF-8"),
        (FORM.encode("utf-16-le"), "is UTF-16 text"),
        (FORM.encode() + b"\0", "contains zero bytes"),
        (b"PK\x03\x04", "is a document of an office program"),
        (b"\n \n", "is empty"),
        (codecs.BOM_UTF16_LE + b"\x00\xd8", "is not valid UTF-16 text"),
        (b" " * 32_000_001, "at most 32000000 bytes"),
    ],
)
def test_other_text_is_named(content: bytes, told: str) -> None:
    """The error says what it is and what to do."""
    with pytest.raises(ea.AnswerError, match=told):
        decoded(content)


# Markdown


STYLES: dict[str, Callable[[str], str]] = {
    "asterisk": lambda line: line.replace("- [", "* [", 1),
    "plus": lambda line: line.replace("- [", "+ [", 1),
    "number": lambda line: line.replace("- [", "1. [", 1),
    "no bullet": lambda line: line.replace("- [", "[", 1),
    "indented": lambda line: line.replace("- [", "    - [", 1),
    "tab": lambda line: line.replace("- [", "-\t[", 1),
    "two blanks": lambda line: line.replace("- [", "-  [", 1),
    "en dash": lambda line: line.replace("- [", "\u2013 [", 1),
    "em dash": lambda line: line.replace("- [", "\u2014 [", 1),
    "no-break": lambda line: line.replace("] ", "]\u00a0", 1).replace("- ", "-\u00a0", 1),
    "escaped": lambda line: re.sub(r"^- \[(.)\]", r"- \\[\1\\]", line),
    "signs": lambda line: line.replace("- [x]", "\u2611", 1).replace("- [ ]", "\u2610", 1),
    "ballot": lambda line: line.replace("[x]", "\u2612\ufe0f", 1).replace("[ ]", "\u2610", 1),
    "check mark": lambda line: line.replace("[x]", "[\u2713]", 1),
    "capital": lambda line: line.replace("[x]", "[ X ]", 1),
    "Cyrillic": lambda line: line.replace("[x]", "[\u0445]", 1),
    "strong": lambda line: line.replace("[x]", "[**x**]", 1),
    "escaped bullet": lambda line: line.replace("- [", "\\- [", 1),
    "trailing": lambda line: f"{line}  ",
}


@pytest.mark.parametrize("style", STYLES)
def test_ticks_of_other_editors_are_read(style: str) -> None:
    """A list in another style is the same Markdown: every tick is there."""
    changed = "\n".join(STYLES[style](line) if line.startswith("- [") else line for line in FORM.splitlines())
    assert changed != FORM
    assert read("markdown", changed) == (ANSWERS, [])


@pytest.mark.parametrize(
    "tick",
    [
        "- [x] r50",
        "- x `r50` Risk",
        "- (x) `r50`",
        "| [x] | `r50` |",
        "- [x `r50`",
        "> - [x] `r50`",
        "- [yes] r50",
    ],
)
def test_ticks_that_are_not_understood_are_told(tick: str) -> None:
    """With the question; none vanishes."""
    told = refused("markdown", FORM.replace("- [x] `r50` Risk 50", tick, 1))
    assert re.search(r"desk\.door, line 3\d: .* seems to hold a tick", told)


@pytest.mark.parametrize("mark", ["?", "x?", "o", "-", "*", "_"])
def test_marks_that_are_no_ticks_are_told(mark: str) -> None:
    """With the line; what may be a tick is not guessed."""
    assert f"expected [x], got '[{mark}]'" in refused("markdown", FORM.replace("[x]", f"[{mark}]", 1))


NOTES = (
    "",
    "Ask Anna about this.",
    "see `shelf.key`",
    "### 3. `shelf.key`",
    "### see `shelf.key`",
    "# mine",
    "## mine",
    "- [x] `r0`",
    "- [ ] `r0`",
    "- [x] call Anna",
    "- [ ] call Anna",
    "Form: `example 1.0`",
    "Form: `example 1.1`",
    "\u2611 done",
    "Reason: none",
    "```",
    "---",
)


@given(st.integers(0, 60), st.sampled_from(NOTES), st.sampled_from(["insert", "replace", "drop", "twice", "cut"]))
@few
def test_a_form_that_was_changed_is_read_whole_or_refused(place: int, note: str, what: str) -> None:
    """A note, a lost line or a cut never takes an answer away or moves it to another question."""
    lines = FORM.splitlines()
    place %= len(lines)
    after = lines[place + 1 :]
    kept = {"insert": [note, lines[place]], "replace": [note], "drop": [], "twice": [lines[place]] * 2, "cut": []}
    changed = [*lines[:place], *kept[what], *(after if what != "cut" else [])]
    try:
        answers, _ = read("markdown", "\n".join(changed))
    except ea.AnswerError:
        return
    assert answers == ANSWERS


def test_a_form_that_is_not_whole_says_what_is_missing() -> None:
    """The questions, the answers below a heading, and the facts."""
    half = FORM[: FORM.index("### 2.")]
    missing = "incomplete; these questions are missing: desk.drawer, shelf.key (was it cut off?)"
    assert missing in refused("markdown", half)
    assert "desk.door, line 26: these answers are missing below: r0" in refused(
        "markdown", FORM.replace("- [ ] `r0` Risk 0\n", "", 1)
    )
    assert "facts of the practice are missing: minors" in refused("markdown", re.sub(r"- \[x\] `minors`.*\n", "", FORM))
    _, told = read("markdown", re.sub(r"- \[ \] `(research|trainee)`.*\n", "", FORM))
    assert told == ["these facts of the practice are missing in the form: trainee, research"]
    many = audit(checklist("desk", *(item(f"desk.i{number}") for number in range(12))))
    with pytest.raises(ea.AnswerError, match="desk.i7 and 4 more"):
        targets.source("markdown").answers(b"Form: `example 1.0`", many)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("`shelf.key`", "`shelf.kye`", "expected an item of the audit 'example', got 'shelf.kye' (did you mean 'shelf.key'?)"),
        ("### 3. `shelf.key`", "### 2. `desk.drawer`", "'desk.drawer' appears twice"),
        ("### 2. ", "## mine\n### 2. ", "line 38: this heading is not in the form"),
        ("`r100`", "`r10`", "expected one of r0, r50, r100, unsure, n/a, got 'r10' (did you mean 'r100'?)"),
        ("[ ] `research`", "[ ] `resaerch`", "expected a profile fact, got 'resaerch' (did you mean 'research'?)"),
        ("## Shelf\n", "## Shelf\n- [x] `r0`\n", "'r0' is ticked, but belongs to no question"),
        ("- [ ] `r0`", "- [x] `r0`", "desk.door, line 33: has two answers (tick one)"),
        ("`r0` Risk 0", "`r0` Risk 0 [x]", "seems to hold a tick (tick the box before the word)"),
        ("`r0` Risk 0", "`r0` Risk 0 X", "'Risk 0 X' seems to hold a tick (tick the box before the word)"),
        ("`r0` Risk 0", "`r0` Risk 0 <--", "seems to hold a tick (tick the box before the word)"),
        ("`r0` Risk 0\n", "`r0` Risk 0\n\nx\n", "line 34: 'x' seems to hold a tick"),
        ("## Shelf\n", "## Shelf [x]\n", "line 47: '## Shelf [x]' seems to hold a tick"),
        ("I do research", "\u2611 I do research", "line 16: '\u2611 I do research with clients.' seems to hold a tick"),
        ("[ ] `n/a`", "[ ] `r0`\n- [ ] `n/a`", "'r0' appears twice"),
    ],
)
def test_what_the_form_does_not_have_is_told(old: str, new: str, told: str) -> None:
    """Headings, words and facts, each with its line and the nearest name."""
    assert told in refused("markdown", FORM.replace(old, new, 1))


def test_reasons_are_kept_or_told() -> None:
    """One that goes on in the next line is read; one beside an empty box is told; one that is too long is an error."""
    open_door = FORM.replace("[x] `r50`", "[ ] `r50`", 1)
    given = open_door.replace("[ ] `n/a`", "[x] `n/a`", 1)
    whole, told = read("markdown", given.replace("practice Reason:", "practice Reason: no\n  door"))
    assert (whole.given["desk.door"], told) == (ea.not_applicable("no door"), [])
    _, told = read("markdown", FORM.replace("practice Reason:", "practice Reason: no door"))
    assert told == ["desk.door, line 36: a reason is given, but the answer is not ticked; neither is read"]
    assert "expected at most 1000000 characters, got 1000001" in refused("markdown", "x" * 1_000_001)
    assert "at most 500 characters" in refused("markdown", given.replace("Reason:", f"Reason: {'x' * 501}"))


# FHIR


def response(**more: Any) -> dict[str, Any]:
    """A response with all answers, completed."""
    found: dict[str, Any] = json.loads(fhir.response(ANSWERS, DESK))
    return {**found, "status": "completed", **more}


@pytest.mark.parametrize(
    ("status", "told"),
    [
        ("completed", []),
        ("amended", []),
        ("stopped", ["the status of the response is 'stopped': it may not be finished"]),
        (None, ["the response has no status"]),
    ],
)
def test_status_of_a_response_is_heeded(status: str | None, told: list[str]) -> None:
    """A finished one is read; one that may not be is read with a word."""
    assert read("fhir", json.dumps(response(status=status))) == (ANSWERS, told)


@pytest.mark.parametrize(
    ("status", "told"),
    [
        ("entered-in-error", "the response was withdrawn"),
        ("finished", "expected one of completed, amended"),
        (["x"], "['x']"),
    ],
)
def test_other_statuses_are_refused(status: Any, told: str) -> None:
    """A withdrawn response never becomes answers, nor one whose status nobody knows."""
    assert told in refused("fhir", json.dumps(response(status=status)))


def test_what_a_server_adds_to_a_response_is_passed_over() -> None:
    """What FHIR allows around answers changes none; a name that it does not know is told."""
    around = {
        "id": "1",
        "meta": {"versionId": "2"},
        "text": {"status": "generated", "div": "<div/>"},
        "extension": [{"url": "urn:x", "valueString": "x"}],
        "contained": [{"resourceType": "Patient", "modifierExtension": [{"url": "urn:x"}]}],
        "subject": {"reference": "Patient/1"},
        "authored": "2026-11-02T10:00:00Z",
        "_authored": {"id": "a"},
    }
    document = response(**around)
    leaf = document["item"][1]["item"][0]
    leaf.update(id="x", text="I do.", definition="urn:x", extension=[{"url": "urn:x"}], _text={"id": "y"})
    last = document["item"][1]["item"].pop()
    leaf["answer"][0].update(id="z", extension=[{"url": "urn:x"}], _valueCoding={}, item=[last])
    assert read("fhir", json.dumps(document)) == (ANSWERS, [])
    told = ["not read, since this audit does not ask for it: 'shelf'"]
    assert read("fhir", json.dumps({**document, "shelf": 1})) == (ANSWERS, told)


def test_modifiers_are_refused_wherever_they_stand() -> None:
    """They may change what an answer means, so nobody may pass them over."""
    inside = response()
    inside["item"][1]["item"][0]["answer"][0]["modifierExtension"] = [{"url": "urn:x"}]
    beside = response()
    beside["item"][1]["item"][0]["modifierExtension"] = [{"url": "urn:x"}]
    assert "desk.door.modifierExtension: may change" in refused("fhir", json.dumps(beside))
    for document in (inside, response(modifierExtension=[]), response(implicitRules="urn:x")):
        assert "may change what the answers mean" in refused("fhir", json.dumps(document))


@pytest.mark.parametrize("named", ["Questionnaire/1234", "https://ehr.example/fhir/Questionnaire/7|3"])
def test_a_server_may_name_the_questionnaire(named: str) -> None:
    """Its own name is told; who asks for the answers has named the audit."""
    answers, (told,) = read("fhir", json.dumps(response(questionnaire=named)))
    assert answers == ANSWERS
    assert f"calls the questionnaire {named!r}; it is read as example 1.0" in told


@pytest.mark.parametrize("named", [f"{URL}|1.1", "urn:ethics-audit:questionnaire:brief", 3])
def test_another_questionnaire_is_refused(named: object) -> None:
    """Another version, another audit; and a name that says nothing beside answers that are none of this audit."""
    assert f"questionnaire: expected '{URL}|1.0', got {named!r}" in refused("fhir", json.dumps(response(questionnaire=named)))
    assert "questionnaire: expected 'urn:ethics-audit:questionnaire:example|1.0', got 'x'" in refused("fhir", json.dumps(response(questionnaire="x", item=[])))


def test_answers_of_other_questions_are_refused() -> None:
    """What may be an answer is none of the host's additions."""
    document = response()
    document["item"].append({"linkId": "mood", "answer": [{"valueString": "good"}]})
    document["item"].append({"linkId": "shelf", "answers": []})
    told = refused("fhir", json.dumps(document))
    assert "mood: expected a valueCoding with a code, got {'valueString': 'good'}" in told
    assert "shelf: expected a key of an item, got 'answers' (did you mean 'answer'?)" in told


def test_one_response_of_a_bundle_is_read() -> None:
    """The only one, or the one that is asked for by its id."""
    one, other = response(id="a"), response(id="b", item=[])
    patient = {"resourceType": "Patient", "id": "p"}

    def bundle(*resources: dict[str, Any]) -> str:
        return json.dumps({"resourceType": "Bundle", "entry": [{"resource": resource} for resource in resources]})

    assert read("fhir", bundle(patient, one)) == (ANSWERS, [])
    assert read("fhir", bundle(one, other), record="a") == (ANSWERS, [])
    assert "got 2: a; b (choose one with --record" in refused("fhir", bundle(one, other))
    assert "there is no record 'c'" in refused("fhir", bundle(one, other), record="c")
    assert "there is no record" in refused("fhir", bundle(patient))
    assert "there is no record" in refused("fhir", '{"resourceType": "Bundle"}')
    with_rules = json.dumps({**json.loads(bundle(one)), "implicitRules": "urn:x"})
    assert "implicitRules: may change what the answers mean" in refused("fhir", with_rules)
    assert "modifierExtension: may change" in refused(
        "fhir", bundle(one).replace('{"resource"', '{"modifierExtension": [], "resource"')
    )
    assert "got 2: a; a, number 2" in refused("fhir", bundle(one, one))


# XLSForm


def sent(old: str = "", new: str = "") -> str:
    """A submission with a part replaced."""
    return submission(ANSWERS, DESK).replace("<result-points>3<", "<result-points>500<").replace(old, new, 1)


def test_what_a_server_adds_to_a_submission_is_passed_over() -> None:
    """The id and the version are the server's, which is told; groups of others are passed over."""
    added = (
        "<formhub><uuid>1</uuid></formhub><start>2026</start><__version__>v</__version__><own><mood>good</mood><x/></own>"
        "<o:meta xmlns:o='http://openrosa.org/xforms'><o:instanceID>uuid:1</o:instanceID></o:meta><profile>"
    )
    document = sent("<profile>", added).replace('id="example"', 'id="aB3"').replace('version="1.0"', 'version="v2"')
    answers, told = read("xlsform", document)
    assert answers == ANSWERS
    assert told == [
        "the id of the form on the server is 'aB3'; it is read as example",
        "the version of the form on the server is 'v2'; it is read as 1.0",
        "not read, since this audit does not ask for it: 'mood'",
    ]


def test_another_form_of_this_program_is_refused() -> None:
    """Its id and its versions are known here."""
    assert "id: expected 'example', got 'brief'" in refused("xlsform", sent('id="example"', 'id="brief"'))
    assert "id: expected 'example', got 'brief'" in refused("xlsform", "<submission><data id='brief'/></submission>")
    with pytest.raises(ea.AnswerError, match="version: expected '9.9', got '1.0'"):
        targets.source("xlsform").answers(b"<d version='1.0'/>", evolve(DESK, id="brief", version="9.9"))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "iso-8859-1"])
def test_submissions_say_their_encoding(encoding: str) -> None:
    """What is declared does not hinder what is read."""
    assert read("xlsform", f'<?xml version="1.0" encoding="{encoding}"?>{sent()}'.encode(encoding))[0] == ANSWERS


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-be", "utf-16-le", "utf-32", "utf-7"])
def test_no_document_type_is_read(encoding: str) -> None:
    """In whatever encoding: entities would grow."""
    grows = '<!DOCTYPE d [<!ENTITY a "r0"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><d><desk.door>&b;</desk.door></d>'
    declared = f'<?xml version="1.0" encoding="{encoding}"?>{grows}'
    assert refused("xlsform", declared.encode(encoding))
    assert "expected a submission without a document type" in refused("xlsform", grows)
    assert read("xlsform", sent("<profile>", "<!-- <!DOCTYPE x> --><profile>"))[0] == ANSWERS


def test_json_of_servers_is_read() -> None:
    """Of KoboToolbox, with paths for names, and of ODK Central, with underscores."""
    kobo = {
        "_id": 7,
        "formhub/uuid": "x",
        "__version__": "v",
        "_attachments": [],
        "meta/instanceID": "uuid:1",
        "profile/fact-minors": "yes",
        "profile/fact-telehealth": "yes",
        "domain-desk/desk.door": "r50",
        "domain-desk/desk.drawer": "r0",
        "domain-shelf/shelf.key": "r100",
        "result-score": "55.5",
    }
    odata = {
        "__id": "uuid:1",
        "__system": {"submitterName": "x"},
        "profile": {"fact_minors": "yes", "fact_telehealth": "yes"},
        "domain_desk": {"desk_door": "r50", "desk_drawer": "r0"},
        "domain_shelf": {"shelf_key": "r100"},
        "result_score": "55.5",
    }
    assert read("xlsform", json.dumps(kobo)) == (ANSWERS, [])
    assert read("xlsform", json.dumps({"count": 1, "results": [kobo]})) == (ANSWERS, [])
    assert read("xlsform", json.dumps({"value": [odata]})) == (ANSWERS, [])
    assert read("xlsform", json.dumps([kobo, {**kobo, "_id": 8}]), record="8") == (ANSWERS, [])
    assert "expected one record, got 2: 7; 8" in refused("xlsform", json.dumps([kobo, {**kobo, "_id": 8}]))
    assert read("xlsform", json.dumps({f"audit/{name}": kobo[name] for name in kobo})) == (ANSWERS, [])
    assert "fact-research: expected a fact" in refused("xlsform", json.dumps({**kobo, "profile/fact-research": "yes"}))
    assert "got 3" in refused("xlsform", json.dumps({**kobo, "domain-desk/desk.door": 3}))
    assert "desk:points is '3', here 200" in read("xlsform", json.dumps({**odata, "result_points_desk": "3"}))[1][0]


@pytest.mark.parametrize("value", [0, False, [], {}])
def test_a_value_that_is_no_text_is_not_taken_for_a_gap(value: object) -> None:
    """Nothing and an empty text are gaps in the JSON of a server; what else is false is an error."""
    assert "desk.door: " in refused("xlsform", json.dumps({"desk.door": value, "desk.drawer": "r0"}))
    assert "fact-minors: " in refused("xlsform", json.dumps({"fact-minors": value, "desk.drawer": "r0"}))
    given = {"desk.drawer": "r0", "desk.door": "", "desk_dor": None, "fact-minors": ""}
    assert read("xlsform", json.dumps(given)) == (ea.Answers({"desk.drawer": "r0"}), [])


@pytest.mark.parametrize("name", ["surveyjs", "xlsform"])
def test_answers_inside_a_value_are_told(name: str) -> None:
    """They are not passed over with what stands around them."""
    inside = {"desk.drawer": "r0", "panel": [{"mood": 1}, {"desk.door": "r50"}]}
    assert "panel: 'desk.door' is inside it" in refused(name, json.dumps(inside))
    assert read(name, json.dumps({"desk.drawer": "r0", "panel": [{"mood": ["x"]}]}))[1] == [
        "not read, since this audit does not ask for it: 'panel'"
    ]


@pytest.mark.parametrize("name", ["fhir", "surveyjs", "xlsform"])
def test_a_slip_in_a_fact_names_the_fact(name: str) -> None:
    """With whatever sign behind its first word."""
    (form,) = (fact for fact in ("fact:minors", "fact-minors") if fact in GOOD[name])
    for slip in ("Fact-minors", "fact_minor"):
        told = f"{slip}: expected a fact that this audit asks for, got '{slip}' (did you mean '{form}'?)"
        assert told in refused(name, GOOD[name].replace(form, slip))


def test_names_that_meet_on_a_server_are_not_guessed() -> None:
    """Two ids that ODK Central writes alike are told."""
    meeting = audit(checklist("a", item("a.b_c")), checklist("a_b", item("a_b.c")))
    with pytest.raises(ea.AnswerError, match="a_b_c: .*"):
        targets.source("xlsform").answers(b'{"a_b_c": "r50"}', meeting)
    assert targets.source("xlsform").answers(b'{"x/a_b.c": "r50"}', meeting).given == {"a_b.c": "r50"}


# SurveyJS


def test_what_a_page_adds_to_a_survey_is_passed_over() -> None:
    """Its place, its envelope and comments; of several surveys one is asked for."""
    data = survey_data(ANSWERS, DESK)
    around = {**data, "pageNo": 2, "id": 4, "createdAt": "2026", "desk.door-Comment": "Ask.", "browser": "x"}
    told = ["a comment is not read: desk.door-Comment", "not read, since this audit does not ask for it: 'browser'"]
    assert read("surveyjs", json.dumps(around)) == (ANSWERS, told)
    envelope = {"id": 9, "data": data}
    assert read("surveyjs", json.dumps(envelope)) == (ANSWERS, [])
    assert read("surveyjs", json.dumps([envelope, {**data, "id": 3}]), record="3") == (ANSWERS, [])
    assert "desk.door: appears in the envelope and in the data" in refused("surveyjs", json.dumps({**envelope, **data}))


def test_a_survey_of_others_is_refused() -> None:
    """Nothing found is no empty audit; what is null is not answered."""
    assert "nothing in the file belongs to this audit; it holds 'mood'" in refused("surveyjs", '{"mood": "good"}')
    assert refused("xlsform", "<data/>") == "nothing in the file belongs to this audit"
    assert read("surveyjs", "{}") == (ea.Answers(), ["no question is answered in it"])
    assert "fact:research: expected a fact that this audit asks for" in refused("surveyjs", '{"fact:research": true}')
    assert read("surveyjs", '{"desk.door": null, "fact:minors": null}') == (
        ea.Answers(),
        ["no question is answered in it"],
    )


# REDCap


def table(*rows: dict[str, str], sign: str = ",") -> str:
    """Rows as REDCap exports them."""
    names = list(dict.fromkeys(name for row in rows for name in row))
    return "\n".join(sign.join(row.get(name, "") for name in names) for row in [{name: name for name in names}, *rows])


ROW = record(ANSWERS, DESK)
OTHER = {"record_id": "1", "consent": "1", "languages___1": "0", "demographics_complete": "2"}
ROW_2 = {**ROW, "record_id": "2", "redcap_repeat_instrument": "desk", "redcap_repeat_instance": "3"}


@pytest.mark.parametrize("sign", [",", ";", "\t"])
def test_rows_of_other_instruments_are_left_out(sign: str) -> None:
    """Whatever the delimiter; their columns are told, and blank lines are nothing."""
    told = ["not read, since this audit does not ask for it: 'consent', 'languages___1', 'demographics_complete'"]
    assert read("redcap", "\n\n" + table(OTHER, ROW, sign=sign) + "\n\n") == (ANSWERS, told)
    assert "'result_lab'" in read("redcap", table({**ROW, "result_lab": "3"}, sign=sign))[1][0]


def test_one_record_is_chosen() -> None:
    """By its id, or with its event and instance where there are several; the error says how to go on."""
    rows = table(OTHER, ROW, ROW_2, {**ROW_2, "redcap_repeat_instance": "4"})
    told = refused("redcap", rows)
    assert "expected one record, got 3: 1, q4; 2, q4, 3; 2, q4, 4 (choose one with --record; 'ethics-audit batch' reads" in told
    assert read("redcap", rows, record="1")[0] == ANSWERS
    assert read("redcap", rows, record="2, q4, 4")[0] == ANSWERS
    assert "got 2: 2, q4, 3; 2, q4, 4" in refused("redcap", rows, record="2")
    assert "got 2: 1, q4; 1, q4, number 2" in refused("redcap", table(ROW, ROW))
    assert "no record in which a question of this audit is answered" in refused(
        "redcap", table(OTHER, {**OTHER, "desk_door": ""})
    )
    unnamed = {name: value for name, value in ROW.items() if name != "record_id"}
    assert read("redcap", table({"study_id": "7", **unnamed}, {"study_id": "8", **unnamed}), record="8")[0] == ANSWERS


def test_missing_data_codes_are_no_answers() -> None:
    """They are read as not answered when they are named; else the error says how to name them."""
    coded = {**ROW, "desk_door": "UNK", "fact_minors": "-99"}
    told = refused("redcap", table(coded))
    assert "desk_door: expected one of r0, r50, r100, unsure, 0na, got 'UNK' (if this code means" in told
    assert "--missing UNK" in told
    assert "--missing -99" in told
    answers, _ = read("redcap", table(coded), missing=("UNK", "-99"))
    assert answers == ea.Answers({"desk.drawer": "r0", "shelf.key": "r100"}, {"telehealth"})
    assert "'r50' is an answer to desk.door" in refused("redcap", table(ROW), missing=("r50",))
    for name, content in (("surveyjs", '{"desk.door": "UNK"}'), ("xlsform", "<d><desk.door>UNK</desk.door></d>")):
        assert read(name, content, missing=("UNK",))[0] == ea.Answers()


def test_labels_are_told() -> None:
    """An export of labels holds no codes."""
    assert "this is a label: export the data raw" in refused("redcap", table({**ROW, "desk_door": "Risk 50"}))


def test_an_incomplete_instrument_is_told() -> None:
    """It is read with a word."""
    form = f"{redcap.Names(DESK).form}_complete"
    assert read("redcap", table({**ROW, form: "0"})) == (ANSWERS, ["the instrument is marked as incomplete"])


# All


@pytest.mark.parametrize("name", ["xlsform", "markdown", "json-schema", "surveyjs", "fhir"])
def test_a_record_that_is_not_there_is_refused(name: str) -> None:
    """Nobody is given the answers of another."""
    assert "record" in refused(name, GOOD[name], record="7")


MANY = {
    "fhir": json.dumps(response(item=[{"linkId": f"fact:x{number}", "answer": [{}]} for number in range(900)])),
    "surveyjs": json.dumps({f"fact:x{number}": True for number in range(900)}),
    "xlsform": json.dumps({f"fact-x{number}": "yes" for number in range(900)}),
    "redcap": table({**ROW, **{f"desk_door___{number}": "1" for number in range(900)}}),
    "markdown": "".join(f"- [x] `x{number}`\n" for number in range(900)) + "Form: `example 1.0`",
}


@pytest.mark.parametrize("name", MANY)
def test_after_a_hundred_problems_it_looks_no_further(name: str) -> None:
    """A person reads no more, and looking takes time."""
    with pytest.raises(ea.AnswerError) as caught:
        read(name, MANY[name])
    assert len(caught.value.problems) == 101
    assert caught.value.problems[-1] == MORE


def test_files_without_end_are_refused() -> None:
    """Before they fill the memory."""
    assert "expected at most 100000 elements" in refused("xlsform", f"<d>{'<a/>' * 100_000}</d>")
    assert "expected at most 100000 rows" in refused("redcap", "record_id,desk_door\n" + "1,\n" * 100_001)


def test_names_without_end_are_refused() -> None:
    """Soon, since each may be a slip."""
    assert "more than 10000 names" in refused("surveyjs", json.dumps({f"x{number}": 1 for number in range(10_001)}))


COMPUTED: dict[str, Callable[[str, str], str]] = {
    "fhir": lambda name, value: of_response(f"result:{name}", {"valueString": value}),
    "surveyjs": lambda name, value: json.dumps({**survey_data(ANSWERS, DESK), f"result:{name}": value}),
    "xlsform": lambda name, value: sent("<profile>", f"<result-{name}>{value}</result-{name}><profile>"),
    "redcap": lambda name, value: table({**ROW, f"result_{name}": value}),
}


def of_response(link: str, value: dict[str, Any]) -> str:
    """A response with one result replaced, or added."""
    document = response()
    results = document["item"][-1]["item"]
    kept = [one for one in results if one["linkId"] != link]
    document["item"][-1]["item"] = [*kept, {"linkId": link, "answer": [value]}]
    return json.dumps(document)


@pytest.mark.parametrize("name", COMPUTED)
def test_other_results_and_definitions_are_noticed(name: str) -> None:
    """A form that computed something else is read with a word; one of another definition is refused."""
    sent_with = COMPUTED[name]
    assert read(name, sent_with("score", "55.5")) == (ANSWERS, [])
    answers, (told,) = read(name, sent_with("score", "12.5"))
    assert answers == ANSWERS
    assert "score is '12.5', here 55.5" in told
    assert "score is 'much', here 55.5" in read(name, sent_with("score", "much"))[1][0]
    assert read(name, sent_with("definition", identity(DESK))) == (ANSWERS, [])
    assert "got 'example 0.9 abc'" in refused(name, sent_with("definition", "example 0.9 abc"))


def test_results_of_domains_are_compared() -> None:
    """As they stand in each format."""
    _, told = read("fhir", of_response("result:domain:desk", {"valueString": "told=x; points=3; weight=6"}))
    assert "desk:points is '3', here 200" in told[0]
    _, told = read("xlsform", sent("<profile>", "<result-points-desk>3</result-points-desk><profile>"))
    assert "desk:points is '3', here 200" in told[0]
    assert read("fhir", of_response("result:domain:desk", {"valueBoolean": True})) == (ANSWERS, [])


def test_answers_without_their_fact_are_told() -> None:
    """Where it is not known whether a fact holds, what depends on it is not scored."""
    answers, told = read("redcap", exported({name: ROW[name] for name in ROW if name != "fact_minors"}))
    assert answers.profile == {"telehealth"}
    assert told == ["'minors' may or may not hold for the practice; answers that depend on it and are not scored: 1"]
    _, told = read("markdown", FORM.replace("[x] `minors`", "[ ] `minors`"))
    assert told == ["'minors' does not hold for the practice; answers that depend on it and are not scored: 1"]


def test_decision_and_notes_of_a_document_are_told() -> None:
    """Only answers are read."""
    sheet = ea.AnswerSheet("example", ANSWERS, "1.0", notes=(Note("desk.door", "Ask."),))
    told = ["the decision and the notes in the document are not read"]
    assert read("json-schema", ea.to_json(sheet)) == (ANSWERS, told)


GOOD = {
    "fhir": json.dumps(response()),
    "surveyjs": json.dumps(survey_data(ANSWERS, DESK)),
    "xlsform": sent(),
    "redcap": table(ROW),
    "json-schema": ea.to_json(ea.AnswerSheet("example", ANSWERS, "1.0")),
    "markdown": FORM,
}


@pytest.mark.parametrize("name", GOOD)
@given(st.data())
@few
def test_a_slip_in_a_name_is_never_silent(name: str, data: st.DataObject) -> None:
    """An answer whose question or fact is misspelled is refused or told, or read as what it is."""
    good = GOOD[name]
    names = list(re.finditer(r"\b(desk|shelf)[._]\w+\b|\bminors\b|\btelehealth\b", good))
    spot = data.draw(st.sampled_from(names))
    place = data.draw(st.integers(0, len(spot[0]) - 1))
    slip = data.draw(st.sampled_from(["", "x", spot[0][place] * 2, spot[0][place].upper(), "_", "\u0435"]))
    wrong = spot[0][:place] + slip + spot[0][place + 1 :]
    try:
        answers, told = read(name, good[: spot.start()] + wrong + good[spot.end() :])
    except ea.AnswerError:
        return
    assert told or answers == ANSWERS


@pytest.mark.parametrize("name", GOOD)
@given(st.data())
@few
def test_damage_is_one_error(name: str, data: st.DataObject) -> None:
    """Whatever befalls a file, it is answers or an `AnswerError`."""
    good = GOOD[name].encode()
    start, length = data.draw(st.integers(0, len(good))), data.draw(st.integers(0, 20))
    middle = data.draw(st.binary(max_size=4) | st.sampled_from([b'"', b"[", b"null", b"\x00", b"<", good[start:]]))
    try:
        answers, _ = read(name, good[:start] + middle + good[start + length :])
    except ea.AnswerError:
        return
    assert isinstance(answers, ea.Answers)
