"""Small changes to the code of the package, each of which should turn a test red.

A mutant changes one place: a comparison, an operator, a number, a word that programs read, a condition, a value that is
returned, a statement that is left out. Sentences for people, annotations and docstrings stay as they are.
"""

from __future__ import annotations

import ast
import copy
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from attrs import evolve, frozen

SOURCE = Path(__file__).parents[2] / "src" / "ethics_audit"

_OTHER: dict[type[ast.AST], type[ast.AST]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.And: ast.Or,
    ast.Or: ast.And,
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Add,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Mult,
    ast.Mod: ast.Mult,
    ast.Pow: ast.Mult,
    ast.BitOr: ast.BitAnd,
    ast.BitAnd: ast.BitOr,
    ast.BitXor: ast.BitAnd,
    ast.LShift: ast.RShift,
    ast.RShift: ast.LShift,
}
_OTHER_CALL = {"min": "max", "max": "min", "any": "all", "all": "any", "sorted": "list"}
_LEFT_AS_THEY_ARE = {"__all__", "__slots__", "__match_args__"}


@frozen
class Mutant:
    """One change: in which module and function, what stood there, and what stands there instead."""

    module: str
    """The path below the package, as ``model/items.py``."""

    function: str
    """The outermost function that holds the place, as ``Item.asked``; empty where the module or a class is made."""

    line: int
    statement: int
    """The line where the smallest statement around the place begins."""

    was: str
    became: str
    ordinal: int
    """How many times the same change was met before in the same function."""

    tree: ast.Module
    parent: ast.AST
    field: str
    index: int | None
    replacement: ast.AST

    @property
    def key(self) -> str:
        """The name of the mutant, which stays while other lines come and go."""
        again = f" #{self.ordinal + 1}" if self.ordinal else ""
        return f"{self.module} {self.function or '-'}: {self.was} -> {self.became}{again}"

    @property
    def room(self) -> str:
        """The first folder below the package."""
        return self.module.partition("/")[0].removesuffix(".py")

    def compiled(self) -> Any:
        """Put the change into the tree, and compile the module."""
        if self.index is None:
            setattr(self.parent, self.field, self.replacement)
        else:
            getattr(self.parent, self.field)[self.index] = self.replacement
        return compile(ast.fix_missing_locations(self.tree), str(SOURCE / self.module), "exec", dont_inherit=True)


def mutants_of(path: Path) -> list[Mutant]:
    """Find every mutant of a module, in the order of its lines."""
    tree = ast.parse(path.read_bytes())
    seen: Counter[tuple[str, str, str]] = Counter()
    found = []
    for mutant in _walked(tree, path.relative_to(SOURCE).as_posix(), tree):
        same = mutant.function, mutant.was, mutant.became
        found.append(evolve(mutant, ordinal=seen[same]))
        seen[same] += 1
    return found


def _walked(
    tree: ast.Module,
    module: str,
    node: ast.AST,
    names: tuple[str, ...] = (),
    *,
    inside: bool = False,
    statement: int = 1,
) -> Iterator[Mutant]:
    """Go through a tree; ``names`` leads to the outermost function, or to the class."""
    statement = node.lineno if isinstance(node, ast.stmt) else statement
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) and not inside:
        names = (*names, node.name)
    for field, index, child in _children(node):
        within = inside or (field == "body" and isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))
        for replacement in _changes(child):
            was, became = _shown(child), _shown(replacement)
            ast.copy_location(replacement, child)
            line = getattr(child, "lineno", getattr(node, "lineno", 1))
            function = ".".join(names) if within else ""
            begun = line if isinstance(child, ast.stmt) else statement
            yield Mutant(module, function, line, begun, was, became, 0, tree, node, field, index, replacement)
        yield from _walked(tree, module, child, names, inside=within, statement=statement)


def _children(node: ast.AST) -> Iterator[tuple[str, int | None, ast.AST]]:
    for field, value in ast.iter_fields(node):
        if field in {"annotation", "returns", "type_params"} or _only_for_types(node, field):
            continue
        for index, child in enumerate(value) if isinstance(value, list) else [(None, value)]:
            if isinstance(child, ast.AST) and not _stays(child):
                yield field, index, child


def _only_for_types(node: ast.AST, field: str) -> bool:
    return isinstance(node, ast.If) and field in {"test", "body"} and "TYPE_CHECKING" in ast.unparse(node.test)


def _stays(node: ast.AST) -> bool:
    match node:
        case ast.Expr(ast.Constant()):  # a docstring, or the three dots of a protocol
            return True
        case ast.Assign([ast.Name(name)]) if name in _LEFT_AS_THEY_ARE:
            return True
        case ast.If(ast.Compare(ast.Name("__name__"))):
            return True
    return isinstance(node, ast.TypeAlias if hasattr(ast, "TypeAlias") else ())


def _changes(node: ast.AST) -> Iterator[ast.AST]:
    """Give what may stand in the place of a node, its own children as they were."""
    yield from _of_expression(node)
    yield from _of_condition(node)
    yield from _of_statement(node)


def _of_expression(node: ast.AST) -> Iterator[ast.AST]:
    match node:
        case ast.Compare(left, operators, right):
            for changed in _each(operators, _other):
                yield ast.Compare(left, changed, right)
        case ast.BoolOp(operator, values):
            yield ast.BoolOp(_other(operator), values)
        case ast.BinOp(left, operator, right) if type(operator) in _OTHER:
            yield ast.BinOp(left, _other(operator), right)
        case ast.UnaryOp(ast.Not() | ast.USub(), operand):
            yield operand
        case ast.Constant(value):
            yield from (ast.Constant(other) for other in _other_values(value))
        case ast.Call(ast.Name(name), positional, named) if name in _OTHER_CALL:
            yield ast.Call(ast.Name(_OTHER_CALL[name], ast.Load()), positional, named if name != "sorted" else [])


def _of_condition(node: ast.AST) -> Iterator[ast.AST]:
    match node:
        case ast.IfExp(test, body, orelse):
            yield ast.IfExp(test, orelse, body)
        case ast.If() | ast.While() if not isinstance(node.test, ast.Constant) and not _only_for_types(node, "test"):
            changed: Any = copy.copy(node)
            changed.test = _negated(node.test)
            yield changed
        case ast.comprehension(target, iterated, conditions, is_async):
            for others in _each(conditions, _negated):
                yield ast.comprehension(target, iterated, others, is_async)


def _of_statement(node: ast.AST) -> Iterator[ast.AST]:
    match node:
        case ast.AugAssign(target, operator, value) if type(operator) in _OTHER:
            yield ast.AugAssign(target, _other(operator), value)
        case ast.Return(value) if value is not None and not (isinstance(value, ast.Constant) and value.value is None):
            yield ast.Return(ast.Constant(None))
        case ast.Expr() | ast.Raise() | ast.Delete() | ast.Assign([ast.Attribute() | ast.Subscript()]):
            yield ast.Pass()
        case ast.Break():
            yield ast.Continue()
        case ast.Continue():
            yield ast.Break()


def _each(nodes: list[Any], other: Callable[[Any], ast.AST]) -> Iterator[list[Any]]:
    """Give a list again and again, with another of its nodes changed each time."""
    for place, node in enumerate(nodes):
        yield [*nodes[:place], other(node), *nodes[place + 1 :]]


def _negated(test: Any) -> ast.AST:
    return ast.copy_location(ast.UnaryOp(ast.Not(), test), test)


def _other(operator: Any) -> Any:
    return _OTHER[type(operator)]()


def _other_values(value: object) -> Iterator[Any]:
    match value:
        case bool():
            yield not value
        case int() | float():
            yield value + 1
        case str() if not any(sign.isspace() for sign in value.strip()):
            yield f"{value}XX"
        case bytes():
            yield value + b"XX"


def _shown(node: ast.AST) -> str:
    """Write a node in one line; of a statement with a body, its condition alone."""
    match node:
        case ast.If(test) | ast.While(test):
            return f"{type(node).__name__.lower()} {ast.unparse(test)}"
        case ast.comprehension():
            return ast.unparse(node).strip()
    text = " ".join(ast.unparse(node).split())
    return text if len(text) <= 150 else f"{text[:147]}…"
