"""The texts of an item, and the words that rules look for in them."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from functools import cache

from ethics_audit.base.packages import shipped
from ethics_audit.model.items import Item


@cache
def _lists() -> dict[str, list[str]]:
    return tomllib.loads(shipped("lint", "words.toml").read_text("utf-8"))


def is_list(name: str) -> bool:
    """Return whether ``words.toml`` has a list of this name."""
    return name in _lists()


@cache
def any_of(name: str) -> re.Pattern[str]:
    """Return a pattern that finds any word of a list in ``words.toml``."""
    return re.compile(r"(?:(?<!\w)|(?=[,(]))(?:" + "|".join(_lists()[name]) + r")(?!\w)", re.IGNORECASE)


def texts(item: Item) -> Iterator[tuple[str, str]]:
    """Yield every text of an item that a person reads, with its place, except for the example."""
    yield from (("prompt", item.prompt), ("rationale", item.rationale), ("remedy", item.remedy))
    for place, option in enumerate(item.options):
        yield f"options[{place}].label", option.label
        yield f"options[{place}].feedback", option.feedback
    if item.red_flag:
        yield "red_flag.action", item.red_flag.action
    yield "needed", item.needed


def sentences(text: str) -> int:
    """Return how many sentences a text has."""
    return len(re.findall(r"[.?!…][\"')]*(?=\s|$)", text))
