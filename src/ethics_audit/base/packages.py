"""Installed packages that offer definitions and translations through the entry-point group `GROUP`.

What a package offers is data: its folder is found as an import would find it, and none of its code runs. A package
that cannot be read is left out and reported; everything else stays available.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from ethics_audit.base.errors import ChecklistError, Problem, shown

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

GROUP = "ethics_audit.definitions"
SHIPPED = "ethics_audit"
OFFERED = ("audits", "checklists", "locales")
"""The folders that a package may have; it needs at least one."""


class Offer(NamedTuple):
    """What a package offers.

    Attributes:
        package: The name to import it by.
        files: Its folder.
    """

    package: str
    files: Any


def root() -> Any:
    """Return the folder of the library, or the part of an archive that stands for it."""
    folder = Path(__file__).parent.parent
    if folder.is_dir():
        return folder
    import importlib_resources

    return importlib_resources.files(SHIPPED)


def shipped(*names: str) -> Any:
    """Return a file or a folder of the library.

    Raises:
        ChecklistError: If it is not there.
    """
    found = root().joinpath(*names)
    if not (found.is_file() or found.is_dir()):
        raise incomplete("/".join(names))
    return found


def incomplete(missing: str) -> ChecklistError:
    """Return the error of an installation without its data files, as a freezing tool may produce it."""
    message = f"this installation of ethics-audit is incomplete: its data files are missing ({missing})"
    hint = "with PyInstaller: --collect-data ethics_audit; otherwise reinstall it"
    return ChecklistError([Problem("", message, hint)])


@cache
def folders() -> tuple[Any, ...]:
    """Return the folders of the library and of every package that offers something, the library first."""
    return (root(), *(offer.files for offer in offers()))


def offers() -> tuple[Offer, ...]:
    """Return what each package offers, by name; the library itself is not included."""
    return _offers_and_troubles()[0]


def troubles() -> tuple[Problem, ...]:
    """Return a problem for each package that cannot be read, with the name of its distribution."""
    return _offers_and_troubles()[1]


@cache
def _offers_and_troubles() -> tuple[tuple[Offer, ...], tuple[Problem, ...]]:
    troubles: list[Problem] = []
    found: dict[str, Offer] = {}
    for entry_point in sorted(_entry_points(troubles), key=lambda entry: entry.value):
        try:
            package = entry_point.value.partition(":")[0].partition("[")[0].strip()
            found[package] = Offer(package, _folder(package))
        except Exception as failure:  # noqa: BLE001 - a third-party finder or archive may raise anything
            troubles.append(_trouble(_distribution(entry_point.dist), entry_point.value, failure))
    return tuple(found.values()), tuple(troubles)


def _trouble(distribution: str, package: str, failure: Exception) -> Problem:
    message = f"what the package {shown(package)} offers is left out: {failure}"
    return Problem(distribution, message, "reinstall it, or remove it", "left-out")


def _entry_points(troubles: list[Problem]) -> Iterator[EntryPoint]:
    """Yield the entry points of the group; add a problem for each distribution whose list cannot be read."""
    from importlib.metadata import distributions

    for distribution in distributions():  # one by one, since one unreadable list ends a search in all of them
        try:
            yield from distribution.entry_points.select(group=GROUP)
        except Exception:  # noqa: BLE001 - the metadata of others may fail in any way
            failure = LookupError("its entry_points.txt cannot be read")
            troubles.append(_trouble(_distribution(distribution), "?", failure))


def _distribution(distribution: Any) -> str:
    try:
        return str(distribution.name or "?")
    except Exception:  # noqa: BLE001 - the metadata with the name may be what is broken
        return "?"


def _folder(package: str) -> Any:
    """Return the folder of a package without importing it.

    Raises:
        LookupError: If there is no such package, or it offers nothing.
    """
    from importlib.util import find_spec

    from importlib_resources.readers import NamespaceReader

    top, *inner = names = package.split(".")
    if not all(name.isidentifier() for name in names):
        raise LookupError("that is not a package name")
    if top == SHIPPED:
        raise LookupError("that is the library itself")
    spec = find_spec(top)  # a name without a dot imports nothing
    if spec is None or spec.submodule_search_locations is None:
        raise LookupError("there is no such package")
    reader = (
        cast(Any, NamespaceReader)(spec.submodule_search_locations)
        if spec.loader is None
        else cast(Any, spec.loader).get_resource_reader(top)
    )
    folder = reader.files()
    for name in inner:
        folder /= name
    there = [folder / name for name in OFFERED if (folder / name).is_dir()]
    if not there:
        raise LookupError(f"it has none of the folders {', '.join(OFFERED)}")
    for inside in there:
        _list_all(inside)
    return folder


def _list_all(folder: Any, levels: int = 3) -> None:
    """List a folder and those in it, which fails now if it would fail later; catalogs are three levels deep."""
    for inside in folder.iterdir() if levels and folder.is_dir() else ():
        _list_all(inside, levels - 1)
