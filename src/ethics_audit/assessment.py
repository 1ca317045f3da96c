"""An assessment: the score of an audit with everything that explains it.

What explains and prints a result is imported when it is asked for, so that scoring alone starts fast.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING

from attrs import frozen

from ethics_audit.answers import Answer, Answers, misfits
from ethics_audit.errors import AnswerError, Problem, shown
from ethics_audit.language import speaking
from ethics_audit.model import Audit, Checklist
from ethics_audit.scoring import Domain, Scored, score

if TYPE_CHECKING:
    from fractions import Fraction

    from ethics_audit.bands import Band
    from ethics_audit.cases import Contrast
    from ethics_audit.change import Change
    from ethics_audit.explanation import Finding, Question, Reason
    from ethics_audit.planning import Plan
    from ethics_audit.weights import Percent, WeightRange


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
        from ethics_audit import explanation

        return explanation.findings(self.audit, self.answers, self)

    @cached_property
    def reasons(self) -> tuple[Reason, ...]:
        """What fixed the band, in order: the score, each raised flag, the weakest domain, the missing answers."""
        from ethics_audit import explanation

        with speaking(self.audit.language):
            return explanation.reasons(self.audit, self.answers, self, self.domains)

    @property
    def open(self) -> tuple[str, ...]:
        """Ids of the items that apply and are unsure or not answered."""
        from ethics_audit.explanation import open_items

        return tuple(item.id for item in open_items(self.audit, self.answers))

    @property
    def not_applicable(self) -> tuple[str, ...]:
        """Ids of the items that are not scored: left out by the profile or answered ``n/a``."""
        from ethics_audit.explanation import inapplicable_items

        return tuple(item.id for item in inapplicable_items(self.audit, self.answers))

    @property
    def set_aside(self) -> tuple[str, ...]:
        """Ids of the items that are answered although the profile leaves them out: kept, never scored."""
        from ethics_audit.explanation import set_aside

        return tuple(item.id for item in set_aside(self.audit, self.answers))

    @property
    def vector(self) -> str:
        """The result as one line, for a database column; `load_vector` reads it back. See `ethics_audit.vector`."""
        from ethics_audit import vector

        return vector.encode(self.audit, self.answers)

    def what_if(self, changes: Mapping[str, Answer | None]) -> Assessment:
        """The result with some answers changed; what that does is `result.what_if(changes).change_from(result)`.

        Args:
            changes: New answers by item id; None takes an answer back.

        Raises:
            AnswerError: With every change that does not fit the audit.
        """
        return assess(self.audit, self.answers.changed(changes))

    def plan(
        self,
        to: Band | str | None = None,
        *,
        domain: str | None = None,
        budget: int | None = None,
        certain: bool = False,
    ) -> Plan:
        """The items to bring to their best option with the least effort that reaches a band; exactly the least.

        Of the plans with the least effort the one with fewer steps is taken, then the one with the larger reduction,
        then the one whose steps come first in the audit.

        Args:
            to: The band to reach: it, or a better one.
            domain: The id of a checklist, to plan for its own score and band alone.
            budget: Instead of a band: an effort, for which the largest reduction of the score is sought.
            certain: Whether open items count at their worst, and can be steps. Where too little is answered for a band
                they count so in any case.

        Raises:
            ArgumentError: If not exactly one of `to` and `budget` is given, or it is no band or no whole number.
            UnknownIdError: If there is no such domain.
        """
        from ethics_audit import planning

        return planning.plan(self, to=to, domain=domain, budget=budget, certain=certain)

    def next_questions(self, count: int = 5) -> tuple[Question, ...]:
        """The open items whose answers would tell most: those that can raise a red flag first, then by weight."""
        from ethics_audit import explanation

        return explanation.next_questions(self.audit, self.answers, self, count)

    def weight_range(self, percent: Percent) -> WeightRange | None:
        """The exact extremes of the score and the band if every weight may be off by up to so many percent.

        Args:
            percent: From 0 to less than 100. Each weight may be off by itself, in either direction.

        Returns:
            The range; None if nothing is answered.

        Raises:
            ArgumentError: If `percent` is no such number.
        """
        from ethics_audit import weights

        return weights.weight_range(self.audit, self.answers, self, percent)

    def weight_tolerance(self) -> Fraction | None:
        """The largest percentage, in tenths, by which every weight may be off without another band; None without one.

        The band is that of the answers given.
        """
        from ethics_audit import weights

        return weights.weight_tolerance(self.audit, self.answers, self)

    def change_from(self, earlier: Assessment) -> Change:
        """What changed since an earlier result of the same audit, under this version or another one, exactly.

        Raises:
            ArgumentError: If it is a result of another audit.
            TypeError: If it is no assessment.
        """
        from ethics_audit.change import change

        if not isinstance(earlier, Assessment):
            raise TypeError(f"{shown(earlier)} is given; an assessment is needed")
        return change(earlier, self)

    def beside(self, cases: Assessment) -> tuple[Contrast, ...]:
        """Where what is said of one's own practice here and the answers to cases there differ; see `contrasts`."""
        from ethics_audit.cases import contrasts

        return contrasts(self, cases)

    def __str__(self) -> str:
        from ethics_audit import text

        return text.page(self)

    def __repr__(self) -> str:
        from ethics_audit import text

        return f"<Assessment of {self.audit.id} {self.audit.version}: score {text.score_text(self)}, band {self.band}>"

    def _repr_html_(self) -> str:
        from ethics_audit import notebook

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
    audit = as_audit(audit)
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


def as_audit(definition: Audit | Checklist) -> Audit:
    """An audit as it is, a checklist as an audit of one.

    Raises:
        TypeError: If it is neither.
    """
    if isinstance(definition, Checklist):
        return Audit.of(definition)
    if not isinstance(definition, Audit):
        raise TypeError(f"{shown(definition)} is given; an audit or a checklist is needed (see load_audit)")
    return definition
