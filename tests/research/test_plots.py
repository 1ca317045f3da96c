"""What the page of a study draws: the counts are those of the data."""

import numpy as np
from support.studied import reference_study

from ethics_audit.research import plots

STUDY = reference_study()


def test_histogram_counts_every_score_once() -> None:
    """Each score is in one column, 100 in the last; no score is in none."""
    columns = plots.histogram(np.array([0, 4.9, 5, 100, np.nan]))
    assert [(column.start, column.count) for column in columns if column.count] == [(0, 2), (5, 1), (95, 1)]
    assert columns[0].height == 100
    assert columns[0].told == "0 to 5: 2"
    assert {column.height for column in plots.histogram(np.array([np.nan]))} == {0}


def test_bars_of_bands() -> None:
    """The audit and each domain have a bar whose parts are all rows, side by side."""
    bars = plots.bands(STUDY)
    assert [bar.label for bar in bars] == ["Reference", "Desk", "Door", "Key"]
    for bar in bars:
        assert sum(part.count for part in bar.parts) == bar.n == len(STUDY)
        assert [part.start for part in bar.parts[1:]] == [part.start + part.width for part in bar.parts[:-1]]
    found = STUDY.scores["band"].to_pylist()
    assert bars[0].told == ", ".join(
        f"{name} {found.count(band)}"
        for name, band in [
            ("low", "low"),
            ("moderate", "moderate"),
            ("high", "high"),
            ("critical", "critical"),
            ("no band", None),
        ]
        if found.count(band)
    )


def test_bars_of_answers() -> None:
    """Each item has a bar of its answers by risk and of its gaps by kind."""
    bars = {bar.label: {part.name: part.count for part in bar.parts} for bar in plots.answers(STUDY, "door")}
    assert list(bars) == [f"door.{letter}" for letter in "abcde"]
    values = STUDY.column("door.a")
    assert bars["door.a"] == {
        "best": values.count("yes"),
        "between": values.count("partly"),
        "worst": values.count("no"),
        "unsure": values.count("unsure"),
        "blank": values.count(""),
        "n/a": values.count("n/a"),
        "outside": 0,
    }
    assert bars["door.e"]["outside"] == STUDY.column("minors").count("False")


def test_no_rows_make_empty_bars() -> None:
    """A study without rows draws nothing and divides by nothing."""
    (bar, *_) = plots.bands(STUDY.where([False] * len(STUDY)))
    assert (bar.n, bar.told, {part.width for part in bar.parts}) == (0, "", {0.0})
