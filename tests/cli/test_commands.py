"""The command line: what it prints, where, and its exit status."""

import io
import json
import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from attrs import evolve
from support.broken import GOOD_CHECKLIST
from support.builders import QUARTER, audit, checklist, item
from support.catalogues import offer
from support.command import program
from support.planted import CLEAN
from support.small import small
from support.terminal import Terminal

import ethics_audit as ea
from ethics_audit.assessment.page import sections
from ethics_audit.assessment.text import printed
from ethics_audit.base import language
from ethics_audit.base.dates import today
from ethics_audit.cli import commands, describe
from ethics_audit.cli.commands import run
from ethics_audit.documents import references
from ethics_audit.history import History, opened
from ethics_audit.model.profile import FACTS


def test_score_prints_the_page(capsys: pytest.CaptureFixture[str]) -> None:
    """The result goes to standard output, as text."""
    assert run(["score", str(QUARTER)]) == 0
    told = capsys.readouterr()
    sheet = ea.load_answers(QUARTER)
    result = ea.assess(ea.audit_of(sheet), sheet.answers)
    assert told.out == f"{printed(sections(result, day=today()))}\n"
    assert told.err == ""


def test_score_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    """`--json` prints the assessment for programs, alone."""
    assert run(["score", str(QUARTER), "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert document["format"] == "ethics-audit/assessment"
    assert document["score"] == document["points"] / document["weight"]


@pytest.mark.parametrize(("band", "status"), [("low", 1), ("moderate", 1), ("high", 0), ("critical", 0)])
def test_fail_at_sets_the_exit_status(band: str, status: int, capsys: pytest.CaptureFixture[str]) -> None:
    """The example is moderate: it reaches low and moderate."""
    assert run(["score", str(QUARTER), "--fail-at", band]) == status
    assert "moderate" in capsys.readouterr().out


def test_fail_at_counts_what_is_certain(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Without a band, the least it can be counts; where nothing applies, nothing is reached."""
    file = tmp_path / "a.toml"
    file.write_text('audit = "boundaries"\n[answers]\n"boundaries.secrecy" = "yes"\n', "utf-8")
    assert run(["score", str(file), "--fail-at", "high"]) == 1
    assert "not known yet: at least high" in capsys.readouterr().out
    assert run(["score", str(file), "--fail-at", "critical"]) == 0


@pytest.mark.parametrize(
    "arguments",
    [
        *(["scorre"], ["score"], ["score", "x.toml", "--fail-at", "worse"], ["show"], ["lint"]),
        *(["export", "quarterly"], ["export", "quarterly", "--to", "xml"], ["--nonsense"], ["start"]),
    ],
)
def test_wrong_usage(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """The status is 2, and nothing goes to standard output; `start` needs a terminal."""
    assert run(arguments) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert "Usage:" in printed.err


def test_list(capsys: pytest.CaptureFixture[str]) -> None:
    """The catalog is listed as a table and as JSON."""
    assert run(["list"]) == 0
    out = capsys.readouterr().out
    assert "quarterly" in out
    assert "Cultural sensitivity" in out
    assert run(["list", "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)
    assert {
        "kind": "audits",
        "id": "quarterly",
        "versions": [ea.load_audit("quarterly").version],
        "title": "Quarterly self-audit",
        "asked": "practice",
    } in rows
    assert {row["asked"] for row in rows} == {"practice", "occasion", "cases"}


def test_show(capsys: pytest.CaptureFixture[str]) -> None:
    """An audit, a checklist and an item, each as a page and as JSON."""
    quarterly, case = ea.load_audit("quarterly"), ea.load_checklist("scenarios").items[0]
    gifts, contact = (quarterly.items[f"boundaries.{name}"] for name in ("gifts", "sexual_contact"))
    young = next(one for one in quarterly.items.values() if one.requires == {"minors"})
    assert gifts.rating is not None
    assert contact.red_flag is not None
    weight = f"{gifts.weight}: severity {gifts.rating.severity}, likelihood {gifts.rating.likelihood}"
    for id, words in (
        ("quarterly", "moderate from 15, high from 35, critical from 60"),
        ("boundaries", "[boundaries.gifts]"),
        (gifts.id, f"Weight {weight} (3^(severity - 1) × likelihood), {gifts.rating.basis}"),
        (contact.id, f"Red flag from risk {contact.red_flag.at}, at least {contact.red_flag.band}:"),
        (young.id, "Asked only where: I see clients under 18."),
        ("boundaries.secrecy", "For example: "),
        (case.id, f"On the same topic: {case.about[0]}"),
        ("boundary_decision", f"[{ea.load_checklist('boundary_decision').items[0].id}]"),
    ):
        assert run(["show", id]) == 0
        page = capsys.readouterr().out
        assert words in " ".join(page.split())
        assert max(len(line) for line in page.splitlines()) <= 80
        assert run(["show", id, "--json", "--version", quarterly.version]) == 0
        assert json.loads(capsys.readouterr().out)["id"] == id
    assert run(["show", "boundaries.gift"]) == 3
    assert "did you mean 'boundaries.gifts'?" in capsys.readouterr().err
    assert run(["show", "quarterly", "--version", "8.0"]) == 3


def test_show_tells_the_time_and_what_an_event_and_a_case_are() -> None:
    """An item is shown with its time, what n/a means for it, the case that goes on in it, and what is needed."""
    event = describe.text(item("a.i", event=True, window="twelve months"))
    assert "In the last twelve months: I do a.i." in event
    assert "It asks what was done when something came up; n/a means: It did not come up." in " ".join(event.split())
    assert "Can be answered n/a." in describe.text(item("a.i", not_applicable=True))
    case = describe.text(item("a.j", follows="a.i", needed="Since when?"))
    assert "The case goes on: I do a.j.\n\n" in case
    assert "It goes on from a.i." in case
    assert "What would you need to know? Since when?" in case
    assert "At present: I do a.i. [a.i]" in describe.text(checklist("a", item("a.i", window="present")))


def test_show_of_an_item_has_the_words_of_its_own_facts(package: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A fact that the checklist declares itself is shown by its statement, as other facts are, and not by its id."""
    text = GOOD_CHECKLIST.replace('requires = ["minors"]', 'requires = ["own.nights", "minors"]')
    text = text.replace("[scales]", '[facts]\n"own.nights" = "I work night shifts."\n\n[scales]')
    (package / "checklists" / "mine-1.0.toml").write_text(text, "utf-8")
    assert run(["show", "mine.first"]) == 0
    page = capsys.readouterr().out
    assert f"Asked only where: {FACTS['minors']}, I work night shifts." in " ".join(page.split())
    assert "own.nights" not in page


def test_show_of_a_checklist_begins_with_what_is_read_first() -> None:
    """The introduction and the worked example keep their lines, in a checklist and in an audit."""
    mine = evolve(checklist("a", item("a.i")), introduction="Read\nthis.", worked_example="1. Ask.\n\n2. Wait.")
    for shown in (describe.text(mine), describe.text(audit(mine))):
        assert "\n\nRead\nthis.\n\nA worked example\n----------------\n\n1. Ask.\n\n2. Wait.\n\n" in shown


def test_show_of_a_plain_checklist(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A file without ratings and citations is shown all the same, and multipliers are named."""
    mine = checklist("a", item("a.i"))
    file = tmp_path / "mine.json"
    file.write_text(ea.to_json(mine), "utf-8")
    assert run(["show", str(file)]) == 0
    assert "I do a.i." in capsys.readouterr().out
    file.write_text(ea.to_json(ea.Audit("x", "1.0", "X", (ea.Part(mine, 2),))), "utf-8")
    assert run(["show", str(file)]) == 0
    assert "counts 2 times" in capsys.readouterr().out
    bare = item("a.i", rating=ea.Rating(1, 1, "expert", ["house rules"]), citations=[ea.Citation("house", "3")])
    assert "-  house rules\n" in describe.text(bare)
    assert describe.text(bare).endswith("-  house 3")
    assert "Weight 1" in describe.text(item("a.i"))


def test_lint(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """Good files end with status 0, and `--json` lists the problems one by one."""
    good, wrong = tmp_path / "good.json", tmp_path / "wrong.toml"
    good.write_text(ea.to_json(ea.from_toml(CLEAN, ea.Checklist)), "utf-8")
    wrong.write_text("title = 3", "utf-8")
    assert run(["lint", str(good)]) == 0
    assert capsys.readouterr().out == f"{good}: no problems\n"
    assert run(["lint", str(good), str(wrong), "--json"]) == 3
    first, second = json.loads(capsys.readouterr().out)["files"]
    assert first == {"file": str(good), "problems": []}
    told = {
        "place": "title",
        "message": "expected text, got 3",
        "hint": "",
        "rule": "value",
        "given": 3,
        "expected": "text",
        "nearest": "",
        "severity": "error",
    }
    assert told in second["problems"]


def test_export_resolves_everything(capsys: pytest.CaptureFixture[str]) -> None:
    """The export reads back as the same audit."""
    assert run(["export", "quarterly", "--to", "json"]) == 0
    assert ea.from_json(capsys.readouterr().out, ea.Audit) == ea.load_audit("quarterly")
    version = ea.load_checklist("consent").version
    assert run(["export", "consent", "--to", "json", "--version", version]) == 0
    assert ea.from_json(capsys.readouterr().out, ea.Audit) == ea.load_audit("consent")


def test_version_by_every_way() -> None:
    """The fast path and click agree."""
    assert program("--version").stdout == f"ethics-audit {ea.__version__}\n"
    assert run(["--version"]) == 0


def test_help_names_the_commands() -> None:
    """Each command has its line."""
    out = program("--help").stdout
    assert all(command in out for command in ("start", "score", "list", "show", "lint", "export"))


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs a shell's pipes")
def test_closed_pipe_is_no_error() -> None:
    """`ethics-audit export … | head -1` ends quietly."""
    command = f"{sys.executable} -m ethics_audit export quarterly --to json | head -n 1"
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=False)  # noqa: S607
    assert (done.stdout, done.stderr) == ("{\n", "")


def test_without_click_the_extra_is_named() -> None:
    """The command of a bare installation says what to install."""
    code = (
        "import sys; sys.modules['click'] = None; sys.argv = ['x', 'list']; from ethics_audit.cli import main; main()"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 3
    assert "pip install 'ethics-audit[cli]'" in done.stderr


def test_fault_is_no_result() -> None:
    """A bug ends with a status of its own, which no script takes for a band that is reached."""
    code = (
        "import sys; from ethics_audit import cli; from ethics_audit.cli import answers_paths;"
        "answers_paths.assess = None;"
        f"sys.argv = ['x', 'score', {str(QUARTER)!r}, '--fail-at', 'low']; cli.main()"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 70
    assert "TypeError: 'NoneType' object is not callable" in done.stderr


# in another language

GERMAN = {
    "Nothing is chosen yet. '{command}' goes through your newest audit.": "Noch nichts gewählt. Weiter: '{command}'.",
    "Your history is empty. '{command}' keeps a finished audit there.": "Noch nichts da. Weiter: '{command}'.",
    "your history; {variable} names another place": "Ihre Chronik; {variable} nennt einen anderen Ort",
    "Audits": "Selbstprüfungen",
    "band": "Stufe",
    "low": "niedrig",
    "score": "Punktzahl",
}


def speak(package: Path, locale: str, said: dict[str, str]) -> None:
    """Give the program words of a language, in an installed package."""
    offer(package, locale, said.__getitem__, frozenset(said))


def test_commands_speak_a_language(package: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A command speaks the language of the reader or the country, and so do the commands that it suggests."""
    speak(package, "de", GERMAN)
    assert run(["plan", "--locale", "de-AT"]) == 0
    assert capsys.readouterr().out == "Noch nichts gewählt. Weiter: 'ethics-audit plan choose --locale de-AT'.\n"
    assert run(["history", "--locale", "de"]) == 0
    assert capsys.readouterr().out == "Noch nichts da. Weiter: 'ethics-audit start brief --locale de'.\n"
    assert run(["paths", "--locale", "de"]) == 0
    assert "Ihre Chronik; ETHICS_AUDIT_HISTORY nennt" in capsys.readouterr().out
    assert run(["history"]) == 0
    assert "Your history is empty" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("given", "locale"),
    [("ES", "es"), ("es_ES", "es-ES"), ("ES-mx", "es-MX"), ("es", "es"), ("es-Latn_mx", "es-Latn-MX")],
)
def test_language_is_written_in_many_ways(given: str, locale: str, capsys: pytest.CaptureFixture[str]) -> None:
    """A suggested command names the language the way files do, with its country."""
    assert run(["list", "--locale", given]) == 0
    assert f"show ID --locale {locale}" in capsys.readouterr().out
    assert run(["show", "brief", "--locale", given]) == 0
    assert capsys.readouterr().out.startswith("Autoevaluación breve")


def test_empty_history_names_what_is_translated(capsys: pytest.CaptureFixture[str]) -> None:
    """An empty history suggests an audit that exists in the language."""
    for command in ("report", "plan choose brief.one"):
        for locale, told in ((["--locale", "es"], "start brief --locale es"), ([], "start")):
            assert run([*command.split(), *locale]) == 2
            assert f"in your history yet: 'ethics-audit {told}' keeps one" in capsys.readouterr().err


def test_language_of_the_environment(
    history_file: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The language of the environment is used unless another one is typed before or after a command."""
    monkeypatch.setenv("ETHICS_AUDIT_LOCALE", "es_MX")
    (tmp_path / "mine.toml").write_text('audit = "brief"\n[answers]\n"consent.written" = "most"\n', "utf-8")
    add = ["history", "add", str(tmp_path / "mine.toml")]
    for arguments, language_of in ((add, "es"), ([*add, "--locale", "en", "--day", "2026-01-01"], "en")):
        assert run(arguments) == 0
        newest = max(History(opened(history_file)).audits(), key=lambda one: one.number)
        assert newest.result.audit.language == language_of
    capsys.readouterr()
    for arguments, head in (
        (["history"], "día"),
        (["history", "--locale", "en"], "day"),
        (["history", "--locale", "en", "verify"], "The history"),
        (["history", "verify", "--locale", "en"], "The history"),
        (["history", "verify"], "El historial"),
    ):
        assert run(arguments) == 0
        assert capsys.readouterr().out.strip().startswith(head), arguments


def test_language_of_the_environment_is_a_wish(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A definition without that translation is shown in the original, but a language that is typed must exist."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "small.toml").write_text(small(), "utf-8")
    (tmp_path / "mine.toml").write_text('audit = "small.toml"\n', "utf-8")
    for command in ("show small.toml", "score mine.toml", "export small.toml --to json"):
        assert run(command.split()) == 0
        told = capsys.readouterr().out
        monkeypatch.setenv("ETHICS_AUDIT_LOCALE", "es")
        assert run(command.split()) == 0
        assert capsys.readouterr().out == told
        assert run([*command.split(), "--locale", "es"]) == 3
        assert "there is no translation of 'small' into 'es'" in capsys.readouterr().err
        assert run(["show", "scenario", "--version", "9"]) == 3
        assert "did you mean 'scenarios'" in capsys.readouterr().err
        monkeypatch.delenv("ETHICS_AUDIT_LOCALE")
    monkeypatch.setenv("ETHICS_AUDIT_LOCALE", "tlh")
    assert run(["history"]) == 0
    assert "Your history is empty. 'ethics-audit start'" in capsys.readouterr().out


def test_interruption_is_told_in_the_language_of_the_command(
    package: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The last word is in the language of the command, and then the language ends."""
    speak(package, "de", {"Interrupted.": "Abgebrochen."})

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("ethics_audit.cli.stores.history", interrupt)
    assert run(["history", "verify", "--locale", "de"]) == 130
    assert capsys.readouterr().err.strip() == "Abgebrochen."
    assert language.spoken() == "en"


def test_columns_are_as_wide_as_their_names(
    package: Path, history_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A longer name makes its column wider, and the language can be given before or after a command."""
    speak(package, "de", GERMAN)
    result = ea.assess(ea.load_audit("boundaries"), {"boundaries.secrecy": "no"})
    History(opened(history_file)).keep(result, date(2026, 8, 3))
    assert run(["history", "--locale", "de"]) == 0
    head, row, *_ = capsys.readouterr().out.splitlines()
    assert head == "      day             audit       Punktzahl  Stufe"
    assert row.startswith("   1  August 3, 2026  Boundaries        0.0  ")
    for arguments in (["--locale", "de", "show", "1"], ["show", "1", "--locale", "de"]):
        assert run(["history", *arguments]) == 0
        assert capsys.readouterr().out == f"Number 1, of August 3, 2026.\n\n{result}\n"


@pytest.mark.parametrize(
    "command",
    [
        *("list", "paths", "report", "history", "history show 1", "history trend"),
        *("history verify", "history backup x.db", "history forget 1", "history encrypt", "history rekey"),
        *("plan", "plan choose", "plan settle 1 done", "plan export x.md"),
    ],
)
def test_language_that_the_program_does_not_speak(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    """The error names the languages there are."""
    for locale in ("tlh", "", "../de"):
        assert run([*command.split(), "--locale", locale]) == 3
        assert f"there is no language {locale!r} (known: en" in capsys.readouterr().err


def test_language_ends_with_its_command(package: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The language ends with its command, however that ends."""
    speak(package, "de", GERMAN)
    for arguments in (["paths"], ["plan", "--nonsense"], ["history", "show", "9"], ["plan", "settle", "x", "done"]):
        run([*arguments[:1], "--locale", "de", *arguments[1:]])
        assert language.spoken() == "en"
    capsys.readouterr()


def test_list_in_a_language(package: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Titles are translated where they can be."""
    speak(package, "es", {"Audits": "Auditorías"})
    assert run(["list", "--locale", "es"]) == 0
    told = capsys.readouterr().out
    assert told.startswith("Auditorías\n  brief ")
    assert "Autoevaluación breve" in told
    assert ea.load_audit("quarterly", locale="es").title in told
    assert "ethics-audit show ID --locale es" in told


def test_export_in_a_language(capsys: pytest.CaptureFixture[str]) -> None:
    """An exported form is in the language that was asked for."""
    assert run(["export", "brief", "--to", "json", "--locale", "es"]) == 0
    assert json.loads(capsys.readouterr().out)["title"] == "Autoevaluación breve"
    assert run(["export", "brief", "--to", "json", "--locale", "fr"]) == 3


def test_serve_takes_a_language(tmp_path: Path) -> None:
    """The form is in that language, and so is the command that continues."""
    (tmp_path / "mine.toml").write_text('audit = "brief"\n', "utf-8")
    terminal = Terminal(tmp_path, "serve", "brief", "--locale", "es", "--no-keep", "--file", "mine.toml")
    terminal.wait_for(f"Autoevaluación breve {ea.load_audit('brief').version}")
    terminal.wait_for("Ctrl-C")
    terminal.interrupt()
    terminal.wait_for(" --locale es --no-keep")
    assert terminal.ended() == 130
    terminal.close()


class _Gone(io.StringIO):
    """A stream whose reader went away."""

    def flush(self) -> None:
        """Fail as a pipe does."""
        raise BrokenPipeError


def test_reader_that_went_away_is_no_error(monkeypatch: pytest.MonkeyPatch) -> None:
    """A closed pipe ends the program quietly."""
    monkeypatch.setattr(commands.streams, "drop_unwritable", lambda: None)
    monkeypatch.setattr(sys, "stdout", _Gone())
    assert run(["list"]) == 0


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full, which Linux has")
def test_output_that_cannot_be_written_is_dropped(monkeypatch: pytest.MonkeyPatch) -> None:
    """A full disk has a status of its own, and the interpreter does not try again."""
    with Path("/dev/full").open("w", encoding="utf-8") as full:
        monkeypatch.setattr(sys, "stdout", full)
        assert run(["list"]) == 4


def test_paths_of_a_database(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """A history in a database has no files on this computer."""
    monkeypatch.setenv("ETHICS_AUDIT_HISTORY", "postgresql://host/name")
    assert run(["paths"]) == 0
    assert "-wal" not in capsys.readouterr().out


def test_judgement_is_a_source_that_nobody_reads(quarterly: ea.Audit, capsys: pytest.CaptureFixture[str]) -> None:
    """Where a weight stands on a stated norm or on raters, nothing is said of what was read."""
    judged = next(
        one for one in quarterly.items.values() if one.rating and one.rating.sources == ("judgement-normative",)
    )
    assert run(["show", judged.id]) == 0
    shown = " ".join(capsys.readouterr().out.split())
    assert f"{references.evidence()['judgement-normative'].title}." in shown
    assert "Seen: not applicable" not in shown
