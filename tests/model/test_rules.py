"""The rules between the fields of definitions: each problem whole, and all of them in a fixed order."""

from collections.abc import Callable

import pytest
from attrs import evolve
from support.builders import audit, checklist, item

import ethics_audit as ea
from ethics_audit.model.definitions import Fact

Problems = Callable[..., list[str]]


def scale_of(*options: tuple[str, str, int]) -> ea.Scale:
    """A scale of these options."""
    return ea.Scale([ea.Option(*one) for one in options])


def test_scale(problems_of: Problems) -> None:
    """It has both ends, and its options can be told apart."""
    assert problems_of(scale_of, ("a", "A", 10), ("b", "B", 90)) == [
        "expected risks of which the lowest is 0, got [10, 90] (give the best option the risk 0)",
        "expected risks of which the highest is 100, got [10, 90] (give the worst option the risk 100)",
    ]
    assert problems_of(scale_of, ("a", "A", 0), ("b", "B", 100), ("a", "B", 1), ("b", "A", 2)) == [
        "the option id 'a' appears twice (give each option its own)",
        "the option id 'b' appears twice (give each option its own)",
        "the label 'B' appears twice (say how the options differ)",
        "the label 'A' appears twice (say how the options differ)",
    ]
    assert problems_of(ea.Option, "unsure", "U", 0) == [
        "id: 'unsure' is reserved: it is an answer to every item (choose another id)"
    ]


def test_item(problems_of: Problems) -> None:
    """Its weight is that of its rating, an event may not come up, and its facts and sections are told once."""
    assert problems_of(ea.Rating, 1, 1, "expert", ["x", "y", "y", "x"]) == [
        "sources: 'y' appears twice (remove one)",
        "sources: 'x' appears twice (remove one)",
    ]
    assert problems_of(item, "a.i", 3, rating=ea.Rating(2, 2, "expert", ["x"])) == [
        "weight: expected 6 (severity 2, likelihood 2), got 3 (write 6, or correct the rating)"
    ]
    assert problems_of(item, "a.i", event=True, not_applicable=False) == [
        "not_applicable: expected true for an event, got False (leave it out)"
    ]
    told = problems_of(item, "a.i", requires={"e", "d", "c", "b", "a", "own.f"})
    assert [one.partition(" (")[0] for one in told] == [
        f"requires: expected a profile fact, got {fact!r}" for fact in "abcde"
    ]
    cited = [ea.Citation("c", "1"), ea.Citation("c", "2"), ea.Citation("c", "1")]
    assert problems_of(item, "a.i", citations=cited) == ["citations: 'c 1' appears twice (remove one)"]


@pytest.mark.parametrize("given", [(15, 15, 60), (15, 60, 60), (60, 35, 15)])
def test_thresholds_rise(problems_of: Problems, given: tuple[int, int, int]) -> None:
    """Each begins above the one before."""
    assert problems_of(ea.Thresholds, *given) == [f"expected thresholds that rise, got {list(given)}"]


@pytest.mark.parametrize(
    ("given", "risks"),
    [
        ({}, []),
        ({"moderate": 40, "high": 40}, [40, 40]),
        ({"high": 50, "critical": 40}, [50, 40]),
    ],
)
def test_gravity_rises(problems_of: Problems, given: dict[str, int], risks: list[int]) -> None:
    """A worse band needs a higher risk, and at least one is forced."""
    told = f"expected a risk for at least one band, higher for each worse band, got {risks}"
    assert problems_of(ea.Gravity, 4, **given) == [told]


def test_policy(problems_of: Problems) -> None:
    """One rule of gravity for each severity, in their order."""
    rules = [ea.Gravity(4, high=1), ea.Gravity(3, high=1)]
    assert [one.severity for one in ea.Policy(gravity=rules).gravity] == [3, 4]
    assert problems_of(ea.Policy, gravity=[*rules, ea.Gravity(4, high=2)]) == [
        "gravity: the severity 4 appears twice (remove one)"
    ]
    gravity = ea.Gravity(4, moderate=40, critical=90)
    assert [gravity.rank(risk) for risk in (0, 39, 40, 89, 90, 100)] == [0, 0, 1, 1, 3, 3]
    assert ea.Policy(gravity=[gravity]).forces == {4: (*(0,) * 40, *(1,) * 50, *(3,) * 11)}


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (3, "a list"),
        ([3, ea.Gravity(4, high=1)], "in the list, an instance of Gravity"),
        ([ea.Gravity(4, high=1), 3], "in the list, an instance of Gravity"),
    ],
)
def test_rules_of_gravity(problems_of: Problems, given: object, told: str) -> None:
    """What is no list of rules is refused before it is sorted."""
    (problem,) = problems_of(ea.Policy, gravity=given)
    assert problem.startswith(f"gravity: expected {told}, got ")


def test_checklist(problems_of: Problems) -> None:
    """Steps follow their case, ids are its own and never used again."""
    steps = [item("a.i", follows="a.j"), item("a.j", follows="a.k"), item("a.k", follows="a.j")]
    assert problems_of(checklist, "a", *steps) == [
        "items[0].follows: expected the item before it, '', got 'a.j'",
        "items[1].follows: expected the item before it, 'a.i', got 'a.k'",
    ]
    assert problems_of(checklist, "a", item("b.i"), item("a.i"), item("a.i")) == [
        "items[0].id: expected an id that starts with 'a.', got 'b.i'",
        "items: the item id 'a.i' appears twice (give each item its own; an id is never used again)",
    ]
    retired = {*(f"b.{name}" for name in "edcba"), "a.j", "a.gone"}
    assert problems_of(evolve, checklist("a", item("a.i"), item("a.j")), retired=retired) == [
        *(f"retired: expected an id that starts with 'a.', got 'b.{name}'" for name in "abcde"),
        "items[1].id: 'a.j' is retired (give the new item an id of its own)",
    ]


def test_own_facts(problems_of: Problems) -> None:
    """Each is declared once and required, and told in order."""
    needing = evolve(
        checklist("a", item("a.i")),
        items=[item("a.i", requires={f"own.{name}" for name in "edcba"})],
        facts=[Fact(f"own.{name}", "A fact.") for name in "abcde"],
    )
    assert problems_of(evolve, needing, facts=[]) == [
        f"facts: 'own.{name}' is required by an item, but not declared (add \"own.{name}\" with its statement)"
        for name in "abcde"
    ]
    more = [*needing.facts, *(Fact(f"own.{name}", "A fact.") for name in "zyxwvz")]
    assert problems_of(evolve, needing, facts=more) == [
        "facts: the fact 'own.z' appears twice (remove one)",
        *(f"facts: 'own.{name}' is not required by any item (remove it)" for name in "vwxyz"),
    ]


def test_audit(problems_of: Problems) -> None:
    """Each checklist once."""
    one = checklist("a", item("a.i"))
    assert problems_of(audit, one, checklist("b", item("b.i")), one) == [
        "checklists: the checklist 'a' appears twice (use its multiplier)"
    ]


@pytest.mark.parametrize(
    ("prompt", "title"),
    [
        ("word " * 11 + "abcd.", "word " * 11 + "abcd"),
        ("word " * 11 + "abcde.", "word " * 10 + "word…"),
        ("some words, " * 5 + "and more.", "some words, " * 4 + "some words…"),
        ("Two\n  lines.", "Two lines"),
        ("I sign form XX.", "I sign form XX"),
    ],
)
def test_title_of_an_item(prompt: str, title: str) -> None:
    """The beginning of its statement, of at most sixty signs, without the sign that would end a sentence."""
    assert item("a.i", prompt=prompt).title == title


def test_heading_of_an_item() -> None:
    """Its time, or that its case goes on, before its statement."""
    timed, step = item("a.i", window="three months"), item("a.j", follows="a.i", window="present")
    assert (timed.heading, timed.asked_of) == ("In the last three months", "In the last three months")
    assert timed.question == "In the last three months: I do a.i."
    assert (step.heading, step.asked_of) == ("The case goes on", "At present")
    assert item("a.k").question == "I do a.k."
