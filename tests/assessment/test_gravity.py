"""What a grave gap forces where the score alone is low: worked by hand, for domains, open items and the whole audit."""

import pytest
from attrs import evolve
from support.builders import audit, checklist, item, scale

import ethics_audit as ea

GRAVE = ea.Rating(4, 1, "expert", ["someone"])
SERIOUS = ea.Rating(3, 1, "expert", ["someone"])
POLICY = ea.Policy(gravity=[ea.Gravity(4, moderate=25, high=75), ea.Gravity(3, moderate=75)])
STEPS = scale(0, 25, 50, 75, 100)
DOMAIN = checklist(
    "a",
    item("a.grave", GRAVE.weight, rating=GRAVE, scale=STEPS),
    item("a.serious", SERIOUS.weight, rating=SERIOUS, scale=STEPS),
    item("a.other", GRAVE.weight, rating=GRAVE, scale=STEPS),
    *(item(f"a.light{one}", 100) for one in range(10)),
)
DEFINITION = evolve(audit(DOMAIN, checklist("b", item("b.light", 100))), policy=POLICY)
SAFE = dict.fromkeys(DEFINITION.items, "r0")


def assessed(answers: dict[str, str]) -> ea.Assessment:
    """The result of these answers to the domain ``a``; every other item is answered with its best."""
    given = SAFE | {f"a.{name}": answer for name, answer in answers.items()}
    return ea.assess(DEFINITION, ea.Answers({id: word for id, word in given.items() if word}))


def bands(found: ea.Assessment | ea.Domain) -> list[str | None]:
    """The band, the least and the highest one."""
    return [one and one.value for one in (found.band, found.band_low, found.band_high)]


@pytest.mark.parametrize(
    ("answers", "band", "low", "high"),
    [
        ({}, "low", "low", "low"),
        ({"grave": "r25"}, "moderate", "moderate", "moderate"),
        ({"grave": "r75"}, "high", "high", "high"),
        ({"grave": "r75", "other": "r25"}, "high", "high", "high"),
        ({"grave": "r25", "other": "r75"}, "high", "high", "high"),
        ({"serious": "r50"}, "low", "low", "low"),
        ({"serious": "r75", "grave": "r0"}, "moderate", "moderate", "moderate"),
        ({"grave": ""}, "low", "low", "high"),
        ({"grave": "unsure"}, "low", "low", "high"),
        ({"serious": ""}, "low", "low", "moderate"),
        ({"grave": "", "serious": ""}, "low", "low", "high"),
        ({"grave": "r75", "serious": ""}, "high", "high", "high"),
        ({"serious": "r75", "other": ""}, "moderate", "moderate", "high"),
    ],
)
def test_a_domain_has_at_least_the_band_that_its_gravest_gap_forces(
    answers: dict[str, str], band: str, low: str, high: str
) -> None:
    """An answered item forces its band everywhere; an open one could force its worst, as the upper end alone says."""
    assert bands(assessed(answers).domains[0]) == [band, low, high]


@pytest.mark.parametrize(
    ("answers", "band", "low", "high"),
    [
        ({"grave": "r75"}, "moderate", "moderate", "moderate"),
        ({"grave": "r25"}, "low", "low", "low"),
        ({"grave": ""}, "low", "low", "moderate"),
        ({"grave": "", "other": "r75"}, "moderate", "moderate", "moderate"),
    ],
)
def test_the_audit_is_at_most_one_band_below_its_worst_domain(
    answers: dict[str, str], band: str, low: str, high: str
) -> None:
    """A grave gap counts for the whole through its domain alone."""
    assert bands(assessed(answers)) == [band, low, high]
