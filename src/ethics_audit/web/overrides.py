"""The templates of an application in place of the package's own: which there can be, and what they must hold."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import cast

from jinja2 import BaseLoader, DictLoader, Environment, TemplateSyntaxError, meta, nodes

from ethics_audit.base.errors import ArgumentError, shown
from ethics_audit.base.likeness import nearest

PACKAGE = "ethics_audit/"
"""The prefix under which a template names one of the package, such as ``ethics_audit/layout.html.j2``."""
LAYOUT = "layout.html.j2"
PAGES = tuple(
    f"{name}.html.j2"
    for name in ("begin", "practice", "question", "feedback", "today", "check", "later", "done", "trouble")
)
PARTS = tuple(f"{name}.html.j2" for name in ("finished", "remark", "statement", "unsent", "urgent"))
STYLES = ("form.css", "colours.css", "icon.svg")
NAMES = frozenset({LAYOUT, *PAGES, *PARTS, *STYLES})
"""What an application can replace or extend."""
SUFFIXES = frozenset({".j2", ".css", ".js", ".svg"})


def check(environment: Environment, loader: BaseLoader) -> None:
    """Refuse a template that is never used, or that does not fit those of the package."""
    own = {name: _parsed(environment, name) for name in _names(loader)}
    for name in sorted({*own} & {"keys.js", "typed.js"}):
        raise _wrong(f"{name} cannot be replaced", "the policy of the pages knows the package's own by its hash")
    used = {reference for tree in own.values() for reference in meta.find_referenced_templates(tree) if reference}
    for name in sorted({*own} - used - NAMES):
        raise _wrong(f"expected a template of the form, got {shown(name)}", nearest(name, NAMES))
    if not {*own} & NAMES:
        raise _wrong("expected at least one of the form's templates, got none", nearest("", NAMES))
    for reference in sorted(used - {*environment.list_templates()}):
        known = {*NAMES, *own, *(PACKAGE + name for name in NAMES)}
        raise _wrong(f"expected the name of a template, got {shown(reference)}", nearest(reference, known))
    for name in PARTS:
        if name in own and (gone := _macros(_parsed(environment, PACKAGE + name)) - _macros(own[name])):
            raise _wrong(f"{name}: the macro {shown(min(gone))} is missing", "the pages call it")
    for name in (LAYOUT, *PAGES):
        _check_blocks(environment, name, own)


def _names(loader: BaseLoader) -> list[str]:
    """Return the names of an application's own templates; a folder may hold other files, such as a README."""
    try:
        names = loader.list_templates()
    except TypeError:
        got = type(loader).__name__
        raise _wrong(f"expected a loader that lists its templates, got {shown(got)}", "such as a DictLoader") from None
    return names if isinstance(loader, DictLoader) else [name for name in names if Path(name).suffix in SUFFIXES]


def _check_blocks(environment: Environment, name: str, own: Collection[str]) -> None:
    """Refuse a block that fills none of the template that is extended, and a page without one that it must fill."""
    chain = _chain(environment, name)
    for place, (child, tree) in enumerate(chain[:-1]):
        known = {block.name for _, above in chain[place + 1 :] for block in above.find_all(nodes.Block)}
        for block in tree.body:
            if isinstance(block, nodes.Block) and block.name not in known:
                if child in own:
                    raise _wrong(f"{child}: there is no block {shown(block.name)}", nearest(block.name, known))
                raise _wrong(f"{chain[-1][0]}: the block {shown(block.name)} is missing", f"{child} fills it")
    blocks = [(above, block) for above, tree in chain for block in tree.find_all(nodes.Block)]
    filled = {block.name for _, block in blocks if not block.required}
    for above, block in blocks:
        if name != LAYOUT and block.name not in filled:
            raise _wrong(f"{name}: the block {shown(block.name)} is missing", f"{above} requires it")


def _chain(environment: Environment, name: str) -> list[tuple[str, nodes.Template]]:
    """Return a template with those that it extends; refuse a circle."""
    chain = {name: _parsed(environment, name)}
    while parent := _parent(chain[name]):
        if parent in chain:
            raise _wrong(f"{name}: extends {shown(parent)}, which extends it", f"did you mean {PACKAGE + parent!r}?")
        chain[parent] = _parsed(environment, parent)
        name = parent
    return list(chain.items())


def _parsed(environment: Environment, name: str) -> nodes.Template:
    try:
        source, path, _ = cast("BaseLoader", environment.loader).get_source(environment, name)
        environment.compile(source, name, path)  # tells of unknown filters too
        return environment.parse(source, name, path)
    except TemplateSyntaxError as failure:
        raise _wrong(f"{name}: line {failure.lineno}: {failure.message}", "") from None
    except UnicodeDecodeError:
        raise _wrong(f"{name}: expected text in UTF-8", "") from None


def _parent(tree: nodes.Template) -> str:
    """Return the name of the template that another one extends; empty for none, or for one that is computed."""
    parent = next((one.template for one in tree.find_all(nodes.Extends)), None)
    if not isinstance(parent, nodes.Const):
        return ""
    if not isinstance(parent.value, str):
        raise _wrong(f"line {parent.lineno}: expected the name of a template, got {shown(parent.value)}", "")
    return parent.value


def _macros(tree: nodes.Template) -> set[str]:
    """Return the names that other templates can call: macros, and what is set to one."""
    defined = [one.name for one in tree.find_all(nodes.Macro)]
    set_to = [one.target.name for one in tree.find_all(nodes.Assign) if isinstance(one.target, nodes.Name)]
    return {name for name in (*defined, *set_to) if not name.startswith("_")}


def _wrong(message: str, hint: str) -> ArgumentError:
    return ArgumentError("templates", message, hint)
