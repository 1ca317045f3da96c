"""Files that are written whole."""

import errno
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


def test_mark_is_looked_for_at_the_beginning(tmp_path: Path) -> None:
    """Within the first 4096 bytes."""
    path = tmp_path / "page.html"
    path.write_bytes(b"-" * 4092 + b"ours")
    refuse_others(path, b"ours")
    path.write_bytes(b"-" * 4093 + b"ours")
    with pytest.raises(StoreError, match="nothing was written over it"):
        refuse_others(path, b"ours")


@pytest.mark.skipif(os.name == "nt", reason="needs the modes of POSIX")
def test_files_and_folders_are_their_owner_s_alone(tmp_path: Path) -> None:
    """Whatever the mask of the process allows to others."""
    mask = os.umask(0)
    try:
        files.make_folder(tmp_path / "one" / "two")
        files.make_folder(tmp_path / "one" / "two")
        replace_whole(tmp_path / "one" / "two" / "page.html", b"x")
    finally:
        os.umask(mask)
    made = [tmp_path / "one", tmp_path / "one" / "two", tmp_path / "one" / "two" / "page.html"]
    assert [oct(path.stat().st_mode & 0o777) for path in made] == ["0o700", "0o700", "0o600"]


def test_part_of_a_killed_program_is_removed(tmp_path: Path) -> None:
    """It lies beside the file, and whatever it holds is written anew."""
    part = files.part_of(tmp_path / "page.html")
    assert part == tmp_path / ".page.html.part"
    part.write_bytes(b"half of a longer page")
    replace_whole(tmp_path / "page.html", b"new")
    assert [(file.name, file.read_bytes()) for file in tmp_path.iterdir()] == [("page.html", b"new")]


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="needs the names of open files")
def test_what_is_written_is_on_the_disk_before_it_takes_its_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The content is synchronized under its first name, and then the folder with the new one."""
    path, seen = tmp_path / "page.html", []

    def fsync(opened: int) -> None:
        found = Path(f"/proc/self/fd/{opened}").resolve()
        seen.append(
            (found.name, found.read_bytes() if found.is_file() else sorted(file.name for file in tmp_path.iterdir()))
        )

    monkeypatch.setattr(os, "fsync", fsync)
    replace_whole(path, b"new")
    assert seen == [(".page.html.part", b"new"), (tmp_path.name, ["page.html"])]


@pytest.mark.parametrize(
    ("number", "fails"), [(errno.EIO, True), (errno.ENOSPC, True), *((one, False) for one in files.CANNOT_SYNC)]
)
def test_disk_that_fails_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, *, fails: bool) -> None:
    """A file system that cannot synchronize is no failure; a disk that fails is one, also where the file is written."""

    def fsync(_: int) -> None:
        raise OSError(number, "Odd")

    monkeypatch.setattr(os, "fsync", fsync)
    path = tmp_path / "page.html"
    if not fails:
        replace_whole(path, b"new")
        assert path.read_bytes() == b"new"
        return
    with pytest.raises(StoreError, match=r"cannot be written .Odd.; what was saved before is safe"):
        replace_whole(path, b"new")
    with pytest.raises(StoreError, match=r"is written, but the disk reports a failure .Odd.: keep a copy") as caught:
        files.keep_name(path)
    assert caught.value.code == "disk"


@pytest.mark.parametrize(("number", "fails"), [(errno.EIO, True), (errno.EACCES, False), (errno.EINVAL, False)])
def test_folder_that_cannot_be_opened_to_synchronize(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, *, fails: bool
) -> None:
    """A system that does not open folders is no failure."""

    def fail(*_: object) -> int:
        raise OSError(number, "Odd")

    monkeypatch.setattr(os, "open", fail)
    if fails:
        with pytest.raises(OSError, match="Odd"):
            files.keep_names(tmp_path)
    else:
        files.keep_names(tmp_path)


def test_content_is_compared(tmp_path: Path) -> None:
    """A missing file has no content."""
    (tmp_path / "a").write_bytes(b"x")
    assert holds(tmp_path / "a", b"x")
    assert not holds(tmp_path / "a", b"y")
    assert holds(tmp_path / "b", b"") is False


def test_a_part_that_cannot_be_made_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With the system's words for that, not for the part that is not there to be removed."""

    def fails(*_: object) -> int:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "open", fails)
    with pytest.raises(StoreError, match="cannot be written .Permission denied."):
        replace_whole(tmp_path / "page.html", b"new")


def test_a_linked_name_is_given_in_one_step(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is renamed after it."""

    def fails(*_: object) -> None:
        raise AssertionError

    monkeypatch.setattr(Path, "replace", fails)
    (tmp_path / "part").write_bytes(b"new")
    files.take_place(tmp_path / "part", tmp_path / "target", force=False)
    assert (tmp_path / "target").read_bytes() == b"new"


def test_names_of_new_folders_survive_a_power_cut(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The folder around each is synchronized, the outermost first; one that another program makes is no failure."""
    kept: list[Path] = []
    monkeypatch.setattr(files, "keep_names", kept.append)
    inner = tmp_path / "one" / "two"
    files.make_folder(inner)
    assert kept == [tmp_path, tmp_path / "one"]
    seen = iter([False, True, True])
    monkeypatch.setattr(Path, "is_dir", lambda _: next(seen))
    files.make_folder(inner)
    assert kept[2:] == [tmp_path / "one"]


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="needs the names of open files")
def test_folders_that_are_synchronized_are_closed(tmp_path: Path) -> None:
    """A program that runs for months keeps none of them open."""
    files.keep_names(tmp_path)
    assert tmp_path not in [opened.resolve() for opened in Path("/proc/self/fd").iterdir()]
