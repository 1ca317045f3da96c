"""A definition that was edited without a new version is refused before anything is kept under it."""

import pytest
from attrs import evolve
from support.builders import audit, checklist, item
from support.histories import ListStore

import ethics_audit as ea
from ethics_audit.history import History
from ethics_audit.model.weighting import MARK

FIRST = audit(checklist("a", item("a.i")))
EDITED = audit(checklist("a", item("a.i", 2)))


def test_edited_without_a_new_version() -> None:
    """What the history knows under another digest is refused, when the program starts and when something is kept."""
    history = History(ListStore())
    history.refuse_edited(EDITED)
    history.keep(ea.assess(FIRST, {"a.i": "r0"}))
    for refuse in (history.refuse_edited, lambda edited: history.keep(ea.assess(edited, {}))):
        with pytest.raises(ea.ChecklistError) as refused:
            refuse(EDITED)
        (problem,) = refused.value.problems
        assert (problem.code, problem.place) == ("edited", "version")
        assert FIRST.digest[:12] in problem.message
        assert EDITED.digest[:12] in problem.hint
    assert len(history.audits()) == 1


def test_what_may_be_kept() -> None:
    """The same definition in other words, another version, and an audit with other weights are kept."""
    history = History(ListStore())
    for one in (FIRST, evolve(FIRST, title="In other words"), evolve(EDITED, version="1.1")):
        history.keep(ea.assess(one, {}))
    for one in (FIRST, EDITED):
        history.keep(ea.assess(evolve(one, id=f"example{MARK}"), {}))
    assert len(history.audits()) == 5
