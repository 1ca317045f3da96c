"""Definitions from texts: what a database keeps is read like a file, and no file is opened for it."""

import pytest
from attrs import evolve
from support.builders import audit, checklist, item

import ethics_audit as ea
from ethics_audit.assessment.wording import of_translation
from ethics_audit.model.translation import foreign

OWN = evolve(checklist("own", item("own.door", prompt="The door is shut.")), title="Our own")
AUDIT = """\
format = "ethics-audit/audit"
format_version = 1
id = "clinic"
version = "1.0"
title = "Our clinic"
checklists = [{ id = "own" }, { id = "boundaries", only = ["boundaries.gifts"] }]
"""
OVERLAY = """\
format = "ethics-audit/translation"
format_version = 1
locale = "de"
id = "own"
version = "1.0"
reviewed = ""
title = "Unser eigenes"
items = [{ id = "own.door", prompt = "Die Tür ist zu." }]
"""


def test_an_audit_from_texts() -> None:
    """An audit is read from a text, with the checklists that it names from texts and from the catalog."""
    found = ea.parse_audit(AUDIT, checklists={"own": ea.to_json(OWN)})
    assert [*found.items] == ["own.door", "boundaries.gifts"]
    assert ea.parse_audit(AUDIT, checklists={"own": OWN}) == found
    assert ea.parse_audit(ea.to_json(found)) == found


@pytest.mark.parametrize("named", ['{ id = "own", version = "1.0" }', '{ file = "own-1.0" }', '{ file = "own.toml" }'])
def test_names_of_texts(named: str) -> None:
    """A checklist is given by its id, by its id and version, or by the name of its file."""
    texts = {"own.toml": OWN, "own-1.0": OWN, "own": evolve(OWN, version="2.0")}
    assert ea.parse_audit(AUDIT.replace('{ id = "own" }', named), checklists=texts).parts[0].checklist == OWN


@pytest.mark.parametrize(
    ("text", "texts", "told"),
    [
        (AUDIT, {}, "there is no checklist 'own'"),
        (AUDIT, {"own": evolve(OWN, id="other", items=[item("other.door")])}, "expected own 1.0, got 'other 1.0'"),
        (AUDIT, {"own": "title = 1"}, "own"),
        (AUDIT, {"own": OWN, "boundaries": ea.load_checklist("boundaries")}, "'boundaries' is the library's"),
        (AUDIT.replace('id = "own"', 'file = "own.toml"'), {"own": OWN}, "'own.toml'"),
        (AUDIT.replace('id = "own"', 'file = "../own.toml"'), {"own": OWN}, "'../own.toml'"),
    ],
)
def test_refused_texts(text: str, texts: dict[str, str | ea.Checklist], told: str) -> None:
    """A checklist that is not given, is another one, or takes an id of the library is refused with its name."""
    with pytest.raises(ea.ChecklistError) as refused:
        ea.parse_audit(text, checklists=texts, source="row 7")
    assert told in str(refused.value)
    assert "row 7" in str(refused.value)


def test_unknown_section_in_a_text() -> None:
    """What a text cites must be known, as in a file."""
    cites = evolve(OWN, items=[item("own.door", citations=[ea.Citation("aca-2014", "Z.9")])])
    with pytest.raises(ea.ChecklistError, match=r"Z\.9"):
        ea.parse_checklist(ea.to_json(cites))


def test_a_checklist_as_an_audit() -> None:
    """The text of a checklist is an audit of one."""
    assert ea.parse_audit(ea.to_json(OWN)) == ea.Audit.of(OWN)


def test_translations_from_texts() -> None:
    """Overlays are texts too; what none of them has stays in the original and is listed."""
    texts = {"own": ea.to_json(OWN)}
    found = ea.parse_audit(AUDIT, checklists=texts, translations=[OVERLAY], locale="de-AT")
    assert found.language == "de-AT"
    assert found.items["own.door"].prompt == "Die Tür ist zu."
    missing = [one.missing for one in found.translations]
    assert missing[0] == ("title",)
    assert "own.door.rationale" in missing[1]
    assert missing[2][-1] == "boundaries.gifts"
    assert found.digest == ea.parse_audit(AUDIT, checklists=texts, translations=[OVERLAY]).digest
    whole = ea.to_json(audit(OWN))
    assert ea.parse_audit(whole, translations=[OVERLAY], locale="de").items["own.door"].prompt == "Die Tür ist zu."
    assert ea.parse_checklist(ea.to_json(OWN), translations=[OVERLAY], locale="de").title == "Unser eigenes"


def test_translations_of_the_catalog() -> None:
    """A checklist of the catalog that a text names comes in the language that the catalog has it in."""
    texts = {"own": OWN}
    spanish = ea.parse_audit(AUDIT, checklists=texts, locale="es", translations=[OVERLAY.replace('"de"', '"es"')])
    assert (
        spanish.items["boundaries.gifts"].prompt
        == ea.load_audit("boundaries", locale="es").items["boundaries.gifts"].prompt
    )


def test_refused_translations() -> None:
    """An overlay of something else, one that does not fit, and a language that nothing is in are refused."""
    text = ea.to_json(OWN)
    said = (
        r"translations\[0\]: own 2\.0 is not this definition, and not one that it names \(leave this translation out\)"
    )
    with pytest.raises(ea.ChecklistError, match=said):
        ea.parse_checklist(text, translations=[OVERLAY.replace('version = "1.0"', 'version = "2.0"')])
    with pytest.raises(ea.ChecklistError, match=r"translations\[0\]\.items.*own\.window"):
        ea.parse_checklist(text, translations=[OVERLAY.replace("own.door", "own.window")])
    with pytest.raises(ea.UnknownIdError, match="into"):
        ea.parse_checklist(text, locale="fr", translations=[OVERLAY])
    with pytest.raises(ea.UnknownIdError, match="into"):
        ea.parse_checklist(text, locale="!")


GERMAN = evolve(checklist("haus", item("haus.tuer", prompt="Die Tür ist zu.")), title="Unser Haus", original="de")


def test_original_in_another_language() -> None:
    """A definition says in which language it was written, and asking for that language gives it as it is."""
    text = ea.to_json(GERMAN)
    assert '"language": "de"' in text
    assert ea.parse_checklist(text) == GERMAN
    assert ea.parse_checklist(text, locale="de-CH") == GERMAN
    austrian = evolve(GERMAN, original="de-AT")
    assert ea.parse_checklist(ea.to_json(austrian), locale="de-CH") == austrian
    found = ea.parse_audit(text)
    assert (found.language, found.translations) == ("de", ())
    assert ea.from_json(ea.to_json(found), ea.Audit) == found
    assert '"language"' not in ea.to_json(OWN)


def test_original_translated_into_english() -> None:
    """English is a translation of a definition that was written in another language."""
    overlay = OVERLAY.replace('"de"', '"en"').replace('"own', '"haus').replace("haus.door", "haus.tuer")
    found = ea.parse_audit(
        ea.to_json(GERMAN), translations=[overlay.replace("Die Tür ist zu", "It is shut")], locale="en"
    )
    assert found.language == "en"
    assert foreign(found, "en")["It matters."] == "de"
    with pytest.raises(ea.UnknownIdError, match="en"):
        ea.parse_audit(ea.to_json(GERMAN), locale="en")


def test_mixed_originals() -> None:
    """On a page, each text that is in another language than the page is known with its own."""
    mixed = audit(OWN, GERMAN)
    assert mixed.language == "en"
    assert foreign(mixed, "en")["Die Tür ist zu."] == "de"
    assert "The door is shut." not in foreign(mixed, "en")
    assert foreign(ea.Audit.of(GERMAN), "de") == {}
    assert foreign(ea.Audit.of(GERMAN), "en")["Unser Haus"] == "de"


def test_page_around_another_language() -> None:
    """A page says that its own words are English if there is no catalog of the language of the original."""
    assert of_translation(ea.Audit.of(GERMAN)) == ("The words around the questions stand in English.",)


def taken(text: str, version: str = "") -> str:
    """A definition with the id of the library's brief audit, and a version of it."""
    newest = ea.load_audit("brief").version
    return text.replace('id = "clinic"\nversion = "1.0"', f'id = "brief"\nversion = "{version or newest}"')


@pytest.mark.parametrize(
    "text",
    [
        taken(AUDIT),
        taken(AUDIT, "99.0"),
        AUDIT.replace('"clinic"', '"boundaries"'),
        ea.to_json(evolve(checklist("boundaries", item("boundaries.door")), version="2.0")),
        ea.to_json(evolve(checklist("brief", item("brief.door")), version="2.0")),
    ],
)
def test_an_id_of_the_library_is_not_taken(text: str) -> None:
    """A definition that takes an id of the library is refused, as answers to it would be scored as the library's."""
    with pytest.raises(ea.ChecklistError, match="id: '(brief|boundaries)' is the library's") as refused:
        ea.parse_audit(text, checklists={"own": OWN}, source="row 7")
    assert refused.value.source == "row 7"


@pytest.mark.parametrize("id", ["brief", "boundaries"])
def test_a_definition_of_the_library_is_read_back(id: str) -> None:
    """The library's own definition may be kept as a text."""
    for locale in (None, "es"):
        written = ea.load_audit(id, locale=locale)
        assert ea.parse_audit(ea.to_json(written)) == written
    assert ea.parse_checklist(ea.to_json(ea.load_checklist("boundaries"))) == ea.load_checklist("boundaries")


@pytest.mark.parametrize("given", [OVERLAY, {"de": OVERLAY}, 3])
def test_translations_of_a_wrong_type(given: object) -> None:
    """One text where texts belong is an error that names the argument."""
    with pytest.raises(ea.ArgumentError, match="translations: expected a list of texts"):
        ea.parse_checklist(ea.to_json(OWN), translations=given)  # type: ignore[arg-type]


def test_checklists_of_a_wrong_type() -> None:
    """Texts without names are an error that names the argument."""
    with pytest.raises(ea.ArgumentError, match="checklists: expected a mapping from names to texts"):
        ea.parse_audit(AUDIT, checklists=[ea.to_json(OWN)])  # type: ignore[arg-type]


def test_a_translation_given_twice() -> None:
    """Two overlays of one definition into one language are refused, alike or not."""
    said = r"\[1\]: own 1\.0 is translated into de by translations\[0\] already \(leave one of them out\)"
    for other in (OVERLAY, OVERLAY.replace("zu.", "auf.")):
        with pytest.raises(ea.ChecklistError, match=said):
            ea.parse_audit(AUDIT, checklists={"own": OWN}, translations=[OVERLAY, other], locale="de")


def test_places_in_translations() -> None:
    """A problem of an overlay has its place in that overlay, whichever definition it is of."""
    wrong = OVERLAY.replace("own.door", "own.window")
    for locale in (None, "de", "../x"):
        with pytest.raises(ea.EthicsAuditError) as refused:
            ea.parse_audit(AUDIT, checklists={"own": OWN}, translations=[wrong], locale=locale, source="row 7")
        if isinstance(refused.value, ea.ChecklistError):
            assert [one.place.partition(".")[0] for one in refused.value.problems] == ["translations[0]"]
            assert refused.value.source == "row 7"
        else:
            assert "translation of 'clinic' into '../x' (known: de, en, es)" in str(refused.value)
    with pytest.raises(ea.ChecklistError, match=r"^translations\[1\]: .*reviewed: is missing|translations\[1\]"):
        ea.parse_audit(AUDIT, checklists={"own": OWN}, translations=[OVERLAY, "locale = 3"])


@pytest.mark.parametrize("entry", ['{ id = "own" }', '{ id = "consent" }'])
def test_a_language_that_is_none(entry: str) -> None:
    """What is no language is refused as an unknown one is, whatever the audit names."""
    with pytest.raises(ea.UnknownIdError, match=r"translation of 'clinic' into '\.\./x' \(known: en, es\)"):
        ea.parse_audit(AUDIT.replace('{ id = "own" }', entry), checklists={"own": OWN}, locale="../x")


def test_languages_that_are_known() -> None:
    """The languages that an error lists are those of the original, of the catalog and of the overlays given."""
    text, swiss = ea.to_json(GERMAN), OVERLAY.replace('"de"', '"it"').replace('"own', '"haus').replace("door", "tuer")
    with pytest.raises(ea.UnknownIdError, match=r"into 'fr' \(known: de, it\)"):
        ea.parse_audit(text, translations=[swiss], locale="fr")


def test_the_newest_version_given() -> None:
    """An entry without a version is the newest one that is given under a name with its version."""
    texts = {f"own-{version}": evolve(OWN, version=version) for version in ("1.0", "10.0", "9.0")}
    found = ea.parse_audit(AUDIT, checklists={**texts, "own-x": "", "own-2": ""})
    assert found.parts[0].checklist.version == "10.0"


@pytest.mark.parametrize(
    ("text", "given", "problem"),
    [
        (
            ea.to_json(OWN),
            {"translations": [OVERLAY, OVERLAY]},
            (
                "translations[1]",
                "own 1.0 is translated into de by translations[0] already",
                "leave one of them out",
                "repeated",
            ),
        ),
        (
            ea.to_json(OWN),
            {"translations": [OVERLAY.replace('"own"', '"other"')]},
            (
                "translations[0]",
                "other 1.0 is not this definition, and not one that it names",
                "leave this translation out",
                "document",
            ),
        ),
        (
            AUDIT,
            {"checklists": {"own": evolve(OWN, id="other", items=[item("other.door")])}},
            ("checklists[0].own", "expected own 1.0, got 'other 1.0'", "", "document"),
        ),
        (
            AUDIT.replace('id = "own"', 'id = "own", version = "2.0"'),
            {"checklists": {"own": OWN}},
            ("checklists[0].own", "expected own 2.0, got 'own 1.0'", "", "document"),
        ),
        (
            AUDIT.replace('id = "own"', 'file = "own.toml"'),
            {"checklists": {"own.toml": ea.load_checklist("consent")}},
            ("checklists[0].own.toml.id", "'consent' is the library's", "choose another id", "document"),
        ),
        (
            AUDIT.replace('id = "own"', 'file = "own.toml"'),
            {"checklists": {"own": OWN}},
            (
                "checklists[0]",
                "there is no checklist 'own.toml' (give its text in checklists, by this name)",
                "",
                "unknown-id",
            ),
        ),
        (
            AUDIT,
            {"checklists": {"owm": OWN}},
            (
                "checklists[0]",
                "there is no checklist 'own' (did you mean 'owm'?; or give its text in checklists)",
                "",
                "unknown-id",
            ),
        ),
        (
            AUDIT.replace('"clinic"', '"brief"'),
            {"checklists": {"own": OWN}},
            ("id", "'brief' is the library's, and this is not its version 1.0", "choose another id", "document"),
        ),
    ],
)
def test_each_fault_of_texts(text: str, given: dict[str, object], problem: tuple[str, str, str, str]) -> None:
    """Each fault is told with its place among what was given, the words, what to do about it, and a code."""
    parse = ea.parse_audit if "checklists" in given else ea.parse_checklist
    with pytest.raises(ea.ChecklistError) as refused:
        parse(text, source="row 7", **given)  # type: ignore[operator]
    assert [one[:4] for one in refused.value.problems] == [problem]
    assert refused.value.source == "row 7"


def test_json_after_blank_lines() -> None:
    """A text is JSON if its first sign is a brace, whatever blanks stand before it."""
    assert ea.parse_checklist("\n  " + ea.to_json(OWN)) == OWN


def test_some_items_of_a_translated_checklist() -> None:
    """An overlay of a checklist fits an audit that takes some of its items, from a text or from the catalog."""
    two = evolve(OWN, items=[*OWN.items, item("own.window")])
    mine = OVERLAY.replace("items = [", 'items = [{ id = "own.window", prompt = "Das Fenster." }, ')
    version = ea.load_checklist("boundaries").version
    theirs = mine.replace('"own"', '"boundaries"').replace('"1.0"', f'"{version}"')
    theirs = theirs.replace("own.window", "boundaries.place").replace("own.door", "boundaries.gifts")
    text = AUDIT.replace('{ id = "own" }', '{ id = "own", only = ["own.door"] }')
    found = ea.parse_audit(text, checklists={"own": two}, translations=[mine, theirs], locale="de")
    assert {id: one.prompt for id, one in found.items.items()} == {
        "own.door": "Die Tür ist zu.",
        "boundaries.gifts": "Die Tür ist zu.",
    }
