"""The script that scores in the one-file page gives in a browser exactly what `assess` gives."""

from __future__ import annotations

import json
import os
import random
from collections.abc import Iterator
from importlib.resources import files
from itertools import product
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support import browser, builders
from support.drawn import drawn

import ethics_audit as ea
from ethics_audit.assessment.explanation import decimal
from ethics_audit.documents import codec
from ethics_audit.testing import answers_for, audits

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [browser.needed, pytest.mark.browser, pytest.mark.slow]
SHIPPED = ("brief", "quarterly", "telehealth", "scenarios", "dilemma")
SETS = 8 * max(25, int(os.environ.get("LAW_EXAMPLES", "25")))
LOAD = """async code => {
    const address = URL.createObjectURL(new Blob([code], {type: "text/javascript"}));
    window.scoring = await import(address);
}"""
SCORE = """([audit, sheets]) => sheets.map(one => {
    const result = scoring.score(audit, one.answers, one.profile);
    return {...result, told: result.score && scoring.decimal(result.score)};
})"""


@pytest.fixture(scope="module")
def scorer() -> Iterator[Page]:
    """Load the script as a module into an empty page."""
    with browser.started() as running:
        page = running.new_page()
        page.evaluate(LOAD, files("ethics_audit.formats.page").joinpath("scoring.js").read_text("utf-8"))
        yield page


def ratio(numerator: int, denominator: int) -> list[int] | None:
    """A ratio as the script gives it."""
    return [numerator, denominator] if denominator else None


def sums(one: Any) -> dict[str, Any]:
    """The values that the whole and each domain have."""
    asked = one.weight + one.open_weight
    return {
        **{name: getattr(one, name) for name in ("points", "weight", "open_weight", "provisional")},
        **{name: getattr(one, name) for name in ("band", "band_low", "band_high")},
        "score": ratio(one.points, one.weight),
        "low": ratio(one.points, asked),
        "high": ratio(one.points + 100 * one.open_weight, asked),
        "coverage": ratio(one.weight, asked),
        "flags": list(one.flags),
    }


def expected(audit: ea.Audit, answers: ea.Answers) -> dict[str, Any]:
    """What the script must give."""
    result = ea.assess(audit, answers)
    findings = [
        {
            "item": one.item.id,
            "domain": one.item.domain,
            "option": one.option.id,
            "risk": one.option.risk,
            "weight": one.item.weight,
            "points": one.points,
            "counted": one.counted,
        }
        for one in result.findings
    ]
    return {
        **sums(result),
        "domains": [{"id": one.id, **sums(one)} for one in result.domains],
        "findings": findings,
        "reasons": [
            {"kind": one.kind, "band": one.band, "domain": one.domain, "item": one.item} for one in result.reasons
        ],
        **{name: list(getattr(result, name)) for name in ("open", "not_applicable", "not_arisen", "set_aside")},
        "told": None if result.exact is None else decimal(result.exact),
    }


def compare(page: Page, audit: ea.Audit, answers: list[ea.Answers]) -> None:
    """Check that the script gives what is expected for each of these answers."""
    definition = json.loads(codec.to_json(audit))
    sheets = [json.loads(codec.to_json(ea.AnswerSheet(audit.id, one))) for one in answers]
    for one, found in zip(answers, page.evaluate(SCORE, [definition, sheets]), strict=True):
        assert found == expected(audit, one), one


@pytest.mark.parametrize("name", SHIPPED)
def test_shipped_audits_score_the_same(name: str, scorer: Page) -> None:
    """Every value, and the order of flags, findings and reasons, is that of `assess`, however much is answered."""
    audit, chance = ea.load_audit(name), random.Random(name)
    compare(scorer, audit, [any_answers(audit, chance) for _ in range(SETS)])


def any_answers(audit: ea.Audit, chance: random.Random) -> ea.Answers:
    """Answers of a chance practice, mostly good or mostly bad, of which more or less is missing."""
    missing, unsure, bad = chance.choice([0.0, 0.1, 0.9]), chance.choice([0.0, 0.1]), chance.random() ** 3
    given: dict[str, ea.Answer] = {}
    for item in audit.items.values():
        draw = chance.random()
        if draw < missing:
            continue
        if draw < missing + unsure:
            given[item.id] = ea.UNSURE
        elif item.not_applicable and chance.random() < 0.2:
            given[item.id] = ea.not_applicable(chance.choice(["", "None."]))
        else:
            given[item.id] = chance.choice(item.options if chance.random() < bad else item.ranked[:1]).id
    return ea.Answers(given, {fact for fact in audit.facts if chance.random() < 0.6})


@pytest.mark.parametrize("severity", [1, 3, 4])
def test_boundaries_score_the_same(severity: int, scorer: Page) -> None:
    """On, above and below each threshold of bands, gravity and coverage, the script gives what `assess` gives."""
    rating = ea.Rating(severity, 1, "expert", ["house"])
    flag = ea.RedFlag(100, ea.Band.HIGH, "Call somebody.")
    risks = builders.scale(0, 39, 40, 99, 100)
    grave = builders.item("a.grave", rating.weight, rating=rating, scale=risks, not_applicable=True)
    others = [builders.item("a.plain", 3), builders.item("a.flag", 1, red_flag=flag)]
    gravity = (ea.Gravity(3, moderate=100), ea.Gravity(4, moderate=40, high=100))
    for least in (75, 76):
        policy = ea.Policy(ea.Thresholds(25, 50, 75), least, gravity)
        one = builders.audit(
            builders.checklist("a", grave, *others), builders.checklist("b", builders.item("b.plain", 4)), policy=policy
        )
        given = [[*(option.id for option in each.options), ea.UNSURE] for each in one.items.values()]
        given[0].append(ea.not_applicable())
        answers = [ea.Answers(dict(zip(one.items, picked, strict=True))) for picked in product(*given)]
        compare(scorer, one, answers)


@pytest.mark.property
@given(st.data())
@drawn()
def test_any_audit_scores_the_same(scorer: Page, data: st.DataObject) -> None:
    """Whatever the thresholds, gravity, flags, multipliers and facts, the script gives what `assess` gives."""
    audit = data.draw(audits())
    compare(scorer, audit, data.draw(st.lists(answers_for(audit), min_size=1, max_size=20)))


def test_what_does_not_fit_is_refused(scorer: Page) -> None:
    """An unknown item, an option it does not have, and n/a where there is none are refused, and told with what fits."""
    audit = json.loads(codec.to_json(ea.load_audit("telehealth")))
    item = next(one for one in audit["checklists"][0]["items"] if not one["not_applicable"])
    wrong = {"telehealth.none": "no", item["id"]: "n/a", "__proto__": "x"}
    call = "([audit, text]) => scoring.misfits(audit, JSON.parse(text))"
    found = scorer.evaluate(call, [audit, json.dumps(wrong)])
    words = [option["id"] for option in item["options"]]
    assert [(one["item"], one["given"], one["allowed"]) for one in found] == [
        ("telehealth.none", "no", []),
        (item["id"], "n/a", [*words, "unsure"]),
        ("__proto__", "x", []),
    ]
    with pytest.raises(Exception, match="RangeError: telehealth.none"):
        scorer.evaluate("audit => scoring.score(audit, {'telehealth.none': 'no'})", audit)
