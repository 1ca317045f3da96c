"""A study as one Parquet file, which holds its definition too, so that nobody scores it by another."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pyarrow as pa

from ethics_audit.base.errors import AnswerError
from ethics_audit.base.version import __version__
from ethics_audit.documents.codec import from_json, to_json
from ethics_audit.frames import binary
from ethics_audit.frames.readers import refuse_no_table
from ethics_audit.frames.source import CANNOT_READ, reason, refusal
from ethics_audit.frames.study import Study, Taken
from ethics_audit.frames.writers import METADATA, whole_file
from ethics_audit.model.definitions import Audit

FORMAT = "ethics-audit/study"
FORMAT_VERSION = 1
ENDING = ".parquet"


def save(study: Study, path: Path, *, force: bool = False) -> None:
    """Write a study, whole or not at all; only its owner can read the file.

    Args:
        study: The study.
        path: A file whose name ends with ``.parquet``; R, Stata, pandas and Polars read its table too.
        force: Whether a file that is there is replaced.

    Raises:
        AnswerError: If the name has another ending.
        StoreError: If it cannot be written, or exists and must not be replaced.
    """
    if path.suffix.lower() != ENDING:
        raise refusal(path, f"expected a name that ends with {ENDING}, got {path.suffix or 'no ending'}")
    note = {
        "format": FORMAT,
        "format_version": FORMAT_VERSION,
        "library": f"ethics-audit {__version__}",
        "audit": json.loads(to_json(study.audit)),
        "digest": study.audit.digest,
        "person": study.person,
        "occasion": study.occasion,
        "profile": sorted(study.profile),
        "mapping": study.mapping,
        "notes": study.notes,
    }
    with whole_file(path, study.table.schema, note, force=force) as write:
        write(study.table)


def load(path: Path) -> Study:
    """Read a study that `save` wrote.

    Raises:
        AnswerError: If it is not one, was written by a newer version, or holds another definition than it says.
    """
    try:
        refuse_no_table(path)  # Arrow does not say what is wrong with a path
        found = binary.parquet(path, frozenset(), frozenset())
        batches = [batch for chunk in found.chunks() for batch in chunk.batches]
        table = pa.Table.from_batches(batches, found.schema).unify_dictionaries()
        note = json.loads((table.schema.metadata or {}).get(METADATA.encode(), b"null"))
    except AnswerError:
        raise
    except CANNOT_READ as failure:
        raise refusal(path, f"cannot be read: {reason(failure)}") from None
    if not isinstance(note, dict) or note.get("format") != FORMAT:
        raise refusal(path, "is not a study", "make one with: ethics-audit study read FILE")
    if note.get("format_version") != FORMAT_VERSION:
        raise refusal(path, f"expected format_version {FORMAT_VERSION}, got {note.get('format_version')!r}")
    return _study(table.replace_schema_metadata(), note, path)


def _study(table: pa.Table, note: dict[str, Any], path: Path) -> Study:
    try:
        audit = from_json(json.dumps(note["audit"]), Audit, source=str(path))
        mapping = tuple(Taken(*taken) for taken in note["mapping"])
        person, profile = tuple(note["person"]), frozenset(note["profile"])
        study = Study(audit, table, person, note["occasion"], profile, mapping, tuple(note["notes"]))
        digest = note["digest"]
    except (KeyError, TypeError) as failure:
        raise refusal(path, f"is a study that lacks {failure}") from None
    if audit.digest != digest:
        raise refusal(path, f"expected the definition {digest[:12]}, got {audit.digest[:12]}")
    return study
