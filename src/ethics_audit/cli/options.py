"""Options that several commands share."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial, wraps
from pathlib import Path
from typing import Any

import click
from click.core import ParameterSource

from ethics_audit.base.errors import UnknownIdError
from ethics_audit.base.language import ORIGINAL, general_first, offered, speaking
from ethics_audit.base.layout import laid_out, width
from ethics_audit.documents.catalog import Name, is_path
from ethics_audit.model.bands import BANDS


class _File(click.Path):
    """A file path; a dash, which elsewhere stands for a stream, is refused rather than taken as a file name."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return the path."""
        if value == "-":
            self.fail("expected the name of a file, got '-'", param, ctx)
        return super().convert(value, param, ctx)


FILE = _File(path_type=Path, readable=False)
BAND = click.Choice([band.value for band in BANDS])
NUMBER = click.IntRange(min=1)

Command = Callable[..., Any]
Decorator = Callable[[Command], Command]

VARIABLE = "ETHICS_AUDIT_LOCALE"
"""The environment variable that asks for a language."""
COUNTRY = 2
"""How many letters a country code has."""


def named(given: str) -> Name:
    """Return what a command line names: a file by its path, or a definition of the catalog by its id."""
    return Path(given) if is_path(given) else given


version_option: Decorator = click.option(
    "--version", "version", metavar="VERSION", help="The version; the newest if left out."
)
json_option: Decorator = click.option("--json", "as_json", is_flag=True, help="Print JSON for other programs.")
all_option: Decorator = click.option(
    "--all",
    "is_whole",
    is_flag=True,
    help="Show the whole page at a terminal too, through the pager, rather than what fits a screen.",
)
ids_option: Decorator = click.option(
    "--ids", is_flag=True, help="Show the id of each question behind it, for scripts and checklists of your own."
)
history_option: Decorator = click.option(
    "--history",
    "place",
    metavar="PLACE",
    default="",
    help="A file, or a PostgreSQL URL; by default the one that 'ethics-audit paths' shows.",
)
_locale_option = partial(click.option, "--locale", metavar="LOCALE", envvar=VARIABLE)


def _say_alone(context: click.Context, _option: click.Parameter, given: bool) -> None:  # noqa: FBT001 - click's order
    """Lay everything out for a voice until the program ends."""
    if given:
        context.find_root().obj.enter_context(laid_out(width(), words_alone=True))


plain_option: Decorator = click.option(
    "--plain",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_say_alone,
    help="Words alone, for a screen reader: nothing is drawn, and nothing stands in columns.",
)


def _speak(context: click.Context, locale: str) -> None:
    """Print everything in a language, as far as it is translated, until the program ends."""
    context.meta[VARIABLE] = locale
    context.find_root().obj.enter_context(speaking(locale))


def _speak_questions(context: click.Context, _option: click.Parameter, given: str | None) -> str | None:
    if locale := _asked_for(context, given):
        _speak(context, locale)
    return locale


def locale_option(command: Command) -> Command:
    """Add the option for the language of the questions and of everything printed around them.

    If the environment asks for a language that a definition is not translated into, the original is used.
    """

    @wraps(command)
    def with_original(*arguments: Any, locale: str | None, **options: Any) -> Any:
        try:
            return command(*arguments, locale=locale, **options)
        except UnknownIdError as unknown:
            context = click.get_current_context()
            if unknown.given != locale or not _is_from_environment(context):
                raise
        _speak(context, ORIGINAL)
        return command(*arguments, locale=None, **options)

    help = "The language of the questions, such as es; that of the original if left out."
    return _locale_option(callback=_speak_questions, help=help)(plain_option(with_original))


def _speak_words(context: click.Context, _option: click.Parameter, given: str | None) -> None:
    locale = _asked_for(context, given)
    if locale is None:
        return
    if offered().intersection(general_first(locale)):
        _speak(context, locale)
    elif not _is_from_environment(context):
        raise UnknownIdError("language", locale, offered())


_words_option: Decorator = _locale_option(
    callback=_speak_words, expose_value=False, help="The language of the program's own words, such as es."
)


def speech_option(command: Command) -> Command:
    """Add the options for the language of the program's own words, and for words alone."""
    return _words_option(plain_option(command))


def _is_from_environment(context: click.Context) -> bool:
    return context.get_parameter_source("locale") is ParameterSource.ENVIRONMENT


def _asked_for(context: click.Context, given: str | None) -> str | None:
    """Return a language as files are named after it (``es-MX`` for ``ES_mx``); an option overrides the environment."""
    locale = context.meta.get(VARIABLE, given) if _is_from_environment(context) else given
    if locale is None:
        return None
    first, *rest = locale.replace("_", "-").split("-")
    return "-".join([first.lower(), *(part.upper() if len(part) == COUNTRY else part for part in rest)])


def refuse_beside_ephemeral(*, ephemeral: bool, path: Path | None, keep: bool | None, place: str) -> None:
    """Refuse options that say where to write when nothing is to be written.

    Raises:
        UsageError: If both are given.
    """
    for option, given in (("--file", path), ("--keep", keep), ("--history", place)):
        if ephemeral and given:
            raise click.UsageError(f"--ephemeral writes nothing, so that {option} has no meaning")
