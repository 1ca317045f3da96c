"""Where answers are kept unless a file is named, and which audits there are not finished yet."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

from attrs import evolve, frozen

from ethics_audit.assessment.scoring import applies
from ethics_audit.base.causes import unopened
from ethics_audit.base.errors import EthicsAuditError, UnknownIdError
from ethics_audit.documents import catalog
from ethics_audit.history import locations
from ethics_audit.history.private_files import own_file
from ethics_audit.model.answer_sheet import AnswerSheet, Decision
from ethics_audit.model.definitions import OCCASION, Audit

_COPY = re.compile(r"(.+)-version-[^-]+(?:-\d+)?")
"""A copy of answers to an earlier version, which is kept beside the answers that went on."""


@frozen
class Unfinished:
    """Answers to an audit that still has open questions; to an occasion, also until the decision is written down.

    Attributes:
        path: The answers file.
        audit: The audit.
        given: The number of answered questions.
        count: The number of questions that apply.
        changed: The day on which the file was last written.
    """

    path: Path
    audit: Audit
    given: int
    count: int
    changed: date


@frozen
class Unreadable:
    """A file among the answers that cannot be read.

    Attributes:
        path: The file.
        trouble: What is wrong with it.
    """

    path: Path
    trouble: EthicsAuditError


def folder(history: str = "") -> Path:
    """Return the folder of all answers files: beside the file of the history, or else in the user's data folder.

    Args:
        history: The place of the history; the default place if empty.

    Raises:
        MissingExtraError: If the extra `history` is not installed.
    """
    places = (history, locations.default())
    file = next((place for place in places if place and not locations.is_url(place)), None) or own_file()
    return Path(file).expanduser().absolute().parent / "answers"


def unfinished(place: Path | None = None, *, locale: str | None = None) -> list[Unfinished]:
    """Return the audits that are not finished yet, the one that was last changed first.

    Args:
        place: The folder of the answers; by default that of `folder`.
        locale: The language of the audits, where they have it.

    Raises:
        StoreError: If the folder cannot be read.
    """
    found = [(at, one) for at, one in _looked_at(place, locale) if isinstance(one, Unfinished)]
    return [one for _, one in sorted(found, key=lambda pair: pair[0], reverse=True)]


def unreadable(place: Path | None = None) -> list[Unreadable]:
    """Return the files among the answers that cannot be read, so that nobody believes them gone.

    Args:
        place: The folder of the answers; by default that of `folder`.

    Raises:
        StoreError: If the folder cannot be read.
    """
    return [one for _, one in _looked_at(place, None) if isinstance(one, Unreadable)]


def _looked_at(place: Path | None, locale: str | None) -> Iterator[tuple[float, Unfinished | Unreadable]]:
    """Yield what is unfinished or cannot be read, with the time of its last change."""
    for path in _files(place or folder()):
        try:
            at = path.stat().st_mtime
            sheet = catalog.load_answers(path)
            audit = _audit(sheet, path, locale)
        except FileNotFoundError:  # removed in this moment
            continue
        except EthicsAuditError as trouble:
            yield 0.0, Unreadable(path, trouble)
            continue
        answers = sheet.answers.fitting(audit).answers
        asked = [item.id for item in audit.items.values() if applies(item, answers)]
        given = sum(id in answers.given for id in asked)
        if given < len(asked) or (audit.kind == OCCASION and not _is_decided(sheet.decision, path)):
            yield at, Unfinished(path, audit, given, len(asked), _day(at))


def _files(place: Path) -> list[Path]:
    try:
        files = sorted(path for path in place.iterdir() if path.suffix in {".toml", ".json"} and path.is_file())
    except FileNotFoundError:
        return []
    except OSError as failure:
        raise unopened(place, failure) from None
    stems = {path.stem for path in files}
    return [path for path in files if not ((copy := _COPY.fullmatch(path.stem)) and copy[1] in stems)]


def _day(at: float) -> date:
    return datetime.fromtimestamp(at, UTC).astimezone().date()


def _audit(sheet: AnswerSheet, path: Path, locale: str | None) -> Audit:
    """Return the newest version of the audit, which the answers are carried over to when they are opened."""
    newest = evolve(sheet, version=None)
    original = catalog.audit_beside(newest, path)
    try:
        return catalog.audit_beside(newest, path, locale=locale)
    except UnknownIdError:
        return original


def _is_decided(decision: Decision | None, path: Path) -> bool:
    """Return whether a decision was written down, as a record or at least with the answers."""
    return path.with_suffix(".md").exists() or bool(decision and (decision.decision or decision.review))
