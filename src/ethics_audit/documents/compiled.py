"""What the library ships as values ready to use: compiled when it is built, so that a start parses and checks no TOML.

The TOML files stay the source. A compiled file begins with the SHA-256 of its content, of its sources and of the fields
of the classes in it; one that is missing, damaged, or made from anything else is not used. Its values are JSON, in
which an object with the one key ``!Item`` is an instance of a class that the reader names; no other class is ever made.
"""

from __future__ import annotations

import json
from collections.abc import Collection
from datetime import date
from typing import Any, NamedTuple

import attrs

from ethics_audit.base.language import FOLDER as LOCALES
from ethics_audit.base.language import ORIGINAL
from ethics_audit.base.packages import root
from ethics_audit.base.version import __version__
from ethics_audit.model.bands import Band
from ethics_audit.model.definitions import Checklist, Discussion, Translation
from ethics_audit.model.items import Citation, Item, Option, Rating, RedFlag, RolePlay, Scale
from ethics_audit.model.policy import Gravity, Policy, Thresholds

FOLDER = "compiled"
_OF_CHECKLISTS = (Checklist, Discussion, Translation, Item, Scale, Option, Rating, RedFlag, Citation, RolePlay)
_OF_AUDITS = (Policy, Thresholds, Gravity, Translation)
_COMPUTED: dict[type, tuple[str, ...]] = {Checklist: ("digest",)}
"""What is kept beside the fields of a class, since it takes long to compute."""
_MARK = "!"


class Compiled(NamedTuple):
    """A compiled file.

    Attributes:
        name: Its path below the folder of compiled files, without a suffix.
        sources: The paths of the files that it is made from.
        kinds: The attrs classes that it may contain.
    """

    name: str
    sources: tuple[str, ...]
    kinds: tuple[type, ...]

    def read(self) -> Any:
        """Return the value, or None if there is none of these sources and classes."""
        file = root() / FOLDER / f"{self.name}.json"
        if not file.is_file():
            return None
        stamp, _, content = file.read_bytes().partition(b"\n")
        return _values(content, self.kinds) if stamp == self._stamp(content) else None

    def written(self, value: object) -> bytes:
        """Return the content of the file for a value.

        Raises:
            TypeError: If it has a value of a class that is not named, so that it would not be read back as it was.
        """
        content = json.dumps(_plain(value, self.kinds), ensure_ascii=False, separators=(",", ":")).encode()
        return b"\n".join((self._stamp(content), content))

    def _stamp(self, content: bytes) -> bytes:
        from hashlib import sha256

        layout = [__version__, *((kind.__name__, _names(kind)) for kind in self.kinds)]
        files = [root() / source for source in self.sources]
        parts = (repr(layout).encode(), content, *(file.read_bytes() if file.is_file() else b"" for file in files))
        return sha256(b"".join(sha256(part).digest() for part in parts)).hexdigest().encode()


def checklist(id: str, version: str, locale: str | None) -> Compiled:
    """Return the compiled file of a checklist that the library has, in the original or in another language."""
    return _definition("checklists", f"{id}-{version}", locale, _OF_CHECKLISTS)


def outline(id: str, version: str, locale: str | None) -> Compiled:
    """Return the compiled file of an audit that the library has: its own fields, and the names of its checklists."""
    return _definition("audits", f"{id}-{version}", locale, _OF_AUDITS)


def _definition(folder: str, file: str, locale: str | None, kinds: tuple[type, ...]) -> Compiled:
    spoken = () if locale is None else (f"{LOCALES}/{locale}/{file}.toml",)
    return Compiled(f"{folder}/{locale or ORIGINAL}/{file}", (f"{folder}/{file}.toml", *spoken), kinds)


def _names(kind: type) -> tuple[str, ...]:
    return (*(field.name for field in attrs.fields(kind)), *_COMPUTED.get(kind, ()))


def _plain(value: Any, kinds: Collection[type]) -> Any:
    """Return a value as JSON can hold it."""
    if type(value) in kinds:
        return {_MARK + type(value).__name__: [_plain(getattr(value, name), kinds) for name in _names(type(value))]}
    if type(value) is frozenset:
        return {"!frozenset": sorted(value)}
    if type(value) is tuple:
        return [_plain(member, kinds) for member in value]
    if type(value) in {Band, date}:
        return {_MARK + type(value).__name__: str(value)}
    if value is None or type(value) in {str, int, bool}:
        return value
    raise TypeError(f"{type(value).__name__} cannot be compiled")


def _values(content: bytes, kinds: Collection[type]) -> Any:
    makers: dict[str, Any] = {"!frozenset": frozenset, "!Band": Band, "!date": date.fromisoformat}
    fields: dict[str, Any] = {_MARK + kind.__name__: (kind, _names(kind)) for kind in kinds}
    put = object.__setattr__

    def made(given: dict[str, Any]) -> Any:
        ((mark, held),) = given.items()
        if mark in makers:
            return makers[mark](held)
        kind, names = fields[mark]
        instance = kind.__new__(kind)  # as a pickle makes it: it was checked when it was compiled
        for name, value in zip(names, held, strict=True):
            put(instance, name, tuple(value) if type(value) is list else value)
        return instance

    found = json.loads(content, object_hook=made)
    return tuple(found) if type(found) is list else found
