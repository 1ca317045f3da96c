"""Answers: what they may be, and whether they fit an audit."""

import json

import pytest
from attrs import evolve

import ethics_audit as ea
from ethics_audit.model.answers import allowed, word_of
from ethics_audit.model.profile import KNOWN


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ([], r"answers: expected a mapping from item id to answer, got \[\]"),
        ({3: "yes"}, "answers: expected an item id as text, got 3"),
        ({"a.i": 3}, "a.i: expected the id of an option, 'unsure', .*, got 3"),
    ],
)
def test_wrong_answers_are_refused(given: object, words: str) -> None:
    """Answers are a mapping from item ids to options, unsure or n/a."""
    with pytest.raises(ea.AnswerError, match=words):
        ea.Answers(given)  # type: ignore[arg-type]


def test_answers_are_changed_by_a_mapping() -> None:
    """Changes add, replace and remove answers, and leave the profile."""
    answers = ea.Answers({"a.i": "yes", "a.j": "n/a"}, {"minors"})
    changed = answers.changed({"a.i": None, "a.k": ea.UNSURE})
    assert dict(changed.given) == {"a.j": ea.not_applicable(), "a.k": ea.UNSURE}
    assert changed.profile == {"minors"}
    assert len({answers, changed, ea.Answers({"a.i": "yes", "a.j": "n/a"}, {"minors"})}) == 2
    with pytest.raises(ea.AnswerError, match="changes: expected a mapping from item id to answer, got 'a.i'"):
        answers.changed("a.i")  # type: ignore[arg-type]


def test_answers_are_written_as_they_are_made() -> None:
    """With the facts of the profile in their order."""
    answers = ea.Answers({"a.i": "yes", "a.j": "n/a"}, {"trainee", "us", "minors", "compact", "forensic"})
    assert repr(answers) == (
        "Answers({'a.i': 'yes', 'a.j': NotApplicable(reason='')}, "
        "profile=['compact', 'forensic', 'minors', 'trainee', 'us'])"
    )


def test_unknown_facts_are_told_in_order(quarterly: ea.Audit) -> None:
    """Each of them, before what is wrong with the answers."""
    facts = ("xa", "xb", "xc", "xd", "xe")
    left_out = ea.Answers({"boundaries.gift": "each"}, facts).fitting(quarterly).left_out  # type: ignore[arg-type]
    assert [one.given for one in left_out] == [*facts, "boundaries.gift"]


def test_words_of_answers(quarterly: ea.Audit) -> None:
    """Each answer has a word; an item lists those that it allows."""
    assert [word_of(answer) for answer in ("yes", ea.UNSURE, ea.not_applicable("why"))] == ["yes", "unsure", "n/a"]
    for item in quarterly.items.values():
        assert allowed(item) == [*item.by_id, "unsure", *(["n/a"] if item.not_applicable else [])]
        assert [option.risk for option in item.ranked] == sorted(option.risk for option in item.options)
        assert item.ranked[0].risk == 0


def test_answers_that_fit_another_version_are_carried(quarterly: ea.Audit) -> None:
    """What an audit does not know is left out, each with the reason; everything else is carried over."""
    checklist = quarterly.parts[2].checklist
    assert checklist.id == "boundaries"
    audit = ea.Audit.of(evolve(checklist, retired={"boundaries.gone"}))
    said = {"boundaries.gifts": "nevr", "boundaries.gone": "yes", "boundaries.gift": "each", "boundaries.secrecy": "no"}
    answers = ea.Answers({**said, "boundaries.place": ea.not_applicable("none")}, {"minors", "minor"})
    fitting = answers.fitting(audit)
    assert fitting.answers == ea.Answers({"boundaries.secrecy": "no"}, {"minors"})
    assert fitting.items == ("boundaries.gifts", "boundaries.gone", "boundaries.gift", "boundaries.place")
    gifts, place = (allowed(audit.items[f"boundaries.{name}"]) for name in ("gifts", "place"))
    assert [(one.place, one.code, one.given, one.expected, one.nearest) for one in fitting.left_out] == [
        ("profile", "unknown-name", "minor", tuple(sorted(KNOWN)), "minors"),
        ("boundaries.gifts", "value", "nevr", tuple(gifts), "never" if "never" in gifts else ""),
        ("boundaries.gone", "no-longer-asked", "boundaries.gone", "", ""),
        ("boundaries.gift", "unknown-name", "boundaries.gift", tuple(audit.items), "boundaries.gifts"),
        ("boundaries.place", "value", "n/a", tuple(place), ""),
    ]
    assert ea.Answers({"boundaries.secrecy": "no"}).fitting(checklist).left_out == ()
    ea.assess(audit, fitting.answers)


def test_an_item_that_left_one_of_several_checklists_is_no_longer_asked(quarterly: ea.Audit) -> None:
    """Whatever the other checklists of the audit have retired."""
    first, *others = quarterly.parts
    gone = f"{first.checklist.id}.gone"
    parts = [evolve(first, checklist=evolve(first.checklist, retired={gone})), *others]
    with pytest.raises(ea.AnswerError) as refused:
        ea.assess(evolve(quarterly, parts=parts), {gone: "yes"})
    assert refused.value.problems == (ea.Problem(gone, "is no longer asked", rule="no-longer-asked", given=gone),)


def test_the_nearest_item_is_named_for_the_first_ten(quarterly: ea.Audit) -> None:
    """More unknown items are those of another audit; each is told as unknown all the same."""
    left_out = ea.Answers({f"boundaries.gift{n}": "each" for n in range(12)}).fitting(quarterly).left_out
    told = [(one.place, one.code, one.nearest) for one in left_out]
    assert told[:10] == [(f"boundaries.gift{n}", "unknown-name", "boundaries.gifts") for n in range(10)]
    assert left_out[10:] == tuple(
        ea.Problem(
            f"boundaries.gift{n}",
            "is not an item of the audit 'quarterly'",
            rule="unknown-name",
            given=f"boundaries.gift{n}",
            expected="an item of the audit",
        )
        for n in (10, 11)
    )


def test_one_answer_is_checked_as_it_is_given(quarterly: ea.Audit) -> None:
    """An answer of Python or JSON is returned as it counts, and refused with what came and what is allowed."""
    item = next(item for item in quarterly.items.values() if item.not_applicable)
    reason = {"not_applicable": "no minors"}
    given = [item.options[0].id, "unsure", ea.UNSURE, "n/a", reason, ea.not_applicable("why"), None]
    none, why = ea.not_applicable(), ea.not_applicable("why")
    meant = [item.options[0].id, ea.UNSURE, ea.UNSURE, none, ea.not_applicable("no minors"), why, None]
    assert [quarterly.check(item.id, answer) for answer in given] == meant
    strict = next(item for item in quarterly.items.values() if not item.not_applicable)
    wrong = [
        (f"{item.id}s", "unsure", f"{item.id}s", "unknown-name", f"{item.id}s", item.id),
        (strict.id, reason, strict.id, "value", "n/a", ""),
        (item.id, 3, item.id, "value", 3, ""),
        (item.id, {"not_applicable": 3}, f"{item.id}.not_applicable", "value", 3, ""),
        (item.id, f"{item.options[0].id}x", item.id, "value", f"{item.options[0].id}x", item.options[0].id),
    ]
    for id, answer, place, code, came, near in wrong:
        with pytest.raises(ea.AnswerError) as refused:
            quarterly.check(id, answer)
        (problem,) = refused.value.problems
        assert (problem.place, problem.code, problem.given, problem.nearest) == (place, code, came, near)
        assert problem.expected


@pytest.mark.parametrize("item", [3, None, ["boundaries.gifts"], {}, True])
def test_an_item_is_named_by_its_id(quarterly: ea.Audit, item: object) -> None:
    """What is not text is refused as what it is, and so is any text that names no item, however long."""
    with pytest.raises(ea.AnswerError, match="item: expected an item id as text") as refused:
        quarterly.check(item, "none")  # type: ignore[arg-type]
    assert refused.value.problems[0].expected == "an item id as text"
    with pytest.raises(ea.AnswerError, match="is not an item of the audit 'quarterly'"):
        quarterly.check("x\n" * 100_000, "none")


def test_answers_may_hold_what_json_holds() -> None:
    """The reason for n/a is also read from a table, as documents write it."""
    assert ea.Answers({"a.i": {"not_applicable": "why"}}).given["a.i"] == ea.not_applicable("why")  # type: ignore[dict-item]


def test_facts_and_band_starts_are_said_once(quarterly: ea.Audit) -> None:
    """An audit lists the facts that its items require, and its policy where each band begins."""
    assert set(quarterly.facts) == {fact for item in quarterly.items.values() for fact in item.requires}
    assert list(quarterly.facts) == sorted(quarterly.facts)
    assert quarterly.policy.bands.starts == (0, 15, 35, 60)
    assert ea.Audit.of(quarterly.parts[0].checklist).facts == tuple(
        sorted({fact for item in quarterly.parts[0].checklist.items for fact in item.requires})
    )


@pytest.mark.parametrize("sign", ["\0", "\x1b", "\x7f", "\x85", "\u2028", "\u202e", "\ud800"])
@pytest.mark.parametrize("given", [{"a.k{}": "yes"}, {"a.k": "yes{}"}])
def test_control_characters_in_ids_and_answers(given: dict[str, str], sign: str) -> None:
    """No id has them, and PostgreSQL cannot keep them: nothing that is read may hold them."""
    given = {id.format(sign): answer.format(sign) for id, answer in given.items()}
    with pytest.raises(ea.AnswerError, match="expected an item id and an answer without control characters") as caught:
        ea.from_json(json.dumps({"audit": "a", "answers": given}), ea.AnswerSheet)
    (problem,) = caught.value.problems
    assert problem.given is not None
    assert sign in str(problem.given)
    with pytest.raises(ea.AnswerError, match="without control characters"):
        ea.Answers(given)
