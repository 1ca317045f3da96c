"""The policy of a page: which scripts and styles a browser runs on it."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable
from hashlib import sha256
from importlib.resources import files

SCRIPTS = tuple(
    files("ethics_audit.web").joinpath("templates", name).read_text("utf-8").rstrip("\n")
    for name in ("keys.js", "typed.js")
)
"""The scripts of the form, as a page holds them: the keys that answer a question, and one that loses no typed word."""
_HASHES = [f"'sha256-{b64encode(sha256(script.encode()).digest()).decode()}'" for script in SCRIPTS]


def policy(origins: Iterable[str] = (), nonce: str = "") -> str:
    """Return the policy of a page.

    Args:
        origins: The origins of style sheets on other sites, with their fonts and pictures.
        nonce: The word of this response that lets its scripts and styles run; empty for none.
    """
    own = " ".join(["'self'", *origins])
    by_nonce = [f"'nonce-{nonce}'"] if nonce else []
    return (
        f"default-src 'none'; script-src {' '.join([*_HASHES, *by_nonce])}; "
        f"style-src {' '.join([own, *by_nonce])}; img-src {own}; font-src {own}; "
        "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )


POLICY = policy()
