"""Which tests run a line of the package, and how long each takes: a plugin beside pytest-cov's, and who reads it.

ETHICS_AUDIT_TEST_MAP=FOLDER COVERAGE_FILE=FOLDER/.coverage pytest --cov -p mutation.mapped      (`tests` on the path)
"""

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
LINES = ".coverage"


@define(slots=False)
class Map:
    """What a run of the tests left in a folder."""

    folder: Path
    _lines: dict[str, dict[int, set[str]]] = field(factory=dict, init=False)

    @cached_property
    def _kept(self) -> CoverageData:
        from coverage import CoverageData

        kept = CoverageData(str(self.folder / LINES))
        kept.read()
        return kept

    @cached_property
    def _seconds(self) -> dict[str, float]:
        return {
            test: took for file in self.folder.glob("*.json") for test, took in json.loads(file.read_text()).items()
        }

    def seconds_of(self, test: str) -> float:
        """Give how long a test took."""
        return self._seconds.get(test, 1.0)

    def while_imported(self, module: str, line: int) -> bool:
        """Tell whether a line ran outside of every test, which is where the tests are imported."""
        return "" in self._contexts(module).get(line, ())

    def tests_of(self, module: str, line: int | None) -> set[str]:
        """Give the tests that run a line of a module; of no line, those that run any."""
        found = self._contexts(module)
        return (found.get(line, set()) if line is not None else set().union(*found.values())) - {""}

    def _contexts(self, module: str) -> dict[int, set[str]]:
        if module not in self._lines:
            lines: dict[int, set[str]] = defaultdict(set)
            for file in self._kept.measured_files():
                if file.endswith(f"/{SOURCE.name}/{module}"):  # it may have been installed elsewhere
                    for at, tests in self._kept.contexts_by_lineno(file).items():
                        lines[at].update(tests)
            self._lines[module] = lines
        return self._lines[module]


@define(eq=False)
class Keeper:
    """A plugin of pytest that gives the lines that run the name of the test, and keeps the seconds it takes."""

    seconds: dict[str, float] = field(factory=lambda: defaultdict(float))

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        """Name the test before it runs."""
        from coverage import Coverage

        measured = Coverage.current()
        if measured:  # the process that only deals the tests out measures nothing
            measured.switch_context(item.nodeid)
        result = yield
        if measured:
            measured.switch_context("")
        return result

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Add what a part of a test took."""
        self.seconds[report.nodeid] += report.duration

    def pytest_sessionfinish(self) -> None:
        """Write the seconds."""
        folder = Path(os.environ[TO])
        folder.mkdir(parents=True, exist_ok=True)
        name = os.environ.get("PYTEST_XDIST_WORKER", "controller")
        (folder / f"{name}.json").write_text(json.dumps(self.seconds), "utf-8")


def pytest_configure(config: pytest.Config) -> None:
    """Take part."""
    config.pluginmanager.register(Keeper())
