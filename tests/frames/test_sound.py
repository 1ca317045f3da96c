"""Arrow tables in memory whose buffers are damaged."""

from typing import Any

import numpy as np
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


def views(*numbers: int) -> bytes:
    """Return a view of one text: its length, its first letters, and where the whole text lies."""
    length, buffer, start = numbers
    return np.array([length], INT32).tobytes() + b"aaaa" + np.array([buffer, start], INT32).tobytes()


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
    "view of no buffer": built(pa.string_view(), 1, None, views(20, 7, 0), b"a" * 20),
    "view beyond": built(pa.string_view(), 1, None, views(2000, 0, 0), b"a" * 20),
    "index beyond": categories(pa.array([0, 2], pa.int8())),
    "index below": categories(pa.array([0, -1], pa.int8())),
    "index beside a gap": categories(pa.array([0, None, 9], pa.int32())),
    "unsigned index": categories(pa.array([1 << 63, 0], pa.uint64())),
    "categories": categories(pa.array([0, 1]), built(pa.string(), 2, None, offsets(0, 1 << 28, 4), b"r0r0")),
    "gaps of places": categories(built(pa.int8(), 8, b"\xff", bytes(8), gaps=8)),
    "gaps of text": built(pa.string(), 2, b"\x01", offsets(0, 2, 4), b"r0r0", gaps=2),
    "gaps of numbers": built(pa.int64(), 8, b"\x0f", bytes(64), gaps=8),
}
NOT_UTF8 = {
    "text": built(pa.string(), 2, None, offsets(0, 2, 4), b"r0\xff\xfe"),
    "large text": built(pa.large_string(), 2, None, offsets(0, 2, 4, kind=INT64), b"r0\xff\xfe"),
    "views": built(pa.string_view(), 1, None, np.array([2], INT32).tobytes() + b"\xff\xfe" + bytes(10)),
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
    out = pa.BufferOutputStream()
    with pa.ipc.new_stream(out, table.schema) as writer:
        writer.write_table(table)
    before, size, after = out.getvalue().to_pybytes().rpartition((72).to_bytes(8, "little"))
    assert size
    damaged = pa.ipc.open_stream(before + (8).to_bytes(8, "little") + after).read_all()
    for read in (ea.score_frame, research.read):
        with pytest.raises(ea.AnswerError, match=r"is damaged in memory: Column 4.*too small"):
            read(damaged, DESK)


def test_a_name_that_is_not_utf8_is_refused() -> None:
    """The name of a column is damaged as its cells are."""
    table = within(pa.array(["r0"]))
    out = pa.BufferOutputStream()
    with pa.ipc.new_stream(out, table.schema) as writer:
        writer.write_table(table)
    damaged = pa.ipc.open_stream(out.getvalue().to_pybytes().replace(b"minors", b"min\xffrs")).read_all()
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
    hidden = categories(built(pa.int8(), 2, b"\x01", b"\x01\xff"))
    assert ea.score_frame(within(hidden), DESK)["points"].to_pylist() == [100, 0]
