"""A record whose numbers contradict each other is refused, and every record that the library writes is read."""

import json
from typing import Any

import pytest
from attrs import evolve
from support.builders import audit, checklist, item

import ethics_audit as ea
from ethics_audit.assessment.agreement import of_flags, of_vector
from ethics_audit.documents.vector import head

FLAG = ea.RedFlag(100, ea.Band.HIGH, "Lock it today.")
DESK = checklist("desk", item("desk.drawer", weight=3, red_flag=FLAG), item("desk.door", weight=1))
AUDIT = audit(DESK, checklist("shop", item("shop.till", weight=2)))
RESULT = ea.assess(AUDIT, {"desk.drawer": "r100", "shop.till": "r50", "desk.door": "unsure"})
WRITTEN = ea.to_json(ea.record(RESULT))
"""Points 300 + 100 of weight 5, and 1 open; a red flag is raised."""


def refused(*path: str | int, value: object) -> list[tuple[str, Any]]:
    """The places and the expected values of a record in which one value was changed."""
    document = json.loads(WRITTEN)
    table = document
    for key in path[:-1]:
        table = table[key]
    table[path[-1]] = value
    with pytest.raises(ea.DocumentError) as caught:
        ea.from_json(json.dumps(document), ea.AssessmentRecord)
    return [(problem.place, problem.expected) for problem in caught.value.problems]


@pytest.mark.parametrize(
    ("path", "value", "places"),
    [
        (("score",), 1.0, ["score", "score"]),
        (("score",), None, ["score", "score"]),
        (("points",), 1, ["score", "low", "high"]),
        (("weight",), 50, ["score", "low", "high", "coverage"]),
        (("open_weight",), 0, ["low", "high", "coverage"]),
        (("low",), 0.5, ["low"]),
        (("high",), None, ["high"]),
        (("coverage",), 1.0, ["coverage"]),
        (("domains", 1, "score"), 51.0, ["domains[1].score"]),
        (("flags",), [], ["flags"]),
        (("findings",), [], ["score"]),
        (("language",), "<b>", ["language"]),
        (("vector",), RESULT.vector[:-1], ["vector"]),
        (("vector",), ea.assess(DESK, {}).vector, ["vector"]),
        (("audit", "digest"), "0" * 64, ["vector"]),
        (("audit", "version"), "9.0", ["vector"]),
    ],
)
def test_a_value_that_contradicts_others_is_named(
    path: tuple[str | int, ...], value: object, places: list[str]
) -> None:
    """Each key that does not fit the sums, the findings, the domains or the vector beside it is named."""
    assert [place for place, _ in refused(*path, value=value)] == places


def test_what_a_number_should_be_is_told() -> None:
    """The error says what follows from the sums."""
    assert refused("low", value=0.5) == [
        ("low", f"{400 / 6}, which follows from points, weight and open_weight"),
    ]


def test_which_flags_the_domains_raise_is_told() -> None:
    """All of them, sorted, or that there is none."""
    domain, other = RESULT.domains
    (several,) = of_flags(["desk.drawer"], [evolve(domain, flags=("desk.drawer", "desk.door")), other])
    assert several.expected == "those in domains (desk.door, desk.drawer)"
    (none,) = of_flags(["desk.drawer"], [other])
    assert none.expected == "those in domains (none)"


def test_which_vector_is_needed_is_told() -> None:
    """The head of the vector that came, and that of the definition."""
    (problem,) = of_vector(ea.assess(DESK, {}).vector, head(RESULT.vector))
    assert problem.expected == f"one of example 1.0 {AUDIT.digest[:12]}, as audit says"
    assert problem.given == f"desk 1.0 {ea.Audit.of(DESK).digest[:12]}"


def test_sound_records_are_read() -> None:
    """A record without answers, one rounded by another program, and one with a vector of a newer release are read."""
    for answers in ({}, {"desk.drawer": "r0"}, {"desk.door": "unsure"}, {"desk.drawer": "r100", "shop.till": "r100"}):
        record = ea.record(ea.assess(AUDIT, answers))
        assert ea.from_json(ea.to_json(record), ea.AssessmentRecord) == record
    record = ea.record(RESULT)
    assert record.low is not None
    assert evolve(record, low=round(record.low, 9))
    assert evolve(record, vector=None).vector is None
    assert evolve(record, vector=f"ea9{RESULT.vector[3:]}")
