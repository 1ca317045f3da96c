"""A study as a file: it comes back whole, with its definition, and anything else is refused."""

import json
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from support.studied import reference_study

from ethics_audit.base.errors import AnswerError, EthicsAuditError, StoreError
from ethics_audit.frames.study_file import load, save
from ethics_audit.frames.writers import METADATA

STUDY = reference_study()


def saved(tmp_path: Path) -> Path:
    """A file of the reference study."""
    save(STUDY, path := tmp_path / "study.parquet")
    return path


def test_a_study_comes_back(tmp_path: Path) -> None:
    """What is read is what was written: definition, rows, keys and mapping."""
    found = load(saved(tmp_path))
    assert found.audit == STUDY.audit
    assert found.table.equals(STUDY.table)
    assert (found.person, found.occasion, found.profile) == (STUDY.person, STUDY.occasion, STUDY.profile)
    assert found.mapping == STUDY.mapping


def test_an_existing_file_stays(tmp_path: Path) -> None:
    """A file that is there is replaced only if that is asked for; another ending is refused."""
    path = saved(tmp_path)
    with pytest.raises(StoreError, match="exists"):
        save(STUDY, path)
    save(STUDY.at("1"), path, force=True)
    assert len(load(path)) == len(STUDY.at("1"))
    with pytest.raises(AnswerError, match=r"\.parquet"):
        save(STUDY, tmp_path / "study")


def changed(path: Path, **changes: object) -> Path:
    """The same file with other notes; None takes one out."""
    table = pq.read_table(path)
    note = json.loads(table.schema.metadata[METADATA.encode()])
    kept = {key: value for key, value in (note | changes).items() if value is not None}
    pq.write_table(table.replace_schema_metadata({METADATA: json.dumps(kept)}), path)
    return path


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"format": "ethics-audit/codebook"}, "is not a study"),
        ({"format_version": 2}, "expected format_version 1, got 2"),
        ({"person": None}, "lacks 'person'"),
        ({"digest": "0" * 64}, "expected the definition 000000000000"),
        ({"audit": {"format": "ethics-audit/audit"}}, "format_version"),
    ],
)
def test_what_is_not_a_study_is_refused(tmp_path: Path, changes: dict[str, object], told: str) -> None:
    """A file of another kind, of a newer version, without a key or with another definition is refused by name."""
    path = changed(saved(tmp_path), **changes)
    with pytest.raises(EthicsAuditError, match=told):
        load(path)


def test_a_table_and_a_text_are_no_study(tmp_path: Path) -> None:
    """A Parquet file of something else, and a file that is not Parquet, are refused."""
    pq.write_table(STUDY.table, plain := tmp_path / "plain.parquet")
    with pytest.raises(AnswerError, match="study read"):
        load(plain)
    (broken := tmp_path / "broken.parquet").write_text("no table", "utf-8")
    with pytest.raises(AnswerError, match="cannot be read"):
        load(broken)


def test_a_file_whose_rows_are_damaged(tmp_path: Path) -> None:
    """Its end says what should be there; what is there is refused once, by the process that reads it."""
    path = saved(tmp_path)
    content = path.read_bytes()
    path.write_bytes(content[:4] + b"\xff" * 400 + content[404:])
    with pytest.raises(AnswerError, match="cannot be read") as refused:
        load(path)
    assert str(refused.value).count("cannot be read") == 1


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    """What is wrong with the path is said."""
    with pytest.raises(AnswerError, match="cannot be read: No such file"):
        load(tmp_path / "none.parquet")
