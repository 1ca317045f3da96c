"""The form of the library as a view of this project."""

from functools import partial
from pathlib import Path

from asgiref.sync import sync_to_async
from django.db import transaction
from django.shortcuts import resolve_url
from django.templatetags.static import static
from django.urls import reverse
from starlette.exceptions import HTTPException

import ethics_audit as ea
from ethics_audit import web

from . import signals
from .asgi_view import view_of
from .drafts import Drafts
from .models import Definition, Draft, FinishedAudit

AUDIT = ea.load_audit("brief")  # or one of your own: ea.load_audit_file("practice.toml")
DRAFTS = Drafts()


async def signed_in(request):
    """The user of Django. Who opens a page signs in first; who sends one is told, and loses nothing that was typed."""
    user = request.state.user
    if user.is_authenticated:
        return str(user.pk)
    if request.method == "GET":
        raise HTTPException(302, headers={"location": f"{resolve_url('login')}?next={reverse('form')}"})
    return None


@sync_to_async
@transaction.atomic
def finished(finish):
    """The draft becomes a finished audit in one transaction, if it is still the one that was finished."""
    same = {"user": finish.user, "audit": finish.sheet.audit, "number": finish.number}
    draft = Draft.objects.select_for_update().filter(**same).first()
    if draft is None:
        return False
    draft.delete()
    text = partial(ea.to_json, AUDIT, indent=None)  # only called for the first one
    definition, _ = Definition.objects.get_or_create(digest=AUDIT.digest, defaults={"text": text})
    audit = FinishedAudit.objects.create(user_id=finish.user, definition=definition, vector=finish.result.vector)
    signals.finished.send(FinishedAudit, audit=audit)
    return reverse("report", args=[audit.pk])


async def notify(event):
    await signals.happened.asend_robust(web.Event, event=event)


form = view_of(
    web.app(
        AUDIT,
        drafts=DRAFTS,
        user=signed_in,
        finished=finished,
        notify=notify,
        templates=Path(__file__).with_name("form_templates"),
        styles=[static("audits/practice.css")],
        kept="Your answers are kept in the database of our practice. On this site you alone can read them; "
        "whoever runs the database could.",
    )
)
