"""Studies read as survey tools write them: the scores are the true ones, bit for bit, and every doubt is an error."""

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow.csv as pa_csv
import pytest
from support import layouts
from support.layouts import AUDIT, WRITERS

import ethics_audit as ea
from ethics_audit import research
from ethics_audit.cli.commands import run
from ethics_audit.frames.study import Study

KEYS: dict[str, dict[str, Any]] = {
    "surveymonkey": {"person": "Your code?", "occasion": "Which quarter?"},
    "forms": {"person": "Your code"},
    "qualtrics_legacy": {"person": "Q1", "occasion": "Q2"},
    "surveymonkey_expanded": {"person": "Your code?", "occasion": "Which quarter?"},
    "limesurvey": {"person": "token._Access_code", "occasion": "wave._Which_quarter?"},
    "google_quiz": {"person": "Your.code"},
}


def scores(study: Study) -> dict[tuple[str, str], float]:
    """The score of each person and quarter."""
    assert study.occasion
    people = study.column(study.person[0])
    quarters = ["".join(filter(str.isdigit, str(one)))[:1] for one in study.column(study.occasion)]
    return dict(zip(zip(people, quarters, strict=True), study.outcome("score").tolist(), strict=True))


@pytest.mark.parametrize("name", WRITERS)
def test_every_layout_gives_the_true_scores(name: str, tmp_path: Path) -> None:
    """Whatever program wrote the answers, and however it names questions and options."""
    study = research.read(WRITERS[name](tmp_path), AUDIT, **KEYS.get(name, {}))
    assert len(study) == 240
    assert scores(study) == layouts.scores(layouts.truth())


def wide(folder: Path, **changed: str) -> Path:
    """The first five true rows, with some columns under other names."""
    names = ("person", "quarter", layouts.FACT, *layouts.ITEMS)
    rows = [[row[name] for name in names] for row in layouts.truth()[:5]]
    return layouts.written(folder / "wide.csv", [[changed.get(name, name) for name in names], *rows])


def replaced(path: Path, old: str, new: str) -> Path:
    """The same file with another text in it."""
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    return path


def test_bare_numbers_are_refused(tmp_path: Path) -> None:
    """Whether they begin at 0 or 1 cannot be known; with a codebook they are read, also as decimals."""
    book = {id: dict(enumerate([*AUDIT.items[id].by_id, "unsure"], 1)) for id in layouts.ITEMS}
    numbers = {id: {word: f"{number}.0" for number, word in words.items()} for id, words in book.items()}
    rows = [row for row in layouts.truth() if "n/a" not in row.values()]
    body = [
        [row["person"], row["quarter"], row["minors"], *(numbers[id].get(row[id], "") for id in layouts.ITEMS)]
        for row in rows
    ]
    path = layouts.written(tmp_path / "n.csv", [("person", "quarter", "minors", *layouts.ITEMS), *body])
    with pytest.raises(ea.AnswerError, match=r"1 to \d seen; does it start at 1\?"):
        research.read(path, AUDIT)
    assert scores(research.read(path, AUDIT, codebook=book)) == layouts.scores(rows)


def test_columns_that_are_named_by_an_argument(tmp_path: Path) -> None:
    """The mapping may go either way; a name that is none is told with the nearest."""
    path = wide(tmp_path, **{"desk.a": "V1", "minors": "kids"})
    for columns in ({"V1": "desk.a", "kids": "minors"}, {"desk.a": "V1", "minors": "kids"}):
        study = research.read(path, AUDIT, columns=columns)
        assert [one.by for one in study.mapping if one.column in {"V1", "kids"}] == ["argument", "argument"]
    assert research.read(path, AUDIT, columns={"V1": "desk.a"}, facts={"minors": "kids"}).states.shape == (5, 12)
    with pytest.raises(ea.AnswerError, match="did you mean 'V1'"):
        research.read(path, AUDIT, columns={"V11": "desk.a"})
    with pytest.raises(ea.AnswerError, match="expected a column, got 'persn' .did you mean 'person'"):
        research.read(path, AUDIT, person="persn")


def test_doubts_are_errors(tmp_path: Path) -> None:
    """Two columns of one item, a title that says two things, an answer that is none, a fact that nothing states."""
    with pytest.raises(ea.AnswerError, match="desk_a: is a column of 'desk.a', which has another column too"):
        research.read(wide(tmp_path, quarter="desk_a"), AUDIT)
    with pytest.raises(ea.AnswerError, match=r"got 'usualy' .*in row 2.* \(did you mean 'usually'\?\)"):
        research.read(replaced(wide(tmp_path), "usually", "usualy"), AUDIT)
    with pytest.raises(ea.AnswerError, match="facts that no column and no argument states: minors .*facts="):
        research.read(wide(tmp_path, minors="kids"), AUDIT)
    with pytest.raises(ea.AnswerError, match="got none"):
        research.read(layouts.written(tmp_path / "none.csv", [("a", "b"), ("1", "2")]), AUDIT)
    titles = ["", "", "", layouts.prompt("key.a"), *[""] * 11]
    head = ["person", "quarter", "minors", *layouts.ITEMS]
    with pytest.raises(ea.AnswerError, match=r"desk\.a: could be desk\.a or key\.a"):
        research.read(layouts.written(tmp_path / "two.csv", [head, titles, ["p", "1", "no", *["unsure"] * 12]]), AUDIT)


def test_a_person_is_there_once_on_an_occasion(tmp_path: Path) -> None:
    """The rows are named; without an occasion the hint says how to name it."""
    path = replaced(wide(tmp_path), "p01,2", "p01,1")
    with pytest.raises(ea.AnswerError, match="the same person and occasion twice: p01, 1 in rows 2, 3"):
        research.read(path, AUDIT)
    with pytest.raises(ea.AnswerError, match="name the column of the occasion with occasion="):
        research.read(wide(tmp_path, quarter="q"), AUDIT)
    assert research.read(wide(tmp_path, quarter="q"), AUDIT, occasion="q").occasion == "q"


@pytest.mark.parametrize("name", ["own", "redcap_labels", "kobo", "surveymonkey", "by_quarter", "long", "vectors"])
def test_tables_in_memory_are_scored_from_every_layout(name: str, tmp_path: Path) -> None:
    """`score_frame` shares the reader, and tells how columns were taken; rows that answer nothing have no score."""
    path = WRITERS[name](tmp_path)
    frame = pd.read_csv(path, keep_default_na=False, sep=None, engine="python", encoding="utf-8-sig")
    told: list[object] = []
    found = ea.score_frame(frame, AUDIT, columns=["score"], domains=False, tell=told.append)
    assert sorted(found["score"].dropna()) == sorted(layouts.scores(layouts.truth()).values())
    assert told


def test_items_are_kept_or_made_into_risks(tmp_path: Path) -> None:
    """A study goes into `score_frame` without another argument."""
    study = research.read(layouts.own(tmp_path), AUDIT)
    risks = ea.score_frame(study, columns=["score"], domains=False, items="risk")
    assert np.array_equal(np.stack([risks[id].to_numpy() for id in layouts.ITEMS], axis=1), study.risks, equal_nan=True)
    kept = ea.score_frame(study, columns=["score"], domains=False, items="keep")
    assert kept["desk.a"].to_pylist() == study.column("desk.a")
    with pytest.raises(ea.ArgumentError, match="'drop', 'keep' or 'risk'"):
        ea.score_frame(study, items="all")  # type: ignore[arg-type]


@pytest.mark.parametrize("name", ["unicode_text", "redcap_raw", "qualtrics", "excel", "spss", "long"])
def test_files_are_scored_from_every_layout(name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`batch` shares the reader too, and tells what it left out."""
    path, target = WRITERS[name](tmp_path), tmp_path / "scored.csv"
    audit = str(layouts.REFERENCE / "audit.toml")
    assert run(["batch", str(path), str(target), "--audit", audit, "--missing", "UNK"]) == 0
    scored = pa_csv.read_csv(target)["score"].to_pylist()
    assert sorted(scored) == sorted(layouts.scores(layouts.truth()).values())
    assert ("1 row left out" in capsys.readouterr().err) is (name == "qualtrics")
