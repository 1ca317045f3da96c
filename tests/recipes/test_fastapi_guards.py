"""What the recipe for FastAPI refuses: other people, other sites, other organizations, and what is too much."""

import asyncio
import hashlib
import importlib
import json
import sys
from types import SimpleNamespace
from typing import Any

import httpx
import jwt
import psycopg
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from support.recipes import EXAMPLES
from support.service import ONE, RECORDING, WRITTEN, Service, draft, finished, saved, sheet


def test_organizations(ann: httpx.Client, service: Service) -> None:
    """Nobody sees a draft, an audit, a report or a definition of another person, or of a namesake elsewhere."""
    number = saved(ann, {WRITTEN: "none"})["number"]
    done = finished(ann, number).json()
    draft = saved(ann, {WRITTEN: "some"})["number"]
    for organization, person in (("north", "bob"), ("south", "ann")):
        with service.browser(organization, person) as other:
            assert other.get("/api/draft").json()["number"] is None
            assert other.get("/api/audits").json() == []
            assert other.get(done["report"]).status_code == 404
            assert other.delete(f"/api/audits/{done['id']}").status_code == 404
            assert finished(other, draft).status_code == 409
    service.define("south", "3.0", ONE)
    which = {"audit": "our_practice", "version": "3.0", "item": WRITTEN, "answer": "none"}
    assert ann.post("/api/check", json=which).status_code == 404
    assert ann.get(done["report"]).status_code == 200


def test_policies(ann: httpx.Client, service: Service) -> None:
    """A query of the service that forgets for whom it acts sees nothing, and the service may create nothing."""
    saved(ann, {WRITTEN: "none"})
    for table in ("sessions", "definitions", "drafts", "audits", "overviews"):
        assert service.run(f"SELECT count(*) FROM {table}", "audit_service") == [(0,)]
    with psycopg.connect(service.url("audit_service")) as db:
        db.execute("SELECT set_config('audits.organization', 'south', true), set_config('audits.person', 'ann', true)")
        assert db.execute("SELECT organization FROM definitions").fetchall() == [("south",)]
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            db.execute("INSERT INTO drafts VALUES ('north', 'ann', 'x', 1, '{}')")
    for change in (
        "CREATE TABLE mine (x INT)",
        "CREATE TEMPORARY TABLE audits (x INT)",
        "UPDATE definitions SET version = '9'",
        "UPDATE audits SET vector = ''",
    ):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            service.run(change, "audit_service")


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ([("origin", "http://evil.test")], 403),
        ([], 403),
        ([("origin", "null")], 403),
        ([("origin", "{0}"), ("origin", "{0}")], 403),
        ([("origin", "{0}"), ("content-type", "text/plain")], 415),
        ([("origin", "{0}"), ("content-type", "application/x-www-form-urlencoded")], 415),
        ([("origin", "{0}"), ("host", "evil.test")], 400),
        ([("origin", "{0}"), ("host", "127.0.0.1:443"), ("content-type", "application/json")], 401),
        ([("origin", "{0}"), ("x-forwarded-user", "ann"), ("x-forwarded-user", "bob")], 401),
        ([("origin", "{0}"), ("cookie", "__Host-session=")], 401),
    ],
)
def test_hostile_headers(service: Service, headers: list[tuple[str, str]], status: int) -> None:
    """A change is refused if another site or nobody sends it; headers that name a person count for nothing."""
    told = [(name, value.format(service.address)) for name, value in headers]
    told += [] if "content-type" in dict(told) else [("content-type", "application/json")]
    body = json.dumps({"number": None, "sheet": sheet({})})
    with httpx.Client(trust_env=False) as client:
        answer = client.put(f"{service.address}/api/draft", content=body, headers=told)
    assert answer.status_code == status


def test_other_sites_in_the_form(ann: httpx.Client) -> None:
    """The form refuses what another site sends too, and so does the end of a session."""
    foreign = {"origin": "http://evil.test"}
    assert ann.post("/audit/practice", data={"shown": "x"}, headers=foreign).status_code == 403
    assert ann.delete("/session", headers=foreign).status_code == 403
    assert ann.delete("/session").status_code == 204
    assert ann.get("/api/draft").status_code == 401


def test_huge_and_broken_bodies(ann: httpx.Client, service: Service) -> None:
    """What is too large or no JSON is refused, in parts too, and nothing that was sent comes back or into the log."""
    json_kind = {"content-type": "application/json"}
    for body in (b"x" * 300_000, (b"x" * 60_000 for _ in range(5))):
        assert ann.put("/api/draft", content=body, headers=json_kind).status_code == 413
    for sent in ('{"number": "secret-word", "sheet": 1}', '{"secret-word', "[]"):
        answer = ann.put("/api/draft", content=sent, headers=json_kind)
        assert (answer.status_code, answer.json()["code"], "secret" in answer.text) == (422, "malformed", False)
    strange = draft(ann, {**sheet({}), "answers": {WRITTEN: "secret-word"}})
    assert ann.put("/api/draft", json=strange).status_code == 422
    saved(ann, {RECORDING: {"not_applicable": "secret-word"}})
    log = service.log.read_text("utf-8")
    assert "PUT /api/draft" in log
    assert "secret-word" not in log
    assert "ann" not in log


def test_slow_bodies(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who sends a body and never ends it is told so after a while, and the application is not asked."""
    monkeypatch.syspath_prepend(str(EXAMPLES))
    guard = importlib.import_module("fastapi_service.guard")
    monkeypatch.setattr(guard, "PATIENCE_SECONDS", 0.01)
    sent: list[dict[str, Any]] = []

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    scope = {"type": "http", "method": "POST", "path": "/session", "headers": [(b"origin", b"https://a.example")]}
    asyncio.run(guard.Guard(None, "https://a.example")(scope, asyncio.Event().wait, send))
    assert sent[0]["status"] == 408


def test_headers_of_every_page(ann: httpx.Client) -> None:
    """Each page has a new nonce, which its policy names and its styles carry, and is not kept anywhere."""
    number = saved(ann, {WRITTEN: "none"})["number"]
    report = finished(ann, number).json()["report"]
    for path in ("/audit/", report, report):
        page = ann.get(path)
        policy = page.headers.get_list("content-security-policy")
        (nonce,) = {part.partition("'nonce-")[2].split("'")[0] for part in policy}
        assert f'nonce="{nonce}"' in page.text
        assert page.headers["cache-control"] == "no-store"
        assert page.headers["cross-origin-resource-policy"] == "same-origin"
        assert nonce not in ann.get(path).text


def test_session_cookie(service: Service) -> None:
    """The cookie is sent over HTTPS, to this host, and to no script."""
    answer = service.signed(service.token("north", "ann"))
    flags = answer.headers["set-cookie"].lower()
    assert all(flag in flags for flag in ("__host-session=", "; secure", "; httponly", "; samesite=lax", "path=/"))
    assert "domain" not in flags
    ((kept,),) = service.run("SELECT digest FROM sessions ORDER BY expires DESC LIMIT 1")
    assert kept == hashlib.sha256(answer.cookies["__Host-session"].encode()).digest()


def test_tokens_of_others(service: Service) -> None:
    """A token that is none, old, for another service, of another key, unsigned, or a stranger's signs nobody in."""
    assert service.signed("x.y.z").status_code == 401
    for claims in ({"exp": "1"}, {"aud": "another"}, {"iss": "http://evil.test"}):
        assert service.signed(service.token("north", "ann", **claims)).status_code == 401
    said = jwt.decode(service.token("north", "ann"), options={"verify_signature": False})
    forged = jwt.encode(said, ec.generate_private_key(ec.SECP256R1()), "ES256", {"kid": "1"})
    unsigned = jwt.encode(said, None, "none", {"kid": "1"})
    assert {service.signed(one).status_code for one in (forged, unsigned)} == {401}
    assert service.signed(service.token("west", "ann")).status_code == 403


def test_one_session_in_a_browser(service: Service) -> None:
    """Who signs in where somebody else did ends the other session; a cookie that was left behind opens nothing."""
    first = service.cookie("north", "ann")
    token = service.token("north", "bob")
    headers = {"origin": service.address, "authorization": f"Bearer {token}"}
    second = httpx.post(f"{service.address}/session", headers={**headers, "cookie": first}, trust_env=False)
    assert second.cookies["__Host-session"] not in first
    left = httpx.get(f"{service.address}/api/audits", headers={"cookie": first}, trust_env=False)
    assert left.status_code == 401


def test_a_window_of_somebody_else(ann: httpx.Client, service: Service) -> None:
    """What a window of one person sends after another one signed in there is not kept for that one, nor finished."""
    number = saved(ann, {WRITTEN: "none"})["number"]
    left = draft(ann, sheet({WRITTEN: "all"}))
    ending = {"person": left["person"], "number": number, "audit": "our_practice", "version": "1.0"}
    for organization, person in (("north", "bob"), ("south", "ann")):
        with service.browser(organization, person) as other:
            answers = [other.put("/api/draft", json=left), other.post("/api/finish", json=ending)]
            assert [(answer.status_code, answer.json()["code"]) for answer in answers] == [(403, "another-person")] * 2
            assert other.get("/api/draft").json()["number"] is None


@pytest.mark.parametrize(
    ("locale", "language"),
    [("es-MX", "es"), ("es_MX", "es"), ("es", "es"), ("zz", "en"), ("../../x", "en"), ("español", "en"), ("", "en")],
)
def test_any_language_of_a_provider(ann: httpx.Client, service: Service, locale: str, language: str) -> None:  # noqa: ARG001
    """Whatever a provider calls a language, the person is asked, in that language if the audit has it."""
    with service.browser("north", "pia", locale=locale) as pia:
        assert pia.get("/api/questionnaire").json()["language"] == language


def test_signs_that_no_text_has(ann: httpx.Client, service: Service) -> None:
    """Text that the database cannot keep is refused like other nonsense, and is not in the log."""
    refused = []
    for sign in ("\0", "\ud800"):
        which = {"audit": f"secret-sign{sign}", "version": "1.0", "item": WRITTEN, "answer": "none"}
        reason = draft(ann, sheet({RECORDING: {"not_applicable": f"secret-sign{sign}"}}))
        for method, path, body in (("POST", "/api/check", which), ("PUT", "/api/draft", reason)):
            sent = {"content": json.dumps(body), "headers": {"content-type": "application/json"}}
            refused.append(ann.request(method, path, **sent))
    refused.append(service.signed(service.token("north", "a\0nn")))
    assert {answer.status_code for answer in refused} == {422}
    assert "secret-sign" not in service.log.read_text("utf-8")


def test_memory(ann: httpx.Client, service: Service, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: ARG001
    """No organization fills the memory with versions: the earliest is forgotten, and read again when it is asked."""
    monkeypatch.setenv("DATABASE", service.url("audit_service", "postgresql+psycopg"))
    monkeypatch.syspath_prepend(str(EXAMPLES))
    definitions = importlib.import_module("fastapi_service.definitions")
    monkeypatch.setattr(definitions, "MOST_KNOWN", 2)
    person = SimpleNamespace(organization="north", id="ann", locale="en")
    versions = ["2.0", "3.0", "4.0"]
    for version in versions:
        service.define("north", version, ONE)

    async def read() -> list[str]:
        found = [await definitions.found(person, "our_practice", version) for version in [*versions, "2.0"]]
        await sys.modules["fastapi_service.database"].engine.dispose()
        return [asked.audit.version for asked in found]

    assert asyncio.run(read()) == [*versions, "2.0"]
    assert [version for _, _, version, _ in definitions.known] == ["4.0", "2.0"]


def test_a_database_that_does_not_answer(ann: httpx.Client, service: Service) -> None:
    """The form and the endpoints say that nothing was saved, and what to do if it cannot wait; the log says no more."""
    service.run("ALTER TABLE sessions RENAME TO gone")
    try:
        entered = {"answer": "none"}
        for answer in (
            ann.get("/audit/"),
            ann.get("/api/draft"),
            ann.post(f"/audit/questions/{WRITTEN}", data=entered),
        ):
            assert (answer.status_code, answer.json()["code"]) == (503, "database")
            assert "do not wait for this page" in answer.json()["told"]
    finally:
        service.run("ALTER TABLE gone RENAME TO sessions")
    assert "the database does not answer: ProgrammingError" in service.log.read_text()
    assert ann.get("/api/draft").status_code == 200


def test_old_session(ann: httpx.Client, service: Service) -> None:
    """A session ends by itself."""
    assert ann.get("/api/draft").status_code == 200
    service.run("UPDATE sessions SET expires = now()")
    assert ann.get("/api/draft").status_code == 401


def test_no_power(service: Service) -> None:
    """The service does not start as a role to which no policy applies, nor with keys that came without HTTPS."""
    owner = {**service.settings, "DATABASE": service.url("owner", "postgresql+psycopg")}
    plain = {**service.settings, "ISSUER_KEYS": "http://login.example/keys"}
    for settings, words in ((owner, "use audit_service"), (plain, "ISSUER_KEYS")):
        started = service.start(settings)
        _, told = started.communicate(timeout=60)
        assert started.returncode
        assert words in told
