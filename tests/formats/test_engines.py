"""Exported audits in the programs of others, which compute the results that `assess` computes: law 16.

Node runs FHIRPath, SurveyJS and Ajv; Chromium runs LHC-Forms; Java runs JavaRosa, the engine of ODK Collect. A test is
skipped where its program is missing, and says how to get it.
"""

import fcntl
import hashlib
import html
import io
import json
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import pyxform
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyxform.xls2xform import convert
from support import browser, builders
from support.formatted import (
    DESK,
    LARGE,
    NAMES,
    Results,
    accepted,
    changed_documents,
    document,
    edges,
    json_of,
    many,
    read,
    small,
    survey_data,
    told,
    without_reasons,
    words,
)

import ethics_audit as ea
from ethics_audit.formats import fhir, json_schema, surveyjs, targets, xlsform
from ethics_audit.formats.dialects import IN_WORDS, RESULTS

ENGINES = Path(__file__).parents[1] / "engines"
JAR = Path(pyxform.__file__).parent / "validators" / "odk_validate" / "bin" / "ODK_Validate.jar"
LFORMS = {
    "lforms": "40.1.3 sha512-WLruTm+BcVnafC0rSAQ3/cNqhxvclBUxyBG68aub/uha2NaK9H8ZZcEXTTuORuGzzCt0wa7fvhuieZtcDIdPzQ==",
    "lforms-33": "33.2.0 "
    "sha512-8MtcaIGARp58qsVscYkdYfGoC6ho208kEPrfqd2avzzy4jmxjZr02w9Gi1/s6oOGnd4V8VNXaoBkBLUe8PN0SA==",
}
"""LHC-Forms by its folders; only its own files are needed, and what it is built of would be 400 MB."""
SETS = 20
FEW_SETS = 6

Case = tuple[ea.Audit, list[ea.Answers]]
batches = settings(max_examples=2, deadline=None, suppress_health_check=list(HealthCheck))
some = st.lists(small(), min_size=10, max_size=15)


def needs(program: str, package: str) -> None:
    """Skip where a program is missing."""
    if shutil.which(program) is None:
        pytest.skip(f"{program} is missing; on Debian: apt-get install {package}")


@pytest.fixture(scope="session")
def modules() -> Path:
    """The folder of the npm packages, which are installed once for each set of versions, into the user's cache."""
    needs("node", "nodejs")
    needs("npm", "npm")
    needs("tar", "tar")
    lock = (ENGINES / "package-lock.json").read_bytes() + repr(LFORMS).encode()
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "ethics-audit-engines"
    folder = cache / hashlib.sha256(lock).hexdigest()[:16]
    folder.mkdir(parents=True, exist_ok=True)
    with (cache / "lock").open("w") as waiting:
        fcntl.flock(waiting, fcntl.LOCK_EX)
        if not (folder / "done").exists():
            for name in ("package.json", "package-lock.json", ".npmrc"):
                shutil.copy(ENGINES / name, folder)
            from_npm(folder, "ci")
            for name, version in LFORMS.items():
                unpack(folder, name, *version.split())
            (folder / "done").touch()
    return folder / "node_modules"


def from_npm(folder: Path, *command: str) -> str:
    """What npm prints."""
    done = subprocess.run(["npm", *command], cwd=folder, capture_output=True, text=True, check=False)  # noqa: S607
    if done.returncode:
        pytest.skip(f"npm {command[0]} fails, which needs a registry of npm packages: {done.stderr[-300:]}")
    return done.stdout


def unpack(folder: Path, name: str, version: str, integrity: str) -> None:
    """Unpack a version of LHC-Forms among the packages."""
    (packed,) = json.loads(from_npm(folder, "pack", f"lforms@{version}", "--json"))
    assert packed["integrity"] == integrity
    target = folder / "node_modules" / name
    target.mkdir(exist_ok=True)
    unpacked = ["tar", "-xzf", folder / packed["filename"], "-C", target, "--strip-components=1"]
    subprocess.run(unpacked, check=True)
    (folder / packed["filename"]).unlink()


def in_node(script: str, cases: list[Any], modules: Path) -> Any:
    """What a script of the engines makes of cases."""
    done = subprocess.run(
        ["node", ENGINES / script],  # noqa: S607
        input=json.dumps(cases),
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "NODE_PATH": str(modules)},
    )
    assert not done.returncode, done.stderr[-2000:]
    return json.loads(done.stdout)


def shipped(sets: int = SETS) -> list[Case]:
    """Every shipped audit with random answers, the brief one in Spanish too, and the edges."""
    every = [many(name, FEW_SETS if name in LARGE else sets) for name in NAMES]
    _, answers = many("brief", FEW_SETS)
    return [*every, (ea.load_audit("brief", locale="es"), answers), *edges()]


def same(cases: list[Case], results: list[list[Results]], but: str = "") -> None:
    """Every result is that of `assess`, to the last bit, but one that is not told."""
    compared = 0
    for (audit, sets), found in zip(cases, results, strict=True):
        for answers, results_of in zip(sets, found, strict=True):
            needed = told(audit, answers).items()
            assert results_of == {
                scope: {name: value for name, value in one.items() if name != but} for scope, one in needed
            }, audit.id
            compared += 1
    assert compared == sum(len(sets) for _, sets in cases) > 0


def of_fhir(values: dict[str, Any], audit: ea.Audit) -> Results:
    """The results in the calculated items of a form."""
    found: Results = {"": {name: values.get(f"result:{name}") for name in (IN_WORDS, *RESULTS)}}
    for part in audit.parts:
        pairs = (pair.partition("=") for pair in values[f"result:domain:{part.checklist.id}"].split("; "))
        found[part.checklist.id] = {name: read(name, text) for name, _, text in pairs}
    return found


def in_fhirpath(cases: list[Case], modules: Path, engine: str = "fhirpath") -> list[list[Results]]:
    """The results by the expressions, evaluated by themselves."""
    inputs = [
        {
            "engine": engine,
            "definition": json_of(fhir.export(audit)),
            "sets": [json_of(fhir.response(answers, audit)) for answers in sets],
        }
        for audit, sets in cases
    ]
    outputs = in_node("fhirpath.cjs", inputs, modules)
    return [[of_fhir(one, audit) for one in found] for (audit, _), found in zip(cases, outputs, strict=True)]


def test_fhirpath(modules: Path) -> None:
    """Every shipped audit as a Questionnaire."""
    cases = shipped()
    same(cases, in_fhirpath(cases, modules))


@pytest.mark.parametrize("engine", ["fhirpath-2", "fhirpath-3", "@medplum/core"])
def test_other_engines_of_fhirpath(engine: str, modules: Path) -> None:
    """The oldest fhirpath.js that is promised, the last with another ``$this``, and Medplum compute the same."""
    cases = [many("telehealth", 3), many("boundary_decision", 3), *edges()]
    same(cases, in_fhirpath(cases, modules, engine))


def test_fhirpathpy() -> None:
    """The engine in Python computes the same; in texts it writes 7.0 for 7."""
    fhirpathpy = pytest.importorskip("fhirpathpy")
    r4 = pytest.importorskip("fhirpathpy.models").models["r4"]

    def value(expression: dict[str, str], known: dict[str, Any]) -> list[Any]:
        found: list[Any] = fhirpathpy.evaluate(known["resource"], expression["expression"], known, r4)
        return [float(one) if isinstance(one, Decimal) else one for one in found]

    for audit, sets in [many("boundary_decision", 2), *edges()]:
        questionnaire = json_of(fhir.export(audit))
        for answers in sets[-2:]:
            known: dict[str, Any] = {"resource": json_of(fhir.response(answers, audit))}
            for variable in questionnaire["extension"]:
                known[variable["valueExpression"]["name"]] = value(variable["valueExpression"], known)
            items = [one for one in questionnaire["item"][-1]["item"] if "calculatedExpression" in str(one)]
            results = {one["linkId"]: value(one["extension"][0]["valueExpression"], known) for one in items}
            found = of_fhir({link: one[0] for link, one in results.items() if one}, audit)
            for scope, needed in told(audit, answers).items():
                assert found[scope] | {IN_WORDS: found[scope][IN_WORDS].replace(".0", "")} == needed


@given(some)
@batches
def test_fhirpath_for_any_audit(modules: Path, cases: list[Case]) -> None:
    """Any scales, flags, conditions, multipliers and thresholds."""
    same(cases, in_fhirpath(cases, modules))


def in_surveyjs(cases: list[Case], modules: Path, engine: str = "survey-core") -> list[list[Results]]:
    """The calculated values of the surveys."""
    inputs = [
        {
            "engine": engine,
            "definition": json_of(surveyjs.export(audit)),
            "sets": [survey_data(answers, audit) for answers in sets],
        }
        for audit, sets in cases
    ]
    outputs = in_node("surveyjs.cjs", inputs, modules)
    return [[of_survey(one, audit) for one in found] for (audit, _), found in zip(cases, outputs, strict=True)]


def of_survey(data: dict[str, Any], audit: ea.Audit) -> Results:
    """The results in the data of a survey; an empty text is nothing."""
    found = surveyjs.computed(data)
    scopes = {"": "", **{part.checklist.id: f"{part.checklist.id}:" for part in audit.parts}}
    return {
        scope: {
            name: read(name, value) if isinstance(value := found.get(f"{start}{name}"), str) else value
            for name in RESULTS
        }
        for scope, start in scopes.items()
    }


def test_surveyjs(modules: Path) -> None:
    """Every shipped audit as a survey."""
    cases = shipped()
    same(cases, in_surveyjs(cases, modules), but=IN_WORDS)


def test_oldest_surveyjs(modules: Path) -> None:
    """SurveyJS 2.0 computes the same."""
    cases = [many("telehealth", 3), many("brief", 2), *edges()]
    same(cases, in_surveyjs(cases, modules, "survey-core-2"), but=IN_WORDS)


@given(some)
@batches
def test_surveyjs_for_any_audit(modules: Path, cases: list[Case]) -> None:
    """Any scales, flags, conditions, multipliers and thresholds."""
    same(cases, in_surveyjs(cases, modules), but=IN_WORDS)


def test_odd_words_and_texts(modules: Path) -> None:
    """Options may be called as values and signs are in the languages of the programs; braces in texts stay."""
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


def test_surveyjs_keeps_the_answers(modules: Path) -> None:
    """The data with the results in them give the answers back, those to hidden questions too."""
    cases = [many("brief", FEW_SETS)]
    ((audit, sets),) = cases
    definition = json_of(surveyjs.export(audit))
    inputs = [{"engine": "survey-core", "definition": definition, "sets": [survey_data(one, audit) for one in sets]}]
    (found,) = in_node("surveyjs.cjs", inputs, modules)
    for answers, data in zip(sets, found, strict=True):
        assert targets.source("surveyjs").answers(json.dumps(data).encode(), audit) == without_reasons(answers, audit)


def test_surveyjs_shows_the_result_in_words(modules: Path) -> None:
    """The closing page tells it in the language of the audit, with what to do today, what it is, and who reads it."""
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


def test_ajv_judges_as_the_reader(modules: Path) -> None:
    """On every kind of right and wrong document."""
    documents = [*changed_documents(), *(json.loads(document(one, DESK)) for one in [ea.Answers()])]
    schema = json_of(json_schema.export(DESK))
    (verdicts,) = in_node("ajv.cjs", [{"definition": schema, "sets": documents}], modules)
    assert verdicts == [accepted(DESK, one) for one in documents]


@pytest.fixture(scope="module")
def page(modules: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """A page with LHC-Forms on it."""
    with lforms_page(modules / "lforms", tmp_path_factory) as opened:
        yield opened


@contextmanager
def lforms_page(package: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """A page with a version of LHC-Forms on it."""
    needs(browser.CHROMIUM or "chromium", "chromium")
    lforms = package / "dist" / "lforms"
    scripts = ("webcomponent/assets/lib/zone.min.js", "webcomponent/lhc-forms.js", "fhir/R4/lformsFHIR.min.js")
    tags = "".join(f'<script src="{(lforms / script).as_uri()}"></script>' for script in scripts)
    path = tmp_path_factory.mktemp("lforms") / "lforms.html"
    path.write_text((ENGINES / "lforms.html").read_text("utf-8").replace("</body>", f"{tags}</body>"), "utf-8")
    with browser.started() as chromium:
        opened = chromium.new_page()
        opened.set_default_timeout(120_000)
        opened.goto(path.as_uri())
        opened.wait_for_function("window.LForms && LForms.FHIR && !!customElements.get('wc-lhc-form')")
        yield opened


def test_oldest_lforms(modules: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    """LHC-Forms 33, which systems in use have, computes the same."""
    with lforms_page(modules / "lforms-33", tmp_path_factory) as opened:
        for audit, sets in [many("boundary_decision", 2), *edges()[-3:]]:
            opened.evaluate("show", [json_of(fhir.export(audit)), None])
            for answers in sets[-2:]:
                response = opened.evaluate("answer", json_of(fhir.response(answers, audit)))
                assert computed_in(response, audit) == told(audit, answers)


def computed_in(response: dict[str, Any], audit: ea.Audit) -> Results:
    """The results in a response."""
    (group,) = (group for group in response["item"] if group["linkId"] == "result")
    leaves = [leaf for leaf in group["item"] if "answer" in leaf]
    return of_fhir({leaf["linkId"]: next(iter(leaf["answer"][0].values())) for leaf in leaves}, audit)


@pytest.mark.parametrize(
    ("name", "count"), [("telehealth", 8), ("scenarios", 4), ("boundary_decision", 2), ("brief", 3), ("quarterly", 1)]
)
def test_lforms(name: str, count: int, page: Any) -> None:
    """A form in a browser computes the same, and its response gives the answers to the questions it shows."""
    audit, sets = many(name, count)
    page.evaluate("show", [json_of(fhir.export(audit)), None])
    for answers in sets:
        response = page.evaluate("answer", json_of(fhir.response(answers, audit)))
        assert computed_in(response, audit) == told(audit, answers)
        response["questionnaire"] = f"urn:ethics-audit:questionnaire:{audit.id}|{audit.version}"
        hidden = {id for id in answers.given if not audit.items[id].requires <= answers.profile}
        visible = answers.changed(dict.fromkeys(hidden))
        assert targets.source("fhir").answers(json.dumps(response).encode(), audit) == without_reasons(visible, audit)


def test_lforms_at_edges(page: Any) -> None:
    """Of bands, of the coverage, of flags, and of there being anything to score."""
    for audit, sets in edges():
        page.evaluate("show", [json_of(fhir.export(audit)), None])
        for answers in sets[-2:]:
            response = page.evaluate("answer", json_of(fhir.response(answers, audit)))
            assert computed_in(response, audit) == told(audit, answers)


RAISED = """response().item.find((group) => group.linkId === "result").item
  .some((leaf) => leaf.linkId === "result:domain:desk" && leaf.answer[0].valueString.includes("flags=desk.door;"))"""


def test_lforms_with_clicks(page: Any) -> None:
    """A person who clicks sees the result at once; a question appears with its fact."""
    page.evaluate("show", [json_of(fhir.export(DESK)), None])
    assert not page.get_by_text("I do desk.door.", exact=True).is_visible()
    page.get_by_text("Yes", exact=True).first.click()
    page.get_by_text("I do desk.door.", exact=True).wait_for()
    page.get_by_text("Risk 100", exact=True).first.click()
    page.wait_for_function(RAISED)
    answers = ea.Answers({"desk.door": "r100"}, {"minors"})
    assert computed_in(page.evaluate("response()"), DESK) == told(DESK, answers)


def test_lforms_goes_on_with_saved_answers(page: Any) -> None:
    """A form that is opened with a response shows its result, and computes again with the next answer."""
    saved = ea.Answers({"desk.door": "r50", "desk.drawer": "r40"}, {"minors"})
    page.evaluate("show", [json_of(fhir.export(DESK)), json_of(fhir.response(saved, DESK))])
    assert computed_in(page.evaluate("response()"), DESK) == told(DESK, saved)
    page.get_by_text("Risk 100", exact=True).first.click()
    page.wait_for_function(RAISED)
    changed = saved.changed({"desk.door": "r100"})
    assert computed_in(page.evaluate("response()"), DESK) == told(DESK, changed)


def test_lforms_computes_again_what_it_stored(page: Any) -> None:
    """A form that is opened with its own response computes every result again with the next answer."""
    answers = ea.Answers({"desk.door": "r50", "desk.drawer": "r40", "shelf.key": "r100"}, {"minors", "telehealth"})
    page.evaluate("show", [json_of(fhir.export(DESK)), None])
    stored = page.evaluate("answer", json_of(fhir.response(answers, DESK)))
    assert computed_in(stored, DESK) == told(DESK, answers)
    page.evaluate("show", [json_of(fhir.export(DESK)), stored])
    page.get_by_text("Risk 100", exact=True).first.click()
    page.wait_for_function(RAISED)
    changed = answers.changed({"desk.door": "r100"})
    assert computed_in(page.evaluate("response()"), DESK) == told(DESK, changed)


def test_lforms_tells_what_to_do_at_once(page: Any) -> None:
    """Behind the answer that raises a red flag, and again with the result; before it nothing is told."""
    page.evaluate("show", [json_of(fhir.export(DESK)), None])
    page.get_by_text("Yes", exact=True).first.click()
    page.get_by_text("Risk 100", exact=True).first.wait_for()
    told = "[...document.querySelectorAll('body > :not(#reader_log)')].map(one => one.innerText).join()"  # no old log
    assert "Do today" not in page.evaluate(told)
    page.get_by_text("Risk 100", exact=True).first.click()
    page.wait_for_function(f"({told}).split('Do today: Stop and call.').length > 2")


def test_lforms_says_what_bands_are_called(page: Any) -> None:
    """A line above the results names them in the language of the audit."""
    page.evaluate("show", [json_of(fhir.export(ea.load_audit("brief", locale="es"))), None])
    page.get_by_text("low: bajo, moderate: moderado, high: alto, critical: crítico", exact=True).wait_for()


def in_javarosa(cases: list[Case], folder: Path) -> list[list[Results]]:
    """The results in the forms, converted by pyxform."""
    return [
        [of_form(values, audit) for values in found]
        for (audit, _), found in zip(cases, values_in_javarosa(cases, folder), strict=True)
    ]


def values_in_javarosa(cases: list[Case], folder: Path) -> list[list[dict[str, str]]]:
    """The values of the forms, converted by pyxform."""
    lines = []
    for number, (audit, sets) in enumerate(cases):
        form = folder / f"{number}.xml"
        converted = convert(io.BytesIO(xlsform.export(audit)), file_type=".xlsx", validate=False)
        form.write_text(converted.xform, "utf-8")
        lines.append(f"form {form}")
        for answers in sets:
            given = [f"{id}={word}" for id, word in words(answers).items()]
            lines.append("\t".join([*given, *(f"fact-{fact}=yes" for fact in answers.profile)]))
    done = subprocess.run(
        ["java", "-cp", JAR, ENGINES / "JavaRosa.java"],  # noqa: S607
        input="\n".join([*lines, ""]),
        capture_output=True,
        text=True,
        check=False,
    )
    assert not done.returncode, done.stderr[-2000:]
    found = iter(done.stdout.split("\n"))
    return [[dict(pair.split("=", 1) for pair in next(found).split("\t") if pair) for _ in sets] for _, sets in cases]


def of_form(values: dict[str, str], audit: ea.Audit) -> Results:
    """The results among the values of a form."""
    scopes = {"": "", **{part.checklist.id: f"-{part.checklist.id}" for part in audit.parts}}
    return {
        scope: {name: read(name, values.get(f"result-{name}{end}", "")) for name in (IN_WORDS, *RESULTS)}
        for scope, end in scopes.items()
    }


@pytest.fixture(scope="session")
def java() -> None:
    """Java with its compiler, since the program is started from its source."""
    needs("java", "default-jdk-headless")
    needs("javac", "default-jdk-headless")


@pytest.mark.usefixtures("java")
def test_javarosa(tmp_path: Path) -> None:
    """Every shipped audit as a form of ODK."""
    cases = shipped(FEW_SETS)
    same(cases, in_javarosa(cases, tmp_path))


@pytest.mark.usefixtures("java")
def test_javarosa_shows_the_result_in_words(tmp_path: Path) -> None:
    """The notes at the end show it; what to do today is relevant where the flag is raised."""
    audit, (_, sets) = ea.load_audit("brief", locale="es"), many("brief", FEW_SETS)
    cases = [(audit, sets)]
    same(cases, in_javarosa(cases, tmp_path))
    form = (tmp_path / "0.xml").read_text("utf-8")
    assert '<output value=" /data/result-told "/>' in form


@given(some)
@batches
@pytest.mark.usefixtures("java")
def test_javarosa_for_any_audit(tmp_path_factory: pytest.TempPathFactory, cases: list[Case]) -> None:
    """Any scales, flags, conditions, multipliers and thresholds."""
    same(cases, in_javarosa(cases, tmp_path_factory.mktemp("forms")))
