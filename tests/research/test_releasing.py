"""What others get of a study: only what was allowed, whole or not at all."""

import csv
import hashlib
import json
import re
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from attrs import evolve
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support.held import study_of
from support.studied import reference_study

import ethics_audit as ea
from ethics_audit import research
from ethics_audit.base.errors import StoreError
from ethics_audit.frames.study import Study
from ethics_audit.research import permitted, release_folder

KEY = bytes(range(32))


def rows(folder: Path, file: str = "data.csv") -> list[dict[str, str]]:
    """Return the rows of a file that was written."""
    with (folder / file).open(encoding="utf-8", newline="") as text:
        return list(csv.DictReader(text))


def two_sites(**more: list[Any]) -> Study:
    """Return six people of two sites, twice each."""
    names = [name for name in "fedcba" for _ in range(2)]
    return study_of([[0], [30]] * 6, person=names, occasion=[1, 2] * 6, site=["n"] * 6 + ["s"] * 6, **more)


def test_folder(tmp_path: Path) -> None:
    """It holds the data in the order of pseudonyms, the codebook, and what is to be known of both."""
    study = two_sites(group=[1, 1, 2, 2] * 3, phone=["1"] * 12)
    done = research.release(study, tmp_path / "out", "site", 3, keep="group", key=KEY, name="trial")
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["META.json", "codebook.csv", "data.csv"]
    data = rows(tmp_path / "out")
    assert list(data[0]) == list(done.columns) == ["person", "one.i0", "occasion", "site", "group"]
    named = research.pseudonyms(list("fedcba"), KEY, "trial")
    assert [row["person"] for row in data] == sorted(named * 2)
    assert [row["occasion"] for row in data] == ["1", "2"] * 6
    of = dict(zip(named, "nnnsss", strict=True))
    assert all(row["site"] == of[row["person"]] for row in data)
    book = rows(tmp_path / "out", "codebook.csv")
    assert [(row["item"], row["word"], row["risk"]) for row in book] == [
        *(("one.i0", f"r{risk}", str(risk)) for risk in (0, 30, 70, 100)),
        ("one.i0", "unsure", ""),
    ]
    meta = json.loads((tmp_path / "out" / "META.json").read_text("utf-8"))
    assert meta["audit"] == {"id": "example", "version": "1.0", "digest": study.audit.digest}
    assert meta["k"] == {"asked": 3, "reached": 3, "quasi": ["site"]}
    assert (meta["synthetic"], meta["people"], meta["study"]) == (False, 6, "trial")
    assert meta["library"] == f"ethics-audit {ea.__version__}"
    for name, digest in meta["sha256"].items():
        assert hashlib.sha256((tmp_path / "out" / name).read_bytes()).hexdigest() == digest
    assert set(meta["sha256"]) == {"data.csv", "codebook.csv"}
    assert (
        done.left_out
        == meta["left_out"]
        == {
            "person": "names a person: a pseudonym stands for it",
            "phone": "neither in quasi nor in keep",
        }
    )
    assert f"{tmp_path / 'out'}: 6 people, k = 3 in site" in str(done)
    assert "Left out: phone (neither in quasi nor in keep)" in str(done)
    assert not any(KEY.hex() in path.read_text("utf-8") for path in (tmp_path / "out").iterdir())


def test_key_is_forgotten(tmp_path: Path) -> None:
    """Without a key, two releases cannot be linked; several columns that name a person make one pseudonym."""
    study = evolve(two_sites(), person=("person", "site"))
    study = evolve(study, table=study.table.append_column("arm", pa.array(["x"] * 12)))
    people = []
    for name in ("one", "two"):
        research.release(study, tmp_path / name, "arm", 2)
        people.append({row["person"] for row in rows(tmp_path / name)})
    assert len(people[0]) == len(people[1]) == 6
    assert not people[0] & people[1]


def test_synthetic_stays_marked(tmp_path: Path) -> None:
    """An invented study says so in META.json, and in the name of each of its people."""
    study = research.synthetic(ea.load_audit("self_care"), people=60, seed=2)
    research.release(study, tmp_path / "out", "group", 5)
    assert json.loads((tmp_path / "out" / "META.json").read_text("utf-8"))["synthetic"] is True
    assert all(re.fullmatch("synthetic-[0-9a-f]{20}", row["person"]) for row in rows(tmp_path / "out"))


@pytest.mark.parametrize(
    "days",
    [
        [date(2024, 3, 31), date(2024, 4, 1), None],
        [datetime(2024, 3, 31, 23, 59, tzinfo=UTC), datetime(2024, 4, 1, tzinfo=UTC), None],
        ["2024-03-31T23:59:00Z", "2024-04-01", ""],
    ],
    ids=["days", "times", "words"],
)
def test_days_become_quarters(days: list[Any], tmp_path: Path) -> None:
    """A day that others may know is told by its quarter, also where it was text."""
    study = two_sites(seen=days * 4)
    research.release(study, tmp_path / "out", "seen", 2)
    assert {row["seen"] for row in rows(tmp_path / "out")} == {"2024-Q1", "2024-Q2", ""}


def test_days_of_occasions_become_quarters(tmp_path: Path) -> None:
    """So does an occasion that is a day."""
    study = study_of([[0], [30]] * 2, person=list("aabb"), occasion=["2024-01-02", "2024-12-24"] * 2, site=["n"] * 4)
    research.release(study, tmp_path / "out", "site", 2)
    assert [row["occasion"] for row in rows(tmp_path / "out")] == ["2024-Q1", "2024-Q4"] * 2


def test_facts_and_what_tells_them_are_left_out(tmp_path: Path) -> None:
    """A fact that was not named stays in the house, with the answers of the items that require it."""
    study = reference_study()
    done = research.release(study, tmp_path / "one", "group", 5)
    assert done.left_out["minors"] == "a fact that is neither in quasi nor in keep"
    assert done.left_out["door.e"] == "its answers would tell minors"
    named = research.release(study, tmp_path / "two", ["group", "minors"], 5)
    assert {"minors", "door.e"} <= set(named.columns)
    held = evolve(study, profile=frozenset({"minors"}), table=study.table.drop_columns(["minors"]))
    assert "door.e" in research.release(held, tmp_path / "three", "group", 5).columns


def test_formulas_are_escaped(tmp_path: Path) -> None:
    """A cell that a spreadsheet would run is text."""
    study = two_sites(group=["=1+1", "\tx", "-x", "+x"] * 3)
    research.release(study, tmp_path / "out", "site", 2, keep="group")
    assert {row["group"] for row in rows(tmp_path / "out")} == {"'=1+1", "'-x", "'+x", "'\tx"}


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ({"quasi": "sit"}, "quasi: expected a column of the table, got 'sit' (did you mean 'site'?)"),
        ({"quasi": []}, "quasi: expected at least one column"),
        ({"quasi": "person"}, "quasi, keep: expected columns beside persons and items, which are handled already"),
        ({"keep": "one.i0"}, "quasi, keep: expected columns beside persons and items, which are handled already"),
        ({"keep": "told"}, "quasi, keep: expected numbers, or words of a few kinds, got 'told, free text'"),
        ({"quasi": "mail"}, "quasi, keep: expected numbers, or words of a few kinds, got 'mail, free text'"),
        (
            {"keep": "seen"},
            "quasi, keep: expected numbers, or words of a few kinds, got 'seen, a date or a time stamp'",
        ),
        ({"keep": "list"}, "got 'list, a column of list"),
        ({"k": 1}, "k: expected a whole number of at least 2, got 1"),
        ({"k": True}, "k: expected a whole number of at least 2, got True"),
        ({"key": b"short"}, "key: expected at least 32 bytes, got '5 bytes'"),
        (
            {"k": 4},
            "k: expected at least 4 people with each combination of site, got 3 (6 of 6",
        ),
    ],
)
def test_refused(asked: dict[str, Any], message: str, tmp_path: Path) -> None:
    """What must not leave the house is refused, and nothing is written."""
    study = two_sites(
        told=["x" * 41, *"abcdefghijk"], mail=["a@b.c"] * 12, seen=[date(2024, 1, 1)] * 12, list=[[1]] * 12
    )
    given = {"folder": tmp_path / "out", "quasi": "site", "k": 2} | asked
    with pytest.raises(ea.ArgumentError, match=re.escape(message)):
        research.release(study, **given)
    assert not list(tmp_path.iterdir())


def test_nobody(tmp_path: Path) -> None:
    """A study without persons, a row without one and an empty study are refused, and so is another table."""
    study = two_sites()
    with pytest.raises(ea.ArgumentError, match="study: expected a column that names the person, got 'none'"):
        research.release(evolve(study, person=()), tmp_path / "out", "site", 2)
    gap = study_of([[0]] * 3, person=["a", "b", None], site=["n"] * 3)
    with pytest.raises(ea.ArgumentError, match="study, row 2: expected a person, got None"):
        research.release(gap, tmp_path / "out", "site", 2)
    with pytest.raises(ea.ArgumentError, match="k: expected at least 2 people"):
        research.release(study.where([False] * 12), tmp_path / "out", "site", 2)
    with pytest.raises(TypeError, match="expected a study, got 'Table'"):
        research.release(study.table, tmp_path / "out", "site", 2)  # type: ignore[arg-type]
    assert not list(tmp_path.iterdir())


def test_answers_that_are_none_are_refused(tmp_path: Path) -> None:
    """A column of an item may hold answers alone, so that no remark leaves the house in it."""
    study = two_sites()
    told = study.table.set_column(
        study.table.column_names.index("one.i0"), "one.i0", pa.array(["call me: 555-0100"] * 12)
    )
    with pytest.raises(ea.AnswerError, match="call me"):
        research.release(evolve(study, table=told), tmp_path / "out", "site", 2)
    assert not list(tmp_path.iterdir())


def test_existing_folder_is_refused(tmp_path: Path) -> None:
    """Nothing is written over, be it empty."""
    (tmp_path / "out").mkdir()
    with pytest.raises(StoreError, match="exists already") as caught:
        research.release(two_sites(), tmp_path / "out", "site", 2)
    assert caught.value.code == "exists"


def test_nothing_is_half_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the disk fails in the middle, no folder is left, and the error says so."""

    def full(_: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(release_folder, "settle", full)
    with pytest.raises(StoreError, match="out cannot be written .No space left on device.; nothing was written"):
        research.release(two_sites(), tmp_path / "out", "site", 2)
    assert not list(tmp_path.iterdir())


def test_folder_that_cannot_be_written(tmp_path: Path) -> None:
    """What fails while a table is written is told as it is."""
    with pytest.raises(StoreError, match="cannot be written"):
        research.release(two_sites(), tmp_path / ("x" * 300), "site", 2)
    assert not list(tmp_path.iterdir())


@pytest.mark.property
@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(sites=st.lists(st.sampled_from("abc"), min_size=1, max_size=20), k=st.integers(2, 5))
def test_law(sites: list[str], k: int, tmp_path: Path) -> None:
    """It is written exactly where each combination has k people, and then what is in it has them too."""
    folder = tmp_path / str(len(list(tmp_path.iterdir())))
    study = study_of([[0]] * len(sites), person=[f"p{at}" for at in range(len(sites))], site=sites)
    if min(map(sites.count, sites)) < k:
        with pytest.raises(ea.ArgumentError):
            research.release(study, folder, "site", k)
        assert not folder.exists()
        return
    research.release(study, folder, "site", k)
    out = [row["site"] for row in rows(folder)]
    assert sorted(out) == sorted(sites)
    assert min(map(out.count, out)) >= k


def test_kinds_of_columns() -> None:
    """Categories are words, and numbers of any size are numbers."""
    assert permitted.refusal(pa.chunked_array([pa.array(["a", "b"]).dictionary_encode()])) == ""
    assert permitted.refusal(pa.chunked_array([[1.5, None]])) == ""
    assert permitted.refusal(pa.chunked_array([[True]])) == ""
    assert permitted.refusal(pa.chunked_array([[f"w{n}" for n in range(51)]])) == "free text"
    assert permitted.refusal(pa.chunked_array([[""]])) == ""
