"""Files that a person or a document names: which they may be, and what is in them as text."""

from __future__ import annotations

import os
import re
from pathlib import Path, PureWindowsPath
from typing import Any

from ethics_audit.base.errors import ChecklistError, DocumentError, Problem, shown
from ethics_audit.base.plain_text import read_text
from ethics_audit.documents import codec


def is_path(name: str) -> bool:
    """Whether a text has the look of a file's path, which no id has."""
    return name.lower().endswith((".toml", ".json")) or re.search(r"[/\\\0]|^[A-Za-z]:", name) is not None


def syntax_of(path: Path) -> str:
    """The syntax of a document, by the ending of its file."""
    return "json" if path.suffix.lower() == ".json" else "toml"


def text_of(file: Any, error: type[DocumentError], source: str = "") -> str:
    """The text of a file on the disk or in a package.

    Args:
        file: Its path, or what stands for one.
        error: The class of the error.
        source: What errors call it; its path if left out.

    Raises:
        DocumentError: If it cannot be read, or is no text.
    """
    try:
        return read_text(file)
    except OSError as failure:
        told = f"cannot be read: {failure.strerror or failure}"
    except ValueError as failure:
        told = str(failure)
    raise error([Problem("", told)], source or str(file))


def named_in_document(folder: Path, name: str, place: str, *, inside: bool) -> Path:
    """The file of a definition that a document names by its path.

    Of any other file nothing is told but that it is none, so that a document cannot ask what is in it.

    Args:
        folder: What the path is seen from.
        name: What the document says.
        place: Where it says so.
        inside: Whether the file must lie in the folder or below, by links too.

    Raises:
        ChecklistError: If the path is not relative, leads out, or leads to no definition.
    """
    path = folder / name
    try:
        leads_out = not Path(os.path.realpath(path)).is_relative_to(os.path.realpath(folder))
    except ValueError:
        raise _refused(place, name, "the name of a file") from None
    if PureWindowsPath(name).anchor:
        raise _refused(place, name, "a path that is seen from the folder of this file")
    if inside and leads_out:
        raise _refused(place, name, "a file in the folder of this one, or below it")
    if not codec.is_definition(text_of(path, ChecklistError), syntax_of(path)):
        told = "is no audit and no checklist"
        raise ChecklistError([Problem("", told, f"ethics-audit lint {path} tells more")], str(path))
    return path


def _refused(place: str, name: str, allowed: str) -> ChecklistError:
    return ChecklistError([Problem(place, f"expected {allowed}, got {shown(name)}")])
