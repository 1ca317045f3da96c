"""Audits over time: kept for good, chained so that a change shows, and what was chosen to be done.

    >>> from ethics_audit import history
    >>> kept = history.History(history.opened("/tmp/history.db"))  # doctest: +SKIP

An application that has a database of its own gives `History` a `Store` of its own.
"""

from ethics_audit.history.chain import Entry
from ethics_audit.history.history import History, Verified
from ethics_audit.history.locations import opened
from ethics_audit.history.protocol import Link, Store
from ethics_audit.history.replay import Kept
from ethics_audit.model.actions import Action, Followed

__all__ = ["Action", "Entry", "Followed", "History", "Kept", "Link", "Store", "Verified", "opened"]
