"""The answers file while several programs use it, and when it is brought over to another version."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Callable
from pathlib import Path

import pytest
from attrs import evolve
from support.builders import audit, checklist, item

import ethics_audit as ea
from ethics_audit.base import files
from ethics_audit.base.errors import StoreError
from ethics_audit.documents import answers_file, catalog, codec
from ethics_audit.documents.answers_file import AnswersFile, Unsaved, bring_over, kept_in
from ethics_audit.history.quarters import next_plans
from ethics_audit.model.answer_sheet import Decision, Note

GIFTS = "boundaries.gifts"


def saved(path: Path, **answers: str) -> AnswersFile:
    """A file of the checklist of boundaries."""
    file = AnswersFile.opened(path, "boundaries", None)
    file.save(ea.AnswerSheet("boundaries", ea.Answers({f"boundaries.{id}": one for id, one in answers.items()}), "1.0"))
    return file


@pytest.mark.parametrize("name", ["a.json", "A.JSON", "a.Toml", "a.TOML", "a"])
def test_file_is_written_as_it_is_read(name: str, tmp_path: Path) -> None:
    """The suffix of the file decides between TOML and JSON, in any case."""
    file = saved(tmp_path / name, gifts="never")
    assert ea.load_answers(tmp_path / name) == file.sheet == file.reread()


def test_answers_on_another_drive_name_no_audit_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An audit on another drive than the answers is refused before anything is written."""

    def across(*_: object) -> str:
        raise ValueError("path is on mount 'D:', start on mount 'C:'")

    monkeypatch.setattr("os.path.relpath", across)
    with pytest.raises(ea.AnswerError) as caught:
        AnswersFile.opened(tmp_path / "mine.toml", "D:/desk.toml", None)
    assert str(caught.value) == (
        "audit: expected a file on the drive of the answers, got 'D:/desk.toml' "
        "(keep both on one drive, or name a file there with --file)"
    )
    assert caught.value.problems[0].code == "path"


def test_an_audit_file_has_one_name(tmp_path: Path) -> None:
    """Answers that name an audit's file by a way around are answers to that file."""
    (tmp_path / "mine.toml").write_text('audit = "sub/../desk.toml"\n[answers]\n', "utf-8")
    assert AnswersFile.opened(tmp_path / "mine.toml", str(tmp_path / "desk.toml"), None).sheet.answers.given == {}


def test_it_is_read_again(tmp_path: Path) -> None:
    """Rereading takes over changes of another program; a deleted file starts anew."""
    path = tmp_path / "mine.toml"
    file, other = saved(path, gifts="once"), AnswersFile.opened(path, "boundaries", None)
    other.save(ea.AnswerSheet("boundaries", ea.Answers({GIFTS: "often"}), "1.0"))
    assert dict(file.reread().answers.given) == {GIFTS: "often"}
    file.save(ea.AnswerSheet("boundaries", ea.Answers({GIFTS: "never"}), "1.0"))
    path.unlink()
    assert file.reread() == ea.AnswerSheet("boundaries", ea.Answers(), "1.0")
    file.save(ea.AnswerSheet("boundaries", ea.Answers({GIFTS: "once"}), "1.0"))
    assert dict(ea.load_answers(path).answers.given) == {GIFTS: "once"}


@pytest.mark.parametrize(("audit_name", "version"), [("consent", "1.0"), ("boundaries", "0.9"), ("boundaries", "")])
def test_it_holds_something_else_now(audit_name: str, version: str, tmp_path: Path) -> None:
    """Answers to another audit or version are refused."""
    path = tmp_path / "mine.toml"
    file = saved(path, gifts="once")
    line = f'version = "{version}"\n' if version else ""
    path.write_text(f'audit = "{audit_name}"\n{line}[answers]\n', "utf-8")
    with pytest.raises(ea.AnswerError, match=f"got {audit_name} ?{version} .stop, and start again"):
        file.reread()
    assert dict(file.sheet.answers.given) == {GIFTS: "once"}


def test_it_changes_while_it_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that changes while it is read is read again."""
    path = tmp_path / "mine.toml"
    file = saved(path, gifts="once")
    load, newer = catalog.load_answers, path.read_text("utf-8").replace("once", "often")

    def late(name: Path) -> ea.AnswerSheet:
        sheet = load(name)
        path.write_text(newer, "utf-8")
        return sheet

    monkeypatch.setattr(catalog, "load_answers", late)
    assert dict(file.reread().answers.given) == {GIFTS: "often"}
    file.save(ea.AnswerSheet("boundaries", ea.Answers({GIFTS: "never"}), "1.0"))


@pytest.mark.parametrize("step", ["reread", "save", "open"])
def test_it_cannot_be_read(step: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An unreadable file is named in the error, and nothing is written."""
    path = tmp_path / "mine.toml"
    file = saved(path, gifts="once")

    def refused(*_: object, **__: object) -> bytes:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "unlink" if step == "open" else "read_bytes", refused)
    with pytest.raises(StoreError, match=r"mine.toml cannot be (opened|written) .Permission denied."):
        {
            "reread": file.reread,
            "save": lambda: file.save(file.sheet),
            "open": lambda: AnswersFile.opened(path, "boundaries", None),
        }[step]()
    monkeypatch.undo()
    assert ea.load_answers(path) == file.sheet


def test_answers_to_an_older_version_are_brought_over(tmp_path: Path) -> None:
    """Answers that fit the new version are taken over, though the old one is gone; all old ones stay in a copy."""
    path = tmp_path / "mine.toml"
    definition = ea.Audit("example", "2.0", "Example", audit(checklist("a", item("a.one"), item("a.two"))).parts)
    for lost, copy in ((False, "mine-version-1.0.toml"), (True, "mine-version-1.0-2.toml")):
        answers = ea.Answers({"a.one": "r0", **({"a.gone": "r50"} if lost else {})})
        path.unlink(missing_ok=True)
        file = AnswersFile.opened(path, "example", None)
        file.save(ea.AnswerSheet("example", answers, "1.0", Decision("A gift."), [Note("a.gone", "Why?")]))
        told = bring_over(definition, file)
        gone = "; answers that do not\nfit any more: 1" if lost else ""
        assert told == (
            f"The audit has a new version, 2.0. Answers taken over: 1{gone}.\n"
            f"What you answered under 1.0 stays in\n{copy}."
        )
        assert ea.load_answers(path) == evolve(file.sheet, answers=ea.Answers({"a.one": "r0"}), version="2.0")
        assert (file.sheet.decision, file.sheet.notes) == (Decision("A gift."), (Note("a.gone", "Why?"),))
        assert ea.load_answers(tmp_path / copy).answers == answers
        assert bring_over(definition, file) == ""


def test_answers_that_are_gone_are_brought_over(tmp_path: Path) -> None:
    """Where the file was deleted in the meantime, the copy of its version is as empty as it is."""
    file = saved(tmp_path / "mine.toml", gifts="once")
    file.path.unlink()
    assert file.reread().answers == ea.Answers()
    assert file.copy_of_version().read_bytes() == b""


def test_answers_to_a_version_that_is_not_there_yet(tmp_path: Path) -> None:
    """Answers to a newer version than any are refused, and the file is as it was."""
    path = tmp_path / "mine.toml"
    AnswersFile.opened(path, "boundaries", None).save(ea.AnswerSheet("boundaries", ea.Answers(), "99.0"))
    content = path.read_bytes()
    with pytest.raises(ea.UnknownIdError, match="no version of the checklist 'boundaries' '99.0'"):
        bring_over(ea.load_audit("boundaries"), AnswersFile.opened(path, "boundaries", None))
    assert [file.read_bytes() for file in tmp_path.iterdir()] == [content]


def test_an_audit_in_a_file_has_one_version(tmp_path: Path) -> None:
    """Answers to an earlier version of an audit file are taken over although that version is gone."""
    definition = ea.Audit("example", "2.0", "Example", audit(checklist("a", item("a.one"))).parts)
    file = AnswersFile.opened(tmp_path / "mine.toml", "desk.toml", None)
    file.save(ea.AnswerSheet(file.sheet.audit, ea.Answers({"a.one": "r0"}), "1.0"))
    assert "taken over: 1" in bring_over(definition, file)


def test_answers_must_fit_their_own_version(tmp_path: Path) -> None:
    """Answers that do not fit their own version are refused."""
    file = AnswersFile.opened(tmp_path / "mine.toml", "example", None)
    file.save(ea.AnswerSheet("example", ea.Answers({"a.gone": "r0"}), "1.0"))
    with pytest.raises(ea.AnswerError, match=r"a\.gone"):
        bring_over(audit(checklist("a", item("a.one"))), file)


def test_a_system_without_folders_to_flush(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where a folder cannot be synced, only the file is."""
    monkeypatch.delattr(os, "O_DIRECTORY", raising=False)
    files.replace_whole(tmp_path / "mine.toml", b"x")
    assert (tmp_path / "mine.toml").read_bytes() == b"x"


@pytest.mark.parametrize("number", sorted(files.CANNOT_SYNC))
def test_a_folder_that_cannot_be_synced(number: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder that cannot be synced does not stop a file from being saved."""
    _folders_fail(monkeypatch, number)
    file = AnswersFile.opened(tmp_path / "mine.toml", "example", None)
    for answer in ("r0", "r50"):
        sheet = ea.AnswerSheet("example", ea.Answers({"a.one": answer}), "1.0")
        file.save(sheet)
        assert ea.load_answers(tmp_path / "mine.toml") == sheet
    folder = os.open(tmp_path, os.O_DIRECTORY)
    monkeypatch.setattr(os, "open", lambda *_: (_ for _ in ()).throw(OSError(number, "Not here")))
    files.keep_names(tmp_path)
    monkeypatch.undo()
    os.close(folder)


def test_a_disk_that_fails_after_a_file_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A disk failure after writing is reported as such, and the next save still works."""
    file = AnswersFile.opened(tmp_path / "mine.toml", "example", None)
    first, second = (ea.AnswerSheet("example", ea.Answers({"a.one": one}), "1.0") for one in ("r0", "r50"))
    with monkeypatch.context() as broken:
        _folders_fail(broken, errno.EIO)
        with pytest.raises(StoreError) as caught:
            file.save(first)
    told = f"{tmp_path / 'mine.toml'} is written, but the disk reports a failure (No): keep a copy elsewhere"
    assert (str(caught.value), ea.load_answers(tmp_path / "mine.toml")) == (told, first)
    file.save(second)
    assert ea.load_answers(tmp_path / "mine.toml") == second
    monkeypatch.setattr(os, "open", lambda *_: (_ for _ in ()).throw(OSError(errno.EIO, "No")))
    with pytest.raises(OSError, match="No"):
        files.keep_names(tmp_path)


def _folders_fail(monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    fsync = os.fsync

    def sync(opened: int) -> None:
        if stat.S_ISDIR(os.fstat(opened).st_mode):
            raise OSError(number, "No")
        fsync(opened)

    monkeypatch.setattr(os, "fsync", sync)


@pytest.mark.parametrize(
    ("make", "told"),
    [
        (lambda path: path.touch(), r"is empty \(0 bytes\)"),
        (os.mkfifo, "is a pipe, not a file"),
        (lambda path: path.with_name(".mine.toml.icloud").touch(), "is in iCloud and not on this computer"),
    ],
)
def test_what_stands_in_the_place_of_answers(make: Callable[[Path], object], told: str, tmp_path: Path) -> None:
    """A placeholder in place of the file is named and never replaced."""
    path = tmp_path / "mine.toml"
    file = AnswersFile.opened(path, "example", None)
    make(path)
    with pytest.raises(StoreError, match=told):
        AnswersFile.opened(path, "example", None)
    with pytest.raises(StoreError, match=told):
        file.reread()


def test_answers_that_are_not_saved() -> None:
    """Unsaved answers stay in memory and have no path."""
    unsaved = Unsaved(ea.AnswerSheet("boundaries", ea.Answers()))
    sheet = ea.AnswerSheet("boundaries", ea.Answers({GIFTS: "once"}))
    unsaved.save(sheet)
    assert (unsaved.path, unsaved.sheet) == (None, sheet)


def test_nothing_better_than_the_best_band() -> None:
    """A plan leads to the next better band, if there is one."""
    definition = audit(checklist("a", item("a.one")))
    assert next_plans(ea.assess(definition, {"a.one": "r0"})) == ()
    (plan,) = next_plans(ea.assess(definition, {"a.one": "r100"}))
    assert plan.to == "high"


def test_answers_that_are_no_file(tmp_path: Path) -> None:
    """A link to itself and a folder are refused and named."""
    (tmp_path / "loop").symlink_to("loop")
    for name, told in (("loop", "is a link to itself"), (".", "is a folder, not a file")):
        with pytest.raises(StoreError, match=told) as caught:
            AnswersFile.opened(tmp_path / name, "boundaries", None)
        assert caught.value.code == "not-a-file"


def test_it_is_not_taken_for_other_answers(tmp_path: Path) -> None:
    """Answers to another audit are refused when the file is opened."""
    saved(tmp_path / "mine.toml", gifts="once")
    with pytest.raises(ea.AnswerError) as caught:
        AnswersFile.opened(tmp_path / "mine.toml", "consent", None)
    assert caught.value.problems == (
        ea.Problem(
            "",
            "expected answers to consent, got boundaries 1.0",
            "name another file with --file",
            "other-definition",
        ),
    )


def test_another_program_is_not_overwritten(tmp_path: Path) -> None:
    """A file that another program has changed is kept."""
    path = tmp_path / "mine.toml"
    file = saved(path, gifts="once")
    path.write_text('audit = "boundaries"\n[answers]\n', "utf-8")
    with pytest.raises(StoreError, match="was changed by another program") as caught:
        file.save(ea.AnswerSheet("boundaries", ea.Answers({GIFTS: "never"}), "1.0"))
    assert caught.value.code == "replaced"


def test_only_what_can_be_read_back_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A sheet that would be read back as another is not written."""
    file = saved(tmp_path / "mine.toml", gifts="once")
    other = ea.AnswerSheet("consent", ea.Answers())
    monkeypatch.setattr("ethics_audit.documents.codec.read", lambda *_: other)
    with pytest.raises(StoreError, match="would not be read back as it was meant"):
        file.save(ea.AnswerSheet("boundaries", ea.Answers({GIFTS: "never"}), "1.0"))


def test_unsaved_answers_say_where_they_are(tmp_path: Path) -> None:
    """Unsaved answers are reread as they are; a sentence says where others are kept."""
    sheet = ea.AnswerSheet("boundaries", ea.Answers())
    assert Unsaved(sheet).reread() is sheet
    path = tmp_path / "mine.toml"
    assert kept_in(path, history=False) == f"Your answers are kept in {path} and nowhere else."
    assert "your history keeps them too" in kept_in(path, history=True)


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    """A folder that is not there is made for its owner alone; where none can be made, the answers' file is named."""
    path = tmp_path / "new" / "mine.toml"
    assert saved(path, gifts="once").reread().answers.given
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    file = AnswersFile.opened(tmp_path / "gone" / "mine.toml", "boundaries", None)
    file.path.parent.symlink_to(tmp_path / "nowhere")
    with pytest.raises(StoreError) as caught:
        file.save(ea.AnswerSheet("boundaries", ea.Answers()))
    assert str(caught.value) == f"{file.path} cannot be written (File exists)"


def test_file_is_written_whole_and_for_its_owner_only(tmp_path: Path) -> None:
    """No other file is left in the folder, and nobody else can read it."""
    path = tmp_path / "mine.toml"
    file = AnswersFile.opened(path, "boundaries", None)
    assert not path.exists()
    sheet = ea.AnswerSheet("boundaries", ea.Answers({"boundaries.gifts": "once"}), "1.0")
    file.save(sheet)
    assert ea.load_answers(path) == file.sheet == sheet
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(tmp_path.iterdir()) == [path]
    assert AnswersFile.opened(path, "boundaries", None).sheet == sheet
    json_file = AnswersFile.opened(tmp_path / "mine.json", "boundaries", None)
    json_file.save(sheet)
    assert ea.load_answers(json_file.path) == sheet


def test_file_of_something_else_is_left_alone(tmp_path: Path) -> None:
    """Answers to another audit or version, and a broken file, are refused before a question is asked."""
    path = tmp_path / "mine.toml"
    AnswersFile.opened(path, "boundaries", None).save(ea.AnswerSheet("boundaries", ea.Answers(), "1.0"))
    for audit_name, version in (("consent", None), ("boundaries", "2.0")):
        with pytest.raises(ea.AnswerError, match=r"got boundaries 1.0 .name another file with --file"):
            AnswersFile.opened(path, audit_name, version)
    path.write_text("audit = ", "utf-8")
    with pytest.raises(ea.AnswerError, match="this is not TOML"):
        AnswersFile.opened(path, "boundaries", None)
    assert path.read_text("utf-8") == "audit = "


def test_change_by_another_program_is_not_written_over(tmp_path: Path) -> None:
    """Two at once: the second to save is told, and the first's answers stay."""
    path = tmp_path / "mine.toml"
    first, second = (AnswersFile.opened(path, "boundaries", None) for _ in range(2))
    first.save(ea.AnswerSheet("boundaries", ea.Answers({"boundaries.gifts": "once"}), "1.0"))
    with pytest.raises(answers_file.StoreError, match="changed by another program"):
        second.save(ea.AnswerSheet("boundaries", ea.Answers({"boundaries.gifts": "often"}), "1.0"))
    assert ea.load_answers(path).answers.given["boundaries.gifts"] == "once"


@pytest.mark.parametrize("step", ["fsync", "replace"])
def test_full_disk_leaves_the_old_file(step: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An error while writing leaves what was saved, and no other file."""
    path = tmp_path / "mine.toml"
    file = AnswersFile.opened(path, "boundaries", None)
    old = ea.AnswerSheet("boundaries", ea.Answers({"boundaries.gifts": "once"}), "1.0")
    file.save(old)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(*((os, "fsync") if step == "fsync" else (Path, "replace")), full)
    with pytest.raises(answers_file.StoreError, match="cannot be written .No space left on device.; what was saved"):
        file.save(ea.AnswerSheet("boundaries", ea.Answers({"boundaries.gifts": "often"}), "1.0"))
    assert ea.load_answers(path) == old == file.sheet
    assert list(tmp_path.iterdir()) == [path]


def test_what_would_not_be_read_back_is_not_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A writer that loses something is noticed before the old file is replaced."""
    path = tmp_path / "mine.toml"
    file = AnswersFile.opened(path, "boundaries", None)
    old = ea.AnswerSheet("boundaries", ea.Answers({"boundaries.gifts": "once"}), "1.0")
    file.save(old)
    monkeypatch.setattr(codec, "to_toml", lambda _: 'audit = "boundaries"\nversion = "1.0"\n')
    with pytest.raises(answers_file.StoreError, match="would not be read back"):
        file.save(ea.AnswerSheet("boundaries", ea.Answers({"boundaries.gifts": "often"}), "1.0"))
    assert ea.load_answers(path) == old == file.sheet


def test_another_audit_by_path_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that answers one audit is not continued with another, by path either; the same path by another way is."""
    monkeypatch.chdir(tmp_path)
    file = AnswersFile.opened(Path("mine.toml"), "a/desk.toml", None)
    file.save(ea.AnswerSheet(file.sheet.audit, ea.Answers({"desk.i": "x"}), "1.0"))
    for other in ("b/desk.toml", "boundaries"):
        with pytest.raises(ea.AnswerError, match=r"got a/desk.toml 1.0"):
            AnswersFile.opened(Path("mine.toml"), other, None)
    assert AnswersFile.opened(Path("mine.toml"), "./a/../a/desk.toml", None).sheet == file.sheet


def test_what_a_killed_program_left_is_removed(tmp_path: Path) -> None:
    """At most one unfinished file can be left, and the next start removes it."""
    path = tmp_path / "mine.toml"
    (tmp_path / ".mine.toml.part").write_text("half", "utf-8")
    AnswersFile.opened(path, "boundaries", None)
    assert list(tmp_path.iterdir()) == []


def test_link_stays_a_link(tmp_path: Path) -> None:
    """The file that a link leads to is written."""
    path, link = tmp_path / "real.toml", tmp_path / "link.toml"
    sheet = ea.AnswerSheet("boundaries", ea.Answers({"boundaries.gifts": "once"}), "1.0")
    AnswersFile.opened(path, "boundaries", None).save(ea.AnswerSheet("boundaries", ea.Answers(), "1.0"))
    link.symlink_to(path)
    AnswersFile.opened(link, "boundaries", None).save(sheet)
    assert link.is_symlink()
    assert ea.load_answers(path) == sheet


def test_audit_by_path_is_kept_as_seen_from_the_answers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The answers file names the audit's file from its own folder."""
    (tmp_path / "answers").mkdir()
    monkeypatch.chdir(tmp_path)
    file = AnswersFile.opened(Path("answers/mine.toml"), "audits/mine.toml", None)
    assert file.sheet.audit == str(Path("..", "audits", "mine.toml"))


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    """Answers whose folder cannot be made are refused with the place, and nothing is written."""
    file = AnswersFile.opened(tmp_path / "taken" / "brief.toml", "brief", None)
    (tmp_path / "taken").write_text("mine", "utf-8")
    with pytest.raises(StoreError, match="taken"):
        file.save(file.sheet)
    assert (tmp_path / "taken").read_text("utf-8") == "mine"
