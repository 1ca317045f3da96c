"""The clinicians of an organization, each with a history of their own, in one database.

Try it: DATABASE=postgresql://localhost/practice python many_histories.py clinician-17
"""

import os
import sys
from pathlib import Path

import ethics_audit as ea
from ethics_audit.history import Histories

AUDIT = ea.load_audit("brief")


def finished(histories, clinician, answers):
    """Keep an audit, once however often the request is sent; its number counts this clinician's audits."""
    return histories.of(clinician).keep(ea.assess(AUDIT, answers), once=True).number


def listed(histories, clinician):
    """Return the lines of a page with all audits; the chain is checked, and nothing is scored again."""
    lines = histories.of(clinician).listed()
    return [(line.number, line.day, line.score, line.band) for line in lines]


def report(histories, clinician, number):
    """Return one audit, scored again under the definition it was answered with."""
    return str(histories.of(clinician).audit(number).result)


def leaving(histories, clinician, copy, passphrase):
    """Write an encrypted copy for somebody who leaves, and keep nothing, unless something was written meanwhile."""
    copied = histories.backup(clinician, copy, passphrase)
    return histories.remove(clinician, copied.head)


if __name__ == "__main__":
    example = ea.load_answers(Path(__file__).with_name("quarter.toml"))
    answers = example.answers.fitting(AUDIT).answers
    with Histories(os.environ["DATABASE"], connections=5) as histories:
        finished(histories, sys.argv[1], answers)
        for line in listed(histories, sys.argv[1]):
            print(*line)
