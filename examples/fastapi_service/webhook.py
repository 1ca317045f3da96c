"""Sends the events in the outbox to an address of yours, each at least once: python -m fastapi_service.webhook.

WEBHOOK is the address, and SECRET what its owner checks the header X-Signature with, which is HMAC-SHA-256 of the body.
The `id` of an event tells one that came twice.
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
PAUSE_SECONDS = float(os.environ.get("PAUSE_SECONDS", "5"))
NEXT = """SELECT id, organization, person, kind, audit, version, item, at::text FROM outbox
          ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED"""


def send_one(db):
    """Send the oldest event that nobody else is sending, and forget it; return whether there was one that arrived."""
    with db.transaction():
        event = db.execute(NEXT).fetchone()
        if event is None:
            return False
        body = json.dumps(event).encode()
        signature = hmac.new(SECRET, body, hashlib.sha256).hexdigest()
        headers = {"content-type": "application/json", "x-signature": signature}
        try:
            httpx.post(WEBHOOK, content=body, headers=headers, timeout=10).raise_for_status()
        except httpx.HTTPError as failure:
            print(f"event {event['id']} did not arrive: {type(failure).__name__}", flush=True)
            return False
        db.execute("DELETE FROM outbox WHERE id = %s", [event["id"]])
        return True


if __name__ == "__main__":
    with psycopg.connect(os.environ["DATABASE"], autocommit=True, row_factory=dict_row) as db:
        while True:
            if not send_one(db):
                time.sleep(PAUSE_SECONDS)
