"""What hypothesis loads wherever this package is installed."""

import subprocess
import sys

import pytest

import ethics_audit as ea
from ethics_audit import testing

LISTED = """
from types import ModuleType
print(*(name for name, module in sorted(sys.modules.items()) if type(module) is ModuleType
        and name.partition('.')[0] in {'ethics_audit', 'hypothesis'}))
"""


def loaded_by(code: str) -> set[str]:
    """Return the modules of this package and of hypothesis that a fresh interpreter has read after this code."""
    run = [sys.executable, "-c", f"import sys\n{code}\n{LISTED}"]
    return set(subprocess.run(run, capture_output=True, text=True, check=True).stdout.split())


def test_importing_the_room_loads_no_strategy_and_no_law() -> None:
    """Hypothesis imports it in every test run of everybody who has this package installed."""
    assert loaded_by("import ethics_audit.testing.registration") == {
        "ethics_audit",
        "ethics_audit.base",
        "ethics_audit.base.moved",
        "ethics_audit.base.version",
        "ethics_audit.testing",
        "ethics_audit.testing.registration",
    }


def test_registering_builds_no_strategy() -> None:
    """Strategies are built when a test draws from a type."""
    loaded = loaded_by("from ethics_audit.testing.registration import register; register()")
    assert "ethics_audit.testing.strategies" not in loaded
    assert "ethics_audit.testing.laws" not in loaded


def test_every_public_name_is_there() -> None:
    """Each name of the room comes from the module it stands in, and is listed."""
    assert testing.__all__ == sorted(testing.__all__)
    for name in testing.__all__:
        assert getattr(testing, name) is vars(testing)[name]
    assert set(testing.__all__) <= set(dir(testing))
    assert testing.Law.__module__ == "ethics_audit.testing"


def test_an_unknown_name_is_no_attribute() -> None:
    """As in any module."""
    with pytest.raises(AttributeError, match="no attribute 'lawz'"):
        _ = testing.lawz


def test_without_hypothesis_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """The error gives the command that installs what is missing."""
    monkeypatch.setitem(sys.modules, "hypothesis", None)
    monkeypatch.delitem(sys.modules, "ethics_audit.testing.strategies", raising=False)
    monkeypatch.delitem(vars(testing), "audits", raising=False)
    with pytest.raises(ea.MissingExtraError, match=r"pip install 'ethics-audit\[testing\]'"):
        _ = testing.audits
