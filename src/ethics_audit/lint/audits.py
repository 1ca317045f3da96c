"""Rules about an audit: which checklists it names, and what it leaves out of them."""

from __future__ import annotations

from collections.abc import Iterator

from ethics_audit.base.errors import EthicsAuditError, Problem
from ethics_audit.documents import catalog
from ethics_audit.lint.rules import audit_rule
from ethics_audit.model.definitions import Audit, Checklist


def _in_catalogue(checklist: Checklist) -> Checklist | None:
    try:
        return catalog.load_checklist(checklist.id, checklist.version)
    except EthicsAuditError:
        return None


@audit_rule
def red_flags_kept(audit: Audit) -> Iterator[Problem]:
    """An audit that takes ``only`` some items of a checklist takes every red flag.

    They are what must never be left out.
    """
    for place, part in enumerate(audit.parts):
        whole = _in_catalogue(part.checklist)
        taken = {item.id for item in part.checklist.items}
        for item in whole.items if whole else ():
            if item.red_flag and item.id not in taken:
                yield Problem(f"checklists[{place}].only", f"leaves out the red flag {item.id!r}", "add it")


@audit_rule
def newest_named(audit: Audit) -> Iterator[Problem]:
    """An audit names the newest version of each checklist of the catalogue."""
    newest = {entry.id: entry.versions[0] for entry in catalog.usable() if entry.kind == "checklists"}
    for place, part in enumerate(audit.parts):
        known = newest.get(part.checklist.id)
        if known and known != part.checklist.version and _in_catalogue(part.checklist):
            told = f"{part.checklist.version} is named, and {known} is the newest"
            yield Problem(f"checklists[{place}].version", told, "name the newest in a new version of the audit")


@audit_rule
def audit_version_is_frozen(audit: Audit) -> Iterator[Problem]:
    """A version of an audit that the catalogue holds is not changed in what can change a score."""
    try:
        known = catalog.load_audit(audit.id, audit.version)
    except EthicsAuditError:
        return
    if known.digest != audit.digest:
        told = f"{audit.version} is in the catalogue with other checklists, multipliers or bands"
        yield Problem("version", told, "give this file a new version")
