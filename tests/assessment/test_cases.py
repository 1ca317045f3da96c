"""Cases: what they sum up to by domain, and where they differ from what is said of one's own practice."""

import json
import os
from fractions import Fraction
from pathlib import Path

import pytest
from attrs import evolve
from support.builders import audit, checklist, item, scale

import ethics_audit as ea
from ethics_audit.assessment.blocks import Listed, Paragraph
from ethics_audit.assessment.cases import TEXTS, by_domain, contrasts
from ethics_audit.assessment.page import case_rows, sections
from ethics_audit.cli.answers_paths import beside
from ethics_audit.cli.commands import run

OWN = audit(
    checklist("a", item("a.one", 3), item("a.two", 1), item("a.young", requires={"minors"})),
    checklist("b", item("b.three")),
)
ANSWERS = scale(0, 20, 40, 100)
CASES = evolve(
    checklist(
        "cases",
        item("cases.first", 2, scale=ANSWERS, about=["a.one", "a.two"]),
        item("cases.second", 4, scale=ANSWERS, about=["a.young"]),
        item("cases.third", 6, scale=ANSWERS, about=["b.three"]),
    ),
    kind="cases",
)


def kinds(own: dict[str, str], cases: dict[str, str], profile: set[str] = frozenset()) -> list[tuple[str, str]]:  # type: ignore[assignment]
    """The contrasts between answers, by kind and case."""
    found = ea.assess(OWN, ea.Answers(own, profile)).beside(ea.assess(CASES, cases))
    return [(one.kind, one.case.id) for one in found]


@pytest.mark.parametrize(
    ("own", "case", "kind"),
    [
        ({"a.one": "r0", "a.two": "r0"}, "r100", "gap_in_case"),
        ({"a.one": "r0", "a.two": "r0"}, "r40", "gap_in_case"),
        ({"a.one": "r0", "a.two": "r0"}, "r20", None),
        ({"a.one": "r0", "a.two": "r50"}, "r100", "gap_in_case"),  # 50 / 4 = 12.5, in the band low
        ({"a.one": "r0", "a.two": "r100"}, "r100", None),  # 100 / 4 = 25, moderate
        ({"a.one": "r50", "a.two": "r0"}, "r0", "gap_in_practice"),  # 150 / 4 = 37.5, high
        ({"a.one": "r100", "a.two": "r100"}, "r0", "gap_in_practice"),
        ({"a.one": "r100", "a.two": "r100"}, "r100", None),
        ({"a.one": "r0", "a.two": "r0"}, "r0", None),
        ({"a.two": "r0"}, "r100", "gap_in_case"),
        ({}, "r100", None),
        ({"a.one": "unsure"}, "r100", None),
    ],
)
def test_contrast(own: dict[str, str], case: str, kind: str | None) -> None:
    """Low on one side and high or critical on the other; the items of a topic count by their weight."""
    assert kinds(own, {"cases.first": case}) == ([(kind, "cases.first")] if kind else [])


def test_what_is_not_scored_is_not_contrasted() -> None:
    """An item outside the profile, and a case that is not answered, say nothing."""
    assert kinds({"a.young": "r0"}, {"cases.second": "r100"}) == []
    assert kinds({"a.young": "r0"}, {"cases.second": "r100"}, {"minors"}) == [("gap_in_case", "cases.second")]
    assert kinds({"a.one": "r0"}, {"cases.first": "unsure"}) == []


def test_thresholds_are_those_of_each_side() -> None:
    """Nothing is fixed in code: the policy of each audit bands its own side."""
    strict = evolve(OWN, policy=ea.Policy(ea.Thresholds(60, 70, 80)))
    own = ea.assess(strict, {"a.one": "r50", "a.two": "r50"})
    assert own.beside(ea.assess(CASES, {"cases.first": "r100"}))[0].kind == "gap_in_case"
    lenient = evolve(ea.Audit.of(CASES), policy=ea.Policy(ea.Thresholds(60, 70, 80)))
    assert own.beside(ea.assess(lenient, {"cases.first": "r40"})) == ()


def test_where_a_flag_is_raised_the_words_are_grave() -> None:
    """A good answer to a case makes nothing light of what must not wait."""
    flagged = item("a.one", 3, red_flag=ea.RedFlag(50, "high", "Call today."))
    own = ea.assess(checklist("a", flagged), {"a.one": "r100"})
    (contrast,) = own.beside(ea.assess(CASES, {"cases.first": "r0"}))
    assert (contrast.kind, contrast.flagged) == ("gap_in_practice", True)
    assert "something must not wait" in contrast.text
    assert "easiest gap" not in contrast.text


def test_one_flag_among_the_items_is_enough() -> None:
    """The words are grave where one of several items on the topic raises its flag."""
    items = [item("a.one", 3, red_flag=ea.RedFlag(50, "high", "Call.")), item("a.two", 1)]
    own = ea.assess(checklist("a", *items), {"a.one": "r100", "a.two": "r0"})
    assert [one.flagged for one in own.beside(ea.assess(CASES, {"cases.first": "r0"}))] == [True]


def test_topic_without_an_answer_is_passed_over() -> None:
    """What comes after it is contrasted."""
    given = {"cases.first": "r100", "cases.second": "r100", "cases.third": "r100"}
    assert kinds({"b.three": "r0"}, given) == [("gap_in_case", "cases.third")]


def test_each_meaning_is_told_once_with_its_cases() -> None:
    """The words for a sense stand before the cases that show it."""
    own = ea.assess(OWN, {"a.one": "r0", "a.two": "r0", "b.three": "r100"})
    cases = ea.assess(CASES, {"cases.first": "r100", "cases.third": "r0"})
    (told,) = [one for one in sections(own, cases) if one.id == "beside"]
    first, one, second, other = told.blocks
    assert [first, second] == [Paragraph(TEXTS["gap_in_case"]), Paragraph(TEXTS["gap_in_practice"])]
    assert isinstance(one, Listed)
    assert isinstance(other, Listed)
    assert [(block.is_loose, [entry.id for entry in block.entries]) for block in (one, other)] == [
        (True, ["cases.first"]),
        (True, ["cases.third"]),
    ]


def test_sums_by_domain() -> None:
    """Each answered case counts in the domain of the first item that it is about."""
    given = ea.Answers({"cases.first": "r40", "cases.third": "r100", "cases.second": "unsure"})
    sums = by_domain(ea.assess(CASES, given))
    assert [(one.id, one.count, one.points, one.weight) for one in sums] == [("a", 1, 80, 2), ("b", 1, 600, 6)]
    assert by_domain(ea.assess(OWN, {"a.one": "r0"})) == ()


def test_domains_of_cases_have_titles() -> None:
    """They are told by the ids of their domains, for a file of cases need not have those domains themselves."""
    case = item("cases.first", scale=ANSWERS, about=["my_own_practice.one"])
    (row,) = case_rows(ea.assess(evolve(checklist("cases", case), kind="cases"), {"cases.first": "r40"}))
    assert (row[0], row[2]) == ("My own practice", "1 case")


def test_sums_by_domain_are_those_of_the_score() -> None:
    """Nothing is lost or counted twice: over the shipped cases they add up to the points and the weight."""
    cases = ea.load_audit("scenarios")
    given = {case.id: case.options[at % len(case.options)].id for at, case in enumerate(cases.items.values())}
    result = ea.assess(cases, given)
    sums = by_domain(result)
    assert (sum(one.points for one in sums), sum(one.weight for one in sums)) == (result.points, result.weight)
    assert Fraction(result.points, result.weight) == result.exact


def test_pages_say_so_without_scolding() -> None:
    """The page of either side shows the contrast, once for each kind, and the record holds it for programs."""
    own = ea.assess(OWN, {"a.one": "r0", "a.two": "r0", "b.three": "r100"})
    cases = ea.assess(CASES, {"cases.first": "r100", "cases.third": "r0"})
    from ethics_audit.assessment.page import page

    for told in (page(own, cases), page(cases, own)):
        flat = " ".join(told.split())
        assert "Your practice beside the cases" in flat
        assert "Both can be true" in flat
        assert 'I do cases.first. You chose: Risk 100. Beside it in your practice: "I do a.one", "I do a.two".' in flat
        assert "often the easiest gap to close" in flat
        assert max(len(line) for line in told.splitlines()) <= 80
    assert "beside the cases" not in str(own)
    record = json.loads(ea.to_json(ea.record(own, cases)))
    assert [(one["kind"], one["case"], one["items"]) for one in record["contrasts"]] == [
        ("gap_in_case", "cases.first", ["a.one", "a.two"]),
        ("gap_in_practice", "cases.third", ["b.three"]),
    ]
    assert record["contrasts"] == json.loads(ea.to_json(ea.record(cases, own)))["contrasts"]
    both = evolve(OWN, parts=(*OWN.parts, ea.Part(CASES)))
    alone = ea.assess(both, {"a.one": "r0", "a.two": "r0", "cases.first": "r100"})
    assert len(contrasts(alone, alone)) == 1
    assert 'in your practice: "I do a.one"' in " ".join(str(alone).split())


def test_page_of_cases() -> None:
    """Cases have a summary by domain, feedback with each gap, and their own words about the score."""
    scenarios = ea.load_audit("scenarios")
    subpoena, chatbot = scenarios.items["scenarios.subpoena"], scenarios.items["scenarios.clients_chatbot"]
    worst = subpoena.ranked[-1]
    told = str(ea.assess(scenarios, {subpoena.id: worst.id, chatbot.id: chatbot.ranked[0].id}))
    assert "Confidentiality  100.0  [####################]  1 case\nTelehealth         0.0" in told
    assert f"   But     {worst.feedback[:30]}" in told
    assert "(0: no answer goes wrong, 100: every answer does)" in told
    assert "The cases that you argue with are the useful ones." in told
    assert "Domains\n" not in str(ea.assess(ea.load_audit("scenarios"), {}))


def sheet(path: Path, audit_id: str, **answers: str) -> Path:
    """An answers file of this audit; `__` in a name stands for its dot."""
    given = {id.replace("__", "."): answer for id, answer in answers.items()}
    path.write_text(ea.to_toml(ea.AnswerSheet(audit_id, ea.Answers(given))), "utf-8")
    return path


def test_files_of_one_quarter_belong_together(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`score` compares the audit of a quarter with the cases of the same quarter, and the other way around."""
    own = sheet(tmp_path / "quarterly-2026-q4.toml", "quarterly", telehealth__clients_chatbots="none")
    cases = sheet(tmp_path / "scenarios-2026-q4.toml", "scenarios", scenarios__clients_chatbot="look")
    old = sheet(tmp_path / "scenarios-2026-q3.toml", "scenarios", scenarios__clients_chatbot="paste")
    for file, other in ((own, cases), (cases, own)):
        assert run(["score", str(file)]) == 0
        told = capsys.readouterr().out
        assert "Your practice beside the cases" in told
        assert f"Looked at together with {other.name}" in told
    assert run(["score", str(own), "--json"]) == 0
    assert [one["case"] for one in json.loads(capsys.readouterr().out)["contrasts"]] == ["scenarios.clients_chatbot"]
    assert run(["score", str(old)]) == 0
    assert "Looked at together" not in capsys.readouterr().out
    cases.write_text("broken", "utf-8")
    assert run(["score", str(own)]) == 0
    told = capsys.readouterr()
    assert "Looked at together" not in told.out
    assert "scenarios-2026-q4.toml lies in the same folder but cannot be read" in told.err


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs a system with named pipes")
def test_only_files_are_looked_at(tmp_path: Path) -> None:
    """A pipe or a folder with such a name is ignored, and nothing waits for it."""
    own = sheet(tmp_path / "quarterly-2026-q4.toml", "quarterly", boundaries__secrecy="no")
    os.mkfifo(tmp_path / "pipe-2026-q4.toml")
    (tmp_path / "folder-2026-q4.toml").mkdir()
    assert beside(own, ea.assess(ea.load_audit("quarterly"), {})) is None


def test_of_several_files_the_fullest_is_taken(tmp_path: Path) -> None:
    """A brief and a quarterly audit of the same quarter: the one with more answers; an occasion is never taken."""
    sheet(tmp_path / "brief-2026-q4.toml", "brief", boundaries__secrecy="no")
    full = sheet(tmp_path / "quarterly-2026-q4.toml", "quarterly", boundaries__secrecy="no", boundaries__gifts="each")
    sheet(tmp_path / "dilemma-2026-q4.toml", "dilemma", dilemma__named="yes")
    cases = sheet(tmp_path / "scenarios-2026-q4.toml", "scenarios", scenarios__costly_gift="home")
    result = ea.assess(ea.load_audit("scenarios"), {"scenarios.costly_gift": "home"})
    found = beside(cases, result)
    assert found is not None
    assert found[0] == full
    assert beside(tmp_path / "mine.toml", result) is None
    assert beside(full, ea.assess(ea.load_audit("dilemma"), {})) is None
