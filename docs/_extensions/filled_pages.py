"""Fill the reference pages from the code: a line ``<!-- fill: what -->`` is replaced when the site is built.

What is filled in is Markdown, so it gets headings, anchors and an entry in the search like everything else.
"""

import json
import re
from pathlib import Path

import figures
import from_code
import json_documents
from sphinx.application import Sphinx

LINE = re.compile(r"^<!-- fill: ([a-z-]+)(.*?) -->$", re.MULTILINE | re.DOTALL)

FILLS = {
    "names": from_code.names,
    "index-of-names": from_code.index_of_names,
    "commands": from_code.commands,
    "error-classes": from_code.error_classes,
    "error-codes": from_code.error_codes,
    "exit-statuses": from_code.exit_statuses,
    "extras": from_code.extras,
    "rules": from_code.lint_rules,
    "documents": json_documents.page,
    "exported": from_code.exported,
    "promise": figures.figures,
}


def filled(text: str) -> str:
    """Return a page with what its lines ask for."""
    return LINE.sub(lambda found: FILLS[found[1]](*found[2].split()), text)


def _fill(_app: Sphinx, _name: str, source: list[str]) -> None:
    source[0] = filled(source[0])


def _write_schemas(app: Sphinx, failure: Exception | None) -> None:
    if failure or app.builder.format != "html":
        return
    folder = Path(app.outdir) / "schemas"
    folder.mkdir(exist_ok=True)
    for document in json_documents.DOCUMENTS:
        text = json.dumps(json_documents.whole(document), indent=1) + "\n"
        (folder / f"{document.name}.schema.json").write_text(text, "utf-8")


def _outdated(app: Sphinx, *_changes: object) -> list[str]:
    """Read filled pages again each time: their text stays the same when the code changes."""
    return [name for name in app.env.found_docs if LINE.search(Path(app.env.doc2path(name)).read_text("utf-8"))]


def _as_text(_app: Sphinx, what: str, _name: str, _obj: object, _options: object, lines: list[str]) -> None:
    """Keep a colon in the docstring of a property from being read as the end of a type."""
    if what in {"property", "attribute"}:
        lines.insert(0, "")


def _without_arguments(_app: Sphinx, _what: str, _name: str, value: object, *_rest: object) -> tuple[str, None] | None:
    """Show no arguments for a protocol, which nobody calls."""
    return ("", None) if getattr(value, "_is_protocol", False) else None


REACHABLE = (
    ("<pre>", '<pre tabindex="0">'),
    ('<div class="table-wrapper', '<div tabindex="0" class="table-wrapper'),
    ('role="heading"', 'role="heading" aria-level="2"'),
)
"""What the theme leaves out: what scrolls can be reached by keyboard, and captions have a level."""


def _make_reachable(_app: Sphinx, _page: str, _template: str, context: dict[str, str], _tree: object) -> None:
    for part in {"body", "furo_navigation_tree"} & context.keys():
        for plain, reachable in REACHABLE:
            context[part] = context[part].replace(plain, reachable)


def setup(app: Sphinx) -> dict[str, bool]:
    """Connect to Sphinx."""
    app.connect("source-read", _fill)
    app.connect("env-get-outdated", _outdated)
    app.connect("autodoc-process-docstring", _as_text, priority=400)
    app.connect("autodoc-process-signature", _without_arguments)
    app.connect("html-page-context", _make_reachable, priority=900)
    app.connect("build-finished", _write_schemas)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
