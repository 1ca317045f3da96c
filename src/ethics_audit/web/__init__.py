"""The web form: an audit answered in a browser, on this computer or inside another application.

    >>> from ethics_audit import web
    >>> form = web.app("quarterly", drafts=drafts, user=user)  # doctest: +SKIP

`app` makes the form. It keeps unfinished answers in `Drafts`, each a `Draft`, passes on a `Finish` when somebody
finishes, and can tell of each `Event`.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from ethics_audit.base.errors import needs_extra

if TYPE_CHECKING:
    from ethics_audit.web.application import app
    from ethics_audit.web.callbacks import Finish
    from ethics_audit.web.drafts import Draft, Drafts
    from ethics_audit.web.events import Event

__all__ = ["Draft", "Drafts", "Event", "Finish", "app"]


def __getattr__(name: str) -> Any:
    homes = {"Draft": "drafts", "Drafts": "drafts", "Event": "events", "Finish": "callbacks", "app": "application"}
    if name not in homes:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    with needs_extra("web"):
        return getattr(import_module(f"{__name__}.{homes[name]}"), name)
