"""An assessment: a result with what can be done with it.

What plans, compares and prints is imported when it is asked for, so that scoring alone starts fast.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import TYPE_CHECKING

from attrs import frozen

from ethics_audit.assessment.result import Result
from ethics_audit.assessment.scoring import score
from ethics_audit.base.errors import shown
from ethics_audit.base.public import public
from ethics_audit.model.answers import Answer, Answers, refuse_misfits
from ethics_audit.model.bands import Band
from ethics_audit.model.definitions import Audit, Checklist, as_audit

if TYPE_CHECKING:
    from ethics_audit.assessment.cases import Contrast
    from ethics_audit.assessment.change.change import Change
    from ethics_audit.assessment.explanation import Question
    from ethics_audit.assessment.planning.plan import Plan
    from ethics_audit.assessment.weights import Percent, WeightRange


@public()
@frozen(repr=False, str=False)
class Assessment(Result):
    """The result of an audit; as text, a page that a person can act on."""

    def what_if(self, changes: Mapping[str, Answer | None]) -> Assessment:
        """The result with some answers changed; what that does is `result.what_if(changes).change_from(result)`.

        Args:
            changes: New answers by item id; None takes an answer back.

        Raises:
            AnswerError: With every change that does not fit the audit.

        Example:
            >>> result = ea.assess(ea.load_checklist("boundaries"), {"boundaries.gifts": "sometimes"})
            >>> result.what_if({"boundaries.gifts": "never"}).score
            0.0
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

        Example:
            >>> result = ea.assess(ea.load_checklist("boundaries"), {"boundaries.gifts": "sometimes"})
            >>> dict(result.plan(budget=3).changes)
            {'boundaries.gifts': 'never'}
        """
        from ethics_audit.assessment.planning import solver

        return solver.plan(self, to=to, domain=domain, budget=budget, certain=certain)

    def next_questions(self, count: int = 5) -> tuple[Question, ...]:
        """The open items whose answers would tell most: those that can raise a red flag first, then by weight.

        Example:
            >>> result = ea.assess(ea.load_checklist("boundaries"), {"boundaries.gifts": "sometimes"})
            >>> [question.item.id for question in result.next_questions(1)]
            ['boundaries.sexual_contact']
        """
        from ethics_audit.assessment import explanation

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
        from ethics_audit.assessment import weights

        return weights.weight_range(self.audit, self.answers, self, percent)

    def weight_tolerance(self) -> Fraction | None:
        """The largest percentage, in tenths, by which every weight may be off without another band; None without one.

        The band is that of the answers given.
        """
        from ethics_audit.assessment import weights

        return weights.weight_tolerance(self.audit, self.answers, self)

    def change_from(self, earlier: Assessment) -> Change:
        """What changed since an earlier result of the same audit, under this version or another one, exactly.

        Raises:
            ArgumentError: If it is a result of another audit.
            TypeError: If it is no assessment.

        Example:
            >>> result = ea.assess(ea.load_checklist("boundaries"), {"boundaries.gifts": "sometimes"})
            >>> result.what_if({"boundaries.gifts": "never"}).change_from(result).total
            Fraction(-70, 1)
        """
        from ethics_audit.assessment.change.ledger import change

        if not isinstance(earlier, Assessment):
            raise TypeError(f"expected an assessment, got {shown(earlier)}")
        return change(earlier, self)

    def beside(self, cases: Assessment) -> tuple[Contrast, ...]:
        """Where what is said of one's own practice here and the answers to cases there differ; see `contrasts`."""
        from ethics_audit.assessment.cases import contrasts

        return contrasts(self, cases)

    def __str__(self) -> str:
        from ethics_audit.assessment import wording as text

        return text.page(self)

    def __repr__(self) -> str:
        from ethics_audit.assessment import wording as text

        return f"<Assessment of {self.audit.id} {self.audit.version}: score {text.score_text(self)}, band {self.band}>"

    def _repr_html_(self) -> str:
        from ethics_audit.assessment import notebook

        return notebook.html(self)


def assess(audit: Audit | Checklist, answers: Answers | Mapping[str, Answer]) -> Assessment:
    """Score answers against an audit, or against a checklist as an audit of one.

    Pure: no input or output, no clock, and nothing is changed. The arithmetic is in `ethics_audit.assessment.scoring`.

    Args:
        audit: The definition.
        answers: What was answered, or a mapping from item id to answer for a practice without profile facts.

    Raises:
        AnswerError: With every answer that does not fit: an unknown item, an option it does not have, an ``n/a`` that
            it does not allow, an unknown profile fact.
        TypeError: If `audit` is neither an audit nor a checklist.

    Example:
        >>> answers = {"boundaries.gifts": "sometimes", "boundaries.secrecy": "no"}
        >>> result = ea.assess(ea.load_checklist("boundaries"), answers)
        >>> result.score, result.exact, result.band_low
        (23.333333333333332, Fraction(70, 3), <Band.LOW: 'low'>)
    """
    audit = as_audit(audit)
    if not isinstance(answers, Answers):
        answers = Answers(answers)
    refuse_misfits(audit, answers)
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


def load_vector(text: str, audit: Audit | Checklist | None = None, *, locale: str | None = None) -> Assessment:
    """The result that a compact vector stands for, exactly; the reasons given with ``n/a`` are not in it.

    Args:
        text: What `Assessment.vector` gave.
        audit: The definition it was written under; by default the one of the catalogue that it names.
        locale: The language of the one of the catalogue; see `load_audit`.

    Raises:
        AnswerError: If it is no vector, is damaged, or was written under another definition.
        UnknownIdError: If the catalogue does not hold what it names.
        TypeError: If `audit` is neither an audit nor a checklist.

    Example:
        >>> result = ea.assess(ea.load_checklist("boundaries"), {"boundaries.gifts": "sometimes"})
        >>> ea.load_vector(result.vector) == result
        True
    """
    from ethics_audit.documents import vector
    from ethics_audit.documents.catalog import load_audit

    if audit is None:
        named = vector.head(text)
        audit = load_audit(named.id, named.version, locale=locale)
    definition = as_audit(audit)
    return assess(definition, vector.decode(text, definition))
