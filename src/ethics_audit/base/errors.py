"""Errors and problems: values that a program can read, sentences that a person can act on."""

from __future__ import annotations

import enum
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date, time
from itertools import islice
from typing import NamedTuple

from ethics_audit.base.likeness import nearest
from ethics_audit.base.public import public

PROBLEMS_TOLD = 100
"""The most problems that an error lists; readers stop once they have found more."""
LONGEST_PLACE = 300
LONGEST_MESSAGE = 1000


@public()
class Problem(NamedTuple):
    """One thing that is wrong.

    Attributes:
        place: A path such as ``items[3] (boundaries.gifts).weight``, or an item id; empty for the whole document.
        message: What was expected and what came instead.
        hint: How to fix it, or an empty string.
        rule: In a definition, the id of the rule that it breaks (see ``ethics-audit lint --explain``); else the code.
        given: What came, as text, a number, true or false; whatever is none of these as a message quotes it. None if
            nothing came, or if it is not about a value.
        expected: Every value that is allowed, or what is allowed in words; empty if it is not about a value.
        nearest: The known name most like what was given, or an empty string.
    """

    place: str
    message: str
    hint: str = ""
    rule: str = "document"
    given: str | float | bool | None = None
    expected: str | tuple[str, ...] = ""
    nearest: str = ""

    def __str__(self) -> str:
        message, hint = plain(self.message, LONGEST_MESSAGE), plain(self.hint, LONGEST_PLACE)
        placed = f"{plain(self.place, LONGEST_PLACE)}: {message}" if self.place else message
        return f"{placed} ({hint})" if hint else placed

    def within(self, outer: str) -> Problem:
        """Return the same problem with its place seen from one level further out."""
        if not outer:
            return self
        joint = "" if not self.place or self.place.startswith("[") else "."
        return self._replace(place=f"{outer}{joint}{self.place}")

    @property
    def code(self) -> str:
        """The stable code of its cause: a key of `ethics_audit.base.causes.CODES`, or the id of a lint rule."""
        return self.rule


MORE = Problem("", f"… and more: only the first {PROBLEMS_TOLD} are listed", "fix these first")
"""The last problem of a document that has more than are listed."""


@public()
class EthicsAuditError(Exception):
    """The base class of every error that this library raises on purpose.

    Attributes:
        code: The stable code of its cause; each `Problem` of a document has its own.
    """

    code: str = "error"


@public()
class DocumentError(EthicsAuditError, ValueError):
    """A document that cannot be used, with up to a hundred of its problems.

    Attributes:
        problems: Every problem, in the order of the file; the last is `MORE` if there are more than a hundred.
        source: The name of the file or the class that was read, or an empty string.
    """

    code = "document"

    def __init__(self, problems: Iterable[Problem], source: str = "") -> None:
        found = tuple(islice(problems, PROBLEMS_TOLD + 1))
        self.problems: tuple[Problem, ...] = found if len(found) <= PROBLEMS_TOLD else (*found[:PROBLEMS_TOLD], MORE)
        self.source = source
        super().__init__(self.problems, source)

    def __str__(self) -> str:
        lines = [str(problem) for problem in self.problems]
        source = f"{plain(self.source, LONGEST_PLACE)}: " if self.source else ""
        if len(lines) == 1:
            return f"{source}{lines[0]}"
        count = f"more than {PROBLEMS_TOLD}" if self.problems[-1:] == (MORE,) else len(self.problems)
        return "\n  ".join([f"{source}{count} problems", *lines])


@public()
class ChecklistError(DocumentError):
    """A checklist, an audit or a translation that cannot be used."""

    code = "definition"


@public()
class AnswerError(DocumentError):
    """Answers that cannot be read, or do not fit the audit."""

    code = "answers"


@public()
class UnknownIdError(EthicsAuditError, LookupError):
    """An id or a version that no audit, checklist or item has.

    Attributes:
        kind: What was asked for, such as ``audit``.
        given: The id that was asked for.
        known: The ids that exist.
        hint: A hint in place of the nearest known id, or an empty string.
    """

    code = "unknown-id"

    def __init__(self, kind: str, given: str, known: Iterable[str], hint: str = "") -> None:
        self.kind = kind
        self.given = given
        self.known: tuple[str, ...] = tuple(known)
        self.hint = hint
        super().__init__(kind, given, self.known, hint)

    def __str__(self) -> str:
        hint = self.hint or nearest(self.given, self.known)
        return plain(f"there is no {self.kind} {shown(self.given)} ({hint})", LONGEST_MESSAGE)


class StoreError(EthicsAuditError, OSError):
    """A failure to keep answers or results; what was kept before is unchanged."""

    code: str = "store"

    def __init__(self, *args: object, code: str = "") -> None:
        super().__init__(*args)
        self.code = code or self.code


class StoreWarning(UserWarning):
    """A warning that something was kept in a place that cannot give every guarantee."""


class LockedError(StoreError):
    """An encrypted store whose passphrase is missing or wrong."""

    code = "locked"


class IntegrityError(EthicsAuditError):
    """A history that is not as it was written.

    Attributes:
        number: The number of the first entry that was changed.
        told: What is wrong with the entry.
    """

    code = "integrity"

    def __init__(self, number: int, told: str) -> None:
        self.number = number
        self.told = told
        super().__init__(number, told)

    def __str__(self) -> str:
        return f"entry {self.number} {plain(self.told, LONGEST_MESSAGE)}"


@public()
class ArgumentError(EthicsAuditError, ValueError):
    """An argument that is not allowed.

    Attributes:
        problem: What is wrong; its place is the name of the argument.
    """

    code = "argument"

    def __init__(
        self,
        place: str,
        message: str,
        hint: str = "",
        given: str | float | bool | None = None,  # noqa: FBT001 - a value that came
        expected: str | tuple[str, ...] = "",
    ) -> None:
        self.problem: Problem = Problem(place, message, hint, self.code, given, expected)
        super().__init__(place, message, hint, given, expected)

    def __str__(self) -> str:
        return str(self.problem)


@public()
class MissingExtraError(EthicsAuditError, ImportError):
    """A call that needs an extra which is not installed."""

    code = "missing-extra"

    def __init__(self, extra: str) -> None:
        self.extra = extra
        super().__init__(extra)

    def __str__(self) -> str:
        return f"this needs an extra: pip install 'ethics-audit[{self.extra}]'"


def missing_extra(failure: ImportError, extra: str) -> ImportError:
    """Return the error to raise for a failed import of an extra's libraries.

    A library that is absent becomes a `MissingExtraError`. One that is installed and cannot be loaded, for example
    because its version does not match another's, stays the error that it is.
    """
    from importlib.util import find_spec

    name = (failure.name or "").partition(".")[0]
    is_absent = isinstance(failure, ModuleNotFoundError) and name and find_spec(name) is None
    return MissingExtraError(extra) if is_absent else failure


@contextmanager
def needs_extra(extra: str) -> Iterator[None]:
    """Import the libraries of an extra within this context; see `missing_extra` for what is raised if that fails."""
    try:
        yield
    except ImportError as failure:
        raise missing_extra(failure, extra) from None


def shown(value: object, longest: int = 60) -> str:
    """Return a value as a message quotes it: as a document writes it, cut to fit on a line."""
    try:
        text = _as_in_a_document(value)
    except ValueError:  # Python refuses to print an integer of thousands of digits
        text = "a number of thousands of digits"
    except RecursionError:
        text = "a value that is nested too deeply"
    return text if len(text) <= longest else f"{text[: longest - 1]}…"


def datum(value: object) -> str | float | bool | None:
    """Return a value as JSON holds it: text, a number, true, false or null as it is, anything else as `shown`."""
    if isinstance(value, enum.Enum):
        value = value.value
    if value is None or isinstance(value, bool):
        return value
    is_short = isinstance(value, str) and len(value) <= LONGEST_MESSAGE
    is_exact = isinstance(value, int | float) and -_EXACT <= value <= _EXACT
    return value if isinstance(value, str | int | float) and (is_short or is_exact) else shown(value)


_EXACT = 2**53
"""Up to here, every program reads a whole number of JSON exactly."""


def _as_in_a_document(value: object) -> str:
    if isinstance(value, enum.Enum):
        return repr(value.value)
    if isinstance(value, frozenset | tuple):
        return repr(sorted(value, key=str) if isinstance(value, frozenset) else list(value))
    return value.isoformat() if isinstance(value, date | time) else repr(value)


def in_utf8(text: str) -> str:
    r"""Return text that UTF-8 can hold: half a character, such as ``\ud83d`` alone, becomes its escape.

    The escape is that of JSON, so that a document in JSON with it stays one of the same values.
    """
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


def plain(text: str, longest: int) -> str:
    """Return untrusted text that is safe on a terminal: one line, cut to a length, control characters escaped."""
    cut = text if len(text) <= longest else f"{text[: longest - 1]}…"
    if cut.isprintable():
        return cut
    return "".join(sign if sign.isprintable() else sign.encode("unicode_escape").decode("ascii") for sign in cut)
