"""The command ``batch``: scores a file of many audits, with a progress bar on a terminal."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Literal

import click

from ethics_audit.base.causes import unreadable
from ethics_audit.base.errors import AnswerError, Problem, needs_extra
from ethics_audit.base.likeness import similar
from ethics_audit.base.plain_text import read_text
from ethics_audit.cli.options import FILE, named, version_option
from ethics_audit.cli.other_weights import weighed, weights_option
from ethics_audit.cli.streams import is_terminal
from ethics_audit.documents import catalog
from ethics_audit.formats import column_names
from ethics_audit.frames import codebook as codebooks
from ethics_audit.frames.outputs import Wanted
from ethics_audit.model.definitions import Audit

STEPS = 1000
"""How many steps the progress bar has."""


@click.command()
@click.argument("source", metavar="IN", type=FILE)
@click.argument("target", metavar="OUT", type=FILE)
@click.option("--audit", default="quarterly", show_default=True, help="The audit or checklist that was answered.")
@version_option
@weights_option
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
def batch(
    source: Path,
    target: Path,
    *,
    audit: str,
    version: str | None,
    weights: Path | None,
    profile: tuple[str, ...],
    columns: tuple[str, ...],
    domains: bool,
    prefix: str,
    codebook: str | None,
    on_invalid: Literal["error", "missing"],
    on_missing_fact: Literal["error", "set_aside"],
    allow_missing_columns: bool,
    missing: tuple[str, ...],
    id: str | None,
    force: bool,
) -> None:
    """Score a file of many audits, as survey tools write it: CSV, Excel, SPSS, Stata, Parquet, Arrow or NDJSON.

    A row is an audit and a column a question, or a row is an answer. Columns are named by ids, by the names of exported
    forms, or by the questions themselves; answers are ids or labels.

    Facts of a practice are columns of yes and no named after them, or hold for all rows with --profile.
    """
    with needs_extra("frames"):
        from ethics_audit.frames.batch import score_file
        from ethics_audit.frames.incoming import Foreign
    definition = weighed(catalog.load_audit(named(audit), version), weights)
    wanted = Wanted.of(
        definition,
        columns=columns or None,
        domains=domains,
        prefix=prefix,
        on_invalid=on_invalid,
        on_missing_fact=on_missing_fact,
    )
    foreign = Foreign(column_names.aliases(definition), column_names.CODES, column_names.status(definition))
    codes = codebook_of(codebook, definition)
    notes: list[str] = []
    with click.progressbar(length=STEPS, label=source.name, file=sys.stderr, hidden=not is_terminal(sys.stderr)) as bar:
        counts = score_file(
            source,
            target,
            definition,
            wanted,
            force=force,
            tell=notes.append,
            progress=lambda done: bar.update(int(done * STEPS) - bar.pos),
            foreign=foreign,
            missing=missing,
            profile=profile,
            codebook=codes,
            allow_missing_columns=allow_missing_columns,
            id=id,
        )
    for note in notes:
        click.echo(note, err=True)
    blank = [f"{_counted(counts.blank, 'empty row')} left out"] if counts.blank else []
    other = [f"{_counted(counts.other, 'row')} left out in which no question is answered"] if counts.other else []
    summary = "; ".join([f"{_counted(counts.audits, 'audit')} scored into {target}", *blank, *other])
    click.echo(f"{summary}.", err=True)


def _counted(count: int, name: str) -> str:
    return f"{count} {name}{'' if count == 1 else 's'}"


def codebook_of(given: str | None, audit: Audit) -> codebooks.Codebook | None:
    """Return the codebook that is named: the audit's own, or that of a file.

    Raises:
        AnswerError: If the file is not a codebook, or belongs to another definition.
    """
    if given is None:
        return None
    if given == codebooks.OWN:
        return codebooks.OWN
    try:
        text = read_text(Path(given))
    except OSError as failure:
        raise AnswerError([unreadable(failure)._replace(hint=similar(given, [codebooks.OWN]))], given) from None
    except ValueError as failure:
        raise AnswerError([Problem("", str(failure), rule="not-text")], given) from None
    try:
        return codebooks.read(text, audit)
    except ValueError as failure:
        raise AnswerError([Problem("", f"is not a codebook: {failure}", rule="codebook")], given) from None
