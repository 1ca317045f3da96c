"""The JSON documents of the library with their schemas, derived from the classes that read and write them."""

import json
import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any, Literal, NamedTuple, get_args, get_origin, get_type_hints

import attrs

from ethics_audit.assessment.records import AssessmentRecord, AuditRecord
from ethics_audit.base.errors import Problem
from ethics_audit.documents.codec import FORMATS
from ethics_audit.documents.converter import key_of
from ethics_audit.history.bodies import KeptAction, KeptAudit, KeptOutcome, Removal
from ethics_audit.model.actions import Action
from ethics_audit.model.answer_sheet import AnswerSheet, Decision
from ethics_audit.model.bands import BANDS, Band
from ethics_audit.model.definitions import KINDS, Audit, Checklist, Item, Policy, Scale
from ethics_audit.model.profile import KNOWN
from ethics_audit.model.translation import Overlay

Schema = dict[str, Any]

DRAFT = "https://json-schema.org/draft/2020-12/schema"
TEXT: Schema = {"type": "string"}
WHOLE: Schema = {"type": "integer"}
BAND: Schema = {"enum": [band.value for band in BANDS]}
NULL: Schema = {"type": "null"}


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
        if (allowed := _allowed(field)) and (limits := re.fullmatch(r"a (whole )?number from (\S+) to (\S+)", allowed)):
            number = next(one for one in schema.get("anyOf", [schema]) if one.get("type") in {"integer", "number"})
            bounded = {**number, "minimum": float(limits[2]), "maximum": float(limits[3])}
            bounded = {key: int(value) if key.endswith("imum") else value for key, value in bounded.items()}
            schema = or_null(bounded) if "anyOf" in schema else bounded
        if field.name in told:
            schema["description"] = told[field.name]
        properties[key_of(field)] = schema
    optional = [key_of(field) for field in attrs.fields(kind) if field.default is not attrs.NOTHING]
    return table(properties, optional=optional)


def _allowed(field: Any) -> str | None:
    check = field.metadata.get("check")
    return check(object()) if check else None


def meanings(kind: Any) -> dict[str, str]:
    """Return what the docstring of a class says about each of its attributes."""
    _, _, section = (kind.__doc__ or "").partition("Attributes:\n")
    found: dict[str, str] = {}
    name = ""
    for line in section.splitlines():
        if begun := re.match(r"        (\w+): (.*)", line):
            name = begun[1]
            found[name] = begun[2]
        elif line.startswith("            ") and name:
            found[name] += f" {line.strip()}"
        elif line.strip() and not line.startswith("        "):
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
    return {**keys, "digest": {"type": "string", "pattern": "^[0-9a-f]{64}$"}}


_WHERE_SAID = ("kind", "retired", "translation", "digest")


def checklist() -> Schema:
    """Return the schema of a checklist."""
    return _headed(FORMATS[Checklist], table(_checklist_keys(), optional=_WHERE_SAID))


def audit() -> Schema:
    """Return the schema of an audit with its checklists resolved."""
    member = table({**_checklist_keys(), "multiplier": {**WHOLE, "minimum": 1}}, optional=(*_WHERE_SAID, "multiplier"))
    head = record(Audit)["properties"]
    keys = {key: head[key] for key in ("id", "version", "title", "translation") if key in head}
    whole_audit = {
        **keys,
        "digest": _checklist_keys()["digest"],
        "policy": shape(Policy),
        "checklists": listed(member),
    }
    return _headed(FORMATS[Audit], table(whole_audit, optional=("translation", "digest", "policy")))


def answers() -> Schema:
    """Return the schema of an answers document of any audit."""
    not_applicable = table({"not_applicable": {**TEXT, "description": "The reason."}})
    keys: Schema = {
        "audit": {**TEXT, "description": "The id of an audit or a checklist."},
        "version": or_null(TEXT),
        "profile": {"type": "array", "uniqueItems": True, "items": {"enum": sorted(KNOWN)}},
        "answers": {
            "type": "object",
            "description": "From the id of an item to the id of an option, `unsure` or `n/a`.",
            "additionalProperties": {"anyOf": [TEXT, not_applicable, NULL]},
        },
        "decision": or_null(record(Decision)),
        "notes": {"type": "object", "additionalProperties": TEXT},
    }
    return table(keys, optional=[key for key in keys if key != "audit"])


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
    row = table({"number": WHOLE, **keys, "due": or_null(TEXT), "chosen": TEXT, "state": TEXT})
    return _headed("ethics-audit/plan", table({"actions": listed(row)}))


def catalog() -> Schema:
    """Return the schema of the list of definitions."""
    row = {"kind": TEXT, "id": TEXT, "versions": listed(TEXT), "title": TEXT, "asked": {"enum": [*KINDS]}}
    return listed(table(row))


def lint() -> Schema:
    """Return the schema of the problems of files."""
    problem = {**dict.fromkeys(Problem._fields, TEXT), "severity": {"enum": ["error", "warning"]}}
    file = table({"file": TEXT, "problems": listed(table(problem))})
    return table({"files": listed(file), "not_checked": listed(TEXT)})


def rule() -> Schema:
    """Return the schema of a rule."""
    return {"anyOf": [(one := table(dict.fromkeys(("id", "severity", "text"), TEXT))), listed(one)]}


def paths() -> Schema:
    """Return the schema of the list of files."""
    return listed(table({"path": TEXT, "told": TEXT}))


def _options() -> Schema:
    return shape(get_type_hints(Scale)["options"])


SPECIAL: dict[Any, Callable[[], Schema]] = {Scale: _options, AnswerSheet: answers}
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
        lambda: _headed(FORMATS[Overlay], record(Overlay)),
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
        "codebook",
        "A codebook",
        "`ethics-audit export ID --to codebook`; read by `ethics-audit batch --codebook FILE`.",
        codebook,
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
    Document("lint", "The problems of files", "`ethics-audit lint FILE --json`.", lint),
    Document("lint-rule", "A rule of lint", "`ethics-audit lint --explain RULE --json`; `all` gives a list.", rule),
    Document("paths", "The files that may be touched", "`ethics-audit paths --json`.", paths),
)


def whole(document: Document) -> Schema:
    """Return the schema of a document, with its head."""
    return {"$schema": DRAFT, "title": document.title, **document.schema()}


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
            yield inner, f"{_kind(member)}{needed}", member.get("description", "").replace("|", "\\|")
            yield from rows(member, inner)
    elif isinstance(schema.get("additionalProperties"), dict):
        yield from rows(schema["additionalProperties"], f"{place}.*")


_WORDS = {
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
    limits = f" from {schema['minimum']} to {schema['maximum']}" if "maximum" in schema else ""
    return _WORDS[schema["type"]] + limits
