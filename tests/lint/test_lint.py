"""Each rule finds the faults planted for it, and the shipped files have none."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from support.planted import CASE_FAULTS, CASES, CLEAN, FAULTS, SHIPPED, broken_by

from ethics_audit.cli.commands import run
from ethics_audit.lint import lint_file, rules

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
    "risks-rise",
    "severities-named-once",
    "half-worst-first",
    "version-is-frozen",
    "own-facts-are-declared",
    "own-facts-mean-one-thing",
}


@pytest.mark.parametrize("file", SHIPPED, ids=lambda file: file.name)
def test_shipped_file_breaks_no_rule(file: Path) -> None:
    """Every shipped checklist and audit follows every rule."""
    assert [str(problem) for problem in lint_file(file)] == []


@pytest.mark.parametrize("clean", [CLEAN, CASES], ids=["practice", "cases"])
def test_the_clean_files_are_clean(clean: str, tmp_path: Path) -> None:
    """The files in which faults are planted have no others."""
    file = tmp_path / "mine.toml"
    file.write_text(clean, "utf-8")
    assert [str(problem) for problem in lint_file(file)] == []


@pytest.mark.parametrize(("rule", "old", "new"), FAULTS, ids=[f"{at}-{row[0]}" for at, row in enumerate(FAULTS)])
def test_planted_fault_is_seen(rule: str, old: str, new: str, tmp_path: Path) -> None:
    """Each rule finds the fault planted for it."""
    assert rule in broken_by(tmp_path, CLEAN, old, new)


@pytest.mark.parametrize(("rule", "old", "new"), CASE_FAULTS, ids=[row[0] for row in CASE_FAULTS])
def test_planted_fault_of_a_case_is_seen(rule: str, old: str, new: str, tmp_path: Path) -> None:
    """Each rule for cases finds the fault planted for it."""
    assert rule in broken_by(tmp_path, CASES, old, new)


def test_every_rule_has_a_fault_and_an_explanation() -> None:
    """Every rule has a planted fault and is explained in sentences."""
    assert set(rules()) == {row[0] for row in (*FAULTS, *CASE_FAULTS)} | PLANTED_ELSEWHERE
    for rule in rules().values():
        assert rule.text.endswith("."), rule.id
        assert len(rule.text) > 30, rule.id
    assert {rule.severity for rule in rules().values()} == {"error", "warning"}


def test_a_broken_file_tells_its_other_items_too(tmp_path: Path) -> None:
    """An item that cannot be read does not hide the problems of the next one."""
    file = tmp_path / "mine.toml"
    file.write_text(
        CLEAN.replace("weight = 6", "weight = 5", 1).replace("Hang the key", "Try to hang the key"), "utf-8"
    )
    assert [problem.rule for problem in lint_file(file)] == ["weight-is-rated", "remedy-is-a-step"]
    file.write_text(CLEAN.replace("effort = 1", "effort = 9", 1).replace("I told them", "I always told them"), "utf-8")
    assert [problem.rule for problem in lint_file(file)] == ["value", "frequency-in-the-scale"]
    for content in ("items = 3", "[[items]]\nid = 3", "[scales]\nx = 3\n[[items]]\nscale = 'x'", "\x00"):
        file.write_text(content, "utf-8")
        assert lint_file(file)
    assert [problem.rule for problem in lint_file(tmp_path / "none.toml")] == ["document"]


def test_a_key_that_cannot_be_read_is_told_once(tmp_path: Path) -> None:
    """A key that cannot be read has one problem, and no rule of writing adds another."""
    assert broken_by(tmp_path, CLEAN, "severity = 2", "severity = 9") == {"value"}
    assert broken_by(tmp_path, CLEAN, 'citations = ["aca-2014 A.12", "nasw-2021 1.15"]', "citations = 3") == {"value"}


def test_lint_prints_the_rule(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Each line ends with its rule, which `--explain` explains and `--ignore` leaves out."""
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
    """A rule that does not exist or cannot be ignored is refused, with the nearest name."""
    assert run(arguments) == status
    assert words in capsys.readouterr().err


def test_core_does_not_load_the_rules() -> None:
    """Scoring does not load the rules."""
    code = "import sys, ethics_audit as ea; ea.assess(ea.load_audit('brief'), {})"
    code += "; print('ethics_audit.lint' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"


def test_rules_about_english_are_for_english(tmp_path: Path) -> None:
    """A definition in another language is not held to the rules that look for English words."""
    found = []
    for name, language in (("mine", ""), ("meine", 'language = "de"\n')):
        file = tmp_path / f"{name}.toml"
        prompt = CLEAN.partition('prompt = "')[2].partition('"')[0]
        file.write_text(CLEAN.replace("[scales]", f"{language}[scales]", 1).replace(prompt, "Die Tür ist zu."), "utf-8")
        found.append({problem.rule for problem in lint_file(file)})
    assert "first-person" in found[0]
    assert not found[1] & {"first-person", "american-spelling", "plain-words", "reading-grade"}
