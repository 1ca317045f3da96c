"""What each organization asks: definitions from texts in the database, one version beside the other."""

import asyncio
import json
from dataclasses import dataclass

from sqlalchemy import text

import ethics_audit as ea

from .database import acting

NEWEST = text(
    "SELECT audit, version FROM definitions WHERE organization = :organization ORDER BY published DESC LIMIT 1"
)
TEXTS = text("""SELECT definition, checklists, translations FROM definitions
                WHERE organization = :organization AND audit = :audit AND version = :version""")
PUBLISH = text("""INSERT INTO definitions (organization, audit, version, digest, definition, checklists, translations)
                  VALUES (:organization, :audit, :version, :digest, :definition, :checklists, :translations)
                  ON CONFLICT DO NOTHING""")
SAME = text("""SELECT definition = :definition AND checklists = CAST(:checklists AS JSONB)
                      AND translations = CAST(:translations AS JSONB) FROM definitions
               WHERE organization = :organization AND audit = :audit AND version = :version""")
MOST_KNOWN = 100  # definitions in memory, so that no organization can fill it with versions


@dataclass(frozen=True, eq=False)
class Asked:
    """A definition in one language, with its questions as JSON."""

    audit: ea.Audit
    questions: str


known: dict[tuple[str, str, str, str], Asked] = {}  # a published version never changes


async def newest(person):
    """Return what the person's organization asks now; None if it has published nothing."""
    async with acting(person.organization, person.id) as db:
        row = (await db.execute(NEWEST, {"organization": person.organization})).first()
    return await found(person, row.audit, row.version) if row else None


async def found(person, audit, version):
    """Return a version that the person's organization has published; None if there is none."""
    key = (person.organization, audit, version, person.locale)
    if key not in known:
        async with acting(person.organization, person.id) as db:
            which = {"organization": person.organization, "audit": audit, "version": version}
            row = (await db.execute(TEXTS, which)).first()
        if row is None:
            return None
        while len(known) >= MOST_KNOWN:
            del known[next(iter(known))]
        known[key] = await asyncio.to_thread(parsed, row.definition, row.checklists, row.translations, person.locale)
    return known[key]


def parsed(definition, checklists, translations, locale):
    """Read a definition from its texts, in a language that it has or else in its own."""
    given = {"checklists": checklists, "translations": translations}
    try:
        audit = ea.parse_audit(definition, **given, locale=locale)
    except ea.UnknownIdError:  # not translated
        audit = ea.parse_audit(definition, **given)
    return Asked(audit, ea.to_json(ea.questionnaire(audit), indent=None))


async def publish(person, definition, checklists, translations):
    """Keep a new version, and return it; None if the version is known with another content, which is never replaced."""
    asked = await asyncio.to_thread(parsed, definition, checklists, translations, "en")
    audit = asked.audit
    which = {"organization": person.organization, "audit": audit.id, "version": audit.version}
    texts = {"definition": definition, "checklists": json.dumps(checklists), "translations": json.dumps(translations)}
    async with acting(person.organization, person.id) as db:
        await db.execute(PUBLISH, {**which, **texts, "digest": audit.digest})
        return audit if await db.scalar(SAME, {**which, **texts}) else None
