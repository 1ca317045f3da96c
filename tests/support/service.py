"""The recipe for FastAPI as it runs: a database with its roles, an identity provider, and people of organizations."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import psycopg
from sqlalchemy.engine import make_url

from support.histories import Server
from support.recipes import EXAMPLES, browser

ROLES = "DO $$ BEGIN CREATE ROLE {0} LOGIN; EXCEPTION WHEN duplicate_object THEN NULL; END $$"
CLINIC = """
format = "ethics-audit/audit"
format_version = 1
id = "our_practice"
version = "{version}"
title = "Our practice"
checklists = {checklists}
"""
BOTH = '[{ id = "consent" }, { id = "waiting_room" }]'


class Service:
    """The service, its database, and the provider that signs people in."""

    def __init__(self, server: Server, folder: Path, served: Callable[..., str]) -> None:
        self.owner = server.database()
        space = self.owner.rpartition("%3D" if "%3D" in self.owner else "=")[2]
        roles = ("audit_service", "audit_worker")
        grants = [f"GRANT USAGE ON SCHEMA {space} TO {role}" for role in roles]
        server.execute(*(ROLES.format(role) for role in roles), *grants)
        self.run((EXAMPLES / "fastapi_service" / "schema-1.sql").read_text("utf-8"))
        self.run("INSERT INTO organizations VALUES ('north'), ('south')")
        self.issuer = served("fastapi_service.issuer", {})
        self.settings = {"ISSUER": self.issuer, "AUDIENCE": "ethics-audit", "ISSUER_KEYS": f"{self.issuer}/keys"}
        self.settings |= {"DATABASE": self.url("audit_service", "postgresql+psycopg")}
        self.log = folder / "log"
        self.address = served("fastapi_service.service:application", self.settings, origin=True, log=self.log)

    def url(self, role: str, driver: str = "postgresql") -> str:
        """Return the URL of the database for a role."""
        return make_url(self.owner).set(username=role, drivername=driver).render_as_string()

    def run(self, sql: str, role: str = "owner") -> list[tuple[Any, ...]]:
        """Run SQL, and return the rows of a query."""
        with psycopg.connect(self.url(role), autocommit=True) as connection:
            cursor = connection.execute(sql.encode())
            return cursor.fetchall() if cursor.description else []

    def token(self, organization: str, person: str, **claims: str | list[str]) -> str:
        """Return an ID token of the provider."""
        said = {"organization": organization, "sub": person, **claims}
        return httpx.get(f"{self.issuer}/token", params=said, trust_env=False).text

    def cookie(self, organization: str, person: str, **claims: str | list[str]) -> str:
        """Sign a person in, and return the cookie of the session, as a header has it."""
        headers = {"origin": self.address, "authorization": f"Bearer {self.token(organization, person, **claims)}"}
        answer = httpx.post(f"{self.address}/session", headers=headers, trust_env=False)
        assert answer.status_code == 204, answer.text
        return answer.headers["set-cookie"].partition(";")[0]

    def browser(self, organization: str, person: str, **claims: str | list[str]) -> httpx.Client:
        """Return what acts as the browser of a person; it sends the cookie, as browsers do on this very computer."""
        name, _, value = self.cookie(organization, person, **claims).partition("=")
        client = browser(self.address)
        client.cookies.set(name, value, domain="127.0.0.1")
        return client

    def publish(self, organization: str, version: str = "1.0", checklists: str = BOTH) -> httpx.Response:
        """Publish a version of an organization's audit, of which one checklist is its own."""
        own = (EXAMPLES / "waiting_room.toml").read_text("utf-8")
        texts = {"definition": CLINIC.format(version=version, checklists=checklists)}
        texts |= {"checklists": {"waiting_room": own}} if "waiting_room" in checklists else {}
        with self.browser(organization, "editor", roles=["editor"]) as editor:
            return editor.post("/api/definitions", json=texts)
