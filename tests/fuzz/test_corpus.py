"""Every input of the corpus through its reader, and that no reader of the package lacks one."""

import ast
from collections.abc import Iterator
from pathlib import Path
from types import UnionType
from typing import Any, get_args

import attrs
import pytest

import ethics_audit
from ethics_audit.base.validation import Record
from ethics_audit.formats import targets
from ethics_audit.frames import files, readers
from ethics_audit.history.bodies import KINDS, Figures, Outline
from ethics_audit.history.definitions import Reference
from ethics_audit.model.actions import Followed
from fuzz import engine
from fuzz.engine import tried
from fuzz.readers import BODIES, CORPUS, DOCUMENTS, READERS, corpus

SOURCE = Path(ethics_audit.__file__).parent

OPENS = {"read_text", "read_bytes", "parse", "parsed", "loads", "XMLParser", "load_workbook", "open_csv", "read_csv"}
OPENS |= {
    "read_sav",
    "read_dta",
    "read_table",
    "read_schema",
    "ParquetFile",
    "open_stream",
    "parse_qs",
    "create_engine",
}
OPENS |= {"structure", "structure_class", "from_json", "from_toml"}
"""The names of functions that take apart what comes from outside."""

OWN = {
    "base/files": "the mark of its own files",
    "documents/compiled": "what the build made",
    "documents/references": "the library's own references",
    "formats/page/document": "the library's own definitions and files",
    "lint/spelling": "the library's own words",
    "lint/words": "the library's own words",
    "report/pdf": "the page that a browser just printed",
    "research/labelled_files": "a file that was just written",
    "research/release_folder": "files that were just written",
    "selftest/checks": "documents that were just written",
    "selftest/requirements": "the library's own signed list",
    "testing/value_checks": "documents that were just written",
    "web/overrides": "the templates of the developer, which are programs",
    "web/policy": "the library's own files",
    "cli/days": "a day that is typed on a terminal",
    "cli/study": "a secret, which may be any bytes",
}
"""The modules that take apart what does not come from outside, or holds nothing, and what it is."""

COVERED = {
    "base/plain_text": ("answers-toml", "form-fhir"),
    "cli/batch": ("codebook",),
    "cli/exchange": ("form-fhir", "form-expert"),
    "documents/answers_file": ("answers-toml",),
    "documents/catalog": ("answers-toml", "answers-json", "weights", "lint"),
    "documents/codec": tuple(f"json-{name}" for name in DOCUMENTS),
    "documents/converter": ("json-AnswerSheet", "checklist"),
    "documents/decoding": ("json-AnswerSheet", "audit"),
    "documents/paths": ("answers-toml",),
    "documents/syntax": ("answers-json", "answers-toml"),
    "documents/translations": ("overlay",),
    "formats/answers_document": ("form-json-schema",),
    "formats/incoming": ("form-surveyjs", "form-fhir"),
    "formats/markdown_filled": ("form-markdown",),
    "formats/rated": ("form-expert",),
    "formats/redcap_record": ("form-redcap",),
    "formats/xlsform_submission": ("form-xlsform",),
    "frames/binary": ("table-parquet", "table-arrow", "table-feather"),
    "frames/codebook": ("codebook",),
    "frames/csv_text": ("table-csv", "table-tsv", "table-txt"),
    "frames/ndjson": ("table-ndjson",),
    "frames/statistics_files": ("table-sav", "table-zsav", "table-dta"),
    "frames/study_file": ("study",),
    "frames/workbooks": ("table-xlsx", "table-xlsm"),
    "documents/vector": ("vector",),
    "history/postgresql": ("history-entries",),
    "history/sqlite": ("history",),
    "history/bodies": ("history-entries", *(f"json-{name}" for name in BODIES)),
    "history/definitions": ("history-entries", "history"),
    "lint/checklists": ("lint",),
    "web/security": ("request",),
}
"""The modules that take apart what comes from outside, each with the readers through which a fuzzer reaches it."""

INPUTS = [pytest.param(name, path, id=f"{name}-{path.name}") for name in READERS for path in corpus(name)]


@pytest.mark.parametrize(("name", "path"), INPUTS)
def test_an_input_of_the_corpus_is_read_or_refused(name: str, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A seed is accepted; an input that once found a fault is accepted with all promises, or refused clearly."""
    monkeypatch.setattr(engine, "LONGEST", 60.0)  # how long it takes is measured where nothing else is
    monkeypatch.setattr(engine, "HANGS", 180.0)
    is_accepted = tried(READERS[name], path.read_bytes())
    assert is_accepted or not path.name.startswith("seed-")


def test_every_reader_has_seeds_and_no_seeds_lack_a_reader() -> None:
    """The folders of the corpus are those of the readers."""
    assert {folder.name for folder in CORPUS.iterdir()} == set(READERS)
    for name in READERS:
        assert any(path.name.startswith("seed-") for path in corpus(name)), name


def test_every_form_and_every_kind_of_file_has_a_reader() -> None:
    """A new format, or a new ending of a table file, needs a seed."""
    assert {f"form-{name}" for name in targets.SOURCES} <= READERS.keys()
    assert {f"table-{ending[1:]}" for ending in (*readers.READERS, *files.KINDS)} <= READERS.keys()
    assert {kind.__name__ for kind in KINDS} == BODIES.keys()


def test_every_class_of_documents_is_read_by_a_reader() -> None:
    """Each class that documents hold is one that a reader reads, or part of one."""
    known: set[type[Any]] = {*DOCUMENTS.values(), *KINDS, Figures, Outline, Reference}
    pending = list(known)
    while pending:
        for part in _parts_of(pending.pop()):
            if part not in known:
                known.add(part)
                pending.append(part)
    known.add(Followed)  # put together from entries
    missing = {kind.__name__ for kind in _documents(Record) if kind.__module__.startswith("ethics_audit")}
    assert missing - {kind.__name__ for kind in known} == set()


def _documents(kind: type[Any]) -> Iterator[type[Any]]:
    for one in kind.__subclasses__():
        if attrs.fields(one):
            yield one
        yield from _documents(one)


def _parts_of(kind: type[Any]) -> Iterator[type[Any]]:
    pending = [field.type for field in attrs.fields(attrs.resolve_types(kind))]
    while pending:
        one = pending.pop()
        if isinstance(one, type) and attrs.has(one):
            yield one
        elif isinstance(one, UnionType) or get_args(one):
            pending += get_args(one)


def test_every_module_that_takes_apart_what_comes_from_outside_is_reached() -> None:
    """A new module with a parser must be named here, with the reader that reaches it, or why it needs none."""
    opening = {module for module in _modules() if OPENS & set(_names(SOURCE / f"{module}.py"))}
    assert opening - COVERED.keys() - OWN.keys() == set()
    assert {reader for found in COVERED.values() for reader in found} <= READERS.keys()


def _modules() -> Iterator[str]:
    for path in SOURCE.rglob("*.py"):
        yield path.relative_to(SOURCE).with_suffix("").as_posix()


def _names(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Attribute):
            yield node.attr
        elif isinstance(node, ast.Name):
            yield node.id
