"""A result: the score of an audit with everything that explains it, and nothing that is done with it."""

from __future__ import annotations

from functools import cached_property
from typing import TypeVar

from attrs import fields, frozen

from ethics_audit.assessment.explanation import Finding, Reason, findings, open_ids, reasons
from ethics_audit.assessment.scoring import Domain, Scored, applies, score
from ethics_audit.base.language import speaking
from ethics_audit.model.answers import Answers, NotApplicable
from ethics_audit.model.definitions import Audit


@frozen(repr=False, str=False)
class Result(Scored):
    """The score of an audit, what it was scored from, and what explains it.

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
        return findings(self.audit, self.answers, self)

    @cached_property
    def reasons(self) -> tuple[Reason, ...]:
        """What fixed the band, in order: the score, each raised flag, the weakest domain, the missing answers."""
        with speaking(self.audit.language):
            return reasons(self.audit, self.answers, self, self.domains, self.findings)

    @cached_property
    def open(self) -> tuple[str, ...]:
        """Ids of the items that apply and are unsure or not answered."""
        return open_ids(self.audit, self.answers)

    @property
    def not_applicable(self) -> tuple[str, ...]:
        """Ids of the items that are not scored: left out by the profile or answered ``n/a``."""
        given = self.answers.given
        return tuple(
            id
            for id, item in self.audit.items.items()
            if not applies(item, self.answers) or isinstance(given.get(id), NotApplicable)
        )

    @property
    def events(self) -> tuple[str, ...]:
        """Ids of the items that apply and ask what was done when something came up."""
        return tuple(id for id, item in self.audit.items.items() if item.event and applies(item, self.answers))

    @property
    def not_arisen(self) -> tuple[str, ...]:
        """Ids of those events that are answered ``n/a``: they did not come up."""
        given = self.answers.given
        return tuple(id for id in self.events if isinstance(given.get(id), NotApplicable))

    @property
    def set_aside(self) -> tuple[str, ...]:
        """Ids of the items that are answered although the profile leaves them out: kept, never scored."""
        answers = self.answers
        return tuple(id for id, item in self.audit.items.items() if id in answers.given and not applies(item, answers))

    @property
    def vector(self) -> str:
        """The result as one line, for a database column; `load_vector` reads it back."""
        from ethics_audit.documents import vector

        return vector.encode(self.audit, self.answers)


AnyResult = TypeVar("AnyResult", bound=Result)


def scored(kind: type[AnyResult], audit: Audit, answers: Answers) -> AnyResult:
    """Score answers that fit an audit.

    Args:
        kind: The class of the result.
        audit: The definition.
        answers: What was answered.
    """
    whole, domains = score(audit, answers)
    sums = {field.name: getattr(whole, field.name) for field in fields(Scored)}
    return kind(**sums, audit=audit, answers=answers, domains=domains)
