"""Write the seeds of the corpus anew: small, valid inputs of every reader. `python -m fuzz.seeds`."""

from __future__ import annotations

import io
import json
import random
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import openpyxl
import polars as pl
import pyarrow as pa
import pyarrow.feather
import pyarrow.parquet as pq
import pyreadstat
from attrs import asdict
from support import formatted
from support.filled import ANSWERS, DESK, FORM, response
from support.histories import ListStore, fill, filled
from support.planted import CLEAN
from support.tables import random_sheets, table_of
from support.translated import overlay_of
from support.web_windows import DEFINITION

import ethics_audit as ea
from ethics_audit import history, research
from ethics_audit.formats import expert, fhir, markdown_form
from ethics_audit.formats.wording import label
from ethics_audit.frames import codebook, study_file
from ethics_audit.history.bodies import KINDS
from ethics_audit.model.answer_sheet import Decision, Note
from ethics_audit.web.questions import mark
from fuzz.readers import BEGUN, BODIES, CORPUS, LONG

SHEET = ea.AnswerSheet(
    "example",
    ea.Answers({**ANSWERS.given, "desk.door": ea.not_applicable("no\nminors")}, ANSWERS.profile),
    "1.0",
    Decision("A gift.", "My supervisor.", "I gave it back.", "2026-12-24", "care"),
    [Note("desk.door", "Ask again.")],
)
WEIGHTS = ea.Weights("example", "1.0", [ea.ItemRating(id, 2, 3) for id in DESK.items])
FACTS = ("minors", "telehealth")
TABLE = table_of(DESK, random_sheets(DESK, 5, frozenset(FACTS)), facts=FACTS)
OWN_AUDIT = """\
format = "ethics-audit/audit"
format_version = 1
id = "clinic"
version = "1.0"
title = "Our clinic"
checklists = [{ id = "boundaries", multiplier = 2, only = ["boundaries.gifts"] }, { id = "consent" }]

[policy]
min_coverage_percent = 70
bands = { moderate = 10, high = 30, critical = 60 }

[policy.gravity.4]
high = 60
"""


def _documents() -> Iterator[tuple[str, str, bytes]]:
    checklist = DESK.parts[0].checklist
    overlay = overlay_of(checklist, "es", lambda _, words: f"{words} (es)")
    result, better = ea.assess(DESK, ANSWERS), ea.assess(DESK, {**ANSWERS.given, "desk.door": "r0"})
    record = ea.record(result, plans=[result.plan(budget=2)], what_if=better.change_from(result))
    yield "answers-toml", "toml", ea.to_toml(SHEET).encode()
    yield "answers-json", "json", ea.to_json(SHEET).encode()
    for name in ("checklist", "lint"):
        yield name, "toml", CLEAN.encode()
    yield "checklist", "json", ea.to_json(checklist).encode()
    yield "audit", "toml", OWN_AUDIT.encode()
    yield "audit", "json", ea.to_json(DESK).encode()
    yield "overlay", "toml", ea.to_toml(overlay).encode()
    yield "weights", "toml", ea.to_toml(WEIGHTS).encode()
    try:
        DESK.check("desk.dor", "r0")
    except ea.AnswerError as error:
        told = ea.error_record(error)
    every: list[Any] = [SHEET, DESK, checklist, WEIGHTS, overlay, ea.questionnaire(DESK), record, told]
    for value in every:
        yield f"json-{type(value).__name__}", "json", ea.to_json(value).encode()
    yield "vector", "txt", ea.assess(ea.load_audit("boundaries"), {"boundaries.gifts": "each"}).vector.encode()
    yield "codebook", "json", codebook.document(DESK).encode()


def _forms() -> Iterator[tuple[str, str, bytes]]:
    yield "form-fhir", "json", json.dumps(response()).encode()
    yield (
        "form-fhir",
        "bundle.json",
        json.dumps(
            {
                "resourceType": "Bundle",
                "type": "collection",
                "entry": [{"resource": json.loads(fhir.response(ANSWERS, DESK))}],
            }
        ).encode(),
    )
    yield "form-surveyjs", "json", json.dumps({"id": 1, "data": formatted.survey_data(ANSWERS, DESK)}).encode()
    yield "form-xlsform", "xml", formatted.submission(ANSWERS, DESK).encode()
    flat = {**formatted.words(ANSWERS), **{f"fact-{fact}": "yes" for fact in DESK.facts}, "_id": 7}
    yield "form-xlsform", "json", json.dumps({"results": [flat]}).encode()
    yield "form-redcap", "csv", formatted.exported(formatted.record(ANSWERS, DESK))
    yield "form-json-schema", "json", formatted.document(ANSWERS, DESK)
    yield "form-markdown", "md", FORM.encode()
    yield "form-markdown", "empty.md", markdown_form.export(DESK)
    rows = expert.export(DESK).decode("utf-8-sig").splitlines()
    yield "form-expert", "csv", _filled(rows)


def _filled(rows: list[str]) -> bytes:
    import csv

    table = list(csv.reader(rows))
    heads = [cell.partition(":")[0].strip().lower() for cell in table[0]]
    for row in table[1:]:
        for name in (expert.SEVERITY, expert.LIKELIHOOD):
            row[heads.index(name)] = "2"
    out = io.StringIO()
    csv.writer(out).writerows(table)
    return out.getvalue().encode()


def _tables() -> Iterator[tuple[str, str, bytes]]:
    words = TABLE.to_pylist()
    cells = [[str("" if cell is None else cell) for cell in row.values()] for row in words]
    titles = [TABLE.column_names, [*TABLE.column_names[:3], *(DESK.items[id].prompt for id in DESK.items)]]
    for ending, sign in (("csv", ","), ("tsv", "\t"), ("txt", ";")):
        text = "\r\n".join(sign.join(row) for row in [titles[0], *cells])
        yield f"table-{ending}", ending, text.encode()
    quoted = [",".join(f'"{cell}"' for cell in row) for row in [*titles, *map(_labeled, cells)]]
    yield "table-csv", "prompts.csv", "\n".join(quoted).encode()
    yield "table-ndjson", "ndjson", "\n".join(map(json.dumps, words)).encode()
    coded = TABLE.set_column(4, "desk.drawer", TABLE.column("desk.drawer").dictionary_encode())
    for ending, table in (("", TABLE), ("coded.", coded)):
        yield from _arrow(ending, table)
    yield from _streams()
    for ending in ("xlsx", "xlsm"):
        yield f"table-{ending}", ending, _workbook([titles[0], *cells])
    for ending in ("sav", "zsav", "dta"):
        yield f"table-{ending}", ending, _statistics(ending)
    with TemporaryDirectory() as folder:
        path = Path(folder, "study.parquet")
        study_file.save(research.read(TABLE, DESK, person="who"), path)
        yield "study", "parquet", path.read_bytes()


def _labeled(row: list[str]) -> list[str]:
    """Return a row with the labels of its answers."""
    pairs = zip(DESK.items.values(), row[3:], strict=True)
    return [*row[:3], *(label(item, word) if word else "" for item, word in pairs)]


def _arrow(name: str, table: pa.Table) -> Iterator[tuple[str, str, bytes]]:
    out = io.BytesIO()
    pq.write_table(table, out, row_group_size=2)
    yield "table-parquet", f"{name}parquet", out.getvalue()
    for ending in ("arrow", "feather"):
        out = io.BytesIO()
        with pa.ipc.new_file(out, table.schema) as writer:
            writer.write_table(table, max_chunksize=3)
        yield f"table-{ending}", f"{name}{ending}", out.getvalue()


def _streams() -> Iterator[tuple[str, str, bytes]]:
    names = (*FACTS, *DESK.items)
    words = [(row["who"], name, row[name]) for row in TABLE.to_pylist() for name in names]
    words = [(who, name, None if word is None else str(word).lower()) for who, name, word in words]
    made = {"long": pa.table(dict(zip(LONG, zip(*words, strict=True), strict=True)))}
    kinds = (pa.string(), pa.large_string(), pa.string_view(), pa.dictionary(pa.int8(), pa.string()))
    for kind in kinds:
        columns = {id: TABLE[id].cast(kind) for id in DESK.items}
        made[str(kind).partition("<")[0]] = pa.table(
            {name: columns.get(name, TABLE[name]) for name in TABLE.column_names}
        )
    for name, table in made.items():
        out = io.BytesIO()
        with pa.ipc.new_stream(out, table.schema) as writer:
            writer.write_table(table, max_chunksize=3 if name == "string" else None)
        yield "table-in-memory", f"{name}.arrows", out.getvalue()


def _workbook(rows: list[list[str]]) -> bytes:
    book = openpyxl.Workbook()
    assert book.active is not None
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _statistics(ending: str) -> bytes:
    numbers = {id: [1.0, 2.0, None, 9.0] for id in DESK.items}
    names = [id.replace(".", "_") for id in numbers]
    labels = {
        name: {float(number): option.label for number, option in enumerate(DESK.items[id].options, 1)}
        for name, id in zip(names, numbers, strict=True)
    }
    facts = {fact: [1.0] * 4 for fact in FACTS}
    frame = pl.DataFrame({"who": ["a", "b", "c", "d"], **facts, **{name: [1.0, 2.0, None, 3.0] for name in names}})
    titles = ["Who", *FACTS, *(DESK.items[id].prompt for id in numbers)]
    with TemporaryDirectory() as folder:
        path = str(Path(folder, f"x.{ending}"))
        if ending == "dta":
            whole = {name: {int(one): word for one, word in words.items()} for name, words in labels.items()}
            ints = frame.with_columns(pl.col(names).cast(pl.Int32))
            pyreadstat.write_dta(ints, path, column_labels=titles, variable_value_labels=whole)
        else:
            pyreadstat.write_sav(
                frame,
                path,
                column_labels=titles,
                variable_value_labels=labels,
                compress=ending == "zsav",
                missing_ranges={names[0]: [9.0]},
            )
        return Path(path).read_bytes()


def _histories() -> Iterator[tuple[str, str, bytes]]:
    store = ListStore()
    fill(kept := history.History(store))
    kept.note(history.Course("2026-01-10", "Ethics of gifts", "1.5", "1.0", "NBCC"))
    kept.forget(2)
    yield "history-entries", "ndjson", "\n".join(json.dumps(asdict(entry)) for entry in store.kept).encode()
    for kind, body in _bodies().items():
        yield f"json-{kind}", "json", body.encode()
    with TemporaryDirectory() as folder:
        path = Path(folder, "history.db")
        made = history.opened(path)
        made.append(lambda _: store.kept)
        yield "history", "db", path.read_bytes()


def _bodies() -> dict[str, str]:
    """Return the body of one entry of each kind, before any was removed."""
    store = ListStore()
    filled(store)
    kept = history.History(store)
    kept.note(history.Course("2026-01-10", "Ethics of gifts", "1.5", "1.0", "NBCC"))
    by_kind = {entry.kind: entry.body or "" for entry in store.kept}
    kept.forget(2)
    by_kind |= {entry.kind: entry.body for entry in store.kept if entry.body}
    kinds = {kind: name for name, kind in ((cls.__name__, word) for cls, word in KINDS.items())}
    return {kinds[kind]: body for kind, body in by_kind.items() if kind in kinds}


def _requests() -> Iterator[tuple[str, str, bytes]]:
    headers = {"host": "testserver", "origin": "http://testserver", "content-type": "application/x-www-form-urlencoded"}
    for name, method, path, body in (
        ("page", "GET", "/", ""),
        ("check", "GET", "/check?from=check", ""),
        ("question", "GET", "/questions/a.one", ""),
        ("answer", "POST", "/questions/a.two", f"answer=n%2Fa&reason=no+minors&shown={mark(None, 'me')}"),
        ("practice", "POST", "/practice", f"fact=minors&shown={mark([], 'me')}"),
        ("finish", "POST", "/finish", f"shown={mark((DEFINITION.version, BEGUN), 'me')}"),
    ):
        yield (
            "request",
            f"{name}.json",
            json.dumps({"method": method, "path": path, "headers": headers, "body": body}).encode(),
        )


def main() -> None:
    """Write every seed."""
    random.seed(1)
    for made in (_documents(), _forms(), _tables(), _histories(), _requests()):
        for reader, name, content in made:
            (folder := CORPUS / reader).mkdir(parents=True, exist_ok=True)
            path = folder / (f"seed-{name}" if name.count(".") else f"seed-valid.{name}")
            path.write_bytes(content)
    assert BODIES


if __name__ == "__main__":
    main()
