"""The interview: every answer is saved at once, and nothing that was saved is lost."""

import os
import stat
from collections.abc import Callable
from pathlib import Path

import pytest
from support.builders import audit, checklist, item
from support.terminal import Terminal

import ethics_audit as ea
from ethics_audit.cli.asking import Left
from ethics_audit.cli.commands import run
from ethics_audit.cli.interview import Interview
from ethics_audit.documents import answers_file, codec
from ethics_audit.documents.answers_file import AnswersFile

DEFINITION = audit(
    checklist("a", item("a.one"), item("a.two", not_applicable=True), item("a.young", requires={"minors"})),
    checklist("b", item("b.three", citations=[ea.Citation("aca-2014", "B.1.d")])),
)
ANYONE = ["6", "n"]
BOUNDARIES = len(ea.load_checklist("boundaries").items)


class Talk:
    """An interview with entries given beforehand; keeps what was said and every save."""

    def __init__(self, *entries: str, answers: ea.Answers | None = None, definition: ea.Audit = DEFINITION) -> None:
        self.said: list[str] = []
        self.saved: list[ea.Answers] = []
        self._entries = iter(entries)
        self._interview = Interview(
            definition, answers or ea.Answers(), say=self.said.append, ask=self._next, save=self.saved.append
        )

    def _next(self, prompt: str) -> str:
        self.said.append(prompt)
        try:
            return next(self._entries)
        except StopIteration:
            raise EOFError from None

    def run(self) -> ea.Answers:
        """The answers at the end."""
        return self._interview.run()


def test_every_answer_is_saved_at_once() -> None:
    """One save a fact and one an answer."""
    talk = Talk("1", "y", "1", "2", "3", "1", "")
    answers = talk.run()
    assert dict(answers.given) == {"a.one": "r0", "a.two": "r50", "a.young": "r100", "b.three": "r0"}
    assert answers.profile == {"profession.counselor", "minors"}
    assert [len(saved.given) for saved in talk.saved] == [0, 0, 1, 2, 3, 4]
    assert "A, question 1 of 4" in "".join(talk.said)
    assert "[######..................]" in "".join(talk.said)


def test_unsure_not_applicable_skip_back_and_why() -> None:
    """Each letter does what it says; a reason must have words."""
    talk = Talk(
        *ANYONE, "w", "u", "n", "b", "n", "", "w", "x" * 501, "no such clients", "s", "b", "b", "2", "w", "1", ""
    )
    answers = talk.run()
    assert dict(answers.given) == {"a.one": ea.UNSURE, "a.two": "r50", "b.three": "r0"}
    text = "\n".join(talk.said)
    assert "It matters.\nIts weight is 1." in text
    assert "See ACA 2014 B.1.d." in text
    assert text.count("Please write a few words, or b to go back.") == 3
    assert "allowed is text of at most 500 characters" in " ".join(text.split())
    assert "Your answer so far: not applicable (no such clients) (Enter keeps it)" in text


@pytest.mark.parametrize("entry", ["0", "4", "x", "n", "", "²", "-1", "1.0", "yes"])
def test_other_entries_change_nothing(entry: str) -> None:
    """What is not an answer is not guessed; `n` needs an item that allows it."""
    talk = Talk(*ANYONE, entry, "q")
    with pytest.raises(Left):
        talk.run()
    assert talk.saved[-1] == ea.Answers()
    assert talk.said[-2] == "Please type a number from 1 to 3, or one of the letters u, s, b, w or q."


LABELLED = ea.Scale(
    [ea.Option("yes", "Sí", 0), ea.Option("no", "No", 100), ea.Option("n", "N", 50), ea.Option("both", "Los dos", 50)]
)
TWICE = ea.Scale([ea.Option("a", "Nunca", 0), ea.Option("b", "nunca", 100)])


@pytest.mark.parametrize(
    ("entry", "meant"), [("sí", "yes"), ("SI", "yes"), ("no", "no"), ("los  dos", "both"), ("n", ea.UNSURE)]
)
def test_label_in_full_is_an_answer(entry: str, meant: str) -> None:
    """With or without capitals and accents; a single letter is never one."""
    talk = Talk(*ANYONE[:1], entry, "u", "", definition=audit(checklist("a", item("a.one", scale=LABELLED))))
    assert talk.run().given["a.one"] == meant


def test_label_of_two_answers_is_none() -> None:
    """What could mean two things is not guessed."""
    talk = Talk(*ANYONE[:1], "nunca", "q", definition=audit(checklist("a", item("a.one", scale=TWICE))))
    with pytest.raises(Left):
        talk.run()
    assert talk.saved[-1].given == {}


def test_skip_is_told() -> None:
    """Whoever means something else by the letter notices; at the end it means nothing where nothing is skipped."""
    talk = Talk(*ANYONE, "s", "1", "1", "s", "1", "s", "")
    assert set(talk.run().given) == {"a.one", "a.two", "b.three"}
    assert talk.said.count("Skipped for now.") == 1
    assert talk.said[-2].startswith("Please press Enter, or type b, f, q or a number")


@pytest.mark.parametrize(("entries", "told"), [(["x", "7", "²"], "from 1 to 6"), (["6", "maybe"], "y, n, b")])
def test_other_entries_about_the_practice(entries: list[str], told: str) -> None:
    """The same for the facts."""
    talk = Talk(*entries, "q")
    with pytest.raises(Left):
        talk.run()
    assert told in talk.said[-2]


def test_reason_can_be_stopped() -> None:
    """`q` stops there too, and the item stays open."""
    talk = Talk(*ANYONE, "1", "n", "q")
    with pytest.raises(Left):
        talk.run()
    assert dict(talk.saved[-1].given) == {"a.one": "r0"}


def test_resumes_at_the_first_open_question() -> None:
    """What is answered, unsure included, is not asked again; nor are the facts."""
    talk = Talk("3", "", answers=ea.Answers({"a.one": "unsure", "a.two": "n/a"}, {"profession.counselor"}))
    answers = talk.run()
    assert dict(answers.given) == {"a.one": ea.UNSURE, "a.two": ea.not_applicable(), "b.three": "r100"}
    assert answers.profile == {"profession.counselor"}
    assert "question 3 of 3" in talk.said[0]


def test_end_offers_the_skipped_and_the_last_question() -> None:
    """Skipped ones can be taken up, an answer changed; a wrong entry is asked again."""
    talk = Talk(*ANYONE, "s", "1", "s", "what", "s", "1", "2", "b", "3", "")
    assert dict(talk.run().given) == {"a.one": "r0", "a.two": "r0", "b.three": "r100"}
    text = "\n".join(talk.said)
    assert "2 questions were skipped" in text
    assert "Please press Enter" in text
    skipping = Talk(*ANYONE, "s", "1", "1", "")
    assert "a.one" not in skipping.run().given
    assert "1 question was skipped" in "\n".join(skipping.said)


def test_facts_are_asked_again_until_a_question_is_answered() -> None:
    """A stop among the facts loses nothing: what was said is the answer that Enter gives."""
    talk = Talk("2", "", "q", answers=ea.Answers({}, {"minors", "profession.counselor"}))
    with pytest.raises(Left):
        talk.run()
    assert talk.saved[-1].profile == {"minors", "profession.psychologist"}


def test_nothing_to_ask() -> None:
    """An audit of which nothing applies ends at once."""
    talk = Talk(*ANYONE, "b", "", definition=audit(checklist("a", item("a.i", requires={"minors"}))))
    assert talk.run() == ea.Answers()


# the file


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
        with pytest.raises(ea.AnswerError, match=r"holds answers to boundaries 1.0 .name another file with --file"):
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
        with pytest.raises(ea.AnswerError, match=r"holds answers to a/desk.toml 1.0"):
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


def test_long_texts_are_wrapped() -> None:
    """The longest title and labels fit 80 columns."""
    wide = ea.Scale([ea.Option("a", "word " * 39, 0), ea.Option("b", "other " * 33, 100)])
    definition = audit(ea.Checklist("a", "1.0", "Title " * 16, [item("a.i", scale=wide)]))
    talk = Talk(*ANYONE, "1", "", definition=definition)
    talk.run()
    assert max(len(line) for line in "\n".join(talk.said).splitlines()) <= 80


def test_audit_by_path_is_kept_as_seen_from_the_answers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The answers file names the audit's file from its own folder."""
    (tmp_path / "answers").mkdir()
    monkeypatch.chdir(tmp_path)
    file = AnswersFile.opened(Path("answers/mine.toml"), "audits/mine.toml", None)
    assert file.sheet.audit == str(Path("..", "audits", "mine.toml"))


def test_facts_can_be_changed() -> None:
    """`b` goes back among the facts and from the first question to them; `f` at the end asks them again."""
    talk = Talk("1", "b", "2", "n", "b", "", "y", "1", "1", "1", "1", "f", "", "n", "")
    answers = talk.run()
    assert answers.profile == {"profession.psychologist"}
    assert "A, question 1 of 4" in "".join(talk.said)
    assert set(answers.given) == {"a.one", "a.two", "a.young", "b.three"}


def test_facts_that_raise_questions_are_followed_by_them() -> None:
    """A fact that is added at the end leads to the questions that it raises."""
    talk = Talk("6", "n", "1", "1", "1", "f", "6", "y", "2", "")
    assert talk.run().given["a.young"] == "r50"


def test_a_question_by_its_number() -> None:
    """At the end the number of a question leads to it, and from there back to the end."""
    talk = Talk(*ANYONE, "1", "1", "1", "9", "2", "3", "")
    assert talk.run().given["a.two"] == "r100"
    assert "or a number from 1 to 3" in "".join(talk.said)


# the whole program, on a terminal


def test_kill_and_resume(start: Callable[..., Terminal], tmp_path: Path) -> None:
    """After kill -9 the same command goes on with every answer that was given."""
    terminal = start("boundaries", "--file", "mine.toml")
    terminal.wait_for("What is your profession?")
    terminal.type("1")
    given: list[int] = []
    for number in range(1, BOUNDARIES + 1):
        terminal.wait_for(f"question {number} of {BOUNDARIES}")
        terminal.wait_for("> ")
        if number % 6 == 0:
            terminal.kill()
            assert len(ea.load_answers(tmp_path / "mine.toml").answers.given) == len(given)
            terminal = start("boundaries", "--file", "mine.toml")
            terminal.wait_for(f"question {number} of {BOUNDARIES}")
            terminal.wait_for("> ")
        terminal.type("1")
        given.append(number)
    terminal.wait_for("That was the last question.")
    terminal.type("")
    terminal.wait_for("What this is, and is not")
    terminal.wait_for("To see this page again: ethics-audit score mine.toml")
    assert terminal.ended() == 0
    sheet = ea.load_answers(tmp_path / "mine.toml")
    assert len(sheet.answers.given) == BOUNDARIES
    assert (sheet.audit, sheet.version) == ("boundaries", "1.0")


@pytest.mark.parametrize("way", ["interrupt", "end_of_input"])
def test_interrupted(way: str, start: Callable[..., Terminal], tmp_path: Path) -> None:
    """Ctrl-C and Ctrl-D end with 130; what was answered is kept in a file named after the audit and the quarter."""
    terminal = start("boundaries")
    terminal.wait_for("What is your profession?")
    terminal.type("1")
    terminal.wait_for(f"question 1 of {BOUNDARIES}")
    terminal.type("1")
    terminal.wait_for(f"question 2 of {BOUNDARIES}")
    terminal.wait_for("> ")
    getattr(terminal, way)()
    assert terminal.ended() == 130
    (file,) = tmp_path.iterdir()
    assert file.match("boundaries-20??-q[1-4].toml")
    assert len(ea.load_answers(file).answers.given) == 1


def test_quit_says_how_to_go_on(start: Callable[..., Terminal]) -> None:
    """`q` ends with 0, and the command that goes on can be used as it is told."""
    terminal = start("boundaries", "--file", "my notes.toml")
    terminal.wait_for("> ")
    terminal.type("1")
    terminal.wait_for(f"question 1 of {BOUNDARIES}")
    terminal.type("q")
    terminal.wait_for("Saved. To go on: ethics-audit start boundaries --file 'my notes.toml'")
    assert terminal.ended() == 0


def test_quit_before_an_answer(start: Callable[..., Terminal], tmp_path: Path) -> None:
    """Nothing was answered, so nothing is saved, and it says so."""
    terminal = start("boundaries", "--file", "mine.toml")
    terminal.wait_for("> ")
    terminal.type("q")
    terminal.wait_for("nothing was saved")
    assert terminal.ended() == 0
    assert list(tmp_path.iterdir()) == []


def test_earlier_quarter_is_mentioned(start: Callable[..., Terminal], tmp_path: Path) -> None:
    """A new quarter begins a new file, and says how to go on with the old one."""
    (tmp_path / "boundaries-2020-q1.toml").write_text('audit = "boundaries"\n', "utf-8")
    terminal = start("boundaries")
    terminal.wait_for("To go on with the earlier one: ethics-audit start boundaries --file boundaries-2020-q1.toml")
    terminal.wait_for("> ")
    terminal.type("q")
    assert terminal.ended() == 0
    (tmp_path / "brief-2020-q1.toml").write_text('audit = "brief"\n', "utf-8")
    terminal = start("brief", "--locale", "es")
    terminal.wait_for("ethics-audit start brief --file brief-2020-q1.toml --locale es\n")


def test_changed_file_ends_with_status_4(start: Callable[..., Terminal], tmp_path: Path) -> None:
    """When the file cannot be kept, the program says so and stops."""
    terminal = start("boundaries", "--file", "mine.toml")
    terminal.wait_for("> ")
    terminal.type("1")
    terminal.wait_for(f"question 1 of {BOUNDARIES}")
    (tmp_path / "mine.toml").write_text('audit = "boundaries"\n', "utf-8")
    terminal.type("1")
    terminal.wait_for("was changed by another program; nothing was written over it")
    assert terminal.ended() == 4
    assert (tmp_path / "mine.toml").read_text("utf-8") == 'audit = "boundaries"\n'


def test_answers_that_do_not_fit_are_told_before_a_question(tmp_path: Path, start: Callable[..., Terminal]) -> None:
    """Nothing is asked, nothing is written."""
    file = tmp_path / "mine.toml"
    file.write_text('audit = "boundaries"\n[answers]\n"boundaries.gift" = "once"\n', "utf-8")
    terminal = start("boundaries", "--file", "mine.toml")
    terminal.wait_for("did you mean 'boundaries.gifts'?")
    assert terminal.ended() == 3
    assert "gift" in file.read_text("utf-8")


def test_start_needs_a_terminal() -> None:
    """No command ever asks a question unless it is at a terminal."""
    assert run(["start"]) == 2


@pytest.mark.parametrize(
    ("arguments", "lines"),
    [
        (("boundary_decision",), ("k", "A gift.", "", "", "6", "1", "q")),
        (("brief", "--ephemeral", "--locale", "es"), ("6", "n", "n", "1", "1", "2", "", "q")),
        (("boundaries", "--keep"), ("6", "1", "q")),
    ],
)
def test_one_blank_line_parts_what_is_said(
    arguments: tuple[str, ...], lines: tuple[str, ...], start: Callable[..., Terminal]
) -> None:
    """Never two, from the first screen to the last word, and also when it is gone on with."""
    for entries in [lines] if "--ephemeral" in arguments else [lines, ("q",)]:
        terminal = start(*arguments)
        shown = ""
        for line in entries:
            shown += f"{terminal.wait_for('> ')}> "
            terminal.type(line)
        assert "\n\n\n" not in shown + terminal.rest()
