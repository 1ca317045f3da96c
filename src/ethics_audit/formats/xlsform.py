"""ODK XLSForm: a workbook for ODK, KoboToolbox and Enketo that computes the result, and the answers in a submission."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from typing import Any

from ethics_audit.answers import allowed
from ethics_audit.errors import ArgumentError, missing_extra
from ethics_audit.formats.dialects import WHOLE, Chained
from ethics_audit.formats.expressions import named, steps
from ethics_audit.formats.incoming import facts_of
from ethics_audit.formats.wording import (
    LIMITS_OF_FORMS,
    PROFILE_TITLE,
    RESULT_LABELS,
    fact_text,
    in_its_language,
    label,
    renamed,
)
from ethics_audit.language import gettext
from ethics_audit.model import Audit, Item

ENDING = ".xlsx"
LONGEST_CELL = 32_767
LIMITS = (
    *LIMITS_OF_FORMS,
    "Some programs format signs of Markdown in a text, and ${ is written as $ {.",
    f"A cell holds {LONGEST_CELL} characters; an audit whose sums need more is refused.",
)

YES, NO = "yes", "no"
_COLUMNS = {
    "survey": ("type", "name", "label", "relevant", "calculation"),
    "choices": ("list_name", "name", "label"),
    "settings": ("form_title", "form_id", "version", "name"),
}
_SHOWN = ("band", "score", "low", "high", "flags")
Row = dict[str, str]


class _XPath(Chained):
    """The dialect: references to the rows of the form, and an empty text for nothing."""

    DIVIDED = "div"

    def equal(self, item: Item, word: str) -> str:
        return f"${{{item.id}}} = '{word}'"

    def holds(self, fact: str) -> str:
        return f"(${{{_fact(fact)}}} = '{YES}')"

    def step(self, scope: str, name: str) -> str:
        return f"${{{_result(scope, name)}}}"

    def truth(self, condition: str) -> str:
        return self.choice(condition, "'true'", "'false'")

    def listed(self, ids: Sequence[tuple[str, str]]) -> str:
        return f"normalize-space(concat('', {', '.join(self.spaced(ids))}))" if ids else self.NOTHING


@in_its_language
def export(audit: Audit) -> bytes:
    """The workbook.

    Raises:
        MissingExtraError: If the `formats` extra is not installed.
        ArgumentError: If a sum of the audit does not fit a cell.
    """
    try:
        import openpyxl
    except ImportError as failure:
        raise missing_extra(failure, "formats") from None
    lists = _lists(audit)
    sheets = {
        "survey": [*_profile(audit), *_domains(audit, lists), *_calculations(audit), *_shown(audit)],
        "choices": [*_yes_or_no(audit), *_choices(lists)],
        "settings": [{"form_title": audit.title, "form_id": audit.id, "version": audit.version, "name": "data"}],
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
    """Write a text as it is, though it may look like a formula."""
    if len(value) > LONGEST_CELL:
        told = f"{row['name']} needs {len(value)} characters; a cell holds {LONGEST_CELL}"
        raise ArgumentError("audit", told, "split the checklist")
    cell.value = value
    cell.data_type = "s"


def _fact(fact: str) -> str:
    """The name of the question whether a fact holds; no item has a name with a hyphen."""
    return f"fact-{fact}"


def _result(scope: str, name: str) -> str:
    return f"result-{name}" if scope == WHOLE else f"result-{name}-{scope}"


def _told(text: str) -> str:
    return text.replace("${", "$ {")


def _group(name: str, title: str, rows: Iterator[Row]) -> Iterator[Row]:
    yield {"type": "begin_group", "name": name, "label": _told(title)}
    yield from rows
    yield {"type": "end_group", "name": name}


def _profile(audit: Audit) -> Iterator[Row]:
    facts = facts_of(audit)
    rows = ({"type": "select_one yes_no", "name": _fact(fact), "label": _told(fact_text(fact))} for fact in facts)
    return _group("profile", gettext(PROFILE_TITLE), rows) if facts else iter(())


def _lists(audit: Audit) -> dict[tuple[tuple[str, str], ...], str]:
    """The names of the lists of choices, by their choices; questions with the same choices share a list."""
    found: dict[tuple[tuple[str, str], ...], str] = {}
    for item in audit.items.values():
        found.setdefault(_offered(item), f"list{len(found) + 1}")
    return found


def _offered(item: Item) -> tuple[tuple[str, str], ...]:
    return tuple((word, _told(label(item, word))) for word in allowed(item))


def _domains(audit: Audit, lists: dict[tuple[tuple[str, str], ...], str]) -> Iterator[Row]:
    for part in audit.parts:
        rows = (_question(item, lists[_offered(item)]) for item in part.checklist.items)
        yield from _group(f"domain-{part.checklist.id}", part.checklist.title, rows)


def _question(item: Item, choices: str) -> Row:
    conditions = [f"${{{_fact(fact)}}} = '{YES}'" for fact in sorted(item.requires)]
    return {
        "type": f"select_one {choices}",
        "name": item.id,
        "label": _told(item.prompt),
        "relevant": " and ".join(conditions),
    }


def _calculations(audit: Audit) -> Iterator[Row]:
    for step in steps(audit, _XPath()):
        yield {"type": "calculate", "name": _result(step.scope, step.name), "calculation": step.expression}


def _shown(audit: Audit) -> Iterator[Row]:
    """Notes with the band and the score, of the whole and of each domain."""
    scopes = [(WHOLE, audit.title), *((part.checklist.id, part.checklist.title) for part in audit.parts)]
    dialect = _XPath()
    for scope, title in scopes:
        shown = {name: _result(scope, name) for name in _SHOWN}
        if renamed():
            shown["band"] = _result(scope, "band_name")
            told = named(dialect.step(scope, "band"), dialect)
            yield {"type": "calculate", "name": shown["band"], "calculation": told}
        lines = (f"{gettext(RESULT_LABELS[name])}: ${{{step}}}" for name, step in shown.items())
        yield {"type": "note", "name": _result(scope, "shown"), "label": "\n".join([_told(title), *lines])}


def _yes_or_no(audit: Audit) -> Iterator[Row]:
    words = ((YES, gettext("Yes")), (NO, gettext("No"))) if facts_of(audit) else ()
    return ({"list_name": "yes_no", "name": word, "label": told} for word, told in words)


def _choices(lists: dict[tuple[tuple[str, str], ...], str]) -> Iterator[Row]:
    for offered, name in lists.items():
        for word, told in offered:
            yield {"list_name": name, "name": word, "label": told}
