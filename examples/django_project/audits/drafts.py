"""Unfinished answers in Django's database, for the form and for the JSON view."""

import json
import secrets

from django.db import OperationalError

import ethics_audit as ea
from ethics_audit import web
from ethics_audit.base.errors import StoreError

from .models import Draft

KNOWN = {"audit", "version", "profile", "answers", "decision", "notes"}


class Drafts:
    """One draft for each user and audit, replaced only by who knows its number: nobody overwrites another window."""

    async def load(self, user, audit):
        draft = await Draft.objects.filter(user=user, audit=audit).afirst()
        return web.Draft(read(draft.sheet), draft.number) if draft else None

    async def save(self, user, audit, sheet, before):
        try:
            return await self._saved(user, audit, json.loads(ea.to_json(sheet)), before)
        except OperationalError as failure:  # the user sees these words beside what was typed
            raise StoreError("The database does not answer. Try again in a minute.") from failure

    async def _saved(self, user, audit, sheet, before):
        if before is None:  # a number that does not come back when a draft was deleted
            first = {"sheet": sheet, "number": secrets.randbits(32)}
            return (await Draft.objects.aget_or_create(user_id=user, audit=audit, defaults=first))[1]
        same = Draft.objects.filter(user=user, audit=audit, number=before)
        if (draft := await same.afirst()) is None:
            return False
        newer = {key: value for key, value in draft.sheet.items() if key not in KNOWN}
        return await same.aupdate(sheet=newer | sheet, number=before + 1) == 1


def read(sheet):
    """Return a kept sheet; keys of a newer release, which may run beside this one, stay in the database."""
    return ea.from_json(json.dumps(sheet), ea.AnswerSheet, tell=lambda _: None)
