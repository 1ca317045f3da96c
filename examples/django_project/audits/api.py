"""The same draft as JSON, for a front end of your own; Django's CSRF middleware asks for the header X-CSRFToken."""

import json

import attrs
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

import ethics_audit as ea

from .form import AUDIT, DRAFTS

QUESTIONS = ea.to_json(ea.questionnaire(AUDIT), indent=None)


@require_safe
def questions(request):
    return sent(QUESTIONS)


@login_not_required  # a program is told so, not sent to a page
@never_cache
@require_http_methods(["GET", "PATCH"])
async def draft(request):
    """GET gives the answers and their number; PATCH {number, item, answer} adds one, if that is still the number."""
    user = await request.auser()
    if not user.is_authenticated:
        return HttpResponse(status=401)
    known = await DRAFTS.load(str(user.pk), AUDIT.id)
    if request.method == "PATCH":
        try:
            body = read(request.body)
            if body["number"] != (known.number if known else None):
                return HttpResponse(status=409)
            sheet = changed(known, body["item"], body["answer"])
        except ea.AnswerError as error:
            return sent(ea.to_json(ea.error_record(error)), 422)
        except (LookupError, RecursionError, TypeError, ValueError):
            return HttpResponse(status=400)
        if not await DRAFTS.save(str(user.pk), AUDIT.id, sheet, known and known.number):
            return HttpResponse(status=409)
        known = await DRAFTS.load(str(user.pk), AUDIT.id)
    return sent(json.dumps(known and {"number": known.number, "sheet": json.loads(ea.to_json(known.sheet))}))


def read(text):
    """Return the JSON of a request without halves of signs: PostgreSQL refuses them, and quotes what is around them."""
    body = json.loads(text)
    json.dumps(body, ensure_ascii=False).encode()
    return body


def changed(known, item, answer):
    """Return the sheet with one answer more, which must fit its question; answers to several versions have none."""
    sheet = known.sheet if known else ea.AnswerSheet(AUDIT.id, ea.Answers(), AUDIT.version)
    version = sheet.version if sheet.version == AUDIT.version else None
    return attrs.evolve(sheet, answers=sheet.answers.changed({item: AUDIT.check(item, answer)}), version=version)


def sent(text, status=200):
    return HttpResponse(text, "application/json", status)
