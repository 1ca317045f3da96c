"""The addresses of the app."""

from django.urls import path, re_path

from . import api, views
from .form import form

urlpatterns = [
    path("", views.home, name="home"),
    path("audits/<int:number>/", views.report, name="report"),
    path("audits/<int:number>/delete/", views.delete, name="delete"),
    path("audits/draft/delete/", views.discard, name="discard"),
    path("api/questions/", api.questions, name="questions"),
    path("api/draft/", api.draft, name="draft"),
    path("audit/", form, {"rest": "/"}, name="form"),
    re_path(r"^audit(?P<rest>/.+)$", form),
]
