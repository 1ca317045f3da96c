"""What was said the last time, and what is told of it after an answer."""

from datetime import date

import pytest
from attrs import evolve
from support.builders import audit, item
from support.histories import EARLIER, EXAMPLE, ListStore, result

import ethics_audit as ea
from ethics_audit.history import Action, Followed, History
from ethics_audit.history.earlier import Earlier, earlier, recalled, remark
from ethics_audit.model.answers import Answer

SPRING, SUMMER, AUTUMN = date(2026, 5, 1), date(2026, 8, 1), date(2026, 11, 1)
NOTES, CONSENT = EXAMPLE.items["work.notes"], EXAMPLE.items["work.consent"]
EVENT = item("work.event", not_applicable=True, event=True)
SCENES = audit(ea.Checklist("work", "1.0", "Work", [item("work.notes")], kind="cases"))
KINDLY = (
    "You had marked your step about this as done. If something got in the way, supervision or a colleague is a good "
    "place for it."
)


def said(**answers: Answer) -> Earlier:
    """What was said in summer; each answer is given by the last part of its item id."""
    return Earlier(SUMMER, frozenset(), {f"work.{name}": answer for name, answer in answers.items()})


def step(*states: str, item: str = "work.notes") -> list[Followed]:
    """Steps about an item, in the order in which they were chosen."""
    return [Followed(number, Action(item, "Begin."), "2026-08-01", state) for number, state in enumerate(states, 1)]


def test_the_last_assessment_before_a_day() -> None:
    """The last standing assessment of the same audit counts, with its facts and the reasons of what did not apply."""
    kept = History(ListStore())
    assert earlier(kept.book(), EXAMPLE, AUTUMN) is None
    kept.keep(result(notes="r0"), date(2026, 2, 1))
    kept.keep(result(notes="r0"), SPRING)
    answers = ea.Answers({"work.notes": "r50", "work.gifts": ea.not_applicable("none come")}, {"telehealth"})
    first = kept.keep(result(notes="r100"), SUMMER)
    kept.keep(ea.assess(EXAMPLE, answers), SUMMER, corrects=first.number, reason="misread")
    kept.keep(result(notes="r100"), AUTUMN)
    found = earlier(kept.book(), EXAMPLE, AUTUMN)
    assert found == Earlier(SUMMER, frozenset({"telehealth"}), dict(answers.given))
    assert found.reasons == {"work.gifts": ea.not_applicable("none come")}
    assert earlier(kept.book(), SCENES, SPRING) is None


def test_only_what_fits_the_audit_of_today_is_recalled() -> None:
    """An answer to a question that is gone, or that cannot be given any more, is left out."""
    answers = ea.Answers({"work.notes": "r50", "work.gifts": ea.not_applicable("none come"), "work.consent": "r0"})
    found = recalled(EARLIER, answers, SUMMER)
    assert found
    assert found.answers == {"work.notes": "r50"}


def test_nothing_is_recalled_but_of_a_practice() -> None:
    """Answers to cases are no habits that could be compared."""
    assert recalled(SCENES, ea.Answers({"work.notes": "r50"}), SUMMER) is None


@pytest.mark.parametrize(
    ("last", "now", "told"),
    [
        ("r50", "r50", "The same as last time."),
        ("r100", "r50", "Last time: Risk 100. Better than last time."),
        ("r50", "r100", "Last time: Risk 50."),
        (ea.UNSURE, "r0", "Last time: unsure."),
        (ea.UNSURE, ea.UNSURE, "The same as last time."),
        (ea.not_applicable("none"), "r50", "Last time: not applicable (none)."),
        (ea.not_applicable("none"), ea.not_applicable("no one"), "The same as last time."),
    ],
)
def test_the_answer_of_the_last_time(last: Answer, now: Answer, told: str) -> None:
    """The answer of the last time is told, or that it is the same, or that today's is better."""
    assert remark(CONSENT, now, said(consent=last)) == told


def test_an_event_that_did_not_come_up() -> None:
    """Of an event it is told that it did not come up."""
    assert remark(EVENT, "r0", said(event=ea.not_applicable())) == "Last time: It did not come up."


@pytest.mark.parametrize(("last", "told"), [("r100", "The same as last time."), ("r50", "Last time: Risk 50.")])
def test_beside_a_red_flag_nothing_kind_is_said(last: str, told: str) -> None:
    """What must not wait is not softened by a remark on a step that was done."""
    grave = item("work.notes", red_flag=ea.RedFlag(100, "high", "Call a lawyer."))
    assert remark(grave, "r100", said(notes=last), step("done")) == told


def test_nothing_to_tell() -> None:
    """Without an earlier assessment, or an answer in it, nothing is told."""
    assert remark(NOTES, "r0", None) == remark(NOTES, "r0", said(consent="r0")) == ""


@pytest.mark.parametrize("states", [("done",), ("open", "done"), ("open", "partly", "done")])
@pytest.mark.parametrize(
    ("last", "now", "told"),
    [
        ("r50", "r50", "The same as last time."),
        ("r50", "r100", "Last time: Risk 50."),
        (ea.UNSURE, ea.UNSURE, "The same as last time."),
    ],
)
def test_a_step_that_was_done_and_a_gap_that_is_there_again(
    last: Answer, now: Answer, told: str, states: tuple[str, ...]
) -> None:
    """If the last step about a gap was done and the answer is no better, that is said, and where to take it."""
    assert remark(NOTES, now, said(notes=last), step(*states)) == f"{told} {KINDLY}"


def test_the_end_of_an_answer_is_told_as_it_is() -> None:
    """Only a period at the end of an answer is taken for that of the sentence."""
    scale = ea.Scale([ea.Option("one", "Plan X.", 0), ea.Option("two", "Plan Y", 100)])
    plans = evolve(item("work.plan"), scale=scale)
    assert remark(plans, "two", said(plan="one")) == "Last time: Plan X."


@pytest.mark.parametrize(
    ("last", "now", "actions"),
    [
        ("r0", "r0", step("done")),
        ("r100", "r50", step("done")),
        (ea.UNSURE, "r50", step("done")),
        ("r50", ea.UNSURE, step("dropped")),
        ("r50", "r50", step("done", "partly")),
        ("r50", "r50", step("done", item="work.gifts")),
        (ea.not_applicable(), ea.not_applicable(), step("done")),
    ],
)
def test_nothing_kind_to_say(last: Answer, now: Answer, actions: list[Followed]) -> None:
    """A better answer, another step, or one that is not done calls for no such remark."""
    assert KINDLY not in remark(NOTES, now, said(notes=last), actions)
