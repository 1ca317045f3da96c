"""FHIR QuestionnaireResponses: answers and their result for other programs."""

from __future__ import annotations

from typing import Any

from ethics_audit.assessment.scoring import score
from ethics_audit.base.language import speaking
from ethics_audit.formats.computed import DEFINITION, identity, in_words, values
from ethics_audit.formats.dialects import IN_WORDS, RESULTS, WHOLE, fact_link
from ethics_audit.formats.fhir_names import PROFILE, RESULT, TYPES, coding, document, domain_link, result_link, url
from ethics_audit.model.answers import Answers, refuse_misfits, word_of
from ethics_audit.model.definitions import Audit


def response(answers: Answers, audit: Audit) -> bytes:
    """Return a QuestionnaireResponse with these answers, hidden ones included, and their result, as JSON.

    Raises:
        AnswerError: If the answers do not fit the audit.
    """
    refuse_misfits(audit, answers)
    groups = [(PROFILE, [_leaf(fact_link(fact), {"valueBoolean": fact in answers.profile}) for fact in audit.facts])]
    for part in audit.parts:
        with speaking(audit.language):
            given = [
                _leaf(item.id, {"valueCoding": coding(item, word_of(answers.given[item.id]))})
                for item in part.checklist.items
                if item.id in answers.given
            ]
        groups.append((domain_link(part.checklist.id), given))
    results = {**of_results(answers, audit), result_link(WHOLE, DEFINITION): {"valueString": identity(audit)}}
    groups.append((RESULT, [_leaf(link, value) for link, value in results.items()]))
    return document(
        {
            "resourceType": "QuestionnaireResponse",
            "questionnaire": f"{url(audit)}|{audit.version}",
            "status": "in-progress",
            "item": [{"linkId": link, "item": given} for link, given in groups if given],
        }
    )


def _leaf(link: str, value: dict[str, Any]) -> dict[str, Any]:
    return {"linkId": link, "answer": [value]}


def of_results(answers: Answers, audit: Audit) -> dict[str, dict[str, Any]]:
    """Return the results by their links, as the expressions compute them, because LHC-Forms updates no others."""
    whole, domains = score(audit, answers)
    with speaking(audit.language):
        found = {result_link(WHOLE, IN_WORDS): {"valueString": in_words(whole)}}
        for name, value in values(whole).items():
            if value is not None:
                found[result_link(WHOLE, name)] = {f"value{TYPES[RESULTS[name]].title()}": value}
        for domain in domains:
            results = {IN_WORDS: in_words(domain), **values(domain)}
            text = "; ".join(f"{name}={_text(value)}" for name, value in results.items())
            found[result_link(domain.id, "")] = {"valueString": text}
    return found


def _text(value: Any) -> str:
    """Return a value as FHIRPath writes it."""
    if isinstance(value, bool):
        return str(value).lower()
    return "" if value is None else str(value).removesuffix(".0")
