"""The command ``score``: a result, and what was asked for beside it: its working, plans, a trend, a what-if."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ethics_audit.assessment.assessment import Assessment, load_vector
from ethics_audit.assessment.page import brief
from ethics_audit.base.causes import unexpected
from ethics_audit.base.dates import today
from ethics_audit.base.errors import AnswerError
from ethics_audit.base.language import gettext
from ethics_audit.cli import paint
from ethics_audit.cli.answers_paths import beside, named_file, result_page, scored
from ethics_audit.cli.options import BAND, FILE, all_option, ids_option, json_option, locale_option
from ethics_audit.cli.other_weights import reassessed, weights_option
from ethics_audit.cli.sentences import next_command, whole_page
from ethics_audit.cli.status import Status
from ethics_audit.cli.streams import is_terminal
from ethics_audit.documents import codec, vector
from ethics_audit.model.bands import Band
from ethics_audit.model.definitions import CASES, OCCASION

if TYPE_CHECKING:
    from ethics_audit.assessment.blocks import Section
    from ethics_audit.assessment.change.change import Change
    from ethics_audit.assessment.change.trend import Trend
    from ethics_audit.assessment.planning.plan import Plan


def _changes(_context: click.Context, _option: click.Parameter, given: tuple[str, ...]) -> dict[str, str]:
    """Return changed answers by item id."""
    changes: dict[str, str] = {}
    for change in given:
        item, _, answer = (part.strip() for part in change.partition("="))
        if not (item and answer):
            raise click.BadParameter(f"expected ITEM=ANSWER, such as boundaries.gifts=never, got {change!r}")
        if item in changes:
            raise click.BadParameter(f"{item} is given twice")
        changes[item] = answer
    return changes


@click.command()
@click.argument("file")
@click.option("--explain", is_flag=True, help="Show how the score came about, what the weights do, what is open.")
@click.option("--plan-to", "to", type=BAND, help="Show the least effort that reaches this band.")
@click.option("--budget", type=click.IntRange(min=1), help="Show what this much effort buys, from 1 (minutes) a step.")
@click.option("--domain", metavar="ID", help="Plan for this checklist alone.")
@click.option("--certain", is_flag=True, help="Plan with open questions at their worst, and for them too.")
@click.option(
    "--compare",
    metavar="EARLIER",
    multiple=True,
    help="Show what changed since this file of answers; can be given again, the oldest first.",
)
@click.option(
    "--what-if", metavar="ITEM=ANSWER", multiple=True, callback=_changes, help="Show what another answer would do."
)
@weights_option
@click.option("--fail-at", type=BAND, help="Exit with status 1 if the band, or the least it can be, is this or worse.")
@click.option("--html", type=FILE, metavar="OUT", help="Write the report as a page for a browser.")
@all_option
@ids_option
@locale_option
@json_option
def score(
    file: str,
    *,
    explain: bool,
    to: str | None,
    budget: int | None,
    domain: str | None,
    certain: bool,
    compare: tuple[str, ...],
    what_if: Mapping[str, str],
    weights: Path | None,
    fail_at: str | None,
    html: Path | None,
    is_whole: bool,
    ids: bool,
    locale: str | None,
    as_json: bool,
) -> int:
    """Score a file of answers, or a compact vector.

    A terminal shows what fits a screen, unless more is asked for; a file or a pipe gets the whole page.
    """
    if (domain or certain) and to is None and budget is None:
        raise click.UsageError("--domain and --certain are for a plan: give --plan-to or --budget too")
    result = _scored(file, locale, weights)
    if result.audit.kind in {OCCASION, CASES} and (to is not None or budget is not None):
        raise click.UsageError("a plan is for one's own practice, not for a single occasion or for cases")
    if result.audit.kind == OCCASION and compare:
        raise click.UsageError("two occasions are two decisions; they cannot be compared")
    earlier = [(given, _earlier(given, result, locale, weights)) for given in compare]
    plans = [
        *([result.plan(to, domain=domain, certain=certain)] if to is not None else []),
        *([result.plan(budget=budget, domain=domain, certain=certain)] if budget is not None else []),
    ]
    course = _trend([*(found for _, found in earlier), result]) if earlier else None
    change = result.what_if(what_if).change_from(result) if what_if else None
    other = None if vector.is_vector(file) else beside(named_file(Path(file)), result)
    if html:
        _write_page(html, result, plans=plans, earlier=earlier, other=other and other[1])
        click.echo(gettext("Written: {file}", file=html), err=True)
    if as_json:
        from ethics_audit.assessment.records import record

        document = record(result, other and other[1], plans=plans, trend=course, what_if=change)
        click.echo(codec.to_json(document), nl=False)
    elif not html:
        names = [*(Path(given).name for given, _ in earlier), gettext("this one")]
        sections = _asked(course, names, change, plans)
        explained = _explained(result) if explain else []
        if is_terminal(sys.stdout) and not (is_whole or ids or explain or sections):
            paint.show(brief(result))
            click.echo(f"\n{whole_page(file)}")
            if not vector.is_vector(file):
                click.echo(next_command("score", file, "--html", f"{Path(file).stem}.html"))
        else:
            page = result_page(result, other, [*sections, *explained], whole=explain or not sections)
            paint.show(page, ids=ids)
    known = result.band or result.band_low
    return Status.ALARM if fail_at and known is not None and known >= Band(fail_at) else Status.DONE


def _trend(results: Sequence[Assessment]) -> Trend:
    from ethics_audit.assessment.change.trend import trend

    return trend(results)


def _explained(result: Assessment) -> list[Section]:
    from ethics_audit.assessment import working

    return working.sections(result)


def _asked(course: Trend | None, names: Sequence[str], change: Change | None, plans: Sequence[Plan]) -> list[Section]:
    """Return the sections of what was asked for beside the result; what prints one is imported only for it."""
    sections: list[Section] = []
    if course:
        from ethics_audit.assessment.change import trend

        sections += trend.sections(course, names)
    if change:
        from ethics_audit.assessment.change.change import what_if_sections

        sections += what_if_sections(change)
    if plans:
        from ethics_audit.assessment.planning.plan import section

        sections += map(section, plans)
    return sections


def _write_page(
    target: Path,
    result: Assessment,
    *,
    plans: Sequence[Plan],
    earlier: Sequence[tuple[str, Assessment]],
    other: Assessment | None,
) -> None:
    from ethics_audit.cli.report import write_page
    from ethics_audit.history.quarters import next_plans
    from ethics_audit.report.page import html

    named = [(Path(given).stem, found) for given, found in earlier]
    page = html(result, day=today(), earlier=named, plans=plans or next_plans(result), beside=other)
    write_page(target, page)


def _scored(given: str, locale: str | None, weights: Path | None) -> Assessment:
    """Return the result of an answers file, or of a compact vector."""
    result = load_vector(given, locale=locale) if vector.is_vector(given) else scored(Path(given), locale)
    return reassessed(result, weights)


def _earlier(given: str, result: Assessment, locale: str | None, weights: Path | None) -> Assessment:
    """Return the result of earlier answers to the same audit."""
    earlier = _scored(given, locale, weights)
    if earlier.audit.id != result.audit.id:
        raise AnswerError([unexpected("audit", f"answers to {result.audit.id!r}", earlier.audit.id)], given)
    return earlier
