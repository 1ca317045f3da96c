"""Which columns of a result are wanted, and what columns are called."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Literal, NamedTuple

from attrs import frozen

from ethics_audit.base.errors import ArgumentError, nearest
from ethics_audit.model.definitions import Audit

INTEGERS = ("points", "weight", "open_weight")
FLOATS = ("score", "low", "high", "coverage")
BAND_COLUMNS = ("band", "band_low", "band_high")
OUTPUTS = (*INTEGERS, *FLOATS, *BAND_COLUMNS, "provisional", "flags")
INVALID = "invalid"
SET_ASIDE = "set_aside"

OnInvalid = Literal["error", "missing"]
OnMissingFact = Literal["error", "set_aside"]


class Long(NamedTuple):
    """The names of the columns of a long table: what names the audit, the item, the answer."""

    id: str
    item: str
    answer: str


@frozen
class Wanted:
    """What a scored table gets.

    Attributes:
        columns: The names of results, in the order of `OUTPUTS`.
        domains: The ids of the domains that get them too, in the order of the audit.
        prefix: What stands before each name.
        invalid: Whether a count of wrong answers is wanted.
        set_aside: Whether a count of answers to items is wanted whose fact the table does not tell.
    """

    columns: tuple[str, ...]
    domains: tuple[str, ...]
    prefix: str
    invalid: bool
    set_aside: bool = False

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
    ) -> Wanted:
        """The request, checked.

        Raises:
            ArgumentError: If there is no such column or domain, or one of the last two is neither of its two words.
        """
        if on_invalid not in ("error", "missing"):
            raise ArgumentError("on_invalid", f"expected 'error' or 'missing', got {on_invalid!r}")
        if on_missing_fact not in ("error", "set_aside"):
            raise ArgumentError("on_missing_fact", f"expected 'error' or 'set_aside', got {on_missing_fact!r}")
        if isinstance(columns, str) or isinstance(domains, str) or not isinstance(prefix, str):
            raise ArgumentError("columns, domains, prefix", "lists of names and a text are needed")
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
        )

    def name(self, column: str, domain: str = "") -> str:
        """What a column is called: ``score`` for the audit, ``boundaries.score`` for a domain, behind the prefix."""
        return f"{self.prefix}{domain}.{column}" if domain else f"{self.prefix}{column}"

    @property
    def is_whole(self) -> bool:
        """Whether sums of the whole audit are all that it takes."""
        return not self.domains and not {*BAND_COLUMNS, "provisional", "flags"} & set(self.columns)

    @property
    def names(self) -> list[str]:
        """The names of all columns, in order."""
        scopes = ["", *self.domains]
        found = [self.name(column, scope) for scope in scopes for column in self.columns]
        return [*found, *map(self.name, self.counts)]

    @property
    def counts(self) -> list[str]:
        """The counts of answers that count for nothing."""
        return [*([INVALID] if self.invalid else []), *([SET_ASIDE] if self.set_aside else [])]


def _known(argument: str, given: Iterable[str], known: Collection[str]) -> None:
    for one in given:
        if one not in known:
            raise ArgumentError(argument, f"{one!r} is given", nearest(one, known))
