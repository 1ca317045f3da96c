"""Makes the numbers of an organization's groups for a quarter, once: python -m fastapi_service.overview north 2026-q4.

It runs as audit_worker. A quarter is never made again: the difference between two views of nearly the same people is a
person.
"""

import os
import sys

import psycopg
import pyarrow as pa
from psycopg.types.json import Jsonb

import ethics_audit as ea
from ethics_audit import research

THRESHOLD = 10  # numbers of 1 to 9 people are hidden
OVER = """SELECT %s < to_char(now(), 'YYYY-"q"Q')"""
MADE = "SELECT 1 FROM overviews WHERE organization = %s AND quarter = %s"
NEWEST = """SELECT audit, version, definition, checklists FROM definitions
            WHERE organization = %s ORDER BY published DESC LIMIT 1"""
LAST = """SELECT DISTINCT ON (person) person, site,
                 CASE audits.version WHEN %(version)s THEN audits.vector ELSE rescored.vector END
          FROM audits LEFT JOIN rescored ON rescored.id = audits.id AND rescored.version = %(version)s
          WHERE audits.organization = %(organization)s AND audit = %(audit)s
            AND to_char(finished, 'YYYY-"q"Q') = %(quarter)s
            AND (audits.version = %(version)s OR rescored.vector IS NOT NULL)
          ORDER BY person, finished DESC"""


def main(organization, quarter):
    with psycopg.connect(os.environ["DATABASE"]) as db:
        db.execute("SELECT set_config('audits.organization', %s, false)", [organization])
        if db.execute(OVER, [quarter]).fetchone() != (True,):
            sys.exit(f"{quarter} is not over: a second view, of a few people more, would tell who they are.")
        if db.execute(MADE, [organization, quarter]).fetchone():
            sys.exit(f"The overview of {quarter} was made already.")
        newest = db.execute(NEWEST, [organization]).fetchone()
        if newest is None:
            sys.exit(f"{organization} has published no audit.")
        id, version, definition, checklists = newest
        audit = ea.parse_audit(definition, checklists=checklists)
        rows = db.execute(
            LAST, {"organization": organization, "audit": id, "version": version, "quarter": quarter}
        ).fetchall()
        if len(rows) < THRESHOLD:
            sys.exit(f"Fewer than {THRESHOLD} people finished this audit in {quarter}.")
        people = pa.table(dict(zip(("person", "site", "vector"), zip(*rows, strict=True), strict=True)))
        study = research.read(people, audit, layout="vectors", person="person")
        try:
            view = research.aggregate(study, "site", items=False, threshold=THRESHOLD)
        except ea.ArgumentError as error:  # too few people, or sites
            sys.exit(str(error))
        kept = "INSERT INTO overviews (organization, quarter, rows) VALUES (%s, %s, %s)"
        db.execute(kept, [organization, quarter, Jsonb(view.rows())])
    print(view)


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(*sys.argv[1:])
