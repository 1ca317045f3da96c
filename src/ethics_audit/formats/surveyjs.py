"""SurveyJS: a survey whose calculated values are the result, and the answers in its data."""

from __future__ import annotations

import html
import json
import string
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from ethics_audit.base.language import gettext
from ethics_audit.formats.computed import DEFINITION, identity
from ethics_audit.formats.dialects import RESULTS, TOLD, TRUTH, WHOLE, Chained
from ethics_audit.formats.expressions import NEEDED, alarm, steps
from ethics_audit.formats.incoming import fact_link
from ethics_audit.formats.wording import (
    LIMITS_OF_FORMS,
    PROFILE_TITLE,
    RESULT_TITLE,
    before,
    beside,
    fact_text,
    flagged,
    in_its_language,
    label,
    urgent,
)
from ethics_audit.model.answers import allowed
from ethics_audit.model.definitions import Audit, Item, Part

ENDING = ".surveyjs.json"
LIMITS = (
    *LIMITS_OF_FORMS,
    "An invisible sign stands behind each brace of a text, since SurveyJS would fill it in.",
)

RESULT = "result:"
_LETTERS = string.ascii_lowercase
_GAPS = "\u2060"
"""What no name has: an invisible sign between a brace and a text that would be taken for a name."""
_MISREAD = frozenset({"undefined", "null", "true", "false"})
"""Texts that SurveyJS takes for something else than a text."""


class _SurveyJs(Chained):
    """The dialect: names in braces, and an empty text for nothing.

    A name is looked for among all that begin with the same letter, so the steps of each domain have another.
    """

    IF = "iif"
    RESULTS_KEPT = False

    def __init__(self, audit: Audit) -> None:
        scopes = [WHOLE, *(part.checklist.id for part in audit.parts)]
        self._starts = {scope: f"{_LETTERS[place % len(_LETTERS)]}{place}" for place, scope in enumerate(scopes)}

    def equal(self, item: Item, word: str) -> str:
        return f"{{{item.id}}} = '{escaped(word)}'"

    def answered(self, item: Item, words: Sequence[str]) -> str:
        if len(words) == 1:
            return f"({self.equal(item, words[0])})"
        listed = ", ".join(f"'{escaped(word)}'" for word in words)
        return f"({{{item.id}}} anyof [{listed}])"

    def holds(self, fact: str) -> str:
        return f"({{{fact_link(fact)}}} = true)"

    def name(self, scope: str, name: str) -> str:
        """The name of the value of a step."""
        return f"{self._starts[scope]}{name}"

    def step(self, scope: str, name: str) -> str:
        return f"{{{self.name(scope, name)}}}"

    def rounded(self, above: str, below: str, parts: int) -> str:
        return f"(({parts} * {above} - ({parts} * {above}) % {below}) / {below} / {parts})"

    def joined(self, pieces: Sequence[str]) -> str:
        return f"({' + '.join(pieces)})"

    def listed(self, ids: Sequence[tuple[str, str]]) -> str:
        return f"substring({' + '.join(self.spaced(ids))}, 1)" if ids else self.NOTHING


def escaped(word: str) -> str:
    """The value of an answer: the word, with a sign that none ends with where SurveyJS would misread it."""
    return f"{word}-" if word in _MISREAD else word


WORDS = {escaped(word): word for word in _MISREAD}


def computed(data: Mapping[str, Any]) -> dict[str, Any]:
    """The results in a survey's data, as `ethics_audit.formats.computed.compare` wants them."""
    found = {name.removeprefix(RESULT): value for name, value in data.items() if name.startswith(RESULT)}
    for name, told in list(found.items()):
        if name.endswith(f":{_REST}") and isinstance(told, str):
            pairs = (pair.partition("=") for pair in told.split("; "))
            found |= {f"{name.removesuffix(_REST)}{one}": value for one, _, value in pairs}
    return found


@in_its_language
def export(audit: Audit) -> bytes:
    """The survey as JSON."""
    dialect = _SurveyJs(audit)
    facts: list[dict[str, Any]] = [
        {"type": "boolean", "name": fact_link(fact), "title": _told(fact_text(fact)), "renderAs": "radio"}
        for fact in audit.facts
    ]
    profile = [{"name": "profile", "title": _told(gettext(PROFILE_TITLE)), "elements": facts}] if facts else []
    pages = [*profile, *(_page(part, dialect) for part in audit.parts)]
    pages[0]["elements"].insert(0, _html("before", _paragraphs(before(audit))))
    survey = {
        "title": _told(audit.title),
        "locale": audit.language,
        "clearInvisibleValues": "none",
        "pages": pages,
        "calculatedValues": [*_values(audit, dialect)],
        "completedHtml": _completed(audit, dialect),
    }
    return (json.dumps(survey, ensure_ascii=False, indent=1) + "\n").encode()


def _told(text: str) -> str:
    """A text in which SurveyJS fills no gaps."""
    return text.replace("{", f"{{{_GAPS}")


def _shown(text: str) -> str:
    """A text in HTML."""
    return html.escape(text).replace("{", "&#123;").replace("\n", "<br>")


def _paragraphs(texts: Iterable[str]) -> str:
    return "".join(f"<p>{_shown(text)}</p>" for text in texts)


def _html(name: str, content: str, **more: str) -> dict[str, Any]:
    """Something that is read and not answered."""
    return {"type": "html", "name": name, "html": content, **more}


def _name(scope: str, name: str) -> str:
    return f"{RESULT}{scope}:{name}" if scope != WHOLE else f"{RESULT}{name}"


def _page(part: Part, dialect: _SurveyJs) -> dict[str, Any]:
    checklist = part.checklist
    return {
        "name": f"domain:{checklist.id}",
        "title": _told(checklist.title),
        "elements": [element for item in checklist.items for element in _question(item, dialect)],
    }


def _question(item: Item, dialect: _SurveyJs) -> Iterator[dict[str, Any]]:
    """A question and, behind one that can raise a red flag, what to do at once."""
    conditions = [f"{{{fact_link(fact)}}} = true" for fact in sorted(item.requires)]
    yield {
        "type": "radiogroup",
        "name": item.id,
        "title": _told(item.prompt),
        "showClearButton": True,
        **({"visibleIf": " and ".join(conditions)} if conditions else {}),
        "choices": [{"value": escaped(word), "text": _told(label(item, word))} for word in allowed(item)],
    }
    for _, red_flag in flagged([item]):
        yield _html(f"today:{item.id}", _paragraphs([urgent(red_flag)]), visibleIf=alarm(item, dialect))


def _values(audit: Audit, dialect: _SurveyJs) -> Iterator[dict[str, Any]]:
    """The steps, the results among the data, and what the closing page shows.

    SurveyJS looks through all values for each name in an expression, so most results of a domain are one text.
    """
    results: dict[str, dict[str, str]] = {}
    for step in steps(audit, dialect):
        told = step.expression
        if step.name not in RESULTS or step.name in NEEDED:
            yield {"name": dialect.name(step.scope, step.name), "expression": told}
            told = dialect.step(step.scope, step.name)
        if step.name in RESULTS:
            results.setdefault(step.scope, {})[step.name] = told
    for scope, of_scope in results.items():
        single = RESULTS if scope == WHOLE else _SINGLE
        kept = {_name(scope, name): of_scope[name] for name in single}
        if scope != WHOLE:
            pieces = (f"'{name}=' + {_as_text(name, of_scope[name])}" for name in RESULTS if name not in single)
            kept[_name(scope, _REST)] = " + '; ' + ".join(pieces)
        yield from ({"name": name, "expression": value, "includeIntoResult": True} for name, value in kept.items())
    told = dialect.text(identity(audit))
    yield {"name": f"{RESULT}{DEFINITION}", "expression": told, "includeIntoResult": True}
    alarms = [
        dialect.choice(alarm(item, dialect), dialect.text(_paragraphs([item.prompt, urgent(red_flag)])), "''")
        for item, red_flag in flagged(audit.items.values())
    ]
    if alarms:
        yield {"name": _TODAY, "expression": dialect.joined([dialect.text(_FILLED), *alarms])}


_TODAY = "today"
_FILLED = "<span></span>"
"""What SurveyJS shows as nothing; for a value that is empty it shows its name."""
_REST = "rest"
_SINGLE = ("band", "score")
"""The results of a domain that are values of their own."""


def _as_text(name: str, told: str) -> str:
    return f"iif({told}, 'true', 'false')" if RESULTS[name] == TRUTH else f"({told})"


def _completed(audit: Audit, dialect: _SurveyJs) -> str:
    """What is shown at the end: what to do today, and the result of the whole and of each domain in words."""
    titles = {WHOLE: audit.title, **{part.checklist.id: part.checklist.title for part in audit.parts}}
    rows = "".join(
        f"<tr><th>{_shown(title)}</th><td>{dialect.step(scope, TOLD)}</td></tr>" for scope, title in titles.items()
    )
    today = f"{{{_TODAY}}}" if any(item.red_flag for item in audit.items.values()) else ""
    return f"<h3>{_shown(gettext(RESULT_TITLE))}</h3>{today}<table>{rows}</table>{_paragraphs(beside(audit))}"
