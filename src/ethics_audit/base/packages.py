"""The installed packages that offer definitions and translations, by one group of entry points.

What a package offers is data. Its folder is found as an import would find it, and nothing of the package is run. A
package that cannot be read is left out and told for itself; it takes nothing else away.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from importlib.metadata import EntryPoint
from typing import Any, NamedTuple, cast

import importlib_resources
from importlib_resources.readers import NamespaceReader

from ethics_audit.base.errors import ChecklistError, Problem, shown

GROUP = "ethics_audit.definitions"
SHIPPED = "ethics_audit"
OFFERED = ("audits", "checklists", "locales")
"""The folders that a package may have, of which it has one at least."""


class Offer(NamedTuple):
    """What a package offers.

    Attributes:
        package: The name that it is imported by.
        files: Its folder.
    """

    package: str
    files: Any


def shipped(*names: str) -> Any:
    """Return a file or a folder of the library.

    Raises:
        ChecklistError: If it is not there.
    """
    found = importlib_resources.files(SHIPPED).joinpath(*names)
    if not (found.is_file() or found.is_dir()):
        raise incomplete("/".join(names))
    return found


def incomplete(missing: str) -> ChecklistError:
    """The error of an installation without its data, as a program that freezes another may leave it."""
    told = f"this installation of ethics-audit is not complete: it lacks its data files ({missing})"
    return ChecklistError([Problem("", told, "with PyInstaller: --collect-data ethics_audit; else install it again")])


@cache
def folders() -> tuple[Any, ...]:
    """The folders of the library and of every package that offers something, the library first."""
    return (importlib_resources.files(SHIPPED), *(offer.files for offer in offers()))


def offers() -> tuple[Offer, ...]:
    """What each package offers, in the order of their names; the library itself is not among them."""
    return _offers_and_troubles()[0]


def troubles() -> tuple[Problem, ...]:
    """What is wrong with packages that cannot be read, each at the name of its distribution."""
    return _offers_and_troubles()[1]


@cache
def _offers_and_troubles() -> tuple[tuple[Offer, ...], tuple[Problem, ...]]:
    troubles: list[Problem] = []
    found: dict[str, Offer] = {}
    for entry_point in sorted(_entry_points(troubles), key=lambda one: one.value):
        try:
            package = entry_point.value.partition(":")[0].partition("[")[0].strip()
            found[package] = Offer(package, _folder(package))
        except Exception as failure:  # noqa: BLE001 - a finder or an archive of others may raise anything
            troubles.append(_trouble(_distribution(entry_point.dist), entry_point.value, failure))
    return tuple(found.values()), tuple(troubles)


def _trouble(distribution: str, package: str, failure: Exception) -> Problem:
    told = f"what the package {shown(package)} offers is left out: {failure}"
    return Problem(distribution, told, "install it again, or remove it")


def _entry_points(troubles: list[Problem]) -> Iterable[EntryPoint]:
    """The entry points of the group; adds each distribution whose list of them cannot be read to `troubles`."""
    from importlib.metadata import entry_points

    try:
        return entry_points(group=GROUP)
    except Exception:  # noqa: BLE001 - one list that cannot be read ends the search in all
        return list(_one_by_one(troubles))


def _one_by_one(troubles: list[Problem]) -> Iterator[EntryPoint]:
    from importlib.metadata import distributions

    for distribution in distributions():
        try:
            yield from distribution.entry_points.select(group=GROUP)
        except Exception:  # noqa: BLE001 - the same
            told = LookupError("its list, entry_points.txt, cannot be read")
            troubles.append(_trouble(_distribution(distribution), "?", told))


def _distribution(distribution: Any) -> str:
    try:
        return str(distribution.name or "?")
    except Exception:  # noqa: BLE001 - what tells the name may be what is broken
        return "?"


def _folder(package: str) -> Any:
    """The folder of a package that is not imported.

    Raises:
        LookupError: If there is none.
    """
    from importlib.util import find_spec

    top, *inner = names = package.split(".")
    if not all(name.isidentifier() for name in names):
        raise LookupError("that is no name of a package")
    if top == SHIPPED:
        raise LookupError("that is the library itself")
    spec = find_spec(top)  # which imports nothing: that would take a name with a dot
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
    for one in there:
        _look_into(one)
    return folder


def _look_into(folder: Any, levels: int = 3) -> None:
    """Make sure that a folder can be listed, and those in it: a catalogue lies in ``locales/<locale>/LC_MESSAGES``."""
    for one in folder.iterdir() if levels and folder.is_dir() else ():
        _look_into(one, levels - 1)
