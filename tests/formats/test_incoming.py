"""All readers share one treatment of text, records, misspellings and limits."""

import codecs
import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.filled import ANSWERS, DESK, FORM, GOOD, ROW, read, refused, response, sent, table
from support.formatted import exported, several, survey_data

import ethics_audit as ea
from ethics_audit.base.errors import MORE
from ethics_audit.formats.computed import identity
from ethics_audit.formats.incoming import decoded


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-8"])
@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_text_of_any_editor_is_read(encoding: str, ending: str) -> None:
    """UTF-8 and UTF-16 with byte order marks are read, with any line endings."""
    assert read("markdown", FORM.replace("\n", ending).encode(encoding)) == (ANSWERS, [])
    big_endian = codecs.BOM_UTF16_BE + FORM.encode("utf-16-be")
    assert read("markdown", big_endian) == (ANSWERS, [])


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"\xe9", "is not UTF-8 text .*save it as UTF-8"),
        (FORM.encode("utf-16-le"), "is UTF-16 text"),
        (FORM.encode() + b"\0", "contains zero bytes"),
        (b"PK\x03\x04", "is an office document"),
        (b"\n \n", "is empty"),
        (codecs.BOM_UTF16_LE + b"\x00\xd8", "is not valid UTF-16 text"),
        (b" " * 32_000_001, "at most 32000000 bytes"),
    ],
)
def test_other_text_is_named(content: bytes, told: str) -> None:
    """For any other content, the error says what it is and what to do."""
    with pytest.raises(ea.AnswerError, match=told):
        decoded(content)


COMPUTED: dict[str, Callable[[str, str], str]] = {
    "fhir": lambda name, value: of_response(f"result:{name}", {"valueString": value}),
    "surveyjs": lambda name, value: json.dumps({**survey_data(ANSWERS, DESK), f"result:{name}": value}),
    "xlsform": lambda name, value: sent("<profile>", f"<result-{name}>{value}</result-{name}><profile>"),
    "redcap": lambda name, value: table({**ROW, f"result_{name}": value}),
}


def of_response(link: str, value: dict[str, Any]) -> str:
    """Return a response with one result replaced or added."""
    document = response()
    results = document["item"][-1]["item"]
    kept = [one for one in results if one["linkId"] != link]
    document["item"][-1]["item"] = [*kept, {"linkId": link, "answer": [value]}]
    return json.dumps(document)


@pytest.mark.parametrize("name", COMPUTED)
def test_other_results_and_definitions_are_noticed(name: str) -> None:
    """A form with other results is read with a notice; one of another definition is refused."""
    sent_with = COMPUTED[name]
    assert read(name, sent_with("score", "55.5")) == (ANSWERS, [])
    answers, (told,) = read(name, sent_with("score", "12.5"))
    assert answers == ANSWERS
    assert "score is '12.5', here 55.5" in told
    assert "score is 'much', here 55.5" in read(name, sent_with("score", "much"))[1][0]
    assert read(name, sent_with("definition", identity(DESK))) == (ANSWERS, [])
    assert "got 'example 0.9 abc'" in refused(name, sent_with("definition", "example 0.9 abc"))


def test_results_of_domains_are_compared() -> None:
    """The results of domains are compared in each format."""
    _, told = read("fhir", of_response("result:domain:desk", {"valueString": "told=x; points=3; weight=6"}))
    assert "desk:points is '3', here 200" in told[0]
    _, told = read("xlsform", sent("<profile>", "<result-points-desk>3</result-points-desk><profile>"))
    assert "desk:points is '3', here 200" in told[0]
    _, told = read("surveyjs", json.dumps({**survey_data(ANSWERS, DESK), "result:desk:rest": "points=3; weight=6"}))
    assert "desk:points is '3', here 200" in told[0]
    assert read("fhir", of_response("result:domain:desk", {"valueBoolean": True})) == (ANSWERS, [])


@pytest.mark.parametrize("name", ["surveyjs", "xlsform"])
def test_answers_inside_a_value_are_told(name: str) -> None:
    """Answers nested in another value are refused, not ignored."""
    inside = {"desk.drawer": "r0", "panel": [{"mood": 1}, {"desk.door": "r50"}]}
    assert "panel: 'desk.door' is inside it" in refused(name, json.dumps(inside))
    assert read(name, json.dumps({"desk.drawer": "r0", "panel": [{"mood": ["x"]}]}))[1] == [
        "not read, since this audit does not ask for it: 'panel'"
    ]


@pytest.mark.parametrize("name", ["fhir", "surveyjs", "xlsform"])
def test_a_slip_in_a_fact_names_the_fact(name: str) -> None:
    """A misspelled fact is refused with the right name, whatever sign follows its first word."""
    (form,) = (fact for fact in ("fact:minors", "fact-minors") if fact in GOOD[name])
    for slip in ("Fact-minors", "fact_minor"):
        told = f"{slip}: expected a fact that this audit asks for, got '{slip}' (did you mean '{form}'?)"
        assert told in refused(name, GOOD[name].replace(form, slip))


@pytest.mark.parametrize("name", ["xlsform", "markdown", "json-schema", "surveyjs", "fhir"])
def test_a_record_that_is_not_there_is_refused(name: str) -> None:
    """Asking for a record that does not exist gives nobody else's answers."""
    assert "record" in refused(name, GOOD[name], record="7")


MANY = {
    "fhir": json.dumps(response(item=[{"linkId": f"fact:x{number}", "answer": [{}]} for number in range(900)])),
    "surveyjs": json.dumps({f"fact:x{number}": True for number in range(900)}),
    "xlsform": json.dumps({f"fact-x{number}": "yes" for number in range(900)}),
    "redcap": table({**ROW, **{f"desk_door___{number}": "1" for number in range(900)}}),
    "markdown": "".join(f"- [x] `x{number}`\n" for number in range(900)) + "Form: `example 1.0`",
}


@pytest.mark.parametrize("name", MANY)
def test_after_a_hundred_problems_it_looks_no_further(name: str) -> None:
    """Readers stop after a hundred problems."""
    with pytest.raises(ea.AnswerError) as caught:
        read(name, MANY[name])
    assert len(caught.value.problems) == 101
    assert caught.value.problems[-1] == MORE


def test_files_without_end_are_refused() -> None:
    """Endless files are refused before they fill the memory."""
    assert "expected at most 100000 elements" in refused("xlsform", f"<d>{'<a/>' * 100_000}</d>")
    assert "expected at most 100000 rows" in refused("redcap", "record_id,desk_door\n" + "1,\n" * 100_001)


def test_names_without_end_are_refused() -> None:
    """Endless unknown names are refused soon, because each may be a misspelling."""
    assert "at most 10000 names" in refused("surveyjs", json.dumps({f"x{number}": 1 for number in range(10_001)}))


def test_answers_without_their_fact_are_told() -> None:
    """Answers that depend on an unknown or missing fact are reported as not scored."""
    answers, told = read("redcap", exported({name: ROW[name] for name in ROW if name != "fact_minors"}))
    assert answers.profile == {"telehealth"}
    assert told == ["'minors' may or may not hold for the practice; answers that depend on it and are not scored: 1"]
    _, told = read("markdown", FORM.replace("[x] `minors`", "[ ] `minors`"))
    assert told == ["'minors' does not hold for the practice; answers that depend on it and are not scored: 1"]


@pytest.mark.property
@pytest.mark.parametrize("name", GOOD)
@given(st.data())
@several
def test_a_slip_in_a_name_is_never_silent(name: str, data: st.DataObject) -> None:
    """A misspelled question or fact is refused, reported, or read correctly."""
    good = GOOD[name]
    names = list(re.finditer(r"\b(desk|shelf)[._]\w+\b|\bminors\b|\btelehealth\b", good))
    spot = data.draw(st.sampled_from(names))
    place = data.draw(st.integers(0, len(spot[0]) - 1))
    slip = data.draw(st.sampled_from(["", "x", spot[0][place] * 2, spot[0][place].upper(), "_", "\u0435"]))
    wrong = spot[0][:place] + slip + spot[0][place + 1 :]
    try:
        answers, told = read(name, good[: spot.start()] + wrong + good[spot.end() :])
    except ea.AnswerError:
        return
    assert told or answers == ANSWERS


@pytest.mark.property
@pytest.mark.parametrize("name", GOOD)
@given(st.data())
@several
def test_damage_is_one_error(name: str, data: st.DataObject) -> None:
    """A damaged file gives answers or an `AnswerError`."""
    good = GOOD[name].encode()
    start, length = data.draw(st.integers(0, len(good))), data.draw(st.integers(0, 20))
    middle = data.draw(st.binary(max_size=4) | st.sampled_from([b'"', b"[", b"null", b"\x00", b"<", good[start:]]))
    try:
        answers, _ = read(name, good[:start] + middle + good[start + length :])
    except ea.AnswerError:
        return
    assert isinstance(answers, ea.Answers)
