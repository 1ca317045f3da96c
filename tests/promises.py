"""Measure what is promised, at full size: ``python tests/promises.py NAME… [--size N]``; without a name, everything.

A promise is a choice of tests and the size that they run at. What they tried, how many failed and how long it took is
written into `docs/promises.toml`, from which the manual's page of the promises is filled. A test that is skipped stops
the measurement: nothing is written that was not tried.
"""

import argparse
import os
import platform
import subprocess
import sys
import time
import tomllib
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).parents[1]
FIGURES = ROOT / "docs" / "promises.toml"


class Promise(NamedTuple):
    """What is run for a promise.

    Attributes:
        tests: What pytest is given.
        variable: The environment variable that tells the tests how much to try; empty if that is fixed.
        size: Its value at full size.
    """

    tests: tuple[str, ...]
    variable: str = ""
    size: int = 0


CHAINS = ("tests/history/test_chain.py", "tests/history/test_histories.py")
WEB = ("tests/web/test_application.py", "tests/web/test_serving.py", "tests/web/test_origins.py")
PAGES = (
    "tests/web/test_browser.py",
    "tests/web/test_look.py",
    "tests/web/test_loop.py",
    "tests/report/test_browser.py",
)
HOSTILE = "hostile or odd or other_site or another or hosts or cookie or code or doubled or stays_text or stranger"
PROMISES = {
    "kills": Promise(("tests/history", "-k", "killed_while_it_keeps", "-m", "slow"), "KILLS", 10_000),
    "cuts": Promise(("tests/history", "-k", "cut_while_audits_are_kept", "-m", "slow"), "CUTS", 10_000),
    "tampering": Promise((*CHAINS, "-k", "test_chain or dishonest", "-m", "")),
    "writers": Promise(("tests/history", "-k", "many_programs", "-m", ""), "WRITES", 500),
    "engines": Promise(("tests/frames/test_bits.py", "-m", ""), "ROWS", 1_000_000),
    "laws": Promise(("tests/properties/test_laws.py", "-m", ""), "LAW_EXAMPLES", 3_000),
    "files": Promise(("tests/documents/test_bad_files.py", "-m", ""), "BAD_FILES", 1_000),
    "axe": Promise((*PAGES, "-k", "everyone or plain_site or look", "-m", "browser")),
    "requests": Promise((*WEB, "-k", HOSTILE, "-m", "not browser")),
}
"""Each promise with its tests."""
ELSEWHERE = ("fuzz", "mutants")
"""Those that have commands of their own, which write their figures down by `keep`."""


class Watch:
    """A plugin of pytest that counts what passed, failed and was skipped."""

    def __init__(self) -> None:
        self.passed = self.failed = 0
        self.skipped: list[str] = []

    def pytest_runtest_logreport(self, report: Any) -> None:
        """Count a test."""
        self.passed += report.when == "call" and report.passed
        self.failed += report.failed
        if report.skipped:
            self.skipped.append(f"{report.nodeid}: {report.longrepr[-1]}")


def measured(promise: Promise, size: int) -> dict[str, Any]:
    """Run the tests of a promise, and return its figures.

    Raises:
        SystemExit: If a test was skipped, or the tests did not run to their end.
    """
    import pytest
    from support.counted import COUNTED

    if promise.variable:
        os.environ[promise.variable] = str(size)
    COUNTED.clear()
    watch, begun = Watch(), time.monotonic()
    ended = pytest.main(["-q", "-n0", "-p", "no:cacheprovider", *promise.tests], plugins=[watch])
    if watch.skipped or ended not in {pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED}:
        sys.exit("\n".join(["nothing is written down, since this was not tried:", *(watch.skipped or promise.tests)]))
    tried = dict(sorted(COUNTED.items()))
    return {"failures": watch.failed, "seconds": round(time.monotonic() - begun), "tests": watch.passed, "tried": tried}


def keep(name: str, figures: dict[str, Any]) -> None:
    """Write the figures of a promise down, with the day, the Python and the system.

    Args:
        name: The promise, as the page names it.
        figures: ``commit``, ``failures``, ``seconds`` and ``tried``: a number for each thing that was tried.
    """
    import tomli_w

    known = tomllib.loads(FIGURES.read_text("utf-8"))
    where = {
        "day": datetime.now(UTC).date(),
        "python": platform.python_version(),
        "system": f"{platform.system()} {platform.machine()}",
    }
    known[name] = {**where, **figures}
    FIGURES.write_text(tomli_w.dumps(dict(sorted(known.items()))), "utf-8")


def commit() -> str:
    """The commit that is measured; a plus says that the code was changed since."""
    changed = _git("status", "--porcelain", "--", "src", "tests")
    return _git("rev-parse", "--short=12", "HEAD") + ("+" if changed else "")


def _git(*arguments: str) -> str:
    return subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, text=True, check=True).stdout.strip()


def main() -> None:
    """Measure the promises that are named."""
    parser = argparse.ArgumentParser(description="Measure what is promised.")
    parser.add_argument("names", nargs="*", choices=[[], *PROMISES], metavar="NAME", help=", ".join(PROMISES))
    parser.add_argument("--size", type=int, default=0, help="how much is tried, in place of the full size")
    given = parser.parse_args()
    failed = 0
    for name in given.names or PROMISES:
        measured_at = commit()
        figures = measured(PROMISES[name], given.size or PROMISES[name].size)
        failed += figures["failures"]
        keep(name, {"commit": measured_at, **figures})
        print(name, figures)
    sys.exit(failed > 0)


if __name__ == "__main__":
    main()
