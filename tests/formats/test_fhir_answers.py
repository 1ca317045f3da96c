"""FHIR responses are read strictly where their meaning may change, and only there."""

import json
from typing import Any

import pytest
from support.filled import ANSWERS, URL, read, refused, response


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
    """A finished response is read; one that may not be finished is read with a notice."""
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
    """A response that was withdrawn or has an unknown status never becomes answers."""
    assert told in refused("fhir", json.dumps(response(status=status)))


def test_what_a_server_adds_to_a_response_is_passed_over() -> None:
    """What FHIR allows around answers is ignored; names that it does not know are reported."""
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
    """Modifiers are refused anywhere, because they may change what an answer means."""
    inside = response()
    inside["item"][1]["item"][0]["answer"][0]["modifierExtension"] = [{"url": "urn:x"}]
    beside = response()
    beside["item"][1]["item"][0]["modifierExtension"] = [{"url": "urn:x"}]
    assert "desk.door.modifierExtension: may change" in refused("fhir", json.dumps(beside))
    for document in (inside, response(modifierExtension=[]), response(implicitRules="urn:x")):
        assert "may change what the answers mean" in refused("fhir", json.dumps(document))


@pytest.mark.parametrize("named", ["Questionnaire/1234", "https://ehr.example/fhir/Questionnaire/7|3"])
def test_a_server_may_name_the_questionnaire(named: str) -> None:
    """A server's own name for the questionnaire is accepted and reported."""
    answers, (told,) = read("fhir", json.dumps(response(questionnaire=named)))
    assert answers == ANSWERS
    assert f"calls the questionnaire {named!r}; it is read as example 1.0" in told


@pytest.mark.parametrize("named", [f"{URL}|1.1", "urn:ethics-audit:questionnaire:brief", 3])
def test_another_questionnaire_is_refused(named: object) -> None:
    """The questionnaire of another version or audit is refused, and so is an unknown name without our answers."""
    assert f"questionnaire: expected '{URL}|1.0', got {named!r}" in refused(
        "fhir", json.dumps(response(questionnaire=named))
    )
    assert "questionnaire: expected 'urn:ethics-audit:questionnaire:example|1.0', got 'x'" in refused(
        "fhir", json.dumps(response(questionnaire="x", item=[]))
    )


def test_answers_of_other_questions_are_refused() -> None:
    """Whatever may be an answer is refused if the audit does not ask for it."""
    document = response()
    document["item"].append({"linkId": "mood", "answer": [{"valueString": "good"}]})
    document["item"].append({"linkId": "shelf", "answers": []})
    told = refused("fhir", json.dumps(document))
    assert "mood: expected a valueCoding with a code, got {'valueString': 'good'}" in told
    assert "shelf: expected a key of an item, got 'answers' (did you mean 'answer'?)" in told


def test_one_response_of_a_bundle_is_read() -> None:
    """The only response of a bundle is read, or the one asked for by its id."""
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
