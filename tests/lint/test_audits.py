"""Rules for audits."""

from pathlib import Path

import pytest
from support.builders import checklist, item
from support.planted import broken_by

import ethics_audit as ea
from ethics_audit.documents import catalog
from ethics_audit.lint import lint

AUDIT = """\
format = "ethics-audit/audit"
format_version = 1
id = "mine"
version = "2.0"
title = "Mine"
[policy]
bands = { moderate = 15, high = 35, critical = 60 }
gravity = { 4 = { moderate = 40, high = 100 } }
[[checklists]]
id = "boundaries"
"""


@pytest.mark.parametrize(
    ("rule", "old", "new"),
    [
        ("red-flags-kept", 'id = "boundaries"\n', 'id = "boundaries"\nonly = ["boundaries.gifts"]\n'),
        ("document", 'id = "boundaries"\n', 'id = "boundaries"\nonly = ["boundaries.gift"]\n'),
        ("value", 'id = "boundaries"\n', 'id = "boundaries"\nonly = 3\n'),
        ("value", 'id = "boundaries"\n', 'id = "boundaries"\nonly = []\n'),
        ("unknown-id", 'id = "boundaries"\n', 'id = "boundries"\n'),
        ("bands-rise", "high = 35", "high = 65"),
        ("risks-rise", "high = 100", "high = 30"),
        ("checklists-named-once", "[[checklists]]", '[[checklists]]\nid = "boundaries"\n[[checklists]]'),
        ("audit-version-is-frozen", 'id = "mine"', 'id = "quarterly"'),
    ],
)
def test_planted_fault_of_an_audit_is_seen(rule: str, old: str, new: str, tmp_path: Path) -> None:
    """Each rule for audits finds the fault planted for it."""
    assert broken_by(tmp_path, AUDIT, 'title = "Mine"', 'title = "Mine"') == set()
    assert rule in broken_by(tmp_path, AUDIT, old, new)


def test_checklists_of_ones_own_are_no_business_of_the_catalog() -> None:
    """A checklist outside the catalog breaks no rule about the catalog."""
    mine = checklist("desk", item("desk.keys"))
    assert lint(ea.Audit("mine", "1.0", "Mine", (ea.Part(mine),))) == ()


def test_newest_version_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """An audit that names an older version is found."""
    entries = [
        entry._replace(versions=("1.1", *entry.versions)) if entry.id == "consent" else entry
        for entry in catalog.usable()
    ]
    monkeypatch.setattr(catalog, "usable", lambda: entries)
    found = lint(ea.load_audit("quarterly"))
    assert [(problem.rule, problem.place) for problem in found] == [("newest-named", "checklists[1].version")]
