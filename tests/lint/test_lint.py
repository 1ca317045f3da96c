"""The rules of writing: each sees the faults that are planted for it, and the shipped files have none."""

import json
import subprocess
import sys
from pathlib import Path

import importlib_resources
import pytest
from attrs import evolve
from support.builders import checklist, item
from support.planted import CASE_FAULTS, CASES, CLEAN, FAULTS, PROMPT

import ethics_audit as ea
from ethics_audit.cli.commands import run
from ethics_audit.documents import catalog
from ethics_audit.lint import lint, lint_file, reading, rules
from ethics_audit.lint.words import any_of

SHIPPED = [
    Path(str(file))
    for kind in ("audits", "checklists")
    for file in (importlib_resources.files("ethics_audit") / kind).iterdir()
]
PLANTED_ELSEWHERE = {
    "weights-differ",
    "best-answer-hidden",
    "ids-are-kept",
    "options-few",
    "red-flags-kept",
    "newest-named",
    "audit-version-is-frozen",
    "checklists-named-once",
    "bands-rise",
    "version-is-frozen",
}


def broken_by(tmp_path: Path, clean: str, old: str, new: str) -> set[str]:
    """The rules that a file breaks in which the first place is replaced."""
    assert old in clean
    file = tmp_path / "mine.toml"
    file.write_text(clean.replace(old, new, 1), "utf-8")
    return {problem.rule for problem in lint_file(file)}


@pytest.mark.parametrize("file", SHIPPED, ids=lambda file: file.name)
def test_shipped_file_breaks_no_rule(file: Path) -> None:
    """Every shipped checklist and audit is held to every rule."""
    assert [str(problem) for problem in lint_file(file)] == []


@pytest.mark.parametrize("clean", [CLEAN, CASES], ids=["practice", "cases"])
def test_the_clean_files_are_clean(clean: str, tmp_path: Path) -> None:
    """What is planted below is the only fault."""
    file = tmp_path / "mine.toml"
    file.write_text(clean, "utf-8")
    assert [str(problem) for problem in lint_file(file)] == []


@pytest.mark.parametrize(("rule", "old", "new"), FAULTS, ids=[f"{at}-{row[0]}" for at, row in enumerate(FAULTS)])
def test_planted_fault_is_seen(rule: str, old: str, new: str, tmp_path: Path) -> None:
    """The rule that is meant sees it."""
    assert rule in broken_by(tmp_path, CLEAN, old, new)


@pytest.mark.parametrize(("rule", "old", "new"), CASE_FAULTS, ids=[row[0] for row in CASE_FAULTS])
def test_planted_fault_of_a_case_is_seen(rule: str, old: str, new: str, tmp_path: Path) -> None:
    """The same for cases."""
    assert rule in broken_by(tmp_path, CASES, old, new)


def test_every_rule_has_a_fault_and_an_explanation() -> None:
    """No rule is there that no test has seen at work; each is told in sentences."""
    assert set(rules()) == {row[0] for row in (*FAULTS, *CASE_FAULTS)} | PLANTED_ELSEWHERE
    for rule in rules().values():
        assert rule.text.endswith("."), rule.id
        assert len(rule.text) > 30, rule.id
    assert {rule.severity for rule in rules().values()} == {"error", "warning"}


def test_faults_of_numbers() -> None:
    """Many options, equal weights."""
    options = ea.Scale([ea.Option(f"o{at}", f"Option {at}", at * 10) for at in range(11)])
    same = checklist("desk", *(item(f"desk.thing{letter}", 3, scale=options) for letter in "abcde"))
    assert {"options-few", "weights-differ"} <= {problem.rule for problem in lint(same)}


def test_best_answers_that_give_themselves_away() -> None:
    """Always the first, and always the longest, in six cases."""
    answers = ea.Scale([ea.Option("a", "Do the best that one can do here", 0), ea.Option("b", "Do it not", 100)])
    given_away = [item(f"desk.case_{letter}", scale=answers, about=["boundaries.gifts"]) for letter in "abcdef"]
    told = [one.message for one in lint(checklist("desk", *given_away)) if one.rule == "best-answer-hidden"]
    assert told == [
        "the best answer is the longest in 6 of 6 cases",
        "the best answer is number 1 in 6 of 6 cases",
    ]
    few = lint(checklist("desk", *given_away[:5]))
    assert "best-answer-hidden" not in {one.rule for one in few}


def test_reading_grade_is_measured() -> None:
    """Long words and sentences are told with the grade, which is that of the published formula."""
    prompt = "I communicate comprehensive organisational considerations concerning confidentiality responsibilities."
    found = lint(checklist("desk", item("desk.words", prompt=prompt)))
    assert any(problem.rule == "reading-grade" for problem in found)
    characters, words, sentences = 22, 5, 1
    computed = 4.71 * characters / words + 0.5 * words / sentences - 21.43
    assert reading.grade(["Some cats never like milk."]) == pytest.approx(computed, abs=0.1)


def test_without_the_extra_the_grade_is_left_out(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Everything else is checked, and standard error says what was not."""
    monkeypatch.setitem(sys.modules, "textstat", None)
    shipped = next(file for file in SHIPPED if file.name.startswith("boundaries"))
    assert run(["lint", str(shipped)]) == 0
    assert "pip install 'ethics-audit[authoring]'" in capsys.readouterr().err


def test_library_that_cannot_be_loaded_is_no_missing_extra(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """What it says is told; to install it again would not help."""
    (tmp_path / "textstat.py").write_text("raise ImportError('needs another numpy')", "utf-8")
    monkeypatch.delitem(sys.modules, "textstat", raising=False)
    monkeypatch.syspath_prepend(str(tmp_path))
    shipped = next(file for file in SHIPPED if file.name.startswith("boundaries"))
    assert run(["lint", str(shipped)]) == 0
    assert "the reading grade is not measured: needs another numpy" in capsys.readouterr().err


def test_a_version_of_the_catalogue_is_frozen() -> None:
    """Other items under the same version are told; a corrected text is not."""
    shipped = ea.load_checklist("boundaries")
    fewer = evolve(shipped, items=shipped.items[1:])
    assert "version-is-frozen" in {problem.rule for problem in lint(fewer)}
    mended = evolve(shipped, items=[evolve(shipped.items[0], remedy="Ring a colleague."), *shipped.items[1:]])
    assert "version-is-frozen" not in {problem.rule for problem in lint(mended)}


def test_items_that_leave_are_retired() -> None:
    """A later version names every item that an earlier one had: as an item, or as retired."""
    shipped = ea.load_checklist("boundaries")
    gone = shipped.items[0].id
    later = evolve(shipped, version="1.1", items=shipped.items[1:])
    assert [problem.message for problem in lint(later) if problem.rule == "ids-are-kept"] == [
        f"{gone!r} of version 1.0 is gone"
    ]
    assert [problem for problem in lint(evolve(later, retired={gone})) if problem.rule == "ids-are-kept"] == []


def test_codes_of_the_own_profession() -> None:
    """An item asked of one profession cites its code; one that does breaks no rule there."""
    asked = item("desk.keys", requires={"profession.counselor"}, citations=[ea.Citation("aca-2014", "B.6.b")])
    assert "own-code-cited" not in {problem.rule for problem in lint(checklist("desk", asked))}
    other = evolve(asked, citations=[ea.Citation("house-rules", "3")])
    assert "own-code-cited" in {problem.rule for problem in lint(checklist("desk", other))}


def test_cases_stand_only_in_a_checklist_of_cases() -> None:
    """An item about one's own practice names no others."""
    found = lint(checklist("desk", item("desk.keys", about=["boundaries.gifts"])))
    assert "about-known" in {problem.rule for problem in found}


AUDIT = """\
format = "ethics-audit/audit"
format_version = 1
id = "mine"
version = "1.0"
title = "Mine"
[policy]
bands = { moderate = 15, high = 35, critical = 60 }
[[checklists]]
id = "boundaries"
"""


@pytest.mark.parametrize(
    ("rule", "old", "new"),
    [
        ("red-flags-kept", 'id = "boundaries"\n', 'id = "boundaries"\nonly = ["boundaries.gifts"]\n'),
        ("document", 'id = "boundaries"\n', 'id = "boundaries"\nonly = ["boundaries.gift"]\n'),
        ("value", 'id = "boundaries"\n', 'id = "boundaries"\nonly = 3\n'),
        ("value", 'id = "boundaries"\n', 'id = "boundaries"\nonly = []\n'),
        ("document", 'id = "boundaries"\n', 'id = "boundries"\n'),
        ("bands-rise", "high = 35", "high = 65"),
        ("checklists-named-once", "[[checklists]]", '[[checklists]]\nid = "boundaries"\n[[checklists]]'),
        ("audit-version-is-frozen", 'id = "mine"', 'id = "quarterly"'),
    ],
)
def test_planted_fault_of_an_audit_is_seen(rule: str, old: str, new: str, tmp_path: Path) -> None:
    """Audits are held to rules as well."""
    assert broken_by(tmp_path, AUDIT, 'title = "Mine"', 'title = "Mine"') == set()
    assert rule in broken_by(tmp_path, AUDIT, old, new)


def test_checklists_of_ones_own_are_no_business_of_the_catalogue() -> None:
    """An audit of a checklist that is not in the catalogue breaks no rule about the catalogue's."""
    mine = checklist("desk", item("desk.keys"))
    assert lint(ea.Audit("mine", "1.0", "Mine", (ea.Part(mine),))) == ()


def test_newest_version_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """An audit that names an older version is told."""
    entries = [
        entry._replace(versions=("1.1", *entry.versions)) if entry.id == "consent" else entry
        for entry in catalog.usable()
    ]
    monkeypatch.setattr(catalog, "usable", lambda: entries)
    found = lint(ea.load_audit("quarterly"))
    assert [(problem.rule, problem.place) for problem in found] == [("newest-named", "checklists[1].version")]


def test_a_broken_file_tells_its_other_items_too(tmp_path: Path) -> None:
    """One item that cannot be read does not hide what is wrong with the next one's words."""
    file = tmp_path / "mine.toml"
    file.write_text(CLEAN.replace("weight = 6", "weight = 5").replace("Hang the key", "Try to hang the key"), "utf-8")
    assert [problem.rule for problem in lint_file(file)] == ["weight-is-rated", "remedy-is-a-step"]
    file.write_text(CLEAN.replace("effort = 1", "effort = 9", 1).replace("I tell them", "I always tell them"), "utf-8")
    assert [problem.rule for problem in lint_file(file)] == ["value", "frequency-in-the-scale"]
    for content in ("items = 3", "[[items]]\nid = 3", "[scales]\nx = 3\n[[items]]\nscale = 'x'", "\x00"):
        file.write_text(content, "utf-8")
        assert lint_file(file)
    assert [problem.rule for problem in lint_file(tmp_path / "none.toml")] == ["document"]


@pytest.mark.parametrize(
    "prompt",
    [
        "When I consult about a client and a colleague, I leave out the names.",
        "With couples, families and groups I agree on a rule about secrets.",
        "In the last three months, when I felt tired and cross, I told my supervisor.",
        "If my phone broke today, I could reach everyone by post.",
        "When an interpreter works with me, I speak to the client and not to the interpreter.",
    ],
)
def test_good_prompts_are_let_through(prompt: str, tmp_path: Path) -> None:
    """What leads up to the subject is not what is asked, and a contrast is one idea."""
    assert broken_by(tmp_path, CLEAN, PROMPT, f'"{prompt}"') == set()


def test_a_key_that_cannot_be_read_is_told_once(tmp_path: Path) -> None:
    """No rule of writing complains about what stands for it meanwhile."""
    assert broken_by(tmp_path, CLEAN, "severity = 3", "severity = 9") == {"value"}
    assert broken_by(tmp_path, CLEAN, 'citations = ["aca-2014 A.12", "nasw-2021 1.15"]', "citations = 3") == {"value"}


def test_lint_prints_the_rule(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Each line ends with the rule; `--explain` tells more, `--ignore` leaves it out, `--json` is for programs."""
    file = tmp_path / "mine.toml"
    file.write_text(CLEAN.replace("Hang the key", "Try to hang the key"), "utf-8")
    assert run(["lint", str(file)]) == 3
    told = capsys.readouterr().out
    assert "items[1] (desk.keys).remedy: is a wish ('Try to')" in told
    assert "[remedy-is-a-step]\n" in told
    assert run(["lint", str(file), "--ignore", "remedy-is-a-step"]) == 0
    assert capsys.readouterr().out == f"{file}: no problems (remedy-is-a-step left out)\n"
    assert run(["lint", str(file), "--json"]) == 3
    (problem,) = json.loads(capsys.readouterr().out)["files"][0]["problems"]
    assert (problem["rule"], problem["severity"]) == ("remedy-is-a-step", "warning")
    assert run(["lint", "--explain", "remedy-is-a-step"]) == 0
    assert capsys.readouterr().out.startswith(
        "remedy-is-a-step (warning: a rule of writing)\n\nA remedy is a first step"
    )
    assert run(["lint", "--explain", "all"]) == 0
    every = capsys.readouterr().out
    assert all(f"{rule} (" in every for rule in rules())
    assert run(["lint", "--explain", "all", "--json"]) == 0
    assert {rule["id"] for rule in json.loads(capsys.readouterr().out)} == set(rules())
    assert run(["lint", "--explain", "one-idea", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["severity"] == "warning"


@pytest.mark.parametrize(
    ("arguments", "status", "words"),
    [
        (["lint"], 2, "name a file"),
        (["lint", "--explain", "one-ida"], 3, "did you mean 'one-idea'?"),
        (["lint", "x.toml", "--ignore", "facts-are-known"], 3, "'facts-are-known' cannot be left out"),
        (["lint", "x.toml", "--ignore", "one-ida"], 3, "there is no rule of writing"),
    ],
)
def test_wrong_words(arguments: list[str], status: int, words: str, capsys: pytest.CaptureFixture[str]) -> None:
    """A rule that does not exist, or that cannot be left out, is told with the nearest name."""
    assert run(arguments) == status
    assert words in capsys.readouterr().err


def test_every_list_of_words_is_used_and_finds_itself() -> None:
    """The lists are well formed; a plain word of each is found in a sentence."""
    for name, word in (
        *(("vague", "properly"), ("frequency", "often"), ("negative", "don't"), ("joined", "and"), ("blame", "lazy")),
        *(("law", "illegal"), ("heavy", "leverage"), ("not_client", "patients"), ("gendered", "his/her")),
        *(("placeholder", "tbd"), ("joined_verb", "or asked")),
    ):
        assert any_of(name).search(f"This is {word}, in a sentence."), name


def test_core_does_not_load_the_rules() -> None:
    """Nobody who scores pays for them."""
    code = "import sys, ethics_audit as ea; ea.assess(ea.load_audit('brief'), {})"
    code += "; print('ethics_audit.lint' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"
