"""Files that are written whole."""

import os
from pathlib import Path

import pytest

from ethics_audit.base import files
from ethics_audit.base.errors import StoreError
from ethics_audit.base.files import holds, refuse_others, refuse_stand_in, replace_whole


def test_a_file_that_cannot_be_looked_at(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that cannot be read is not overwritten."""
    path = tmp_path / "page.html"
    path.write_text("mine", "utf-8")

    def fails(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", fails)
    with pytest.raises(StoreError, match="cannot be opened \\(Permission denied\\)"):
        refuse_others(path, b"ours")


def test_only_files_of_this_program_are_overwritten(tmp_path: Path) -> None:
    """A file is overwritten if its beginning has the program's mark, and any other is kept."""
    path = tmp_path / "page.html"
    refuse_others(path, b"ours")
    path.write_bytes(b"<!-- ours -->")
    refuse_others(path, b"ours")
    for other in (path, tmp_path):
        path.write_bytes(b"mine")
        with pytest.raises(StoreError, match="exists and is not a file of this program") as caught:
            refuse_others(other, b"ours")
        assert caught.value.code == "exists"


def test_a_file_that_cannot_be_replaced_is_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A failure leaves the old file, and no part of the new one."""
    path = tmp_path / "page.html"
    replace_whole(path, b"old")

    def fails(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(files, "settle", fails)
    with pytest.raises(StoreError, match="cannot be written .No space left on device.; what was saved before is safe"):
        replace_whole(path, b"new")
    assert [(file.name, file.read_bytes()) for file in tmp_path.iterdir()] == [("page.html", b"old")]


@pytest.mark.parametrize("links", [True, False])
def test_a_name_that_is_taken_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, links: bool) -> None:
    """Without force a new file takes its name only if nobody has it, also on a file system without links."""

    def fails(*_: object) -> None:
        raise OSError(95, "Operation not supported")

    if not links:
        monkeypatch.setattr(os, "link", fails)
    part, target = tmp_path / "part", tmp_path / "target"
    part.write_bytes(b"new")
    files.take_place(part, target, force=False)
    assert target.read_bytes() == b"new"
    part.unlink(missing_ok=True)
    part.write_bytes(b"newer")
    with pytest.raises(FileExistsError):
        files.take_place(part, target, force=False)
    assert target.read_bytes() == b"new"


@pytest.mark.parametrize("force", [True, False])
def test_a_name_that_cannot_be_given_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, force: bool
) -> None:
    """A failure to rename removes the empty file that reserved the name."""

    def fails(*_: object) -> None:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(os, "link", fails)
    monkeypatch.setattr(Path, "replace", fails)
    (tmp_path / "part").write_bytes(b"new")
    with pytest.raises(OSError, match="Input/output error"):
        files.take_place(tmp_path / "part", tmp_path / "target", force=force)
    assert not (tmp_path / "target").exists()


def test_what_stands_in_for_a_file_is_named(tmp_path: Path) -> None:
    """A dangling link, a placeholder of iCloud, a folder and an empty file are refused; a missing file is not."""
    refuse_stand_in(tmp_path / "missing")
    (tmp_path / "link").symlink_to("nowhere")
    (tmp_path / ".cloud.icloud").touch()
    (tmp_path / "empty").touch()
    for name, words in (
        ("link", "is a link to a file that does not exist"),
        ("cloud", r"is in iCloud .* \(.cloud.icloud\)"),
        (".", "is a folder, not a file"),
        ("empty", r"is empty \(0 bytes\)"),
    ):
        with pytest.raises(StoreError, match=words) as caught:
            refuse_stand_in(tmp_path / name)
        assert caught.value.code == "not-a-file"
    (tmp_path / "loop").symlink_to("loop")
    with pytest.raises(StoreError, match="cannot be opened"):
        refuse_stand_in(tmp_path / "loop")


def test_content_is_compared(tmp_path: Path) -> None:
    """A missing file has no content."""
    (tmp_path / "a").write_bytes(b"x")
    assert holds(tmp_path / "a", b"x")
    assert not holds(tmp_path / "a", b"y")
    assert not holds(tmp_path / "b", b"")
