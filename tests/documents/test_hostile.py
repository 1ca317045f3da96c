"""Files made to hurt: each ends soon, with status 3, one clear message, and nothing in it that steers a terminal."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from support.broken import GOOD_CHECKLIST

import ethics_audit as ea
from ethics_audit.cli.commands import run

AUDIT = 'format = "ethics-audit/audit"\nformat_version = 1\nid = "x"\nversion = "1.0"\ntitle = "X"\n'
ANSWERS = 'audit = "boundaries"\n[answers]\n'
ESCAPE = "\x1b[31m\x9b\u202e\ud800"
TOML_ESCAPE = "\\u001b[31m\\u009b\\u202E"


def json_answers(**more: object) -> str:
    """An answers document with some keys."""
    return json.dumps({"audit": "boundaries", **more})


HOSTILE = {
    "a number of 4700 digits": ("lint", ".toml", GOOD_CHECKLIST.replace("weight = 3", f"weight = 0x{'f' * 3900}")),
    "the same as an answer": ("score", ".toml", f'{ANSWERS}"boundaries.gifts" = 0x{"f" * 3900}\n'),
    "the same in a list": ("score", ".toml", f'{ANSWERS}"boundaries.gifts" = [0x{"f" * 3900}]\n'),
    "an audit that names itself": ("lint", ".toml", f'{AUDIT}[[checklists]]\nfile = "x.toml"\n'),
    "answers to an audit that names itself": ("score", ".toml", 'audit = "x.toml"\n'),
    "a file name with a zero": ("lint", ".toml", f'{AUDIT}[[checklists]]\nfile = "a\\u0000.toml"\n'),
    "a file name with half a pair": (
        *("lint", ".json"),
        json.dumps({"format": "ethics-audit/audit", "format_version": 1, "checklists": [{"file": "\ud800.toml"}]}),
    ),
    "an unknown key with half a pair": ("lint", ".json", json.dumps({"\ud800": 1})),
    "an unknown key that steers": ("lint", ".json", json.dumps({ESCAPE: 1})),
    "an unknown key of a table that steers": ("lint", ".toml", f'"{TOML_ESCAPE}" = 1\n'),
    "an answer to an id that steers": ("score", ".json", json_answers(answers={ESCAPE: "a"})),
    "an answer to an id of two lines": ("score", ".json", json_answers(answers={"x\nBand      low": "a"})),
    "an option that steers": ("score", ".json", json_answers(answers={"boundaries.gifts": ESCAPE})),
    "a fact that steers": ("score", ".json", json_answers(profile=[ESCAPE])),
    "a version that steers": ("score", ".json", json_answers(version=ESCAPE)),
    "an audit that steers": ("score", ".json", json.dumps({"audit": ESCAPE})),
    "a scale that steers": ("lint", ".toml", GOOD_CHECKLIST.replace("[scales]", f'[scales]\n"{TOML_ESCAPE}" = []')),
    "an item id that steers": (
        *("lint", ".toml"),
        GOOD_CHECKLIST.replace('"mine.first"', f'"{TOML_ESCAPE}"').replace('scale = "often"', 'scale = "none"'),
    ),
    "a checklist id that steers": ("lint", ".toml", GOOD_CHECKLIST.replace('id = "mine"\n', f'id = "{TOML_ESCAPE}"\n')),
    "a file name that steers": ("lint", ".toml", f'{AUDIT}[[checklists]]\nfile = "{TOML_ESCAPE}.toml"\n'),
    "a title of several lines": ("lint", ".toml", GOOD_CHECKLIST.replace('"My own"', '"Mine\\n\\nBand      low"')),
    "a key of a million characters": ("lint", ".json", json.dumps({"x" * 1_000_000: 1})),
    "an id of 900000 characters": ("score", ".json", json.dumps({"audit": "x" * 400})),
    "80000 facts": ("score", ".json", json_answers(profile=[f"f{n}" for n in range(80_000)])),
    "a repeated key among 100000": (
        "score",
        ".json",
        '{"a": 1, "a": 2, ' + ", ".join(f'"k{n}": 1' for n in range(100_000)) + "}",
    ),
    "50000 unknown answers": ("score", ".json", json_answers(answers={f"boundaries.i{n}": "a" for n in range(50_000)})),
    "9999 unknown answers": ("score", ".json", json_answers(answers={f"boundaries.i{n}": "a" for n in range(9_999)})),
    "lines that only one side ends": ("lint", ".toml", '"\u2028".' * 100_000 + "a = 1\n"),
    "keys of many parts": ("lint", ".toml", "[x]\n" + "".join(f"{n}{'.a' * 1900}=1\n" for n in range(200))),
    "tables of many parts": ("lint", ".toml", "".join(f"[x{n}{'.a' * 1900}]\n" for n in range(200))),
    "a scale of 20000 options": (
        *("lint", ".json"),
        json.dumps({"items": [{"options": [{"id": f"o{n}", "label": str(n), "risk": 1} for n in range(20_000)]}]}),
    ),
    "a source twice": ("lint", ".toml", GOOD_CHECKLIST.replace('["judgement-normative"]', '["bvi-2008", "bvi-2008"]')),
    "an empty version": ("lint", ".toml", f'{AUDIT}[[checklists]]\nid = "boundaries"\nversion = ""\n'),
}


@pytest.mark.parametrize("shows", HOSTILE)
def test_hostile_file(
    shows: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """A hostile file is refused within seconds, in a few lines that are safe to print."""
    command, suffix, text = HOSTILE[shows]
    monkeypatch.chdir(tmp_path)
    (tmp_path / "x.toml").write_text(f'{AUDIT}[[checklists]]\nfile = "x.toml"\n', "utf-8")
    file = tmp_path / f"x{suffix}" if "itself" in shows and command == "lint" else tmp_path / f"file{suffix}"
    file.write_text(text, "utf-8")
    began = time.process_time()
    assert run([command, str(file)]) == 3
    assert time.process_time() - began < 20, "far above what it takes, far below what it took"
    told = "".join(capfd.readouterr())
    assert all(one.isprintable() or one == "\n" for one in told)
    assert len(told) < 200_000
    assert max(len(line) for line in told.splitlines()) < 2_000
    assert not any(line.startswith("Band") for line in told.splitlines())


def test_audits_that_name_audits_are_not_followed(tmp_path: Path) -> None:
    """Audits that name audits are refused at once, so references cannot multiply."""
    for n in range(30):
        entry = f'[[checklists]]\nfile = "g{n + 1}.toml"\n'
        (tmp_path / f"g{n}.toml").write_text(AUDIT + entry + entry, "utf-8")
    with pytest.raises(ea.ChecklistError, match="expected 'ethics-audit/checklist', got"):
        ea.load_audit(tmp_path / "g0.toml")


def test_a_version_is_checked_for_files_too(tmp_path: Path) -> None:
    """Asking a file for another version is an error, in answers as well."""
    (tmp_path / "mine.toml").write_text(GOOD_CHECKLIST, "utf-8")
    (tmp_path / "answers.toml").write_text('audit = "mine.toml"\nversion = "9.9"\n', "utf-8")
    assert run(["score", str(tmp_path / "answers.toml")]) == 3
    with pytest.raises(ea.UnknownIdError, match=r"there is no version of .*mine.toml '9.9' \(known: 1.0\)"):
        ea.load_checklist(tmp_path / "mine.toml", "9.9")
    assert ea.load_audit(tmp_path / "mine.toml", "1.0").version == "1.0"


def test_languages_that_join_letters_are_welcome() -> None:
    """A zero-width joiner, an ideographic space and joined emoji are text."""
    for text in ("\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645", "日本\u3000語", "👩\u200d⚕️ ok"):
        assert ea.Citation("code", text).section == text


def test_output_that_cannot_be_written_is_told() -> None:
    """Output to a full disk exits with status 4 and one line."""
    if not Path("/dev/full").exists():
        pytest.skip("needs /dev/full, which Linux has")
    with Path("/dev/full").open("w") as full:
        command = [sys.executable, "-m", "ethics_audit", "list"]
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert done.returncode == 4
    assert done.stderr.startswith("ethics-audit: the result cannot be written")


def test_bytes_that_are_no_text_at_a_question(monkeypatch: pytest.MonkeyPatch) -> None:
    """Undecodable input at a question is asked again."""
    from ethics_audit.cli.prompts import read_line

    lines: list[str | UnicodeDecodeError] = ["yes", UnicodeDecodeError("utf-8", b"\xe9", 0, 1, "invalid")]

    def typed(_: str) -> str:
        if isinstance(line := lines.pop(), UnicodeDecodeError):
            raise line
        return line

    monkeypatch.setattr("builtins.input", typed)
    assert (read_line("> "), lines) == ("yes", [])


def test_file_without_permission(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file without permission exits with status 3."""
    file = tmp_path / "a.toml"
    file.write_text("", "utf-8")
    file.chmod(0)
    monkeypatch.setattr(os, "access", lambda *_, **__: False)

    def refused(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refused)
    assert run(["lint", str(file)]) == run(["score", str(file)]) == 3


@pytest.mark.parametrize(
    "misuse",
    [
        *(lambda: ea.from_toml([], ea.Checklist), lambda: ea.from_json("{}", 1), lambda: ea.from_json("{}", None)),  # type: ignore[arg-type, list-item]
        *(lambda: ea.to_json(None), lambda: ea.to_json([]), lambda: ea.to_toml(float("nan"))),
        lambda: ea.Band.LOW < None,
    ],
)
def test_misuse_is_a_type_error(misuse: object) -> None:
    """Misuse raises a TypeError, not an internal error."""
    with pytest.raises(TypeError):
        misuse()  # type: ignore[operator]


def test_record_of_another_format_is_refused(quarterly: ea.Audit) -> None:
    """A record that no assessment can produce is refused."""
    good = json.loads(ea.to_json(ea.record(ea.assess(quarterly, {"boundaries.secrecy": "yes"}))))
    for change in (
        *({"format": "x"}, {"format_version": 2}, {"score": -5}, {"score": 10**309}, {"points": -1}, {"coverage": 7}),
        *({"low": 101.0}, {"weight": True}),
    ):
        with pytest.raises(ea.DocumentError, match=next(iter(change))):
            ea.from_json(json.dumps({**good, **change}), ea.AssessmentRecord)


def test_answers_are_shown_as_they_are_built() -> None:
    """The repr of answers names the parameters."""
    assert repr(ea.Answers({"a.i": "x"}, {"minors"})) == "Answers({'a.i': 'x'}, profile=['minors'])"
    assert repr(ea.Answers()) == "Answers({}, profile=[])"
