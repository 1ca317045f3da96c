"""Scores what an organization's people finished under a new version of its audit, beside the results that they have.

Try it: DATABASE=postgresql://audit_worker@localhost/audits python rescoring_worker.py north our_practice 2.0

The tables are those of fastapi_service/schema-1.sql. Stop it at any moment and start it again, or start several: each
audit is scored once. What people have is never changed, nor is a result under the new version once it is there.
"""

import os
import sys
from functools import cache

import psycopg
from psycopg.types.json import Jsonb

import ethics_audit as ea

BATCH = 100
QUEUE = """INSERT INTO rescored (id, organization, version)
           SELECT id, organization, %(version)s FROM audits
           WHERE organization = %(organization)s AND audit = %(audit)s AND version <> %(version)s
           ON CONFLICT DO NOTHING"""
NEXT = """SELECT rescored.id, audits.version, audits.vector FROM rescored JOIN audits USING (id)
          WHERE audits.organization = %(organization)s AND audits.audit = %(audit)s
            AND rescored.version = %(version)s AND rescored.left_out IS NULL
          LIMIT %(batch)s FOR UPDATE OF rescored SKIP LOCKED"""
KEEP = "UPDATE rescored SET vector = %s, left_out = %s WHERE id = %s AND version = %s AND left_out IS NULL"
TEXTS = """SELECT definition, checklists, translations FROM definitions
           WHERE organization = %s AND audit = %s AND version = %s"""
DONE = """SELECT count(*), count(*) FILTER (WHERE left_out = '[]'), count(*) FILTER (WHERE rescored.vector IS NULL)
          FROM rescored JOIN audits USING (id)
          WHERE audits.organization = %(organization)s AND audits.audit = %(audit)s
            AND rescored.version = %(version)s AND left_out IS NOT NULL"""
WHY = """SELECT count(*), one.place, one.code
         FROM rescored JOIN audits USING (id), jsonb_to_recordset(left_out) AS one(place TEXT, code TEXT)
         WHERE audits.organization = %(organization)s AND audits.audit = %(audit)s AND rescored.version = %(version)s
         GROUP BY 2, 3 ORDER BY 1 DESC, 2"""


def main(organization, audit, version):
    which = {"organization": organization, "audit": audit, "version": version, "batch": BATCH}
    with psycopg.connect(os.environ["DATABASE"], autocommit=True) as db:
        db.execute("SELECT set_config('audits.organization', %s, false)", [organization])

        @cache
        def definition(version):
            row = db.execute(TEXTS, [organization, audit, version]).fetchone()
            if row is None:
                sys.exit(f"{organization} has published no version {version} of {audit}.")
            return ea.parse_audit(row[0], checklists=row[1], translations=row[2])

        new = definition(version)
        db.execute(QUEUE, which)
        while True:
            with db.transaction():  # all of a batch, or nothing of it
                rows = db.execute(NEXT, which).fetchall()
                for id, earlier, vector in rows:
                    score, left_out = rescored(vector, definition(earlier), new)
                    db.execute(KEEP, [score, Jsonb(left_out), id, version])
            if not rows:
                break
        tell(version, *db.execute(DONE, which).fetchone(), db.execute(WHY, which).fetchall())


def rescored(vector, old, new):
    """Return the vector under the new version, and what could not be carried over; no vector if nothing could."""
    try:
        answers = ea.load_vector(vector, old).answers
    except ea.EthicsAuditError as error:
        return None, [{"place": "vector", "code": error.code}]
    fitting = answers.fitting(new)
    left_out = [{"place": one.place, "code": one.code} for one in fitting.left_out]
    return (ea.assess(new, fitting.answers).vector if fitting.answers.given else None), left_out


def tell(version, audits, whole, nothing, reasons):
    print(f"Under {version}: {whole} of {audits} whole, {nothing} not at all.")
    for count, place, code in reasons:
        print(f"{count:6}  {place}: {code}")


if __name__ == "__main__":
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    main(*sys.argv[1:])
