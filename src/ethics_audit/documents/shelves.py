"""What the catalogue holds, as files that nobody has read yet: those of the library and those of installed packages.

A definition is the file ``<id>-<version>.toml`` in a folder ``audits`` or ``checklists``. An id belongs to one source:
what two packages offer is neither's, and a shipped id is the library's.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, Literal, NamedTuple

from ethics_audit.base.errors import ChecklistError, Problem
from ethics_audit.base.packages import SHIPPED, incomplete, offers, shipped
from ethics_audit.base.packages import troubles as of_packages
from ethics_audit.base.validation import name as not_an_id
from ethics_audit.base.validation import version as not_a_version

Kind = Literal["audits", "checklists"]
KINDS: tuple[Kind, ...] = ("audits", "checklists")
Versions = Mapping[str, Any]
"""From each version of a definition to its file."""


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


def entries() -> list[Entry]:
    """Everything the catalogue holds: audits, then checklists, each by id."""
    return [
        Entry(kind, id, tuple(newest_first(versions)), package)
        for kind in KINDS
        for package, ids in _shelves().items()
        for id, versions in sorted(ids[kind].items())
        if package == SHIPPED or id not in _contested()
    ]


def versions_of(kind: Kind, id: str) -> Versions:
    """Every version of a definition with its file; none if there is no such id.

    Raises:
        ChecklistError: If two packages offer it.
    """
    shelves = _shelves()
    if any(id in shelves[SHIPPED][one] for one in KINDS):
        return shelves[SHIPPED][kind].get(id, {})
    if id in _contested():
        raise ChecklistError([_contested()[id]])
    return next((ids[kind][id] for ids in shelves.values() if id in ids[kind]), {})


def is_shipped(kind: Kind, id: str) -> bool:
    """Whether a definition is the library's own."""
    return id in _shelves()[SHIPPED][kind]


def newest_first(versions: Versions) -> list[str]:
    """The versions, by their numbers."""
    return sorted(versions, key=lambda version: [int(part) for part in version.split(".")], reverse=True)


def troubles() -> tuple[Problem, ...]:
    """What is wrong with packages, with the names of their files, and with ids that two of them offer."""
    return (*of_packages(), *_misnamed(), *_contested().values())


@cache
def _shelves() -> dict[str, dict[Kind, dict[str, dict[str, Any]]]]:
    """From each source, the library first, to its ids of each kind."""
    own = {kind: _definitions(shipped(kind)) for kind in KINDS}
    if not all(own.values()):
        raise incomplete(", ".join(KINDS))
    return {
        SHIPPED: own,
        **{package: {kind: _definitions(files / kind) for kind in KINDS} for package, files in offers()},
    }


@cache
def _contested() -> dict[str, Problem]:
    """The ids that more than one source offers."""
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
    """The files of a folder by id and version."""
    ids: dict[str, dict[str, Any]] = {}
    for file, named in _files(folder):
        if named:
            id, version = named
            ids.setdefault(id, {})[version] = file
    return ids


def _misnamed() -> Iterator[Problem]:
    """What packages offer under names that are of no definition."""
    for package, files in offers():
        for kind in KINDS:
            for file, named in _files(files / kind):
                if named is None:
                    told = f"{kind}/{file.name} is left out: its name is not <id>-<version>.toml"
                    yield Problem(package, told, "such as waiting_room-1.0.toml")


def _files(folder: Any) -> Iterator[tuple[Any, tuple[str, str] | None]]:
    """The files of a folder, each with the id and the version that its name holds; None if it holds none.

    Hidden ones, which macOS leaves beside others, are left out.
    """
    for file in folder.iterdir() if folder.is_dir() else ():
        if file.name.endswith(".toml") and not file.name.startswith("."):
            id, _, version = file.name.removesuffix(".toml").rpartition("-")
            yield file, None if not_an_id(id) or not_a_version(version) else (id, version)
