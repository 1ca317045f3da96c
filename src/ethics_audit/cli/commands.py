"""The program: it runs a command line, and turns whatever happens into an exit status."""

from __future__ import annotations

import sys
from collections import UserDict
from contextlib import ExitStack, suppress
from importlib import import_module
from typing import Any

import click

from ethics_audit.base.errors import (
    EthicsAuditError,
    IntegrityError,
    LockedError,
    MissingExtraError,
    StoreError,
    needs_extra,
)
from ethics_audit.base.language import gettext
from ethics_audit.base.layout import laid_out, width
from ethics_audit.base.version import __version__
from ethics_audit.cli import streams
from ethics_audit.cli.options import plain_option
from ethics_audit.cli.status import Status


class _Commands(UserDict[str, Any]):
    """Commands by name; each is imported when it is used, so that no command waits for the libraries of the others."""

    def __getitem__(self, name: str) -> click.Command:
        module, _, function = super().__getitem__(name).partition(".")
        command: click.Command = getattr(import_module(f"ethics_audit.cli.{module}"), function)
        return command


_OWN_MODULES = (
    "batch",
    "education",
    "history",
    "lint",
    "paths",
    "plan",
    "report",
    "score",
    "selftest",
    "serve",
    "start",
    "study",
)
COMMANDS = _Commands(
    {name: f"{name}.{name}" for name in _OWN_MODULES}
    | {
        "export": "exchange.export",
        "import": "exchange.import_",
        "print": "exchange.print_",
        "weights": "exchange.weights",
        "list": "describe.list_",
        "show": "describe.show",
    }
)


@click.group(
    commands=COMMANDS,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 80},
)
@plain_option
@click.version_option(__version__, message="ethics-audit %(version)s")
@click.pass_context
def cli(context: click.Context) -> None:
    """Look honestly at your own practice: checklists, an exact score, and what to do next.

    Nothing leaves this computer. Without a command, it opens the form in your browser; to answer in the terminal:
    ethics-audit start
    """
    if context.invoked_subcommand is not None:
        return
    if missing := _without_form():
        click.echo(f"{context.get_help()}\n\n{missing}", err=True)
        context.exit(Status.WRONG_USAGE)
    serve = COMMANDS["serve"]
    with serve.make_context("serve", [], parent=context) as form:
        serve.invoke(form)


def _without_form() -> str:
    """Return why the form cannot open here, and how it can; empty if nothing is in its way."""
    if not streams.is_terminal(sys.stdin, sys.stdout):
        return gettext("The form in the browser opens from a terminal: type {command} there.", command="ethics-audit")
    try:
        with needs_extra("web"):
            from ethics_audit.web import serving  # noqa: F401 - only to see whether it is there
    except MissingExtraError as missing:
        return gettext("The form in the browser is not installed: {failure}.", failure=missing)
    return ""


def run(arguments: list[str] | None = None) -> int:
    """Run a command line, and return its exit status."""
    with ExitStack() as spoken:  # the language and the layout of the command, until its last word is printed
        spoken.enter_context(laid_out(streams.screen_width(), words_alone=streams.wants_words_alone()))
        status = _run(arguments, spoken)
    streams.drop_unwritable()
    return status


def _run(arguments: list[str] | None, spoken: ExitStack) -> int:
    try:
        status = cli.main(
            arguments, prog_name="ethics-audit", standalone_mode=False, obj=spoken, terminal_width=width()
        )
        if sys.stdout:
            sys.stdout.flush()
        return int(status or Status.DONE)
    except SystemExit:  # how click says that nobody reads the output any more
        return Status.DONE
    except click.ClickException as wrong:
        with suppress(OSError):
            wrong.show()
        return Status.WRONG_USAGE
    except (click.Abort, KeyboardInterrupt) as stopped:
        line_break = "" if stopped.__cause__ else "\n"  # click has already printed one if it has a cause
        _print_error(line_break + gettext("Interrupted."))
        return Status.INTERRUPTED
    except (EthicsAuditError, OSError) as failed:
        return _failed(failed)


_STATUS_OF = (
    (LockedError, Status.LOCKED),
    (StoreError, Status.STORE_FAILED),
    (IntegrityError, Status.INTEGRITY_BROKEN),
)


def _failed(failed: EthicsAuditError | OSError) -> int:
    """Print what failed, unless nobody reads any more; return the exit status."""
    if isinstance(failed, BrokenPipeError):
        return Status.DONE
    if isinstance(failed, EthicsAuditError):
        _print_error(f"ethics-audit: {failed}")
        return next((status for kind, status in _STATUS_OF if isinstance(failed, kind)), Status.BAD_INPUT)
    place = f"{failed.filename}: " if failed.filename else ""
    _print_error(f"ethics-audit: the result cannot be written: {place}{failed.strerror or failed}")
    return Status.STORE_FAILED


def _print_error(text: str) -> None:
    """Print to standard error; where that is impossible, the exit status is enough."""
    with suppress(OSError):
        click.echo(text, err=True)
