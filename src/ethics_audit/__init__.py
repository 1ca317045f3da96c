"""Look honestly at clinical practice: weighted ethics checklists, exact scores, reasons and next steps.

    >>> import ethics_audit as ea
    >>> audit = ea.load_audit("quarterly")
    >>> result = ea.assess(audit, ea.Answers({"boundaries.secrecy": "no"}))
    >>> result.score
    0.0

Every name of this module is public; it is imported from its own module when it is first used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ethics_audit.base.moved import earlier, install
from ethics_audit.base.version import __version__ as __version__

if TYPE_CHECKING:
    from ethics_audit.assessment.assessment import Assessment, assess, load_vector, load_vectors
    from ethics_audit.assessment.change.change import Change
    from ethics_audit.assessment.change.trend import Trend, trend
    from ethics_audit.assessment.explanation import Finding, Reason
    from ethics_audit.assessment.planning.plan import Plan
    from ethics_audit.assessment.questionnaire import Questionnaire, questionnaire
    from ethics_audit.assessment.questions import Question
    from ethics_audit.assessment.records import AssessmentRecord, record
    from ethics_audit.assessment.scoring import Domain
    from ethics_audit.assessment.weights import WeightRange
    from ethics_audit.base.errors import (
        AnswerError,
        ArgumentError,
        ChecklistError,
        DocumentError,
        EthicsAuditError,
        MissingExtraError,
        Problem,
        UnknownIdError,
    )
    from ethics_audit.base.told import ErrorRecord, error_record
    from ethics_audit.documents.catalog import (
        audit_of,
        load_answers,
        load_audit,
        load_audit_file,
        load_checklist,
        load_checklist_file,
        load_weights,
    )
    from ethics_audit.documents.codec import from_json, from_toml, to_json, to_toml
    from ethics_audit.documents.texts import parse_audit, parse_checklist
    from ethics_audit.frames.score import score_frame
    from ethics_audit.model.answer_sheet import AnswerSheet
    from ethics_audit.model.answers import UNSURE, Answers, Fitting, NotApplicable, not_applicable
    from ethics_audit.model.bands import Band
    from ethics_audit.model.definitions import Audit, Checklist, Discussion, Part
    from ethics_audit.model.items import Citation, Item, Option, Rating, RedFlag, RolePlay, Scale
    from ethics_audit.model.policy import Gravity, Policy, Thresholds
    from ethics_audit.model.weighting import ItemRating, Weights, reweighted

_ROOMS: dict[str, tuple[str, ...]] = {
    "model.answers": ("UNSURE", "Answers", "Fitting", "NotApplicable", "not_applicable"),
    "assessment.assessment": ("Assessment", "assess", "load_vector", "load_vectors"),
    "documents.catalog": (
        *("audit_of", "load_answers", "load_audit", "load_audit_file", "load_checklist", "load_checklist_file"),
        "load_weights",
    ),
    "assessment.change.change": ("Change",),
    "documents.codec": ("from_json", "from_toml", "to_json", "to_toml"),
    "base.errors": (
        *("AnswerError", "ArgumentError", "ChecklistError", "DocumentError", "EthicsAuditError", "MissingExtraError"),
        *("Problem", "UnknownIdError"),
    ),
    "base.told": ("ErrorRecord", "error_record"),
    "documents.texts": ("parse_audit", "parse_checklist"),
    "assessment.explanation": ("Finding", "Reason"),
    "assessment.questionnaire": ("Questionnaire", "questionnaire"),
    "assessment.questions": ("Question",),
    "model.bands": ("Band",),
    "frames.score": ("score_frame",),
    "model.definitions": ("Audit", "Checklist", "Discussion", "Part"),
    "model.items": ("Citation", "Item", "Option", "Rating", "RedFlag", "RolePlay", "Scale"),
    "model.weighting": ("ItemRating", "Weights", "reweighted"),
    "model.policy": ("Gravity", "Policy", "Thresholds"),
    "assessment.planning.plan": ("Plan",),
    "assessment.records": ("AssessmentRecord", "record"),
    "assessment.scoring": ("Domain",),
    "model.answer_sheet": ("AnswerSheet",),
    "assessment.change.trend": ("Trend", "trend"),
    "assessment.weights": ("WeightRange",),
}
_ROOM_OF = {name: room for room, names in _ROOMS.items() for name in names}

__all__ = ["UNSURE", "AnswerError", "AnswerSheet", "Answers", "ArgumentError", "Assessment", "AssessmentRecord"]
__all__ += ["Audit", "Band", "Change", "Checklist", "ChecklistError", "Citation", "Discussion", "DocumentError"]
__all__ += [
    "Domain",
    "ErrorRecord",
    "EthicsAuditError",
    "Finding",
    "Fitting",
    "Gravity",
    "Item",
    "ItemRating",
    "MissingExtraError",
]
__all__ += [
    "NotApplicable",
    "Option",
    "Part",
    "Plan",
    "Policy",
    "Problem",
    "Question",
    "Questionnaire",
    "Rating",
    "Reason",
    "RedFlag",
]
__all__ += ["RolePlay", "Scale", "Thresholds", "Trend", "UnknownIdError", "WeightRange", "Weights", "assess"]
__all__ += ["audit_of", "error_record", "from_json", "from_toml", "load_answers", "load_audit", "load_audit_file"]
__all__ += ["load_checklist", "load_checklist_file", "load_vector", "load_vectors", "load_weights", "not_applicable"]
__all__ += ["parse_audit", "parse_checklist", "questionnaire", "record", "reweighted", "score_frame", "to_json"]
__all__ += ["to_toml", "trend"]


if not TYPE_CHECKING:  # so that checkers refuse a misspelled name

    def __getattr__(name: str) -> Any:
        room = _ROOM_OF.get(name)
        if room is None:
            return earlier(__name__, name)
        from importlib import import_module

        value = getattr(import_module(f"{__name__}.{room}"), name)
        globals()[name] = value
        return value


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])


install()
del install
