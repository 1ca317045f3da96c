"""Runs tests on mutants, each in a process of its own that was split off after all tests were collected.

A mutant inside a function takes the place of the function's code. One that is run when a module is imported is tried
after everything of the project was imported again. Which tests run a line, and how long they take, is in the map.
"""

from __future__ import annotations

import functools
import gc
import os
import resource
import signal
import sys
import time
import warnings
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder
from pathlib import Path
from types import CodeType, FunctionType
from typing import Any

import pytest
from _pytest.runner import runtestprotocol
from attrs import define, field

from .mapped import Map
from .mutants import SOURCE, Mutant

ROOT = SOURCE.parents[1]
SURVIVED, KILLED, FAILED = 0, 1, 3
KILLING_SIGNALS = {signal.SIGXCPU, signal.SIGKILL}
WALL_SECONDS = 300
MEMORY = 4 << 30
LOWER = ["base", "model", "documents", "assessment"]
AGAIN = "what was imported again"


@define(eq=False)
class Runner:
    """A plugin of pytest that runs tests on mutants in the place of the tests themselves."""

    mutants: Iterable[Mutant]
    map: Map
    told: Callable[[Mutant, str, str], None]
    """Called with each mutant, its outcome (killed, timeout, survived, untested), and the test that killed it."""

    patience: float
    """Tests of one line are run until they have taken this many seconds, the quickest first."""

    processes: int = 2
    _running: dict[int, tuple[Mutant, int, float]] = field(factory=dict)
    _items: dict[str, pytest.Item] = field(factory=dict)
    _functions: dict[str, list[FunctionType]] = field(factory=dict)
    _caches: list[tuple[int, Any]] = field(factory=list)
    _kills: Counter[tuple[str, str]] = field(factory=Counter)
    _sound: dict[str, bool] = field(factory=dict)
    _again: set[Mutant] = field(factory=set)

    @pytest.hookimpl(tryfirst=True)
    def pytest_collection(self) -> None:
        """Have drawn examples fail at once: nobody reads them."""
        from hypothesis import HealthCheck, Phase, settings  # pytest wants to import it first

        settings.register_profile(
            "mutants",
            deadline=None,
            database=None,
            derandomize=True,
            phases=[Phase.explicit, Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        settings.load_profile("mutants")

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Try each mutant."""
        warnings.simplefilter("ignore", DeprecationWarning)  # of splitting a process that has threads
        self._items = {item.nodeid: item for item in session.items}
        self._functions = _live_functions()
        self._caches = [
            (_height((held.__module__ or "").split(".")[1:]), held)
            for held in gc.get_objects()
            if isinstance(held, functools._lru_cache_wrapper)
        ]
        gc.freeze()
        for mutant in self.mutants:
            while len(self._running) >= self.processes:
                self._wait()
            self._begin(mutant)
        while self._running:
            self._wait()
        return True

    def _begin(self, mutant: Mutant) -> None:
        tests = self._chosen(mutant)
        if not tests:
            self._unnoticed(mutant, "untested")
            return
        reading, writing = os.pipe()
        child = os.fork()
        if not child:
            os.close(reading)
            _alone(writing, limit=20 + 5 * sum(map(self.map.seconds_of, tests)))
            try:
                killer = self._killer(mutant, tests)
            except BaseException as failure:  # noqa: BLE001 - whatever happens here is an outcome, never a test's
                os.write(writing, repr(failure).encode()[:500])
                os._exit(FAILED)
            os.write(writing, killer.encode())
            os._exit(KILLED if killer else SURVIVED)
        os.close(writing)
        self._running[child] = mutant, reading, time.monotonic()

    def _unnoticed(self, mutant: Mutant, outcome: str) -> None:
        """Try a mutant once more, with everything imported again, if what it changes runs then too."""
        if mutant.function and mutant not in self._again and self.map.while_imported(mutant.module, mutant.line):
            self._again.add(mutant)
            self._begin(mutant)
        else:
            self.told(mutant, outcome, "")

    def _chosen(self, mutant: Mutant) -> list[str]:
        if not mutant.function or mutant in self._again:
            return self._of_module(mutant.module)
        tests = self.map.tests_of(mutant.module, mutant.line) or self.map.tests_of(mutant.module, mutant.statement)
        return self._quickest(tests, f"{mutant.module} {mutant.function}", self.patience)

    def _of_module(self, module: str) -> list[str]:
        return self._quickest(self.map.tests_of(module, None), module, self.patience / 5)  # importing takes long too

    def _quickest(self, tests: set[str], function: str, patience: float) -> list[str]:
        """Sort tests: those that noticed something in the function, then those of the room, then the quick."""
        room = f"tests/{function.partition('/')[0]}/"
        there = [test for test in tests if test in self._items and self._sound.get(test, True)]
        there.sort(
            key=lambda test: (-self._kills[function, test], not test.startswith(room), self.map.seconds_of(test), test)
        )
        return list(_until(there, self.map.seconds_of, patience))

    def _killer(self, mutant: Mutant, tests: list[str]) -> str:
        """Run the tests on a mutant, and give the one that failed; in the child."""
        try:
            changed = mutant.compiled()
        except (SyntaxError, ValueError):
            return "the compiler"
        if mutant.function and mutant not in self._again and self._exchange(mutant, changed):
            for room, cache in self._caches:
                if room >= _height(mutant.module.split("/")):
                    cache.cache_clear()
            return self._first_to_fail([self._items[test] for test in tests])
        return _imported_again(mutant.module, changed, tests)

    def _exchange(self, mutant: Mutant, changed: CodeType) -> bool:
        """Give each living function of the changed module its new code; tell whether there was one."""
        new = {(code.co_qualname, code.co_firstlineno): code for code in _codes(changed)}
        done = False
        for function in self._functions[str(SOURCE / mutant.module)]:
            old = function.__code__
            code = new.get((old.co_qualname, old.co_firstlineno))
            if code is not None and not old.co_name.startswith("<"):
                try:
                    function.__code__ = code
                except ValueError:  # an inner function that lives on and has another number of free names now
                    return False
                done = done or mutant.function.endswith(old.co_qualname)
        return done

    @staticmethod
    def _first_to_fail(items: list[pytest.Item]) -> str:
        for item, following in zip(items, [*items[1:], None], strict=True):
            for report in runtestprotocol(item, log=False, nextitem=following):
                if report.failed:
                    return item.nodeid
        return ""

    def _wait(self) -> None:
        child, status = _ended(self._running)
        mutant, reading, _ = self._running.pop(child)
        with os.fdopen(reading, errors="replace") as pipe:
            said = pipe.read()
        if os.WIFSIGNALED(status):
            outcome = "timeout" if os.WTERMSIG(status) in KILLING_SIGNALS else "killed"
            self.told(mutant, outcome, f"signal {os.WTERMSIG(status)}")
        elif os.WEXITSTATUS(status) == SURVIVED:
            self._unnoticed(mutant, "survived")
        elif os.WEXITSTATUS(status) == FAILED:
            self.told(mutant, "failed", said)
        elif said in self._items and not self._passes(said):
            self._begin(mutant)  # without this test
        elif said.endswith(AGAIN) and not self._passes_again(mutant.module):
            self.told(mutant, "failed", "the tests fail on the code as it is, imported again")
        else:
            self._kills[f"{mutant.module} {mutant.function}", said] += 1
            self.told(mutant, "killed", said)

    def _passes(self, test: str) -> bool:
        """Tell whether a test passes on the code as it is, in a process that was split off too."""
        if test not in self._sound:
            child = os.fork()
            if not child:
                _alone(os.open(os.devnull, os.O_WRONLY), limit=600)
                os._exit(bool(self._first_to_fail([self._items[test]])))
            self._sound[test] = os.waitpid(child, 0)[1] == 0
        return self._sound[test]

    def _passes_again(self, module: str) -> bool:
        """Tell whether the tests of a module pass on the code as it is, imported again."""
        if module not in self._sound:
            child = os.fork()
            if not child:
                _alone(os.open(os.devnull, os.O_WRONLY), limit=600)
                code = compile((SOURCE / module).read_bytes(), str(SOURCE / module), "exec", dont_inherit=True)
                os._exit(bool(_imported_again(module, code, self._of_module(module))))
            self._sound[module] = os.waitpid(child, 0)[1] == 0
        return self._sound[module]


def _alone(kept: int, limit: float) -> None:
    """Make a process of its own group, which prints nothing and ends after some seconds of work."""
    os.setpgrp()
    nowhere = os.open(os.devnull, os.O_RDWR)
    for stream in range(3):
        os.dup2(nowhere, stream)
    resource.setrlimit(resource.RLIMIT_CPU, (int(limit), int(limit) + 5))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_DATA, (MEMORY, MEMORY))
    os.set_inheritable(kept, False)  # noqa: FBT003 - so it is called


def _ended(running: dict[int, tuple[Mutant, int, float]]) -> tuple[int, int]:
    """Wait for one of the children; stop those that sleep for ever."""
    while True:
        for child, (_, _, begun) in running.items():
            ended, status = os.waitpid(child, os.WNOHANG)
            if ended:
                with suppress(ProcessLookupError):
                    os.killpg(child, signal.SIGKILL)  # what it left running
                return child, status
            if time.monotonic() - begun > WALL_SECONDS:
                os.killpg(child, signal.SIGKILL)
        time.sleep(0.005)


def _until(tests: list[str], seconds: Callable[[str], float], patience: float) -> Iterator[str]:
    """Give tests until they have taken long enough, one at least."""
    for test in tests:
        yield test
        patience -= seconds(test)
        if patience < 0:
            return


def _height(path: list[str]) -> int:
    """Tell how many rooms a module may import; what a lower one remembers does not come from it."""
    return LOWER.index(path[0]) if path and path[0] in LOWER else len(LOWER)


def _live_functions() -> dict[str, list[FunctionType]]:
    """Find every function of the package that is there, by its file."""
    found: dict[str, list[FunctionType]] = defaultdict(list)
    for held in gc.get_objects():
        if isinstance(held, FunctionType) and held.__code__.co_filename.startswith(str(SOURCE)):
            found[held.__code__.co_filename].append(held)
    return found


def _codes(code: CodeType) -> Iterator[CodeType]:
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield constant
            yield from _codes(constant)


def _imported_again(module: str, code: CodeType, tests: list[str]) -> str:
    """Import everything of the project again, with other code for a module, and run tests; in the child."""
    for name, held in list(sys.modules.items()):
        file = Path(getattr(held, "__file__", None) or "/")
        if file.is_relative_to(ROOT) and not {"site-packages", "mutation"} & set(file.parts):
            del sys.modules[name]
    sys.meta_path.insert(0, _Changed(module, code))
    options = ["-q", "-x", "-n0", "-s", "--no-header", "-m", "", "-p", "no:cacheprovider", f"--rootdir={ROOT}"]
    ended = pytest.main([*options, *tests])
    return "" if ended == pytest.ExitCode.OK else AGAIN


@define
class _Changed(MetaPathFinder, Loader):
    """Finds a module where it is, and runs other code in its place."""

    module: str
    code: CodeType

    def find_spec(self, fullname: str, path: Any, target: Any = None) -> ModuleSpec | None:
        """Find the module, to be loaded from here."""
        spec = PathFinder.find_spec(fullname, path, target)
        if spec is None or spec.origin != str(SOURCE / self.module):
            return None
        spec.loader = self
        return spec

    def create_module(self, spec: ModuleSpec) -> None:
        """Let Python make the module."""

    def exec_module(self, module: Any) -> None:
        """Run the other code."""
        exec(self.code, module.__dict__)  # noqa: S102 - the code of the project, but for one place
