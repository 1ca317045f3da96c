"""Where translations come from: the folder ``locales`` of the library, of installed packages, and beside a file.

In it, ``<locale>/<id>-<version>.toml`` holds the texts of one checklist, or the title of one audit. What the overlay of
a region does not say is looked for in that of its language.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, TypeVar

from ethics_audit import codec
from ethics_audit.checks import locale as not_a_locale
from ethics_audit.errors import ChecklistError, Problem, UnknownIdError
from ethics_audit.files import text_of
from ethics_audit.language import FOLDER, ORIGINAL, general_first
from ethics_audit.model import Audit, Checklist
from ethics_audit.packages import folders, offers
from ethics_audit.translation import Overlay, over

D = TypeVar("D", bound=Audit | Checklist)


def offered(definition: Audit | Checklist, locale: str, folder: Path | None) -> bool:
    """Whether anything of a definition is translated into a language; False for that of the original.

    Args:
        definition: A definition in its original language.
        locale: The language.
        folder: That of the definition's file; None for one of the catalogue.

    Raises:
        UnknownIdError: If nothing is, naming the languages there are.
    """
    parts = [part.checklist for part in definition.parts] if isinstance(definition, Audit) else []
    there = {one for part in (definition, *parts) for place in {folder, None} for one in _files(part, place)}
    names = [] if not_a_locale(locale) else general_first(locale)
    if there.intersection(names):
        return True
    if names[:1] != [ORIGINAL]:
        raise UnknownIdError(f"translation of {definition.id!r} into", locale, sorted({ORIGINAL, *there}))
    return False


def translated(definition: D, locale: str, folder: Path | None) -> D:
    """A whole checklist, or the title of an audit, in a language, as far as it is translated; see `offered`.

    Raises:
        ChecklistError: If a translation is wrong, or is offered twice.
    """
    files = _files(definition, folder)
    overlays = [_overlay(files[one], one, definition) for one in general_first(locale) if one in files]
    return over(definition, overlays, locale)


def _files(definition: Audit | Checklist, folder: Path | None) -> dict[str, Any]:
    """The files with translations of a definition, by their languages."""
    found: dict[str, Any] = {}
    for place in folders() if folder is None else (folder,):
        for locale, file in _in_folder(place):
            if file.name != _name(definition):
                continue
            if locale not in found:
                found[locale] = file
            elif not _is_shipped(locale, file.name):
                message = f"is offered as {found[locale]} and as {file}"
                raise ChecklistError([Problem("", message, "remove one of them")], _source(locale, definition))
    return found


def troubles() -> Iterator[Problem]:
    """What packages offer in the place of the library's own translations, which is left out."""
    for package, files in offers():
        for locale, file in _in_folder(files):
            if _is_shipped(locale, file.name):
                yield Problem(package, f"{FOLDER}/{locale}/{file.name} is left out: the library has its own")


def _in_folder(place: Any) -> Iterator[tuple[str, Any]]:
    """The files in the folders of the languages, each with its language."""
    locales = place / FOLDER
    for one in locales.iterdir() if locales.is_dir() else ():
        for file in one.iterdir() if one.is_dir() else ():
            yield one.name, file


def _is_shipped(locale: str, name: str) -> bool:
    return bool((folders()[0] / FOLDER / locale / name).is_file())


def _name(definition: Audit | Checklist) -> str:
    return f"{definition.id}-{definition.version}.toml"


def _source(locale: str, definition: Audit | Checklist) -> str:
    return f"{FOLDER}/{locale}/{_name(definition)}"


def _overlay(file: Any, locale: str, definition: Audit | Checklist) -> Overlay:
    source = _source(locale, definition)
    overlay = codec.from_toml(text_of(file, ChecklistError, source), Overlay, source=source)
    if (overlay.locale, overlay.id, overlay.version) != (locale, definition.id, definition.version):
        message = f"the file holds {overlay.id} {overlay.version} in {overlay.locale}"
        hint = f"name it {FOLDER}/{overlay.locale}/{overlay.id}-{overlay.version}.toml"
        raise ChecklistError([Problem("", message, hint)], source)
    if problems := list(overlay.problems(definition)):
        raise ChecklistError(problems, source)
    return overlay
