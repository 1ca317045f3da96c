"""What `score` shows beside a result: its working, plans, earlier audits, other answers; as text and as JSON."""

import itertools
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from support.builders import QUARTER, checklist, item

import ethics_audit as ea
from ethics_audit.assessment import weights, working
from ethics_audit.assessment.explanation import decimal
from ethics_audit.assessment.text import printed
from ethics_audit.assessment.wording import score_text
from ethics_audit.cli.commands import run
from ethics_audit.history import History

Told = Callable[..., str]
QUARTERLY = f"quarterly:{ea.load_audit('quarterly').version}"


@pytest.fixture
def told(capsys: pytest.CaptureFixture[str]) -> Told:
    """Run the program, which must succeed, and return what it prints."""

    def call(*arguments: str) -> str:
        assert run([*arguments]) == 0
        return capsys.readouterr().out

    return call


@pytest.fixture
def earlier(tmp_path: Path) -> Path:
    """The example's quarter with three other answers: a crossing that was rarer, a worse one, and an open question."""
    sheet = ea.load_answers(QUARTER)
    was = {CROSSING.id: CROSSING.ranked[0].id, WORSE.id: WORSE.ranked[-1].id, OPENED.id: "unsure"}
    text = ea.to_toml(ea.AnswerSheet(sheet.audit, sheet.answers.changed(was), sheet.version))
    path = tmp_path / "earlier.toml"
    path.write_text(text, "utf-8")
    return path


def quarter() -> ea.Assessment:
    """The example's result."""
    sheet = ea.load_answers(QUARTER)
    return ea.assess(ea.audit_of(sheet), sheet.answers)


def _answered() -> dict[str, tuple[ea.Item, ea.Option]]:
    """The items of the example that have an option picked, with these."""
    sheet = ea.load_answers(QUARTER)
    items = ea.audit_of(sheet).items
    return {id: (items[id], items[id].by_id[one]) for id, one in sheet.answers.given.items() if isinstance(one, str)}


CROSSING = next(one for one, picked in _answered().values() if one.crossing and picked is one.ranked[1])
WORSE, OPENED = [one for one, picked in _answered().values() if picked is one.ranked[1] and not one.crossing][:2]
"""A crossing that came up, and two more gaps of the example."""


def titles(page: str) -> list[str]:
    """The underlined titles of a page."""
    lines = page.splitlines()
    return [title for title, line in itertools.pairwise(lines) if line and not line.strip("-")]


def test_explain_shows_the_working(told: Told) -> None:
    """`--explain` shows the sums, contributions, effect of weights, open questions, and the vector."""
    page = told("score", str(QUARTER), "--explain")
    assert titles(page)[:5] == [
        "Why this band",
        "How the score came about",
        "What each answer adds",
        "If the weights were off",
        "What to find out next",
    ]
    result = quarter()
    assert working.division(result) in " ".join(page.split())
    assert all(f"{one.item.title}: {one.option.label}" in " ".join(page.split()) for one in result.findings)
    worst = next(one for one in result.findings if one.option.risk == 100)
    assert f"(weight {worst.item.weight} x risk 100 = {worst.points})" in page
    for percent in (25, 50):
        ends = result.weight_range(percent)
        assert ends is not None
        assert f" {percent} %  score {decimal(ends.low)} to {decimal(ends.high)}, band " in page
    first, *_, last = result.next_questions(len(result.open))
    assert f"narrows it by {decimal(first.narrows)}, which leaves {decimal(first.left)}" in page
    assert f"narrows it by {decimal(last.narrows)}, and then nothing is open" in page
    assert "Domains" in titles(page)
    assert f"\n{result.vector}\n" in page


def test_explain_where_little_is_known(tmp_path: Path, told: Told) -> None:
    """Without answers there is only what to find out; with all answers there is nothing to find out."""
    nothing = tmp_path / "nothing.toml"
    nothing.write_text('audit = "boundaries"\n[answers]\n', "utf-8")
    page = told("score", str(nothing), "--explain")
    assert not {"What each answer adds", "If the weights were off"} & set(titles(page))
    assert "What to find out next" in titles(page)
    assert " = " not in page.partition("What to find out next")[0]
    whole = tmp_path / "whole.toml"
    answers = "\n".join(f'"{one.id}" = "{one.options[0].id}"' for one in ea.load_checklist("dilemma").items)
    whole.write_text(f'audit = "dilemma"\n[answers]\n{answers}\n', "utf-8")
    assert "What to find out next" not in titles(told("score", str(whole), "--explain"))


def test_plans(told: Told) -> None:
    """A plan is made for a band, a budget, or a domain, and only if it is asked for."""
    page = told("score", str(QUARTER), "--plan-to", "low", "--budget", "4")
    result = quarter()
    assert str(result.plan("low")) in page
    assert str(result.plan(budget=4)) in page
    assert titles(page) == [
        "Why this band",
        "The least effort to the band low",
        "What an effort of 4 buys",
        "What this is, and is not",
    ]
    certain = told("score", str(QUARTER), "--plan-to", "low", "--certain", "--domain", "consent")
    assert str(result.plan("low", domain="consent", certain=True)) in certain
    assert "The least effort" not in told("score", str(QUARTER))
    sure = result.plan(budget=4, certain=True)
    assert str(sure) != str(result.plan(budget=4))
    assert str(sure) in told("score", str(QUARTER), "--budget", "4", "--certain")
    assert "in Informed consent" in told("score", str(QUARTER), "--budget", "4", "--domain", "consent")


def test_compare(told: Told, earlier: Path) -> None:
    """`--compare` shows changes and drift, and several earlier audits in the order given."""
    page = told("score", str(QUARTER), "--compare", str(earlier))
    assert titles(page)[1:6] == [
        "Since the earlier audit",
        "Better answers",
        "Worse answers",
        "Domains, before and after",
        "Boundary drift",
    ]
    rarer, now, worst = (one.label for one in (*CROSSING.ranked[:2], WORSE.ranked[-1]))
    assert f'"{rarer}", then "{now}"' in page
    assert f'{WORSE.prompt} from "{worst}" to "{WORSE.ranked[1].label}"' in " ".join(page.split())
    assert "newly answered: 1, together +" in page
    longer = told("score", str(QUARTER), "--compare", str(earlier), "--compare", str(QUARTER))
    assert titles(longer)[1] == "From audit to audit"
    sheet = ea.load_answers(earlier)
    before = ea.assess(ea.audit_of(sheet), sheet.answers)
    assert f"earlier.toml   {score_text(before)}  {before.band}" in longer
    assert f"this one       {score_text(quarter())}  {quarter().band}" in longer
    assert f'"{rarer}", then "{now}", then "{now}"' in " ".join(longer.split())


def test_vector_stands_for_a_file(told: Told, earlier: Path) -> None:
    """A compact vector can be scored, and compared with."""
    sheet = ea.load_answers(earlier)
    vector = ea.assess(ea.audit_of(sheet), sheet.answers).vector
    assert "Better answers" in told("score", str(QUARTER), "--compare", vector)
    assert f"Score     {score_text(quarter())} of 100" in told("score", quarter().vector)


def test_what_if(told: Told) -> None:
    """`--what-if` shows other answers beside the page of the given ones."""
    other = ["--what-if", f"{CROSSING.id}={CROSSING.ranked[-1].id}", "--what-if", f"{WORSE.id}=unsure"]
    page = told("score", str(QUARTER), *other)
    assert titles(page) == ["Why this band", "What if", "Domains then", "What this is, and is not"]
    assert "worse answers: 1, together +" in page
    assert "no longer answered: 1" in page
    assert f"as answered {score_text(quarter())}" in page
    assert f"Score     {score_text(quarter())} of 100" in page


def test_all_of_it_as_json(told: Told, earlier: Path) -> None:
    """`--json` has the same facts as numbers."""
    asked = ["--plan-to", "low", "--budget", "4", "--compare", str(earlier)]
    asked += ["--what-if", f"{CROSSING.id}={CROSSING.ranked[-1].id}"]
    document = json.loads(told("score", str(QUARTER), "--json", *asked))
    result = quarter()
    plan = result.plan("low")
    first, second = document["plans"]
    assert (first["to"], first["effort"], first["reached"], first["band"]) == ("low", plan.effort, True, "low")
    assert [step["item"] for step in first["steps"]] == [step.item.id for step in plan.steps]
    assert first["reduction"] == float(plan.reduction)
    assert first["score"] == result.what_if(plan.changes).score
    assert (second["budget"], second["to"]) == (4, None)
    (change,) = document["trend"]["changes"]
    assert change["later"]["vector"] == document["vector"] == result.vector
    assert change["total"] == pytest.approx(change["later"]["score"] - change["earlier"]["score"])
    assert sum(one["total"] for one in change["items"]) == pytest.approx(change["total"])
    assert document["trend"]["drift"] == [{"item": CROSSING.id, "answers": [one.id for one in CROSSING.ranked[:2]]}]
    first_change = document["what_if"]["items"][0]
    assert [first_change[key] for key in ("item", "before", "after")] == [
        CROSSING.id,
        *(CROSSING.ranked[place].id for place in (1, -1)),
    ]
    assert document["weight_tolerance"] == float(result.weight_tolerance() or 0)
    assert [one["item"] for one in document["next_questions"]] == [
        one.item.id for one in result.next_questions(len(result.open))
    ]
    assert ea.from_json(json.dumps(document), ea.AssessmentRecord).plans[0].effort == plan.effort


def test_working_names_multipliers_and_every_open_question(quarterly: ea.Audit) -> None:
    """A domain that counts more than once says so; the JSON holds every open question, and a tolerance of zero."""
    parts = [ea.Part(part.checklist, times) for part, times in zip(quarterly.parts[:3], (1, 2, 3), strict=True)]
    definition = ea.Audit("x", "1.0", "X", parts)
    told = printed(working.sections(ea.assess(definition, {"boundaries.place": "five_or_more"})))
    assert [told.count(f"counts {times} times") for times in (1, 2, 3)] == [0, 1, 1]
    nothing = ea.assess(quarterly, {})
    assert len(ea.record(nothing).next_questions) == len(nothing.open) > 5
    close = ea.assess(checklist("a", item("a.i", 15), item("a.j", 85)), {"a.i": "r100", "a.j": "r0"})
    assert ea.record(close).weight_tolerance == 0.0


def test_today_stands_before_what_was_asked_for(tmp_path: Path, told: Told) -> None:
    """A raised flag comes before a plan."""
    path = tmp_path / "a.toml"
    path.write_text('audit = "boundaries"\n[answers]\n"boundaries.secrecy" = "yes"\n', "utf-8")
    assert titles(told("score", str(path), "--plan-to", "low", "--explain"))[:3] == [
        "Do today",
        "Why this band",
        "First things first",
    ]


@pytest.mark.parametrize(
    ("arguments", "status", "message"),
    [
        (["--what-if", "boundaries.gifts"], 2, "expected ITEM=ANSWER, such as boundaries.gifts=never"),
        (["--what-if", "=never"], 2, "expected ITEM=ANSWER"),
        (
            ["--what-if", "boundaries.gifts=never", "--what-if", " boundaries.gifts = once"],
            2,
            "boundaries.gifts is given twice",
        ),
        (["--what-if", "boundaries.gift=never"], 3, "did you mean 'boundaries.gifts'?"),
        (["--what-if", "boundaries.place=nevr"], 3, "did you mean 'never'?"),
        (["--plan-to", "good"], 2, "is not one of"),
        (["--budget", "0"], 2, "0 is not in the range"),
        (["--budget", "much"], 2, "is not a valid integer"),
        (["--domain", "consent"], 2, "--domain and --certain are for a plan"),
        (["--certain"], 2, "--domain and --certain are for a plan"),
        (["--plan-to", "low", "--domain", "consnt"], 3, "did you mean 'consent'?"),
        (["--compare", "nowhere.toml"], 3, "nowhere.toml: cannot be read"),
        (["--compare", f"ea1:{QUARTERLY}:000000000000::"], 3, "was written under quarterly"),
    ],
)
def test_wrong_requests(arguments: list[str], status: int, message: str, capsys: pytest.CaptureFixture[str]) -> None:
    """One clear error goes to standard error, and nothing to standard output."""
    assert run(["score", str(QUARTER), *arguments]) == status
    printed = capsys.readouterr()
    assert printed.out == ""
    assert message in " ".join(printed.err.split())


def test_comparing_with_another_audit(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The error names the file."""
    path = tmp_path / "brief.toml"
    path.write_text('audit = "brief"\n[answers]\n', "utf-8")
    assert run(["score", str(QUARTER), "--compare", str(path)]) == 3
    printed = capsys.readouterr()
    assert printed.out == ""
    assert "brief.toml" in printed.err
    assert "audit: expected answers to 'quarterly', got 'brief'" in printed.err


@pytest.mark.parametrize("asked", [["--plan-to", "low"], ["--budget", "3"], ["--compare", "{file}"]])
@pytest.mark.parametrize("name", ["boundary_decision", "scenarios"])
def test_no_plan_for_occasions_and_cases(
    name: str, asked: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """An occasion is one decision, and cases have no efforts; only cases can be compared."""
    path = tmp_path / "a.toml"
    path.write_text(f'audit = "{name}"\n[answers]\n', "utf-8")
    allowed = name == "scenarios" and asked[0] == "--compare"
    assert run(["score", str(path), *(one.format(file=path) for one in asked)]) == (0 if allowed else 2)
    problem = capsys.readouterr().err
    assert allowed or "two decisions" in problem or "a plan is for one's own practice" in problem


def test_file_with_the_name_of_a_vector(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A path that looks like a vector is a path."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "ea1:quarter.toml").write_text(QUARTER.read_text("utf-8"), "utf-8")
    assert run(["score", "./ea1:quarter.toml"]) == 0


def test_weights_stand_in_every_report(quarterly: ea.Audit) -> None:
    """Every report says whether the weights matter."""
    result = ea.assess(quarterly, quarter().answers)
    told = weights.sentence(result)
    assert told.startswith("Even if every weight were off by up to ")
    assert told in " ".join(str(result).split())
    assert told in result._repr_html_()


def test_score_as_a_page(kept: History, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`score --html` writes the page, with the earlier answers that it is compared with; with --json it prints too."""
    assert len(kept.audits()) == 2
    for name, answer in (("now", "never"), ("earlier", "always")):
        (tmp_path / f"{name}.toml").write_text(f'audit = "small.toml"\n[answers]\n"small.one" = "{answer}"\n', "utf-8")
    assert run(["score", "now.toml", "--html", "now.html", "--compare", "earlier.toml"]) == 0
    assert capsys.readouterr().out == ""
    page = (tmp_path / "now.html").read_text("utf-8")
    assert "Since the earlier audit" in page
    assert "earlier" in page
    assert run(["score", "now.toml", "--html", "now.html", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["audit"]["id"] == "small"
    assert run(["score", "now.toml", "--html", "now.toml"]) == 4


def test_what_does_not_fit_is_told_with_its_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Answers that do not fit their audit are told with the file that they are in."""
    path = tmp_path / "mine.toml"
    path.write_text('audit = "brief"\n[answers]\n"boundaries.secrecy" = "nope"\n', "utf-8")
    assert run(["score", str(path)]) == 3
    assert f"{path}: boundaries.secrecy: expected one of yes, no, unsure, got 'nope'" in capsys.readouterr().err
