"""Compiling of what the library ships, when it is built; see `ethics_audit.documents.compiled`."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

from ethics_audit.base.language import FOLDER as LOCALES
from ethics_audit.base.packages import SHIPPED, root
from ethics_audit.documents import catalog, compiled, references
from ethics_audit.model.definitions import Checklist


def compile_all(package: Path) -> None:
    """Write the compiled files into the folder of the package, in place of any that are there."""
    folder = package / compiled.FOLDER
    shutil.rmtree(folder, ignore_errors=True)
    for file, content in [*contents()]:
        path = folder / f"{file.name}.json"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def contents() -> Iterator[tuple[compiled.Compiled, bytes]]:
    """Yield every compiled file with its content, from values that were read and checked."""
    codes, sections = references.codes(), references.sections()
    yield references.COMPILED_CODES, references.COMPILED_CODES.written(tuple(codes.values()))
    yield references.COMPILED_SECTIONS, references.COMPILED_SECTIONS.written(tuple(sections.items()))
    locales = sorted(folder.name for folder in (root() / LOCALES).iterdir() if folder.is_dir())
    for entry in (entry for entry in catalog.entries() if entry.package == SHIPPED):
        compile_one = _checklist if entry.kind == "checklists" else _outline
        for version in entry.versions:
            yield from (compile_one(entry.id, version, locale) for locale in (None, *locales))


def _checklist(id: str, version: str, locale: str | None) -> tuple[compiled.Compiled, bytes]:
    file = compiled.checklist(id, version, locale)
    return file, file.written(catalog.load_checklist(id, version, locale=locale))


def _outline(id: str, version: str, locale: str | None) -> tuple[compiled.Compiled, bytes]:
    file, audit = compiled.outline(id, version, locale), catalog.load_audit(id, version, locale=locale)
    parts = tuple((*_named(part.checklist, locale), part.multiplier) for part in audit.parts)
    head = (audit.id, audit.version, audit.title, audit.policy, audit.original, audit.translation)
    return file, file.written((head, parts))


def _named(part: Checklist, locale: str | None) -> tuple[str, str, tuple[str, ...] | None]:
    """Return the id and the version of a checklist in an audit, and the ids of its items unless it has all."""
    whole = catalog.load_checklist(part.id, part.version, locale=locale)
    return part.id, part.version, None if part == whole else tuple(item.id for item in part.items)
