"""The files of the catalog, unread: those of the library and those of installed packages.

A definition is the file ``<id>-<version>.toml`` in a folder ``audits`` or ``checklists``. An id belongs to one source:
an id that two packages offer cannot be used, and a shipped id is always the library's.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, Literal, NamedTuple

from ethics_audit.base.errors import ChecklistError, Problem
from ethics_audit.base.packages import SHIPPED, incomplete, offers, shipped
from ethics_audit.base.packages import troubles as package_troubles
from ethics_audit.base.validation import name as not_an_id
from ethics_audit.base.validation import version as not_a_version

Kind = Literal["audits", "checklists"]
KINDS: tuple[Kind, ...] = ("audits", "checklists")
Versions = Mapping[str, Any]
"""A mapping from each version of a definition to its file."""


class Entry(NamedTuple):
    """The versions of one definition in the catalog.

    Attributes:
        kind: ``audits`` or ``checklists``.
        id: The id of the definition.
        versions: All versions, the newest first.
        package: The package that offers it.
    """

    kind: Kind
    id: str
    versions: tuple[str, ...]
    package: str


def entries() -> list[Entry]:
    """Return everything in the catalog: audits, then checklists, each by id."""
    return [
        Entry(kind, id, tuple(newest_first(versions)), package)
        for kind in KINDS
        for package, ids in _shelves().items()
        for id, versions in sorted(ids[kind].items())
        if package == SHIPPED or id not in _contested()
    ]


def versions_of(kind: Kind, id: str) -> Versions:
    """Return the versions of a definition with their files; none if the id is unknown.

    Raises:
        ChecklistError: If two packages offer it.
    """
    own = _own()
    if any(id in ids for ids in own.values()):
        return own[kind].get(id, {})  # without a look at other packages, which takes longer than all else
    if id in _contested():
        raise ChecklistError([_contested()[id]])
    return next((ids[kind][id] for ids in _shelves().values() if id in ids[kind]), {})


def is_shipped(kind: Kind, id: str) -> bool:
    """Return whether a definition is the library's own."""
    return id in _own()[kind]


def newest_first(versions: Versions) -> list[str]:
    """Return the versions by number, the newest first."""
    return sorted(versions, key=numbers, reverse=True)


def numbers(version: str) -> list[int]:
    """Return the numbers of a version, by which versions are ordered."""
    return [int(part) for part in version.split(".")]


def troubles() -> tuple[Problem, ...]:
    """Return the problems of packages, of the names of their files, and of ids that two of them offer."""
    return (*package_troubles(), *_misnamed(), *_contested().values())


@cache
def _shelves() -> dict[str, dict[Kind, dict[str, dict[str, Any]]]]:
    """Return the ids of each kind by source, the library first."""
    return {
        SHIPPED: _own(),
        **{package: {kind: _definitions(files / kind) for kind in KINDS} for package, files in offers()},
    }


@cache
def _own() -> dict[Kind, dict[str, dict[str, Any]]]:
    """Return the ids of each kind that the library has."""
    own = {kind: _definitions(shipped(kind)) for kind in KINDS}
    if not all(own.values()):
        raise incomplete(", ".join(KINDS))
    return own


@cache
def _contested() -> dict[str, Problem]:
    """Return a problem for each id that more than one source offers."""
    sources: dict[str, list[str]] = {}
    for package, ids in _shelves().items():
        for id in dict.fromkeys([*ids["audits"], *ids["checklists"]]):
            sources.setdefault(id, []).append(package)
    return {
        id: Problem(id, f"is offered by {' and by '.join(packages)}", "choose another id")
        for id, packages in sources.items()
        if len(packages) > 1
    }


def _definitions(folder: Any) -> dict[str, dict[str, Any]]:
    """Return the files of a folder by id and version."""
    ids: dict[str, dict[str, Any]] = {}
    for file, named in _files(folder):
        if named:
            id, version = named
            ids.setdefault(id, {})[version] = file
    return ids


def _misnamed() -> Iterator[Problem]:
    """Yield a problem for each file of a package whose name is not that of a definition."""
    for package, files in offers():
        for kind in KINDS:
            for file, named in _files(files / kind):
                if named is None:
                    message = f"{kind}/{file.name} is left out: its name is not <id>-<version>.toml"
                    yield Problem(package, message, "for example waiting_room-1.0.toml", "left-out")


def _files(folder: Any) -> Iterator[tuple[Any, tuple[str, str] | None]]:
    """Yield the files of a folder, each with the id and version in its name, or with None.

    Hidden files, which macOS creates beside others, are skipped.
    """
    for file in folder.iterdir() if folder.is_dir() else ():
        if file.name.endswith(".toml") and not file.name.startswith("."):
            id, _, version = file.name.removesuffix(".toml").rpartition("-")
            yield file, None if not_an_id(id) or not_a_version(version) else (id, version)
