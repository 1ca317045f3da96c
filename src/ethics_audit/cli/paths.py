"""The command ``paths``: every file that the program may touch."""

from __future__ import annotations

import json
from pathlib import Path

import click

from ethics_audit.base.files import part_of
from ethics_audit.base.language import gettext
from ethics_audit.base.layout import hanging
from ethics_audit.cli.options import json_option, speech_option
from ethics_audit.cli.stores import SERVICE
from ethics_audit.history import locations
from ethics_audit.history.private_files import mark_of
from ethics_audit.history.unfinished import folder


@click.command()
@speech_option
@json_option
def paths(*, as_json: bool) -> None:
    """Show every file that this program may touch."""
    uses = touched()
    if as_json:
        click.echo(json.dumps([{"path": path, "told": use} for path, use in uses], ensure_ascii=False, indent=2))
    else:
        click.echo("\n".join(f"{path}\n{hanging('    ', use)}" for path, use in uses))


def touched() -> list[tuple[str, str]]:
    """Return every file with what it is for; those of the current folder by their patterns."""
    history = locations.default()
    kept = [(history, gettext("your history; {variable} names another place", variable=locations.VARIABLE))]
    if not locations.is_url(history):
        kept += [
            (f"{history}-wal", gettext("what is being written into it; it goes away by itself")),
            (f"{history}-shm", gettext("the same")),
            (
                f"{history}-journal",
                gettext("the same, where the disk shares no memory, and while it is being made or encrypted"),
            ),
            (str(mark_of(Path(history))), gettext("that it is being made; it goes away by itself")),
            (
                str(part_of(Path(history))),
                gettext("while it is being encrypted; beside it its own -wal, -shm and -journal"),
            ),
        ]
    answers = folder()
    kept += [
        (str(answers / "AUDIT-YEAR-qN.toml"), gettext("the answers that 'start' and 'serve' keep")),
        (
            str(answers / "AUDIT-YEAR-MONTH-DAY.toml"),
            gettext("the same, for an occasion; beside it the record, ending in .md"),
        ),
        (str(answers / "AUDIT-YEAR-qN-version-N.N.toml"), gettext("what was answered under an older version")),
        (str(answers / ".NAME.part"), gettext("any of these while it is being written")),
    ]
    here = [
        ("AUDIT-YEAR-qN.toml", gettext("answers to an audit of your own, or kept here by an earlier version")),
        ("AUDIT-YEAR-MONTH-DAY.toml", gettext("the same, for an occasion; beside it the record, ending in .md")),
        ("AUDIT-YEAR-qN-version-N.N.toml", gettext("what was answered under an older version of the audit")),
        (
            ".NAME.part",
            gettext(
                "any file while it is being written; "
                "if the program is killed then, writing it again removes what is left"
            ),
        ),
        ("AUDIT-YEAR-qN.html", gettext("the report, unless you name another file")),
    ]
    return [
        *kept,
        *((str(Path.cwd() / name), use) for name, use in here),
        (gettext("any file that you name"), gettext("where a command takes the name of a file to write")),
        (
            gettext("system keyring, {name}", name=SERVICE),
            gettext("the passphrase of your history, if you asked for that"),
        ),
    ]
