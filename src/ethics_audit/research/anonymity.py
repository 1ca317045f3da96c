"""How alone each person stands in a table, before it leaves the house."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import pyarrow as pa
from attrs import field, frozen

from ethics_audit.base.causes import wrong_argument
from ethics_audit.frames.cells import Array
from ethics_audit.frames.study import Study
from ethics_audit.research.result import Result
from ethics_audit.research.tabular import coded, named, table_of

USUAL = (2, 3, 5, 10)
"""The sizes under which rows are counted."""


@frozen
class Anonymity(Result):
    """How many people share each combination of what others may know of them.

    Attributes:
        quasi: The columns that others may know.
        n: The people.
        sizes: The number of people in each class, the smallest first.
        diversity: For each sensitive column, the fewest different values in a class: l.
    """

    quasi: tuple[str, ...]
    n: int
    sizes: tuple[int, ...] = field(repr=False)
    diversity: Mapping[str, int]
    notes: tuple[str, ...] = ()

    @property
    def k(self) -> int | None:
        """The size of the smallest class; None if there is nobody."""
        return self.sizes[0] if self.sizes else None

    @property
    def classes(self) -> int:
        """The number of different combinations."""
        return len(self.sizes)

    @property
    def uniques(self) -> int:
        """The people who are alone in their class."""
        return self.sizes.count(1)

    def under(self, k: int) -> int:
        """Return how many people are in classes of fewer than `k`."""
        return sum(size for size in self.sizes if size < k)

    @property
    def sources(self) -> tuple[str, ...]:
        """The sources of k and, where it was asked for, of l."""
        return ("sweeney2002", "machanavajjhala2007") if self.diversity else ("sweeney2002",)

    @property
    def account(self) -> str:
        """The methods sentence."""
        known = ", ".join(self.quasi)
        return f"The data are {self.k}-anonymous in {known}; {self.uniques} of {self.n} people are unique in them."

    def rows(self) -> Sequence[Mapping[str, Any]]:
        """Return k, classes, uniques, the people in classes under 2, 3, 5 and 10, and l for each sensitive column."""
        told = {"k": self.k, "classes": self.classes, "uniques": self.uniques}
        told |= {f"people in classes under {size}": self.under(size) for size in USUAL}
        told |= {f"l of {name}": least for name, least in self.diversity.items()}
        return [{"measure": name, "value": value, "n": self.n} for name, value in told.items()]


def k_anonymity(frame: Any, quasi: str | Iterable[str], sensitive: str | Iterable[str] = ()) -> Anonymity:
    """Count the people who share each combination of what others may know: k is the size of the smallest class.

    A gap is a value like any other, since others may know that it is one. In a study with several rows for a person, a
    class holds the people who ever had the same combinations. In any other table each row is a person.

    Args:
        frame: A table of any kind, or a study, which has its results as columns too.
        quasi: One column or several that others may know of a person, such as site and profession.
        sensitive: Columns that they should not learn: l is the fewest different values in any class (distinct
            l-diversity), a gap counting as one.

    Raises:
        ArgumentError: If there is no such column, or none is named.

    Source: Sweeney, L. (2002). k-anonymity: A model for protecting privacy. International Journal of Uncertainty,
    Fuzziness and Knowledge-Based Systems, 10, 557-570. Machanavajjhala, A., et al. (2007). l-diversity: Privacy beyond
    k-anonymity. ACM Transactions on Knowledge Discovery from Data, 1(1).

    Example:
        >>> import pyarrow
        >>> from ethics_audit import research
        >>> research.k_anonymity(pyarrow.table({"site": ["north", "north", "south"]}), "site").k
        1
    """
    table = table_of(frame)
    known, hidden = named("quasi", quasi, table), named("sensitive", sensitive, table)
    if not known:
        raise wrong_argument("quasi", "at least one column", [])
    classes, people = classes_of(frame, table, known)
    _, first = np.unique(people, return_index=True)
    sizes = np.bincount(classes[first]) if len(first) else np.array([], int)
    diversity = {name: _fewest(classes, coded(table, name)[1]) for name in hidden}
    return Anonymity(known, len(first), tuple(sorted(map(int, sizes))), diversity)


def classes_of(frame: Any, table: pa.Table, quasi: Sequence[str]) -> tuple[Array, Array]:
    """Return for each row the number of its person's class, and the number of its person."""
    codes = np.stack([coded(table, name)[1] for name in quasi], axis=1)
    _, rows = np.unique(codes, axis=0, return_inverse=True)
    people = frame.people() if isinstance(frame, Study) else np.arange(len(rows))
    if len(np.unique(people)) == len(people):
        return rows.ravel(), people
    courses: dict[int, set[int]] = {}
    for person, row in zip(people.tolist(), rows.ravel().tolist(), strict=True):
        courses.setdefault(person, set()).add(row)
    seen: dict[frozenset[int], int] = {}
    numbers = {person: seen.setdefault(frozenset(course), len(seen)) for person, course in courses.items()}
    return np.array([numbers[person] for person in people.tolist()]), people


def _fewest(classes: Array, values: Array) -> int:
    pairs = np.unique(np.stack([classes, values], axis=1), axis=0)
    return int(np.unique(pairs[:, 0], return_counts=True)[1].min(initial=len(pairs)))
