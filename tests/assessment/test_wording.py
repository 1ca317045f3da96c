"""The words of scores, bands and answers, whole."""

import pytest
from attrs import evolve
from support.builders import audit, checklist, item

import ethics_audit as ea
from ethics_audit.assessment import wording
from ethics_audit.model.definitions import Translation

DEFINITION = audit(
    checklist("a", item("a.i", 80, not_applicable=True, red_flag=ea.RedFlag(100, "high", "Call.")), item("a.open", 20)),
    checklist("b", item("b.i", 10, requires={"minors"})),
)


@pytest.mark.parametrize(
    ("answers", "band", "score", "interval", "known", "answered"),
    [
        ({}, "not known yet: at least low, at most critical", "-", "0.0 to 100.0", "0.0 %", "0 of 2 questions"),
        ({"a.i": "r0"}, "low (provisional: low to moderate)", "0.0", "0.0 to 20.0", "80.0 %", "1 of 2 questions"),
        ({"a.i": "r0", "a.open": "r50"}, "low", "10.0", "", "100.0 %", "2 of 2 questions"),
        (
            {"a.i": "n/a"},
            "not known yet: at least low, at most critical",
            "-",
            "0.0 to 100.0",
            "0.0 %",
            "0 of one question",
        ),
        ({"a.i": "n/a", "a.open": "r100"}, "critical", "100.0", "", "100.0 %", "1 of one question"),
    ],
)
def test_result_in_words(
    answers: dict[str, str], band: str, score: str, interval: str, known: str, answered: str
) -> None:
    """The band with how certain it is, the score with one decimal, and how much is known."""
    result = ea.assess(DEFINITION, answers)
    assert (wording.band_text(result), wording.score_text(result), wording.interval_text(result)) == (
        *(band, score),
        interval,
    )
    assert (wording.known_part(result), wording.answered_text(result)) == (known, answered)


def test_where_nothing_applies() -> None:
    """It is said in words."""
    result = ea.assess(evolve(DEFINITION, parts=DEFINITION.parts[1:]), {})
    assert wording.band_text(result) == "none: nothing here applies to this practice"
    assert wording.known_part(result) == wording.answered_text(result) == "nothing applies"
    assert wording.score_text(None) == "-"


def test_domain_in_a_word() -> None:
    """Its band, or the least that it can be, and its flags."""
    nothing, flagged = ea.assess(DEFINITION, {}), ea.assess(DEFINITION, {"a.i": "r100"})
    assert [wording.short_band(one) for one in nothing.domains] == ["low or more", "does not apply"]
    assert [wording.short_band(one) for one in flagged.domains] == ["critical", "does not apply"]
    assert [wording.flags_text(one) for one in flagged.domains] == ["1 red flag", ""]


def test_answers_in_words() -> None:
    """The label of an option, or what is meant by another answer."""
    plain, event = item("a.i", not_applicable=True), item("a.e", event=True)
    given = ["r50", ea.UNSURE, ea.not_applicable(), ea.not_applicable("no time")]
    assert [wording.answer_text(plain, one) for one in given] == [
        "Risk 50",
        "unsure",
        "not applicable",
        "not applicable (no time)",
    ]
    assert wording.answer_text(event, ea.not_applicable("no time")) == "It did not come up"


def test_names_in_words() -> None:
    """The definition with the beginning of its digest, titles in quotation marks, and the ends of the score."""
    assert wording.definition(DEFINITION) == f"example 1.0, definition {DEFINITION.digest[:12]}"
    assert wording.titles(DEFINITION.items.values()) == '"I do a.i", "I do a.open", "I do b.i"'
    assert wording.do_text(item("a.i", effort=5)) == "Begin. (some weeks)"
    cases = evolve(checklist("a", item("a.i")), kind="cases")
    assert wording.of_hundred(ea.assess(cases, {})) == "- of 100 (0: no answer goes wrong, 100: every answer does)"
    assert [
        len(wording.limits(ea.Audit.of(evolve(cases, kind=kind)))) for kind in ("practice", "occasion", "cases")
    ] == [3, 2, 2]


@pytest.mark.parametrize(("count", "minutes"), [(1, 5), (25, 5), (26, 10), (75, 15), (76, 20)])
def test_minutes_are_rounded_up_to_five(count: int, minutes: int) -> None:
    """Twelve seconds a question."""
    assert wording.minutes(audit(checklist("a", *(item(f"a.i{place}") for place in range(count))))) == minutes


def test_what_a_translation_lacks_is_told_together() -> None:
    """In one paragraph: that nobody has reviewed it, how much stands in the original, and what surrounds it."""
    translated = Translation("de", missing=["title", "a.i", "a.open.prompt"])
    german = evolve(checklist("a", item("a.i"), item("a.open"), item("a.j")), translation=translated)
    (told,) = wording.of_translation(audit(german))
    assert told == (
        "The questions stand here in a translation that is not yet reviewed by a native clinician. Where it is not "
        "clear, the original counts. 2 of the 3 questions are not translated, or not wholly; what is missing stands in "
        "the original language. The words around the questions stand in English."
    )


def test_no_interval_without_open_questions() -> None:
    """It has no ends."""
    assert wording.interval(ea.assess(checklist("a", item("a.i")), {"a.i": "r50"})) == {}
