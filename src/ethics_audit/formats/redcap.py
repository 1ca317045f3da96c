"""REDCap: the data dictionary of an instrument that computes the result."""

from __future__ import annotations

import csv
import html
import io
import re
from collections.abc import Iterator, Mapping, Sequence

from ethics_audit.base.language import gettext
from ethics_audit.formats import wording
from ethics_audit.formats.computed import DEFINITION, identity
from ethics_audit.formats.dialects import IN_WORDS, RESULTS, TEXT, WHOLE, Chained
from ethics_audit.formats.expressions import alarm, steps
from ethics_audit.model.answers import allowed
from ethics_audit.model.definitions import Audit
from ethics_audit.model.items import NOT_APPLICABLE_WORD, Item

ENDING = ".redcap.csv"
LIMITS = (
    *wording.LIMITS_OF_FORMS,
    "n/a has the code 0na.",
    "It was not tried on a REDCap server; the tests translate its calculations and compute them elsewhere.",
    "Names of fields have underscores for dots and may be longer than the 26 characters that REDCap recommends.",
    "Bands are shown by their ids; in another language than English the field note gives the name of each.",
    "The texts need a REDCap that knows @CALCTEXT, concat and trim, and the numbers one that knows rounddown.",
    "A hidden field holds the id, version and digest of the definition; REDCap fills it when a record is created.",
)

COLUMNS = (
    "Variable / Field Name",
    "Form Name",
    "Section Header",
    "Field Type",
    "Field Label",
    "Choices, Calculations, OR Slider Labels",
    "Field Note",
    "Text Validation Type OR Show Slider Number",
    "Text Validation Min",
    "Text Validation Max",
    "Identifier?",
    "Branching Logic (Show field only if...)",
    "Required Field?",
    "Custom Alignment",
    "Question Number (surveys only)",
    "Matrix Group Name",
    "Matrix Ranking?",
    "Field Annotation",
)
_NAME, _FORM, _HEADER, _TYPE, _LABEL, _CHOICES, _NOTE, _LOGIC, _ANNOTATION = (
    COLUMNS[place] for place in (*range(7), 11, 17)
)
RECORD, NOT_APPLICABLE_CODE = "record_id", "0na"
YES, NO = "1", "0"
LONGEST_NAME = 90
_FORMULAS = ("=", "+", "-", "@")


class Names:
    """The names of fields: letters, digits and single underscores, each used once."""

    def __init__(self, audit: Audit) -> None:
        self.form: str = _plain_name(audit.id)
        self.own: set[str] = {f"{self.form}_{ending}" for ending in _OWN}
        self._taken = {RECORD, *self.own, *_RESERVED}
        self.items: dict[str, str] = {id: self._name(id) for id in audit.items}
        self.facts: dict[str, str] = {fact: self._name(f"fact_{fact}") for fact in audit.facts}
        scopes = [*(part.checklist.id for part in audit.parts), WHOLE]
        self.steps: dict[tuple[str, str], str] = {
            (scope, name): self._name(f"result_{scope}_{name}") for scope in scopes for name in _STEPS
        }
        # earlier versions did not have the following names; added last, they leave the others as they were
        self.steps |= {(scope, IN_WORDS): self._name(f"result_{scope}_{IN_WORDS}") for scope in scopes}
        self.definition: str = self._name(f"result_{DEFINITION}")
        flags = [item.id for item, _ in wording.flagged(audit.items.values())]
        self.notes: dict[str, str] = {note: self._name(f"result_note_{note}") for note in ("before", "after")}
        self.notes |= {f"{when}.{id}": self._name(f"result_{when}_{id}") for when in _WHEN for id in flags}

    def _name(self, wanted: str) -> str:
        name, number = _plain_name(wanted), 2
        while name in self._taken:
            name, number = f"{_plain_name(wanted)}_{number}", number + 1
        self._taken.add(name)
        return name


_OWN = ("complete", "timestamp", "return_code")
"""The endings of the columns that REDCap itself adds for an instrument."""
_SERVERS = "redcap_"
_RESERVED = frozenset({"hidden_edit_flag", "calculation", "secondary_id"})
_WHEN = ("at_once", "today")
_STEPS = (*RESULTS, "asked", "flagged", "flagged_at_worst", "grave", "grave_at_worst", "given", "best", "worst")


def _plain_name(text: str) -> str:
    """Return a text as the name of a field, which must not begin like the columns of the server."""
    name = re.sub(r"[._]+", "_", text)[:LONGEST_NAME].rstrip("_")
    return f"field_{name}" if name.startswith(_SERVERS) else name


def computed(record: Mapping[str, str], names: Names) -> dict[str, str]:
    """Return the results in a record, as `ethics_audit.formats.computed.compare` takes them."""
    named = {field: f"{scope}:{name}" if scope else name for (scope, name), field in names.steps.items()}
    named[names.definition] = DEFINITION
    return {named[field]: value for field, value in record.items() if field in named}


class _Logic(Chained):
    """The dialect: names in brackets, and an empty text for nothing."""

    def __init__(self, names: Names) -> None:
        self._names = names

    def equal(self, item: Item, word: str) -> str:
        return f"[{self._names.items[item.id]}] = '{code(word)}'"

    def holds(self, fact: str) -> str:
        return f"([{self._names.facts[fact]}] = '{YES}')"

    def step(self, scope: str, name: str) -> str:
        return f"[{self._names.steps[scope, name]}]"

    def truth(self, condition: str) -> str:
        return self.choice(condition, YES, NO)

    def rounded(self, above: str, below: str, parts: int) -> str:
        return f"(rounddown({parts} * {above} / {below}, 0) / {parts})"

    def listed(self, ids: Sequence[tuple[str, str]]) -> str:
        return f"trim(concat({', '.join(self.spaced(ids))}))" if ids else self.NOTHING


def code(word: str) -> str:
    """Return the code of a word, which REDCap limits to letters, digits and underscores."""
    return NOT_APPLICABLE_CODE if word == NOT_APPLICABLE_WORD else word


@wording.in_its_language
def export(audit: Audit) -> bytes:
    """Return the data dictionary as CSV."""
    names = Names(audit)
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, COLUMNS, restval="", lineterminator="\r\n")
    writer.writeheader()
    hidden = f"@HIDDEN @READONLY @DEFAULT='{identity(audit)}'"
    rows = (
        {_NAME: RECORD, _TYPE: "text", _LABEL: _literal(gettext("Record"))},
        {_NAME: names.definition, _TYPE: "text", _LABEL: DEFINITION, _ANNOTATION: hidden},
        _note(names.notes["before"], "\n\n".join(wording.before(audit))),
        *_profile(audit, names),
        *_questions(audit, names),
        *_results(audit, names),
        _note(names.notes["after"], "\n\n".join(wording.with_result(audit))),
    )
    writer.writerows({_FORM: names.form, **row} for row in rows)
    return out.getvalue().encode()


def _literal(text: str) -> str:
    """Return the text of a field, which REDCap reads as HTML with names, and a spreadsheet perhaps as a formula."""
    escaped = html.escape(text, quote=False)
    for sign in "[{|":
        escaped = escaped.replace(sign, f"&#{ord(sign)};")
    return f"&#{ord(escaped[0])};{escaped[1:]}" if escaped[:1] in _FORMULAS else escaped


def _note(name: str, text: str, logic: str = "") -> dict[str, str]:
    """Return something that is read and not answered."""
    return {_NAME: name, _TYPE: "descriptive", _LABEL: _literal(text), _LOGIC: logic}


def _profile(audit: Audit, names: Names) -> Iterator[dict[str, str]]:
    header = {_HEADER: _literal(gettext(wording.PROFILE_TITLE))}
    for fact in audit.facts:
        yield {_NAME: names.facts[fact], **header, _TYPE: "yesno", _LABEL: _literal(audit.fact_text(fact))}
        header = {}


def _questions(audit: Audit, names: Names) -> Iterator[dict[str, str]]:
    for part in audit.parts:
        header = {_HEADER: _literal(part.checklist.title)}
        for item in part.checklist.items:
            conditions = [f"[{names.facts[fact]}] = '{YES}'" for fact in sorted(item.requires)]
            yield {
                _NAME: names.items[item.id],
                **header,
                _TYPE: "radio",
                _LABEL: _literal(item.question),
                _CHOICES: " | ".join(f"{code(word)}, {_literal(wording.label(item, word))}" for word in allowed(item)),
                _LOGIC: " and ".join(conditions),
            }
            header = {}
            for _, red_flag in wording.flagged([item]):
                yield _note(names.notes[f"at_once.{item.id}"], wording.urgent(red_flag), alarm(item, _Logic(names)))


def _results(audit: Audit, names: Names) -> Iterator[dict[str, str]]:
    titles = {WHOLE: audit.title, **{part.checklist.id: part.checklist.title for part in audit.parts}}
    header = {_HEADER: _literal(gettext(wording.RESULT_TITLE))}
    for item, red_flag in wording.flagged(audit.items.values()):
        text = f"{item.question}\n{wording.urgent(red_flag)}"
        yield {**_note(names.notes[f"today.{item.id}"], text, alarm(item, _Logic(names))), **header}
        header = {}
    for step in steps(audit, _Logic(names)):
        caption = wording.RESULT_LABELS.get(step.name)
        row = {
            _NAME: names.steps[step.scope, step.name],
            **header,
            _LABEL: _literal(f"{titles[step.scope]}: {gettext(caption) if caption else step.name}"),
        }
        if RESULTS.get(step.name, TEXT if step.name == IN_WORDS else "") == TEXT:
            note = _literal(wording.ids_of_bands()) if step.name.startswith("band") else ""
            yield {**row, _TYPE: "text", _NOTE: note, _ANNOTATION: f"@CALCTEXT({step.expression})"}
        else:
            yield {**row, _TYPE: "calc", _CHOICES: step.expression, _ANNOTATION: "" if caption else "@HIDDEN"}
        header = {}
