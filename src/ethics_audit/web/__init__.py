"""The web form: an audit taken in a browser, on this computer or inside another application.

    >>> from ethics_audit import web
    >>> form = web.app("quarterly", drafts=drafts, user=user)  # doctest: +SKIP

`app` is the door; `Drafts` is what it needs of a place that keeps what is answered so far.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ethics_audit.web.application import app
    from ethics_audit.web.drafts import Drafts

__all__ = ["Drafts", "app"]


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    if name == "Drafts":
        from ethics_audit.web import drafts

        return drafts.Drafts
    try:
        from ethics_audit.web import application
    except ImportError as failure:
        from ethics_audit.errors import missing_extra

        raise missing_extra(failure, "web") from None
    return application.app
