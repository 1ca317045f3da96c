"""The columns of results: which are wanted, and their names."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Literal, NamedTuple

from attrs import frozen

from ethics_audit.base.causes import wrong_argument
from ethics_audit.base.errors import ArgumentError
from ethics_audit.base.likeness import nearest
from ethics_audit.model.definitions import Audit

INTEGERS = ("points", "weight", "open_weight")
FLOATS = ("score", "low", "high", "coverage")
BAND_COLUMNS = ("band", "band_low", "band_high")
OUTPUTS = (*INTEGERS, *FLOATS, *BAND_COLUMNS, "provisional", "flags")
INVALID = "invalid"
SET_ASIDE = "set_aside"

OnInvalid = Literal["error", "missing"]
OnMissingFact = Literal["error", "set_aside"]
ItemsAs = Literal["drop", "keep", "risk"]
ITEMS_AS = ("drop", "keep", "risk")


class Long(NamedTuple):
    """The names of the columns of a long table that hold the audit, the item and the answer."""

    id: str
    item: str
    answer: str


@frozen
class Wanted:
    """The columns that scoring adds to a table.

    Attributes:
        columns: The names of results, in the order of `OUTPUTS`.
        domains: The ids of the domains that get them too, in the order of the audit.
        prefix: The beginning of each name.
        invalid: Whether to count invalid answers.
        set_aside: Whether to count answers to items whose facts the table does not state.
        items: Whether the columns of items are dropped, kept, or made into the risks of the answers.
    """

    columns: tuple[str, ...]
    domains: tuple[str, ...]
    prefix: str
    invalid: bool
    set_aside: bool = False
    items: ItemsAs = "drop"

    @classmethod
    def of(
        cls,
        audit: Audit,
        *,
        columns: Iterable[str] | None,
        domains: bool | Iterable[str],
        prefix: str,
        on_invalid: OnInvalid,
        on_missing_fact: OnMissingFact = "error",
        items: ItemsAs = "drop",
    ) -> Wanted:
        """Check which columns are wanted.

        Raises:
            ArgumentError: If there is no such column or domain, or one of the last three has another value.
        """
        if on_invalid not in ("error", "missing"):
            raise wrong_argument("on_invalid", "'error' or 'missing'", on_invalid)
        if on_missing_fact not in ("error", "set_aside"):
            raise wrong_argument("on_missing_fact", "'error' or 'set_aside'", on_missing_fact)
        if items not in ITEMS_AS:
            raise wrong_argument("items", "'drop', 'keep' or 'risk'", items)
        if isinstance(columns, str) or isinstance(domains, str) or not isinstance(prefix, str):
            raise ArgumentError("columns, domains, prefix", "expected lists of names, and a text")
        ids = [part.checklist.id for part in audit.parts]
        some = ids if domains is True else [] if domains is False else list(domains)
        chosen = OUTPUTS if columns is None else tuple(columns)
        _known("domains", some, ids)
        _known("columns", chosen, OUTPUTS)
        return cls(
            tuple(name for name in OUTPUTS if name in chosen),
            tuple(id for id in ids if id in some),
            prefix,
            on_invalid == "missing",
            on_missing_fact == "set_aside",
            items,
        )

    def name(self, column: str, domain: str = "") -> str:
        """Return the name of a column: the prefix, and ``score`` for the audit or ``boundaries.score`` for a domain."""
        return f"{self.prefix}{domain}.{column}" if domain else f"{self.prefix}{column}"

    @property
    def is_whole(self) -> bool:
        """Whether the sums of the whole audit suffice."""
        return not self.domains and not {*BAND_COLUMNS, "provisional", "flags"} & set(self.columns)

    @property
    def names(self) -> list[str]:
        """The names of all columns, in order."""
        scopes = ["", *self.domains]
        found = [self.name(column, scope) for scope in scopes for column in self.columns]
        return [*found, *map(self.name, self.counts)]

    @property
    def counts(self) -> list[str]:
        """The columns that count answers which are ignored."""
        return [*([INVALID] if self.invalid else []), *([SET_ASIDE] if self.set_aside else [])]


def _known(argument: str, given: Iterable[str], known: Collection[str]) -> None:
    for name in given:
        if name not in known:
            raise wrong_argument(argument, "a known name", name, nearest(name, known))
