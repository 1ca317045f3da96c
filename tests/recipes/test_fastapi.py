"""The recipe for FastAPI runs unchanged."""

from collections.abc import Callable
from pathlib import Path

import httpx
import pytest
from support.recipes import practice_round


@pytest.mark.slow
def test_recipe(served: Callable[..., str], tmp_path: Path) -> None:
    """A stranger is refused, a user answers, finishes once and reads the report, and another user sees nothing."""

    def as_session(client: httpx.Client, user: str) -> None:
        client.post(f"/login/{user}")

    database = tmp_path / "audits.db"
    practice_round(served("fastapi_app:application", {"DATABASE": f"sqlite:///{database}"}), database, as_session)
