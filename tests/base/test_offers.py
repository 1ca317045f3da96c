"""What packages offer, and what is said where they or the library lack something."""

from importlib.metadata import EntryPoint
from pathlib import Path
from typing import Any

import pytest

import ethics_audit as ea
from ethics_audit.base import packages
from ethics_audit.base.packages import Offer, shipped


def test_missing_data_files_are_named() -> None:
    """With their place in the library, and what to do."""
    with pytest.raises(ea.ChecklistError) as caught:
        shipped("audits", "nothing.toml")
    assert caught.value.problems == (
        ea.Problem(
            "",
            "this installation of ethics-audit is incomplete: its data files are missing (audits/nothing.toml)",
            "with PyInstaller: --collect-data ethics_audit; otherwise reinstall it",
        ),
    )


class _Distribution:
    """A distribution with entry points, or one that cannot be read."""

    def __init__(self, name: str | None, *values: str) -> None:
        self.name = name
        self.values = values

    @property
    def entry_points(self) -> Any:
        """Have `select` give them."""
        if not self.values:
            raise OSError
        return self

    def select(self, group: str) -> list[EntryPoint]:
        """Give them."""
        return [EntryPoint("theirs", value, group) for value in self.values]


@pytest.mark.usefixtures("package")
def test_packages_are_found_by_their_names(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without what an entry point may say after the name; what cannot be used is left out and told."""
    them = [_Distribution("a", "their_words:data", "their_words.9x", "9x.inner"), _Distribution(None)]
    monkeypatch.setattr("importlib.metadata.distributions", lambda: them)
    assert packages.offers() == (Offer("their_words", packages.offers()[0].files),)
    left = "is left out: "
    assert packages.troubles() == (
        ea.Problem(
            "?",
            f"what the package '?' offers {left}its entry_points.txt cannot be read",
            "reinstall it, or remove it",
            "left-out",
        ),
        *(
            ea.Problem(
                "?",
                f"what the package '{name}' offers {left}that is not a package name",
                "reinstall it, or remove it",
                "left-out",
            )
            for name in ("9x.inner", "their_words.9x")
        ),
    )


def test_three_levels_of_a_folder_are_listed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As deep as catalogs lie, and no deeper."""
    (tmp_path / "a" / "b" / "c" / "d").mkdir(parents=True)
    listed: list[str] = []
    found = Path.iterdir

    def iterdir(path: Path) -> Any:
        listed.append(path.name)
        return found(path)

    monkeypatch.setattr(Path, "iterdir", iterdir)
    packages._list_all(tmp_path / "a")
    assert listed == ["a", "b", "c"]
