"""How the form looks: its templates and its style, any of which another folder can override."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote

from jinja2 import ChoiceLoader, Environment, FileSystemLoader, PackageLoader, PrefixLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

FILES = {"/form.css": "text/css", "/icon.svg": "image/svg+xml"}
"""What every page loads, by its address in the form, with its kind; none of it is secret."""


class Looks:
    """Makes pages of templates.

    Args:
        title: The title of the audit, which every page carries.
        templates: A folder whose files take the place of those of the same name here.
    """

    def __init__(self, title: str, templates: Path | None) -> None:
        self._title = title
        self._environment = _environment(templates)

    def page(self, request: Request, template: str, status: int = 200, **facts: Any) -> Response:
        """A page; its template can make links with `at`."""

        def at(path: str) -> str:
            return address(request, path)

        told = self._environment.get_template(f"{template}.html.j2").render(
            {"slips": (), **facts}, at=at, audit_title=self._title
        )
        return HTMLResponse(told, status)

    def file(self, request: Request) -> Response:
        """What every page loads."""
        path = request.scope["path"].removeprefix(request.scope.get("root_path", ""))
        return Response(self._environment.get_template(path.lstrip("/")).render(), media_type=FILES[path])


@cache
def _environment(templates: Path | None) -> Environment:
    loaders = [PackageLoader("ethics_audit.web"), PrefixLoader({"report": PackageLoader("ethics_audit.report")})]
    return Environment(
        loader=ChoiceLoader([FileSystemLoader(templates), *loaders] if templates else loaders),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def address(request: Request, path: str) -> str:
    """The address of a page of the form, wherever the form is mounted."""
    return f"{quote(request.scope.get('root_path', ''))}{path}"


def sent_to(request: Request, path: str) -> Response:
    """A response that sends the browser to a page of the form."""
    return RedirectResponse(address(request, path), 303)
