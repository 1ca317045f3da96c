"""An audit inside a Django project, for the users of the project; kept by its models. Settings and all in one file.

Try it: python django_project.py migrate --run-syncdb, python django_project.py createsuperuser, then
uvicorn django_project:application, and sign in at /admin/.
"""

import os
import secrets
import sys
from pathlib import Path
from types import SimpleNamespace

import django
from django.apps import apps
from django.conf import settings

settings.configure(
    SECRET_KEY=os.environ.get("SECRET_KEY") or secrets.token_urlsafe(),
    ALLOWED_HOSTS=["127.0.0.1"],
    ROOT_URLCONF=__name__,
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": os.environ["DATABASE"]}},
    INSTALLED_APPS=[
        __name__,
        "django.contrib.admin",
        "django.contrib.auth",
        "django.contrib.contenttypes",
        "django.contrib.messages",
        "django.contrib.sessions",
    ],
    MIDDLEWARE=[
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.middleware.csrf.CsrfViewMiddleware",
        "django.contrib.auth.middleware.AuthenticationMiddleware",
        "django.contrib.messages.middleware.MessageMiddleware",
    ],
    TEMPLATES=[
        {
            "BACKEND": "django.template.backends.django.DjangoTemplates",
            "APP_DIRS": True,
            "OPTIONS": {
                "context_processors": [
                    "django.template.context_processors.request",
                    "django.contrib.auth.context_processors.auth",
                    "django.contrib.messages.context_processors.messages",
                ]
            },
        }
    ],
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    LOGIN_URL="/admin/login/",
)
django.setup()

from django.contrib import admin
from django.contrib.auth import get_user
from django.contrib.auth.decorators import login_required
from django.contrib.sessions.backends.db import SessionStore
from django.core.asgi import get_asgi_application
from django.core.management import execute_from_command_line
from django.db import close_old_connections, models, transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import path
from starlette.applications import Starlette
from starlette.routing import Mount

import ethics_audit as ea
from ethics_audit import web
from ethics_audit.report.page import html

OWN = ea.load_checklist(Path(__file__).with_name("waiting_room.toml"))
AUDIT = ea.Audit("our_practice", "1.0", "Our practice", [ea.Part(ea.load_checklist("consent")), ea.Part(OWN)])


class Draft(models.Model):
    user = models.CharField(max_length=40)
    audit = models.CharField(max_length=80)
    number = models.BigIntegerField()
    sheet = models.TextField()

    class Meta:
        db_table = "drafts"
        unique_together = ("user", "audit")


class Audit(models.Model):
    user = models.CharField(max_length=40)
    vector = models.TextField()

    class Meta:
        db_table = "audits"


apps.get_app_config(__name__).models_module = sys.modules[__name__]  # where models have a file, Django finds it


class Drafts:
    """Unfinished audits, one for each user and audit; the number tells whether one was changed since it was read."""

    def load(self, user, audit):
        draft = Draft.objects.filter(user=user, audit=audit).first()
        return web.Draft(ea.from_json(draft.sheet, ea.AnswerSheet), draft.number) if draft else None

    def save(self, user, audit, sheet, before):
        if before is None:  # a number that does not come back when a draft was deleted
            new = {"number": secrets.randbits(32), "sheet": ea.to_json(sheet)}
            return Draft.objects.get_or_create(user=user, audit=audit, defaults=new)[1]
        known = Draft.objects.filter(user=user, audit=audit, number=before)
        return known.update(sheet=ea.to_json(sheet), number=before + 1) == 1


@transaction.atomic
def finished(finish):
    """The draft becomes an audit in one transaction, if it is still the one that was finished; next is its report."""
    drafts = Draft.objects.filter(user=finish.user, audit=finish.sheet.audit)
    if drafts.filter(number=finish.number).update(number=finish.number + 1) != 1:  # nobody else changes it from here on
        return False
    drafts.delete()
    audit = Audit.objects.create(user=finish.user, vector=finish.result.vector)
    return f"/audits/{audit.pk}"


def signed_in(request):
    """The user of Django's own session."""
    close_old_connections()
    session = SessionStore(request.cookies.get(settings.SESSION_COOKIE_NAME))
    user = get_user(SimpleNamespace(session=session))
    return str(user.pk) if user.is_authenticated else None


@login_required
def home(request):
    numbers = Audit.objects.filter(user=request.user.pk).values_list("pk", flat=True)
    links = "".join(f'<li><a href="/audits/{number}">Audit {number}</a></li>' for number in numbers)
    return HttpResponse(f'<h1>Your audits</h1><ul>{links}</ul><p><a href="/audit/">Take the audit</a></p>')


@login_required
def report(request, number):
    audit = get_object_or_404(Audit, pk=number, user=request.user.pk)
    return HttpResponse(html(ea.load_vector(audit.vector, AUDIT)))


urlpatterns = [path("", home), path("audits/<int:number>", report), path("admin/", admin.site.urls)]
form = web.app(AUDIT, drafts=Drafts(), user=signed_in, finished=finished)
application = Starlette(routes=[Mount("/audit", form), Mount("/", get_asgi_application())])

if __name__ == "__main__":
    execute_from_command_line(sys.argv)
