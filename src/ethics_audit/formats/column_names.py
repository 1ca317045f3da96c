"""What our exported forms call the columns of items and facts, in the tables that their programs write."""

from __future__ import annotations

from ethics_audit.formats.incoming import fact_link, facts_of
from ethics_audit.formats.redcap import NOT_APPLICABLE_CODE, Names
from ethics_audit.model import NOT_APPLICABLE_WORD, Audit
from ethics_audit.profile import KNOWN

CODES = {NOT_APPLICABLE_CODE: NOT_APPLICABLE_WORD}
"""The codes of answers that are not their words."""


def aliases(audit: Audit) -> dict[str, str]:
    """Return the item or the fact of each column that an exported form may call otherwise.

    Fields of REDCap have underscores for dots; ODK and Kobo put the group before the question.
    """
    names = Names(audit)
    found = {name: known for known, name in {**names.items, **names.facts}.items()}
    for part in audit.parts:
        for item in part.checklist.items:
            found |= {f"domain-{part.checklist.id}{joint}{item.id}": item.id for joint in "/-"}
    for fact in facts_of(audit):
        question = f"fact-{fact}"
        found |= dict.fromkeys([question, f"profile/{question}", f"profile-{question}", fact_link(fact)], fact)
    return {name: known for name, known in found.items() if name not in audit.items and name not in KNOWN}


def status(audit: Audit) -> str:
    """Return the column in which REDCap says how far the form is filled in."""
    return f"{Names(audit).form}_complete"
