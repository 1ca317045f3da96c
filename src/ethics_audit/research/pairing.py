"""Rows of two parts of a study that belong to the same person."""

from __future__ import annotations

from collections.abc import Hashable
from typing import NamedTuple

import numpy as np

from ethics_audit.base.causes import wrong_argument
from ethics_audit.base.errors import shown
from ethics_audit.frames.cells import Array
from ethics_audit.frames.study import Study


class Paired(NamedTuple):
    """Which rows belong together.

    Attributes:
        first, second: The places of each person's row, in the order of the first part.
        only_first, only_second: How many people are in one part alone.
    """

    first: Array
    second: Array
    only_first: int
    only_second: int


def paired(first: Study, second: Study) -> Paired:
    """Pair the rows of two parts by person.

    Raises:
        ArgumentError: If a part has no column that names people, or two rows of one person.
    """
    ones, others = _places(first), _places(second)
    both = [person for person in ones if person in others]
    places = [np.array([some[person] for person in both], np.int64) for some in (ones, others)]
    return Paired(places[0], places[1], len(ones) - len(both), len(others) - len(both))


def _places(study: Study) -> dict[Hashable, int]:
    if not study.person:
        hint = "read it with person=, the columns that name a person"
        raise wrong_argument("study", "a study whose rows name people", study.person, hint)
    found: dict[Hashable, int] = {}
    for place, person in enumerate(zip(*(study.column(name) for name in study.person), strict=True)):
        if person in found:
            rows = f"two rows of {shown(' '.join(map(str, person)))}"
            raise wrong_argument("study", "one row a person on each occasion", rows, "take one occasion with .at()")
        found[person] = place
    return found
