"""The recipe of the worker that rescores under a new version runs as it stands."""

import random
import re
import time

import psycopg
import pytest
from support.histories import Server
from support.service import Tables

import ethics_audit as ea

PEOPLE = 400
ONE = '[{ id = "consent" }]'
WRITES = """
CREATE TABLE writes (id UUID);
CREATE FUNCTION noted() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
AS $$ BEGIN INSERT INTO writes VALUES (NEW.id); RETURN NEW; END $$;
CREATE TRIGGER noted BEFORE UPDATE ON rescored FOR EACH ROW EXECUTE FUNCTION noted();
"""
RESCORED = "SELECT audits.vector, rescored.vector, left_out FROM audits JOIN rescored USING (id)"
KEEP = "INSERT INTO audits (organization, person, site, audit, version, vector) VALUES (%s, %s, '', %s, '1.0', %s)"


@pytest.fixture(scope="module")
def tables(postgresql: Server) -> Tables:
    """The tables of the service; each change of a rescored result is noted."""
    made = Tables(postgresql)
    made.run(WRITES)
    return made


@pytest.fixture
def finished(tables: Tables) -> tuple[ea.Audit, ea.Audit]:
    """Two versions, and audits that 400 people finished under the first, of which the second lacks a question."""
    tables.emptied()
    tables.run("TRUNCATE writes")
    old, new = tables.define("north"), tables.define("north", "2.0", ONE)
    tables.define("south")
    drawn = random.Random(18)
    with psycopg.connect(tables.owner) as db, db.cursor() as cursor:
        for person in range(PEOPLE):
            answers = {"consent.written": drawn.choice(["none", "some", "unsure"])}
            answers |= {"waiting_room.names": "mostly"} if person % 4 == 0 else {}
            cursor.execute(KEEP, ["north", f"{person}", old.id, ea.assess(old, answers).vector])
        cursor.execute(KEEP, ["south", "0", old.id, ea.assess(old, {"consent.written": "none"}).vector])
    return old, new


def rescore(tables: Tables, role: str = "audit_worker") -> str:
    """Run the worker to its end, and return what it prints."""
    worker = tables.worker("rescoring_worker.py", "north", "our_practice", "2.0", DATABASE=tables.url(role))
    printed, _ = worker.communicate(timeout=60)
    assert worker.returncode == 0
    return printed


def test_killed_at_any_moment(tables: Tables, finished: tuple[ea.Audit, ea.Audit]) -> None:
    """A worker that is killed while it works, and two that run at once after it, score each audit exactly once."""
    old, new = finished
    killed = tables.worker("rescoring_worker.py", "north", "our_practice", "2.0")
    end = time.monotonic() + 60
    while not 0 < tables.run("SELECT count(*) FROM writes")[0][0] < PEOPLE:
        assert time.monotonic() < end
    killed.kill()
    killed.communicate()
    assert 0 < tables.run("SELECT count(*) FROM writes")[0][0] < PEOPLE
    both = [tables.worker("rescoring_worker.py", "north", "our_practice", "2.0") for _ in range(2)]
    assert all(re.search("Under 2.0: [0-9]+ of", one.communicate(timeout=60)[0]) for one in both)
    rows = tables.run(RESCORED)
    assert len(rows) == PEOPLE
    assert tables.run("SELECT count(*), count(DISTINCT id) FROM writes") == [(PEOPLE, PEOPLE)]
    for earlier, vector, left_out in rows:
        answers = dict(ea.load_vector(earlier, old).answers.given)
        gone = answers.pop("waiting_room.names", None)
        assert ea.load_vector(vector, new) == ea.assess(new, answers)
        assert left_out == ([{"place": "waiting_room.names", "code": "unknown-name"}] if gone else [])


def test_beside_never_over(tables: Tables, finished: tuple[ea.Audit, ea.Audit]) -> None:  # noqa: ARG001
    """What people finished stays as it was, and a second run changes nothing, also by the rights of the worker."""
    before = tables.run("SELECT id, version, vector FROM audits ORDER BY id")
    assert rescore(tables) == rescore(tables)
    assert tables.run("SELECT id, version, vector FROM audits ORDER BY id") == before
    assert tables.run("SELECT count(*) FROM writes") == [(PEOPLE,)]
    for change in ("UPDATE audits SET vector = ''", "DELETE FROM audits", "DELETE FROM rescored"):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            tables.run(change, "audit_worker")


def test_what_could_not_be_carried_over(tables: Tables, finished: tuple[ea.Audit, ea.Audit]) -> None:
    """The worker tells how many were not carried over whole, and why; no other organization is touched, by no role."""
    old, _ = finished
    gone = ea.assess(old, {"waiting_room.names": "mostly"}).vector
    tables.run(KEEP, given=["north", "one", old.id, gone])
    tables.run(KEEP, given=["north", "two", old.id, gone.replace("ea2", "ea9")])
    told = rescore(tables).splitlines()
    rescore(tables, "owner")
    assert told[0] == f"Under 2.0: {PEOPLE * 3 // 4} of {PEOPLE + 2} whole, 2 not at all."
    assert told[1].split() == [f"{PEOPLE // 4 + 1}", "waiting_room.names:", "unknown-name"]
    assert told[2].split()[:2] == ["1", "vector:"]
    assert tables.run("SELECT DISTINCT organization FROM rescored") == [("north",)]


def test_unknown_version(tables: Tables, finished: tuple[ea.Audit, ea.Audit]) -> None:  # noqa: ARG001
    """A version that the organization has not published is refused, and nothing is queued."""
    worker = tables.worker("rescoring_worker.py", "south", "our_practice", "2.0")
    worker.communicate(timeout=60)
    assert worker.returncode == 1
    assert tables.run("SELECT count(*) FROM rescored") == [(0,)]
