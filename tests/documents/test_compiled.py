"""What the library ships is the same, whether it is read from TOML or as it was compiled when the library was built."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve, fields, frozen, has

import ethics_audit as ea
from ethics_audit.base import packages
from ethics_audit.base.packages import root
from ethics_audit.documents import catalog, codec, compiled, compiling, references
from ethics_audit.documents.compiled import Compiled
from ethics_audit.model.items import Citation, Option

pytestmark = pytest.mark.usefixtures("forgetful")
BOUNDARIES = compiled.checklist("boundaries", "2.0", None)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An empty folder in place of the one with the compiled files."""
    monkeypatch.setattr(compiled, "FOLDER", str(tmp_path / "compiled"))
    cached = (references.codes, references.sections)
    for one in cached:
        one.cache_clear()
    yield tmp_path
    for one in cached:
        one.cache_clear()


def shipped() -> list[Any]:
    """Every definition in every language, and the references, as they are loaded."""
    found: list[Any] = [references.codes(), references.sections()]
    for entry in catalog.entries():
        for version in entry.versions:
            found += [catalog.load_definition(entry.id, version, locale=locale) for locale in (None, "es")]
    return found


def told(value: Any) -> Any:
    """A value with the class of everything in it, since a band equals its name and true equals 1."""
    if has(type(value)):
        return type(value), [told(getattr(value, field.name)) for field in fields(type(value))]
    if isinstance(value, Mapping):
        return [(told(key), told(held)) for key, held in value.items()]
    if isinstance(value, list | tuple | frozenset):
        members = sorted(value) if isinstance(value, frozenset) else value
        return type(value), [told(member) for member in members]
    return type(value), value


def test_every_shipped_file_is_the_same_from_toml_and_compiled(folder: Path) -> None:
    """Every shipped definition in every language, and every reference, is the same from TOML and compiled."""
    from_toml = shipped()
    (folder / "compiled").mkdir()
    (folder / "compiled" / "of_an_earlier_release.json").touch()
    compiling.compile_all(folder)
    definitions = sum(len(entry.versions) for entry in catalog.entries())
    assert len([*(folder / "compiled").rglob("*.json")]) == 2 + 2 * definitions
    for cached in (catalog._load_resource, references.codes, references.sections):
        cached.cache_clear()
    ready = shipped()
    assert ready == from_toml
    assert [*map(told, ready)] == [*map(told, from_toml)]
    for one, read in zip(ready[2:], from_toml[2:], strict=True):
        assert one.digest == read.digest == evolve(one).digest


def test_parts_of_an_audit_are_the_checklists_of_the_catalog(folder: Path) -> None:
    """An audit of whole checklists holds those of the catalog themselves; one of some of their items has only these."""
    brief = ea.load_audit("brief")
    assert any(part.checklist != ea.load_checklist(part.checklist.id) for part in brief.parts)
    compiling.compile_all(folder)
    catalog._load_resource.cache_clear()
    ready = ea.load_audit("brief")
    assert ready is not brief
    assert ready == brief
    assert ea.load_audit("quarterly").parts[2].checklist is ea.load_checklist("boundaries")


def test_nothing_is_parsed_that_is_compiled(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The library's own audits are loaded, in every language, without a look at their TOML."""
    compiling.compile_all(folder)
    catalog._load_resource.cache_clear()
    monkeypatch.setattr(codec, "parse", refused)
    for locale in (None, "es"):
        assert ea.load_audit("quarterly", locale=locale).digest


def refused(text: str, _syntax: str) -> None:
    """Refuse to parse."""
    raise AssertionError(f"parsed: {text[:80]}")


def test_compiled_file_is_read_and_none_is_needed(folder: Path) -> None:
    """A compiled file is used where there is one, and without it the TOML is read."""
    checklist = ea.load_checklist("boundaries")
    assert BOUNDARIES.read() is None
    compiling.compile_all(folder)
    assert BOUNDARIES.read() == checklist
    catalog._load_resource.cache_clear()
    marked = evolve(checklist, title="As it was compiled")
    (folder / "compiled" / "checklists" / "en" / "boundaries-2.0.json").write_bytes(BOUNDARIES.written(marked))
    assert ea.load_checklist("boundaries") == marked
    assert ea.load_audit("quarterly").parts[2].checklist is ea.load_checklist("boundaries")


def test_anything_else_than_it_was_made_from_is_refused(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A compiled file of another source, of other fields, of another version, or with a changed byte is not used."""
    source = folder / "mine.toml"
    source.write_text("as it was")
    file = Compiled("mine", (str(source),), (Option,))
    place = folder / "compiled" / "mine.json"
    place.parent.mkdir()
    option = Option("no", "No", 100)
    content = file.written(option)
    place.write_bytes(content)
    assert file.read() == option
    assert file._replace(kinds=(Option, Citation)).read() is None
    for damaged in (content[:-1], content.replace(b"No", b"Na"), content.replace(b"100", b"0"), b"", b"{}"):
        place.write_bytes(damaged)
        assert file.read() is None
    place.write_bytes(content)
    with monkeypatch.context() as patched:
        patched.setattr(compiled, "__version__", "0.0.0")
        assert file.read() is None
    source.write_text("as it is")
    assert file.read() is None
    source.unlink()
    assert file.read() is None


def test_only_named_classes_are_compiled() -> None:
    """A value of a class that is not named is refused, so that nothing is read back as something else."""

    @frozen
    class Other:
        id: str

    for value in (Other("x"), (1.5,), ["a list"], {"a": "dict"}):
        with pytest.raises(TypeError, match="cannot be compiled"):
            BOUNDARIES.written(value)


def test_compiled_bytes_are_the_same_each_time() -> None:
    """A set is written in order and letters as they are, so that two builds give the same bytes."""
    letters = [*"abcdefghijklmnopqrstuvwxyzñ"]
    written = BOUNDARIES.written(frozenset(letters))
    assert written.partition(b"\n")[2].decode() == '{"!frozenset":["' + '","'.join(letters) + '"]}'


def test_sources_are_files_of_the_library() -> None:
    """A compiled file names sources that the library has."""
    spoken = (compiled.checklist("boundaries", "2.0", "es"), compiled.outline("quarterly", "2.0", "es"))
    for file in (BOUNDARIES, *spoken, references.COMPILED_SECTIONS):
        assert all((root() / source).is_file() for source in file.sources), file


def test_library_in_an_archive_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the library is in no folder, its files are found by the way that its loader offers."""
    folder = packages.root()
    monkeypatch.setattr(packages, "__file__", "/archive.zip/ethics_audit/base/packages.py")
    assert packages.root() == folder
