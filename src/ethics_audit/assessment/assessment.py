"""An assessment: a result with what can be done with it.

The modules that plan, compare and print are imported when they are used, so that scoring alone starts fast.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache, partial
from typing import TYPE_CHECKING

from attrs import frozen

from ethics_audit.assessment.result import Result, scored
from ethics_audit.base.causes import wrong_type
from ethics_audit.base.errors import PROBLEMS_TOLD, AnswerError, Problem
from ethics_audit.base.public import public
from ethics_audit.model.answers import Answer, Answers, refuse_misfits
from ethics_audit.model.bands import Band
from ethics_audit.model.definitions import Audit, Checklist, as_audit

if TYPE_CHECKING:
    from fractions import Fraction

    from ethics_audit.assessment.cases import Contrast
    from ethics_audit.assessment.change.change import Change
    from ethics_audit.assessment.planning.plan import Plan
    from ethics_audit.assessment.questions import Question
    from ethics_audit.assessment.weights import Percent, WeightRange


@public()
@frozen(repr=False, str=False)
class Assessment(Result):
    """The result of an audit; as text, a page that a person can act on."""

    def what_if(self, changes: Mapping[str, Answer | None]) -> Assessment:
        """Return the result with some answers changed; what that does is `result.what_if(changes).change_from(result)`.

        Args:
            changes: New answers by item id; None takes an answer back.

        Raises:
            AnswerError: With every change that does not fit the audit.

        Example:
            >>> result = ea.assess(ea.load_checklist("boundaries"), {"boundaries.gifts": "none"})
            >>> result.what_if({"boundaries.gifts": "each"}).score
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
        """Return the items to bring to their best option to reach a band with the least effort; exactly the least.

        Of the plans with the least effort the one with fewer steps is taken, then the one with the larger reduction,
        then the one whose steps come first in the audit.

        Args:
            to: The band to reach: it, or a better one.
            domain: The id of a checklist, to plan for its own score and band alone.
            budget: Instead of a band: an effort, for which the largest reduction of the score is sought.
            certain: Whether open items count at their worst, and can be steps. Where too little is answered for a band
                they always do.

        Raises:
            ArgumentError: If not exactly one of `to` and `budget` is given, or it is no band or no whole number from 0.
            UnknownIdError: If there is no such domain.

        Example:
            >>> result = ea.assess(ea.load_checklist("boundaries"), {"boundaries.gifts": "none"})
            >>> dict(result.plan(budget=3).changes)
            {'boundaries.gifts': 'each'}
        """
        from ethics_audit.assessment.planning import solver

        return solver.plan(self, to=to, domain=domain, budget=budget, certain=certain)

    def next_questions(self, count: int = 5) -> tuple[Question, ...]:
        """Return the open items whose answers tell most: those that can raise a red flag first, then by weight.

        Example:
            >>> result = ea.assess(ea.load_checklist("boundaries"), {"boundaries.gifts": "none"})
            >>> [question.item.red_flag is None for question in result.next_questions(1)]
            [False]
        """
        from ethics_audit.assessment.questions import next_questions

        return next_questions(self, count)

    def weight_range(self, percent: Percent) -> WeightRange | None:
        """Return the exact extremes of the score and the band if every weight may be off by up to `percent`.

        Args:
            percent: From 0 to less than 100. Each weight may be off by itself, in either direction.

        Returns:
            The range; None if nothing is answered.

        Raises:
            ArgumentError: If `percent` is not such a number.
        """
        from ethics_audit.assessment import weights

        return weights.weight_range(self, percent)

    def weight_tolerance(self) -> Fraction | None:
        """Return the largest percentage, in tenths, by which every weight may be off without changing the band.

        The band is that of the answers given; without one the percentage is None.
        """
        from ethics_audit.assessment import weights

        return weights.weight_tolerance(self)

    def change_from(self, earlier: Assessment) -> Change:
        """Return exactly what changed since an earlier result of the same audit, under this version or another.

        Raises:
            ArgumentError: If it is a result of another audit.
            TypeError: If it is not an assessment.

        Example:
            >>> result = ea.assess(ea.load_checklist("boundaries"), {"boundaries.gifts": "none"})
            >>> result.what_if({"boundaries.gifts": "each"}).change_from(result).total
            Fraction(-100, 1)
        """
        from ethics_audit.assessment.change.ledger import change

        if not isinstance(earlier, Assessment):
            raise wrong_type("an assessment", earlier)
        return change(earlier, self)

    def beside(self, cases: Assessment) -> tuple[Contrast, ...]:
        """Return where this result of one's own practice and the answers to `cases` differ; see `contrasts`."""
        from ethics_audit.assessment.cases import contrasts

        return contrasts(self, cases)

    def __str__(self) -> str:
        from ethics_audit.assessment.page import page

        return page(self)

    def __repr__(self) -> str:
        from ethics_audit.assessment.wording import score_text

        return f"<Assessment of {self.audit.id} {self.audit.version}: score {score_text(self)}, band {self.band}>"

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
        >>> answers = {"boundaries.gifts": "none", "boundaries.secrecy": "no"}
        >>> result = ea.assess(ea.load_checklist("boundaries"), answers)
        >>> result.score, result.exact, result.band_low
        (18.181818181818183, Fraction(200, 11), <Band.LOW: 'low'>)
    """
    audit = as_audit(audit)
    if not isinstance(answers, Answers):
        answers = Answers(answers)
    refuse_misfits(audit, answers)
    return scored(Assessment, audit, answers)


def load_vector(text: str, audit: Audit | Checklist | None = None, *, locale: str | None = None) -> Assessment:
    """Return exactly the result that a compact vector stands for; it does not hold the reasons given with ``n/a``.

    Args:
        text: What `Assessment.vector` gave.
        audit: The definition it was written under; by default the one in the catalog that it names.
        locale: The language of that one in the catalog; see `load_audit`.

    Raises:
        AnswerError: If it is not a vector, is damaged, or was written under another definition.
        UnknownIdError: If the catalog does not hold what it names.
        TypeError: If `audit` is neither an audit nor a checklist.

    Example:
        >>> result = ea.assess(ea.load_checklist("boundaries"), {"boundaries.gifts": "none"})
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


def load_vectors(
    texts: Iterable[str], audit: Audit | Checklist | None = None, *, locale: str | None = None
) -> list[Assessment]:
    """Return the results that many vectors stand for, in their order; a table of them is faster with `score_frame`.

    Args:
        texts: The vectors, such as a column of a database.
        audit: The definition that all were written under; by default, for each, the one in the catalog that it names.
        locale: The language of those in the catalog; see `load_audit`.

    Raises:
        AnswerError: With every vector that cannot be read, by its place in `texts`.
        UnknownIdError: If the catalog does not hold what one names.

    Example:
        >>> vectors = [ea.assess(ea.load_checklist("boundaries"), {}).vector] * 3
        >>> len(ea.load_vectors(vectors))
        3
    """
    if isinstance(texts, str):
        raise wrong_type("a list of vectors (one is read by load_vector)", texts)
    from ethics_audit.documents import vector
    from ethics_audit.documents.catalog import load_audit

    load = cache(partial(load_audit, locale=locale))
    given = None if audit is None else as_audit(audit)
    found: list[Assessment] = []
    problems: list[Problem] = []
    for place, text in enumerate(texts):
        try:
            found.append(load_vector(text, given or load(*vector.head(text)[:2])))
        except AnswerError as failure:
            problems += [problem.within(f"[{place}]") for problem in failure.problems]
            if len(problems) > PROBLEMS_TOLD:
                break
    if problems:
        raise AnswerError(problems, "vectors")
    return found
