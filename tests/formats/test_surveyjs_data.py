"""Survey data are read with whatever the page around them adds."""

import json

from support.filled import ANSWERS, DESK, read, refused
from support.formatted import survey_data

import ethics_audit as ea


def test_what_a_page_adds_to_a_survey_is_passed_over() -> None:
    """Pages, envelopes and comments are skipped, and one of several surveys is chosen."""
    data = survey_data(ANSWERS, DESK)
    around = {**data, "pageNo": 2, "id": 4, "createdAt": "2026", "desk.door-Comment": "Ask.", "browser": "x"}
    told = ["a comment is not read: desk.door-Comment", "not read, since this audit does not ask for it: 'browser'"]
    assert read("surveyjs", json.dumps(around)) == (ANSWERS, told)
    envelope = {"id": 9, "data": data}
    assert read("surveyjs", json.dumps(envelope)) == (ANSWERS, [])
    assert read("surveyjs", json.dumps([envelope, {**data, "id": 3}]), record="3") == (ANSWERS, [])
    assert "desk.door: appears in the envelope and in the data" in refused("surveyjs", json.dumps({**envelope, **data}))


def test_a_survey_of_others_is_refused() -> None:
    """A survey without our questions is refused, and null is no answer."""
    assert "nothing in the file belongs to this audit; it holds 'mood'" in refused("surveyjs", '{"mood": "good"}')
    assert refused("xlsform", "<data/>") == "nothing in the file belongs to this audit"
    assert read("surveyjs", "{}") == (ea.Answers(), ["no question is answered in it"])
    assert "fact:research: expected a fact that this audit asks for" in refused("surveyjs", '{"fact:research": true}')
    assert read("surveyjs", '{"desk.door": null, "fact:minors": null}') == (
        ea.Answers(),
        ["no question is answered in it"],
    )
