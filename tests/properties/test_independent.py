"""A second scorer, which reads only the exported definition and the answers file, must find every number the same."""

import json
import os
import random
from pathlib import Path

import pytest
from support.independent import drawn_sheet, score_document

import ethics_audit as ea
from ethics_audit.documents import catalog

SETS = 3 * max(25, int(os.environ.get("LAW_EXAMPLES", "25")))

pytestmark = pytest.mark.property


@pytest.mark.parametrize("name", [entry.id for entry in catalog.entries()])
def test_every_number_is_equal(name: str) -> None:
    """P, A, M, score, interval, coverage, bands, flags and contributions agree to the last bit."""
    audit = ea.load_audit(name)
    definition = json.loads(ea.to_json(audit))
    draw = random.Random(name)
    seen = set()
    for _ in range(SETS):
        document = drawn_sheet(definition, draw)
        sheet = ea.from_json(json.dumps(document), ea.AnswerSheet)
        written = json.loads(ea.to_json(ea.record(ea.assess(audit, sheet.answers))))
        ours = score_document(definition, document)
        seen.add((ours["band"], ours["provisional"], bool(ours["flags"])))
        gaps = {finding["item"]: finding["contribution"] for finding in written["findings"]}
        assert gaps == ours["gaps"]
        for mine, theirs in ((written, ours), *zip(written["domains"], ours["domains"], strict=True)):
            assert {key: mine[key] for key in theirs if key in mine and key != "domains"} == {
                key: value for key, value in theirs.items() if key not in {"_ranks", "domains", "gaps"}
            }
    assert len(seen) > 4, "the draws must reach many kinds of result"


def test_example_scores_the_same(root: Path) -> None:
    """The example of the README, too."""
    sheet = ea.load_answers(root / "examples" / "quarter.toml")
    audit = ea.audit_of(sheet)
    document = json.loads(ea.to_json(sheet))
    ours = score_document(json.loads(ea.to_json(audit)), document)
    result = ea.assess(audit, sheet.answers)
    assert (result.points, result.weight, result.open_weight) == (ours["points"], ours["weight"], ours["open_weight"])
    assert result.band == ours["band"]
