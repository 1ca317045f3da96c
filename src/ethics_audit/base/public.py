"""The public home of classes: the module that users import them from, wherever their code is."""

from __future__ import annotations

from collections.abc import Callable
from inspect import get_annotations
from typing import TypeVar, get_type_hints

import attrs

T = TypeVar("T", bound=type)


def public(home: str = "ethics_audit") -> Callable[[T], T]:
    """Return a decorator that gives a class its public home, so that pickles and documentation survive moves of code.

    Annotations that are texts are resolved first, while their names are in scope.

    Args:
        home: The module that users import it from.
    """

    def at_home(cls: T) -> T:
        own = get_annotations(cls)
        if any(isinstance(hint, str) for hint in own.values()):
            hints = get_type_hints(cls, include_extras=True)
            cls.__annotations__ = {name: hints[name] for name in own}
            if attrs.has(cls):
                attrs.resolve_types(cls)
        cls.__module__ = home
        return cls

    return at_home
