"""How the form looks: its templates and its style, any of which another folder can override."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote

from jinja2 import ChoiceLoader, Environment, FileSystemLoader, PackageLoader, PrefixLoader, StrictUndefined
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from ethics_audit.base.language import gettext, ngettext, speaking, spoken
from ethics_audit.model.definitions import Audit
from ethics_audit.model.translation import foreign
from ethics_audit.report.days import whole_days

FILES = {"/form.css": "text/css", "/icon.svg": "image/svg+xml"}
"""What every page loads, by its address in the form, with its kind; none of it is secret."""


class Keeps(NamedTuple):
    """How answers are kept, as the pages tell it.

    Attributes:
        told: It in sentences.
        lasts: Whether they are still there when the program ends.
    """

    told: Sequence[str]
    lasts: bool = True


class Looks:
    """Makes pages of templates.

    Args:
        audit: What the pages are about; each carries its title.
        templates: A folder whose files take the place of those of the same name here.
        keeps: How answers are kept.

    Attributes:
        language: The language of the pages.
    """

    def __init__(self, audit: Audit, templates: Path | None, keeps: Keeps) -> None:
        self._keeps = keeps
        self.language: str = audit.language
        self._title = audit.title
        with speaking(audit.language):
            self._foreign = foreign(audit, spoken())
        self._environment = _environment(templates)

    def page(self, request: Request, template: str, status: int = 200, **facts: Any) -> Response:
        """A page; its template can make links with `at`, and mark by `lang` and `said` what is in another language."""

        def at(path: str) -> str:
            return address(request, path)

        told = self._environment.get_template(f"{template}.html.j2").render(
            {"slips": (), "urgent": (), **facts},
            at=at,
            lang=self._lang,
            said=self._said,
            audit_title=self._title,
            keeps=self._keeps,
        )
        return HTMLResponse(told, status)

    def file(self, request: Request) -> Response:
        """What every page loads."""
        path = request.scope["path"].removeprefix(request.scope.get("root_path", ""))
        return Response(self._environment.get_template(path.lstrip("/")).render(), media_type=FILES[path])

    def _lang(self, told: str) -> Markup:
        """The attribute for an element whose text is in another language than the page, and otherwise nothing."""
        language = self._foreign.get(told)
        return Markup(' lang="{}"').format(language) if language else Markup()

    def _said(self, told: str) -> str:
        """A text within a sentence of the page, marked where it is in another language."""
        lang = self._lang(told)
        return Markup("<span{}>{}</span>").format(lang, told) if lang else told


@cache
def _environment(templates: Path | None) -> Environment:
    loaders = [PackageLoader("ethics_audit.web"), PrefixLoader({"report": PackageLoader("ethics_audit.report")})]
    made = Environment(
        loader=ChoiceLoader([FileSystemLoader(templates), *loaders] if templates else loaders),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    made.filters["whole_days"] = whole_days
    made.globals["spoken"] = spoken
    made.install_gettext_callables(gettext, ngettext, newstyle=True)  # type: ignore[attr-defined]
    return made


def address(request: Request, path: str) -> str:
    """The address of a page of the form, wherever the form is mounted."""
    return f"{quote(request.scope.get('root_path', ''))}{path}"


def sent_to(request: Request, path: str) -> Response:
    """A response that sends the browser to a page of the form."""
    return RedirectResponse(address(request, path), 303)
