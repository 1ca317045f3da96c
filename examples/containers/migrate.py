"""Brings the tables of the service to their newest version, as their owner: python -m migrate.

Each schema-<number>.sql runs once, in a transaction of its own that also says so. Several may start at the same time.
"""

import os
from pathlib import Path

import psycopg

FILES = Path("fastapi_service").glob("schema-*.sql")
KNOWN = "CREATE TABLE IF NOT EXISTS schema_versions (number INTEGER PRIMARY KEY, run TIMESTAMPTZ DEFAULT now())"
ONE_AT_A_TIME = "SELECT pg_advisory_lock(hashtext('audit_service.migrate'))"

with psycopg.connect(os.environ["DATABASE"], autocommit=True) as db:
    db.execute(ONE_AT_A_TIME)
    db.execute(KNOWN)
    done = {number for (number,) in db.execute("SELECT number FROM schema_versions")}
    for number, path in sorted((int(path.stem.removeprefix("schema-")), path) for path in FILES):
        if number not in done:
            noted = f"BEGIN; INSERT INTO schema_versions VALUES ({number});"  # noqa: S608 - a whole number
            db.execute(f"{noted} {path.read_text('utf-8')}")  # each file ends with its own COMMIT
            print(f"{path.name} was run.")
