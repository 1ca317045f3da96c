"""A release can be checked by anybody: the same bytes from every build, what it is made of, and what others allow."""

import importlib
import json
import os
import re
import shutil
import subprocess
import sys
import tarfile
from collections.abc import Callable, Iterator
from importlib.metadata import distribution
from pathlib import Path
from types import ModuleType
from typing import Any
from zipfile import ZipFile

import pytest
import yaml
from support.builders import ROOT
from support.needed import needed

SOURCES = (
    ".ci",
    ".github",
    "src",
    "tests",
    "docs",
    "examples",
    "bench",
    "*.md",
    "LICENSE",
    "CITATION.cff",
    "*.py",
    "pyproject.toml",
)
AT_ONE_TIME = {"TZ": "UTC", "LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "1", "UMASK": "022"}
AT_ANOTHER = {"TZ": "Asia/Kathmandu", "LC_ALL": "C", "PYTHONHASHSEED": "2", "UMASK": "077"}


def built(project: Path, surroundings: dict[str, str]) -> dict[str, bytes]:
    """Build the wheel and the sdist, and return them by their names."""
    command = [sys.executable, "-m", "hatchling", "build", "-d", str(project / "dist")]
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("SOURCE_DATE_", "COVERAGE_"))}
    umask = int(surroundings["UMASK"], 8)
    subprocess.run(command, cwd=project, env=kept | surroundings, umask=umask, check=True, capture_output=True)
    return {path.name: path.read_bytes() for path in (project / "dist").iterdir()}


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The wheel and the sdist, built from a copy of the project."""
    project = tmp_path_factory.mktemp("first")
    for source in (found for pattern in SOURCES for found in ROOT.glob(pattern)):
        if source.is_dir():
            shutil.copytree(source, project / source.name, ignore=shutil.ignore_patterns("__pycache__", "compiled"))
        else:
            shutil.copy(source, project)
    return built(project, AT_ONE_TIME)


@pytest.fixture(scope="module")
def materials(first: dict[str, bytes], tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """The bill of materials in the wheel."""
    path = tmp_path_factory.mktemp("wheel") / "it.whl"
    path.write_bytes(next(content for name, content in first.items() if name.endswith(".whl")))
    with ZipFile(path) as wheel:
        (name,) = (one for one in wheel.namelist() if ".dist-info/sboms/" in one)
        found: dict[str, Any] = json.loads(wheel.read(name))
    return found


@pytest.mark.slow
def test_two_builds_are_the_same(first: dict[str, bytes], tmp_path: Path) -> None:
    """What is built from the sdist, in another folder, at another time and place, has the same bytes."""
    (name,) = (name for name in first if name.endswith(".tar.gz"))
    (tmp_path / name).write_bytes(first[name])
    with tarfile.open(tmp_path / name) as sdist:
        sdist.extractall(tmp_path, filter="data")
    project = tmp_path / "deeper" / "down"
    shutil.copytree(tmp_path / name.removesuffix(".tar.gz"), project, copy_function=shutil.copy)
    assert built(project, AT_ANOTHER) == first


@pytest.mark.slow
def test_bill_of_materials_is_cyclonedx(materials: dict[str, Any]) -> None:
    """The wheel carries a valid bill of materials (PEP 770)."""
    from cyclonedx.schema import SchemaVersion
    from cyclonedx.validation.json import JsonStrictValidator

    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(json.dumps(materials)) is None


@pytest.mark.slow
def test_bill_of_materials_names_what_is_installed_with_it(materials: dict[str, Any]) -> None:
    """It names the version, what the wheel needs, and what the extras add that run, but not those for work on it."""
    own = distribution("ethics-audit")
    always = {one.name for one in needed("ethics-audit")}
    more = {one.name for extra in ("all", "testing") for one in needed("ethics-audit", extra)}
    scopes = {one["name"]: one["scope"] for one in materials["components"]}
    assert scopes == dict.fromkeys(more, "optional") | dict.fromkeys(always, "required")
    assert materials["metadata"]["component"]["purl"] == f"pkg:pypi/ethics-audit@{own.version}"


@pytest.fixture
def command() -> Iterator[Callable[[str], ModuleType]]:
    """Return a function that gives a command of the continuous integration as a module."""
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(ROOT / ".ci"))
        yield importlib.import_module


CHANGELOG = """# Changelog

## [1.1.0] - 2027-02-01

### Added

- More.

## [1.0.0] - 2027-01-01

## [0.9.0]
- No day.
"""


def test_notes_are_what_the_changelog_says(command: Callable[[str], ModuleType]) -> None:
    """The notes of a version are the text below its heading."""
    assert command("notes").notes(CHANGELOG, "1.1.0") == "### Added\n\n- More.\n"


@pytest.mark.parametrize("version", ["1.0.0", "0.9.0", "1.1", "1x1.0"])
def test_no_release_without_notes(version: str, command: Callable[[str], ModuleType]) -> None:
    """A version without a heading, a day or a text cannot be released."""
    with pytest.raises(SystemExit, match=rf"expected a heading '## \[{version}\] - YEAR-MONTH-DAY' with text below it"):
        command("notes").notes(CHANGELOG, version)


HOLED = {"name": "holed", "version": "1.0", "vulns": [{"id": "X-1", "fix_versions": ["1.1", "2.0"]}]}
SOUND = {"name": "sound", "version": "1.0", "vulns": []}
UNKNOWN = {"name": "unknown", "skip_reason": "not found"}


@pytest.mark.parametrize(
    ("packages", "lines", "good", "released"),
    [
        ([SOUND], ["1 packages were checked for advisories"], True, True),
        ([SOUND, HOLED], ["holed 1.0: X-1, fixed in 1.1, 2.0", "2 packages were checked for advisories"], False, False),
        (
            [SOUND, UNKNOWN],
            [
                "NOT CHECKED: no advisory service answered for 1 of the packages",
                "1 packages were checked for advisories",
            ],
            True,
            False,
        ),
        (
            [],
            [
                "NOT CHECKED: no advisory service answered for any of the packages",
                "0 packages were checked for advisories",
            ],
            True,
            False,
        ),
    ],
)
def test_what_is_said_of_advisories(
    packages: list[dict[str, Any]],
    lines: list[str],
    *,
    good: bool,
    released: bool,
    command: Callable[[str], ModuleType],
) -> None:
    """An advisory fails; what could not be looked up is told, and holds up a release."""
    told = command("advisories").told
    assert told(packages, strict=False) == (lines, good)
    assert told(packages, strict=True) == (lines, released)


def test_tools_are_locked() -> None:
    """Each tool has one version and hashes, and no address to take it from."""
    locked = (ROOT / ".ci" / "tools.txt").read_text("utf-8")
    found = re.findall(
        r"^(\S+)==\S+(?: ;.*)? \\\n((?:    --hash=sha256:[0-9a-f]{64}(?: \\)?\n)+)", locked, re.MULTILINE
    )
    assert len(found) == len([line for line in locked.splitlines() if not line.startswith(" ")])
    asked = re.findall(r"^[\w-]+", (ROOT / ".ci" / "tools.in").read_text("utf-8"), re.MULTILINE)
    assert set(asked) <= {name for name, _ in found}
    assert "://" not in locked


def test_workflows_run_what_was_read() -> None:
    """Each action of others is named by the hash of its content, and no job may do more than it says."""
    workflows = [path.read_text("utf-8") for path in (ROOT / ".github" / "workflows").glob("*.yml")]
    assert workflows
    for told in workflows:
        used = re.findall(r"uses: (\S+)", told)
        assert all(re.fullmatch(r"[\w/-]+@[0-9a-f]{40}", one) for one in used), used
        assert "\npermissions: {}\n" in told


@pytest.fixture
def signed(tmp_path: Path) -> Callable[..., bool]:
    """Return a function that tags a version in a project of its own, and tells whether the workflow takes the tag."""
    programs = {name: shutil.which(name) for name in ("git", "ssh-keygen", "bash")}
    if None in programs.values():
        pytest.skip("needs git, ssh-keygen and bash")
    origin, clone, runner = tmp_path / "origin", tmp_path / "clone", tmp_path / "runner"
    quiet = {"HOME": str(tmp_path), "PATH": os.environ["PATH"], "GIT_CONFIG_NOSYSTEM": "1"}
    keys = {name: tmp_path / name for name in ("maintainer", "stranger")}
    for key in keys.values():
        subprocess.run([programs["ssh-keygen"], "-q", "-t", "ed25519", "-N", "", "-f", key], check=True)

    def git(*words: str | Path) -> None:
        who = ["-c", "user.name=M", "-c", "user.email=m@example.org", "-c", "gpg.format=ssh"]
        subprocess.run([programs["git"], *who, *words], cwd=origin, env=quiet, check=True, capture_output=True)

    def commit(signer: str) -> None:
        key = keys[signer].with_suffix(".pub").read_text("utf-8")
        (origin / ".github" / "allowed_signers").write_text(f'M namespaces="git" {key}', "utf-8")
        git("add", ".")
        git("commit", "-m", f"Keys of the {signer}")

    (origin / ".github").mkdir(parents=True)
    (origin / "src/ethics_audit/base").mkdir(parents=True)
    (origin / "src/ethics_audit/base/version.py").write_text('"""It."""\n\n__version__ = "1.2.0"\n', "utf-8")
    git("init", "--initial-branch", "main")
    commit("maintainer")
    workflow = yaml.safe_load((ROOT / ".github/workflows/release.yml").read_text("utf-8"))
    (step,) = (one for one in workflow["jobs"]["build"]["steps"] if "verify-tag" in one.get("run", ""))

    def taken(tag: str = "v1.2.0", signer: str = "maintainer", *, aside: bool = False, plain: bool = False) -> bool:
        if aside:
            git("switch", "-c", "aside")
            commit(signer)
        signing = ["-a"] if plain else ["-s", "-u", keys[signer]]
        git("tag", "-m", tag, *signing, tag)
        git("clone", "-b", tag, ".", clone)
        runner.mkdir()
        told = quiet | {"GITHUB_REF_NAME": tag, "RUNNER_TEMP": str(runner), "MAIN": "origin/main"}
        done = subprocess.run(
            [programs["bash"], "-e", "-c", step["run"]], cwd=clone, env=told, check=False, capture_output=True
        )
        return done.returncode == 0

    return taken


def test_tag_of_a_maintainer_is_taken(signed: Callable[..., bool]) -> None:
    """The step of the workflow takes what `git tag -s` makes with a key that the main branch names."""
    assert signed()


@pytest.mark.parametrize(
    "otherwise",
    [{"plain": True}, {"signer": "stranger"}, {"tag": "v1.2.1"}, {"signer": "stranger", "aside": True}],
    ids=["not signed", "key of a stranger", "another version", "stranger who brings a list of keys"],
)
def test_other_tags_are_refused(otherwise: dict[str, Any], signed: Callable[..., bool]) -> None:
    """Nobody else can release, and no tag can bring its own list of who may."""
    assert not signed(**otherwise)
