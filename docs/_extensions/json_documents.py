"""The JSON documents of the library with their schemas, derived from the classes that read and write them."""

import inspect
import json
import re
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import Any, Literal, NamedTuple, get_args, get_origin, get_type_hints

import attrs

from ethics_audit.assessment.questionnaire import Questionnaire
from ethics_audit.assessment.records import AssessmentRecord, AuditRecord
from ethics_audit.base.errors import Problem
from ethics_audit.base.told import ErrorRecord
from ethics_audit.documents.codec import FORMATS
from ethics_audit.documents.converter import key_of
from ethics_audit.documents.references import STATUSES, Code
from ethics_audit.history.bodies import KeptAction, KeptAudit, KeptOutcome, Removal
from ethics_audit.model.actions import Action
from ethics_audit.model.answer_sheet import AnswerSheet, Decision
from ethics_audit.model.bands import BANDS, Band
from ethics_audit.model.definitions import KINDS, Audit, Checklist
from ethics_audit.model.items import Item, Scale
from ethics_audit.model.policy import Gravity, Policy
from ethics_audit.model.translation import Overlay
from ethics_audit.model.weighting import ItemRating, Weights

Schema = dict[str, Any]

DRAFT = "https://json-schema.org/draft/2020-12/schema"
TEXT: Schema = {"type": "string"}
WHOLE: Schema = {"type": "integer"}
BAND: Schema = {"enum": [band.value for band in BANDS]}
NULL: Schema = {"type": "null"}


_RESULT = {
    "score": "The score, from 0 (no gap) to 100; null if nothing is answered.",
    "points": "The sum of weight × risk of the options that were picked.",
    "weight": "The sum of the weights of the items with a picked option.",
    "open_weight": "The sum of the weights of the open items.",
    "low": "The score if every open item had its best answer; null if nothing applies.",
    "high": "The score if every open item had its worst answer; null if nothing applies.",
    "coverage": "The share of the weight that is answered; null if nothing applies.",
    "band": "The band; null if too little is answered.",
    "band_low": "The band if every open item had its best answer; null if nothing applies.",
    "band_high": "The band if every open item had its worst answer; null if nothing applies.",
    "provisional": "Whether open items can still change `band`.",
    "flags": "The ids of the items whose red flag is raised, worst first.",
}
_PARTS = {
    "answers": "The part that the answers made, in points of the score.",
    "checklist": "The part that a new version of the checklist made, in points of the score.",
    "total": "The whole difference, in points of the score.",
}
WORDS: dict[str, str] = {
    **_RESULT,
    "format": "The name of the format.",
    "format_version": "The version of the format.",
    "digest": "The SHA-256 of everything that can change a score.",
    "id": "The id.",
    "version": "The version of the definition.",
    "audit": "The definition.",
    "vector": "The compact vector; null if there is none.",
    "policy": "The thresholds of the bands, and the coverage that a band needs.",
    "moderate": "The score from which the band is moderate.",
    "critical": "The score from which the band is critical.",
    "bands.high": "The score from which the band is high.",
    **{f"gravity.*.{band}": f"The risk from which the domain is at least {band}." for band in BANDS[1:]},
    "discussion.questions": "The questions to talk about.",
    "needed": "What one would need to know.",
    "roleplay": "The lines of a role play.",
    "roleplay.client": "What the client says, line by line.",
    "roleplay.clinician": "What the clinician knows and has to manage.",
    "roleplay.observer": "What the observer answers afterwards.",
    "checklists": "The checklists, in order.",
    "multiplier": "How many times the checklist counts.",
    "prompt": "The statement.",
    "options": "The texts of the options.",
    "label": "What the person reads.",
    "feedback": "What a person is told who picks it.",
    "rationale": "Why it matters to the client.",
    "remedy": "The first step.",
    "example": "A short case of harm.",
    "client": "What the client says.",
    "clinician": "What the clinician knows and has to manage.",
    "observer": "What the observer answers.",
    "action": "What to do today.",
    "profile": "The facts that hold for the practice.",
    "decision": "What was written down about a decision.",
    "notes": "From the id of an item to what a person wrote down for themself.",
    "domains": "The result of each checklist, in the order of the audit.",
    "findings": "Every gap, largest first.",
    "not_arisen": "The ids of the events that did not come up.",
    "raised": "The ids of the items whose red flag is raised; none is a step.",
    "findings[].weight": "The weight of the item.",
    "findings[].points": "Its weight × risk.",
    "domain": "The id of the checklist.",
    "option": "The id of the option that was picked.",
    "risk": "The risk of that option.",
    "contribution": "What it adds to the score, in points of the score.",
    "share": "Its part of the score, from 0 to 1.",
    "effort": "The effort, from 1 (minutes) to 5 (weeks) for each step.",
    "citations": "The sections behind it.",
    "reasons": "Why the band is what it is, in order.",
    "open": "The ids of the items that are unsure or not answered.",
    "not_applicable": "The ids of the items that were answered `n/a`.",
    "set_aside": "The ids of the items that were answered although the profile leaves them out.",
    "contrasts": "The topics on which a case and one's own practice differ.",
    "contrasts[].kind": "`gap_in_case` or `gap_in_practice`.",
    "case": "The id of the case.",
    "items": "The items, each with its id.",
    "contrasts[].items": "The ids of the items on the same topic.",
    "text": "The text.",
    "weight_tolerance": "By what percentage every weight may be off without changing the band; null without a band.",
    "weight_ranges": "What the result can be if the weights are off.",
    "percent": "By what percentage every weight may be off.",
    "weight_ranges[].low": "The lowest score.",
    "weight_ranges[].high": "The highest score.",
    "weight_ranges[].band_low": "The lowest band.",
    "weight_ranges[].band_high": "The highest band.",
    "next_questions": "The open items, in the order in which to find out about them.",
    "item": "The id of the item.",
    "narrows": "By how much an answer narrows the range of the score, in points of the score.",
    "left": "How wide the range is after this answer and those before it, in points of the score.",
    "plans": "The plans that were asked for.",
    "to": "The band to reach; null for a budget.",
    "budget": "The effort that may be spent; null for a band.",
    "at_worst": "Whether open items count at their worst.",
    "reached": "Whether the plan gets there.",
    "obstacle": "Why the band cannot be reached; empty if it can.",
    "reduction": "What it takes off the score, in points of the score.",
    "questions": "The ids of the open items to answer first.",
    "steps": "The items to bring to their best option, in order.",
    "best": "The id of the option to bring it to.",
    "flag": "Whether it clears a red flag, or rules one out.",
    "steps[].option": "The id of the option that is picked now; null if the item is open.",
    "trend": "What changed between several audits; null if it was not asked for.",
    "changes": "What changed from each audit to the next.",
    "earlier": "The earlier result.",
    "later": "The later result.",
    **{f"{place}.{key}": told for place in ("changes[]", "what_if") for key, told in _PARTS.items()},
    **{f"{place}[].{key}": told for place in ("domains", "items") for key, told in _PARTS.items()},
    "flags_raised": "The ids of the items whose red flag is raised only in the later result.",
    "flags_cleared": "The ids of the items whose red flag was cleared by an answer.",
    "flags_not_known": "The ids of the items whose red flag was raised before, and which are open now or do not apply.",
    "before": "The score or the answer before.",
    "after": "The score or the answer after.",
    "changes[].items": "What became of each item.",
    "what_if.items": "What became of each item.",
    "changes[].domains": "What became of each domain.",
    "what_if.domains": "What became of each domain.",
    "items[].kind": "What became of it, such as `improved`, `slipped` or `newly_answered`.",
    "not_carried": "The ids of the items whose earlier answer the newer checklist does not allow.",
    "drift": "The boundary crossings that became more frequent.",
    "drift[].answers": "The answer in each audit.",
    "language": "The language of the texts; null in a record of an earlier release.",
    "what_if": "What other answers change; null if it was not asked for.",
    "head": "The hash of the last entry.",
    "entries": "How many entries the history has.",
    "removed": "How many of them had their content removed.",
    "known_at": "The number of the entry whose hash was asked for; null if none was.",
    "audits": "The audits that stand, oldest first.",
    "number": "The number of the entry.",
    "audits[].number": "Its number: the first audit that was kept is 1, and no number is given twice.",
    "actions[].number": "Its number: the first action that was chosen is 1, and no number is given twice.",
    "audits[].corrects": "The number of the audit that it corrects; null if none.",
    "numbers": "The numbers of the entries that were removed.",
    "day": "The day, such as `2026-11-26`.",
    "quarter": "The quarter, such as `2026-q4`.",
    "corrects": "The number of the entry with the audit that it corrects; null if none.",
    "reason": "Why it corrects it.",
    "hash": "The hash of the entry.",
    "actions": "The actions that were chosen.",
    "due": "The day by which it is to be done; null if none is set.",
    "chosen": "The day on which it was chosen.",
    "state": "`open`, `partly`, `done` or `dropped`.",
    "became": "The number of the action that it became when it was changed; null if it was not changed.",
    "kind": "`audits` or `checklists`.",
    "versions": "The versions, newest first.",
    "title": "What a person reads.",
    "asked": "When it is asked.",
    "files": "The files, in the order in which they were given.",
    "file": "The file.",
    "problems": "The problems of the file.",
    "given": "What came, if it is about a value; else null.",
    "expected": "Every value that is allowed, or what is allowed in words; empty if it is not about a value.",
    "nearest": "The known name most like what came, or empty.",
    "place": "Where the problem is.",
    "message": "What was expected and what came.",
    "hint": "How to fix it, or empty.",
    "rule": "The rule that it breaks.",
    "severity": "`error`: the file cannot be used; `warning`: it breaks a rule of writing.",
    "not_checked": "The rules that were not checked, because an extra is not installed.",
    "path": "The path, or a pattern of paths.",
    "told": "What it is for.",
}
"""What keys mean whose class does not say so, by the end of their place: the longest that fits counts."""


class Document(NamedTuple):
    """A JSON document.

    Attributes:
        name: Its name in the reference and of its schema's file.
        title: What it is.
        about: Who writes and reads it.
        schema: Makes its schema.
    """

    name: str
    title: str
    about: str
    schema: Callable[[], Schema]


FACTS_OF_ITS_OWN: Schema = {
    "type": "object",
    "description": "From the id of each fact of its own to its statement.",
    "propertyNames": {"pattern": "^own[.][a-z][a-z0-9_]{0,63}$"},
    "additionalProperties": TEXT,
}


def table(properties: Schema, *, optional: Iterable[str] = (), about: str = "") -> Schema:
    """Return the schema of a table with these keys and no others."""
    needed = [key for key in properties if key not in optional]
    described = {"description": about} if about else {}
    return {
        "type": "object",
        **described,
        "properties": properties,
        "required": needed,
        "additionalProperties": False,
    }


def listed(members: Schema) -> Schema:
    """Return the schema of a list."""
    return {"type": "array", "items": members}


def or_null(schema: Schema) -> Schema:
    """Return the schema of a value that may be null."""
    return {"anyOf": [schema, NULL]}


def shape(kind: Any) -> Schema:
    """Return the schema of a class, or of the type of one of its fields."""
    plain = {str: TEXT, int: WHOLE, float: {"type": "number"}, bool: {"type": "boolean"}, type(None): NULL, Band: BAND}
    plain[date] = {"type": "string", "format": "date"}
    if kind in plain:
        return plain[kind]
    if kind in SPECIAL:
        return SPECIAL[kind]()
    if attrs.has(kind):
        return record(kind)
    if get_origin(kind) is Literal:
        return {"enum": [*get_args(kind)]}
    if get_origin(kind) in {tuple, frozenset}:
        return listed(shape(get_args(kind)[0]))
    return {"anyOf": [shape(one) for one in get_args(kind)]}


def record(kind: Any) -> Schema:
    """Return the schema of a class of attrs, each key with what its docstring and its check say."""
    told, types = meanings(kind), get_type_hints(kind)
    properties = {}
    for field in attrs.fields(kind):
        schema = dict(shape(types[field.name]))
        allowed = _allowed(field) or ""
        if types[field.name] is str and allowed.startswith("one of "):
            empty = [""] if field.metadata["check"]("") is None else []
            schema = {"enum": [*empty, *allowed.removeprefix("one of ").split(", ")]}
        if limits := re.fullmatch(r"a (whole )?number from (\S+) to (\S+)", allowed):
            number = next(one for one in schema.get("anyOf", [schema]) if one.get("type") in {"integer", "number"})
            bounded = {**number, "minimum": float(limits[2]), "maximum": float(limits[3])}
            bounded = {key: int(value) if key.endswith("imum") else value for key, value in bounded.items()}
            bounded = {"const": bounded["minimum"]} if bounded["minimum"] == bounded["maximum"] else bounded
            schema = or_null(bounded) if "anyOf" in schema else bounded
        if field.name in told:
            schema["description"] = told[field.name]
        properties[key_of(field)] = schema
    optional = [key_of(field) for field in attrs.fields(kind) if field.default is not attrs.NOTHING]
    return {"title": kind.__name__, **table(properties, optional=optional)}


def _allowed(field: Any) -> str | None:
    check = field.metadata.get("check")
    return check(object()) if check else None


def meanings(kind: Any) -> dict[str, str]:
    """Return what the docstring of a class says about each of its attributes."""
    _, _, section = inspect.cleandoc(kind.__doc__ or "").partition("Attributes:\n")
    found: dict[str, str] = {}
    name = ""
    for line in section.splitlines():
        if begun := re.match(r"    (\w+): (.*)", line):
            name = begun[1]
            found[name] = begun[2]
        elif line.startswith("        ") and name:
            found[name] += f" {line.strip()}"
        elif line.strip() and not line.startswith("    "):
            break
    return {key: text.replace("``", "`") for key, text in found.items()}


def _headed(name: str, schema: Schema) -> Schema:
    head: Schema = {"format": {"const": name}, "format_version": {"const": 1}}
    return {
        **schema,
        "properties": {**head, **schema["properties"]},
        "required": [*head, *schema.get("required", [])],
    }


def _checklist_keys() -> Schema:
    keys: Schema = record(Checklist)["properties"]
    return {**keys, "facts": FACTS_OF_ITS_OWN, "digest": {"type": "string", "pattern": "^[0-9a-f]{64}$"}}


_WHERE_SAID = (
    "kind",
    "language",
    "facts",
    "retired",
    "introduction",
    "worked_example",
    "discussion",
    "translation",
    "digest",
)


def checklist() -> Schema:
    """Return the schema of a checklist."""
    return _headed(FORMATS[Checklist.__name__], table(_checklist_keys(), optional=_WHERE_SAID))


def audit() -> Schema:
    """Return the schema of an audit with its checklists resolved."""
    member = table({**_checklist_keys(), "multiplier": {**WHOLE, "minimum": 1}}, optional=(*_WHERE_SAID, "multiplier"))
    head = record(Audit)["properties"]
    keys = {key: head[key] for key in ("id", "version", "title", "language", "translation")}
    whole_audit = {
        **keys,
        "digest": _checklist_keys()["digest"],
        "policy": shape(Policy),
        "checklists": listed(member),
    }
    return _headed(
        FORMATS[Audit.__name__], table(whole_audit, optional=("language", "translation", "digest", "policy"))
    )


def translation() -> Schema:
    """Return the schema of an overlay, whose statements of facts are a table."""
    schema = record(Overlay)
    return _headed(
        FORMATS[Overlay.__name__], {**schema, "properties": {**schema["properties"], "facts": FACTS_OF_ITS_OWN}}
    )


def policy() -> Schema:
    """Return the schema of a policy, whose gravity is a table of severities."""
    keys = record(Policy)["properties"]
    risks = {key: schema["anyOf"][0] for key, schema in record(Gravity)["properties"].items() if key != "severity"}
    gravity = {
        "type": "object",
        "description": keys["gravity"]["description"],
        "propertyNames": {"pattern": "^[1-4]$"},
        "additionalProperties": table(risks, optional=risks),
    }
    return table({**keys, "gravity": gravity}, optional=keys)


def answers() -> Schema:
    """Return the schema of an answers document of any audit."""
    not_applicable = table({"not_applicable": {**TEXT, "description": "The reason."}})
    keys: Schema = {
        "audit": {**TEXT, "minLength": 1, "maxLength": 500, "description": "The id of an audit or a checklist."},
        "version": or_null(TEXT),
        "profile": {"type": "array", "uniqueItems": True, "items": TEXT},
        "answers": {
            "type": "object",
            "description": "From the id of an item to the id of an option, `unsure` or `n/a`.",
            "additionalProperties": {"anyOf": [TEXT, not_applicable, NULL]},
        },
        "decision": or_null(record(Decision)),
        "notes": {"type": "object", "additionalProperties": TEXT},
    }
    return {"title": "AnswerSheet", **table(keys, optional=[key for key in keys if key != "audit"])}


def weights() -> Schema:
    """Return the schema of a weight file."""
    keys = record(Weights)["properties"]
    rating = {key: schema for key, schema in record(ItemRating)["properties"].items() if key != "item"}
    ratings = {
        "type": "object",
        "description": "From the id of each item to its rating.",
        "additionalProperties": table(rating),
    }
    return _headed(FORMATS[Weights.__name__], table({**keys, "ratings": ratings}, optional=("raters",)))


def codebook() -> Schema:
    """Return the schema of a codebook."""
    words: Schema = {"type": "object", "propertyNames": {"pattern": "^-?[0-9]+$"}, "additionalProperties": TEXT}
    keys: Schema = {
        "audit": {**record(AuditRecord), "description": "The definition that it belongs to."},
        "items": {
            "type": "object",
            "description": "From the id of an item to its numbers, each with a word.",
            "additionalProperties": words,
        },
        "answers": {**words, "description": "In place of `items`: the same numbers and words for every item."},
    }
    return _headed("ethics-audit/codebook", table(keys, optional=keys))


def history() -> Schema:
    """Return the schema of the list of audits in a history."""
    row = table(
        {
            "number": WHOLE,
            "day": TEXT,
            "quarter": TEXT,
            "audit": record(AuditRecord),
            "score": or_null({"type": "number"}),
            "band": or_null(BAND),
            "flags": listed(TEXT),
            "vector": or_null(TEXT),
            "corrects": or_null(WHOLE),
            "reason": TEXT,
            "hash": TEXT,
        }
    )
    return _headed("ethics-audit/history", table({"head": TEXT, "entries": WHOLE, "audits": listed(row)}))


def verified() -> Schema:
    """Return the schema of the verification of a history."""
    keys = {"entries": WHOLE, "head": TEXT, "removed": WHOLE, "known_at": or_null(WHOLE)}
    return _headed("ethics-audit/history-verified", table(keys))


def actions() -> Schema:
    """Return the schema of the list of actions."""
    of_action = record(Action)["properties"]
    keys = {key: of_action[key] for key in ("item", "step", "owner")}
    row = table(
        {"number": WHOLE, **keys, "due": or_null(TEXT), "chosen": TEXT, "state": TEXT, "became": or_null(WHOLE)}
    )
    return _headed("ethics-audit/plan", table({"actions": listed(row)}))


def catalog() -> Schema:
    """Return the schema of the list of definitions."""
    row = {"kind": TEXT, "id": TEXT, "versions": listed(TEXT), "title": TEXT, "asked": {"enum": [*KINDS]}}
    return listed(table(row))


def sources() -> Schema:
    """Return the schema of the list of codes."""
    keys: Schema = record(Code)["properties"]
    keys["status"] |= {"enum": [*STATUSES]}
    more = {
        "due": {"type": "boolean", "description": "Whether it is due today."},
        "sections": {**WHOLE, "description": "How many of its sections may be cited."},
        "sections_due": {**WHOLE, "description": "How many of these are due today."},
    }
    return listed(table({**keys, **more}))


def lint() -> Schema:
    """Return the schema of the problems of files."""
    types = get_type_hints(Problem)
    problem = {**{key: shape(types[key]) for key in Problem._fields}, "severity": {"enum": ["error", "warning"]}}
    file = table({"file": TEXT, "problems": listed(table(problem))})
    return table({"files": listed(file), "not_checked": listed(TEXT)})


def rule() -> Schema:
    """Return the schema of a rule."""
    return {"anyOf": [(one := table(dict.fromkeys(("id", "severity", "text"), TEXT))), listed(one)]}


def paths() -> Schema:
    """Return the schema of the list of files."""
    return listed(table({"path": TEXT, "told": TEXT}))


def selftest() -> Schema:
    """Return the schema of the protocol of a selftest."""
    told = {
        "id": "What the list calls it.",
        "text": "What is required.",
        "outcome": "What came of it.",
        "told": "What was found in place of what is expected, or why it was not run; empty if it passed.",
    }
    outcomes = {key: _meaning(TEXT, text) for key, text in told.items()}
    outcomes["outcome"] |= {"enum": ["passed", "failed", "not run"]}
    by_name = {"type": "object", "additionalProperties": TEXT}
    key = _meaning(TEXT, "The SHA-256 of the public key that signed it, which `SECURITY.md` publishes.")
    return table(
        {
            "format": {"const": "ethics-audit/selftest", "description": "Always this."},
            "format_version": {"const": 1, "description": "Always this."},
            "at": _meaning(TEXT, "The day and the time, in UTC."),
            "passed": {"type": "boolean", "description": "Whether no requirement failed."},
            "version": _meaning(TEXT, "The version of the library."),
            "python": _meaning(TEXT, "The version of Python."),
            "platform": _meaning(TEXT, "The system and the processor."),
            "list": _meaning(
                table({"sha256": _meaning(TEXT, "The SHA-256 of the list."), "key": key}), "The list of requirements."
            ),
            "requirements": _meaning(listed(table(outcomes)), "Each requirement, in the order of the list."),
            "packages": _meaning(by_name, "The version of each installed package."),
            "files": _meaning(by_name, "The SHA-256 of each file of this package that the installer recorded."),
        }
    )


def study() -> Schema:
    """Return the schema of how the columns of a study were taken."""
    told = {
        "column": "Its name in the file.",
        "role": "`item`, `fact`, `person`, `occasion`, `kept` or `left out`; or what its layout has, such as `vector`.",
        "name": "The id of the item or the fact; else the name of the column.",
        "by": "How it was recognized: `id`, `name`, `group`, `prompt`, `value` or `argument`; empty if nobody looked.",
    }
    columns = listed(table({key: _meaning(TEXT, text) for key, text in told.items()}))
    return table(
        {
            "file": _meaning(TEXT, "The study file that was written."),
            "audits": _meaning(WHOLE, "How many audits it holds."),
            "columns": _meaning(columns, "How each column was taken."),
            "notes": _NOTES,
        }
    )


def safe_table() -> Schema:
    """Return the schema of a table in which small numbers are hidden."""
    number = or_null({"type": "number"})
    of = {"type": "object", "additionalProperties": TEXT}
    cells = table(
        {
            "of": _meaning(of, "From each column to its category, or `all`."),
            "n": _meaning(or_null(WHOLE), "The people; null if hidden."),
            "percent": _meaning(number, "Their percentage of the row; null if hidden."),
            "mean": _meaning(number, "The mean of the values; null if hidden, or if there is none."),
        }
    )
    return table(
        {
            "threshold": _meaning(WHOLE, "The number of people that is not small."),
            "values": _meaning(TEXT, "The column whose means are shown; empty if none are."),
            "cells": _meaning(listed(cells), "The numbers, row by row."),
            "notes": _NOTES,
        }
    )


def _meaning(schema: Schema, text: str) -> Schema:
    return {**schema, "description": text}


_NOTES = _meaning(listed(TEXT), "What to know of it, in sentences.")


def _options() -> Schema:
    return shape(get_type_hints(Scale)["options"])


SPECIAL: dict[Any, Callable[[], Schema]] = {Scale: _options, AnswerSheet: answers, Policy: policy}
"""Classes that a document writes in another form than their fields."""

DOCUMENTS = (
    Document(
        "audit",
        "An audit",
        "`ethics-audit export ID --to json`, `to_json(audit)`; read by `from_json(text, Audit)`.",
        audit,
    ),
    Document(
        "checklist",
        "A checklist",
        "`ethics-audit show ID --json`, `to_json(checklist)`; read by `from_json(text, Checklist)`.",
        checklist,
    ),
    Document("item", "An item", "`ethics-audit show ITEM --json`.", lambda: record(Item)),
    Document(
        "translation",
        "A translation",
        "The overlay of a definition, written as TOML; see [in another language](../how-to/translating.md).",
        translation,
    ),
    Document(
        "answers",
        "Answers",
        "`to_json(sheet)`, `ethics-audit import`; read by `from_json(text, AnswerSheet)`. For the items of one audit, "
        "`ethics-audit export ID --to json-schema` writes a closer schema.",
        answers,
    ),
    Document(
        "assessment",
        "An assessment",
        "`ethics-audit score FILE --json`, `history show N --json`, `history trend --json`, `to_json(record(result))`; "
        "read by `from_json(text, AssessmentRecord)`.",
        lambda: record(AssessmentRecord),
    ),
    Document(
        "questionnaire",
        "A questionnaire",
        "`ethics-audit export ID --to questionnaire`, `to_json(questionnaire(audit))`; read by "
        "`from_json(text, Questionnaire)`. See [a front end of your own](../how-to/front-end.md).",
        lambda: record(Questionnaire),
    ),
    Document(
        "error",
        "An error",
        "`to_json(error_record(error))`; read by `from_json(text, ErrorRecord)`.",
        lambda: record(ErrorRecord),
    ),
    Document(
        "codebook",
        "A codebook",
        "`ethics-audit export ID --to codebook`; read by `ethics-audit batch --codebook FILE`.",
        codebook,
    ),
    Document(
        "weights",
        "Weights",
        "`ethics-audit weights FORM… --out weights.json`, `to_json(weights)`; read by `load_weights`, "
        "`from_json(text, Weights)` and `--weights FILE`.",
        weights,
    ),
    Document("history", "The audits of a history", "`ethics-audit history --json`.", history),
    Document("history-verified", "A history that was verified", "`ethics-audit history verify --json`.", verified),
    Document("plan", "The actions that were chosen", "`ethics-audit plan --json`.", actions),
    Document(
        "history-audit", "An audit in a history", "The body of an entry of the kind `audit`.", lambda: record(KeptAudit)
    ),
    Document(
        "history-action",
        "An action in a history",
        "The body of an entry of the kind `action`.",
        lambda: record(KeptAction),
    ),
    Document(
        "history-outcome",
        "What became of an action",
        "The body of an entry of the kind `outcome`.",
        lambda: record(KeptOutcome),
    ),
    Document("history-removal", "A removal", "The body of an entry of the kind `removal`.", lambda: record(Removal)),
    Document("list", "The definitions there are", "`ethics-audit list --json`.", catalog),
    Document(
        "list-sources", "The codes and laws that items may cite", "`ethics-audit list --sources --json`.", sources
    ),
    Document("lint", "The problems of files", "`ethics-audit lint FILE --json`.", lint),
    Document("lint-rule", "A rule of lint", "`ethics-audit lint --explain RULE --json`; `all` gives a list.", rule),
    Document("study", "How the columns of a study were taken", "`ethics-audit study read FILE --json`.", study),
    Document("study-table", "A table of a study", "`ethics-audit study table STUDY --json`.", safe_table),
    Document("paths", "The files that may be touched", "`ethics-audit paths --json`.", paths),
    Document("selftest", "The protocol of a selftest", "`ethics-audit selftest --json`.", selftest),
)


def whole(document: Document) -> Schema:
    """Return the schema of a document, with its head."""
    return {**document.schema(), "$schema": DRAFT, "title": document.title}


def page() -> str:
    """Return every document with its keys and its schema."""
    return "\n\n".join(_section(document) for document in DOCUMENTS)


def _section(document: Document) -> str:
    schema = whole(document)
    keys = "\n".join(f"| `{place}` | {kind} | {told} |" for place, kind, told in rows(schema))
    text = json.dumps(schema, indent=1)
    link = f'<a href="../schemas/{document.name}.schema.json">{document.name}.schema.json</a>'
    return "\n\n".join(
        [
            f"## {document.title}",
            document.about,
            f"| key | value | meaning |\n|---|---|---|\n{keys}",
            f"<details><summary>JSON Schema ({link})</summary>",
            f"```json\n{text}\n```",
            "</details>",
        ]
    )


def rows(schema: Schema, place: str = "") -> Iterator[tuple[str, str, str]]:
    """Give each key of a document with the kind of its value and its meaning; ``[]`` stands for each of a list."""
    if "anyOf" in schema:
        for one in schema["anyOf"]:
            yield from rows(one, place)
    elif schema.get("type") == "array":
        yield from rows(schema["items"], f"{place}[]")
    elif "properties" in schema:
        for key, member in schema["properties"].items():
            inner = f"{place}.{key}" if place else key
            needed = "" if key in schema.get("required", ()) else "; may be left out"
            told = member.get("description") or meaning(inner)
            yield inner, f"{_kind(member)}{needed}", told.replace("|", "\\|")
            yield from rows(member, inner)
    elif isinstance(schema.get("additionalProperties"), dict):
        yield from rows(schema["additionalProperties"], f"{place}.*")


def meaning(place: str) -> str:
    """Return what a key means, by the end of its place."""
    parts = place.split(".")
    ends = (".".join(parts[start:]) for start in range(len(parts)))
    return next((WORDS[end] for end in ends if end in WORDS), "")


_UNLIMITED = 10**7
"""Limits from here on are there for safety, and say nothing about the value."""

_KINDS = {
    "string": "text",
    "integer": "whole number",
    "number": "number",
    "boolean": "true or false",
    "null": "null",
    "object": "table",
}


def _kind(schema: Schema) -> str:
    if "anyOf" in schema:
        return " or ".join(dict.fromkeys(_kind(one) for one in schema["anyOf"]))
    if "const" in schema:
        return f"`{json.dumps(schema['const'])}`"
    if "enum" in schema:
        return ", ".join(f"`{one}`" for one in schema["enum"])
    if schema["type"] == "array":
        return f"list of {_kind(schema['items'])}".replace("list of table", "list of tables").replace(
            " of text", " of texts"
        )
    least, most = schema.get("minimum"), schema.get("maximum", _UNLIMITED)
    limits = f" from {least:,} to {most:,}" if most < _UNLIMITED else f" from {least} on" if least else ""
    return _KINDS[schema["type"]] + limits
