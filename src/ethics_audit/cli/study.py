"""The command ``study``: reads what a survey tool wrote, reports on it, and writes what may leave the house."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ethics_audit.base.causes import unreadable
from ethics_audit.base.errors import AnswerError, needs_extra
from ethics_audit.cli.batch import STEPS, codebook_of
from ethics_audit.cli.options import FILE, json_option, named, version_option
from ethics_audit.cli.other_weights import weighed, weights_option
from ethics_audit.cli.report import write_page
from ethics_audit.cli.sentences import sentence, typed, whole
from ethics_audit.cli.streams import is_terminal, results_alone
from ethics_audit.documents import catalog

if TYPE_CHECKING:
    from ethics_audit.frames.study import Study
    from ethics_audit.research.table import SafeTable

ENDING = ".study.parquet"


@click.group()
def study() -> None:
    """Study many audits: read a survey's file, report on it, and release a table of it safely.

    Nothing leaves this computer. The steps are: read, report, release.
    """


@study.command()
@click.argument("files", metavar="FILE...", type=FILE, nargs=-1, required=True)
@click.option("--audit", default="quarterly", show_default=True, help="The audit or checklist that was answered.")
@version_option
@weights_option
@click.option("--person", multiple=True, metavar="COLUMN", help="The column that names a person; can be given again.")
@click.option("--occasion", metavar="COLUMN", help="The column that names the occasion; 'file' for one file each.")
@click.option("--fact", "facts", multiple=True, metavar="FACT", help="A fact that holds for all; can be given again.")
@click.option("--codebook", metavar="FILE", help="What numbers stand for; or 'audit', for the audit's own codes.")
@click.option("--column", "columns", multiple=True, metavar="COLUMN=ITEM", help="The question that a column answers.")
@click.option("--layout", metavar="NAME", help="The program that wrote the file, if it is not recognized.")
@click.option("--out", type=FILE, help="The study file; by default named after the first file.")
@click.option("--force", is_flag=True, help="Replace the study file if it is there.")
@json_option
def read(
    files: tuple[Path, ...],
    *,
    audit: str,
    version: str | None,
    weights: Path | None,
    person: tuple[str, ...],
    occasion: str | None,
    facts: tuple[str, ...],
    codebook: str | None,
    columns: tuple[str, ...],
    layout: str | None,
    out: Path | None,
    force: bool,
    as_json: bool,
) -> None:
    """Read the files of a survey tool, show how each column was taken, and write a study file.

    REDCap, ODK, Kobo, Qualtrics, SurveyMonkey, SPSS, Stata, Excel and CSV are recognized by themselves.
    """
    with needs_extra("research"):
        from ethics_audit.frames.study import joined
        from ethics_audit.frames.study_file import save
        from ethics_audit.research import read as read_file
    definition = weighed(catalog.load_audit(named(audit), version), weights)
    by_file = occasion == BY_FILE and len(files) > 1
    found = [
        read_file(
            path,
            definition,
            layout=layout,
            person=person or None,
            occasion=None if by_file else occasion,
            facts=facts or None,
            codebook=codebook_of(codebook, definition),
            columns=dict(_pair(column) for column in columns) or None,
        )
        for path in files
    ]
    whole_study = joined(dict(zip((path.name for path in files), found, strict=True)), by_file=by_file)
    target = out or files[0].with_name(f"{files[0].stem}{ENDING}")
    if as_json:
        save(whole_study, target, force=force)
        click.echo(_document(whole_study, target))
        return
    click.echo("\n".join([_mapped(whole_study), *(f"Note: {note}" for note in whole_study.notes)]))
    if is_terminal(sys.stdin, sys.stdout):
        click.confirm("Is every column taken right?", default=True, abort=True)
    save(whole_study, target, force=force)
    then = whole(typed("study", "report", str(target)))
    click.echo(sentence(f"Written: {whole(target)}, with {len(whole_study):,} audits. Next: {then}"))


BY_FILE = "file"
"""The occasion that means: each file is one."""


def _pair(given: str) -> tuple[str, str]:
    column, sign, item = given.rpartition("=")
    if not sign:
        raise click.BadParameter(f"expected COLUMN=ITEM, got {given!r}", param_hint="--column")
    return column, item


def _mapped(study: Study) -> str:
    """Return how each column was taken, as a table."""
    rows = [("column", "taken as", "name", "by"), *study.mapping]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return "\n".join("  ".join(map(str.ljust, row, widths)).rstrip() for row in rows)


def _document(study: Study, file: Path) -> str:
    """Return the same as JSON."""
    columns = [one._asdict() for one in study.mapping]
    found = {"file": str(file), "audits": len(study), "columns": columns, "notes": study.notes}
    return json.dumps(found, ensure_ascii=False, indent=2)


_two = click.Tuple([str, str])


@study.command()
@click.argument("source", metavar="STUDY", type=FILE)
@click.option("--group", metavar="COLUMN", help="The column of the groups to compare.")
@click.option("--outcome", "outcomes", multiple=True, metavar="NAME", help="A result to compare; the score if none.")
@click.option("--retest", type=_two, metavar="FIRST SECOND", help="Two occasions between which nothing should change.")
@click.option("--change", type=_two, metavar="FIRST LAST", help="Two occasions between which something may change.")
@click.option("--seconds", metavar="COLUMN", help="The column of the seconds that each audit took.")
@click.option("--seed", default=1, show_default=True, help="What everything random begins with.")
@click.option("--out", type=FILE, help="Where the page is written; by default beside the study.")
@click.option("--open", "is_shown", is_flag=True, help="Open the page.")
def report(
    source: Path,
    *,
    group: str | None,
    outcomes: tuple[str, ...],
    retest: tuple[str, str] | None,
    change: tuple[str, str] | None,
    seconds: str | None,
    seed: int,
    out: Path | None,
    is_shown: bool,
) -> None:
    """Write one page on a study: what is missing, scores, reliability, groups, change, and the methods paragraph.

    The page is for the study team: it shows small groups.
    """
    with needs_extra("research"):
        from ethics_audit.frames.study_file import load
        from ethics_audit.research.overview import Asked, overview
        from ethics_audit.research.page import html
    found = load(source)
    asked = Asked(group, outcomes or ("score",), retest, change, seconds, seed)
    with click.progressbar(length=STEPS, label=source.name, file=sys.stderr, hidden=not is_terminal(sys.stderr)) as bar:

        def tell(title: str, done: float) -> None:
            bar.label = title
            bar.update(int(done * STEPS) - bar.pos)

        page = html(found, overview(found, asked, tell))
    target = out or source.with_name(f"{source.name.removesuffix(ENDING)}.html")
    write_page(target, page)
    click.echo(sentence(f"Written: {whole(target)}. It holds all it needs, and asks for nothing."))
    if is_shown:
        click.launch(str(target.resolve()))


@study.command()
@click.argument("source", metavar="STUDY", type=FILE)
@click.option("--rows", multiple=True, required=True, metavar="COLUMN", help="What its rows are; can be given again.")
@click.option("--columns", multiple=True, required=True, metavar="COLUMN", help="What its columns are; the same.")
@click.option("--values", metavar="NAME", help="A result whose means are shown, such as score.")
@click.option("--occasion", metavar="VALUE", help="The occasion, where a person has several audits.")
@click.option("--threshold", default=10, show_default=True, help="The fewest people that may be shown.")
@click.option("--out", type=FILE, help="Write it as CSV, too.")
@json_option
def table(
    source: Path,
    *,
    rows: tuple[str, ...],
    columns: tuple[str, ...],
    values: str | None,
    occasion: str | None,
    threshold: int,
    out: Path | None,
    as_json: bool,
) -> None:
    """Print a table that may leave the house: small groups are hidden, and so is what would give them back."""
    with needs_extra("research"):
        from ethics_audit.frames.study_file import load
        from ethics_audit.frames.writers import whole_file
        from ethics_audit.research import safe_table
    found = load(source)
    with results_alone():
        made = safe_table(found if occasion is None else found.at(occasion), rows, columns, threshold, values)
    click.echo(_cells(made) if as_json else str(made))
    if out:
        cells = made.frame()
        with whole_file(out, cells.schema, {"audit": found.audit.digest, "threshold": threshold}, force=False) as write:
            write(cells)


def _cells(made: SafeTable) -> str:
    """Return a table as JSON: each number with the categories that it is of; what is hidden is null."""
    means = made.means or (None,) * len(made.counts)
    cells = [
        {"of": made.where(place), "n": row["n"], "percent": row["percent"], "mean": mean}
        for place, (row, mean) in enumerate(zip(made.rows(), means, strict=True))
    ]
    found = {"threshold": made.threshold, "values": made.values, "cells": cells, "notes": made.notes}
    return json.dumps(found, ensure_ascii=False, indent=2)


@study.command()
@click.argument("source", metavar="STUDY", type=FILE)
@click.argument("folder", type=FILE)
@click.option("--quasi", multiple=True, metavar="COLUMN", help="What others may know of a person; can be given again.")
@click.option("-k", "k", default=5, show_default=True, help="How many people must share each combination of these.")
@click.option("--keep", multiple=True, metavar="COLUMN", help="Another column that stays, which nobody else can know.")
@click.option("--key", type=FILE, metavar="FILE", help="The file of a secret key, to link a later release to this one.")
@click.option("--name", default="", metavar="NAME", help="The name of the study, for the pseudonyms.")
def release(
    source: Path, folder: Path, *, quasi: tuple[str, ...], k: int, keep: tuple[str, ...], key: Path | None, name: str
) -> None:
    """Write a study for others into a new folder: pseudonyms, quarters instead of days, and no other column.

    Refused if fewer than k people share what others may know of them.
    """
    with needs_extra("research"):
        from ethics_audit.frames.study_file import load
        from ethics_audit.research import release as released
    try:
        secret = key.read_bytes() if key else None
    except OSError as failure:
        raise AnswerError([unreadable(failure)], str(key)) from None
    click.echo(str(released(load(source), folder, quasi, k, keep=keep, key=secret, name=name)))
