"""Invented studies, to try everything on before there are data."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from itertools import chain
from typing import Any

import numpy as np
import pyarrow as pa
from attrs import frozen

from ethics_audit.base.causes import wrong_argument
from ethics_audit.frames.cells import Array
from ethics_audit.frames.study import Study, Taken
from ethics_audit.frames.writers import METADATA
from ethics_audit.model.definitions import Audit
from ethics_audit.model.items import Item
from ethics_audit.model.profile import PROFESSIONS as KNOWN_PROFESSIONS

MARK = "synthetic"
"""How invented rows are known in every file: their people are called ``synthetic-1``, ``synthetic-2`` and so on."""
GROUPS = ("control", "trained")
SITES = {"north": 0.4, "south": 0.3, "east": 0.2, "west": 0.1}
PROFESSIONS = {"counselor": 0.5, "psychologist": 0.3, "social_worker": 0.2}
FIRST_YEAR = 2024
QUARTERS = 4
LONGEST_QUARTER = 90
SHARE_OF_FACT = 0.6
NOT_APPLICABLE = {False: 0.05, True: 0.2}
"""The share of ``n/a`` where it is allowed, in items and in items on events."""


def synthetic(audit: Audit, people: int = 200, occasions: int = 4, seed: int = 0) -> Study:
    """Invent a study, to try an analysis on before there are data; its numbers say nothing about any clinician.

    Answers follow the graded response model: P(y ≥ k | θ) = 1 / (1 + exp(-a (θ - b_k))), with options by risk, one θ
    for each person and domain (correlated .6 within a person), a little change on each occasion, and less risk each
    quarter in the group ``trained``. Of the answers, 4 % are blank and 3 % unsure; items that allow it are ``n/a``.
    Of the rows, 5 % are careless: half repeat one answer, half pick at random, and both are fast.

    Args:
        audit: The definition.
        people: How many people, at least 1; those of odd and even number are in different groups.
        occasions: How many quarters each, at least 1.
        seed: What the numbers are drawn from; the same seed gives the same study.

    Returns:
        A study with the columns ``person`` (``synthetic-1`` and so on), ``quarter`` (from 1), ``date``, ``group``,
        ``site``, ``profession``, one for each fact that an item requires, ``seconds``, ``careless`` (the truth, which
        no real study has), and the items. Its mapping, its metadata and each person's name say that it is synthetic.

    Raises:
        ArgumentError: If a number is not a whole number in its range.

    Source: Samejima, F. (1969). Estimation of latent ability using a response pattern of graded scores. Psychometrika
    Monograph 17.

    Example:
        >>> from ethics_audit import research
        >>> study = research.synthetic(ea.load_audit("quarterly"), people=3, occasions=2, seed=1)
        >>> study.column("person")
        ['synthetic-1', 'synthetic-1', 'synthetic-2', 'synthetic-2', 'synthetic-3', 'synthetic-3']
    """
    for name, given, least in (("people", people, 1), ("occasions", occasions, 1), ("seed", seed, 0)):
        if not isinstance(given, int) or isinstance(given, bool) or given < least:
            raise wrong_argument(name, f"a whole number of at least {least}", given)
    rng = np.random.default_rng(seed)
    draw = _Draw.of(audit, people, occasions, rng)
    columns = dict(chain(_person(draw), _answers(draw)))
    made = {MARK: True, "seed": seed, "audit": audit.id, "version": audit.version, "digest": audit.digest}
    table = pa.table(columns).replace_schema_metadata({METADATA: json.dumps(made)})
    return Study(audit, table, ("person",), "quarter", mapping=tuple(_taken(audit, table.column_names)))


def is_synthetic(study: Study) -> bool:
    """Return whether a study was invented: its mapping says so, or the names of its people, if it was read again."""
    if any(taken.by == MARK for taken in study.mapping):
        return True
    names = [str(value) for column in study.person for value in study.column(column)]
    return any(name.startswith(f"{MARK}-") for name in names)


@frozen
class _Draw:
    """What the columns of an invented study are drawn from.

    Attributes:
        rng: The source of every number.
        occasions: How many rows each person has.
        quarter: The quarter of each row, from 0.
        person: The person of each row, from 0.
        profession: The profession of each person.
        facts: For each person, whether each fact holds.
        theta: The risk of each row in each domain, as a standard normal: rows × domains.
        careless: 0 for honest rows, 1 for those that repeat one answer, 2 for those that pick at random.
    """

    audit: Audit
    rng: np.random.Generator
    occasions: int
    person: Array
    quarter: Array
    profession: Array
    facts: dict[str, Array]
    theta: Array
    careless: Array

    @classmethod
    def of(cls, audit: Audit, people: int, occasions: int, rng: np.random.Generator) -> _Draw:
        person, quarter = np.repeat(np.arange(people), occasions), np.tile(np.arange(occasions), people)
        shared = rng.normal(size=(people, 1))
        own = np.sqrt(0.6) * shared + np.sqrt(0.4) * rng.normal(size=(people, len(audit.parts)))
        theta = own[person] + 0.3 * rng.normal(size=(len(person), len(audit.parts)))
        theta -= (0.15 * quarter * (person % len(GROUPS)))[:, None]
        profession = rng.choice(list(PROFESSIONS), people, p=list(PROFESSIONS.values()))
        facts = {
            fact: profession == fact.partition(".")[2]
            if fact in KNOWN_PROFESSIONS
            else rng.random(people) < SHARE_OF_FACT
            for fact in sorted({fact for item in audit.items.values() for fact in item.requires})
        }
        careless = rng.choice(3, len(person), p=[0.95, 0.025, 0.025])
        return cls(audit, rng, occasions, person, quarter, profession, facts, theta, careless)


def _person(draw: _Draw) -> Iterator[tuple[str, Any]]:
    people, person, quarter = len(draw.person) // draw.occasions, draw.person, draw.quarter
    yield "person", pa.array([f"{MARK}-{number + 1}" for number in range(people)]).take(pa.array(person))
    yield "quarter", pa.array(quarter + 1)
    yield "date", pa.array(_days(draw), pa.int32()).cast(pa.date32())
    yield "group", pa.array(GROUPS).take(pa.array(person % len(GROUPS)))
    yield "site", pa.array(draw.rng.choice(list(SITES), people, p=list(SITES.values()))[person])
    yield "profession", pa.array(draw.profession[person])
    for fact, holds in draw.facts.items():
        yield fact, pa.array(holds[person])
    pace = np.where(draw.careless > 0, 2.0, 7.0) * np.exp(0.3 * draw.rng.normal(size=len(person)))
    yield "seconds", pa.array(np.round(pace * len(draw.audit.items)).astype(np.int64))
    yield "careless", pa.array(draw.careless > 0)


def _days(draw: _Draw) -> Array:
    """Return the day of each row, in days since 1970: somewhere in its quarter."""
    first = [
        date(FIRST_YEAR + number // QUARTERS, 1 + 3 * (number % QUARTERS), 1).toordinal() - date(1970, 1, 1).toordinal()
        for number in range(draw.occasions)
    ]
    return np.array(first)[draw.quarter] + draw.rng.integers(LONGEST_QUARTER, size=len(draw.quarter))


def _answers(draw: _Draw) -> Iterator[tuple[str, Any]]:
    for domain, part in enumerate(draw.audit.parts):
        for item in part.checklist.items:
            words = [*(option.id for option in item.ranked), "unsure", "n/a", None]
            yield item.id, pa.array(words).take(pa.array(_codes(draw, item, domain)))


def _codes(draw: _Draw, item: Item, domain: int) -> Array:
    """Return the places of one item's answers among its options by risk, ``unsure``, ``n/a`` and blank."""
    rng, rows, options = draw.rng, len(draw.person), len(item.ranked)
    slope, steps = np.exp(0.4 + 0.3 * rng.normal()), np.sort(0.4 + rng.normal(size=options - 1))
    above = 1 / (1 + np.exp(-slope * (draw.theta[:, [domain]] - steps)))
    honest = np.sum(rng.random((rows, 1)) < above, axis=1)
    repeated = np.minimum(draw.person % 2 + 1, options - 1)
    codes = np.choose(draw.careless, [honest, repeated, rng.integers(options, size=rows)])
    chance = rng.random(rows)
    none = 0.07 + NOT_APPLICABLE[item.event] * item.not_applicable
    for below, code in ((none, options + 1), (0.07, options), (0.04, options + 2)):
        codes[(chance < below) & (draw.careless == 0)] = code
    for fact in item.requires:
        codes[~draw.facts[fact][draw.person]] = options + 2
    return codes


def _taken(audit: Audit, names: list[str]) -> Iterator[Taken]:
    facts = {fact for item in audit.items.values() for fact in item.requires}
    for name in names:
        roles = {"person": "person", "quarter": "occasion"}
        role = "item" if name in audit.items else "fact" if name in facts else roles.get(name, "kept")
        yield Taken(name, role, name, MARK)
