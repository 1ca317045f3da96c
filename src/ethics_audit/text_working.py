"""How a score came about, for a person who checks it: the sums, every contribution, the weights, what is open."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ethics_audit.explanation import decimal
from ethics_audit.layout import hanging, section, short, wrapped
from ethics_audit.text import interval_text, score_text
from ethics_audit.weights import PERCENTS

if TYPE_CHECKING:
    from ethics_audit.assessment import Assessment
    from ethics_audit.explanation import Question
    from ethics_audit.scoring import Scored
    from ethics_audit.weights import WeightRange

QUESTIONS = 5
SUMS = (
    "Each answered question counts with its weight. Its points are its weight times the risk of its answer, from 0 to "
    "100. The score is all points divided by all answered weight; open questions make the range."
)


def sections(result: Assessment) -> list[str]:
    """The working of a result, as sections of its page."""
    found = [
        section("How the score came about", _sums(result)),
        section("What each answer adds", _contributions(result)),
        section("If the weights were off", _weights(result)),
        section("What to find out next", _questions(result)),
        section("In one line, for a database", [result.vector]),
    ]
    return [one for one in found if one]


def _sums(result: Assessment) -> list[str]:
    parts = zip(result.domains, result.audit.parts, strict=True)
    longest = max(len(short(domain.title)) for domain in result.domains)
    rows = [f"{short(domain.title):<{longest}}  {_row(domain)}{_times(part.multiplier)}" for domain, part in parts]
    head = f"{'':<{longest}}  {'weight':>6}  {'points':>6}  {'open weight':>11}  {'score':>5}"
    whole = [f"{'All':<{longest}}  {_row(result)}"] if len(rows) > 1 else []
    divided = [] if result.exact is None else [wrapped(division(result))]
    return [wrapped(SUMS), "\n".join([head, *rows, *whole]), *divided]


def _row(scored: Scored) -> str:
    return f"{scored.weight:>6}  {scored.points:>6}  {scored.open_weight:>11}  {score_text(scored):>5}"


def _times(multiplier: int) -> str:
    return f"  counts {multiplier} times" if multiplier > 1 else ""


def division(result: Assessment) -> str:
    """The one division behind the score, with what open questions can do to it."""
    interval = interval_text(result).replace(" to ", " and ")
    opened = f"; with the open questions it is between {interval}" if interval else ""
    return f"{result.points} points / {result.weight} weight = {score_text(result)}{opened}."


def _contributions(result: Assessment) -> list[str]:
    rows = [
        hanging(
            f"{decimal(one.contribution):>5}  ",
            f"{one.item.id}: {one.option.label} (weight {one.item.weight} x risk {one.option.risk} = {one.points})",
        )
        for one in result.findings
    ]
    return ["\n".join(rows)] if rows else []


def _weights(result: Assessment) -> list[str]:
    found = [one for percent in PERCENTS if (one := result.weight_range(percent))]
    if not found:
        return []
    told = "Every weight is a judgement. If each could be off by so much, up or down, whatever the others are:"
    return [wrapped(told), "\n".join(_range(one, result) for one in found)]


def _range(one: WeightRange, result: Assessment) -> str:
    bands = one.band_low if one.band_low == one.band_high else f"{one.band_low} to {one.band_high}"
    band = "" if result.band is None else f", band {bands}"
    return f"{one.percent!s:>3} %  score {decimal(one.low)} to {decimal(one.high)}{band}"


def _questions(result: Assessment) -> list[str]:
    if not result.open_weight:
        return []
    rows = [
        hanging(f"{place}. ", f"{one.item.prompt} [{one.item.id}]") + f"\n   {_narrows(one)}"
        for place, one in enumerate(result.next_questions(QUESTIONS), 1)
    ]
    return [wrapped("Answered in this order, these narrow the range most:"), "\n".join(rows)]


def _narrows(one: Question) -> str:
    left = f"which leaves {decimal(one.left)}" if one.left else "and then nothing is open"
    return f"narrows it by {decimal(one.narrows)}, {left}"
