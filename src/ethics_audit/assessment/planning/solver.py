"""The solver of plans: exactly the set of gaps to close with the least effort.

Closing a gap brings an item to its best option, which has the risk 0. A band is reached under all of its rules: the
score stays below the threshold of the next band, and no domain is more than one band above it, whether by its score or
by a grave gap. So gaps too grave for the target are closed in any case, each domain may have a gain of its own to
reach, and the rest is a knapsack over the domains. A raised red flag is no step of any plan: its action comes first.
"""

from __future__ import annotations

from fractions import Fraction
from typing import NamedTuple

from attrs import evolve

from ethics_audit.assessment.planning.knapsack import Choice, Group, cheapest, richest
from ethics_audit.assessment.planning.plan import FLAGS_FIRST, Plan, Step
from ethics_audit.assessment.questions import Question, next_questions
from ethics_audit.assessment.result import Result, scored
from ethics_audit.assessment.scoring import LOWEST, applies, covered, score
from ethics_audit.assessment.wording import titles
from ethics_audit.base.causes import wrong_argument
from ethics_audit.base.errors import ArgumentError, UnknownIdError
from ethics_audit.base.language import gettext, speaking
from ethics_audit.base.likeness import nearest
from ethics_audit.model.answers import UNSURE
from ethics_audit.model.bands import BANDS, Band
from ethics_audit.model.definitions import Part
from ethics_audit.model.items import WORST_RISK, Item, Option
from ethics_audit.model.policy import Policy

QUESTIONS_NAMED = 3
_HIGHEST = len(BANDS) - 1


class _Gap(NamedTuple):
    """An item that can be brought to its best option, what that gains, and the ranks that it may force.

    `flag` is the rank that the flag of an open item may force, and `forced` the rank of the scope that the item may
    force by its flag or by its gravity.
    """

    item: Item
    option: Option | None
    gain: int
    flag: int
    forced: int


class _Field(NamedTuple):
    """A domain to plan for, its sums times its multiplier; `stuck` is the rank that items beyond the plan may force."""

    points: int
    weight: int
    gaps: list[_Gap]
    stuck: int


def plan(
    result: Result,
    *,
    to: Band | str | None = None,
    domain: str | None = None,
    budget: int | None = None,
    certain: bool = False,
) -> Plan:
    """Return the plan with the least effort that reaches a band, or with the largest reduction that an effort can buy.

    The arguments and the errors are those of `Assessment.plan`. It is solved exactly, in integers, see
    `ethics_audit.assessment.planning.knapsack`.
    """
    band = _aim(to, budget)
    scope = result if domain is None else _alone(result, domain)
    policy = scope.audit.policy
    at_worst = certain or (band is not None and not (scope.weight and covered(scope.weight, scope.open_weight, policy)))
    below = 0 if domain else 1
    fields = [_field(part, scope, below, at_worst=at_worst, plan_open=certain) for part in scope.audit.parts]
    if band is None:
        chosen: list[_Gap] | None = _spent(fields, budget or 0)
    else:
        chosen = None if scope.flags else _reaching(fields, band.rank, policy, below)
    questions = next_questions(scope, QUESTIONS_NAMED)
    steps = _steps(chosen or [], sum(field.weight for field in fields))
    whole, domains = score(scope.audit, scope.answers.changed({step.item.id: step.best.id for step in steps}))
    with speaking(result.audit.language):
        obstacle = "" if chosen is not None else gettext(FLAGS_FIRST) if scope.flags else _obstacle(scope, questions)
    return Plan(
        steps=steps,
        to=band,
        budget=budget,
        domain=domain,
        at_worst=at_worst,
        obstacle=obstacle,
        questions=questions,
        scope=scope,
        after=whole if domain is None else domains[0],
    )


def _aim(to: Band | str | None, budget: int | None) -> Band | None:
    if (to is None) == (budget is None):
        raise ArgumentError("to", "expected a band to reach or a budget to spend, and not both")
    if to is not None:
        if not isinstance(to, str) or to not in BANDS:
            raise wrong_argument("to", "a band", to, nearest(to, [band.value for band in BANDS]))
        return Band(to)
    if type(budget) is not int or budget < 0:
        raise wrong_argument("budget", "a whole number from 0", budget)
    return None


def _alone(result: Result, id: str) -> Result:
    """Return the result of an audit of one domain."""
    for part in result.audit.parts:
        if part.checklist.id == id:
            return scored(Result, evolve(result.audit, parts=[Part(part.checklist)]), result.answers)
    raise UnknownIdError("domain", id, (domain.id for domain in result.domains))


def _field(part: Part, scope: Result, below: int, *, at_worst: bool, plan_open: bool) -> _Field:
    """Return a domain of a scope whose band may be `below` that of the domain."""
    answers, policy = scope.answers, scope.audit.policy
    points = weight = 0
    gaps = []
    stuck = LOWEST
    for item in part.checklist.items:
        answer = answers.given.get(item.id, UNSURE)
        if not applies(item, answers) or not (isinstance(answer, str) or (at_worst and answer is UNSURE)):
            continue
        option = item.by_id[answer] if isinstance(answer, str) else None
        risk = option.risk if option else WORST_RISK
        gain = part.multiplier * item.weight * risk
        points += gain
        weight += part.multiplier * item.weight
        flag = item.red_flag.band.rank if item.red_flag and risk >= item.red_flag.at else LOWEST
        forced = max(flag, policy.forced(item)[risk] - below)
        if option is None and not plan_open:
            stuck = max(stuck, forced)
        elif gain and item.id not in scope.flags:
            gaps.append(_Gap(item, option, gain, flag, forced))
    return _Field(points, weight, gaps, stuck)


def _spent(fields: list[_Field], budget: int) -> list[_Gap]:
    gaps = [gap for field in fields for gap in field.gaps]
    return [gaps[place] for place in richest([Group(_choices(field.gaps)) for field in fields], budget)]


def _reaching(fields: list[_Field], rank: int, policy: Policy, below: int) -> list[_Gap] | None:
    """Return the gaps to close for this rank of a scope that may be `below` its domains; None if out of reach."""
    if not any(field.weight for field in fields) or any(field.stuck > rank for field in fields):
        return None
    grave = [gap for field in fields for gap in field.gaps if gap.forced > rank]
    groups, others = [], []
    for field in fields:
        free = [gap for gap in field.gaps if gap.forced <= rank]
        done = sum(gap.gain for gap in field.gaps if gap.forced > rank)
        groups.append(Group(_choices(free), _needed(field.points - done, field.weight, rank + below, policy)))
        others += free
    points = sum(field.points for field in fields) - sum(gap.gain for gap in grave)
    weight = sum(field.weight for field in fields)
    places = cheapest(groups, _needed(points, weight, rank, policy))
    return None if places is None else grave + [others[place] for place in places]


def _choices(gaps: list[_Gap]) -> tuple[Choice, ...]:
    return tuple(Choice(gap.item.effort, gap.gain) for gap in gaps)


def _needed(points: int, weight: int, rank: int, policy: Policy) -> int:
    """Return what must be gained for a score in this rank at most: ``points - gain < threshold × weight``."""
    if rank >= _HIGHEST or not weight:
        return 0
    return max(0, points - policy.bands.starts[rank + 1] * weight + 1)


def _steps(gaps: list[_Gap], weight: int) -> tuple[Step, ...]:
    """Return the gaps as steps: the worst flags first, then the largest reduction for its effort, then by item id."""
    ordered = sorted(gaps, key=lambda gap: (-gap.flag, -Fraction(gap.gain, gap.item.effort), gap.item.id))
    return tuple(
        Step(gap.item, gap.option, gap.item.ranked[0], Fraction(gap.gain, weight), gap.flag > LOWEST) for gap in ordered
    )


def _obstacle(scope: Result, questions: tuple[Question, ...]) -> str:
    """Say why even closing every gap is not enough: too much is open."""
    if not scope.weight + scope.open_weight:
        return gettext("Nothing here applies to this practice, so there is no band to reach.")
    if not scope.weight:
        return gettext("Nothing is answered yet.")
    given = scope.answers.given
    best = {id: item.ranked[0].id for id, item in scope.audit.items.items() if isinstance(given.get(id), str)}
    closed, _ = score(scope.audit, scope.answers.changed(best))
    assert closed.band_high is not None  # noqa: S101 - something is answered
    return gettext(
        "Too much is open: even with every gap closed, the open questions could make it {band}. Answer more first; "
        "what would tell most: {items}.",
        band=closed.band_high.told,
        items=titles(one.item for one in questions),
    )
