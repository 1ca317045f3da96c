"""The audits that are open in this program: each is a form of its own, under an address of its own."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from threading import Lock
from typing import NamedTuple

from anyio import to_thread
from starlette.exceptions import HTTPException
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from ethics_audit.base.dates import quarter, today
from ethics_audit.base.errors import UnknownIdError
from ethics_audit.base.files import make_folder
from ethics_audit.documents import catalog
from ethics_audit.documents.answers_file import AnswersFile, Unsaved, bring_over
from ethics_audit.documents.paths import is_path
from ethics_audit.history import History
from ethics_audit.model.answer_sheet import AnswerSheet
from ethics_audit.model.answers import Answers
from ethics_audit.model.definitions import OCCASION, Audit
from ethics_audit.web import ways
from ethics_audit.web.application import FORM, form, nothing_more, secured
from ethics_audit.web.drafts import FileDrafts
from ethics_audit.web.kept import HistoryPages
from ethics_audit.web.look import Look
from ethics_audit.web.occasions import OccasionPages
from ethics_audit.web.past import Past
from ethics_audit.web.requests import Visits, threads
from ethics_audit.web.results import ResultPages
from ethics_audit.web.secret import SecretPages
from ethics_audit.web.steps import StepPages
from ethics_audit.web.templating import PLACES, Keeps, Renderer
from ethics_audit.web.vault import Vault

ENDINGS = frozenset({".toml", ".json"})


def routes(
    audit: Audit,
    file: AnswersFile | Unsaved,
    history: History | None,
    renderer: Renderer,
    *,
    vault: Vault | None = None,
    encrypts: bool = False,
) -> list[Route]:
    """Return the routes of a form on this computer, with the pages of the history.

    Args:
        audit: The audit to ask.
        file: Where the answers are kept, which can be memory alone.
        history: Where the finished audit is kept; None if nowhere.
        renderer: Renders the pages.
        vault: The store of the history if a page may ask for its passphrase.
        encrypts: Whether a plain history is encrypted before the audit is kept.
    """
    drafts = FileDrafts(file)
    visits = Visits(audit, drafts, lambda _request: "the one who has the code")
    occasion = OccasionPages(audit, visits, renderer, file.path)
    written = occasion.routes() if renderer.writes else []
    if history is None:
        return [*form(audit, visits, occasion.finished(nothing_more), renderer), *written]
    pages, past = HistoryPages(audit, drafts, history, renderer), Past(audit, history)
    steps = StepPages(history, renderer)
    kept = [
        *written,
        *pages.routes(visits),
        *ResultPages(history, renderer).routes(visits.route),
        *steps.routes(visits.route),
        visits.route("/before", partial(steps.before, past), FORM),
    ]
    if vault is None:
        return [*form(audit, visits, occasion.finished(pages.finished), renderer, past), *kept]
    secret = SecretPages(audit, visits, vault, occasion.finished(pages.finished), renderer, encrypts)
    asks = visits.route("/passphrase", secret.passphrase, FORM)
    return [*form(audit, visits, secret.finished, renderer, past), *kept, asks]


class Sitting(NamedTuple):
    """An audit that is open.

    Attributes:
        audit: The audit.
        file: Where its answers are.
        app: Its form.
    """

    audit: Audit
    file: AnswersFile | Unsaved
    app: ASGIApp


class Named(NamedTuple):
    """The audit that was named when the program was started.

    Attributes:
        audit: The audit.
        name: Its id, or the path of its file.
        path: The file of its answers, if they are kept; an occasion has a new one each time.
    """

    audit: Audit
    name: str
    path: Path


class Sittings:
    """Opens audits, and passes on each request to the form that its address names.

    Args:
        folder: Where answers are kept.
        vault: The store of the history.
        locale: The language of the audits; that of each original if None.
        named: The audit that was named, which takes the place of any other with its id.
    """

    def __init__(self, folder: Path, vault: Vault, locale: str | None, named: Named | None = None) -> None:
        self._folder = folder
        self._vault = vault
        self._locale = locale
        self.named = named
        self._turn = Lock()
        self._open: dict[str, Sitting] = {}

    def audit(self, name: catalog.Name) -> Audit:
        """Return an audit in the language of the form, or in that of the original if there is no translation.

        Raises:
            UnknownIdError: If there is no such audit.
            ChecklistError: If its definition is wrong.
        """
        if self.named and name == self.named.audit.id:
            return self.named.audit
        try:
            return catalog.load_audit(name, locale=self._locale)
        except UnknownIdError:
            return catalog.load_audit(name)

    def begun(self, audit: Audit, way: str) -> tuple[str, str]:
        """Open an audit with its file of this quarter, or in memory; return its key and its first page."""
        with self._turn:
            if way == ways.KEEP:
                path = self.path(audit)
                key = path.name
                make_folder(path.parent)
                if key not in self._open:
                    is_named = self.named and audit is self.named.audit
                    self._open[key] = self._in_file(self.named.name if self.named and is_named else audit.id, path)
                return key, "/" if self._open[key].file.reread().answers.given else "/before"
            key = f"{audit.id}-{len(self._open) + 1}"
            keeps = ways.in_memory(way)
            self._open[key] = self._sitting(audit, Unsaved(AnswerSheet(audit.id, Answers())), keeps, way)
            return key, "/practice" if way == ways.NOTHING else "/before"

    def open(self) -> list[tuple[str, Sitting]]:
        """Return the audits that are open, with their keys."""
        with self._turn:
            return list(self._open.items())

    def forget(self, key: str) -> None:
        """Close an audit; what of it is in memory is gone."""
        with self._turn:
            self._open.pop(key, None)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, as the ASGI protocol demands."""
        sitting = await to_thread.run_sync(self._found, scope["path_params"]["key"], limiter=threads())
        await sitting.app(scope, receive, send)

    def _found(self, key: str) -> Sitting:
        """Return the audit with a key; open its file if that is not open yet."""
        with self._turn:
            if key not in self._open:
                path = self.named.path if self.named and key == self.named.path.name else self._folder / key
                if Path(key).name != key or path.suffix not in ENDINGS or not path.is_file():
                    raise HTTPException(404)
                sheet = catalog.load_answers(path)
                self._open[key] = self._in_file(
                    str(path.parent / sheet.audit) if is_path(sheet.audit) else sheet.audit, path
                )
            return self._open[key]

    def _in_file(self, name: str, path: Path) -> Sitting:
        audit = self.audit(Path(name) if is_path(name) else name)
        file = AnswersFile.opened(path, name, None)
        notice = bring_over(audit, file)
        keeps = ways.in_file(file.path, history=True)
        return self._sitting(audit, file, keeps._replace(told=[*filter(None, [notice]), *keeps.told]), ways.KEEP)

    def _sitting(self, audit: Audit, file: AnswersFile | Unsaved, keeps: Keeps, way: str) -> Sitting:
        renderer = Renderer(audit, Look(), keeps._replace(places=PLACES), home="/", writes=audit.kind == OCCASION)
        history = None if way == ways.NOTHING else History(self._vault)
        found = routes(audit, file, history, renderer, vault=self._vault, encrypts=way == ways.ENCRYPT)
        return Sitting(audit, file, secured(found, renderer))

    def path(self, audit: Audit) -> Path:
        """Return the answers file of an audit: one for each quarter; for an occasion, a new one each time."""
        if audit.kind != OCCASION:
            if self.named and audit is self.named.audit:
                return self.named.path
            return self._folder / f"{audit.id}-{quarter(today())}.toml"
        name, number = f"{audit.id}-{today().isoformat()}", 1
        path = self._folder / f"{name}.toml"
        while path.exists() or path.with_suffix(".md").exists() or path.name in self._open:
            number += 1
            path = self._folder / f"{name}-{number}.toml"
        return path
