"""The page that asks for the passphrase before a finished audit goes into an encrypted history."""

from __future__ import annotations

from collections.abc import Callable

from attrs import frozen
from starlette.responses import RedirectResponse, Response

from ethics_audit.assessment.assessment import assess
from ethics_audit.base.errors import StoreError
from ethics_audit.base.language import gettext
from ethics_audit.model.definitions import Audit
from ethics_audit.web import questions
from ethics_audit.web.callbacks import Finish, Onward
from ethics_audit.web.questions import Slip, mark
from ethics_audit.web.requests import Visit, Visits
from ethics_audit.web.templating import Renderer, address, sent_to
from ethics_audit.web.vault import Vault, trouble


@frozen
class SecretPages:
    """Asks for the passphrase of a history that is locked, or that is to be encrypted, and then keeps the audit."""

    _audit: Audit
    _visits: Visits
    _vault: Vault
    _keep: Callable[[Finish], Onward]
    _renderer: Renderer
    _encrypts: bool

    def finished(self, finish: Finish) -> Onward:
        """Keep a result, or return the path of the page that asks for the passphrase."""
        if self._is_needed:
            return address(finish.request, "/passphrase")
        return self._keep(finish)

    @property
    def _is_needed(self) -> bool:
        return self._vault.is_locked or (self._encrypts and not self._vault.is_encrypted)

    def passphrase(self, visit: Visit) -> Response:
        """Ask for the passphrase, twice if it is new, and keep the audit that was finished."""
        items = questions.asked(self._audit, visit.answers)
        if visit.number is None or not questions.any_picked(items, visit.answers):
            return sent_to(visit.request, "/check")
        if visit.sends and visit.said("shown") != mark(visit.answers):
            return sent_to(visit.request, "/check")
        told = self._opened(visit) if visit.sends and self._is_needed else ""
        if not visit.sends or told:
            return self._renderer.page(
                visit.request,
                "passphrase",
                422 if told else 200,
                slips=[Slip("passphrase", told)] if told else [],
                urgent=questions.urgent(self._audit, visit.answers),
                shown=mark(visit.answers),
                new=not self._vault.is_encrypted,
                place=self._vault.place,
            )
        sheet, result = self._visits.sheet(visit, visit.answers), assess(self._audit, visit.answers)
        onward = self._keep(Finish(visit.request, visit.user, sheet, visit.number, result))
        return RedirectResponse(onward, 303) if onward else sent_to(visit.request, "/check")

    def _opened(self, visit: Visit) -> str:
        again = None if self._vault.is_encrypted else visit.said("again")
        try:
            return trouble(visit.said("passphrase"), again, self._vault)
        except StoreError as failure:
            return gettext("It is not kept. {failure}", failure=failure)
