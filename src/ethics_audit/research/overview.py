"""Everything that the page of a study shows, computed in its order, and told step by step."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache, partial
from itertools import combinations, product
from typing import Any

import numpy as np
from attrs import frozen

from ethics_audit.base.causes import wrong_argument
from ethics_audit.frames.study import Study
from ethics_audit.research.carelessness import Careless, careless
from ethics_audit.research.changes import change
from ethics_audit.research.comparison import compare
from ethics_audit.research.conclusions import MeanDifference
from ethics_audit.research.consistency import reliability
from ethics_audit.research.grouping import two_or_more
from ethics_audit.research.item_figures import items
from ethics_audit.research.missing import missingness
from ethics_audit.research.occasions import retest
from ethics_audit.research.result import Result
from ethics_audit.research.weighing import Sensitivity, sensitivity

Step = tuple[str, Callable[[], Result]]


@frozen
class Asked:
    """What a study is asked.

    Attributes:
        group: The column of the groups that are compared; None to compare none.
        outcomes: The results that they are compared on.
        retest: Two occasions between which nothing should have changed; None for none.
        change: Two occasions between which something may have; None for none.
        seconds: The column of the seconds that each row took; None if there is none.
        seed: What everything random begins with.
    """

    group: str | None = None
    outcomes: Sequence[str] = ("score",)
    retest: tuple[Any, Any] | None = None
    change: tuple[Any, Any] | None = None
    seconds: str | None = None
    seed: int = 1


@frozen
class Overview:
    """The results of a page.

    Attributes:
        sections: The results by their titles.
        items: The figures of each domain's items.
        first: The titles that stand before all others, since they overturn a conclusion.
    """

    sections: Mapping[str, Result]
    items: Mapping[str, Result]
    first: tuple[str, ...]


def overview(study: Study, asked: Asked, tell: Callable[[str, float], None] = lambda _title, _done: None) -> Overview:
    """Compute the results of a page.

    Args:
        study: The study.
        asked: What it is asked.
        tell: Called before each step with its title, and with the share of steps that are done, from 0 to 1.

    Raises:
        ArgumentError: If the study has no rows, or a column, a result or an occasion is not there.
    """
    if not len(study):
        raise wrong_argument("study", "at least one audit", 0)
    alone = study if study.occasion is None else study.at(study.column(study.occasion)[0])
    steps = [*_sections(study, alone, asked)]
    domains: list[Step] = [(id, partial(items, alone, id)) for id in study.domains]
    found: dict[str, Result] = {}
    for place, (title, compute) in enumerate([*steps, *domains]):
        tell(title, place / (len(steps) + len(domains)))
        found[title] = compute()
    sections = {title: found[title] for title, _ in steps}
    first = [title for title, one in sections.items() if isinstance(one, Sensitivity) and one.overturned]
    return Overview(sections, {id: found[id] for id, _ in domains}, tuple(first))


def _sections(study: Study, alone: Study, asked: Asked) -> Iterator[Step]:
    yield "Missing answers", lambda: missingness(study).summary
    yield "Reliability", lambda: reliability(alone, seed=asked.seed)
    if asked.retest:
        yield "Test and retest", partial(retest, study, *asked.retest)
    signs = cache(lambda: careless(study, asked.seconds))
    yield "Careless answers", signs
    if asked.group:
        yield from _compared(study, asked.group, asked, signs)
    if asked.change:
        sem = retest(study, *asked.retest).sem_c if asked.retest else None
        yield "Change", partial(change, study, *asked.change, sem, group=asked.group)


def _compared(study: Study, group: str, asked: Asked, signs: Callable[[], Careless]) -> Iterator[Step]:
    """Yield the comparison of groups, and for each result and two groups whether the weights decide who has more."""
    title = "Groups compared"
    yield title, lambda: compare(study, group, asked.outcomes, study.person or None, seed=asked.seed)
    for outcome, pair in product(asked.outcomes, combinations(two_or_more(study, group), 2)):
        title = f"Whether the weights decide the {outcome} of {pair[0]} and {pair[1]}"
        yield title, partial(_weighed, study, pair, MeanDifference(group, outcome), asked.seed, signs)


def _weighed(
    study: Study, pair: tuple[Any, Any], conclusion: MeanDifference, seed: int, signs: Callable[[], Careless]
) -> Sensitivity:
    here = np.isin(np.array(study.column(conclusion.group)), pair)
    return sensitivity(study.where(here), conclusion, seed=seed, flags=signs().flags[here])
