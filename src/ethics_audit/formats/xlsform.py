"""ODK XLSForm: a workbook for ODK, KoboToolbox and Enketo that computes the result."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Sequence
from typing import Any

from ethics_audit.base.causes import wrong_argument
from ethics_audit.base.errors import needs_extra
from ethics_audit.base.language import gettext
from ethics_audit.formats import wording
from ethics_audit.formats.computed import DEFINITION, identity
from ethics_audit.formats.dialects import IN_WORDS, WHOLE, Chained
from ethics_audit.formats.expressions import alarm, steps
from ethics_audit.model.answers import allowed
from ethics_audit.model.definitions import Audit
from ethics_audit.model.items import Item

ENDING = ".xlsx"
LONGEST_CELL = 32_767
LIMITS = (
    *wording.LIMITS_OF_FORMS,
    "In texts, Markdown signs have a backslash before them, and ${ is written as $ {.",
    f"A cell holds at most {LONGEST_CELL} characters; an audit whose sums need more is refused.",
)

YES, NO = "yes", "no"
_COLUMNS = {
    "survey": ("type", "name", "label", "relevant", "calculation"),
    "choices": ("list_name", "name", "label"),
    "settings": ("form_title", "form_id", "version", "name"),
}
_RESULT = "result-"
Row = dict[str, str]


class _XPath(Chained):
    """The dialect: references to the rows of the form, and an empty text for nothing."""

    def equal(self, item: Item, word: str) -> str:
        return f"${{{item.id}}} = '{word}'"

    def holds(self, fact: str) -> str:
        return f"(${{{_fact(fact)}}} = '{YES}')"

    def step(self, scope: str, name: str) -> str:
        return f"${{{_result(scope, name)}}}"

    def truth(self, condition: str) -> str:
        return self.choice(condition, "'true'", "'false'")

    def rounded(self, above: str, below: str, parts: int) -> str:
        return f"(int({parts} * {above} div {below}) div {parts})"

    def listed(self, ids: Sequence[tuple[str, str]]) -> str:
        return f"normalize-space(concat('', {', '.join(self.spaced(ids))}))" if ids else self.NOTHING


@wording.in_its_language
def export(audit: Audit) -> bytes:
    """Return the workbook.

    Raises:
        MissingExtraError: If the `formats` extra is not installed.
        ArgumentError: If a sum of the audit does not fit a cell.
    """
    with needs_extra("formats"):
        import openpyxl
    lists = _lists(audit)
    sheets = {
        "survey": [
            _note("before", "\n\n".join(wording.before(audit))),
            *_profile(audit),
            *_domains(audit, lists),
            *_calculations(audit),
            *_shown(audit),
        ],
        "choices": [
            {"list_name": name, "name": word, "label": text}
            for offered, name in lists.items()
            for word, text in offered
        ],
        "settings": [
            {"form_title": _literal(audit.title), "form_id": audit.id, "version": audit.version, "name": "data"}
        ],
    }
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        sheet.append(_COLUMNS[name])
        for number, row in enumerate(rows, 2):
            for place, column in enumerate(_COLUMNS[name], 1):
                _write(sheet.cell(number, place), row.get(column, ""), row)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def _write(cell: Any, value: str, row: Row) -> None:
    """Write a text into a cell, even if it looks like a formula."""
    if len(value) > LONGEST_CELL:
        expected = f"at most {LONGEST_CELL} characters in the cell {row['name']}"
        raise wrong_argument("audit", expected, len(value), "split the checklist")
    cell.value = value
    cell.data_type = "s"


def _fact(fact: str) -> str:
    """Return the name of the question whether a fact holds; no item has a name with a hyphen."""
    return f"fact-{fact}"


def _result(scope: str, name: str) -> str:
    return f"{_RESULT}{name}" if scope == WHOLE else f"{_RESULT}{name}-{scope}"


def _literal(text: str) -> str:
    """Return a text in which nothing is a reference or a Markdown sign."""
    return re.sub(r"([\\*_#])", r"\\\1", text.replace("${", "$ {"))


def _note(name: str, text: str, relevant: str = "") -> Row:
    """Return something that is read and not answered; its name makes readers skip it."""
    return {"type": "note", "name": _result(WHOLE, name), "label": _literal(text), "relevant": relevant}


def _group(name: str, title: str, rows: Iterator[Row]) -> Iterator[Row]:
    yield {"type": "begin_group", "name": name, "label": _literal(title)}
    yield from rows
    yield {"type": "end_group", "name": name}


def _profile(audit: Audit) -> Iterator[Row]:
    texts = {fact: audit.fact_text(fact) for fact in audit.facts}
    rows = ({"type": "select_one yes_no", "name": _fact(fact), "label": _literal(text)} for fact, text in texts.items())
    return _group("profile", gettext(wording.PROFILE_TITLE), rows) if texts else iter(())


def _lists(audit: Audit) -> dict[tuple[tuple[str, str], ...], str]:
    """Return the names of the lists of choices by their choices; questions with the same choices share a list."""
    offered = dict.fromkeys(_offered(item) for item in audit.items.values())
    lists = {choices: f"list{number}" for number, choices in enumerate(offered, 1)}
    yes_or_no = ((YES, gettext("Yes")), (NO, gettext("No")))
    return {yes_or_no: "yes_no", **lists} if audit.facts else lists


def _offered(item: Item) -> tuple[tuple[str, str], ...]:
    return tuple((word, _literal(wording.label(item, word))) for word in allowed(item))


def _domains(audit: Audit, lists: dict[tuple[tuple[str, str], ...], str]) -> Iterator[Row]:
    for part in audit.parts:
        rows = (row for item in part.checklist.items for row in _question(item, lists[_offered(item)]))
        yield from _group(f"domain-{part.checklist.id}", part.checklist.title, rows)


def _question(item: Item, choices: str) -> Iterator[Row]:
    """Yield a question and, if it can raise a red flag, what to do today."""
    relevant = " and ".join(f"${{{_fact(fact)}}} = '{YES}'" for fact in sorted(item.requires))
    yield {"type": f"select_one {choices}", "name": item.id, "label": _literal(item.question), "relevant": relevant}
    for _, red_flag in wording.flagged([item]):
        yield _note(f"at_once-{item.id}", wording.urgent(red_flag), alarm(item, _XPath()))


def _calculations(audit: Audit) -> Iterator[Row]:
    for step in steps(audit, _XPath()):
        yield {"type": "calculate", "name": _result(step.scope, step.name), "calculation": step.expression}
    yield {"type": "calculate", "name": _result(WHOLE, DEFINITION), "calculation": f"'{identity(audit)}'"}


def _shown(audit: Audit) -> Iterator[Row]:
    """Yield notes: what to do today, the result of the whole audit and each domain in words, and its limits."""
    dialect = _XPath()
    for item, red_flag in wording.flagged(audit.items.values()):
        yield _note(f"today-{item.id}", f"{item.question}\n{wording.urgent(red_flag)}", alarm(item, dialect))
    scopes = [(WHOLE, audit.title), *((part.checklist.id, part.checklist.title) for part in audit.parts)]
    for scope, title in scopes:
        text = f"{_literal(title)}: {dialect.step(scope, IN_WORDS)}"
        yield {"type": "note", "name": _result(scope, "shown"), "label": text}
    yield _note("after", "\n\n".join(wording.with_result(audit)))
