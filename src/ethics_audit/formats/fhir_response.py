"""FHIR QuestionnaireResponses: answers and their result out, answers in."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ethics_audit.answers import Answers
from ethics_audit.errors import Problem, nearest, shown
from ethics_audit.formats.computed import DEFINITION, identity, in_words, other_definition, values
from ethics_audit.formats.dialects import RESULTS, TOLD, WHOLE
from ethics_audit.formats.fhir_names import (
    PROFILE,
    RESULT,
    TYPES,
    coding,
    document,
    domain_link,
    is_named,
    result_link,
    system,
    url,
)
from ethics_audit.formats.incoming import fact_link, facts_of, fitted, json_object, word_of
from ethics_audit.language import speaking
from ethics_audit.model import Audit
from ethics_audit.scoring import score


def response(answers: Answers, audit: Audit) -> bytes:
    """A QuestionnaireResponse with these answers and their result, as JSON; answers that are hidden are among them.

    Raises:
        AnswerError: If the answers do not fit the audit.
    """
    fitted(audit, answers.given, answers.profile, ())
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
    """The results as the expressions give them, by their links: LHC-Forms goes on computing only what agrees."""
    whole, domains = score(audit, answers)
    with speaking(audit.language):
        found = {result_link(WHOLE, TOLD): {"valueString": in_words(whole)}}
        for name, value in values(whole).items():
            if value is not None:
                found[result_link(WHOLE, name)] = {f"value{TYPES[RESULTS[name]].title()}": value}
        for domain in domains:
            told = {TOLD: in_words(domain), **values(domain)}
            text = "; ".join(f"{name}={_text(value)}" for name, value in told.items())
            found[result_link(domain.id, "")] = {"valueString": text}
    return found


def _text(value: Any) -> str:
    """A value as FHIRPath writes it."""
    if isinstance(value, bool):
        return str(value).lower()
    return "" if value is None else str(value).removesuffix(".0")


def computed(response: dict[str, Any]) -> dict[str, Any]:
    """The results in a response, as `ethics_audit.formats.computed.compare` wants them."""
    found: dict[str, Any] = {}
    for link, value in _leaves(_groups(response, RESULT), []):
        scope, told = link.removeprefix(result_link(WHOLE, "")), next(iter(value.values()), None)
        domain = scope.removeprefix(domain_link(""))
        if domain == scope:
            found[scope] = told
        elif isinstance(told, str):
            found |= {f"{domain}:{name}": text for name, _, text in (pair.partition("=") for pair in told.split("; "))}
    return found


def _groups(response: dict[str, Any], link: str) -> list[Any]:
    """What stands in the groups of this name."""
    items = response.get("item")
    groups = [one for one in items if isinstance(one, dict)] if isinstance(items, list) else []
    return [group.get("item", []) for group in groups if group.get("linkId") == link]


def answers(content: bytes, audit: Audit) -> Answers:
    """The answers in a QuestionnaireResponse; the results that it may hold are passed over.

    Raises:
        AnswerError: If it is none, or answers what the audit does not ask, with every problem.
    """
    response = json_object(content)
    problems = list(_head_problems(response, audit))
    told = computed(response)
    problems += other_definition(result_link(WHOLE, DEFINITION), told.get(DEFINITION), audit)
    links = {fact_link(fact): fact for fact in facts_of(audit)}
    given: dict[str, Any] = {}
    held: dict[str, bool] = {}
    for link, value in _leaves(response.get("item", []), problems):
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
    needed = f"{url(audit)}|{audit.version}"
    if not is_named(named := document.get("questionnaire", needed), audit):
        yield Problem("questionnaire", f"{shown(named)} is given; allowed is {needed!r}")


def _leaves(items: Any, problems: list[Problem]) -> Iterator[tuple[str, dict[str, Any]]]:
    """The answers with the names of their questions, those of results left out."""
    pending = [items]
    while pending:
        item = pending.pop()
        if isinstance(item, list):
            pending += reversed(item)
            continue
        link = item.get("linkId") if isinstance(item, dict) else None
        if not isinstance(link, str):
            problems.append(Problem("item", f"{shown(item)} is given; allowed is an object with a linkId"))
        elif link != RESULT:
            pending.append(item.get("item", []))
            found = item.get("answer", [])
            if not isinstance(found, list) or len(found) > 1 or not all(isinstance(one, dict) for one in found):
                problems.append(Problem(link, f"{shown(found)} is given; allowed is a list of one answer"))
            else:
                yield from ((link, one) for one in found)


def _word(link: str, value: dict[str, Any], audit: Audit, problems: list[Problem]) -> str | None:
    """The word of an answer; None where it is none, which is among the problems."""
    found = value.get("valueCoding") if set(value) == {"valueCoding"} else None
    if not isinstance(found, dict) or not isinstance(code := found.get("code"), str):
        problems.append(Problem(link, f"{shown(value)} is given; allowed is a valueCoding with a code"))
        return None
    needed = system(link, code)
    if link in audit.items and found.get("system", needed) != needed:
        problems.append(Problem(link, f"the system {shown(found['system'])} is given; allowed is {needed!r}"))
    return code
