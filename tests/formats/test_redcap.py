"""REDCap dictionaries are valid and compute the same results as `assess`."""

import csv
import io
import math
import re
from typing import Any

import pytest
from hypothesis import given
from support import builders
from support.builders import audit, checklist, item
from support.formatted import LARGE, NAMES, edges, exported, few, many, record, small, told
from support.formatted import read as read_result

import ethics_audit as ea
from ethics_audit.formats import redcap, targets
from ethics_audit.formats.dialects import IN_WORDS, RESULTS
from ethics_audit.testing import audits


def computed(dictionary: str, record: dict[str, str], names: redcap.Names) -> Any:
    """Return the results of a record: the calculations of the dictionary, translated to Python."""
    values: dict[str, Any] = dict(record)
    functions = {
        "value": lambda name: values.get(name, ""),
        "when": lambda condition, then, other: then() if condition else other(),
        "concat": lambda *parts: "".join(str(part).removesuffix(".0") for part in parts),
        "trim": str.strip,
        "rounddown": lambda number, _: math.floor(number),
    }
    for row in csv.DictReader(io.StringIO(dictionary)):
        calculation = row["Choices, Calculations, OR Slider Labels"] if row["Field Type"] == "calc" else ""
        if row["Field Annotation"].startswith("@CALCTEXT("):
            calculation = row["Field Annotation"].removeprefix("@CALCTEXT(").removesuffix(")")
        if calculation:
            values[row["Variable / Field Name"]] = eval(translated(calculation), functions)  # noqa: S307 - our own
    return {
        scope: {name: read_result(name, str(values[names.steps[scope, name]])) for name in (IN_WORDS, *RESULTS)}
        for scope in {scope for scope, _ in names.steps}
    }


def translated(calculation: str) -> str:
    """Return a REDCap calculation in Python that computes only the branch it chooses."""
    text, depth, ifs = "", 0, []
    for piece in re.findall(r"'[^']*'|\[\w+\]|>=|\w+|.", calculation):
        depth += {"(": 1, ")": -1}.get(piece, 0)
        if piece == "if":
            ifs.append(depth + 1)
        elif piece == ")" and ifs and ifs[-1] > depth:
            ifs.pop()
        if piece == "," and ifs and ifs[-1] == depth:
            text += ", lambda:"
        elif piece.startswith("["):
            text += f"value({piece[1:-1]!r})"
        else:
            text += {"if": "when", "=": "=="}.get(piece, piece)
    return text


@pytest.mark.parametrize("name", NAMES)
def test_redcap_computes_the_same(name: str) -> None:
    """Every result of the calculations equals that of `assess` exactly."""
    audit, sets = many(name, 5 if name in LARGE else 20)
    dictionary, names = redcap.export(audit).decode(), redcap.Names(audit)
    for answers in sets:
        assert computed(dictionary, record(answers, audit), names) == told(audit, answers)


@pytest.mark.property
@given(small())
@few
def test_redcap_computes_the_same_for_any_audit(case: tuple[ea.Audit, list[ea.Answers]]) -> None:
    """REDCap agrees for any scales, flags, conditions, multipliers and thresholds."""
    audit, sets = case
    dictionary, names = redcap.export(audit).decode(), redcap.Names(audit)
    for answers in sets:
        assert computed(dictionary, record(answers, audit), names) == told(audit, answers)


def test_redcap_computes_the_same_at_edges() -> None:
    """REDCap computes the same results at the edges of bands, coverage, flags and emptiness."""
    for edge, sets in edges():
        dictionary, names = redcap.export(edge).decode(), redcap.Names(edge)
        for answers in sets:
            assert computed(dictionary, record(answers, edge), names) == told(edge, answers)


@pytest.mark.property
@given(audits())
@few
def test_redcap_dictionary_has_its_form(audit: ea.Audit) -> None:
    """A dictionary has its eighteen columns, and valid names and codes, each once."""
    header, *rows = csv.reader(io.StringIO(redcap.export(audit).decode(), newline=""))
    assert tuple(header) == redcap.COLUMNS
    assert len(header) == 18
    assert rows[0][0] == "record_id"
    names = [row[0] for row in rows]
    assert len(set(names)) == len(names)
    assert all(re.fullmatch(r"[a-z](_?[a-z0-9])*", name) and len(name) <= 100 for name in names)
    for row in rows:
        if row[3] == "radio":
            offered = [choice.partition(", ") for choice in row[5].split(" | ")]
            assert all(re.fullmatch(r"[a-z0-9_]+", code) and text for code, _, text in offered)


def test_redcap_names_that_meet_are_told_apart() -> None:
    """Ids that give the same field name get a number, and long names are cut."""
    meeting = audit(checklist("a", item("a.b__c"), item("a.b_c"), item(f"a.{'x' * 60}"), item("a.b_c_")))
    names = redcap.Names(meeting)
    assert [*names.items.values()][:2] == ["a_b_c", "a_b_c_2"]
    assert names.items["a.b_c_"] == "a_b_c_3"
    assert max(map(len, names.steps.values())) <= 100


def test_redcap_keeps_its_own_names() -> None:
    """No field is named like REDCap's own columns of an instrument or a server."""
    odd = builders.audit(checklist("example", item("example.complete")), checklist("redcap", item("redcap.event_name")))
    assert [*redcap.Names(odd).items.values()] == ["example_complete_2", "field_redcap_event_name"]
    answers = ea.Answers({"example.complete": "r50", "redcap.event_name": "r0"})
    assert targets.source("redcap").answers(exported(record(answers, odd)), odd) == answers


def test_redcap_texts_are_shown_as_they_are() -> None:
    """What REDCap would read as HTML, a name or the next choice is escaped."""
    odd = audit(checklist("a", item("a.b", prompt="<b> [a_b] & | {a_b}"), item("a.c", prompt="=1+1")))
    dictionary = redcap.export(odd).decode()
    assert "&lt;b&gt; &#91;a_b] &amp; &#124; &#123;a_b}" in dictionary
    assert ",&#61;1+1," in dictionary


def test_redcap_says_what_bands_are_called() -> None:
    """The field note names the bands where their names differ from their ids."""
    for locale, note in (("en", ""), ("es", "low: bajo, moderate: moderado, high: alto, critical: crítico")):
        dictionary = redcap.export(ea.load_audit("brief", locale=locale)).decode()
        rows = [*csv.DictReader(io.StringIO(dictionary))]
        texts = [row for row in rows if row["Field Annotation"].startswith("@CALCTEXT(")]
        bands = [row for row in texts if not row["Variable / Field Name"].endswith(("_flags", "_told"))]
        assert {row["Field Note"] for row in bands} == {note}
        assert {row["Field Note"] for row in rows if row not in bands} == {""}
