"""A law of the score, and how it is held."""

from __future__ import annotations

from collections.abc import Callable

from attrs import frozen
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ethics_audit.base.public import public
from ethics_audit.model.definitions import Audit, Checklist


@public("ethics_audit.testing")
@frozen
class Law:
    """A law of the score.

    Attributes:
        number: Its number in the specification.
        text: Its words in the specification.
        check: Draws answers for an audit and asserts the law.
        speaks_of: Whether it says anything about an audit; a law of flags says nothing where there are none.
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
