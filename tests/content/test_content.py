"""What is shipped: every item is complete, cited from the verified sections, and weighted with a source."""

import tomllib

import importlib_resources
import pytest

import ethics_audit as ea
from ethics_audit.documents import catalog, references
from ethics_audit.model.profile import PROFESSIONS

CHECKLISTS = [
    ea.load_checklist(entry.id, version)
    for entry in catalog.entries()
    if entry.kind == "checklists"
    for version in entry.versions
]
ITEMS = [item for checklist in CHECKLISTS for item in checklist.items]
DOMAINS = [
    *("confidentiality", "consent", "boundaries", "competence", "cultural_sensitivity"),
    *("professional_conduct", "supervision", "self_care", "telehealth", "ending_care"),
]
PRACTICE = [item for item in ITEMS if item.domain in DOMAINS]
EACH_ITEM = pytest.mark.parametrize("item", ITEMS, ids=lambda item: item.id)


def test_the_ten_domains_are_whole() -> None:
    """Each of the ten domains has at least twelve items, all in the quarterly audit."""
    counts = {checklist.id: len(checklist.items) for checklist in CHECKLISTS}
    assert all(counts[id] >= 12 for id in DOMAINS)
    assert [part.checklist.id for part in ea.load_audit("quarterly").parts] == DOMAINS


def test_the_brief_audit_holds_every_red_flag() -> None:
    """The brief audit has 25 to 30 items of all domains, and every red flag."""
    brief = ea.load_audit("brief")
    assert 25 <= len(brief.items) <= 30
    assert [part.checklist.id for part in brief.parts] == DOMAINS
    assert {item.id for item in PRACTICE if item.red_flag} <= set(brief.items)
    quarterly = ea.load_audit("quarterly").items
    assert all(quarterly[id] == item for id, item in brief.items.items()), "answers mean the same in both"


def test_occasions_and_cases() -> None:
    """There are three occasion checklists, and at least twelve cases over all ten domains."""
    kinds = {checklist.id: checklist.kind for checklist in CHECKLISTS}
    assert [id for id, kind in kinds.items() if kind == "occasion"] == [
        "boundary_decision",
        "dilemma",
        "mistake_repair",
    ]
    assert [id for id, kind in kinds.items() if kind == "cases"] == ["scenarios"]
    cases = ea.load_checklist("scenarios").items
    assert len(cases) >= 12
    assert {case.about[0].partition(".")[0] for case in cases} == set(DOMAINS), "each domain has a row in the summary"


def test_boundaries_cover_the_nine_areas() -> None:
    """Crossings cover role, time, place, money, gifts, clothing, language, self-disclosure and contact."""
    areas = ["second_role", "sessions_run_over", "place", "money", "gifts", "favours", "clothing", "language"]
    areas += ["self_disclosure", "physical_contact"]
    assert {f"boundaries.{area}" for area in areas} <= {item.id for item in ITEMS}


@pytest.mark.parametrize("checklist", CHECKLISTS, ids=lambda checklist: checklist.id)
def test_every_citation_and_source_is_in_the_references(checklist: ea.Checklist) -> None:
    """Only verified sections may be cited."""
    assert list(references.problems(checklist)) == []


@EACH_ITEM
def test_item_is_complete(item: ea.Item) -> None:
    """Each item has a rating with sources, sections of two codes, an example and a remedy."""
    assert item.rating is not None
    assert item.rating.sources
    assert len({citation.code for citation in item.citations}) >= 2
    assert item.example
    assert item.remedy
    if item.domain == "cultural_sensitivity":
        assert item.rating.basis == "normative", "nobody has counted"


@pytest.mark.parametrize("profession", sorted(PROFESSIONS))
def test_own_profession_comes_first(profession: str) -> None:
    """Findings show the sections of the user's own profession, then the law, then the others."""
    for item in ITEMS:
        codes = [references.codes()[one.code] for one in references.ordered(item.citations, frozenset({profession}))]
        places = [0 if code.profession == profession else 1 if code.kind == "law" else 2 for code in codes]
        assert places == sorted(places), item.id


def test_what_an_average_must_not_hide_is_flagged() -> None:
    """The domains with grave risks have red flags."""
    flags = {item.id: item.red_flag.band for item in PRACTICE if item.red_flag}
    assert flags == {
        "confidentiality.unmade_report": "critical",
        "consent.no_consent": "critical",
        "boundaries.sexual_contact": "critical",
        "boundaries.sexual_contact_close_to_client": "critical",
        "boundaries.former_client_romance": "high",
        "boundaries.secrecy": "high",
        "competence.licence_valid": "critical",
        "professional_conduct.billing": "high",
        "supervision.supervisee_romance": "high",
        "self_care.unfit_now": "critical",
        "ending_care.left_without_help": "critical",
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
    codes = references.codes().values()
    assert {code.kind for code in codes} == {"code", "standard", "law", "guidance"}
    assert {code.status for code in codes} == set(references.STATUSES)
    assert all(code.profession in {"", *PROFESSIONS} for code in codes)
    assert all(code.status_source for code in codes if code.changes or code.status != references.NOT_CHECKED)
    assert {section.code for section in references.sections().values()} == set(references.codes())


def test_every_shipped_file_is_found() -> None:
    """Every shipped file has a valid name."""
    for kind in ("checklists", "audits"):
        for file in (importlib_resources.files("ethics_audit") / kind).iterdir():
            raw = tomllib.loads(file.read_text("utf-8"))
            assert file.name == f"{raw['id']}-{raw['version']}.toml"
            assert catalog.load_definition(raw["id"], raw["version"]).version == raw["version"]


def test_citations_are_ordered_for_the_reader() -> None:
    """Citations are sorted: the own profession, then laws, then the others."""
    item = next(item for item in ITEMS if item.id == "confidentiality.limits_explained")
    labels = [
        references.label(one) for one in references.ordered(item.citations, frozenset({"profession.social_worker"}))
    ]
    assert labels[0].startswith("NASW")
    assert labels[1].startswith("HIPAA")
    mine = [ea.Citation("house-rules", "3"), ea.Citation("hipaa", "164.502")]
    assert references.ordered(mine, frozenset()) == mine[::-1]
    assert references.label(mine[0]) == "house-rules 3"
