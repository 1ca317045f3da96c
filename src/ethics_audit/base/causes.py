"""Errors by cause: the one place where the words of common problems are built, each with a stable code.

A problem says what was expected and what came instead. A cause that only one module knows keeps its words there, but
its code is listed in `CODES`.
"""

from __future__ import annotations

from collections.abc import Collection
from types import MappingProxyType

from ethics_audit.base.errors import PROBLEMS_TOLD, ArgumentError, Problem, StoreError, datum, shown
from ethics_audit.base.likeness import closest, hint_at, similar

N_ = str
"""Marks a message that is translated later, where it is told, for `ethics_audit.base.language` stands above."""

CODES = MappingProxyType(
    {
        "answers": N_("Answers cannot be read, or do not fit the audit."),
        "argument": N_("An argument of a call is not allowed."),
        "busy": N_("Another program is using the file or the database."),
        "codebook": N_("The file is not a codebook, or does not fit the audit."),
        "column-type": N_("A column of a table has a type that holds no answers."),
        "damaged": N_("The text or the file is not as it was written."),
        "database": N_("The database server refuses the connection or the statement."),
        "definition": N_("A checklist, an audit or a translation cannot be used."),
        "digest-fits": N_("The digest in a document is not that of its content."),
        "disk": N_("The disk is full, read-only or failing."),
        "document": N_("A document cannot be read, is in another format, or names something that does not exist."),
        "edited": N_("A definition was edited, and has still the version under which it was kept."),
        "empty": N_("There is nothing to work on."),
        "error": N_("Any other error of this library."),
        "exists": N_("A file is there already, and nothing was written over it."),
        "format": N_("The text is not in the expected format."),
        "ids-are-its-own": N_("An item id does not start with the id of its checklist, or appears twice."),
        "incomplete": N_("A form that was filled in lacks questions, answers or facts."),
        "integrity": N_("An entry of a history is not as it was written."),
        "key-known": N_("A table has a key that means nothing there."),
        "key-needed": N_("A key without a default is missing."),
        "left-out": N_("Something that an installed package offers cannot be used, and is left out."),
        "locked": N_("The store is encrypted, and the passphrase is missing or wrong."),
        "missing-extra": N_("An optional dependency is not installed."),
        "missing-fact": N_("Answers depend on a fact that neither a column nor the profile states."),
        "modifier": N_("A response has a status or an extension that may change what its answers mean."),
        "needs-codebook": N_("Answers are numbers, and no codebook gives their words."),
        "needs-words": N_("Answers are codes of another program, in place of words."),
        "nested": N_("An answer is inside a value where no reader looks for it."),
        "newer-version": N_("It was written by a newer version of this library."),
        "no-history": N_("There is no history yet."),
        "no-locks": N_("The folder does not support the locks that a database needs."),
        "no-longer-asked": N_("The item has left the audit; its id is never used for another."),
        "not-a-file": N_("The path leads to something that is not a file, or to an empty file."),
        "not-a-history": N_("The file is not a history."),
        "not-private": N_("Other users could read the file."),
        "not-text": N_("The file is not UTF-8 text, or is too large."),
        "other-definition": N_("Answers belong to another audit, or to another version of it."),
        "path": N_("A path is not allowed here."),
        "record": N_("A record does not exist, or is not the only one."),
        "repeated": N_("Something that must be unique appears twice."),
        "replaced": N_("Another program changed the file in the meantime, and nothing was written over it."),
        "scale-known": N_("An item names a scale that its file does not have, or has options as well."),
        "scale-used": N_("No item uses a scale of the file."),
        "second-header": N_("A row repeats the names of the columns."),
        "section-known": N_("A citation names a section that is not in the shipped references."),
        "source-known": N_("A rating names a source that is not in the shipped evidence."),
        "store": N_("Answers or results cannot be kept; what was kept before is unchanged."),
        "title-rows": N_("Rows before the first record hold titles, not answers."),
        "unclear": N_("A mark or a heading of a form that was filled in cannot be understood."),
        "unknown-id": N_("No audit, checklist or item has this id or this version."),
        "unknown-name": N_("A name does not exist; the nearest one that does is given as a hint."),
        "unreadable": N_("The system cannot read or open the file."),
        "unsigned": N_("A list of requirements is not as it was signed."),
        "unwritable": N_("The system cannot write the file."),
        "value": N_("A value has the wrong type or is out of range."),
    }
)
"""The meaning of every code but those of the rules that ``ethics-audit lint --explain all`` lists."""


def unexpected(
    place: str, expected: str | Collection[str], got: object, hint: str = "", code: str = "value"
) -> Problem:
    """Return the problem of a value that is not allowed, such as ``expected a whole number from 1 to 5, got 9``.

    Args:
        place: Where it is.
        expected: What is allowed, in words; or every value that is allowed.
        got: What came.
        hint: How to fix it; of several allowed values, the nearest one by default.
        code: The code of the cause.
    """
    if isinstance(expected, str):
        return Problem(place, f"expected {expected}, got {shown(got)}", hint, code, datum(got), expected)
    names = tuple(expected)
    allowed = f"{'one of ' if len(names) > 1 else ''}{', '.join(names)}"
    message, near = f"expected {allowed}, got {shown(got)}", closest(got, names)
    return Problem(place, message, hint or similar(got, names), code, datum(got), names, near)


def unknown(place: str, kind: str, got: object, known: Collection[str], code: str = "unknown-name") -> Problem:
    """Return the problem of an unknown name of a `kind` such as ``a profile fact``, with the nearest known name."""
    message, names, near = f"expected {kind}, got {shown(got)}", sorted(known), closest(got, known)
    return Problem(place, message, hint_at(near, names), code, datum(got), _at_most(names, kind), near)


def not_there(place: str, message: str, kind: str, known: Collection[str], code: str = "unknown-name") -> Problem:
    """Return the problem of a place that does not exist, such as an item of another audit, with the nearest one."""
    names, near = _at_most(known, kind), closest(place, known)
    return Problem(place, message, hint_at(near, known), code, datum(place), names, near)


def too_many(place: str, what: str, limit: int, got: int) -> Problem:
    """Return the problem of a number above its limit, such as ``expected at most 100 parts, got 101``."""
    return unexpected(place, f"at most {limit} {what}", got)


def repeated(place: str, what: object, hint: str = "remove one", *, kind: str = "") -> Problem:
    """Return the problem of something that appears twice, such as ``the option id 'never' appears twice``."""
    return Problem(place, f"{kind and f'{kind} '}{shown(what)} appears twice", hint, "repeated", datum(what))


def missing(place: str, hint: str = "") -> Problem:
    """Return the problem of something required that is not there."""
    return Problem(place, "is missing", hint, "key-needed")


def unreadable(failure: OSError, place: str = "") -> Problem:
    """Return the problem of a file that the system cannot read."""
    return Problem(place, f"cannot be read: {reason(failure)}", rule="unreadable")


def wrong_argument(argument: str, expected: str, got: object, hint: str = "") -> ArgumentError:
    """Return the error of an argument that is not allowed."""
    return ArgumentError(argument, f"expected {expected}, got {shown(got)}", hint, datum(got), expected)


def wrong_type(expected: str, got: object) -> TypeError:
    """Return the error of an argument of the wrong type."""
    return TypeError(f"expected {expected}, got {shown(got)}")


def unwritable(path: object, failure: OSError | str, then: str = "") -> StoreError:
    """Return the error of a file that cannot be written.

    Args:
        path: The file.
        failure: What the system says, or the reason in words.
        then: What has become of the data, if that is known.
    """
    why = failure if isinstance(failure, str) else reason(failure)
    return StoreError(f"{path} cannot be written ({why}){then and f'; {then}'}", code="unwritable")


def unopened(path: object, failure: OSError) -> StoreError:
    """Return the error of a store that cannot be opened or read."""
    return StoreError(f"{path} cannot be opened ({reason(failure)})", code="unreadable")


def reason(failure: OSError) -> str:
    """Return the system's words for a failure."""
    return failure.strerror or str(failure)


def _at_most(names: Collection[str], words: str) -> str | tuple[str, ...]:
    """Return the names, or words for them if they are too many to list."""
    return tuple(names) if len(names) <= PROBLEMS_TOLD else words
