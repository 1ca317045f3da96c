"""SurveyJS surveys show every text and compute the same results as `assess`."""

import html
import json
import re
from pathlib import Path

import pytest
from attrs import evolve
from hypothesis import given
from support import builders
from support.builders import audit, checklist, item
from support.catalogues import offer
from support.engines import FEW_SETS, Case, batches, in_fhirpath, in_node, in_surveyjs, same, shipped, some
from support.formatted import DESK, edges, json_of, many, survey_data, told, without_reasons

import ethics_audit as ea
from ethics_audit.formats import surveyjs, targets
from ethics_audit.formats.dialects import IN_WORDS


def test_survey_fills_no_gaps() -> None:
    """An invisible sign behind each brace keeps SurveyJS from filling in texts."""
    odd = evolve(audit(checklist("a", item("a.b", prompt="Is {a.b}?"))), title="{a.b}")
    survey = json_of(surveyjs.export(odd))
    assert survey["title"] == "{\u2060a.b}"
    assert survey["pages"][0]["elements"][1]["title"] == "Is {\u2060a.b}?"


def test_survey_hides_and_keeps() -> None:
    """A question needs all its facts, and hidden answers stay in the data."""
    survey = json_of(surveyjs.export(DESK))
    assert survey["clearInvisibleValues"] == "none"
    assert [page["name"] for page in survey["pages"]] == ["profile", "domain:desk", "domain:shelf"]
    (key,) = survey["pages"][2]["elements"]
    assert key["visibleIf"] == "{fact:minors} = true and {fact:telehealth} = true"
    plain = json_of(surveyjs.export(audit(checklist("a", item("a.b")))))
    assert [page["name"] for page in plain["pages"]] == ["domain:a"]


def test_names_of_bands_with_a_quote(package: Path) -> None:
    """A quote in the name of a band ends no text of an expression."""
    offer(package, "es", lambda message: f"l'{message}")
    survey = json_of(surveyjs.export(ea.load_audit("brief", locale="es")))
    (words,) = [one["expression"] for one in survey["calculatedValues"] if one["name"] == "a0told"]
    assert "'l\u2019low'" in words


@pytest.mark.engines
@pytest.mark.slow
def test_surveyjs(modules: Path) -> None:
    """SurveyJS computes the results of every shipped audit."""
    cases = shipped()
    same(cases, in_surveyjs(cases, modules), but=IN_WORDS)


@pytest.mark.engines
@pytest.mark.slow
def test_oldest_surveyjs(modules: Path) -> None:
    """SurveyJS 2.0 computes the same results."""
    cases = [many("telehealth", 3), many("brief", 2), *edges()]
    same(cases, in_surveyjs(cases, modules, "survey-core-2"), but=IN_WORDS)


@pytest.mark.engines
@pytest.mark.property
@pytest.mark.slow
@given(some)
@batches
def test_surveyjs_for_any_audit(modules: Path, cases: list[Case]) -> None:
    """SurveyJS agrees for any scales, flags, conditions, multipliers and thresholds."""
    same(cases, in_surveyjs(cases, modules), but=IN_WORDS)


@pytest.mark.engines
@pytest.mark.slow
def test_odd_words_and_texts(modules: Path) -> None:
    """Options may be named like values and keywords of the programs, and braces in texts stay."""
    names = [
        "true",
        "false",
        "null",
        "undefined",
        "none",
        "other",
        "nan",
        "not",
        "empty",
        "length",
        "constructor",
        "x_",
    ]
    options = [ea.Option(name, f"Is {name}", place * 100 // (len(names) - 1)) for place, name in enumerate(names)]
    odd = builders.item("odd.length", 7, scale=ea.Scale(options), prompt="Is {odd.door} <b>?")
    audit = builders.audit(builders.checklist("odd", odd, builders.item("odd.door")))
    sets = [ea.Answers({"odd.length": name, "odd.door": "r50"}) for name in names]
    for engine in ("survey-core", "survey-core-2"):
        same([(audit, sets)], in_surveyjs([(audit, sets)], modules, engine), but=IN_WORDS)
    for engine in ("fhirpath", "fhirpath-2"):
        same([(audit, sets)], in_fhirpath([(audit, sets)], modules, engine))
    data = survey_data(sets[3], audit)
    assert data["odd.length"] == "undefined-"
    assert targets.source("surveyjs").answers(json.dumps(data).encode(), audit) == sets[3]


@pytest.mark.engines
@pytest.mark.slow
def test_surveyjs_keeps_the_answers(modules: Path) -> None:
    """Data with results give back all answers, hidden ones included."""
    cases = [many("brief", FEW_SETS)]
    ((audit, sets),) = cases
    definition = json_of(surveyjs.export(audit))
    inputs = [{"engine": "survey-core", "definition": definition, "sets": [survey_data(one, audit) for one in sets]}]
    (found,) = in_node("surveyjs.cjs", inputs, modules)
    for answers, data in zip(sets, found, strict=True):
        assert targets.source("surveyjs").answers(json.dumps(data).encode(), audit) == without_reasons(answers, audit)


@pytest.mark.engines
@pytest.mark.slow
def test_surveyjs_shows_the_result_in_words(modules: Path) -> None:
    """The closing page shows the result, what to do today and its limits, in the language of the audit."""
    for name, locale in (("brief", "en"), ("brief", "es"), ("boundary_decision", "en")):
        _, sets = many(name, FEW_SETS)
        audit = ea.load_audit(name, locale=locale)
        case = {"definition": json_of(surveyjs.export(audit)), "sets": [survey_data(one, audit) for one in sets]}
        (pages,) = in_node("completed.cjs", [case], modules)
        for answers, page in zip(sets, pages, strict=True):
            rows = [html.unescape(row) for row in re.findall(r"</th><td>(.*?)</td>", page)]
            assert rows == [one[IN_WORDS] for one in told(audit, answers).values()]
            flags = ea.assess(audit, answers).flags
            actions = [one.red_flag.action for one in audit.items.values() if one.red_flag and one.id in flags]
            assert "{" not in page
            assert page.count("<p>") == 2 + 2 * len(actions)
            assert all(html.escape(action).replace("'", "\u2019") in page for action in actions)
