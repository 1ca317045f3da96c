"""What can go wrong, as values a program can read and sentences a person can act on."""

from __future__ import annotations

import enum
from collections.abc import Iterable
from datetime import date, time
from itertools import islice
from typing import NamedTuple

from ethics_audit.base.public import public

NAMES_LISTED = 8
PROBLEMS_TOLD = 100
"""How many problems of a document are told; readers stop looking for more once they have found more."""
LONGEST_PLACE = 300
LONGEST_MESSAGE = 1000


@public()
class Problem(NamedTuple):
    """One thing that is wrong.

    Attributes:
        place: Where: a path such as ``items[3] (boundaries.gifts).weight``, or an item id. Empty for the whole.
        message: What was given and what is allowed.
        hint: How to mend it, or an empty string.
        rule: The id of the rule that it breaks, which ``ethics-audit lint --explain`` tells more of.
    """

    place: str
    message: str
    hint: str = ""
    rule: str = "document"

    def __str__(self) -> str:
        message, hint = plain(self.message, LONGEST_MESSAGE), plain(self.hint, LONGEST_PLACE)
        told = f"{plain(self.place, LONGEST_PLACE)}: {message}" if self.place else message
        return f"{told} ({hint})" if hint else told

    def within(self, outer: str) -> Problem:
        """The same problem, seen from one level further out."""
        if not outer:
            return self
        joint = "" if not self.place or self.place.startswith("[") else "."
        return self._replace(place=f"{outer}{joint}{self.place}")

    @property
    def code(self) -> str:
        """The stable code of its cause; in a definition, the id of the rule that it breaks."""
        return self.rule


MORE = Problem("", f"… and more: the first {PROBLEMS_TOLD} are told", "mend these, and look again")
"""The last problem of a document that has more."""


@public()
class EthicsAuditError(Exception):
    """The root of every error that this library raises on purpose.

    Attributes:
        code: The stable code of its cause; problems have codes of their own.
    """

    code: str = "error"


@public()
class DocumentError(EthicsAuditError, ValueError):
    """A document cannot be read, with every problem that it has, up to a hundred.

    Attributes:
        problems: Every problem found, in the order of the file; the last is `MORE` if there are more than a hundred.
        source: The file or the definition that was read, or an empty string.
    """

    code = "document"

    def __init__(self, problems: Iterable[Problem], source: str = "") -> None:
        found = tuple(islice(problems, PROBLEMS_TOLD + 1))
        self.problems = found if len(found) <= PROBLEMS_TOLD else (*found[:PROBLEMS_TOLD], MORE)
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
    """A definition (a checklist or an audit) is wrong."""

    code = "definition"


@public()
class AnswerError(DocumentError):
    """Answers do not fit the audit, or cannot be read."""

    code = "answers"


@public()
class UnknownIdError(EthicsAuditError, LookupError):
    """No audit, checklist or item has this id, or not in this version.

    Attributes:
        given: What was asked for.
        known: The names that exist.
        hint: What is said instead of the nearest of them, or an empty string.
    """

    code = "unknown-id"

    def __init__(self, kind: str, given: str, known: Iterable[str], hint: str = "") -> None:
        self.kind = kind
        self.given = given
        self.known = tuple(known)
        self.hint = hint
        super().__init__(kind, given, self.known, hint)

    def __str__(self) -> str:
        hint = self.hint or nearest(self.given, self.known)
        return plain(f"there is no {self.kind} {shown(self.given)} ({hint})", LONGEST_MESSAGE)


class StoreError(EthicsAuditError, OSError):
    """What a person answered cannot be kept; what was kept before is as it was."""

    code = "store"

    def __init__(self, *told: object, code: str = "") -> None:
        super().__init__(*told)
        self.code = code or self.code


class StoreWarning(UserWarning):
    """Something was kept, but the place that it is kept in does not hold all that is promised."""


class LockedError(StoreError):
    """The store is encrypted, and there is no passphrase or not the right one."""

    code = "locked"


class IntegrityError(EthicsAuditError):
    """A history is not as it was written.

    Attributes:
        number: The first entry that is not.
        told: What is wrong with it.
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
    """A call asks for what cannot be.

    Attributes:
        problem: What is wrong; its place is the name of the argument.
    """

    code = "argument"

    def __init__(self, place: str, message: str, hint: str = "") -> None:
        self.problem = Problem(place, message, hint)
        super().__init__(place, message, hint)

    def __str__(self) -> str:
        return str(self.problem)


@public()
class MissingExtraError(EthicsAuditError, ImportError):
    """Something was called that needs an extra which is not installed."""

    code = "missing-extra"

    def __init__(self, extra: str) -> None:
        self.extra = extra
        super().__init__(f"this needs an extra: pip install 'ethics-audit[{extra}]'")


def missing_extra(failure: ImportError, extra: str) -> ImportError:
    """Return what to raise for a failed import of an extra's libraries.

    A library that is not there is a `MissingExtraError`; one that is there and cannot be loaded (its version does not
    suit its neighbor's, say) stays the error that it is.
    """
    from importlib.util import find_spec

    name = (failure.name or "").partition(".")[0]
    is_absent = isinstance(failure, ModuleNotFoundError) and name and find_spec(name) is None
    return MissingExtraError(extra) if is_absent else failure


def nearest(given: object, known: Iterable[str]) -> str:
    """A hint: the known name most like the one given, else the names there are."""
    names = sorted(map(str, known))
    if hint := similar(given, names):
        return hint
    if not names:
        return "there are none"
    listed = ", ".join(names[:NAMES_LISTED])
    return f"known: {listed}" + (f" and {len(names) - NAMES_LISTED} more" if len(names) > NAMES_LISTED else "")


def similar(given: object, known: Iterable[str]) -> str:
    """A hint: the known name most like the one given, or nothing."""
    import difflib

    names = {folded(name): name for name in known}
    close = difflib.get_close_matches(folded(given), names, n=1, cutoff=0.6)
    return f"did you mean {names[close[0]]!r}?" if close else ""


def folded(name: object) -> str:
    """Return what two spellings of one name have in common: small Latin letters and digits, without separators.

    Case, blanks, dots, dashes, underscores and slashes go; letters of other alphabets that look like Latin ones
    become these.
    """
    from unicodedata import combining, normalize

    given = str(name)[:LONGEST_PLACE]
    if given.isascii():
        return "".join(filter(str.isalnum, given.lower()))
    apart = normalize("NFKD", given).translate(_LOOK_ALIKES).casefold()
    return "".join(sign for sign in apart if sign.isalnum() and not combining(sign))


_LOOK_ALIKES = str.maketrans(
    "аеорсухіјѕԁһАВЕКМНОРСТХІЈЅαερονικτυΑΒΕΖΗΙΚΜΝΟΡΤΥΧıȷ",
    "aeopcyxijsdhABEKMHOPCTXIJSaepoviktuABEZHIKMNOPTYXij",
)
"""Cyrillic, Greek and dotless letters, and the Latin ones that they are taken for."""


def shown(value: object, longest: int = 60) -> str:
    """A value as it is quoted in a message: as a document has it, cut to a length that a line can hold."""
    try:
        text = _as_in_a_document(value)
    except ValueError:  # the interpreter shows no integer of thousands of digits
        text = "a number of thousands of digits"
    except RecursionError:
        text = "a value that is nested too deeply"
    return text if len(text) <= longest else f"{text[: longest - 1]}…"


def _as_in_a_document(value: object) -> str:
    if isinstance(value, enum.Enum):
        return repr(value.value)
    if isinstance(value, frozenset | tuple):
        return repr(sorted(value, key=str) if isinstance(value, frozenset) else list(value))
    return value.isoformat() if isinstance(value, date | time) else repr(value)


def plain(text: str, longest: int) -> str:
    """A text of others as it can be shown on a terminal: on one line, cut, with nothing in it that steers."""
    cut = text if len(text) <= longest else f"{text[: longest - 1]}…"
    if cut.isprintable():
        return cut
    return "".join(one if one.isprintable() else one.encode("unicode_escape").decode("ascii") for one in cut)
