"""The content report is what its command writes, and every topic has an item."""

import re
import tomllib
from pathlib import Path
from types import ModuleType

import pytest
from attrs import evolve
from support.manual import command

import ethics_audit as ea
from ethics_audit.documents import references

GRADES = re.compile(r"\| \d+\.\d \| \d+\.\d \|$", re.MULTILINE)

pytest.importorskip("textstat", reason="measures the reading grade: pip install 'ethics-audit[authoring]'")


@pytest.fixture(scope="module")
def report() -> ModuleType:
    """The command as a module."""
    return command("content_report")


def test_page_is_up_to_date(report: ModuleType, root: Path) -> None:
    """Run `python docs/content_report.py` after a change; grades are those of the library that measured them."""
    written, now = (
        GRADES.sub("|", page)
        for page in ((root / "docs" / "explanation" / "content.md").read_text("utf-8"), report.page())
    )
    assert written == now


def test_every_topic_is_asked_about(root: Path) -> None:
    """Every row has items, and every item has a topic."""
    topics = tomllib.loads((root / "docs" / "topics.toml").read_text("utf-8"))
    disagreements = topics.pop("disagreements")
    quarterly = ea.load_audit("quarterly")
    assert list(topics) == [part.checklist.id for part in quarterly.parts]
    named = {id for rows in topics.values() for ids in rows.values() for id in ids}
    assert all(ids for rows in topics.values() for ids in rows.values())
    assert named == set(quarterly.items)
    for id in disagreements.values():
        assert re.search(r"\b[Cc]odes?\b.*\b(differ|name no|strictest|further)", quarterly.items[id].rationale), id


def test_shares_are_whole(report: ModuleType) -> None:
    """A share is rounded down, and a share of nothing is a dash."""
    assert report.percent(2, 3) == "66 %"
    assert report.percent(0, 0) == "-"


def test_items_that_a_new_edition_touches(report: ModuleType) -> None:
    """A code that is known to change has a row with how many items cite it, and those that nothing else backs."""
    rows = {row[0]: row for row in (line.strip("| ").split(" | ") for line in report.changing().splitlines()[2:])}
    codes = references.codes()
    assert list(rows) == [code.short for code in codes.values() if code.changes]
    items = [item for checklist in report.EVERY for item in checklist.items]
    citing = sum(any(one.code == "bacp-2018" for one in item.citations) for item in items)
    unbacked = [f"`{item.id}`" for item in items if report.backing(item) == {"bacp-2018"}]
    assert rows["BACP 2018"][-2:] == [str(citing), ", ".join(unbacked) or "-"]
    alone = ea.Citation("bacp-2018", "12"), ea.Citation("sung-2016", "Recommendation 1")
    assert report.backing(evolve(items[0], citations=alone)) == {"bacp-2018"}


def test_every_code_is_due_on_some_day(report: ModuleType) -> None:
    """The days are in order, and each code and each section stands at one of them."""
    rows = [line.strip("| ").split(" | ") for line in report.due().splitlines()[2:]]
    assert [day for day, *_ in rows] == sorted(day for day, *_ in rows)
    named = ", ".join(codes for _, codes, _ in rows)
    assert all(code.short in named for code in references.codes().values())
    own = sum(one.recheck < references.codes()[one.code].recheck for one in references.sections().values())
    assert sum(int(count) for *_, count in rows) == own
