"""Options that several commands share."""

from __future__ import annotations

import shlex
from collections.abc import Callable
from functools import partial, wraps
from pathlib import Path
from typing import Any

import click
from click.core import ParameterSource

from ethics_audit.base.errors import UnknownIdError
from ethics_audit.base.language import ORIGINAL, general_first, offered, speaking, spoken
from ethics_audit.documents.catalog import Name, is_path
from ethics_audit.model.bands import BANDS


class _File(click.Path):
    """A file by its path; a dash, which stands for a stream elsewhere, is refused rather than taken for a name."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return the path."""
        if value == "-":
            self.fail("'-' is given; allowed is the name of a file", param, ctx)
        return super().convert(value, param, ctx)


FILE = _File(path_type=Path, readable=False)
BAND = click.Choice([band.value for band in BANDS])

Command = Callable[..., Any]

VARIABLE = "ETHICS_AUDIT_LOCALE"
"""The environment variable that asks for a language."""
COUNTRY = 2
"""How many letters stand for a country."""


def named(given: str) -> Name:
    """What a person names on the command line: a file by its path, or what the catalogue holds by its id."""
    return Path(given) if is_path(given) else given


def version_option(command: Command) -> Command:
    """The version of a definition."""
    told = "The version; the newest if left out."
    return click.option("--version", "version", metavar="VERSION", help=told)(command)


_locale_option = partial(click.option, "--locale", metavar="LOCALE", envvar=VARIABLE)


def _speak(context: click.Context, locale: str) -> None:
    """Say everything in a language, as far as it is translated, until the program ends."""
    context.meta[VARIABLE] = locale
    context.find_root().obj.enter_context(speaking(locale))


def _of_questions(context: click.Context, _option: click.Parameter, given: str | None) -> str | None:
    if locale := _asked_for(context, given):
        _speak(context, locale)
    return locale


def locale_option(command: Command) -> Command:
    """The language of the questions, and of all that is said around them.

    What is not translated into a language that the environment asks for is taken in the original.
    """

    @wraps(command)
    def told(*arguments: Any, locale: str | None, **more: Any) -> Any:
        try:
            return command(*arguments, locale=locale, **more)
        except UnknownIdError as unknown:
            context = click.get_current_context()
            if unknown.given != locale or not _is_from_environment(context):
                raise
        _speak(context, ORIGINAL)
        return command(*arguments, locale=None, **more)

    help = "The language of the questions, such as es; that of the original if left out."
    return _locale_option(callback=_of_questions, help=help)(told)


def _of_words(context: click.Context, _option: click.Parameter, given: str | None) -> None:
    locale = _asked_for(context, given)
    if locale is None:
        return
    if offered().intersection(general_first(locale)):
        _speak(context, locale)
    elif not _is_from_environment(context):
        raise UnknownIdError("language", locale, offered())


def speech_option(command: Command) -> Command:
    """The language of the program's own words, where a command asks no questions."""
    help = "The language of the program's own words, such as es."
    return _locale_option(callback=_of_words, expose_value=False, help=help)(command)


def _is_from_environment(context: click.Context) -> bool:
    return context.get_parameter_source("locale") is ParameterSource.ENVIRONMENT


def _asked_for(context: click.Context, given: str | None) -> str | None:
    """A language as files are called after it, such as ``es-MX`` for ``ES_mx``; what is typed goes before a default."""
    locale = context.meta.get(VARIABLE, given) if _is_from_environment(context) else given
    if locale is None:
        return None
    first, *rest = locale.replace("_", "-").split("-")
    return "-".join([first.lower(), *(one.upper() if len(one) == COUNTRY else one for one in rest)])


def language(locale: str | None) -> list[str]:
    """The option that asks for a language, if one was asked for."""
    return [] if locale is None else ["--locale", locale]


def typed(*words: str) -> str:
    """A command of this program as a person types it, to go on in the language that was asked for."""
    return shlex.join(["ethics-audit", *words, *language(click.get_current_context().meta.get(VARIABLE))])


def to_begin() -> str:
    """The command that begins an audit: in another language than the original the one that is translated."""
    return typed("start", *([] if spoken() == ORIGINAL else ["brief"]))


def refuse_beside_ephemeral(*, ephemeral: bool, path: Path | None, keep: bool | None, place: str, **_: Any) -> None:
    """Refuse what says where something is written, if nothing shall be.

    Raises:
        UsageError: If both are wished.
    """
    for option, given in (("--file", path), ("--keep", keep), ("--history", place)):
        if ephemeral and given:
            raise click.UsageError(f"--ephemeral writes nothing, so that {option} has no meaning")


def json_option(command: Command) -> Command:
    """Whether JSON is printed."""
    return click.option("--json", "as_json", is_flag=True, help="Print JSON for other programs.")(command)


def history_option(command: Command) -> Command:
    """Which history."""
    told = "A file, or a PostgreSQL URL; by default the one that 'ethics-audit paths' shows."
    return click.option("--history", "place", metavar="PLACE", default="", help=told)(command)
