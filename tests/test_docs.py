"""The documentation tells the truth where it can be checked; its Python and console blocks are run by themselves."""

import importlib
import json
import re
import subprocess
import sys
import tomllib
import zlib
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import jsonschema
import pyarrow.csv as pa_csv
import pytest
from support import manual
from support.builders import ROOT

import ethics_audit as ea
from ethics_audit import research
from ethics_audit.base import causes
from ethics_audit.cli.commands import run
from ethics_audit.cli.status import Status
from ethics_audit.history import opened
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


def test_pictures_and_lines_of_the_installation_are_those_of_their_command(root: Path) -> None:
    """Run `python docs/pictures.py` after a change; the page shows each picture, and each line to paste."""
    pictures = manual.command("pictures")
    page = (root / "docs" / "install.md").read_text("utf-8")
    for name, picture in pictures.pictures().items():
        assert (root / "docs" / "pictures" / name).read_text("utf-8") == picture
        assert f"(pictures/{name})" in page
    for system in pictures.SYSTEMS.values():
        assert f"   ```text\n   {system.line}\n   ```" in page.partition(f"## {system.name}")[2]


def test_version_is_one(root: Path) -> None:
    """The citation names the version of the package."""
    assert f"version: {ea.__version__}\n" in (root / "CITATION.cff").read_text("utf-8")


@pytest.fixture(scope="module")
def from_code() -> Iterator[ModuleType]:
    """Return the module that reads the reference from the code."""
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(ROOT / "docs" / "_extensions"))
        yield importlib.import_module("from_code")


@pytest.fixture(scope="module")
def json_documents() -> Iterator[ModuleType]:
    """Return the module that derives the schemas."""
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(ROOT / "docs" / "_extensions"))
        yield importlib.import_module("json_documents")


def asked_for() -> list[list[str]]:
    """Return what the pages of the reference ask to be filled in, each as words."""
    pages = [path.read_text("utf-8") for path in (ROOT / "docs" / "reference").rglob("*.md")]
    return [found.split() for page in pages for found in re.findall(r"^<!-- fill: (.*?) -->$", page, re.MULTILINE)]


def test_reference_has_every_public_name(from_code: ModuleType) -> None:
    """Each public name is on one page of the reference, and only there."""
    named = [words[1:] for words in asked_for() if words[0] == "names"]
    shown = [(module, name) for module, *names in named for name in names]
    whole = [module for module, *names in named if not names]
    shown += [(module, name) for module, name in from_code.public_names() if module in whole]
    assert sorted(shown) == sorted(from_code.public_names())


def test_reference_knows_every_public_module(from_code: ModuleType) -> None:
    """The modules that the documentation and the examples import are those of the reference."""
    imported: set[str] = set()
    for path in [ROOT / "README.md", *(ROOT / "docs").rglob("*.md"), *(ROOT / "examples").rglob("*.py")]:
        text = path.read_text("utf-8")
        imported.update(re.findall(r"^from (ethics_audit[\w.]*) import", text, re.MULTILINE))
    imported.discard("ethics_audit.formats")  # the package of `targets`
    assert imported <= set(from_code.MODULES), imported - set(from_code.MODULES)


def test_reference_has_every_command_and_option(from_code: ModuleType) -> None:
    """Each command has a heading, and each option stands in its table."""
    page = from_code.commands()
    for name, command in from_code.every_command():
        (section,) = re.findall(rf"^## {name}\n(.*?)(?=^## |\Z)", page, re.MULTILINE | re.DOTALL)
        for option in command.params:
            assert all(f"`{spelled}`" in section for spelled in option.opts if spelled.startswith("-")), option.name
    assert ["commands"] in asked_for()


def test_reference_has_every_code(from_code: ModuleType) -> None:
    """Each code of an error class and of a cause is in the table, and so is each exit status."""
    table = from_code.error_codes()
    codes = {*getattr(causes, "CODES", {}), ea.AnswerError.code, ea.UnknownIdError.code}
    assert all(f"| `{code}` |" in table for code in codes)
    assert set(from_code.STATUSES) == set(Status)
    assert {("error-codes",), ("error-classes",), ("exit-statuses",)} <= {tuple(words) for words in asked_for()}


def test_reference_has_every_rule(from_code: ModuleType) -> None:
    """Each rule of lint is listed with the beginning of its explanation."""
    page = from_code.lint_rules()
    for rule in rules().values():
        assert f"`{rule.id}`\n: {rule.text[:18]}" in page, rule.id
    assert ["rules"] in asked_for()


def test_reference_has_every_extra(from_code: ModuleType) -> None:
    """Each extra of the package says what it brings."""
    assert set(from_code.EXTRAS) == set(from_code.declared_extras())
    assert all(f"| `{extra}` |" in from_code.extras() for extra in from_code.declared_extras())
    assert ["extras"] in asked_for()


def test_documents_fit_their_schemas(
    json_documents: ModuleType, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """What the commands and functions write fits the schema that the reference shows, and nothing else does."""
    quarter = str(ROOT / "examples" / "quarter.toml")
    checklist = str(ROOT / "examples" / "waiting_room.toml")

    def printed(*arguments: str) -> object:
        run([*arguments])
        return json.loads(capsys.readouterr().out)

    sheet = ea.load_answers(quarter)
    gifts = ea.load_audit("quarterly").items["boundaries.gifts"]
    what_if = f"boundaries.gifts={gifts.ranked[0].id}"
    run(["history", "add", quarter, "--day", "2026-11-26"])
    gap = ea.assess(ea.audit_of(sheet), sheet.answers).findings[0].item.id
    run(["plan", "choose", gap, "--owner", "Dana", "--due", "2026-12-18"])
    capsys.readouterr()
    survey, study = tmp_path / "survey.csv", tmp_path / "self_care.study.parquet"
    people = research.synthetic(ea.load_audit("self_care"), people=100, occasions=1, seed=1)
    pa_csv.write_csv(people.table, survey)
    written = {
        "audit": printed("export", "quarterly", "--to", "json"),
        "checklist": printed("show", "scenarios", "--json"),
        "item": printed("show", "boundaries.gifts", "--json"),
        "answers": json.loads(ea.to_json(sheet)),
        "assessment": printed("score", quarter, "--plan-to", "low", "--what-if", what_if, "--json"),
        "questionnaire": printed("export", "brief", "--to", "questionnaire"),
        "error": json.loads(ea.to_json(ea.error_record(ea.AnswerError([ea.Problem("", "is wrong")])))),
        "codebook": printed("export", "brief", "--to", "codebook"),
        "weights": json.loads(ea.to_json(ea.Weights("desk", "1.0", [ea.ItemRating("desk.door", 3, 2)]))),
        "history": printed("history", "--json"),
        "history-verified": printed("history", "verify", "--json"),
        "plan": printed("plan", "--json"),
        "list": printed("list", "--json"),
        "list-sources": printed("list", "--sources", "--json"),
        "lint": printed("lint", checklist, "--json"),
        "lint-rule": printed("lint", "--explain", "all", "--json"),
        "paths": printed("paths", "--json"),
        "study": printed("study", "read", str(survey), "--audit", "self_care", "--out", str(study), "--json"),
        "study-table": printed("study", "table", str(study), "--rows", "site", "--columns", "group", "--json"),
    }
    bodies = {f"history-{entry.kind}": json.loads(entry.body) for entry in opened().entries() if entry.body}
    bodies.pop("history-definition")
    written |= bodies
    assert {"history-audit", "history-action"} <= set(written)
    for document in json_documents.DOCUMENTS:
        schema = json_documents.whole(document)
        assert not [key for key, _, told in json_documents.rows(schema) if not told], document.name
        jsonschema.Draft202012Validator.check_schema(schema)
        validator = jsonschema.Draft202012Validator(schema)
        if document.name in written:
            validator.validate(written[document.name])
        assert not validator.is_valid({"unknown": 1})


@pytest.mark.slow
def test_site_builds_without_warnings(tmp_path: Path, from_code: ModuleType) -> None:
    """The site is built with warnings as errors, and every public name can be linked to."""
    pytest.importorskip("sphinx", reason="needs Sphinx: pip install '.[docs]'")
    command = [sys.executable, "-m", "sphinx", "-W", "--keep-going", "-q", "-b", "html", "docs", str(tmp_path)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    lines = zlib.decompress((tmp_path / "objects.inv").read_bytes().split(b"\n", 4)[4]).decode().splitlines()
    objects = {line.split(" ", 1)[0] for line in lines}
    assert {f"{module}.{name}" for module, name in from_code.public_names()} <= objects
