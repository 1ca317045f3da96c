"""Where public classes are at home: under the name that users import them by, wherever their code stands."""

from __future__ import annotations

from collections.abc import Callable
from inspect import get_annotations
from typing import TypeVar, get_type_hints

import attrs

T = TypeVar("T", bound=type)


def public(home: str = "ethics_audit") -> Callable[[T], T]:
    """Report a class under its public name, so that pickles and documentation hold when its code moves.

    Its annotations are resolved first, where the names in them are known.

    Args:
        home: The module that users import it from.
    """

    def at_home(cls: T) -> T:
        hints = get_type_hints(cls, include_extras=True)
        cls.__annotations__ = {name: hints[name] for name in get_annotations(cls)}
        if attrs.has(cls):
            attrs.resolve_types(cls)
        cls.__module__ = home
        return cls

    return at_home
