"""Where definitions come from: the shipped ones, those of installed packages, and files.

An installed package offers definitions through the entry-point group ``ethics_audit.definitions``; see
`ethics_audit.base.packages`, and for translations `ethics_audit.documents.translations`. An id is an id and never a
path: what a document says opens no file, but where the program's user gave the folder.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from functools import cache, partial
from pathlib import Path
from typing import TypeAlias, TypeVar, cast

from ethics_audit.base import language
from ethics_audit.base.errors import AnswerError, ChecklistError, Problem, UnknownIdError, nearest, shown
from ethics_audit.base.packages import SHIPPED
from ethics_audit.documents import codec, translations
from ethics_audit.documents.paths import is_path, named_in_document, syntax_of, text_of
from ethics_audit.documents.shelves import KINDS, Entry, Kind, entries, is_shipped, newest_first, versions_of
from ethics_audit.documents.shelves import troubles as of_shelves
from ethics_audit.model.answer_sheet import AnswerSheet
from ethics_audit.model.definitions import Audit, Checklist
from ethics_audit.model.items import Item

__all__ = [
    "Entry",
    "Name",
    "audit_beside",
    "audit_of",
    "entries",
    "find",
    "is_path",
    "load_answers",
    "load_audit",
    "load_audit_file",
    "load_checklist",
    "load_checklist_file",
    "load_definition",
    "readable_items",
    "troubles",
    "usable",
]

Name: TypeAlias = str | os.PathLike[str]
"""An id, which is text, or the path of a file, which is a `pathlib.Path`."""
D = TypeVar("D", bound=Audit | Checklist)


def load_audit(name: Name, version: str | None = None, *, locale: str | None = None) -> Audit:
    """An audit by its id; a checklist is given as an audit of one.

    Args:
        name: An id such as ``quarterly``. Text is never a path, so that it may come from anybody; a file is loaded with
            `load_audit_file`, or by a `pathlib.Path` in the place of the id.
        version: Such as ``1.0``; the newest by default.
        locale: The language of the texts, such as ``es``; the original by default. What is not translated stands in
            the original and is told by `Audit.translations`; the digest is the same.

    Raises:
        UnknownIdError: If there is no such id or version, or nothing of it in this language.
        ChecklistError: If the file or a translation cannot be read or is wrong, with every problem.
    """
    definition = load_definition(name, version, locale=locale)
    return Audit.of(definition) if isinstance(definition, Checklist) else definition


def load_audit_file(path: Name, version: str | None = None, *, locale: str | None = None) -> Audit:
    """The audit in a file, or the checklist as an audit of one; see `load_audit`.

    The files of checklists that an audit names lie in its own folder or below.

    Args:
        path: The path of a TOML or JSON file, which must not come from a document.
        version: The one that it must hold; any by default.
        locale: The language of the texts.
    """
    return load_audit(Path(path), version, locale=locale)


def load_definition(name: Name, version: str | None = None, *, locale: str | None = None) -> Audit | Checklist:
    """An audit or a checklist, as it is; see `load_audit`."""
    if isinstance(name, str):
        return _in_locale(partial(_load_id, name, version), locale, None)
    path = Path(name)
    return _in_locale(partial(_definition, path, version), locale, path.parent)


def _definition(path: Path, version: str | None, locale: str | None) -> Audit | Checklist:
    def resolve(entry: Mapping[str, str]) -> Checklist:
        return _resolve(entry, path.parent, locale)

    text = text_of(path, ChecklistError)
    definition = codec.read_definition(text, syntax_of(path), source=str(path), resolve=resolve)
    checklists = [definition] if isinstance(definition, Checklist) else [part.checklist for part in definition.parts]
    _check_references(checklists, str(path))
    return _translated(_of_version(definition, version, path), locale, path.parent)


def find(id: Name, version: str | None = None, *, locale: str | None = None) -> Audit | Checklist | Item:
    """An audit, a checklist or an item by its id; an item has the version of its checklist."""
    if not isinstance(id, str) or "." not in id or is_path(id):
        return load_definition(id, version, locale=locale)
    checklist = load_checklist(id.partition(".")[0], version, locale=locale)
    items = {item.id: item for item in checklist.items}
    if id not in items:
        raise UnknownIdError("item", id, items)
    return items[id]


def load_checklist(name: Name, version: str | None = None, *, locale: str | None = None) -> Checklist:
    """A checklist by its id, or in a file by a `pathlib.Path`; see `load_audit`."""
    if isinstance(name, str):
        load = cast(Callable[[str | None], Checklist], partial(_load_known, "checklists", name, version))
        return _in_locale(load, locale, None)
    path = Path(name)
    return _in_locale(partial(_checklist, path, version), locale, path.parent)


def load_checklist_file(path: Name, version: str | None = None, *, locale: str | None = None) -> Checklist:
    """The checklist in a file; see `load_audit_file`."""
    return load_checklist(Path(path), version, locale=locale)


def _checklist(path: Path, version: str | None, locale: str | None) -> Checklist:
    read = codec.from_json if syntax_of(path) == "json" else codec.from_toml
    checklist = read(text_of(path, ChecklistError), Checklist, source=str(path))
    _check_references([checklist], str(path))
    return _translated(_of_version(checklist, version, path), locale, path.parent)


def readable_items(path: Path) -> list[tuple[int, Item, frozenset[str]]]:
    """The items that can be read of a checklist file that is wrong elsewhere: place, item, keys that cannot be read."""
    try:
        return codec.readable_items(text_of(path, ChecklistError), syntax_of(path))
    except ChecklistError:
        return []


def load_answers(path: Name) -> AnswerSheet:
    """The answers in a TOML or JSON file.

    Raises:
        AnswerError: If the file cannot be read or is wrong, with every problem.
    """
    path = Path(path)
    read = codec.from_json if syntax_of(path) == "json" else codec.from_toml
    return read(text_of(path, AnswerError), AnswerSheet, source=str(path))


def audit_of(sheet: AnswerSheet, folder: Name | None = None, *, locale: str | None = None) -> Audit:
    """The audit that a sheet answers; see `load_audit`.

    Args:
        sheet: The answers, which name an audit.
        folder: Where the file of an audit may lie that a sheet names by a path; without it a sheet names an id, and
            can name nothing else. A path never leads out of it.
        locale: The language of the texts.

    Raises:
        AnswerError: If the sheet names a file, and no folder is given.
        ChecklistError: If the file is not in the folder, or is wrong.
        UnknownIdError: If there is no such id or version.
    """
    if not is_path(sheet.audit):
        return load_audit(sheet.audit, sheet.version, locale=locale)
    if folder is None:
        told = f"{shown(sheet.audit)} is given, a path; allowed is an id of the catalogue"
        raise AnswerError([Problem("audit", told, "load the file that you trust with load_audit_file")])
    return load_audit(named_in_document(Path(folder), sheet.audit, "audit", inside=True), sheet.version, locale=locale)


def audit_beside(sheet: AnswerSheet, path: Path, *, locale: str | None = None) -> Audit:
    """The audit that an answers file of this computer's user answers; a path is seen from the folder of that file.

    For the command line, whose user keeps both files, and may keep them in folders beside each other.

    Raises:
        ChecklistError: If the path is not relative, or the file is wrong.
        UnknownIdError: If there is no such id or version.
    """
    if not is_path(sheet.audit):
        return load_audit(sheet.audit, sheet.version, locale=locale)
    return load_audit(named_in_document(path.parent, sheet.audit, "audit", inside=False), sheet.version, locale=locale)


def troubles() -> tuple[Problem, ...]:
    """Everything in installed packages that cannot be used, with the reason."""
    return (*of_shelves(), *_looked_through()[1], *translations.troubles(), *_mistranslated(), *language.troubles())


def _mistranslated() -> Iterator[Problem]:
    """What is wrong with the translations that packages offer of what can be used."""
    for entry in usable():
        for version in entry.versions:
            yield from translations.wrong(_load_resource(entry.kind, entry.id, version, None))


def usable() -> tuple[Entry, ...]:
    """The entries of the catalogue without the versions that cannot be read."""
    return _looked_through()[0]


@cache
def _looked_through() -> tuple[tuple[Entry, ...], tuple[Problem, ...]]:
    """What can be used of the catalogue, and what is wrong with the rest; the library's own is held by its tests."""
    found, wrong = [], []
    for entry in entries():
        sound = []
        for version in entry.versions:
            try:
                if entry.package != SHIPPED:
                    _load_resource(entry.kind, entry.id, version, None)
                sound.append(version)
            except ChecklistError as failure:
                first, *more = failure.problems
                told = f"{failure.source} cannot be used: {first}" + (
                    f", and {len(more)} more problems" if more else ""
                )
                wrong.append(Problem(entry.package, told))
        if sound:
            found.append(entry._replace(versions=tuple(sound)))
    return tuple(found), tuple(wrong)


def _of_version(definition: D, version: str | None, path: Path) -> D:
    if version not in (None, definition.version):
        raise UnknownIdError(f"version of {path}", str(version), [definition.version])
    return definition


def _check_references(checklists: list[Checklist], source: str) -> None:
    from ethics_audit.documents import references

    if problems := [problem for checklist in checklists for problem in references.problems(checklist)]:
        raise ChecklistError(problems, source)


def _in_locale(load: Callable[[str | None], D], locale: str | None, folder: Path | None) -> D:
    """What is loaded, in a language if it is not that of the original."""
    original = load(None)
    other = locale is not None and translations.offered(original, locale, folder)
    return load(locale) if other else original


def _translated(definition: D, locale: str | None, folder: Path | None) -> D:
    return definition if locale is None else translations.translated(definition, locale, folder)


def _resolve(entry: Mapping[str, str], folder: Path | None, locale: str | None) -> Checklist:
    """The checklist that an entry of an audit names; a file is seen from `folder`."""
    if "file" not in entry:
        return cast(Checklist, _load_known("checklists", entry["id"], entry.get("version"), locale))
    if folder is None:
        raise ChecklistError([Problem("file", "is not allowed in an installed audit", "name a checklist by its id")])
    return _checklist(named_in_document(folder, entry["file"], "file", inside=True), None, locale)


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
        raise UnknownIdError(f"version of the {kind.removesuffix('s')} {id!r}", version, versions)
    return _load_resource(kind, id, version, locale)


def _unknown(kind: str, id: str, known: list[str]) -> UnknownIdError:
    """The error of an id that is not there; a path, and packages that might hold it, are told."""
    if is_path(id):
        return UnknownIdError(kind, id, known, "a file is loaded with load_audit_file or load_checklist_file")
    return UnknownIdError(kind, id, known, "; ".join([nearest(id, known), *map(str, of_shelves())]))


@cache
def _load_resource(kind: Kind, id: str, version: str, locale: str | None) -> Audit | Checklist:
    """A definition of the catalogue. The citations of shipped ones are checked by the tests, those of others here."""
    source = f"{id}-{version}.toml"
    text = text_of(versions_of(kind, id)[version], ChecklistError, source)
    if kind == "audits":
        definition: Audit | Checklist = codec.from_toml(
            text, Audit, source=source, resolve=lambda entry: _resolve(entry, None, locale)
        )
    else:
        definition = checklist = codec.from_toml(text, Checklist, source=source)
        if not is_shipped(kind, id):
            _check_references([checklist], source)
    if (definition.id, definition.version) != (id, version):
        message = f"the file holds {definition.id} {definition.version}"
        raise ChecklistError([Problem("", message, f"name it {definition.id}-{definition.version}.toml")], source)
    return _translated(definition, locale, None)
