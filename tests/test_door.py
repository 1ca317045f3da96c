"""The public names, and what importing them loads."""

import ast
import os
import pickle
import pkgutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

import ethics_audit as ea
from ethics_audit import lint, testing

OPTIONAL = {
    *("babel", "click", "hypothesis", "icalendar", "jinja2", "keyring", "narwhals", "numpy", "openpyxl", "pandas"),
    *("platformdirs", "polars", "psycopg", "pyarrow", "pydantic", "rich", "sqlalchemy", "sqlcipher3", "starlette"),
    *("cryptography", "textstat", "tomli_w", "uvicorn"),
}
CORE = ("base", "model", "documents", "assessment")
"""The rooms that are used without any extra."""
ALLOWED = {"attr", "attrs", "importlib_resources", "ethics_audit"} | sys.stdlib_module_names
GUARDED = {"tomli_w"}
"""What a function of the core imports under guard, to say which extra is missing."""


def loaded_by(code: str) -> set[str]:
    """Return the top-level modules in a fresh interpreter after this code."""
    show = f"{code}\nimport sys; print(*{{name.partition('.')[0] for name in sys.modules}})"
    uncounted = {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE_")}
    command = [sys.executable, "-c", show]
    return set(subprocess.run(command, capture_output=True, text=True, check=True, env=uncounted).stdout.split())


def test_every_public_name_is_there() -> None:
    """`__all__` is what the rooms give, and each name is the room's."""
    assert set(ea.__all__) == {name for names in ea._ROOMS.values() for name in names}
    assert len(ea.__all__) == len(set(ea.__all__)) <= 70
    for room, names in ea._ROOMS.items():
        module = __import__(f"ethics_audit.{room}", fromlist=["*"])
        for name in names:
            assert getattr(ea, name) is getattr(module, name)
    assert set(ea.__all__) <= set(dir(ea))
    namespace: dict[str, object] = {}
    exec("from ethics_audit import *", namespace)  # noqa: S102
    assert set(ea.__all__) <= set(namespace)


def test_every_public_name_is_documented() -> None:
    """Each has a docstring that is its own."""
    for name in ea.__all__:
        if name != "UNSURE":
            assert getattr(ea, name).__doc__, name


def test_no_public_name_is_a_module() -> None:
    """A module of the same name would take its place as soon as it is imported."""
    modules = {found.name for found in pkgutil.iter_modules(ea.__path__)}
    assert not modules & set(ea.__all__)


@pytest.mark.parametrize("name", [name for name in ea.__all__ if isinstance(getattr(ea, name), type)])
def test_every_public_class_says_where_users_find_it(name: str) -> None:
    """It reports the public module, so that pickles and error messages outlast the file it stands in."""
    found = getattr(ea, name)
    assert (found.__module__, found.__qualname__) == ("ethics_audit", name)
    assert pickle.loads(pickle.dumps(found)) is found


@pytest.mark.parametrize("room", [lint, testing], ids=lambda room: room.__name__)
def test_every_public_class_of_a_room_can_be_found_again(room: ModuleType) -> None:
    """A class of a room is pickled by a name that users import."""
    assert room.__all__ == sorted(room.__all__)
    for name in room.__all__:
        found = getattr(room, name)
        if isinstance(found, type):
            assert pickle.loads(pickle.dumps(found)) is found
            assert found.__module__ in {room.__name__, "ethics_audit"}, name


def test_values_survive_a_pickle() -> None:
    """A definition, a result and what follows from it, and an error."""
    definition = ea.load_audit("brief")
    result = ea.assess(definition, {"consent.written": definition.items["consent.written"].ranked[-1].id})
    error = ea.UnknownIdError("audit", "brif", ["brief"])
    values = [
        result,
        result.audit,
        result.plan("low"),
        result.change_from(result),
        ea.trend([result, result]),
        ea.record(result),
    ]
    for value in values:
        assert pickle.loads(pickle.dumps(value)) == value
    assert str(pickle.loads(pickle.dumps(error))) == str(error)


def test_unknown_name() -> None:
    """As any module."""
    with pytest.raises(AttributeError, match="no attribute 'asess'"):
        _ = ea.asess


@pytest.mark.parametrize("room", CORE)
def test_core_imports_nothing_optional(room: str) -> None:
    """Not even inside a function, but for what a guard turns into the name of an extra."""
    for path in (Path(ea.__file__).parent / room).rglob("*.py"):
        if path.name.startswith("hook-"):
            continue  # PyInstaller runs it
        imported = {name.partition(".")[0] for name in imports(path)}
        assert not imported - ALLOWED - GUARDED, path


def imports(path: Path) -> Iterator[str]:
    """Yield the modules that a file imports anywhere."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or ""


def test_import_loads_nothing_optional() -> None:
    """Not even attrs, until a name is used."""
    assert not loaded_by("import ethics_audit") & (OPTIONAL | {"attr", "attrs"})
    assert not loaded_by("import ethics_audit as ea; str(ea.assess(ea.load_audit('quarterly'), {}))") & OPTIONAL
    assert not loaded_by("from ethics_audit import web; web.Drafts") & OPTIONAL
    scoring = loaded_by("from ethics_audit import assess, load_answers, load_audit")
    assert "json" in scoring
    assert not scoring & {"fractions", "shutil", "tomllib"}


def test_version_needs_no_click() -> None:
    """The fast path."""
    code = "import sys; sys.argv = ['ethics-audit', '--version']; from ethics_audit.cli import main; main()"
    assert not loaded_by(code) & (OPTIONAL | {"attr", "attrs"})
