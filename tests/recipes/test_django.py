"""The recipe for Django: its own tests, its settings for production, and many requests at once on PostgreSQL."""

import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import httpx
import pytest
from support.recipes import EXAMPLES, send

if TYPE_CHECKING:
    from support.histories import Server

pytestmark = pytest.mark.slow

PROJECT = EXAMPLES / "django_project"
PRODUCTION = {"SECRET_KEY": "8f-kq0SuQ2ZJ5c1nGm7WbXyR3tLhVpEoAiDzNCsTgUw4MxKjYH", "ALLOWED_HOSTS": "127.0.0.1"}
WORD = "five words drawn at random"
MAKE_USER = f"""
from django.contrib.auth.models import User
User.objects.create_user("ann", password={WORD!r})
"""
WITHOUT_POOL = """
from practice.settings import *
DATABASES["default"]["OPTIONS"] = {}
"""
AT_ONCE, MOST_POOLED = 30, 10


def manage(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a command of the project."""
    known = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    command = [sys.executable, "-W", "error::DeprecationWarning:__main__", "manage.py", *arguments]
    return subprocess.run(
        command, cwd=PROJECT, env={**known, **environment}, capture_output=True, text=True, check=False
    )


@pytest.fixture(scope="module")
def database(postgresql: "Server") -> Iterator[dict[str, str]]:
    """The environment that names a database in PostgreSQL, which has one user."""
    postgresql.execute("CREATE DATABASE practice")
    environment = {"PGHOST": str(postgresql.folder), "PGUSER": "owner", "PGDATABASE": "practice"}
    assert manage("migrate", "-v0", **PRODUCTION, **environment).returncode == 0
    assert manage("shell", "-v0", "-c", MAKE_USER, **PRODUCTION, **environment).returncode == 0
    yield environment
    postgresql.execute("DROP DATABASE practice WITH (FORCE)")


@pytest.fixture
def on(request: pytest.FixtureRequest) -> dict[str, str]:
    """The environment for a kind of database."""
    return request.getfixturevalue("database") if request.param == "PostgreSQL" else {}


@pytest.mark.parametrize("on", ["SQLite", "PostgreSQL"], indirect=True)
def test_its_own_tests(on: dict[str, str]) -> None:
    """The tests that the app brings pass, in either database."""
    ended = manage("test", **PRODUCTION, **on, DEBUG="1")
    assert ended.returncode == 0, ended.stderr
    assert re.search(r"Ran \d\d tests", ended.stderr)


def test_the_settings_are_for_production() -> None:
    """Django finds nothing to complain about; without a key or a host, it does not run."""
    check = ("check", "--deploy", "--fail-level", "WARNING")
    ended = manage(*check, **PRODUCTION)
    assert (ended.returncode, ended.stdout) == (0, "System check identified no issues (0 silenced).\n")
    assert "SECRET_KEY" in manage(*check, ALLOWED_HOSTS="127.0.0.1").stderr
    assert "ALLOWED_HOSTS" in manage(*check, SECRET_KEY=PRODUCTION["SECRET_KEY"]).stderr


def proxied(address: str) -> httpx.Client:
    """Return what acts as a browser behind a proxy that speaks HTTPS with it."""
    origin = address.replace("http:", "https:")
    headers = {"origin": origin, "referer": f"{origin}/", "x-forwarded-proto": "https"}
    return httpx.Client(base_url=address, headers=headers, trust_env=False, timeout=60)


def sign_in(client: httpx.Client, name: str) -> None:
    """Sign a user in on the page for it; cookies are for HTTPS alone, so they are handed on by hand."""
    page = client.get("/accounts/login/?next=/audit/")
    (token,) = re.findall(r'name="csrfmiddlewaretoken" value="(\w+)"', page.text)
    cookies = "; ".join(one.partition(";")[0] for one in page.headers.get_list("set-cookie"))
    entered = {"csrfmiddlewaretoken": token, "username": name, "password": WORD, "next": "/audit/"}
    response = client.post("/accounts/login/", data=entered, headers={"cookie": cookies})
    assert response.headers["location"] == "/audit/"
    given = response.headers.get_list("set-cookie")
    assert all("; Secure" in one for one in given)
    client.headers["cookie"] = "; ".join(one.partition(";")[0] for one in given)


HELD = "SELECT state FROM pg_stat_activity WHERE datname = 'practice'"
PATIENCE_SECONDS = 20
"""How long a server may take to notice that a connection was closed."""


@pytest.mark.parametrize(("module", "most"), [("practice.settings", MOST_POOLED), ("without_pool", 0)])
def test_connections_go_back(
    module: str, most: int, database: dict[str, str], served: Callable[..., str], tmp_path: Path
) -> None:
    """After many requests at once, of which some are given up, no connection is held: closed, or idle in the pool.

    Who finishes an audit many times at once has finished one.
    """
    import psycopg

    (tmp_path / "without_pool.py").write_text(WITHOUT_POOL)
    paths = os.pathsep.join([str(PROJECT), str(tmp_path)])
    environment = {**PRODUCTION, **database, "DJANGO_SETTINGS_MODULE": module, "PYTHONPATH": paths}
    address = served("practice.asgi:application", environment)
    plain = httpx.get(f"{address}/audit/", trust_env=False)
    assert (plain.status_code, plain.headers["location"][:5]) == (301, "https")
    beside = {"host": database["PGHOST"], "user": "owner", "dbname": "postgres"}
    with proxied(address) as ann, psycopg.connect(**beside, autocommit=True) as db:
        sign_in(ann, "ann")
        known = ann.get("/").text.count("/delete/")
        assert send(ann, "/audit/questions/consent.written", answer="none").status_code == 303

        def ask(number: int) -> int:
            with suppress(httpx.TimeoutException):
                patience = 0.05 if number % 5 == 0 else 60
                return ann.get(["/audit/", "/", "/api/draft/"][number % 3], timeout=patience).status_code
            return 200

        with ThreadPoolExecutor(AT_ONCE) as pool:
            assert set(pool.map(ask, range(3 * AT_ONCE))) == {200}
            (shown,) = re.findall(r'name="shown" value="(\w+)"', ann.get("/audit/check").text)
            done = list(pool.map(lambda _: ann.post("/audit/finish", data={"shown": shown}), range(AT_ONCE // 3)))
        reports = {one.headers["location"] for one in done if one.headers.get("location", "").startswith("/audits/")}
        assert len(reports) == 1
        assert all(one.status_code < 500 for one in done)
        assert "Your result" in ann.get(*reports).text
        assert ann.get("/").text.count("/delete/") == known + 1
        end = time.monotonic() + PATIENCE_SECONDS
        while len(held := db.execute(HELD).fetchall()) > most or set(held) - {("idle",)}:
            assert time.monotonic() < end, held
            time.sleep(0.1)
