"""A plan: what to do about a result, what it costs and what it gains, with its section of a page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from fractions import Fraction
from types import MappingProxyType

from attrs import frozen

from ethics_audit.assessment.blocks import Block, Entry, Listed, Paragraph, Row, Section, paragraphs
from ethics_audit.assessment.explanation import decimal
from ethics_audit.assessment.questions import Question
from ethics_audit.assessment.result import Result
from ethics_audit.assessment.scoring import Domain, Scored, score
from ethics_audit.assessment.text import printed
from ethics_audit.assessment.wording import EFFORTS, band_text, do_text, score_text, titles
from ethics_audit.base.language import N_, gettext, ngettext, speaking
from ethics_audit.base.layout import short
from ethics_audit.base.public import public
from ethics_audit.model.bands import Band
from ethics_audit.model.items import Item, Option

MOST_STEPS = 25
FLAGS_FIRST = N_("A red flag is raised. While it is, what to do about it stands in place of a plan to a better band.")
ROUGH_TO_BAND = N_(
    "How long a step takes is a guess. By these guesses no other choice gets there with less; your own judgment of "
    "what comes first is worth more."
)
ROUGH_FOR_BUDGET = N_(
    "How long a step takes is a guess: it counts as an effort from 1 (minutes) to 5 (some weeks). By these guesses no "
    "other choice improves more for this effort; your own judgment of what comes first is worth more."
)
LONG_WAY = N_("and {more} more. That is a long way: a nearer band, or a budget, makes a shorter list.")
OF_AUDIT = N_("With the best answer there, the band is {band}; the score goes from {before} to {after}.")
OF_DOMAIN = N_("With the best answer there, the band of {domain} is {band}; its score goes from {before} to {after}.")
WORST_OF_AUDIT = N_(
    "With the best answer there, and every open question at its worst, the band is {band}; the score goes from "
    "{before} to {after}."
)
WORST_OF_DOMAIN = N_(
    "With the best answer there, and every open question at its worst, the band of {domain} is {band}; its score goes "
    "from {before} to {after}."
)


@frozen
class Step:
    """An item to bring to its best option.

    Attributes:
        item: The item.
        option: The option picked now; None if it is open.
        best: The option to bring it to.
        reduction: By how much that lowers what the plan lowers; see `Plan.reduction`.
        flag: Whether the item is open and the step rules a red flag out.
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
        obstacle: Why there is no plan to the band, in a sentence or two; empty if there is one.
        questions: A few open items whose answers tell most; where much is open, answer them first.
        scope: The result that it is for: that of the audit, or of an audit of the domain alone.
        after: The result once the steps are done, of the audit or of the domain.
    """

    steps: tuple[Step, ...]
    to: Band | None
    budget: int | None
    domain: str | None
    at_worst: bool
    obstacle: str
    questions: tuple[Question, ...]
    scope: Result
    after: Scored

    @property
    def before(self) -> Scored:
        """The result as it is, of the audit or of the domain."""
        return self.scope if self.domain is None else self.scope.domains[0]

    @property
    def raised(self) -> tuple[Item, ...]:
        """The items whose red flag is raised, the worst first; none is a step, and their actions come first."""
        return tuple(self.scope.audit.items[id] for id in self.scope.flags)

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
    with speaking(plan.scope.audit.language):
        steps = [_step(*one) for one in zip(plan.steps[:MOST_STEPS], _brought(plan), strict=True)]
        blocks: list[Block] = [Paragraph(_lead(plan))]
        if plan.raised:
            blocks.append(Listed([_first(item) for item in plan.raised], "!"))
        if not steps:
            return Section("plan", _title(plan), blocks)
        more = len(plan.steps) - len(steps)
        end = [gettext(LONG_WAY, more=more) if more else "", gettext(ROUGH_TO_BAND if plan.to else ROUGH_FOR_BUDGET)]
        return Section("plan", _title(plan), [*blocks, Listed(steps, "1", width=6, is_loose=True), *paragraphs(end)])


def _title(plan: Plan) -> str:
    """Say what the plan is for; while a red flag is raised, that this comes before a better band."""
    if plan.to and plan.raised:
        return gettext("First things first")
    if isinstance(plan.before, Domain):
        domain = short(plan.before.title)
        if plan.to:
            return gettext("The least effort to the band {band} in {domain}", band=plan.to.told, domain=domain)
        return gettext("What an effort of {budget} buys in {domain}", budget=plan.budget, domain=domain)
    if plan.to:
        return gettext("The least effort to the band {band}", band=plan.to.told)
    return gettext("What an effort of {budget} buys", budget=plan.budget)


def _lead(plan: Plan) -> str:
    """Say what the steps bring, or why there are none."""
    band, after = plan.before.band, plan.after
    if plan.to and plan.raised:
        return plan.obstacle
    if plan.to and plan.obstacle:
        beyond = gettext("The band {band} cannot be reached by closing gaps alone.", band=plan.to.told)
        return f"{beyond} {plan.obstacle}"
    if plan.steps:
        known = f"{_things(plan)} {_result(plan)}"
    elif plan.to is None:
        return _nothing_for_budget(plan)
    elif band is None:
        assert after.band_high is not None  # noqa: S101 - there is an obstacle where nothing applies
        most = after.band_high.told
        return gettext("Nothing is needed: whatever the open answers are, the band is at most {band}.", band=most)
    elif band < plan.to:
        known = gettext(
            "By what is answered nothing is needed: the band is {band} already, which is better than {other}.",
            band=band.told,
            other=plan.to.told,
        )
    else:
        known = gettext("By what is answered nothing is needed: the band is {band} already.", band=band.told)
    if not after.provisional or after.band_high is None:
        return known
    still_open = gettext(
        "But open questions can still make it {band}. To be sure, answer them first: {items}.",
        band=after.band_high.told,
        items=titles(one.item for one in plan.questions),
    )
    return f"{known} {still_open}"


def _things(plan: Plan) -> str:
    """Say how many steps there are, and how many of them take how long."""
    counts = sorted(Counter(step.item.effort for step in plan.steps).items())
    if len(counts) == 1:
        ((effort, count),) = counts
        time = gettext(EFFORTS[effort - 1])
        return ngettext("One thing ({time}).", "{count} things ({time} each).", count, time=time)
    times = ", ".join(
        gettext("{time}: {count}", time=gettext(EFFORTS[effort - 1]), count=count) for effort, count in counts
    )
    return gettext("{count} things ({times}).", count=len(plan.steps), times=times)


def _nothing_for_budget(plan: Plan) -> str:
    before = plan.before
    if before.points or (plan.at_worst and before.open_weight):
        return gettext("No gap can be closed for so little effort: the smallest is 1.")
    if before.weight:
        return gettext("There is no gap to close.")
    return gettext("Nothing is answered yet, so there is no gap.")


def _result(plan: Plan) -> str:
    """Say how the steps lower the score, or the worst case, of the audit or of one domain."""
    sides = (plan.before, plan.after)
    before, after = (decimal(Fraction(*one.worst)) if plan.at_worst else score_text(one) for one in sides)
    ends = {"before": before, "after": after, "band": band_text(plan.after)}
    if isinstance(plan.before, Domain):
        return gettext(WORST_OF_DOMAIN if plan.at_worst else OF_DOMAIN, domain=plan.before.title, **ends)
    return gettext(WORST_OF_AUDIT if plan.at_worst else OF_AUDIT, **ends)


def _first(item: Item) -> Entry:
    """Return a raised flag with what to do about it."""
    assert item.red_flag is not None  # noqa: S101 - it is raised
    return Entry.of(item, then=item.red_flag.action)


def _brought(plan: Plan) -> Iterator[str]:
    """Yield for each step that is printed which bands are better once it and those before it are done."""
    scope, changes = plan.scope, dict[str, str]()
    before = _bands(plan, scope, scope.domains)
    for step in plan.steps[:MOST_STEPS]:
        changes[step.item.id] = step.best.id
        after = _bands(plan, *score(scope.audit, scope.answers.changed(changes)))
        better = [(title, band) for title, band in after.items() if band and band != before[title]]
        told = [gettext("{domain} is {band}", domain=title, band=band.told) for title, band in better]
        yield "; ".join([*told, *([gettext("a red flag is ruled out")] if step.flag else [])])
        before = after


def _bands(plan: Plan, whole: Scored, domains: tuple[Domain, ...]) -> dict[str, Band | None]:
    """Return the bands that a plan lowers by their titles: of each domain and, of several, of the whole."""
    parts = {one.title: one for one in domains}
    sides = parts if len(parts) == 1 else {**parts, gettext("the whole"): whole}
    return {title: one.band_high if plan.at_worst else one.band for title, one in sides.items()}


def _step(step: Step, brought: str) -> Entry:
    """Return a step with what it brings and what to do for it; an open question is first of all to be answered."""
    item, label = step.item, step.best.label
    do = Row(gettext("Do"), do_text(item))
    if step.option is None:
        first = gettext(
            'Answer it: it is open, and counts at its worst here. If "{answer}" is true, that is all.', answer=label
        )
        rows = [Row(gettext("First"), first), do._replace(name=gettext("Else"))]
    else:
        rows = [Row(gettext("From"), gettext('"{answer}" to "{best}"', answer=step.option.label, best=label)), do]
    return Entry.of(item, rows=[*rows, *([Row(gettext("Then"), brought)] if brought else [])])
