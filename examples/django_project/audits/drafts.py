"""Unfinished answers in Django's database, for the form and for the JSON view."""

import json
import secrets

import ethics_audit as ea
from ethics_audit import web

from .models import Draft


class Drafts:
    """One draft for each user and audit, replaced only by who knows its number: nobody overwrites another window."""

    async def load(self, user, audit):
        draft = await Draft.objects.filter(user=user, audit=audit).afirst()
        return web.Draft(ea.from_json(json.dumps(draft.sheet), ea.AnswerSheet), draft.number) if draft else None

    async def save(self, user, audit, sheet, before):
        kept = {"sheet": json.loads(ea.to_json(sheet))}
        if before is None:  # a number that does not come back when a draft was deleted
            first = {**kept, "number": secrets.randbits(32)}
            return (await Draft.objects.aget_or_create(user_id=user, audit=audit, defaults=first))[1]
        same = Draft.objects.filter(user=user, audit=audit, number=before)
        return await same.aupdate(**kept, number=before + 1) == 1
