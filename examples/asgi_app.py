"""An audit inside a Starlette application, behind a proxy that says who is signed in; kept in SQLite.

Try it: DATABASE=audits.db uvicorn asgi_app:application
"""

import os
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
CREATE TABLE IF NOT EXISTS drafts (user TEXT PRIMARY KEY, sheet TEXT NOT NULL);
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
    """Unfinished audits, one a user."""

    def load(self, user):
        with database() as db:
            row = db.execute("SELECT sheet FROM drafts WHERE user = ?", [user]).fetchone()
        return ea.from_json(row[0], ea.AnswerSheet) if row else None

    def save(self, user, sheet, before):
        with database() as db:
            if before is None:
                done = db.execute("INSERT OR IGNORE INTO drafts VALUES (?, ?)", [user, ea.to_json(sheet)])
            else:
                change = "UPDATE drafts SET sheet = ? WHERE user = ? AND sheet = ?"
                done = db.execute(change, [ea.to_json(sheet), user, ea.to_json(before)])
            return done.rowcount == 1


def finished(user, result):
    """The draft becomes an audit; if it is gone, another window was faster."""
    with database() as db:
        if db.execute("DELETE FROM drafts WHERE user = ?", [user]).rowcount:
            db.execute("INSERT INTO audits (user, vector) VALUES (?, ?)", [user, result.vector])
    return "/"


def signed_in(request: Request):
    return request.headers.get("x-forwarded-user")


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
