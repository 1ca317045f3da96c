"""The formats there are, by name; each is a module of its own, loaded when it is asked for.

A module of a format has ``export(audit) -> bytes``, the content of a file that the other program takes; ``ENDING``, how
the file is called; and ``LIMITS``, what the other program cannot express, in sentences. Where answers come back, there
is a module that has ``answers(content, audit, reading)``.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any, Protocol, cast

from ethics_audit.base.errors import ArgumentError, nearest, shown
from ethics_audit.formats.incoming import PLAIN, Reading
from ethics_audit.model.answers import Answers
from ethics_audit.model.definitions import Audit

__all__ = ["SOURCES", "TARGETS", "Reading", "Source", "Target", "source", "target"]

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


SOURCES: dict[str, str] = {
    "fhir": "fhir_answers",
    "surveyjs": "surveyjs_data",
    "json-schema": "answers_document",
    "xlsform": "xlsform_submission",
    "redcap": "redcap_record",
    "markdown": "markdown_filled",
}
"""From the name of a format from which answers come back to the module that reads them."""


class Target(Protocol):
    """A module of a format."""

    ENDING: str
    LIMITS: tuple[str, ...]

    def export(self, audit: Audit) -> bytes:
        """The content of a file with the definition."""


class Source(Protocol):
    """A module that reads the answers of a format."""

    def answers(self, content: bytes, audit: Audit, reading: Reading = PLAIN) -> Answers:
        """Return the answers in the content of a file, strictly; see the module for what it takes."""


def target(name: str) -> Target:
    """The module of a format.

    Raises:
        ArgumentError: If there is no such format.
    """
    return cast(Target, _module(name, TARGETS))


def source(name: str) -> Source:
    """Return the module that reads the answers of a format.

    Raises:
        ArgumentError: If there is no such format, or none come back from it.
    """
    if name in TARGETS and name not in SOURCES:
        raise ArgumentError("format", f"{shown(name)} gives no answers back")
    return cast(Source, _module(name, SOURCES))


def _module(name: str, modules: dict[str, str]) -> Any:
    if name not in modules:
        raise ArgumentError("format", f"expected {', '.join(modules)}, got {shown(name)}", nearest(name, modules))
    return import_module(f"ethics_audit.formats.{modules[name]}")
