"""A person at a terminal: what the program says to them, and what they type."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import date

import click

from ethics_audit.base.dates import in_words
from ethics_audit.base.language import gettext
from ethics_audit.base.layout import wrapped
from ethics_audit.cli import days

PROMPT = "> "


class Left(Exception):  # noqa: N818 - not an error: the person leaves, and everything is saved
    """The person stops; every answer is saved."""


def read_line(prompt: str) -> str:
    """Return a line typed at the terminal; ask again for one that cannot be decoded."""
    while True:
        try:
            return input(prompt)
        except UnicodeDecodeError:
            click.echo(wrapped(gettext("That holds a sign that cannot be read here. Please type it again.")))


class Prompts:
    """Asks a person for lines, letters, and days; a lone ``q`` stops.

    Every method that reads a line raises `Left` if the person stops, and `EOFError` if the input ends.

    Args:
        say: Shows a text.
        ask: Shows a prompt and returns the line that is typed.
    """

    def __init__(self, say: Callable[[str], object] = click.echo, ask: Callable[[str], str] = read_line) -> None:
        self.say = say
        self._ask = ask

    def raw(self) -> str:
        """Return a line exactly as it is typed, even a lone ``q``."""
        return self._ask(PROMPT)

    def line(self) -> str:
        """Return a line without extra spaces."""
        line = " ".join(self.raw().split())
        if line.lower() == "q":
            raise Left
        return line

    def entry(self) -> str:
        """Return a line in lower case, without extra spaces."""
        return self.line().lower()

    def entry_in(self, words: Collection[str], otherwise: str) -> str:
        """Return an entry that is one of some words; say `otherwise` to any other, and ask again.

        Where ``b`` is not one of the words, there is nothing to go back to, and that is said.
        """
        while (entry := self.entry()) not in words:
            if entry == "b":
                self.say_first()
            else:
                self.say(wrapped(otherwise))
        return entry

    def say_first(self) -> None:
        """Say that there is nothing to go back to."""
        self.say(wrapped(gettext("There is nothing to go back to from here.")))

    def text(self, fits: Callable[[str], bool], otherwise: str) -> str:
        """Return a line that fits; say `otherwise` to any other, and ask again."""
        while not fits(line := self.line()):
            self.say(wrapped(otherwise))
        return line

    def day(self, today: date, proposed: str, otherwise: str, *, none: str | None = None) -> str | None:
        """Return a day from today on as ``YYYY-MM-DD``, or None to go back; Enter takes the proposed one.

        Args:
            today: The first day that is allowed.
            proposed: The day that Enter stands for.
            otherwise: What to say about anything else, after what is wrong with it.
            none: What to type for no day, which is returned as an empty text.
        """
        while (line := self.line()) != none:
            if line.lower() == "b":
                return None
            try:
                if (day := days.read(line or proposed, today)) >= today:
                    self.say(in_words(day, has_weekday=True))
                    return day.isoformat()
                problem = gettext("{day} is over.", day=in_words(day, has_weekday=True))
            except ValueError as wrong:
                problem = str(wrong)
            self.say(wrapped(f"{problem} {otherwise}"))
        return ""

    def goes_on(self) -> bool:
        """Ask whether to go on after what must not wait; return False to go back."""
        self.say("\n" + gettext("Enter to go on, q to stop here."))
        return not self.entry_in({"", "b"}, gettext("Please press Enter to go on, or type b to go back, q to stop."))


def yes_and_no() -> dict[str, bool]:
    """Return the words that mean yes or no, in English and in the current language."""
    yes, no = ("y yes", gettext("y yes")), ("n no", gettext("n no"))
    return {word: meaning for meaning, words in ((False, no), (True, yes)) for word in " ".join(words).split()}


def is_sure(question: str) -> bool:
    """Ask on standard error whether to do what cannot be undone; return True only for a yes."""
    prompts = Prompts(lambda words: click.echo(words, err=True), _ask_on_standard_error)
    prompts.say(wrapped(question))
    prompts.say(gettext("(y yes, n no; Enter for no)"))
    words = {**yes_and_no(), "": False}
    try:
        return words[prompts.entry_in(words, gettext("Please type y or n, or q to stop."))]
    except Left:
        return False


def _ask_on_standard_error(prompt: str) -> str:
    try:
        return str(click.prompt("", prompt_suffix=prompt, default="", show_default=False, err=True))
    except UnicodeDecodeError:
        return "?"  # what cannot be decoded is not an answer
