"""Results as Arrow columns, which every table engine takes."""

from __future__ import annotations

from functools import lru_cache
from itertools import compress

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
    ids = [flags[place].item for place in order]
    eights = np.packbits(kinds[:, order], axis=1, bitorder="little")
    texts = [
        _joined(tuple(ids[8 * place : 8 * place + 8])).take(pa.array(np.ascontiguousarray(eight)))
        for place, eight in enumerate(eights.T)
    ]
    none = pc.if_else(pa.array(kinds.any(axis=1)), pa.scalar(None, pa.string()), "")  # Arrow leaves out a row of nulls
    joined = pc.binary_join_element_wise(none, *texts, SEPARATOR, null_handling="skip")
    return pa.DictionaryArray.from_arrays(kind_of, joined)


@lru_cache(maxsize=128)
def _joined(ids: tuple[str, ...]) -> pa.Array:
    """Return the text of every set of some flags, by its bits; null where no flag is raised."""
    raised = (compress(ids, (bits >> place & 1 for place in range(len(ids)))) for bits in range(1 << len(ids)))
    return pa.array([SEPARATOR.join(some) or None for some in raised], pa.string())


def _distinct(parts: list[Raised], rows: int) -> tuple[Array, pa.Array]:
    """Return the distinct sets of raised flags, and for each row the position of its set."""
    kinds, kind_of = np.zeros((1, 0), np.uint8), pa.array(np.zeros(rows, np.int32))
    for part in _merged(parts):
        before = kind_of.to_numpy().astype(np.uint64) << FLAGS_TOGETHER if len(kinds) > 1 else 0
        coded = pa.array(part.bits | before).dictionary_encode()
        kind_of = coded.indices
        numbers = coded.dictionary.to_numpy().astype("<u8")
        raised = np.unpackbits(numbers.view(np.uint8).reshape(-1, 8), 1, len(part.flags), "little")
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
