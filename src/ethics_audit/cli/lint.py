"""The command ``lint``: the problems of definition files, and what each rule asks."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import click
from attrs import asdict

from ethics_audit.base.errors import ChecklistError, Problem, UnknownIdError
from ethics_audit.base.layout import wrapped
from ethics_audit.cli.options import FILE, json_option
from ethics_audit.cli.status import Status
from ethics_audit.documents import catalog
from ethics_audit.lint import lint_file, reading, rules

EVERY = "all"


@click.command()
@click.argument("files", nargs=-1, type=FILE)
@click.option("--explain", metavar="RULE", help="Tell what a rule asks and why; 'all' for every rule.")
@click.option("--ignore", metavar="RULE", multiple=True, help="Leave a rule of writing out; can be given again.")
@json_option
def lint(files: tuple[Path, ...], explain: str | None, ignore: tuple[str, ...], *, as_json: bool) -> int:
    """Tell every problem of checklist and audit files, with its place and the rule that it breaks."""
    if explain is not None:
        click.echo(_explanation(explain, as_json=as_json))
        return Status.DONE
    if not files:
        raise click.UsageError("name a file, or a rule with --explain")
    _check_ignored(ignore)
    found = {str(file): [problem for problem in lint_file(file) if problem.rule not in ignore] for file in files}
    click.echo(_document(found) if as_json else _text(found, ignore))
    for trouble in catalog.troubles():
        click.echo(f"ethics-audit: {trouble}", err=True)
    if reason := reading.missing():
        click.echo(f"the reading grade is not measured: {reason}", err=True)
    return Status.BAD_INPUT if any(found.values()) else Status.DONE


def _check_ignored(ignored: Sequence[str]) -> None:
    """Refuse to ignore rules without which a file cannot be used.

    Raises:
        UnknownIdError: If there is no such rule of writing.
        ChecklistError: If a rule cannot be left out.
    """
    writing = [id for id, rule in rules().items() if rule.severity == "warning"]
    for id in ignored:
        if id in writing:
            continue
        if id in rules():
            problem = f"{id!r} cannot be left out: without it a file cannot be used"
            raise ChecklistError([Problem("--ignore", problem, rule="value")])
        raise UnknownIdError("rule of writing", id, writing)


def _text(found: Mapping[str, Sequence[Problem]], ignored: Sequence[str]) -> str:
    """Return one line for each problem, under its file."""
    lines = []
    for file, problems in found.items():
        none = "no problems" + (f" ({', '.join(ignored)} left out)" if ignored else "")
        lines.append(f"{file}:" if problems else f"{file}: {none}")
        lines += [f"  {problem} [{problem.rule}]" for problem in problems]
    if any(found.values()):
        lines.append("ethics-audit lint --explain RULE tells what a rule asks and why.")
    return "\n".join(lines)


def _document(found: Mapping[str, Sequence[Problem]]) -> str:
    """Return the problems as JSON."""
    files = [
        {
            "file": file,
            "problems": [{**problem._asdict(), "severity": rules()[problem.rule].severity} for problem in problems],
        }
        for file, problems in found.items()
    ]
    return json.dumps({"files": files, "not_checked": ["reading-grade"] if reading.missing() else []}, indent=2)


def _explanation(id: str, *, as_json: bool) -> str:
    """Return what a rule asks and why, or all rules one after the other.

    Raises:
        UnknownIdError: If there is no such rule.
    """
    if id not in {EVERY, *rules()}:
        raise UnknownIdError("rule", id, rules())
    if as_json:
        return json.dumps([asdict(rule) for rule in rules().values()] if id == EVERY else asdict(rules()[id]), indent=2)
    if id == EVERY:
        return "\n\n".join(_explanation(known, as_json=False) for known in rules())
    rule = rules()[id]
    what = "without it a file cannot be used" if rule.severity == "error" else "a rule of writing"
    return f"{rule.id} ({rule.severity}: {what})\n\n{wrapped(rule.text)}"
