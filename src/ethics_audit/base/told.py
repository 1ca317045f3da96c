"""Errors as documents: data for a program, and sentences for a reader in their own language."""

from attrs import field, frozen

from ethics_audit.base.causes import CODES, wrong_type
from ethics_audit.base.errors import (
    LONGEST_MESSAGE,
    LONGEST_PLACE,
    PROBLEMS_TOLD,
    ArgumentError,
    DocumentError,
    EthicsAuditError,
    Problem,
    UnknownIdError,
    in_utf8,
    plain,
)
from ethics_audit.base.language import N_, ORIGINAL, gettext, speaking, spoken
from ethics_audit.base.likeness import closest
from ethics_audit.base.public import public
from ethics_audit.base.validation import Record, holds, one_of, whole

FORMAT = "ethics-audit/error"
FORMAT_VERSION = 1
LONGEST_QUOTE = 60
_UNKNOWN = frozenset({"unknown-id", "unknown-name"})
_KNOWN_WORDS = frozenset(
    {
        N_("a date such as '2026-12-24', or nothing"),
        N_("a list"),
        N_("a mapping from item id to answer"),
        N_("a number"),
        N_("a table of names and values"),
        N_("a version such as '1.0'"),
        N_("a whole number"),
        N_("an item id as text"),
        N_("the id of an option, 'unsure', 'n/a' or why it does not apply (not_applicable = \"reason\")"),
        N_("text"),
        N_("text of at most 500 characters without control characters"),
        N_("true or false"),
    }
)
"""What is expected of answers, in words that the catalogs have; other words are for developers, and stay in English."""


@frozen
class ProblemRecord(Record):
    """One thing that is wrong.

    Attributes:
        code: The stable code of its cause.
        place: Where it is: the id of an item, ``profile``, or a path such as ``items[3].weight``; empty for the whole.
        given: What came, as text, a number, true or false; null if nothing came or if it is not about a value.
        expected: Every value that is allowed, or what is allowed in English words; empty if it is not about a value.
        nearest: The known name most like what came; empty if there is none.
        told: What is wrong, in sentences in the reader's language.
        message: What is wrong, in English and for developers.
    """

    code: str
    place: str
    given: str | int | float | bool | None
    expected: tuple[str, ...] | str
    nearest: str
    told: str
    message: str


@public()
@frozen
class ErrorRecord(Record):
    """An error of this library as other programs read it; `to_json` writes it.

    Paths, addresses and what a system says are left out: it may be sent to a browser.

    Attributes:
        format: The name of the format.
        format_version: The version of the format.
        language: The language of what is told.
        code: The stable code of the error.
        told: What is wrong in a sentence in the reader's language.
        problems: Everything that is wrong, in order; at most a hundred and one, and empty for an error without a place.
    """

    format: str = field(metadata=holds(one_of(FORMAT)))
    format_version: int = field(metadata=holds(whole(FORMAT_VERSION, FORMAT_VERSION)))
    language: str
    code: str
    told: str
    problems: tuple[ProblemRecord, ...]


def error_record(error: EthicsAuditError, *, locale: str | None = ORIGINAL) -> ErrorRecord:
    """Return an error as a document for a front end.

    Args:
        error: The error.
        locale: The language of the reader; the nearest one that there is, or else English, as for None.

    Example:
        >>> try:
        ...     ea.load_audit("boundaries").check("boundaries.gift", "each")
        ... except ea.AnswerError as error:
        ...     (problem,) = ea.error_record(error, locale="es").problems
        >>> problem.code, problem.place, problem.nearest
        ('unknown-name', 'boundaries.gift', 'boundaries.gifts')
    """
    if not isinstance(error, EthicsAuditError):
        raise wrong_type("an error of this library", error)
    with speaking(locale or ORIGINAL):
        problems = tuple(map(_record, _problems(error)))
        told = gettext(CODES[error.code])
        return ErrorRecord(FORMAT, FORMAT_VERSION, spoken(), error.code, told, problems)


def _problems(error: EthicsAuditError) -> tuple[Problem, ...]:
    if isinstance(error, DocumentError):
        return error.problems
    if isinstance(error, ArgumentError):
        return (error.problem,)
    if isinstance(error, UnknownIdError):
        known = error.known if len(error.known) <= PROBLEMS_TOLD else error.kind
        near = closest(error.given, error.known)
        return (Problem("", str(error), rule=error.code, given=str(error.given), expected=known, nearest=near),)
    return ()


def _record(problem: Problem) -> ProblemRecord:
    return ProblemRecord(
        problem.code,
        plain(problem.place, LONGEST_PLACE),
        in_utf8(problem.given) if isinstance(problem.given, str) else problem.given,
        in_utf8(problem.expected) if isinstance(problem.expected, str) else tuple(map(in_utf8, problem.expected)),
        in_utf8(problem.nearest),
        _told(problem),
        plain(problem.message, LONGEST_MESSAGE),
    )


def _told(problem: Problem) -> str:
    near = gettext("Did you mean “{name}”?", name=plain(problem.nearest, LONGEST_QUOTE)) if problem.nearest else ""
    return " ".join(filter(None, [_wrong(problem), near]))


def _wrong(problem: Problem) -> str:
    """Return what is wrong in a sentence; the meaning of its code where the details have no words in the language."""
    given = plain("" if problem.given is None else str(problem.given), LONGEST_QUOTE)
    if problem.code in _UNKNOWN and given:
        return gettext("There is no “{given}” here.", given=given)
    if problem.given is None and problem.expected in _KNOWN_WORDS:
        return gettext("Expected {allowed}.", allowed=gettext(str(problem.expected)))
    if isinstance(problem.expected, tuple):
        return gettext(
            "Expected one of {allowed}; got “{given}”.",
            allowed=plain(", ".join(problem.expected), LONGEST_MESSAGE),
            given=given,
        )
    if problem.expected in _KNOWN_WORDS:
        return gettext("Expected {allowed}; got “{given}”.", allowed=gettext(problem.expected), given=given)
    return gettext(CODES.get(problem.code, CODES["document"]))
