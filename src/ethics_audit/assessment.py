"""An assessment: the score of an audit with everything that explains it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

from attrs import frozen

from ethics_audit import explanation, notebook, text
from ethics_audit.answers import Answer, Answers, misfits
from ethics_audit.errors import AnswerError, Problem, shown
from ethics_audit.explanation import Finding, Reason
from ethics_audit.model import Audit, Checklist
from ethics_audit.scoring import Domain, Scored, score


@frozen(repr=False, str=False)
class Assessment(Scored):
    """The result of an audit; as text, a page that a person can act on.

    Attributes:
        audit: The definition it was scored under.
        answers: The answers it was scored from.
        domains: The result of each checklist, in the audit's order.
    """

    audit: Audit
    answers: Answers
    domains: tuple[Domain, ...]

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        """Every gap, the largest contribution first; the contributions sum to `exact`."""
        return explanation.findings(self.audit, self.answers, self)

    @cached_property
    def reasons(self) -> tuple[Reason, ...]:
        """What fixed the band, in order: the score, each raised flag, the weakest domain, the missing answers."""
        return explanation.reasons(self.audit, self.answers, self, self.domains)

    @property
    def open(self) -> tuple[str, ...]:
        """Ids of the items that apply and are unsure or not answered."""
        return tuple(item.id for item in explanation.open_items(self.audit, self.answers))

    @property
    def not_applicable(self) -> tuple[str, ...]:
        """Ids of the items that are not scored: left out by the profile or answered ``n/a``."""
        return tuple(item.id for item in explanation.inapplicable_items(self.audit, self.answers))

    @property
    def set_aside(self) -> tuple[str, ...]:
        """Ids of the items that are answered although the profile leaves them out: kept, never scored."""
        return tuple(item.id for item in explanation.set_aside(self.audit, self.answers))

    def __str__(self) -> str:
        return text.page(self)

    def __repr__(self) -> str:
        score = None if self.exact is None else explanation.decimal(self.exact)
        return f"<Assessment of {self.audit.id} {self.audit.version}: score {score}, band {self.band}>"

    def _repr_html_(self) -> str:
        return notebook.html(self)


def assess(audit: Audit | Checklist, answers: Answers | Mapping[str, Answer]) -> Assessment:
    """Score answers against an audit, or against a checklist as an audit of one.

    Pure: no input or output, no clock, and nothing is changed. The arithmetic is in `ethics_audit.scoring`.

    Args:
        audit: The definition.
        answers: What was answered, or a mapping from item id to answer for a practice without profile facts.

    Raises:
        AnswerError: With every answer that does not fit: an unknown item, an option it does not have, an ``n/a`` that
            it does not allow, an unknown profile fact.
        TypeError: If `audit` is neither an audit nor a checklist.
    """
    if isinstance(audit, Checklist):
        audit = Audit.of(audit)
    if not isinstance(audit, Audit):
        raise TypeError(f"{shown(audit)} is given; an audit or a checklist is needed (see load_audit)")
    if not isinstance(answers, Answers):
        answers = Answers(answers)
    problems: list[Problem] = list(misfits(audit, answers))
    if problems:
        raise AnswerError(problems)
    whole, domains = score(audit, answers)
    return Assessment(
        points=whole.points,
        weight=whole.weight,
        open_weight=whole.open_weight,
        flags=whole.flags,
        band=whole.band,
        band_low=whole.band_low,
        band_high=whole.band_high,
        provisional=whole.provisional,
        audit=audit,
        answers=answers,
        domains=domains,
    )
