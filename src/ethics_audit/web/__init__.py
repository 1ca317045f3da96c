"""The web form: an audit answered in a browser, on this computer or inside another application.

    >>> from ethics_audit import web
    >>> form = web.app("quarterly", drafts=drafts, user=user)  # doctest: +SKIP

`app` makes the form. It keeps unfinished answers in `Drafts`, each a `Draft`, and passes on a `Finish` when somebody
finishes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ethics_audit.base.errors import needs_extra

if TYPE_CHECKING:
    from ethics_audit.web.application import app
    from ethics_audit.web.callbacks import Finish
    from ethics_audit.web.drafts import Draft, Drafts

__all__ = ["Draft", "Drafts", "Finish", "app"]


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    if name in {"Draft", "Drafts"}:
        from ethics_audit.web import drafts

        return getattr(drafts, name)
    with needs_extra("web"):
        from ethics_audit.web import application, callbacks
    return callbacks.Finish if name == "Finish" else application.app
