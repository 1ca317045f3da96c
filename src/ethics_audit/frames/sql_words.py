"""From the answers of a table to packed sums, as SQL: the code of each answer, then two codes an index of one list.

Planning takes a database longer than scoring many rows, so lists are written as text and sums as balanced trees.
"""

from __future__ import annotations

from collections.abc import Mapping

from ethics_audit.frames.packing import Column, Packed
from ethics_audit.frames.request import Request

FLOATS_OF_SQL = frozenset({"FLOAT", "DOUBLE"})
UNSIGNED_OF_SQL = frozenset({"UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT", "UHUGEINT"})
INTEGERS_OF_SQL = UNSIGNED_OF_SQL | {kind[1:] for kind in UNSIGNED_OF_SQL}
PAIR_BITS = 4
"""So many bits of a code, twice, make a list that is not too long."""
_CODE = "USMALLINT"


def quoted(name: str) -> str:
    """A column's name."""
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    """A text."""
    return "'" + text.replace("'", "''") + "'"


class Words:
    """Writes the steps that end in packed sums.

    Args:
        request: What is asked.
        kinds: The types of the columns.
    """

    def __init__(self, request: Request, kinds: Mapping[str, str]) -> None:
        self._request = request
        self._kinds = kinds
        self._codes = request.packed.codes
        self._coded = {id: f"_code_{place}" for place, id in enumerate(request.items)}

    def codes(self) -> list[str]:
        """The code of each answer."""
        return [f"{self._code(id)} AS {name}" for id, name in self._coded.items()]

    def _code(self, id: str) -> str:
        kind, name = self._kinds[id], quoted(id)
        gap = f"{name} IS NULL OR isnan({name})" if kind in FLOATS_OF_SQL else f"{name} IS NULL"
        other = f"WHEN {gap} THEN {self._codes.missing}::{_CODE} ELSE {self._codes.invalid}::{_CODE} END"
        if kind in INTEGERS_OF_SQL and self._request.numbers is None:
            inside = f"{name} <= {self._codes.invalid}" + ("" if kind in UNSIGNED_OF_SQL else f" AND {name} >= 0")
            return f"(CASE WHEN {inside} THEN {name}::{_CODE} {other})"
        whens = " ".join(f"WHEN {told} THEN {code}::{_CODE}" for told, code in self._known(id).items())
        return f"(CASE {name} {whens} ELSE CASE {other} END)" if whens else f"(CASE {other})"

    def _known(self, id: str) -> dict[str, int]:
        """The code of each value, as SQL, that is an answer."""
        words, numbers = self._request.packed.words_of[id], self._request.numbers
        right = {code: code for code in {*words.values(), self._codes.missing}}
        stood_for = right if numbers is None else numbers.get(id, {})
        known = {str(number): code for number, code in stood_for.items()}
        if self._kinds[id] in INTEGERS_OF_SQL | FLOATS_OF_SQL:
            return known
        floats = {f"{number}.0": code for number, code in known.items()}
        return {literal(told): code for told, code in {**known, **floats, **words, "": self._codes.missing}.items()}

    def sums(self, domain: Packed, word: int) -> str:
        """A word of a domain's packed sums; what depends on a row's facts is looked up by itself."""
        wrong = domain.invalid.mask << domain.invalid.shift if domain.invalid.word == word else 0
        free, parts = [], []
        for column in domain.columns:
            needs = sorted(column.item.requires - self._request.profile)
            table = [words[word] for words in column.words]
            if not needs:
                free.append((column, table))
            elif not set(needs) <= set(self._request.facts):
                free.append((column, [worth & wrong for worth in table]))
            else:
                applies = " AND ".join(f"lower({quoted(fact)}::VARCHAR) IN ('true', '1')" for fact in needs)
                value = self._looked_up([(column, table)])
                parts.append(f"(CASE WHEN {applies} THEN {value} ELSE {value} & {wrong} END)")
        together = 2 if self._codes.bits <= PAIR_BITS else 1
        parts += [self._looked_up(free[start : start + together]) for start in range(0, len(free), together)]
        return _sum(parts)

    def _looked_up(self, columns: list[tuple[Column, list[int]]]) -> str:
        """What the answers to one item or two add; an item without a column is answered by nobody."""
        listed, index = [0], f"1::{_CODE}"
        for column, table in columns:
            name = self._coded.get(column.item.id, f"{self._codes.missing}::{_CODE}")
            index = f"{name} * {len(listed)}::{_CODE} + {index}"
            listed = [before + worth for worth in table for before in listed]
        return f"('{listed}'::BIGINT[])[{index}]"


def _sum(parts: list[str]) -> str:
    """A sum as a balanced tree, which is planned sooner than a chain."""
    if len(parts) == 1:
        return parts[0]
    middle = len(parts) // 2
    return f"({_sum(parts[:middle])} + {_sum(parts[middle:])})"
