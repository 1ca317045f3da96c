"""The file that answers are kept in: written whole and at once, and never over somebody else's change."""

from __future__ import annotations

import os
from pathlib import Path

from attrs import evolve

from ethics_audit.base.errors import AnswerError, Problem, StoreError
from ethics_audit.base.files import holds, part_of, refuse_stand_in, replace_whole
from ethics_audit.base.language import gettext
from ethics_audit.base.layout import wrapped
from ethics_audit.documents import catalog, codec
from ethics_audit.documents.paths import syntax_of
from ethics_audit.model.answer_sheet import AnswerSheet
from ethics_audit.model.answers import Answers, carried, refuse_misfits
from ethics_audit.model.definitions import Audit


class AnswersFile:
    """An answers file while an audit is taken.

    Attributes:
        path: Where it is.
        sheet: What was last read or saved.
    """

    def __init__(self, path: Path, sheet: AnswerSheet, content: bytes | None) -> None:
        self.path = path
        self.sheet: AnswerSheet = sheet
        self._content = self._tried = content

    def copy_of_version(self) -> Path:
        """Put a copy of what is answered under this version beside the file, over no other one; gives its path.

        Raises:
            StoreError: If it cannot be written.
        """
        content, number, version = self._content or b"", 1, self.sheet.version
        copy = self.path.with_name(f"{self.path.stem}-version-{version}{self.path.suffix}")
        while os.path.lexists(copy) and not holds(copy, content):
            number += 1
            copy = self.path.with_name(f"{self.path.stem}-version-{version}-{number}{self.path.suffix}")
        replace_whole(copy, content)
        return copy

    @classmethod
    def opened(cls, path: Path, audit: str, version: str | None) -> AnswersFile:
        """The file at `path`, or a new one for this audit, which is written with the first answer.

        Raises:
            AnswerError: If the file cannot be read, is wrong, or holds answers to another audit or version.
        """
        path = Path(os.path.realpath(path))
        if path.is_symlink():
            raise StoreError(f"{path} is a link to itself")
        refuse_stand_in(path)
        try:
            part_of(path).unlink(missing_ok=True)
        except OSError as failure:
            raise StoreError(f"{path} cannot be written ({failure.strerror or failure})") from None
        named = _seen_from(path.parent, audit) if catalog.is_path(audit) else audit
        if not path.exists():
            return cls(path, AnswerSheet(named, Answers(), version), None)
        sheet, content = _read(path)
        given = os.path.normpath(sheet.audit) if catalog.is_path(sheet.audit) else sheet.audit
        if (named, version or sheet.version) != (given, sheet.version):
            told = f"holds answers to {sheet.audit} {sheet.version or ''}".rstrip()
            raise AnswerError([Problem("", told, "name another file with --file")], str(path))
        return cls(path, sheet, content)

    def reread(self) -> AnswerSheet:
        """The sheet as it is on the disk now, with what another program has changed; a new one if it is gone.

        Raises:
            AnswerError: If the file is wrong, or holds answers to something else now.
            StoreError: If it cannot be read.
        """
        sheet, content = AnswerSheet(self.sheet.audit, Answers(), self.sheet.version), None
        refuse_stand_in(self.path)
        try:
            if self.path.exists():
                sheet, content = _read(self.path)
        except OSError as failure:
            raise StoreError(f"{self.path} cannot be read any more ({failure.strerror or failure})") from None
        if sheet.audit != self.sheet.audit or sheet.version != (self.sheet.version or sheet.version):
            told = f"holds answers to {sheet.audit} {sheet.version or ''} now".replace("  ", " ")
            raise AnswerError([Problem("", told, "stop, and begin again")], str(self.path))
        self.sheet, self._content, self._tried = sheet, content, content
        return sheet

    def save(self, sheet: AnswerSheet) -> None:
        """Write the sheet so that the file is either the old one or the new one, whatever happens.

        Raises:
            StoreError: If it cannot be written, or another program has changed it since; the file is as it was.
        """
        as_json = syntax_of(self.path) == "json"
        written = codec.to_json(sheet) if as_json else codec.to_toml(sheet)
        if (codec.from_json if as_json else codec.from_toml)(written, AnswerSheet) != sheet:
            raise StoreError(f"{self.path} would not be read back as it was meant; nothing was written")
        content = written.encode()
        try:
            on_disk = self.path.read_bytes() if self.path.exists() else None
        except OSError as failure:
            raise StoreError(f"{self.path} cannot be read any more ({failure.strerror or failure})") from None
        if on_disk not in {self._content, self._tried}:
            raise StoreError(f"{self.path} was changed by another program; nothing was written over it")
        self._tried = content  # it can be written, and yet a failure be reported
        replace_whole(self.path, content)
        self.sheet, self._content = sheet, content


class Unsaved:
    """Answers that are kept in memory alone, and are gone when the program ends.

    Attributes:
        sheet: What was last answered.
    """

    path: None = None

    def __init__(self, sheet: AnswerSheet) -> None:
        self.sheet: AnswerSheet = sheet

    def reread(self) -> AnswerSheet:
        """Return what is kept; no other program can have changed it."""
        return self.sheet

    def save(self, sheet: AnswerSheet) -> None:
        """Keep the sheet until the program ends."""
        self.sheet = sheet


def kept_in(path: Path, *, history: bool) -> str:
    """Return where answers are kept while an audit is taken, and whether the history keeps them at its end."""
    if history:
        return gettext(
            "Your answers are kept in {file}. Once they are complete, your history keeps them too.", file=path
        )
    return gettext("Your answers are kept in {file} and nowhere else.", file=path)


def bring_over(definition: Audit, file: AnswersFile) -> str:
    """Bring answers to an older version of the audit over to this one; what does not fit stays in a copy beside it.

    Returns:
        What was done, in sentences; empty if the answers are to this version.

    Raises:
        AnswerError: If the answers do not fit their own version.
        StoreError: If they cannot be written.
        UnknownIdError: If they are to a version that is not known here.
    """
    sheet = file.sheet
    if sheet.version in (None, definition.version):
        refuse_misfits(definition, sheet.answers)
        return ""
    if not catalog.is_path(sheet.audit):
        catalog.load_audit(sheet.audit, sheet.version)
    answers, lost = carried(definition, sheet.answers)
    copy = file.copy_of_version()
    file.save(evolve(sheet, answers=answers, version=definition.version))
    told = (
        gettext(
            "The audit has a new version, {version}. Answers taken over: {count}; "
            "answers that do not fit any more: {lost}.",
            version=definition.version,
            count=len(answers.given),
            lost=len(lost),
        )
        if lost
        else gettext(
            "The audit has a new version, {version}. Answers taken over: {count}.",
            version=definition.version,
            count=len(answers.given),
        )
    )
    left = gettext("What you answered under {version} stays in\n{file}.", version=sheet.version, file=copy.name)
    return f"{wrapped(told)}\n{left}"


def _seen_from(folder: Path, audit: str) -> str:
    """The path of an audit's file as answers in a folder name it."""
    try:
        return os.path.relpath(audit, folder)
    except ValueError:
        told = f"{audit} lies on another drive than the answers"
        raise AnswerError(
            [Problem("audit", told, "keep both on one drive, or name a file there with --file")]
        ) from None


def _read(path: Path) -> tuple[AnswerSheet, bytes]:
    """The sheet in a file, and the bytes that it was read from."""
    while True:
        content, sheet = path.read_bytes(), catalog.load_answers(path)
        if path.read_bytes() == content:
            return sheet, content
