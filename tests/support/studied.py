"""The reference data of the room for research: 60 people in four quarters, twelve items in three domains."""

from pathlib import Path

import pyarrow as pa
import pyarrow.csv as pa_csv

import ethics_audit as ea
from ethics_audit.frames.study import Study, Taken

REFERENCE = Path(__file__).parents[1] / "research" / "reference"


def reference_audit() -> ea.Audit:
    """The audit that was answered."""
    return ea.load_audit_file(REFERENCE / "audit.toml")


def reference_table(name: str = "answers.csv") -> pa.Table:
    """A file of the reference data, with every column as text and the empty text where there is nothing."""
    names = (REFERENCE / name).read_text("utf-8").partition("\n")[0].split(",")
    options = pa_csv.ConvertOptions(column_types=dict.fromkeys(names, pa.string()))
    return pa_csv.read_csv(REFERENCE / name, convert_options=options)


def reference_study() -> Study:
    """The answers as a study, with person and quarter."""
    mapping = (Taken("desk.a", "item", "desk.a", "id"),)
    return Study(reference_audit(), reference_table(), ("person",), "quarter", mapping=mapping)
