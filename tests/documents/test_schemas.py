"""The schemas and the types that ship with the package are those of its documents."""

import json
from importlib.resources import files

import jsonschema
import pytest
from attrs import evolve
from support import manual
from support.builders import QUARTER

import ethics_audit as ea

WRITTEN = {one.name: one.read_text("utf-8") for one in files("ethics_audit").joinpath("schemas").iterdir()}


def valid(document: str, text: str) -> bool:
    """Whether a text fits the shipped schema of a document."""
    schema = json.loads(WRITTEN[f"{document}.schema.json"])
    return bool(jsonschema.Draft202012Validator(schema).is_valid(json.loads(text)))


def test_shipped_files_are_those_of_their_command() -> None:
    """Run `python docs/schemas.py` after a change of a document."""
    assert manual.command("schemas").files() == WRITTEN


@pytest.mark.parametrize("locale", ["en", "es"])
def test_questionnaires_fit_their_schema(locale: str) -> None:
    """What is written fits the shipped schema, and a key more does not."""
    text = ea.to_json(ea.questionnaire(ea.load_audit("quarterly"), locale=locale), indent=None)
    assert valid("questionnaire", text)
    assert not valid("questionnaire", text.replace('"kind"', '"risk":1,"kind"', 1))


def test_errors_fit_their_schema() -> None:
    """An error with any kind of value fits the shipped schema."""
    for given in ("nevr", 3, 0.5, True, [], {"a": 1}, {"not_applicable": None}):
        with pytest.raises(ea.AnswerError) as refused:
            ea.load_audit("brief").check("boundaries.gifts", given)
        text = ea.to_json(ea.error_record(refused.value))
        assert valid("error", text)
        assert ea.from_json(text, ea.ErrorRecord) == ea.error_record(refused.value)


def test_answers_and_results_fit_their_schemas() -> None:
    """What a front end sends and what it gets back have shipped schemas too."""
    sheet = ea.load_answers(QUARTER)
    result = ea.assess(ea.audit_of(sheet), sheet.answers)
    assert valid("answers", ea.to_json(sheet))
    assert valid("assessment", ea.to_json(ea.record(result)))


def test_types_are_named_once() -> None:
    """Two different tables of one name are refused, since one of the types would be wrong."""
    manual.command("schemas")
    from typescript import declared  # type: ignore[import-not-found]

    one = {"type": "object", "title": "Same", "properties": {"a": {"type": "string"}}}
    assert declared([one, one]).count("export interface Same") == 1
    with pytest.raises(ValueError, match="two classes are called Same"):
        declared([one, {**one, "properties": {"a": {"type": "number"}}}])


def test_an_error_with_other_keys_or_values_is_refused() -> None:
    """What is given in an error is a plain value, as JSON has it."""
    record = json.loads(ea.to_json(ea.error_record(ea.AnswerError([ea.Problem("a.i", "is wrong")]))))
    record["problems"][0]["given"] = [1]
    with pytest.raises(ea.DocumentError, match="given: expected text, a number, true, false or null") as refused:
        ea.from_json(json.dumps(record), ea.ErrorRecord)
    assert evolve(ea.error_record(refused.value), problems=()).code == "document"
