"""Arrow tables in memory whose buffers are damaged."""

from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from support.builders import checklist, item

import ethics_audit as ea
from ethics_audit import research

DESK = ea.Audit.of(checklist("a", item("a.i", requires=["minors"]), item("a.j")))
WORDS = ["r0", "r50", None, "r100"]
INT32, INT64 = np.int32, np.int64


def built(kind: pa.DataType, rows: int, *buffers: Any, gaps: int = -1) -> pa.Array:
    """Return a column of these buffers, as they are."""
    held = [None if one is None else pa.py_buffer(one) for one in buffers]
    return pa.Array.from_buffers(kind, rows, held, null_count=gaps)


def offsets(*numbers: int, kind: Any = INT32) -> bytes:
    """Return offsets as they lie in memory."""
    return np.array(numbers, kind).tobytes()


def streamed(table: pa.Table, old: bytes, new: bytes) -> pa.Table:
    """Return a table as it comes out of a stream in which some bytes have become others."""
    out = pa.BufferOutputStream()
    with pa.ipc.new_stream(out, table.schema) as writer:
        writer.write_table(table)
    before, size, after = out.getvalue().to_pybytes().rpartition(old)
    assert size
    return pa.ipc.open_stream(before + new + after).read_all()


def view(length: int, buffer: int) -> bytes:
    """Return the view of one text: its length, its first letters, and where the whole text lies."""
    return np.array([length], INT32).tobytes() + b"aaaa" + np.array([buffer, 0], INT32).tobytes()


def viewed(old: bytes, new: bytes) -> pa.Array:
    """Return a column of one view of which some bytes have become others."""
    text = "a" * 20 if len(old) > 4 else "r0"
    return streamed(pa.table({"x": pa.array([text], pa.string_view())}), old, new)["x"].chunk(0)


def categories(places: pa.Array, words: pa.Array | None = None) -> pa.Array:
    """Return categories whose places are not checked."""
    return pa.DictionaryArray.from_arrays(places, pa.array(["r0", "r50"]) if words is None else words, safe=False)


def within(column: pa.Array, *, beside: pa.Array | None = None) -> pa.Table:
    """Return a table with this column of answers."""
    rows = len(column)
    facts = pa.array([True] * rows) if beside is None else beside
    return pa.table({"who": pa.array(list(map(str, range(rows)))), "minors": facts, "a.i": column, "a.j": column})


DAMAGED = {
    "offset beyond": built(pa.string(), 3, None, offsets(0, 1 << 28, 3, 4), b"r0r0"),
    "offset back": built(pa.string(), 3, None, offsets(0, 4, 2, 4), b"r0r0"),
    "large offset": built(pa.large_string(), 2, None, offsets(0, 1 << 40, 4, kind=INT64), b"r0r0"),
    "view of no buffer": viewed(view(20, 0), view(20, 7)),
    "view beyond": viewed(view(20, 0), view(2000, 0)),
    "index beyond": categories(pa.array([0, 2], pa.int8())),
    "index below": categories(pa.array([0, -1], pa.int8())),
    "index beside a gap": categories(pa.array([0, None, 9], pa.int32())),
    "unsigned index": categories(pa.array([1 << 63, 0], pa.uint64())),
    "categories": categories(pa.array([0, 1]), built(pa.string(), 2, None, offsets(0, 1 << 28, 4), b"r0r0")),
    "index beyond, of many": categories(pa.array([0, None] * 4000 + [2], pa.int16())),
    "index below, of many": categories(pa.array([0] * 8000 + [-1], pa.int64())),
    "index beside a gap, of many": categories(pa.array([0, None] * 4000 + [9], pa.uint8())),
    "categories of many": categories(
        pa.array([0, 1] * 4000), built(pa.string(), 2, None, offsets(0, 1 << 28, 4), b"r0r0")
    ),
    "gaps of many places": categories(built(pa.int8(), 8000, b"\xff" * 1000, bytes(8000), gaps=8)),
    "gaps of places": categories(built(pa.int8(), 8, b"\xff", bytes(8), gaps=8)),
    "gaps of text": built(pa.string(), 2, b"\x01", offsets(0, 2, 4), b"r0r0", gaps=2),
    "gaps of numbers": built(pa.int64(), 8, b"\x0f", bytes(64), gaps=8),
}
NOT_UTF8 = {
    "text": built(pa.string(), 2, None, offsets(0, 2, 4), b"r0\xff\xfe"),
    "large text": built(pa.large_string(), 2, None, offsets(0, 2, 4, kind=INT64), b"r0\xff\xfe"),
    "views": viewed(b"r0\0\0", b"\xff\xfe\0\0"),
    "categories": categories(pa.array([0, 1]), built(pa.string(), 2, None, offsets(0, 2, 4), b"r0\xff\xfe")),
}


@pytest.mark.parametrize("damage", DAMAGED)
def test_a_damaged_column_is_refused(damage: str) -> None:
    """It is not read, whatever it is the column of; a part of it is as damaged as the whole."""
    column = DAMAGED[damage]
    some = pa.array(["x"] * len(column))
    tables: list[tuple[pa.Table, dict[str, Any]]] = [
        (within(column), {}),
        (within(column).slice(0), {"domains": False}),
        (within(pa.array(["r0"] * len(column)), beside=column), {}),
        (pa.table({"who": column, "what": some, "told": some}), {"long": ("who", "what", "told")}),
        (pa.table({"who": some, "what": some, "told": column}), {"long": ("who", "what", "told")}),
    ]
    for table, asked in tables:
        with pytest.raises(ea.AnswerError, match=r"is damaged in memory.*read the table again"):
            ea.score_frame(table, DESK, **asked)
    with pytest.raises(ea.AnswerError, match="is damaged in memory"):
        research.read(within(column), DESK)
    with pytest.raises(ea.AnswerError, match="is damaged in memory"):
        research.k_anonymity(within(column), "a.i")


@pytest.mark.parametrize("damage", DAMAGED | NOT_UTF8)
def test_a_damaged_column_of_pandas_is_refused(damage: str) -> None:
    """Where pandas keeps columns in Arrow's memory, it takes them as they are."""
    column = (DAMAGED | NOT_UTF8)[damage]
    series = pd.Series(pd.arrays.ArrowExtensionArray(pa.chunked_array([column])))
    some = ["x"] * len(column)
    for kept, asked in (
        ({"minors": True, "a.i": series, "a.j": "r0"}, {}),
        ({"minors": series, "a.i": "r0", "a.j": "r0"}, {}),
        ({"who": some, "what": series, "told": some}, {"long": ("who", "what", "told")}),
    ):
        frame = pd.DataFrame(kept)
        with pytest.raises(ea.AnswerError, match="is damaged in memory"):
            ea.score_frame(frame, DESK, **asked)
        with pytest.raises(ea.AnswerError, match="is damaged in memory"):
            research.read(frame, DESK)


@pytest.mark.parametrize("kind", NOT_UTF8)
def test_text_that_is_not_utf8_is_refused(kind: str) -> None:
    """It is told with its column, as answers, as a fact and in a long table."""
    column = NOT_UTF8[kind]
    some = pa.array(["x"] * len(column))
    damaged = r"is damaged in memory.*UTF"
    with pytest.raises(ea.AnswerError, match=rf"a\.i: {damaged}") as caught:
        ea.score_frame(within(column), DESK)
    assert {problem.rule for problem in caught.value.problems} == {"damaged"}
    with pytest.raises(ea.AnswerError, match=f"minors: {damaged}"):
        ea.score_frame(within(pa.array(["r0"] * len(column)), beside=column), DESK)
    for name in ("who", "what"):
        table = pa.table({**dict.fromkeys(("who", "what", "told"), some), name: column})
        with pytest.raises(ea.AnswerError, match=f"{name}: {damaged}"):
            ea.score_frame(table, DESK, long=("who", "what", "told"))
    with pytest.raises(ea.AnswerError, match=damaged):
        research.read(within(column), DESK)
    with pytest.raises(ea.AnswerError, match=damaged):
        research.k_anonymity(within(column), "a.i")


def test_a_table_with_less_memory_than_its_rows_take_is_refused() -> None:
    """Neither the column that is damaged nor another is read."""
    table = within(pa.array(["r0"] * 9)).append_column("other", pa.array(range(9), pa.int64()))
    damaged = streamed(table, (72).to_bytes(8, "little"), (8).to_bytes(8, "little"))
    for read in (ea.score_frame, research.read):
        with pytest.raises(ea.AnswerError, match=r"is damaged in memory: Column 4.*too small"):
            read(damaged, DESK)


def test_a_name_that_is_not_utf8_is_refused() -> None:
    """The name of a column is damaged as its cells are."""
    damaged = streamed(within(pa.array(["r0"])), b"minors", b"min\xffrs")
    for read in (ea.score_frame, research.read, research.k_anonymity):
        with pytest.raises(ea.AnswerError, match=r"utf-8|is not UTF-8"):
            read(damaged, DESK)  # type: ignore[operator]


@pytest.mark.parametrize(
    "kind", [pa.string(), pa.large_string(), pa.string_view(), pa.dictionary(pa.uint8(), pa.string())]
)
def test_a_sound_column_is_scored(kind: pa.DataType) -> None:
    """Parts, chunks, none at all, gaps, and an index under a gap, which may be anything."""
    column = pa.array(["wrong", *WORDS, "wrong"]).cast(kind)
    whole = pa.chunked_array([column[1:3], column[:0], column[3:5]])
    for some in (column[1:5], whole, whole[1:2], whole[:0]):
        table = pa.table({"minors": [True] * len(some), "a.i": some, "a.j": some})
        points = {"r0": 0, "r50": 100, "r100": 200, None: 0}
        assert ea.score_frame(table, DESK)["points"].to_pylist() == [points[word] for word in some.to_pylist()]
    odd = categories(built(pa.int16(), 1, None, b"\x01\x00\x09"))
    assert ea.score_frame(within(odd), DESK)["points"].to_pylist() == [100]
    many = categories(pa.array([0, 1] * 4000))
    assert ea.score_frame(within(many), DESK)["points"].to_pylist() == [0, 100] * 4000
    for pairs in (1, 4000):
        hidden = categories(built(pa.int8(), 2 * pairs, b"\x55" * max(pairs // 4, 1), b"\x01\xff" * pairs))
        assert ea.score_frame(within(hidden), DESK)["points"].to_pylist() == [100, 0] * pairs
