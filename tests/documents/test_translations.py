"""Checklists in other languages: their texts change and nothing else does; what is missing is told."""

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from attrs import evolve
from support.broken import GOOD_CHECKLIST
from support.builders import ROOT, audit, checklist, item
from support.catalogues import offer
from support.session import Session
from support.translated import CLOSE, DAY, LONGEST_TITLE, OPEN, overlay_of, pages, pseudo, put

import ethics_audit as ea
from ethics_audit import history
from ethics_audit.assessment import wording as text
from ethics_audit.assessment.markdown import action_list
from ethics_audit.base import language, packages
from ethics_audit.base.errors import shown
from ethics_audit.cli.commands import run
from ethics_audit.documents import catalog, references
from ethics_audit.formats import markdown_form, targets
from ethics_audit.model.definitions import Translation
from ethics_audit.model.translation import ItemTexts, OptionTexts, Overlay, foreign, over, texts_of

pytestmark = pytest.mark.usefixtures("forgetful")

OPTIONS = [ea.Option("no", "No", 0), ea.Option("plan", "Plan", 100)]
"""Said in two languages in the same words."""

OVERLAY = """\
format = "ethics-audit/translation"
format_version = 1
locale = "de"
id = "mine"
version = "1.0"
reviewed = ""
title = "Mein eigenes"

[[items]]
id = "mine.first"
prompt = "Ich nenne das Honorar."
options = [{ id = "always", label = "Immer" }, { id = "never", label = "Nie" }]
action = "Heute: anrufen."
rationale = "Es ist wichtig."
remedy = "Anfangen."
"""

VERSION = ea.load_checklist("boundaries").version
OF_BOUNDARIES = (
    OVERLAY.partition("[[items]]")[0]
    .replace('"mine"', '"boundaries"')
    .replace('version = "1.0"', f'version = "{VERSION}"')
)
"""A title for a shipped checklist."""


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    """A checklist in a file, with a translation beside it."""
    path = tmp_path / "mine.toml"
    path.write_text(GOOD_CHECKLIST, "utf-8")
    put(tmp_path, "de", "mine", OVERLAY)
    return path


def all_texts(audit: ea.Audit) -> dict[str, str]:
    """Every text of an audit and its checklists, the titles under the ids."""
    found = {audit.id: audit.title}
    for part in audit.parts:
        found |= texts_of(part.checklist)
        found[part.checklist.id] = found.pop("title")
    return found


def wordless(audit: ea.Audit) -> ea.Audit:
    """An audit without its words and its translation."""
    parts = []
    for part in audit.parts:
        said = dict.fromkeys(texts_of(part.checklist), "x")
        said |= {place: place for place in said if place.endswith("label")}
        overlay = overlay_of(part.checklist, "xx", lambda place, _, said=said: said[place])
        bare = over(part.checklist, [overlay], "xx")
        parts.append(evolve(part, checklist=evolve(bare, translation=None)))
    return evolve(audit, title="x", translation=None, parts=parts)


# what a translation is


@pytest.mark.parametrize("name", ["brief", "quarterly", "boundaries"])
def test_only_texts_change(name: str) -> None:
    """A translation changes no id, risk, weight, flag, order, digest or score."""
    original, translated = ea.load_audit(name), ea.load_audit(name, locale="es")
    assert translated != original
    assert translated.digest == original.digest
    assert [one.checklist.digest for one in translated.parts] == [one.checklist.digest for one in original.parts]
    assert wordless(translated) == wordless(original)
    worst = {one.id: one.options[-1].id for one in original.items.values()}
    results = [ea.assess(audit, ea.Answers(worst, {"telehealth"})) for audit in (original, translated)]
    assert results[0].vector == results[1].vector
    assert ea.load_vector(results[0].vector, locale="es").audit == translated


def test_original_is_as_it_was() -> None:
    """A definition in its own language has no translation."""
    assert ea.load_audit("brief").translations == ()
    assert ea.load_audit("brief", locale="en-GB") is ea.load_audit("brief", locale="en") is ea.load_audit("brief")


def test_brief_is_wholly_translated() -> None:
    """The Spanish audit is complete; only the answer no is the same in both languages."""
    brief = ea.load_audit("brief", locale="es")
    assert [one.missing for one in brief.translations] == [()] * 11
    assert {one.locale for one in brief.translations} == {"es"}
    original = all_texts(ea.load_audit("brief"))
    same = {said for place, said in all_texts(brief).items() if said == original[place]}
    assert same == {"No"}


def test_missing_texts_are_told(mine: Path) -> None:
    """Untranslated items stay in English, and a result says how many there are."""
    put(mine.parent, "es", "mine", OVERLAY.replace('"de"', '"es"'))
    translated = ea.load_checklist(mine, locale="es")
    assert translated.translation is not None
    assert translated.translation.missing_items == {"mine.first", "mine.second"}
    assert translated.items[1] == ea.load_checklist(mine).items[1]
    told = " ".join(str(ea.assess(translated, {})).split())
    assert "2 de las 2 preguntas no están traducidas, o no del todo" in told


def test_single_missing_texts_are_told(mine: Path) -> None:
    """A fully untranslated item is listed by its id, a partly translated one by its texts."""
    translated = ea.load_checklist(mine, locale="de")
    assert translated.translation == Translation("de", "", ("mine.first.options.sometimes.label", "mine.second"))
    assert translated.translation.missing_items == {"mine.first", "mine.second"}
    assert [option.label for option in translated.items[0].options] == ["Immer", "Sometimes", "Nie"]
    assert translated.items[0].red_flag == ea.RedFlag(100, ea.Band.HIGH, "Heute: anrufen.")
    assert translated.items[1] == ea.load_checklist(mine).items[1]


def test_feedback_is_translated() -> None:
    """The feedback of a case's answers is translated as well."""
    case = evolve(item("x.one"), scale=ea.Scale([ea.Option("a", "A", 0, "Well."), ea.Option("b", "B", 100)]))
    original = ea.Checklist("x", "1.0", "X", [case])
    overlay = Overlay("de", "x", "1.0", "Dana", None, [ItemTexts("x.one", options=[OptionTexts("a", None, "Gut.")])])
    translated = over(original, [overlay], "de")
    assert translated.items[0].by_id["a"] == ea.Option("a", "A", 0, "Gut.")
    assert translated.translation is not None
    assert translated.translation.reviewed == "Dana"


def cases() -> ea.Checklist:
    """A checklist with every text that a checklist can have around its items."""
    play = ea.RolePlay(["I am early.", "Well?"], ["You are late."], ["What was said?"])
    return evolve(
        checklist("x", evolve(item("x.one"), needed="Since when?", roleplay=play), item("x.two")),
        introduction="Read this.",
        worked_example="Step by step.",
        discussion=ea.Discussion("The long case", ["Who is harmed?", "And then?"], "It began in May."),
    )


OVERLAY_OF_CASES = """\
format = "ethics-audit/translation"
format_version = 1
locale = "de"
id = "x"
version = "1.0"
reviewed = ""
title = "X"
introduction = "Lesen Sie das."
worked_example = "Schritt um Schritt."

[discussion]
title = "Der lange Fall"
questions = ["Wer nimmt Schaden?", "Und dann?"]
text = "Es begann im Mai."

[[items]]
id = "x.one"
needed = "Seit wann?"

[items.roleplay]
client = ["Ich bin früh.", "Nun?"]
clinician = ["Sie sind spät."]
observer = ["Was wurde gesagt?"]
"""


@pytest.fixture
def beside_cases(tmp_path: Path) -> Path:
    """The file of these cases, with a translation beside it."""
    path = tmp_path / "x.toml"
    path.write_text(ea.to_toml(cases()), "utf-8")
    put(tmp_path, "de", "x", OVERLAY_OF_CASES)
    return path


def test_texts_around_the_items_are_translated(beside_cases: Path) -> None:
    """The introduction, the worked example, the discussion, what is needed and the lines of a role play are texts."""
    found = ea.load_checklist(beside_cases, locale="de")
    assert (found.introduction, found.worked_example) == ("Lesen Sie das.", "Schritt um Schritt.")
    assert found.discussion == ea.Discussion("Der lange Fall", ["Wer nimmt Schaden?", "Und dann?"], "Es begann im Mai.")
    assert found.items[0].needed == "Seit wann?"
    assert found.items[0].roleplay == ea.RolePlay(["Ich bin früh.", "Nun?"], ["Sie sind spät."], ["Was wurde gesagt?"])
    assert found.digest == cases().digest
    for document, read in ((ea.to_json(found), ea.from_json), (ea.to_toml(found), ea.from_toml)):
        assert read(document, ea.Checklist) == found


def test_missing_texts_around_the_items_are_told(beside_cases: Path) -> None:
    """A text around the items that is not translated is listed as missing, each line by its number."""
    wordy = OVERLAY_OF_CASES.partition("introduction")[0]
    lines = '[discussion]\nquestions = ["Wer?"]\n[[items]]\nid = "x.one"\nroleplay = { client = ["Früh."] }\n'
    put(beside_cases.parent, "de", "x", wordy + lines)
    translation = ea.load_checklist(beside_cases, locale="de").translation
    assert translation is not None
    around = [place for place in translation.missing if not place.startswith("x.")]
    assert around == ["introduction", "worked_example", "discussion/title", "discussion/text", "discussion/questions/2"]
    assert {"x.one.needed", "x.one.roleplay.client.2", "x.one.roleplay.observer.1"} <= {*translation.missing}
    assert translation.missing_items == {"x.one", "x.two"}
    assert translation.of_items({"x.two"}).missing == (*around, "x.two")


@pytest.mark.parametrize(
    ("was", "now", "told"),
    [
        ('"Und dann?"]', '"Und dann?", "Wie?"]', "discussion/questions/3: is not a text of the original"),
        ('"Nun?"]', '"Nun?", "Na?"]', "x.one.roleplay.client.3: is not a text of the original"),
        ('client = ["Ich', 'clint = ["Ich', "items[0] (x.one).roleplay.clint: is not a key here"),
        ('"Seit wann?"', '""', "items[0] (x.one).needed: expected non-empty text"),
    ],
)
def test_lines_that_the_original_lacks_are_refused(beside_cases: Path, was: str, now: str, told: str) -> None:
    """No line and no question can be added."""
    put(beside_cases.parent, "de", "x", OVERLAY_OF_CASES.replace(was, now))
    with pytest.raises(ea.ChecklistError) as caught:
        ea.load_checklist(beside_cases, locale="de")
    assert told in str(caught.value)


def test_texts_that_a_checklist_lacks_are_refused(mine: Path) -> None:
    """A text around the items is refused where the original has none."""
    put(mine.parent, "de", "mine", OVERLAY.replace('title = "Mein', 'introduction = "Neu."\ntitle = "Mein'))
    with pytest.raises(ea.ChecklistError, match=r"introduction: is not a text of the original"):
        ea.load_checklist(mine, locale="de")


def test_texts_in_another_language_than_the_page() -> None:
    """A text in another language than the page is listed, unless the page's language has the same words."""
    said = item("a.said", prompt="Dicho.", rationale="Importa.", remedy="Begin.", scale=ea.Scale(OPTIONS))
    part = evolve(
        checklist("a", said, item("a.left")), title="Parte", translation=Translation("xx", missing=("a.left",))
    )
    definition = evolve(
        audit(part, checklist("b", item("b.one", scale=ea.Scale(OPTIONS)))),
        title="Prueba",
        translation=Translation("xx"),
    )
    english = ["I do a.left.", "Risk 0", "Risk 50", "Risk 100", "It matters.", "B", "I do b.one."]
    assert foreign(definition, "xx") == dict.fromkeys(english, "en")
    assert foreign(definition, "en") == dict.fromkeys(["Prueba", "Parte", "Dicho.", "Importa."], "xx")


def test_original_on_pages() -> None:
    """An original is foreign on every page that is not in English."""
    definition = audit(checklist("a", item("a.one")))
    assert foreign(definition, "en") == {}
    assert foreign(definition, "yy") == dict.fromkeys(all_texts(definition).values(), "en")


@pytest.mark.parametrize(("missing", "language"), [((), "xx"), (("title",), "en")])
def test_title_of_a_checklist_alone(missing: tuple[str, ...], language: str) -> None:
    """The title of an audit of one checklist is in the language of that checklist."""
    only = ea.Audit.of(evolve(checklist("a", item("a.one")), translation=Translation("xx", missing=missing)))
    assert foreign(only, "yy")[only.title] == language
    assert only.title not in foreign(only, language)


# where translations come from


def test_region_is_read_over_its_language(package: Path) -> None:
    """A region falls back on its language, and that on the original; all of them must be reviewed."""
    assert ea.load_audit("brief", locale="es-MX") == ea.load_audit("brief", locale="es")
    plain = OVERLAY.replace('reviewed = ""', 'reviewed = "Dana Roe, 2026"')
    put(package, "de", "mine", plain)
    assert ea.load_checklist("mine", locale="de-AT").translation.reviewed == "Dana Roe, 2026"  # type: ignore[union-attr]
    head, _, _ = OVERLAY.replace('"de"', '"de-AT"').partition("[[items]]")
    put(package, "de-AT", "mine", head.replace("Mein eigenes", "Meins"))
    catalog._load_resource.cache_clear()
    austrian = ea.load_checklist("mine", locale="de-AT")
    assert (austrian.title, austrian.items[0].remedy, austrian.items[1].remedy) == ("Meins", "Anfangen.", "Write.")
    assert austrian.translation is not None
    assert (austrian.translation.locale, austrian.translation.reviewed) == ("de-AT", "")
    assert ea.load_checklist("mine", locale="de").title == "Mein eigenes"
    put(package, "de", "mine", OVERLAY)
    put(package, "de-AT", "mine", head.replace('reviewed = ""', 'reviewed = "Dana Roe, 2026"'))
    catalog._load_resource.cache_clear()
    assert ea.load_checklist("mine", locale="de-AT").translation.reviewed == ""  # type: ignore[union-attr]


@pytest.mark.parametrize("locale", ["fr", "ES", "", "../es", "es_MX", "x" * 99])
def test_unknown_language(locale: str) -> None:
    """The error lists the available languages."""
    for load in (ea.load_audit, ea.load_checklist):
        name = "brief" if load is ea.load_audit else "boundaries"
        with pytest.raises(ea.UnknownIdError) as caught:
            load(name, locale=locale)  # type: ignore[operator]
        assert str(caught.value).startswith(f"there is no translation of '{name}' into {shown(locale)} (")
        assert caught.value.known == ("en", "es")
    with pytest.raises(ea.UnknownIdError, match="no translation of 'scenarios' into 'fr' .known: en"):
        catalog.find(ea.load_checklist("scenarios").items[0].id, locale="fr")


@pytest.mark.parametrize("locale", ["es-", "en-", "es-/..", "es-MX-"])
def test_half_a_language_is_none(locale: str) -> None:
    """An invalid language is not shortened to a valid one."""
    with pytest.raises(ea.UnknownIdError, match="no translation of 'brief' into"):
        ea.load_audit("brief", locale=locale)


def test_package_translates_shipped_definitions(package: Path) -> None:
    """A package's folder ``locales`` is read like the library's."""
    put(package, "de", "boundaries", OF_BOUNDARIES.replace("Mein eigenes", "Grenzen"), VERSION)
    brief = ea.load_audit("brief", locale="de")
    assert [part.checklist.title for part in brief.parts][:3] == ["Confidentiality", "Informed consent", "Grenzen"]
    assert len(brief.translations[2].missing_items) == 3
    every = catalog.in_every_language(ea.load_checklist("boundaries"))
    assert [one.translation and one.translation.locale for one in every] == [None, None, "de", "es"]


def test_package_takes_no_translation_away(package: Path) -> None:
    """The library's translation is preferred over a package's, and a contested one is refused."""
    shipped = ea.load_checklist("boundaries", locale="es")
    put(package, "es", "boundaries", OF_BOUNDARIES.replace('"de"', '"es"'), VERSION)
    put(package, "de", "boundaries", OF_BOUNDARIES, VERSION)
    catalog._load_resource.cache_clear()
    assert ea.load_checklist("boundaries", locale="es") == shipped
    told = f"locales/es/boundaries-{VERSION}.toml is left out: the library has its own"
    assert ea.Problem("their_words", told, rule="left-out") in catalog.troubles()
    other = package.with_name("other_words")
    shutil.copytree(package, other)
    (package.parent / "their_words-1.0.dist-info" / "entry_points.txt").write_text(
        "[ethics_audit.definitions]\ntheirs = their_words\nothers = other_words\n"
    )
    packages._offers_and_troubles.cache_clear()
    packages.folders.cache_clear()
    with pytest.raises(ea.ChecklistError) as caught:
        ea.load_checklist("boundaries", locale="de")
    name = f"locales/de/boundaries-{VERSION}.toml"
    told = f"is offered as {other / name} and as {package / name}"
    assert caught.value.problems == (ea.Problem("", told, "remove one of them"),)
    assert caught.value.source == name


def test_translation_beside_a_file(mine: Path) -> None:
    """Translations of a file are next to it, those of its catalog parts in the catalog."""
    put(mine.parent, "es", "ours", OVERLAY.partition("[[items]]")[0].replace("mine", "ours").replace('"de"', '"es"'))
    put(mine.parent, "es", "mine", OVERLAY.replace('"de"', '"es"'))
    audit = mine.with_name("ours.toml")
    audit.write_text(
        'format = "ethics-audit/audit"\nformat_version = 1\nid = "ours"\nversion = "1.0"\ntitle = "Ours"\n'
        '[[checklists]]\nfile = "mine.toml"\nonly = ["mine.first"]\n'
        '[[checklists]]\nid = "consent"\nonly = ["consent.written"]\n',
        "utf-8",
    )
    ours = ea.load_audit(audit, locale="es")
    assert [part.checklist.title for part in ours.parts] == ["Mein eigenes", "Consentimiento informado"]
    assert [one.missing for one in ours.translations] == [(), ("mine.first.options.sometimes.label",), ()]
    sheet = ea.AnswerSheet("ours.toml", ea.Answers({"consent.written": "most"}))
    assert ea.audit_of(sheet, mine.parent, locale="es") == ours
    assert ea.load_audit(audit, locale="de").parts[1].checklist.translation == Translation(
        "de", "", ("title", "consent.written")
    )
    assert ea.load_audit(audit, locale="de").title == "Ours"
    shutil.rmtree(mine.parent / "locales")
    assert [one.missing for one in ea.load_audit(audit, locale="es").translations] == [
        ("title",),
        ("title", "mine.first"),
        (),
    ]


def test_every_shipped_translation_is_used() -> None:
    """A shipped translation has the name of its definition."""
    used = {entry.id: set(entry.versions) for entry in catalog.entries()}
    files = sorted((ROOT / "src" / "ethics_audit" / "locales").glob("*/*.toml"))
    assert files
    for file in files:
        id, _, version = file.stem.rpartition("-")
        assert version in used.get(id, ()), file
        assert ea.load_audit(id, version, locale=file.parent.name).translations


# strict reading

FAULTS = [
    ("item unknown", "mine.first", "mine.frist", "items: 'mine.frist' is not an item of mine 1.0 (did you mean"),
    ("option unknown", '"always"', '"alway"', "mine.first.options.alway.label: is not a text of the original (did you"),
    (
        "text that the original lacks",
        "remedy =",
        'example = "Ein Fall."\nremedy =',
        "mine.first.example: is not a text of",
    ),
    ("key unknown", "remedy =", "remdy =", "items[0] (mine.first).remdy: is not a key here (did you mean 'remedy'?)"),
    ("risk", 'label = "Nie"', 'label = "Nie", risk = 0', "items[0] (mine.first).options[1] (never).risk: is not a key"),
    ("weight", "remedy =", "weight = 1\nremedy =", "items[0] (mine.first).weight: is not a key here"),
    ("flag", "action =", "red_flag = { at = 50 }\naction =", "items[0] (mine.first).red_flag: is not a key here"),
    ("empty text", '"Anfangen."', '" "', "items[0] (mine.first).remedy: expected non-empty text of at most"),
    ("empty label", '"Nie"', '""', "items[0] (mine.first).options[1] (never).label: expected non-empty text"),
    ("empty title", '"Mein eigenes"', '""', "title: expected non-empty text"),
    ("number for a text", '"Anfangen."', "3", "items[0] (mine.first).remedy: expected text, got 3"),
    (
        "item twice",
        "remedy =",
        'remedy = "X."\n[[items]]\nid = "mine.first"\nexample =',
        "items: 'mine.first' appears twice",
    ),
    ("option twice", '{ id = "never"', '{ id = "always"', "items[0] (mine.first).options: 'always' appears twice"),
    ("two options called the same", '"Nie"', '"Immer"', "items[0] (mine.first).options: 'Immer' appears twice"),
    ("an option called as another's original", '"Nie"', '"Sometimes"', "the label 'Sometimes' appears twice"),
    ("locale wrong", '"de"', '"german"', "locale: expected a language such as 'es' or 'pt-BR', got 'german'"),
    ("locale of another folder", '"de"', '"fr"', "got 'mine 1.0 in fr' (name it locales/fr/mine-1.0.toml)"),
    ("version of another file", '"1.0"', '"1.1"', "got 'mine 1.1 in de' (name it locales/de/mine-1.1.toml)"),
    ("reviewed missing", 'reviewed = ""\n', "", "reviewed: is missing"),
    (
        "format of a checklist",
        "ethics-audit/translation",
        "ethics-audit/checklist",
        "expected 'ethics-audit/translation', got",
    ),
    ("no TOML", "[[items]]", "[[items", "this is not TOML"),
]


@pytest.mark.parametrize(("was", "now", "told"), [row[1:] for row in FAULTS], ids=[row[0] for row in FAULTS])
def test_faults_are_told_with_their_place(mine: Path, was: str, now: str, told: str) -> None:
    """A translation may contain only texts of the original."""
    assert was in OVERLAY
    put(mine.parent, "de", "mine", OVERLAY.replace(was, now))
    with pytest.raises(ea.ChecklistError) as caught:
        ea.load_checklist(mine, locale="de")
    assert told in str(caught.value)


def test_overlay_of_another_folder(mine: Path) -> None:
    """An overlay that is not what its place says is told with what it is, and the name to give it."""
    put(mine.parent, "de", "mine", OVERLAY.replace('"de"', '"de-AT"'))
    with pytest.raises(ea.ChecklistError) as caught:
        ea.load_checklist(mine, locale="de")
    assert [one[:4] for one in caught.value.problems] == [
        (
            "",
            "expected mine 1.0 in de, got 'mine 1.0 in de-AT'",
            "name it locales/de-AT/mine-1.0.toml",
            "document",
        )
    ]
    assert caught.value.source == str(mine.parent / "locales" / "de" / "mine-1.0.toml")


def test_every_fault_is_told_at_once(mine: Path) -> None:
    """Mistakes in a translation are reported with its file."""
    put(mine.parent, "de", "mine", OVERLAY.replace("mine.first", "mine.frist").replace("reviewed", "review"))
    with pytest.raises(
        ea.ChecklistError, match="locales/de/mine-1.0.toml: 2 problems\n  review: .*\n  reviewed: is mi"
    ):
        ea.load_checklist(mine, locale="de")
    put(mine.parent, "de", "mine", OVERLAY.replace('"always"', '"alway"').replace("action =", "example ="))
    with pytest.raises(ea.ChecklistError, match="2 problems"):
        ea.load_checklist(mine, locale="de")


def test_overlay_of_an_audit_has_a_title_alone(package: Path) -> None:
    """An audit's translation has no texts of items."""
    version = ea.load_audit("brief").version
    overlay = OVERLAY.replace('id = "mine"', 'id = "brief"').replace('version = "1.0"', f'version = "{version}"')
    put(package, "de", "brief", overlay, version)
    with pytest.raises(ea.ChecklistError, match=f"items: 'mine.first' is not an item of brief {version} .there are no"):
        ea.load_audit("brief", locale="de")


def test_file_that_cannot_be_read(mine: Path) -> None:
    """A translation that is not text is refused."""
    (mine.parent / "locales" / "de" / "mine-1.0.toml").write_bytes(b"\xff")
    with pytest.raises(ea.ChecklistError, match=r"locales/de/mine-1.0.toml: is not UTF-8 text"):
        ea.load_checklist(mine, locale="de")


def test_translation_is_no_definition(mine: Path) -> None:
    """A translation is not accepted as a definition."""
    with pytest.raises(ea.ChecklistError, match="got 'ethics-audit/translation'"):
        ea.load_audit(mine.parent / "locales" / "de" / "mine-1.0.toml")


# what is told of it


def test_documents_keep_it(quarterly: ea.Audit) -> None:
    """A document keeps the translation of a definition."""
    for definition in (ea.load_audit("brief", locale="es"), ea.load_checklist("boundaries", locale="es")):
        for document, read in ((ea.to_json(definition), ea.from_json), (ea.to_toml(definition), ea.from_toml)):
            assert "translation" in document
            assert read(document, type(definition)) == definition
    assert '"translation"' not in ea.to_json(quarterly)
    wrong = ea.to_json(ea.load_checklist("boundaries", locale="es")).replace('"locale": "es"', '"locale": 3')
    with pytest.raises(ea.ChecklistError, match="translation.locale: expected text, got 3"):
        ea.from_json(wrong, ea.Checklist)


def test_history_keeps_the_language(tmp_path: Path) -> None:
    """An assessment in Spanish is shown in Spanish, with the score of the original."""
    result = ea.assess(ea.load_audit("brief", locale="es"), {"boundaries.secrecy": "yes"})
    kept = history.History(history.opened(tmp_path / "history.db"))
    kept.keep(result, DAY)
    (audit,) = kept.audits()
    assert audit.result == result


def test_an_audit_is_kept_once_in_whatever_language(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The language of a history entry does not change which audit was answered."""
    path = tmp_path / "mine.toml"
    path.write_text('audit = "brief"\n[answers]\n"boundaries.secrecy" = "yes"\n', "utf-8")
    assert run(["history", "add", str(path), "--locale", "es"]) == 0
    capsys.readouterr()
    assert run(["history", "add", str(path)]) == 0
    assert capsys.readouterr().out == "Your history holds this audit already, as number 1.\n"
    assert run(["history", "show", "1"]) == 0
    flag = ea.load_audit("brief", locale="es").items["boundaries.secrecy"].red_flag
    assert flag is not None
    assert flag.action in " ".join(capsys.readouterr().out.split())


@pytest.mark.parametrize("page", ["text", "report", "notebook", "markdown"])
def test_page_says_once_that_nobody_has_reviewed_it(page: str) -> None:
    """A page says once that nobody has reviewed the translation, or that it is incomplete."""
    brief = ea.load_audit("brief", locale="es")
    answers = {"boundaries.secrecy": "yes"}
    sentence = "una traducción que todavía no ha revisado ningún profesional clínico"
    assert pages(ea.assess(brief, answers))[page].count(sentence) == 1
    assert "no están traducidas" not in pages(ea.assess(brief, answers))[page]
    parts = [
        evolve(part, checklist=evolve(part.checklist, translation=Translation("es", "Dana Roe, 2026")))
        for part in brief.parts
    ]
    reviewed = evolve(brief, translation=Translation("es", "Dana Roe, 2026"), parts=parts)
    assert "tradu" not in pages(ea.assess(reviewed, answers))[page]
    assert "translat" not in pages(ea.assess(ea.load_audit("brief"), answers))[page]


def test_reviewed_translation_can_be_incomplete() -> None:
    """A reviewed but incomplete translation is called incomplete only."""
    checklist = evolve(ea.load_checklist("consent"), translation=Translation("es", "Dana Roe", ("consent.written",)))
    (told,) = text.of_translation(ea.Audit.of(checklist))
    assert told.startswith(f"1 of the {len(checklist.items)} questions is not translated")


@pytest.mark.parametrize("page", ["text", "notebook", "markdown"])
def test_words_around_a_translation_can_be_english(page: str, package: Path) -> None:
    """A page without a translation says so; a region falls back on its language."""
    offer(package, "xx", "~{}".format)
    told = "The words around the questions stand in English."
    for locale, around in (("de", 1), ("xx-YY", 0)):
        put(package, locale, "mine", OVERLAY.replace('"de"', f'"{locale}"'))
        result = ea.assess(ea.load_checklist("mine", locale=locale), {"mine.second": "no"})
        assert pages(result)[page].count(told) == around


def test_page_is_in_the_language_of_its_audit(package: Path) -> None:
    """A page is in the language of its audit, whatever the current language is."""
    offer(package, "xx", "~{}".format)
    put(package, "xx", "mine", OVERLAY.replace('"de"', '"xx"'))
    original = ea.assess(ea.load_checklist("mine"), {"mine.second": "no"})
    result = ea.assess(ea.load_checklist("mine", locale="xx"), {"mine.second": "no"})
    with language.speaking("xx"):
        assert "~" not in f"{original}{original.plan('low')}{original.change_from(result)}"
        assert action_list([], DAY).startswith("# ~To be done\n")
    assert "~Why this band\n--------------" in str(result)
    assert result.reasons[0].text.startswith("~The score of 100.0 is in the band ~critical")
    assert str(result.plan("low")).startswith("~The least effort to the band ~low")
    assert str(result.change_from(original)).startswith("~Since the earlier audit")
    assert str(ea.trend([original, original, result])).count("~audit ") == 3


def test_form_is_read_back_from_any_language(package: Path) -> None:
    """A record has texts in the audit's language, and values that do not depend on it."""
    offer(package, "xx", "~{}".format)
    put(package, "xx", "mine", OVERLAY.replace('"de"', '"xx"'))
    form = markdown_form.export(ea.Audit.of(ea.load_checklist("mine", locale="xx"))).decode()
    assert "## ~Your practice" in form.replace("\\", "")
    filled = re.sub(r"- \[ \] (`n/a` .*)", r"- [x] \1 none", form).encode()
    assert b"~Does not apply" in filled.replace(b"\\", b"")
    original = ea.Audit.of(ea.load_checklist("mine"))
    assert targets.source("markdown").answers(filled, original).given["mine.first"] == ea.not_applicable("none")


def test_commands_take_a_language(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`show` and `score` print in the requested language."""
    assert run(["show", "brief", "--locale", "es"]) == 0
    shown = capsys.readouterr().out
    (boundaries,) = [part.checklist for part in ea.load_audit("brief").parts if part.checklist.id == "boundaries"]
    asked = f"boundaries {boundaries.version}: Límites profesionales, {len(boundaries.items)} preguntas\n"
    assert asked in shown
    assert "una traducción que todavía no ha revisado" in " ".join(shown.split())
    assert run(["show", "boundaries", "--locale", "es"]) == 0
    assert "una traducción que todavía no ha revisado" in " ".join(capsys.readouterr().out.split())
    secrecy = ea.load_audit("brief", locale="es").items["boundaries.secrecy"]
    assert run(["show", secrecy.id, "--locale", "es-AR"]) == 0
    assert secrecy.prompt in " ".join(capsys.readouterr().out.split())
    path = tmp_path / "answers.toml"
    path.write_text('audit = "brief"\n[answers]\n"boundaries.secrecy" = "yes"\n', "utf-8")
    vector = ea.assess(ea.load_audit("brief"), {"boundaries.secrecy": "yes"}).vector
    for given in (str(path), vector):
        assert run(["score", given, "--locale", "es"]) == 0
        flag = ea.load_audit("brief", locale="es").items["boundaries.secrecy"].red_flag
    assert flag is not None
    assert flag.action in " ".join(capsys.readouterr().out.split())
    earlier = tmp_path / "earlier.toml"
    earlier.write_text('audit = "brief"\n[answers]\n"boundaries.secrecy" = "no"\n', "utf-8")
    for given in (str(earlier), ea.assess(ea.load_audit("brief"), {"boundaries.secrecy": "no"}).vector):
        assert run(["score", str(path), "--locale", "es", "--compare", given]) == 0
        assert "de «No» a «Sí»" in capsys.readouterr().out
    assert run(["score", str(path), "--locale", "fr"]) == 3
    assert "no translation of 'brief' into 'fr' (known: en, es)" in capsys.readouterr().err


def test_start_asks_in_a_language(start: Callable[..., Session]) -> None:
    """`start` asks in the requested language, and names it in the command to go on."""
    terminal = start("brief", "--locale", "es", "--file", "a.toml", "--no-keep")
    terminal.wait_for(f"Autoevaluación breve {ea.load_audit('brief').version}")
    terminal.wait_for("todavía no ha revisado")
    for entry in ("6", "sí", "n"):
        terminal.wait_for("> ")
        terminal.type(entry)
    terminal.wait_for("Confidencialidad, pregunta 1 de")
    first = next(iter(ea.load_audit("brief", locale="es").items.values()))
    terminal.wait_for(f"  1  {first.options[0].label}")
    terminal.type("2")
    terminal.type("q")
    terminal.wait_for("ethics-audit start brief --file a.toml --locale es")


# the pseudo-locale


@pytest.fixture
def pseudo_locale(package: Path, quarterly: ea.Audit) -> None:
    """The quarterly audit in a language that nobody speaks."""
    for definition in (quarterly, *(part.checklist for part in quarterly.parts)):
        overlay = overlay_of(definition, "en-XA", pseudo)
        put(package, "en-XA", definition.id, ea.to_toml(overlay), definition.version)


@pytest.mark.usefixtures("pseudo_locale")
def test_no_page_says_anything_in_english_or_cuts_it_unseen(quarterly: ea.Audit) -> None:
    """No page in a pseudo-language contains English, and a text that is cut for a title says so with its last sign."""
    translated = ea.load_audit("quarterly", locale="en-XA")
    assert translated.digest == quarterly.digest
    assert [one.missing for one in translated.translations] == [()] * 11
    sheet = ea.load_answers(ROOT / "examples" / "quarter.toml")
    flags = {"boundaries.secrecy": "yes", "self_care.unfit_now": "yes"}
    result = ea.assess(translated, sheet.answers.changed(flags))
    assert result.vector == ea.assess(quarterly, sheet.answers.changed(flags)).vector
    whole = set(all_texts(translated).values())
    for name, page in pages(result).items():
        cut = set(re.findall(f"({OPEN}[^{OPEN}{CLOSE}…]*)…", page))
        assert all(any(text.startswith(one) for text in whole) for one in cut), name
        told = re.sub(f"{OPEN}[^{OPEN}{CLOSE}…]*…", "", page)
        marked = re.findall(f"{OPEN}[^{OPEN}{CLOSE}]*{CLOSE}", told)
        assert marked, name
        assert told.count(OPEN) == told.count(CLOSE) == len(marked), name
        assert set(marked) <= whole, name
        rest = re.sub(f"{OPEN}[^{OPEN}{CLOSE}]*{CLOSE}", "", told)
        assert [said for said in leaks(quarterly) if stands_in(said, rest)] == [], name
    assert max(map(len, str(result).splitlines())) <= 80


def leaks(audit: ea.Audit) -> set[str]:
    """The English texts that could leak: those that neither the interface nor the title of a cited section says."""
    cited = " ".join(section.title for section in references.sections().values())
    return {said for said in all_texts(audit).values() if said not in {"All", "No"} and not stands_in(said, cited)}


def stands_in(said: str, page: str) -> bool:
    """Whether a page says this as words of their own."""
    return said in page and re.search(rf"(?<!\w){re.escape(said)}(?!\w)", page) is not None


def test_this_test_would_see_a_leak(quarterly: ea.Audit) -> None:
    """The test above fails for the original."""
    sheet = ea.load_answers(ROOT / "examples" / "quarter.toml")
    for name, page in pages(ea.assess(quarterly, sheet.answers)).items():
        assert any(stands_in(said, page) for said in leaks(quarterly)), name


# the Spanish of the brief audit

ENGLISH = all_texts(ea.load_audit("brief"))
SPANISH = all_texts(ea.load_audit("brief", locale="es"))
IN_BOTH = {
    "a",
    "compare",
    "crisis",
    "cultural",
    "decide",
    "formal",
    "he",
    "hospital",
    "me",
    "no",
    "plan",
    "sexual",
    "social",
}
IN_BOTH |= {"alcohol", "chatbot", "personal", "portal", "solo", "son", "supervisor"}
"""Words that Spanish has as well."""
SAME_THING = [
    ("^Today:", "^Hoy:"),
    ("emergency services", "servicios de emergencia"),
    ("crisis line", "línea de crisis"),
    ("lawyer", "abogado o abogada"),
    ("insurer's helpline", "línea de ayuda de su aseguradora"),
    ("insurer", "asegurador"),
    ("supervisor,|supervisor or|supervisor to", "supervis"),
    ("ethics consultant", "persona experta en ética"),
    ("professional body", "colegio o asociación profesional"),
    ("consent form", "formulario de consentimiento"),
    ("(?:D|d)estroy nothing", "o destruya nada"),
    ("delete no message", "o borre ningún mensaje"),
    ("change no record", "no cambie ningún registro"),
    ("[Bb]ackdate", "fechas anteriores"),
    ("court", "tribunal|judicial|juicio|audiencia"),
    ("danger", "peligro"),
    ("strictest", "lo más estricto"),
    ("sexual or romantic", "sexual o romántic"),
    ("two sentences|four sentences|three sentences", "frases"),
]
"""What an English text says, and what its translation must say then."""


def words_of(said: str) -> set[str]:
    """The words of a text."""
    return set(re.findall(r"[^\W\d_]+", said.lower()))


def test_spanish_holds_no_english() -> None:
    """The Spanish texts contain no English words."""
    english = set[str]().union(*map(words_of, ENGLISH.values()))
    assert english & set[str]().union(*map(words_of, SPANISH.values())) <= IN_BOTH


@pytest.mark.parametrize(("english", "spanish"), SAME_THING, ids=[english for english, _ in SAME_THING])
def test_spanish_says_the_same_thing(english: str, spanish: str) -> None:
    """A term has the same translation everywhere."""
    there = [place for place, said in ENGLISH.items() if re.search(english, said)]
    assert there
    assert [place for place in there if not re.search(spanish, SPANISH[place])] == []


@pytest.mark.parametrize("place", SPANISH)
def test_spanish_text_is_well_made(place: str) -> None:
    """A translation is formal, not much longer than the original, and ends like it."""
    said, original = SPANISH[place], ENGLISH[place]
    assert len(said) <= max(2 * len(original), LONGEST_TITLE)
    assert said == " ".join(said.split())
    assert (said.count("¿"), said.count("«")) == (said.count("?"), original.count('"') // 2)
    assert '"' not in said
    assert (said[-1] in ".?") == (original[-1] in ".?")
    assert said[0].isupper()
    assert not words_of(said) & {"tú", "tu", "tus", "te", "ti", "vos", "vosotros", "vuestro", "os"}, "usted throughout"
    assert set(re.findall(r"\d+", said)) == set(re.findall(r"\d+", original))
    if place.endswith("action"):
        assert said.startswith("Hoy: ")
        assert not re.search(r"\b(?:la ley|ilegal|legalmente|delito|obliga)", said), "it never says what the law is"
        assert said.count(".") >= original.count(".") - 1, "no sentence is left out"


def test_spanish_titles_are_not_cut() -> None:
    """Labels and titles fit in the rows of tables."""
    brief = ea.load_audit("brief", locale="es")
    assert all(len(part.checklist.title) <= LONGEST_TITLE for part in brief.parts)


@pytest.mark.parametrize("one", ea.load_audit("brief", locale="es").items.values(), ids=lambda one: one.id)
def test_spanish_is_plain(one: ea.Item) -> None:
    """Each Spanish item is fairly easy to read (Fernández Huerta, 70 or more)."""
    textstat = pytest.importorskip("textstat", reason="needs the authoring extra")
    textstat.set_lang("es")
    try:
        action = one.red_flag.action if one.red_flag else ""
        whole = f"{one.prompt} {one.rationale} {one.remedy} {one.example} {action}"
        assert textstat.fernandez_huerta(whole) >= 70
    finally:
        textstat.set_lang("en_US")
    assert len(one.prompt.split()) <= 40
