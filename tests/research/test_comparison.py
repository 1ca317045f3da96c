"""Comparing groups: the reference values, the bounds, clusters, and what is refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.builders import audit, checklist, item
from support.studied import reference_study
from support.values import TOLERANCE, held

import ethics_audit as ea
from ethics_audit.base.errors import ArgumentError
from ethics_audit.frames.study import Study
from ethics_audit.research import Comparison, Contrast, compare

pa = pytest.importorskip("pyarrow")
TWO = audit(checklist("a", item("a.i", weight=3, not_applicable=True), item("a.j")))
SCORES = ("score", "desk.score", "door.score", "key.score")


def study_of(groups: list[object], *rows: str, definition: ea.Audit = TWO, **more: list[object]) -> Study:
    """A study of rows of answers, with the column ``group`` and others."""
    columns = zip(*(row.split() for row in rows), strict=True)
    words = [["" if word == "-" else word for word in column] for column in columns]
    answers = dict(zip(definition.items, words, strict=True))
    person = ("who",) if "who" in more else ()
    return Study(definition, pa.table({**answers, "group": groups, **more}), person)


def only(found: Comparison) -> Contrast:
    """The one contrast."""
    [contrast] = found.contrasts
    return contrast


@pytest.fixture(scope="module")
def last_quarter() -> Study:
    """The reference data of quarter 4."""
    return reference_study().at("4")


@pytest.mark.parametrize("place", range(4))
def test_reference_contrasts(last_quarter: Study, place: int) -> None:
    """Every number of each score is that of R."""
    found = compare(last_quarter, "group", SCORES).contrasts[place]
    want = held(f"groups.{found.outcome}.q4")
    assert (found.first, found.second) == ("control", "trained")
    assert found.outcome == SCORES[place]
    assert {
        "n_control": found.n_first,
        "n_trained": found.n_second,
        "difference": found.difference.value,
        "low": found.difference.low,
        "high": found.difference.high,
        "t": found.t,
        "df": found.df,
        "p": found.p,
        "hedges_g": found.hedges_g,
        "cliffs_delta": found.cliffs_delta,
        "mann_whitney_p": found.mann_whitney_p,
    } == pytest.approx(want, rel=10 * TOLERANCE, abs=TOLERANCE)


@pytest.mark.parametrize("correction", ["holm", "bh"])
def test_reference_corrections(last_quarter: Study, correction: str) -> None:
    """The corrected p of the three domains are those of R's p.adjust; only what ran is cited."""
    found = compare(last_quarter, "group", SCORES[1:], correction=correction)
    want = held("multiplicity.q4")[correction]
    adjusted = {one.outcome: one.p_adjusted for one in found.contrasts}
    assert adjusted == pytest.approx(want, rel=10 * TOLERANCE, abs=TOLERANCE)
    assert ("holm1979" in found.sources) is (correction == "holm")


def test_reference_bounds(last_quarter: Study) -> None:
    """The bounds are those of R, with their n; a coverage has none."""
    score, coverage = compare(last_quarter, "group", ["score", "coverage"]).contrasts
    assert {"low": score.bounds.low, "high": score.bounds.high} == pytest.approx(
        held("bounds.difference.q4"), abs=TOLERANCE
    )
    assert score.bounds.n == 60
    assert (coverage.bounds.low, coverage.bounds.reason) == (None, "only a score has bounds")


ANSWERS = st.tuples(*[st.sampled_from(["r0", "r50", "r100", "unsure", "-"])] * 2)
FILLINGS = st.lists(st.sampled_from(["r0", "r50", "r100"]), min_size=16, max_size=16)


@pytest.mark.property
@given(st.lists(ANSWERS, min_size=2, max_size=8), FILLINGS)
def test_bounds_hold_whatever_is_filled_in(rows: list[tuple[str, str]], fillings: list[str]) -> None:
    """Whatever the unsure and blank answers turn out to be, the difference lies within the bounds."""
    groups = [place % 2 for place in range(len(rows))]
    bounds = only(compare(study_of(groups, *map(" ".join, rows)), "group")).bounds
    filler = iter(fillings)
    full = [[answer if answer.startswith("r") else next(filler) for answer in row] for row in rows]
    true = only(compare(study_of(groups, *map(" ".join, full)), "group")).difference.value
    assert bounds.low - 1e-9 <= true <= bounds.high + 1e-9


def test_more_than_two_groups_are_compared_in_pairs() -> None:
    """Each with each, in ascending order; the correction counts all pairs; rows without a group are left out."""
    rows = ["r0 r0", "r0 r50", "r50 r0", "r50 r50", "r100 r0", "r100 r50", "r0 r100"]
    found = compare(study_of([2, 2, 10, 10, 30, 30, None], *rows), "group", ["score", "a.score"])
    assert [(one.first, one.second) for one in found.contrasts] == [(2, 10), (2, 30), (10, 30)] * 2
    raw = [one.p for one in found.contrasts]
    assert min(one.p_adjusted for one in found.contrasts) == pytest.approx(6 * min(raw))
    assert found.notes[-1] == "1 rows have no group and are left out."


def test_what_cannot_be_had_is_none() -> None:
    """Too few values, no variance, an empty group, nothing that applies: None with a reason, and no p to correct."""
    one = compare(study_of(["x", "y", "y"], "r0 r0", "r0 r50", "r50 r0"), "group")
    assert (only(one).difference.value, only(one).p) == (-25.0, None)
    assert only(one).difference.reason == "a group has fewer than 2 results"
    assert "= -25.000 (a group has fewer than 2 results)" in str(one)
    same = only(compare(study_of(["x", "x", "y", "y"], *["r0 r0"] * 2, *["r50 r50"] * 2), "group"))
    assert (same.difference.value, same.p, same.hedges_g, same.cliffs_delta) == (-50, None, None, -1)
    assert same.difference.reason == "the results of each group are all the same"
    single = audit(checklist("a", item("a.i", not_applicable=True)))
    empty = compare(study_of(["x", "y", "y"], "n/a", "r0", "r50", definition=single), "group")
    assert (only(empty).difference.value, only(empty).mean_first) == (None, None)
    assert only(empty).bounds.reason == "a group has no row to which an item applies"
    assert "none: a group has no result" in str(empty)


def test_result_reads_well(last_quarter: Study) -> None:
    """Three lines a contrast, and a sentence for a methods section."""
    found = compare(last_quarter, "group")
    first, second, third, _ = str(found).splitlines()
    assert first == "score: control (n = 30) - trained (n = 30) = 8.010 [-4.113, 20.133]"
    assert second.startswith(
        "  Welch t(57.806) = 1.323, p = 0.191, after Holm = 0.191; Mann-Whitney p = 0.186; Hedges' g"
    )
    assert third == "  whatever the missing answers are: 1.828 to 13.388 (n = 60)"
    assert "The groups of group (control, trained) were compared on score (n = 30 and 30) by Welch's" in found.account
    assert "adjusted" not in found.account
    assert "The p of 2 contrasts were adjusted after Holm." in compare(last_quarter, "group", SCORES[:2]).account
    assert found.frame().num_rows == 1
    far = compare(
        study_of(["x"] * 9 + ["y"] * 9, *["r0 r0", "r0 r0", "r0 r50"] * 3, *["r100 r100", "r100 r50"] * 4, "r50 r50"),
        "group",
    )
    assert "p < 0.001" in str(far)


def test_rows_of_a_person_need_a_cluster() -> None:
    """Several rows a person are refused without a cluster, with the ways out."""
    told = "cluster: is needed: 240 rows are of 60 people, .*cluster=study.person, or one occasion"
    with pytest.raises(ArgumentError, match=told):
        compare(reference_study(), "group")


def test_clusters_are_resampled_whole() -> None:
    """The interval and p rest on people; as many draws and the same seed give the same, and no Welch test is told."""
    study = reference_study()
    found = compare(study, "group", cluster=study.person, draws=400, seed=3)
    again = compare(study, "group", cluster="person", draws=400, seed=3)
    contrast = only(found)
    assert contrast == only(again)
    assert contrast != only(compare(study, "group", cluster="person", draws=400, seed=4))
    assert (contrast.clusters, contrast.n_first, contrast.t, contrast.mann_whitney_p) == (60, 120, None, None)
    naive = only(compare(Study(study.audit, study.table), "group"))
    assert contrast.difference.value == naive.difference.value
    width, naive_width = (one.difference.high - one.difference.low for one in (contrast, naive))
    assert width > 1.3 * naive_width, "quarters of a person are alike"
    assert contrast.p > naive.p
    assert "whole clusters (400 draws, seed 3)" in found.account
    assert "permutation, p = " in str(found)
    assert "cameron2008" in found.sources


def test_few_clusters_are_permuted_exactly() -> None:
    """With three clusters a group, all twenty assignments are tried: two are as far apart as complete separation."""
    rows = ["r0 r0", "r0 r0", "r0 r50", "r0 r50", "r50 r0", "r100 r0", "r100 r50", "r100 r100", "r100 r100"]
    clusters = ["k", "k", "l", "l", "m", "n", "o", "p", "p"]
    found = only(compare(study_of(["x"] * 5 + ["y"] * 4, *rows, site=clusters), "group", cluster="site"))
    assert found.p == 2 / 20
    assert found.clusters == 6


@pytest.mark.parametrize("draws", [50, 5000])
def test_identical_groups_have_p_of_one(draws: int) -> None:
    """Groups with the same values are as near as can be: every assignment is as far apart, drawn or all."""
    rows = ["r0 r0", "r50 r0", "r100 r0", "r0 r100", "r50 r50", "r50 r0"] * 2
    study = study_of(["x"] * 6 + ["y"] * 6, *rows, site=[0, 1, 2, 3, 4, 4, 5, 6, 7, 8, 9, 9])
    found = only(compare(study, "group", cluster="site", draws=draws))
    assert (found.p, found.difference.value) == (1, 0)


def test_clusters_of_one_row_change_nothing(last_quarter: Study) -> None:
    """Where each person has one row, rows are independent, and Welch's test stands."""
    assert compare(last_quarter, "group", cluster=last_quarter.person) == compare(last_quarter, "group")


def test_too_few_clusters() -> None:
    """A group of one cluster has a difference, but no interval and no p; one without a result has nothing."""
    rows = ["r0 r0", "r0 r50", "r50 r0", "r100 r0"]
    found = only(compare(study_of(["x", "x", "y", "y"], *rows, site=[1, 1, 2, 3]), "group", cluster="site"))
    assert (found.p, found.difference.low, found.difference.reason) == (None, None, "a group has fewer than 2 clusters")
    single = audit(checklist("a", item("a.i", not_applicable=True)))
    study = study_of(["x", "x", "y", "y"], "n/a", "n/a", "r0", "r50", definition=single, site=[1, 1, 2, 3])
    assert only(compare(study, "group", cluster="site")).difference.reason == "a group has no result"


def test_what_is_refused() -> None:
    """Names that do not exist, one group, no result, clusters across groups and people across clusters."""
    rows = ["r0 r0", "r0 r50", "r50 r0", "r100 r0"]
    study = study_of(
        ["x", "x", "y", "y"], *rows, site=[1, 2, 2, 3], who=["a", "b", "c", "c"], ward=[1, 2, 3, 4], one=[1] * 4
    )
    for arguments, told in (
        ({"group": "grup"}, "did you mean 'group'"),
        ({"group": "one"}, "expected a column with two groups or more, got 'one' .its groups: .1.."),
        ({"group": "group", "outcomes": "scor", "cluster": "who"}, "did you mean 'score'"),
        (
            {"group": "group", "outcomes": "band", "cluster": "who"},
            "outcome: expected a number of score_frame, got 'band'",
        ),
        ({"group": "group", "draws": 0}, "draws: expected at least one"),
        ({"group": "group", "outcomes": []}, "outcomes: expected at least one result"),
        ({"group": "group", "correction": "bonferroni"}, "correction: expected holm or bh"),
        ({"group": "group", "cluster": "site"}, "clusters that are in one group each, got .2."),
        ({"group": "group", "cluster": "ward"}, "clusters that hold whole people, got .4."),
        ({"group": "group", "cluster": "word"}, "did you mean 'ward'"),
    ):
        with pytest.raises(ArgumentError, match=told):
            compare(study, **arguments)
    many = study_of(list(range(51)), *["r0 r0"] * 51)
    with pytest.raises(ArgumentError, match="group: expected a column with at most 50 groups, got 'group: 51 values'"):
        compare(many, "group")
    gap = study_of(["x", "x", "y", "y", ""], *rows, "r0 r0", site=[1, 1, 3, None, None])
    with pytest.raises(ArgumentError, match="cluster: expected a cluster for each row, got None"):
        compare(gap, "group", cluster="site")
    assert only(compare(gap.where([True, True, True, False, True]), "group", cluster="site")).clusters == 2
