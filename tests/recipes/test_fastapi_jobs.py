"""What runs beside the service: the numbers of groups, and the webhook."""

import hashlib
import hmac
import json
import time
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import httpx
import psycopg
from support.service import ONE, WRITTEN, Service, finished, saved

import ethics_audit as ea

KEEP = """INSERT INTO audits (organization, person, site, audit, version, vector)
          VALUES ('north', %s, %s, 'our_practice', '2.0', %s)"""


def test_overview(ann: httpx.Client, service: Service) -> None:
    """A manager sees the numbers of groups of at least ten people, made once, and nothing of a person."""
    audit = service.define("north", "2.0", ONE)
    with psycopg.connect(service.owner) as db, db.cursor() as cursor:
        for number in range(90):
            answer = ["all", "most", "none"][number % 7 % 3]
            vector = ea.assess(audit, {WRITTEN: answer}).vector
            cursor.execute(KEEP, [f"person {number}", ["east", "west", "hill"][number % 3], vector])
    ((quarter,),) = service.run("SELECT to_char(now(), 'YYYY-\"q\"Q')")
    made = service.worker("-m", "fastapi_service.overview", "north", quarter)
    printed, _ = made.communicate(timeout=60)
    assert made.returncode == 0
    with service.browser("north", "mo", roles=["manager"]) as manager:
        view = manager.get(f"/api/overviews/{quarter}")
        assert view.status_code == 200
        assert "person" not in view.text
        assert not [row for row in view.json() if 0 < (row["n"] or 0) < 10]
        assert manager.get("/api/overviews/2020-q1").status_code == 404
    assert ann.get(f"/api/overviews/{quarter}").status_code == 403
    again = service.worker("-m", "fastapi_service.overview", "north", quarter)
    again.communicate(timeout=60)
    assert again.returncode == 1
    assert printed


def test_webhook(ann: httpx.Client, service: Service) -> None:
    """What was finished is told to the webhook, signed, until it arrives, and then no more."""
    finished(ann, saved(ann, {WRITTEN: "none"})["number"])
    got: list[tuple[bytes, str]] = []

    class Hook(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            got.append((body, self.headers["x-signature"]))
            self.send_response(503 if len(got) == 1 else 204)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Print nothing."""

    with HTTPServer(("127.0.0.1", 0), Hook) as hook:
        Thread(target=hook.serve_forever, daemon=True).start()
        settings = {"WEBHOOK": f"http://127.0.0.1:{hook.server_port}", "SECRET": "s", "PAUSE_SECONDS": "0.1"}
        sender = service.worker("-m", "fastapi_service.webhook", **settings)
        end = time.monotonic() + 60
        while service.run("SELECT id FROM outbox"):
            assert time.monotonic() < end
        sender.terminate()
        assert "did not arrive: HTTPStatusError" in sender.communicate(timeout=60)[0]
        hook.shutdown()
    assert len(got) == 2
    assert got[0] == got[1]
    body, signature = got[0]
    assert signature == hmac.new(b"s", body, hashlib.sha256).hexdigest()
    event = json.loads(body)
    assert event.keys() == {"id", "organization", "person", "kind", "audit", "version", "item", "at"}
    assert (event["kind"], event["person"], event["item"]) == ("finished", "ann", "")
