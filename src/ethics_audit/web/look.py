"""How the form looks inside another application: its templates, its style sheets, and the nonce of its policy."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from os import PathLike
from pathlib import Path

from attrs import field, frozen
from jinja2 import BaseLoader, DictLoader, FileSystemLoader
from starlette.requests import Request

from ethics_audit.base.causes import wrong_argument
from ethics_audit.base.likeness import similar
from ethics_audit.web import origins
from ethics_audit.web.origins import LOCAL_PATH

Templates = str | PathLike[str] | Mapping[str, str] | BaseLoader
ADDRESS = re.compile(r"(https?://[^/?#]+)(?:/[!-~]*)?")


def _loader(given: object) -> BaseLoader | None:
    """Return what loads an application's own templates; refuse what cannot hold any."""
    if given is None or isinstance(given, BaseLoader):
        return given
    if isinstance(given, Mapping):
        texts = dict(given)
        for name, text in texts.items():
            if not (isinstance(name, str) and isinstance(text, str)):
                raise wrong_argument("templates", "texts by their names", {name: text})
        return DictLoader(texts)
    if not (given and isinstance(given, str | PathLike)):
        raise wrong_argument("templates", "a folder, texts by their names, or a loader of Jinja", given)
    return FileSystemLoader(_folder(Path(given)))


def _folder(path: Path) -> Path:
    """Return a folder; refuse one that is not there."""
    if path.is_dir():
        return path
    beside = [one.name for one in path.parent.glob("*/")]
    raise wrong_argument("templates", "a folder", str(path), similar(path.name, beside))


def _styles(given: Iterable[str]) -> tuple[str, ...]:
    """Return the addresses of style sheets; refuse anything else."""
    found = tuple([given] if isinstance(given, str) else given)
    for address in found:
        text = address if isinstance(address, str) else ""
        if not LOCAL_PATH.fullmatch(text) and not _origin(text):
            hint = "such as '/static/practice.css' or 'https://static.practice.example/form.css'"
            raise wrong_argument("styles", "the address of a style sheet", address, hint)
    return found


def _origin(address: str) -> str:
    """Return the origin of an address on another site; an empty text for a path on this one."""
    parts = ADDRESS.fullmatch(address)
    return parts[1].lower() if parts and origins.origin(parts[1]) else ""


def no_nonce(_request: Request) -> str:
    """Return no nonce."""
    return ""


@frozen
class Look:
    """How the form looks; see `ethics_audit.web.app`.

    Attributes:
        templates: Loads the templates that replace or extend those of the package.
        styles: The addresses of style sheets that every page loads after its own.
        nonce: Returns the nonce of a response; an empty text for none.
    """

    templates: BaseLoader | None = field(default=None, converter=_loader)
    styles: tuple[str, ...] = field(default=(), converter=_styles)
    nonce: Callable[[Request], str] = no_nonce

    @property
    def origins(self) -> list[str]:
        """The other sites that style sheets come from."""
        return sorted({_origin(address) for address in self.styles} - {""})
