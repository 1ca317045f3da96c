"""An application's own templates extend or replace those of the package, and what would be seen nowhere is refused."""

from __future__ import annotations

import re
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from jinja2 import DictLoader, FileSystemLoader, FunctionLoader
from support.builders import audit, checklist, item
from support.report_pages import words
from support.web_windows import DEFINITION, Memory, Window, ask

import ethics_audit as ea
from ethics_audit import web
from ethics_audit.web import overrides

EXTENDS = "{% extends 'ethics_audit/layout.html.j2' %}"
TITLE, MAIN = "{% block title %}{% endblock %}", "{% block main %}{% endblock %}"
WHOLE = f"<!DOCTYPE html><html><title>{TITLE}</title><main>{MAIN}</main></html>"


def form(templates: Any, **files: str) -> Any:
    """Return the form with these templates; names have `__` for the dot of ``.html.j2``."""
    for name, text in files.items():
        (templates / f"{name.replace('__', '.')}").write_text(text, "utf-8")
    return web.app(DEFINITION, drafts=Memory(), user=lambda _: "me", templates=templates)


def refused(templates: Any, **files: str) -> str:
    """Return why these templates are refused."""
    with pytest.raises(ea.ArgumentError) as caught:
        form(templates, **files)
    return str(caught.value)


def test_a_block_is_filled_and_the_rest_stays(tmp_path: Path) -> None:
    """A template that extends the package's own of the same name changes its blocks alone, on every page."""
    header = EXTENDS + "{% block header %}<header>{{ request.headers['host'] }} {% include 'menu.html' %}</header>"
    application = form(tmp_path, layout__html__j2=f"{header}{{% endblock %}}", menu__html="<b>Menu</b>")
    for path in ("/", "/practice", "/questions/a.one", "/check", "/later", "/nothing"):
        window = Window(application, path)
        assert words(next(window.tree.iter("header"))) == "testserver Menu"
        assert ask(application, "GET", "/form.css").status_code == 200
    assert "Question 1 of 3" in Window(application, "/questions/a.one").title


def test_forms_share_the_templates_of_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """They are read and checked once for all tenants, and again when a file is written or the folder is another one."""
    checked: list[Any] = []
    check = overrides.check
    monkeypatch.setattr(overrides, "check", lambda *given: (checked.append(given), check(*given)))
    assert "Hello" in Window(form(tmp_path, layout__html__j2=WHOLE.replace("<main>", "<main>Hello ")), "/later").words
    form(tmp_path)
    form(FileSystemLoader(tmp_path))
    assert len(checked) == 1
    changed = form(tmp_path, layout__html__j2=WHOLE.replace("<main>", "<main>Good evening "))
    assert "Good evening" in Window(changed, "/later").words
    form(FileSystemLoader(tmp_path, "latin-1"))
    assert len(checked) == 3
    for _ in range(2):
        assert "extends" in refused(tmp_path, layout__html__j2="{% extends 'layout.html.j2' %}")


def test_a_page_keeps_its_own_blocks(tmp_path: Path) -> None:
    """A page can be extended too, with a block inside a block, and may call back what was there."""
    text = (
        "{% extends 'ethics_audit/question.html.j2' %}"
        "{% block why %}{{ super() }}{% block more %}<p>Ask us.</p>{% endblock %}{% endblock %}"
    )
    shown = Window(form(tmp_path, question__html__j2=text), "/questions/a.one").words
    assert "Why is this asked? It matters. Ask us." in shown


def test_a_layout_of_ones_own(tmp_path: Path) -> None:
    """A layout that extends nothing has the blocks that pages fill."""
    window = Window(form(tmp_path, layout__html__j2=WHOLE), "/later")
    assert (window.title, window.words.startswith("Saved")) == ("Saved", True)


def test_a_template_on_its_own(tmp_path: Path) -> None:
    """A page that extends nothing, or something that is computed, is left to its author."""
    blocks = "{% block main %}Bye{% endblock %}{% block title %}{% endblock %}"
    page = "{% set base = 'layout.html.j2' %}{% extends base %}" + blocks
    assert Window(form(tmp_path, later__html__j2=page), "/later").words == "Bye"


@pytest.mark.parametrize(
    ("files", "told"),
    [
        (
            {"layuot__html__j2": ""},
            "expected a template of the form, got 'layuot.html.j2' (did you mean 'layout.html.j2'?",
        ),
        ({"home__html__j2": ""}, "expected a template of the form, got 'home.html.j2'"),
        ({"from__css": ""}, "expected a template of the form, got 'from.css' (did you mean 'form.css'?"),
        ({"keys__js": "alert(1)"}, "keys.js cannot be replaced"),
        ({"keys__js": "", "layout__html__j2": WHOLE + "{% include 'keys.js' %}"}, "keys.js cannot be replaced"),
        ({"README__md": "Read me"}, "expected at least one of the form's templates, got none"),
        ({}, "expected at least one of the form's templates, got none"),
        (
            {"layout__html__j2": EXTENDS + "{% block haeder %}{% endblock %}"},
            "layout.html.j2: there is no block 'haeder' (did you mean 'header'?",
        ),
        (
            {"later__html__j2": "{% extends 'layout.html.j2' %}{% block mian %}{% endblock %}"},
            "later.html.j2: there is no block 'mian' (did you mean 'main'?",
        ),
        (
            {"layout__html__j2": WHOLE.replace("main %}", "content %}")},
            "layout.html.j2: the block 'main' is missing (begin.html.j2 fills it",
        ),
        (
            {"layout__html__j2": EXTENDS.replace("layout", "layuot")},
            "expected the name of a template, got 'ethics_audit/layuot.html.j2' (did you mean 'ethics_audit/layout",
        ),
        (
            {"later__html__j2": EXTENDS + MAIN},
            "later.html.j2: the block 'title' is missing (ethics_audit/layout.html.j2 requires it",
        ),
        ({"layout__html__j2": WHOLE + "{% include 'menu.html' %}"}, "expected the name of a template, got 'menu.html'"),
        ({"later__html__j2": "<p>\n{% block"}, "later.html.j2: line 2: unexpected end of template"),
        ({"later__html__j2": "\n{% extends 5 %}"}, "line 2: expected the name of a template, got 5"),
        ({"later__html__j2": "{{ 'a'|nope }}"}, "later.html.j2: line 1: No filter named 'nope'."),
        (
            {"layout__html__j2": "{% extends 'layout.html.j2' %}"},
            "layout.html.j2: extends 'layout.html.j2', which extends it (did you mean 'ethics_audit/layout.html.j2'?",
        ),
        (
            {
                "later__html__j2": "{% extends 'done.html.j2' %}",
                "done__html__j2": "{% extends 'later.html.j2' %}",
            },
            "done.html.j2: extends 'later.html.j2', which extends it (did you mean 'ethics_audit/later.html.j2'?",
        ),
        (
            {"urgent__html__j2": "{% macro actions(urgent, lang) %}{% endmacro %}"},
            "urgent.html.j2: the macro 'first' is missing (the pages call it",
        ),
    ],
)
def test_what_would_be_seen_nowhere(files: dict[str, str], told: str, tmp_path: Path) -> None:
    """A file that nothing uses, a block that is not there, and a missing part are refused when the form is created."""
    assert refused(tmp_path, **files).startswith(f"templates: {told}")


def test_a_part_takes_the_rest_from_the_package(tmp_path: Path) -> None:
    """A part may import what it does not change."""
    own = (
        "{% import 'ethics_audit/urgent.html.j2' as theirs %}{% set actions = theirs.actions %}"
        "{% macro first(urgent, lang) %}<p>Ours</p>{{ theirs.first(urgent, lang) }}{% endmacro %}"
    )
    assert Window(form(tmp_path, urgent__html__j2=own), "/later").words.startswith("Ours Saved")


@pytest.mark.parametrize("given", [7, b"x", "", [], True])
def test_what_holds_no_templates(given: Any) -> None:
    """What is not a path, texts or a loader is refused."""
    told = "templates: expected a folder, texts by their names, or a loader of Jinja, got "
    assert refused(given).startswith(told)


def test_templates_from_texts() -> None:
    """Texts by name do what the files of a folder do, whatever happens to the mapping later."""
    page = f"{EXTENDS}{TITLE}{{% block main %}}Ours{{% endblock %}}"
    texts = {"later.html.j2": page, "form.css": "body { color: teal }"}
    given = dict(texts)
    mounted = form(given)
    given.clear()
    assert Window(mounted, "/later").words.startswith("Ours")
    assert ask(mounted, "GET", "/form.css").text == texts["form.css"]
    assert Window(form(DictLoader(texts)), "/later").words.startswith("Ours")


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({}, "expected at least one of the form's templates, got none"),
        ({"layout.html": WHOLE}, "expected a template of the form, got 'layout.html' (did you mean 'layout.html.j2'?"),
        ({"layout.html.j2": None}, "expected texts by their names, got {'layout.html.j2': None}"),
        ({7: WHOLE}, "expected texts by their names, got {7: "),
        ({"later.html.j2": EXTENDS + "{% block mian %}{% endblock %}"}, "later.html.j2: there is no block 'mian'"),
        (FunctionLoader(lambda _: WHOLE), "expected a loader that lists its templates, got 'FunctionLoader'"),
    ],
)
def test_texts_are_checked_as_files_are(given: Any, told: str) -> None:
    """No text is passed over: a name that no page uses and a block that is not there are refused."""
    assert refused(given).startswith(f"templates: {told}")


def test_text_in_another_encoding(tmp_path: Path) -> None:
    """A template that is not UTF-8 is refused by its name."""
    (tmp_path / "later.html.j2").write_bytes("é".encode("latin-1"))
    assert refused(tmp_path) == "templates: later.html.j2: expected text in UTF-8"


BROKEN = {
    "undefined": (
        f"later__html__j2={EXTENDS}{TITLE}{{% block main %}}{{{{ nope }}}}{{% endblock %}}",
        "UndefinedError",
    ),
    "division": (f"later__html__j2={EXTENDS}{TITLE}{{% block main %}}\n{{{{ 1 // 0 }}}}{{% endblock %}}", "line 2"),
    "circle": (f"layout__html__j2={WHOLE}{{% include 'layout.html.j2' %}}", "RecursionError"),
}


@pytest.mark.parametrize(("file", "told"), BROKEN.values(), ids=BROKEN)
def test_a_page_that_fails(file: str, told: str, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """Where a template fails, the package's page is shown, and the log says what failed where."""
    window = Window(form(tmp_path, **dict([file.split("=", 1)])), "/later")
    assert (window.status, window.words.startswith("Saved")) == (200, True)
    assert told in caplog.text
    assert "the package's page is shown" in caplog.text


def test_no_page_leaves_out_what_to_do_today(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """A page that leaves out what must be done today is not shown; the log says so."""
    text = f"{EXTENDS}{TITLE}{{% block main %}}<p>Nothing.</p>{{% endblock %}}"
    (tmp_path / "today.html.j2").write_text(text, "utf-8")
    raising = audit(checklist("a", item("a.one", red_flag=ea.RedFlag(100, "high", "Stop."))))
    application = web.app(
        raising, drafts=Memory(ea.AnswerSheet("example", ea.Answers())), user=lambda _: "me", templates=tmp_path
    )
    window = Window(application, "/questions/a.one").send("on", answer="r100")
    assert "Stop." in window.words
    assert "today.html.j2: what to do today is missing" in caplog.text


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    """A missing folder is an error with the nearest name beside it, and so is a file."""
    (tmp_path / "templates").mkdir()
    told = refused(tmp_path / "template")
    assert told.startswith("templates: expected a folder, got ")
    assert told.endswith("(did you mean 'templates'?)")
    assert "did you mean" not in refused(tmp_path / "none" / "there")
    (tmp_path / "file").write_text("")
    assert "expected a folder" in refused(tmp_path / "file")


def test_a_folder_is_named_by_text_too(tmp_path: Path) -> None:
    """A path may be text."""
    (tmp_path / "form.css").write_text("body { color: teal }")
    assert ask(form(str(tmp_path)), "GET", "/form.css").text == "body { color: teal }"


def test_colours_are_a_file_of_their_own(tmp_path: Path) -> None:
    """The variables can be replaced without the rest of the style."""
    style = ask(form(tmp_path, colours__css=":root { --accent: teal }"), "GET", "/form.css").text
    assert style.startswith(":root { --accent: teal }")
    assert ".choice" in style


# what is documented


def test_every_block_and_variable_is_documented(root: Path) -> None:
    """The page on mounting lists each template with its blocks, each part, and each variable."""
    text = (root / "docs" / "how-to" / "mounting.md").read_text("utf-8")
    package = files("ethics_audit.web").joinpath("templates")
    for name in (overrides.LAYOUT, *overrides.PAGES):
        found = re.findall(r"{% block (\w+)", package.joinpath(name).read_text("utf-8"))
        own = [one for one in found if name == overrides.LAYOUT or one not in {"title", "main"}]
        (row,) = re.findall(rf"^\| .*`{re.escape(name)}`.* \| (.*) \|$", text, re.MULTILINE)
        assert re.findall(r"`(\w+)`", row) == own, name
    assert all(f"`{name}`" in text for name in (*overrides.PARTS, *overrides.STYLES))
    colours = files("ethics_audit.base").joinpath("styles", "colours.css").read_text("utf-8")
    assert all(f"`{name}`" in text for name in re.findall(r"--\w+", colours))
