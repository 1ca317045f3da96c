"""The reference values of the room for research, computed in R and Python."""

import json
from typing import Any

from support.studied import REFERENCE

_VALUES = json.loads((REFERENCE / "reference.json").read_text("utf-8"))["values"]
TOLERANCE = 1e-9


def held(name: str) -> Any:
    """The reference value of this name."""
    [found] = _VALUES[name]
    return found["value"]
