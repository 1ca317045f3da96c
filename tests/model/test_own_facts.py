"""Facts of a checklist's own: they are asked, required, checked, exported, translated and kept in vectors."""

import json
from collections.abc import Callable

import pytest
from attrs import evolve
from support.builders import audit, checklist, item

import ethics_audit as ea
from ethics_audit.model.definitions import Fact
from ethics_audit.model.profile import FACTS

NIGHTS, DOGS = Fact("own.nights", "I work night shifts."), Fact("own.dogs", "A dog is in the room.")
WARD = evolve(
    checklist("ward", item("ward.plain")),
    items=[
        item("ward.nights", requires=["own.nights"]),
        item("ward.young", requires=["own.nights", "minors"]),
        item("ward.dogs", requires=["own.dogs"], not_applicable=True),
    ],
    facts=[NIGHTS, DOGS],
)
AUDIT = audit(WARD, checklist("other", item("other.thing")))
BEST = dict.fromkeys(AUDIT.items, "r0")


def test_own_fact_decides_what_applies() -> None:
    """An item that requires an own fact applies only if the profile has it."""
    plain = ea.assess(AUDIT, ea.Answers(BEST))
    assert set(plain.set_aside) == {"ward.nights", "ward.young", "ward.dogs"}
    at_night = ea.assess(AUDIT, ea.Answers(BEST, {"own.nights"}))
    assert set(at_night.set_aside) == {"ward.young", "ward.dogs"}
    assert AUDIT.facts == ("minors", "own.dogs", "own.nights")


def test_statements() -> None:
    """An audit knows the statements of all facts that it asks for."""
    expected = {"minors": FACTS["minors"], "own.dogs": DOGS.text, "own.nights": NIGHTS.text}
    assert AUDIT.statements == expected
    assert {fact: AUDIT.fact_text(fact) for fact in AUDIT.facts} == expected
    assert AUDIT.fact_text("profession.counselor") == "Profession: Counselor."


def test_profile_is_checked() -> None:
    """A profile with an own fact that the audit does not declare is refused, with the nearest one."""
    with pytest.raises(ea.AnswerError, match=r"own\.night'.*own\.nights"):
        ea.assess(AUDIT, ea.Answers({}, {"own.night"}))
    with pytest.raises(ea.AnswerError, match=r"own\.nights"):
        ea.assess(audit(checklist("other", item("other.thing"))), ea.Answers({}, {"own.nights"}))


def test_facts_in_documents() -> None:
    """In documents, own facts are a table from ids to statements, which is read again as it was written."""
    document = json.loads(ea.to_json(WARD))
    assert document["facts"] == {"own.nights": NIGHTS.text, "own.dogs": DOGS.text}
    assert ea.parse_checklist(ea.to_toml(WARD)) == WARD
    assert ea.parse_audit(ea.to_json(AUDIT)) == AUDIT
    assert "facts" not in json.loads(ea.to_json(checklist("other", item("other.thing"))))


@pytest.mark.parametrize(
    ("facts", "told"),
    [
        ([NIGHTS], "'own.dogs' is required by an item, but not declared"),
        ([NIGHTS, DOGS, Fact("own.cats", "A cat.")], "'own.cats' is not required by any item"),
        ([NIGHTS, DOGS, DOGS], "own.dogs"),
    ],
)
def test_declared_and_required(facts: list[Fact], told: str) -> None:
    """A checklist declares each own fact that its items require, once, and no other."""
    with pytest.raises(ea.ChecklistError) as refused:
        evolve(WARD, facts=facts)
    assert told in str(refused.value)


def test_own_ids() -> None:
    """An own fact has an id that none of the known facts can have, now or later."""
    with pytest.raises(ea.ChecklistError, match=r"own\.night_shifts"):
        Fact("nights", "I work at night.")
    with pytest.raises(ea.ChecklistError, match="a profile fact"):
        item("ward.nights", requires=["night"])


def test_one_fact_in_two_checklists(problems_of: Callable[..., list[str]]) -> None:
    """Two checklists may share a fact, with one statement; and no fact is an item too."""
    also = evolve(checklist("also", item("also.one")), items=[item("also.one", requires=["own.dogs"])], facts=[DOGS])
    assert audit(WARD, also).own_facts == AUDIT.own_facts
    assert problems_of(audit, WARD, evolve(also, facts=[Fact("own.dogs", "I have a dog.")])) == [
        "checklists: two of them have other statements of the fact 'own.dogs'"
    ]
    assert problems_of(audit, WARD, checklist("own", item("own.dogs"))) == [
        "checklists: 'own.dogs' is a fact and an item (give the fact another id)"
    ]


def test_facts_of_selected_items() -> None:
    """A checklist of which an audit takes some items declares only the facts that these require."""
    text = """\
format = "ethics-audit/audit"
format_version = 1
id = "some"
version = "1.0"
title = "Some"
checklists = [{ id = "ward", only = ["ward.dogs"] }]
"""
    assert ea.parse_audit(text, checklists={"ward": WARD}).own_facts == {"own.dogs": DOGS.text}


def test_translated_statement() -> None:
    """A translation has the statements of own facts by their ids."""
    overlay = """\
format = "ethics-audit/translation"
format_version = 1
locale = "es"
id = "ward"
version = "1.0"
reviewed = ""
facts = { "own.nights" = "Trabajo de noche." }
"""
    found = ea.parse_checklist(ea.to_json(WARD), translations=[overlay], locale="es")
    assert [fact.text for fact in found.facts] == ["Trabajo de noche.", DOGS.text]
    assert found.digest == WARD.digest
    assert found.translation is not None
    assert "facts/dogs" in found.translation.missing
    assert "facts/nights" not in found.translation.missing
    with pytest.raises(ea.ChecklistError, match="not a text of the original"):
        ea.parse_checklist(ea.to_json(WARD), translations=[overlay.replace("nights", "night")])


def test_vector() -> None:
    """A vector keeps own facts, in a format that says so; that of an audit without any stays as it was."""
    result = ea.assess(AUDIT, ea.Answers(BEST, {"own.nights", "minors", "profession.counselor"}))
    assert result.vector.startswith("ea3:example:1.0:")
    assert ":Cm.01:" in result.vector
    assert ea.load_vector(result.vector, AUDIT) == result
    assert ea.load_vectors([result.vector] * 2, AUDIT) == [result, result]
    assert ea.assess(audit(checklist("other", item("other.thing"))), {}).vector.startswith("ea2:")


def test_other_version_without_the_fact() -> None:
    """Answers that are carried to a version without an own fact lose it, and no other fact."""
    newer = audit(checklist("ward", item("ward.plain")))
    fitting = ea.Answers({}, {"own.nights", "minors"}).fitting(newer)
    assert fitting.answers.profile == {"minors"}
    assert [problem.place for problem in fitting.left_out] == ["profile"]
