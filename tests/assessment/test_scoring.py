"""The arithmetic, on examples worked by hand from the specification."""

from fractions import Fraction
from typing import Any

import pytest
from support.builders import audit, checklist, item, scale

import ethics_audit as ea
from ethics_audit.assessment.explanation import decimal

FLAG = ea.RedFlag(100, ea.Band.CRITICAL, "Stop and call.")


def test_sums() -> None:
    """P = 4·50 + 2·100 = 400, A = 6, M = 3 + 1: score 66.6…, interval 40 to 80, coverage 0.6."""
    result = ea.assess(
        audit(checklist("a", item("a.w4", 4), item("a.w2", 2), item("a.w3", 3), item("a.w1", 1))),
        {"a.w4": "r50", "a.w2": "r100", "a.w3": ea.UNSURE},
    )
    assert (result.points, result.weight, result.open_weight) == (400, 6, 4)
    assert result.exact == Fraction(200, 3)
    assert result.score == 400 / 6
    assert result.interval == (40.0, 80.0)
    assert result.coverage == 0.6
    assert result.open == ("a.w3", "a.w1")


def test_multiplier_counts_an_item_that_often_in_the_audit_only() -> None:
    """An audit's sums are its domains' sums, each times the domain's multiplier."""
    definition = ea.Audit(
        "x", "1.0", "X", (ea.Part(checklist("a", item("a.i", 2)), 3), ea.Part(checklist("b", item("b.i", 4))))
    )
    result = ea.assess(definition, {"a.i": "r100", "b.i": "r50"})
    assert (result.points, result.weight) == (3 * 200 + 200, 3 * 2 + 4)
    assert [(domain.points, domain.weight) for domain in result.domains] == [(200, 2), (200, 4)]
    assert [finding.contribution for finding in result.findings] == [60, 20]
    assert [finding.points for finding in result.findings] == [200, 200]
    assert result.exact == 80


@pytest.mark.parametrize(
    ("risk", "band"),
    [(0, "low"), (14, "low"), (15, "moderate"), (34, "moderate"), (35, "high"), (59, "high"), (60, "critical")],
)
def test_band_begins_at_its_threshold(risk: int, band: str) -> None:
    """A score is in the highest band whose threshold it reaches."""
    definition = audit(checklist("a", item("a.i", scale=scale(0, 100, *({risk} - {0, 100})))))
    assert ea.assess(definition, {"a.i": f"r{risk}"}).band == band


def test_red_flag_lifts_domain_and_audit_whatever_the_score() -> None:
    """The domain's band and the audit's band are at least the flag's band."""
    definition = audit(
        checklist("a", item("a.flag", 1, red_flag=FLAG), item("a.much", 99)), checklist("b", item("b.i", 99))
    )
    result = ea.assess(definition, {"a.flag": "r100", "a.much": "r0", "b.i": "r0"})
    assert result.exact is not None
    assert result.exact < 1
    assert result.flags == ("a.flag",)
    assert (result.band, result.domains[0].band, result.domains[1].band) == ("critical", "critical", "low")
    assert [reason.kind for reason in result.reasons] == ["score", "flag"]
    assert result.reasons[1].action == "Stop and call."


def test_flag_below_its_risk_is_not_raised() -> None:
    """An item whose picked option has risk ≥ red_flag.at raises its flag, and no other does."""
    flagged = item("a.flag", red_flag=ea.RedFlag(51, ea.Band.HIGH, "Call."))
    assert ea.assess(checklist("a", flagged), {"a.flag": "r50"}).flags == ()
    assert ea.assess(checklist("a", flagged), {"a.flag": "r100"}).flags == ("a.flag",)


def test_weakest_domain_holds_the_audit_up() -> None:
    """The audit's band is at most one step below the worst domain's band."""
    definition = audit(checklist("bad", item("bad.i", 1)), checklist("good", item("good.i", 99)))
    result = ea.assess(definition, {"bad.i": "r100", "good.i": "r0"})
    assert result.exact == 1
    assert result.domains[0].band == "critical"
    assert result.band == "high"
    assert [reason.kind for reason in result.reasons] == ["score", "weakest_domain"]
    assert result.reasons[1].domain == "bad"


def test_band_is_certain_provisional_or_not_known() -> None:
    """band_low = band_high: certain; else at enough coverage: provisional; else none."""
    definition = audit(checklist("a", item("a.known", 80), item("a.open", 20)))
    provisional = ea.assess(definition, {"a.known": "r0"})
    assert (provisional.band, provisional.band_low, provisional.band_high) == ("low", "low", "moderate")
    assert provisional.provisional
    certain = ea.assess(audit(checklist("a", item("a.known", 80), item("a.open", 70))), {"a.known": "r100"})
    assert certain.band is None
    flagged = audit(checklist("a", item("a.known", 1, red_flag=FLAG), item("a.open", 99)))
    sure = ea.assess(flagged, {"a.known": "r100"})
    assert (sure.band, sure.band_low, sure.band_high, sure.provisional) == ("critical", "critical", "critical", False)
    assert sure.reasons[-1].kind == "missing"
    assert "Whatever the answers" in sure.reasons[-1].text
    unknown = ea.assess(audit(checklist("a", item("a.known", 79), item("a.open", 21))), {"a.known": "r0"})
    assert (unknown.band, unknown.band_low, unknown.band_high) == (None, "low", "moderate")
    assert not unknown.provisional
    assert (
        "Too much depends on what is open for a band yet: it is at least low and at most moderate."
        in unknown.reasons[-1].text
    )


@pytest.mark.parametrize(("known", "open", "band"), [(159, 41, None), (160, 40, "low")])
def test_least_coverage_is_exact(known: int, open: int, band: str | None) -> None:
    """79.5 percent are not 80."""
    definition = checklist("a", item("a.known", 100), item("a.more", known - 100), item("a.open", open))
    assert ea.assess(definition, {"a.known": "r0", "a.more": "r0"}).band == band


def test_open_flag_counts_in_the_worst_case_only() -> None:
    """`band_high` is the band if every open item were answered at its worst, flags included."""
    result = ea.assess(audit(checklist("a", item("a.flag", 1, red_flag=FLAG), item("a.much", 99))), {"a.much": "r0"})
    assert (result.band, result.band_low, result.band_high) == ("low", "low", "critical")
    assert result.provisional


def test_profile_decides_what_applies_and_keeps_the_rest() -> None:
    """An answer to an item that does not apply is kept and listed, never scored."""
    definition = audit(checklist("a", item("a.all"), item("a.young", 9, requires={"minors"})))
    answers = ea.Answers({"a.all": "r0", "a.young": "r100"})
    without = ea.assess(definition, answers)
    assert (without.exact, without.not_applicable, without.set_aside) == (0, ("a.young",), ("a.young",))
    assert answers.given["a.young"] == "r100"
    with_it = ea.assess(definition, ea.Answers(answers.given, {"minors"}))
    assert (with_it.exact, with_it.not_applicable, with_it.set_aside) == (90, (), ())


def test_nothing_applies() -> None:
    """Where nothing applies there is no score, interval, coverage or band, and the page says so."""
    result = ea.assess(audit(checklist("a", item("a.i", requires={"minors"}))), {})
    assert result.interval is result.coverage is result.band is result.band_low is result.band_high is None
    assert "nothing here applies" in str(result)
    assert "nothing applies" in str(result)


def test_answers_that_do_not_fit_are_refused_all_at_once() -> None:
    """The error names the item, what was expected, what came, and the nearest known name."""
    definition = audit(checklist("a", item("a.first"), item("a.second", not_applicable=True)))
    given: dict[str, Any] = {"a.frist": "r0", "a.second": "r10", "a.first": ea.not_applicable("no")}
    with pytest.raises(ea.AnswerError) as caught:
        ea.assess(definition, ea.Answers(given, {"minor"}))
    assert [str(problem) for problem in caught.value.problems] == [
        "profile: expected a profile fact, got 'minor' (did you mean 'minors'?)",
        "a.frist: is not an item of the audit 'example' (did you mean 'a.first'?)",
        "a.second: expected one of r0, r50, r100, unsure, n/a, got 'r10' (did you mean 'r100'?)",
        "a.first: expected one of r0, r50, r100, unsure, got 'n/a'",
    ]


def test_words_for_answers() -> None:
    """The words of files mean the same in Python, and None is nothing yet."""
    answers = ea.Answers({"a.one": "unsure", "a.two": "n/a", "a.three": None})
    assert answers == ea.Answers({"a.two": ea.not_applicable(), "a.one": ea.UNSURE})
    assert hash(answers) == hash(ea.Answers({"a.two": ea.not_applicable(), "a.one": ea.UNSURE}))
    assert "a.three" not in answers.given


@pytest.mark.parametrize("given", [{"a.i": 3}, {"a.i": True}, {"a.i": ["r0"]}, {3: "r0"}, "a.i", None])
def test_answers_of_no_known_kind_are_refused(given: Any) -> None:
    """No value is guessed."""
    with pytest.raises(ea.AnswerError):
        ea.Answers(given)


def test_reason_and_profile_are_checked() -> None:
    """A reason is short text without control characters; a profile is a set of texts."""
    for reason in (3, "x" * 501, "\x1b[2J"):
        with pytest.raises(ea.AnswerError):
            ea.not_applicable(reason)  # type: ignore[arg-type]
    with pytest.raises(ea.AnswerError):
        ea.Answers({}, "minors")


def test_assess_needs_a_definition() -> None:
    """An id is not a definition."""
    with pytest.raises(TypeError, match="load_audit"):
        ea.assess("quarterly", {})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("exact", "shown"),
    [(Fraction(3499999, 100000), "34.9"), (35, "35.0"), (Fraction(1, 3), "0.3"), (0, "0.0"), (100, "100.0")],
)
def test_shown_numbers_are_rounded_down(exact: Fraction | int, shown: str) -> None:
    """A shown score never reaches a threshold that the score itself does not."""
    assert decimal(exact) == shown
