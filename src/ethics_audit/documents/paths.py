"""Files that a person or a document names: which paths are allowed, and the text of a file."""

from __future__ import annotations

import os
import re
from pathlib import Path, PureWindowsPath
from typing import Any

from ethics_audit.base import causes
from ethics_audit.base.errors import ChecklistError, DocumentError, Problem
from ethics_audit.base.plain_text import read_text
from ethics_audit.documents import codec


def is_path(name: str) -> bool:
    """Return whether a text looks like a path, which no id does."""
    return name.lower().endswith((".toml", ".json")) or re.search(r"[/\\\0]|^[A-Za-z]:", name) is not None


def syntax_of(path: Path) -> str:
    """Return the syntax of a document, ``json`` or ``toml``, by the suffix of its file."""
    return "json" if path.suffix.lower() == ".json" else "toml"


def text_of(file: Any, error: type[DocumentError], source: str = "") -> str:
    """Return the text of a file on disk or in a package.

    Args:
        file: Its path, or a resource.
        error: The class of the error.
        source: The name of the file in errors; its path by default.

    Raises:
        DocumentError: If it cannot be read, or is not text.
    """
    try:
        return read_text(file)
    except OSError as failure:
        problem = causes.unreadable(failure)
    except ValueError as failure:
        problem = Problem("", str(failure), rule="not-text")
    raise error([problem._replace(rule="document") if error is ChecklistError else problem], source or str(file))


def named_in_document(folder: Path, name: str, place: str, *, inside: bool) -> Path:
    """Return the file of a definition that a document names by its path.

    The error for any other file reveals nothing of its content, so that a document cannot ask for it.

    Args:
        folder: The folder that the path is relative to.
        name: The path in the document.
        place: Its place in the document.
        inside: Whether the file must be in the folder or below it, also when links are followed.

    Raises:
        ChecklistError: If the path is not relative, leads out, or leads to no definition.
    """
    path = folder / name
    try:
        leads_out = not Path(os.path.realpath(path)).is_relative_to(os.path.realpath(folder))
    except ValueError:
        raise _refused(place, name, "a file name") from None
    if PureWindowsPath(name).anchor:
        raise _refused(place, name, "a path relative to the folder of this file")
    if inside and leads_out:
        raise _refused(place, name, "a file in the folder of this file, or below it")
    if not codec.is_definition(text_of(path, ChecklistError), syntax_of(path)):
        problem = Problem("", "is neither an audit nor a checklist", f"see ethics-audit lint {path}")
        raise ChecklistError([problem], str(path))
    return path


def _refused(place: str, name: str, allowed: str) -> ChecklistError:
    return ChecklistError([causes.unexpected(place, allowed, name, code="document")])
