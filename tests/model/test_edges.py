"""What seldom happens to files, disks and libraries, told as it is."""

from pathlib import Path

import pytest

import ethics_audit as ea
from ethics_audit.base.errors import StoreError
from ethics_audit.base.files import refuse_others
from ethics_audit.documents.answers_file import AnswersFile
from ethics_audit.model.answer_sheet import Note


def test_answers_that_are_no_file(tmp_path: Path) -> None:
    """A link to itself and a folder are refused by their names."""
    (tmp_path / "loop").symlink_to("loop")
    for name, told in (("loop", "is a link to itself"), (".", "is a folder, not a file")):
        with pytest.raises(StoreError, match=told):
            AnswersFile.opened(tmp_path / name, "boundaries", None)


def test_a_file_that_cannot_be_looked_at(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is not written over."""
    path = tmp_path / "page.html"
    path.write_text("mine", "utf-8")

    def fails(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", fails)
    with pytest.raises(StoreError, match="cannot be looked at \\(Permission denied\\)"):
        refuse_others(path, b"ours")


def test_one_note_a_question() -> None:
    """Two are refused, as everywhere where an id stands twice."""
    twice = (Note("a.b", "one"), Note("a.b", "two"))
    with pytest.raises(ea.AnswerError, match=r"notes\.a\.b: stands twice"):
        ea.AnswerSheet("quarterly", ea.Answers(), notes=twice)
