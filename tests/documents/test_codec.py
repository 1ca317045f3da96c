"""Documents: what is written is read back, and what the parsers let through is refused."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from attrs import evolve
from support.broken import GOOD_CHECKLIST
from support.builders import audit, checklist, item

import ethics_audit as ea
from ethics_audit.documents import codec
from ethics_audit.documents.syntax import parse
from ethics_audit.model.profile import KNOWN

Problems = Callable[..., list[str]]

AUDIT_HEAD = 'format = "ethics-audit/audit"\nformat_version = 1\nid = "mine"\nversion = "1.0"\ntitle = "Mine"\n'


def worst(definition: ea.Audit) -> ea.Assessment:
    """The result of the worst answer to one item that has no red flag, and nothing else."""
    item = definition.items["boundaries.gifts"]
    return ea.assess(definition, {item.id: item.ranked[-1].id})


def test_export_has_the_keys_others_rely_on(quarterly: ea.Audit) -> None:
    """The keys of an exported definition never change."""
    document = json.loads(ea.to_json(quarterly))
    assert list(document) == ["format", "format_version", "id", "version", "title", "digest", "policy", "checklists"]
    assert (document["format"], document["format_version"]) == ("ethics-audit/audit", 1)
    assert document["policy"] == {
        "bands": {"moderate": 15, "high": 35, "critical": 60},
        "min_coverage_percent": 80,
        "gravity": {"3": {"moderate": 100}, "4": {"moderate": 40, "high": 100}},
    }
    first = document["checklists"][0]
    assert [key for key in first if key != "retired"] == ["id", "version", "title", "multiplier", "digest", "items"]
    assert [key for key in first["items"][0] if key != "seen_in"] == [
        *("id", "prompt", "window", "event", "weight", "rating", "options", "not_applicable", "requires", "red_flag"),
        *("rationale", "remedy", "effort", "example", "crossing", "citations"),
    ]
    assert list(first["items"][0]["options"][0]) == ["id", "label", "risk"]
    assert list(first["items"][0]["rating"]) == ["severity", "likelihood", "basis", "sources"]
    assert list(first["items"][0]["citations"][0]) == ["code", "section"]
    flag = next(one["red_flag"] for one in first["items"] if one["red_flag"])
    assert list(flag) == ["at", "band", "action"]


def test_keys_that_say_nothing_are_left_out() -> None:
    """A document has optional keys only if they have a value."""
    bare = checklist("a", item("a.i"))
    document = json.loads(ea.to_json(bare))
    assert not {"kind", "retired"} & set(document)
    assert not {"introduction", "worked_example", "discussion"} & set(document)
    assert not {"example", "about", "follows", "needed", "roleplay"} & set(document["items"][0])
    always = [document["items"][0][key] for key in ("window", "event", "crossing")]
    assert always == ["", False, False]
    assert "gravity" not in json.loads(ea.to_json(audit(bare)))["policy"]
    cases = json.loads(ea.to_json(ea.load_checklist("scenarios")))
    assert cases["kind"] == "cases"
    assert all(one["about"] for one in cases["items"])
    assert cases["items"][0]["options"][0]["feedback"]
    full = evolve(bare, kind="occasion", retired={"a.old"})
    assert json.loads(ea.to_json(full))["retired"] == ["a.old"]
    for read, written in ((ea.from_json, ea.to_json), (ea.from_toml, ea.to_toml)):
        assert read(written(full), ea.Checklist) == full


def test_assessment_has_the_keys_others_rely_on(quarterly: ea.Audit) -> None:
    """The keys of a record never change."""
    document = json.loads(ea.to_json(ea.record(worst(quarterly))))
    scored = ["score", "points", "weight", "open_weight", "low", "high", "coverage", "band", "band_low", "band_high"]
    scored += ["provisional", "flags"]
    assert list(document) == [
        *("format", "format_version", "audit", "vector", *scored, "domains", "findings", "reasons"),
        *("open", "not_applicable", "not_arisen", "set_aside", "contrasts"),
        *("weight_tolerance", "weight_ranges", "next_questions", "plans", "trend", "what_if", "language"),
    ]
    assert document["format"] == "ethics-audit/assessment"
    assert list(document["audit"]) == ["id", "version", "digest"]
    assert list(document["domains"][0]) == ["id", *scored]
    assert list(document["findings"][0]) == [
        *("item", "domain", "option", "risk", "weight", "points", "contribution", "share"),
        *("rationale", "remedy", "effort", "citations"),
    ]
    assert document["findings"][0]["contribution"] == 100.0
    assert document["vector"].startswith(f"ea2:quarterly:{quarterly.version}:")
    assert list(document["weight_ranges"][0]) == ["percent", "low", "high", "band_low", "band_high"]
    assert list(document["next_questions"][0]) == ["item", "narrows", "left"]
    assert (document["weight_tolerance"], document["plans"], document["trend"], document["what_if"]) == (
        None,
        [],
        None,
        None,
    )
    assert {"kind", "text"} <= set(document["reasons"][0])


def test_only_documents_are_written(quarterly: ea.Audit) -> None:
    """A result, a plan or a change cannot be written; the record of the result can."""
    result = worst(quarterly)
    for value in (result, result.plan("low"), result.change_from(result), ea.trend([result, result])):
        with pytest.raises(TypeError, match=r"expected a document .for an assessment, record\(result\) returns one"):
            ea.to_json(value)


def test_only_text_is_read() -> None:
    """What is no text, and a kind that is no document, are told as they came."""
    for wrong in (5, b"{}"):
        with pytest.raises(TypeError, match=f"expected a document as text, got {wrong!r}$"):
            ea.from_json(wrong, ea.Checklist)  # type: ignore[arg-type]
    with pytest.raises(TypeError, match=r"expected a class of documents, got .*int"):
        ea.from_json("{}", int)


@pytest.mark.parametrize(
    ("key", "written", "told"),
    [
        ("title", "5", "expected text, got 5"),
        ("items", "5", "expected a list, got 5"),
        ("weight", "true", "expected a whole number, got True"),
    ],
)
def test_what_came_is_told(key: str, written: str, told: str) -> None:
    """A value of another kind is told beside the kind that is expected."""
    document = json.loads(ea.to_json(ea.load_checklist("boundaries")))
    (document["items"][0] if key == "weight" else document)[key] = json.loads(written)
    with pytest.raises(ea.ChecklistError) as caught:
        ea.from_json(json.dumps(document), ea.Checklist)
    assert [problem.message for problem in caught.value.problems] == [told]


def test_answers_as_json() -> None:
    """Answers are TOML or JSON, and null means not answered."""
    text = '{"audit": "boundaries", "profile": [], "answers": {"boundaries.gifts": null, "boundaries.place": "n/a"}}'
    sheet = ea.from_json(text, ea.AnswerSheet)
    assert dict(sheet.answers.given) == {"boundaries.place": ea.not_applicable()}
    assert ea.from_json(ea.to_json(sheet), ea.AnswerSheet) == sheet


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('{"audit": "a", "audit": "b"}', "the key 'audit' appears twice in one object"),
        ('{"audit": NaN}', "expected a JSON number, got NaN"),
        ('{"audit": Infinity}', "expected a JSON number, got Infinity"),
        ('{"audit": "a"', "this is not JSON"),
        ("[" * 100_000, "nested too deeply"),
        (f'{{"audit": {"9" * 6000}}}', "this is not JSON: expected a number of at most 4000 digits, got 6000"),
        (" " * 8_000_001, "expected at most 8000000 characters, got 8000001"),
        ("3", "expected a table of names and values, got 3"),
    ],
)
def test_json_that_is_refused(text: str, words: str, problems_of: Problems) -> None:
    """Invalid JSON that Python's parser accepts is refused."""
    assert words in problems_of(ea.from_json, text, ea.AnswerSheet)[0]


def test_record_is_read_strictly(quarterly: ea.Audit, problems_of: Problems) -> None:
    """A record is read as strictly as a definition, but a whole number may stand for a float."""
    text = ea.to_json(ea.record(worst(quarterly)))
    whole = text.replace('"score": 100.0', '"score": 100', 1)
    assert ea.from_json(whole, ea.AssessmentRecord).score == 100.0
    assert problems_of(ea.from_json, text.replace('"score": 100.0', '"score": "100"', 1), ea.AssessmentRecord) == [
        "score: expected a number, got '100'"
    ]
    assert (
        "band_low: expected one of low, moderate, high, critical, got 'worse'"
        in problems_of(ea.from_json, text.replace('"band_low": "low"', '"band_low": "worse"', 1), ea.AssessmentRecord)[
            0
        ]
    )


def test_record_is_read_by_a_program_that_wrote_none(tmp_path: Path) -> None:
    """A record with plans and a trend can be read in a new process."""
    result = ea.assess(ea.load_audit("brief"), {"boundaries.secrecy": "yes"})
    text = ea.to_json(ea.record(result, plans=[result.plan(budget=5)], trend=ea.trend([result, result])))
    (file := tmp_path / "record.json").write_text(text, "utf-8")
    program = "import ethics_audit as ea, sys; ea.from_json(open(sys.argv[1]).read(), ea.AssessmentRecord)"
    subprocess.run([sys.executable, "-c", program, str(file)], check=True, timeout=60)


def test_citation_has_a_short_form() -> None:
    """`"aca-2014 B.1.d"` is a code and a section; the rest after the first space is the section."""
    short = GOOD_CHECKLIST.replace('{ code = "aca-2014", section = "B.1.d" }', '"aca-2014 B.1.d"')
    assert short != GOOD_CHECKLIST
    assert ea.from_toml(short, ea.Checklist) == ea.from_toml(GOOD_CHECKLIST, ea.Checklist)
    spaced = GOOD_CHECKLIST.replace('{ code = "aca-2014", section = "B.1.d" }', '"bacp-2018 Commitment 2e"')
    assert ea.from_toml(spaced, ea.Checklist).items[0].citations == (ea.Citation("bacp-2018", "Commitment 2e"),)


def test_named_scales_are_put_in() -> None:
    """A named scale equals its options written at each item."""
    first, second = ea.from_toml(GOOD_CHECKLIST, ea.Checklist).items
    assert [option.id for option in first.options] == ["always", "sometimes", "never"]
    assert first.red_flag == ea.RedFlag(100, ea.Band.HIGH, "Call today.")
    assert (second.rating, second.red_flag, second.requires) == (None, None, frozenset())


@pytest.mark.parametrize(
    ("entries", "words"),
    [
        ("checklists = []", "checklists: expected a list of at least 1, got []"),
        ("checklists = 3", "checklists: expected a list, got 3"),
        ("", "checklists: is missing"),
        ("checklists = [3]", "checklists[0]: expected a table of names and values, got 3"),
        ('checklists = [{ version = "1.0" }]', "checklists[0]: expected either an id or a file"),
        ('checklists = [{ id = "boundarys" }]', "did you mean 'boundaries'?"),
        ('checklists = [{ id = "boundaries", version = "7.0" }]', "'7.0'"),
        ('checklists = [{ id = "boundaries", verison = "1.0" }]', "checklists[0].verison: is not a key here"),
        ("checklists = [{ id = 3 }]", "checklists[0].id: expected text, got 3"),
        ('checklists = [{ file = "none.toml" }]', "none.toml: cannot be read"),
        ('checklists = [{ file = "other.toml", version = "1.0" }]', "leave it out"),
        ('checklists = [{ file = "audit.toml" }]', "audit.toml"),
        (
            'checklists = [{ id = "boundaries", multiplier = 0 }]',
            "checklists[0].multiplier: expected a whole number from 1 to 100, got 0",
        ),
        ('checklists = [{ id = "boundaries" }, { id = "boundaries" }]', "the checklist 'boundaries' appears twice"),
        ('checklists = [{ id = "boundaries" }]\n[policy]\nbands = { moderate = 40 }', "thresholds that rise"),
        ('checklists = [{ id = "boundaries" }]\n[policy]\nmin_coverage_percent = 101', "policy.min_coverage_percent"),
        ('digest = "00"\nchecklists = [{ id = "boundaries" }]', "digest: expected the digest of this content, "),
    ],
)
def test_wrong_audit(entries: str, words: str, tmp_path: Path, problems_of: Problems) -> None:
    """An audit that names checklists is read just as strictly."""
    file = tmp_path / "mine.toml"
    file.write_text(AUDIT_HEAD + entries, "utf-8")
    (tmp_path / "other.toml").write_text(GOOD_CHECKLIST, "utf-8")
    (tmp_path / "audit.toml").write_text(AUDIT_HEAD + 'checklists = [{ id = "boundaries" }]', "utf-8")
    assert any(words in problem for problem in problems_of(ea.load_audit, file))


def test_audit_of_named_checklists_and_files(tmp_path: Path) -> None:
    """An audit may name checklists of the catalog and files, each with a multiplier."""
    (tmp_path / "other.toml").write_text(GOOD_CHECKLIST, "utf-8")
    file = tmp_path / "mine.toml"
    file.write_text(
        AUDIT_HEAD + 'checklists = [{ id = "boundaries", multiplier = 2 }, { file = "other.toml" }]',
        "utf-8",
    )
    parts = ea.load_audit(file).parts
    assert [(part.checklist.id, part.multiplier) for part in parts] == [("boundaries", 2), ("mine", 1)]


def test_named_checklists_need_the_catalogue(problems_of: Problems) -> None:
    """An audit in text cannot name checklists without a resolver."""
    text = AUDIT_HEAD + 'checklists = [{ id = "boundaries" }]'
    assert "read it with load_audit" in problems_of(ea.from_toml, text, ea.Audit)[0]


def test_problems_of_an_inline_checklist_have_their_place(problems_of: Problems) -> None:
    """The place of a problem leads from the audit to the field."""
    text = ea.to_json(audit(checklist("a", item("a.i")))).replace('"weight": 1', '"weight": 0')
    assert problems_of(ea.from_json, text, ea.Audit) == [
        "checklists[0].items[0] (a.i).weight: expected a whole number from 1 to 100, got 0"
    ]
    changed = ea.to_json(audit(checklist("a", item("a.i")))).replace('"weight": 1', '"weight": 2')
    assert "find out what was changed" in problems_of(ea.from_json, changed, ea.Audit)[0]


def test_toml_out_names_its_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    """Writing TOML without the extra names the extra."""
    monkeypatch.setitem(sys.modules, "tomli_w", None)
    with pytest.raises(ea.MissingExtraError, match=r"pip install 'ethics-audit\[toml\]'"):
        ea.to_toml(checklist("a", item("a.i")))


def test_a_word_of_a_record_that_is_none(quarterly: ea.Audit) -> None:
    """An unknown kind of reason is refused with the known ones."""
    result = worst(quarterly)
    document = json.loads(ea.to_json(ea.record(result)))
    document["reasons"][0]["kind"] = "scroe"
    with pytest.raises(
        ea.DocumentError,
        match=r"reasons\[0\]\.kind: expected one of score, flag, grave, weakest_domain, missing, got 'scroe'",
    ):
        ea.from_json(json.dumps(document), ea.AssessmentRecord)


@pytest.mark.parametrize("opening", ["[", '{"a":'])
def test_json_is_as_deep_as_documents_are(opening: str) -> None:
    """JSON may be nested two hundred levels deep, and not deeper."""
    closing = "]" if opening == "[" else "}"
    for levels in (199, 200, 201, 5_000):
        text = f"[[], {opening * (levels - 1)}1{closing * (levels - 1)}, []]"
        if levels <= 200:
            assert len(parse(text, "json")) == 3
        else:
            with pytest.raises(ValueError, match="nested too deeply"):
                parse(text, "json")


def test_keys_of_a_newer_release(tmp_path: Path) -> None:
    """Unknown keys of answers and of records are left out where somebody is told, and are an error otherwise."""
    sheet = ea.AnswerSheet("boundaries", ea.Answers({"boundaries.gifts": "each"}))
    newer = {**json.loads(ea.to_json(sheet)), "mood": "good"}
    file = tmp_path / "answers.json"
    file.write_text(json.dumps(newer), "utf-8")
    told: list[ea.Problem] = []
    assert ea.from_json(json.dumps(newer), ea.AnswerSheet, tell=told.append) == sheet
    assert ea.load_answers(file, tell=told.append) == sheet
    assert [(problem.place, problem.code) for problem in told] == [("mood", "left-out")] * 2
    with pytest.raises(ea.AnswerError, match="mood"):
        ea.load_answers(file)
    record = ea.record(ea.assess(ea.load_audit("boundaries"), sheet.answers))
    document = json.loads(ea.to_json(record))
    document["domains"][0]["median"] = 1
    assert ea.from_json(json.dumps(document), ea.AssessmentRecord, tell=told.append) == record
    assert told[-1].place == "median"


def test_keys_that_are_never_left_out() -> None:
    """A slip of a known key, and any key of a definition, is an error although somebody is told."""
    told: list[ea.Problem] = []
    with pytest.raises(ea.AnswerError, match="anwsers"):
        ea.from_json('{"audit": "boundaries", "anwsers": {}}', ea.AnswerSheet, tell=told.append)
    definition = {**json.loads(ea.to_json(checklist("a", item("a.i")))), "curve": 2}
    with pytest.raises(ea.ChecklistError, match="curve"):
        ea.from_json(json.dumps(definition), ea.Checklist, tell=told.append)
    assert not told


def test_who_is_told_of_one_document_is_told_of_no_other() -> None:
    """Keys are left out of the document alone that was read with `tell`."""
    told: list[ea.Problem] = []
    ea.from_json('{"audit": "boundaries", "mood": 3}', ea.AnswerSheet, tell=told.append)
    with pytest.raises(ea.ChecklistError, match="curve: is not a key here"):
        codec.read_definition('{"curve": 2}', "json")
    assert [problem.place for problem in told] == ["mood"]


def test_record_of_an_earlier_release() -> None:
    """A record names its language; one that was written before does not, and is read all the same."""
    result = ea.assess(ea.load_audit("boundaries", locale="es"), {})
    document = json.loads(ea.to_json(ea.record(result)))
    assert document.pop("language") == "es"
    assert ea.from_json(json.dumps(document), ea.AssessmentRecord).language is None


def test_half_a_character_is_written_as_its_escape() -> None:
    """No document for answers holds half a character; one that tells of it is JSON that UTF-8 can hold."""
    half = "\ud83d"
    with pytest.raises(ea.AnswerError, match="control characters") as caught:
        ea.AnswerSheet("boundaries", ea.Answers({half: half}))
    written = ea.to_json(ea.error_record(caught.value))
    assert "\\ud83d" in written.encode().decode()


CHECKLIST, OTHER = "'ethics-audit/checklist'", "'ethics-audit/audit'"
NO_FORMAT = ("format", "is missing", 'write format = "ethics-audit/audit"', "document")
NO_VERSION = ("format_version", "is missing", "write format_version = 1", "document")


@pytest.mark.parametrize(
    ("text", "kind", "problems"),
    [
        ("{}", ea.Audit, [NO_FORMAT, NO_VERSION]),
        (
            '{"format": "ethics-audit/audit"}',
            ea.Checklist,
            [("format", f"expected {CHECKLIST}, got {OTHER}", "", "document")],
        ),
        ("[]", ea.Checklist, [("", "expected a table of names and values, got []", "", "value")]),
        ("{} x", ea.Checklist, [("", "this is not JSON: Extra data: line 1 column 4 (char 3)", "", "document")]),
    ],
)
def test_heads_that_are_refused(text: str, kind: type, problems: list[tuple[str, ...]]) -> None:
    """What a document must begin with is told with its place, the words to write, and a code."""
    with pytest.raises(ea.ChecklistError) as refused:
        ea.from_json(text, kind)
    assert [one[:4] for one in refused.value.problems if one.code != "key-needed"] == problems


def test_a_definition_without_a_format() -> None:
    """A definition that names no format is an audit if it has checklists, and else a checklist."""
    for text, kind in (('{"checklists": []}', "audit"), ("{}", "checklist")):
        with pytest.raises(ea.ChecklistError) as refused:
            codec.read_definition(text, "json")
        assert str(refused.value.problems[0]) == f'format: is missing (write format = "ethics-audit/{kind}")'


def test_what_is_a_definition() -> None:
    """Only the format makes a text one of an audit or a checklist."""
    texts = [f'{{"format": "ethics-audit/{kind}"}}' for kind in ("audit", "checklist", "weights")]
    assert [codec.is_definition(text, "json") for text in (*texts, "{}", "{")] == [True, True, False, False, False]


def test_json_holds_letters_of_every_language() -> None:
    """Letters are written as they are, not as escapes, and facts in order; the shortest text has no blanks."""
    sheet = ea.AnswerSheet("boundaries", ea.Answers({"boundaries.gifts": ea.not_applicable("año nuevo")}, KNOWN))
    facts = '","'.join(sorted(KNOWN))
    assert ea.to_json(sheet, indent=None) == (
        f'{{"audit":"boundaries","profile":["{facts}"],'
        '"answers":{"boundaries.gifts":{"not_applicable":"año nuevo"}}}\n'
    )
    assert ea.to_json(sheet).startswith('{\n  "audit": "boundaries",\n')
