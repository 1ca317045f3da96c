"""What must hold of every input that is accepted: nothing was lost, added or changed on the way in."""

from __future__ import annotations

import csv
import io
import json
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import ethics_audit as ea
from ethics_audit.base.errors import EthicsAuditError
from ethics_audit.base.validation import JOINERS
from ethics_audit.frames.columns import HOLDS
from ethics_audit.model.answers import word_of

_VISIBLE = str.maketrans("", "", f"{JOINERS}\n")


class BrokenPromiseError(AssertionError):
    """An input that was accepted although something of it was not kept."""


def promise(holds: object, words: str) -> None:
    """Raise an error if something does not hold."""
    if not holds:
        raise BrokenPromiseError(words[:500])


def parsed(text: str, syntax: str) -> Any:
    """Return what the standard parsers read."""
    return tomllib.loads(text) if syntax == "toml" else json.loads(text)


def texts(value: Any, but: Iterable[str] = ()) -> Iterator[str]:
    """Yield every text in a tree, names too, without what is under some names."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for name, held in value.items():
            if name not in but:
                yield name
                yield from texts(held, but)
    elif isinstance(value, list):
        for held in value:
            yield from texts(held, but)


def kept(given: Any, written: Any, place: str = "") -> None:
    """Require that each value of one tree is in another; null, and what is empty, may be left out there."""
    if isinstance(given, dict):
        promise(isinstance(written, dict), f"{place}: {given!r} became {written!r}")
        for name, held in given.items():
            if held is None or held in ([], {}, ""):
                continue
            promise(name in written, f"{place}.{name} was left out")
            kept(held, written[name], f"{place}.{name}")
    elif isinstance(given, list):
        promise(isinstance(written, list) and len(given) == len(written), f"{place}: {given!r} became {written!r}")
        if given and isinstance(given[0], str):
            given, written = sorted(given), sorted(map(str, written))
        for at, (one, other) in enumerate(zip(given, written, strict=True)):
            kept(one, other, f"{place}[{at}]")
    else:
        same = given == written and isinstance(given, bool) is isinstance(written, bool)
        promise(same, f"{place}: {given!r} became {written!r}")


def can_be_kept(written: str) -> None:
    """Require that no text of a document has a control character or half a character, which databases refuse."""
    for text in texts(json.loads(written)):
        promise(text.translate(_VISIBLE).isprintable(), f"control characters were accepted: {text!r}")


def stays_document(value: Any, kind: type[Any]) -> str:
    """Require that a document is read as it was written; return it as JSON."""
    written = ea.to_json(value)
    promise(ea.from_json(written, kind) == value, "written as JSON, it is read as something else")
    if kind in {ea.AnswerSheet, ea.Audit, ea.Checklist, ea.Weights}:
        promise(ea.from_toml(ea.to_toml(value), kind) == value, "written as TOML, it is read as something else")
    return written


def of_sheet(sheet: ea.AnswerSheet, given: dict[str, Any], told: Iterable[str] = ()) -> None:
    """Require that an answer sheet has what its document has, and that what it has not was told."""
    written = stays_document(sheet, ea.AnswerSheet)
    can_be_kept(written)
    own = json.loads(written)
    unknown = {name for name in given if name not in {*own, "notes", "decision", "profile", "answers", "version"}}
    promise(unknown <= set(told), f"left out without a word: {unknown}")
    answers = {id: answer for id, answer in given.get("answers", {}).items() if answer is not None}
    promise(answers.keys() == sheet.answers.given.keys(), "other items were read")
    for id, answer in answers.items():
        word = answer if isinstance(answer, str) else "n/a"
        promise(word_of(sheet.answers.given[id]) == word, f"{id}: {answer!r} was read as another answer")
    promise(set(given.get("profile", [])) == sheet.answers.profile, "another profile was read")


def of_definition(definition: Any, text: str, syntax: str) -> None:
    """Require that every text of a definition is still there, and that it means the same when it is written."""
    kind = type(definition)
    given = parsed(text, syntax)
    aside = ("scales", "digest", "format", "scale", "file")
    written = stays_document(definition, kind)
    can_be_kept(written)
    there = "\n".join(texts(json.loads(written)))
    for one in texts(given, aside):
        promise(all(word in there for word in one.split()), f"{one!r} was left out")
    promise(json.loads(written)["digest"] == definition.digest, "another digest was written")


def of_answers(answers: ea.Answers, audit: ea.Audit) -> None:
    """Require that answers fit their audit, and can be kept."""
    ea.assess(audit, answers)
    sheet = ea.AnswerSheet(audit.id, answers, audit.version)
    can_be_kept(stays_document(sheet, ea.AnswerSheet))


def of_scores(rows: Iterable[dict[str, Any]], audit: ea.Audit, facts: Mapping[str, str]) -> None:
    """Require that each row of a scored table has the scores that `assess` gives to the answers in it."""
    for number, row in enumerate(rows):
        given = {id: row[id] for id in audit.items if row.get(id) not in (None, "")}
        if any(row.get(name) in {None, ""} for name in facts.values()):
            continue  # a fact that is not known leaves items open, as no answers do
        profile = {fact for fact, name in facts.items() if str(row[name]).strip().casefold() in HOLDS}
        try:
            result = ea.assess(audit, ea.Answers(given, profile))
        except EthicsAuditError as failure:
            raise BrokenPromiseError(f"row {number} was scored, of which an answer is refused: {failure}") from None
        for name in ("score", "low", "high", "coverage", "points", "weight"):
            got, wanted = row[f"_{name}"], getattr(result, name)
            promise(got == wanted, f"row {number}: {name} is {got}, but {wanted} of the same answers")


def of_cells(rows: Iterable[dict[str, Any]], text: str, delimiter: str, items: Iterable[str]) -> None:
    """Require that scored rows have the answers which another reader finds in their file, where it finds as many."""
    others = list(csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter))
    rows = list(rows)
    if len(rows) != len(others):
        return  # the other takes another sign as the delimiter or the end of a row
    for number, (row, other) in enumerate(zip(rows, others, strict=True)):
        for id in items:
            if id in row and id in other:
                got, there = row[id] or "", other[id] or ""
                promise(got.strip() == there.strip().removeprefix("'"), f"row {number}: {there!r} was read as {got!r}")


def lines(path: Path) -> list[dict[str, Any]]:
    """Return the rows of a file with an object on each line."""
    return [json.loads(line) for line in path.read_text("utf-8").split("\n") if line]
