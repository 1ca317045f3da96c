"""What the app keeps: unfinished audits, finished ones, and the definitions that these were answered with."""

from functools import lru_cache

from django.conf import settings
from django.db import models
from django.utils.timezone import localdate

import ethics_audit as ea


class Draft(models.Model):
    """The unfinished answers of a user to an audit; whoever saves names the number that was read before."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE)
    audit = models.CharField(max_length=200)
    number = models.BigIntegerField()
    sheet = models.JSONField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["user", "audit"], name="one_draft"),)

    def __str__(self):
        return f"{self.audit}, unfinished"


class Definition(models.Model):
    """A version of an audit as it was answered, stored once: a later release or edit changes no finished audit."""

    digest = models.CharField(max_length=64, primary_key=True)
    text = models.TextField()

    def __str__(self):
        return self.digest


class FinishedAudit(models.Model):
    """A finished audit: one line of text, which is scored again under its own definition whenever it is read."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE)
    definition = models.ForeignKey(Definition, models.PROTECT)
    vector = models.TextField()
    finished = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("-finished", "-pk")

    def __str__(self):
        return f"finished on {localdate(self.finished)}"

    def result(self):
        """Return the result, given that the definition was fetched too."""
        return ea.load_vector(self.vector, parsed(self.definition.text))


parsed = lru_cache(ea.parse_audit)
