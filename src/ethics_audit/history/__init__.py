"""Audits over time: kept for good, chained so that a change shows, and what was chosen to be done."""
