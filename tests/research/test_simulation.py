"""Invented studies: what is drawn, and how it stays known as invented."""

import re
from datetime import date

import numpy as np
import pyarrow as pa
import pyarrow.csv as pa_csv
import pytest
from support import builders

import ethics_audit as ea
from ethics_audit import research
from ethics_audit.frames.states import State
from ethics_audit.frames.study import Study
from ethics_audit.research.simulation import is_synthetic

AUDIT = builders.audit(
    builders.checklist("one", builders.item("one.a"), builders.item("one.b", not_applicable=True)),
    builders.checklist(
        "two",
        builders.item("two.a", requires={"minors"}),
        builders.item("two.b", requires={"minors", "profession.counselor"}),
        builders.item("two.c", event=True, scale=builders.scale(0, 100)),
    ),
)


@pytest.fixture(scope="module")
def study() -> Study:
    """Return a study that is large enough for shares."""
    return research.synthetic(AUDIT, people=1500, occasions=2, seed=5)


def test_same_seed_same_study(study: Study) -> None:
    """The seed decides every number, and another seed gives others."""
    assert research.synthetic(AUDIT, 1500, 2, 5).table.equals(study.table)
    assert not research.synthetic(AUDIT, 1500, 2, 6).table.equals(study.table)


def test_every_state_appears_where_it_may(study: Study) -> None:
    """There are blanks and unsure answers; n/a only where it is allowed, and nothing outside of a profile."""
    shares = [(study.states == state).mean(axis=0) for state in State]
    assert all(0.01 < share < 0.06 for share in [*shares[State.UNSURE][:3], *shares[State.BLANK][:2]])
    assert [bool(share) for share in shares[State.NOT_APPLICABLE]] == [False, True, False, False, True]
    minors, counselor = np.array(study.column("minors")), np.array(study.column("profession.counselor"))
    assert np.array_equal(study.states[:, 2] == State.OUTSIDE, ~minors)
    assert np.array_equal(study.states[:, 3] == State.OUTSIDE, ~(minors & counselor))
    assert np.array_equal(counselor, np.array(study.column("profession")) == "counselor")


def test_study_can_be_scored(study: Study) -> None:
    """Every answer is one of the audit, so that each row with an answer has a score."""
    answered = (study.states == State.ANSWERED).any(axis=1)
    assert np.array_equal(np.isfinite(study.outcome("score")), answered)


def test_items_of_a_domain_go_together(study: Study) -> None:
    """Two items of one domain share more than two items of different domains, and the trained group falls."""
    risks, careful = study.risks, ~np.array(study.column("careless"))
    together = [
        np.corrcoef(risks[np.isfinite(risks[:, [a, b]]).all(1) & careful][:, [a, b]].T)[0, 1]
        for a, b in ((0, 1), (0, 4))
    ]
    assert together[0] > together[1] + 0.05 > 0.1
    last, trained = np.array(study.column("quarter")) == 2, np.array(study.column("group")) == "trained"
    score = study.outcome("score")
    assert np.nanmean(score[last & trained]) < np.nanmean(score[last & ~trained])


def test_careless_rows_repeat_or_roam_fast(study: Study) -> None:
    """One row in twenty is careless; it has no gap that was not forced, and took less time."""
    careless, seconds = np.array(study.column("careless")), np.array(study.column("seconds"))
    assert 0.03 < careless.mean() < 0.07
    assert np.median(seconds[careless]) < np.median(seconds[~careless]) / 2
    assert (study.states[careless][:, :2] == State.ANSWERED).all()


def test_rows_are_people_on_occasions(study: Study) -> None:
    """Each person has each quarter once, on a day in it, and one site, group and profession."""
    assert np.array_equal(study.people(), np.repeat(np.arange(1500), 2))
    for quarter, day in zip(study.column("quarter"), study.column("date"), strict=True):
        assert date(2024, 3 * quarter - 2, 1) <= day < date(2024, 3 * quarter + 1, 1)
    for name in ("site", "group", "profession", "minors"):
        values = study.column(name)
        assert values[::2] == values[1::2]


def test_later_years_follow() -> None:
    """The fifth quarter is in the next year."""
    assert research.synthetic(AUDIT, 1, 5).column("date")[-1].year == 2025


def test_mark_survives(study: Study, tmp_path: object) -> None:
    """Mapping, metadata and the names of people say that it is invented, also after a CSV file."""
    some = study.where([True] * 4 + [False] * 2996)
    assert is_synthetic(some)
    assert b'"synthetic": true' in some.table.schema.metadata[b"ethics_audit"]
    pa_csv.write_csv(some.table, f"{tmp_path}/study.csv")
    again = Study(AUDIT, pa_csv.read_csv(f"{tmp_path}/study.csv"), person=("person",), occasion="quarter")
    assert is_synthetic(again)
    assert not is_synthetic(Study(AUDIT, pa.table({"person": ["p1"], "one.a": ["r0"]}), person=("person",)))


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"people": 0}, "people: expected a whole number of at least 1, got 0"),
        ({"occasions": 1.5}, "occasions: expected a whole number of at least 1, got 1.5"),
        ({"seed": True}, "seed: expected a whole number of at least 0, got True"),
    ],
)
def test_wrong_numbers(given: dict[str, int], message: str) -> None:
    """A number out of range is named."""
    with pytest.raises(ea.ArgumentError, match=re.escape(message)):
        research.synthetic(AUDIT, **given)


def test_unknown_name() -> None:
    """The room refuses a name that it does not have."""
    with pytest.raises(AttributeError, match="has no attribute 'nothing'"):
        _ = research.nothing  # type: ignore[attr-defined]
