"""A rule for spelling, in every text that a person reads."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from functools import cache

from ethics_audit.base.errors import Problem
from ethics_audit.base.packages import shipped
from ethics_audit.lint.rules import checklist_rule
from ethics_audit.lint.words import texts
from ethics_audit.model.definitions import Checklist
from ethics_audit.model.items import Item

_FIRST_LETTER = re.compile(r"(?:^|[.?!:]\W* |\n)\W*\w")


@cache
def _spellings() -> list[tuple[re.Pattern[str], str]]:
    spellings: dict[str, str] = tomllib.loads(shipped("lint", "spelling.toml").read_text("utf-8"))
    return [(re.compile(rf"\b(?:{british})\b"), american) for british, american in spellings.items()]


def _american(text: str) -> Iterator[tuple[str, str]]:
    """Yield each word of a text that has a British spelling and no capital letter, with the American one."""
    for pattern, spelled in _spellings():
        for match in pattern.finditer(text):
            yield match.group(), match.expand(spelled)


@checklist_rule
def american_spelling(checklist: Checklist) -> Iterator[Problem]:
    """Words are spelled as in the United States, except for names and titles, such as that of a British code."""
    for place, text in _all_texts(checklist):
        plain = _FIRST_LETTER.sub(lambda start: start.group().lower(), text)
        for british, spelled in _american(plain):
            yield Problem(place, f"is spelled as in Britain ({british!r})", f"write {spelled!r}")


def _all_texts(checklist: Checklist) -> Iterator[tuple[str, str]]:
    """Yield every text of a checklist with its place."""
    yield from (("title", checklist.title.lower()), ("introduction", checklist.introduction))
    yield "worked_example", checklist.worked_example
    if checklist.discussion:
        yield "discussion.text", checklist.discussion.text
        for number, question in enumerate(checklist.discussion.questions):
            yield f"discussion.questions[{number}]", question
    for number, item in enumerate(checklist.items):
        for place, text in (*texts(item), ("example", item.example), *_lines(item)):
            yield f"items[{number}] ({item.id}).{place}", text


def _lines(item: Item) -> Iterator[tuple[str, str]]:
    """Yield the lines of a role play."""
    if item.roleplay:
        for part in ("client", "clinician", "observer"):
            for number, line in enumerate(getattr(item.roleplay, part)):
                yield f"roleplay.{part}[{number}]", line
