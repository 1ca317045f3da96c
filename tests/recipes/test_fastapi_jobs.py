"""What runs beside the service: the numbers of groups, and the webhook."""

import hashlib
import hmac
import json
import time
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import httpx
import psycopg
import pytest
from support.service import ONE, WRITTEN, Service, finished, saved

import ethics_audit as ea

KEEP = """INSERT INTO audits (organization, person, site, audit, version, vector, finished)
          VALUES ('north', %s, %s, 'our_practice', '2.0', %s, now() - interval '3 months')"""
QUARTERS = """SELECT to_char(now() - interval '3 months', 'YYYY-"q"Q'), to_char(now(), 'YYYY-"q"Q')"""

PATIENCE_SECONDS = 240
"""Long, since other tests may need the computer at the same time."""


def test_overview(ann: httpx.Client, service: Service, capfd: pytest.CaptureFixture[str]) -> None:
    """A manager sees the numbers of groups of at least ten, made once after the quarter, and nothing of a person."""
    audit = service.define("north", "2.0", ONE)
    with psycopg.connect(service.owner) as db, db.cursor() as cursor:
        for number in range(90):
            answer = ["all", "most", "none"][number % 7 % 3]
            vector = ea.assess(audit, {WRITTEN: answer}).vector
            cursor.execute(KEEP, [f"person {number}", ["east", "west", "hill"][number % 3], vector])
    ((quarter, this),) = service.run(QUARTERS)
    made = service.worker("-m", "fastapi_service.overview", "north", quarter)
    printed, _ = made.communicate(timeout=PATIENCE_SECONDS)
    assert made.returncode == 0
    with service.browser("north", "mo", roles=["manager"]) as manager:
        view = manager.get(f"/api/overviews/{quarter}")
        assert view.status_code == 200
        assert "person" not in view.text
        assert not [row for row in view.json() if 0 < (row["n"] or 0) < 10]
        assert manager.get("/api/overviews/2020-q1").status_code == 404
    assert ann.get(f"/api/overviews/{quarter}").status_code == 403
    for refused in (quarter, this):
        again = service.worker("-m", "fastapi_service.overview", "north", refused)
        again.communicate(timeout=PATIENCE_SECONDS)
        assert again.returncode == 1
    assert "is not over" in capfd.readouterr().err
    assert printed


def test_webhook(ann: httpx.Client, service: Service) -> None:
    """What was finished is told, signed with its time, until it arrives; one that never does keeps no other waiting."""
    finished(ann, saved(ann, {WRITTEN: "none"})["number"])
    finished(ann, saved(ann, {WRITTEN: "some"})["number"])
    ((refused,), (other,)) = service.run("SELECT id FROM outbox ORDER BY id")
    got: list[tuple[bytes, str, str]] = []

    class Hook(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            got.append((body, self.headers["x-timestamp"], self.headers["x-signature"]))
            waits = json.loads(body)["id"] == refused and len(got) < 4
            self.send_response(503 if waits else 204)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Print nothing."""

    with HTTPServer(("127.0.0.1", 0), Hook) as hook:
        Thread(target=hook.serve_forever, daemon=True).start()
        settings = {"WEBHOOK": f"http://127.0.0.1:{hook.server_port}", "SECRET": "s" * 32, "PAUSE_SECONDS": "0.1"}
        sender = service.worker("-m", "fastapi_service.webhook", **settings)
        end = time.monotonic() + PATIENCE_SECONDS
        while service.run("SELECT id FROM outbox"):
            assert time.monotonic() < end
            time.sleep(0.1)
        sender.terminate()
        assert "did not arrive: HTTPStatusError" in sender.communicate(timeout=PATIENCE_SECONDS)[0]
        hook.shutdown()
    assert [json.loads(body)["id"] for body, _, _ in got] == [refused, other, refused, refused]
    for body, sent, signature in got:
        assert abs(time.time() - int(sent)) < PATIENCE_SECONDS
        assert signature == hmac.new(b"s" * 32, f"{sent}.".encode() + body, hashlib.sha256).hexdigest()
    event = json.loads(got[0][0])
    assert event.keys() == {"id", "organization", "person", "kind", "audit", "version", "item", "at"}
    assert (event["kind"], event["person"], event["item"]) == ("finished", "ann", "")


@pytest.mark.parametrize(
    ("told", "words"), [({"WEBHOOK": "http://hooks.example"}, "over HTTPS"), ({"SECRET": ""}, "at least 32")]
)
def test_webhook_without_protection(
    service: Service, told: dict[str, str], words: str, capfd: pytest.CaptureFixture[str]
) -> None:
    """The webhook does not start if names would be sent in the clear, or if anybody can sign as it does."""
    settings = {"WEBHOOK": "https://hooks.example", "SECRET": "s" * 32, **told}
    started = service.worker("-m", "fastapi_service.webhook", **settings)
    started.communicate(timeout=PATIENCE_SECONDS)
    assert started.returncode
    assert words in capfd.readouterr().err
