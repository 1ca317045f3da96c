"""Weights from elsewhere: the median of raters, and audits that are scored with them."""

from collections.abc import Callable

import pytest
from attrs import evolve
from support.builders import audit, checklist, item

import ethics_audit as ea

RATING = ea.Rating(2, 1, "normative", ["judgement-normative"])
FLAG = ea.RedFlag(100, ea.Band.HIGH, "Call.")
DESK = audit(
    checklist("desk", item("desk.door", 3, rating=RATING, red_flag=FLAG), item("desk.drawer", 40)),
    policy=ea.Policy(gravity=[ea.Gravity(4, high=100)]),
)


def rated(*numbers: tuple[int, int]) -> ea.Weights:
    """Ratings of the two items of the desk."""
    ids = ("desk.door", "desk.drawer")
    return ea.Weights("example", "1.0", [ea.ItemRating(id, *pair) for id, pair in zip(ids, numbers, strict=True)])


def test_an_audit_is_scored_with_other_weights() -> None:
    """Weights and gravity follow from the new ratings; texts, options and flags stay."""
    other = ea.reweighted(DESK, rated((4, 2), (1, 3)))
    assert [one.weight for one in other.items.values()] == [3**3 * 2, 3]
    assert [one.rating and one.rating.basis for one in other.items.values()] == ["expert", "expert"]
    assert other.items["desk.door"].red_flag == FLAG
    result = ea.assess(other, {"desk.door": "r0", "desk.drawer": "r100"})
    assert result.points == 300
    assert ea.assess(other, {"desk.door": "r100", "desk.drawer": "r0"}).domains[0].band_low == ea.Band.CRITICAL


def test_nobody_takes_it_for_the_shipped_one() -> None:
    """The id, the title and the digest are others, however long they were."""
    other = ea.reweighted(DESK, rated((2, 1), (1, 1)))
    assert (other.id, other.title, other.version) == ("example_reweighted", "Example (other weights)", "1.0")
    assert other.digest != DESK.digest
    long = evolve(DESK, id="a" * 64, title="A" * 100)
    assert len(ea.reweighted(long, evolve(rated((1, 1), (1, 1)), audit="a" * 64)).id) == 64


def test_the_same_ratings_score_the_same() -> None:
    """Weights that are an audit's own change no sum, no band and no digest."""
    audit = ea.load_audit("brief")
    rated = [(item.id, item.rating) for item in audit.items.values()]
    own = [ea.ItemRating(id, rating.severity, rating.likelihood) for id, rating in rated if rating]
    other = ea.reweighted(audit, ea.Weights(audit.id, audit.version, own))
    assert other.digest == audit.digest
    answers = ea.Answers({id: item.options[place % 2].id for place, (id, item) in enumerate(audit.items.items())})
    theirs, ours = ea.assess(other, answers), ea.assess(audit, answers)
    assert (theirs.points, theirs.weight, theirs.band, theirs.flags) == (
        ours.points,
        ours.weight,
        ours.band,
        ours.flags,
    )


def test_the_median_of_raters_counts() -> None:
    """Of three raters the middle one counts; between two middle values, the higher."""
    three = ea.Weights.median([rated((1, 1), (4, 3)), rated((3, 3), (4, 1)), rated((4, 2), (1, 2))])
    assert three == evolve(rated((3, 2), (4, 2)), raters=3)
    assert ea.Weights.median([rated((1, 1), (4, 2)), rated((2, 3), (4, 2))]).ratings == rated((2, 3), (4, 2)).ratings


@pytest.mark.parametrize("raters", [[], [rated((1, 1), (1, 1)), evolve(rated((1, 1), (1, 1)), version="2.0")]])
def test_raters_rate_the_same_items(raters: list[ea.Weights]) -> None:
    """There is no median of nothing, or of ratings of different things."""
    with pytest.raises(ea.ArgumentError, match="raters: expected ratings of the same items"):
        ea.Weights.median(raters)


def test_weights_that_do_not_fit_are_told_at_once() -> None:
    """Another audit, another version, unknown items and missing ones are reported together, each with its code."""
    other = ea.Weights("shelf", "2.0", [ea.ItemRating("desk.dor", 1, 1), ea.ItemRating("desk.drawer", 1, 1)])
    with pytest.raises(ea.ChecklistError) as refused:
        ea.reweighted(DESK, other)
    assert str(refused.value).splitlines() == [
        "weights: 4 problems",
        "  audit: expected 'example', got 'shelf'",
        "  version: expected '1.0', got '2.0'",
        "  ratings.desk.dor: expected an item of example, got 'desk.dor' (did you mean 'desk.door'?)",
        "  ratings.desk.door: is missing (rate every item)",
    ]
    assert [problem.code for problem in refused.value.problems] == [
        "other-definition",
        "other-definition",
        "unknown-name",
        "key-needed",
    ]


def test_an_item_is_rated_once_within_range(problems_of: Callable[..., list[str]]) -> None:
    """Values check themselves."""
    assert len(problems_of(ea.ItemRating, "desk.door", 5, 0)) == 2
    twice = [ea.ItemRating("desk.door", 1, 1)] * 2
    assert problems_of(ea.Weights, "example", "1.0", twice) == [
        "ratings: the item 'desk.door' appears twice (remove one)"
    ]
