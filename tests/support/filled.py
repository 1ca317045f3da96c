"""Filled-in forms of one audit, and what the readers make of them."""

import json
from typing import Any

import pytest

import ethics_audit as ea
from ethics_audit.formats import fhir, markdown_form, targets
from ethics_audit.formats.targets import Reading
from support.builders import audit, checklist, item, scale
from support.formatted import record, submission, survey_data, ticked

DESK = audit(
    checklist("desk", item("desk.door", 4, not_applicable=True, requires={"minors"}), item("desk.drawer", 2)),
    checklist("shelf", item("shelf.key", 3, scale=scale(0, 40, 100), requires={"telehealth"})),
)


ANSWERS = ea.Answers({"desk.door": "r50", "desk.drawer": "r0", "shelf.key": "r100"}, {"minors", "telehealth"})


FORM = ticked(markdown_form.export(DESK).decode(), ANSWERS)


URL = "urn:ethics-audit:questionnaire:example"


def read(name: str, content: str | bytes, **asked: Any) -> tuple[ea.Answers, list[str]]:
    """Return the answers and what was reported, except that the definition is not named."""
    told: list[str] = []
    given = content.encode() if isinstance(content, str) else content
    answers = targets.source(name).answers(given, DESK, Reading(**asked, tell=told.append))
    return answers, [sentence for sentence in told if "from which definition" not in sentence]


def refused(name: str, content: str | bytes, **asked: Any) -> str:
    """Return the text of the error."""
    with pytest.raises(ea.AnswerError) as caught:
        read(name, content, **asked)
    return str(caught.value)


def response(**more: Any) -> dict[str, Any]:
    """Return a completed response with all answers."""
    found: dict[str, Any] = json.loads(fhir.response(ANSWERS, DESK))
    return {**found, "status": "completed", **more}


def sent(old: str = "", new: str = "") -> str:
    """Return a submission with one part replaced."""
    return submission(ANSWERS, DESK).replace("<result-points>3<", "<result-points>500<").replace(old, new, 1)


def table(*rows: dict[str, str], sign: str = ",") -> str:
    """Return rows as REDCap exports them."""
    names = list(dict.fromkeys(name for row in rows for name in row))
    return "\n".join(sign.join(row.get(name, "") for name in names) for row in [{name: name for name in names}, *rows])


ROW = record(ANSWERS, DESK)


GOOD = {
    "fhir": json.dumps(response()),
    "surveyjs": json.dumps(survey_data(ANSWERS, DESK)),
    "xlsform": sent(),
    "redcap": table(ROW),
    "json-schema": ea.to_json(ea.AnswerSheet("example", ANSWERS, "1.0")),
    "markdown": FORM,
}
