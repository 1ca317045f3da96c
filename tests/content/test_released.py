"""What is released stays as it was."""

import tomllib
from itertools import pairwise
from pathlib import Path

import pytest
from support.golden import RELEASED
from support.histories import earlier_audits

import ethics_audit as ea
from ethics_audit.documents import catalog

ROWS = [
    (kind, id, version, digest)
    for kind, ids in tomllib.loads(RELEASED.read_text("utf-8")).items()
    for id, versions in ids.items()
    for version, digest in versions.items()
]


@pytest.mark.parametrize(("kind", "id", "version", "digest"), ROWS, ids=[f"{row[1]}-{row[2]}" for row in ROWS])
def test_released_digest_never_changes(kind: str, id: str, version: str, digest: str) -> None:
    """Weights, options, flags, conditions and items of a released definition are what they were on its day."""
    load = ea.load_checklist if kind == "checklists" else ea.load_audit
    assert load(id, version).digest == digest, "issue a new version: see docs/how-to/writing.md"


def test_every_shipped_version_is_in_the_list() -> None:
    """Every shipped digest is in the list of released ones, so that a change needs a new version."""
    shipped = {
        (entry.kind, entry.id, version)
        for entry in catalog.entries()
        if entry.package == catalog.SHIPPED
        for version in entry.versions
    }
    assert shipped == {row[:3] for row in ROWS}


def test_ids_are_kept_from_version_to_version() -> None:
    """An item of an earlier version is in the next one, or among its retired ids; a retired id never comes back."""
    for entry in catalog.entries():
        if entry.kind == "checklists":
            versions = [ea.load_checklist(entry.id, version) for version in reversed(entry.versions)]
            for earlier, later in pairwise(versions):
                kept = {item.id for item in later.items} | later.retired
                assert {item.id for item in earlier.items} | earlier.retired <= kept


def test_ids_of_the_first_edition_are_kept(tmp_path: Path) -> None:
    """What people kept before 2.0 is compared with it: an item of 1.0 is in 2.0, or among its retired ids."""
    for earlier in earlier_audits(tmp_path):
        for part in earlier.parts:
            later = ea.load_checklist(part.checklist.id)
            assert {item.id for item in part.checklist.items} <= {item.id for item in later.items} | later.retired
