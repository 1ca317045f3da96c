"""The recipe of many histories in one database runs as it stands."""

import importlib.util
import subprocess
import sys
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

import pytest
from support.histories import PASSPHRASE, quick_keys

import ethics_audit as ea
from ethics_audit.base.errors import UnknownIdError
from ethics_audit.history import Histories, History, opened

if TYPE_CHECKING:
    from support.histories import Server

__all__ = ["quick_keys"]


@pytest.fixture
def recipe(root: Path) -> ModuleType:
    """The recipe as a module."""
    spec = importlib.util.spec_from_file_location("many_histories", root / "examples" / "many_histories.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_clinicians_keep_list_and_leave(
    recipe: ModuleType,
    postgresql: "Server",
    tmp_path: Path,
    quick_keys: None,  # noqa: ARG001 - a fixture
) -> None:
    """An audit sent twice is kept once; nobody sees another's; a copy goes with who leaves, and nothing stays."""
    answers = ea.Answers(dict.fromkeys(recipe.AUDIT.items, ea.UNSURE))
    copy = tmp_path / "copy.db"
    with Histories(postgresql.database()) as histories:
        assert [recipe.finished(histories, "ann", answers) for _ in range(2)] == [1, 1]
        assert [line[0] for line in recipe.listed(histories, "ann")] == [1]
        assert recipe.listed(histories, "ben") == []
        assert recipe.AUDIT.title in recipe.report(histories, "ann", 1)
        with pytest.raises(UnknownIdError):
            recipe.report(histories, "ben", 1)
        recipe.finished(histories, "ben", answers)
        assert recipe.leaving(histories, "ann", copy, PASSPHRASE) == 2
        assert (recipe.listed(histories, "ann"), len(recipe.listed(histories, "ben"))) == ([], 1)
    assert History(opened(copy, PASSPHRASE)).verify().count == 2


def test_it_runs_from_the_command_line(root: Path, postgresql: "Server") -> None:
    """It keeps the example, and prints the list."""
    command = [sys.executable, str(root / "examples" / "many_histories.py"), "clinician-17"]
    database = {"DATABASE": postgresql.database()}
    for _ in range(2):
        done = subprocess.run(command, env=database, capture_output=True, text=True, check=True)
        assert (done.stdout.count("\n"), done.stdout.split()[0], done.stderr) == (1, "1", "")
