"""A questionnaire has everything that is asked, and nothing from which a score can be told."""

import gzip
import json

import pytest
from attrs import evolve, fields, has
from hypothesis import given
from hypothesis import strategies as st
from support.builders import ROOT, audit, checklist, item, scale

import ethics_audit as ea
from ethics_audit.assessment.questionnaire import ItemQuestion, Questionnaire
from ethics_audit.documents import catalog
from ethics_audit.model.definitions import Fact
from ethics_audit.model.profile import FACTS, PROFESSIONS
from ethics_audit.testing import strategies

ASKED = {"minors", "telehealth", "trainee", "research", "ai_tools"}
SHIPPED = [entry.id for entry in catalog.usable()]


def test_it_asks_what_the_definition_asks() -> None:
    """Each question has the words and the order of its item, under the title of its checklist."""
    plain = item("desk.drawer", window="present", requires=ASKED, not_applicable=True)
    event = item("desk.fall", window="twelve months", event=True, scale=scale(100, 0, 20))
    case = item("cases.first", about=("desk.drawer",))
    goes_on = item("cases.second", about=("desk.drawer",), follows="cases.first")
    desk = evolve(checklist("desk", plain, event), introduction="Look around.")
    definition = audit(desk, checklist("cases", case, goes_on))
    asked = ea.questionnaire(definition)
    assert (asked.language, asked.title, asked.kind, asked.not_translated) == ("en", "Example", "practice", ())
    assert (asked.audit.id, asked.audit.version, asked.audit.digest) == ("example", "1.0", definition.digest)
    assert [(one.id, one.title, one.introduction) for one in asked.domains] == [
        ("desk", "Desk", "Look around."),
        ("cases", "Cases", ""),
    ]
    drawer, fall, first, second = [one for domain in asked.domains for one in domain.items]
    assert (drawer.heading, drawer.window, fall.window) == ("At present", "present", "twelve months")
    assert (first.heading, second.heading, second.follows) == ("", "The case goes on", "cases.first")
    assert [(option.id, option.label) for option in fall.options] == [
        ("r100", "Risk 100"),
        ("r0", "Risk 0"),
        ("r20", "Risk 20"),
    ]
    assert (drawer.not_applicable, drawer.event, fall.not_applicable, fall.event) == (True, False, True, True)
    assert (drawer.prompt, drawer.why, drawer.requires) == (
        "I do desk.drawer.",
        "It matters.",
        ("ai_tools", "minors", "research", "telehealth", "trainee"),
    )
    profession, practice = asked.profile
    assert [option.id for option in profession.options] == [*PROFESSIONS]
    assert [(option.id, option.label) for option in practice.options] == [
        (fact, FACTS[fact]) for fact in ("telehealth", "minors", "trainee", "research", "ai_tools")
    ]
    assert len(ea.questionnaire(audit(checklist("desk", event))).profile) == 1


def test_facts_of_its_own_are_asked_too() -> None:
    """A fact that a checklist declares is a question after those of every audit, in the words of the checklist."""
    mine = item("desk.drawer", requires={"own.desk", "minors"})
    desk = ea.Checklist("desk", "1.0", "Desk", [mine], facts=[Fact("own.desk", "I have a desk.")])
    practice = ea.questionnaire(desk).profile[1]
    assert [(one.id, one.label) for one in practice.options] == [
        ("minors", FACTS["minors"]),
        ("own.desk", "I have a desk."),
    ]


@pytest.mark.parametrize("id", SHIPPED)
def test_its_answers_are_those_of_the_audit(id: str) -> None:
    """Every option, fact and word that it offers is accepted by the audit, and no answer is missing; it reads back."""
    definition = ea.load_audit(id)
    asked = ea.questionnaire(definition)
    questions = [one for domain in asked.domains for one in domain.items]
    assert [one.id for one in questions] == [*definition.items]
    for one in questions:
        for option in one.options:
            assert definition.check(one.id, option.id) == option.id
        assert len(one.options) == len(definition.items[one.id].options)
        assert definition.items[one.id].not_applicable == one.not_applicable
    offered = {option.id for question in asked.profile for option in question.options}
    assert offered == {*definition.facts, *PROFESSIONS}
    assert ea.from_json(ea.to_json(asked, indent=None), ea.Questionnaire) == asked


def rescored(definition: ea.Audit, risks: list[int]) -> ea.Audit:
    """The same audit, scored otherwise wherever it can be, by the numbers of a list."""
    numbers = iter(risks * 10_000)

    def item(one: ea.Item) -> ea.Item:
        others = [0, 100, *(next(numbers) for _ in one.options[2:])]
        shift = next(numbers) % len(others)
        turned = [*others[shift:], *others[:shift]]
        options = [evolve(option, risk=risk, feedback="") for option, risk in zip(one.options, turned, strict=True)]
        flag = None if one.red_flag else ea.RedFlag(at=1 + next(numbers) % 100, band="critical", action="Stop.")
        return evolve(
            one,
            scale=ea.Scale(options),
            weight=1 + next(numbers) % 100,
            rating=None,
            red_flag=flag,
            remedy="Another.",
            effort=1 + next(numbers) % 5,
            citations=(),
            example="",
            crossing=not one.crossing,
            seen_in=(),
            needed="",
            roleplay=None,
        )

    parts = [
        ea.Part(evolve(part.checklist, items=[*map(item, part.checklist.items)]), 1 + next(numbers) % 100)
        for part in definition.parts
    ]
    return evolve(definition, parts=parts, policy=ea.Policy(ea.Thresholds(1, 2, 3), min_coverage_percent=1))


def told(definition: ea.Audit) -> dict[str, object]:
    """What the questionnaire of a definition says, but for the digest, which says that two differ and not how."""
    document: dict[str, object] = json.loads(ea.to_json(ea.questionnaire(definition)))
    digest = document["audit"].pop("digest")  # type: ignore[attr-defined]
    assert digest == definition.digest
    return document


NUMBERS = st.lists(st.integers(0, 100), min_size=1, max_size=20)


@given(strategies.audits(), NUMBERS)
def test_nothing_of_the_scoring_can_be_read_off_it(definition: ea.Audit, numbers: list[int]) -> None:
    """Audits that ask the same and are scored otherwise have the same questionnaire, but for the digest."""
    assert told(rescored(definition, numbers)) == told(definition)


@pytest.mark.parametrize("id", SHIPPED)
def test_nothing_of_the_scoring_of_shipped_audits_can_be_read_off(id: str) -> None:
    """The same holds for every audit that is shipped."""
    definition = ea.load_audit(id)
    assert told(rescored(definition, [7, 50, 93, 4])) == told(definition)


def test_an_occasion_asks_for_its_record() -> None:
    """What is written about an occasion is asked too, with the keys and the limits that answers have for it."""
    asked = ea.questionnaire(ea.load_audit("dilemma"), locale="es").written
    assert [one.most for one in asked if one.input == "day"] == [0]
    assert [one.id for one in asked] == ["situation", "principles", "consulted", "decision", "review"]
    assert [one.when for one in asked] == ["before", "after", "after", "after", "after"]
    assert [one.input for one in asked] == ["text", "text", "text", "text", "day"]
    assert (asked[0].title, asked[0].question) == ("Situación", "¿De qué se trata?")
    assert (bool(asked[0].hint), asked[-1].hint) == (True, "")
    said = {one.id: "2026-12-24" if one.input == "day" else "x" * one.most for one in asked}
    answers = {"audit": "dilemma", "answers": {}, "decision": said}
    assert ea.from_json(json.dumps(answers), ea.AnswerSheet).decision.review == "2026-12-24"
    answers["decision"] = {**said, "situation": said["situation"] + "x"}
    with pytest.raises(ea.AnswerError, match=r"decision\.situation"):
        ea.from_json(json.dumps(answers), ea.AnswerSheet)
    assert ea.questionnaire(ea.load_audit("boundaries")).written == ()


def keys(kind: type) -> set[str]:
    """The keys of a class of documents and of all that it holds."""
    found: set[str] = set()
    for one in fields(kind):
        found.add(one.name)
        for inner in (one.type, *getattr(one.type, "__args__", ())):
            found |= keys(inner) if isinstance(inner, type) and has(inner) else set()
    return found


def test_no_key_is_one_of_scoring() -> None:
    """The questionnaire shares with an item only the keys of what is asked."""
    scored = {*(one.name for kind in (ea.Item, ea.Option, ea.Rating, ea.RedFlag, ea.Part) for one in fields(kind))}
    scored |= {one.name for kind in (ea.AssessmentRecord, ea.Policy) for one in fields(kind)}
    asked = {"id", "label", "prompt", "window", "event", "not_applicable", "requires", "follows"}
    head = {"format", "format_version", "language", "audit", "domains", "not_arisen"}
    assert keys(Questionnaire) & scored == asked | head
    assert keys(ItemQuestion) == asked | {"heading", "options", "why"}


def test_it_speaks_the_language_asked_for() -> None:
    """An audit of the catalog is asked in a language by its name; another one in its own language alone."""
    english = ea.load_audit("quarterly")
    spanish = ea.load_audit("quarterly", locale="es")
    assert ea.questionnaire(english, locale="es") == ea.questionnaire(spanish)
    assert ea.questionnaire(spanish, locale="en") == ea.questionnaire(english)
    assert ea.questionnaire(english, locale="es").words.not_arisen == "No se presentó"
    assert ea.questionnaire(english.parts[0].checklist).audit.id == english.parts[0].checklist.id
    own = audit(checklist("desk", item("desk.drawer")))
    assert ea.questionnaire(own, locale="en") == ea.questionnaire(own)
    for other in (own, evolve(english, policy=ea.Policy())):
        with pytest.raises(ea.ArgumentError, match="locale: expected its own language, 'en', .*, got 'es'") as refused:
            ea.questionnaire(other, locale="es")
        assert refused.value.problem.given == "es"
    with pytest.raises(ea.UnknownIdError):
        ea.questionnaire(english, locale="xx")


def test_what_is_not_translated_is_named() -> None:
    """Items with a text in the original language are listed, so that a page can tag them."""
    spanish = ea.load_checklist("boundaries", locale="es")
    second = spanish.items[1].id
    partly = evolve(spanish, translation=evolve(spanish.translation, missing=["title", f"{second}.remedy"]))
    assert ea.questionnaire(partly).not_translated == (second,)


def test_each_text_in_another_language_is_named_with_it() -> None:
    """Texts in another language than the questionnaire are listed with theirs, and so are the library's own words."""
    haus = evolve(checklist("haus", item("haus.tuer", prompt="Die Tür ist zu.", not_applicable=True)), original="de")
    shop = evolve(checklist("shop", item("shop.door", prompt="The shop is shut.")), title="The shop")
    mixed = evolve(audit(haus, shop), original="de", title="Unser Haus")
    asked = ea.questionnaire(mixed)
    found = {one.text: one.language for one in asked.foreign}
    assert asked.language == "de"
    assert {found[text] for text in ("The shop is shut.", "The shop", asked.words.unsure, asked.limits[0])} == {"en"}
    assert not {"Die Tür ist zu.", "Unser Haus", "haus.tuer", "shop.door", "practice"} & found.keys()
    assert asked == ea.from_json(ea.to_json(asked), Questionnaire)
    english = ea.parse_audit(
        ea.to_json(mixed),
        translations=[
            (
                'format = "ethics-audit/translation"\nformat_version = 1\nlocale = "en"\nid = "haus"\nversion = "1.0"\n'
                'reviewed = ""\nitems = [{ id = "haus.tuer", options = [{ id = "r0", label = "Always" }] }]'
            )
        ],
        locale="en",
    )
    found = {one.text: one.language for one in ea.questionnaire(english).foreign}
    assert found.pop("Die Tür ist zu.") == "de"
    assert set(found.values()) == {"de"}
    assert not {"The shop is shut.", "Always", ea.questionnaire(english).words.unsure} & found.keys()


@pytest.mark.parametrize("locale", ["en", "es"])
def test_what_is_in_one_language_has_nothing_foreign(locale: str) -> None:
    """A questionnaire of the catalog is in its language throughout."""
    assert ea.questionnaire(ea.load_audit("quarterly"), locale=locale).foreign == ()


@pytest.mark.parametrize("locale", ["en", "es"])
def test_a_quarter_is_downloaded_in_less_than_40_kb(locale: str) -> None:
    """With all reasons, a browser receives less than 40 kB, as servers compress it by default (gzip, level 6)."""
    written = ea.to_json(ea.questionnaire(ea.load_audit("quarterly"), locale=locale), indent=None).encode()
    assert len(gzip.compress(written, 6)) < 40_000
    assert b"\n" not in written[:-1]
    if locale == "en":
        page = (ROOT / "docs" / "how-to" / "front-end.md").read_text("utf-8")
        whole, sent = (round(len(one) / 1000) for one in (written, gzip.compress(written, 6)))
        assert f"{whole} kB of JSON, and {sent} kB" in page
