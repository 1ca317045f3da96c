"""The compact vector: short, exact, refused against anything else, and the same for ever."""

import json
import random
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve
from conftest import audit, checklist, item, scale

import ethics_audit as ea
from ethics_audit import catalog, vector
from ethics_audit.profile import KNOWN

GOLDEN = json.loads((Path(__file__).parent / "golden" / "vectors.json").read_text())


def answers_to(definition: ea.Audit, chance: random.Random) -> ea.Answers:
    """Any answers, each kind of them among them."""
    given: dict[str, ea.Answer] = {}
    for one in definition.items.values():
        possible = [option.id for option in one.options] * 4 + ["unsure"] + ["n/a"] * one.not_applicable
        if chance.random() < 0.9:
            given[one.id] = chance.choice(possible)
    return ea.Answers(given, chance.sample(sorted(KNOWN), chance.randint(0, len(KNOWN))))


def outcome(result: ea.Assessment) -> dict[str, Any]:
    """What a golden file holds of a result."""
    return {
        "points": result.points,
        "weight": result.weight,
        "open_weight": result.open_weight,
        "band": result.band,
        "band_low": result.band_low,
        "band_high": result.band_high,
        "flags": list(result.flags),
    }


@pytest.mark.parametrize("row", GOLDEN, ids=[f"{row['vector'][:24]}…{row['vector'][-6:]}" for row in GOLDEN])
def test_golden_vectors_stay(row: dict[str, Any]) -> None:
    """A vector once written is read as the same answers and result, and they are written as it, for ever."""
    result = ea.load_vector(row["vector"])
    assert result.answers == ea.Answers(row["answers"], set(row["profile"]))
    assert outcome(result) == row["result"]
    assert result.vector == row["vector"]


def test_golden_vectors_cover_every_shipped_definition_and_kind_of_answer() -> None:
    """No shipped definition is without one; options, unsure, n/a and no answer are in them, and every profile fact."""
    assert {row["vector"].split(":")[1] for row in GOLDEN} >= {
        entry.id for entry in catalog.entries() if entry.package == "ethics_audit"
    }
    signs = "".join(row["vector"].rpartition(":")[2] for row in GOLDEN)
    assert set("0123~.-") <= set(signs)
    assert {fact for row in GOLDEN for fact in row["profile"]} == KNOWN


@pytest.mark.parametrize("name", sorted({entry.id for entry in catalog.entries()}))
def test_hundreds_of_answer_sets_are_read_back(name: str) -> None:
    """Equal in everything but the reasons of n/a."""
    definition = ea.load_audit(name)
    for seed in range(100):
        result = ea.assess(definition, answers_to(definition, random.Random(seed)))
        assert ea.load_vector(result.vector) == result


def test_vector_fits_a_database_column(quarterly: ea.Audit) -> None:
    """Under 400 characters for the full quarterly audit with every fact in the profile, and all of them plain ASCII."""
    given = {one.id: one.options[-1].id for one in quarterly.items.values()}
    longest = ea.assess(quarterly, ea.Answers(given, KNOWN)).vector
    assert len(longest) < 400
    assert longest.isascii()
    assert longest.isprintable()
    assert " " not in longest


def test_vector_by_hand() -> None:
    """Items by id and options by risk, whatever their order; letters of the profile in order; signs for no option."""
    definition = checklist(
        "desk",
        item("desk.z", scale=scale(100, 0, 50), not_applicable=True),
        item("desk.a", scale=scale(0, 100)),
        item("desk.m", not_applicable=True),
        item("desk.k"),
        item("desk.b"),
    )
    answers = ea.Answers(
        {"desk.z": "r50", "desk.a": "r100", "desk.m": ea.not_applicable("never"), "desk.b": "unsure"},
        {"telehealth", "profession.counselor"},
    )
    digest = ea.Audit.of(definition).digest[:12]
    text = ea.assess(definition, answers).vector
    assert text == f"ea1:desk:1.0:{digest}:Ct:1~-.1"
    assert ea.load_vector(text, ea.Audit.of(definition)).answers == answers.changed({"desk.m": "n/a"})


def test_many_options_take_two_signs() -> None:
    """More than 62 options: places are written in base 62, the larger digit first; other answers have two signs too."""
    wide = item("a.wide", scale=scale(*range(70), 100), not_applicable=True)
    definition = ea.Audit.of(checklist("a", wide, item("a.z")))
    for answer, signs in (("r0", "00"), ("r61", "0z"), ("r62", "10"), ("r100", "18"), ("unsure", "~~"), ("n/a", "..")):
        result = ea.assess(definition, {"a.wide": answer})
        assert result.vector.endswith(f":{signs}-")
        assert ea.load_vector(result.vector, definition) == result


def test_last_scale_of_one_sign() -> None:
    """62 options have one sign each, the last ``z``; 63 have two."""
    for count, signs in ((62, "z"), (63, "10")):
        definition = checklist("a", item("a.i", scale=scale(*range(count - 1), 100)))
        result = ea.assess(definition, {"a.i": "r100"})
        assert result.vector.endswith(f":{signs}")
        assert ea.load_vector(result.vector, definition) == result


def test_problems_come_in_order() -> None:
    """The profile's, then those of the items."""
    definition = checklist("a", item("a.i"), item("a.j"))
    digest = ea.Audit.of(definition).digest[:12]
    with pytest.raises(ea.AnswerError) as caught:
        ea.load_vector(f"ea1:a:1.0:{digest}:Z:99", definition)
    assert [problem.place for problem in caught.value.problems] == ["profile", "a.i", "a.j"]


def test_vector_of_an_older_version_is_read_under_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """Not under the newest."""
    versions = {
        version: ea.Audit.of(evolve(checklist("a", item("a.i", weight)), version=version))
        for version, weight in (("1.0", 1), ("2.0", 2))
    }
    monkeypatch.setattr(catalog, "load_audit", lambda _, version=None, **_more: versions[version or "2.0"])
    old = ea.assess(versions["1.0"], {"a.i": "r50"})
    assert ea.load_vector(old.vector) == old


def test_order_and_wording_do_not_matter() -> None:
    """A definition that differs only in what cannot change a score reads the same vectors."""
    one = checklist("a", item("a.i"), item("a.j", scale=scale(0, 30, 100)))
    other = evolve(one, items=[evolve(one.items[1], prompt="Other words."), one.items[0]], title="Other")
    answers = {"a.i": "r50", "a.j": "r30"}
    assert ea.assess(one, answers).vector == ea.assess(other, answers).vector


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda text: text[:-1], "answers: 1 signs are given; allowed are 2 (was it cut off?)"),
        (lambda text: text + "0", "answers: 3 signs are given; allowed are 2"),
        (lambda text: text[:-2], "answers: 0 signs are given; allowed are 2 (was it cut off?)"),
        (lambda text: text[:-2] + "9.", "a.i: '9' is given; allowed is one of 0 1 2 ~ -"),
        (lambda text: text[:-2] + "9.", "a.j: '.' is given; allowed is one of 0 1 2 ~ -"),
        (lambda text: text.replace(":1.0:", ":1.1:"), "was written under x 1.1"),
        (lambda text: text.replace("ea1:x:", "ea1:y:"), "was written under y 1.0"),
        (lambda text: text.replace("ea1", "ea2"), "is of the format ea2; this version reads ea1"),
        (lambda text: text.replace(":C:", ":Z:"), "profile: 'Z' is given, which stands for no profile fact"),
        (lambda text: text.replace(":C:", ":CC:"), "profile: 'CC' is given; allowed is each letter once"),
        (lambda text: text.replace(":C:", ":mC:"), "profile: 'mC' is given; allowed is each letter once"),
        (lambda text: text.replace("ea1", "ea1 "), "allowed is ea1:audit:version:digest:profile:answers"),
        (lambda text: text.upper(), "allowed is ea1:audit:version:digest:profile:answers"),
        (lambda _: "", "allowed is ea1:audit:version:digest:profile:answers"),
        (lambda _: None, "allowed is ea1:audit:version:digest:profile:answers"),
        (lambda text: text.replace(":C:", ":"), "allowed is ea1:audit:version:digest:profile:answers"),
    ],
)
def test_damaged_vector_is_refused(change: Any, told: str) -> None:
    """One error with every problem, its place and what is allowed; nothing is guessed."""
    definition = ea.Audit("x", "1.0", "X", [ea.Part(checklist("a", item("a.i"), item("a.j")))])
    text = ea.assess(definition, ea.Answers({"a.i": "r0"}, {"profession.counselor"})).vector
    with pytest.raises(ea.AnswerError) as caught:
        ea.load_vector(change(text), definition)
    assert told in str(caught.value)


@pytest.mark.parametrize(
    "change",
    [
        {"weight": 2},
        {"not_applicable": True},
        {"requires": {"minors"}},
        {"red_flag": ea.RedFlag(100, "high", "Call.")},
        {"scale": scale(0, 60, 100)},
    ],
)
def test_another_definition_refuses_it(change: dict[str, Any]) -> None:
    """Whatever can change a score is in the digest, and so in the vector."""
    text = ea.assess(audit(checklist("a", item("a.i"))), {"a.i": "r0"}).vector
    with pytest.raises(ea.AnswerError, match="was written under example 1.0"):
        ea.load_vector(text, audit(checklist("a", item("a.i", **change))))


def test_blanks_around_it_are_passed_over() -> None:
    """As columns of fixed length pad, and files end in a line break."""
    result = ea.assess(ea.load_audit("dilemma"), {})
    assert ea.load_vector(f"  {result.vector} \n") == result


def test_definition_may_be_a_checklist() -> None:
    """An audit, a checklist, and nothing else."""
    definition = checklist("a", item("a.i"))
    result = ea.assess(definition, {"a.i": "r50"})
    assert ea.load_vector(result.vector, definition) == result
    with pytest.raises(TypeError, match="an audit or a checklist is needed"):
        ea.load_vector(result.vector, "a")  # type: ignore[arg-type]


def test_unknown_definition() -> None:
    """A vector of what the catalogue does not hold says so."""
    text = ea.assess(audit(checklist("a", item("a.i"))), {"a.i": "r0"}).vector
    with pytest.raises(ea.UnknownIdError, match="there is no audit or checklist 'example'"):
        ea.load_vector(text)


def test_every_fact_has_a_letter_of_its_own() -> None:
    """A new profile fact needs one; no two share one."""
    assert set(vector.FACT_LETTERS) == KNOWN
    assert len(set(vector.FACT_LETTERS.values())) == len(KNOWN)
    assert all(len(letter) == 1 and letter.isalpha() for letter in vector.FACT_LETTERS.values())
