"""Ways to damage an input: as bytes, as text, as JSON or TOML, as a table, as an archive, as a database.

Each takes the input and a source of chance, and returns another input; one that cannot be taken apart is damaged as
text or as bytes.
"""

from __future__ import annotations

import copy
import io
import json
import re
import sqlite3
import tomllib
import zipfile
from collections.abc import Callable
from contextlib import closing, suppress
from random import Random
from typing import Any

import pyarrow as pa
import pyarrow.csv
import pyarrow.feather
import pyarrow.parquet as pq
import tomli_w

Mutation = Callable[[bytes, Random], bytes]

NUMBERS = [
    0,
    1,
    -1,
    2,
    7,
    100,
    127,
    128,
    255,
    2**15,
    2**16 - 1,
    2**31 - 1,
    -(2**31),
    2**53 + 1,
    2**63,
    -(2**63),
    10**400,
]
FLOATS = [0.0, -0.0, 0.5, 1.0, 1e-320, 1e308, 99.999999999999]
TEXTS = [
    *("", " ", "x", "a.b", "n/a", "unsure", "null", "true", "-1", "1.0", "1e9", "NaN", "2026-02-30", "../x.toml"),
    *(
        "\0",
        "\x1b[2J",
        "\x7f",
        "\x85",
        "\ud800",
        "\udfff",
        "\u2028",
        "\u202e",
        "\u200d",
        "\ufeff",
        "\u00a0",
        "é",
        "\U0001d7d9",
        "\u0130",
    ),
    *(
        '"',
        "'",
        "`",
        "<",
        "&",
        "]]>",
        "=1+1",
        "\r",
        "\n",
        "\t",
        ",",
        ";",
        "%00",
        "[",
        "{",
        "a" * 70,
        "b" * 1100,
        "[" * 300,
    ),
]
VALUES: list[Any] = [None, True, False, *NUMBERS, *FLOATS, [], {}, [[]], {"": ""}, {"not_applicable": "why"}, *TEXTS]
BYTES = [bytes([one]) for one in (0, 1, 9, 10, 13, 34, 44, 127, 128, 192, 237, 254, 255)]
MOST = 1 << 17
"""The most bytes of an input: a fault in a larger one is in a smaller one too."""


def as_bytes(content: bytes, chance: Random) -> bytes:
    """Change, insert, remove or repeat some bytes, or put a number where one may stand."""
    at = chance.randrange(len(content) + 1)
    end = min(len(content), at + chance.choice([1, 1, 2, 4, 8, 64, 1024]))
    kind = chance.randrange(7)
    if kind == 0 and at < len(content):
        return content[:at] + bytes([content[at] ^ 1 << chance.randrange(8)]) + content[at + 1 :]
    if kind == 1:
        return content[:at] + content[end:]
    if kind == 2:
        return content[:at] + content[at:end] * chance.choice([2, 3, 100]) + content[end:]
    if kind == 3:
        return content[:at]
    if kind == 4:
        return content[:at] + chance.choice(BYTES) * chance.choice([1, 1, 4, 300]) + content[at:]
    if kind == 5:
        start = chance.randrange(len(content) + 1)
        return content[:at] + content[start : start + end - at] + content[end:]
    width = chance.choice([1, 2, 4, 8])
    at -= at % width
    number = chance.choice(NUMBERS[:-1]) % 256**width
    return content[:at] + number.to_bytes(width, chance.choice(["little", "big"])) + content[at + width :]


def as_text(content: bytes, chance: Random) -> bytes:
    """Change a word, a sign or a line, or the encoding."""
    text = content.decode(errors="surrogateescape")
    if chance.randrange(20) == 0:
        with suppress(UnicodeError):
            return text.encode(chance.choice(["utf-16", "utf-8-sig", "utf-32", "cp1252", "utf-16-le"]))
    in_lines = chance.randrange(3) == 0
    parts = (text.splitlines(keepends=True) if in_lines else re.findall(r"\w+|\s+|[^\w\s]", text)) or [""]
    at = chance.randrange(len(parts))
    kind = chance.randrange(6)
    if kind == 0:
        del parts[at]
    elif kind == 1:
        parts[at] *= chance.choice([2, 3, 1000, 1000 if in_lines else MOST // len(parts[at] or " ")])
    elif kind == 2:
        parts[at] = chance.choice(parts)
    elif kind == 3:
        parts.insert(at, chance.choice(TEXTS))
    else:
        parts[at] = str(chance.choice(VALUES[3:])) if kind == 4 else chance.choice(TEXTS)
    return "".join(parts).encode(errors="surrogatepass" if chance.randrange(8) == 0 else "replace")[:MOST]


def _places(value: Any) -> list[tuple[Any, Any]]:
    """Return every place in a tree, as the container with the key or the position."""
    found: list[tuple[Any, Any]] = []
    pending = [value]
    while pending:
        one = pending.pop()
        inner = list(one.items()) if isinstance(one, dict) else list(enumerate(one)) if isinstance(one, list) else []
        found += [(one, key) for key, _ in inner]
        pending += [held for _, held in inner]
    return found


def tree(value: Any, chance: Random) -> Any:
    """Change one place in a tree of tables and lists."""
    places = _places(value)
    if not places:
        return chance.choice(VALUES)
    inside, key = chance.choice(places)
    other, name = chance.choice(places)
    kind = chance.randrange(7)
    if kind == 0:
        del inside[key]
    elif kind == 1:
        inside[key] = copy.deepcopy(other[name])
    elif kind == 2 and isinstance(inside, dict):
        inside[chance.choice(TEXTS) if chance.randrange(2) else f"{key}{chance.choice(['s', '', '_', ' '])}"] = (
            inside.pop(key)
        )
    elif kind == 3 and isinstance(inside, list):
        inside.insert(key, copy.deepcopy(inside[key]))
    elif kind == 4 and isinstance(inside, dict):
        inside[chance.choice(TEXTS)] = chance.choice(VALUES)
    elif kind == 5 and isinstance(inside[key], str):
        at = chance.randrange(len(inside[key]) + 1)
        inside[key] = inside[key][:at] + chance.choice(TEXTS) + inside[key][at:]
    elif kind == 6 and isinstance(inside[key], str | int) and not isinstance(inside[key], bool):
        inside[key] = [inside[key]] if chance.randrange(2) else {str(inside[key]): inside[key]}
    else:
        inside[key] = chance.choice(VALUES)
    return value


def as_json(content: bytes, chance: Random) -> bytes:
    """Change one place in a JSON document."""
    try:
        value = json.loads(content)
    except ValueError:
        return as_text(content, chance)
    return json.dumps(tree(value, chance), ensure_ascii=bool(chance.randrange(4)), indent=2).encode(errors="replace")


def as_lines(content: bytes, chance: Random) -> bytes:
    """Change one place in the JSON of one line."""
    lines = content.split(b"\n")
    at = chance.randrange(len(lines))
    lines[at] = as_json(lines[at], chance).replace(b"\n", b"")
    return b"\n".join(lines)


def as_toml(content: bytes, chance: Random) -> bytes:
    """Change one place in a TOML document."""
    try:
        return tomli_w.dumps(tree(tomllib.loads(content.decode()), chance)).encode()
    except (ValueError, TypeError, AttributeError):
        return as_text(content, chance)


def as_archive(content: bytes, chance: Random) -> bytes:
    """Change one file in an archive."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            files = {name: archive.read(name) for name in archive.namelist()}
    except (zipfile.BadZipFile, OSError, ValueError, EOFError, NotImplementedError, zipfile.zlib.error):  # type: ignore[attr-defined]
        return as_bytes(content, chance)
    if not files:
        return as_bytes(content, chance)
    name = chance.choice(sorted(files))
    if chance.randrange(12) == 0:
        del files[name]
    else:
        files[name] = (as_text if chance.randrange(8) else as_bytes)(files[name], chance)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for one, held in files.items():
            archive.writestr(zipfile.ZipInfo(one), held, zipfile.ZIP_DEFLATED)  # of the same day in each run
    return out.getvalue()


def as_database(content: bytes, chance: Random) -> bytes:
    """Change one value in a SQLite database."""
    with closing(sqlite3.connect(":memory:")) as made:
        try:
            made.deserialize(content)
            triggers = made.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall()
            for (trigger,) in triggers:
                made.execute(f'DROP TRIGGER "{trigger}"')
            tables = [name for (name,) in made.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
            name = chance.choice(tables)
            rows = made.execute(f'SELECT rowid, * FROM "{name}"').fetchall()
            columns = [one[1] for one in made.execute(f'PRAGMA table_info("{name}")')]
            row, column = chance.choice(rows), chance.randrange(len(columns))
            old = row[1 + column]
            new: Any = chance.choice(VALUES[3:])
            if isinstance(old, str) and chance.randrange(2):
                new = as_json(old.encode(), chance).decode(errors="replace")
            made.execute(f'UPDATE "{name}" SET "{columns[column]}" = ? WHERE rowid = ?', (new, row[0]))
            made.commit()
            return bytes(made.serialize())
        except (sqlite3.Error, IndexError, OverflowError, UnicodeError, TypeError):
            return as_bytes(content, chance)


# tables

STREAM = ".arrows"


def _read(content: bytes, suffix: str) -> pa.Table:
    source = pa.BufferReader(content)
    if suffix == ".parquet":
        return pq.read_table(source, use_threads=False)
    table = (pa.ipc.open_stream if suffix == STREAM else pa.ipc.open_file)(source).read_all()
    table.validate(full=True)  # to go on with a damaged one may end the process
    return table


def _write(table: pa.Table, suffix: str, chance: Random) -> bytes:
    out = pa.BufferOutputStream()
    packing = chance.choice(["zstd", "lz4", None])
    if suffix == ".parquet":
        pq.write_table(table, out, compression=packing or "none", row_group_size=chance.choice([1, 3, 100]))
    else:
        options = pa.ipc.IpcWriteOptions(compression=packing)
        with (pa.ipc.new_stream if suffix == STREAM else pa.ipc.new_file)(out, table.schema, options=options) as writer:
            writer.write_table(table, max_chunksize=chance.choice([1, 3, 100]))
    return bytes(out.getvalue().to_pybytes())


TYPES = [
    *(
        pa.large_string(),
        pa.string_view(),
        pa.binary(),
        pa.large_binary(),
        pa.null(),
        pa.bool_(),
        pa.int8(),
        pa.uint64(),
    ),
    *(pa.float16(), pa.float32(), pa.float64(), pa.decimal128(20, 2), pa.date32(), pa.timestamp("us", "UTC")),
    *(pa.dictionary(pa.int8(), pa.string()), pa.dictionary(pa.uint64(), pa.large_string()), pa.time64("ns")),
    *(pa.dictionary(pa.int32(), pa.float64()), pa.dictionary(pa.int32(), pa.bool_()), pa.duration("s"), pa.int64()),
    *(pa.run_end_encoded(pa.int32(), pa.string()), pa.binary(2), pa.binary_view(), pa.month_day_nano_interval()),
]


def _cells(values: list[Any], chance: Random) -> list[Any]:
    for _ in range(chance.choice([1, 1, 3])):
        if values:
            values[chance.randrange(len(values))] = chance.choice([*VALUES, *values])
    return values


def _array(values: list[Any]) -> pa.Array:
    try:
        return pa.array(values)
    except (pa.ArrowException, TypeError, ValueError, OverflowError):
        return pa.array([None if one is None else str(one).encode(errors="replace").decode() for one in values])


def _shaped(column: pa.Array, chance: Random) -> pa.Array:
    """Return the values within lists, tables, maps or dictionaries."""
    count = len(column)
    kind = chance.randrange(4)
    if kind == 0:
        return pa.ListArray.from_arrays(pa.array(range(count + 1), pa.int32()), column)
    if kind == 1:
        return pa.StructArray.from_arrays([column, column], names=["a", chance.choice(["a", "", "desk.door"])])
    if kind == 2:
        return pa.array([[("k", "v")]] * count, pa.map_(pa.string(), pa.string()))
    return column.dictionary_encode() if not pa.types.is_dictionary(column.type) else column


def _damaged(column: pa.Array, chance: Random) -> pa.Array:
    """Return a column of which one buffer has other bytes: offsets, indices, or text that is no UTF-8."""
    if pa.types.is_dictionary(column.type):
        places = pa.array([chance.choice([0, 1, 9, 127, -1]) for _ in column], pa.int8())
        return pa.DictionaryArray.from_arrays(places, column.dictionary, safe=False)
    buffers = column.buffers()
    held = [place for place, one in enumerate(buffers) if one is not None and one.size]
    if not held or column.type.num_fields:
        return column
    place = chance.choice(held)
    size = buffers[place].size
    buffers[place] = pa.py_buffer(as_bytes(buffers[place].to_pybytes(), chance)[:size].ljust(size, b"\xff"))
    return pa.Array.from_buffers(column.type, len(column), buffers)


def _column(table: pa.Table, suffix: str, chance: Random) -> pa.Table:
    at = chance.randrange(table.num_columns)
    name, column = table.column_names[at], table.column(at).combine_chunks()
    if isinstance(column, pa.ChunkedArray):
        column = pa.concat_arrays(column.chunks) if column.num_chunks else pa.array([], column.type)
    kind = chance.randrange(8)
    if kind == 0:
        return table.remove_column(at)
    if kind == 1:
        return table.append_column(chance.choice([name, *TEXTS, *table.column_names]), column)
    if kind == 2:
        return table.set_column(at, chance.choice([*TEXTS, *table.column_names, f"{name}s"]), column)
    if kind == 3:
        column = column.cast(chance.choice(TYPES), safe=False)
    elif kind == 4:
        column = _shaped(column, chance)
    elif kind == 5 and suffix != ".parquet":  # to write it there may end the process
        column = _damaged(column, chance)
    elif kind == 6:
        return table.take(
            pa.array([chance.randrange(table.num_rows) for _ in range(chance.choice([0, 1, 9]))], pa.int64())
        )
    else:
        column = _array(_cells(column.to_pylist(), chance))
    return table.set_column(at, name, column)


def as_table(suffix: str) -> Mutation:
    """Return the mutation that changes a column of a table in this kind of file."""

    def mutated(content: bytes, chance: Random) -> bytes:
        try:
            return _write(_column(_read(content, suffix), suffix, chance), suffix, chance)[:MOST]
        except (
            pa.ArrowException,
            ValueError,
            TypeError,
            KeyError,
            OSError,
            IndexError,
            AttributeError,
            NotImplementedError,
        ):
            return as_bytes(content, chance)

    return mutated
