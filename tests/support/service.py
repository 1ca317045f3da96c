"""The recipe for FastAPI as it runs: a database with its roles, an identity provider, and people of organizations."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import httpx
import psycopg
from psycopg.types.json import Jsonb
from sqlalchemy.engine import make_url

import ethics_audit as ea
from support.histories import Server
from support.recipes import EXAMPLES, browser

ROLES = ("audit_service", "audit_worker")
CREATED = "DO $$ BEGIN CREATE ROLE {0} LOGIN; EXCEPTION WHEN duplicate_object THEN NULL; END $$"
CLINIC = """
format = "ethics-audit/audit"
format_version = 1
id = "our_practice"
version = "{version}"
title = "Our practice"
checklists = {checklists}
"""
WRITTEN, RECORDING, NAMES = "consent.written", "consent.recording", "waiting_room.names"
ONE = '[{ id = "consent" }]'
BOTH = '[{ id = "consent" }, { id = "waiting_room" }]'


class Tables:
    """The tables of the service, with two organizations, north and south."""

    def __init__(self, server: Server) -> None:
        self.owner = server.database()
        space = self.owner.rpartition("%3D" if "%3D" in self.owner else "=")[2]
        grants = [f"GRANT USAGE ON SCHEMA {space} TO {role}" for role in ROLES]
        server.execute(*map(CREATED.format, ROLES), *grants)
        self.run((EXAMPLES / "fastapi_service" / "schema-1.sql").read_text("utf-8"))
        self.run("INSERT INTO organizations VALUES ('north'), ('south')")

    def url(self, role: str, driver: str = "postgresql") -> str:
        """Return the URL of the database for a role."""
        return make_url(self.owner).set(username=role, drivername=driver).render_as_string()

    def run(self, sql: str, role: str = "owner", given: Iterable[object] | None = None) -> list[tuple[Any, ...]]:
        """Run SQL, and return the rows of a query."""
        with psycopg.connect(self.url(role), autocommit=True) as connection:
            cursor = connection.execute(sql.encode(), None if given is None else [*given])
            return cursor.fetchall() if cursor.description else []

    def emptied(self) -> None:
        """Remove everything but the organizations."""
        self.run("TRUNCATE sessions, drafts, rescored, audits, definitions, overviews, outbox")

    def definition(self, version: str = "1.0", checklists: str = BOTH) -> tuple[str, dict[str, str]]:
        """Return the texts of an audit, of which one checklist is the organization's own."""
        own = (EXAMPLES / "waiting_room.toml").read_text("utf-8")
        return (
            CLINIC.format(version=version, checklists=checklists),
            {"waiting_room": own} if "waiting_room" in checklists else {},
        )

    def define(self, organization: str, version: str = "1.0", checklists: str = BOTH) -> ea.Audit:
        """Keep a version of an organization's audit as the owner of the tables, and return it."""
        text, own = self.definition(version, checklists)
        audit = ea.parse_audit(text, checklists=own)
        row = [organization, audit.id, audit.version, audit.digest, text, Jsonb(own), Jsonb([])]
        self.run("INSERT INTO definitions VALUES (%s, %s, %s, %s, %s, %s, %s)", given=row)
        return audit

    def worker(self, *command: str, **settings: str) -> subprocess.Popen[str]:
        """Start a program of the recipe as the worker."""
        environment = {**os.environ, "DATABASE": self.url("audit_worker"), **settings}
        return subprocess.Popen(
            [sys.executable, *command], env=environment, cwd=EXAMPLES, stdout=subprocess.PIPE, text=True
        )


class Service(Tables):
    """The service, and the provider that signs people in."""

    def __init__(self, server: Server, folder: Path, served: Callable[..., str]) -> None:
        super().__init__(server)
        self.issuer = served("fastapi_service.issuer", {})
        self.settings = {"ISSUER": self.issuer, "AUDIENCE": "ethics-audit", "ISSUER_KEYS": f"{self.issuer}/keys"}
        self.settings |= {"DATABASE": self.url("audit_service", "postgresql+psycopg")}
        self.log = folder / "log"
        self.address = served("fastapi_service.service:application", self.settings, origin=True, log=self.log)

    def start(self, settings: dict[str, str]) -> subprocess.Popen[str]:
        """Start the service with other settings, as one that is expected to refuse."""
        command = [sys.executable, "-m", "uvicorn", "fastapi_service.service:application", "--port", "0"]
        told = {**os.environ, "ORIGIN": "http://127.0.0.1", **settings}
        return subprocess.Popen(command, env=told, cwd=EXAMPLES, stderr=subprocess.PIPE, text=True)

    def token(self, organization: str, person: str, **claims: str | list[str]) -> str:
        """Return an ID token of the provider."""
        said = {"organization": organization, "sub": person, **claims}
        return httpx.get(f"{self.issuer}/token", params=said, trust_env=False).text

    def signed(self, token: str) -> httpx.Response:
        """Send a token to begin a session."""
        headers = {"origin": self.address, "authorization": f"Bearer {token}"}
        return httpx.post(f"{self.address}/session", headers=headers, trust_env=False)

    def cookie(self, organization: str, person: str, **claims: str | list[str]) -> str:
        """Sign a person in, and return the cookie of the session, as a header has it."""
        answer = self.signed(self.token(organization, person, **claims))
        assert answer.status_code == 204, answer.text
        return answer.headers["set-cookie"].partition(";")[0]

    def browser(self, organization: str, person: str, **claims: str | list[str]) -> httpx.Client:
        """Return what acts as the browser of a person; it sends the cookie, as browsers do on this very computer."""
        name, _, value = self.cookie(organization, person, **claims).partition("=")
        client = browser(self.address)
        client.cookies.set(name, value, domain="127.0.0.1")
        return client

    def publish(self, organization: str, version: str = "1.0", checklists: str = BOTH) -> httpx.Response:
        """Publish a version of an organization's audit."""
        text, own = self.definition(version, checklists)
        with self.browser(organization, "editor", roles=["editor"]) as editor:
            return editor.post("/api/definitions", json={"definition": text, "checklists": own})


def sheet(answers: dict[str, Any], version: str = "1.0") -> dict[str, Any]:
    """Return an answer sheet as a front end sends it."""
    return {"audit": "our_practice", "version": version, "profile": ["profession.counselor"], "answers": answers}


def tag(client: httpx.Client) -> str:
    """Return what a window of this person sends back."""
    return str(client.get("/api/draft").json()["person"])


def draft(client: httpx.Client, kept: dict[str, Any], number: int | None = None) -> dict[str, Any]:
    """Return what a window of this person sends to have a sheet kept."""
    return {"person": tag(client), "number": number, "sheet": kept}


def saved(client: httpx.Client, answers: dict[str, Any], number: int | None = None, version: str = "1.0") -> Any:
    """Save answers, and return the answer of the service."""
    answer = client.put("/api/draft", json=draft(client, sheet(answers, version), number))
    assert answer.status_code == 200, answer.text
    return answer.json()


def finished(client: httpx.Client, number: int, version: str = "1.0") -> httpx.Response:
    """Finish a draft."""
    which = {"audit": "our_practice", "version": version}
    return client.post("/api/finish", json={"person": tag(client), "number": number, **which})
