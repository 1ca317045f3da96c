"""What is wrong, by its cause: the one place where the words of common errors are built, each with a stable code.

A problem says what was expected and what came. A cause that only one module knows keeps its words there.
"""

from __future__ import annotations

from collections.abc import Iterable

from ethics_audit.base.errors import ArgumentError, Problem, StoreError, nearest, shown


def unexpected(place: str, expected: str, got: object, hint: str = "") -> Problem:
    """Return the problem of a value that is not allowed: ``expected a whole number from 1 to 5, got 9``.

    Args:
        place: Where the value is.
        expected: What is allowed, in words.
        got: The value.
        hint: How to mend it.
    """
    return Problem(place, f"expected {expected}, got {shown(got)}", hint, "value")


def unknown(place: str, kind: str, got: object, known: Iterable[str]) -> Problem:
    """Return the problem of a name that does not exist, with the nearest one that does.

    Args:
        place: Where the name is.
        kind: What it should be the name of, such as ``a profile fact``.
        got: The name.
        known: The names that exist.
    """
    return Problem(place, f"expected {kind}, got {shown(got)}", nearest(got, known), "unknown-name")


def repeated(place: str, what: object, hint: str = "remove one") -> Problem:
    """Return the problem of something that appears twice."""
    return Problem(place, f"{shown(what)} appears twice", hint, "repeated")


def missing(place: str, hint: str = "") -> Problem:
    """Return the problem of something required that is not there."""
    return Problem(place, "is missing", hint, "key-needed")


def unreadable(failure: OSError, place: str = "") -> Problem:
    """Return the problem of a file that the system cannot read."""
    return Problem(place, f"cannot be read: {reason(failure)}", rule="unreadable")


def wrong_argument(argument: str, expected: str, got: object, hint: str = "") -> ArgumentError:
    """Return the error of an argument that is not allowed."""
    return ArgumentError(argument, f"expected {expected}, got {shown(got)}", hint)


def wrong_type(expected: str, got: object) -> TypeError:
    """Return the error of an argument of another type."""
    return TypeError(f"expected {expected}, got {shown(got)}")


def unwritable(path: object, failure: OSError | str, then: str = "") -> StoreError:
    """Return the error of a file that cannot be written.

    Args:
        path: The file.
        failure: What the system says, or why in words.
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
