"""The example of a package that offers definitions, installed as a user would."""

import importlib.util
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(
    importlib.util.find_spec("pip") is None,
    reason="installs a package: needs pip in this environment (python -m ensurepip)",
)


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """An environment in which the example package is installed beside the library."""
    folder = tmp_path_factory.mktemp("plugin")
    source = Path(__file__).parents[2] / "examples" / "plugin"
    install = [sys.executable, "-m", "pip", "install", "-q", "--no-deps", "--target", str(folder), str(source)]
    subprocess.run(install, check=True, capture_output=True)
    return {**os.environ, "PYTHONPATH": str(folder)}


def test_its_definitions_are_listed(installed: dict[str, str]) -> None:
    """The definitions of an installed package are listed along with the shipped ones."""
    command = [sys.executable, "-m", "ethics_audit", "list", "--json"]
    done = subprocess.run(command, check=True, capture_output=True, text=True, env=installed)
    assert {"front_desk", "our_practice", "quarterly"} <= {row["id"] for row in json.loads(done.stdout)}


@pytest.mark.slow
def test_its_own_tests_pass(installed: dict[str, str]) -> None:
    """The example package's own tests pass."""
    tests = Path(__file__).parents[2] / "examples" / "plugin" / "tests"
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-c", os.devnull, str(tests)]
    done = subprocess.run(command, check=False, capture_output=True, text=True, env=installed)
    assert done.returncode == 0, done.stdout
    assert "17 passed" in done.stdout
