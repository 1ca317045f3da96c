"""Responses are written only for answers that fit the audit."""

import pytest
from support.formatted import DESK

import ethics_audit as ea
from ethics_audit.formats import fhir


def test_fhir_response_must_fit() -> None:
    """No response is written for answers that do not fit."""
    with pytest.raises(ea.AnswerError, match="did you mean 'desk.door'"):
        fhir.response(ea.Answers({"desk.dor": "r0"}), DESK)
