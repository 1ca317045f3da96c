"""The examples in docstrings show what happens."""

import ast
import doctest
from collections.abc import Iterator
from pathlib import Path

import pytest

import ethics_audit as ea

PACKAGE = Path(ea.__file__).parent
KINDS = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)


def docstrings() -> Iterator[doctest.DocTest]:
    """Yield each docstring with an example; names of the package are reached through ``ea``."""
    parser = doctest.DocTestParser()
    for path in sorted(PACKAGE.rglob("*.py")):
        module = ".".join(path.relative_to(PACKAGE).with_suffix("").parts)
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, KINDS) and ">>>" in (text := ast.get_docstring(node) or ""):
                name = f"{module}.{getattr(node, 'name', '')}".rstrip(".")
                line = getattr(node, "lineno", 1)
                yield parser.get_doctest(text, {"ea": ea}, name, str(path), line)


EXAMPLES = list(docstrings())


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.name)
def test_example(example: doctest.DocTest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It runs as it stands, in an empty folder, and prints what it says."""
    monkeypatch.chdir(tmp_path)
    report: list[str] = []
    doctest.DocTestRunner(optionflags=doctest.ELLIPSIS).run(example, out=report.append)
    assert not report, "".join(report)


def test_there_are_examples() -> None:
    """The search finds those of the package, of functions and of classes."""
    assert {"__init__", "assessment.assessment.assess", "model.bands.Band"} <= {example.name for example in EXAMPLES}
