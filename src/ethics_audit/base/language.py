"""The words of the program itself, in the language of its reader: gettext, one catalogue a language.

A catalogue is ``locales/<locale>/LC_MESSAGES/ethics_audit.mo`` in the library or in an installed package. What the
catalogue of a region does not say is looked for in that of its language, and last said in English.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from gettext import GNUTranslations, NullTranslations
from struct import error as StructError  # noqa: N812 - as every other error is called
from typing import Any

from ethics_audit.base.errors import ChecklistError, Problem
from ethics_audit.base.packages import folders

FOLDER = "locales"
ORIGINAL = "en"
"""The language that every text is written in."""

_CATALOGUE = ("LC_MESSAGES", "ethics_audit.mo")
_VALUE = re.compile(r"\{(\w+)\}")
_spoken: ContextVar[str] = ContextVar("spoken", default=ORIGINAL)


@contextmanager
def speaking(locale: str) -> Iterator[None]:
    """Say everything in a language, as far as it is translated, while it lasts; also when such times are nested.

    It lasts in this thread or task alone; a generator that yields within it would speak for whoever goes on with it.

    Args:
        locale: The language, such as ``es`` or ``es-MX``.

    Raises:
        ChecklistError: If no catalogue of the language can be read.
    """
    before = _spoken.set(_nearest(locale))
    try:
        yield
    finally:
        _spoken.reset(before)


def spoken() -> str:
    """The language that is spoken now: the nearest to the one that was asked for that there is a catalogue in."""
    return _spoken.get()


def offered() -> frozenset[str]:
    """The languages that there are catalogues in, and that of the original."""
    return frozenset({ORIGINAL, *_files()})


def gettext(message: str, **values: object) -> str:
    """A message in the language that is spoken, with its values in the places of their ``{names}``."""
    return _filled(_catalogue(spoken()).gettext(message), values)


def ngettext(one: str, many: str, count: int, **values: object) -> str:
    """The message for a number of things, which stands in the place of ``{count}``; see `gettext`."""
    return _filled(_catalogue(spoken()).ngettext(one, many, count), {"count": count, **values})


def N_(message: str) -> str:  # noqa: N802 - as gettext calls it everywhere
    """A message that is translated later, where it is said."""
    return message


def general_first(locale: str) -> list[str]:
    """The names under which a language is looked for: of ``es-MX`` it is ``es``, then ``es-MX``."""
    parts = locale.split("-")
    return ["-".join(parts[:count]) for count in range(1, len(parts) + 1)]


def _nearest(locale: str) -> str:
    """The language that is spoken for one that is asked for."""
    if locale == ORIGINAL:
        return ORIGINAL
    found = next((one for one in reversed(general_first(locale)) if one in offered()), ORIGINAL)
    _catalogue(found)
    return found


def _filled(said: str, values: dict[str, object]) -> str:
    """A message with its values; what is no name of one stays as it is, whatever a catalogue holds."""
    return _VALUE.sub(lambda place: str(values.get(place[1], place[0])), said) if values else said


@cache
def _catalogue(locale: str) -> NullTranslations:
    """The catalogues of a language that is offered and, behind them, those of what it is a region of."""
    found = NullTranslations()
    for one in general_first(locale) if locale != ORIGINAL else ():
        read, broken = _sound(one)
        if broken and not read:
            raise broken[0]
        for catalogue in read:
            catalogue.add_fallback(found)
            found = catalogue
    return found


def troubles() -> Iterator[Problem]:
    """What is wrong with catalogues that cannot be read, each at its file."""
    for locale in sorted(_files()):
        for failure in _sound(locale)[1]:
            yield failure.problems[0].within(failure.source)


def _sound(locale: str) -> tuple[list[NullTranslations], list[ChecklistError]]:
    """The catalogues of a language that can be read, and the errors of the others: one takes none of them away."""
    read: list[NullTranslations] = []
    broken: list[ChecklistError] = []
    for file in _files().get(locale, ()):
        try:
            read.append(_read(file))
        except ChecklistError as failure:
            broken.append(failure)
    return read, broken


@cache
def _files() -> dict[str, list[Any]]:
    """The files of catalogues by their languages, that of the library first."""
    found: dict[str, list[Any]] = {}
    for place in folders():
        locales = place / FOLDER
        for one in locales.iterdir() if locales.is_dir() else ():
            if (file := one.joinpath(*_CATALOGUE)).is_file():
                found.setdefault(one.name, []).append(file)
    return found


def _read(file: Any) -> NullTranslations:
    try:
        with file.open("rb") as opened:
            return GNUTranslations(opened)
    except (OSError, ValueError, LookupError, ArithmeticError, StructError) as failure:
        told = f"cannot be read: {getattr(failure, 'strerror', None) or failure}"
        raise ChecklistError([Problem("", told)], str(file)) from None
