"""Problems by cause: their words, and the list of their codes."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import ethics_audit
from ethics_audit.base import causes
from ethics_audit.base.causes import CODES
from ethics_audit.base.errors import ArgumentError, EthicsAuditError, Problem, StoreError
from ethics_audit.lint import rules

SOURCES = sorted(Path(ethics_audit.__file__).parent.rglob("*.py"))


def _codes_in(tree: ast.AST) -> Iterator[str]:
    """Every code that is written out: of a class, as ``code=`` or ``rule=``, as a default, as `Problem`'s fourth."""
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Name(id="Problem"), args=[_, _, _, ast.Constant(value=str(code))]):
                yield code
            case ast.keyword(arg="code" | "rule", value=ast.Constant(value=str(code))) if code:
                yield code
            case ast.ClassDef():
                yield from _codes_of_class(node)
            case ast.arguments():
                for argument, default in zip(reversed(node.args), reversed(node.defaults), strict=False):
                    if argument.arg == "code" and isinstance(default, ast.Constant) and default.value:
                        yield str(default.value)


def _codes_of_class(node: ast.ClassDef) -> Iterator[str]:
    for line in node.body:
        match line:
            case (
                ast.Assign(targets=[ast.Name(id="code")], value=ast.Constant(value=str(code)))
                | ast.AnnAssign(target=ast.Name(id="code" | "rule"), value=ast.Constant(value=str(code)))
            ):
                yield code


def test_every_code_is_listed_once_and_used() -> None:
    """CODES lists every code in the source and no unused one; the linter lists its own rules."""
    trees = [ast.parse(file.read_text("utf-8")) for file in SOURCES if file.name != "causes.py"]
    raised = {code for tree in trees for code in _codes_in(tree)}
    assert sorted(raised - rules().keys() - CODES.keys()) == []
    words = {node.value for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Constant)}
    built = _codes_in(ast.parse(Path(causes.__file__).read_text("utf-8")))
    assert sorted(CODES.keys() - words - set(built)) == []
    assert list(CODES) == sorted(CODES)
    assert all(meaning.endswith(".") for meaning in CODES.values())


def test_every_error_has_a_listed_code() -> None:
    """Each error class has a code from CODES."""
    classes = [EthicsAuditError]
    for kind in classes:
        classes += kind.__subclasses__()
        assert kind.code in CODES


def test_words_of_each_cause() -> None:
    """Each cause has its words, place, hint and code."""
    said = {
        causes.unexpected("items[2].weight", "a whole number from 1 to 100", 900): (
            "items[2].weight: expected a whole number from 1 to 100, got 900"
        ),
        causes.unknown("profile", "a profile fact", "minor", ["minors", "telehealth"]): (
            "profile: expected a profile fact, got 'minor' (did you mean 'minors'?)"
        ),
        causes.too_many("answers", "answers", 2, 3): "answers: expected at most 2 answers, got 3",
        causes.repeated("notes", "a.b"): "notes: 'a.b' appears twice (remove one)",
        causes.missing("title", "add it"): "title: is missing (add it)",
        causes.unreadable(OSError(13, "Permission denied")): "cannot be read: Permission denied",
    }
    assert {problem: str(problem) for problem in said} == said
    codes = [problem.code for problem in said]
    assert codes == ["value", "unknown-name", "value", "repeated", "key-needed", "unreadable"]
    assert set(codes) <= CODES.keys()


def test_words_of_each_error() -> None:
    """Each cause of an error has its words and code."""
    wrong = causes.wrong_argument("count", "at least 1", 0, "ask for one")
    assert isinstance(wrong, ArgumentError)
    assert str(wrong) == "count: expected at least 1, got 0 (ask for one)"
    assert wrong.problem == Problem(
        "count", "expected at least 1, got 0", "ask for one", "argument", given=0, expected="at least 1"
    )
    assert str(causes.wrong_type("an audit", 3)) == "expected an audit, got 3"
    full = OSError(28, "No space left on device")
    unwritable = causes.unwritable("a.db", full, "nothing was lost")
    assert str(unwritable) == "a.db cannot be written (No space left on device); nothing was lost"
    assert str(causes.unwritable("a.db", "it is open")) == "a.db cannot be written (it is open)"
    unopened = causes.unopened("a.db", OSError("odd"))
    assert str(unopened) == "a.db cannot be opened (odd)"
    assert (unwritable.code, unopened.code, StoreError("full").code) == ("unwritable", "unreadable", "store")


def test_a_name_among_others() -> None:
    """All that may stand there are told, and "one of" where they are several."""
    assert causes.unexpected("at", ["b"], "x").message == "expected b, got 'x'"
    assert causes.unexpected("at", ["b", "a"], "x").message == "expected one of b, a, got 'x'"


@pytest.mark.parametrize("number", [1, 100, 101])
def test_a_hundred_known_names_are_given(number: int) -> None:
    """Of more there are words, in the order in which they were listed; programs that read an error get a short list."""
    names = [f"n{place:03}" for place in range(number)]
    expected = tuple(names) if number <= 100 else "a name"
    assert causes.not_there("at", "is not there", "a name", names).expected == expected
    assert causes.unknown("at", "a name", "x", names).expected == expected
