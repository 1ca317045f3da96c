"""The scoring manual and the interview guide say of each question what its definition says."""

from attrs import evolve
from support.builders import audit, checklist, item, scale

import ethics_audit as ea
from ethics_audit.formats import interview, manual

RATING = ea.Rating(4, 2, "normative", ["judgement-normative"])
FLAG = ea.RedFlag(50, ea.Band.HIGH, "Call.")
DOOR = item("desk.door", 54, rating=RATING, red_flag=FLAG, scale=scale(0, 40, 100), window="twelve months", event=True)
DRAWER = item("desk.drawer", 5, scale=scale(0, 20, 100), prompt="My client's release is in the drawer.")
KEY = item("desk.key", 2, about=["desk.door"])
GRAVE = ea.Policy(gravity=[ea.Gravity(4, moderate=40, high=100)])
DESK = audit(checklist("desk", DOOR, DRAWER, KEY), policy=GRAVE)


def written(audit: ea.Audit) -> list[str]:
    """The lines of the manual, without escapes."""
    return manual.export(audit).decode().replace("\\", "").splitlines()


def test_the_manual_says_how_each_answer_counts() -> None:
    """Each answer has its risk, its weight × risk, and the band that it forces; n/a is left out."""
    lines = written(DESK)
    assert "In the last twelve months: I do desk.door." in lines
    assert "| Risk 0 | 0 | 0 |  |" in lines
    assert "| Risk 40 | 40 | 2160 | moderate |" in lines
    assert "| Risk 100 | 100 | 5400 | high |" in lines
    assert any(line.startswith("Weight 54 = 3^(4 - 1) × 2: severity 4, likelihood 2") for line in lines)
    assert "Weight 5, set without a rating." in lines
    assert "Red flag from risk 50 on: at least high." in lines
    assert sum(line.endswith("| | left out | |") for line in lines) == 1
    assert "- Bands by the score: low from 0, moderate from 15, high from 35, critical from 60." in lines
    assert any(line.endswith("at least moderate from 40, high from 100.") for line in lines)


def test_the_example_is_worked_as_the_engine_works() -> None:
    """The sums by hand are those of `assess` over the first three questions: one worst, one best, one open."""
    text = "\n".join(written(DESK))
    result = ea.assess(DESK, {"desk.door": "r100", "desk.drawer": "r0"})
    assert f"P = {result.points}, A = {result.weight}, M = {result.open_weight}." in text
    assert "`desk.door`: “Risk 100”: 54 × 100 = 5400" in text
    assert "`desk.drawer`: “Risk 0”: 5 × 0 = 0" in text
    assert "`desk.key`: “I do not know”: 2 is open" in text
    assert all(reason.text in text for reason in result.reasons)


def test_a_single_question_is_an_example_too() -> None:
    """Without an open question there is no interval; a multiplier is told where it counts."""
    one = audit(checklist("desk", item("desk.door", requires={"minors"})), policy=ea.Policy())
    lines = written(evolve(one, parts=[ea.Part(one.parts[0].checklist, 2)]))
    assert not any("open question" in line for line in lines)
    assert "## Desk (counts 2 times)" in lines
    assert any(line.startswith("I do desk.door. (Only if: ") for line in lines)


def test_the_guide_probes_what_can_be_misunderstood() -> None:
    """A window, an event, n/a, a term of art and a case each have a probe of their own."""
    text = interview.export(DESK).decode().replace("\\", "")
    door, drawer, key = (part.partition("\n- ")[2] for part in text.split("\n### ")[1:])
    assert "(It asks: In the last twelve months.)" in door
    assert "Did anything like it come up?" in door
    assert "be right for?" in door
    assert drawer == "What did “release” mean to you here?\n"
    assert key == "What spoke for the answer that you did not choose?\n"
    assert interview.export(audit(checklist("desk", DRAWER, evolve(DRAWER, id="desk.plain", prompt="I do.")))).endswith(
        b"I do not know\n"
    )
