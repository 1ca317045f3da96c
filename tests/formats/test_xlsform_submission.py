"""Submissions are read as XML and as the JSON of servers."""

import json

import pytest
from attrs import evolve
from support.builders import audit, checklist, item
from support.filled import ANSWERS, DESK, read, refused, sent

import ethics_audit as ea
from ethics_audit.formats import targets


def test_what_a_server_adds_to_a_submission_is_passed_over() -> None:
    """A server's own id, version and groups are skipped and reported."""
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
    """The id or version of another form of this program is refused."""
    assert "id: expected 'example', got 'brief'" in refused("xlsform", sent('id="example"', 'id="brief"'))
    assert "id: expected 'example', got 'brief'" in refused("xlsform", "<submission><data id='brief'/></submission>")
    known = ea.load_audit("brief").version
    with pytest.raises(ea.AnswerError, match=f"version: expected '9.9', got '{known}'"):
        targets.source("xlsform").answers(f"<d version='{known}'/>".encode(), evolve(DESK, id="brief", version="9.9"))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "iso-8859-1"])
def test_submissions_say_their_encoding(encoding: str) -> None:
    """A submission may declare its encoding."""
    assert read("xlsform", f'<?xml version="1.0" encoding="{encoding}"?>{sent()}'.encode(encoding))[0] == ANSWERS


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-be", "utf-16-le", "utf-32", "utf-7"])
def test_no_document_type_is_read(encoding: str) -> None:
    """A document type is refused in any encoding, because its entities would expand."""
    grows = '<!DOCTYPE d [<!ENTITY a "r0"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><d><desk.door>&b;</desk.door></d>'
    declared = f'<?xml version="1.0" encoding="{encoding}"?>{grows}'
    assert refused("xlsform", declared.encode(encoding))
    assert "expected a submission without a document type" in refused("xlsform", grows)
    assert read("xlsform", sent("<profile>", "<!-- <!DOCTYPE x> --><profile>"))[0] == ANSWERS


def test_json_of_servers_is_read() -> None:
    """The JSON of KoboToolbox and ODK Central is read, with paths or underscores in names."""
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
    """Only null and an empty text are gaps in the JSON of a server."""
    assert "desk.door: " in refused("xlsform", json.dumps({"desk.door": value, "desk.drawer": "r0"}))
    assert "fact-minors: " in refused("xlsform", json.dumps({"fact-minors": value, "desk.drawer": "r0"}))
    given = {"desk.drawer": "r0", "desk.door": "", "desk_dor": None, "fact-minors": ""}
    assert read("xlsform", json.dumps(given)) == (ea.Answers({"desk.drawer": "r0"}), [])


def test_names_that_meet_on_a_server_are_not_guessed() -> None:
    """Two ids that ODK Central writes alike are refused, not guessed."""
    meeting = audit(checklist("a", item("a.b_c")), checklist("a_b", item("a_b.c")))
    with pytest.raises(ea.AnswerError, match="a_b_c: .*"):
        targets.source("xlsform").answers(b'{"a_b_c": "r50"}', meeting)
    assert targets.source("xlsform").answers(b'{"x/a_b.c": "r50"}', meeting).given == {"a_b.c": "r50"}
