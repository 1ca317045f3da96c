"""The parts of the reference that are read from the code: public names, commands, errors, extras.

Each function returns Markdown. `tests/test_docs.py` holds the pages to it: what is public is in the reference.
"""

import importlib
import inspect
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from ethics_audit.base import causes, errors
from ethics_audit.cli.commands import cli
from ethics_audit.cli.status import Status
from ethics_audit.documents import catalog
from ethics_audit.formats import targets
from ethics_audit.lint import rules

ROOT = Path(__file__).parents[2]

MODULES: dict[str, tuple[str, ...]] = {
    "ethics_audit": (),
    "ethics_audit.history": (),
    "ethics_audit.web": (),
    "ethics_audit.report.page": ("html",),
    "ethics_audit.formats.targets": (),
    "ethics_audit.formats.fhir": ("response",),
    "ethics_audit.formats.rated": (),
    "ethics_audit.lint": (),
    "ethics_audit.research": (),
    "ethics_audit.testing": (),
    "ethics_audit.base.errors": ("IntegrityError", "LockedError", "StoreError", "StoreWarning"),
    "ethics_audit.base.language": ("gettext", "ngettext", "offered", "speaking"),
}
"""The modules that programs import, each with its public names; without any, those of its ``__all__``."""

CONSTANTS = {
    "LAWS": "Every law, in order.",
    "SOURCES": "The module that reads the answers of each format, by the name of the format.",
    "TARGETS": "The module that writes each format, by its name.",
    "UNSURE": "The answer of a person who does not know.",
}
"""What the public constants are; a value has no docstring of its own."""

EXTRAS = {
    "all": "Everything that runs: every extra below but `testing`.",
    "authoring": "The reading grade of a checklist, in `ethics-audit lint` and `ethics_audit.lint`.",
    "bench": "The benchmarks in `bench/`, with the libraries that they compare with.",
    "cli": "The command `ethics-audit`, with the history, the report and TOML files.",
    "docs": "This site.",
    "encryption": "Histories under a passphrase (SQLCipher), and the passphrase in the system's keyring.",
    "files": "Workbooks and files of SPSS and Stata: reading them as a study, and writing a study for SPSS and Stata.",
    "formats": "ODK forms: `ethics-audit export --to xlsform`. The other formats need no extra.",
    "frames": "Tables of many audits: `score_frame` and `ethics-audit batch`.",
    "history": "Audits over time in a file: `ethics_audit.history`.",
    "postgresql": "Histories in a PostgreSQL database.",
    "report": "The report as a page of HTML: `ethics_audit.report.page`.",
    "research": "Studies of many audits: `ethics_audit.research`.",
    "test": "What the tests of this project need.",
    "testing": "The laws and strategies for tests of your own: `ethics_audit.testing`.",
    "toml": "Writing TOML: `to_toml`. Reading it needs no extra.",
    "web": "The form in a browser: `ethics_audit.web`, and `ethics-audit serve` together with `cli`.",
}
"""What each extra brings."""

STATUSES = {
    Status.DONE: "Done.",
    Status.ALARM: (
        "The band, or the lowest it can be, reached `--fail-at`; or `selftest` found what is not as required, or its "
        "list is not as it was signed."
    ),
    Status.WRONG_USAGE: "Wrong usage.",
    Status.BAD_INPUT: "Bad input, or an extra that is not installed.",
    Status.STORE_FAILED: (
        "The history, the answers file or another file cannot be written, already exists, is busy, or was changed "
        "in the meantime."
    ),
    Status.INTEGRITY_BROKEN: "The history is not as it was written.",
    Status.LOCKED: "The history needs a passphrase, and there is none or it is wrong.",
    Status.FAULT: "A bug in the program; its traceback is on standard error.",
    Status.INTERRUPTED: "Interrupted.",
}


def public_names() -> Iterator[tuple[str, str]]:
    """Give each public name with its module."""
    for module, listed in MODULES.items():
        for name in listed or importlib.import_module(module).__all__:
            yield module, name


def names(module: str, *listed: str) -> str:
    """Return the reference of some names of a module, in this order; of all of them if none is listed."""
    found = listed or [name for home, name in public_names() if home == module]
    blocks = [f".. currentmodule:: {module}"]
    for name in found:
        directive = _directive(getattr(importlib.import_module(module), name))
        told = f"\n\n   {CONSTANTS[name]}" if name in CONSTANTS else ""
        bases = "\n   :show-inheritance:" if directive == "autoexception" else ""
        blocks.append(f".. {directive}:: {name}{bases}{told}")
    body = "\n\n".join(blocks)
    return f"```{{eval-rst}}\n{body}\n```"


def _directive(value: object) -> str:
    if inspect.isclass(value):
        return "autoexception" if issubclass(value, BaseException) else "autoclass"
    return "autofunction" if inspect.isroutine(value) else "autodata"


def index_of_names() -> str:
    """Return tables of the public names of each module, with the first sentence about each name."""
    return "\n\n".join(_names_of(module) for module in MODULES)


def _names_of(module: str) -> str:
    rows = []
    for name in (name for home, name in public_names() if home == module):
        doc = inspect.getdoc(getattr(importlib.import_module(module), name)) or ""
        what = CONSTANTS.get(name) or doc.partition("\n\n")[0]
        rows.append(f"| {{py:obj}}`{name} <{module}.{name}>` | {_markdown(what)} |")
    return "\n".join([f"## {module}", "", "| name | meaning |", "|---|---|", *rows])


def _markdown(docstring: str) -> str:
    """Return a line of a docstring as a cell of a table."""
    text = " ".join(docstring.split()).replace("``", "`").replace("|", "\\|")
    return re.sub(r"<([^>]*)>", r"&lt;\1&gt;", text)


def every_command() -> Iterator[tuple[str, click.Command]]:
    """Give each command with its full name, groups first."""
    yield from _commands("ethics-audit", cli)


def _commands(name: str, command: click.Command) -> Iterator[tuple[str, click.Command]]:
    yield name, command
    if isinstance(command, click.Group):
        for under in sorted(command.commands):
            yield from _commands(f"{name} {under}", command.commands[under])


def commands() -> str:
    """Return every command with its usage, what it does, and its options."""
    return "\n\n".join(_command(name, command) for name, command in every_command())


def _command(name: str, command: click.Command) -> str:
    context = click.Context(command, info_name=name)
    help_text = re.sub(r"\n(?!\n)", " ", inspect.cleandoc(command.help or "")).replace("\n ", "\n\n")
    usage = " ".join([name, *command.collect_usage_pieces(context)])
    options = [option for option in command.get_params(context) if isinstance(option, click.Option)]
    rows = [_option(option, context) for option in options if not option.hidden]
    table = "\n".join(["| option | meaning |", "|---|---|", *rows])
    return f"## {name}\n\n{help_text}\n\n```text\n{usage}\n```\n\n{table}"


def _option(option: click.Option, context: click.Context) -> str:
    spelled = ", ".join(f"`{one}`" for one in (*option.opts, *option.secondary_opts))
    takes = "" if option.is_flag else f" `{option.make_metavar(context)}`"
    told = (option.help or "").strip().replace("|", "\\|")
    if option.show_default and not option.is_flag:
        told = f"{told} Default: `{option.default}`."
    return f"| {spelled}{takes.replace('|', chr(92) + '|')} | {told} |"


def error_classes() -> str:
    """Return a table of the error classes, each with its code and what it is derived from."""
    rows = []
    for name, kind in sorted(vars(errors).items()):
        if inspect.isclass(kind) and issubclass(kind, Exception | Warning) and kind.__name__ == name:
            home = kind.__module__
            bases = ", ".join(f"`{base.__name__}`" for base in kind.__bases__)
            code = f"`{kind.code}`" if hasattr(kind, "code") else ""
            rows.append(f"| {{py:obj}}`{name} <{home}.{name}>` | {code} | {bases} |")
    return "\n".join(["| class | code | derived from |", "|---|---|---|", *rows])


def known_codes() -> dict[str, str]:
    """Return every code of an error or a problem with what it means; those of the rules of lint are apart."""
    classes = {
        kind.code: inspect.getdoc(kind).partition("\n\n")[0]
        for kind in vars(errors).values()
        if inspect.isclass(kind) and issubclass(kind, errors.EthicsAuditError)
    }
    return {**classes, **getattr(causes, "CODES", {})}


def error_codes() -> str:
    """Return a table of every code."""
    rows = [f"| `{code}` | {_markdown(told)} |" for code, told in sorted(known_codes().items())]
    return "\n".join(["| code | meaning |", "|---|---|", *rows])


def lint_rules() -> str:
    """Return every rule of lint with what it asks, those without which a file cannot be used first."""
    parts = []
    for severity, head in (
        ("error", "## Without these a file cannot be used"),
        ("warning", "## Rules of writing"),
    ):
        found = (rule for rule in rules().values() if rule.severity == severity)
        parts += [head, *(f"`{rule.id}`\n: {_paragraphs(rule.text)}" for rule in found)]
    return "\n\n".join(parts)


def _paragraphs(text: str) -> str:
    return "\n\n  ".join(_markdown(part).replace("\\|", "|") for part in text.split("\n\n"))


def exit_statuses() -> str:
    """Return a table of the exit statuses of the command line."""
    rows = [f"| {int(status)} | {STATUSES[status]} |" for status in Status]
    return "\n".join(["| exit status | meaning |", "|---|---|", *rows])


def declared_extras() -> dict[str, list[str]]:
    """Return each extra of the package with its requirements."""
    project: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    return {name: list(project["optional-dependencies"][name]) for name in sorted(project["optional-dependencies"])}


def extras() -> str:
    """Return a table of the extras: what each brings, and what it installs."""
    rows = [
        f"| `{name}` | {EXTRAS[name]} | {', '.join(f'`{one}`'.replace(',', ', ') for one in needs)} |"
        for name, needs in declared_extras().items()
    ]
    return "\n".join(["| extra | brings | installs |", "|---|---|---|", *rows])


def exported(target: str, id: str) -> str:
    """Return what a format writes in Markdown about a definition, without its title."""
    return targets.target(target).export(catalog.load_audit(id)).decode().partition("\n\n")[2]
