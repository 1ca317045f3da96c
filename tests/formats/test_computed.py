"""Results that a form computed are compared with those computed here."""

import json
from typing import Any

import pytest
from hypothesis import given
from support.formatted import DESK, few, small

import ethics_audit as ea
from ethics_audit.assessment.scoring import score
from ethics_audit.formats import targets
from ethics_audit.formats.computed import compare, values
from ethics_audit.formats.dialects import RESULTS
from ethics_audit.formats.incoming import Reading


@pytest.mark.parametrize("definition", ["", f"example 1.0 {DESK.digest}"])
def test_data_of_older_forms_are_read(definition: str) -> None:
    """Data that do not name their definition are read, and the reader says so."""
    told: list[str] = []
    data = {"desk.drawer": "r40", "result:points": 80, "result:definition": definition}
    answers = targets.source("surveyjs").answers(json.dumps(data).encode(), DESK, Reading(tell=told.append))
    assert answers == ea.Answers({"desk.drawer": "r40"})
    assert told == (
        [] if definition else ["it does not say from which definition it was made; it is read as example 1.0"]
    )


RIGHT = ea.Answers({"desk.door": "r50", "desk.drawer": "r40"}, {"minors"})


@pytest.mark.property
@given(small())
@few
def test_equal_results_are_not_told(case: tuple[ea.Audit, list[ea.Answers]]) -> None:
    """Results computed here are never reported as different, even where a form did not round them."""
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
    """Any other value in place of a result is reported."""
    assert f"{name} is " in compare(DESK, RIGHT, {name: value})


def test_many_other_results_are_told_in_short() -> None:
    """Of many different results, the first are reported with the number of the others."""
    assert "and 4 more" in compare(DESK, RIGHT, dict.fromkeys(RESULTS, "x"))
