"""The commands: each parses, calls and prints; what only one of them needs is imported where it is used."""

from __future__ import annotations

import json
import sys
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Any

import click

from ethics_audit.assessment.assessment import Assessment
from ethics_audit.base.errors import EthicsAuditError, IntegrityError, LockedError, StoreError
from ethics_audit.base.language import gettext
from ethics_audit.base.layout import hanging
from ethics_audit.base.version import __version__
from ethics_audit.cli import streams
from ethics_audit.cli.history import history
from ethics_audit.cli.options import (
    BAND,
    FILE,
    history_option,
    json_option,
    locale_option,
    named,
    refuse_beside_ephemeral,
    speech_option,
    version_option,
)
from ethics_audit.cli.paint import show as show_page
from ethics_audit.cli.plan import plan
from ethics_audit.cli.report import report
from ethics_audit.cli.serve import serve
from ethics_audit.cli.status import Status
from ethics_audit.documents import catalog
from ethics_audit.formats.targets import TARGETS
from ethics_audit.model.bands import Band


def run(arguments: list[str] | None = None) -> int:
    """Run a command line; gives the exit status."""
    with ExitStack() as speech:  # in the language of the command, until its last word is said
        status = _run(arguments, speech)
    streams.let_go()
    return status


def _run(arguments: list[str] | None, speech: ExitStack) -> int:
    try:
        status = cli.main(arguments, prog_name="ethics-audit", standalone_mode=False, obj=speech)
        if sys.stdout:
            sys.stdout.flush()
        return int(status or Status.DONE)
    except SystemExit:  # so click says that nobody reads any more
        return Status.DONE
    except click.ClickException as wrong:
        with suppress(OSError):
            wrong.show()
        return Status.WRONG_USAGE
    except (click.Abort, KeyboardInterrupt) as stopped:
        begun = "" if stopped.__cause__ else "\n"  # click has begun a line, unless it was told to stop
        _say(begun + gettext("Interrupted."))
        return Status.INTERRUPTED
    except (EthicsAuditError, OSError) as failed:
        return _told(failed)


_STATUS_OF = (
    (LockedError, Status.LOCKED),
    (StoreError, Status.STORE_FAILED),
    (IntegrityError, Status.INTEGRITY_BROKEN),
)


def _told(failed: EthicsAuditError | OSError) -> int:
    """Says what failed, unless nobody reads any more; gives the exit status."""
    if isinstance(failed, BrokenPipeError):
        return Status.DONE
    if isinstance(failed, EthicsAuditError):
        _say(f"ethics-audit: {failed}")
        return next((status for kind, status in _STATUS_OF if isinstance(failed, kind)), Status.BAD_INPUT)
    place = f"{failed.filename}: " if failed.filename else ""
    _say(f"ethics-audit: the result cannot be written: {place}{failed.strerror or failed}")
    return Status.STORE_FAILED


def _say(told: str) -> None:
    """Say on standard error how it ended; the status says so too, where nothing can be written."""
    with suppress(OSError):
        click.echo(told, err=True)


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 80})
@click.version_option(__version__, message="ethics-audit %(version)s")
def cli() -> None:
    """Look honestly at your own practice: checklists, an exact score, and what to do next.

    Nothing leaves this computer. Start with: ethics-audit start
    """


def _changes(_context: click.Context, _option: click.Parameter, given: tuple[str, ...]) -> dict[str, str]:
    """Changed answers by item id."""
    changes = {}
    for one in given:
        item, _, answer = (part.strip() for part in one.partition("="))
        if not (item and answer):
            raise click.BadParameter(f"expected ITEM=ANSWER, such as boundaries.gifts=never, got {one!r}")
        if item in changes:
            raise click.BadParameter(f"{item} is given twice")
        changes[item] = answer
    return changes


@cli.command()
@click.argument("audit", default="quarterly")
@click.option(
    "--file",
    "path",
    type=FILE,
    help="Where the answers are kept; by default a file in this folder, named after the audit and the quarter or day.",
)
@version_option
@locale_option
@history_option
@click.option(
    "--keep/--no-keep", default=None, help="Whether the finished audit goes into your history; asked if left out."
)
@click.option("--ephemeral", is_flag=True, help="Write nothing to the disk: all is gone when you stop.")
@click.option("--notes", is_flag=True, help="Let me make notes at questions; they stay in the answers file.")
def start(audit: str, **wished: Any) -> int:
    """Answer an audit, one question at a time.

    Every answer is saved at once. Stop whenever you like; the same command goes on where you stopped.
    A checklist for an occasion, such as boundary_decision, ends with a dated record of your decision.
    """
    refuse_beside_ephemeral(**wished)
    if not streams.is_terminal(sys.stdin, sys.stdout):
        raise click.UsageError("start asks questions and needs a terminal; 'ethics-audit score FILE' scores a file")
    from ethics_audit.cli import start as at_terminal

    try:
        at_terminal.run(audit, at_terminal.Wish(**wished))
    except EOFError:
        raise click.Abort from None
    return Status.DONE


@cli.command()
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
@click.option("--fail-at", type=BAND, help="Exit with status 1 if the band, or the least it can be, is this or worse.")
@click.option("--html", type=FILE, metavar="OUT", help="Write the report as a page for a browser.")
@locale_option
@json_option
def score(file: str, *, fail_at: str | None, html: Path | None, as_json: bool, **asked: Any) -> int:
    """Score a file of answers, or a compact vector."""
    from ethics_audit.cli.score import Asked, Report

    if (asked["domain"] or asked["certain"]) and asked["to"] is None and asked["budget"] is None:
        raise click.UsageError("--domain and --certain are for a plan: give --plan-to or --budget too")
    scored = Report(file, Asked(**asked))
    if html:
        scored.write(html)
        click.echo(gettext("Written: {file}", file=html), err=True)
    if as_json:
        click.echo(scored.json(), nl=False)
    elif not html:
        show_page(scored.page())
    return Status.BAND_REACHED if fail_at and _reaches(scored.result, Band(fail_at)) else Status.DONE


def _reaches(result: Assessment, band: Band) -> bool:
    known = result.band or result.band_low
    return known is not None and known >= band


@cli.command(name="list")
@speech_option
@json_option
def list_(*, as_json: bool) -> None:
    """List the audits and checklists there are."""
    from ethics_audit.cli import describe

    entries = catalog.usable()
    click.echo(json.dumps(describe.entries_document(entries), indent=2) if as_json else describe.entries_text(entries))
    for trouble in catalog.troubles():
        click.echo(f"ethics-audit: {trouble}", err=True)


@cli.command()
@click.argument("id")
@version_option
@locale_option
@json_option
def show(id: str, version: str | None, *, locale: str | None, as_json: bool) -> None:
    """Show an audit, a checklist or an item, with weights, sources and sections."""
    from ethics_audit.cli import describe

    found = catalog.find(named(id), version, locale=locale)
    click.echo(describe.document(found) if as_json else describe.text(found), nl=not as_json)


@cli.command()
@click.argument("files", nargs=-1, type=FILE)
@click.option("--explain", metavar="RULE", help="Tell what a rule asks and why; 'all' for every rule.")
@click.option("--ignore", metavar="RULE", multiple=True, help="Leave a rule of writing out; can be given again.")
@json_option
def lint(files: tuple[Path, ...], explain: str | None, ignore: tuple[str, ...], *, as_json: bool) -> int:
    """Tell every problem of checklist and audit files, with its place and the rule that it breaks."""
    from ethics_audit.cli import lint_report

    if explain is not None:
        click.echo(lint_report.explanation(explain, as_json=as_json))
        return Status.DONE
    if not files:
        raise click.UsageError("name a file, or a rule with --explain")
    report = lint_report.Report.of(files, ignore)
    click.echo(report.json() if as_json else report.text())
    for notice in report.notices:
        click.echo(notice, err=True)
    return Status.BAD_INPUT if report.broken else Status.DONE


@cli.command()
@click.argument("id")
@click.option("--to", "target", type=click.Choice(["json", "codebook", *TARGETS]), required=True, help="The format.")
@click.option("--out", type=FILE, help="A new file; standard output if left out.")
@version_option
@locale_option
def export(id: str, target: str, out: Path | None, version: str | None, locale: str | None) -> None:
    """Write a definition for another program, which then asks and scores by itself; or what numbers mean in tables.

    What that program cannot express is told on standard error.
    """
    from ethics_audit.cli import exchange

    exchange.write(exchange.exported(id, version, target, locale=locale), out)


@cli.command(name="import")
@click.argument("file", type=FILE)
@click.option("--from", "source", type=click.Choice(list(TARGETS)), required=True, help="The format.")
@click.option("--audit", required=True, metavar="ID", help="The audit or checklist that was answered.")
@click.option("--out", type=FILE, help="A new file; standard output if left out.")
@click.option("--record", metavar="ID", help="Which record to read, of a file that holds several.")
@click.option("--missing", multiple=True, metavar="CODE", help="A code that means: not answered; can be given again.")
@version_option
def import_(file: Path, source: str, audit: str, out: Path | None, version: str | None, **asked: Any) -> None:
    """Read answers that another program took, as an answers file.

    What the file holds beside them, and what should be known of it, is told on standard error.
    """
    from ethics_audit.cli import exchange

    exchange.write(exchange.imported(file, source, audit, out, version=version, **asked), out)


@cli.command()
@click.argument("source", metavar="IN", type=FILE)
@click.argument("target", metavar="OUT", type=FILE)
@click.option("--audit", default="quarterly", show_default=True, help="The audit or checklist that was answered.")
@version_option
@click.option("--profile", multiple=True, metavar="FACT", help="A fact that holds for every row; can be given again.")
@click.option("--column", "columns", multiple=True, metavar="NAME", help="A result to make; all if left out.")
@click.option("--domains/--no-domains", default=True, help="Whether each domain gets its results too.")
@click.option("--prefix", default="", help="What the names of new columns begin with.")
@click.option("--codebook", metavar="FILE", help="What numbers stand for; or 'audit', for the audit's own codes.")
@click.option(
    "--on-invalid",
    type=click.Choice(["error", "missing"]),
    default="error",
    help="Refuse a file with answers that are none, or count these as not answered.",
)
@click.option(
    "--on-missing-fact",
    type=click.Choice(["error", "set_aside"]),
    default="error",
    help="Refuse answers that depend on a fact which nothing tells, or set them aside and count them.",
)
@click.option("--allow-missing-columns", is_flag=True, help="Take a question without a column as not answered.")
@click.option("--missing", metavar="CODE", multiple=True, help="A code that means no answer; can be given again.")
@click.option("--id", metavar="COLUMN", help="The column that names rows in errors.")
@click.option("--force", is_flag=True, help="Replace OUT if it is there.")
def batch(source: Path, target: Path, audit: str, version: str | None, *, force: bool, **asked: Any) -> None:
    """Score a file of many audits: Parquet, CSV, Arrow or NDJSON, one row an audit, one column a question.

    Facts of a practice are columns of yes and no named after them, or hold for all rows with --profile.
    """
    from ethics_audit.cli import batch as at_work

    click.echo(at_work.run(source, target, audit, version, force=force, **asked), err=True)


cli.add_command(history)
cli.add_command(plan)
cli.add_command(report)
cli.add_command(serve)


@cli.command()
@speech_option
@json_option
def paths(*, as_json: bool) -> None:
    """Show every file that this program may touch."""
    from ethics_audit.cli import paths as found

    places = found.touched()
    if as_json:
        click.echo(json.dumps([place._asdict() for place in places], ensure_ascii=False, indent=2))
    else:
        click.echo("\n".join(f"{place.path}\n{hanging('    ', place.told)}" for place in places))
