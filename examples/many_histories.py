"""The clinicians of an organization, each with a history of their own, in one PostgreSQL database.

Try it: DATABASE=postgresql://localhost/practice python many_histories.py clinician-17
"""

import os
import sys
from pathlib import Path

import ethics_audit as ea
from ethics_audit.history import Histories

AUDIT = ea.load_audit("brief")


def finished(histories, clinician, answers):
    """Keep an audit, once however often the request is sent; the number is the clinician's own, from 1."""
    return histories.of(clinician).keep(ea.assess(AUDIT, answers), once=True).number


def listed(histories, clinician):
    """The lines of a page with all audits; the chain is checked, nothing is scored again."""
    return [(line.number, line.day, line.score, line.band) for line in histories.of(clinician).listed()]


def report(histories, clinician, number):
    """One audit, scored again under the definition it was answered with; another clinician's number is not found."""
    return str(histories.of(clinician).audit(number).result)


def leaving(histories, clinician, copy, passphrase):
    """Somebody leaves with an encrypted copy; nothing of theirs stays."""
    histories.backup(clinician, copy, passphrase)
    return histories.remove(clinician)


if __name__ == "__main__":
    with Histories(os.environ["DATABASE"], connections=5) as histories:
        who = sys.argv[1]
        finished(
            histories, who, ea.load_answers(Path(__file__).with_name("quarter.toml")).answers.fitting(AUDIT).answers
        )
        for line in listed(histories, who):
            print(*line)
