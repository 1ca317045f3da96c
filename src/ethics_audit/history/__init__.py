"""Assessments over time, kept in a chain that shows every change, with the actions that were chosen after them.

    >>> from ethics_audit import history
    >>> kept = history.History(history.opened("/tmp/history.db"))  # doctest: +SKIP

An application with a database of its own passes `History` its own `Store`.
"""

from ethics_audit.history.chain import Entry, Link, Store
from ethics_audit.history.history import History, Verified
from ethics_audit.history.locations import opened
from ethics_audit.history.replay import Kept, Listed
from ethics_audit.model.actions import Action, Followed
from ethics_audit.model.courses import Course

__all__ = ["Action", "Course", "Entry", "Followed", "History", "Kept", "Link", "Listed", "Store", "Verified", "opened"]
