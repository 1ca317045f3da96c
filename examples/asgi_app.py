"""An audit inside a Starlette application, behind a proxy that says who is signed in; kept in SQLite.

Try it: DATABASE=audits.db uvicorn asgi_app:application
"""

import os
import secrets
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse
from starlette.routing import Mount, Route

import ethics_audit as ea
from ethics_audit import web
from ethics_audit.report.page import html

OWN = ea.load_checklist(Path(__file__).with_name("waiting_room.toml"))
AUDIT = ea.Audit("our_practice", "1.0", "Our practice", [ea.Part(ea.load_checklist("consent")), ea.Part(OWN)])
TABLES = """
CREATE TABLE IF NOT EXISTS drafts (
    user TEXT NOT NULL, audit TEXT NOT NULL, number INTEGER NOT NULL, sheet TEXT NOT NULL, PRIMARY KEY (user, audit)
);
CREATE TABLE IF NOT EXISTS audits (number INTEGER PRIMARY KEY, user TEXT NOT NULL, vector TEXT NOT NULL);
"""


@contextmanager
def database() -> Iterator[sqlite3.Connection]:
    """One transaction."""
    with closing(sqlite3.connect(os.environ["DATABASE"])) as connection:
        connection.executescript(TABLES)
        with connection:
            yield connection


class Drafts:
    """Unfinished audits, one for each user and audit; the number tells whether one was changed since it was read."""

    def load(self, user, audit):
        with database() as db:
            known = "SELECT sheet, number FROM drafts WHERE user = ? AND audit = ?"
            row = db.execute(known, [user, audit]).fetchone()
        return web.Draft(ea.from_json(row[0], ea.AnswerSheet), row[1]) if row else None

    def save(self, user, audit, sheet, before):
        with database() as db:
            if before is None:  # a number that does not come back when a draft was deleted
                new = [user, audit, secrets.randbits(32), ea.to_json(sheet)]
                return db.execute("INSERT OR IGNORE INTO drafts VALUES (?, ?, ?, ?)", new).rowcount == 1
            change = "UPDATE drafts SET sheet = ?, number = number + 1 WHERE user = ? AND audit = ? AND number = ?"
            return db.execute(change, [ea.to_json(sheet), user, audit, before]).rowcount == 1


def finished(finish):
    """The draft becomes an audit in one transaction, if it is still the one that was finished; next is its report."""
    with database() as db:
        known = [finish.user, finish.sheet.audit, finish.number]
        done = db.execute("DELETE FROM drafts WHERE user = ? AND audit = ? AND number = ?", known)
        if done.rowcount != 1:
            return False
        new = "INSERT INTO audits (user, vector) VALUES (?, ?)"
        return f"/audits/{db.execute(new, [finish.user, finish.result.vector]).lastrowid}"


def signed_in(request: Request):
    """The user whom the proxy names: it must set this header itself, and strip one that a browser sends."""
    users = request.headers.getlist("x-forwarded-user")
    return users[0] or None if len(users) == 1 else None


def home(request: Request):
    with database() as db:
        rows = db.execute("SELECT number FROM audits WHERE user = ?", [signed_in(request)]).fetchall()
    links = "".join(f'<li><a href="/audits/{number}">Audit {number}</a></li>' for (number,) in rows)
    return HTMLResponse(f'<h1>Your audits</h1><ul>{links}</ul><p><a href="/audit/">Take the audit</a></p>')


def report(request: Request):
    with database() as db:
        known = [request.path_params["number"], signed_in(request)]
        row = db.execute("SELECT vector FROM audits WHERE number = ? AND user = ?", known).fetchone()
    if row is None:
        raise HTTPException(404)
    return HTMLResponse(html(ea.load_vector(row[0], AUDIT)))


application = Starlette(
    routes=[
        Route("/", home),
        Route("/audits/{number:int}", report),
        Mount("/audit", web.app(AUDIT, drafts=Drafts(), user=signed_in, finished=finished)),
    ]
)
