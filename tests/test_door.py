"""The public names, and what importing them loads."""

import pkgutil
import subprocess
import sys

import pytest

import ethics_audit as ea

OPTIONAL = {"click", "rich", "hypothesis", "numpy", "pandas", "polars", "narwhals", "pyarrow", "tomli_w", "pydantic"}
OPTIONAL |= {"jinja2", "sqlalchemy", "starlette", "uvicorn"}


def loaded_by(code: str) -> set[str]:
    """The top-level modules in a fresh interpreter after this code."""
    show = f"{code}\nimport sys; print(*{{name.partition('.')[0] for name in sys.modules}})"
    return set(subprocess.run([sys.executable, "-c", show], capture_output=True, text=True, check=True).stdout.split())


def test_every_public_name_is_there() -> None:
    """`__all__` is what the rooms give, and each name is the room's."""
    assert set(ea.__all__) == {name for names in ea._ROOMS.values() for name in names}
    assert len(ea.__all__) == len(set(ea.__all__)) <= 50
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


def test_unknown_name() -> None:
    """As any module."""
    with pytest.raises(AttributeError, match="no attribute 'asess'"):
        _ = ea.asess


def test_import_loads_nothing_optional() -> None:
    """Not even attrs, until a name is used; cattrs only when something is parsed."""
    assert not loaded_by("import ethics_audit") & (OPTIONAL | {"attr", "attrs", "cattrs"})
    assert not loaded_by("from ethics_audit import assess, Answers, Checklist") & (OPTIONAL | {"cattrs"})
    parsed = loaded_by("import ethics_audit as ea; str(ea.assess(ea.load_audit('quarterly'), {}))")
    assert "cattrs" in parsed
    assert not parsed & OPTIONAL
    assert not loaded_by("from ethics_audit import web; web.Drafts") & OPTIONAL


def test_version_needs_no_click() -> None:
    """The fast path."""
    code = "import sys; sys.argv = ['ethics-audit', '--version']; from ethics_audit.cli import main; main()"
    assert not loaded_by(code) & (OPTIONAL | {"attr", "attrs", "cattrs"})
