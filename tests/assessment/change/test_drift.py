"""Boundary drift, on examples by hand."""

import pytest
from attrs import evolve
from support.builders import checklist, item, scale
from support.changes import HAPPENS, crossings

import ethics_audit as ea


@pytest.mark.parametrize(
    ("gifts", "drifts"),
    [
        (["never", "once"], True),
        (["once", "once"], False),
        (["often", "once"], False),
        (["never", "once", "sometimes"], True),
        (["never", "once", "once"], True),
        (["often", "never", "once"], True),
        (["never", "often", "sometimes"], False),
        (["never", "often", "never", "once", "once"], True),
        (["never", None, "once"], True),
        (["sometimes", None, "once"], False),
        (["never", "once", None], False),
        ([None, "often"], False),
        (["once", "unsure"], False),
    ],
)
def test_drift(gifts: list[str | None], drifts: bool) -> None:  # noqa: FBT001 - a column of the table
    """Crossings that grew over two or more audits, up to the last one and without falling in between."""
    results = [
        ea.assess(crossings(), {**({"b.gifts": one} if one else {}), "b.favours": "once", "b.other": place})
        for one, place in zip(gifts, ["never", "once", "sometimes", "often", "often"], strict=False)
    ]
    found = ea.trend(results).drift
    assert [one.item.id for one in found] == (["b.gifts"] if drifts else [])
    if drifts:
        assert [option.id if option else None for option in found[0].options] == gifts
    if len(gifts) == 2:
        assert results[1].change_from(results[0]).drift == found


def test_drift_is_silent_where_a_flag_speaks() -> None:
    """A crossing that raises a red flag is not reported as drift; below the risk of the flag it is."""
    flag = ea.RedFlag(100, "high", "Call.")
    never, once, often = (ea.assess(crossings(gifts=flag), {"b.gifts": one}) for one in ("never", "once", "often"))
    assert [one.item.id for one in once.change_from(never).drift] == ["b.gifts"]
    assert often.change_from(never).drift == ()
    assert ea.trend([never, once, often]).drift == ()


def test_drift_goes_by_the_risks_of_the_last_version() -> None:
    """A new rating alone is no drift; an option that is gone keeps the risk it had."""
    twice = ea.Scale(
        [ea.Option("never", "Never", 0), ea.Option("twice", "Twice", 60), ea.Option("often", "Often", 100)]
    )
    old = checklist(
        "b", item("b.gifts", scale=twice, crossing=True), item("b.place", scale=scale(0, 30, 100), crossing=True)
    )
    rated = ea.Scale([ea.Option("r0", "A", 0), ea.Option("r30", "B", 50), ea.Option("r100", "C", 100)])
    new = evolve(
        old,
        version="2.0",
        items=[item("b.gifts", scale=HAPPENS, crossing=True), item("b.place", scale=rated, crossing=True)],
    )
    before = ea.assess(old, {"b.gifts": "twice", "b.place": "r30"})
    (found,) = ea.assess(new, {"b.gifts": "often", "b.place": "r30"}).change_from(before).drift
    assert [option.id for option in found.options if option] == ["twice", "often"]
    assert ea.assess(new, {"b.gifts": "once", "b.place": "r30"}).change_from(before).drift == ()


def test_shipped_crossings_have_a_scale_that_can_grow(quarterly: ea.Audit) -> None:
    """Crossings, all of the boundaries, none with a red flag and each with more than yes and no."""
    found = [one for one in quarterly.items.values() if one.crossing]
    assert len(found) > 10
    for one in found:
        assert one.domain == "boundaries"
        assert one.red_flag is None
        assert len(one.options) > 2
