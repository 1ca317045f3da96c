"""Each recipe for another application runs unchanged: sign in, answer, finish, and find the report."""

from __future__ import annotations

import json
import os
import re
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest
from support.builders import ROOT

import ethics_audit as ea

EXAMPLES = ROOT / "examples"
PATIENCE_SECONDS = 60
USER, WORD = "ann", "five words drawn at random"
MAKE_USER = f"""
import django_project as project
from django.contrib.auth.models import User
for name in ({USER!r}, "bob"):
    User.objects.create_superuser(name, password={WORD!r})
"""


@pytest.fixture
def served() -> Iterator[Callable[[str, str], str]]:
    """Return a function that runs a recipe with uvicorn, as its first lines say, and returns its address."""
    running: list[subprocess.Popen[bytes]] = []

    def start(name: str, database: str) -> str:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        environment = {**os.environ, "DATABASE": database, "SECRET_KEY": "for this test alone"}
        python = [sys.executable, "-W", "error::DeprecationWarning:__main__"]
        if name == "django_project":
            for more in ([f"{name}.py", "migrate", "--run-syncdb", "-v0"], ["-c", MAKE_USER]):
                subprocess.run([*python, *more], check=True, env=environment, cwd=EXAMPLES)
        command = [*python, "-m", "uvicorn", f"{name}:application", "--port", str(port), "--log-level", "error"]
        running.append(subprocess.Popen(command, cwd=EXAMPLES, env=environment))
        end = time.monotonic() + PATIENCE_SECONDS
        while not _answers(port):
            assert time.monotonic() < end
            assert running[-1].poll() is None
            time.sleep(0.1)
        return f"http://127.0.0.1:{port}"

    yield start
    for one in running:
        one.terminate()
        one.wait(30)


def _answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _as_proxied(client: httpx.Client, user: str) -> None:
    client.headers["x-forwarded-user"] = user


def _as_session(client: httpx.Client, user: str) -> None:
    client.post(f"/login/{user}")


def _as_django(client: httpx.Client, user: str) -> None:
    (token,) = re.findall(r'name="csrfmiddlewaretoken" value="(\w+)"', client.get("/admin/login/").text)
    entered = {"csrfmiddlewaretoken": token, "username": user, "password": WORD}
    assert client.post("/admin/login/?next=/", data=entered).url.path == "/"


def _reformat(database: Path) -> None:
    """Reformat the JSON of every draft, as a database with a JSON type may do."""
    with sqlite3.connect(database) as kept:
        rows = kept.execute("SELECT rowid, sheet FROM drafts").fetchall()
        for row, sheet in rows:
            changed = json.dumps(json.loads(sheet), indent=4, sort_keys=True)
            kept.execute("UPDATE drafts SET sheet = ? WHERE rowid = ?", [changed, row])
    kept.close()
    assert rows


@pytest.mark.parametrize(
    ("name", "url", "sign_in"),
    [
        ("asgi_app", "{}", _as_proxied),
        pytest.param("fastapi_app", "sqlite:///{}", _as_session, marks=pytest.mark.slow),
        pytest.param("django_project", "{}", _as_django, marks=pytest.mark.slow),
    ],
)
def test_recipe(
    name: str,
    url: str,
    sign_in: Callable[[httpx.Client, str], None],
    served: Callable[[str, str], str],
    tmp_path: Path,
) -> None:
    """A stranger is refused, a user answers, finishes once and reads the report, and another user sees nothing."""
    database = tmp_path / "audits.db"
    address = served(name, url.format(database))
    assert httpx.get(f"{address}/audit/", trust_env=False, timeout=30).status_code == 401
    more = {
        "base_url": address,
        "headers": {"origin": address},
        "follow_redirects": True,
        "trust_env": False,
        "timeout": 30,
    }
    with httpx.Client(**more) as ann, httpx.Client(**more) as bob:
        sign_in(ann, USER)
        sign_in(bob, "bob")

        def send(path: str, to: str = "", **entered: str) -> httpx.Response:
            (shown,) = re.findall(r'name="shown" value="(\w+)"', ann.get(path).text)
            return ann.post(to or path, data={"shown": shown, "go": "on", **entered})

        assert send("/audit/practice", fact="profession.counselor").status_code == 200
        assert send("/audit/questions/consent.written", answer="none").status_code == 200
        _reformat(database)
        assert send("/audit/questions/waiting_room.names", answer="mostly").url.path == "/audit/check"
        assert "You have answered 2 of" in ann.get("/audit/").text
        assert "Before you begin" in bob.get("/audit/").text
        foreign = {"origin": "http://evil.test"}
        assert ann.post("/audit/practice", data={"shown": "x"}, headers=foreign).status_code == 403
        done = send("/audit/check", "/audit/finish")
        assert (done.status_code, done.url.path) == (200, "/audits/1")
        assert ann.post("/audit/finish", data={"shown": "x"}).status_code == 200
        assert "Before you begin" in ann.get("/audit/").text
        report = ann.get("/audits/1").text
        assert "Your result" in report
        assert "I called clients in the waiting room" in report
        assert bob.get("/audits/1").status_code == 404
        assert ann.get("/audits/2").status_code == 404
    with sqlite3.connect(database) as kept:
        ((vector,),) = kept.execute("SELECT vector FROM audits")
    kept.close()
    own = ea.load_checklist(EXAMPLES / "waiting_room.toml")
    audit = ea.Audit("our_practice", "1.0", "Our practice", [ea.Part(ea.load_checklist("consent")), ea.Part(own)])
    answers = ea.load_vector(vector, audit).answers.given
    assert dict(answers) == {"waiting_room.names": "mostly", "consent.written": "none"}
