"""Careless answering: the signs, their rules, and what they find where some people are known to be careless."""

import numpy as np
import pytest
from support.builders import audit, checklist, item
from support.studied import reference_study
from support.values import held

import ethics_audit as ea
from ethics_audit.base.errors import ArgumentError
from ethics_audit.frames import states
from ethics_audit.frames.study import Study
from ethics_audit.research import signs
from ethics_audit.research.carelessness import careless
from ethics_audit.research.signs import person_total

pa = pytest.importorskip("pyarrow")


def study_of(definition: ea.Audit, *rows: str, **more: list[object]) -> Study:
    """A study of one person a row, whose answers are the words of a text in the order of the items."""
    words = zip(*(row.split() for row in rows), strict=True)
    columns = [["" if word == "-" else word for word in column] for column in words]
    answers = dict(zip(definition.items, columns, strict=True))
    return Study(definition, pa.table({**answers, **more}))


FIVE = audit(checklist("a", *(item(f"a.{name}", not_applicable=True) for name in "ijklm")))


def test_reference_values() -> None:
    """Every sign of every person is that of R and Python; of one domain as well."""
    study = reference_study().at("4")
    rows = careless(study).frame().to_pylist()
    want = held("careless.q4")
    assert [row["person"] for row in rows] == list(want)
    for row in rows:
        assert {
            name: row[name] for name in ("answered", "longest_run", "longest_run_not_best", "irv")
        } == pytest.approx(
            {name: value for name, value in want[row["person"]].items() if name != "person_total"}, abs=1e-9
        )
        assert row["person_total"] == pytest.approx(want[row["person"]]["person_total"], abs=1e-9)
    desk = careless(study, domain="desk").frame().to_pylist()
    assert {row["person"]: row["longest_run"] for row in desk} == held("longstring.desk.q4")
    assert {row["person"]: row["irv"] for row in desk} == pytest.approx(held("irv.desk.q4"), abs=1e-9)


def test_runs_pass_over_gaps() -> None:
    """Unsure, blank and n/a neither end a run nor count in one; another answer ends it."""
    found = careless(study_of(FIVE, "r50 unsure r50 - r50", "r50 n/a r0 r50 r50", "- - - - -"))
    assert found.longest_run.tolist() == [3, 2, 0]
    assert found.longest_run_not_best.tolist() == [3, 2, 0]


def test_best_answers_end_a_run() -> None:
    """An answer that is the best of its item ends the run of those that are not, wherever it stands in its scale."""
    falling = ea.Scale((ea.Option("r100", "R", 100), ea.Option("r50", "S", 50), ea.Option("r0", "T", 0)))
    mixed = audit(checklist("a", item("a.i"), item("a.j"), item("a.k", scale=falling), item("a.l")))
    found = careless(study_of(mixed, "r0 r0 r100 r0", "r100 r100 r0 r100", "r50 r50 r50 r50"))
    assert found.longest_run.tolist() == [4, 4, 4], "the run is of places as presented, not of risks"
    assert found.longest_run_not_best.tolist() == [1, 2, 4]


def test_what_cannot_be_had_is_none() -> None:
    """One answer has no spread, equal answers no correlation, no open item no share; none of them is flagged."""
    study = study_of(FIVE, "r50 - - - -", "r0 r0 r0 r0 r0", "n/a n/a n/a n/a n/a", "r0 r50 r100 r50 r0")
    first, same, nothing, last = careless(study, [None, "", 0.5, 60]).frame().to_pylist()
    assert (first["person_total"], first["irv"], first["seconds_per_item"]) == (None, None, None)
    assert (same["person_total"], same["irv"]) == (None, 0)
    assert (nothing["share_open"], nothing["answered"], nothing["flagged"]) == (None, 0, True)
    assert last["seconds_per_item"] == 12
    assert [first["flagged"], same["flagged"]] == [False, False]
    assert careless(study.where([False] * 4)).frame().num_rows == 0
    alone = careless(study.where([False, False, False, True]))
    assert np.isnan(alone.person_total).all(), "there is nobody to compare with"


def test_seconds_come_from_a_column() -> None:
    """A column of texts or numbers; what is no number, negative, or not one a row is refused."""
    study = study_of(FIVE, "r0 r50 r0 r50 r0", "r0 r0 r0 r0 r50", took=["5", ""])
    assert careless(study, "took").seconds_per_item.tolist() == pytest.approx([1, np.nan], nan_ok=True)
    for wrong, told in (
        ("tok", "did you mean 'took'"),
        ([1], "each of 2 rows"),
        (["x", 1], "got 'x'"),
        ([-1, 1], "-1"),
    ):
        with pytest.raises(ArgumentError, match=told):
            careless(study, wrong)
    with pytest.raises(ArgumentError, match="domain: expected a domain of the audit, got 'b'"):
        careless(study, domain="b")


def test_blocks_of_rows_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Signs, risks and places are the same however many rows are taken at a time."""
    whole = careless(reference_study())
    for module in (signs, states):
        monkeypatch.setattr(module, "BLOCK", 7)
    assert careless(reference_study()).frame().equals(whole.frame())


def test_flags_follow_rules_that_the_reader_can_change() -> None:
    """Each rule flags by itself, None switches it off, and a study without the flagged rows is one call away."""
    study = study_of(
        FIVE, "r50 r50 r50 r0 r100", "r0 r50 r100 - -", "r0 r0 r50 r50 r100", "r0 r0 r0 r50 r50", took=[60, 5, 60, 60]
    )
    found = careless(study, "took")
    off = {"person_total": None, "run": None, "seconds": None}
    assert found.flagged(**off).tolist() == [False] * 4
    assert found.flagged(**{**off, "run": 0.5}).tolist() == [True, False, False, False]
    assert found.flagged(**{**off, "seconds": 2}).tolist() == [False, True, False, False]
    assert found.flagged(**off, share_open=0.2).tolist() == [False, True, False, False]
    assert found.flagged(**off, irv=30).tolist() == [False, False, False, True]
    assert found.flagged(**{**off, "person_total": 1}).all()
    assert len(study.where(~found.flags)) == 4 - found.flags.sum()


def test_person_is_left_out() -> None:
    """A person is compared with others' rows alone, whatever their own other rows say."""
    generator = np.random.default_rng(5)
    risks = generator.integers(0, 101, (12, 6)).astype(float)
    risks[generator.random(risks.shape) < 0.2] = np.nan
    people = np.arange(12) // 3
    for row, found in enumerate(person_total(risks, people)):
        others = np.nanmean(risks[people != people[row]], axis=0)
        given = ~np.isnan(risks[row])
        assert found == pytest.approx(np.corrcoef(risks[row, given], others[given])[0, 1], abs=1e-12)


def test_result_reads_well() -> None:
    """The table of measures with how many each rule flags, and the sentence for a methods section."""
    found = careless(reference_study().at("4"))
    assert str(found).splitlines()[:3] == [
        "measure                  n   5 %     50 %    95 %    flagged",
        "person-total r           58  -0.052  0.441   0.776   5",
        "longest run              60  2.000   4.000   9.050   none",
    ]
    assert "in 60 rows" in found.account
    assert "7 rows showed a sign, and none was excluded" in found.account


def auc(careless_rows: np.ndarray, honest: np.ndarray) -> float:
    """The chance that a careless row has a higher sign than an honest one, ties counting half."""
    return float((np.sign(np.subtract.outer(careless_rows, honest)).mean() + 1) / 2)


@pytest.mark.slow
def test_planted_carelessness_is_found() -> None:
    """Among simulated people, person-total finds those who answer at random, and the run those who tick one answer.

    The plain longest run finds less: honest people with a good practice pick the best answer many times over.
    """
    generator = np.random.default_rng(7)
    honest, planted, items = 900, 100, 40
    hard, drive = generator.normal(0, 1.3, items), generator.normal(0, 0.7, (honest, 1))
    felt = drive + hard - 0.9 + generator.normal(0, 0.7, (honest, items))
    places = np.digitize(felt, [0, 1])
    random = generator.integers(0, 3, (planted, items))
    ticked = np.where(generator.random((planted, items)) < 0.1, random, generator.integers(1, 3, (planted, 1)))
    definition = audit(checklist("a", *(item(f"a.i{number}") for number in range(items))))
    words = np.array(["r0", "r50", "r100"])[np.vstack([places, random, ticked])]
    found = careless(Study(definition, pa.table(dict(zip(definition.items, words.T, strict=True)))))
    r = np.nan_to_num(found.person_total)
    runs, plain = found.longest_run_not_best, found.longest_run
    people, at_random, one_answer = slice(honest), slice(honest, honest + planted), slice(honest + planted, None)
    measured = {
        "person-total, at random": auc(-r[at_random], -r[people]),
        "run not at best, one answer": auc(runs[one_answer], runs[people]),
        "plain run, one answer": auc(plain[one_answer], plain[people]),
        "plain run, flagged honest": float((plain[people] >= items / 2).mean()),
        "run not at best, flagged honest": float((runs[people] >= items / 2).mean()),
    }
    print(measured)  # noqa: T201 - what was found
    assert measured["person-total, at random"] > 0.95
    assert measured["run not at best, one answer"] > measured["plain run, one answer"]
    assert measured["run not at best, flagged honest"] <= measured["plain run, flagged honest"]
