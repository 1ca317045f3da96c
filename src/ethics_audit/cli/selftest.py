"""The command ``selftest``: show that the installed copy does what is required of it."""

from __future__ import annotations

import json
from collections import Counter

import click

from ethics_audit.base.language import N_, gettext
from ethics_audit.base.layout import hanging
from ethics_audit.base.version import __version__
from ethics_audit.cli.options import json_option, speech_option
from ethics_audit.cli.status import Status
from ethics_audit.selftest.protocol import Shown, document, replayed
from ethics_audit.selftest.requirements import UnsignedError, signed

OUTCOMES = {"passed": N_("passed"), "failed": N_("FAILED"), "not run": N_("not run")}


@click.command()
@speech_option
@json_option
def selftest(*, as_json: bool) -> int:
    """Show that this copy computes what is required of it: a signed list of requirements, checked on this computer."""
    try:
        listed = signed()
        results = replayed(listed)
    except UnsignedError as failure:
        click.echo(f"ethics-audit: {failure}", err=True)
        return Status.ALARM
    if not as_json:
        click.echo(gettext("ethics-audit {version}; the list is signed by the key", version=__version__))
        click.echo(f"{listed.fingerprint}\n")
    outcomes = []
    for one in results:
        outcomes.append(one)
        if not as_json:
            click.echo(_line(one))
    told = json.dumps(document(listed, outcomes), ensure_ascii=False, indent=2) if as_json else _summary(outcomes)
    click.echo(told)
    return Status.ALARM if any(one.outcome == "failed" for one in outcomes) else Status.DONE


def _line(one: Shown) -> str:
    """Return what came of a requirement, with its id and words, and below what was found or missing."""
    line = hanging(f"{gettext(OUTCOMES[one.outcome]):8} ", f"{one.requirement.id}: {one.requirement.text}")
    return f"{line}\n{hanging(' ' * 9, one.told)}" if one.told else line


def _summary(outcomes: list[Shown]) -> str:
    counts = Counter(one.outcome for one in outcomes)
    return "\n" + gettext(
        "{passed} passed, {failed} failed, {not_run} not run",
        passed=counts["passed"],
        failed=counts["failed"],
        not_run=counts["not run"],
    )
