"""The interview: every answer is saved at once, and what is not understood is asked again."""

import pytest
from support.builders import audit, checklist, item
from support.session import Scripted

import ethics_audit as ea
from ethics_audit.base.layout import laid_out
from ethics_audit.cli import question_words
from ethics_audit.cli.interview import Interview
from ethics_audit.cli.prompts import Left

DEFINITION = audit(
    checklist("a", item("a.one"), item("a.two", not_applicable=True), item("a.young", requires={"minors"})),
    checklist("b", item("b.three", citations=[ea.Citation("aca-2014", "B.1.d")])),
)


ANYONE = ["6", "n"]


class Talk:
    """An interview with entries given beforehand; keeps what was said and every save."""

    def __init__(self, *entries: str, answers: ea.Answers | None = None, definition: ea.Audit = DEFINITION) -> None:
        self.saved: list[ea.Answers] = []
        prompts = Scripted(*entries)
        self.said = prompts.said
        self._interview = Interview(definition, answers or ea.Answers(), prompts, self.saved.append)

    def run(self) -> ea.Answers:
        """The answers at the end."""
        return self._interview.run()


def test_every_answer_is_saved_at_once() -> None:
    """The answers are saved after each fact and each answer."""
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
    assert "It matters.\n" in text
    assert "See ACA 2014 B.1.d." in text
    assert text.count("Please write a few words, or b to go back.") == 3
    assert "expected text of at most 500 characters" in " ".join(text.split())
    assert "Your answer so far: not applicable (no such clients) (Enter keeps it)" in text


@pytest.mark.parametrize("entry", ["0", "4", "x", "n", "", "²", "-1", "1.0", "yes"])
def test_other_entries_change_nothing(entry: str) -> None:
    """What is not an answer is not guessed, and the question is asked again; `n` needs an item that allows it."""
    talk = Talk(*ANYONE, entry, "q")
    with pytest.raises(Left):
        talk.run()
    assert talk.saved[-1] == ea.Answers()
    *_, question, _, wrong, again, _ = talk.said
    assert wrong == "Please type a number from 1 to 3, or one of the letters u, s, b, w or q."
    assert again == question


LABELLED = ea.Scale(
    [ea.Option("yes", "Sí", 0), ea.Option("no", "No", 100), ea.Option("n", "N", 50), ea.Option("both", "Los dos", 50)]
)


TWICE = ea.Scale([ea.Option("a", "Nunca", 0), ea.Option("b", "nunca", 100)])


@pytest.mark.parametrize(
    ("entry", "meant"), [("sí", "yes"), ("SI", "yes"), ("no", "no"), ("los  dos", "both"), ("n", ea.UNSURE)]
)
def test_label_in_full_is_an_answer(entry: str, meant: str) -> None:
    """A label counts without capitals and accents; a single letter is never a label."""
    talk = Talk(*ANYONE[:1], entry, "u", "", definition=audit(checklist("a", item("a.one", scale=LABELLED))))
    assert talk.run().given["a.one"] == meant


def test_label_of_two_answers_is_none() -> None:
    """An entry that could mean two answers is not guessed."""
    talk = Talk(*ANYONE[:1], "nunca", "q", definition=audit(checklist("a", item("a.one", scale=TWICE))))
    with pytest.raises(Left):
        talk.run()
    assert talk.saved[-1].given == {}


def test_skip_is_told() -> None:
    """Skipping is confirmed, and `s` at the end means nothing if nothing was skipped."""
    talk = Talk(*ANYONE, "s", "1", "1", "s", "1", "s", "")
    assert set(talk.run().given) == {"a.one", "a.two", "b.three"}
    assert talk.said.count("Skipped for now.") == 1
    assert talk.said[-2].startswith("Please press Enter, or type b, f, q or a number")


def test_an_answer_that_is_skipped_stays() -> None:
    """Whoever skips what they have answered is told that the answer stays, for it does."""
    talk = Talk(*ANYONE, "1", "b", "s", "1", "1", "")
    assert set(talk.run().given) == {"a.one", "a.two", "b.three"}
    assert "Your answer stays." in talk.said
    assert "Skipped for now." not in talk.said


@pytest.mark.parametrize("columns", [40, 47, 60, 79])
def test_a_letter_stays_with_its_meaning(columns: int) -> None:
    """No line ends between a letter and what it does."""
    with laid_out(columns):
        told = question_words.letters(item("a.one", not_applicable=True), notes=True)
    pieces = [
        piece.strip(" .") for line in told.splitlines() for piece in line.removeprefix("A number, or:").split(",")
    ]
    assert [piece for piece in pieces if piece] == [
        "u unsure",
        "n does not apply",
        "s skip",
        "w why is this asked",
        "m make a note",
    ]


@pytest.mark.parametrize(("entries", "told"), [(["x", "7", "²"], "from 1 to 6"), (["6", "maybe"], "y, n, b")])
def test_other_entries_about_the_practice(entries: list[str], told: str) -> None:
    """Other entries about the practice are asked again."""
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
    """Facts are kept when the person stops among them, and are what Enter means later."""
    talk = Talk("2", "", "q", answers=ea.Answers({}, {"minors", "profession.counselor"}))
    with pytest.raises(Left):
        talk.run()
    assert talk.saved[-1].profile == {"minors", "profession.psychologist"}


def test_nothing_to_ask() -> None:
    """An audit without a question that applies ends at once."""
    talk = Talk(*ANYONE, "b", "", definition=audit(checklist("a", item("a.i", requires={"minors"}))))
    assert talk.run() == ea.Answers()


def test_long_texts_are_wrapped() -> None:
    """The longest title and labels fit 80 columns."""
    wide = ea.Scale([ea.Option("a", "word " * 39, 0), ea.Option("b", "other " * 33, 100)])
    definition = audit(ea.Checklist("a", "1.0", "Title " * 16, [item("a.i", scale=wide)]))
    talk = Talk(*ANYONE, "1", "", definition=definition)
    talk.run()
    assert max(len(line) for line in "\n".join(talk.said).splitlines()) <= 80


def test_facts_can_be_changed() -> None:
    """`b` goes back among the facts and from the first question to the last; `f` at the end asks them again."""
    talk = Talk("1", "b", "2", "n", "b", "y", "1", "1", "1", "1", "f", "", "n", "")
    answers = talk.run()
    assert answers.profile == {"profession.psychologist"}
    assert "A, question 1 of 4" in "".join(talk.said)
    assert set(answers.given) == {"a.one", "a.two", "a.young", "b.three"}


def test_nothing_is_before_the_first_fact() -> None:
    """At the very first prompt, `b` says so and the fact is asked again; from `f` at the end it leads back there."""
    talk = Talk("b", "1", "n", "1", "1", "1", "f", "b", "")
    assert talk.run().profile == {"profession.counselor"}
    assert talk.said.count("There is nothing to go back to from here.") == 1
    assert sum("That was the last question." in said for said in talk.said) == 2


def test_what_was_asked_before_is_asked_again() -> None:
    """Before the first fact comes what was asked before the interview; then the facts are asked from the first on."""
    person, before = Scripted("1", "n", "b", "b", "b", "2", "n", "1", "1", "1", ""), list[str]()
    interview = Interview(
        DEFINITION, ea.Answers(), person, save=lambda _: None, before=lambda: before.append(person.said[-3])
    )
    assert interview.run().profile == {"profession.psychologist"}
    assert len(before) == 1
    assert "What is your profession?" in before[0]


def test_ids_stand_behind_questions_on_request() -> None:
    """The id of a question stands behind it where that is asked for, and nowhere else."""
    for ids in (True, False):
        person = Scripted("1", "n", "q")
        interview = Interview(DEFINITION, ea.Answers(), person, save=lambda _: None, ids=ids)
        with pytest.raises(Left):
            interview.run()
        assert ("[a.one]" in person.heard) is ids


def test_facts_that_raise_questions_are_followed_by_them() -> None:
    """A fact that is added at the end leads to the questions that it raises."""
    talk = Talk("6", "n", "1", "1", "1", "f", "6", "y", "2", "")
    assert talk.run().given["a.young"] == "r50"


def test_a_question_by_its_number() -> None:
    """At the end, the number of a question leads to it and back."""
    talk = Talk(*ANYONE, "1", "1", "1", "9", "2", "3", "")
    assert talk.run().given["a.two"] == "r100"
    assert "or a number from 1 to 3" in "".join(talk.said)


def test_time_stands_above_the_question() -> None:
    """The time that a question asks about is a line of its own, and so is that a case goes on."""
    windows = [item("a.one", window="three months"), item("a.two", window="present"), item("a.three")]
    steps = [item("b.first"), item("b.second", follows="b.first")]
    talk = Talk("6", *"11111", "", definition=audit(checklist("a", *windows), checklist("b", *steps)))
    talk.run()
    text = "\n".join(talk.said)
    for above in ("In the last three months:\nI do a.one.", "At present:\nI do a.two.", "\n\nI do a.three."):
        assert above in text
    assert "\n\nI do b.first." in text
    assert "\n\nThe case goes on:\nI do b.second." in text


def test_event_did_not_come_up_without_a_reason() -> None:
    """`n` at an event says that it did not come up, and nobody is asked why."""
    events = audit(checklist("a", item("a.once", event=True), item("a.two", not_applicable=True)))
    talk = Talk("6", "n", "b", "", "1", "", definition=events)
    assert dict(talk.run().given) == {"a.once": ea.not_applicable(), "a.two": "r0"}
    text = "\n".join(talk.said)
    assert text.count("n it did not come up") == 2
    assert text.count("n does not apply") == 2
    assert "Your answer so far: It did not come up (Enter keeps it)" in text
    assert "Why does it not apply?" not in text


def test_what_one_would_need_to_know_follows_the_answer() -> None:
    """What a case needs to be known is told under a heading once an option is picked, with or without feedback."""
    told = ea.Scale([ea.Option("good", "I ask.", 0, "Well asked."), ea.Option("bad", "I wait.", 100)])
    cases = audit(checklist("a", item("a.one", scale=told, needed="Since when?\nWho knows?"), item("a.two")))
    heading = "What would you need to know?\n----------------------------\n\nSince when?\nWho knows?"
    for entry, feedback in (("1", "Well asked."), ("2", "")):
        talk = Talk("6", entry, "", "1", "", definition=cases)
        talk.run()
        assert f"{feedback}\n\n{heading}\n\nEnter to go on." in "\n".join(talk.said)
    unsure = Talk("6", "u", "1", "", definition=cases)
    unsure.run()
    assert "Since when?" not in "".join(unsure.said)
