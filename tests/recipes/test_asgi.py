"""The recipe for Starlette runs unchanged."""

from collections.abc import Callable
from pathlib import Path

import httpx
from support.recipes import practice_round


def test_recipe(served: Callable[..., str], tmp_path: Path) -> None:
    """A stranger is refused, a user answers, finishes once and reads the report, and another user sees nothing."""

    def as_proxied(client: httpx.Client, user: str) -> None:
        client.headers["x-forwarded-user"] = user

    database = tmp_path / "audits.db"
    practice_round(served("asgi_app:application", {"DATABASE": str(database)}), database, as_proxied)
