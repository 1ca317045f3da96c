"""The answers in a FHIR QuestionnaireResponse: strict about what changes their meaning, and about nothing else.

Status, modifier extensions and implicit rules are modifiers in FHIR: no reader of a resource may ignore them.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ethics_audit.base.causes import repeated, unexpected, unknown
from ethics_audit.base.errors import AnswerError, Problem, shown
from ethics_audit.base.likeness import nearest
from ethics_audit.formats.computed import DEFINITION
from ethics_audit.formats.dialects import WHOLE, fact_link
from ethics_audit.formats.fhir_names import RESULT, URN, domain_link, is_named, result_link, system, url
from ethics_audit.formats.incoming import PLAIN, Found, Reading, json_object, json_value, named, one_object, seems_fact
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
    """Return the answers in a QuestionnaireResponse, or in the one of a Bundle.

    Raises:
        AnswerError: If it is something else, was withdrawn, or answers what the audit does not ask, with every problem.
    """
    response = _response(content, reading)
    found = Found(audit, reading)
    links = {fact_link(fact): fact for fact in audit.facts}
    found.add(*_modifiers(response))
    leaves = [*_leaves(response.get("item", []), found)]
    found.results = _results(leaves)
    leaves = [(link, value) for link, value in leaves if not link.startswith(_RESULTS)]
    _check_head(response, found, is_ours=any(link in links or link in audit.items for link, _ in leaves))
    seen = set()
    for link, value in leaves:
        if link in seen:
            found.add(repeated(link, link))
        elif link in links:
            if set(value) == {"valueBoolean"} and type(value["valueBoolean"]) is bool:
                found.facts[links[link]] = value["valueBoolean"]
            else:
                found.add(unexpected(link, "a valueBoolean", value))
        elif seems_fact(link) and link not in audit.items:
            found.add(unknown(link, "a fact that this audit asks for", link, links))
        else:
            found.given[link] = _word(link, value, found)
        seen.add(link)
    return found.answers(result_link(WHOLE, DEFINITION))


def _response(content: bytes, reading: Reading) -> dict[str, Any]:
    """Return the response, or the one in a Bundle."""
    resource = json_object(json_value(content))
    responses = [resource]
    if resource.get("resourceType") == "Bundle":
        entries = resource.get("entry")
        entries = [entry for entry in entries if isinstance(entry, dict)] if isinstance(entries, list) else []
        around = [{name: value for name, value in entry.items() if name != "resource"} for entry in entries]
        if problems := [*_modifiers({**resource, "entry": around})]:
            raise AnswerError(problems)
        held = [entry.get("resource") for entry in entries]
        responses = [one for one in held if named(one, "resourceType") == KIND]
    return one_object(responses, ["id"], reading)


def _modifiers(response: dict[str, Any]) -> Iterator[Problem]:
    """Refuse what may change the meaning of anything in the response."""
    pending: list[Any] = [{name: value for name, value in response.items() if name != "contained"}]
    while pending:
        element = pending.pop()
        if isinstance(element, dict):
            for name in _MODIFIERS:
                if name in element:
                    link = element.get("linkId")
                    place = f"{link}.{name}" if isinstance(link, str) else name
                    message = "may change what the answers mean; only a response without it is read"
                    yield Problem(place, message, rule="modifier")
            element = list(element.values())
        if isinstance(element, list):
            pending += element


def _check_head(response: dict[str, Any], found: Found, *, is_ours: bool) -> None:
    """Check what the response is, of which questionnaire, whose questions it may answer, and whether it is finished."""
    audit, tell = found.audit, found.reading.tell
    if (kind := response.get("resourceType")) != KIND:
        found.add(unexpected("resourceType", repr(KIND), kind))
    status = response.get("status")
    if status == WITHDRAWN:
        found.add(Problem("status", f"is {WITHDRAWN!r}: the response was withdrawn", "do not use it", "modifier"))
    elif status is None:
        tell("the response has no status")
    elif status in UNFINISHED:
        tell(f"the status of the response is {status!r}: it may not be finished")
    elif status not in FINISHED:
        known = [*FINISHED, *UNFINISHED]
        found.add(unexpected("status", f"one of {', '.join(known)}", status, nearest(status, known)))
    given = response.get("questionnaire")
    if isinstance(given, str) and not given.startswith(URN) and is_ours:
        ours = f"{audit.id} {audit.version}, whose questions it answers"
        tell(f"the server calls the questionnaire {shown(given)}; it is read as {ours}")
    elif given is not None and not is_named(given, audit):
        found.add(unexpected("questionnaire", repr(f"{url(audit)}|{audit.version}"), given))
    known = [*_OF_RESPONSE, *_MODIFIERS]
    found.skip([name for name in response if name not in known and not name.startswith("_")])


def _leaves(items: Any, found: Found) -> Iterator[Leaf]:
    """Yield the answers with the links of their questions, results included."""
    pending = [items]
    while pending:
        item = pending.pop()
        if isinstance(item, list):
            pending += reversed(item)
            continue
        link = item.get("linkId") if isinstance(item, dict) else None
        if not isinstance(link, str):
            found.add(unexpected("item", "an object with a linkId", item))
            continue
        pending.append(item.get("item", []))
        given = item.get("answer", [])
        if others := [name for name in item if name not in (*_OF_ITEM, *_MODIFIERS) and not name.startswith("_")]:
            found.add(unknown(link, "a key of an item", others[0], _OF_ITEM))
        if not isinstance(given, list) or len(given) > 1 or not all(isinstance(answer, dict) for answer in given):
            found.add(unexpected(link, "a list of one answer", given))
            continue
        for answer in given:
            pending.append(answer.get("item", []))
            yield link, {name: value for name, value in answer.items() if _is_value(name)}


def _results(leaves: list[Leaf]) -> dict[str, object]:
    """Return what the other program computed, as `ethics_audit.formats.computed.compare` takes it."""
    found: dict[str, object] = {}
    for link, value in leaves:
        name, result = link.removeprefix(_RESULTS), next(iter(value.values()), None)
        domain = name.removeprefix(domain_link(""))
        if link.startswith(_RESULTS) and domain == name:
            found[name] = result
        elif link.startswith(_RESULTS) and isinstance(result, str):
            pairs = (pair.partition("=") for pair in result.split("; "))
            found |= {f"{domain}:{key}": text for key, _, text in pairs}
    return found


def _is_value(name: str) -> bool:
    return name not in (*_BESIDE, *_MODIFIERS, "item") and not name.startswith("_")


def _word(link: str, value: dict[str, Any], found: Found) -> str | None:
    """Return the word of an answer, or None, with a problem, if there is none."""
    coding = value.get("valueCoding") if set(value) == {"valueCoding"} else None
    if not isinstance(coding, dict) or not isinstance(code := coding.get("code"), str):
        found.add(unexpected(link, "a valueCoding with a code", value))
        return None
    needed = system(link, code)
    if link in found.audit.items and coding.get("system", needed) != needed:
        found.add(unexpected(link, f"the system {needed!r}", coding["system"]))
    return code
