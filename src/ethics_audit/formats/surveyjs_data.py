"""The answers in the data of a survey in SurveyJS, with whatever the page around it adds."""

from __future__ import annotations

from typing import Any

from ethics_audit.base.errors import AnswerError, Problem, nearest, shown
from ethics_audit.formats.computed import DEFINITION, other_definition
from ethics_audit.formats.incoming import (
    PLAIN,
    Reading,
    Slips,
    called,
    fact_link,
    fitted,
    inner,
    is_missing,
    json_object,
    json_value,
    named,
    one_record,
    passed_over,
    seems_fact,
    stop_if_many,
)
from ethics_audit.formats.surveyjs import RESULT, WORDS, computed
from ethics_audit.model.answers import Answers
from ethics_audit.model.definitions import Audit

COMMENT = "-Comment"
HOSTS = frozenset({"pageNo", "id", "createdAt", "updatedAt", "surveyId", "postId", "happendAt", "happenedAt"})
"""What SurveyJS and its services write beside the answers."""


def answers(content: bytes, audit: Audit, reading: Reading = PLAIN) -> Answers:
    """Return the answers in a survey's data; the results in it are passed over.

    The data may stand in an envelope, under ``data``; of a list of surveys, one is read.

    Raises:
        AnswerError: If it holds what this audit does not ask, with every problem.
    """
    links = {fact_link(fact): fact for fact in audit.facts}
    slips = Slips([*audit.items, *links])
    given: dict[str, Any] = {}
    held: dict[str, bool] = {}
    data = _data(content, reading)
    results = computed(data)
    problems = other_definition(f"{RESULT}{DEFINITION}", results.get(DEFINITION), audit)
    foreign: dict[str, Any] = {}
    for name, value in data.items():
        stop_if_many(problems)
        if name in links:
            if type(value) is bool:
                held[links[name]] = value
            elif value is not None and not is_missing(value, reading):
                problems.append(Problem(name, f"expected true or false, got {shown(value)}"))
        elif name.removesuffix(COMMENT) in audit.items and name.endswith(COMMENT):
            reading.tell(f"a comment is not read: {name}")
        elif name in audit.items:
            given[name] = WORDS.get(value, value) if isinstance(value, str) else value
        elif name.startswith(fact_link("")) or (seems_fact(name) and name in slips):
            problems.append(Problem(name, "is not a fact that this audit asks for", nearest(name, links)))
        elif not name.startswith(RESULT) and name in slips:
            given[name] = value
        elif name not in HOSTS and not name.startswith(RESULT):
            foreign[name] = value
    is_known = not foreign or bool(given or results or links.keys() & data.keys())
    problems += inner(foreign, {*audit.items, *links})
    problems += passed_over(foreign, reading, is_known=is_known)
    return fitted(audit, given, held, problems, reading, results=results)


def _data(content: bytes, reading: Reading) -> dict[str, Any]:
    """The data of one survey, out of its envelope, with what stands beside it there."""
    value = json_value(content)
    surveys = value if isinstance(value, list) else [value]
    survey = json_object(one_record(called((named(one, "id"), one) for one in surveys), reading))
    if not isinstance(data := survey.get("data"), dict):
        return survey
    beside = {name: value for name, value in survey.items() if name != "data"}
    if twice := data.keys() & beside.keys() - HOSTS:
        raise AnswerError([Problem(name, "stands in the envelope and in the data") for name in sorted(twice)])
    return {**beside, **data}
