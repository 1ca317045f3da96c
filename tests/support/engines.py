"""Other programs that compute exported forms: Node, Chromium and Java."""

import io
import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import pyxform
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from pyxform.xls2xform import convert

import ethics_audit as ea
from ethics_audit.formats import fhir, surveyjs, xlsform
from ethics_audit.formats.dialects import IN_WORDS, RESULTS
from support import browser
from support.formatted import LARGE, NAMES, Results, edges, json_of, many, read, small, survey_data, told, words

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


def from_npm(folder: Path, *command: str) -> str:
    """Return what npm prints."""
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
    """Return what a script of the engines makes of cases."""
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
    """Return every shipped audit with random answers, one in Spanish too, and the edges."""
    every = [many(name, FEW_SETS if name in LARGE else sets) for name in NAMES]
    _, answers = many("brief", FEW_SETS)
    return [*every, (ea.load_audit("brief", locale="es"), answers), *edges()]


def same(cases: list[Case], results: list[list[Results]], but: str = "") -> None:
    """Check that every result equals that of `assess` exactly, except for one that is left out."""
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
    """Return the results in the calculated items of a form."""
    found: Results = {"": {name: values.get(f"result:{name}") for name in (IN_WORDS, *RESULTS)}}
    for part in audit.parts:
        pairs = (pair.partition("=") for pair in values[f"result:domain:{part.checklist.id}"].split("; "))
        found[part.checklist.id] = {name: read(name, text) for name, _, text in pairs}
    return found


def in_fhirpath(cases: list[Case], modules: Path, engine: str = "fhirpath") -> list[list[Results]]:
    """Return the results of the expressions, evaluated on their own."""
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


def in_surveyjs(cases: list[Case], modules: Path, engine: str = "survey-core") -> list[list[Results]]:
    """Return the calculated values of the surveys."""
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
    """Return the results in the data of a survey; an empty text is nothing."""
    found = surveyjs.computed(data)
    scopes = {"": "", **{part.checklist.id: f"{part.checklist.id}:" for part in audit.parts}}
    return {
        scope: {
            name: read(name, value) if isinstance(value := found.get(f"{start}{name}"), str) else value
            for name in RESULTS
        }
        for scope, start in scopes.items()
    }


@contextmanager
def lforms_page(package: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """Open a page with a version of LHC-Forms."""
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


def computed_in(response: dict[str, Any], audit: ea.Audit) -> Results:
    """Return the results in a response."""
    (group,) = (group for group in response["item"] if group["linkId"] == "result")
    leaves = [leaf for leaf in group["item"] if "answer" in leaf]
    return of_fhir({leaf["linkId"]: next(iter(leaf["answer"][0].values())) for leaf in leaves}, audit)


def in_javarosa(cases: list[Case], folder: Path) -> list[list[Results]]:
    """Return the results of the forms, converted by pyxform."""
    return [
        [of_form(values, audit) for values in found]
        for (audit, _), found in zip(cases, values_in_javarosa(cases, folder), strict=True)
    ]


def values_in_javarosa(cases: list[Case], folder: Path) -> list[list[dict[str, str]]]:
    """Return the values of the forms, converted by pyxform."""
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
    """Return the results among the values of a form."""
    scopes = {"": "", **{part.checklist.id: f"-{part.checklist.id}" for part in audit.parts}}
    return {
        scope: {name: read(name, values.get(f"result-{name}{end}", "")) for name in (IN_WORDS, *RESULTS)}
        for scope, end in scopes.items()
    }
