"""Studies read as survey tools write them: the scores are the true ones, bit for bit, and every doubt is an error."""

from pathlib import Path
from typing import Any

import pytest
from support import layouts
from support.layouts import AUDIT, WRITERS

from ethics_audit import research
from ethics_audit.frames.study import Study

KEYS: dict[str, dict[str, Any]] = {
    "surveymonkey": {"person": "Your code?", "occasion": "Which quarter?"},
    "forms": {"person": "Your code"},
}


def scores(study: Study) -> dict[tuple[str, str], float]:
    """The score of each person and quarter."""
    assert study.occasion
    people = study.column(study.person[0])
    quarters = ["".join(filter(str.isdigit, str(one)))[:1] for one in study.column(study.occasion)]
    return dict(zip(zip(people, quarters, strict=True), study.outcome("score").tolist(), strict=True))


@pytest.mark.parametrize("name", WRITERS)
def test_every_layout_gives_the_true_scores(name: str, tmp_path: Path) -> None:
    """Whatever program wrote the answers, and however it names questions and options."""
    study = research.read(WRITERS[name](tmp_path), AUDIT, **KEYS.get(name, {}))
    assert len(study) == 240
    assert scores(study) == layouts.scores(layouts.truth())
