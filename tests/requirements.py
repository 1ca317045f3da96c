"""Make the list of `ethics-audit selftest` anew, and sign it: ``python tests/requirements.py``.

The expected figures come from the second scorer, the expected digests from the record of what was released, and the
words of the laws from the manual. The key is a file in PEM, without a passphrase, named by `VARIABLE`.
"""

import json
import os
import random
import re
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_private_key
from support.independent import drawn_sheet, score_document

import ethics_audit as ea
from ethics_audit.documents import catalog
from ethics_audit.selftest import checks
from ethics_audit.selftest.requirements import FORMAT, KEY, LIST, SIGNATURE

VARIABLE = "ETHICS_AUDIT_SIGNING_KEY"
ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "src" / "ethics_audit" / "selftest"
SHEETS = 25

FIGURES = {
    "points weight open_weight": (
        "P is the sum of weight × risk where an option was picked, A the sum of weight there, and M the sum of weight "
        "where the answer is unsure or absent; an item that does not apply, or is answered n/a, is in none of them."
    ),
    "score low high coverage": (
        "The score is P / A, its range P / (A + M) to (P + 100·M) / (A + M), the coverage A / (A + M), each rounded "
        "once, at the end; where nothing is answered there is none."
    ),
    "band": (
        "A score is in the highest band whose threshold it reaches; red flags, gravity and the weakest domain stand "
        "above it; too few answers give no band."
    ),
    "band_low band_high provisional": (
        "The lowest and the highest possible band are those with every open item at its best and at its worst; a band "
        "that is not certain is provisional."
    ),
    "flags": "An item whose picked option reaches the risk of its red flag raises it; the gravest come first.",
}
TABLES = ("pyarrow", "pandas", "polars", "polars lazy", "duckdb", "dask")


def sheets(definition: dict[str, Any]) -> list[dict[str, Any]]:
    """Drawn answers to an audit, as documents; a reason is left out, as a vector leaves it out."""
    draw = random.Random(f"{definition['id']} {definition['version']}")
    drawn = [drawn_sheet(definition, draw) for _ in range(SHEETS)]
    for sheet in drawn:
        sheet["answers"] = {id: "n/a" if isinstance(told, dict) else told for id, told in sheet["answers"].items()}
    return drawn


def listed() -> str:
    """Return the list as JSON."""
    audits = {entry.id: catalog.load_audit(entry.id) for entry in sorted(catalog.entries(), key=lambda one: one.id)}
    definitions = {id: json.loads(ea.to_json(audit)) for id, audit in audits.items()}
    documents = {id: sheets(definition) for id, definition in definitions.items()}
    scored = {id: [score_document(definitions[id], sheet) for sheet in some] for id, some in documents.items()}
    vectors = {id: [_vector(audits[id], sheet) for sheet in some] for id, some in documents.items()}
    requirements = [
        {"id": id, "text": text, "check": check, "about": about, "expected": expected}
        for id, text, check, about, expected in _entries(scored)
    ]
    told = {"format": FORMAT, "format_version": 1, "version": ea.__version__}
    return json.dumps({**told, "vectors": vectors, "requirements": requirements}, ensure_ascii=False, indent=1) + "\n"


def _vector(audit: ea.Audit, sheet: dict[str, Any]) -> str:
    found = ea.from_json(json.dumps(sheet), ea.AnswerSheet)
    return str(ea.assess(audit, found.answers).vector)


Entry = tuple[str, str, str, str, str]
Scored = dict[str, list[dict[str, Any]]]


def _entries(scored: Scored) -> Iterator[Entry]:
    yield "files", "The installed files are those that were installed.", "files", "", "as recorded"
    released = tomllib.loads((ROOT / "tests" / "content" / "released.toml").read_text("utf-8"))
    for kind, definitions in released.items():
        for id, versions in definitions.items():
            for version, digest in versions.items():
                text = f"The definition of {id} {version} is the one that was released."
                yield f"definition-{id}", text, "definition", f"{kind} {id} {version}", digest
    every = [one for id in sorted(scored) for whole in scored[id] for one in (whole, *whole["domains"])]
    for names, text in FIGURES.items():
        rows = [[one[name] for name in names.split()] for one in every]
        yield f"score-{names.split()[0]}", text, "figures", names, checks.digest_of(rows)
    gaps = [sorted(whole["gaps"].items()) for id in sorted(scored) for whole in scored[id]]
    yield "score-gaps", "Each gap adds m·w·r / A to the score.", "contributions", "", checks.digest_of(gaps)
    for number, text in laws().items():
        yield f"law-{number}", text, "law", str(number), "holds"
    yield "vector", "The vector of a result gives the same answers and results again.", "vector", "", "the same"
    text = "The record of a result, written as JSON and read again, is the same record and the same result."
    yield "record", text, "records", "brief", "the same"
    text = "After a program is killed while it keeps audits, all that it had acknowledged is in the history."
    yield "history-kill", text, "kill", "brief", "all there"
    text = "A change of any column of an entry in the history is found, and the entry is named."
    yield "history-change", text, "tampering", "brief", "kind at salt body seal previous hash"
    yield from _others(scored)


def _others(scored: Scored) -> Iterator[Entry]:
    scopes = [one for whole in scored[checks.IN_TABLES] for one in (whole, *whole["domains"])]
    rows = [[_in_a_table(one[name]) for name in checks.OUTPUTS] for one in scopes]
    for kind in TABLES:
        text = f"A table of the kind {kind} gets the same sums, scores, bands and flags, to the last bit."
        yield f"table-{kind.replace(' ', '-')}", text, "table", kind, checks.digest_of(rows)
    names = ("points", "weight", "open_weight", "band")
    results = [[whole[name] for name in names] for whole in scored[checks.IN_FORMS]]
    text = "Answers that a FHIR form holds are read as they were given."
    yield "form-answers", text, "form", checks.IN_FORMS, checks.digest_of(results)
    text = "A FHIR form computes the same sums and band by itself."
    yield "form-results", text, "fhirpath", checks.IN_FORMS, checks.digest_of(results[: checks.FORMS])


def _in_a_table(value: Any) -> Any:
    return ";".join(value) if isinstance(value, list) else value


def laws() -> dict[int, str]:
    """The words of each law in the manual; 16, which is about tables and forms, has entries of its own."""
    text = (ROOT / "docs" / "explanation" / "scoring.md").read_text("utf-8").partition("## Laws")[2]
    found = re.findall(r"^(\d+)\. (.*(?:\n {2,}.*)*)", text, re.MULTILINE)
    return {int(number): " ".join(words.split()) for number, words in found if number != "16"}


def main() -> None:
    """Write the list, its signature and the public key beside it."""
    if not os.environ.get(VARIABLE):
        sys.exit(f"name the file of the key: {VARIABLE}=FILE; openssl genpkey -algorithm ed25519 -out FILE makes one")
    key = load_pem_private_key(Path(os.environ[VARIABLE]).read_bytes(), None)
    if not isinstance(key, Ed25519PrivateKey):
        sys.exit(f"{VARIABLE}: expected an Ed25519 key")
    text = listed().encode()
    (FOLDER / LIST).write_bytes(text)
    (FOLDER / SIGNATURE).write_bytes(key.sign(text))
    (FOLDER / KEY).write_bytes(key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))


if __name__ == "__main__":
    main()
