"""Names that modules had before they moved."""

import pickle
import sys
from importlib import import_module
from pathlib import Path

import pytest

import ethics_audit as ea
from ethics_audit.base import moved
from ethics_audit.base.moved import MOVED

HELD = {
    "actions": "Action Followed",
    "answers": "Answers NotApplicable UNSURE not_applicable",
    "answers_file": "AnswersFile Unsaved bring_over kept_in",
    "bands": "BANDS Band",
    "cases": "CaseDomain Contrast contrasts",
    "catalog": "audit_of load_answers load_audit load_audit_file load_checklist load_vector",
    "change": "Change DomainChange ItemChange Parts change",
    "change_records": "ChangeRecord TrendRecord change_record trend_record",
    "codec": "from_json from_toml to_json to_toml",
    "drift": "Drift drift",
    "errors": "AnswerError ArgumentError ChecklistError Problem StoreError UnknownIdError",
    "explanation": "Finding Question Reason findings next_questions reasons",
    "language": "gettext ngettext speaking",
    "plan_records": "PlanRecord plan_record",
    "planning": "Plan Step plan",
    "profile": "KNOWN",
    "records": "AssessmentRecord record",
    "references": "problems",
    "scoring": "Domain Scored score",
    "sheet": "AnswerSheet Note",
    "translation": "Overlay over",
    "trends": "Trend trend",
    "vector": "decode encode",
    "weights": "WeightRange weight_range weight_tolerance",
}
"""What modules held under their earlier names."""

GOLDEN = Path(__file__).parents[1] / "golden" / "pickles-1.pickle"


def test_classes_of_earlier_pickles_are_found() -> None:
    """What an earlier version pickled is made of the classes of today, though they have more attributes by now."""
    held = pickle.loads(GOLDEN.read_bytes())
    kinds = {
        "sheet": ea.AnswerSheet,
        "assessment": ea.Assessment,
        "plan": ea.Plan,
        "record": ea.AssessmentRecord,
        "change": ea.Change,
        "trend": ea.Trend,
        "weights": ea.WeightRange,
    }
    assert {name: type(held[name]) for name in kinds} == kinds
    assert ea.from_json(ea.to_json(held["sheet"]), ea.AnswerSheet) == held["sheet"]
    assert [type(error) for error in held["errors"]] == [ea.AnswerError, ea.UnknownIdError, ea.ArgumentError]
    assert held["errors"][0].code == "answers"


@pytest.mark.parametrize("name", sorted(MOVED))
def test_earlier_names_of_modules_are_found(name: str) -> None:
    """Each earlier name gives what the module held, as an attribute of the package too, and an error for the rest."""
    module = import_module(f"ethics_audit.{name}")
    assert getattr(ea, name) is module
    assert [held for held in HELD[name].split() if getattr(module, held, None) is None] == []
    with pytest.raises(AttributeError, match=f"module 'ethics_audit.{name}' has no attribute 'nothing'"):
        _ = module.nothing
    with pytest.raises(AttributeError, match="__path__"):
        _ = module.__path__


def test_a_name_that_no_module_had() -> None:
    """The package has no attribute for it."""
    with pytest.raises(AttributeError, match="module 'ethics_audit' has no attribute 'nothing'"):
        _ = ea.nothing


def test_rooms_that_were_modules() -> None:
    """`model` and `assessment` still give what they gave as modules."""
    assert import_module("ethics_audit.model").Audit is ea.Audit
    assert import_module("ethics_audit.model").Item is ea.Item
    assert import_module("ethics_audit.assessment").Assessment is ea.Assessment


def test_only_public_names_are_looked_for_in_the_rooms() -> None:
    """What Python asks of a module, such as its file, is not that of another one."""
    assert not hasattr(import_module("ethics_audit.answers"), "__file__")


def test_earlier_names_can_be_imported_once_they_are_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Under the name by which they are asked for."""
    monkeypatch.delitem(sys.modules, "ethics_audit.answers")
    moved.install()
    assert import_module("ethics_audit.answers").__name__ == "ethics_audit.answers"
