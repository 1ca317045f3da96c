"""Every reader of what comes from outside, with what may come: how each is called, and what it promises.

A reader takes the bytes of an input. It returns if the input is accepted and every promise holds, and raises an error
of the library if it is refused. Anything else that it raises is a fault.
"""

from __future__ import annotations

import asyncio
import json
import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import httpx
import pyarrow as pa
from support import formatted
from support.filled import DESK
from support.histories import ListStore
from support.web_windows import DEFINITION, Memory

import ethics_audit as ea
from ethics_audit import history, research, web
from ethics_audit.base.errors import EthicsAuditError
from ethics_audit.cli.batch import codebook_of
from ethics_audit.documents import catalog, vector
from ethics_audit.formats import fhir, markdown_form, rated, targets
from ethics_audit.frames import batch, files, readers, study_file
from ethics_audit.frames.names import fact_of
from ethics_audit.frames.outputs import Wanted
from ethics_audit.history.bodies import KINDS
from ethics_audit.lint import lint_file
from ethics_audit.model.translation import Overlay
from fuzz import mutations, promises
from fuzz.mutations import Mutation
from fuzz.promises import promise

CORPUS = Path(__file__).parent / "corpus"


class Reader(NamedTuple):
    """A reader, and how its inputs are damaged.

    Attributes:
        read: Reads an input; see the top of this module.
        mutations: What is done to inputs.
    """

    read: Callable[[bytes], None]
    mutations: tuple[Mutation, ...]


@cache
def _folder() -> Path:
    memory = Path("/dev/shm")  # noqa: S108 - a folder of its own in it
    return Path(tempfile.mkdtemp(prefix="fuzz-", dir=memory if memory.is_dir() else None))


def file_of(content: bytes, ending: str) -> Path:
    """Write an input to a file of its own, in place of the one before."""
    path = _folder() / f"input{ending}"
    path.write_bytes(content)
    return path


# documents


def _answers(syntax: str) -> Callable[[bytes], None]:
    def read(content: bytes) -> None:
        path = file_of(content, f".{syntax}")
        told: list[str] = []
        sheet = catalog.load_answers(path, tell=lambda problem: told.append(problem.place))
        promises.of_sheet(sheet, promises.parsed(content.decode("utf-8-sig"), syntax), told)

    return read


def _text(content: bytes) -> str:
    """Return an input as text, in which Python may hold half a character too."""
    try:
        return content.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        return content.decode("utf-8", "surrogateescape")


def _checklist(content: bytes) -> None:
    text = _text(content)
    checklist = ea.parse_checklist(text)
    promises.of_definition(checklist, text, "json" if text.lstrip().startswith("{") else "toml")


def _audit(content: bytes) -> None:
    text = _text(content)
    audit = ea.parse_audit(text)
    promises.stays_document(audit, ea.Audit)
    promises.can_be_kept(ea.to_json(audit))


def _lint(content: bytes) -> None:
    problems = lint_file(path := file_of(content, ".toml"))
    [str(problem) for problem in problems]
    catalog.readable_items(path)


def _overlay(content: bytes) -> None:
    translated = ea.parse_checklist(ea.to_toml(DESK.parts[0].checklist), translations=[_text(content)], locale="es")
    promises.can_be_kept(ea.to_json(translated))
    promise(translated.digest == DESK.parts[0].checklist.digest, "a translation changed the digest")


def _weights(content: bytes) -> None:
    weights = catalog.load_weights(file_of(content, ".toml"))
    written = promises.stays_document(weights, ea.Weights)
    promises.kept(promises.parsed(content.decode("utf-8-sig"), "toml"), json.loads(written))
    ea.reweighted(DESK, weights)


def _record(kind: type[Any]) -> Callable[[bytes], None]:
    def read(content: bytes) -> None:
        text = _text(content)
        value = ea.from_json(text, kind)
        written = promises.stays_document(value, kind)
        if kind is ea.AnswerSheet:
            promises.of_sheet(value, json.loads(text))
        elif kind in {ea.Audit, ea.Checklist}:
            promises.of_definition(value, text, "json")
        else:
            promises.kept(json.loads(text), json.loads(written))

    return read


def _vector(content: bytes) -> None:
    text = _text(content)
    audit = ea.load_audit("boundaries")
    result = ea.load_vector(text, audit)
    if not text.strip().startswith(vector.UNCHECKED):
        promise(result.vector == text.strip(), "another vector was written")


def _codebook(content: bytes) -> None:
    book: Any = codebook_of(str(file_of(content, ".json")), DESK)
    table = pa.table({id: pa.array([1, 2, None], pa.int64()) for id in DESK.items})
    ea.score_frame(table, DESK, codebook=book, profile=DESK.facts)
    given = json.loads(content.decode("utf-8-sig"))
    held = {
        str(id): {str(n): word for n, word in words.items()} if isinstance(words, dict) else words
        for id, words in book.items()
    }
    promises.kept(given.get("answers", given.get("items")), held)


# forms


def _form(name: str) -> Callable[[bytes], None]:
    def read(content: bytes) -> None:
        told: list[str] = []
        reading = targets.Reading(tell=told.append)
        answers = targets.source(name).answers(content, DESK, reading)
        promises.of_answers(answers, DESK)
        there = content.decode("utf-16" if content[:2] in {b"\xff\xfe", b"\xfe\xff"} else "utf-8", "replace")
        for id in answers.given:
            last = id.partition(".")[2]
            promise(last in there or "\\u" in there or "&#" in there, f"{id} stood nowhere in the input")
        written = _written(name, answers)
        again = targets.source(name).answers(written, DESK)
        promise(formatted.words(again) == formatted.words(answers), "written in the same form, they are read as others")
        asked = answers.profile & {*DESK.facts}
        promise(asked <= again.profile <= answers.profile, "written in the same form, another profile is read")

    return read


def _written(name: str, answers: ea.Answers) -> bytes:
    if name == "markdown":
        plain = formatted.without_reasons_of_events(answers, DESK)
        return formatted.ticked(markdown_form.export(DESK).decode(), plain).encode()
    made: dict[str, Callable[[], bytes]] = {
        "fhir": lambda: fhir.response(answers, DESK),
        "surveyjs": lambda: json.dumps(formatted.survey_data(answers, DESK)).encode(),
        "xlsform": lambda: formatted.submission(answers, DESK).encode(),
        "redcap": lambda: formatted.exported(formatted.record(answers, DESK)),
        "json-schema": lambda: formatted.document(answers, DESK),
    }
    return made[name]()


def _rated(content: bytes) -> None:
    weights = rated.weights(content, DESK)
    promises.stays_document(weights, ea.Weights)
    promise([one.item for one in weights.ratings] == [*DESK.items], "not every item is rated once")


# tables

DELIMITERS = {".csv": ",", ".tsv": "\t", ".txt": ";"}
LONG = ("who", "what", "told")
AROUND = "'\"*.: \t\r\n"
"""The signs around a word that programs add and the library does not read."""
WANTED = Wanted.of(DESK, columns=None, domains=False, prefix="_", on_invalid="error", items="keep")


def _table(ending: str) -> Callable[[bytes], None]:
    def read(content: bytes) -> None:
        path = file_of(content, ending)
        refused = _scored(path)
        try:
            study = research.read(path, DESK)
        except EthicsAuditError:
            if refused:
                raise
            return
        _of_study(study)

    return read


def _scored(path: Path) -> EthicsAuditError | None:
    """Score a file into another, where the file has the layout of ours and names each item; compare with `assess`."""
    out = _folder() / "out.ndjson"
    try:
        batch.score_file(path, out, DESK, WANTED, force=True)
    except EthicsAuditError as failure:
        return failure
    rows = promises.lines(out)
    names = list(rows[0]) if rows else []
    facts = {fact: name for name, fact in fact_of(DESK).items() if name in names}
    promises.of_scores([_in_words(row) for row in rows], DESK, facts)
    if delimiter := DELIMITERS.get(path.suffix):
        promises.of_cells(rows, path.read_text("utf-8-sig", "replace"), delimiter, DESK.items)
    return None


def _in_memory(content: bytes) -> None:
    """Score a table that the user read from a stream, whose memory PyArrow leaves unchecked; a long one as that."""
    try:
        table = pa.ipc.open_stream(content).read_all()
    except (pa.ArrowException, OSError) as failure:
        raise ea.AnswerError([ea.Problem("", f"PyArrow refuses it: {failure}")]) from None
    long = LONG if table.schema.names == [*LONG] else None
    asked: dict[str, Any] = {} if long else {"items": "keep", "allow_missing_columns": True}
    scored = ea.score_frame(table, DESK, prefix="_", domains=False, long=long, **asked)
    if not long:
        known = fact_of(DESK)
        read = [name for name in scored.column_names if name in {*DESK.items, *known} or name.startswith("_")]
        rows = scored.select(read).to_pylist()
        promises.of_scores(map(_in_words, rows), DESK, {known[name]: name for name in read if name in known})
        _of_study(research.read(table, DESK))


def _in_words(row: dict[str, Any]) -> dict[str, Any]:
    """Return a row with the words that the labels of answers stand for."""
    labels = {id: {option.label.casefold(): option.id for option in item.options} for id, item in DESK.items.items()}
    found = dict(row)
    for id, known in labels.items():
        if isinstance(cell := row.get(id), str):
            plain = cell.strip(AROUND)
            found[id] = known.get(" ".join(plain.casefold().split()), plain)
    return found


def _of_study(study: research.Study) -> None:
    """Require that a study is scored as its own cells are."""
    scored = ea.score_frame(
        study.table, DESK, prefix="_", domains=False, items="keep", profile=study.profile, allow_missing_columns=True
    )
    facts = {fact: name for name, fact in fact_of(DESK).items() if name in study.table.column_names}
    rows = [_in_words(row) for row in scored.to_pylist()]
    for row in rows:
        row |= {f"fact {fact}": "true" for fact in study.profile}
    promises.of_scores(rows, DESK, {**facts, **{fact: f"fact {fact}" for fact in study.profile}})


def _study(content: bytes) -> None:
    path = file_of(content, ".parquet")
    study = study_file.load(path)
    table = study.table.to_pylist()
    copy = _folder() / "copy.parquet"
    study_file.save(study, copy, force=True)
    again = study_file.load(copy)
    promise(again.audit == study.audit and again.table.to_pylist() == table, "saved, it is loaded as another study")
    ea.score_frame(study, allow_missing_columns=True)


# histories and requests


def _history(content: bytes) -> None:
    path = file_of(content, ".db")
    for ending in ("-wal", "-shm", "-journal"):
        path.with_name(f"{path.name}{ending}").unlink(missing_ok=True)
    _told(history.History(history.opened(path)))


def _told(kept: history.History) -> None:
    """Require that a history is whole, or says where it was changed: what it tells is a beginning of the one kept."""
    kept.verify()
    found = [(one.number, one.day, one.result.vector, one.reason) for one in kept.audits()]
    first = _seed_audits()
    promise(found == first[: len(found)], "a changed history was told as whole")
    kept.listed()
    kept.actions()
    kept.courses()


@cache
def _seed_audits() -> list[Any]:
    (seed,) = (CORPUS / "history-entries").glob("seed-*.ndjson")
    kept = history.History(_store(seed.read_bytes()))
    return [(one.number, one.day, one.result.vector, one.reason) for one in kept.audits()]


def _store(content: bytes) -> ListStore:
    store = ListStore()
    store.kept = [history.Entry(**json.loads(line)) for line in content.splitlines() if line.strip()]
    return store


def _entries(content: bytes) -> None:
    try:
        store = _store(content)
    except (ValueError, TypeError) as failure:
        raise ea.AnswerError([ea.Problem("", f"the application refused it: {failure}")]) from None
    _told(history.History(store))


def _request(content: bytes) -> None:
    try:
        asked = json.loads(content)
        headers = {name.encode("latin-1"): value.encode("latin-1") for name, value in asked["headers"].items()}
        request = httpx.Request(asked["method"], f"http://testserver{asked['path']}", headers=headers)
        body = asked["body"].encode(errors="surrogateescape")
        path = request.url.path
    except (ValueError, KeyError, TypeError, AttributeError, httpx.InvalidURL) as failure:
        raise ea.AnswerError([ea.Problem("", f"no server passes it on: {failure}")]) from None
    memory = Memory(ea.AnswerSheet(DEFINITION.id, BEGUN, DEFINITION.version))
    form = web.app(DEFINITION, drafts=memory, user=lambda _: "me")
    status = asyncio.run(_answered(form, request, path, body))
    promise(status is not None and status < 500, f"the status is {status}")
    promises.of_answers(memory.kept["me"].answers, DEFINITION)
    if status >= 400:
        raise ea.AnswerError([ea.Problem("", f"the status is {status}")])


BEGUN = ea.Answers({"a.one": "r0"})


async def _answered(form: Any, request: httpx.Request, path: str, body: bytes) -> int | None:
    """Return the status of the response to a request that a server passes on."""
    scope = {
        "type": "http",
        "http_version": "1.1",
        "method": request.method,
        "scheme": "http",
        "path": path,
        "raw_path": request.url.raw_path.partition(b"?")[0],
        "query_string": request.url.query,
        "root_path": "",
        "headers": [(name.lower(), value) for name, value in request.headers.raw],
        "client": ("127.0.0.1", 1),
        "server": ("testserver", 80),
    }
    found: list[int] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message: Any) -> None:
        if message["type"] == "http.response.start":
            found.append(message["status"])

    await form(scope, receive, send)
    return found[0] if found else None


# the table of readers

JSON = (mutations.as_json, mutations.as_json, mutations.as_json, mutations.as_text)
TOML = (mutations.as_toml, mutations.as_toml, mutations.as_text, mutations.as_text, mutations.as_bytes)
TEXT = (mutations.as_text, mutations.as_text, mutations.as_bytes)
BYTES = (mutations.as_bytes,)
MIXED = (mutations.as_json, mutations.as_toml, mutations.as_text)

DOCUMENTS: dict[str, type[Any]] = {
    kind.__name__: kind
    for kind in (
        ea.AnswerSheet,
        ea.Audit,
        ea.Checklist,
        ea.Weights,
        Overlay,
        ea.Questionnaire,
        ea.AssessmentRecord,
        ea.ErrorRecord,
    )
}
BODIES: dict[str, type[Any]] = {kind.__name__: kind for kind in KINDS}
ENDINGS = tuple(dict.fromkeys([*readers.READERS, *files.KINDS]))


def _table_mutations(ending: str) -> tuple[Mutation, ...]:
    if ending in {".parquet", ".feather", ".arrow", mutations.STREAM}:
        return (mutations.as_table(ending), mutations.as_table(ending), mutations.as_bytes)
    if ending in files.WORKBOOKS:
        return (mutations.as_archive, mutations.as_archive, mutations.as_archive, mutations.as_bytes)
    if ending == ".ndjson":
        return (mutations.as_lines, mutations.as_lines, mutations.as_text)
    return TEXT if ending in {".csv", ".tsv", ".txt"} else BYTES


READERS: dict[str, Reader] = {
    "answers-toml": Reader(_answers("toml"), TOML),
    "answers-json": Reader(_answers("json"), JSON),
    "checklist": Reader(_checklist, MIXED),
    "audit": Reader(_audit, MIXED),
    "lint": Reader(_lint, TOML),
    "overlay": Reader(_overlay, TOML),
    "weights": Reader(_weights, TOML),
    **{f"json-{name}": Reader(_record(kind), JSON) for name, kind in (DOCUMENTS | BODIES).items()},
    "vector": Reader(_vector, TEXT),
    "codebook": Reader(_codebook, JSON),
    **{
        f"form-{name}": Reader(_form(name), TEXT if name in {"markdown", "redcap"} else (*JSON, *TEXT))
        for name in targets.SOURCES
    },
    "form-expert": Reader(_rated, TEXT),
    **{f"table-{ending[1:]}": Reader(_table(ending), _table_mutations(ending)) for ending in ENDINGS},
    "table-in-memory": Reader(_in_memory, _table_mutations(mutations.STREAM)),
    "study": Reader(_study, _table_mutations(".parquet")),
    "history": Reader(_history, (mutations.as_database, mutations.as_bytes)),
    "history-entries": Reader(_entries, (mutations.as_lines, mutations.as_lines, mutations.as_text)),
    "request": Reader(_request, (mutations.as_json, mutations.as_text)),
}


def corpus(name: str) -> list[Path]:
    """Return the inputs of a reader that are kept: seeds, and every one in which a fault was found."""
    return sorted(path for path in (CORPUS / name).iterdir() if path.is_file())
