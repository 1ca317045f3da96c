"""What is shipped: every item is complete, cited from the verified sections, and weighted with a source."""

import re
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
FREQUENCIES = {"always", "usually", "mostly", "often", "sometimes", "seldom", "rarely", "never"}
SAME_RATING = [
    ("professional_conduct.note_changed", "mistake_repair.record_whole"),
    ("competence.crisis_instructions", "telehealth.location_asked", "telehealth.emergency_contact"),
    ("competence.suicide_risk_noted", "confidentiality.threat_handled", "dilemma.danger_settled"),
    ("boundaries.sexual_contact", "boundaries.sexual_contact_close_to_client"),
]
EACH_ITEM = pytest.mark.parametrize("item", ITEMS, ids=lambda item: item.id)


def test_the_ten_domains_are_whole() -> None:
    """Each of the ten domains has about a dozen items or more, all in the quarterly audit."""
    counts = {checklist.id: len(checklist.items) for checklist in CHECKLISTS}
    assert {id: counts[id] for id in DOMAINS if not 11 <= counts[id] <= 26} == {}
    assert [part.checklist.id for part in ea.load_audit("quarterly").parts] == DOMAINS


def test_audits_are_short_enough() -> None:
    """A solo practice without further facts is asked at most 150 items in a quarter; the brief audit has at most 32."""
    assert sum(not item.requires for item in ea.load_audit("quarterly").items.values()) <= 150
    assert 25 <= len(ea.load_audit("brief").items) <= 32


def test_the_brief_audit_holds_every_red_flag() -> None:
    """The brief audit has items of all domains, and every red flag."""
    brief, quarterly = ea.load_audit("brief"), ea.load_audit("quarterly").items
    assert [part.checklist.id for part in brief.parts] == DOMAINS
    assert {id for id, item in quarterly.items() if item.red_flag} <= set(brief.items)
    assert all(quarterly[id] == item for id, item in brief.items.items()), "answers mean the same in both"


def test_every_practice_item_has_a_window() -> None:
    """What is asked every quarter says of which time; an occasion or a case is about the matter at hand."""
    assert {item.id for item in PRACTICE if not item.window} == set()
    assert {item.id for item in ITEMS if item.window and item.domain not in DOMAINS} == set()


def test_events_are_not_counted_by_frequency() -> None:
    """An event asks what was done when something came up, and never from always to never."""
    events = [item for item in ITEMS if item.event]
    assert len(events) >= 32, "so many were once asked by frequency"
    first_words = {item.id: {option.label.lower().split()[0].strip(",.") for option in item.options} for item in events}
    assert {id for id, words in first_words.items() if FREQUENCIES & words} == set()


def test_pressing_the_first_key_is_no_perfect_sheet() -> None:
    """In 40 to 60 percent of the items of the quarterly audit, the first option is the best."""
    items = ea.load_audit("quarterly").items.values()
    assert 0.4 <= sum(item.options[0].risk == 0 for item in items) / len(items) <= 0.6


@pytest.mark.parametrize("same", SAME_RATING, ids=lambda ids: ids[0])
def test_one_act_or_harm_has_one_rating(same: tuple[str, ...]) -> None:
    """The same act, or the same harm, has the same severity and likelihood wherever it is asked."""
    ratings = {item.id: item.rating for item in ITEMS}
    assert len({(rating.severity, rating.likelihood) for id in same if (rating := ratings[id])}) == 1
    assert set(same) <= set(ratings)


def test_acts_that_an_average_must_not_hide_are_flagged() -> None:
    """Grave acts and breaches that codes bar without exception have a red flag, whatever their rating."""
    assert {item.id for item in PRACTICE if item.red_flag} >= {
        "boundaries.sexual_contact",
        "boundaries.sexual_contact_close_to_client",
        "boundaries.former_client_romance",
        "boundaries.former_partner_as_client",
        "boundaries.court_opinion",
        "boundaries.secrecy",
        "competence.licence_valid",
        "confidentiality.unmade_report",
        "consent.no_consent",
        "consent.secret_recording",
        "professional_conduct.billing",
        "professional_conduct.note_changed",
        "professional_conduct.paid_referrals",
        "self_care.unfit_now",
        "supervision.gatekeeping",
        "supervision.supervisee_romance",
        "ending_care.left_without_help",
    }


def test_occasions_and_cases() -> None:
    """There are three occasion checklists, and at least 24 cases over all ten domains, six of them in two steps."""
    kinds = {checklist.id: checklist.kind for checklist in CHECKLISTS}
    assert [id for id, kind in kinds.items() if kind == "occasion"] == [
        "boundary_decision",
        "dilemma",
        "mistake_repair",
    ]
    assert [id for id, kind in kinds.items() if kind == "cases"] == ["scenarios"]
    cases = ea.load_checklist("scenarios")
    assert sum(not case.follows for case in cases.items) >= 24
    assert sum(bool(case.follows) for case in cases.items) >= 6
    assert {id.partition(".")[0] for case in cases.items for id in case.about} == set(DOMAINS)
    assert all(case.needed for case in cases.items), "each asks what one would need to know"
    assert any(case.roleplay for case in cases.items)
    assert cases.discussion, "a group has one long case"


def test_case_has_two_answers_that_can_be_defended() -> None:
    """The two best answers to each case are within 20 points, and all others are further off."""
    for case in ea.load_checklist("scenarios").items:
        best, second, *_ = sorted(option.risk for option in case.options)
        assert second - best <= 20, case.id


def test_boundaries_cover_the_nine_areas() -> None:
    """Items cover role, time, place, money, gifts, services, clothing, language, self-disclosure and contact."""
    areas = ["second_role", "sessions_run_over", "place", "money", "gifts", "favours", "clothing", "language"]
    areas += ["self_disclosure", "physical_contact"]
    assert {f"boundaries.{area}" for area in areas} <= {item.id for item in ITEMS}


@pytest.mark.parametrize("checklist", CHECKLISTS, ids=lambda checklist: checklist.id)
def test_every_citation_and_source_is_in_the_references(checklist: ea.Checklist) -> None:
    """Only verified sections may be cited."""
    assert list(references.problems(checklist)) == []


@EACH_ITEM
def test_item_is_complete(item: ea.Item) -> None:
    """Each item has a rating with sources, cited sections, an example and a remedy."""
    assert item.rating is not None
    assert item.rating.sources
    assert item.citations
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
    item = next(item for item in ITEMS if {"nasw-2021", "hipaa"} <= {citation.code for citation in item.citations})
    labels = [
        references.label(one) for one in references.ordered(item.citations, frozenset({"profession.social_worker"}))
    ]
    assert labels[0].startswith("NASW")
    professions = [references.codes()[one.code].profession for one in item.citations]
    assert labels[professions.count("profession.social_worker")].startswith("HIPAA")
    mine = [ea.Citation("house-rules", "3"), ea.Citation("hipaa", "164.502")]
    assert references.ordered(mine, frozenset()) == mine[::-1]
    assert references.label(mine[0]) == "house-rules 3"


def test_consultation_is_the_good_answer_of_few_items() -> None:
    """Talking to a colleague is the good answer of at most three items, so that a solo clinician pays for it once."""
    asks = r"\bI asked a colleague|\b(?:took|talked|brought)\b[^,.]* (?:to|in|with) (?:a colleague|supervision|consult)"
    good = {
        item.id: " ".join([item.prompt, *(option.label for option in item.options if not option.risk)])
        for item in PRACTICE
    }
    assert {id for id, text in good.items() if re.search(asks, text)} <= {
        "boundaries.ask_before_crossing",
        "competence.stuck_cases",
        "supervision.consultation_used",
    }
