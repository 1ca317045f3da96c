"""A questionnaire for a front end of one's own, as JSON on one line; see `ethics_audit.questionnaire`."""

from ethics_audit.assessment.questionnaire import questionnaire
from ethics_audit.documents import codec
from ethics_audit.model.definitions import Audit

ENDING = ".json"
LIMITS = ("Weights, risks, red flags, feedback and remedies are left out: the result comes from this program.",)


def export(audit: Audit) -> bytes:
    """Return the questionnaire."""
    return codec.to_json(questionnaire(audit), indent=None).encode()
