"""The shipped laws: they hold a checklist in three lines, and they catch an engine that is wrong."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from support.builders import audit, checklist, item

import ethics_audit as ea
from ethics_audit.assessment import scoring
from ethics_audit.testing import LAWS, audits, hold_to_laws

GENERATED = settings(
    phases=[Phase.generate],
    deadline=None,
    database=None,
    derandomize=True,
    report_multiple_bugs=False,
    suppress_health_check=list(HealthCheck),
)
BY_NUMBER = {law.number: law for law in LAWS}

pytestmark = pytest.mark.property


def test_three_lines_hold_a_checklist_to_the_laws() -> None:
    """As in the documentation; an audit of one item has laws that say nothing of it."""
    hold_to_laws(checklist("mine", item("mine.first"), item("mine.second", not_applicable=True)), max_examples=5)
    hold_to_laws(audit(checklist("a", item("a.i"))), max_examples=5)


Score = Callable[[ea.Audit, ea.Answers], tuple[Any, tuple[Any, ...]]]


def wrong_engines() -> dict[str, tuple[int, Callable[[pytest.MonkeyPatch], None]]]:  # noqa: C901 - a table of functions
    """Engines with one fault each, and the law that must see it."""
    sums, ranks, result, whole = scoring._domain_sums, scoring._ranks, scoring._result, scoring._audit_sums

    def patched(name: str, function: Any) -> Callable[[pytest.MonkeyPatch], None]:
        return lambda patch: patch.setattr(scoring, name, function)

    def open_as_safe(definition: Any, answers: Any) -> Any:
        one = sums(definition, answers)
        return one._replace(weight=one.weight + one.open_weight, open_weight=0)

    def open_as_worst(definition: Any, answers: Any) -> Any:
        one = sums(definition, answers)
        return one._replace(
            points=one.points + 100 * one.open_weight, weight=one.weight + one.open_weight, open_weight=0
        )

    def no_flags(definition: Any, answers: Any) -> Any:
        return sums(definition, answers)._replace(forced=0, forced_at_worst=0)

    def open_flags_forgotten(definition: Any, answers: Any) -> Any:
        one = sums(definition, answers)
        return one._replace(forced_at_worst=one.forced)

    def no_weakest_domain(one: Any, bands: Any, _: Any) -> Any:
        return ranks(one, bands, scoring._Ranks(0, 0, 0))

    def best_is_given(one: Any, bands: Any, least: Any) -> Any:
        found = ranks(one, bands, least)
        return found._replace(best=found.given if found.given is not None else found.best)

    def mean_of_means(all_sums: Any, multipliers: Any) -> Any:
        known = [one for one in all_sums if one.weight]
        one = whole(all_sums, multipliers)
        if not known:
            return one
        return one._replace(points=sum(one.points // one.weight for one in known), weight=len(known))

    def first_multiplier_only(all_sums: Any, multipliers: Any) -> Any:
        return whole(all_sums, [multipliers[0]] * len(multipliers))

    def zero_for_nothing(one: Any, rank: Any, policy: Any) -> Any:
        fields = result(one, rank, policy)
        return fields if fields["weight"] else {**fields, "band": ea.Band.LOW}

    def not_applicable_as_open(definition: Any, answers: Any) -> Any:
        given = {id: ea.UNSURE if isinstance(one, ea.NotApplicable) else one for id, one in answers.given.items()}
        return sums(definition, ea.Answers(given, answers.profile))

    def heavy_items_count_more(definition: Any, answers: Any) -> Any:
        one = sums(definition, answers)
        return one._replace(weight=one.weight + (one.weight > 10))

    def order_matters(definition: Any, answers: Any) -> Any:
        one = sums(definition, answers)
        return one._replace(flags=one.flags[:1])

    return {
        "open counted as safe": (8, patched("_domain_sums", open_as_safe)),
        "open counted as failed": (8, patched("_domain_sums", open_as_worst)),
        "open counted as safe, again": (7, patched("_domain_sums", open_as_safe)),
        "flags do not force": (10, patched("_domain_sums", no_flags)),
        "open flags forgotten": (9, patched("_domain_sums", open_flags_forgotten)),
        "weakest domain ignored": (11, patched("_ranks", no_weakest_domain)),
        "best case is the given case": (9, patched("_ranks", best_is_given)),
        "mean of domain means": (3, patched("_audit_sums", mean_of_means)),
        "one multiplier for all": (4, patched("_audit_sums", first_multiplier_only)),
        "a band for nothing": (7, patched("_result", zero_for_nothing)),
        "n/a counted as open": (6, patched("_domain_sums", not_applicable_as_open)),
        "weights not in proportion": (5, patched("_domain_sums", heavy_items_count_more)),
        "only the first flag told": (4, patched("_domain_sums", order_matters)),
    }


@pytest.mark.parametrize("fault", wrong_engines())
def test_laws_catch_a_wrong_engine(fault: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each fault breaks the law that it should; a law that stays green would be a defect."""
    number, plant = wrong_engines()[fault]
    plant(monkeypatch)
    law = BY_NUMBER[number]

    @settings(GENERATED, max_examples=5000)
    @given(audits(max_weight=9).filter(law.speaks_of), st.data())
    def check(definition: ea.Audit, data: st.DataObject) -> None:
        law.check(definition, data)

    with pytest.raises(BaseException) as caught:  # noqa: PT011 - several failures come as a group
        check()
    assert "Unsatisfiable" not in type(caught.value).__name__
