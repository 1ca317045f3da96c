"""Where answers are kept, and what is unfinished there."""

import os
from datetime import date
from pathlib import Path

import pytest

import ethics_audit as ea
from ethics_audit.base.errors import StoreError
from ethics_audit.documents import codec
from ethics_audit.history import unfinished as module
from ethics_audit.history.unfinished import folder, unfinished, unreadable
from ethics_audit.model.answer_sheet import AnswerSheet, Decision

DAY = 86_400


def written(place: Path, name: str, sheet: AnswerSheet, *, days: int = 0) -> Path:
    """Write answers that were last changed some days after the first day of 2026."""
    place.mkdir(exist_ok=True)
    path = place / name
    path.write_text(codec.to_toml(sheet), "utf-8")
    noon = 1_767_268_800 + days * DAY
    os.utime(path, (noon, noon))
    return path


def answered(audit: str, count: int | None = None, decision: Decision | None = None) -> AnswerSheet:
    """Answers to the first questions of an audit, or to all."""
    items = list(ea.load_audit(audit).items.values())[:count]
    return AnswerSheet(audit, ea.Answers({item.id: item.options[0].id for item in items}), None, decision)


def test_answers_stand_beside_the_file_of_the_history(history_file: Path, tmp_path: Path) -> None:
    """The folder is beside the named history, or the default one if that is a database."""
    assert folder() == folder("postgresql://host/name") == history_file.parent / "answers"
    assert folder(str(tmp_path / "other.db")) == tmp_path / "answers"


def test_answers_stand_in_the_data_folder_of_the_user(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Without a history in a named file, answers stand in the user's own data folder."""
    monkeypatch.setattr(module, "own_file", lambda: str(tmp_path / "mine" / "history.db"))
    monkeypatch.setenv("ETHICS_AUDIT_HISTORY", "postgresql://host/name")
    assert folder() == tmp_path / "mine" / "answers"


def test_what_is_unfinished(tmp_path: Path) -> None:
    """An audit with an open question is unfinished; the one that was changed last comes first."""
    older = written(tmp_path, "brief-2026-q1.toml", answered("brief", 3))
    newer = written(tmp_path, "brief-2026-q2.toml", answered("brief", 2), days=100)
    written(tmp_path, "brief-2025-q4.toml", answered("brief"))
    (tmp_path / "notes.txt").write_text("mine")
    first, second = unfinished(tmp_path)
    assert (first.path, first.given, first.changed) == (newer, 2, date(2026, 4, 11))
    assert (second.path, second.given, second.changed) == (older, 3, date(2026, 1, 1))
    assert first.audit.id == "brief"
    assert unreadable(tmp_path) == []


def test_only_questions_that_apply_are_counted(tmp_path: Path) -> None:
    """Questions that do not concern the practice are not counted."""
    written(tmp_path, "quarterly-2026-q1.toml", AnswerSheet("quarterly", ea.Answers()))
    items = ea.load_audit("quarterly").items.values()
    assert [one.count for one in unfinished(tmp_path)] == [sum(not item.requires for item in items)]


def test_an_occasion_is_finished_with_its_decision(tmp_path: Path) -> None:
    """With all questions answered, an occasion is unfinished until its decision or its record is written."""
    sheet = answered("boundary_decision")
    path = written(tmp_path, "boundary_decision-2026-01-01.toml", sheet)
    assert [one.given == one.count for one in unfinished(tmp_path)] == [True]
    path.with_suffix(".md").touch()
    assert unfinished(tmp_path) == []
    path.with_suffix(".md").unlink()
    written(tmp_path, path.name, answered("boundary_decision", None, Decision(decision="I decline.")))
    assert unfinished(tmp_path) == []


def test_a_copy_of_an_earlier_version_is_not_unfinished(tmp_path: Path) -> None:
    """Answers to an earlier version are kept beside those that went on, and are not gone on with."""
    written(tmp_path, "brief-2026-q1-version-1.0.toml", answered("brief", 1))
    assert len(unfinished(tmp_path)) == 1
    written(tmp_path, "brief-2026-q1.toml", answered("brief"))
    assert unfinished(tmp_path) == []


def test_answers_to_an_earlier_version_count_as_far_as_they_fit(tmp_path: Path) -> None:
    """Answers are counted as they will be brought over to the newest version."""
    answers = answered("brief", 2).answers.changed({"boundaries.gone": "never"})
    written(tmp_path, "brief-2026-q1.toml", AnswerSheet("brief", answers, "0.1"))
    assert [one.given for one in unfinished(tmp_path)] == [2]


@pytest.mark.parametrize(("locale", "same"), [("es", False), ("xx", True), (None, True)])
def test_the_language_of_unfinished_audits(tmp_path: Path, locale: str | None, *, same: bool) -> None:
    """Audits are in the wanted language if they have it."""
    written(tmp_path, "brief-2026-q1.toml", answered("brief", 1))
    (found,) = unfinished(tmp_path, locale=locale)
    assert (found.audit.title == ea.load_audit("brief").title) is same


def test_a_file_that_cannot_be_read_is_not_hidden(tmp_path: Path) -> None:
    """A broken file is named with what is wrong with it."""
    broken = tmp_path / "brief-2026-q1.toml"
    broken.write_text("answers = ")
    unknown = written(tmp_path, "other-2026-q1.toml", AnswerSheet("other", ea.Answers()))
    assert unfinished(tmp_path) == []
    assert [one.path for one in unreadable(tmp_path)] == [broken, unknown]
    assert "'other'" in str(unreadable(tmp_path)[1].trouble)


def test_a_folder_that_is_not_there_or_none(history_file: Path, tmp_path: Path) -> None:
    """A folder that is not there yet holds nothing; a file in its place is refused."""
    assert unfinished() == unreadable() == []
    written(history_file.parent / "answers", "brief-2026-q1.toml", answered("brief", 1))
    assert len(unfinished()) == 1
    (tmp_path / "file").touch()
    with pytest.raises(StoreError) as caught:
        unfinished(tmp_path / "file")
    assert (str(caught.value), caught.value.code) == (
        f"{tmp_path / 'file'} cannot be opened (Not a directory)",
        "unreadable",
    )


def test_a_file_that_is_removed_in_this_moment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A file that another program removes meanwhile is left out."""
    monkeypatch.setattr(module, "_files", lambda place: [place / "gone.toml"])
    assert unfinished(tmp_path) == []


@pytest.mark.parametrize("name", ["a-version-1.0", "a-version-1.0-2", "a-version-1.0-12"])
def test_names_of_copies(tmp_path: Path, name: str) -> None:
    """A copy has the name of the answers that went on, the version, and a number if there are several."""
    for suffix in (".toml", ".json"):
        (tmp_path / f"a{suffix}").write_text("")
    written(tmp_path, f"{name}.toml", answered("brief", 1))
    other = written(tmp_path, "b-version-1.0-x.toml", answered("brief", 1))
    written(tmp_path, "b.toml", answered("brief"))
    (tmp_path / "c.toml").mkdir()
    assert [one.path for one in unfinished(tmp_path)] == [other]
