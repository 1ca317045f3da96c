"""The database, seen as one person of one organization: what is another's is not there."""

import os
from contextlib import asynccontextmanager

from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

# parameters are answers, and an error must not write them into a log
engine = create_async_engine(os.environ["DATABASE"], hide_parameters=True, pool_pre_ping=True)
FOR_WHOM = text(
    "SELECT set_config('audits.organization', :organization, true), set_config('audits.person', :person, true)"
)


@asynccontextmanager
async def acting(organization, person):
    """Begin a transaction that sees and writes the rows of this person alone; the policies of the tables see to it."""
    async with engine.begin() as db:
        await db.execute(FOR_WHOM, {"organization": organization, "person": person})
        yield db


@asynccontextmanager
async def before_session(digest):
    """Begin a transaction for nobody yet, that sees this one session."""
    async with engine.begin() as db:
        await db.execute(text("SELECT set_config('audits.session', :session, true)"), {"session": digest.hex()})
        yield db


async def refuse_power():
    """Refuse to start as a role to which the policies of the tables do not apply, such as their owner."""
    query = """SELECT bool_and(row_security_active(name)) FROM unnest(
               ARRAY['sessions', 'definitions', 'drafts', 'audits', 'rescored', 'overviews', 'outbox']) AS name"""
    async with engine.connect() as db:
        if not await db.scalar(text(query)):
            raise SystemExit("No policy applies to the role of DATABASE: use audit_service.")
