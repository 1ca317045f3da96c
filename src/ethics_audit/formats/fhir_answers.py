"""The answers in a FHIR QuestionnaireResponse: strict about what changes their meaning, and about nothing else.

Status, modifier extensions and implicit rules are modifiers in FHIR: whoever reads a resource may not pass them over.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ethics_audit.base.errors import AnswerError, Problem, nearest, shown
from ethics_audit.formats.computed import DEFINITION, other_definition
from ethics_audit.formats.dialects import WHOLE
from ethics_audit.formats.fhir_names import RESULT, URN, domain_link, is_named, result_link, system, url
from ethics_audit.formats.incoming import (
    PLAIN,
    Reading,
    called,
    fact_link,
    fitted,
    json_object,
    json_value,
    named,
    one_record,
    passed_over,
    seems_fact,
    stop_if_many,
)
from ethics_audit.model.answers import Answers
from ethics_audit.model.definitions import Audit

KIND = "QuestionnaireResponse"
FINISHED, UNFINISHED, WITHDRAWN = ("completed", "amended"), ("in-progress", "stopped"), "entered-in-error"

_BESIDE = frozenset({"id", "extension"})
_OF_RESPONSE = _BESIDE | {
    *("resourceType", "questionnaire", "status", "item", "meta", "text", "language", "contained", "identifier"),
    *("basedOn", "partOf", "subject", "encounter", "authored", "author", "source"),
}
_OF_ITEM = _BESIDE | {"linkId", "definition", "text", "answer", "item"}
_MODIFIERS = ("modifierExtension", "implicitRules")
_RESULTS = f"{RESULT}:"
Leaf = tuple[str, dict[str, Any]]


def answers(content: bytes, audit: Audit, reading: Reading = PLAIN) -> Answers:
    """Return the answers in a QuestionnaireResponse, or in a Bundle of one; the results in it are passed over.

    Raises:
        AnswerError: If it is none, was withdrawn, or answers what the audit does not ask, with every problem.
    """
    response = _response(content, reading)
    links = {fact_link(fact): fact for fact in audit.facts}
    problems = [*_modifiers(response)]
    leaves = [*_leaves(response.get("item", []), problems)]
    results = _results(leaves)
    leaves = [(link, value) for link, value in leaves if not link.startswith(_RESULTS)]
    is_ours = any(link in links or link in audit.items for link, _ in leaves)
    problems = [*_head_problems(response, audit, reading, is_ours=is_ours), *problems]
    problems += other_definition(result_link(WHOLE, DEFINITION), results.get(DEFINITION), audit)
    given: dict[str, Any] = {}
    held: dict[str, bool] = {}
    seen = set()
    for link, value in leaves:
        stop_if_many(problems)
        if link in seen:
            problems.append(Problem(link, "stands twice", "once is enough"))
        elif link in links:
            if set(value) == {"valueBoolean"} and type(value["valueBoolean"]) is bool:
                held[links[link]] = value["valueBoolean"]
            else:
                problems.append(Problem(link, f"expected a valueBoolean, got {shown(value)}"))
        elif seems_fact(link) and link not in audit.items:
            problems.append(Problem(link, "is not a fact that this audit asks for", nearest(link, links)))
        else:
            given[link] = _word(link, value, audit, problems)
        seen.add(link)
    return fitted(audit, given, held, problems, reading, results=results)


def _response(content: bytes, reading: Reading) -> dict[str, Any]:
    """The response, or the one in a Bundle."""
    resource = json_object(json_value(content))
    responses = [resource]
    if resource.get("resourceType") == "Bundle":
        entries = resource.get("entry")
        entries = [one for one in entries if isinstance(one, dict)] if isinstance(entries, list) else []
        around = [{name: value for name, value in one.items() if name != "resource"} for one in entries]
        if problems := [*_modifiers({**resource, "entry": around})]:
            raise AnswerError(problems)
        held = [one.get("resource") for one in entries]
        responses = [one for one in held if named(one, "resourceType") == KIND]
    return json_object(one_record(called((one.get("id"), one) for one in responses), reading))


def _modifiers(response: dict[str, Any]) -> Iterator[Problem]:
    """Refuse what may change the meaning of anything in the response."""
    pending: list[Any] = [{name: value for name, value in response.items() if name != "contained"}]
    while pending:
        element = pending.pop()
        if isinstance(element, dict):
            for name in _MODIFIERS:
                if name in element:
                    place = element.get("linkId")
                    told = "may change what the answers mean; allowed is a response without it"
                    yield Problem(f"{place}.{name}" if isinstance(place, str) else name, told)
            element = list(element.values())
        if isinstance(element, list):
            pending += element


def _head_problems(response: dict[str, Any], audit: Audit, reading: Reading, *, is_ours: bool) -> Iterator[Problem]:
    if (kind := response.get("resourceType")) != KIND:
        yield Problem("resourceType", f"expected {KIND!r}, got {shown(kind)}")
    yield from _status_problems(response.get("status"), reading)
    needed = f"{url(audit)}|{audit.version}"
    given = response.get("questionnaire")
    if isinstance(given, str) and not given.startswith(URN) and is_ours:
        told = f"{audit.id} {audit.version}, whose questions it answers"
        reading.tell(f"the questionnaire is called {shown(given)} by the server; it is taken for {told}")
    elif given is not None and not is_named(given, audit):
        yield Problem("questionnaire", f"expected {needed!r}, got {shown(given)}")
    foreign = [name for name in response if name not in _OF_RESPONSE and not name.startswith("_")]
    yield from passed_over([name for name in foreign if name not in _MODIFIERS], reading, is_known=True)


def _status_problems(status: Any, reading: Reading) -> Iterator[Problem]:
    if status == WITHDRAWN:
        yield Problem("status", f"{WITHDRAWN!r} is given: the response was withdrawn and must not be used")
    elif status is None:
        reading.tell("the response has no status")
    elif status in UNFINISHED:
        reading.tell(f"the status of the response is {status!r}: it may not be finished")
    elif status not in FINISHED:
        allowed = [*FINISHED, *UNFINISHED]
        yield Problem("status", f"expected {', '.join(allowed)}, got {shown(status)}", nearest(status, allowed))


def _leaves(items: Any, problems: list[Problem]) -> Iterator[Leaf]:
    """The answers with the names of their questions, those of results too."""
    pending = [items]
    while pending:
        item = pending.pop()
        stop_if_many(problems)
        if isinstance(item, list):
            pending += reversed(item)
            continue
        link = item.get("linkId") if isinstance(item, dict) else None
        if not isinstance(link, str):
            problems.append(Problem("item", f"expected an object with a linkId, got {shown(item)}"))
            continue
        pending.append(item.get("item", []))
        found = item.get("answer", [])
        if unknown := [name for name in item if name not in (*_OF_ITEM, *_MODIFIERS) and not name.startswith("_")]:
            problems.append(Problem(link, f"{shown(unknown[0])} is given", nearest(unknown[0], _OF_ITEM)))
        if not isinstance(found, list) or len(found) > 1 or not all(isinstance(one, dict) for one in found):
            problems.append(Problem(link, f"expected a list of one answer, got {shown(found)}"))
            continue
        for one in found:
            pending.append(one.get("item", []))
            yield link, {name: value for name, value in one.items() if _is_value(name)}


def _results(leaves: list[Leaf]) -> dict[str, object]:
    """What was computed there, as `ethics_audit.formats.computed.compare` wants it."""
    found: dict[str, object] = {}
    for link, value in leaves:
        name, told = link.removeprefix(_RESULTS), next(iter(value.values()), None)
        domain = name.removeprefix(domain_link(""))
        if link.startswith(_RESULTS) and domain == name:
            found[name] = told
        elif link.startswith(_RESULTS) and isinstance(told, str):
            pairs = (pair.partition("=") for pair in told.split("; "))
            found |= {f"{domain}:{result}": text for result, _, text in pairs}
    return found


def _is_value(name: str) -> bool:
    return name not in (*_BESIDE, *_MODIFIERS, "item") and not name.startswith("_")


def _word(link: str, value: dict[str, Any], audit: Audit, problems: list[Problem]) -> str | None:
    """The word of an answer; None where it is none, which is among the problems."""
    found = value.get("valueCoding") if set(value) == {"valueCoding"} else None
    if not isinstance(found, dict) or not isinstance(code := found.get("code"), str):
        problems.append(Problem(link, f"expected a valueCoding with a code, got {shown(value)}"))
        return None
    needed = system(link, code)
    if link in audit.items and found.get("system", needed) != needed:
        problems.append(Problem(link, f"the system {shown(found['system'])} is given; allowed is {needed!r}"))
    return code
