"""A release can be checked by anybody: the same bytes from every build, what it is made of, and what others allow."""

import importlib
import io
import json
import os
import re
import shutil
import subprocess
import sys
import tarfile
from collections.abc import Callable, Iterator
from email import message_from_bytes
from importlib.metadata import distribution
from pathlib import Path
from types import ModuleType
from typing import Any
from zipfile import ZipFile

import pytest
from packaging.requirements import Requirement
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


@pytest.mark.slow
def test_bill_of_materials_says_what_the_wheel_says(first: dict[str, bytes], materials: dict[str, Any]) -> None:
    """Its name, version, license and bounds are those by which an installer goes."""
    (content,) = (content for name, content in first.items() if name.endswith(".whl"))
    with ZipFile(io.BytesIO(content)) as wheel:
        (name,) = (one for one in wheel.namelist() if one.endswith(".dist-info/METADATA"))
        told = message_from_bytes(wheel.read(name))
    own = materials["metadata"]["component"]
    assert (own["name"], own["version"]) == (told["Name"], told["Version"])
    assert own["licenses"] == [{"expression": told["License-Expression"]}]
    work = {"bench", "docs", "test"}
    asked = {
        (one.name, str(one.specifier))
        for one in map(Requirement, told.get_all("Requires-Dist", []))
        if one.name != own["name"]
        and not (one.marker and work & set(re.findall(r"extra == ['\"](\w+)", str(one.marker))))
    }
    bounds = {(one["name"], each["value"]) for one in materials["components"] for each in one["properties"]}
    assert bounds == asked


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
    """Each action of others is named by hash and version, and no job may do more than it says."""
    workflows = [path.read_text("utf-8") for path in (ROOT / ".github" / "workflows").glob("*.yml")]
    assert workflows
    for told in workflows:
        used = re.findall(r"uses: (.+)", told)
        assert all(re.fullmatch(r"[\w/-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", one) for one in used), used
        assert "\npermissions: {}\n" in told


READY = "expected a folder as it was committed; changed or new: a.py"


@pytest.mark.parametrize(
    ("files", "pythons", "lines", "good", "released"),
    [
        ([], [], [], True, True),
        (["a.py"], [], [READY], False, False),
        (["a.py", "b.py", "c"], [], [f"{READY} and 2 more"], False, False),
        ([], ["3.14"], ["NOT CHECKED: Python 3.14, which is not installed here"], True, False),
    ],
)
def test_what_stands_in_the_way(
    files: list[str],
    pythons: list[str],
    lines: list[str],
    *,
    good: bool,
    released: bool,
    command: Callable[[str], ModuleType],
) -> None:
    """A changed folder is never released; a Python that is not here is told, and holds up a release."""
    told = command("ready").told
    assert told(files, pythons, strict=False) == (lines, good)
    assert told(files, pythons, strict=True) == (lines, released)


def test_a_python_is_here_if_it_starts(
    command: Callable[[str], ModuleType], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A command of that name which does not start is no Python."""
    here = f"{sys.version_info.major}.{sys.version_info.minor}"
    (tmp_path / f"python{here}").symlink_to(sys.executable)
    (tmp_path / "python9.8").write_text("#!/bin/sh\nexit 127\n", "utf-8")
    (tmp_path / "python9.8").chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert command("ready").absent([here, "9.8", "9.9"]) == ["9.8", "9.9"]


def test_only_a_clone_is_released(
    command: Callable[[str], ModuleType], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Files are as they were committed or are named; outside of a clone nobody can tell."""
    if not shutil.which("git"):
        pytest.skip("needs git")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    with pytest.raises(SystemExit, match="expected a clone"):
        command("ready").changed()
    subprocess.run(["git", "init", "-q"], check=True)  # noqa: S607 - whichever git is here
    assert command("ready").changed() == []
    (tmp_path / "new.py").touch()
    assert command("ready").changed() == ["new.py"]
