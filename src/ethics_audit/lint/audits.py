"""Rules for audits: which checklists they name, and which items they leave out."""

from __future__ import annotations

from collections.abc import Iterator

from ethics_audit.base.errors import Problem
from ethics_audit.documents import catalog
from ethics_audit.lint.rules import audit_rule, in_catalog
from ethics_audit.model.definitions import Audit


@audit_rule
def red_flags_kept(audit: Audit) -> Iterator[Problem]:
    """An audit that takes ``only`` some items of a checklist takes every item with a red flag.

    Red flags must never be left out.
    """
    for place, part in enumerate(audit.parts):
        whole = in_catalog(catalog.load_checklist, part.checklist)
        taken = {item.id for item in part.checklist.items}
        for item in whole.items if whole else ():
            if item.red_flag and item.id not in taken:
                yield Problem(f"checklists[{place}].only", f"leaves out the red flag {item.id!r}", "add it")


@audit_rule
def newest_named(audit: Audit) -> Iterator[Problem]:
    """An audit names the newest version of each checklist in the catalog."""
    newest = {entry.id: entry.versions[0] for entry in catalog.usable() if entry.kind == "checklists"}
    for place, part in enumerate(audit.parts):
        known = newest.get(part.checklist.id)
        if known and known != part.checklist.version and in_catalog(catalog.load_checklist, part.checklist):
            message = f"expected the newest version {known}, got {part.checklist.version}"
            yield Problem(f"checklists[{place}].version", message, "name the newest in a new version of the audit")


@audit_rule
def audit_version_is_frozen(audit: Audit) -> Iterator[Problem]:
    """A version of an audit that is in the catalog keeps everything that can change a score."""
    known = in_catalog(catalog.load_audit, audit)
    if known and known.digest != audit.digest:
        message = f"{audit.version} is in the catalog with other checklists, multipliers or bands"
        yield Problem("version", message, "give this file a new version")
