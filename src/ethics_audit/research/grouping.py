"""The groups of a study, by the values of one of its columns."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from ethics_audit.base.causes import wrong_argument
from ethics_audit.frames.cells import Array
from ethics_audit.frames.study import Study
from ethics_audit.research.reweighted import Reweighted


def groups(study: Study | Reweighted, column: str) -> Mapping[Any, Array]:
    """Return the rows of each group as booleans, by the values of a column in ascending order.

    A row without a value (none, NaN or an empty text) is in no group.
    """
    given = study.column(column)
    known = {value for value in given if not _is_absent(value)}
    ordered = sorted(known, key=lambda value: (type(value).__name__, value))
    return {value: np.array([other == value for other in given], bool) for value in ordered}


def two_or_more(study: Study | Reweighted, column: str) -> Mapping[Any, Array]:
    """Return the groups of a column that has at least two.

    Raises:
        ArgumentError: If there is no such column, or it has fewer than two groups.
    """
    found = groups(study, column)
    if len(found) < 2:  # noqa: PLR2004 - a pair
        raise wrong_argument("group", "a column with two groups or more", column, f"it has {len(found)}: {[*found]}")
    return found


def _is_absent(value: object) -> bool:
    return value is None or value == "" or value != value  # noqa: PLR0124 - only NaN is not itself
