"""The documentation tells the truth where it can be checked; its Python and console blocks are run by themselves."""

import re
import tomllib
from pathlib import Path

import pytest
from support.builders import ROOT

import ethics_audit as ea
from ethics_audit.lint import rules
from ethics_audit.model.profile import KNOWN
from ethics_audit.testing import LAWS


def blocks(file: Path, language: str) -> list[str]:
    """The fenced blocks of a language."""
    return re.findall(rf"```{language}\n(.*?)```", file.read_text("utf-8"), re.DOTALL)


def test_files_of_the_manual_are_good(root: Path, tmp_path: Path) -> None:
    """The checklist, the audit and the answers of the manual can be used as they stand."""
    checklist, audit, answers, entry_point = blocks(root / "docs" / "reference" / "files.md", "toml")
    (tmp_path / "front_desk.toml").write_text(checklist, "utf-8")
    (tmp_path / "practice.toml").write_text(audit, "utf-8")
    (tmp_path / "answers.toml").write_text(answers, "utf-8")
    assert ea.load_checklist(tmp_path / "front_desk.toml").items[1].red_flag is not None
    assert [part.multiplier for part in ea.load_audit(tmp_path / "practice.toml").parts] == [2, 1]
    sheet = ea.load_answers(tmp_path / "answers.toml")
    assert ea.assess(ea.audit_of(sheet, tmp_path), sheet.answers).points > 0
    assert "ethics_audit.definitions" in tomllib.loads(entry_point)["project"]["entry-points"]


def test_manual_names_every_profile_fact(root: Path) -> None:
    """No fact is left out."""
    text = (root / "docs" / "reference" / "files.md").read_text("utf-8")
    assert all(f"`{fact}`" in text for fact in KNOWN)


def test_manual_numbers_the_laws(root: Path) -> None:
    """Every law that is tested is told, under its number; law 16 is tested on tables."""
    text = (root / "docs" / "explanation" / "scoring.md").read_text("utf-8")
    assert [
        int(number) for number in re.findall(r"^(\d+)\. [A-Z`n].*", text.partition("## Laws")[2], re.MULTILINE)
    ] == sorted([16, *(law.number for law in LAWS)])


@pytest.mark.parametrize(
    "file",
    [
        "README.md",
        "CHANGELOG.md",
        "CONTRIBUTING.md",
        "SECURITY.md",
        *sorted(str(path.relative_to(ROOT)) for path in (ROOT / "docs").rglob("*.md")),
    ],
)
def test_links_lead_somewhere(file: str, root: Path) -> None:
    """Links to files of the project, and to headings in them, are right."""
    path = root / file
    for target, heading in re.findall(r"\]\((?!https?:)([^)#]*)#?([^)]*)\)", path.read_text("utf-8")):
        found = path.parent / target if target else path
        assert found.exists(), target
        if heading:
            titles = re.findall(r"^#+ (.*)", found.read_text("utf-8"), re.MULTILINE)
            assert heading in {re.sub(r"[^a-z0-9 -]", "", title.lower()).replace(" ", "-") for title in titles}


def test_version_is_one(root: Path) -> None:
    """The citation names the version of the package."""
    assert f"version: {ea.__version__}\n" in (root / "CITATION.cff").read_text("utf-8")


def test_manual_lists_every_rule(root: Path) -> None:
    """Each rule of lint is told under its name, with the beginning of its explanation."""
    text = " ".join((root / "docs" / "how-to" / "writing.md").read_text("utf-8").split())
    for rule in rules().values():
        assert f"- `{rule.id}`: {rule.text[:18]}" in text, rule.id
    listed = set(re.findall(r"- `([a-z-]+)`: ", text))
    assert listed == set(rules())
