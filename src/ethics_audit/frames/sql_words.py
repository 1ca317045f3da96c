"""From the answers of a table to packed sums, as SQL: the code of each answer, then two codes an index of one list.

Planning takes a database longer than scoring many rows, so lists are written as text and sums as balanced trees.
Columns of codes are first looked at together: where no bit is set that no code has, they are taken as they are.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from ethics_audit.frames.cells import spellings
from ethics_audit.frames.columns import truths_of
from ethics_audit.frames.facts import HOLDS, HOLDS_NOT
from ethics_audit.frames.packing import Column, Packed
from ethics_audit.frames.request import TRUTHS_OF_SQL, Request

FLOATS_OF_SQL = frozenset({"FLOAT", "DOUBLE"})
HUGE_OF_SQL = frozenset({"HUGEINT", "UHUGEINT"})
LARGE_OF_SQL = HUGE_OF_SQL | {"UBIGINT"}
TINY_OF_SQL = frozenset({"UTINYINT", "TINYINT"})
INTEGERS_OF_SQL = TINY_OF_SQL | LARGE_OF_SQL | {"USMALLINT", "SMALLINT", "UINTEGER", "INTEGER", "BIGINT"}
PAIR_BITS = 4
"""So many bits of a code, twice, make a list that is not too long."""
TINY_BITS = 3
"""Two codes of so many bits make an index that the smallest types hold."""
NOTHING_OF_SQL = '"NULL"'
_CODE = "USMALLINT"

Read = Callable[[str], str]
"""How the code of an item is read, as SQL."""


def quoted(name: str) -> str:
    """A column's name."""
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    """A text."""
    return "'" + text.replace("'", "''") + "'"


def is_read(kind: str) -> bool:
    """Return whether columns of this type hold answers or facts."""
    numbers = INTEGERS_OF_SQL | FLOATS_OF_SQL
    return kind in numbers | {TRUTHS_OF_SQL, NOTHING_OF_SQL} or _is_text(kind)


def _is_text(kind: str) -> bool:
    return kind == "VARCHAR" or (kind.startswith("ENUM(") and kind.endswith(")"))


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
        self._facts = {fact: f"_fact_{place}" for place, fact in enumerate(request.facts)}
        self._coded = {id: f"_code_{place}" for place, id in enumerate(request.items)}
        self._numbers = {id for id in request.items if kinds[id] in INTEGERS_OF_SQL and request.numbers is None}

    def codes(self) -> list[str]:
        """The code of each answer; of columns of codes, what stands there, which may be none."""
        return [
            f"{self._filled(id) if id in self._numbers else self._code(id)} AS {name}"
            for id, name in self._coded.items()
        ]

    def _filled(self, id: str) -> str:
        return f"coalesce({quoted(id)}, {self._codes.missing}::{self._kinds[id]})"

    def _code(self, id: str) -> str:
        kind, name = self._kinds[id], quoted(id)
        gap = f"{name} IS NULL OR isnan({name})" if kind in FLOATS_OF_SQL else f"{name} IS NULL"
        other = f"WHEN {gap} THEN {self._codes.missing}::{_CODE} ELSE {self._codes.invalid}::{_CODE} END"
        whens = " ".join(f"WHEN {told} THEN {code}::{_CODE}" for told, code in self._known(id).items())
        return f"(CASE {name} {whens} ELSE CASE {other} END)" if whens else f"(CASE {other})"

    def _known(self, id: str) -> dict[str, int]:
        """The code of each value, as SQL, that is an answer."""
        kind, words, numbers = self._kinds[id], self._request.packed.words_of[id], self._request.numbers
        truths = truths_of(words) or {word: code for word, code in words.items() if word in {"true", "false"}}
        if kind == TRUTHS_OF_SQL:
            return {word: truths[word] for word in ("true", "false") if word in truths}
        right = {code: code for code in {*words.values(), self._codes.missing}}
        stood_for = right if numbers is None else numbers.get(id, {})
        known = {str(number): code for number, code in stood_for.items()}
        if not _is_text(kind):
            return known
        spelled = {told: code for number, code in known.items() for told in spellings(number)}
        texts = {**spelled, **truths, **words, "": self._codes.missing}
        return {literal(told): code for told, code in texts.items()}

    def facts(self) -> list[str]:
        """Whether each fact holds; null where it is not known."""
        return [f"{self._fact(name)} AS {self._facts[fact]}" for fact, name in self._request.facts.items()]

    def _fact(self, name: str) -> str:
        text = f"lower({quoted(name)}::VARCHAR)"
        holds, not_so = (", ".join(map(literal, sorted(words))) for words in (HOLDS, HOLDS_NOT))
        return f"(CASE WHEN {text} IN ({holds}) THEN TRUE WHEN {text} IN ({not_so}) THEN FALSE END)"

    def set_aside(self) -> str:
        """How many answers depend on facts which nothing tells."""
        some = [
            f"({self._coded[id]} IN ({', '.join(map(str, self._request.packed.words_of[id].values()))}))::INT"
            for id in self._request.untold
        ]
        return _sum(some) if some else "0"

    def sums(self, domain: Packed, word: int) -> str:
        """A word of a domain's packed sums."""
        checked = self._sums(domain, word, self._checked, _CODE)
        items = [column.item.id for column in domain.columns if column.item.id in self._coded]
        if not items or not self._numbers.issuperset(items) or len({self._kinds[id] for id in items}) > 1:
            return checked
        every, last = " | ".join(self._coded[id] for id in items), (1 << self._codes.bits) - 1
        plain = self._sums(domain, word, self._plain, self._index(self._kinds[items[0]]))
        return f"(CASE WHEN ({every}) BETWEEN 0 AND {last} THEN {plain} ELSE {checked} END)"

    def _index(self, kind: str) -> str:
        """The type of an index of codes of this type: the same, unless it is too small or no list takes it."""
        if kind in TINY_OF_SQL and self._codes.bits > TINY_BITS:
            return _CODE
        return "BIGINT" if kind in LARGE_OF_SQL else kind

    def _plain(self, id: str) -> str:
        return f"{self._coded[id]}::{self._index(self._kinds[id])}"

    def _checked(self, id: str) -> str:
        name = self._coded[id]
        if id not in self._numbers:
            return name
        right = f"{name} BETWEEN 0 AND {self._codes.invalid}"
        return f"(CASE WHEN {right} THEN {name}::{_CODE} ELSE {self._codes.invalid}::{_CODE} END)"

    def _sums(self, domain: Packed, word: int, read: Read, kind: str) -> str:
        """The same, with the codes read so; what depends on a row's facts is looked up by itself."""
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
                applies = f"({' AND '.join(self._facts[fact] for fact in needs)})"
                opened = table[self._codes.missing]
                value = self._looked_up([(column, table)], read, kind)
                kept = f"CASE WHEN {applies} THEN -1 ELSE {wrong} END"
                parts.append(f"(({value} & {kept}) | CASE WHEN {applies} IS NULL THEN {opened} ELSE 0 END)")
        together = 2 if self._codes.bits <= PAIR_BITS else 1
        some = [free[start : start + together] for start in range(0, len(free), together)]
        return _sum([*parts, *(self._looked_up(columns, read, kind) for columns in some)])

    def _looked_up(self, columns: list[tuple[Column, list[int]]], read: Read, kind: str) -> str:
        """What the answers to one item or two add; an item without a column is answered by nobody."""
        listed, index = [0], f"1::{kind}"
        for column, table in columns:
            id = column.item.id
            code = read(id) if id in self._coded else f"{self._codes.missing}::{kind}"
            index = f"{code} * {len(listed)}::{kind} + {index}"
            listed = [before + worth for worth in table for before in listed]
        return f"('{listed}'::BIGINT[])[{index}]"


def _sum(parts: list[str]) -> str:
    """A sum as a balanced tree, which is planned sooner than a chain."""
    if len(parts) == 1:
        return parts[0]
    middle = len(parts) // 2
    return f"({_sum(parts[:middle])} + {_sum(parts[middle:])})"
