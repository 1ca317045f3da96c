"""What a user does in each recipe: sign in, answer, finish, and find the report."""

import json
import re
import sqlite3
from collections.abc import Callable
from pathlib import Path

import httpx

import ethics_audit as ea
from support.builders import ROOT

EXAMPLES = ROOT / "examples"
SignIn = Callable[[httpx.Client, str], None]


def browser(address: str) -> httpx.Client:
    """Return what acts as a browser on a site: it keeps cookies, follows redirects and names its origin."""
    return httpx.Client(
        base_url=address, headers={"origin": address}, follow_redirects=True, trust_env=False, timeout=30
    )


def send(client: httpx.Client, path: str, to: str = "", **entered: str) -> httpx.Response:
    """Send the form of a page as a browser does: with what the page showed."""
    (shown,) = re.findall(r'name="shown" value="(\w+)"', client.get(path).text)
    return client.post(to or path, data={"shown": shown, "go": "on", **entered})


def practice_round(address: str, database: Path, sign_in: SignIn) -> None:
    """A stranger is refused, a user answers, finishes once and reads the report, and another user sees nothing."""
    assert httpx.get(f"{address}/audit/", trust_env=False, timeout=30).status_code == 401
    with browser(address) as ann, browser(address) as bob:
        sign_in(ann, "ann")
        sign_in(bob, "bob")
        assert send(ann, "/audit/practice", fact="profession.counselor").status_code == 200
        assert send(ann, "/audit/questions/consent.written", answer="none").status_code == 200
        _reformat(database)
        assert send(ann, "/audit/questions/waiting_room.names", answer="mostly").url.path == "/audit/check"
        assert "You have answered 2 of" in ann.get("/audit/").text
        assert "Before you begin" in bob.get("/audit/").text
        foreign = {"origin": "http://evil.test"}
        assert ann.post("/audit/practice", data={"shown": "x"}, headers=foreign).status_code == 403
        done = send(ann, "/audit/check", "/audit/finish")
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


def _reformat(database: Path) -> None:
    """Reformat the JSON of every draft, as a database with a JSON type may do."""
    with sqlite3.connect(database) as kept:
        rows = kept.execute("SELECT rowid, sheet FROM drafts").fetchall()
        for row, sheet in rows:
            changed = json.dumps(json.loads(sheet), indent=4, sort_keys=True)
            kept.execute("UPDATE drafts SET sheet = ? WHERE rowid = ?", [changed, row])
    kept.close()
    assert rows
