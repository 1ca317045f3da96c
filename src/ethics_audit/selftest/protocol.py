"""The protocol of a selftest: what was required, what was found, on which computer and with which files."""

from __future__ import annotations

import platform
from collections.abc import Iterator
from datetime import UTC, datetime
from importlib.metadata import distributions
from typing import Literal

from attrs import frozen

from ethics_audit.base.errors import MissingExtraError
from ethics_audit.base.language import gettext
from ethics_audit.base.version import __version__
from ethics_audit.selftest.checks import CHECKS, NotRunError, installed
from ethics_audit.selftest.requirements import Requirement, Requirements, UnsignedError

Outcome = Literal["passed", "failed", "not run"]


@frozen
class Shown:
    """What came of a requirement.

    Attributes:
        requirement: What was required.
        outcome: ``passed``, ``failed`` or ``not run``.
        told: What was found in place of what is expected, or why it was not run; empty if it passed.
    """

    requirement: Requirement
    outcome: Outcome
    told: str = ""


def replayed(listed: Requirements) -> Iterator[Shown]:
    """Check each requirement of the list, one after the other.

    Raises:
        UnsignedError: If the list is for another version, or names a check that this one does not have.
    """
    if listed.version != __version__:
        told = gettext("the list is for version {theirs}, and this is {ours}", theirs=listed.version, ours=__version__)
        raise UnsignedError(told)
    for one in listed.entries:
        if one.check not in CHECKS:
            raise UnsignedError(gettext("{id} names a check that is not known: {check}", id=one.id, check=one.check))
    return (_shown(one, listed) for one in listed.entries)


def _shown(one: Requirement, listed: Requirements) -> Shown:
    try:
        found = CHECKS[one.check](one.about, listed.vectors)
    except NotRunError as reason:
        return Shown(one, "not run", str(reason))
    except MissingExtraError as missing:
        return Shown(one, "not run", gettext("install {package}", package=f"ethics-audit[{missing.extra}]"))
    except ModuleNotFoundError as missing:
        return Shown(one, "not run", gettext("install {package}", package=missing.name))
    except Exception as failure:  # noqa: BLE001 - whatever goes wrong in a check, the requirement is not shown
        return Shown(one, "failed", f"{type(failure).__name__}: {failure}")
    if found == one.expected:
        return Shown(one, "passed")
    return Shown(one, "failed", gettext("expected {expected}, found {found}", expected=one.expected, found=found))


def document(listed: Requirements, outcomes: list[Shown]) -> dict[str, object]:
    """Return the protocol as JSON holds it."""
    return {
        "format": "ethics-audit/selftest",
        "format_version": 1,
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "passed": not any(one.outcome == "failed" for one in outcomes),
        "version": __version__,
        "python": platform.python_version(),
        "platform": platform.platform(),
        "list": {"sha256": listed.digest, "key": listed.fingerprint},
        "requirements": [
            {"id": one.requirement.id, "text": one.requirement.text, "outcome": one.outcome, "told": one.told}
            for one in outcomes
        ],
        "packages": {str(one.name): one.version for one in sorted(distributions(), key=lambda one: str(one.name))},
        "files": {name: digest for name, (digest, _) in installed().items()},
    }
