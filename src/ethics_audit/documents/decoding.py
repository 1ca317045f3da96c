"""Decoding of the plain values of a document into definitions and answers, where documents differ from the classes.

An item's scale is the list ``options`` or, in a checklist file, the name of one of its ``scales``; an audit's parts are
``checklists`` with a ``multiplier``, whole or by name, and of a named one ``only`` some items; a citation is a table or
``"aca-2014 B.1.d"``; an answer is a word or ``{ not_applicable = "reason" }``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import date
from itertools import islice
from typing import TYPE_CHECKING, Any, cast

from attrs import evolve

from ethics_audit.base import causes
from ethics_audit.base.errors import PROBLEMS_TOLD, DocumentError, EthicsAuditError, Problem, UnknownIdError
from ethics_audit.base.likeness import closest
from ethics_audit.documents import converter
from ethics_audit.documents.converter import (
    REPORTED,
    InvalidError,
    enough,
    expected,
    gathered,
    refuse_more,
    refused_keys,
    table,
    unknown_keys,
)
from ethics_audit.model.answer import ALLOWED, Answer, as_answer
from ethics_audit.model.answer_sheet import MOST_NOTES, AnswerSheet, Decision
from ethics_audit.model.answers import MOST_ANSWERS, MOST_STATED, Answers
from ethics_audit.model.bands import BANDS, Band
from ethics_audit.model.definitions import MOST_ITEMS, MOST_PARTS, Audit, Checklist, Part, id_problems
from ethics_audit.model.items import Citation, Item, Option, Scale
from ethics_audit.model.policy import Gravity, Policy

if TYPE_CHECKING:
    from ethics_audit.model.translation import Overlay
    from ethics_audit.model.weighting import Weights

_SEVERITIES = {str(severity): severity for severity in range(1, 5)}

Resolve = Callable[[Mapping[str, str]], Checklist]
"""A function from an entry of an audit, which names a checklist by ``id`` or by ``file``, to the checklist."""

_NAMED_BY = ("id", "version", "file", "multiplier", "only")


def resolved(raw: Any, resolve: Resolve | None, problems: list[Problem]) -> Any:
    """Return the ``checklists`` of an audit as parts for the converter; add problems to `problems`."""
    if not isinstance(raw, list):
        return raw
    if len(raw) > MOST_PARTS:
        problems.append(causes.too_many("checklists", "checklists", MOST_PARTS, len(raw)))
        return REPORTED
    parts: list[dict[str, Any]] = [{"checklist": REPORTED} for _ in raw]
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
    return {"checklist": checklist if only is None else selected(checklist, only), **multiplier}


def _only(raw: Any) -> frozenset[str]:
    problems: list[Problem] = []
    with gathered(problems, "only"):
        if raw == []:
            raise expected(raw, "at least one item", "name an item, or leave it out")
        return cast(frozenset[str], converter.structure_frozenset(raw, frozenset[str]))
    raise InvalidError(*problems)


def selected(checklist: Checklist, only: frozenset[str]) -> Checklist:
    """Return the checklist with only these of its items, in its order."""
    known = [item.id for item in checklist.items]
    if unknown := sorted(only.difference(known))[: PROBLEMS_TOLD + 1]:
        kind = f"an item of {checklist.id}"
        raise InvalidError(*[causes.unknown("only", kind, id, known, "document") for id in unknown])
    translation = checklist.translation and checklist.translation.of_items(only)
    items = [item for item in checklist.items if item.id in only]
    facts = [fact for fact in checklist.facts if any(fact.id in item.requires for item in items)]
    return evolve(checklist, items=items, facts=facts, translation=translation)


def _structured_part(raw: Any, _: Any) -> Part:
    problems: list[Problem] = []
    checklist: Any = REPORTED
    with gathered(problems, ""):
        checklist = converter.structure(raw["checklist"], Checklist)
    try:
        return converter.structure_class({**raw, "checklist": checklist}, Part)
    except InvalidError as invalid:
        raise InvalidError(*problems, *invalid.problems) from None


def _named(entry: dict[str, Any], resolve: Resolve | None) -> Checklist:
    problems = unknown_keys(entry, _NAMED_BY)
    of_another_kind = [key for key in _NAMED_BY if not isinstance(entry.get(key, ""), str)]
    problems += [causes.unexpected(key, "text", entry[key]) for key in of_another_kind]
    if ("id" in entry) == ("file" in entry):
        problems.append(Problem("", "expected either an id or a file", "name one checklist"))
    elif "file" in entry and "version" in entry:
        problems.append(Problem("version", "is not allowed with a file, which has one version", "leave it out"))
    if problems:
        raise InvalidError(*problems)
    if resolve is None:
        raise InvalidError(Problem("", "names a checklist without its items", "read it with load_audit"))
    try:
        return resolve(entry)
    except DocumentError as refused:
        raise InvalidError(*[problem.within(refused.source) for problem in refused.problems]) from None
    except UnknownIdError as failure:
        message, near = str(failure), closest(failure.given, failure.known)
        problem = Problem("", message, "", failure.code, failure.given, failure.known, near)
        raise InvalidError(problem) from None
    except EthicsAuditError as failure:
        raise InvalidError(Problem("", str(failure))) from None


def _scale(raw: Any, _: Any) -> Scale:
    return raw if isinstance(raw, Scale) else Scale(tuple(converter.structure_members(raw, Option)))


def _overlay(raw: Any, kind: type[Overlay]) -> Overlay:
    given = table(raw)
    _put_facts(given)
    return converter.structure_class(given, kind)


def _citation(raw: Any, _: Any) -> Citation:
    if not isinstance(raw, str):
        return converter.structure_class(raw, Citation)
    code, space, section = raw.partition(" ")
    if not space:
        raise expected(raw, "a code, a space and a section")
    return Citation(code, section)


def _checklist(raw: Any, _: Any) -> Checklist:
    if isinstance(raw, Checklist):
        return raw
    given = table(raw)
    digest = given.pop("digest", None)
    problems: list[Problem] = []
    _put_in_scales(given, problems)
    _put_facts(given)
    checklist = None
    with gathered(problems, ""):
        checklist = converter.structure_class(given, Checklist)
    is_other = digest is not None and (checklist is None or digest != checklist.digest)
    if is_other and (earlier := _with_earlier_weights(given, digest)):
        return earlier
    if checklist is None:
        problems += [problem for problem in _id_problems(given) if problem not in problems]
    elif is_other:
        problems.append(_digest_problem(digest, checklist.digest))
    if problems or checklist is None:
        raise InvalidError(*problems)
    return checklist


def _put_facts(given: dict[str, Any]) -> None:
    """Replace the table of own facts by the list of them."""
    if isinstance(facts := given.get("facts"), Mapping):
        given["facts"] = [{"id": id, "text": text} for id, text in facts.items()]


def _put_in_scales(given: dict[str, Any], problems: list[Problem]) -> None:
    """Replace the names of scales in the items of a checklist file by the options of the scales."""
    raw = given.pop("scales", {})
    scales = _scales(raw, problems)
    if not isinstance(given.get("items"), list):
        return
    named = [item["scale"] for item in given["items"] if isinstance(item, Mapping) and "scale" in item]
    used = {name for name in named if isinstance(name, str)}
    if not isinstance(raw, Mapping):  # which is reported once
        scales = dict.fromkeys(used, REPORTED)
    if used <= scales.keys() and all(map(_has_scale, given["items"])):
        problems += [
            Problem(f"scales.{name}", "is not used by any item", "remove it", "scale-used")
            for name in islice((name for name in scales if name not in used), PROBLEMS_TOLD + 1)
        ]
    given["items"] = [_with_options(item, place, scales, problems) for place, item in enumerate(given["items"])]


def _has_scale(item: Any) -> bool:
    """Return whether an item has options or the name of a scale; of any other, nobody knows which it uses."""
    return isinstance(item, Mapping) and ("options" in item or isinstance(item.get("scale"), str))


def _with_earlier_weights(given: dict[str, Any], digest: object) -> Checklist | None:
    """Return a definition that was kept when a weight was severity × likelihood, without its ratings; None for others.

    Its scores depend on its weights alone, and its digest covers them, but not the ratings.
    """
    items = given.get("items")
    if not (isinstance(items, list) and all(map(_is_of_earlier_weight, items))):
        return None
    without = [{key: value for key, value in item.items() if key != "rating"} for item in items]
    with suppress(InvalidError):
        checklist = converter.structure_class({**given, "items": without}, Checklist)
        return checklist if digest == checklist.digest else None
    return None


def _is_of_earlier_weight(item: Any) -> bool:
    """Return whether an item has no rating, or weighs its severity × its likelihood."""
    if not isinstance(item, Mapping):
        return False
    rating = item.get("rating")
    if not isinstance(rating, Mapping):
        return rating is None
    severity, likelihood = rating.get("severity"), rating.get("likelihood")
    return type(severity) is type(likelihood) is int and item.get("weight") == severity * likelihood


_PLACEHOLDERS: dict[str, Any] = {
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
    "window": "",
    "event": False,
    "follows": "",
    "needed": "",
    "roleplay": None,
    "seen_in": [],
}
"""The values used for keys of an item that cannot be read, so that its other texts can be checked."""


def sound_items(given: dict[str, Any]) -> list[tuple[int, Item, frozenset[str]]]:
    """Return the readable items of a checklist's document, each with its place and its unreadable keys."""
    found = []
    with gathered([], ""):
        _put_in_scales(given, [])
    for place, raw in enumerate(given["items"][:MOST_ITEMS] if isinstance(given.get("items"), list) else ()):
        problems: list[Problem] = []
        with gathered(problems, ""):
            found.append((place, converter.structure_class(raw, Item), frozenset[str]()))
        unread = frozenset(re.split(r"[.\[]", problem.place)[0] for problem in problems)
        if unread and isinstance(raw, Mapping):
            kept = {key: value for key, value in raw.items() if key not in unread}
            stand_ins = {key: _PLACEHOLDERS[key] for key in unread & _PLACEHOLDERS.keys()}
            with gathered([], ""):
                found.append((place, converter.structure_class({**stand_ins, **kept}, Item), unread))
    return found


def _scales(raw: Any, problems: list[Problem]) -> dict[str, Any]:
    """Return the named scales; an invalid one is reported once, not at each item that uses it."""
    scales: dict[str, Any] = {}
    with gathered(problems, "scales"):
        for name, options in table(raw).items():
            scales[name] = REPORTED
            if enough(problems):
                continue
            with gathered(problems, f"scales.{name}"):
                scales[name] = converter.structure(options, Scale)
    return scales


def _with_options(item: Any, place: int, scales: dict[str, Any], problems: list[Problem]) -> Any:
    if not isinstance(item, Mapping) or "scale" not in item or enough(problems):
        return item
    name = item["scale"]
    at = f"items[{place}] ({item.get('id')}).scale"
    rest = {key: value for key, value in item.items() if key != "scale"}
    if "options" in item:
        problems.append(Problem(at, "is given as well as options", "keep one of them", "scale-known"))
        return rest
    if not isinstance(name, str) or name not in scales:
        problems.append(causes.unknown(at, "a scale of this file", name, scales, "scale-known"))
        return {**rest, "options": REPORTED}
    return {**rest, "options": scales[name]}


def _id_problems(given: Mapping[str, Any]) -> list[Problem]:
    """Return the problems between the ids that can be read of a checklist that is invalid elsewhere."""
    items = given.get("items")
    if not isinstance(items, list) or not isinstance(given.get("id"), str):
        return []
    ids = [item.get("id") if isinstance(item, Mapping) else None for item in items]
    found = islice(id_problems(given["id"], [id if isinstance(id, str) else None for id in ids]), PROBLEMS_TOLD + 1)
    return [problem._replace(rule="ids-are-its-own") for problem in found]


def _digest_problem(given: object, computed: str) -> Problem:
    hint = "leave it out, or find out what was changed"
    return causes.unexpected("digest", f"the digest of this content, {computed[:12]}…", given, hint, "digest-fits")


def _audit(raw: Any, _: Any) -> Audit:
    given = table(raw)
    digest = given.pop("digest", None)
    audit = converter.structure_class(given, Audit)
    if digest is not None and digest != audit.digest:
        raise InvalidError(_digest_problem(digest, audit.digest))
    return audit


def _policy(raw: Any, _: Any) -> Policy:
    given = table(raw)
    problems: list[Problem] = []
    if "gravity" in given:
        with gathered(problems, "gravity"):
            given["gravity"] = _gravity(given["gravity"])
    if problems:
        given.pop("gravity")
    with gathered(problems, ""):
        policy = converter.structure_class(given, Policy)
    if problems:
        raise InvalidError(*problems)
    return policy


def _gravity(raw: Any) -> list[Gravity]:
    """Return the rules of gravity from a table of severities, each with a table of bands and risks."""
    rules: list[Gravity] = []
    problems: list[Problem] = []
    for severity, risks in table(raw).items():
        with gathered(problems, str(severity)):
            if severity not in _SEVERITIES:
                raise expected(severity, f"a severity: {', '.join(_SEVERITIES)}")
            given = table(risks)
            if unknown := unknown_keys(given, [band.value for band in BANDS[1:]]):
                raise InvalidError(*unknown)
            rules.append(converter.structure_class({**given, "severity": _SEVERITIES[severity]}, Gravity))
    if problems:
        raise InvalidError(*problems)
    return rules


_KEYS = ("audit", "version", "profile", "answers", "decision", "notes")
"""The keys of an answer sheet."""


def _sheet(raw: Any, _: Any) -> AnswerSheet:
    given = table(raw)
    problems = refused_keys(given, _KEYS)
    known = {key: given[key] for key in _KEYS if key in given}
    answers: Any = REPORTED
    with gathered(problems, ""):
        answers = _answers(known.pop("answers", {}), known.pop("profile", []))
    if "notes" in known:
        with gathered(problems, "notes"):
            known["notes"] = _notes(known.pop("notes"))
    with gathered(problems, ""):
        sheet = converter.structure_class({**known, "answers": answers}, AnswerSheet)
    if problems:
        raise InvalidError(*problems)
    return sheet


def _notes(raw: Any) -> list[dict[str, Any]]:
    if not isinstance(raw, Mapping):
        raise expected(raw, "a table of item ids and texts")
    refuse_more(raw, "notes", MOST_NOTES)
    return [{"item": item, "text": text} for item, text in raw.items()]


def sound_sheet(raw: Mapping[str, Any]) -> AnswerSheet:
    """Return what can be read of an answer sheet that is invalid elsewhere: its audit, and the answers that are words.

    Raises:
        InvalidError: If its audit cannot be read.
    """
    answers, profile = raw.get("answers"), raw.get("profile")
    words = {id: word for id, word in answers.items() if isinstance(word, str)} if isinstance(answers, Mapping) else {}
    facts = {fact for fact in profile if isinstance(fact, str)} if isinstance(profile, list) else set()
    named = {key: raw[key] for key in ("audit", "version") if key in raw}
    return converter.structure_class({**named, "answers": Answers(words, facts)}, AnswerSheet)


def _answers(raw: Any, facts: Any) -> Answers:
    """Return answers; the place of each problem is the one that it has where answers are assessed."""
    problems: list[Problem] = []
    profile: frozenset[str] = frozenset()
    words: dict[str, Any] = {}
    given: dict[str, Any] = {}
    with gathered(problems, "profile"):
        refuse_more(facts, "facts", MOST_STATED)
        profile = converter.structure_frozenset(facts, frozenset[str])
    with gathered(problems, "answers"):
        refuse_more(raw, "answers", MOST_ANSWERS)
        words = table(raw)
    for item, answer in words.items():
        if enough(problems):
            break
        with gathered(problems, item):
            given[item] = _answer(item, answer)
    if problems:
        raise InvalidError(*problems)
    return Answers(given, profile)


def _answer(item: str, raw: Any) -> Answer | None:
    if not isinstance(raw, Mapping) or "not_applicable" not in raw:
        hint = f'write the item id in quotes: "{item}.{next(iter(raw))}"' if isinstance(raw, Mapping) and raw else ""
        if hint and "." not in item:
            raise expected(raw, ALLOWED, hint)
        return as_answer(raw)
    if problems := refused_keys(raw, ("not_applicable",)):
        raise InvalidError(*problems)
    return as_answer({"not_applicable": raw["not_applicable"]})


def _weights(raw: Any, kind: type[Weights]) -> Weights:
    from ethics_audit.model.weighting import MOST_RATINGS, ItemRating

    given = table(raw)
    problems: list[Problem] = []
    if "ratings" in given:
        rated: list[ItemRating] = []
        with gathered(problems, "ratings"):
            refuse_more(given["ratings"], "ratings", MOST_RATINGS)
            for item, rating in table(given["ratings"]).items():
                with gathered(problems, f"ratings.{item}"):
                    rated.append(converter.structure_class({**table(rating), "item": item}, ItemRating))
        given["ratings"] = REPORTED if problems else rated
    with gathered(problems, ""):
        weights = converter.structure_class(given, kind)
    if problems:
        raise InvalidError(*problems)
    return weights


def _decision(raw: Any, _: Any) -> Decision:
    given = table(raw)
    review = given.get("review")
    day = {"review": review.isoformat()} if type(review) is date else {}
    return converter.structure_class({**given, **day}, Decision)


def _ready(raw: Any, _: Any) -> Any:
    """Return answers that were read already."""
    if raw is REPORTED:
        raise InvalidError
    return raw


def _band(raw: Any, _: Any) -> Band:
    if isinstance(raw, str) and raw in BANDS:
        return Band(raw)
    raise expected(raw, f"one of {', '.join(BANDS)}")


_HOOKS: dict[Any, converter.Hook] = {
    Answers: _ready,
    AnswerSheet: _sheet,
    Audit: _audit,
    Band: _band,
    Checklist: _checklist,
    Citation: _citation,
    Decision: _decision,
    Gravity: lambda raw, _: raw,
    "ItemRating": lambda raw, _: raw,
    "Overlay": _overlay,
    Part: _structured_part,
    Policy: _policy,
    Scale: _scale,
    "Weights": _weights,
}
converter.HOOKS.update(_HOOKS)
