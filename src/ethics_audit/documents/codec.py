"""TOML and JSON to values and back: nothing is guessed, and all problems are reported at once, with their places."""

from __future__ import annotations

import json
from typing import Any, TypeVar

import attrs

from ethics_audit.base import causes
from ethics_audit.base.errors import AnswerError, ChecklistError, DocumentError, Problem, in_utf8, needs_extra
from ethics_audit.documents.converter import InvalidError, Tell, leaving_out, structure, table
from ethics_audit.documents.decoding import Resolve, resolved
from ethics_audit.documents.syntax import parse
from ethics_audit.model.answer_sheet import AnswerSheet
from ethics_audit.model.definitions import Audit, Checklist

FORMATS = {
    "Checklist": "ethics-audit/checklist",
    "Audit": "ethics-audit/audit",
    "Overlay": "ethics-audit/translation",
    "Weights": "ethics-audit/weights",
}
"""The formats of documents that begin with theirs, by the name of the class."""
FORMAT_VERSION = 1

T = TypeVar("T")


def from_toml(
    text: str, kind: type[T], *, source: str = "", resolve: Resolve | None = None, tell: Tell | None = None
) -> T:
    """Read a checklist, an audit, an answer sheet or weights from TOML.

    Args:
        text: The document.
        kind: `Checklist`, `Audit`, `AnswerSheet` or `Weights`.
        source: The name of the document in errors.
        resolve: For an audit that names checklists: a function from such an entry to the checklist.
        tell: Called with each key of an answer sheet, or of a record, that this release does not know, and that is left
            out then; a newer release may have written it. Otherwise such a key is an error, as it always is where it
            could change a score: in a definition or in weights, and where it is nearly a known one.

    Raises:
        ChecklistError: If a definition is invalid, with every problem.
        AnswerError: If an answer sheet is invalid, with every problem.
    """
    return read(text, "toml", kind, source=source, resolve=resolve, tell=tell)


def from_json(
    text: str, kind: type[T], *, source: str = "", resolve: Resolve | None = None, tell: Tell | None = None
) -> T:
    """Read a checklist, an audit, an answer sheet, weights or the record of an assessment from JSON; see `from_toml`.

    Raises:
        DocumentError: If a record is invalid, with every problem.
    """
    return read(text, "json", kind, source=source, resolve=resolve, tell=tell)


def read(
    text: str,
    syntax: str,
    kind: type[T],
    *,
    source: str = "",
    resolve: Resolve | None = None,
    tell: Tell | None = None,
) -> T:
    """Read a document in the syntax ``toml`` or ``json``; see `from_toml` and `from_json`."""
    if not isinstance(text, str):
        raise causes.wrong_type("a document as text", text)
    if not _is_document(kind):
        raise causes.wrong_type("a class of documents", kind)
    try:
        with leaving_out(None if _format(kind) else tell):
            return _built(parsed(text, syntax), kind, resolve)
    except InvalidError as invalid:
        error = AnswerError if kind is AnswerSheet else ChecklistError if _format(kind) else DocumentError
        raise error(invalid.problems, source) from None


def read_definition(text: str, syntax: str, *, source: str = "", resolve: Resolve | None = None) -> Audit | Checklist:
    """Read an audit or a checklist, depending on its ``format``; see `from_toml`."""
    try:
        raw = parsed(text, syntax)
        if raw.get("format") == FORMATS["Audit"] or "checklists" in raw:
            return _built(raw, Audit, resolve)
        return _built(raw, Checklist, resolve)
    except InvalidError as invalid:
        raise ChecklistError(invalid.problems, source) from None


def is_definition(text: str, syntax: str) -> bool:
    """Return whether the ``format`` of a text is that of an audit or a checklist."""
    try:
        return parsed(text, syntax).get("format") in (FORMATS["Audit"], FORMATS["Checklist"])
    except InvalidError:
        return False


def to_json(value: object, *, indent: int | None = 2) -> str:
    """Return a checklist, an audit, an answer sheet, weights, a questionnaire or a record as JSON.

    Args:
        value: The document.
        indent: By how many spaces each level is indented; None writes the shortest text, on one line.
    """
    between = (",", ":") if indent is None else None
    document = _document(value)
    return in_utf8(json.dumps(document, ensure_ascii=False, indent=indent, separators=between, allow_nan=False)) + "\n"


def to_toml(value: object) -> str:
    """Return a checklist, an audit, an answer sheet or weights as TOML.

    Raises:
        MissingExtraError: If the `toml` extra is not installed.

    Example:
        >>> sheet = ea.AnswerSheet("boundaries", ea.Answers({"boundaries.gifts": "each"}))
        >>> ea.from_toml(ea.to_toml(sheet), ea.AnswerSheet) == sheet
        True
    """
    with needs_extra("toml"):
        import tomli_w
    from ethics_audit.documents.encoding import without_none

    return tomli_w.dumps(without_none(_document(value)))


def _document(value: object) -> dict[str, Any]:
    from ethics_audit.documents.encoding import document_of

    if not _is_document(type(value)):
        raise causes.wrong_type("a document (for an assessment, record(result) returns one)", value)
    document = document_of(value)
    if (name := _format(type(value))) is not None:
        return {"format": name, "format_version": FORMAT_VERSION, **document}
    return document


def _is_document(kind: object) -> bool:
    """Return whether a class is one of documents, all of which check their values."""
    return isinstance(kind, type) and attrs.has(kind) and hasattr(kind, "__attrs_post_init__")


def parsed(text: str, syntax: str) -> dict[str, Any]:
    """Return the table of a document.

    Raises:
        InvalidError: If the text is not in this syntax, or is not a table.
    """
    try:
        return table(parse(text, syntax))
    except ValueError as failure:
        raise InvalidError(Problem("", str(failure))) from None


def _built(raw: dict[str, Any], kind: type[T], resolve: Resolve | None) -> T:
    needed = _format(kind)
    if needed and raw.get("format") in [name for name in FORMATS.values() if name != needed]:
        raise InvalidError(causes.unexpected("format", repr(needed), raw["format"], code="document"))
    problems = _header_problems(raw, needed) if needed else []
    if kind is Audit and "checklists" in raw:
        raw["checklists"] = resolved(raw["checklists"], resolve, problems)
    try:
        value = structure(raw, kind)
    except InvalidError as invalid:
        raise InvalidError(*problems, *invalid.problems) from None
    if problems:
        raise InvalidError(*problems)
    return value


def _format(kind: type) -> str | None:
    """Return the format that the documents of a class begin with, if they do."""
    return FORMATS.get(kind.__name__)


def _header_problems(raw: dict[str, Any], name: str) -> list[Problem]:
    """Remove ``format`` and ``format_version``, and return their problems."""
    problems = []
    for key, needed in (("format", name), ("format_version", FORMAT_VERSION)):
        given = raw.pop(key, None)
        if given != needed or type(given) is not type(needed):
            written = f'"{needed}"' if isinstance(needed, str) else str(needed)
            hint = f"write {key} = {written}"
            problem = causes.missing(key, hint) if given is None else causes.unexpected(key, written, given, hint)
            problems.append(problem._replace(rule="document"))
    return problems
