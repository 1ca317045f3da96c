"""The answers in the data of a SurveyJS survey, with whatever the page around it adds."""

from __future__ import annotations

from typing import Any

from ethics_audit.base.causes import unexpected, unknown
from ethics_audit.base.errors import AnswerError, Problem
from ethics_audit.formats.computed import DEFINITION
from ethics_audit.formats.dialects import fact_link
from ethics_audit.formats.incoming import PLAIN, Found, Reading, Slips, json_value, one_object, seems_fact
from ethics_audit.formats.surveyjs import RESULT, WORDS, computed
from ethics_audit.model.answers import Answers
from ethics_audit.model.definitions import Audit

COMMENT = "-Comment"
HOSTS = frozenset({"pageNo", "id", "createdAt", "updatedAt", "surveyId", "postId", "happendAt", "happenedAt"})
"""The keys that SurveyJS and its services add to the answers."""


def answers(content: bytes, audit: Audit, reading: Reading = PLAIN) -> Answers:
    """Return the answers in the data of a survey.

    The data may be in an envelope, under ``data``; from a list of surveys, one is read.

    Raises:
        AnswerError: If the data answer what this audit does not ask, with every problem.
    """
    found = Found(audit, reading)
    links = {fact_link(fact): fact for fact in audit.facts}
    slips = Slips([*audit.items, *links])
    data = _data(content, reading)
    found.results = computed(data)
    foreign: dict[str, Any] = {}
    for name, value in data.items():
        if name in links:
            if type(value) is bool:
                found.facts[links[name]] = value
            elif value is not None and not reading.is_missing(value):
                found.add(unexpected(name, "true or false", value))
        elif name.removesuffix(COMMENT) in audit.items and name.endswith(COMMENT):
            reading.tell(f"a comment is not read: {name}")
        elif name in audit.items:
            found.given[name] = WORDS.get(value, value) if isinstance(value, str) else value
        elif name.startswith(fact_link("")) or (seems_fact(name) and name in slips):
            found.add(unknown(name, "a fact that this audit asks for", name, links))
        elif not name.startswith(RESULT) and name in slips:
            found.given[name] = value
        elif name not in HOSTS and not name.startswith(RESULT):
            foreign[name] = value
    is_known = not foreign or bool(found.given or found.results or links.keys() & data.keys())
    found.refuse_inside(foreign, {*audit.items, *links})
    found.skip(foreign, is_known=is_known)
    return found.answers(f"{RESULT}{DEFINITION}")


def _data(content: bytes, reading: Reading) -> dict[str, Any]:
    """Return the data of one survey, taken out of its envelope, with what the envelope adds."""
    value = json_value(content)
    survey = one_object(value if isinstance(value, list) else [value], ["id"], reading)
    if not isinstance(data := survey.get("data"), dict):
        return survey
    beside = {name: value for name, value in survey.items() if name != "data"}
    if twice := data.keys() & beside.keys() - HOSTS:
        message = "appears in the envelope and in the data"
        raise AnswerError([Problem(name, message, "remove one", "repeated") for name in sorted(twice)])
    return {**beside, **data}
