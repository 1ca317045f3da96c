"""Where definitions come from: the shipped ones, those of installed packages, and files.

An installed package offers definitions through the entry-point group ``ethics_audit.definitions``: each entry point
names a package with the folders ``checklists`` and ``audits``, whose files are called ``<id>-<version>.toml``. An id
belongs to one source; a shipped id cannot be offered by another package. Translations: see `ethics_audit.overlays`.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from functools import cache, partial
from pathlib import Path
from typing import Any, Literal, NamedTuple, TypeAlias, TypeVar, cast

import importlib_resources

from ethics_audit import codec, overlays, vector
from ethics_audit.assessment import Assessment, as_audit, assess
from ethics_audit.errors import AnswerError, ChecklistError, DocumentError, Problem, UnknownIdError
from ethics_audit.model import Audit, Checklist, Item
from ethics_audit.packages import SHIPPED, offering
from ethics_audit.sheet import AnswerSheet
from ethics_audit.syntax import LARGEST_FILE

Name: TypeAlias = str | os.PathLike[str]
Kind = Literal["checklists", "audits"]
D = TypeVar("D", bound=Audit | Checklist)
_Versions = dict[str, Any]


class Entry(NamedTuple):
    """What the catalogue holds under one id.

    Attributes:
        kind: ``audits`` or ``checklists``.
        versions: Every version, the newest first.
        package: The package that offers it.
    """

    kind: Kind
    id: str
    versions: tuple[str, ...]
    package: str


def load_audit(name: Name, version: str | None = None, *, locale: str | None = None) -> Audit:
    """An audit by its id or the path of its file; a checklist is given as an audit of one.

    Args:
        name: An id such as ``quarterly``, or a path: anything with a slash, ending in ``.toml`` or ``.json``, or a
            `pathlib.Path`.
        version: Such as ``1.0``; the newest by default. A path holds one version.
        locale: The language of the texts, such as ``es``; the original by default. What is not translated stands in
            the original and is told by `Audit.translations`; the digest is the same.

    Raises:
        UnknownIdError: If there is no such id or version, or nothing of it in this language.
        ChecklistError: If the file or a translation cannot be read or is wrong, with every problem.
    """
    definition = load_definition(name, version, locale=locale)
    return Audit.of(definition) if isinstance(definition, Checklist) else definition


def load_definition(name: Name, version: str | None = None, *, locale: str | None = None) -> Audit | Checklist:
    """An audit or a checklist, as it is; see `load_audit`."""
    return _in_locale(partial(_definition, name, version), locale, _folder_of(name))


def _definition(name: Name, version: str | None, locale: str | None) -> Audit | Checklist:
    if not is_path(name):
        return _load_id(str(name), version, locale)
    path = Path(name)

    def resolve(entry: Mapping[str, str]) -> Checklist:
        return _resolve(entry, path.parent, locale)

    text = _text(path, ChecklistError)
    definition = codec.read_definition(text, _syntax(path), source=str(path), resolve=resolve)
    checklists = [definition] if isinstance(definition, Checklist) else [part.checklist for part in definition.parts]
    _check_references(checklists, str(path))
    return _translated(_of_version(definition, version, path), locale, path.parent)


def find(id: Name, version: str | None = None, *, locale: str | None = None) -> Audit | Checklist | Item:
    """An audit, a checklist or an item by its id; an item has the version of its checklist."""
    if is_path(id) or "." not in str(id):
        return load_definition(id, version, locale=locale)
    checklist = load_checklist(str(id).partition(".")[0], version, locale=locale)
    items = {item.id: item for item in checklist.items}
    if str(id) not in items:
        raise UnknownIdError("item", str(id), items)
    return items[str(id)]


def load_checklist(name: Name, version: str | None = None, *, locale: str | None = None) -> Checklist:
    """A checklist by its id or the path of its file; see `load_audit`."""
    return _in_locale(partial(_checklist, name, version), locale, _folder_of(name))


def _checklist(name: Name, version: str | None, locale: str | None) -> Checklist:
    if not is_path(name):
        return cast(Checklist, _load_known("checklists", str(name), version, locale))
    path = Path(name)
    read = codec.from_json if _syntax(path) == "json" else codec.from_toml
    checklist = read(_text(path, ChecklistError), Checklist, source=str(path))
    _check_references([checklist], str(path))
    return _translated(_of_version(checklist, version, path), locale, path.parent)


def readable_items(path: Name) -> list[tuple[int, Item, frozenset[str]]]:
    """The items that can be read of a checklist file that is wrong elsewhere: place, item, keys that cannot be read."""
    try:
        return codec.readable_items(_text(Path(path), ChecklistError), _syntax(Path(path)))
    except ChecklistError:
        return []


def load_answers(path: Name) -> AnswerSheet:
    """The answers in a TOML or JSON file.

    Raises:
        AnswerError: If the file cannot be read or is wrong, with every problem.
    """
    path = Path(path)
    read = codec.from_json if _syntax(path) == "json" else codec.from_toml
    return read(_text(path, AnswerError), AnswerSheet, source=str(path))


def audit_of(sheet: AnswerSheet, folder: Name = ".", *, locale: str | None = None) -> Audit:
    """The audit that a sheet answers; a path is seen from `folder`, where the answers file stands; see `load_audit`."""
    name = Path(folder) / sheet.audit if is_path(sheet.audit) else sheet.audit
    return load_audit(name, sheet.version, locale=locale)


def load_vector(text: str, audit: Audit | Checklist | None = None, *, locale: str | None = None) -> Assessment:
    """The result that a compact vector stands for, exactly; the reasons given with ``n/a`` are not in it.

    Args:
        text: What `Assessment.vector` gave.
        audit: The definition it was written under; by default the one of the catalogue that it names.
        locale: The language of the one of the catalogue; see `load_audit`.

    Raises:
        AnswerError: If it is no vector, is damaged, or was written under another definition.
        UnknownIdError: If the catalogue does not hold what it names.
        TypeError: If `audit` is neither an audit nor a checklist.
    """
    if audit is None:
        named = vector.head(text)
        audit = load_audit(named.id, named.version, locale=locale)
    definition = as_audit(audit)
    return assess(definition, vector.decode(text, definition))


def entries() -> list[Entry]:
    """Everything the catalogue holds: audits, then checklists, each by id."""
    found = []
    for kind in ("audits", "checklists"):
        for package, ids in ((SHIPPED, _shipped(kind)), *_installed(kind)):
            found += [Entry(kind, id, tuple(_newest_first(versions)), package) for id, versions in sorted(ids.items())]
    return found


def is_path(name: Name) -> bool:
    """Whether a name is that of a file rather than an id."""
    return not isinstance(name, str) or name.endswith((".toml", ".json")) or "/" in name or os.sep in name


def _syntax(path: Path) -> str:
    return "json" if path.suffix == ".json" else "toml"


def _of_version(definition: D, version: str | None, path: Path) -> D:
    if version not in (None, definition.version):
        raise UnknownIdError(f"version of {path}", str(version), [definition.version])
    return definition


def _check_references(checklists: list[Checklist], source: str) -> None:
    from ethics_audit import references

    if problems := [problem for checklist in checklists for problem in references.problems(checklist)]:
        raise ChecklistError(problems, source)


def _folder_of(name: Name) -> Path | None:
    return Path(name).parent if is_path(name) else None


def _in_locale(load: Callable[[str | None], D], locale: str | None, folder: Path | None) -> D:
    """What is loaded, in a language if it is not that of the original."""
    original = load(None)
    other = locale is not None and overlays.offered(original, locale, folder)
    return load(locale) if other else original


def _translated(definition: D, locale: str | None, folder: Path | None) -> D:
    return definition if locale is None else overlays.translated(definition, locale, folder)


def _resolve(entry: Mapping[str, str], folder: Path | None, locale: str | None) -> Checklist:
    """The checklist that an entry of an audit names; a file is seen from `folder`."""
    if "file" not in entry:
        return cast(Checklist, _load_known("checklists", entry["id"], entry.get("version"), locale))
    if folder is None:
        raise ChecklistError([Problem("file", "is not allowed in an installed audit", "name a checklist by its id")])
    return _checklist(folder / entry["file"], None, locale)


def _load_id(id: str, version: str | None, locale: str | None) -> Audit | Checklist:
    if _versions("audits", id):
        return _load_known("audits", id, version, locale)
    if _versions("checklists", id):
        return _load_known("checklists", id, version, locale)
    raise UnknownIdError("audit or checklist", id, (entry.id for entry in entries()))


def _load_known(kind: Kind, id: str, version: str | None, locale: str | None) -> Audit | Checklist:
    versions = _versions(kind, id)
    if not versions:
        raise UnknownIdError(kind.removesuffix("s"), id, (entry.id for entry in entries() if entry.kind == kind))
    if version is None:
        version = _newest_first(versions)[0]
    if version not in versions:
        raise UnknownIdError(f"version of the {kind.removesuffix('s')} {id!r}", version, versions)
    return _load_resource(kind, id, version, locale)


@cache
def _load_resource(kind: Kind, id: str, version: str, locale: str | None) -> Audit | Checklist:
    """A definition of the catalogue. The citations of shipped ones are checked by the tests, those of others here."""
    source = f"{id}-{version}.toml"
    try:
        text = _versions(kind, id)[version].read_text("utf-8")
    except (OSError, UnicodeDecodeError) as failure:
        raise ChecklistError([Problem("", f"cannot be read: {failure}")], source) from None
    if kind == "audits":
        definition: Audit | Checklist = codec.from_toml(
            text, Audit, source=source, resolve=lambda entry: _resolve(entry, None, locale)
        )
    else:
        definition = checklist = codec.from_toml(text, Checklist, source=source)
        if id not in _shipped(kind):
            _check_references([checklist], source)
    if (definition.id, definition.version) != (id, version):
        message = f"the file holds {definition.id} {definition.version}"
        raise ChecklistError([Problem("", message, f"name it {definition.id}-{definition.version}.toml")], source)
    return _translated(definition, locale, None)


def _versions(kind: Kind, id: str) -> _Versions:
    if id in _shipped(kind):
        return _shipped(kind)[id]
    return next((ids[id] for _, ids in _installed(kind) if id in ids), {})


@cache
def _shipped(kind: Kind) -> dict[str, _Versions]:
    return _folder(importlib_resources.files(SHIPPED) / kind)


@cache
def _installed(kind: Kind) -> tuple[tuple[str, dict[str, _Versions]], ...]:
    """The definitions of each installed package that offers some."""
    found = []
    taken = dict.fromkeys([*_shipped("audits"), *_shipped("checklists")], SHIPPED)
    for package, files in offering():
        ids = _folder(files / kind)
        for id in ids:
            if id in taken:
                raise ChecklistError(
                    [Problem(id, f"is offered by {taken[id]} and by {package}", "choose another id")], package
                )
            taken[id] = package
        found.append((package, ids))
    return tuple(found)


def _folder(folder: Any) -> dict[str, _Versions]:
    ids: dict[str, _Versions] = {}
    for file in folder.iterdir() if folder.is_dir() else ():
        id, dash, version = file.name.removesuffix(".toml").rpartition("-")
        if dash and file.name.endswith(".toml"):
            ids.setdefault(id, {})[version] = file
    return ids


def _newest_first(versions: _Versions) -> list[str]:
    return sorted(
        versions, key=lambda version: [int(part) if part.isdigit() else -1 for part in version.split(".")], reverse=True
    )


def _text(path: Path, error: type[DocumentError]) -> str:
    try:
        with path.open("rb") as file:
            return file.read(LARGEST_FILE + 1).decode("utf-8-sig")
    except OSError as failure:
        raise error([Problem("", f"cannot be read: {failure.strerror or failure}")], str(path)) from None
    except UnicodeDecodeError as failure:
        raise error([Problem("", f"is not UTF-8 text (byte {failure.start})")], str(path)) from None
    except ValueError as failure:
        raise error([Problem("", f"is not the name of a file: {failure}")], str(path)) from None
