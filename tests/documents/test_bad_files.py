"""Every bad file is refused with one message that names its place: shipped files, each with one thing spoiled."""

import datetime as dt
import os
import random
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import tomli_w
from support.counted import COUNTED
from support.planted import SHIPPED

import ethics_audit as ea

FILES = int(os.environ.get("BAD_FILES", "100"))
WRONG = (dt.date(2026, 1, 1), -1.5, [[]], {"a": {}}, "")
NEEDED = {"prompt", "weight", "rationale", "remedy", "effort", "label", "risk", "title", "severity"}

Place = tuple[dict[str, Any], str, str]


def places(document: Any, at: str = "") -> Iterator[Place]:
    """Yield every key of every table of a document, with the table and its place."""
    if isinstance(document, list):
        for number, one in enumerate(document):
            yield from places(one, f"{at}[{number}]")
    elif isinstance(document, dict):
        for key, value in document.items():
            yield document, key, f"{at}.{key}".lstrip(".")
            yield from places(value, f"{at}.{key}".lstrip("."))


def spoiled(number: int) -> tuple[str, str]:
    """Return the text of a shipped file with one thing spoiled, and the place of it."""
    chance = random.Random(number)
    document = tomllib.loads(chance.choice(sorted(SHIPPED)).read_text("utf-8"))
    table, key, place = chance.choice(list(places(document)))
    way = chance.choice(["wrong", "unknown", "missing"])
    if way == "missing" and key in NEEDED:
        del table[key]
    elif way == "unknown":
        table[f"{key}_x"] = table[key]
        place = f"{place}_x"
    else:
        table[key] = chance.choice([one for one in WRONG if not isinstance(one, type(table[key]))])
    return tomli_w.dumps(document), place


def test_each_bad_file_has_one_message(tmp_path: Path) -> None:
    """A wrong kind of value, an unknown key or a missing one is told once, with its place, on a line."""
    file = tmp_path / "bad.toml"
    for number in range(FILES):
        text, place = spoiled(number)
        file.write_text(text, "utf-8")
        with pytest.raises(ea.ChecklistError) as refused:
            ea.load_audit_file(file)
        told = [(re.sub(r" \(.*?\)", "", one.place), str(one).count("\n")) for one in refused.value.problems]
        assert told == [(place, 0)], number
        COUNTED["bad files"] += 1
