"""The templates and the style of the form, any of which an application can override."""

from __future__ import annotations

import logging
from collections.abc import Hashable, Mapping, Sequence
from functools import cache, lru_cache, partial
from pathlib import Path
from traceback import extract_tb
from typing import Any, NamedTuple
from urllib.parse import quote

from jinja2 import BaseLoader, ChoiceLoader, Environment, FileSystemLoader, PackageLoader, PrefixLoader
from markupsafe import Markup, escape
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from ethics_audit.base.language import gettext, speaking, spoken
from ethics_audit.model.definitions import Audit
from ethics_audit.model.translation import foreign
from ethics_audit.report import page
from ethics_audit.web import overrides
from ethics_audit.web.look import Look
from ethics_audit.web.policy import policy

LOG = logging.getLogger("ethics_audit.web")
FILES = {"/form.css": "text/css", "/icon.svg": "image/svg+xml"}
"""The address and media type of the files that every page loads; none of them is secret."""
PLACES = "/places"
"""The address of the page that lists what is kept on this computer."""


class Keeps(NamedTuple):
    """How answers are kept, in the words of the pages.

    Attributes:
        told: The sentences.
        lasts: Whether the answers outlast the program.
        short: The same in a few words, for the foot of each page; empty for none.
        places: The address of the page that lists what is kept; empty if there is none.
    """

    told: Sequence[str] = ()
    lasts: bool = True
    short: str = ""
    places: str = ""


class Renderer:
    """Renders the pages from templates.

    Args:
        audit: The audit, whose title is on each page; None for pages of no audit.
        look: How the pages look.
        keeps: How answers are kept, for the pages.
        home: The address of the page with all audits; empty if there is none.
        writes: Whether one's own words about an occasion are asked too.

    Attributes:
        keeps: How answers are kept.
        language: The language of the pages.
        writes: Whether one's own words about an occasion are asked too.
    """

    def __init__(self, audit: Audit | None, look: Look, keeps: Keeps, *, home: str = "", writes: bool = False) -> None:
        self.keeps: Keeps = keeps
        self._home = home
        self._has_all = audit is None
        self.writes: bool = writes
        self.language: str = audit.language if audit else spoken()
        with speaking(self.language):
            self._title = audit.title if audit else gettext("Ethics self-audit")
            self._foreign = foreign(audit, spoken()) if audit else {}
        self._look = look
        self._environment = _with_own(look.templates) if look.templates else _environment()

    def page(self, request: Request, template: str, status: int = 200, **facts: Any) -> Response:
        """Render a page; its template makes links with `at`, and marks other languages with `lang` and `said`."""
        nonce = self.nonce(request)
        known = dict(
            {"slips": (), "urgent": (), **facts},
            request=request,
            nonce=nonce,
            styles=self._look.styles,
            at=partial(address, request),
            lang=self._lang,
            said=self._said,
            audit_title=self._title,
            keeps=self.keeps,
            places=self.keeps.places,
            home=self._home,
            has_all=self._has_all,
            writes=self.writes,
        )
        content = self._rendered(f"{template}.html.j2", known)
        return HTMLResponse(content, status, {"Content-Security-Policy": policy(self._look.origins, nonce)})

    def _rendered(self, name: str, facts: Mapping[str, Any]) -> str:
        """Return a page as the application's templates make it; as the package's own do if those fail.

        They fail too if they leave out what must be done today.
        """
        if self._look.templates:
            try:
                content = self._environment.get_template(name).render(facts)
            except Exception as failure:  # noqa: BLE001 - whatever a template raises, somebody waits for the page
                last = extract_tb(failure.__traceback__)[-1]
                where, what = f"{Path(last.filename).name}, line {last.lineno}", type(failure).__name__
                LOG.error("templates: %s: %s at %s; the package's page is shown", name, what, where)  # noqa: TRY400
            else:
                if all(escape(one.action) in content for one in facts["urgent"]):
                    return content
                LOG.error("templates: %s: what to do today is missing; the package's page is shown", name)
        return _environment().get_template(name).render(facts)

    def nonce(self, request: Request) -> str:
        """Return the nonce of a response; an empty text if there is none."""
        return self._look.nonce(request)

    def file(self, request: Request) -> Response:
        """Return one of the files that every page loads."""
        path = request.scope["path"].removeprefix(request.scope.get("root_path", ""))
        return Response(self._environment.get_template(path.lstrip("/")).render(), media_type=FILES[path])

    def _lang(self, text: str) -> Markup:
        """Return the `lang` attribute for text in another language than the page, or else nothing."""
        language = self._foreign.get(text)
        return Markup(' lang="{}"').format(language) if language else Markup()

    def _said(self, text: str) -> str:
        """Return text within a sentence of the page, marked if it is in another language."""
        lang = self._lang(text)
        return Markup("<span{}>{}</span>").format(lang, text) if lang else text


@cache
def _environment() -> Environment:
    """Return the environment of the form alone, which every form without templates of its own shares."""
    return _extended([])


def _with_own(loader: BaseLoader) -> Environment:
    """Return the checked environment of a form with templates of its own; forms share that of a folder."""
    if type(loader) is not FileSystemLoader:
        return _checked(loader)
    files = sorted(file for folder in loader.searchpath for file in Path(folder).rglob("*") if file.is_file())
    states = tuple((str(file), file.stat().st_mtime_ns, file.stat().st_size) for file in files)
    return _of_folders(tuple(loader.searchpath), loader.encoding, states, follow=loader.followlinks)


@lru_cache(maxsize=16)
def _of_folders(folders: tuple[str, ...], encoding: str, _states: Hashable, *, follow: bool) -> Environment:
    """Return the environment of folders whose files are in these states."""
    return _checked(FileSystemLoader(folders, encoding, follow))


def _checked(loader: BaseLoader) -> Environment:
    environment = _extended([loader])
    overrides.check(environment, loader)
    return environment


def _extended(own: Sequence[BaseLoader]) -> Environment:
    """Return the environment of the report, whose blocks the pages show too, with the templates of the form before."""
    report = page.environment()
    package = PackageLoader("ethics_audit.web")
    known = [package, *filter(None, [report.loader])]
    named = PrefixLoader({overrides.PACKAGE.rstrip("/"): ChoiceLoader(known)})
    environment = report.overlay(loader=ChoiceLoader([*own, *known, named]))
    environment.globals = {**report.globals, "spoken": spoken}
    return environment


def address(request: Request, path: str) -> str:
    """Return the address of a page of the form, wherever the form is mounted."""
    return f"{quote(request.scope.get('root_path', ''))}{path}"


def sent_to(request: Request, path: str) -> Response:
    """Return a redirect to a page of the form."""
    return RedirectResponse(address(request, path), 303)
