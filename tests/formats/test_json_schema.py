"""The JSON Schema accepts exactly the documents that the reader accepts."""

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given, settings
from support.engines import in_node
from support.formatted import DESK, accepted, changed_documents, document, few, json_of, small

import ethics_audit as ea
from ethics_audit.formats import json_schema


def verdicts(audit: ea.Audit, documents: list[Any]) -> None:
    """Check that the schema accepts exactly what the reader accepts."""
    schema = json_of(json_schema.export(audit))
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    for one in documents:
        assert validator.is_valid(one) == accepted(audit, one), one


def test_schema_and_reader_agree() -> None:
    """Schema and reader agree on valid documents and on each kind of invalid one."""
    documents = changed_documents()
    verdicts(DESK, documents)
    taken = [one for one in documents if accepted(DESK, one)]
    assert 20 < len(taken) < len(documents) - 50


@pytest.mark.property
@given(small())
@settings(few, max_examples=5)
def test_schema_takes_what_is_written(case: tuple[ea.Audit, list[ea.Answers]]) -> None:
    """Every document that this library writes fits the schema, assessments included."""
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


@pytest.mark.engines
@pytest.mark.slow
def test_ajv_judges_as_the_reader(modules: Path) -> None:
    """Ajv and the reader agree on valid documents and on each kind of invalid one."""
    documents = [*changed_documents(), *(json.loads(document(one, DESK)) for one in [ea.Answers()])]
    schema = json_of(json_schema.export(DESK))
    (verdicts,) = in_node("ajv.cjs", [{"definition": schema, "sets": documents}], modules)
    assert verdicts == [accepted(DESK, one) for one in documents]
