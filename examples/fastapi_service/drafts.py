"""Unfinished audits, and how one becomes a finished audit; the form and the front end share them."""

import json
import secrets

from attrs import evolve
from sqlalchemy import text

import ethics_audit as ea
from ethics_audit import web

from .database import acting

LOAD = text(
    "SELECT number, sheet FROM drafts WHERE organization = :organization AND person = :person AND audit = :audit"
)
BEGIN = text("""INSERT INTO drafts (organization, person, audit, number, sheet)
                VALUES (:organization, :person, :audit, :number, :sheet) ON CONFLICT DO NOTHING RETURNING number""")
CHANGE = text("""UPDATE drafts SET number = number + 1, sheet = CAST(:sheet AS JSONB)
                     || (sheet - ARRAY['audit', 'version', 'profile', 'answers', 'decision', 'notes'])
                 WHERE organization = :organization AND person = :person AND audit = :audit AND number = :number
                 RETURNING number""")
END = text("""DELETE FROM drafts
              WHERE organization = :organization AND person = :person AND audit = :audit AND number = :number""")
KEEP = text("""INSERT INTO audits (organization, person, site, audit, version, vector)
               VALUES (:organization, :person, :site, :audit, :version, :vector) RETURNING id""")
TELL = text("""INSERT INTO outbox (organization, person, kind, audit, version, item)
               VALUES (:organization, :person, :kind, :audit, :version, :item)""")


def read(sheet):
    """Return a kept sheet; keys of a newer release, which may run beside this one, stay in the database."""
    return ea.from_json(json.dumps(sheet), ea.AnswerSheet, tell=lambda _: None)


class Drafts:
    """The drafts of an organization; the number of one tells whether it was changed since it was read."""

    def __init__(self, organization):
        self.organization = organization

    async def load(self, user, audit):
        async with acting(self.organization, user) as db:
            row = (await db.execute(LOAD, self.key(user, audit))).first()
        return web.Draft(read(row.sheet), row.number) if row else None

    async def save(self, user, audit, sheet, before):
        return await self.put(user, audit, sheet, before) is not None

    async def put(self, user, audit, sheet, before):
        """Save a draft that still has this number, and return its new one; None if it has another, or is gone."""
        kept = {**self.key(user, audit), "sheet": ea.to_json(sheet)}
        async with acting(self.organization, user) as db:
            if before is None:  # a number that does not come back when a draft was deleted
                return await db.scalar(BEGIN, {**kept, "number": secrets.randbits(48)})
            return await db.scalar(CHANGE, {**kept, "number": before})

    def key(self, user, audit):
        return {"organization": self.organization, "person": user, "audit": audit}


async def finish(person, number, result):
    """Make an audit of a draft that still has this number, and return its id; None if it has another, or is gone."""
    audit = result.audit
    whose = {**person.whose, "audit": audit.id, "version": audit.version}
    async with acting(person.organization, person.id) as db:  # one transaction: all of it happens, or nothing
        if (await db.execute(END, {**whose, "number": number})).rowcount != 1:
            return None
        await db.execute(TELL, {**whose, "kind": "finished", "item": ""})
        return await db.scalar(KEEP, {**whose, "site": person.site, "vector": result.vector})


async def tell(organization, event):
    """Note that a red flag was raised, for a message to this person; no answer, and nothing for anybody else."""
    if event.kind == "flagged":
        whose = {"organization": organization, "person": event.user, "audit": event.audit, "version": event.version}
        async with acting(organization, event.user) as db:
            await db.execute(TELL, {**whose, "kind": event.kind, "item": event.item})


def merged(sheet, draft, audit):
    """Return a sheet with what of a draft fits another version alone: that version may run beside this one."""
    before = draft.sheet.answers if draft else ea.Answers()
    given = {item: before.given[item] for item in before.fitting(audit).items} | dict(sheet.answers.given)
    facts = before.profile - audit.known_facts
    if set(given) == set(sheet.answers.given) and not facts:
        return sheet
    return evolve(sheet, answers=ea.Answers(given, sheet.answers.profile | facts), version=None)
