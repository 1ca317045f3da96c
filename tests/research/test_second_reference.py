"""A second set of data, with other values computed in R: whatever R gives independently, the room gives too."""

import csv
from typing import Any

import numpy as np
import pytest
from support.second import SECOND, names, second, second_study

from ethics_audit import research
from ethics_audit.frames.states import State
from ethics_audit.research import Comparison, Contrast, Estimate, MeanDifference

STUDY = second_study()
SPRING = STUDY.at("spring")
RELIABILITY = research.reliability(SPRING, draws=50)
OUTCOMES = ["score", "notes.score", "room.score", "exit.score"]
COMPARED = research.compare(SPRING, "arm", OUTCOMES)
CHANGED = research.change(STUDY, "spring", "autumn", research.retest(STUDY, "spring", "autumn").sem_c, group="arm")
CARELESS = research.careless(SPRING)


def or_none(values: Any) -> list[float | None]:
    """Numbers, with None where there is none."""
    return [None if np.isnan(value) else float(value) for value in values]


def ends(one: Estimate) -> dict[str, float | None]:
    """A number with its interval."""
    return {"value": one.value, "low": one.low, "high": one.high}


@pytest.mark.parametrize("name", names("scores."))
def test_scores(name: str) -> None:
    """Scores, their ends and the coverage are sums over the answers, with multipliers, facts and n/a."""
    assert or_none(STUDY.outcome(name)) == second(f"scores.{name}")


@pytest.mark.parametrize(("by", "name"), [("occasion", "spring"), ("domain", "room"), ("all", "")])
def test_missing(by: str, name: str) -> None:
    """The five states of all cells are those that R counts."""
    [found] = [one for one in research.missingness(STUDY).counts if (one.by, one.name) == (by, name)]
    assert {state.word: found.states[state] for state in State} == second(f"missing.{name or by}")


@pytest.mark.parametrize("name", names("item."))
def test_items(name: str) -> None:
    """Mean, sd and the shares at both ends are those of R, of constant and of lone items too."""
    found = research.items(SPRING, name.split(".", maxsplit=1)[0]).of(name)
    told = {"n": found.n, "mean": found.mean, "sd": found.sd, "best": found.best, "worst": found.worst}
    assert told == second(f"item.{name}")


@pytest.mark.parametrize("at", names("item_rest."))
def test_relations_of_items(at: str) -> None:
    """Item–rest correlations, alpha without an item and H are those of R, of pairs and of complete rows."""
    domain, answers = at.split(".")
    found = research.items(SPRING, domain, complete=answers == "complete")
    varying = [one for one in found.items if one.rest.value is not None]
    rest = {one.item: one.rest.value for one in varying}
    assert rest == second(f"item_rest.{at}")
    if answers == "complete":
        assert rest == second(f"item_rest_psych.{at}")
    assert {one.item: one.h.value for one in varying} | {"all": found.h.value} == second(f"H.{at}")
    without = {one.item: one.alpha_without.value for one in varying}
    assert without == (second(f"alpha_without.{at}") if len(varying) > 2 else dict.fromkeys(without))


@pytest.mark.parametrize("at", names("alpha."))
def test_alpha(at: str) -> None:
    """Alpha with both weights, and Feldt's interval and the standard error on complete rows, are those of psych."""
    domain, answers = at.split(".")
    found = RELIABILITY.of(domain, answers=answers)
    assert (found.value, found.n) == (second(f"alpha.{at}"), second(f"n.{at}"))
    assert RELIABILITY.of(domain, weights="shipped", answers=answers).value == second(f"alpha_weighted.{at}")
    if answers == "complete":
        told = {"low": found.low, "high": found.high}
        assert told == second(f"feldt.{at}")
        assert told == second(f"feldt_psych.{at}")
        assert found.se == second(f"ase.{at}")


def test_omega() -> None:
    """Omega and the loadings, one of them negative, are those of lavaan and factanal."""
    assert RELIABILITY.of("notes", "omega").value == second("omega.notes")
    assert RELIABILITY.of("notes", "omega", weights="shipped").value == second("omega_weighted.notes")
    assert RELIABILITY.factors["notes"].loadings == second("loadings.notes")
    for domain in ("notes", "room"):
        assert RELIABILITY.of(domain, "omega").value == second(f"omega_factanal.{domain}")


@pytest.mark.parametrize("outcome", names("retest."))
def test_retest(outcome: str) -> None:
    """ICCs with their intervals, SEM, SDC and limits of agreement are those of psych, lme4 and R's anova."""
    found = research.retest(STUDY, "spring", "autumn", outcome=outcome)
    assert {name: ends(getattr(found, name)) for name in ("icc_1", "icc_a", "icc_c")} == second(f"icc.{outcome}")
    assert found.icc_c.value == second(f"icc_c_lmer.{outcome}")
    sizes = {name: getattr(found, name).value for name in ("sem_c", "sem_a", "sdc_c", "sdc_a", "sd_change")}
    change = {"n": found.change.n, "change": found.change.value, "low": found.change.low, "high": found.change.high}
    assert {**sizes, **change} == second(f"retest.{outcome}")


@pytest.mark.parametrize("name", names("kappa."))
def test_kappa(name: str) -> None:
    """Kappas with their standard errors are those of vcd, between occasions and between raters."""
    found = _raters() if name == "raters" else research.agreement(SPRING, STUDY.at("autumn"))
    one = found.items[0] if name == "raters" else found.of(name)
    kappas = {way: ends(k) | {"se": k.se} for way, k in one.kappas.items()}
    assert {"n": one.same.n, "same": one.same.value, **kappas} == second(f"kappa.{name}")


def _raters() -> research.Agreement:
    rows = list(csv.DictReader((SECOND / "raters.csv").read_text("utf-8").splitlines()))
    columns = [[row[rater] or None for row in rows] for rater in ("first", "second")]
    return research.agreement(*columns, item=STUDY.audit.items["notes.a"])


def contrast(of: Comparison, name: str) -> Contrast:
    """One contrast, by its outcome and groups."""
    [found] = [one for one in of.contrasts if f"{one.outcome}.{one.first}.{one.second}" == name]
    return found


@pytest.mark.parametrize("name", names("groups."))
def test_groups(name: str) -> None:
    """Each pair of three unequal groups is compared as R's t.test and wilcox.test do, whose rest is arithmetic."""
    one = contrast(COMPARED, name)
    sizes = ("n_first", "n_second", "mean_first", "mean_second", "t", "df", "p")
    effects = ("hedges_g", "cliffs_delta", "mann_whitney_p")
    told = {key: getattr(one, key) for key in (*sizes, *effects)}
    interval = {"difference": one.difference.value, "low": one.difference.low, "high": one.difference.high}
    assert {**told, **interval, "lowest": one.bounds.low, "highest": one.bounds.high} == second(f"groups.{name}")


@pytest.mark.parametrize("correction", ["holm", "bh"])
def test_corrections(correction: Any) -> None:
    """The twelve p are corrected as R's p.adjust does."""
    found = research.compare(SPRING, "arm", OUTCOMES, correction=correction).contrasts
    told = {f"{one.outcome}.{one.first}.{one.second}": one.p_adjusted for one in found}
    assert told == second(correction)


CLUSTERED = research.compare(SPRING, "arm", cluster="clinic", draws=4000)


@pytest.mark.parametrize("pair", names("permutation."))
def test_clusters(pair: str) -> None:
    """The permutation of whole clinics is the exact one, and the bootstrap as wide as R's."""
    one = contrast(CLUSTERED, f"score.{pair}")
    assert one.p == second(f"permutation.{pair}")
    assert {"low": one.difference.low, "high": one.difference.high} == second(f"cluster_bootstrap.{pair}")


@pytest.mark.parametrize("arm", names("change."))
def test_change(arm: str) -> None:
    """Mean changes are those of R's paired t.test, and the index of reliable change counts the same people."""
    [one] = [found for found in CHANGED.groups if found.group == arm]
    mean = {"n": one.mean.n, "mean": one.mean.value, "low": one.mean.low, "high": one.mean.high}
    assert {**mean, "sd": one.sd, "improved": one.improved, "worse": one.worse} == second(f"change.{arm}")


@pytest.mark.parametrize("pair", names("change_apart."))
def test_changes_apart(pair: str) -> None:
    """Mean changes of two arms are compared as R's t.test does."""
    assert ends(CHANGED.differences[pair.replace(".", " - ")]) == second(f"change_apart.{pair}")


def test_reliable_change() -> None:
    """Each person's index is that of R."""
    told = dict(zip(CHANGED.names["person"], or_none(CHANGED.rci), strict=True))
    assert {person: index for person, index in told.items() if index is not None} == second("rci")


def test_sensitivity() -> None:
    """Under equal weights, without each domain and at every corner, the difference is what R computes from sums."""
    two = SPRING.where(arm in {"long", "none"} for arm in SPRING.column("arm"))
    found = research.sensitivity(two, MeanDifference("arm"), draws=10)
    tried = {one.name: {"value": one.value, "spearman": one.spearman, "shift": one.shift} for one in found.scenarios}
    wanted = [name for name in names("sensitivity.") if not name.startswith("corners")]
    assert {name: tried[name] for name in wanted} == {name: second(f"sensitivity.{name}") for name in wanted}
    room = research.sensitivity(two, MeanDifference("arm", "room.score"), draws=10)
    [box] = [one for one in room.scenarios if one.name.startswith("every corner")]
    told = {"low": box.low, "high": box.high, "tried": box.tried, "share": box.share}
    assert told == second("sensitivity.corners.room")


@pytest.mark.parametrize("sign", ["irv", "longest_run", "longest_run_not_best", "person_total", "share_open"])
def test_careless(sign: str) -> None:
    """Each sign of each person is that of R, and none where R has none."""
    assert dict(zip(CARELESS.names["person"], or_none(getattr(CARELESS, sign)), strict=True)) == second(sign)


def test_anonymity() -> None:
    """Classes are those of R's table."""
    found = research.k_anonymity(SPRING, ["arm", "clinic", "telehealth"])
    told = {"k": found.k, "classes": found.classes, "uniques": found.uniques}
    assert {**told, "under_3": found.under(3), "under_5": found.under(5)} == second("k_anonymity")
    assert research.k_anonymity(SPRING, ["arm", "telehealth"], "exit.a").diversity["exit.a"] == second("l_diversity")
