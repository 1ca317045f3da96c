"""Results as Arrow columns, which every table engine takes."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from ethics_audit.bands import BANDS
from ethics_audit.frames.columns import Array
from ethics_audit.frames.kernel import RaisedFlags, Scores
from ethics_audit.frames.outputs import BAND_COLUMNS, FLOATS, INTEGERS, INVALID, Wanted
from ethics_audit.frames.packing import PackedAudit

BAND_TYPE = pa.dictionary(pa.int8(), pa.string(), ordered=True)
FLAG_TYPE = pa.dictionary(pa.int32(), pa.string())
_BANDS = pa.array([band.value for band in BANDS], pa.string())
SEPARATOR = ";"
"""What stands between the ids of flagged items."""


def schema(wanted: Wanted, packed: PackedAudit) -> pa.Schema:
    """The columns that a scored table gets, with their types."""
    kinds = {
        **dict.fromkeys(INTEGERS, pa.int32() if packed.is_small else pa.int64()),
        **dict.fromkeys(FLOATS, pa.float64()),
        **dict.fromkeys(BAND_COLUMNS, BAND_TYPE),
        "provisional": pa.bool_(),
        "flags": FLAG_TYPE,
    }
    scopes = ("", *wanted.domains)
    fields = [(wanted.name(column, scope), kinds[column]) for scope in scopes for column in wanted.columns]
    return pa.schema([*fields, *([(wanted.name(INVALID), pa.int32())] if wanted.invalid else [])])


def columns(scores: Scores, made: pa.Schema, rows: int) -> dict[str, pa.Array]:
    """The results as Arrow arrays, in order; null where there is none."""
    return {field.name: _column(field, scores, rows) for field in made}


def _column(field: pa.Field, scores: Scores, rows: int) -> pa.Array:
    if field.name in scores.flags:
        return _flags(scores.flags[field.name], rows)
    values = scores.values[field.name]
    if field.type == BAND_TYPE:
        some = bool(rows) and values.min() < 0
        places = pa.array(np.maximum(values, 0), mask=values < 0) if some else pa.array(values)
        return pa.DictionaryArray.from_arrays(places, _BANDS, ordered=True)
    gaps = pa.types.is_floating(field.type) and bool(np.isnan(values).any())
    return pa.array(values, field.type, from_pandas=gaps)


def _flags(flags: RaisedFlags, rows: int) -> pa.Array:
    """The ids of the flagged items of each row, the worst first; empty where no flag is raised."""
    places = np.zeros(rows, np.int32)
    words = [""]
    if flags.rows:
        raised = np.concatenate(flags.raised)
        kinds, which = _told_apart(np.packbits(raised, axis=1))
        places[np.concatenate(flags.rows)] = which + 1
        words += [SEPARATOR.join(np.array(flags.items)[raised[first]]) for first in kinds]
    return pa.DictionaryArray.from_arrays(pa.array(places), pa.array(words, pa.string()))


def _told_apart(bits: Array) -> tuple[Array, Array]:
    """For each kind of row the place of one such row, and for each row the place of its kind."""
    if bits.shape[1] > _FEW_BYTES:
        _, first, which = np.unique(bits, axis=0, return_index=True, return_inverse=True)
        return first, which.ravel()
    number = bits.astype(np.intp) @ (1 << 8 * np.arange(bits.shape[1]))
    first_of = np.full(1 << 8 * bits.shape[1], -1, np.intp)
    first_of[number] = np.arange(len(number))
    seen = np.flatnonzero(first_of >= 0)
    kind_of = np.zeros_like(first_of)
    kind_of[seen] = np.arange(len(seen))
    return first_of[seen], kind_of[number]


_FEW_BYTES = 2


def as_text(values: pa.Array) -> pa.Array:
    """A column with its categories as text; any other as it is."""
    return values.cast(plain(values.type))


def plain(kind: pa.DataType) -> pa.DataType:
    """The type of a result where there are no categories."""
    return pa.string() if pa.types.is_dictionary(kind) else kind
