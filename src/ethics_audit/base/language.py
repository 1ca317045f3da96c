"""The program's own messages in the reader's language, by gettext.

A catalog is ``locales/<locale>/LC_MESSAGES/ethics_audit.mo`` in the library or in an installed package. A message that
the catalog of a region lacks is looked up in that of its language, and else stays in English.
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
"""The language that all texts are written in."""

_CATALOG = ("LC_MESSAGES", "ethics_audit.mo")
_VALUE = re.compile(r"\{(\w+)\}")
_spoken: ContextVar[str] = ContextVar("spoken", default=ORIGINAL)


@contextmanager
def speaking(locale: str) -> Iterator[None]:
    """Translate messages into a language inside the ``with`` block, which may be nested.

    The language holds in this thread or task only. Do not yield inside the block: whoever resumes the generator would
    speak the language too.

    Args:
        locale: The language, such as ``es`` or ``es-MX``, in capitals or not, as programs and browsers write it.

    Raises:
        ChecklistError: If no catalog of the language can be read.
    """
    before = _spoken.set(_nearest(locale))
    try:
        yield
    finally:
        _spoken.reset(before)


def spoken() -> str:
    """Return the current language: the nearest to the requested one that has a catalog."""
    return _spoken.get()


def offered() -> frozenset[str]:
    """Return the languages with a catalog, and that of the original."""
    return frozenset({ORIGINAL, *_files()})


def gettext(message: str, **values: object) -> str:
    """Return a message in the current language, with values in place of their ``{names}``."""
    return _filled(_catalog(spoken()).gettext(message), values)


def ngettext(one: str, many: str, count: int, **values: object) -> str:
    """Return the message for a number of things, with the number in place of ``{count}``; see `gettext`."""
    return _filled(_catalog(spoken()).ngettext(one, many, count), {"count": count, **values})


def N_(message: str) -> str:  # noqa: N802 - as gettext calls it everywhere
    """Mark a message that is translated later, where it is shown."""
    return message


def general_first(locale: str) -> list[str]:
    """Return the locales to look up for a language, general ones first: ``es``, then ``es-MX``."""
    parts = locale.split("-")
    return ["-".join(parts[:count]) for count in range(1, len(parts) + 1)]


def _nearest(locale: str) -> str:
    """Return the available language that is nearest to a requested one."""
    if locale == ORIGINAL:
        return ORIGINAL
    known = {name.lower(): name for name in offered()}
    wanted = reversed(general_first(locale.replace("_", "-").lower()))
    found = next((known[name] for name in wanted if name in known), ORIGINAL)
    _catalog(found)
    return found


def _filled(said: str, values: dict[str, object]) -> str:
    """Fill in the values; a placeholder without a value stays, whatever a catalog says."""
    return _VALUE.sub(lambda place: str(values.get(place[1], place[0])), said) if values else said


@cache
def _catalog(locale: str) -> NullTranslations:
    """Return the catalogs of a language, which fall back on those of the more general language."""
    found = NullTranslations()
    for name in general_first(locale) if locale != ORIGINAL else ():
        read, broken = _sound(name)
        if broken and not read:
            raise broken[0]
        for catalog in read:
            catalog.add_fallback(found)
            found = catalog
    return found


def troubles() -> Iterator[Problem]:
    """Yield a problem for each catalog that cannot be read, with its file."""
    for locale in sorted(_files()):
        for failure in _sound(locale)[1]:
            yield failure.problems[0].within(failure.source)


def _sound(locale: str) -> tuple[list[NullTranslations], list[ChecklistError]]:
    """Return the catalogs of a language that can be read, and the errors of the others."""
    read: list[NullTranslations] = []
    broken: list[ChecklistError] = []
    for file in _files().get(locale, ()):
        try:
            with file.open("rb") as opened:
                read.append(GNUTranslations(opened))
        except (OSError, ValueError, LookupError, ArithmeticError, StructError) as failure:
            message = f"cannot be read: {getattr(failure, 'strerror', None) or failure}"
            broken.append(ChecklistError([Problem("", message, rule="unreadable")], str(file)))
    return read, broken


@cache
def _files() -> dict[str, list[Any]]:
    """Return the catalog files of each language, the library's first."""
    found: dict[str, list[Any]] = {}
    for place in folders():
        locales = place / FOLDER
        for folder in locales.iterdir() if locales.is_dir() else ():
            if (file := folder.joinpath(*_CATALOG)).is_file():
                found.setdefault(folder.name, []).append(file)
    return found
