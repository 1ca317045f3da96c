"""A plan: what to do about a result, what it costs and what it gains, with its section of a page."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from types import MappingProxyType

from attrs import frozen

from ethics_audit.assessment.blocks import Entry, Listed, Row, Section, paragraphs
from ethics_audit.assessment.explanation import decimal
from ethics_audit.assessment.questions import Question
from ethics_audit.assessment.scoring import Domain, Scored
from ethics_audit.assessment.text import printed
from ethics_audit.assessment.wording import band_text, effort_text, score_text
from ethics_audit.base.language import N_, gettext, ngettext, speaking
from ethics_audit.base.layout import short
from ethics_audit.base.public import public
from ethics_audit.model.bands import Band
from ethics_audit.model.items import Item, Option

MOST_STEPS = 25
ROUGH_TO_BAND = N_(
    "An effort is a grade, from 1 (minutes) to 5 (weeks), so their sum is rough. By these grades no other choice gets "
    "there with less; your own judgement of what comes first is worth more."
)
ROUGH_FOR_BUDGET = N_(
    "An effort is a grade, from 1 (minutes) to 5 (weeks), so their sum is rough. By these grades no other choice for "
    "it takes more off the score; your own judgement of what comes first is worth more."
)
LONG_WAY = N_("and {more} more. That is a long way: a nearer band, or a budget, makes a shorter list.")


@frozen
class Step:
    """An item to bring to its best option.

    Attributes:
        item: The item.
        option: The option picked now; None if it is open.
        best: The option to bring it to.
        reduction: By how much that lowers what the plan lowers; see `Plan.reduction`.
        flag: Whether it takes down a red flag, or, for an open item, rules one out.
    """

    item: Item
    option: Option | None
    best: Option
    reduction: Fraction
    flag: bool


@public()
@frozen(repr=False)
class Plan:
    """The steps to a better result, what they cost and what they gain.

    Attributes:
        steps: The items to bring to their best option: flags first, then the largest reduction for its effort.
        to: The band to reach; None for the most that a budget can buy.
        budget: The effort that may be spent; None for a band.
        domain: The id of the domain that it is for; None for the whole audit.
        at_worst: Whether open items count at their worst: on request, or because too little is answered for a band.
        obstacle: Why the band cannot be reached, in a sentence or two; empty if it can.
        questions: A few open items whose answers tell most; where much is open, answer them first.
        before: The result as it is, of the audit or of the domain.
        after: The result once the steps are done.
        language: The language of the audit, in which the plan is printed.
    """

    steps: tuple[Step, ...]
    to: Band | None
    budget: int | None
    domain: str | None
    at_worst: bool
    obstacle: str
    questions: tuple[Question, ...]
    before: Scored
    after: Scored
    language: str

    @property
    def reached(self) -> bool:
        """Whether the band is reached: by the steps, or already if there are none. True for a budget."""
        return not self.obstacle

    @property
    def effort(self) -> int:
        """The sum of the efforts of its items, each from 1 (minutes) to 5 (weeks)."""
        return sum(step.item.effort for step in self.steps)

    @property
    def reduction(self) -> Fraction:
        """By how many points it lowers the score or, with `at_worst`, `high`."""
        return sum((step.reduction for step in self.steps), Fraction())

    @property
    def changes(self) -> Mapping[str, str]:
        """The answers that change, by item id: what `Assessment.what_if` takes."""
        return MappingProxyType({step.item.id: step.best.id for step in self.steps})

    def __str__(self) -> str:
        return printed([section(self)])

    def __repr__(self) -> str:
        aim = f"to {self.to}" if self.to else f"for an effort of {self.budget}"
        return f"<Plan {aim}: {len(self.steps)} steps, effort {self.effort}{', out of reach' if self.obstacle else ''}>"


def section(plan: Plan) -> Section:
    """Return a plan as a section of a page."""
    with speaking(plan.language):
        steps = [_step(step, plan) for step in plan.steps[:MOST_STEPS]]
        return Section(
            "plan",
            _title(plan),
            [
                *paragraphs(_before_steps(plan)),
                *([Listed(steps, "1", width=6, is_loose=True)] if steps else []),
                *paragraphs(_after_steps(plan)),
            ],
        )


def _title(plan: Plan) -> str:
    """Say what the plan is for."""
    if isinstance(plan.before, Domain):
        domain = short(plan.before.title)
        if plan.to:
            return gettext("The least effort to the band {band} in {domain}", band=plan.to.told, domain=domain)
        return gettext("What an effort of {budget} buys in {domain}", budget=plan.budget, domain=domain)
    if plan.to:
        return gettext("The least effort to the band {band}", band=plan.to.told)
    return gettext("What an effort of {budget} buys", budget=plan.budget)


def _before_steps(plan: Plan) -> list[str]:
    """Return what stands before the steps: what they bring, or why there are none."""
    if plan.to and plan.obstacle:
        beyond = gettext("The band {band} cannot be reached by closing gaps alone.", band=plan.to.told)
        return [f"{beyond} {plan.obstacle}"]
    return [" ".join(_outcome(plan) if plan.steps else _nothing_to_do(plan))]


def _after_steps(plan: Plan) -> list[str]:
    """Return what stands after the steps: how many more there are, and how rough their efforts are."""
    if not plan.steps:
        return []
    more = len(plan.steps) - MOST_STEPS
    rough = gettext(ROUGH_TO_BAND) if plan.to else gettext(ROUGH_FOR_BUDGET)
    return [*([gettext(LONG_WAY, more=more)] if more > 0 else []), rough]


def _nothing_to_do(plan: Plan) -> list[str]:
    before = plan.before
    if plan.to is None:
        return [_nothing_for_budget(plan)]
    if before.band is None:
        assert before.band_high is not None  # noqa: S101 - there is an obstacle where nothing applies
        return [
            gettext(
                "Nothing is needed: whatever the open answers are, the band is at most {band}.",
                band=before.band_high.told,
            )
        ]
    if before.band < plan.to:
        known = gettext(
            "By what is answered nothing is needed: the band is {band} already, which is better than {other}.",
            band=before.band.told,
            other=plan.to.told,
        )
    else:
        known = gettext("By what is answered nothing is needed: the band is {band} already.", band=before.band.told)
    return [known, *_still_open(plan)]


def _nothing_for_budget(plan: Plan) -> str:
    before = plan.before
    if before.points or (plan.at_worst and before.open_weight):
        return gettext("No gap can be closed for so little effort: the smallest is 1.")
    if before.weight:
        return gettext("There is no gap to close.")
    return gettext("Nothing is answered yet, so there is no gap.")


def _still_open(plan: Plan) -> list[str]:
    """Say what open questions can still do to the band, and which to answer first; nothing if it is certain."""
    if not plan.after.provisional or plan.after.band_high is None:
        return []
    return [
        gettext(
            "But open questions can still make it {band}. To be sure, answer them first: {items}.",
            band=plan.after.band_high.told,
            items=", ".join(one.item.id for one in plan.questions),
        )
    ]


def _outcome(plan: Plan) -> list[str]:
    things = ngettext(
        "One thing, effort {effort} in all.",
        "{count} things, effort {effort} in all.",
        len(plan.steps),
        effort=plan.effort,
    )
    return [things, _result(plan), *_still_open(plan)]


def _result(plan: Plan) -> str:
    before = plan.before
    ends = {"before": _lowered(before, plan), "after": _lowered(plan.after, plan), "band": band_text(plan.after)}
    if isinstance(before, Domain):
        if plan.at_worst:
            return gettext(
                "With the best answer there, the score of {domain}, with every open question at its worst, goes from "
                "{before} to {after}, and the band is {band}.",
                domain=before.title,
                **ends,
            )
        return gettext(
            "With the best answer there, the score of {domain} goes from {before} to {after}, and the band is {band}.",
            domain=before.title,
            **ends,
        )
    if plan.at_worst:
        return gettext(
            "With the best answer there, the score, with every open question at its worst, goes from {before} to "
            "{after}, and the band is {band}.",
            **ends,
        )
    return gettext(
        "With the best answer there, the score goes from {before} to {after}, and the band is {band}.", **ends
    )


def _lowered(scored: Scored, plan: Plan) -> str:
    """Return the number that the plan lowers."""
    return decimal(Fraction(*scored.worst)) if plan.at_worst else score_text(scored)


def _step(step: Step, plan: Plan) -> Entry:
    """Return a step with what to do for it.

    A raised flag is no bargain, and an open question is first of all to be answered.
    """
    item = step.item
    do = Row(gettext("Do"), f"{item.remedy} ({effort_text(item)})")
    if step.option is None:
        first = gettext(
            'Answer it: it is open, and counts at its worst here. If "{answer}" is true, that is all.',
            answer=step.best.label,
        )
        rows = [Row(gettext("First"), first), do._replace(name=gettext("Else"))]
    elif step.flag and item.red_flag:
        held = gettext("Its red flag holds the band up as long as this is so.")
        rows = [Row(gettext("Flag"), held), do._replace(value=item.red_flag.action)]
    else:
        rows = [Row(gettext("From"), _gain(step, step.option, plan)), do]
    return Entry(item.prompt, item.id, rows=rows)


def _gain(step: Step, option: Option, plan: Plan) -> str:
    values = {"answer": option.label, "best": step.best.label, "number": decimal(step.reduction)}
    if plan.at_worst:
        return gettext('"{answer}" to "{best}": takes {number} off the worst case', **values)
    if plan.domain:
        return gettext('"{answer}" to "{best}": takes {number} off that score', **values)
    return gettext('"{answer}" to "{best}": takes {number} off the score', **values)
