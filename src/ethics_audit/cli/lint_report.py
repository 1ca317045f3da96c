"""What `lint` prints."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterable
from pathlib import Path

from attrs import asdict, frozen

from ethics_audit.base.errors import ChecklistError, Problem, UnknownIdError
from ethics_audit.documents import catalog
from ethics_audit.lint import lint_file, reading, rules

WIDTH = 79
EVERY = "all"


@frozen
class Report:
    """The problems of some files.

    Attributes:
        files: From the name of each file to its problems.
        notices: What could not be checked, for standard error.
        ignored: The rules that were left out.
    """

    files: dict[str, tuple[Problem, ...]]
    notices: tuple[str, ...]
    ignored: tuple[str, ...]

    @classmethod
    def of(cls, files: Iterable[Path], ignore: tuple[str, ...]) -> Report:
        """Lint files; the rules to ignore must be rules of writing.

        Raises:
            UnknownIdError: If there is no such rule of writing.
            ChecklistError: If a rule cannot be left out.
        """
        writing = [id for id, rule in rules().items() if rule.severity == "warning"]
        for id in ignore:
            if id in rules() and id not in writing:
                told = f"{id!r} cannot be left out: without it a file cannot be used"
                raise ChecklistError([Problem("--ignore", told)])
            if id not in writing:
                raise UnknownIdError("rule of writing", id, writing)
        found = {
            str(file): tuple(problem for problem in lint_file(file) if problem.rule not in ignore) for file in files
        }
        left_out = [f"ethics-audit: {trouble}" for trouble in catalog.troubles()]
        unread = [f"the reading grade is not measured: {reason}"] if (reason := reading.missing()) else []
        return cls(found, (*left_out, *unread), ignore)

    @property
    def broken(self) -> bool:
        """Whether any file has a problem."""
        return any(self.files.values())

    def text(self) -> str:
        """A line a problem, under its file."""
        lines = []
        for file, problems in self.files.items():
            none = "no problems" + (f" ({', '.join(self.ignored)} left out)" if self.ignored else "")
            lines.append(f"{file}:" if problems else f"{file}: {none}")
            lines += [f"  {problem} [{problem.rule}]" for problem in problems]
        if self.broken:
            lines.append("ethics-audit lint --explain RULE tells what a rule asks and why.")
        return "\n".join(lines)

    def json(self) -> str:
        """The same for programs."""
        told = [
            {
                "file": file,
                "problems": [{**problem._asdict(), "severity": rules()[problem.rule].severity} for problem in problems],
            }
            for file, problems in self.files.items()
        ]
        return json.dumps({"files": told, "not_checked": ["reading-grade"] if reading.missing() else []}, indent=2)


def explanation(id: str, *, as_json: bool) -> str:
    """What a rule asks and why; of ``all`` rules, one after the other.

    Raises:
        UnknownIdError: If there is no such rule.
    """
    if id == EVERY:
        told = [explanation(one, as_json=False) for one in rules()]
        return json.dumps([asdict(rule) for rule in rules().values()], indent=2) if as_json else "\n\n".join(told)
    if id not in rules():
        raise UnknownIdError("rule", id, rules())
    rule = rules()[id]
    if as_json:
        return json.dumps(asdict(rule), indent=2)
    what = "without it a file cannot be used" if rule.severity == "error" else "a rule of writing"
    return f"{rule.id} ({rule.severity}: {what})\n\n{textwrap.fill(rule.text, WIDTH)}"
