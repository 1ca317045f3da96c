"""TypeScript types of JSON documents, from their schemas."""

import json
from collections.abc import Iterable
from typing import Any

Schema = dict[str, Any]

HEAD = "// The JSON documents of ethics-audit. Written from their schemas by docs/schemas.py.\n"
_PLAIN = {"string": "string", "integer": "number", "number": "number", "boolean": "boolean", "null": "null"}


def declared(schemas: Iterable[Schema]) -> str:
    """Return a file with an interface for each class in these schemas; the title of a class is its name."""
    interfaces: dict[str, str] = {}
    for schema in schemas:
        _type(schema, interfaces)
    return "\n".join([HEAD, *(interfaces[name] for name in sorted(interfaces))])


def _type(schema: Schema, interfaces: dict[str, str]) -> str:
    """Return the type of a schema, and add the interfaces that it needs."""
    if "anyOf" in schema:
        return " | ".join(dict.fromkeys(_type(one, interfaces) for one in schema["anyOf"]))
    if "const" in schema or "enum" in schema:
        return " | ".join(map(json.dumps, schema.get("enum", [schema.get("const")])))
    if schema["type"] == "array":
        members = _type(schema["items"], interfaces)
        return f"({members})[]" if " | " in members else f"{members}[]"
    return _object(schema, interfaces) if schema["type"] == "object" else _PLAIN[schema["type"]]


def _object(schema: Schema, interfaces: dict[str, str]) -> str:
    """Return the name of an interface, or the type of a table that has none."""
    if "properties" not in schema:
        return f"Record<string, {_type(schema['additionalProperties'], interfaces)}>"
    body = _body(schema, interfaces)
    if "title" not in schema:
        return body
    name, written = str(schema["title"]), f"export interface {schema['title']} {body}\n"
    if interfaces.setdefault(name, written) != written:
        message = f"two classes are called {name}"
        raise ValueError(message)
    return name


def _body(schema: Schema, interfaces: dict[str, str]) -> str:
    lines = ["{"]
    for key, member in schema["properties"].items():
        if told := member.get("description"):
            lines.append(f"  /** {told} */")
        needed = "" if key in schema.get("required", ()) else "?"
        lines.append(f"  {key}{needed}: {_type(member, interfaces)};".replace("\n", "\n  "))
    return "\n".join([*lines, "}"])
