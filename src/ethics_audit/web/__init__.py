"""The web form: an audit taken in a browser, on this computer or inside another application.

    >>> from ethics_audit import web
    >>> form = web.app("quarterly", drafts=drafts, user=user)  # doctest: +SKIP

`app` is the door; `Drafts` is what it needs of a place that keeps what is answered so far, each a `Draft`; a `Finish`
is what it hands over when somebody finishes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

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
    try:
        from ethics_audit.web import application, callbacks
    except ImportError as failure:
        from ethics_audit.base.errors import missing_extra

        raise missing_extra(failure, "web") from None
    return callbacks.Finish if name == "Finish" else application.app
