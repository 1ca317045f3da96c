"""What never changes once it is published: the digests of definitions, and vectors with what they hold.

::

    python tests/support/golden.py          adds what is new, after a version has been added
    python tests/support/golden.py --anew   writes everything again, while none of it has been published
"""

import json
import random
import sys
import tomllib
from pathlib import Path
from typing import Any

import ethics_audit as ea
from ethics_audit.base.packages import SHIPPED
from ethics_audit.documents import catalog
from ethics_audit.model.answers import Answer, word_of
from ethics_audit.model.profile import KNOWN

TESTS = Path(__file__).parents[1]
RELEASED = TESTS / "content" / "released.toml"
UNCHECKED = TESTS / "golden" / "vectors.json"
"""Vectors of the format ``ea1``, with what they hold."""
CHECKED = TESTS / "golden" / "vectors-2.json"
"""The same as ``ea2``."""
OF_EACH = 3
HEAD = "# The digests of everything that is released. A line is added with each new version, and never changed.\n"

Digests = dict[str, dict[str, dict[str, str]]]
"""A digest by the kind of its definition, its id and its version."""


def answers_to(definition: ea.Audit, chance: random.Random) -> ea.Answers:
    """Any answers, each kind of them among them."""
    given: dict[str, Answer] = {}
    for one in definition.items.values():
        possible = [option.id for option in one.options] * 4 + ["unsure"] + ["n/a"] * one.not_applicable
        if chance.random() < 0.9:
            given[one.id] = chance.choice(possible)
    return ea.Answers(given, chance.sample(sorted(KNOWN), chance.randint(0, len(KNOWN))))


def outcome(result: ea.Assessment) -> dict[str, Any]:
    """What a golden file holds of a result."""
    return {
        "points": result.points,
        "weight": result.weight,
        "open_weight": result.open_weight,
        "band": result.band,
        "band_low": result.band_low,
        "band_high": result.band_high,
        "flags": list(result.flags),
    }


def without_check(text: str) -> str:
    """A vector as ``ea1`` wrote it."""
    return text.replace("ea2", "ea1", 1).rpartition(":")[0]


def with_new_digests(known: Digests) -> str:
    """The list of released digests, with those of the shipped versions that it lacks."""
    for entry in catalog.entries():
        if entry.package == SHIPPED:
            digests = known.setdefault(entry.kind, {}).setdefault(entry.id, {})
            for version in reversed(entry.versions):
                digests.setdefault(version, catalog.load_definition(entry.id, version).digest)
    tables = [
        f"\n[{kind}.{id}]\n" + "".join(f'"{version}" = "{digest}"\n' for version, digest in digests.items())
        for kind, ids in known.items()
        for id, digests in ids.items()
    ]
    return HEAD + "".join(tables)


def new_results(known: set[tuple[str, str]]) -> list[ea.Assessment]:
    """A few results of each shipped version, but of those with these ids and versions."""
    return [
        ea.assess(definition := ea.load_audit(entry.id, version), answers_to(definition, random.Random(str(seed))))
        for entry in catalog.entries()
        if entry.package == SHIPPED
        for version in reversed(entry.versions)
        if (entry.id, version) not in known
        for seed in range(OF_EACH)
    ]


def row(result: ea.Assessment) -> dict[str, Any]:
    """What a golden file holds of a vector."""
    given = {id: word_of(answer) for id, answer in result.answers.given.items()}
    profile = sorted(result.answers.profile)
    vector = without_check(result.vector)
    return {"vector": vector, "profile": profile, "answers": given, "result": outcome(result)}


def write(*, anew: bool) -> None:
    """Write the golden files, from what they hold or from nothing."""
    digests = {} if anew else tomllib.loads(RELEASED.read_text("utf-8"))
    rows = [] if anew else json.loads(UNCHECKED.read_text("utf-8"))
    checked = [] if anew else json.loads(CHECKED.read_text("utf-8"))
    named = [one["vector"].split(":") for one in rows]
    results = new_results({(id, version) for _, id, version, *_ in named})
    RELEASED.write_text(with_new_digests(digests), "utf-8")
    for file, lines in (
        (UNCHECKED, [*rows, *map(row, results)]),
        (CHECKED, [*checked, *(result.vector for result in results)]),
    ):
        file.write_text("[\n" + ",\n".join(map(json.dumps, lines)) + "\n]\n", "utf-8")


if __name__ == "__main__":
    write(anew="--anew" in sys.argv)
