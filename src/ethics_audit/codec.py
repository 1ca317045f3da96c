"""TOML and JSON to values and back, through one strict converter.

Nothing is guessed: no text becomes a number, no key is passed over, no value is repaired. Every problem of a document is
told at once, with its place. The shape of a document is that of the classes, but for four things: an item's scale is the
list ``options`` (or, in a checklist file, the name of one of its ``scales``), an audit's parts are ``checklists`` with
their ``multiplier``, an answer is a word or ``{ not_applicable = "reason" }``, and definitions carry ``format``,
``format_version`` and ``digest``.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any, TypeVar, get_args, get_origin

import attrs
import cattrs

from ethics_audit.answers import Answers, NotApplicable, Unsure
from ethics_audit.checks import problems_in, repeated
from ethics_audit.errors import AnswerError, ChecklistError, DocumentError, MissingExtraError, Problem, nearest, shown
from ethics_audit.model import BANDS, NOT_APPLICABLE_WORD, Audit, Band, Checklist, Item, Option, Scale, id_problems
from ethics_audit.sheet import AnswerSheet
from ethics_audit.syntax import parse

FORMAT_VERSION = 1
T = TypeVar("T")
Resolve = Callable[[Mapping[str, Any]], Checklist]
_Hook = Callable[[Any, Any], Any]

_FORMATS: dict[type, str] = {Checklist: "ethics-audit/checklist", Audit: "ethics-audit/audit"}
_ITEM_KEYS = (
    *("id", "prompt", "weight", "rating", "options", "not_applicable", "requires", "red_flag"),
    *("rationale", "remedy", "effort", "citations"),
)


class _Invalid(Exception):
    """A value that cannot be read, with its problems; without any where they are told elsewhere."""

    def __init__(self, *problems: Problem) -> None:
        self.problems = problems


_TOLD_ELSEWHERE = object()


def from_toml(text: str, kind: type[T], *, source: str = "", resolve: Resolve | None = None) -> T:
    """Read a checklist, an audit or an answer sheet from TOML.

    Args:
        text: The document.
        kind: `Checklist`, `Audit` or `AnswerSheet`.
        source: The name that errors give the document.
        resolve: For an audit that names checklists: from such an entry to the checklist.

    Raises:
        ChecklistError: If a definition is wrong, with every problem.
        AnswerError: If an answer sheet is wrong, with every problem.
    """
    return _read(text, "toml", kind, source, resolve)


def from_json(text: str, kind: type[T], *, source: str = "", resolve: Resolve | None = None) -> T:
    """Read a checklist, an audit, an answer sheet or the record of an assessment from JSON; see `from_toml`."""
    return _read(text, "json", kind, source, resolve)


def to_json(value: object) -> str:
    """A checklist, an audit, an answer sheet or the record of an assessment as JSON, ending in a line break."""
    return json.dumps(_document(value), ensure_ascii=False, indent=2, allow_nan=False) + "\n"


def to_toml(value: object) -> str:
    """A checklist, an audit or an answer sheet as TOML.

    Raises:
        MissingExtraError: If the `toml` extra is not installed.
    """
    try:
        import tomli_w
    except ImportError:
        raise MissingExtraError("toml") from None
    return tomli_w.dumps(_without_none(_document(value)))


def read_definition(text: str, syntax: str, *, source: str = "", resolve: Resolve | None = None) -> Audit | Checklist:
    """Read an audit or a checklist, whichever its ``format`` says; see `from_toml`."""
    try:
        raw = _parsed(text, syntax)
        if raw.get("format") == _FORMATS[Audit] or "checklists" in raw:
            return _built(raw, Audit, resolve)
        return _built(raw, Checklist, resolve)
    except _Invalid as invalid:
        raise ChecklistError(invalid.problems, source) from None


def _read(text: str, syntax: str, kind: type[T], source: str, resolve: Resolve | None) -> T:
    try:
        return _built(_parsed(text, syntax), kind, resolve)
    except _Invalid as invalid:
        error = AnswerError if kind is AnswerSheet else ChecklistError if kind in _FORMATS else DocumentError
        raise error(invalid.problems, source) from None


def _built(raw: dict[str, Any], kind: type[T], resolve: Resolve | None) -> T:
    problems = _header_problems(raw, kind) if kind in _FORMATS else []
    if kind is Audit:
        raw["checklists"] = _entries(raw.get("checklists", []), resolve, problems)
    try:
        value = _CONVERTER.structure(raw, kind)
    except _Invalid as invalid:
        raise _Invalid(*problems, *invalid.problems) from None
    if problems:
        raise _Invalid(*problems)
    return value


def _parsed(text: str, syntax: str) -> dict[str, Any]:
    try:
        return _table(parse(text, syntax))
    except ValueError as failure:
        raise _Invalid(Problem("", str(failure))) from None


def _table(raw: Any) -> dict[str, Any]:
    if not isinstance(raw, Mapping):
        raise _Invalid(Problem("", f"{shown(raw)} is given; allowed is a table of names and values"))
    return dict(raw)


def _header_problems(raw: dict[str, Any], kind: type) -> list[Problem]:
    """The problems of ``format`` and ``format_version``, which are taken out."""
    problems = []
    for key, needed in (("format", _FORMATS[kind]), ("format_version", FORMAT_VERSION)):
        given = raw.pop(key, None)
        if given != needed or type(given) is not type(needed):
            told = "is missing" if given is None else f"{shown(given)} is given"
            written = f'"{needed}"' if isinstance(needed, str) else needed
            problems.append(Problem(key, told, f"write {key} = {written}"))
    return problems


def _entries(raw: Any, resolve: Resolve | None, problems: list[Problem]) -> Any:
    """The ``checklists`` of an audit as the parts that the converter reads; an entry without items is resolved."""
    if not isinstance(raw, list):
        return raw
    parts = []
    for place, entry in enumerate(raw):
        try:
            parts.append(_entry(_table(entry), resolve))
        except _Invalid as invalid:
            problems += [problem.within(f"checklists[{place}]") for problem in invalid.problems]
            parts.append({"checklist": _TOLD_ELSEWHERE})
    return parts


def _entry(entry: dict[str, Any], resolve: Resolve | None) -> dict[str, Any]:
    multiplier = {"multiplier": entry.pop("multiplier")} if "multiplier" in entry else {}
    if "items" in entry:
        return {"checklist": entry, **multiplier}
    if resolve is None:
        raise _Invalid(Problem("", "names a checklist without its items", "read it with load_audit"))
    return {"checklist": resolve(entry), **multiplier}


def invalid_entry(problem: Problem) -> Exception:
    """What a `Resolve` raises for an entry that it cannot resolve."""
    return _Invalid(problem)


def _class_hook(cls: type) -> _Hook:
    attrs.resolve_types(cls)
    return _structure_class


def _key(field: attrs.Attribute[Any]) -> str:
    return str(field.metadata.get("key", field.alias))


def _structure_class(raw: Any, cls: type) -> Any:
    """An instance from a table; where fields fail, the rules between the others are still checked."""
    if isinstance(raw, cls):
        return raw
    if raw is _TOLD_ELSEWHERE:
        raise _Invalid
    table = _table(raw)
    fields = {_key(field): field for field in attrs.fields(cls)}
    problems = [Problem(str(key), "is not a key here", nearest(key, fields)) for key in table if key not in fields]
    values: dict[str, Any] = {}
    for key, field in fields.items():
        if key in table:
            try:
                values[field.name] = _CONVERTER.structure(table[key], field.type)
            except _Invalid as invalid:
                problems += [problem.within(key) for problem in invalid.problems]
        elif field.default is attrs.NOTHING:
            problems.append(Problem(key, "is missing"))
        elif not isinstance(field.default, attrs.Factory):
            values[field.name] = field.default
    if len(values) == len(fields) or not problems:
        try:
            return cls(**{fields[key].alias: values[fields[key].name] for key in fields if fields[key].name in values})
        except DocumentError as refused:
            problems += refused.problems
    else:
        problems += problems_in(cls, values)
    raise _Invalid(*[problem._replace(place=_renamed(problem.place, cls)) for problem in problems])


def _renamed(place: str, cls: type) -> str:
    """A place that starts with a field's name, with the key that files have for it."""
    for field in attrs.fields(cls):
        if place == field.name:
            return _key(field)
    return place


def _structure_members(raw: Any, member: Any) -> list[Any]:
    if not isinstance(raw, list):
        raise _Invalid(Problem("", f"{shown(raw)} is given; allowed is a list"))
    values = []
    problems: list[Problem] = []
    for place, one in enumerate(raw):
        name = one.get("id") if isinstance(one, Mapping) else None
        named = f"[{place}] ({name})" if isinstance(name, str) and len(name) <= 80 else f"[{place}]"
        try:
            values.append(_CONVERTER.structure(one, member))
        except _Invalid as invalid:
            problems += [problem.within(named) for problem in invalid.problems]
    if problems:
        raise _Invalid(*problems)
    return values


def _structure_frozenset(raw: Any, kind: Any) -> frozenset[Any]:
    members = _structure_members(raw, get_args(kind)[0])
    if twice := repeated(members):
        raise _Invalid(Problem("", f"{shown(twice[0])} stands twice", "once is enough"))
    return frozenset(members)


def _structure_scale(raw: Any, _: Any) -> Scale:
    if isinstance(raw, Scale):
        return raw
    if raw is _TOLD_ELSEWHERE:
        raise _Invalid
    options = tuple(_structure_members(raw, Option))
    try:
        return Scale(options)
    except ChecklistError as refused:
        raise _Invalid(*refused.problems) from None


def _structure_checklist(raw: Any, cls: Any) -> Any:
    if isinstance(raw, Checklist) or raw is _TOLD_ELSEWHERE:
        return _structure_class(raw, Checklist)
    table = _table(raw)
    digest = table.pop("digest", None)
    problems: list[Problem] = []
    scales = _scales(table.pop("scales", {}), problems)
    if isinstance(raw.get("items"), list):
        table["items"] = [_with_scale(item, place, scales, problems) for place, item in enumerate(raw["items"])]
        used = {
            item.get("scale")
            for item in raw["items"]
            if isinstance(item, Mapping) and isinstance(item.get("scale"), str)
        }
        problems += [
            Problem(f"scales.{name}", "is used by no item", "remove it") for name in scales if name not in used
        ]
    try:
        checklist = _structure_class(table, Checklist)
    except _Invalid as invalid:
        ids = (
            [item.get("id") for item in table["items"] if isinstance(item, Mapping)]
            if isinstance(table.get("items"), list)
            else []
        )
        told = {*problems, *invalid.problems}
        between = id_problems(str(table.get("id")), [id for id in ids if isinstance(id, str)])
        raise _Invalid(*problems, *invalid.problems, *(problem for problem in between if problem not in told)) from None
    if digest is not None and digest != checklist.digest:
        problems.append(_digest_problem(digest, checklist.digest))
    if problems:
        raise _Invalid(*problems)
    return checklist


def _digest_problem(given: object, computed: str) -> Problem:
    message = f"{shown(given)} is given, but that of these items is {computed[:12]}…"
    return Problem("digest", message, "leave it out, or find out what was changed")


def _scales(raw: Any, problems: list[Problem]) -> dict[str, Any]:
    """The named scales of a checklist file; one that is wrong is told once, not at each item that uses it."""
    if not isinstance(raw, Mapping):
        problems.append(Problem("scales", f"{shown(raw)} is given; allowed is a table of scales"))
        return {}
    scales: dict[str, Any] = {}
    for name, options in raw.items():
        try:
            scales[name] = _structure_scale(options, Scale)
        except _Invalid as invalid:
            problems += [problem.within(f"scales.{name}") for problem in invalid.problems]
            scales[name] = _TOLD_ELSEWHERE
    return scales


def _with_scale(item: Any, place: int, scales: dict[str, Any], problems: list[Problem]) -> Any:
    """An item with its named scale put in as its options."""
    if not isinstance(item, Mapping) or "scale" not in item:
        return item
    name = item["scale"]
    rest = {key: value for key, value in item.items() if key != "scale"}
    at = f"items[{place}] ({item.get('id')}).scale"
    if "options" in item:
        problems.append(Problem(at, "a scale and options are given", "keep one of them"))
        return rest
    if not isinstance(name, str) or name not in scales:
        problems.append(Problem(at, f"{shown(name)} is not a scale of this file", nearest(name, scales)))
    return {**rest, "options": scales.get(name, _TOLD_ELSEWHERE) if isinstance(name, str) else _TOLD_ELSEWHERE}


def _structure_audit(raw: Any, _: Any) -> Any:
    table = _table(raw)
    digest = table.pop("digest", None)
    audit = _structure_class(table, Audit)
    if digest is not None and digest != audit.digest:
        raise _Invalid(_digest_problem(digest, audit.digest))
    return audit


def _structure_sheet(raw: Any, _: Any) -> Any:
    table = _table(raw)
    answers = {"given": table.pop("answers", {}), "profile": table.pop("profile", [])}
    return _structure_class({**table, "answers": answers}, AnswerSheet)


def _structure_answers(raw: Any, _: Any) -> Answers:
    problems: list[Problem] = []
    given: dict[str, Any] = {}
    profile: frozenset[str] = frozenset()
    try:
        profile = _structure_frozenset(raw["profile"], frozenset[str])
    except _Invalid as invalid:
        problems += [problem.within("profile") for problem in invalid.problems]
    try:
        for item, answer in _table(raw["given"]).items():
            try:
                given[item] = _structure_answer(item, answer)
            except _Invalid as invalid:
                problems += [problem.within(item) for problem in invalid.problems]
    except _Invalid as invalid:
        problems += invalid.problems
    if problems:
        raise _Invalid(*problems)
    return Answers(given, profile)


def _structure_answer(item: str, raw: Any) -> Any:
    if raw is None or isinstance(raw, str):
        return raw
    if isinstance(raw, Mapping) and set(raw) == {"not_applicable"}:
        reason = raw["not_applicable"]
        try:
            return NotApplicable(reason)
        except AnswerError as refused:
            raise _Invalid(*(problem._replace(place="not_applicable") for problem in refused.problems)) from None
    hint = ""
    if isinstance(raw, Mapping) and raw and "." not in item:
        hint = f'write the item id in quotes: "{item}.{next(iter(raw))}"'
    allowed = "the id of an option, 'unsure', 'n/a' or { not_applicable = \"reason\" }"
    raise _Invalid(Problem("", f"{shown(raw)} is given; allowed is {allowed}", hint))


def _structure_band(raw: Any, _: Any) -> Band:
    if isinstance(raw, str) and raw in BANDS:
        return Band(raw)
    raise _Invalid(Problem("", f"{shown(raw)} is given; allowed is one of {', '.join(BANDS)}"))


def _structure_float(raw: Any, _: Any) -> float:
    if type(raw) in (int, float) and math.isfinite(raw):
        return float(raw)
    raise _Invalid(Problem("", f"{shown(raw)} is given; allowed is a number"))


def _exactly(kind: type, told: str) -> _Hook:
    def structure(raw: Any, _: Any) -> Any:
        if type(raw) is kind:
            return raw
        raise _Invalid(Problem("", f"{shown(raw)} is given; allowed is {told}"))

    return structure


def _document(value: object) -> dict[str, Any]:
    """The document of a value, with its header."""
    document: dict[str, Any] = _CONVERTER.unstructure(value)
    if (name := _FORMATS.get(type(value))) is not None:
        document = {"format": name, "format_version": FORMAT_VERSION, **document}
    return document


def _unstructure_item(item: Item) -> dict[str, Any]:
    fields = {_key(field): _CONVERTER.unstructure(getattr(item, field.name)) for field in attrs.fields(Item)}
    return {key: fields[key] for key in _ITEM_KEYS}


def _unstructure_checklist(checklist: Checklist, **more: object) -> dict[str, Any]:
    items = [_CONVERTER.unstructure(item) for item in checklist.items]
    head = {"id": checklist.id, "version": checklist.version, "title": checklist.title}
    return {**head, **more, "digest": checklist.digest, "items": items}


def _unstructure_audit(audit: Audit) -> dict[str, Any]:
    return {
        "id": audit.id,
        "version": audit.version,
        "title": audit.title,
        "digest": audit.digest,
        "policy": _CONVERTER.unstructure(audit.policy),
        "checklists": [_unstructure_checklist(part.checklist, multiplier=part.multiplier) for part in audit.parts],
    }


def _unstructure_sheet(sheet: AnswerSheet) -> dict[str, Any]:
    head = {"audit": sheet.audit} if sheet.version is None else {"audit": sheet.audit, "version": sheet.version}
    given = {id: _unstructure_answer(answer) for id, answer in sheet.answers.given.items()}
    return {**head, "profile": sorted(sheet.answers.profile), "answers": given}


def _unstructure_answer(answer: str | Unsure | NotApplicable) -> object:
    if isinstance(answer, NotApplicable):
        return {"not_applicable": answer.reason} if answer.reason else NOT_APPLICABLE_WORD
    return answer.value if isinstance(answer, Unsure) else answer


def _without_none(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _without_none(member) for key, member in value.items() if member is not None}
    return [_without_none(member) for member in value] if isinstance(value, list) else value


def _converter() -> cattrs.Converter:
    converter = cattrs.Converter(detailed_validation=False)
    converter.register_structure_hook_factory(attrs.has, _class_hook)
    converter.register_structure_hook_func(
        lambda kind: get_origin(kind) is tuple, lambda raw, kind: tuple(_structure_members(raw, get_args(kind)[0]))
    )
    converter.register_structure_hook_func(lambda kind: get_origin(kind) is frozenset, _structure_frozenset)
    hooks: dict[Any, _Hook] = {
        str: _exactly(str, "text"),
        int: _exactly(int, "a whole number"),
        bool: _exactly(bool, "true or false"),
        float: _structure_float,
        Band: _structure_band,
        Scale: _structure_scale,
        Checklist: _structure_checklist,
        Audit: _structure_audit,
        Answers: _structure_answers,
        AnswerSheet: _structure_sheet,
    }
    for kind, hook in hooks.items():
        converter.register_structure_hook(kind, hook)
    converter.register_unstructure_hook(Scale, lambda scale: [converter.unstructure(one) for one in scale.options])
    converter.register_unstructure_hook(frozenset, sorted)
    converter.register_unstructure_hook_func(lambda kind: get_origin(kind) is frozenset, sorted)
    converter.register_unstructure_hook(Fraction, float)
    converter.register_unstructure_hook(Item, _unstructure_item)
    converter.register_unstructure_hook(Checklist, _unstructure_checklist)
    converter.register_unstructure_hook(Audit, _unstructure_audit)
    converter.register_unstructure_hook(AnswerSheet, _unstructure_sheet)
    return converter


_CONVERTER = _converter()
