"""FHIR Questionnaires are valid and score themselves as `assess` does."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fhir.resources.R4B.questionnaire import Questionnaire
from fhir.resources.R4B.questionnaireresponse import QuestionnaireResponse
from hypothesis import given
from support.engines import computed_in, lforms_page
from support.formatted import DESK, NAMES, edges, few, json_of, many, told, without_reasons

import ethics_audit as ea
from ethics_audit.formats import fhir, targets
from ethics_audit.testing import audits


@pytest.mark.parametrize("name", NAMES)
def test_fhir_is_valid(name: str) -> None:
    """The FHIR models accept every shipped questionnaire and responses to it."""
    audit, (answers,) = many(name, 1)
    Questionnaire.model_validate_json(fhir.export(audit))
    QuestionnaireResponse.model_validate_json(fhir.response(answers, audit))


@pytest.mark.property
@given(audits())
@few
def test_fhir_is_valid_for_any_audit(audit: ea.Audit) -> None:
    """The FHIR models accept any texts and ids."""
    Questionnaire.model_validate_json(fhir.export(audit))


def test_fhir_conditions_and_systems() -> None:
    """A question needs all its facts, and answers that are not options have a code system of their own."""
    before, profile, desk, shelf, result = json_of(fhir.export(DESK))["item"]
    assert before["type"] == "display"
    assert [fact["linkId"] for fact in profile["item"]] == ["fact:minors", "fact:telehealth"]
    door, drawer = desk["item"]
    assert door["enableWhen"] == [{"question": "fact:minors", "operator": "=", "answerBoolean": True}]
    assert "enableWhen" not in drawer
    assert "enableBehavior" not in door
    assert shelf["item"][0]["enableBehavior"] == "all"
    codings = [option["valueCoding"] for option in door["answerOption"]]
    assert [coding["code"] for coding in codings] == ["r0", "r50", "r100", "unsure", "n/a"]
    assert [coding["system"].removeprefix("urn:ethics-audit:") for coding in codings] == [
        *["item:desk.door"] * 3,
        *["answer"] * 2,
    ]
    assert all(one["readOnly"] for one in result["item"] if one["type"] not in ("display", "group"))


def test_fhir_results_begin_as_of_the_empty_form() -> None:
    """Results start with those of the empty form, for programs that compute only what changes."""
    *_, result = json_of(fhir.export(DESK))["item"]
    begun = {one["linkId"]: one["initial"][0] for one in result["item"] if "initial" in one}
    assert begun["result:coverage"] == {"valueDecimal": 0.0}
    assert begun["result:band_high"] == {"valueString": "critical"}
    assert "result:score" not in begun
    assert begun["result:definition"] == {"valueString": f"example 1.0 {DESK.digest}"}


@pytest.fixture(scope="module")
def page(modules: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """Open a page with LHC-Forms."""
    with lforms_page(modules / "lforms", tmp_path_factory) as opened:
        yield opened


@pytest.mark.browser
@pytest.mark.engines
@pytest.mark.slow
def test_oldest_lforms(modules: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    """LHC-Forms 33, which is still in use, computes the same results."""
    with lforms_page(modules / "lforms-33", tmp_path_factory) as opened:
        for audit, sets in [many("boundary_decision", 2), *edges()[-3:]]:
            opened.evaluate("show", [json_of(fhir.export(audit)), None])
            for answers in sets[-2:]:
                response = opened.evaluate("answer", json_of(fhir.response(answers, audit)))
                assert computed_in(response, audit) == told(audit, answers)


@pytest.mark.browser
@pytest.mark.engines
@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "count"), [("telehealth", 8), ("scenarios", 4), ("boundary_decision", 2), ("brief", 3), ("quarterly", 1)]
)
def test_lforms(name: str, count: int, page: Any) -> None:
    """A form in a browser computes the same results, and its response gives back the answers that it shows."""
    audit, sets = many(name, count)
    page.evaluate("show", [json_of(fhir.export(audit)), None])
    for answers in sets:
        response = page.evaluate("answer", json_of(fhir.response(answers, audit)))
        assert computed_in(response, audit) == told(audit, answers)
        response["questionnaire"] = f"urn:ethics-audit:questionnaire:{audit.id}|{audit.version}"
        hidden = {id for id in answers.given if not audit.items[id].requires <= answers.profile}
        visible = answers.changed(dict.fromkeys(hidden))
        assert targets.source("fhir").answers(json.dumps(response).encode(), audit) == without_reasons(visible, audit)


@pytest.mark.browser
@pytest.mark.engines
@pytest.mark.slow
def test_lforms_at_edges(page: Any) -> None:
    """LHC-Forms computes the same results at the edges of bands, coverage, flags and emptiness."""
    for audit, sets in edges():
        page.evaluate("show", [json_of(fhir.export(audit)), None])
        for answers in sets[-2:]:
            response = page.evaluate("answer", json_of(fhir.response(answers, audit)))
            assert computed_in(response, audit) == told(audit, answers)


RAISED = """response().item.find((group) => group.linkId === "result").item
  .some((leaf) => leaf.linkId === "result:domain:desk" && leaf.answer[0].valueString.includes("flags=desk.door;"))"""


@pytest.mark.browser
@pytest.mark.engines
@pytest.mark.slow
def test_lforms_with_clicks(page: Any) -> None:
    """A click shows its result at once, and a fact shows its question."""
    page.evaluate("show", [json_of(fhir.export(DESK)), None])
    assert not page.get_by_text("I do desk.door.", exact=True).is_visible()
    page.get_by_text("Yes", exact=True).first.click()
    page.get_by_text("I do desk.door.", exact=True).wait_for()
    page.get_by_text("Risk 100", exact=True).first.click()
    page.wait_for_function(RAISED)
    answers = ea.Answers({"desk.door": "r100"}, {"minors"})
    assert computed_in(page.evaluate("response()"), DESK) == told(DESK, answers)


@pytest.mark.browser
@pytest.mark.engines
@pytest.mark.slow
def test_lforms_goes_on_with_saved_answers(page: Any) -> None:
    """A form opened with a response shows its result and updates it with the next answer."""
    saved = ea.Answers({"desk.door": "r50", "desk.drawer": "r40"}, {"minors"})
    page.evaluate("show", [json_of(fhir.export(DESK)), json_of(fhir.response(saved, DESK))])
    assert computed_in(page.evaluate("response()"), DESK) == told(DESK, saved)
    page.get_by_text("Risk 100", exact=True).first.click()
    page.wait_for_function(RAISED)
    changed = saved.changed({"desk.door": "r100"})
    assert computed_in(page.evaluate("response()"), DESK) == told(DESK, changed)


@pytest.mark.browser
@pytest.mark.engines
@pytest.mark.slow
def test_lforms_computes_again_what_it_stored(page: Any) -> None:
    """A form opened with its own response updates every result with the next answer."""
    answers = ea.Answers({"desk.door": "r50", "desk.drawer": "r40", "shelf.key": "r100"}, {"minors", "telehealth"})
    page.evaluate("show", [json_of(fhir.export(DESK)), None])
    stored = page.evaluate("answer", json_of(fhir.response(answers, DESK)))
    assert computed_in(stored, DESK) == told(DESK, answers)
    page.evaluate("show", [json_of(fhir.export(DESK)), stored])
    page.get_by_text("Risk 100", exact=True).first.click()
    page.wait_for_function(RAISED)
    changed = answers.changed({"desk.door": "r100"})
    assert computed_in(page.evaluate("response()"), DESK) == told(DESK, changed)


@pytest.mark.browser
@pytest.mark.engines
@pytest.mark.slow
def test_lforms_tells_what_to_do_at_once(page: Any) -> None:
    """What to do today appears with the answer that raises a red flag and with the result, and not before."""
    page.evaluate("show", [json_of(fhir.export(DESK)), None])
    page.get_by_text("Yes", exact=True).first.click()
    page.get_by_text("Risk 100", exact=True).first.wait_for()
    told = "[...document.querySelectorAll('body > :not(#reader_log)')].map(one => one.innerText).join()"  # no old log
    assert "Do today" not in page.evaluate(told)
    page.get_by_text("Risk 100", exact=True).first.click()
    page.wait_for_function(f"({told}).split('Do today: Stop and call.').length > 2")


@pytest.mark.browser
@pytest.mark.engines
@pytest.mark.slow
def test_lforms_says_what_bands_are_called(page: Any) -> None:
    """A line above the results names the bands in the language of the audit."""
    page.evaluate("show", [json_of(fhir.export(ea.load_audit("brief", locale="es"))), None])
    page.get_by_text("low: bajo, moderate: moderado, high: alto, critical: crítico", exact=True).wait_for()
