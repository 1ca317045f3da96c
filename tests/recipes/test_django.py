"""The recipe for Django runs unchanged."""

import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest
from support.recipes import EXAMPLES, practice_round

WORD = "five words drawn at random"
MAKE_USERS = f"""
import django_project as project
from django.contrib.auth.models import User
for name in ("ann", "bob"):
    User.objects.create_superuser(name, password={WORD!r})
"""


@pytest.mark.slow
def test_recipe(served: Callable[..., str], tmp_path: Path) -> None:
    """A stranger is refused, a user answers, finishes once and reads the report, and another user sees nothing."""

    def as_django(client: httpx.Client, user: str) -> None:
        (token,) = re.findall(r'name="csrfmiddlewaretoken" value="(\w+)"', client.get("/admin/login/").text)
        entered = {"csrfmiddlewaretoken": token, "username": user, "password": WORD}
        assert client.post("/admin/login/?next=/", data=entered).url.path == "/"

    database = tmp_path / "audits.db"
    environment = {"DATABASE": str(database), "SECRET_KEY": "for this test alone"}
    for more in (["django_project.py", "migrate", "--run-syncdb", "-v0"], ["-c", MAKE_USERS]):
        subprocess.run([sys.executable, *more], check=True, env={**os.environ, **environment}, cwd=EXAMPLES)
    practice_round(served("django_project:application", environment), database, as_django)
