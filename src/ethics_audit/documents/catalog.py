"""Loading of definitions: the shipped ones, those of installed packages, and files.

An installed package offers definitions through the entry-point group ``ethics_audit.definitions``; see
`ethics_audit.base.packages`, and for translations `ethics_audit.documents.translations`. An id is never a path: a
document opens no file, except in a folder that the user of the program gave.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias, TypeVar, cast

from ethics_audit.base import causes, language
from ethics_audit.base.errors import AnswerError, ChecklistError, EthicsAuditError, Problem, UnknownIdError
from ethics_audit.base.likeness import nearest
from ethics_audit.base.packages import SHIPPED
from ethics_audit.base.validation import version as not_a_version
from ethics_audit.documents import codec, compiled, translations
from ethics_audit.documents.converter import InvalidError, Tell
from ethics_audit.documents.decoding import selected, sound_items, sound_sheet
from ethics_audit.documents.paths import is_path, named_in_document, syntax_of, text_of
from ethics_audit.documents.shelves import (
    KINDS,
    Entry,
    Kind,
    Versions,
    entries,
    is_shipped,
    newest_first,
    numbers,
    versions_of,
)
from ethics_audit.documents.shelves import troubles as shelf_troubles
from ethics_audit.model.answer_sheet import AnswerSheet
from ethics_audit.model.answers import misfits
from ethics_audit.model.definitions import Audit, Checklist, Part
from ethics_audit.model.items import Item

if TYPE_CHECKING:
    from ethics_audit.model.weighting import Weights

__all__ = ["Entry", "Name", "audit_beside", "audit_of", "entries", "find", "is_path", "load_answers", "load_audit"]
__all__ += ["load_audit_file", "load_checklist", "load_checklist_file", "load_definition", "readable_items", "troubles"]
__all__ += ["load_weights", "usable"]

Name: TypeAlias = str | os.PathLike[str]
"""An id, which is text, or the path of a file, which is a `pathlib.Path`."""
D = TypeVar("D", bound=Audit | Checklist)


def load_audit(name: Name, version: str | None = None, *, locale: str | None = None) -> Audit:
    """Load an audit by its id; a checklist becomes an audit of one.

    Args:
        name: An id such as ``quarterly``. Text is never a path, so it may come from an untrusted source; a file is
            loaded with `load_audit_file`, or by a `pathlib.Path` in place of the id.
        version: The version, such as ``1.0``; the newest by default.
        locale: The language of the texts, such as ``es``; the original by default. Texts without a translation stay in
            the original, and `Audit.translations` lists them; the digest is the same.

    Raises:
        UnknownIdError: If there is no such id or version, or no translation of it into this language.
        ChecklistError: If the file or a translation cannot be read or is invalid, with every problem.

    Example:
        >>> audit = ea.load_audit("quarterly")
        >>> audit.id, audit.kind
        ('quarterly', 'practice')
    """
    definition = load_definition(name, version, locale=locale)
    return Audit.of(definition) if isinstance(definition, Checklist) else definition


def load_audit_file(path: Name, version: str | None = None, *, locale: str | None = None) -> Audit:
    """Load the audit in a file, or the checklist as an audit of one; see `load_audit`.

    The files of checklists that an audit names must be in its own folder or below it.

    Args:
        path: The path of a TOML or JSON file, which must not come from an untrusted source.
        version: The version that the file must have; any by default.
        locale: The language of the texts.
    """
    return load_audit(Path(path), version, locale=locale)


def load_definition(name: Name, version: str | None = None, *, locale: str | None = None) -> Audit | Checklist:
    """Load an audit or a checklist as it is; see `load_audit`."""
    if isinstance(name, str):
        return _in_locale(partial(_load_id, name, version), locale, None)
    return _in_locale(partial(_load_file, Path(name), version, None), locale, Path(name).parent)


def find(id: Name, version: str | None = None, *, locale: str | None = None) -> Audit | Checklist | Item:
    """Load an audit, a checklist or an item by its id; an item has the version of its checklist."""
    if not isinstance(id, str) or "." not in id or is_path(id):
        return load_definition(id, version, locale=locale)
    checklist = load_checklist(id.partition(".")[0], version, locale=locale)
    items = {item.id: item for item in checklist.items}
    if id not in items:
        raise UnknownIdError("item", id, items)
    return items[id]


def load_checklist(name: Name, version: str | None = None, *, locale: str | None = None) -> Checklist:
    """Load a checklist by its id, or from a file by a `pathlib.Path`; see `load_audit`.

    Example:
        >>> checklist = ea.load_checklist("boundaries", locale="es")
        >>> checklist.translation.locale
        'es'
    """
    load: Callable[[str | None], Audit | Checklist]
    if isinstance(name, str):
        load, folder = partial(_load_known, "checklists", name, version), None
    else:
        load, folder = partial(_load_file, Path(name), version, Checklist), Path(name).parent
    return cast(Checklist, _in_locale(load, locale, folder))


def in_every_language(checklist: Checklist) -> Iterator[Checklist]:
    """Yield a checklist as it is, and as the catalog has its version, in the original and in each translation."""
    yield checklist
    if checklist.version in versions_of("checklists", checklist.id):
        original = load_checklist(checklist.id, checklist.version)
        yield original
        yield from translations.every(original)


def load_checklist_file(path: Name, version: str | None = None, *, locale: str | None = None) -> Checklist:
    """Load the checklist in a file; see `load_audit_file`."""
    return load_checklist(Path(path), version, locale=locale)


def readable_items(path: Path) -> list[tuple[int, Item, frozenset[str]]]:
    """Return the readable items of an invalid checklist file, each with its place and its unreadable keys."""
    try:
        return sound_items(codec.parsed(text_of(path, ChecklistError), syntax_of(path)))
    except (ChecklistError, InvalidError):
        return []


def load_answers(path: Name, *, tell: Tell | None = None) -> AnswerSheet:
    """Load the answers in a TOML or JSON file.

    Args:
        path: The path of the file.
        tell: Called with each key that this release does not know, which is left out then; see `from_toml`.

    Raises:
        AnswerError: If the file cannot be read or is invalid, with every problem, also of what does not fit the audit
            if that is one of the catalog.
    """
    path = Path(path)
    text, syntax = text_of(path, AnswerError), syntax_of(path)
    try:
        return codec.read(text, syntax, AnswerSheet, source=str(path), tell=tell)
    except AnswerError as failure:
        raise AnswerError([*failure.problems, *_further(text, syntax)], str(path)) from None


def _further(text: str, syntax: str) -> Iterator[Problem]:
    """Yield how what can be read of an invalid answer sheet does not fit its audit, so that all is told at once."""
    with suppress(EthicsAuditError, InvalidError):
        sheet = sound_sheet(codec.parsed(text, syntax))
        yield from misfits(audit_of(sheet), sheet.answers)


def load_weights(path: Name) -> Weights:
    """Load the weights in a TOML or JSON file, which ``ethics-audit weights`` writes.

    Raises:
        ChecklistError: If the file cannot be read or is invalid, with every problem.
    """
    from ethics_audit.model.weighting import Weights

    path = Path(path)
    return codec.read(text_of(path, ChecklistError), syntax_of(path), Weights, source=str(path))


def audit_of(sheet: AnswerSheet, folder: Name | None = None, *, locale: str | None = None) -> Audit:
    """Load the audit that a sheet answers; see `load_audit`.

    Args:
        sheet: The answers, which name an audit.
        folder: The folder in which the sheet may name the file of an audit; without it the sheet must name an id. A
            path never leads out of the folder.
        locale: The language of the texts.

    Raises:
        AnswerError: If the sheet names a file and no folder is given.
        ChecklistError: If the file is not in the folder, or is invalid.
        UnknownIdError: If there is no such id or version.
    """
    if not is_path(sheet.audit):
        return load_audit(sheet.audit, sheet.version, locale=locale)
    if folder is None:
        hint = "load a file that you trust with load_audit_file"
        raise AnswerError([causes.unexpected("audit", "an id of the catalog, not a path", sheet.audit, hint, "path")])
    return load_audit(named_in_document(Path(folder), sheet.audit, "audit", inside=True), sheet.version, locale=locale)


def audit_beside(sheet: AnswerSheet, path: Path, *, locale: str | None = None) -> Audit:
    """Load the audit that an answers file answers; a path in it is relative to the folder of that file.

    This is for the command line, whose user owns both files and may keep them in different folders.

    Raises:
        ChecklistError: If the path is not relative, or the file is invalid.
        UnknownIdError: If there is no such id or version.
    """
    if not is_path(sheet.audit):
        return load_audit(sheet.audit, sheet.version, locale=locale)
    return load_audit(named_in_document(path.parent, sheet.audit, "audit", inside=False), sheet.version, locale=locale)


def troubles() -> tuple[Problem, ...]:
    """Return a problem for everything in installed packages that cannot be used."""
    return (*shelf_troubles(), *_checked()[1], *translations.troubles(), *_mistranslated(), *language.troubles())


def _mistranslated() -> Iterator[Problem]:
    """Yield the problems of translations that packages offer of usable definitions."""
    for entry in usable():
        for version in entry.versions:
            yield from translations.wrong(_load_resource(entry.kind, entry.id, version, None))


def usable() -> tuple[Entry, ...]:
    """Return the entries of the catalog without the versions that cannot be read."""
    return _checked()[0]


@cache
def _checked() -> tuple[tuple[Entry, ...], tuple[Problem, ...]]:
    """Return the usable part of the catalog, and the problems of the rest; tests check the library's own part."""
    found, invalid = [], []
    for entry in entries():
        sound = []
        for version in entry.versions:
            try:
                if entry.package != SHIPPED:
                    _load_resource(entry.kind, entry.id, version, None)
                sound.append(version)
            except ChecklistError as failure:
                first, *more = failure.problems
                rest = f", and {len(more)} more problems" if more else ""
                message = f"{failure.source} cannot be used: {first}{rest}"
                invalid.append(Problem(entry.package, message, rule="left-out"))
        if sound:
            found.append(entry._replace(versions=tuple(sound)))
    return tuple(found), tuple(invalid)


def _load_file(path: Path, version: str | None, kind: type[Checklist] | None, locale: str | None) -> Audit | Checklist:
    """Load a definition from a file; with a kind, only that kind."""
    text, source = text_of(path, ChecklistError), str(path)
    resolve = partial(_resolve, folder=path.parent, locale=locale)
    read = partial(codec.read, kind=kind) if kind else codec.read_definition
    definition = read(text, syntax_of(path), source=source, resolve=resolve)
    check_references(definition, source)
    if version not in (None, definition.version):
        raise UnknownIdError(f"version of {path}", str(version), [definition.version])
    return translations.translated(definition, locale, path.parent)


def check_references(definition: Audit | Checklist, source: str) -> None:
    """Refuse citations and sources that are not in the references.

    Raises:
        ChecklistError: With every problem.
    """
    from ethics_audit.documents import references

    checklists = [definition] if isinstance(definition, Checklist) else [part.checklist for part in definition.parts]
    if problems := [problem for checklist in checklists for problem in references.problems(checklist)]:
        raise ChecklistError(problems, source)


def _in_locale(load: Callable[[str | None], D], locale: str | None, folder: Path | None) -> D:
    """Load a definition, in another language if it is not that of the original."""
    original = load(None)
    other = locale is not None and translations.offered(original, locale, folder)
    return load(locale) if other else original


def _resolve(entry: Mapping[str, str], folder: Path | None, locale: str | None) -> Checklist:
    """Load the checklist that an entry of an audit names; a file is relative to `folder`."""
    if "file" not in entry:
        return cast(Checklist, _load_known("checklists", entry["id"], entry.get("version"), locale))
    if folder is None:
        raise ChecklistError([Problem("file", "is not allowed in an installed audit", "name a checklist by its id")])
    path = named_in_document(folder, entry["file"], "file", inside=True)
    return cast(Checklist, _load_file(path, None, Checklist, locale))


def _load_id(id: str, version: str | None, locale: str | None) -> Audit | Checklist:
    for kind in KINDS:
        if versions_of(kind, id):
            return _load_known(kind, id, version, locale)
    raise _unknown("audit or checklist", id, [entry.id for entry in entries()])


def _load_known(kind: Kind, id: str, version: str | None, locale: str | None) -> Audit | Checklist:
    versions = versions_of(kind, id)
    if not versions:
        raise _unknown(kind.removesuffix("s"), id, [entry.id for entry in entries() if entry.kind == kind])
    if version is None:
        version = newest_first(versions)[0]
    if version not in versions:
        hint = _hint_on_earlier(id, versions) if _is_earlier(version, versions) else ""
        raise UnknownIdError(f"version of the {kind.removesuffix('s')} {id!r}", version, versions, hint)
    return _load_resource(kind, id, version, locale)


def _is_earlier(version: object, versions: Versions) -> bool:
    """Return whether a version is older than all that the catalog has."""
    if not isinstance(version, str) or not_a_version(version):
        return False
    return numbers(version) < numbers(newest_first(versions)[-1])


def _hint_on_earlier(id: str, versions: Versions) -> str:
    """Return what becomes of answers to a version that the catalog has no longer."""
    carries = f"'ethics-audit start {id} --file FILE' carries an answers file over"
    known = ", ".join(newest_first(versions))
    return f"known: {known}; a history keeps the definitions of earlier versions, and {carries}"


def _unknown(kind: str, id: str, known: list[str]) -> UnknownIdError:
    """Return the error of an unknown id, with a hint on a path, or on packages that might offer it."""
    if is_path(id):
        return UnknownIdError(kind, id, known, "a file is loaded with load_audit_file or load_checklist_file")
    return UnknownIdError(kind, id, known, "; ".join([nearest(id, known), *map(str, shelf_troubles())]))


@cache
def _load_resource(kind: Kind, id: str, version: str, locale: str | None) -> Audit | Checklist:
    """Load a definition of the catalog. Citations of shipped ones are checked by tests, those of others here."""
    if is_shipped(kind, id) and (ready := _compiled(kind, id, version, locale)):
        return ready
    source = f"{id}-{version}.toml"
    text = text_of(versions_of(kind, id)[version], ChecklistError, source)
    definition: Audit | Checklist
    if kind == "audits":
        definition = codec.from_toml(text, Audit, source=source, resolve=partial(_resolve, folder=None, locale=locale))
    else:
        definition = codec.from_toml(text, Checklist, source=source)
        if not is_shipped(kind, id):
            check_references(definition, source)
    if (definition.id, definition.version) != (id, version):
        found = f"{definition.id} {definition.version}"
        hint = f"name it {definition.id}-{definition.version}.toml"
        raise ChecklistError([causes.unexpected("", f"{id} {version}", found, hint, "document")], source)
    return translations.translated(definition, locale, None)


def _compiled(kind: Kind, id: str, version: str, locale: str | None) -> Audit | Checklist | None:
    """Return a definition of the library as it was compiled, or None if it has to be read."""
    if kind == "checklists":
        return cast(Checklist | None, compiled.checklist(id, version, locale).read())
    outline = compiled.outline(id, version, locale).read()
    if outline is None:
        return None
    (id, version, title, policy, original, translation), named = outline
    parts = []
    for name, of_version, only, multiplier in named:
        checklist = cast(Checklist, _load_known("checklists", name, of_version, locale))
        parts.append(Part(selected(checklist, frozenset(only)) if only else checklist, multiplier))
    return Audit(id, version, title, parts, policy, original, translation)
