"""In a made-up language, nothing is left in English: on no page, at no question, in no form."""

import re
import shutil
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from support.builders import ROOT, for_every_format
from support.catalogues import CLOSE, OPEN, messages, offer, outside, pseudo
from support.report_pages import parsed, words
from support.session import Session
from support.translated import overlay_of, pages, put
from support.translated import pseudo as translated
from support.web_windows import Window

import ethics_audit as ea
from ethics_audit.base.dates import today
from ethics_audit.base.language import speaking
from ethics_audit.cli.commands import run
from ethics_audit.documents import references
from ethics_audit.documents.answers_file import AnswersFile
from ethics_audit.formats import fhir_response, targets
from ethics_audit.history import History, opened
from ethics_audit.web import serving
from ethics_audit.web.serving import Served

LOCALE = "en-XA"
TEXTS = "⟦⟧"
"""The marks of the texts of checklists; those of the program's words are of another kind."""
ANSWERS = ea.Answers({"boundaries.secrecy": "yes", "consent.written": ea.UNSURE})
FLAGS = {"boundaries.secrecy": "yes", "self_care.unfit_now": "yes"}
HOST, CODE = "127.0.0.1:8123", "abcde-fghjk"
CITED = sorted(
    {
        *(text for one in references.codes().values() for text in (one.name, one.short, one.publisher, one.edition)),
        *(text for one in references.codes().values() for text in (one.in_force, one.next_edition)),
        *references.codes(),
        *(text for one in references.sections().values() for text in (one.title, one.gist)),
        *(references.label(one) for one in references.sections()),
        *(f"{one.code} {one.section}" for one in references.sections()),
        *(one.section for one in references.sections()),
    }
    - {""},
    key=len,
    reverse=True,
)
"""What codes and laws say of themselves, in the language that they are written in."""
NO_WORDS = re.compile(
    r"https?://\S+|(?<!\w)/[\w./*-]+|\S+\.(?:toml|db|html|md|part)\b|[\w-]+\.db-\w+"  # files and addresses
    r"|\[[\w.]+\]|`[^`]*`|\b[a-z_]+(?:\.[a-z_0-9]+)+\b"  # ids
    r"|\b(?=\w*\d)[0-9a-f]{8,}\b|\bethics-audit 0\.[\w.]+"  # hashes, and what made a page
    r"|\bea2:\S+|<!--.*?-->"
)


@pytest.fixture(autouse=True)
def _language(package: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Translate every word of the program and two audits into a made-up language."""
    offer(package, LOCALE, pseudo)
    quarterly, brief = ea.load_audit("quarterly"), ea.load_audit("brief")
    for definition in (quarterly, brief, *(part.checklist for part in quarterly.parts)):
        overlay = overlay_of(definition, LOCALE, translated)
        put(package, LOCALE, definition.id, ea.to_toml(overlay), definition.version)
    monkeypatch.chdir(tmp_path)


def left(page: str, *names: str) -> str:
    """Return what is in English on a page, apart from names and the texts of codes."""
    cut = re.sub(rf"{TEXTS[0]}[^{TEXTS}]*…", "", page)  # a title that was shortened has lost its end
    rest = outside(cut, OPEN + CLOSE, TEXTS)
    assert rest != page
    rest = NO_WORDS.sub(" ", " ".join(rest.split()))
    for text in (*CITED, *names):
        if text in rest:  # there are thousands, and each pattern takes long to compile
            rest = re.sub(rf"(?<!\w){re.escape(text)}(?!\w)", " ", rest)
    return " ".join(re.findall(r"\S*[^\W\d_]{2,}\S*", rest))


def shown(page: str) -> str:
    """The words of a page of HTML, those that only a screen reader says among them."""
    tree = parsed(page)
    for script in [*tree.iter("script")]:
        script.clear()
    heard = [one.get(name, "") for one in tree.iter() for name in ("aria-label", "alt", "title", "placeholder")]
    return " ".join([words(tree), *heard])


def flagged(audit: str = "quarterly") -> ea.Assessment:
    """A result that has everything to tell: flags, gaps, open questions, what does not apply."""
    definition = ea.load_audit(audit, locale=LOCALE)
    given = {**ea.load_answers(ROOT / "examples" / "quarter.toml").answers.given, **FLAGS}
    answers = ea.Answers({id: one for id, one in given.items() if id in definition.items}, {"telehealth"})
    return ea.assess(definition, answers)


@pytest.mark.parametrize("audit", ["quarterly", "brief"])
def test_pages(audit: str) -> None:
    """Every page of a result is in the language of its audit."""
    names = [audit, "quarterly", "ITEM", "telehealth"]
    every = pages(flagged(audit))
    found = {name: left(page, *names) for name, page in every.items() if name not in {"source", "actions"}}
    assert found == dict.fromkeys(found, "")
    assert found
    with speaking(LOCALE):
        assert left(pages(flagged(audit))["actions"], *names) == ""


def test_results_tell_what_they_tell_in_their_own_language() -> None:
    """Reasons and obstacles are in the language of the audit, and documents do not depend on the current one."""
    reasons = [reason.text for reason in flagged().reasons]
    assert [left(text) for text in reasons] == [""] * len(reasons)
    some = ea.load_checklist("boundaries", locale=LOCALE)
    plan = ea.assess(some, {"boundaries.place": "five_or_more"}).plan(to="low")
    assert plan.obstacle
    assert left(plan.obstacle) == ""
    cases, practice = ea.load_audit("scenarios"), ea.load_audit("quarterly", locale=LOCALE)
    worst = {one.id: one.options[-1].id for one in cases.items.values()}
    best = {one.id: one.options[0].id for one in practice.items.values()}

    def document() -> str:
        return ea.to_json(ea.record(ea.assess(practice, best), ea.assess(cases, worst)))

    contrasts = ea.record(ea.assess(practice, best), ea.assess(cases, worst)).contrasts
    assert contrasts
    assert [left(one.text) for one in contrasts] == [""] * len(contrasts)
    with speaking("es"):
        spanish = document()
    assert document() == spanish


@pytest.mark.parametrize("name", [*targets.TARGETS, "response"])
def test_exported_forms_are_in_the_language_of_their_audit(name: str) -> None:
    """Exported forms and responses are in the language of their audit; a schema has no words."""
    audit = for_every_format(ea.load_audit("brief", locale=LOCALE))

    def exported() -> str:
        return fhir_response.response(ANSWERS, audit).decode() if name == "response" else _words_of(name, audit)

    outside_of_any = exported()
    assert (OPEN in outside_of_any) == (name != "json-schema")
    with speaking("es"):
        assert exported() == outside_of_any


def _words_of(name: str, audit: ea.Audit) -> str:
    exported = targets.target(name).export(audit)
    if name != "xlsform":
        return exported.decode()
    book = openpyxl.load_workbook(BytesIO(exported))
    return "\n".join(str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row)


def test_one_message_would_be_seen(package: Path) -> None:
    """A single untranslated message would be noticed."""
    offer(package, LOCALE, pseudo, messages() - {"Do today"})
    assert left(str(flagged()), "quarterly", "ITEM", "telehealth") == "Do today"


CHOOSES = ("?", "1", "me", "soon", "")
"""What is typed about what to do: what is no number, and what is no day, among it."""
NORM = f"{references.evidence()['judgement-normative'].title}."
"""The title of a source, which is as it was published."""
COMMANDS = [
    ("list --sources",),
    ("show quarterly", "quarterly", *(part.checklist.id for part in ea.load_audit("quarterly").parts)),
    ("show boundaries", "boundaries"),
    ("show boundaries.secrecy", NORM),
    ("show confidentiality.online_stories", NORM),
    ("score q4.toml", "quarterly", "telehealth"),
    ("score q4.toml --explain --plan-to moderate --certain --compare q3.toml", "quarterly", "telehealth"),
    ("score q4.toml --budget 5 --domain boundaries --what-if boundaries.secrecy=no", "quarterly"),
    ("history add q3.toml --day 2026-07-01",),
    ("history add q4.toml",),
    ("history", "quarterly"),
    ("history show 2", "quarterly", "telehealth"),
    ("history trend",),
    ("history verify",),
    ("plan choose boundaries.secrecy --due 2027-01-01",),
    ("plan",),
    ("plan export plan.md",),
    ("report --out page.html",),
    ("plan settle 1 done", "done"),
    ("history backup copy.db",),
    ("history forget 2 --yes",),
    ("history", "quarterly"),
    ("paths", "AUDIT-YEAR-qN", "AUDIT-YEAR-MONTH-DAY", "AUDIT-YEAR-qN-version-N.N", "NAME"),
]


def test_commands(capsys: pytest.CaptureFixture[str], tmp_path: Path, history_file: Path) -> None:
    """The commands that a clinician uses print nothing in English."""
    shutil.copy(ROOT / "examples" / "quarter.toml", "q3.toml")
    sheet = ea.load_answers(Path("q3.toml"))
    Path("q4.toml").write_text(ea.to_toml(ea.AnswerSheet("quarterly", sheet.answers.changed(FLAGS))), "utf-8")
    found = {}
    for command, *names in COMMANDS:
        status = run([*command.split(), "--locale", LOCALE])
        printed = capsys.readouterr()
        assert status == 0, (command, printed.err)
        page = (printed.out + printed.err).replace(f"{history_file}", "/history.db").replace(str(tmp_path), "")
        found[command] = left(page, *names)
    assert found == dict.fromkeys(found, "")
    report = shown(Path("page.html").read_text("utf-8"))
    assert left(report, "quarterly", "telehealth", "ITEM") == ""
    assert left(Path("plan.md").read_text("utf-8")) == ""


def test_kept_audits_are_shown_in_their_own_language(capsys: pytest.CaptureFixture[str]) -> None:
    """Kept audits are shown in their own language, whatever the current one."""
    sheet = ea.load_answers(ROOT / "examples" / "quarter.toml")
    for day, changes in (("2026-07-01", {}), ("2026-10-01", FLAGS)):
        Path(f"{day}.toml").write_text(ea.to_toml(ea.AnswerSheet("quarterly", sheet.answers.changed(changes))), "utf-8")
        assert run(["history", "add", f"{day}.toml", "--day", day, "--locale", LOCALE]) == 0
    capsys.readouterr()
    for command, *names in (("history show 2", "quarterly", "telehealth", "ITEM"), ("history trend",)):
        assert run(command.split()) == 0
        assert left(capsys.readouterr().out, *names) == ""


def test_talk(start: Callable[..., Session], tmp_path: Path) -> None:
    """The whole interview, with every letter that can be typed, says nothing in English."""
    brief = ea.load_audit("brief")
    given = {one.id: one.options[-1].id for one in list(brief.items.values())[3:] if one.id != "boundaries.secrecy"}
    answers = ea.Answers({**given, "boundaries.secrecy": "yes"}, {"telehealth"})
    first = start("brief", "--locale", LOCALE, "--notes")
    heard = _talk(first, "?", "6", "?", *"nbny", "?", "w", "n", "", "b", "u", "q")
    Path("mine.toml").write_text(ea.to_toml(ea.AnswerSheet("brief", answers, brief.version)), "utf-8")
    again = start("brief", "--locale", LOCALE, "--file", "mine.toml", "--notes", "--all")
    heard += _talk(again, "", "m", "met 2026-01-02", "", "b", *"6yn111", "9", "", "f", *"6yn", "", *CHOOSES)
    place = str(tmp_path)
    day = f"{today():%A %B}".split()
    assert left(heard.replace(place, ""), "brief", "telehealth", "ITEM", *day) == ""


def _talk(terminal: Session, *entries: str) -> str:
    """All that is said while these lines are typed, and behind them."""
    heard = []
    for entry in entries:
        heard.append(terminal.wait_for("> "))
        terminal.type(entry)
        terminal.wait_for(entry or "\n")
    terminal.end_of_input()
    return "\n".join([*heard, terminal.rest()])


def test_form(tmp_path: Path) -> None:
    """Every page of the form is translated, error messages included."""
    definition = ea.load_audit("brief", locale=LOCALE)
    history = History(opened(tmp_path / "kept.db"))
    served = Served(definition, AnswersFile.opened(tmp_path / "mine.toml", "brief", None), history)
    window = Window(serving.local(served, HOST, CODE, lambda: None), f"http://{HOST}/")
    steps = [
        lambda: window.send(code="wrong"),
        lambda: window.send(code=CODE),
        *(lambda path=path: window.open(path) for path in ("/", "/practice", "/nothing", "/later", "/check")),
        lambda: window.open("/questions/boundaries.secrecy"),
        lambda: window.send("on"),
        lambda: window.send("on", answer="yes"),
        lambda: window.open("/questions/telehealth.location"),
        lambda: window.open("/check"),
        window.send,
        lambda: window.open("/done"),
        lambda: window.open("/report"),
    ]
    seen = []
    for step in steps:
        step()
        seen.append(shown(window.response.text))
    assert [left(page, "brief", "ITEM") for page in seen] == [""] * len(steps)
