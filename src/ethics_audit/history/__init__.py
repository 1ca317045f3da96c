"""Assessments over time, kept in a chain that shows every change, with the actions that were chosen after them.

    >>> from ethics_audit import history
    >>> kept = history.History(history.opened("/tmp/history.db"))  # doctest: +SKIP

An application for many people keeps all their histories in one database with `Histories`, or passes `History` its own
`Store`.
"""

from ethics_audit.history.chain import Definitions, Entry, Link, Store
from ethics_audit.history.histories import Histories
from ethics_audit.history.history import History, Verified
from ethics_audit.history.locations import opened
from ethics_audit.history.replay import Kept, Listed
from ethics_audit.model.actions import Action, Followed
from ethics_audit.model.courses import Course

__all__ = [
    "Action",
    "Course",
    "Definitions",
    "Entry",
    "Followed",
    "Histories",
    "History",
    "Kept",
    "Link",
    "Listed",
    "Store",
    "Verified",
    "opened",
]
