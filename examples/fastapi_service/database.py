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


async def refuse_power():
    """Refuse to start as a role to which the policies of the tables do not apply."""
    query = """SELECT rolsuper OR rolbypassrls OR EXISTS (SELECT FROM pg_tables WHERE tableowner = current_user)
               FROM pg_roles WHERE rolname = current_user"""
    async with engine.connect() as db:
        if await db.scalar(text(query)):
            raise SystemExit("The role of DATABASE owns tables or bypasses policies: use audit_service.")
