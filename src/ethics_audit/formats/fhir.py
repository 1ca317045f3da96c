"""FHIR R4: a Questionnaire that scores itself in any program with Structured Data Capture, and its responses."""

from __future__ import annotations

from typing import Any

from ethics_audit.answers import allowed
from ethics_audit.formats.dialects import RESULTS, TEXT
from ethics_audit.formats.expressions import Step
from ethics_audit.formats.fhir_names import PROFILE, RESULT, TYPES, coding, document, domain_link, result_link, url
from ethics_audit.formats.fhir_response import response
from ethics_audit.formats.fhirpath import compiled
from ethics_audit.formats.incoming import fact_link, facts_of
from ethics_audit.formats.wording import (
    LIMITS_OF_FORMS,
    PROFILE_TITLE,
    RESULT_LABELS,
    RESULT_TITLE,
    fact_text,
    ids_of_bands,
    in_its_language,
)
from ethics_audit.language import gettext
from ethics_audit.model import Audit, Item, Part

__all__ = ["ENDING", "LIMITS", "export", "response"]

ENDING = ".fhir.json"
LIMITS = (
    *LIMITS_OF_FORMS,
    "The risks stand in the expressions only: as an ordinalValue, programs show them beside the answers.",
    "Bands are told by their ids; in another language than English a line above says what each is called.",
    "A program without SDC variables and calculated expressions shows the questions and computes nothing.",
    "The names of the code systems begin with urn:ethics-audit:, which nobody has registered.",
)

_STRUCTURE = "http://hl7.org/fhir/StructureDefinition"
_CALCULATED = "http://hl7.org/fhir/uv/sdc/StructureDefinition/sdc-questionnaire-calculatedExpression"
_RADIO = {"coding": [{"system": "http://hl7.org/fhir/questionnaire-item-control", "code": "radio-button"}]}
_SEVERAL = 2


@in_its_language
def export(audit: Audit) -> bytes:
    """The Questionnaire as JSON."""
    variables, results = compiled(audit)
    questionnaire = {
        "resourceType": "Questionnaire",
        "language": audit.language,
        "extension": [
            {"url": f"{_STRUCTURE}/variable", "valueExpression": {"name": name, **_expression(told)}}
            for name, told in variables
        ],
        "url": url(audit),
        "version": audit.version,
        "name": "".join(word.title() for word in audit.id.split("_")),
        "title": audit.title,
        "status": "active",
        "subjectType": ["Practitioner"],
        "item": [*_profile(audit), *map(_domain, audit.parts), _results(audit, results)],
    }
    return document(questionnaire)


def _expression(told: str) -> dict[str, str]:
    return {"language": "text/fhirpath", "expression": told}


def _profile(audit: Audit) -> list[dict[str, Any]]:
    facts = [{"linkId": fact_link(fact), "text": fact_text(fact), "type": "boolean"} for fact in facts_of(audit)]
    return [{"linkId": PROFILE, "text": gettext(PROFILE_TITLE), "type": "group", "item": facts}] if facts else []


def _domain(part: Part) -> dict[str, Any]:
    checklist = part.checklist
    return {
        "linkId": domain_link(checklist.id),
        "text": checklist.title,
        "type": "group",
        "item": [_question(item) for item in checklist.items],
    }


def _question(item: Item) -> dict[str, Any]:
    facts = sorted(item.requires)
    conditions = [{"question": fact_link(fact), "operator": "=", "answerBoolean": True} for fact in facts]
    return {
        "linkId": item.id,
        "extension": [{"url": f"{_STRUCTURE}/questionnaire-itemControl", "valueCodeableConcept": _RADIO}],
        "text": item.prompt,
        "type": "choice",
        **({"enableWhen": conditions} if conditions else {}),
        **({"enableBehavior": "all"} if len(conditions) >= _SEVERAL else {}),
        "answerOption": [{"valueCoding": coding(item, word)} for word in allowed(item)],
    }


def _results(audit: Audit, results: list[Step]) -> dict[str, Any]:
    titles = {part.checklist.id: part.checklist.title for part in audit.parts}
    items = [_result(step, titles.get(step.scope) or gettext(RESULT_LABELS[step.name])) for step in results]
    note = [{"linkId": f"{RESULT}:bands", "text": told, "type": "display"}] if (told := ids_of_bands()) else []
    return {"linkId": RESULT, "text": gettext(RESULT_TITLE), "type": "group", "item": [*note, *items]}


def _result(step: Step, text: str) -> dict[str, Any]:
    return {
        "linkId": result_link(step.scope, step.name),
        "extension": [{"url": _CALCULATED, "valueExpression": _expression(step.expression)}],
        "text": text,
        "type": TYPES[RESULTS.get(step.name, TEXT)],
        "readOnly": True,
    }
