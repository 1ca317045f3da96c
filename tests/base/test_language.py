"""The words of the program: said in the language of the reader, every one of them, and in English where nothing is."""

import ast
import re
import shutil
import struct
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.mofile import read_mo, write_mo
from support.catalogues import LOCALES, PLACEHOLDER, SOURCE, Words, catalogue, languages, messages, offer, said

import ethics_audit as ea
from ethics_audit.base import language
from ethics_audit.base.language import gettext, ngettext, speaking, spoken
from ethics_audit.documents import catalog

COUNTED = {"gettext": 1, "ngettext": 2, "N_": 1}
"""How many messages each function is given; `gettext` may also be given what stands in a constant."""


def test_every_message_is_translated() -> None:
    """Each catalog translates every message of the program, and no other."""
    assert "es" in languages()
    for locale in languages():
        assert said(catalogue(locale)).keys() == messages(), locale
        assert not catalogue(locale).obsolete, locale
        assert [one.id for one in catalogue(locale) if one.fuzzy] == [], locale
        assert [id for id, strings in said(catalogue(locale)).items() if not all(strings)] == [], locale


def test_catalogues_are_compiled() -> None:
    """The compiled catalogs match the translators' files; nox -s messages compiles them."""
    for locale in languages():
        compiled = BytesIO()
        write_mo(compiled, catalogue(locale))
        file = LOCALES / locale / "LC_MESSAGES" / "ethics_audit.mo"
        first, second = (read_mo(BytesIO(content)) for content in (compiled.getvalue(), file.read_bytes()))
        assert said(first) == said(second), locale


@pytest.mark.parametrize("locale", languages())
def test_values_stand_in_every_translation(locale: str) -> None:
    """A translation keeps all placeholders and markup; only a singular may drop its number."""
    for id, strings in said(catalogue(locale)).items():
        ids = (id,) if isinstance(id, str) else id
        needed = [set(PLACEHOLDER.findall(one)) for one in ids]
        found = [set(PLACEHOLDER.findall(one)) for one in strings]
        assert found[0] in needed, id
        assert all(one == needed[-1] for one in found[1:]), id
        assert {one == one.strip() for one in strings} == {ids[0] == ids[0].strip()}, id


def test_every_message_is_found() -> None:
    """No message is inside an f-string, and none is assembled before it is translated."""
    written = {words for file in SOURCE.rglob("*.py") for words in _written(ast.parse(file.read_text("utf-8")))}
    assert written <= messages()


def test_every_value_has_its_place() -> None:
    """The arguments of each message are exactly its placeholders."""
    for file in SOURCE.rglob("*.py"):
        for call in _calls(ast.parse(file.read_text("utf-8"))):
            words = [one.value for one in call.args[:2] if isinstance(one, ast.Constant)]
            if words and None not in {one.arg for one in call.keywords}:
                named = {name for text in words for name in re.findall(r"\{(\w+)\}", str(text))}
                given = {str(one.arg) for one in call.keywords}
                assert named - {"count"} == given - {"count"}, (file, words)
                assert "count" not in named or len(call.args) > 1 or "count" in given, (file, words)


def _calls(tree: ast.AST) -> Iterator[ast.Call]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in {"gettext", "ngettext"}:
            yield node


def _written(tree: ast.AST) -> Iterator[Words]:
    for node in ast.walk(tree):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in COUNTED):
            continue
        words = [one.value if isinstance(one, ast.Constant) else None for one in node.args[: COUNTED[node.func.id]]]
        if words != [None] or node.func.id != "gettext":
            yield words[0] if len(words) == 1 else tuple(words)


def test_messages_of_templates_can_stand_anywhere() -> None:
    """A translation for a template has no sign that ends an attribute, or starts a tag or a value."""
    in_templates = messages(".j2")
    assert in_templates
    for locale in languages():
        for id, strings in said(catalogue(locale)).items():
            if id in in_templates:
                assert not re.search(r'["<>&%]', PLACEHOLDER.sub("", " ".join(strings))), id


def test_nothing_is_filled_in_before_it_is_translated() -> None:
    """No message has a placeholder that only f-strings support, and none is empty."""
    for message in messages():
        for text in (message,) if isinstance(message, str) else message:
            assert text.strip()
            assert not re.search(r"\{[^}\w]|\{\w+[^}\w]|\{\}", text), text


def test_a_language_is_spoken_for_a_time(package: Path) -> None:
    """A language holds until the end of its block, also after an error; an inner block has its own."""
    offer(package, "xx", str.upper, frozenset({"low"}))
    assert (spoken(), gettext("low")) == ("en", "low")
    with speaking("xx"):
        assert (spoken(), gettext("low"), ea.Band.LOW.told, f"{ea.Band.LOW}") == ("xx", "LOW", "LOW", "low")
        with speaking("en"):
            assert (spoken(), gettext("low")) == ("en", "low")
        with pytest.raises(ZeroDivisionError), speaking("fr"):
            1 / 0  # noqa: B018
        assert gettext("low") == "LOW"
        assert gettext("of what is not translated, {count}", count=3) == "of what is not translated, 3"
    assert gettext("low") == "low"


def test_values_and_numbers(package: Path) -> None:
    """Values are filled in after translation, and only where the translation names them."""
    offer(package, "xx", lambda text: f"{text}!", frozenset({"{a}, then {b}", ("{count} day", "{count} days")}))
    with speaking("xx"):
        assert gettext("{a}, then {b}", a="{b}", b=2) == "{b}, then 2!"
        assert [ngettext("{count} day", "{count} days", count) for count in (0, 1, 2)] == [
            "0 days!",
            "1 day!",
            "2 days!",
        ]
    assert gettext("{a} stays without values") == "{a} stays without values"
    with speaking("es"):
        told = [ngettext("{count} question", "{count} questions", count) for count in (0, 1, 2)]
    assert told == ["0 preguntas", "1 pregunta", "2 preguntas"]


@pytest.mark.parametrize("said", ["{nope}", "{0}", "{", "{a:d}", "{a.__class__}", "{a!r}", "no place", "{}"])
def test_wrong_places_for_values(package: Path, said: str) -> None:
    """A package's catalog cannot reach into the program: unknown placeholders stay as they are."""
    offer(package, "xx", lambda _: said, frozenset({"{a}, then {b}"}))
    with speaking("xx"):
        assert gettext("{a}, then {b}", a="A", b="B") == said


def test_region_is_read_over_its_language(package: Path) -> None:
    """A region falls back on its language, and that on English."""
    offer(package, "xx", str.upper, frozenset({"low", "high"}))
    offer(package, "xx-YY", str.title, frozenset({"low"}))
    with speaking("xx-YY"):
        assert (spoken(), gettext("low"), gettext("high"), gettext("critical")) == ("xx-YY", "Low", "HIGH", "critical")
    for locale in ("xx-ZZ", "XX", "Xx_zz"):
        with speaking(locale):
            assert (spoken(), gettext("low")) == ("xx", "LOW")
    with speaking("XX_yy"):
        assert spoken() == "xx-YY"
    with speaking("../xx"):
        assert (spoken(), gettext("low")) == ("en", "low")
    assert {"en", "es", "xx", "xx-YY"} <= language.offered()


def test_package_adds_to_a_language_of_the_library(package: Path) -> None:
    """A package may add messages to a language of the library, and its own are preferred."""
    offer(package, "es", str.upper, frozenset({"low", "of nobody else"}))
    with speaking("es"):
        assert (gettext("low"), gettext("of nobody else"), gettext("critical")) == ("LOW", "OF NOBODY ELSE", "crítico")


@pytest.mark.parametrize("content", [b"", b"no catalogue", b"\xde\x12\x04\x95" + b"\xff" * 24])
def test_catalogue_that_cannot_be_read(package: Path, content: bytes) -> None:
    """The error names the file."""
    offer(package, "xx", str.upper)
    file = package / "locales" / "xx" / "LC_MESSAGES" / "ethics_audit.mo"
    file.write_bytes(content)
    with pytest.raises(ea.ChecklistError, match=r"xx/LC_MESSAGES/ethics_audit.mo: cannot be read"), speaking("xx"):
        pass


@pytest.mark.parametrize("header", ["Content-Type: text/plain; charset=bogus", "Content-Type: text", "Plural-Forms: x"])
def test_catalogue_with_a_wrong_header(package: Path, header: str) -> None:
    """The error names the file."""
    path = package / "locales" / "xx" / "LC_MESSAGES" / "ethics_audit.mo"
    path.parent.mkdir(parents=True)
    text = header.encode() + b"\n"
    path.write_bytes(
        struct.pack("<7I", 0x950412DE, 0, 1, 28, 36, 0, 0) + struct.pack("<4I", 0, 44, len(text), 45) + b"\0" + text
    )
    with pytest.raises(ea.ChecklistError, match=r"xx/LC_MESSAGES/ethics_audit.mo: cannot be read"), speaking("xx"):
        pass


def test_catalogue_of_a_package_takes_no_other_away(package: Path) -> None:
    """A package's broken catalog is reported, and the library's own still works."""
    path = package / "locales" / "es" / "LC_MESSAGES" / "ethics_audit.mo"
    path.parent.mkdir(parents=True)
    path.write_bytes(b"none")
    with speaking("es"):
        assert language.gettext("Cases") == "Casos"
    assert any("ethics_audit.mo: cannot be read" in str(trouble) for trouble in catalog.troubles())


def test_package_that_is_gone_takes_no_language_away(package: Path) -> None:
    """A missing package takes no language of the library away."""
    shutil.rmtree(package)
    for locale, title in (("en", "Brief self-audit"), ("es", "Autoevaluación breve")):
        with speaking(locale):
            page = str(ea.assess(ea.load_audit("brief", locale=locale), {"boundaries.secrecy": "yes"}))
        assert page.startswith(title)


def test_general_locales_come_first() -> None:
    """Each once."""
    assert language.general_first("zh-Hant-TW") == ["zh", "zh-Hant", "zh-Hant-TW"]


def test_broken_catalogs_are_told_in_the_order_of_their_languages(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever order the packages have."""
    monkeypatch.setattr(language, "_files", lambda: {one: (tmp_path / one,) for one in ("fr", "de", "es")})
    assert [Path(trouble.place).name for trouble in language.troubles()] == ["de", "es", "fr"]
