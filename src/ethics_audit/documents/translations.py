"""Loading of translations from the folder ``locales`` of the library, of an installed package, or next to a file.

There, ``<locale>/<id>-<version>.toml`` has the texts of one checklist, or the title of one audit. A text that the
overlay of a region lacks is looked up in that of its language.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from ethics_audit.base import causes
from ethics_audit.base.errors import ChecklistError, Problem, UnknownIdError
from ethics_audit.base.language import FOLDER, general_first
from ethics_audit.base.packages import folders, offers
from ethics_audit.base.validation import locale as not_a_locale
from ethics_audit.documents import codec
from ethics_audit.documents.paths import text_of
from ethics_audit.model.definitions import Audit, Checklist

if TYPE_CHECKING:
    from ethics_audit.model.translation import Overlay

D = TypeVar("D", bound=Audit | Checklist)


def offered(definition: Audit | Checklist, locale: str, folder: Path | None, given: Iterable[str] = ()) -> bool:
    """Return whether a definition has translations into a language; False for the language of the original.

    Args:
        definition: A definition in its original language.
        locale: The language.
        folder: The folder of the definition's file; None for a definition of the catalog.
        given: The languages of translations that lie in no folder.

    Raises:
        UnknownIdError: If there is no translation; the error lists the available languages.
    """
    parts = [part.checklist for part in definition.parts] if isinstance(definition, Audit) else []
    there = {name for part in (definition, *parts) for place in {folder, None} for name in _files(part, place)}
    there.update(given)
    names = [] if not_a_locale(locale) else general_first(locale)
    if there.intersection(names):
        return True
    if names[:1] != general_first(definition.original)[:1]:
        raise UnknownIdError(f"translation of {definition.id!r} into", locale, sorted({definition.original, *there}))
    return False


def translated(definition: D, locale: str | None, folder: Path | None, own: Iterable[Overlay] = ()) -> D:
    """Return a whole checklist, or an audit with its title, in a language, as far as it is translated.

    Without a language, it is returned as it is; and so in the language of the original, if nothing translates it.

    Args:
        definition: The definition.
        locale: The language.
        folder: The folder of its file; None for a definition of the catalog, or one from a text.
        own: Overlays of it that lie in no folder; they are preferred.

    Raises:
        ChecklistError: If a translation is invalid, or is offered twice.
    """
    if locale is None:
        return definition
    from ethics_audit.model.translation import over

    files, given = _files(definition, folder), {overlay.locale: overlay for overlay in own}
    overlays = []
    for name in general_first(locale):
        overlays += [_overlay(files[name], name, definition)] if name in files else []
        overlays += [given[name]] if name in given else []
    if not overlays and general_first(locale)[0] == general_first(definition.original)[0]:
        return definition
    return over(definition, overlays, locale)


def every(definition: D) -> Iterator[D]:
    """Yield a definition of the catalog in each language into which it is translated."""
    for locale in sorted(_files(definition, None)):
        yield translated(definition, locale, None)


def wrong(definition: Audit | Checklist) -> Iterator[Problem]:
    """Yield the problems of the translations of a definition that packages offer."""
    for locale, files in _files(definition, None).items():
        if not _is_shipped(locale, _name(definition)):
            try:
                _overlay(files, locale, definition)
            except ChecklistError as failure:
                yield failure.problems[0].within(failure.source)


def _files(definition: Audit | Checklist, folder: Path | None) -> dict[str, list[Any]]:
    """Return the files with translations of a definition by language; there should be one for each."""
    found: dict[str, list[Any]] = {}
    for place in folders() if folder is None else (folder,):
        for locale, file in _in_folder(place):
            if file.name == _name(definition) and (locale not in found or not _is_shipped(locale, file.name)):
                found.setdefault(locale, []).append(file)
    return found


def troubles() -> Iterator[Problem]:
    """Yield a problem for each translation of a package that the library has itself."""
    for package, files in offers():
        for locale, file in _in_folder(files):
            if _is_shipped(locale, file.name):
                message = f"{FOLDER}/{locale}/{file.name} is left out: the library has its own"
                yield Problem(package, message, rule="left-out")


def _in_folder(place: Any) -> Iterator[tuple[str, Any]]:
    """Yield the files in the folders of languages, each with its language."""
    locales = place / FOLDER
    for folder in locales.iterdir() if locales.is_dir() else ():
        for file in folder.iterdir() if folder.is_dir() else ():
            yield folder.name, file


def _is_shipped(locale: str, name: str) -> bool:
    return bool((folders()[0] / FOLDER / locale / name).is_file())


def _name(definition: Audit | Checklist) -> str:
    return f"{definition.id}-{definition.version}.toml"


def _overlay(files: list[Any], locale: str, definition: Audit | Checklist) -> Overlay:
    from ethics_audit.model.translation import Overlay

    file, *others = files
    if others:
        message = f"is offered as {file} and as {others[0]}"
        raise ChecklistError([Problem("", message, "remove one of them")], f"{FOLDER}/{locale}/{_name(definition)}")
    source = str(file)
    overlay = codec.from_toml(text_of(file, ChecklistError, source), Overlay, source=source)
    if (overlay.locale, overlay.id, overlay.version) != (locale, definition.id, definition.version):
        needed = f"{definition.id} {definition.version} in {locale}"
        found = f"{overlay.id} {overlay.version} in {overlay.locale}"
        hint = f"name it {FOLDER}/{overlay.locale}/{overlay.id}-{overlay.version}.toml"
        raise ChecklistError([causes.unexpected("", needed, found, hint, "document")], source)
    if problems := list(overlay.problems(definition)):
        raise ChecklistError(problems, source)
    return overlay
