"""Reference values of the room for research, and small studies made of risks."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pytest

from ethics_audit.frames.study import Study
from support.builders import audit, checklist, item, scale
from support.studied import REFERENCE

VALUES = json.loads((REFERENCE / "reference.json").read_text("utf-8"))["values"]
LEVELS = (0, 30, 70, 100)


def held(name: str, source: str = "R") -> Any:
    """A reference value, as something that equals what is within its tolerance; a mapping is compared key by key."""
    entry = next(entry for entry in VALUES[name] if entry["source"] == source)
    return near(entry["value"], entry["tolerance"])


def near(value: Any, tolerance: float) -> Any:
    """What equals a value within its tolerance."""
    if isinstance(value, Mapping):
        return {key: near(one, tolerance) for key, one in value.items()}
    if isinstance(value, list):
        return [near(one, tolerance) for one in value]
    return None if value is None else pytest.approx(value, rel=tolerance, abs=tolerance)


def study_of(
    risks: Sequence[Sequence[float | None]] | npt.NDArray[Any], weights: Sequence[int] = (), **more: Any
) -> Study:
    """A study of one domain whose items have the risks 0, 30, 70 and 100; None or NaN is no answer."""
    cells = np.array(risks, float)
    names = [f"one.i{place}" for place in range(cells.shape[1])]
    asked = [
        item(name, weight, scale=scale(*LEVELS))
        for name, weight in zip(names, weights or [1] * len(names), strict=True)
    ]
    words = {
        name: [None if np.isnan(risk) else f"r{risk:.0f}" for risk in cells[:, at]] for at, name in enumerate(names)
    }
    extra = {name: column for name, column in more.items() if isinstance(column, list)}
    table = pa.table({name: pa.array(column, pa.string()) for name, column in words.items()} | extra)
    person = ("person",) if "person" in extra else ()
    return Study(audit(checklist("one", *asked)), table, person, "occasion" if "occasion" in extra else None)
