"""How a score came about, for a person who checks it: the sums, every contribution, the weights, what is open."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ethics_audit.explanation import decimal
from ethics_audit.layout import hanging, section, wrapped
from ethics_audit.text import interval_text, score_text
from ethics_audit.weights import PERCENTS

if TYPE_CHECKING:
    from ethics_audit.assessment import Assessment
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
    longest = max(len(domain.title) for domain in result.domains)
    rows = [
        f"{domain.title:<{longest}}  {_row(domain)}{f'  counts {part.multiplier} times' if part.multiplier > 1 else ''}"
        for domain, part in parts
    ]
    head = f"{'':<{longest}}  {'answered':>8}  {'points':>6}  {'open':>4}  {'score':>5}"
    divided = [] if result.exact is None else [wrapped(_division(result))]
    return [wrapped(SUMS), "\n".join([head, *rows, f"{'All':<{longest}}  {_row(result)}"]), *divided]


def _row(scored: Scored) -> str:
    return f"{scored.weight:>8}  {scored.points:>6}  {scored.open_weight:>4}  {score_text(scored):>5}"


def _division(result: Assessment) -> str:
    interval = (
        f"; with the open ones between {interval_text(result).replace(' to ', ' and ')}" if result.open_weight else ""
    )
    return f"{result.points} / {result.weight} = {score_text(result)}{interval}."


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
    return [wrapped(told), "\n".join(_range(one) for one in found)]


def _range(one: WeightRange) -> str:
    bands = one.band_low if one.band_low == one.band_high else f"{one.band_low} to {one.band_high}"
    return f"{one.percent!s:>3} %  score {decimal(one.low)} to {decimal(one.high)}, band {bands}"


def _questions(result: Assessment) -> list[str]:
    if not result.open_weight:
        return []
    rows = [
        hanging("-  ", f"{one.item.prompt} [{one.item.id}]")
        + f"\n   narrows the range by {decimal(one.narrows)}, to a width of {decimal(one.left)}"
        for one in result.next_questions(QUESTIONS)
    ]
    return ["\n".join(rows)]
