"""The formats there are, by name; each is a module of its own, loaded when it is asked for.

A module has ``export(audit) -> bytes``, the content of a file that the other program takes; ``ENDING``, how the file is
called; ``LIMITS``, what the other program cannot express, in sentences; and, where answers come back,
``answers(content, audit)``.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any, Protocol, cast

from ethics_audit.answers import Answers
from ethics_audit.errors import ArgumentError, nearest, shown
from ethics_audit.model import Audit

TARGETS: dict[str, str] = {
    "fhir": "fhir",
    "surveyjs": "surveyjs",
    "json-schema": "json_schema",
    "xlsform": "xlsform",
    "redcap": "redcap",
    "markdown": "markdown_form",
    "blank": "blank",
}
"""From the name of a format to its module in this package."""


class Target(Protocol):
    """A module of a format."""

    ENDING: str
    LIMITS: tuple[str, ...]

    def export(self, audit: Audit) -> bytes:
        """The content of a file with the definition."""


class Source(Target, Protocol):
    """A module of a format from which answers come back."""

    def answers(self, content: bytes, audit: Audit) -> Answers:
        """The answers in the content of a file, strictly; see the module for what it takes."""


def target(name: str) -> Target:
    """The module of a format.

    Raises:
        ArgumentError: If there is no such format.
    """
    if name not in TARGETS:
        raise ArgumentError(
            "format", f"{shown(name)} is given; allowed is {', '.join(TARGETS)}", nearest(name, TARGETS)
        )
    return cast(Target, import_module(f"ethics_audit.formats.{TARGETS[name]}"))


def source(name: str) -> Source:
    """The module of a format from which answers come back.

    Raises:
        ArgumentError: If there is no such format, or none come back from it.
    """
    module: Any = target(name)
    if not hasattr(module, "answers"):
        raise ArgumentError("format", f"{shown(name)} gives no answers back")
    return cast(Source, module)
