"""SurveyJS: a survey whose calculated values are the result."""

from __future__ import annotations

import html
import json
import string
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from ethics_audit.base.language import gettext
from ethics_audit.formats import wording
from ethics_audit.formats.computed import DEFINITION, identity
from ethics_audit.formats.dialects import IN_WORDS, RESULTS, TRUTH, WHOLE, Chained, fact_link
from ethics_audit.formats.expressions import NEEDED, alarm, steps
from ethics_audit.model.answers import allowed
from ethics_audit.model.definitions import Audit
from ethics_audit.model.items import Item

ENDING = ".surveyjs.json"
LIMITS = (
    *wording.LIMITS_OF_FORMS,
    "Each brace in a text is followed by an invisible sign, because SurveyJS would otherwise fill it in.",
)

RESULT = "result:"
_LETTERS = string.ascii_lowercase
_GAPS = "\u2060"
"""An invisible sign between a brace and a text that would be taken for a name; no name contains it."""
_MISREAD = frozenset({"undefined", "null", "true", "false"})
"""Texts that SurveyJS takes for other values."""


class _SurveyJs(Chained):
    """The dialect: names in braces, and an empty text for nothing.

    SurveyJS searches all names that begin with the same letter, so each domain has a letter of its own.
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
        """Return the name of the value of a step."""
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
    """Return the value of an answer: its word, with a sign that no word ends with if SurveyJS would misread it."""
    return f"{word}-" if word in _MISREAD else word


WORDS = {escaped(word): word for word in _MISREAD}


def computed(data: Mapping[str, Any]) -> dict[str, Any]:
    """Return the results in the data of a survey, as `ethics_audit.formats.computed.compare` takes them."""
    found = {name.removeprefix(RESULT): value for name, value in data.items() if name.startswith(RESULT)}
    for name, text in list(found.items()):
        if name.endswith(f":{_REST}") and isinstance(text, str):
            pairs = (pair.partition("=") for pair in text.split("; "))
            found |= {f"{name.removesuffix(_REST)}{result}": value for result, _, value in pairs}
    return found


@wording.in_its_language
def export(audit: Audit) -> bytes:
    """Return the survey as JSON."""
    dialect = _SurveyJs(audit)
    facts: list[dict[str, Any]] = [
        {"type": "boolean", "name": fact_link(fact), "title": _literal(audit.fact_text(fact)), "renderAs": "radio"}
        for fact in audit.facts
    ]
    pages = [_page("profile", gettext(wording.PROFILE_TITLE), facts)] if facts else []
    for part in audit.parts:
        questions = [element for item in part.checklist.items for element in _question(item, dialect)]
        pages.append(_page(f"domain:{part.checklist.id}", part.checklist.title, questions))
    pages[0]["elements"].insert(0, _html("before", _paragraphs(wording.before(audit))))
    survey = {
        "title": _literal(audit.title),
        "locale": audit.language,
        "clearInvisibleValues": "none",
        "pages": pages,
        "calculatedValues": [*_values(audit, dialect)],
        "completedHtml": _completed(audit, dialect),
    }
    return (json.dumps(survey, ensure_ascii=False, indent=1) + "\n").encode()


def _literal(text: str) -> str:
    """Return a text in which SurveyJS fills no gaps."""
    return text.replace("{", f"{{{_GAPS}")


def _escaped(text: str) -> str:
    """Return a text as HTML."""
    return html.escape(text).replace("{", "&#123;").replace("\n", "<br>")


def _paragraphs(texts: Iterable[str]) -> str:
    return "".join(f"<p>{_escaped(text)}</p>" for text in texts)


def _html(name: str, content: str) -> dict[str, Any]:
    """Return something that is read and not answered."""
    return {"type": "html", "name": name, "html": content}


def _name(scope: str, name: str) -> str:
    return f"{RESULT}{scope}:{name}" if scope != WHOLE else f"{RESULT}{name}"


def _page(name: str, title: str, elements: list[dict[str, Any]]) -> dict[str, Any]:
    return {"name": name, "title": _literal(title), "elements": elements}


def _question(item: Item, dialect: _SurveyJs) -> Iterator[dict[str, Any]]:
    """Yield a question and, if it can raise a red flag, what to do today."""
    conditions = [f"{{{fact_link(fact)}}} = true" for fact in sorted(item.requires)]
    yield {
        "type": "radiogroup",
        "name": item.id,
        "title": _literal(item.question),
        "showClearButton": True,
        **({"visibleIf": " and ".join(conditions)} if conditions else {}),
        "choices": [{"value": escaped(word), "text": _literal(wording.label(item, word))} for word in allowed(item)],
    }
    for _, red_flag in wording.flagged([item]):
        advice = _html(f"today:{item.id}", _paragraphs([wording.urgent(red_flag)]))
        yield {**advice, "visibleIf": alarm(item, dialect)}


def _values(audit: Audit, dialect: _SurveyJs) -> Iterator[dict[str, Any]]:
    """Yield the steps, the results that go into the data, and what the closing page shows.

    SurveyJS searches all values for each name in an expression, so most results of a domain are one text.
    """
    results: dict[str, dict[str, str]] = {}
    for step in steps(audit, dialect):
        value = step.expression
        if step.name not in RESULTS or step.name in NEEDED:
            yield {"name": dialect.name(step.scope, step.name), "expression": value}
            value = dialect.step(step.scope, step.name)
        if step.name in RESULTS:
            results.setdefault(step.scope, {})[step.name] = value
    for scope, of_scope in results.items():
        single = RESULTS if scope == WHOLE else _SINGLE
        kept = {_name(scope, name): of_scope[name] for name in single}
        if scope != WHOLE:
            pieces = (f"'{name}=' + {_as_text(name, of_scope[name])}" for name in RESULTS if name not in single)
            kept[_name(scope, _REST)] = " + '; ' + ".join(pieces)
        yield from ({"name": name, "expression": value, "includeIntoResult": True} for name, value in kept.items())
    definition = dialect.text(identity(audit))
    yield {"name": f"{RESULT}{DEFINITION}", "expression": definition, "includeIntoResult": True}
    alarms = [
        dialect.choice(alarm(item, dialect), dialect.text(_paragraphs([item.question, wording.urgent(red_flag)])), "''")
        for item, red_flag in wording.flagged(audit.items.values())
    ]
    if alarms:
        yield {"name": _TODAY, "expression": dialect.joined([dialect.text(_FILLED), *alarms])}


_TODAY = "today"
_FILLED = "<span></span>"
"""HTML that shows nothing; for an empty value SurveyJS shows its name."""
_REST = "rest"
_SINGLE = ("band", "score")
"""The results of a domain that are separate values."""


def _as_text(name: str, value: str) -> str:
    return f"iif({value}, 'true', 'false')" if RESULTS[name] == TRUTH else f"({value})"


def _completed(audit: Audit, dialect: _SurveyJs) -> str:
    """Return the closing page: what to do today, and the result of the whole audit and each domain in words."""
    titles = {WHOLE: audit.title, **{part.checklist.id: part.checklist.title for part in audit.parts}}
    rows = "".join(
        f"<tr><th>{_escaped(title)}</th><td>{dialect.step(scope, IN_WORDS)}</td></tr>"
        for scope, title in titles.items()
    )
    today = f"{{{_TODAY}}}" if any(item.red_flag for item in audit.items.values()) else ""
    title, limits = _escaped(gettext(wording.RESULT_TITLE)), _paragraphs(wording.with_result(audit))
    return f"<h3>{title}</h3>{today}<table>{rows}</table>{limits}"
