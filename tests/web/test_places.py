"""What is kept on this computer is listed with its place, deleted when asked twice, and encrypted under one key."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.web_computer import ADDRESS, BRIEF, CODE, DAY, HOST, Computer, answered, begun
from support.web_windows import Window, ask

import ethics_audit as ea
from ethics_audit.base.dates import in_words
from ethics_audit.base.errors import LockedError, StoreError
from ethics_audit.history import History, backup, opened
from ethics_audit.web import serving
from ethics_audit.web.security import FORM_TYPE
from ethics_audit.web.sittings import Sittings

PASSPHRASE = "correct horse battery"  # noqa: S105 - it opens nothing but what the tests make
OTHER = "staple correct horse"


@pytest.fixture
def computer(tmp_path: Path) -> Computer:
    """Return a computer without any audit."""
    return Computer(tmp_path)


def listed(window: Window) -> str:
    """Open the page that lists what is kept, and return its words."""
    return " ".join(window.open("/places").words.split())


def test_every_page_says_where_answers_are(computer: Computer) -> None:
    """The foot of a page names the folder or the file, and leads to the list of all that is kept."""
    window = computer.starts()
    assert f"What you keep is on this computer, in {computer.answers}." in window.response.text
    assert f"Every answer is saved, in {computer.file}." in begun(window, "brief", "keep").response.text
    assert window.follow("What is kept, and how to delete it").path == f"{ADDRESS}places"
    assert f"They are in {computer.answers}, for your account alone" in window.words
    assert f"Finished audits and your steps are in {computer.place}. It is not encrypted." in window.words
    assert "There are none." in window.words


def test_without_a_trace_there_is_nothing_to_list(computer: Computer) -> None:
    """Where nothing may be written, the page says so, and shows and deletes nothing of this computer."""
    computer.kept()
    window = computer._replace(ephemeral=True).starts()
    assert "Nothing is written to the disk." in listed(window)
    assert computer.place not in window.response.text
    assert window.open("/places/audits/1").status == 404


def test_answers_are_deleted(computer: Computer) -> None:
    """A file with answers is deleted after a second look, and the audit can begin anew."""
    window = answered(begun(computer.starts(), "brief", "keep"))
    (computer.answers / "note.md").write_text("A record.", "utf-8")
    (computer.answers / "else.txt").write_text("Nothing of ours.", "utf-8")
    assert f"Brief self-audit Delete: Brief self-audit {computer.file.name}" in listed(window)
    assert "else.txt" not in window.words
    window.follow(f"Delete: Brief self-audit {computer.file.name}")
    assert computer.file.exists()
    assert window.send().path == f"{ADDRESS}places"
    assert not computer.file.exists()
    window.follow("Delete: note.md note.md").send()
    assert computer.files == ["else.txt"]
    assert "Not finished yet" not in window.open("/").words
    assert begun(window, "brief", "keep").path.endswith("/before") or window.path.endswith("/practice")


def test_answers_have_the_title_of_their_audit(computer: Computer) -> None:
    """Titles stand in the language of the form, and those of one's own checklists come from their files."""
    answered(begun(computer.starts(), "brief", "keep"))
    (computer.answers / "own.toml").write_text(ea.to_toml(ea.load_checklist("consent")), "utf-8")
    sheet = ea.AnswerSheet("own.toml", ea.Answers({"consent.written": "most"}))
    (computer.answers / "mine.toml").write_text(ea.to_toml(sheet), "utf-8")
    house = computer.house()
    spanish = house._replace(locale="es", sittings=Sittings(computer.answers, house.vault, "es"))
    window = Window(serving.local(spanish, HOST, CODE, lambda: None), ADDRESS).send(code=CODE)
    told = listed(window)
    assert ea.load_audit("brief", locale="es").title in told
    assert ea.load_checklist("consent").title in told


def test_answers_in_memory_are_forgotten(computer: Computer) -> None:
    """Answers that are kept nowhere can be given up before the program stops."""
    window = answered(begun(computer.starts(), "brief", "nothing"))
    assert "Open until the program stops" in listed(window)
    window.follow("Delete: Brief self-audit brief-1").send()
    assert "There are none." in window.words
    assert window.open("/audits/brief-1/").status == 404


@pytest.mark.parametrize("key", ["none.toml", "..%2Fhistory.db", "history.db", "else.txt", "."])
def test_only_what_is_listed_is_deleted(key: str, computer: Computer) -> None:
    """No other file is reached, whatever an address says."""
    computer.kept()
    computer.answers.mkdir()
    (computer.answers / "else.txt").write_text("Nothing of ours.", "utf-8")
    window = computer.starts().open("/places")
    window.send_to(f"/places/answers/{key}")
    assert window.status in {404, 405}
    assert computer.files == ["else.txt", "history.db"]


def test_nothing_is_deleted_by_looking(computer: Computer) -> None:
    """Opening the page that asks deletes nothing."""
    kept = computer.kept()
    answered(begun(computer.starts(), "brief", "keep"))
    window = computer.starts()
    for path in (f"/places/answers/{computer.file.name}", "/places/audits/1"):
        assert "Delete this for good?" in window.open(path).words
    assert computer.file.exists()
    assert len(kept.audits()) == 1


def test_a_file_that_cannot_be_deleted(computer: Computer, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that cannot be deleted is told, and stays."""

    def fails(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    window = answered(begun(computer.starts(), "brief", "keep"))
    window.open(f"/places/answers/{computer.file.name}")
    monkeypatch.setattr(Path, "unlink", fails)
    assert window.send().status == 503
    assert "cannot be written" in window.words


def test_an_audit_is_deleted_from_the_history(computer: Computer) -> None:
    """An audit is removed after a second look; the other ones stay."""
    history = computer.kept()
    history.keep(ea.assess(ea.load_audit("brief"), {**BRIEF, "consent.no_consent": "no"}))
    window = computer.starts().open("/places")
    assert window.words.count("Brief self-audit, ") == 2
    window.open("/places/audits/1").send()
    assert window.words.count(f"Brief self-audit, {in_words(DAY)}") == 1
    assert len(history.audits()) == 1
    assert window.open("/places/audits/77").status == 404


def test_a_damaged_history_is_told_beside_the_rest(computer: Computer) -> None:
    """A history that cannot be read hides nothing else."""
    Path(computer.place).write_bytes(b"SQLite format 3\0broken")
    assert "Your answers" in listed(computer.starts())


def test_a_history_is_encrypted_later(computer: Computer) -> None:
    """A plain history can be encrypted at any time."""
    assert "Encrypt it with a passphrase" not in listed(computer.starts())
    computer.kept()
    window = computer.starts().open("/places").follow("Encrypt it with a passphrase")
    window.send(passphrase=PASSPHRASE, again="something else")
    assert window.slips == [("passphrase", "The two are not the same. Type both once more.")]
    assert window.send(passphrase=PASSPHRASE, again=PASSPHRASE).path == f"{ADDRESS}places"
    assert "It is encrypted." in window.words
    assert len(History(opened(computer.place, PASSPHRASE)).audits()) == 1


def test_a_passphrase_is_changed(computer: Computer) -> None:
    """Another passphrase takes the place of the one until now, which must be known; the program goes on with it."""
    computer.kept()
    backup.encrypt(Path(computer.place), PASSPHRASE)
    window = computer.starts()
    assert "enter the passphrase" in listed(window)
    window.follow("Change the passphrase")
    for now, new, told in (
        ("wrong wrong", OTHER, "That is not the passphrase of your history. Type it once more."),
        (PASSPHRASE, "short", "The passphrase is too short."),
    ):
        window.send(now=now, passphrase=new, again=new)
        assert window.status == 422
        assert window.slips[0][1].startswith(told)
        assert f'"{new}"' not in window.response.text
    window.send(now=PASSPHRASE, passphrase=OTHER, again=OTHER)
    assert f"Brief self-audit, {in_words(DAY)}" in window.words
    with pytest.raises(LockedError):
        History(opened(computer.place, PASSPHRASE)).audits()
    assert len(History(opened(computer.place, OTHER)).audits()) == 1


def test_a_passphrase_that_cannot_be_changed(computer: Computer, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where that fails, the page says that nothing was changed."""

    def fails(*_: object) -> None:
        raise StoreError("the disk is full")

    computer.kept()
    backup.encrypt(Path(computer.place), PASSPHRASE)
    monkeypatch.setattr(backup, "rekey", fails)
    window = computer.starts().open("/places/passphrase").send(now=PASSPHRASE, passphrase=OTHER, again=OTHER)
    assert window.slips == [("now", "Nothing was changed. the disk is full")]


def test_a_forgotten_passphrase(computer: Computer) -> None:
    """Where the passphrase is asked, the page says what to do without it."""
    computer.kept()
    backup.encrypt(Path(computer.place), PASSPHRASE)
    window = computer.starts()
    assert f"move the file {computer.place} to another folder" in window.words
    answered(begun(window, "brief", "keep"))
    key = computer.file.name
    assert "If you have forgotten it" in window.open(f"/audits/{key}/check").send().words


@pytest.mark.parametrize("path", ["/stop", "/places/audits/1", "/places/answers/{file}", "/places/passphrase"])
@pytest.mark.parametrize("sender", [{"origin": "http://evil.test"}, {}, {"sec-fetch-site": "same-site"}])
def test_no_other_page_deletes_or_stops(path: str, sender: dict[str, str], computer: Computer) -> None:
    """A page from elsewhere changes nothing, although the browser would send the cookie along."""
    history, stopped = computer.kept(), list[bool]()
    app = serving.local(computer.house(), HOST, CODE, lambda: None, stop=lambda: stopped.append(True))
    window = answered(begun(Window(app, ADDRESS).send(code=CODE), "brief", "keep"))
    cookie = "; ".join(f"{name}={value}" for name, value in window.cookies.items())
    headers = {"cookie": cookie, "content-type": FORM_TYPE, **sender}
    address = ADDRESS.rstrip("/") + path.format(file=computer.file.name)
    content = f"passphrase={PASSPHRASE}&again={PASSPHRASE}"
    assert ask(app, "POST", address, content=content, headers=headers).status_code == 403
    assert ask(app, "GET", f"{address}?{content}", headers={"cookie": cookie}).status_code == 200
    assert not stopped
    assert computer.file.exists()
    assert len(history.audits()) == 1
