"""Write the schemas and the TypeScript types that ship with the package.

python docs/schemas.py            (writes src/ethics_audit/schemas/*)
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).with_name("_extensions")))

import json_documents
import typescript

FOLDER = Path(__file__).parents[1] / "src" / "ethics_audit" / "schemas"
TYPES = "ethics-audit.d.ts"
TYPED = ("questionnaire", "answers", "assessment", "error")
"""The documents that a front end reads or writes."""


def files() -> dict[str, str]:
    """Return the content of each file by its name."""
    schemas = {document.name: json_documents.whole(document) for document in json_documents.DOCUMENTS}
    found = {f"{name}.schema.json": json.dumps(schema, indent=1) + "\n" for name, schema in schemas.items()}
    titled = [document.schema() for document in json_documents.DOCUMENTS if document.name in TYPED]
    return {**found, TYPES: typescript.declared(titled)}


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for name, content in files().items():
        (FOLDER / name).write_text(content, "utf-8")
