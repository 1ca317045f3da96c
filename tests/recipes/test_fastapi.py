"""The recipe for FastAPI, PostgreSQL and many organizations runs as it stands."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import httpx
import pytest
from support.recipes import send

if TYPE_CHECKING:
    from support.service import Service

SHEET = {"audit": "our_practice", "version": "1.0", "profile": ["profession.counselor"]}


@pytest.fixture
def ann(service: "Service") -> Iterator[httpx.Client]:
    """The browser of a clinician without drafts and audits."""
    assert service.publish("north").status_code == 201
    with service.browser("north", "ann") as client:
        yield client
    service.run("DELETE FROM drafts; DELETE FROM rescored; DELETE FROM audits; DELETE FROM definitions")


def test_form(ann: httpx.Client, service: "Service") -> None:
    """A clinician answers in the form, finishes once, and reads the report, which nobody else can see."""
    assert httpx.get(f"{service.address}/audit/", trust_env=False).status_code == 401
    assert send(ann, "/audit/practice", fact="profession.counselor").status_code == 200
    assert send(ann, "/audit/questions/consent.written", answer="none").status_code == 200
    assert send(ann, "/audit/questions/waiting_room.names", answer="mostly").url.path == "/audit/check"
    done = send(ann, "/audit/check", "/audit/finish")
    assert done.url.path.startswith("/audits/")
    assert "I called clients in the waiting room" in done.text
    assert [one["report"] for one in ann.get("/api/audits").json()] == [done.url.path]


def test_front_end(ann: httpx.Client) -> None:
    """A front end asks, saves, checks an answer, and finishes."""
    asked = ann.get("/api/questionnaire")
    assert asked.json()["audit"]["id"] == "our_practice"
    assert ann.get("/api/questionnaire", headers={"if-none-match": asked.headers["etag"]}).status_code == 304
    empty = ann.get("/api/draft").json()
    assert (empty["number"], empty["sheet"]["answers"]) == (None, {})
    saved = ann.put("/api/draft", json={"number": None, "sheet": {**SHEET, "answers": {"consent.written": "none"}}})
    assert saved.status_code == 200, saved.text
    number = saved.json()["number"]
    again = ann.get("/api/draft").json()
    assert (again["number"], again["sheet"]["answers"]) == (number, {"consent.written": "none"})
    done = ann.post("/api/finish", json={"audit": "our_practice", "version": "1.0", "number": number})
    assert done.status_code == 201
    assert "Your result" in ann.get(done.json()["report"]).text
