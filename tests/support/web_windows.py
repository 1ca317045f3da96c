"""The form as somebody without scripts sees it: pages, their fields, and what they send."""

from __future__ import annotations

import asyncio
from typing import Any
from urllib.parse import urlencode, urljoin
from xml.etree.ElementTree import Element

import httpx

import ethics_audit as ea
from ethics_audit import web
from ethics_audit.base.errors import StoreError
from ethics_audit.web.security import FORM_TYPE
from support.builders import audit, checklist, item, scale
from support.counted import COUNTED
from support.report_pages import parsed, words

DEFINITION = audit(
    checklist("a", item("a.one"), item("a.two", not_applicable=True), item("a.young", requires={"minors"})),
    checklist("b", item("b.three", citations=[ea.Citation("aca-2014", "B.1.d")])),
)
CASES = audit(
    checklist(
        "c",
        item(
            "c.one",
            about=["a.one"],
            scale=ea.Scale(
                [ea.Option("good", "I ask.", 0, "Well asked."), ea.Option("bad", "I wait.", 100, "Too long.")]
            ),
        ),
        item("c.two", about=["a.two"], scale=scale(0, 100)),
    )
)
BASE = "http://testserver"
FULL = "the disk is full"
MOST_HOPS = 5


def ask(form: Any, method: str, url: str, **more: Any) -> httpx.Response:
    """A request as a server passes it on."""
    COUNTED["requests"] += 1

    async def once() -> httpx.Response:
        transport = httpx.ASGITransport(form, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url=BASE) as client:
            return await client.request(method, url, **more)

    return asyncio.run(once())


class Memory:
    """Drafts of one audit in memory; `fails` simulates a full disk, `late` another window that is always faster."""

    def __init__(self, sheet: ea.AnswerSheet | None = None) -> None:
        self.kept: dict[str, ea.AnswerSheet] = {"me": sheet} if sheet else {}
        self.saves = 0
        self.number = 7
        self.fails = self.late = False

    def load(self, user: str, audit: str) -> web.Draft | None:  # noqa: ARG002 - there is one
        """Return the draft."""
        sheet = self.kept.get(user)
        return web.Draft(sheet, self.number) if sheet else None

    def save(self, user: str, audit: str, sheet: ea.AnswerSheet, before: int | None) -> bool:  # noqa: ARG002
        """Keep the sheet, unless another version is kept."""
        if self.fails:
            raise StoreError(FULL)
        if self.late or before != (self.number if user in self.kept else None):
            return False
        self.kept[user] = sheet
        self.saves += 1
        self.number += 1
        return True

    def change(self, **changes: Any) -> None:
        """Answer in another window; ids have `__` for the dot."""
        sheet = self.kept["me"]
        answers = sheet.answers.changed({id.replace("__", "."): answer for id, answer in changes.items()})
        self.kept["me"] = ea.AnswerSheet(sheet.audit, answers, sheet.version)
        self.number += 1

    @property
    def given(self) -> dict[str, Any]:
        """The answers of the one user."""
        return dict(self.kept["me"].answers.given)


class Window:
    """A window of a browser that runs no script.

    Attributes:
        response: The last response that was no redirect.
        path: Where it came from, with its query.
    """

    def __init__(self, form: Any, start: str = "/", **headers: str) -> None:
        self._form = form
        self._headers = {"origin": "/".join(urljoin(BASE, start).split("/")[:3]), **headers}
        self.cookies: dict[str, str] = {}
        self.path = start
        self.open(start)

    def open(self, path: str) -> Window:
        """Go to an address."""
        return self._go("GET", path)

    def follow(self, label: str) -> Window:
        """Follow the link with this text."""
        (found,) = [one for one in self.tree.iter("a") if words(one).strip() == label]
        return self.open(found.attrib["href"])

    def send(self, button: str = "", **entered: str | list[str]) -> Window:
        """Send the form of the page with its current fields, changed by what is entered."""
        (form,) = self.tree.iter("form")
        fields = {**self.fields, **entered} | ({"go": button} if button else {})
        return self._go("POST", form.get("action", self.path), content=urlencode(fields, doseq=True))

    def send_to(self, path: str, **entered: str) -> Window:
        """Send fields to an address of which the page has no form."""
        return self._go("POST", path, content=urlencode(entered))

    def _go(self, method: str, path: str, **more: Any) -> Window:
        for _ in range(MOST_HOPS):
            self.path = urljoin(self.path, path)
            cookie = {"cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
            form = {"content-type": FORM_TYPE} if method == "POST" else {}
            headers = {**self._headers, **form, **(cookie if self.cookies else {})}
            self.response = ask(self._form, method, self.path, headers=headers, **more)
            for one in self.response.headers.get_list("set-cookie"):
                name, _, value = one.partition(";")[0].partition("=")
                self.cookies[name] = value
            if not self.response.is_redirect:
                return self
            method, path, more = "GET", self.response.headers["location"], {}
        raise AssertionError("redirected in a circle")

    @property
    def status(self) -> int:
        """The status of the page."""
        return self.response.status_code

    @property
    def tree(self) -> Element:
        """The page as a browser reads it; malformed HTML is an error."""
        return parsed(self.response.text)

    @property
    def words(self) -> str:
        """The text of the main part."""
        return words(next(self.tree.iter("main")))

    @property
    def title(self) -> str:
        """The title of the page."""
        return words(next(self.tree.iter("title")))

    @property
    def slips(self) -> list[tuple[str, str]]:
        """The summary of errors: the field that each one leads to, which must exist, and the words."""
        boxes = [one for one in self.tree.iter("div") if one.get("role") == "alert"]
        found = [(one.attrib["href"], words(one)) for box in boxes for one in box.iter("a")]
        ids = {one.get("id") for one in self.tree.iter()}
        assert {field.removeprefix("#") for field, _ in found} <= ids
        return [(field.removeprefix("#"), told) for field, told in found]

    @property
    def fields(self) -> dict[str, str | list[str]]:
        """The fields that the form of the page would send."""
        found: dict[str, str | list[str]] = {}
        for one in self.tree.iter("input"):
            if one.get("type") == "checkbox":
                ticked = found.setdefault(one.attrib["name"], [])
                assert isinstance(ticked, list)
                ticked += [one.attrib["value"]] if "checked" in one.attrib else []
            elif one.get("type") != "radio" or "checked" in one.attrib:
                found[one.attrib["name"]] = one.get("value", "")
        found.update({one.attrib["name"]: one.text or "" for one in self.tree.iter("textarea")})
        return found
