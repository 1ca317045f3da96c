"""SurveyJS: a survey whose calculated values are the result, and the answers in its data."""

from __future__ import annotations

import html
import json
from collections.abc import Iterator, Sequence
from typing import Any

from ethics_audit.answers import allowed
from ethics_audit.formats.dialects import RESULTS, WHOLE, Chained
from ethics_audit.formats.expressions import named, steps
from ethics_audit.formats.incoming import fact_link, facts_of
from ethics_audit.formats.wording import (
    LIMITS_OF_FORMS,
    PROFILE_TITLE,
    RESULT_LABELS,
    RESULT_TITLE,
    fact_text,
    in_its_language,
    label,
)
from ethics_audit.language import gettext
from ethics_audit.model import Audit, Item, Part

ENDING = ".surveyjs.json"
LIMITS = (
    *LIMITS_OF_FORMS,
    "A text with the name of a question in braces shows the answer to it, since SurveyJS fills such gaps.",
)

RESULT = "result:"
_SHOWN = ("band", "score", "flags")


class _SurveyJs(Chained):
    """The dialect: names in braces, and an empty text for nothing."""

    IF = "iif"

    def equal(self, item: Item, word: str) -> str:
        return f"{{{item.id}}} = '{word}'"

    def holds(self, fact: str) -> str:
        return f"({{{fact_link(fact)}}} = true)"

    def step(self, scope: str, name: str) -> str:
        return f"{{{_name(scope, name)}}}"

    def listed(self, ids: Sequence[tuple[str, str]]) -> str:
        return f"substring({' + '.join(self.spaced(ids))}, 1)" if ids else self.NOTHING


@in_its_language
def export(audit: Audit) -> bytes:
    """The survey as JSON."""
    dialect = _SurveyJs()
    facts = [
        {"type": "boolean", "name": fact_link(fact), "title": fact_text(fact), "renderAs": "radio"}
        for fact in facts_of(audit)
    ]
    profile = [{"name": "profile", "title": gettext(PROFILE_TITLE), "elements": facts}] if facts else []
    survey = {
        "title": audit.title,
        "locale": audit.language,
        "clearInvisibleValues": "none",
        "pages": [*profile, *map(_page, audit.parts)],
        "calculatedValues": [
            *(
                {
                    "name": _name(step.scope, step.name),
                    "expression": step.expression,
                    **({"includeIntoResult": True} if step.name in RESULTS else {}),
                }
                for step in steps(audit, dialect)
            ),
            *_shown(audit, dialect),
        ],
        "completedHtml": _completed(audit),
    }
    return (json.dumps(survey, ensure_ascii=False, indent=1) + "\n").encode()


def _name(scope: str, name: str) -> str:
    return f"{RESULT}{scope}:{name}" if scope != WHOLE else f"{RESULT}{name}"


def _page(part: Part) -> dict[str, Any]:
    checklist = part.checklist
    return {
        "name": f"domain:{checklist.id}",
        "title": checklist.title,
        "elements": [_question(item) for item in checklist.items],
    }


def _question(item: Item) -> dict[str, Any]:
    conditions = [f"{{{fact_link(fact)}}} = true" for fact in sorted(item.requires)]
    return {
        "type": "radiogroup",
        "name": item.id,
        "title": item.prompt,
        "showClearButton": True,
        **({"visibleIf": " and ".join(conditions)} if conditions else {}),
        "choices": [{"value": word, "text": label(item, word)} for word in allowed(item)],
    }


def _shown(audit: Audit, dialect: _SurveyJs) -> Iterator[dict[str, Any]]:
    """What the closing page shows of the results, and a dash for what is not there."""
    for scope in (WHOLE, *(part.checklist.id for part in audit.parts)):
        for name in _SHOWN:
            step = dialect.step(scope, name)
            told = named(step, dialect) if name == "band" else step
            yield {"name": _gap(scope, name), "expression": dialect.choice(f"{step} notempty", told, "'-'")}


def _gap(scope: str, name: str) -> str:
    """The name of a gap in a text; SurveyJS fills none that has a colon in its name."""
    return "_".join(["shown", *([scope] if scope != WHOLE else []), name])


def _completed(audit: Audit) -> str:
    """What is shown at the end: the band and the score of the whole and of each domain."""
    titles = {WHOLE: audit.title, **{part.checklist.id: part.checklist.title for part in audit.parts}}
    head = "".join(f"<th>{html.escape(gettext(RESULT_LABELS[name]))}</th>" for name in _SHOWN)
    rows = "".join(
        f"<tr><th>{html.escape(title)}</th>{''.join(f'<td>{{{_gap(scope, name)}}}</td>' for name in _SHOWN)}</tr>"
        for scope, title in titles.items()
    )
    return f"<h3>{html.escape(gettext(RESULT_TITLE))}</h3><table><tr><th></th>{head}</tr>{rows}</table>"
