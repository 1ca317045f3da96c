"""FHIRPath expressions compute the same results as `assess`."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from support.engines import Case, batches, in_fhirpath, of_fhir, same, shipped, some
from support.formatted import edges, json_of, many, told

from ethics_audit.formats import fhir
from ethics_audit.formats.dialects import IN_WORDS


@pytest.mark.engines
@pytest.mark.parametrize("count", [1, pytest.param(None, marks=pytest.mark.slow)], ids=["one", "all"])
def test_fhirpathpy(count: int | None) -> None:
    """The engine in Python computes the same results; in texts it writes 7.0 for 7."""
    fhirpathpy = pytest.importorskip("fhirpathpy")
    r4 = pytest.importorskip("fhirpathpy.models").models["r4"]

    def value(expression: dict[str, str], known: dict[str, Any]) -> list[Any]:
        found: list[Any] = fhirpathpy.evaluate(known["resource"], expression["expression"], known, r4)
        return [float(one) if isinstance(one, Decimal) else one for one in found]

    for audit, sets in [*reversed(edges()), many("boundary_decision", 2)][:count]:
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


@pytest.mark.engines
@pytest.mark.slow
def test_fhirpath(modules: Path) -> None:
    """fhirpath.js computes the results of every shipped audit."""
    cases = shipped()
    same(cases, in_fhirpath(cases, modules))


@pytest.mark.engines
@pytest.mark.slow
@pytest.mark.parametrize("engine", ["fhirpath-2", "fhirpath-3", "@medplum/core"])
def test_other_engines_of_fhirpath(engine: str, modules: Path) -> None:
    """The oldest supported fhirpath.js, the last with another ``$this``, and Medplum compute the same."""
    cases = [many("telehealth", 3), many("boundary_decision", 3), *edges()]
    same(cases, in_fhirpath(cases, modules, engine))


@pytest.mark.engines
@pytest.mark.property
@pytest.mark.slow
@given(some)
@batches
def test_fhirpath_for_any_audit(modules: Path, cases: list[Case]) -> None:
    """fhirpath.js agrees for any scales, flags, conditions, multipliers and thresholds."""
    same(cases, in_fhirpath(cases, modules))
