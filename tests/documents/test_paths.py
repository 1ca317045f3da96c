"""Files that people and documents name: an id is never one, a document names none that it may not, and each is text."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from support.broken import GOOD_ANSWERS, GOOD_CHECKLIST

import ethics_audit as ea
from ethics_audit.base import plain_text
from ethics_audit.cli.commands import run
from ethics_audit.documents import catalog
from ethics_audit.documents.paths import is_path

OTHERS = 'password = "hunter2"\n[database]\nhost = "x"\n'
AUDIT = 'format = "ethics-audit/audit"\nformat_version = 1\nid = "ours"\nversion = "1.0"\ntitle = "Ours"\n'
PATHS = [
    *(
        "secret.toml",
        "./secret.toml",
        "../secret.toml",
        "sub/../secret.toml",
        "OTHERS.TOML",
        "secret.json",
        "pipe.toml",
    ),
    *("/etc/passwd", "/dev/zero", "/dev/stdin", "/proc/self/environ", "~/secret.toml", "file:///etc/passwd", "//h/s/x"),
    *(
        "\\\\host\\share\\x.toml",
        "C:\\x.toml",
        "c:x",
        "C:/x.toml",
        "\\\\?\\C:\\x",
        "con.toml",
        "..\\secret.toml",
        "NUL:",
    ),
    *(
        ".",
        "..",
        "/",
        "",
        " ",
        "quarterly/",
        "quarterly.toml",
        "checklists/boundaries-1.0.toml",
        "boundaries\0",
        "a\0.toml",
    ),
    *(
        "\ud800.toml",
        "boundaries-1.0",
        "ethics_audit",
        "os",
        "quarterly\n",
        "Quarterly",
        "q" * 9_000,
        "%2e%2e%2fx.toml",
    ),
    *("http://example.org/x.toml", "${HOME}/x.toml", "`id`", "{x}", "x.toml;quarterly", "boundaries.gifts", "*.toml"),
]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder to work in, with files that nobody may ask for."""
    inner = tmp_path / "inner"
    (inner / "sub").mkdir(parents=True)
    for place in (tmp_path, inner):
        (place / "secret.toml").write_text(OTHERS, "utf-8")
        (place / "secret.json").write_text('{"password": "hunter2"}', "utf-8")
        (place / "mine.toml").write_text(GOOD_CHECKLIST, "utf-8")
    (inner / "sub" / "mine.toml").write_text(GOOD_CHECKLIST, "utf-8")
    os.mkfifo(inner / "pipe.toml")
    monkeypatch.chdir(inner)
    return inner


@pytest.mark.parametrize("name", PATHS, ids=ascii)
def test_text_is_an_id(folder: Path, name: str) -> None:
    """No file is opened for any text in place of an id."""
    assert folder.is_dir()
    for load in (ea.load_audit, ea.load_checklist, catalog.load_definition, catalog.find):
        if (load, name) != (catalog.find, "boundaries.gifts"):
            with pytest.raises(ea.UnknownIdError) as caught:
                load(name)  # type: ignore[operator]
            assert "password" not in str(caught.value)


@pytest.mark.parametrize("name", [name for name in PATHS if len(name) < 500 and name.isprintable() and name.strip()])
def test_sheet_names_an_id(folder: Path, name: str, capsys: pytest.CaptureFixture[str]) -> None:
    """A sheet opens no file, or with a folder only a definition."""
    sheet = ea.AnswerSheet(name, ea.Answers())
    with pytest.raises((ea.AnswerError, ea.UnknownIdError)) as caught:
        ea.audit_of(sheet)
    assert "password" not in str(caught.value)
    with pytest.raises(ea.EthicsAuditError) as caught:
        ea.audit_of(sheet, folder)
    assert "password" not in str(caught.value)
    (folder / "a.json").write_text(ea.to_json(sheet), "utf-8")
    assert run(["score", "a.json"]) == 3
    assert "password" not in "".join(capsys.readouterr())


def test_hint_names_the_function_for_files(folder: Path) -> None:
    """The error for a path in place of an id names the function for files."""
    for load in (ea.load_audit, ea.load_checklist):
        with pytest.raises(ea.UnknownIdError, match="a file is loaded with load_audit_file or load_checklist_file"):
            load(str(folder / "mine.toml"))
    with pytest.raises(ea.AnswerError) as caught:
        ea.audit_of(ea.AnswerSheet("mine.toml", ea.Answers()))
    assert caught.value.problems[0][:4] == (
        "audit",
        "expected an id of the catalog, not a path, got 'mine.toml'",
        "load a file that you trust with load_audit_file",
        "path",
    )
    with pytest.raises(ea.ChecklistError) as refused:
        catalog.audit_beside(ea.AnswerSheet("/mine.toml", ea.Answers()), folder / "answers.toml")
    told = "expected a path relative to the folder of this file, got '/mine.toml'"
    assert refused.value.problems[0][:4] == ("audit", told, "", "document")


def test_what_looks_like_a_path() -> None:
    """A path ends as a document does, begins with a drive, or has a slash or a null."""
    paths = ["a.toml", "A.JSON", "a.json", "c:", "C:x", "a/b", "a\\b", "a\0"]
    others = ["a.jsonl", "atoml", "é:", "boundaries.gifts", ":b"]
    assert [name for name in (*paths, *others) if is_path(name)] == paths


def test_code_of_a_file_that_is_not_text(folder: Path) -> None:
    """A file that is not text has the code of its cause, but that of a definition the rule of documents."""
    (folder / "odd.toml").write_bytes(b"\xff")
    found: list[str] = []
    for load, name in ((ea.load_answers, "odd.toml"), (ea.load_answers, "none.toml"), (ea.load_audit_file, "odd.toml")):
        with pytest.raises(ea.DocumentError) as caught:
            load(name)  # type: ignore[operator]
        found.append(caught.value.problems[0].code)
    assert found == ["not-text", "unreadable", "document"]


def test_files_have_functions_of_their_own(folder: Path) -> None:
    """Files are loaded by a path as text or as an object."""
    mine = ea.load_checklist_file("mine.toml")
    assert mine == ea.load_checklist_file(folder / "mine.toml") == ea.load_checklist(Path("mine.toml"))
    assert ea.load_checklist_file("mine.toml", "1.0") == mine
    for load in (ea.load_audit_file, ea.load_checklist_file):
        with pytest.raises(ea.UnknownIdError, match=r"9\.9"):
            load("mine.toml", "9.9")
    assert ea.load_audit_file("mine.toml", "1.0") == ea.load_audit(Path("mine.toml")) == ea.Audit.of(mine)
    for wrong in (None, 3, b"mine.toml", ["quarterly"]):
        with pytest.raises(TypeError):
            ea.load_audit(wrong)  # type: ignore[arg-type]


def test_folder_of_a_sheet_is_never_left(folder: Path) -> None:
    """A sheet may name a file only inside the given folder, also through links."""
    outside = folder.parent / "mine.toml"
    (folder / "link.toml").symlink_to(outside)
    (folder / "inside.toml").symlink_to(folder / "mine.toml")
    mine = ea.load_audit_file("mine.toml")
    for name in ("mine.toml", "sub/mine.toml", "sub/../mine.toml", "inside.toml"):
        assert ea.audit_of(ea.AnswerSheet(name, ea.Answers()), folder) == mine
    for name in ("../mine.toml", "link.toml", "../inner/../mine.toml", str(folder / "mine.toml"), str(outside)):
        with pytest.raises(ea.ChecklistError, match="audit: expected a .*, got"):
            ea.audit_of(ea.AnswerSheet(name, ea.Answers()), folder)


def test_answers_file_of_the_command_line_may_lie_beside_the_audits(folder: Path) -> None:
    """On the command line a path is relative to the answers file."""
    (folder / "answers.toml").write_text(GOOD_ANSWERS.replace("boundaries", "mine").partition("[answers]")[0], "utf-8")
    for name in ("mine.toml", "../mine.toml", "sub/mine.toml"):
        (folder / "answers.toml").write_text(f'audit = "{name}"\n[answers]\n"mine.first" = "never"\n', "utf-8")
        assert run(["score", "answers.toml"]) == 0


def test_audit_names_files_below_it(folder: Path) -> None:
    """An audit may name files only below its folder, and no content of other files is revealed."""
    file = folder / "ours.toml"
    file.write_text(f'{AUDIT}[[checklists]]\nfile = "sub/mine.toml"\n', "utf-8")
    assert ea.load_audit(file).parts[0].checklist.id == "mine"
    for name in (*PATHS, str(folder / "mine.toml")):
        if name.isprintable() and "\\" not in name:
            file.write_text(f'{AUDIT}[[checklists]]\nfile = "{name}"\n', "utf-8")
            with pytest.raises(ea.ChecklistError, match=r"checklists\[0\]") as caught:
                ea.load_audit(file)
            assert "password" not in str(caught.value)
    file.write_text(f'{AUDIT}[[checklists]]\nfile = "../mine.toml"\n', "utf-8")
    with pytest.raises(ea.ChecklistError) as caught:
        ea.load_audit(file)
    told = "expected a file in the folder of this file, or below it, got '../mine.toml'"
    assert [one[:4] for one in caught.value.problems] == [("checklists[0].file", told, "", "document")]
    (folder / "broken.toml").write_text("password = [", "utf-8")
    file.write_text(f'{AUDIT}[[checklists]]\nfile = "broken.toml"\n', "utf-8")
    with pytest.raises(ea.ChecklistError, match="broken.toml: is neither an audit nor a checklist"):
        ea.load_audit(file)
    file.write_text(f'{AUDIT}[[checklists]]\nfile = "secret.toml"\n', "utf-8")
    with pytest.raises(
        ea.ChecklistError, match="secret.toml: is neither an audit nor a checklist .see ethics-audit lint"
    ):
        ea.load_audit(file)


@pytest.mark.parametrize("name", ["/dev/zero", "/dev/null", "pipe.toml", "sub", "socket.toml"])
def test_only_regular_files_are_opened(folder: Path, name: str) -> None:
    """A pipe, a device, a folder and a socket are refused at once and named."""
    if name == "socket.toml":
        import socket

        with socket.socket(socket.AF_UNIX) as one:
            one.bind(name)
    assert folder.is_dir()
    for load in (ea.load_audit_file, ea.load_checklist_file, ea.load_answers):
        with pytest.raises(ea.DocumentError, match="cannot be read: it is a (folder|pipe|device|socket), not a file"):
            load(name)  # type: ignore[operator]


def test_file_that_is_too_large(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that is too large is refused."""
    monkeypatch.setattr(plain_text, "LARGEST_FILE", 100)
    with pytest.raises(ea.ChecklistError, match="is too large: expected at most 100 bytes"):
        ea.load_checklist_file(folder / "mine.toml")


def test_pipe_does_not_hold_the_program(folder: Path) -> None:
    """A pipe does not block the program."""
    command = [sys.executable, "-m", "ethics_audit", "score", "pipe.toml"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60, cwd=folder)
    assert (done.returncode, done.stdout) == (3, "")
    assert done.stderr == "ethics-audit: pipe.toml: cannot be read: it is a pipe, not a file\n"
