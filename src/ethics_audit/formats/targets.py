"""The formats by name; each has modules of its own, which are loaded when they are needed.

The module of a format has ``export(audit) -> bytes``, the content of a file; ``ENDING``, the ending of its name; and
``LIMITS``, sentences on what the format cannot express. ``export`` raises an `ArgumentError` for a definition that has
nothing for the format. If answers come back, another module has ``answers(content, audit, reading)``.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any, Protocol, cast

from ethics_audit.base.causes import wrong_argument
from ethics_audit.base.errors import ArgumentError, shown
from ethics_audit.base.likeness import nearest
from ethics_audit.formats.incoming import PLAIN, Reading
from ethics_audit.model.answers import Answers
from ethics_audit.model.definitions import Audit

__all__ = ["SOURCES", "TARGETS", "Reading", "Source", "Target", "source", "target"]

_MODULES = {
    "fhir": ("fhir", "fhir_answers"),
    "surveyjs": ("surveyjs", "surveyjs_data"),
    "json-schema": ("json_schema", "answers_document"),
    "xlsform": ("xlsform", "xlsform_submission"),
    "redcap": ("redcap", "redcap_record"),
    "markdown": ("markdown_form", "markdown_filled"),
    "page": ("page.document", ""),
    "blank": ("blank", ""),
    "cards": ("cards", ""),
    "expert": ("expert", ""),
    "observer": ("observer", ""),
    "chart": ("chart", ""),
    "manual": ("manual", ""),
    "interview": ("interview", ""),
    "questionnaire": ("questionnaire", ""),
}
TARGETS: dict[str, str] = {name: module for name, (module, _) in _MODULES.items()}
"""The modules that export, by the names of their formats."""
SOURCES: dict[str, str] = {name: module for name, (_, module) in _MODULES.items() if module}
"""The modules that read answers, by the names of their formats."""


class Target(Protocol):
    """A module that exports definitions."""

    ENDING: str
    LIMITS: tuple[str, ...]

    def export(self, audit: Audit) -> bytes:
        """Return the content of a file with the definition.

        Raises:
            ArgumentError: If the definition has nothing for this format, such as cases for cards.
        """


class Source(Protocol):
    """A module that reads answers."""

    def answers(self, content: bytes, audit: Audit, reading: Reading = PLAIN) -> Answers:
        """Return the answers in the content of a file; see each module for what it accepts."""


def target(name: str) -> Target:
    """Return the module that exports a format.

    Raises:
        ArgumentError: If there is no such format.
    """
    return cast(Target, _module(name, TARGETS))


def source(name: str) -> Source:
    """Return the module that reads the answers of a format.

    Raises:
        ArgumentError: If there is no such format, or if it gives no answers back.
    """
    if name in TARGETS and name not in SOURCES:
        raise ArgumentError("format", f"{shown(name)} gives no answers back")
    return cast(Source, _module(name, SOURCES))


def _module(name: str, modules: dict[str, str]) -> Any:
    if name not in modules:
        raise wrong_argument("format", f"one of {', '.join(modules)}", name, nearest(name, modules))
    return import_module(f"ethics_audit.formats.{modules[name]}")
