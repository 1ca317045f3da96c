"""FHIR R4: a Questionnaire that scores itself in any program with Structured Data Capture."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ethics_audit.base.language import gettext
from ethics_audit.formats import fhir_names, wording
from ethics_audit.formats.computed import DEFINITION, identity
from ethics_audit.formats.dialects import RESULTS, TEXT, WHOLE, fact_link
from ethics_audit.formats.expressions import Step, raising
from ethics_audit.formats.fhir_response import of_results, response
from ethics_audit.formats.fhirpath import compiled
from ethics_audit.model.answers import Answers, allowed
from ethics_audit.model.definitions import Audit, Part
from ethics_audit.model.items import Item

__all__ = ["ENDING", "LIMITS", "export", "response"]

ENDING = ".fhir.json"
LIMITS = (
    *wording.LIMITS_OF_FORMS,
    "The risks are in the expressions only: as an ordinalValue, programs show them beside the answers.",
    "Bands are shown by their ids; in another language than English a line above gives the name of each.",
    "A program without SDC variables and calculated expressions shows the questions and computes nothing.",
    "The names of the code systems begin with urn:ethics-audit:, which nobody has registered.",
)

_STRUCTURE = "http://hl7.org/fhir/StructureDefinition"
_CALCULATED = "http://hl7.org/fhir/uv/sdc/StructureDefinition/sdc-questionnaire-calculatedExpression"
_RADIO = {"coding": [{"system": "http://hl7.org/fhir/questionnaire-item-control", "code": "radio-button"}]}


@wording.in_its_language
def export(audit: Audit) -> bytes:
    """Return the Questionnaire as JSON."""
    variables, results = compiled(audit)
    questionnaire = {
        "resourceType": "Questionnaire",
        "language": audit.language,
        "extension": [
            {"url": f"{_STRUCTURE}/variable", "valueExpression": {"name": name, **_expression(expression)}}
            for name, expression in variables
        ],
        "url": fhir_names.url(audit),
        "version": audit.version,
        "name": "".join(word.title() for word in audit.id.split("_")),
        "title": audit.title,
        "status": "active",
        "subjectType": ["Practitioner"],
        "item": [
            _display("before", "\n\n".join(wording.before(audit))),
            *_profile(audit),
            *map(_domain, audit.parts),
            _results(audit, results),
        ],
    }
    return fhir_names.document(questionnaire)


def _expression(expression: str) -> dict[str, str]:
    return {"language": "text/fhirpath", "expression": expression}


def _profile(audit: Audit) -> list[dict[str, Any]]:
    facts = [{"linkId": fact_link(fact), "text": audit.fact_text(fact), "type": "boolean"} for fact in audit.facts]
    return [_group(fhir_names.PROFILE, gettext(wording.PROFILE_TITLE), facts)] if facts else []


def _domain(part: Part) -> dict[str, Any]:
    checklist = part.checklist
    return _group(fhir_names.domain_link(checklist.id), checklist.title, [*map(_question, checklist.items)])


def _question(item: Item) -> dict[str, Any]:
    return {
        "linkId": item.id,
        "extension": [{"url": f"{_STRUCTURE}/questionnaire-itemControl", "valueCodeableConcept": _RADIO}],
        "text": item.question,
        "type": "choice",
        **_conditions(item),
        "answerOption": [{"valueCoding": fhir_names.coding(item, word)} for word in allowed(item)],
        **({"item": [_alarm(f"today:{item.id}", item, wording.urgent(item.red_flag))]} if item.red_flag else {}),
    }


def _group(link: str, text: str, items: list[dict[str, Any]]) -> dict[str, Any]:
    return {"linkId": link, "text": text, "type": "group", "item": items}


def _display(link: str, text: str) -> dict[str, Any]:
    """Return something that is read and not answered."""
    return {"linkId": link, "text": text, "type": "display"}


def _alarm(link: str, item: Item, text: str) -> dict[str, Any]:
    """Return what to do today, shown where the answer raises the item's red flag."""
    codes = [{"system": fhir_names.system(item.id, word), "code": word} for word in raising(item)]
    conditions = [{"question": item.id, "operator": "=", "answerCoding": code} for code in codes]
    return {**_display(link, text), **_enabled(conditions, "any")}


def _enabled(conditions: list[dict[str, Any]], behavior: str) -> dict[str, Any]:
    """Return when an item is shown; FHIR requires the behavior where there are several conditions, and only there."""
    when = {"enableWhen": conditions} if conditions else {}
    return {**when, **({"enableBehavior": behavior} if len(conditions) > 1 else {})}


def _today(audit: Audit) -> Iterator[dict[str, Any]]:
    """Yield what to do today, again with the result, under the same conditions as the question."""
    for item, red_flag in wording.flagged(audit.items.values()):
        alarm = _alarm(f"{fhir_names.RESULT}:today:{item.id}", item, f"{item.question}\n{wording.urgent(red_flag)}")
        link = f"{fhir_names.RESULT}:applies:{item.id}"
        group = {"linkId": link, "type": "group", **_conditions(item), "item": [alarm]}
        yield group if item.requires else alarm


def _conditions(item: Item) -> dict[str, Any]:
    """Return that a question is asked only if all the facts that it requires hold."""
    facts = sorted(item.requires)
    return _enabled([{"question": fact_link(fact), "operator": "=", "answerBoolean": True} for fact in facts], "all")


def _results(audit: Audit, results: list[Step]) -> dict[str, Any]:
    titles = {part.checklist.id: part.checklist.title for part in audit.parts}
    empty = of_results(Answers(), audit)
    labels = wording.RESULT_LABELS
    items = [_result(step, titles.get(step.scope) or gettext(labels[step.name]), empty) for step in results]
    note = [_display(f"{fhir_names.RESULT}:bands", bands)] if (bands := wording.ids_of_bands()) else []
    after = _display(f"{fhir_names.RESULT}:after", "\n\n".join(wording.with_result(audit)))
    shown = [*_today(audit), *note, *items, after, _definition(audit)]
    return _group(fhir_names.RESULT, gettext(wording.RESULT_TITLE), shown)


def _result(step: Step, text: str, empty: Mapping[str, dict[str, Any]]) -> dict[str, Any]:
    """Return a result; it starts with that of the empty form, because some programs compute only what changes."""
    link = fhir_names.result_link(step.scope, step.name)
    return {
        "linkId": link,
        "extension": [{"url": _CALCULATED, "valueExpression": _expression(step.expression)}],
        "text": text,
        "type": fhir_names.TYPES[RESULTS.get(step.name, TEXT)],
        "readOnly": True,
        **({"initial": [empty[link]]} if link in empty else {}),
    }


def _definition(audit: Audit) -> dict[str, Any]:
    """Return a hidden item that says which definition the form was made from, which comes back with the answers."""
    return {
        "linkId": fhir_names.result_link(WHOLE, DEFINITION),
        "extension": [{"url": f"{_STRUCTURE}/questionnaire-hidden", "valueBoolean": True}],
        "text": DEFINITION,
        "type": "string",
        "readOnly": True,
        "initial": [{"valueString": identity(audit)}],
    }
