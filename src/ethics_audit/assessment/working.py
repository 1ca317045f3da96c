"""How a score came about, for a person who checks it: the sums, every contribution, the weights, what is open."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ethics_audit.assessment.explanation import decimal, next_questions, percentage
from ethics_audit.assessment.result import Result
from ethics_audit.assessment.weights import PERCENTS, weight_range
from ethics_audit.assessment.wording import interval, score_text
from ethics_audit.base.language import N_, gettext, ngettext, speaking
from ethics_audit.base.layout import hanging, section, short, wrapped

if TYPE_CHECKING:
    from ethics_audit.assessment.explanation import Question
    from ethics_audit.assessment.scoring import Scored
    from ethics_audit.assessment.weights import WeightRange

QUESTIONS = 5
HEADS = (N_("weight"), N_("points"), N_("open weight"), N_("score"))
SUMS = N_(
    "Each answered question counts with its weight. Its points are its weight times the risk of its answer, from 0 to "
    "100. The score is all points divided by all answered weight; open questions make the range."
)


def sections(result: Result) -> list[str]:
    """The working of a result, as sections of its page."""
    with speaking(result.audit.language):
        found = [
            section(gettext("How the score came about"), _sums(result)),
            section(gettext("What each answer adds"), _contributions(result)),
            section(gettext("If the weights were off"), _weights(result)),
            section(gettext("What to find out next"), _questions(result)),
            section(gettext("In one line, for a database"), [result.vector]),
        ]
    return [one for one in found if one]


def _sums(result: Result) -> list[str]:
    parts = zip(result.domains, result.audit.parts, strict=True)
    rows = [(short(domain.title), f"{_row(domain)}{_times(part.multiplier)}") for domain, part in parts]
    if len(rows) > 1:
        rows.append((gettext("All"), _row(result)))
    longest = max(len(title) for title, _ in rows)
    lines = [f"{title:<{longest}}{row}" for title, row in [("", _columns([*map(gettext, HEADS)])), *rows]]
    divided = [] if result.exact is None else [wrapped(division(result))]
    return [wrapped(gettext(SUMS)), "\n".join(lines), *divided]


def _row(scored: Scored) -> str:
    return _columns([str(scored.weight), str(scored.points), str(scored.open_weight), score_text(scored)])


def _columns(cells: list[str]) -> str:
    """Cells under their heads, at least as wide as the heads are in English."""
    widths = (max(len(head), len(gettext(head))) for head in HEADS)
    return "".join(f"  {cell:>{width}}" for cell, width in zip(cells, widths, strict=True))


def _times(multiplier: int) -> str:
    told = ngettext("counts {count} time", "counts {count} times", multiplier)
    return f"  {told}" if multiplier > 1 else ""


def division(result: Result) -> str:
    """The one division behind the score, with what open questions can do to it."""
    sums = {"points": result.points, "weight": result.weight, "score": score_text(result)}
    ends = interval(result)
    if not ends:
        return gettext("{points} points / {weight} weight = {score}.", **sums)
    return gettext(
        "{points} points / {weight} weight = {score}; with the open questions it is between {low} and {high}.",
        **sums,
        **ends,
    )


def _contributions(result: Result) -> list[str]:
    rows = [
        hanging(
            f"{decimal(one.contribution):>5}  ",
            gettext(
                "{item}: {answer} (weight {weight} x risk {risk} = {points})",
                item=one.item.id,
                answer=one.option.label,
                weight=one.item.weight,
                risk=one.option.risk,
                points=one.points,
            ),
        )
        for one in result.findings
    ]
    return ["\n".join(rows)] if rows else []


def _weights(result: Result) -> list[str]:
    found = [one for percent in PERCENTS if (one := weight_range(result.audit, result.answers, result, percent))]
    if not found:
        return []
    told = gettext("Every weight is a judgement. If each could be off by so much, up or down, whatever the others are:")
    return [wrapped(told), "\n".join(_range(one, result) for one in found)]


def _range(one: WeightRange, result: Result) -> str:
    ends = {"low": decimal(one.low), "high": decimal(one.high)}
    lowest, highest = one.band_low.told, one.band_high.told
    if result.band is None:
        told = gettext("score {low} to {high}", **ends)
    elif lowest == highest:
        told = gettext("score {low} to {high}, band {band}", band=lowest, **ends)
    else:
        told = gettext("score {low} to {high}, band {lowest} to {highest}", lowest=lowest, highest=highest, **ends)
    return f"{percentage(one.percent):>5}  {told}"


def _questions(result: Result) -> list[str]:
    if not result.open_weight:
        return []
    rows = [
        hanging(f"{place}. ", f"{one.item.prompt} [{one.item.id}]") + f"\n   {_narrows(one)}"
        for place, one in enumerate(next_questions(result.audit, result.answers, result, QUESTIONS), 1)
    ]
    return [wrapped(gettext("Answered in this order, these narrow the range most:")), "\n".join(rows)]


def _narrows(one: Question) -> str:
    by = decimal(one.narrows)
    if not one.left:
        return gettext("narrows it by {number}, and then nothing is open", number=by)
    return gettext("narrows it by {number}, which leaves {left}", number=by, left=decimal(one.left))
