"""From the plain values of a document to definitions and answers: where documents differ from the classes.

An item's scale is the list ``options`` or, in a checklist file, the name of one of its ``scales``; an audit's parts are
``checklists`` with a ``multiplier``, whole or by name, and of a named one ``only`` some items; a citation is a table or
``"aca-2014 B.1.d"``; an answer is a word or ``{ not_applicable = "reason" }``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from itertools import islice
from typing import Any, cast

from attrs import evolve

from ethics_audit.base.errors import PROBLEMS_TOLD, DocumentError, EthicsAuditError, Problem, nearest, shown
from ethics_audit.documents.converter import (
    CONVERTER,
    TOLD_ELSEWHERE,
    InvalidError,
    enough,
    expected,
    gathered,
    structure_class,
    structure_frozenset,
    structure_members,
    table,
    unknown_keys,
)
from ethics_audit.model.answer_sheet import AnswerSheet, Decision
from ethics_audit.model.answers import Answers, NotApplicable
from ethics_audit.model.bands import BANDS, Band
from ethics_audit.model.definitions import MOST_ITEMS, MOST_PARTS, Audit, Checklist, Part, id_problems
from ethics_audit.model.items import Citation, Item, Option, Scale

Resolve = Callable[[Mapping[str, str]], Checklist]
"""From an entry of an audit that names a checklist, by ``id`` and ``version`` or by ``file``, to the checklist."""

_NAMED_BY = ("id", "version", "file", "multiplier", "only")


def resolved(raw: Any, resolve: Resolve | None, problems: list[Problem]) -> Any:
    """The ``checklists`` of an audit as the parts that the converter reads; adds what is wrong to `problems`."""
    if not isinstance(raw, list):
        return raw
    if len(raw) > MOST_PARTS:
        told = f"a list of {len(raw)} is given; allowed is a list of at most {MOST_PARTS}"
        problems.append(Problem("checklists", told, rule="value"))
        return TOLD_ELSEWHERE
    parts: list[dict[str, Any]] = [{"checklist": TOLD_ELSEWHERE} for _ in raw]
    for place, entry in enumerate(raw):
        if enough(problems):
            break
        with gathered(problems, f"checklists[{place}]"):
            parts[place] = _part(table(entry), resolve)
    return parts


def _part(entry: dict[str, Any], resolve: Resolve | None) -> dict[str, Any]:
    multiplier = {"multiplier": entry.pop("multiplier")} if "multiplier" in entry else {}
    if "items" in entry:
        return {"checklist": entry, **multiplier}
    only = _only(entry.pop("only")) if "only" in entry else None
    checklist = _named(entry, resolve)
    return {"checklist": checklist if only is None else _selected(checklist, only), **multiplier}


def _only(raw: Any) -> frozenset[str]:
    if raw == []:
        raise InvalidError(Problem("only", "is empty", "name an item, or leave it out", "value"))
    try:
        return cast(frozenset[str], structure_frozenset(raw, frozenset[str]))
    except InvalidError as invalid:
        raise InvalidError(*[problem.within("only") for problem in invalid.problems]) from None


def _selected(checklist: Checklist, only: frozenset[str]) -> Checklist:
    """The checklist with only these of its items, in its order."""
    known = [item.id for item in checklist.items]
    if unknown := sorted(only.difference(known))[: PROBLEMS_TOLD + 1]:
        problems = [
            Problem("only", f"{shown(id)} is not an item of {checklist.id}", nearest(id, known)) for id in unknown
        ]
        raise InvalidError(*problems)
    translation = checklist.translation and checklist.translation.of_items(only)
    return evolve(checklist, items=[item for item in checklist.items if item.id in only], translation=translation)


def _structured_part(raw: Any, _: Any) -> Part:
    problems: list[Problem] = []
    checklist: Any = TOLD_ELSEWHERE
    with gathered(problems, ""):
        checklist = CONVERTER.structure(raw["checklist"], Checklist)
    try:
        return structure_class({**raw, "checklist": checklist}, Part)
    except InvalidError as invalid:
        raise InvalidError(*problems, *invalid.problems) from None


def _named(entry: dict[str, Any], resolve: Resolve | None) -> Checklist:
    problems = unknown_keys(entry, _NAMED_BY)
    problems += [
        Problem(key, f"expected text, got {shown(entry[key])}", rule="value")
        for key in entry
        if not isinstance(entry[key], str)
    ]
    if ("id" in entry) == ("file" in entry):
        problems.append(Problem("", "names no checklist, or two", "give its id, or its file"))
    elif "file" in entry and "version" in entry:
        problems.append(Problem("version", "is given with a file, which holds one version", "leave it out"))
    if problems:
        raise InvalidError(*problems)
    if resolve is None:
        raise InvalidError(Problem("", "names a checklist without its items", "read it with load_audit"))
    try:
        return resolve(entry)
    except DocumentError as refused:
        raise InvalidError(*[problem.within(refused.source) for problem in refused.problems]) from None
    except EthicsAuditError as failure:
        raise InvalidError(Problem("", str(failure))) from None


def _scale(raw: Any, _: Any) -> Scale:
    if isinstance(raw, Scale):
        return raw
    if raw is TOLD_ELSEWHERE:
        raise InvalidError
    return Scale(tuple(structure_members(raw, Option)))


def _citation(raw: Any, _: Any) -> Citation:
    if not isinstance(raw, str):
        return structure_class(raw, Citation)
    code, space, section = raw.partition(" ")
    if not space:
        raise expected(raw, "a code, a space and a section")
    return Citation(code, section)


def _checklist(raw: Any, _: Any) -> Checklist:
    if isinstance(raw, Checklist) or raw is TOLD_ELSEWHERE:
        return structure_class(raw, Checklist)
    given = table(raw)
    digest = given.pop("digest", None)
    problems: list[Problem] = []
    _put_in_scales(given, problems)
    checklist = None
    with gathered(problems, ""):
        checklist = structure_class(given, Checklist)
    if checklist is None:
        problems += [problem for problem in _id_problems(given) if problem not in problems]
    elif digest is not None and digest != checklist.digest:
        problems.append(_digest_problem(digest, checklist.digest))
    if problems or checklist is None:
        raise InvalidError(*problems)
    return checklist


def _put_in_scales(given: dict[str, Any], problems: list[Problem]) -> None:
    """Replaces the named scales of a checklist file by their options, at each item that uses them."""
    scales = _scales(given.pop("scales", {}), problems)
    if not isinstance(given.get("items"), list):
        return
    used = {
        item.get("scale") for item in given["items"] if isinstance(item, Mapping) and isinstance(item.get("scale"), str)
    }
    if used <= scales.keys():
        problems += [
            Problem(f"scales.{name}", "is used by no item", "remove it", "scale-used")
            for name in islice((name for name in scales if name not in used), PROBLEMS_TOLD + 1)
        ]
    given["items"] = [_with_options(item, place, scales, problems) for place, item in enumerate(given["items"])]


_PASSED_OVER: dict[str, Any] = {
    "weight": 1,
    "effort": 1,
    "rating": None,
    "red_flag": None,
    "not_applicable": False,
    "requires": [],
    "citations": [],
    "about": [],
    "example": "",
    "crossing": False,
}
"""What stands for a key of an item that cannot be read, so that the item's other texts can be looked at."""


def sound_items(given: dict[str, Any]) -> list[tuple[int, Item, frozenset[str]]]:
    """The items of the document of a checklist that can be read, with their places and the keys that cannot."""
    found = []
    with gathered([], ""):
        _put_in_scales(given, [])
    for place, raw in enumerate(given["items"][:MOST_ITEMS] if isinstance(given.get("items"), list) else ()):
        problems: list[Problem] = []
        with gathered(problems, ""):
            found.append((place, structure_class(raw, Item), frozenset[str]()))
        wrong = frozenset(re.split(r"[.\[]", problem.place)[0] for problem in problems)
        if wrong and isinstance(raw, Mapping):
            kept = {key: value for key, value in raw.items() if key not in wrong}
            with gathered([], ""):
                item = structure_class(
                    {**{key: _PASSED_OVER[key] for key in wrong & _PASSED_OVER.keys()}, **kept}, Item
                )
                found.append((place, item, wrong))
    return found


def _scales(raw: Any, problems: list[Problem]) -> dict[str, Any]:
    """The named scales; one that is wrong is told once, not at each item that uses it."""
    scales: dict[str, Any] = {}
    with gathered(problems, "scales"):
        for name, options in table(raw).items():
            scales[name] = TOLD_ELSEWHERE
            if enough(problems):
                continue
            with gathered(problems, f"scales.{name}"):
                scales[name] = CONVERTER.structure(options, Scale)
    return scales


def _with_options(item: Any, place: int, scales: dict[str, Any], problems: list[Problem]) -> Any:
    if not isinstance(item, Mapping) or "scale" not in item or enough(problems):
        return item
    name = item["scale"]
    at = f"items[{place}] ({item.get('id')}).scale"
    rest = {key: value for key, value in item.items() if key != "scale"}
    if "options" in item:
        problems.append(Problem(at, "a scale and options are given", "keep one of them", "scale-known"))
        return rest
    if not isinstance(name, str) or name not in scales:
        problems.append(
            Problem(at, f"expected a scale of this file, got {shown(name)}", nearest(name, scales), "scale-known")
        )
        return {**rest, "options": TOLD_ELSEWHERE}
    return {**rest, "options": scales[name]}


def _id_problems(given: Mapping[str, Any]) -> list[Problem]:
    """What is wrong between the ids, as far as they can be read although the checklist is wrong elsewhere."""
    items = given.get("items")
    if not isinstance(items, list) or not isinstance(given.get("id"), str):
        return []
    ids = [item.get("id") if isinstance(item, Mapping) else None for item in items]
    found = islice(id_problems(given["id"], [id if isinstance(id, str) else None for id in ids]), PROBLEMS_TOLD + 1)
    return [problem._replace(rule="ids-are-its-own") for problem in found]


def _digest_problem(given: object, computed: str) -> Problem:
    message = f"{shown(given)} is given, but that of these items is {computed[:12]}…"
    return Problem("digest", message, "leave it out, or find out what was changed", "digest-fits")


def _audit(raw: Any, _: Any) -> Audit:
    given = table(raw)
    digest = given.pop("digest", None)
    audit = structure_class(given, Audit)
    if digest is not None and digest != audit.digest:
        raise InvalidError(_digest_problem(digest, audit.digest))
    return audit


def _sheet(raw: Any, _: Any) -> AnswerSheet:
    given = table(raw)
    answers = {"given": given.pop("answers", {}), "profile": given.pop("profile", [])}
    if "notes" in given:
        given["notes"] = [{"item": item, "text": text} for item, text in _notes(given["notes"]).items()]
    return structure_class({**given, "answers": answers}, AnswerSheet)


def _notes(raw: Any) -> dict[str, Any]:
    if not isinstance(raw, Mapping):
        raise InvalidError(*[one.within("notes") for one in expected(raw, "a table of item ids and texts").problems])
    return dict(raw)


def _answers(raw: Any, _: Any) -> Answers:
    problems: list[Problem] = []
    profile: frozenset[str] = frozenset()
    given: dict[str, Any] = {}
    with gathered(problems, "profile"):
        profile = structure_frozenset(raw["profile"], frozenset[str])
    with gathered(problems, ""):
        for item, answer in table(raw["given"]).items():
            if enough(problems):
                break
            with gathered(problems, item):
                given[item] = _answer(item, answer)
    if problems:
        raise InvalidError(*problems)
    return Answers(given, profile)


def _answer(item: str, raw: Any) -> Any:
    if raw is None or isinstance(raw, str):
        return raw
    if isinstance(raw, Mapping) and set(raw) == {"not_applicable"}:
        return NotApplicable(raw["not_applicable"])
    nested = isinstance(raw, Mapping) and raw and "." not in item
    hint = f'write the item id in quotes: "{item}.{next(iter(raw))}"' if nested else ""
    raise expected(raw, "the id of an option, 'unsure', 'n/a' or { not_applicable = \"reason\" }", hint)


def _decision(raw: Any, _: Any) -> Decision:
    given = table(raw)
    review = given.get("review")
    day = {"review": review.isoformat()} if type(review) is date else {}
    return structure_class({**given, **day}, Decision)


def _band(raw: Any, _: Any) -> Band:
    if isinstance(raw, str) and raw in BANDS:
        return Band(raw)
    raise expected(raw, f"one of {', '.join(BANDS)}")


_HOOKS: dict[type, Callable[[Any, Any], Any]] = {
    Answers: _answers,
    AnswerSheet: _sheet,
    Audit: _audit,
    Checklist: _checklist,
    Citation: _citation,
    Decision: _decision,
    Part: _structured_part,
    Scale: _scale,
}
CONVERTER.register_structure_hook(Band, _band)
CONVERTER.register_structure_hook_func(lambda kind: kind in _HOOKS, lambda raw, kind: _HOOKS[kind](raw, kind))
