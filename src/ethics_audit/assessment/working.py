"""The working of a score, for a person who checks it: the sums, every contribution, the weights, what is open."""

from __future__ import annotations

from collections.abc import Iterator

from ethics_audit.assessment.blocks import Block, Entry, Line, Paragraph, Section, Table, listed, paragraphs, shown
from ethics_audit.assessment.explanation import Finding, decimal, percentage
from ethics_audit.assessment.questions import Question, next_questions
from ethics_audit.assessment.result import Result
from ethics_audit.assessment.scoring import Scored
from ethics_audit.assessment.weights import PERCENTS, WeightRange, weight_range
from ethics_audit.assessment.wording import definition, interval, score_text
from ethics_audit.base.language import N_, gettext, ngettext, speaking
from ethics_audit.base.layout import short

QUESTIONS = 5
HEADS = (N_("weight"), N_("points"), N_("open weight"), N_("score"))
SUMS = N_(
    "Each answered question counts with its weight. Its points are its weight times the risk of its answer, from 0 to "
    "100. The score is all points divided by all answered weight; open questions make the range."
)
OFF = N_("Every weight is a judgment. If each could be off by so much, up or down, whatever the others are:")


def sections(result: Result) -> list[Section]:
    """Return the working of a result as sections of its page."""
    with speaking(result.audit.language):
        found = [
            Section("working", gettext("How the score came about"), _sums(result)),
            Section("adds", gettext("What each answer adds"), listed(map(_contribution, result.findings), "")),
            Section("weights", gettext("If the weights were off"), _weights(result)),
            Section("questions", gettext("What to find out next"), _questions(result)),
            Section("vector", gettext("In one line, for a database"), [Line(result.vector)]),
            Section("definition", gettext("Scored under"), [Paragraph(definition(result.audit))]),
        ]
    return shown(found)


def _sums(result: Result) -> list[Block]:
    parts = zip(result.domains, result.audit.parts, strict=True)
    rows = [[short(domain.title), *_row(domain), *_times(part.multiplier)] for domain, part in parts]
    if len(rows) > 1:
        rows.append([gettext("All"), *_row(result)])
    table = Table(rows, ["", *map(gettext, HEADS)], [0, *map(len, HEADS)], numbers=len(HEADS))
    return [Paragraph(gettext(SUMS)), table, *paragraphs([] if result.exact is None else [division(result)])]


def _row(scored: Scored) -> list[str]:
    return [str(scored.weight), str(scored.points), str(scored.open_weight), score_text(scored)]


def _times(multiplier: int) -> list[str]:
    return [ngettext("counts {count} time", "counts {count} times", multiplier)] if multiplier > 1 else []


def division(result: Result) -> str:
    """Return the one division behind the score, with what open questions can do to it."""
    sums = {"points": result.points, "weight": result.weight, "score": score_text(result)}
    ends = interval(result)
    if not ends:
        return gettext("{points} points / {weight} weight = {score}.", **sums)
    return gettext(
        "{points} points / {weight} weight = {score}; with the open questions it is between {low} and {high}.",
        **sums,
        **ends,
    )


def _contribution(one: Finding) -> Entry:
    text = gettext(
        "{question}: {answer} (weight {weight} x risk {risk} = {points})",
        question=one.item.title,
        answer=one.option.label,
        weight=one.item.weight,
        risk=one.option.risk,
        points=one.points,
    )
    return Entry(text, one.item.id, lead=f"{decimal(one.contribution):>5}  ")


def _weights(result: Result) -> Iterator[Block]:
    if found := [one for percent in PERCENTS if (one := weight_range(result, percent))]:
        yield Paragraph(gettext(OFF))
        yield from listed((_range(one, result) for one in found), "")


def _range(one: WeightRange, result: Result) -> Entry:
    ends = {"low": decimal(one.low), "high": decimal(one.high)}
    lowest, highest = one.band_low.told, one.band_high.told
    if result.band is None:
        text = gettext("score {low} to {high}", **ends)
    elif lowest == highest:
        text = gettext("score {low} to {high}, band {band}", band=lowest, **ends)
    else:
        text = gettext("score {low} to {high}, band {lowest} to {highest}", lowest=lowest, highest=highest, **ends)
    return Entry(text, lead=f"{percentage(one.percent):>5}  ")


def _questions(result: Result) -> Iterator[Block]:
    if result.open_weight:
        yield Paragraph(gettext("Answered in this order, these narrow the range most:"))
        questions = next_questions(result, QUESTIONS)
        yield from listed((Entry.of(one.item, then=_narrows(one)) for one in questions), "1")


def _narrows(one: Question) -> str:
    by = decimal(one.narrows)
    if not one.left:
        return gettext("narrows it by {number}, and then nothing is open", number=by)
    return gettext("narrows it by {number}, which leaves {left}", number=by, left=decimal(one.left))
