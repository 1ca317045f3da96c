"""Comparing groups: how far apart their results are, what chance would give, and what the missing answers could do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations
from typing import Any, ClassVar, Literal, NamedTuple

import numpy as np
from attrs import evolve, frozen

from ethics_audit.base.causes import wrong_argument
from ethics_audit.base.public import public
from ethics_audit.frames.cells import Array
from ethics_audit.frames.study import Study
from ethics_audit.research.clusters import Sums, bootstrap, permutation
from ethics_audit.research.grouping import two_or_more
from ethics_audit.research.multiplicity import benjamini_hochberg, holm
from ethics_audit.research.result import Estimate, Result
from ethics_audit.research.reweighted import Reweighted
from ethics_audit.research.two_groups import cliffs_delta, hedges_g, mann_whitney, welch

Correction = Literal["holm", "bh"]
_CORRECTIONS = {"holm": ("Holm", holm), "bh": ("Benjamini-Hochberg", benjamini_hochberg)}
DRAWS = 2000


class Bounds(NamedTuple):
    """What a difference can be, whatever the missing answers are.

    Attributes:
        low: The mean of `low` in the first group less the mean of `high` in the second.
        high: The mean of `high` in the first group less the mean of `low` in the second.
        n_first, n_second: The rows to which some item applies, answered or not.
    """

    low: float
    high: float
    n_first: int
    n_second: int
