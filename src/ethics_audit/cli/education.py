"""The command ``education``: courses with their hours of ethics, noted beside the audits and printed for a board."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import click

from ethics_audit.base.dates import in_words, today
from ethics_audit.base.errors import DocumentError, shown
from ethics_audit.base.language import gettext
from ethics_audit.base.layout import hanging
from ethics_audit.cli import days, stores
from ethics_audit.cli.options import FILE, NUMBER, history_option, speech_option
from ethics_audit.cli.prompts import is_sure
from ethics_audit.cli.report import write_page
from ethics_audit.cli.sentences import sentence, typed, whole
from ethics_audit.cli.streams import is_terminal
from ethics_audit.history import Course, History
from ethics_audit.model.courses import total
from ethics_audit.report import education as pages

_since = click.option("--from", "since", metavar="DAY", callback=days.of_option, help="The first day of the period.")
_until = click.option("--to", "until", metavar="DAY", callback=days.of_option, help="The last day of the period.")


def _hours(_context: click.Context, _option: click.Parameter, given: str | None) -> str | None:
    """Return the hours that an option was given, if any, as documents hold them; a comma may stand for the point."""
    try:
        return None if given is None else Course("2000-01-01", "-", "999", given.strip().replace(",", ".")).ethics_hours
    except DocumentError:
        raise click.BadParameter(gettext("{given} are no hours, such as 1.5.", given=shown(given))) from None


@click.group(invoke_without_command=True)
@history_option
@speech_option
@click.pass_context
def education(context: click.Context, place: str) -> None:
    """Your continuing education; without more, the list of it.

    Which hours your board asks for differs from place to place: you give the number, the program adds up.
    """
    context.obj = place
    if context.invoked_subcommand is None:
        click.echo("\n".join(_listed(stores.history(place))))


@education.command()
@click.argument("title")
@click.option(
    "--hours", metavar="HOURS", callback=_hours, required=True, help="How many hours it counts for, such as 1.5."
)
@click.option("--ethics", metavar="HOURS", callback=_hours, default="0", help="How many of them are hours of ethics.")
@click.option("--by", "provider", default="", help="Who gave it.")
@click.option("--day", metavar="DAY", callback=days.of_option, help="When it was finished; today if left out.")
@speech_option
@click.pass_obj
def add(place: str, title: str, *, hours: str, ethics: str, provider: str, day: date | None) -> None:
    """Note a course."""
    stores.history(place).note(Course((day or today()).isoformat(), title, hours, ethics, provider))
    click.echo(gettext("Noted: {title}", title=title))


@education.command()
@click.argument("number", type=NUMBER)
@speech_option
@click.pass_obj
def remove(place: str, number: int) -> None:
    """Remove a course by its number in the list."""
    history = stores.history(place)
    entries = list(history.courses().items())
    if number > len(entries):
        raise click.BadParameter(gettext("the list ends at {last}", last=len(entries)), param_hint="NUMBER")
    entry, course = entries[number - 1]
    if not is_terminal(sys.stdin, sys.stderr):
        raise click.UsageError("this removes a course for good, and asks at a terminal first")
    if is_sure(gettext("Remove “{title}” of {day} for good?", title=course.title, day=in_words(course.day))):
        history.drop(entry)
        click.echo(gettext("Removed: {title}", title=course.title))
    else:
        click.echo(gettext("Nothing was removed."), err=True)


@education.command(name="print")
@_since
@_until
@click.option("--required", metavar="HOURS", callback=_hours, help="How many hours of ethics your board asks for.")
@click.option("--out", type=FILE, default=Path("education.html"), show_default=True, help="Where the page is written.")
@speech_option
@click.pass_obj
def print_(place: str, *, since: date | None, until: date | None, required: str | None, out: Path) -> None:
    """Write the courses of a period as a page to print."""
    first, last = (since or date.min).isoformat(), (until or date.max).isoformat()
    courses = [one for one in stores.history(place).courses().values() if first <= one.day <= last]
    courses.sort(key=lambda one: one.day)
    write_page(out, pages.record(courses, today(), since=since, until=until, required=required))
    notice = gettext("Written: {file}. Open it in a browser, and print it there.", file=whole(out))
    click.echo(sentence(notice))


def _listed(history: History) -> Iterator[str]:
    """Yield a line for each course, and the sums."""
    courses = history.courses().values()
    if not courses:
        command = whole(typed("education", "add"))
        yield sentence(gettext("No course is noted yet. '{command}' notes one.", command=command))
        return
    days_told = [in_words(one.day) for one in courses]
    width = max(map(len, days_told))
    for number, (one, day) in enumerate(zip(courses, days_told, strict=True), 1):
        told = gettext(
            "{title}: {hours} hours, {ethics} of ethics", title=one.title, hours=one.hours, ethics=one.ethics_hours
        )
        yield hanging(f"{number:>4}  {day:<{width}}  ", f"{told} ({one.provider})" if one.provider else told)
    sums = total(one.hours for one in courses), total(one.ethics_hours for one in courses)
    yield "\n" + gettext("All together: {hours} hours, {ethics} of ethics", hours=sums[0], ethics=sums[1])
