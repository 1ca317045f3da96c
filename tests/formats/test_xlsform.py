"""XLSForms are valid and compute the same results as `assess`."""

import io
import sys
from pathlib import Path
from xml.etree import ElementTree as ET

import openpyxl
import pytest
from attrs import evolve
from hypothesis import given
from pyxform.xls2xform import convert
from support.builders import audit, checklist, item
from support.engines import FEW_SETS, Case, batches, in_javarosa, same, shipped, some
from support.formatted import DESK, NAMES, many, without_reasons, words

import ethics_audit as ea
from ethics_audit.base.errors import ArgumentError
from ethics_audit.formats import targets, xlsform


@pytest.mark.parametrize("name", NAMES)
def test_xlsform_is_valid(name: str) -> None:
    """The official converter accepts the workbook without warnings."""
    converted = convert(io.BytesIO(xlsform.export(ea.load_audit(name))), file_type=".xlsx", validate=False)
    assert not converted.warnings


def test_xlsform_reads_what_the_converter_asks_for() -> None:
    """The elements of the converted form, filled in, give back the answers."""
    audit, sets = many("brief", 5)
    form = ET.fromstring(convert(io.BytesIO(xlsform.export(audit)), file_type=".xlsx", validate=False).xform)  # noqa: S314
    instance = form.find(".//{*}instance/*")
    assert instance is not None
    for answers in sets:
        values = {**words(answers), **{f"fact-{fact}": "yes" for fact in answers.profile}}
        for element in instance.iter():
            element.text = values.get(element.tag.rpartition("}")[2], "")
        assert targets.source("xlsform").answers(ET.tostring(instance), audit) == without_reasons(answers, audit)


def test_xlsform_writes_texts_as_they_are() -> None:
    """A text that looks like a formula or a reference stays a text."""
    odd = audit(checklist("a", item("a.b", prompt="=1+1 ${a.b}", not_applicable=True)))
    survey = openpyxl.load_workbook(io.BytesIO(xlsform.export(odd)))["survey"]
    cell = next(cell for row in survey.iter_rows() for cell in row if str(cell.value).startswith("="))
    assert (cell.value, cell.data_type) == ("=1+1 $ {a.b}", "s")
    titled = evolve(odd, title="All of ${x} *here* _and_ #there")
    form = convert(io.BytesIO(xlsform.export(titled)), file_type=".xlsx", validate=False).xform
    assert "<h:title>All of $ {x} \\*here\\* \\_and\\_ \\#there</h:title>" in form


def test_xlsform_refuses_what_does_not_fit() -> None:
    """A sum that is longer than a cell is refused, not cut."""
    big = audit(checklist("a", *(item(f"a.i{number}") for number in range(500))))
    with pytest.raises(ArgumentError, match="expected at most 32767 characters in the cell"):
        xlsform.export(big)


def test_xlsform_needs_its_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without openpyxl, the error says what to install."""
    monkeypatch.setitem(sys.modules, "openpyxl", None)
    with pytest.raises(ea.MissingExtraError, match=r"ethics-audit\[formats\]"):
        xlsform.export(DESK)


@pytest.mark.engines
@pytest.mark.slow
@pytest.mark.usefixtures("java")
def test_javarosa(tmp_path: Path) -> None:
    """JavaRosa computes the results of every shipped audit."""
    cases = shipped(FEW_SETS)
    same(cases, in_javarosa(cases, tmp_path))


@pytest.mark.engines
@pytest.mark.slow
@pytest.mark.usefixtures("java")
def test_javarosa_shows_the_result_in_words(tmp_path: Path) -> None:
    """Notes at the end show the result in words, in the language of the audit."""
    audit, (_, sets) = ea.load_audit("brief", locale="es"), many("brief", FEW_SETS)
    cases = [(audit, sets)]
    same(cases, in_javarosa(cases, tmp_path))
    form = (tmp_path / "0.xml").read_text("utf-8")
    assert '<output value=" /data/result-told "/>' in form


@pytest.mark.engines
@pytest.mark.property
@pytest.mark.slow
@given(some)
@batches
@pytest.mark.usefixtures("java")
def test_javarosa_for_any_audit(tmp_path_factory: pytest.TempPathFactory, cases: list[Case]) -> None:
    """JavaRosa agrees for any scales, flags, conditions, multipliers and thresholds."""
    same(cases, in_javarosa(cases, tmp_path_factory.mktemp("forms")))
