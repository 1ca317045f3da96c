"""Results as Arrow columns, which every table engine takes."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ethics_audit.frames.cells import Array
from ethics_audit.frames.outputs import BAND_COLUMNS, FLOATS, INTEGERS, Wanted
from ethics_audit.frames.packing import FLAGS_TOGETHER, PackedAudit
from ethics_audit.frames.results import Raised, Scores
from ethics_audit.model.bands import BANDS

BAND_TYPE = pa.dictionary(pa.int8(), pa.string(), ordered=True)
FLAG_TYPE = pa.dictionary(pa.int32(), pa.string())
_BANDS = pa.array([band.value for band in BANDS], pa.string())
SEPARATOR = ";"
"""The sign between the ids of flagged items."""


def schema(wanted: Wanted, packed: PackedAudit) -> pa.Schema:
    """Return the columns that scoring adds, with their types."""
    kinds = {
        **dict.fromkeys(INTEGERS, pa.int32() if packed.is_small else pa.int64()),
        **dict.fromkeys(FLOATS, pa.float64()),
        **dict.fromkeys(BAND_COLUMNS, BAND_TYPE),
        "provisional": pa.bool_(),
        "flags": FLAG_TYPE,
    }
    scopes = ("", *wanted.domains)
    fields = [(wanted.name(column, scope), kinds[column]) for scope in scopes for column in wanted.columns]
    return pa.schema([*fields, *((wanted.name(count), pa.int32()) for count in wanted.counts)])


def columns(scores: Scores, made: pa.Schema, rows: int) -> dict[str, pa.Array]:
    """Return the results as Arrow arrays, in order; null where there is no result."""
    return {field.name: _column(field, scores, rows) for field in made}


def _column(field: pa.Field, scores: Scores, rows: int) -> pa.Array:
    if field.name in scores.flags:
        return _flags(scores.flags[field.name], rows)
    values = scores.values[field.name]
    if field.type == BAND_TYPE:
        some = bool(rows) and values.min() < 0
        places = pa.array(np.maximum(values, 0), mask=values < 0) if some else pa.array(values)
        return pa.DictionaryArray.from_arrays(places, _BANDS, ordered=True)
    return pa.array(values, field.type, from_pandas=field.name in scores.gaps)


def _flags(parts: list[Raised], rows: int) -> pa.Array:
    """Return the ids of the flagged items of each row, the worst first; empty where no flag is raised."""
    kinds, kind_of = _distinct(parts, rows)
    flags = [flag for part in parts for flag in part.flags]
    order = sorted(range(len(flags)), key=lambda place: (-flags[place].band.rank, flags[place].item))
    which, raised = np.nonzero(kinds[:, order])
    ids = pa.array([flags[place].item for place in order], pa.string())
    starts = np.searchsorted(which, np.arange(len(kinds) + 1)).astype(np.int32)
    lists = pa.ListArray.from_arrays(pa.array(starts), ids.take(pa.array(raised)))
    return pa.DictionaryArray.from_arrays(kind_of, pc.binary_join(lists, SEPARATOR))


def _distinct(parts: list[Raised], rows: int) -> tuple[Array, pa.Array]:
    """Return the distinct sets of raised flags, and for each row the position of its set."""
    kinds, kind_of = np.zeros((1, 0), bool), pa.array(np.zeros(rows, np.int32))
    for part in _merged(parts):
        before = kind_of.to_numpy().astype(np.uint64) << FLAGS_TOGETHER if len(kinds) > 1 else 0
        coded = pa.array(part.bits | before).dictionary_encode()
        kind_of = coded.indices
        numbers = coded.dictionary.to_numpy().astype(np.uint64)
        raised = numbers[:, None] >> np.arange(len(part.flags), dtype=np.uint64) & 1 != 0
        kinds = np.hstack([kinds[numbers >> FLAGS_TOGETHER], raised])
    return kinds, kind_of


def _merged(parts: list[Raised]) -> list[Raised]:
    """Return the bits of parts side by side, as many as fit one integer."""
    found: list[Raised] = []
    for part in parts:
        if found and len(found[-1].flags) + len(part.flags) <= FLAGS_TOGETHER:
            last = found.pop()
            flags = last.flags + part.flags
            kind = np.min_scalar_type((1 << len(flags)) - 1)
            found.append(Raised(flags, last.bits | part.bits.astype(kind) << len(last.flags)))
        else:
            found.append(part)
    return found
