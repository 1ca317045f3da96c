"""The hook that PyInstaller runs to freeze a program that uses the package."""

import pkgutil
import sys
from collections.abc import Callable
from importlib import import_module
from importlib.metadata import entry_points
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

import ethics_audit


@pytest.fixture
def hook(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """Return what the hook tells PyInstaller, whose two functions are stood in for."""

    def collect_data_files(package: str) -> list[tuple[str, str]]:
        return [(package, package)]

    def collect_submodules(package: str, filter: Callable[[str], bool]) -> list[str]:
        found = pkgutil.walk_packages(sys.modules[package].__path__, f"{package}.")
        return [module.name for module in found if filter(module.name)]

    for name in ("PyInstaller", "PyInstaller.utils", "PyInstaller.utils.hooks"):
        monkeypatch.setitem(sys.modules, name, ModuleType(name))
    helpers: Any = sys.modules["PyInstaller.utils.hooks"]
    helpers.collect_data_files, helpers.collect_submodules = collect_data_files, collect_submodules
    offered = {entry.module: entry for entry in entry_points(group="pyinstaller40", name="hook-dirs")}
    (folder,) = offered["ethics_audit.base._pyinstaller"].load()()
    module = import_module("ethics_audit.base._pyinstaller.hook-ethics_audit")
    assert module.__file__ == str(Path(folder) / "hook-ethics_audit.py")
    return vars(module)


def test_frozen_program_gets_data_and_rooms(hook: dict[str, Any]) -> None:
    """Rooms that are imported when they are first used are in it, and the package's data files."""
    assert hook["datas"] == [("ethics_audit", "ethics_audit")]
    assert {"ethics_audit.web.application", "ethics_audit.frames.score"} <= set(hook["hiddenimports"])


def test_frozen_program_gets_no_laws(hook: dict[str, Any]) -> None:
    """A program needs neither the laws nor this hook."""
    assert not [name for name in hook["hiddenimports"] if "testing" in name or "pyinstaller" in name]
    assert ethics_audit.__name__ not in hook["hiddenimports"]
