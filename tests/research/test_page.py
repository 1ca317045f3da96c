"""The page of a study: whole, safe, and readable by everybody."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from attrs import evolve, frozen
from support import browser
from support.builders import audit, checklist, item
from support.studied import reference_study

from ethics_audit import research
from ethics_audit.frames.study import Study
from ethics_audit.research.overview import Asked, Overview, overview
from ethics_audit.research.page import html
from ethics_audit.research.result import Result

STUDY = reference_study()


@frozen
class Told(Result):
    """A result of one row."""

    text: str = "plain"
    notes = ("Few rows.",)
    account = "It ran."

    def rows(self) -> Sequence[dict[str, Any]]:
        """One row."""
        return [{"item": self.text, "n": 3, "mean": 1 / 3}]


def page(study: Study = STUDY, text: str = "plain", first: Sequence[str] = ()) -> str:
    """A page of two sections."""
    told = Told(text)
    return html(
        study, Overview({"Missing": told, "Overturned": told}, dict.fromkeys(study.domains, told), tuple(first))
    )


def test_what_overturns_a_conclusion_stands_first() -> None:
    """A section that is named stands before the scores, the others after."""
    found = page(first=["Overturned"])
    assert found.index("Overturned") < found.index(">Scores<") < found.index("Missing") < found.index(">Methods<")
    assert "It ran. It ran." in found


def test_every_text_is_shown_as_text() -> None:
    """Markup in a definition or a column does nothing."""
    evil = "<script>alert(1)</script>"
    definition = evolve(audit(checklist("one", item("one.a"))), title=evil)
    hostile = Study(definition, pa.table({"one.a": ["r0"]}))
    found = page(hostile, evil)
    assert "<script>" not in found
    assert "&lt;script&gt;" in found


def test_it_counts_what_is_there() -> None:
    """People, occasions and the definition are told where there are any, and each taken column."""
    assert "<dt>People</dt><dd>60</dd>" in page()
    assert "<dd>1, 2, 3, 4</dd>" in page()
    bare = page(evolve(STUDY, person=(), occasion=None))
    assert "<dt>People</dt>" not in bare
    assert "<dt>Occasions</dt>" not in bare
    assert '<th scope="row">desk.a</th>' in page()


def test_rows_are_careless_by_their_seconds_too() -> None:
    """Whether the weights decide a difference is tried without all rows that the page flags, of the two groups."""
    first = STUDY.at("1")
    seconds = pa.array([1] * 5 + [1000] * (len(first) - 5))
    study = evolve(first, table=first.table.append_column("seconds", seconds))
    found = overview(study, Asked(group="group", seconds="seconds"))
    flags = research.careless(study, "seconds").flags
    assert flags.sum() > research.careless(study).flags.sum()
    (weighed,) = [one for one in found.sections.values() if isinstance(one, research.Sensitivity)]
    assert f"{flags.sum()} of {len(study)} rows show signs of careless answering." in weighed.notes


def test_each_step_is_told_before_it_is_computed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Careless answers are looked for once, after their title is told, though the comparison of groups needs them."""
    told: list[str] = []

    def looked_for(*given: Any) -> research.Careless:
        told.append("looked for")
        return research.careless(*given)

    monkeypatch.setattr("ethics_audit.research.overview.careless", looked_for)
    overview(STUDY.at("1"), Asked(group="group"), lambda title, _done: told.append(title))
    assert told[told.index("Careless answers") + 1] == "looked for"
    assert told.count("looked for") == 1


@pytest.mark.browser
@browser.needed
def test_it_fits_every_window(tmp_path: Path) -> None:
    """It breaks no rule of accessibility, fits wide and narrow windows, and asks for nothing."""
    (file := tmp_path / "study.html").write_text(page(), "utf-8")
    with browser.started() as chromium, chromium.new_context() as context:
        watched = browser.Watched(context.new_page())
        watched.page.goto(file.as_uri())
        for details in watched.page.locator("summary").all():
            details.click()
        browser.fits(watched)
        assert watched.requests == [file.as_uri()]
        assert watched.complaints == []
