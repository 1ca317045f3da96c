"""The installed packages that offer definitions and translations, by one group of entry points."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

import importlib_resources

from ethics_audit.errors import ChecklistError, Problem

GROUP = "ethics_audit.definitions"
SHIPPED = "ethics_audit"


@cache
def folders() -> tuple[Any, ...]:
    """The folders of the library and of every package that offers something, the library first."""
    return (importlib_resources.files(SHIPPED), *(files for _, files in offering()))


def offering() -> Iterator[tuple[str, Any]]:
    """The name of each package with its folder, in the order of the names; the library itself is not among them.

    Raises:
        ChecklistError: If a package cannot be imported.
    """
    from importlib.metadata import entry_points

    for entry_point in sorted(entry_points(group=GROUP), key=lambda one: one.value):
        package = entry_point.value
        try:
            yield package, importlib_resources.files(package)
        except ImportError as failure:
            message = f"offers definitions but cannot be imported: {failure}"
            raise ChecklistError([Problem("", message)], package) from None
