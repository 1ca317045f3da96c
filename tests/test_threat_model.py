"""The threat model for embedders names what is there."""

import re

import pytest
from support.builders import ROOT

TEXT = (ROOT / "docs" / "explanation" / "threat-model.md").read_text("utf-8")
ROWS = [line.split(" | ") for line in TEXT.splitlines() if line.startswith("| ") and "test_" in line]


def test_it_has_a_line_for_each_attacker() -> None:
    """Each kind of attacker has at least one line."""
    attackers = "".join(row[0] for row in ROWS)
    for one in (
        "site",
        "user",
        "tenant",
        "employer",
        "administrator",
        "backup",
        "definition",
        "header",
        "vendor",
        "supply",
    ):
        assert one in attackers


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0].strip("| ")[:40])
def test_what_it_names_is_there(row: list[str]) -> None:
    """Each line names modules of the library, or examples, and tests; all of them exist."""
    *_, where, held = row
    modules, tests = re.findall(r"`([\w/.]+)`", where), re.findall(r"`([\w/.]+)`", held)
    assert modules
    assert tests
    for module in modules:
        assert (ROOT / "src" / "ethics_audit" / module).is_file() or (ROOT / module).is_dir()
    for test in tests:
        assert (ROOT / "tests" / test).is_file()
