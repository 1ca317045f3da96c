"""The log of the items: how each came about, how two raters graded it, and what became of those that are gone."""

import tomllib
from typing import Any

import pytest
from support.builders import ROOT
from support.manual import command

import ethics_audit as ea
from ethics_audit.documents import catalog

LOGS = ROOT / "docs" / "items"
CHECKLISTS = {
    entry.id: ea.load_checklist(entry.id, entry.versions[0])
    for entry in catalog.entries()
    if entry.kind == "checklists"
}
LOG = {id: tomllib.loads((LOGS / f"{id}.toml").read_text("utf-8")) for id in CHECKLISTS}
RATED = [(item, LOG[id].get(item.id, {})) for id, checklist in CHECKLISTS.items() for item in checklist.items]
EACH_RATED = pytest.mark.parametrize(("item", "entry"), RATED, ids=[item.id for item, _ in RATED])


@pytest.mark.parametrize("id", CHECKLISTS)
def test_every_item_has_an_entry(id: str) -> None:
    """Each item, and each id that an earlier version had, has an entry, and nothing else has one."""
    checklist = CHECKLISTS[id]
    assert set(LOG[id]) == {item.id for item in checklist.items} | checklist.retired
    assert {gone for gone, entry in LOG[id].items() if "gone" in entry} == checklist.retired


def test_no_id_is_used_again() -> None:
    """The id of an item that is gone is never that of another, in any checklist."""
    retired = {gone for checklist in CHECKLISTS.values() for gone in checklist.retired}
    used = {item.id for checklist in CHECKLISTS.values() for item in checklist.items}
    assert retired & used == set()
    earlier = {entry["from"] for log in LOG.values() for entry in log.values() if "from" in entry}
    assert earlier <= retired | used


@EACH_RATED
def test_entry_tells_how_it_was_graded(item: ea.Item, entry: dict[str, Any]) -> None:
    """Two raters graded each item apart, and what they settled is its rating; a difference has a reason."""
    assert entry["change"]
    assert entry["sources"]
    assert item.rating is not None
    assert entry["settled"] == [item.rating.severity, item.rating.likelihood]
    raters = entry["raters"]
    assert set(raters) == {"a", "b"}
    if raters["a"] != raters["b"] or raters["a"] != entry["settled"]:
        assert entry["why"]


def test_grave_harm_without_a_flag_is_explained() -> None:
    """An item of severity 4 about one's own practice has a red flag, or its entry says why not."""
    grave = [(item, entry) for item, entry in RATED if item.rating and item.rating.severity == 4 and not item.about]
    assert {item.id for item, entry in grave if not item.red_flag and not entry.get("no_flag")} == set()


def test_page_of_the_log_is_up_to_date() -> None:
    """Run `python docs/items_report.py` after a change of a log."""
    assert (ROOT / "docs" / "explanation" / "items.md").read_text("utf-8") == command("items_report").page()


def test_agreement_is_cohens() -> None:
    """The quadratic weighted kappa of a table worked by hand; raters who always agree have 1, a blind one 0."""
    kappa = command("items_report").kappa
    assert kappa([(1, 1), (2, 2), (3, 3), (4, 4)], 4) == 1
    assert kappa([(1, 1), (1, 2), (2, 1), (2, 2)], 2) == 0
    assert round(kappa([(1, 1), (1, 2), (2, 2), (3, 3), (3, 1)], 3), 4) == round(1 - 5 * 5 / 35, 4)
