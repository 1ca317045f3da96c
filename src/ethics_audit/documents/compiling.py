"""Compiling of what the library ships, when it is built; see `ethics_audit.documents.compiled`."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

from ethics_audit.base.language import FOLDER as LOCALES
from ethics_audit.base.packages import SHIPPED, root
from ethics_audit.documents import catalog, compiled, references


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
    for entry in catalog.entries():
        if entry.kind == "checklists" and entry.package == SHIPPED:
            for version in entry.versions:
                for locale in (None, *locales):
                    file = compiled.checklist(entry.id, version, locale)
                    yield file, file.written(catalog.load_checklist(entry.id, version, locale=locale))
