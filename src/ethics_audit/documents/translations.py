"""Where translations come from: the folder ``locales`` of the library, of installed packages, and beside a file.

In it, ``<locale>/<id>-<version>.toml`` holds the texts of one checklist, or the title of one audit. What the overlay of
a region does not say is looked for in that of its language.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, TypeVar

from ethics_audit.base.errors import ChecklistError, Problem, UnknownIdError
from ethics_audit.base.language import FOLDER, ORIGINAL, general_first
from ethics_audit.base.packages import folders, offers
from ethics_audit.base.validation import locale as not_a_locale
from ethics_audit.documents import codec
from ethics_audit.documents.paths import text_of
from ethics_audit.model.definitions import Audit, Checklist
from ethics_audit.model.translation import Overlay, over

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


def wrong(definition: Audit | Checklist) -> Iterator[Problem]:
    """What is wrong with the translations of a definition that packages offer."""
    for locale, files in _files(definition, None).items():
        if not _is_shipped(locale, _name(definition)):
            try:
                _overlay(files, locale, definition)
            except ChecklistError as failure:
                yield failure.problems[0].within(failure.source)


def _files(definition: Audit | Checklist, folder: Path | None) -> dict[str, list[Any]]:
    """The files with translations of a definition, by their languages: one of each, if all is well."""
    found: dict[str, list[Any]] = {}
    for place in folders() if folder is None else (folder,):
        for locale, file in _in_folder(place):
            if file.name == _name(definition) and (locale not in found or not _is_shipped(locale, file.name)):
                found.setdefault(locale, []).append(file)
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


def _overlay(files: list[Any], locale: str, definition: Audit | Checklist) -> Overlay:
    file, *others = files
    if others:
        told = f"is offered as {file} and as {others[0]}"
        raise ChecklistError([Problem("", told, "remove one of them")], f"{FOLDER}/{locale}/{_name(definition)}")
    source = str(file)
    overlay = codec.from_toml(text_of(file, ChecklistError, source), Overlay, source=source)
    if (overlay.locale, overlay.id, overlay.version) != (locale, definition.id, definition.version):
        message = f"the file holds {overlay.id} {overlay.version} in {overlay.locale}"
        hint = f"name it {FOLDER}/{overlay.locale}/{overlay.id}-{overlay.version}.toml"
        raise ChecklistError([Problem("", message, hint)], source)
    if problems := list(overlay.problems(definition)):
        raise ChecklistError(problems, source)
    return overlay
