"""The checks by name. Each returns what it found, which must be what the list expects."""

from __future__ import annotations

import base64
import importlib
import json
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterable, Mapping
from contextlib import closing
from decimal import Decimal
from functools import cache
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from ethics_audit.assessment.assessment import Assessment, assess, load_vector
from ethics_audit.assessment.records import AssessmentRecord, record
from ethics_audit.base.errors import IntegrityError, needs_extra
from ethics_audit.base.language import gettext
from ethics_audit.documents import catalog, codec
from ethics_audit.formats import fhir, fhir_answers
from ethics_audit.frames.outputs import OUTPUTS
from ethics_audit.model.answers import UNSURE, NotApplicable

Vectors = Mapping[str, tuple[str, ...]]
Check = Callable[[str, Vectors], str]

IN_TABLES = "quarterly"
IN_FORMS = "boundary_decision"
FORMS = 5
"""How many forms an engine computes, since it is slow."""
EXAMPLES = 5
"""How many sets of answers a law is tried on."""
ACKNOWLEDGED = 3
"""How many audits a program keeps before it is killed."""


class NotRunError(Exception):
    """A check that cannot run here, and why."""


def digest_of(rows: Iterable[Any]) -> str:
    """Return the SHA-256 of values as compact JSON, which writes each number exactly."""
    return sha256(json.dumps(list(rows), separators=(",", ":")).encode()).hexdigest()


@cache
def _assessed(vector: str) -> Assessment:
    return load_vector(vector)


def figures(about: str, vectors: Vectors) -> str:
    """Return the digest of some figures of every audit and every domain, for all answers of the list."""
    names = about.split()
    results = [_assessed(vector) for id in sorted(vectors) for vector in vectors[id]]
    return digest_of([[_figure(scored, name) for name in names] for one in results for scored in (one, *one.domains)])


def _figure(scored: Any, name: str) -> Any:
    value = getattr(scored, name)
    return list(value) if name == "flags" else None if value is None else str(value) if "band" in name else value


def contributions(_: str, vectors: Vectors) -> str:
    """Return the digest of what each gap adds to the score of its audit, for all answers of the list."""
    results = [_assessed(vector) for id in sorted(vectors) for vector in vectors[id]]
    return digest_of(sorted((one.item.id, float(one.contribution)) for one in result.findings) for result in results)


def definition(about: str, _: Vectors) -> str:
    """Return the digest of the audit or the checklist with this id and version."""
    kind, id, version = about.split()
    load = catalog.load_audit if kind == "audits" else catalog.load_checklist
    return load(id, version).digest


def law(about: str, _: Vectors) -> str:
    """Try the law with this number on drawn answers to the brief audit."""
    with needs_extra("testing"):
        from ethics_audit.testing.laws import LAWS
    (found,) = (one for one in LAWS if one.number == int(about))
    found.hold(catalog.load_audit("brief"), max_examples=EXAMPLES)
    return "holds"


def vector(_: str, vectors: Vectors) -> str:
    """Write the vector of each of the results again."""
    written = {one: _assessed(one).vector for of_audit in vectors.values() for one in of_audit}
    return "the same" if all(before == after for before, after in written.items()) else "others"


def records(about: str, vectors: Vectors) -> str:
    """Write the record of each result of an audit as JSON, read it, and assess the answers in it again."""
    for one in vectors[about]:
        written = codec.to_json(record(_assessed(one)))
        read = codec.from_json(written, AssessmentRecord)
        again = load_vector(str(read.vector))
        if codec.to_json(read) != written or codec.to_json(record(again)) != written:
            return "others"
    return "the same"


_KEEPS = """
import sys
from ethics_audit.assessment.assessment import load_vector
from ethics_audit.history import History, opened
kept = History(opened(sys.argv[1]))
while True:
    print(kept.keep(load_vector(sys.argv[2])).hash, flush=True)
"""


def kill(about: str, vectors: Vectors) -> str:
    """Kill a program that keeps audits, and look for all that it had acknowledged."""
    from ethics_audit.history import History, opened

    if getattr(sys, "frozen", False):
        raise NotRunError(gettext("this program was frozen, and cannot start a Python to kill"))
    with TemporaryDirectory() as folder:
        place = str(Path(folder) / "history.db")
        command = [sys.executable, "-c", _KEEPS, place, vectors[about][0]]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as program:  # noqa: S603 - this Python
            assert program.stdout is not None  # noqa: S101 - for the types
            told = [program.stdout.readline().strip() for _ in range(ACKNOWLEDGED)]
            program.kill()
            told += program.stdout.read().split()
        known = History(opened(place)).verify(told[-1]).known_at
        there = {one.hash for one in opened(place).entries()}
        return "all there" if known and set(told) <= there else "lost"


def tampering(about: str, vectors: Vectors) -> str:
    """Change each column of an entry in a history, one after the other, and see whether reading names the entry."""
    from ethics_audit.history import History, opened
    from ethics_audit.history.schema import ENTRIES

    changed = [column.name for column in ENTRIES.columns if not column.primary_key]
    with TemporaryDirectory() as folder:
        place = Path(folder) / "history.db"
        for one in vectors[about][:3]:
            History(opened(place)).keep(_assessed(one))
        with closing(sqlite3.connect(place)) as database:
            for (guard,) in database.execute("SELECT name FROM sqlite_schema WHERE type = 'trigger'").fetchall():
                database.execute(f"DROP TRIGGER {guard}")
        return " ".join(name for name in changed if _names_the_entry(place, name))


def _names_the_entry(place: Path, column: str) -> bool:
    from ethics_audit.history import History, opened

    change = f"UPDATE ethics_audit_entries SET {column} = ? WHERE number = 2"  # noqa: S608 - the name of a column
    with closing(sqlite3.connect(place)) as database:
        ((before,),) = database.execute(f"SELECT {column} FROM ethics_audit_entries WHERE number = 2")  # noqa: S608
        database.execute(change, ["x"])
        database.commit()
        try:
            History(opened(place)).verify()
        except IntegrityError as found:
            return found.number == 2  # noqa: PLR2004 - the entry that was changed
        finally:
            database.execute(change, [before])
            database.commit()
    return False


_TABLES: dict[str, Callable[[Any], Any]] = {
    "pyarrow": lambda table: table,
    "pandas": lambda table: table.to_pandas(),
    "polars": lambda table: _module("polars").from_arrow(table),
    "polars lazy": lambda table: _module("polars").from_arrow(table).lazy(),
    "duckdb": lambda table: _module("duckdb").from_arrow(table),
    "dask": lambda table: _module("dask.dataframe").from_pandas(table.to_pandas(), npartitions=2),
}
"""How a table of each kind is made from Arrow."""


def _module(name: str) -> Any:
    return importlib.import_module(name)


def table(about: str, vectors: Vectors) -> str:
    """Score a table of this kind, and return the digest of all figures in it."""
    with needs_extra("frames"):
        import narwhals
        import pyarrow as pa

        from ethics_audit.frames.score import score_frame
    audit = catalog.load_audit(IN_TABLES)
    sheets = [_assessed(one).answers for one in vectors[IN_TABLES]]
    facts = {fact: [fact in sheet.profile for sheet in sheets] for fact in audit.facts}
    answers = {id: pa.array([_word(sheet.given.get(id)) for sheet in sheets], "string") for id in audit.items}
    made = _TABLES[about](pa.table({**facts, **answers}))
    scored = score_frame(made, audit)
    whole = scored.compute() if about == "dask" else scored
    found = narwhals.from_native(whole).lazy().collect(backend="pyarrow").to_native()
    scopes = ["", *(f"{part.checklist.id}." for part in audit.parts)]
    return digest_of([[row[f"{scope}{name}"] for name in OUTPUTS] for row in found.to_pylist() for scope in scopes])


def _word(answer: Any) -> str | None:
    return "n/a" if isinstance(answer, NotApplicable) else "unsure" if answer is UNSURE else answer


def form(about: str, vectors: Vectors) -> str:
    """Read the answers back that a FHIR form holds, and return the digest of what they score."""
    audit = catalog.load_audit(about)
    sheets = [_assessed(one).answers for one in vectors[about]]
    results = [assess(audit, fhir_answers.answers(fhir.response(sheet, audit), audit)) for sheet in sheets]
    return digest_of([_figure(one, name) for name in ("points", "weight", "open_weight", "band")] for one in results)


def fhirpath(about: str, vectors: Vectors) -> str:
    """Let an engine of FHIRPath compute a form's own results, and return the digest of them."""
    engine, model = _module("fhirpathpy"), _module("fhirpathpy.models").models["r4"]
    audit = catalog.load_audit(about)
    questionnaire = json.loads(fhir.export(audit))

    def value(expression: Any, known: dict[str, Any]) -> Any:
        return engine.evaluate(known["resource"], expression["expression"], known, model)

    rows = []
    for one in vectors[about][:FORMS]:
        known = {"resource": json.loads(fhir.response(_assessed(one).answers, audit))}
        for variable in questionnaire["extension"]:
            known[variable["valueExpression"]["name"]] = value(variable["valueExpression"], known)
        steps = {step["linkId"]: step for step in questionnaire["item"][-1]["item"]}
        names = [f"result:{name}" for name in ("points", "weight", "open_weight", "band")]
        rows.append([value(steps[name]["extension"][0]["valueExpression"], known) for name in names])
    return digest_of([_plain(found[0]) if found else None for found in row] for row in rows)


def _plain(value: Any) -> Any:
    return int(value) if isinstance(value, Decimal | float) else value


def files(_: str, __: Vectors) -> str:
    """Compare each installed file with the digest that the installer recorded for it."""
    found = installed()
    if not found:
        raise NotRunError(gettext("the installer recorded no digests of files"))
    return " ".join(name for name, (digest, recorded) in found.items() if digest != recorded) or "as recorded"


def installed() -> dict[str, tuple[str, str]]:
    """Return the SHA-256 of each installed file by its path, and what the installer recorded for it.

    A file that is gone has an empty digest.
    """
    try:
        named = distribution("ethics-audit").files or ()
    except PackageNotFoundError:
        return {}
    recorded = {str(file): (Path(str(file.locate())), file.hash.value) for file in named if file.hash}
    return {
        name: (sha256(path.read_bytes()).hexdigest() if path.is_file() else "", _hexadecimal(value))
        for name, (path, value) in sorted(recorded.items())
    }


def _hexadecimal(recorded: str) -> str:
    return base64.urlsafe_b64decode(recorded + "=" * (-len(recorded) % 4)).hex()


CHECKS: dict[str, Check] = {
    check.__name__: check
    for check in (
        *(files, definition, figures, contributions, law, vector, records),
        *(kill, tampering, table, form, fhirpath),
    )
}
"""Every check by the name that the list has for it."""
