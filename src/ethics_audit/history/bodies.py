"""The bodies of a history's entries: values read and written as strictly as all documents."""

import json
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any, TypeVar

from attrs import field, frozen

from ethics_audit.assessment.recording import SCORE
from ethics_audit.assessment.records import AuditRecord, DomainRecord
from ethics_audit.base.errors import DocumentError, IntegrityError, in_utf8
from ethics_audit.base.validation import Record, day, each, holds, instance, one_of, optional, text, whole
from ethics_audit.documents.codec import from_json, parsed
from ethics_audit.documents.converter import InvalidError, structure_class, table
from ethics_audit.documents.encoding import document_of
from ethics_audit.history.chain import Entry
from ethics_audit.model.actions import STATES, Action
from ethics_audit.model.answer_sheet import AnswerSheet
from ethics_audit.model.bands import Band
from ethics_audit.model.courses import Course

LONGEST_CORRECTION = 1000
_MOST = 10**9
_NUMBER = holds(whole(1, _MOST))

_FIGURES = ("score", "band", "provisional")

T = TypeVar("T")


@frozen
class KeptAudit(Record):
    """A finished assessment.

    Attributes:
        day: The day on which it was finished.
        definition: The number of the entry with its definition.
        audit: The id, version and digest of the definition.
        sheet: The exact answers.
        results: The result under the id of the audit, then the result of each domain.
        corrects: The number of the assessment that it replaces; None if it is not a correction.
        reason: The reason for the correction.
    """

    day: str = field(metadata=holds(day))
    definition: int = field(metadata=_NUMBER)
    audit: AuditRecord
    sheet: AnswerSheet = field(metadata=holds(instance(AnswerSheet)))
    results: tuple[DomainRecord, ...]
    corrects: int | None = field(metadata=holds(optional(whole(1, _MOST))), default=None)
    reason: str = field(metadata=holds(text(LONGEST_CORRECTION, empty=True)), default="")


@frozen
class Figures(Record):
    """What a list says of a result; see `DomainRecord`."""

    score: float | None = field(metadata=SCORE)
    band: Band | None
    provisional: bool


@frozen
class Outline(Record):
    """What a list says of a finished assessment: its entry without the answers and the domains; see `KeptAudit`.

    Attributes:
        result: The figures of the whole audit; None if the entry has none.
    """

    day: str = field(metadata=holds(day))
    definition: int = field(metadata=_NUMBER)
    audit: AuditRecord
    result: Figures | None = None
    corrects: int | None = field(metadata=holds(optional(whole(1, _MOST))), default=None)
    reason: str = field(metadata=holds(text(LONGEST_CORRECTION, empty=True)), default="")


@frozen
class KeptAction(Record):
    """An action chosen after an assessment."""

    day: str = field(metadata=holds(day))
    audit: int = field(metadata=_NUMBER)
    action: Action = field(metadata=holds(instance(Action)))


@frozen
class KeptOutcome(Record):
    """The state of an action from a day on."""

    day: str = field(metadata=holds(day))
    action: int = field(metadata=_NUMBER)
    state: str = field(metadata=holds(one_of(*STATES)))


@frozen
class KeptCourse(Record):
    """A course of continuing education, noted on a day."""

    day: str = field(metadata=holds(day))
    course: Course = field(metadata=holds(instance(Course)))


@frozen
class Removal(Record):
    """The record that the bodies of some entries were removed."""

    day: str = field(metadata=holds(day))
    numbers: tuple[int, ...] = field(metadata=holds(each(whole(1, _MOST), at_least=1, at_most=_MOST)))


DEFINITION = "definition"
KINDS: dict[type[Record], str] = {
    KeptAudit: "audit",
    KeptAction: "action",
    KeptOutcome: "outcome",
    KeptCourse: "course",
    Removal: "removal",
}
"""The kind of an entry by the class of its body; the body of a ``definition`` is the document of an audit."""
REMOVABLE = frozenset({KINDS[KeptAudit], KINDS[KeptAction], KINDS[KeptOutcome], KINDS[KeptCourse]})
"""The kinds of entries whose body can be removed."""


def body(value: Record) -> str:
    """Return a value as the body of an entry."""
    return in_utf8(json.dumps(document_of(value), ensure_ascii=False, separators=(",", ":"), allow_nan=False))


def read(entry: Entry, kind: type[T]) -> T:
    """Return the body of an entry as a value of this class, or refuse it with an `IntegrityError`."""
    with refused(entry):
        return from_json(entry.body or "", kind)


def outline(entry: Entry) -> Outline:
    """Return the outline of an assessment, or refuse it; its answers are not read, which take most of the time."""
    with refused(entry):
        given = _table(entry.body or "")
        given.pop("sheet", None)
        results = given.pop("results", None)
        whole_audit = table(results[0]) if isinstance(results, list) and results else None
        figures = whole_audit and {key: whole_audit[key] for key in _FIGURES if key in whole_audit}
        return structure_class({**given, "result": figures}, Outline)


def _table(document: str) -> dict[str, Any]:
    """Return the table of an assessment, in a third of the time of `parsed`, which tells a fault."""
    with suppress(ValueError, RecursionError):
        if isinstance(found := json.loads(_without_answers(document)), dict):
            return found
    return parsed(document, "json")


def _without_answers(document: str) -> str:
    """Return the body of an assessment with its first result alone, and without its answers.

    A quote within a text is escaped, so that each sign is found as a key or not at all.
    """
    sheet, results, after = document.find(',"sheet":{'), document.find(',"results":[{'), document.rfind(',"corrects":')
    if not 0 < sheet < results < after:
        return document
    return f"{document[:sheet]}{document[results : document.index('}', results)]}}}]{document[after:]}"


@contextmanager
def refused(entry: Entry) -> Iterator[None]:
    """Refuse an entry whose body cannot be read within this context."""
    try:
        yield
    except (DocumentError, InvalidError) as failure:
        told = "; ".join(map(str, failure.problems)) if isinstance(failure, InvalidError) else failure
        raise IntegrityError(entry.number, f"cannot be read: {told}") from None
