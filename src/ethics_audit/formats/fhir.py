"""FHIR R4: a Questionnaire that scores itself in any program with Structured Data Capture, and its responses."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from ethics_audit.answers import Answers, allowed
from ethics_audit.errors import Problem, nearest, shown
from ethics_audit.formats.dialects import INTEGER, NUMBER, RESULTS, TEXT, TRUTH
from ethics_audit.formats.expressions import Step
from ethics_audit.formats.fhirpath import PROFILE, compiled, domain_link
from ethics_audit.formats.incoming import fact_link, facts_of, fitted, json_object, word_of
from ethics_audit.formats.wording import FACT_TEXTS, LABELS, PROFILE_TITLE, RESULT_LABELS, RESULT_TITLE, label
from ethics_audit.model import Audit, Item, Part

ENDING = ".fhir.json"
LIMITS = (
    "The result is computed there; reasons, findings, plan and report are made here, from the answers.",
    "The reason given with n/a is not asked, and not written into a response.",
    "Facts of the practice on which no question depends are not asked.",
    "Rationales, remedies, the sources of weights and citations are left out.",
    "The risks stand in the expressions only: as an ordinalValue, programs show them beside the answers.",
    "A program without SDC variables and calculated expressions shows the questions and computes nothing.",
    "The names of the code systems begin with urn:ethics-audit:, which nobody has registered.",
)

URN = "urn:ethics-audit"
RESULT = "result"
_STRUCTURE = "http://hl7.org/fhir/StructureDefinition"
_CALCULATED = "http://hl7.org/fhir/uv/sdc/StructureDefinition/sdc-questionnaire-calculatedExpression"
_TYPES = {INTEGER: "integer", NUMBER: "decimal", TEXT: "string", TRUTH: "boolean"}
_RADIO = {"coding": [{"system": "http://hl7.org/fhir/questionnaire-item-control", "code": "radio-button"}]}
_SEVERAL = 2


def export(audit: Audit) -> bytes:
    """The Questionnaire as JSON."""
    variables, results = compiled(audit)
    questionnaire = {
        "resourceType": "Questionnaire",
        "extension": [
            {"url": f"{_STRUCTURE}/variable", "valueExpression": {"name": name, **_expression(told)}}
            for name, told in variables
        ],
        "url": _url(audit),
        "version": audit.version,
        "name": "".join(word.title() for word in audit.id.split("_")),
        "title": audit.title,
        "status": "active",
        "subjectType": ["Practitioner"],
        "item": [*_profile(audit), *map(_domain, audit.parts), _results(audit, results)],
    }
    return _document(questionnaire)


def _url(audit: Audit) -> str:
    return f"{URN}:questionnaire:{audit.id}"


def _expression(told: str) -> dict[str, str]:
    return {"language": "text/fhirpath", "expression": told}


def _profile(audit: Audit) -> list[dict[str, Any]]:
    facts = [{"linkId": fact_link(fact), "text": FACT_TEXTS[fact], "type": "boolean"} for fact in facts_of(audit)]
    return [{"linkId": PROFILE, "text": PROFILE_TITLE, "type": "group", "item": facts}] if facts else []


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
        "answerOption": [{"valueCoding": _coding(item, word)} for word in allowed(item)],
    }


def _coding(item: Item, word: str) -> dict[str, str]:
    return {"system": _system(item.id, word), "code": word, "display": label(item, word)}


def _system(item: str, word: str) -> str:
    return f"{URN}:answer" if word in LABELS else f"{URN}:item:{item}"


def _results(audit: Audit, results: list[Step]) -> dict[str, Any]:
    titles = {part.checklist.id: part.checklist.title for part in audit.parts}
    items = [_result(step, titles.get(step.scope) or RESULT_LABELS[step.name]) for step in results]
    return {"linkId": RESULT, "text": RESULT_TITLE, "type": "group", "item": items}


def _result(step: Step, text: str) -> dict[str, Any]:
    return {
        "linkId": f"{RESULT}:{domain_link(step.scope) if step.scope else step.name}",
        "extension": [{"url": _CALCULATED, "valueExpression": _expression(step.expression)}],
        "text": text,
        "type": _TYPES[RESULTS.get(step.name, TEXT)],
        "readOnly": True,
    }


def response(answers: Answers, audit: Audit) -> bytes:
    """A QuestionnaireResponse with these answers, as JSON; answers to questions that are hidden are among them.

    Raises:
        AnswerError: If the answers do not fit the audit.
    """
    fitted(audit, answers.given, answers.profile, ())
    groups = [
        (PROFILE, [_answered(fact_link(fact), {"valueBoolean": fact in answers.profile}) for fact in facts_of(audit)])
    ]
    for part in audit.parts:
        given = [
            _answered(item.id, {"valueCoding": _coding(item, word_of(answers.given[item.id]))})
            for item in part.checklist.items
            if item.id in answers.given
        ]
        groups.append((domain_link(part.checklist.id), given))
    document = {
        "resourceType": "QuestionnaireResponse",
        "questionnaire": f"{_url(audit)}|{audit.version}",
        "status": "in-progress",
    }
    items = [{"linkId": link, "item": given} for link, given in groups if given]
    return _document({**document, "item": items} if items else document)


def _answered(link: str, value: dict[str, Any]) -> dict[str, Any]:
    return {"linkId": link, "answer": [value]}


def answers(content: bytes, audit: Audit) -> Answers:
    """The answers in a QuestionnaireResponse; the results that it may hold are passed over.

    Raises:
        AnswerError: If it is none, or answers what the audit does not ask, with every problem.
    """
    document = json_object(content)
    problems = list(_head_problems(document, audit))
    links = {fact_link(fact): fact for fact in facts_of(audit)}
    given: dict[str, Any] = {}
    held: dict[str, bool] = {}
    for link, value in _leaves(document.get("item", []), problems):
        if link in given or link in held:
            problems.append(Problem(link, "stands twice", "once is enough"))
        elif link.startswith(fact_link("")):
            held[link] = value.get("valueBoolean") is True
            if link not in links:
                problems.append(Problem(link, "is not a fact that this audit asks for", nearest(link, links)))
            elif set(value) != {"valueBoolean"} or type(value["valueBoolean"]) is not bool:
                problems.append(Problem(link, f"{shown(value)} is given; allowed is a valueBoolean"))
        else:
            given[link] = _word(link, value, audit, problems)
    return fitted(audit, given, [links[link] for link, holds in held.items() if holds and link in links], problems)


def _head_problems(document: dict[str, Any], audit: Audit) -> Iterator[Problem]:
    if (kind := document.get("resourceType")) != "QuestionnaireResponse":
        yield Problem("resourceType", f"{shown(kind)} is given; allowed is 'QuestionnaireResponse'")
    needed = f"{_url(audit)}|{audit.version}"
    if (named := document.get("questionnaire", needed)) not in {needed, _url(audit)}:
        yield Problem("questionnaire", f"{shown(named)} is given; allowed is {needed!r}")


def _leaves(items: Any, problems: list[Problem]) -> Iterator[tuple[str, dict[str, Any]]]:
    """The answers with the names of their questions, those of results left out."""
    for item in items if isinstance(items, list) else [items]:
        link = item.get("linkId") if isinstance(item, dict) else None
        if not isinstance(link, str):
            problems.append(Problem("item", f"{shown(item)} is given; allowed is an object with a linkId"))
        elif link != RESULT:
            yield from _leaves(item.get("item", []), problems)
            found = item.get("answer", [])
            if not isinstance(found, list) or len(found) > 1 or not all(isinstance(one, dict) for one in found):
                problems.append(Problem(link, f"{shown(found)} is given; allowed is a list of one answer"))
            else:
                yield from ((link, one) for one in found)


def _word(link: str, value: dict[str, Any], audit: Audit, problems: list[Problem]) -> str | None:
    """The word of an answer; None where it is none, which is among the problems."""
    coding = value.get("valueCoding") if set(value) == {"valueCoding"} else None
    if not isinstance(coding, dict) or not isinstance(code := coding.get("code"), str):
        problems.append(Problem(link, f"{shown(value)} is given; allowed is a valueCoding with a code"))
        return None
    needed = _system(link, code)
    if link in audit.items and coding.get("system", needed) != needed:
        problems.append(Problem(link, f"the system {shown(coding['system'])} is given; allowed is {needed!r}"))
    return code


def _document(value: dict[str, Any]) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode()
