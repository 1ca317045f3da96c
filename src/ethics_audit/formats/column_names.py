"""The names that exported forms give to the columns of items and facts, in tables that other programs write."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import product

from ethics_audit.formats.dialects import fact_link
from ethics_audit.formats.redcap import NOT_APPLICABLE_CODE, Names
from ethics_audit.model.definitions import Audit
from ethics_audit.model.items import NOT_APPLICABLE_WORD

CODES = {NOT_APPLICABLE_CODE: NOT_APPLICABLE_WORD}
"""The codes of answers that differ from their words."""


def aliases(audit: Audit) -> dict[str, str]:
    """Return the item or fact behind each column name that an exported form may use instead of its id.

    No two columns share a name, because the id of a checklist has no sign that joins a group and a question.
    """
    return {name: known for name, known in _names(audit) if name not in audit.items and name not in audit.known_facts}


def _names(audit: Audit) -> Iterator[tuple[str, str]]:
    """Yield names with what they stand for: fields of REDCap, grouped questions of ODK and Kobo, and of SurveyJS."""
    names = Names(audit)
    yield from ((name, known) for known, name in {**names.items, **names.facts}.items())
    for part in audit.parts:
        for item in part.checklist.items:
            yield from ((name, item.id) for name in _grouped(f"domain-{part.checklist.id}", item.id))
    for fact in audit.facts:
        yield fact_link(fact), fact
        yield f"fact-{fact}", fact
        yield from ((name, fact) for name in _grouped("profile", f"fact-{fact}"))


def _grouped(group: str, name: str) -> Iterator[str]:
    """Yield a name behind that of its group; some programs write underscores for signs that they do not allow."""
    yield from map("".join, product({group, _plain(group)}, "/-", {name, _plain(name)}))


def _plain(name: str) -> str:
    return re.sub(r"[.-]", "_", name)


def status(audit: Audit) -> str:
    """Return the column in which REDCap says whether the form is complete."""
    return f"{Names(audit).form}_complete"
