"""Which tests run a line of the package, and how long each takes: a plugin that keeps it, and who reads it."""

from __future__ import annotations

import json
import os
from collections import defaultdict
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from attrs import define, field

from .mutants import SOURCE

if TYPE_CHECKING:
    from coverage import CoverageData

TO = "ETHICS_AUDIT_TEST_MAP"
"""The variable that names the folder of a map that is being made."""


@define(slots=False)
class Map:
    """What a run of the tests left in a folder."""

    folder: Path
    _lines: dict[str, dict[int, set[str]]] = field(factory=dict, init=False)

    @cached_property
    def _parts(self) -> list[CoverageData]:
        from coverage import CoverageData

        parts = []
        for file in self.folder.glob("*.lines"):
            parts.append(CoverageData(no_disk=True))
            parts[-1].loads(file.read_bytes())
        return parts

    @cached_property
    def _seconds(self) -> dict[str, float]:
        return {
            test: took for file in self.folder.glob("*.json") for test, took in json.loads(file.read_text()).items()
        }

    def seconds_of(self, test: str) -> float:
        """Give how long a test took."""
        return self._seconds.get(test, 1.0)

    def tests_of(self, module: str, line: int | None) -> set[str]:
        """Give the tests that run a line of a module; of no line, those that run any."""
        if module not in self._lines:
            lines: dict[int, set[str]] = defaultdict(set)
            for part in self._parts:
                for file in part.measured_files():
                    if file.endswith(f"/{SOURCE.name}/{module}"):  # it may have been installed elsewhere
                        for at, tests in part.contexts_by_lineno(file).items():
                            lines[at].update(set(tests) - {""})
            self._lines[module] = lines
        found = self._lines[module]
        return found.get(line, set()) if line is not None else set().union(*found.values())


class Keeper:
    """A plugin of pytest that keeps the lines that each test runs, and the seconds it takes."""

    def __init__(self) -> None:
        from coverage import Coverage

        self.seconds: dict[str, float] = defaultdict(float)
        self.coverage = Coverage(data_file=None, config_file=False, source_pkgs=["ethics_audit"])
        self.coverage.start()

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        """Give what is run the name of the test."""
        self.coverage.switch_context(item.nodeid)
        result = yield
        self.coverage.switch_context("")
        return result

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Add what a part of a test took."""
        self.seconds[report.nodeid] += report.duration

    def pytest_sessionfinish(self) -> None:
        """Write what was kept."""
        self.coverage.stop()
        kept = Path(os.environ[TO]) / os.environ.get("PYTEST_XDIST_WORKER", "controller")
        kept.with_suffix(".lines").write_bytes(self.coverage.get_data().dumps())
        kept.with_suffix(".json").write_text(json.dumps(self.seconds))


KEEPER = Keeper() if TO in os.environ else None
"""It begins before anything of the package is imported, which pytest's other plugins do."""


def pytest_configure(config: pytest.Config) -> None:
    """Take part."""
    config.pluginmanager.register(KEEPER)
