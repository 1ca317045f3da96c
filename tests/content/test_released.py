"""What is released stays as it was."""

import tomllib
from itertools import pairwise
from pathlib import Path

import pytest

import ethics_audit as ea
from ethics_audit.documents import catalog

RELEASED = tomllib.loads((Path(__file__).parent / "released.toml").read_text("utf-8"))
ROWS = [
    (kind, id, version, digest)
    for kind, ids in RELEASED.items()
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
