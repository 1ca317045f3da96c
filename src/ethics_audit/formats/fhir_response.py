"""FHIR QuestionnaireResponses: answers and their result out, answers in."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ethics_audit.answers import Answers
from ethics_audit.formats.dialects import RESULTS, WHOLE
from ethics_audit.formats.fhir_names import (
    PROFILE,
    RESULT,
    TYPES,
    coding,
    document,
    domain_link,
    result_link,
    url,
)
from ethics_audit.formats.incoming import fact_link, facts_of, fitted, word_of
from ethics_audit.language import speaking
from ethics_audit.model import Audit
from ethics_audit.scoring import Scored, score


def response(answers: Answers, audit: Audit) -> bytes:
    """A QuestionnaireResponse with these answers and their result, as JSON; answers that are hidden are among them.

    Raises:
        AnswerError: If the answers do not fit the audit.
    """
    fitted(audit, answers.given, dict.fromkeys(answers.profile, True), ())
    groups = [
        (PROFILE, [_leaf(fact_link(fact), {"valueBoolean": fact in answers.profile}) for fact in facts_of(audit)])
    ]
    for part in audit.parts:
        with speaking(audit.language):
            given = [
                _leaf(item.id, {"valueCoding": coding(item, word_of(answers.given[item.id]))})
                for item in part.checklist.items
                if item.id in answers.given
            ]
        groups.append((domain_link(part.checklist.id), given))
    groups.append((RESULT, list(_results(answers, audit))))
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


def _results(answers: Answers, audit: Audit) -> Iterator[dict[str, Any]]:
    """The results as the expressions give them: LHC-Forms goes on computing only what agrees with them."""
    whole, domains = score(audit, answers)
    for name, value in _values(whole).items():
        if value is not None:
            yield _leaf(result_link(WHOLE, name), {f"value{TYPES[RESULTS[name]].title()}": value})
    for domain in domains:
        told = "; ".join(f"{name}={_text(value)}" for name, value in _values(domain).items())
        yield _leaf(result_link(domain.id, ""), {"valueString": told})


def _values(scored: Scored) -> dict[str, Any]:
    return {**{name: getattr(scored, name) for name in RESULTS}, "flags": " ".join(scored.flags) or None}


def _text(value: Any) -> str:
    """A value as FHIRPath writes it."""
    if isinstance(value, bool):
        return str(value).lower()
    return "" if value is None else str(value).removesuffix(".0")
