"""The page with all audits: what is due, what is unfinished, what can begin, and what was done before."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from attrs import frozen
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Mount, Route

from ethics_audit.assessment import wording
from ethics_audit.base.dates import next_audit, today
from ethics_audit.base.errors import EthicsAuditError, StoreError
from ethics_audit.base.language import gettext
from ethics_audit.documents import catalog
from ethics_audit.history import History
from ethics_audit.history import unfinished as kept_files
from ethics_audit.history.replay import Book, Kept
from ethics_audit.history.unfinished import Unfinished
from ethics_audit.model.definitions import CASES, OCCASION, PRACTICE, Audit
from ethics_audit.web import questions, requests, ways
from ethics_audit.web.application import FORM, GET
from ethics_audit.web.look import Look
from ethics_audit.web.past import Past
from ethics_audit.web.places import PlacePages
from ethics_audit.web.questions import Slip
from ethics_audit.web.requests import alone
from ethics_audit.web.results import ResultPages
from ethics_audit.web.security import Entered
from ethics_audit.web.sittings import Sittings
from ethics_audit.web.steps import StepPages
from ethics_audit.web.templating import FILES, Renderer
from ethics_audit.web.vault import Vault, trouble

BRIEF, QUARTERLY = "brief", "quarterly"


class House(NamedTuple):
    """All audits of one person on this computer.

    Attributes:
        vault: The store of the history.
        folder: Where answers are kept.
        sittings: The audits that are open.
        locale: The language of the audits; that of each original if None.
        ephemeral: Whether nothing may be written.
        hosts: Other allowed values of the header `Host`, each exact.
    """

    vault: Vault
    folder: Path
    sittings: Sittings
    locale: str | None = None
    ephemeral: bool = False
    hosts: tuple[str, ...] = ()


class Due(NamedTuple):
    """Something that is due.

    Attributes:
        told: What it is.
        day: The day, such as ``2026-12-24``; empty if none is set.
        late: Whether the day is over.
        address: The address of the page on which to do it.
    """

    told: str
    day: str
    late: bool
    address: str


class Offer(NamedTuple):
    """An audit that can begin.

    Attributes:
        id: Its id.
        audit: The audit.
        minutes: About how long it takes.
    """

    id: str
    audit: Audit
    minutes: int


@frozen
class HomePages:
    """The pages before and around the single audits."""

    _house: House
    _renderer: Renderer
    _stop: Callable[[], object]

    def routes(self) -> list[Route | Mount]:
        """Return the routes of these pages and of the audits that are open."""
        return [
            requests.route("/", self.home, FORM),
            requests.route("/begin/{audit}", self.begin, FORM),
            requests.route("/stop", self.stop, FORM),
            *self._place_pages().routes(),
            *([] if self._house.ephemeral else self._past_routes()),
            Mount("/audits/{key}", self._house.sittings),
            *(Route(path, self._renderer.file, methods=GET) for path in FILES),
        ]

    def _place_pages(self) -> PlacePages:
        vault, folder, sittings, *_ = self._house
        return PlacePages(vault, folder, sittings, self._inside(), self._house.ephemeral)

    def _inside(self) -> Renderer:
        """Return what renders the pages that lead back to the one with all audits."""
        return Renderer(None, Look(), self._renderer.keeps, home="/")

    def _past_routes(self) -> list[Route]:
        """Return the routes of what was done before."""
        history, renderer = History(self._house.vault), self._inside()
        return [*ResultPages(history, renderer).routes(alone), *StepPages(history, renderer).routes(alone)]

    def home(self, request: Request, entered: Entered) -> Response:
        """List the audits, or open an encrypted history with the passphrase that was entered."""
        told = self._unlocked(entered.get("passphrase", [""])[0]) if request.method == "POST" else ""
        if request.method == "POST" and not told:
            return RedirectResponse("/", 303)
        return self._renderer.page(
            request,
            "home",
            422 if told else 200,
            slips=[Slip("passphrase", told)] if told else [],
            in_memory=[
                (key, one.audit.title, *_progress(one.audit, one.file.sheet.answers))
                for key, one in self._house.sittings.open()
                if one.file.path is None
            ],
            ephemeral=self._house.ephemeral,
            place=self._house.vault.place,
            **self._offers(),
            **self._files(),
            **self._history(),
        )

    def _unlocked(self, passphrase: str) -> str:
        """Open an encrypted history, and return what is wrong, or an empty text."""
        try:
            return trouble(passphrase, None, self._house.vault) if self._house.vault.is_locked else ""
        except StoreError as failure:
            return f"{failure}."

    def _offers(self) -> dict[str, Any]:
        """Return the audits that can begin, by their use."""
        offers = []
        for id, kind in self._known().items():
            audit = self._house.sittings.audit(id)
            offers.append((kind, Offer(id, audit, wording.minutes(audit))))
        whole = sorted(
            (one for kind, one in offers if kind == "audits" and one.audit.kind == PRACTICE),
            key=lambda one: (one.id != BRIEF, one.id != QUARTERLY),
        )
        return {
            "whole": whole,
            "occasions": [one for _, one in offers if one.audit.kind == OCCASION],
            "cases": [one for _, one in offers if one.audit.kind == CASES],
            "areas": [one for kind, one in offers if kind != "audits" and one.audit.kind == PRACTICE],
        }

    def _known(self) -> dict[str, str]:
        """Return the id of each audit that can begin with its kind in the catalog; one of the person's own is whole."""
        named = self._house.sittings.named
        return {**({named.audit.id: "audits"} if named else {}), **{one.id: one.kind for one in catalog.usable()}}

    def _files(self) -> dict[str, Any]:
        """Return the audits that are not finished yet, and the files that cannot be read."""
        unreadable = [] if self._house.ephemeral else kept_files.unreadable(self._house.folder)
        return {"unfinished": self._unfinished(self._house.folder), "unreadable": unreadable}

    def _unfinished(self, folder: Path) -> list[Unfinished]:
        """Return the audits in a folder that are not finished yet."""
        return [] if self._house.ephemeral else kept_files.unfinished(folder, locale=self._house.locale)

    def _history(self) -> dict[str, Any]:
        """Return what was done before, what is due, and why that cannot be read."""
        nothing: dict[str, Any] = {
            "past": [],
            "due": [],
            "has_steps": False,
            "again": [],
            "broken": "",
            "locked": False,
        }
        if self._house.ephemeral:
            return nothing
        try:
            if self._house.vault.is_locked:
                return {**nothing, "locked": True}
            book = History(self._house.vault).book()
            past = [book.kept(number) for number in reversed(book.standing())]
        except EthicsAuditError as failure:
            return {**nothing, "broken": f"{failure}."}
        found = [one.result.audit for one in past]
        return {
            **nothing,
            "past": [(one, wording.band_text(one.result)) for one in past],
            "due": due(book, past),
            "has_steps": bool(book.followed()),
            "again": [
                audit for id, audit in {one.id: one for one in found}.items() if [one.id for one in found].count(id) > 1
            ],
        }

    def stop(self, request: Request, _entered: Entered) -> Response:
        """Ask whether to stop the program, and stop it; say what must not wait and what is gone then."""
        if request.method == "POST":
            self._stop()
        opened = [one for _, one in self._house.sittings.open()]
        given = [(one.audit, one.file.sheet.answers.fitting(one.audit).answers) for one in opened]
        return self._renderer.page(
            request,
            "stop",
            stopped=request.method == "POST",
            urgent=[flag for audit, answers in given for flag in questions.urgent(audit, answers)],
            in_memory=[one.audit.title for one in opened if one.file.path is None],
            ephemeral=self._house.ephemeral,
        )

    def begin(self, request: Request, entered: Entered) -> Response:
        """Show what to know before the first question, and ask what should happen to the answers."""
        id = request.path_params["audit"]
        if id not in self._known():
            raise HTTPException(404)
        audit = self._house.sittings.audit(id)
        offered = ways.offered(audit, ephemeral=self._house.ephemeral, can_encrypt=self._house.vault.can_encrypt)
        way = entered.get("way", [""])[0] if len(offered) > 1 else next(iter(offered))
        if request.method == "POST" and way in offered:
            key, page = self._house.sittings.begun(audit, way)
            return RedirectResponse(f"/audits/{key}{page}", 303)
        checklists = [part.checklist for part in audit.parts]
        slip = Slip("way-1", gettext("Pick what should happen to your answers."))
        past = None if self._house.ephemeral else Past(audit, History(self._house.vault)).finished()
        path = self._house.sittings.path(audit)
        begun = next((one for one in self._unfinished(path.parent) if one.path == path), None)
        renderer = Renderer(audit, Look(), self._renderer.keeps, home="/", writes=audit.kind == OCCASION)
        return renderer.page(
            request,
            "ways",
            422 if request.method == "POST" else 200,
            slips=[slip] if request.method == "POST" else [],
            audit=id,
            ways=offered,
            picked=way,
            limits=wording.limits(audit),
            count=len(audit.items),
            minutes=wording.minutes(audit),
            caution=gettext(wording.CAUTION),
            introductions=[one.introduction for one in checklists if one.introduction],
            examples=[one.worked_example for one in checklists if one.worked_example],
            answered=0,
            finished=None,
            begun=begun,
            past=past,
            next_audit=next_audit(date.fromisoformat(past.day)).isoformat() if past else "",
        )


def due(book: Book, past: list[Kept]) -> list[Due]:
    """Return the open steps and the next audit by their days, what is late first, and steps without a day last."""
    now = today().isoformat()
    found = [(one.action.due, one.action.step, f"/steps/{one.number}") for one in book.followed() if one.is_open]
    practice = [one for one in past if one.result.audit.kind == PRACTICE]
    if practice:
        last = max(practice, key=lambda one: one.day)
        next_day = next_audit(date.fromisoformat(last.day)).isoformat()
        found.append((next_day, gettext("Your next self-audit"), _beginning(last.result.audit.id)))
    found.sort(key=lambda one: (not one[0], one[0]))
    return [Due(told, day, bool(day) and day < now, address) for day, told, address in found]


def _progress(audit: Audit, answers: Any) -> tuple[int, int]:
    asked = questions.asked(audit, answers)
    return sum(item.id in answers.given for item in asked), len(asked)


def _beginning(id: str) -> str:
    """Return the address at which an audit begins; that of the list for one of the person's own."""
    return f"/begin/{id}" if id in {entry.id for entry in catalog.usable()} else "/#begin"
