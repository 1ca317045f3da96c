"""Questionnaires are named by audit, language and version."""

import pytest
from support.formatted import json_of

import ethics_audit as ea
from ethics_audit.formats import fhir, targets


def test_fhir_forms_in_other_languages_have_names_of_their_own() -> None:
    """Each language has its own URL and its answers come back; another version is refused."""
    english, spanish = (ea.load_audit("brief", locale=locale) for locale in ("en", "es"))
    names = [json_of(fhir.export(one))["url"] for one in (english, spanish)]
    assert names == ["urn:ethics-audit:questionnaire:brief", "urn:ethics-audit:questionnaire:brief:es"]
    sent = fhir.response(ea.Answers(), spanish)
    assert json_of(sent)["questionnaire"] == f"urn:ethics-audit:questionnaire:brief:es|{english.version}"
    read = targets.source("fhir").answers
    assert read(sent, english) == read(fhir.response(ea.Answers(), english), spanish) == ea.Answers()
    with pytest.raises(ea.AnswerError, match="questionnaire"):
        read(sent.replace(b":es|", b":es|9."), english)
