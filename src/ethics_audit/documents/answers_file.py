"""The file that keeps answers: written atomically, and never over a change by another program."""

from __future__ import annotations

import os
from pathlib import Path

from attrs import evolve

from ethics_audit.base.causes import unexpected, unopened, unwritable
from ethics_audit.base.errors import AnswerError, Problem, StoreError
from ethics_audit.base.files import OWNER_ONLY, holds, make_folder, part_of, refuse_stand_in, replace_whole
from ethics_audit.base.language import gettext
from ethics_audit.base.layout import wrapped
from ethics_audit.documents import catalog, codec
from ethics_audit.documents.paths import is_path, syntax_of
from ethics_audit.documents.shelves import numbers
from ethics_audit.model.answer_sheet import AnswerSheet
from ethics_audit.model.answers import Answers, misfits
from ethics_audit.model.definitions import Audit


class AnswersFile:
    """An answers file while a person answers an audit.

    Attributes:
        path: The path of the file.
        sheet: The answers that were last read or saved.
    """

    def __init__(self, path: Path, sheet: AnswerSheet, content: bytes | None) -> None:
        self.path = path
        self.sheet: AnswerSheet = sheet
        self._content = self._tried = content

    def copy_of_version(self) -> Path:
        """Keep the answers to this version in a new file beside this one, and return its path.

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
        """Open the file at `path`, or a new one for this audit, which is written with the first answer.

        Args:
            path: The path of the file.
            audit: The id of the audit, or the path of its file.
            version: The version of the audit; None for any.

        Raises:
            AnswerError: If the file cannot be read, is invalid, or has answers to another audit or version.
            StoreError: If something other than a file is there, or it cannot be written.
        """
        path = Path(os.path.realpath(path))
        if path.is_symlink():
            raise StoreError(f"{path} is a link to itself", code="not-a-file")
        refuse_stand_in(path)
        try:
            part_of(path).unlink(missing_ok=True)
        except OSError as failure:
            raise unwritable(path, failure) from None
        named = _relative(audit, path.parent) if is_path(audit) else audit
        if not path.exists():
            return cls(path, AnswerSheet(named, Answers(), version), None)
        sheet, content = _read(path)
        given = os.path.normpath(sheet.audit) if is_path(sheet.audit) else sheet.audit
        if (named, version or sheet.version) != (given, sheet.version):
            raise _other_answers(path, named, version, sheet, "name another file with --file")
        return cls(path, sheet, content)

    def reread(self) -> AnswerSheet:
        """Return the sheet as it is on disk now, with any changes by other programs; an empty one if it is gone.

        Raises:
            AnswerError: If the file is invalid, or has answers to something else now.
            StoreError: If it cannot be read.
        """
        sheet, content = AnswerSheet(self.sheet.audit, Answers(), self.sheet.version), None
        refuse_stand_in(self.path)
        try:
            if self.path.exists():
                sheet, content = _read(self.path)
        except OSError as failure:
            raise unopened(self.path, failure) from None
        if sheet.audit != self.sheet.audit or sheet.version != (self.sheet.version or sheet.version):
            raise _other_answers(self.path, self.sheet.audit, self.sheet.version, sheet, "stop, and start again")
        self.sheet, self._content, self._tried = sheet, content, content
        return sheet

    def try_place(self) -> None:
        """Write an empty file where the answers will be, and remove it, to know before anything is asked.

        Raises:
            StoreError: If nothing can be written there.
        """
        part = part_of(self.path)
        try:
            make_folder(self.path.parent)
            part.touch(OWNER_ONLY)
            part.unlink()
        except OSError as failure:
            then = "--file names another place, and --ephemeral keeps nothing"
            raise unwritable(self.path, failure, then) from None

    def save(self, sheet: AnswerSheet) -> None:
        """Write the sheet atomically; a folder that is not there yet is created for its owner alone.

        Raises:
            StoreError: If it cannot be written, or another program has changed the file; the file is unchanged.
        """
        syntax = syntax_of(self.path)
        written = codec.to_json(sheet) if syntax == "json" else codec.to_toml(sheet)
        if codec.read(written, syntax, AnswerSheet) != sheet:
            raise StoreError(f"{self.path} would not be read back as it was meant; nothing was written")
        content = written.encode()
        try:
            on_disk = self.path.read_bytes() if self.path.exists() else None
        except OSError as failure:
            raise unopened(self.path, failure) from None
        try:
            make_folder(self.path.parent)
        except OSError as failure:
            raise unwritable(self.path, failure) from None
        if on_disk not in {self._content, self._tried}:
            message = f"{self.path} was changed by another program; nothing was written over it"
            raise StoreError(message, code="replaced")
        self._tried = content  # a failure may be reported although it was written
        replace_whole(self.path, content)
        self.sheet, self._content = sheet, content


class Unsaved:
    """Answers in memory only, which are gone when the program ends.

    Attributes:
        path: None, as there is no file.
        sheet: The answers that were last saved.
    """

    path: None = None

    def __init__(self, sheet: AnswerSheet) -> None:
        self.sheet: AnswerSheet = sheet

    def reread(self) -> AnswerSheet:
        """Return the sheet; no other program can have changed it."""
        return self.sheet

    def save(self, sheet: AnswerSheet) -> None:
        """Keep the sheet until the program ends."""
        self.sheet = sheet


def kept_in(path: Path, *, history: bool) -> str:
    """Return a sentence on where answers are kept, with or without a history that keeps them in the end."""
    if history:
        return gettext("Your answers are kept in {file}. When you finish, your history keeps them too.", file=path)
    return gettext("Your answers are kept in {file} and nowhere else.", file=path)


def bring_over(definition: Audit, file: AnswersFile) -> str:
    """Carry answers to an older version of the audit over to this one, and keep a copy of them beside the file.

    Returns:
        What was done, in sentences; empty if the answers are to this version.

    Raises:
        AnswerError: If the answers do not fit their own version.
        StoreError: If they cannot be written.
        UnknownIdError: If their version is newer than this one, and unknown.
    """
    sheet = file.sheet
    if sheet.version in (None, definition.version):
        if problems := list(misfits(definition, sheet.answers)):
            raise AnswerError(problems, str(file.path))
        return ""
    if not is_path(sheet.audit) and numbers(sheet.version) > numbers(definition.version):
        catalog.load_audit(sheet.audit, sheet.version)
    fitting = sheet.answers.fitting(definition)
    answers, lost = fitting.answers, fitting.items
    copy = file.copy_of_version()
    file.save(evolve(sheet, answers=answers, version=definition.version))
    values = {"version": definition.version, "count": len(answers.given), "lost": len(lost)}
    if lost:
        done = gettext(
            "The audit has a new version, {version}. Answers taken over: {count}; "
            "answers that do not fit any more: {lost}.",
            **values,
        )
    else:
        done = gettext("The audit has a new version, {version}. Answers taken over: {count}.", **values)
    kept = gettext("What you answered under {version} stays in\n{file}.", version=sheet.version, file=copy.name)
    return f"{wrapped(done)}\n{kept}"


def _other_answers(path: Path, audit: str, version: str | None, sheet: AnswerSheet, hint: str) -> AnswerError:
    """Return the error of a file with answers to another audit or version."""
    needed, found = (" ".join(filter(None, names)) for names in ((audit, version), (sheet.audit, sheet.version)))
    return AnswerError([Problem("", f"expected answers to {needed}, got {found}", hint, "other-definition")], str(path))


def _relative(audit: str, folder: Path) -> str:
    """Return the path of an audit's file relative to the folder of the answers."""
    try:
        return os.path.relpath(audit, folder)
    except ValueError:
        hint = "keep both on one drive, or name a file there with --file"
        raise AnswerError([unexpected("audit", "a file on the drive of the answers", audit, hint, "path")]) from None


def _read(path: Path) -> tuple[AnswerSheet, bytes]:
    """Return the sheet in a file, and the bytes that it was read from."""
    while True:
        content, sheet = path.read_bytes(), catalog.load_answers(path)
        if path.read_bytes() == content:
            return sheet, content
