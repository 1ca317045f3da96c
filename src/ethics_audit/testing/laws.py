"""The laws of the score: what holds for every valid audit and every set of answers.

Each check takes an audit and hypothesis's data, from which it draws answers, and fails by an `AssertionError`.
"""

from __future__ import annotations

from collections.abc import Callable

from attrs import frozen
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ethics_audit.base.public import public
from ethics_audit.model.definitions import Audit, Checklist
from ethics_audit.testing import derived_checks, score_checks, value_checks


@public("ethics_audit.testing")
@frozen
class Law:
    """A law of the score.

    Attributes:
        number: Its number in the specification.
        text: Its words in the specification.
        check: Draws answers for an audit and asserts the law.
        speaks_of: Whether it says anything about an audit; a law of flags says nothing where there is none.
    """

    number: int
    text: str
    check: Callable[[Audit, st.DataObject], None]
    speaks_of: Callable[[Audit], bool] = lambda _: True

    def __str__(self) -> str:
        return f"{self.number} {self.text.partition(':')[0]}"

    def hold(self, audit: Audit | Checklist, *, max_examples: int = 100) -> None:
        """Check the law on `max_examples` sets of answers to this audit, if it says anything about it.

        Raises:
            AssertionError: If it does not hold, with the smallest answers found that show it.
        """
        definition = Audit.of(audit) if isinstance(audit, Checklist) else audit
        if not self.speaks_of(definition):
            return

        @settings(max_examples=max_examples, deadline=None, suppress_health_check=list(HealthCheck))
        @given(st.data())
        def check(data: st.DataObject) -> None:
            self.check(definition, data)

        check()


LAWS = (
    Law(1, "Bounds: 0 ≤ low ≤ score ≤ high ≤ 100; 0 ≤ coverage ≤ 1.", score_checks.bounds),
    Law(
        2,
        "Monotone: a riskier option never lowers the score, low, high, band_low, band_high, or a band that is present "
        "on both sides.",
        score_checks.monotone,
    ),
    Law(3, "Additive: the contributions sum to the score, as fractions.", score_checks.additive),
    Law(4, "Order: permuting checklists, items, options or answers changes nothing.", score_checks.order),
    Law(
        5,
        "Scale: multiplying all weights by one factor changes no score, interval, coverage or band.",
        score_checks.scale,
    ),
    Law(
        6,
        "n/a = absent from the checklist: answering n/a gives the result of the audit without that item.",
        score_checks.not_applicable_is_absent,
        lambda audit: len(audit.items) > 1 and any(item.not_applicable for item in audit.items.values()),
    ),
    Law(7, "Nothing answered: no score, no band, coverage 0; never 0 risk.", score_checks.nothing_answered),
    Law(
        8,
        "Narrowing: one more answer gives an interval and a band range inside the old ones.",
        score_checks.narrowing,
    ),
    Law(
        9,
        "Containment: whatever the open items turn out to be, the final score lies in [low, high] and the final band "
        "in [band_low, band_high].",
        score_checks.containment,
    ),
    Law(
        10,
        "Flags and gravity: raising a red flag or a grave gap never lowers a band; a raised critical flag makes the "
        "audit critical; a domain is at least what its gravest gap forces.",
        score_checks.flags_and_gravity,
        score_checks.has_flags_or_gravity,
    ),
    Law(11, "Weakest domain: band ≥ worst domain - 1.", score_checks.weakest_domain),
    Law(
        12,
        "Plan: applying it reaches the target; no cheaper set does (checked by brute force on small audits).",
        derived_checks.plan_is_exact,
    ),
    Law(
        13,
        "Weight range: contains the score; contains every score that weights drawn within ±d produce; its ends are "
        "reached.",
        derived_checks.weights_within_range,
    ),
    Law(14, "Change: the parts sum to the difference, as fractions.", derived_checks.change_adds_up),
    Law(
        15,
        "Round trip: checklist → TOML → checklist, and answers and assessments → JSON → the same values; the compact "
        "vector reproduces the assessment.",
        value_checks.round_trip,
    ),
    Law(
        17,
        "Frozen: nothing returned can be changed by the caller, and no call changes what another sees.",
        value_checks.frozen_values,
    ),
    Law(
        18,
        "Splitting a checklist in two with the same multiplier leaves the audit's score unchanged.",
        score_checks.splitting,
        lambda audit: any(len(part.checklist.items) > 1 for part in audit.parts),
    ),
)
"""Every law that one audit can show, in the order of the specification."""


def hold_to_laws(audit: Audit | Checklist, *, max_examples: int = 100) -> None:
    """Check every law on this audit or checklist; see `Law.hold`."""
    for law in LAWS:
        law.hold(audit, max_examples=max_examples)
