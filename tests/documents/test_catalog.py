"""Where definitions come from."""

import importlib
import json
import os
import shutil
import sys
import tomllib
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest
from attrs import evolve
from support.broken import GOOD_ANSWERS, GOOD_CHECKLIST

import ethics_audit as ea
from ethics_audit.base import packages
from ethics_audit.cli.commands import run
from ethics_audit.documents import catalog, shelves

PLUGIN_AUDIT = """\
format = "ethics-audit/audit"
format_version = 1
id = "ours"
version = "1.0"
title = "Ours"
checklists = [{ id = "mine", version = "1.0" }, { id = "boundaries" }]
"""


def told() -> list[str]:
    """What is told of installed packages."""
    return [str(trouble) for trouble in catalog.troubles()]


def forget() -> None:
    """Let what is installed be looked for again."""
    packages._offers_and_troubles.cache_clear()
    packages.folders.cache_clear()
    shelves._shelves.cache_clear()
    shelves._contested.cache_clear()


pytestmark = pytest.mark.usefixtures("forgetful")


@pytest.fixture
def plugin(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An installed package that offers two versions of a checklist and an audit."""
    package = tmp_path / "their_audits"
    (package / "checklists").mkdir(parents=True)
    (package / "audits").mkdir()
    (package / "__init__.py").write_text("")
    (package / "checklists" / "mine-1.0.toml").write_text(GOOD_CHECKLIST, "utf-8")
    newer = GOOD_CHECKLIST.replace('version = "1.0"', 'version = "1.10"').replace("My own", "My new own")
    (package / "checklists" / "mine-1.10.toml").write_text(newer, "utf-8")
    (package / "checklists" / "notes.txt").write_text("not a checklist")
    (package / "audits" / "ours-1.0.toml").write_text(PLUGIN_AUDIT, "utf-8")
    info = tmp_path / "their_audits-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: their-audits\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text("[ethics_audit.definitions]\ntheirs = their_audits\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    yield package
    sys.modules.pop("their_audits", None)


def test_ids_versions_and_paths(tmp_path: Path) -> None:
    """A definition is loaded by an id, an id with a version, or a path; the newest version by default."""
    newest = ea.load_audit("quarterly")
    assert ea.load_audit("quarterly", newest.version) == newest
    assert ea.load_audit("quarterly", version=newest.version) is newest
    file = tmp_path / "exported.json"
    file.write_text(ea.to_json(newest), "utf-8")
    assert ea.load_audit(file) == ea.load_audit_file(file) == ea.load_audit_file(str(file)) == newest


def test_checklist_is_an_audit_of_one(tmp_path: Path) -> None:
    """`load_audit` takes a checklist too, with the policy of the shipped audit."""
    checklist = ea.load_checklist("boundaries")
    one = ea.load_audit("boundaries")
    assert one == ea.Audit.of(checklist)
    assert one.policy == ea.load_audit("quarterly").policy
    assert ea.assess(checklist, {}).audit == one
    file = tmp_path / "mine.toml"
    file.write_text(GOOD_CHECKLIST, "utf-8")
    assert ea.load_audit(file) == ea.Audit.of(ea.load_checklist_file(str(file)))


def test_unknown_names() -> None:
    """The error for an unknown id names the nearest known one."""
    with pytest.raises(ea.UnknownIdError, match="no audit or checklist 'quartely' .did you mean 'quarterly'"):
        ea.load_audit("quartely")
    for version in ("99.0", "latest"):
        with pytest.raises(
            ea.UnknownIdError, match=f"no version of the audit 'quarterly' '{version}' .known: [0-9.]+.$"
        ):
            ea.load_audit("quarterly", version)
    with pytest.raises(ea.UnknownIdError, match="no checklist 'quarterly'"):
        ea.load_checklist("quarterly")
    with pytest.raises(ea.UnknownIdError, match="no item 'boundaries.gift'"):
        catalog.find("boundaries.gift")


def test_a_version_that_is_gone() -> None:
    """The error for a version older than all that are shipped says what becomes of answers to it, once."""
    loads: list[Callable[[], object]] = [
        lambda: ea.load_audit("quarterly", "0.1"),
        lambda: catalog.audit_of(ea.AnswerSheet("quarterly", ea.Answers({}), "0.1")),
        lambda: ea.load_vector(f"ea1:quarterly:0.1:{'0' * 12}::"),
    ]
    for load in loads:
        with pytest.raises(ea.UnknownIdError) as caught:
            load()
        assert str(caught.value) == (
            "there is no version of the audit 'quarterly' '0.1' "
            f"(known: {ea.load_audit('quarterly').version}; a history keeps the definitions of earlier versions, and "
            "'ethics-audit start quarterly --file FILE' carries an answers file over)"
        )


def test_file_of_an_audit_is_no_checklist(tmp_path: Path) -> None:
    """An audit file is refused where a checklist is expected."""
    file = tmp_path / "audit.toml"
    file.write_text(PLUGIN_AUDIT.replace('{ id = "mine", version = "1.0" }, ', ""), "utf-8")
    with pytest.raises(ea.ChecklistError, match="expected 'ethics-audit/checklist', got"):
        ea.load_checklist(file)


def test_find_gives_items() -> None:
    """An item is found by its id, in a version of its checklist."""
    found = catalog.find("boundaries.gifts", ea.load_checklist("boundaries").version)
    assert isinstance(found, ea.Item)
    assert found.id == "boundaries.gifts"


def test_definitions_of_installed_packages(plugin: Path) -> None:
    """An entry point adds a package's definitions, and 1.10 is newer than 1.9."""
    assert plugin.name == "their_audits"
    assert ea.load_checklist("mine").version == "1.10"
    assert ea.load_checklist("mine", "1.0").title == "My own"
    assert [part.checklist.title for part in ea.load_audit("ours").parts] == ["My own", "Boundaries"]
    entries = {entry.id: entry for entry in catalog.entries()}
    assert entries["mine"].versions == ("1.10", "1.0")
    assert entries["mine"].package == "their_audits"
    assert entries["boundaries"].package == "ethics_audit"


def test_shipped_id_belongs_to_the_library(plugin: Path) -> None:
    """Another package cannot offer a shipped id."""
    (plugin / "checklists" / "boundaries-9.0.toml").write_text(GOOD_CHECKLIST, "utf-8")
    assert ea.load_checklist("boundaries").version != "9.0"
    assert told() == ["boundaries: is offered by ethics_audit and by their_audits (choose another id)"]
    assert {entry.package for entry in catalog.usable() if entry.id == "boundaries"} == {"ethics_audit"}


def test_shipped_id_of_another_kind_is_taken_too(plugin: Path) -> None:
    """The id of an audit is not one of a checklist."""
    (plugin / "checklists" / "quarterly-1.0.toml").write_text(GOOD_CHECKLIST.replace("mine", "quarterly"), "utf-8")
    assert told() == ["quarterly: is offered by ethics_audit and by their_audits (choose another id)"]
    with pytest.raises(ea.UnknownIdError, match="there is no checklist 'quarterly'"):
        ea.load_checklist("quarterly")


def test_file_that_is_broken_is_left_out_alone(plugin: Path) -> None:
    """A broken file of a package is reported, and its other files and versions stay usable."""
    (plugin / "checklists" / "bytes-1.0.toml").write_bytes(b"\xff")
    (plugin / "checklists" / "folder-1.0.toml").mkdir()
    (plugin / "checklists" / "mine-2.0.toml").write_text(GOOD_CHECKLIST.replace("weight = 3", "weight = 0"), "utf-8")
    (plugin / "checklists" / "._mine-3.0.toml").write_bytes(b"\0\x05\x16\x07")
    for id, reason in (("bytes", "is not UTF-8 text"), ("folder", "cannot be read: it is a folder")):
        with pytest.raises(ea.ChecklistError, match=f"{id}-1.0.toml: {reason}"):
            ea.load_checklist(id)
    assert [line.partition(" (")[0].partition(": is given")[0] for line in told()] == [
        "their_audits: bytes-1.0.toml cannot be used: is not UTF-8 text",
        "their_audits: folder-1.0.toml cannot be used: cannot be read: it is a folder, not a file",
        "their_audits: mine-2.0.toml cannot be used: items[1]",
    ]
    assert {trouble.code for trouble in catalog.troubles()} == {"left-out"}
    usable = {entry.id: entry.versions for entry in catalog.usable() if entry.package == "their_audits"}
    assert usable == {"mine": ("1.10", "1.0"), "ours": ("1.0",)}


def offered_as(plugin: Path, *values: str) -> None:
    """Let the installed distribution offer these packages."""
    info = plugin.parent / "their_audits-1.0.dist-info" / "entry_points.txt"
    lines = [f"e{number} = {value}" for number, value in enumerate(values)]
    info.write_text("\n".join(["[ethics_audit.definitions]", *lines]), "utf-8")


def test_no_code_of_a_package_runs(plugin: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A package's definitions can be used without importing it."""
    ran = tmp_path / "ran"
    (plugin / "__init__.py").write_text(f"open({str(ran)!r}, 'w').close()\nraise RuntimeError('it ran')\n", "utf-8")
    inner = plugin / "inner" / "deep"
    shutil.copytree(plugin / "checklists", inner / "checklists")
    for file in (inner / "checklists").glob("*.toml"):
        file.rename(file.with_name(file.name.replace("mine", "deep")))
    for one in (inner, inner.parent):
        (one / "__init__.py").write_text("raise SystemExit\n", "utf-8")
    offered_as(plugin, "their_audits", "their_audits.inner.deep")
    (tmp_path / "a.toml").write_text('audit = "mine"\n[answers]\n"mine.first" = "never"\n', "utf-8")
    (tmp_path / "l.toml").write_text(GOOD_CHECKLIST, "utf-8")
    done = [
        run([*command.split()])
        for command in (
            *("list", "list --json", "show mine", "show mine.first", f"score {tmp_path / 'a.toml'}"),
            *(f"lint {tmp_path / 'l.toml'}", "show nothing", "list --locale es"),
        )
    ]
    assert done[:5] == [0] * 5
    assert done[6:] == [3, 0]
    assert not ran.exists()
    assert not [name for name in sys.modules if name.startswith("their_audits")]
    assert "deep-1.0.toml cannot be used: expected deep 1.0, got 'mine 1.0'" in capsys.readouterr().err


def test_package_without_modules_or_in_an_archive(plugin: Path) -> None:
    """Namespace packages and archives can offer definitions too."""
    (plugin / "__init__.py").unlink()
    names = plugin.parent / "names"
    names.mkdir()
    plugin.rename(names / "of_theirs")
    offered_as(plugin, "names.of_theirs [extra]")
    assert ea.load_checklist("mine").version == "1.10"
    assert told() == []
    shutil.make_archive(str(plugin.parent / "packed"), "zip", plugin.parent, "names")
    shutil.rmtree(names)
    sys.path.insert(0, str(plugin.parent / "packed.zip"))
    importlib.invalidate_caches()
    forget()
    try:
        assert ea.load_checklist("mine").version == "1.10"
        assert ea.load_audit("ours").parts[0].checklist.id == "mine"
    finally:
        sys.path.remove(str(plugin.parent / "packed.zip"))


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        ("no_such_package", "there is no such package"),
        ("no_such_package.inner", "there is no such package"),
        ("json", "it has none of the folders audits, checklists, locales"),
        ("their_audits.none", "it has none of the folders"),
        ("this", "there is no such package"),
        ("", "that is not a package name"),
        ("..", "that is not a package name"),
        ("../x", "that is not a package name"),
        ("__main__", ""),
        ("ethics_audit", "that is the library itself"),
        ("ethics_audit.locales", "that is the library itself"),
    ],
)
def test_package_that_cannot_be_read_is_left_out_alone(plugin: Path, value: str, reason: str) -> None:
    """An unreadable package is reported in one sentence, and the others stay usable."""
    offered_as(plugin, value, "their_audits")
    (line,) = told()
    assert line.startswith(f"their-audits: what the package {value!r} offers is left out: ")
    assert reason in line
    assert ea.load_checklist("mine").version == "1.10"
    assert {entry.id for entry in catalog.usable()} >= {"mine", "ours", "quarterly"}
    with pytest.raises(ea.UnknownIdError, match="did you mean 'mine'.*; their-audits: what the package .* left out"):
        ea.load_checklist("mein")


@pytest.mark.parametrize(
    "content", [b"[ethics_audit.definitions]\nno value\n", b"[ethics_audit.definitions]\na = \xff\n"]
)
def test_list_of_entry_points_that_cannot_be_read(plugin: Path, content: bytes) -> None:
    """A distribution with a broken list of entry points does not affect others."""
    info = plugin.parent / "broken-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: broken\nVersion: 1.0\n")
    (info / "entry_points.txt").write_bytes(content)
    assert ea.load_checklist("mine").version == "1.10"
    (line,) = told()
    assert line.startswith("broken: what the package '?' offers is left out: its entry_points.txt cannot be read")
    (info / "METADATA").unlink()
    forget()
    assert ea.load_checklist("mine").version == "1.10"
    assert "what the package '?' offers is left out: " in told()[0]


def test_id_that_two_packages_offer_is_nobodys(plugin: Path) -> None:
    """An id that two packages offer is refused with both names, and all others stay usable."""
    shutil.copytree(plugin, plugin.with_name("other_audits"))
    offered_as(plugin, "their_audits", "other_audits")
    reason = "mine: is offered by other_audits and by their_audits"
    for load in (ea.load_audit, ea.load_checklist):
        with pytest.raises(ea.ChecklistError, match=reason):
            load("mine")  # type: ignore[operator]
    assert sorted(line.partition(" (")[0] for line in told()) == [reason, reason.replace("mine", "ours")]
    assert not {"mine", "ours"} & {entry.id for entry in catalog.usable()}
    assert ea.load_audit("quarterly").id == "quarterly"


def test_installation_without_its_data_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """An installation without data files is refused in one sentence."""
    (tmp_path / "checklists").mkdir()
    for made in ((), ("audits",), ("audits/brief-1.0.toml",)):
        for name in made:
            (tmp_path / name).mkdir()
        monkeypatch.setattr(packages, "root", lambda: tmp_path)
        for call in (partial(packages.shipped, "references", "x"), partial(ea.load_audit, "brief"), catalog.entries):
            with pytest.raises(
                ea.ChecklistError, match="its data files are missing .* --collect-data ethics_audit"
            ) as no:
                call()
    assert "its data files are missing (audits, checklists) (with" in str(no.value)


def test_installed_file_must_be_what_its_name_says(plugin: Path) -> None:
    """A file whose content does not match its name is refused, and so is an unverified citation."""
    (plugin / "checklists" / "yours-1.0.toml").write_text(GOOD_CHECKLIST, "utf-8")
    with pytest.raises(ea.ChecklistError) as caught:
        ea.load_checklist("yours")
    assert str(caught.value) == "yours-1.0.toml: expected yours 1.0, got 'mine 1.0' (name it mine-1.0.toml)"
    assert caught.value.problems[0].code == "document"
    (plugin / "checklists" / "cited-1.0.toml").write_text(
        GOOD_CHECKLIST.replace("mine", "cited").replace("B.1.d", "B.1.z"), "utf-8"
    )
    forget()
    with pytest.raises(ea.ChecklistError, match="expected a verified section"):
        ea.load_checklist("cited")
    (plugin / "audits" / "filed-1.0.toml").write_text(
        PLUGIN_AUDIT.replace('id = "mine", version = "1.0"', 'file = "mine.toml"').replace("ours", "filed"), "utf-8"
    )
    forget()
    with pytest.raises(ea.ChecklistError) as caught:
        ea.load_audit("filed")
    assert str(caught.value) == (
        "filed-1.0.toml: checklists[0].file: is not allowed in an installed audit (name a checklist by its id)"
    )


def test_a_version_of_a_package_that_is_gone(plugin: Path) -> None:
    """The error for a version older than all lists those that are there, the newest first."""
    assert plugin.is_dir()
    with pytest.raises(ea.UnknownIdError) as caught:
        ea.load_checklist("mine", "0.9")
    assert str(caught.value).startswith(
        "there is no version of the checklist 'mine' '0.9' (known: 1.10, 1.0; a history"
    )
    with pytest.raises(ea.UnknownIdError, match=r"'1\.1' \(did you mean '1\.10'\?\)"):
        ea.load_checklist("mine", "1.1")


def test_a_checklist_in_every_language() -> None:
    """A checklist comes as it is, and with the original and each translation that the catalog has of its version."""
    newest = ea.load_checklist("boundaries")
    for title in (newest.title, "Another title"):
        found = [*catalog.in_every_language(evolve(newest, title=title))]
        assert found == [evolve(newest, title=title), newest, ea.load_checklist("boundaries", locale="es")]
    other = evolve(newest, version="99.0")
    assert [*catalog.in_every_language(other)] == [other]


def test_answers_name_an_audit_file_beside_them(tmp_path: Path) -> None:
    """A path in an answers file is relative to its folder."""
    (tmp_path / "mine.toml").write_text(GOOD_CHECKLIST, "utf-8")
    sheet = ea.AnswerSheet("mine.toml", ea.Answers({"mine.first": "never"}, {"minors"}))
    for file, text in (("a.toml", ea.to_toml(sheet)), ("a.json", ea.to_json(sheet))):
        (tmp_path / file).write_text(text, "utf-8")
        read = ea.load_answers(tmp_path / file)
        assert read == sheet
        assert ea.assess(ea.audit_of(read, tmp_path), read.answers).score == 100


def test_byte_order_mark_is_no_fault(tmp_path: Path) -> None:
    """A byte order mark is ignored."""
    file = tmp_path / "answers.toml"
    file.write_text(GOOD_ANSWERS, "utf-8-sig")
    assert ea.load_answers(file).audit == "mine.toml"


def test_frozen_programs_take_the_data_along(root: Path) -> None:
    """PyInstaller finds the hook of this package."""
    project = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))["project"]
    module, _, function = project["entry-points"]["pyinstaller40"]["hook-dirs"].partition(":")
    (folder,) = getattr(importlib.import_module(module), function)()
    assert "collect_data_files" in (Path(folder) / "hook-ethics_audit.py").read_text("utf-8")


@pytest.mark.parametrize("name", ["odd-1.²", "odd-latest", "odd", "-1.0", "Odd-1.0", "odd-1.0000000", "od\x1b[31m-1.0"])
def test_file_whose_name_is_of_no_definition_is_told(plugin: Path, name: str) -> None:
    """A file with a wrong name is left out and reported."""
    (plugin / "checklists" / f"{name}.toml").write_text("", "utf-8")
    (line,) = told()
    assert [trouble.code for trouble in catalog.troubles()] == ["left-out"]
    named = f"checklists/{name}.toml".encode("unicode_escape" if "\x1b" in name else "utf-8").decode()
    assert line.startswith(f"their_audits: {named} is left out: its name is not <id>-<version>.toml")
    assert {entry.id for entry in catalog.usable()} >= {"mine", "ours", "quarterly"}
    with pytest.raises(ea.UnknownIdError):
        ea.load_checklist("nobodys")


@pytest.mark.skipif(os.name == "nt", reason="its folders have no modes")
@pytest.mark.parametrize("inner", ["checklists", "locales/es", "locales/es/LC_MESSAGES"])
def test_folder_that_cannot_be_looked_into(plugin: Path, inner: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder that cannot be listed leaves out its package only."""
    closed = plugin / inner
    closed.mkdir(parents=True, exist_ok=True)
    listed = Path.iterdir

    def iterdir(path: Path) -> Iterator[Path]:
        if path == closed:
            raise PermissionError(13, "Permission denied", str(path))
        return listed(path)

    monkeypatch.setattr(Path, "iterdir", iterdir)
    (line,) = told()
    assert line.startswith(
        "their-audits: what the package 'their_audits' offers is left out: [Errno 13] Permission denied"
    )
    assert ea.load_audit("quarterly", locale="es").id == "quarterly"


def test_translations_that_cannot_be_used_take_no_original_away(
    plugin: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A broken translation affects only its language, and `list` reports it."""
    shutil.copytree(plugin, plugin.with_name("other_audits"))
    for package, locale in ((plugin, "de"), (plugin.with_name("other_audits"), "de"), (plugin, "es")):
        (package / "locales" / locale).mkdir(parents=True)
        (package / "locales" / locale / "mine-1.10.toml").write_text("no overlay", "utf-8")
        (package / "locales" / locale / "gone-1.0.toml").write_text("of a definition that is not here", "utf-8")
    for folder in ("audits", "checklists"):
        shutil.rmtree(plugin.with_name("other_audits") / folder)
    offered_as(plugin, "their_audits", "other_audits")
    assert ea.load_checklist("mine", locale="en").id == "mine"
    assert ea.load_audit("ours").parts[0].checklist.id == "mine"
    for locale, reason in (("de", "is offered as .*other_audits.* and as .*their_audits"), ("es", "this is not TOML")):
        with pytest.raises(ea.ChecklistError, match=reason):
            ea.load_checklist("mine", locale=locale)
    first, second = told()
    assert first.startswith("locales/de/mine-1.10.toml: is offered as ")
    assert second.startswith(f"{plugin}/locales/es/mine-1.10.toml: this is not TOML")
    assert [run(["list"]), run(["list", "--locale", "es"])] == [0, 0]
    assert capsys.readouterr().out.count("My new own") == 2


def test_distribution_without_a_name() -> None:
    """A distribution without a readable name is reported too."""
    assert packages._distribution(None) == "?"


@pytest.mark.parametrize("name", ["a\0b.toml", "\ud800.toml"])
def test_what_cannot_be_the_name_of_a_file(name: str, tmp_path: Path) -> None:
    """A name that no file can have is refused."""
    with pytest.raises(ea.AnswerError, match="is not a file name"):
        ea.load_answers(name)
    (tmp_path / "ours.json").write_text(json.dumps({**tomllib.loads(PLUGIN_AUDIT), "checklists": [{"file": name}]}))
    with pytest.raises(ea.ChecklistError, match="expected a file name"):
        ea.load_audit_file(tmp_path / "ours.json")


def test_answers_are_corrected_in_one_round(tmp_path: Path) -> None:
    """What has no meaning in a file and what does not fit its audit are told together, if its audit is shipped."""
    path = tmp_path / "answers.toml"
    wrong = """
profile = ["minors", "minrs", 3]
[answers]
"consent.written" = 3
"boundaries.secrecy" = "nope"
"boundaries.secrcy" = "no"
"""
    path.write_text(f'audit = "brief"{wrong}', "utf-8")
    with pytest.raises(ea.AnswerError) as told:
        ea.load_answers(path)
    assert [problem.place for problem in told.value.problems] == [
        "profile[2]",
        "consent.written",
        "profile",
        "boundaries.secrecy",
        "boundaries.secrcy",
    ]
    for audit in ('audit = "briff"', 'audit = "./mine.toml"', "", 'audit = "brief"\nversion = "9.9"'):
        path.write_text(f"{audit}{wrong}", "utf-8")
        with pytest.raises(ea.AnswerError) as told:
            ea.load_answers(path)
        assert "boundaries.secrcy" not in str(told.value)
    path.write_text('audit = "brief"\nprofile = 3\nanswers = 4\n', "utf-8")
    with pytest.raises(ea.AnswerError, match="2 problems"):
        ea.load_answers(path)
