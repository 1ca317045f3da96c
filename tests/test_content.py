"""What is shipped: every item is complete, cited from the verified sections, and weighted with a source."""

import re
import tomllib
from collections import Counter

import importlib_resources
import pytest

import ethics_audit as ea
from ethics_audit import catalog, references

CHECKLISTS = [
    ea.load_checklist(entry.id, version)
    for entry in catalog.entries()
    if entry.kind == "checklists"
    for version in entry.versions
]
ITEMS = [item for checklist in CHECKLISTS for item in checklist.items]
EACH_ITEM = pytest.mark.parametrize("item", ITEMS, ids=lambda item: item.id)
LEAST = {"confidentiality": 12, "consent": 12, "boundaries": 16, "competence": 12, "cultural_sensitivity": 12}


def test_the_five_checklists_are_whole() -> None:
    """Each has at least the number of items it must have, and the quarterly audit holds all five."""
    counts = {checklist.id: len(checklist.items) for checklist in CHECKLISTS}
    assert all(counts[id] >= least for id, least in LEAST.items())
    assert {part.checklist.id for part in ea.load_audit("quarterly").parts} == set(LEAST)


def test_boundaries_cover_the_nine_areas() -> None:
    """Role, time, place, money, gifts and services, clothing, language, self-disclosure, physical contact."""
    areas = ["second_role", "sessions_run_over", "place", "money", "gifts", "favours", "clothing", "language"]
    areas += ["self_disclosure", "physical_contact"]
    assert {f"boundaries.{area}" for area in areas} <= {item.id for item in ITEMS}


@pytest.mark.parametrize("checklist", CHECKLISTS, ids=lambda checklist: checklist.id)
def test_every_citation_and_source_is_in_the_references(checklist: ea.Checklist) -> None:
    """A section that is not there has not been checked."""
    assert list(references.problems(checklist)) == []


@EACH_ITEM
def test_item_is_complete(item: ea.Item) -> None:
    """A rating with sources, citations, a rationale of two sentences, a first step."""
    assert item.rating is not None
    assert item.citations
    assert len(re.findall(r"[.?!](?: |$)", item.rationale)) == 2, item.rationale
    assert item.remedy.endswith((".", "?", '"'))
    assert item.prompt[0].isupper()
    assert re.search(r"\b(I|my|me)\b", item.prompt, re.IGNORECASE), "in the first person"
    if item.red_flag:
        assert item.red_flag.action.startswith("Today")


@EACH_ITEM
def test_item_is_backed_by_two_professions(item: ea.Item) -> None:
    """At least two codes speak to it."""
    assert len({citation.code for citation in item.citations}) >= 2


@EACH_ITEM
def test_no_figure_no_empirical(item: ea.Item) -> None:
    """A weight that claims to be empirical names a source with figures or a counted order."""
    assert item.rating is not None
    if item.rating.basis == "empirical":
        named = [references.evidence()[id] for id in item.rating.sources]
        assert any(one.figures or one.note.startswith("In order of frequency") for one in named)
    if item.domain == "cultural_sensitivity":
        assert item.rating.basis == "normative"


def test_no_prompt_stands_twice() -> None:
    """Across the catalogue."""
    assert [prompt for prompt, count in Counter(item.prompt for item in ITEMS).items() if count > 1] == []


def test_what_an_average_must_not_hide_is_flagged() -> None:
    """The red flags of these domains."""
    flags = {item.id: item.red_flag.band for item in ITEMS if item.red_flag}
    assert flags == {
        "confidentiality.unmade_report": "critical",
        "consent.no_consent": "critical",
        "boundaries.sexual_contact": "critical",
        "boundaries.sexual_contact_close_to_client": "critical",
        "boundaries.former_client_romance": "high",
        "boundaries.secrecy": "high",
        "competence.licence_valid": "critical",
    }


def test_references_are_well_formed() -> None:
    """Every section belongs to a known code and keeps its source, its kind of evidence and the day of its check."""
    for section in references.sections().values():
        assert section.code in references.codes()
        assert section.evidence in {"official", "copy", "secondary"}
        assert section.seen in {"text", "title"}
        assert section.sources >= 1
        assert section.source
        assert section.last_verified.year >= 2026
    assert {code.kind for code in references.codes().values()} == {"code", "standard", "law"}


def test_every_shipped_file_is_found() -> None:
    """No file of the folders is left out by its name."""
    for kind in ("checklists", "audits"):
        for file in (importlib_resources.files("ethics_audit") / kind).iterdir():
            raw = tomllib.loads(file.read_text("utf-8"))
            assert file.name == f"{raw['id']}-{raw['version']}.toml"
            assert catalog.load_definition(raw["id"], raw["version"]).version == raw["version"]


def test_citations_are_ordered_for_the_reader() -> None:
    """The own profession first, then the law, then the others."""
    item = next(item for item in ITEMS if item.id == "confidentiality.limits_explained")
    labels = [
        references.label(one) for one in references.ordered(item.citations, frozenset({"profession.social_worker"}))
    ]
    assert labels[0].startswith("NASW")
    assert labels[1].startswith("HIPAA")
    mine = [ea.Citation("house-rules", "3"), ea.Citation("hipaa", "164.502")]
    assert references.ordered(mine, frozenset()) == mine[::-1]
    assert references.label(mine[0]) == "house-rules 3"
