"""Sends the events in the outbox to an address of yours, each at least once: python -m fastapi_service.webhook.

WEBHOOK is the address, and SECRET what its owner checks the header X-Signature with: HMAC-SHA-256 of the header
X-Timestamp, a dot, and the body. The `id` of an event tells one that came twice.
"""

import hashlib
import hmac
import json
import os
import time

import httpx
import psycopg
from psycopg.rows import dict_row

WEBHOOK, SECRET = os.environ["WEBHOOK"], os.environ["SECRET"].encode()
if not WEBHOOK.startswith(("https://", "http://127.0.0.1:")):
    raise SystemExit("WEBHOOK: an event names a person, so it is sent over HTTPS.")
if len(SECRET) < 32:
    raise SystemExit("SECRET: draw at least 32 signs at random.")
PAUSE_SECONDS = float(os.environ.get("PAUSE_SECONDS", "5"))
NEXT = """SELECT id, organization, person, kind, audit, version, item, at::text FROM outbox
          WHERE due <= now() ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED"""
# it waits for twice as long each time, a day at most, and meanwhile the others are sent
LATER = """UPDATE outbox SET due = now() + least(greatest(now() - at, make_interval(secs => %s)), interval '1 day')
           WHERE id = %s"""


def send_one(db):
    """Send the oldest event that is due and that nobody else is sending; return whether there was one."""
    with db.transaction():
        event = db.execute(NEXT).fetchone()
        if event is None:
            return False
        body = json.dumps(event).encode()
        now = str(int(time.time()))
        signature = hmac.new(SECRET, f"{now}.".encode() + body, hashlib.sha256).hexdigest()
        headers = {"content-type": "application/json", "x-timestamp": now, "x-signature": signature}
        try:
            httpx.post(WEBHOOK, content=body, headers=headers, timeout=10).raise_for_status()
        except httpx.HTTPError as failure:
            print(f"event {event['id']} did not arrive: {type(failure).__name__}", flush=True)
            db.execute(LATER, [PAUSE_SECONDS, event["id"]])
        else:
            db.execute("DELETE FROM outbox WHERE id = %s", [event["id"]])
        return True


if __name__ == "__main__":
    with psycopg.connect(os.environ["DATABASE"], autocommit=True, row_factory=dict_row) as db:
        while True:
            if not send_one(db):
                time.sleep(PAUSE_SECONDS)
