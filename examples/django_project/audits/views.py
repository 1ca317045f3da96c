"""The pages around the form: a user's own finished audits, and nobody else's."""

from django.http import Http404, HttpResponse
from django.shortcuts import aget_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from ethics_audit.report.page import html

from .models import Draft, FinishedAudit


@require_safe
@never_cache
async def home(request):
    user = await request.auser()
    audits = [audit async for audit in FinishedAudit.objects.filter(user=user)]
    begun = await Draft.objects.filter(user=user).aexists()
    return render(request, "audits/home.html", {"user": user, "audits": audits, "begun": begun})


@require_safe
@never_cache
async def report(request, number):
    own = FinishedAudit.objects.filter(user=await request.auser()).select_related("definition")
    audit = await aget_object_or_404(own, pk=number)
    links = [(reverse("home"), "Your audits")]
    return HttpResponse(html(audit.result(), day=localdate(audit.finished), links=links, nonce=request.csp_nonce))


@require_POST
async def delete(request, number):
    own = FinishedAudit.objects.filter(user=await request.auser(), pk=number)
    if not (await own.adelete())[0]:
        raise Http404
    return redirect("home")


@require_POST
async def discard(request):
    await Draft.objects.filter(user=await request.auser()).adelete()
    return redirect("home")
