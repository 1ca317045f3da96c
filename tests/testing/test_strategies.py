"""The strategies: they are registered, draw valid values, and reach every kind of result."""

from collections.abc import Callable
from contextlib import suppress

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.errors import InvalidArgument

import ethics_audit as ea
from ethics_audit.testing import answers_for, audits, checklists, items, scales

pytestmark = pytest.mark.property

GENERATED = settings(
    phases=[Phase.generate],
    deadline=None,
    database=None,
    derandomize=True,
    report_multiple_bugs=False,
    suppress_health_check=list(HealthCheck),
)


@pytest.mark.parametrize("kind", [ea.Scale, ea.Policy, ea.Checklist, ea.Audit])
def test_hypothesis_knows_the_definitions(kind: type) -> None:
    """They are registered where the package is installed."""

    @settings(max_examples=3, suppress_health_check=list(HealthCheck), deadline=None)
    @given(st.from_type(kind))
    def draw(value: object) -> None:
        assert isinstance(value, kind)

    draw()


@pytest.mark.parametrize(
    "strategy",
    [
        *(lambda: scales(max_options=1), lambda: items(max_weight=0), lambda: items(max_weight=101)),
        *(lambda: checklists(max_items=0), lambda: audits(max_checklists=0), lambda: audits(max_items=0)),
    ],
)
def test_wrong_options_are_refused(strategy: Callable[[], object]) -> None:
    """At once, not when a value is drawn."""
    with pytest.raises(InvalidArgument):
        strategy()


class _NothingMissingError(Exception):
    """Nothing is left to look for."""


def test_strategies_reach_every_kind_of_result() -> None:
    """The laws are tried where they could fail."""
    kinds: dict[str, Callable[[ea.Assessment], object]] = {
        "provisional": lambda result: result.provisional,
        "no band yet": lambda result: result.band is None and result.band_low is not None,
        "nothing applies": lambda result: result.interval is None,
        "a flag in one of several domains": lambda result: len(result.domains) > 1 and result.flags,
        "answers set aside": lambda result: result.set_aside,
        "held up by a domain": lambda result: any(reason.kind == "weakest_domain" for reason in result.reasons),
        "critical without a flag": lambda result: not result.open and result.band == "critical" and not result.flags,
        "low and complete": lambda result: not result.open and result.band == "low",
    }
    missing = set(kinds)

    @settings(GENERATED, max_examples=1200)
    @given(st.data())
    def draw(data: st.DataObject) -> None:
        definition = data.draw(audits())
        result = ea.assess(definition, data.draw(answers_for(definition)))
        missing.difference_update([kind for kind in missing if kinds[kind](result)])
        if not missing:
            raise _NothingMissingError

    with suppress(_NothingMissingError):
        draw()
    assert not missing
