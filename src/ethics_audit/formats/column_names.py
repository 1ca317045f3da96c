"""What our exported forms call the columns of items and facts, in the tables that their programs write."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import product

from ethics_audit.formats.incoming import fact_link
from ethics_audit.formats.redcap import NOT_APPLICABLE_CODE, Names
from ethics_audit.model.definitions import NOT_APPLICABLE_WORD, Audit
from ethics_audit.model.profile import KNOWN

CODES = {NOT_APPLICABLE_CODE: NOT_APPLICABLE_WORD}
"""The codes of answers that are not their words."""


def aliases(audit: Audit) -> dict[str, str]:
    """Return the item or the fact of each column that an exported form may call otherwise.

    No two of them are called the same, since the id of a checklist has no sign that joins a group and a question.
    """
    return {name: known for name, known in _names(audit) if name not in audit.items and name not in KNOWN}


def _names(audit: Audit) -> Iterator[tuple[str, str]]:
    """Yield the names: fields of REDCap, questions of ODK and Kobo behind those of their groups, and of SurveyJS."""
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
    """Yield a name behind that of its group; some programs write underscores for signs that they do not take."""
    yield from map("".join, product({group, _plain(group)}, "/-", {name, _plain(name)}))


def _plain(name: str) -> str:
    return re.sub(r"[.-]", "_", name)


def status(audit: Audit) -> str:
    """Return the column in which REDCap says how far the form is filled in."""
    return f"{Names(audit).form}_complete"
