"""The pages of what is kept on this computer: where it is, deleting it, and the passphrase of the history."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, NamedTuple

from attrs import frozen
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from ethics_audit.base.causes import unwritable
from ethics_audit.base.errors import EthicsAuditError, StoreError
from ethics_audit.base.language import gettext
from ethics_audit.documents import catalog
from ethics_audit.documents.paths import is_path
from ethics_audit.history import History
from ethics_audit.web import requests
from ethics_audit.web.questions import Slip
from ethics_audit.web.security import Entered
from ethics_audit.web.sittings import Sittings
from ethics_audit.web.templating import PLACES, Renderer
from ethics_audit.web.vault import Vault, trouble

GET, FORM = ["GET"], ["GET", "POST"]
ENDINGS = frozenset({".toml", ".json", ".md"})


class Answers(NamedTuple):
    """A file among the answers, or answers in the memory of the program.

    Attributes:
        key: The name of the file, or the key of the open audit.
        title: The title of the audit; the name of the file if that is all there is.
        changed: The day of the last change; None in memory.
    """

    key: str
    title: str
    changed: date | None


@frozen
class PlacePages:
    """The pages of what is kept; without a trace they only say that nothing is.

    Args:
        vault: The store of the history.
        folder: Where answers are kept.
        sittings: The audits that are open.
        renderer: Renders the pages.
        ephemeral: Whether nothing may be written.
    """

    _vault: Vault
    _folder: Path
    _sittings: Sittings
    _renderer: Renderer
    _ephemeral: bool

    def routes(self) -> list[Route]:
        """Return the routes of these pages."""
        shown = requests.route(PLACES, self.places, GET)
        if self._ephemeral:
            return [shown]
        return [
            shown,
            requests.route(f"{PLACES}/answers/{{key}}", self.answers, FORM),
            requests.route(f"{PLACES}/audits/{{number:int}}", self.audit, FORM),
            requests.route(f"{PLACES}/passphrase", self.passphrase, FORM),
        ]

    def places(self, request: Request, _entered: Entered) -> Response:
        """Show what is kept, where, and how to delete it."""
        return self._renderer.page(
            request,
            "places",
            ephemeral=self._ephemeral,
            folder=self._folder,
            place=self._vault.place,
            answers=[] if self._ephemeral else self._answers(),
            **({} if self._ephemeral else self._history()),
        )

    def _history(self) -> dict[str, Any]:
        """Return the audits in the history and whether it is encrypted, or why that cannot be read."""
        nothing = {"kept": [], "encrypted": False, "locked": False, "can_encrypt": False, "broken": ""}
        try:
            if self._vault.is_locked:
                return {**nothing, "encrypted": True, "locked": True}
            kept = [*reversed(History(self._vault).audits())]
        except EthicsAuditError as failure:
            return {**nothing, "broken": f"{failure}."}
        is_encrypted = self._vault.is_encrypted
        can_encrypt = bool(kept) and not is_encrypted and self._vault.can_encrypt
        return {**nothing, "kept": kept, "encrypted": is_encrypted, "can_encrypt": can_encrypt}

    def _answers(self) -> list[Answers]:
        """Return all answers, those in memory first."""
        in_memory = [Answers(key, one.audit.title, None) for key, one in self._sittings.open() if one.file.path is None]
        files = self._folder.iterdir() if self._folder.is_dir() else ()
        return [
            *in_memory,
            *(self._of_file(path) for path in sorted(files) if path.suffix in ENDINGS and path.is_file()),
        ]

    def _of_file(self, path: Path) -> Answers:
        """Return a file among the answers; one that cannot be read has its name for a title."""
        try:
            name = catalog.load_answers(path).audit
            title = self._sittings.audit(path.parent / name if is_path(name) else name).title
        except EthicsAuditError:
            title = path.name
        return Answers(path.name, title, datetime.fromtimestamp(path.stat().st_mtime, UTC).astimezone().date())

    def answers(self, request: Request, _entered: Entered) -> Response:
        """Ask whether to delete answers, and delete them."""
        key = request.path_params["key"]
        found = next((one for one in self._answers() if one.key == key), None)
        if found is None:
            raise HTTPException(404)
        if request.method == "POST":
            self._sittings.forget(key)
            if found.changed:
                _remove(self._folder / key)
            return RedirectResponse(PLACES, 303)
        note = gettext("These answers are removed from this computer. What your history keeps of them stays there.")
        return self._asks(request, found.title, found.key if found.changed else "", note)

    def audit(self, request: Request, _entered: Entered) -> Response:
        """Ask whether to delete an audit from the history, and delete it."""
        history = History(self._vault)
        kept = history.audit(request.path_params["number"])
        if request.method == "POST":
            history.forget(kept.number)
            return RedirectResponse(PLACES, 303)
        note = gettext(
            "This audit is removed from your history, with its corrections and the steps that you chose after it. "
            "That something was removed stays on record. Its answers, copies and reports stay where they are."
        )
        return self._asks(request, kept.result.audit.title, kept.day, note)

    def _asks(self, request: Request, title: str, name: str, note: str) -> Response:
        return self._renderer.page(request, "delete", name=name, deleted=title, note=note)

    def passphrase(self, request: Request, entered: Entered) -> Response:
        """Change the passphrase of an encrypted history, or encrypt one that is not."""
        told = self._changed(entered) if request.method == "POST" else ""
        if request.method == "POST" and not told:
            return RedirectResponse(PLACES, 303)
        field = "now" if self._vault.is_encrypted else "passphrase"
        return self._renderer.page(
            request,
            "rekey",
            422 if told else 200,
            slips=[Slip(field, told)] if told else [],
            encrypted=self._vault.is_encrypted,
        )

    def _changed(self, entered: Entered) -> str:
        """Encrypt the history under what was entered; return what is wrong, or an empty text."""
        now, new, again = (entered.get(name, [""])[0] for name in ("now", "passphrase", "again"))
        try:
            return trouble(new, again, self._vault, now if self._vault.is_encrypted else None)
        except StoreError as failure:
            return gettext("Nothing was changed. {failure}", failure=failure)


def _remove(path: Path) -> None:
    """Remove a file.

    Raises:
        StoreError: If that fails.
    """
    try:
        path.unlink(missing_ok=True)
    except OSError as failure:
        raise unwritable(path, failure) from None
