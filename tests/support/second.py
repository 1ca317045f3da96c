"""The second reference: other people, scales, weights and groups, with every value computed in R."""

import json
from typing import Any

import ethics_audit as ea
from ethics_audit.frames.study import Study
from ethics_audit.research import read
from support.held import near
from support.studied import REFERENCE

SECOND = REFERENCE / "second"
VALUES = json.loads((SECOND / "reference.json").read_text("utf-8"))["values"]


def second(name: str) -> Any:
    """A value that R gave, as something that equals what is within its tolerance."""
    [entry] = VALUES[name]
    return near(entry["value"], entry["tolerance"])


def names(start: str) -> list[str]:
    """The names of the values that begin so, without the beginning."""
    return [name.removeprefix(start) for name in VALUES if name.startswith(start)]


def second_study() -> Study:
    """The answers, read as a survey tool wrote them."""
    audit = ea.load_audit_file(SECOND / "audit.toml")
    return read(SECOND / "answers.csv", audit, person="person", occasion="season")
