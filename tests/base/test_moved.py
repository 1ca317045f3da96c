"""Names that modules had before they moved."""

import pickle
from importlib import import_module
from pathlib import Path

import pytest

import ethics_audit as ea
from ethics_audit.base.moved import MOVED

GOLDEN = Path(__file__).parents[1] / "golden" / "pickles-1.pickle"


def test_earlier_pickles_are_read() -> None:
    """Results, plans, changes, records and errors that an earlier version pickled are those of today."""
    held = pickle.loads(GOLDEN.read_bytes())
    result = ea.assess(ea.load_audit("brief", version="1.0"), held["sheet"].answers)
    assert held["assessment"] == result
    assert str(held["assessment"]) == str(result)
    assert held["findings"] == result.findings
    assert held["reasons"] == result.reasons
    assert held["questions"] == result.next_questions(3)
    assert held["weights"] == result.weight_range(10)
    assert held["plan"] == result.plan(budget=5)
    assert held["record"] == ea.record(result)
    earlier = held["change"].earlier
    assert held["change"] == result.change_from(earlier)
    assert held["trend"] == ea.trend([earlier, result])
    assert [type(error) for error in held["errors"]] == [ea.AnswerError, ea.UnknownIdError, ea.ArgumentError]
    assert held["errors"][0].code == "answers"


@pytest.mark.parametrize("name", sorted(MOVED))
def test_earlier_names_of_modules_are_found(name: str) -> None:
    """Each earlier name gives what its rooms hold, and an error that names it for anything else."""
    module = import_module(f"ethics_audit.{name}")
    for room in MOVED[name]:
        held = import_module(f"ethics_audit.{room}")
        public = next(one for one in vars(held) if not one.startswith("_"))
        assert getattr(module, public) is not None
    with pytest.raises(AttributeError, match=f"module 'ethics_audit.{name}' has no attribute 'nothing'"):
        _ = module.nothing
    with pytest.raises(AttributeError, match="__path__"):
        _ = module.__path__


def test_rooms_that_were_modules() -> None:
    """`model` and `assessment` still give what they gave as modules."""
    assert import_module("ethics_audit.model").Audit is ea.Audit
    assert import_module("ethics_audit.model").Item is ea.Item
    assert import_module("ethics_audit.assessment").Assessment is ea.Assessment
