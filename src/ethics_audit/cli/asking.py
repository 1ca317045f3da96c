"""What every question at a terminal needs: a line, a way to leave, yes and no."""

from __future__ import annotations

import click

from ethics_audit.base.language import gettext
from ethics_audit.base.layout import wrapped

PROMPT = "> "


class Left(Exception):  # noqa: N818 - not an error: the person leaves, everything is saved
    """The person leaves; every answer is saved."""


def read_line(prompt: str) -> str:
    """A line that the person enters at the terminal; asked again if it holds what is no text."""
    while True:
        try:
            return input(prompt)
        except UnicodeDecodeError:
            click.echo(gettext("That holds a sign that cannot be read here. Please type it again."))


def yes_and_no() -> dict[str, bool]:
    """The words that mean yes or no, in English and in the language that is spoken."""
    yes, no = ("y yes", gettext("y yes")), ("n no", gettext("n no"))
    return {word: meaning for meaning, told in ((False, no), (True, yes)) for word in " ".join(told).split()}


def is_sure(question: str) -> bool:
    """Whether the person says yes to what cannot be undone; asked on standard error."""
    click.echo(wrapped(question), err=True)
    click.echo(gettext("(y yes, n no; Enter for no)"), err=True)
    words = {**yes_and_no(), "": False, "q": False}
    while (entry := _entered()) not in words:
        click.echo(gettext("Please type y or n, or q to stop."), err=True)
    return words[entry]


def _entered() -> str:
    try:
        line = click.prompt("", prompt_suffix=PROMPT, default="", show_default=False, err=True)
    except UnicodeDecodeError:  # what is no text is no answer
        return "?"
    return str(line).strip().lower()
