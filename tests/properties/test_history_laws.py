"""A history on every store holds what a plain model holds."""

import os
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from attrs import evolve
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from support.histories import Opens, kind, new_place, quick_keys

import ethics_audit as ea
from ethics_audit.history import Action, History
from ethics_audit.testing import answers_for, audits

__all__ = ["kind", "new_place", "quick_keys"]
pytestmark = pytest.mark.property
LAW_EXAMPLES = int(os.environ.get("LAW_EXAMPLES", "25"))
EXAMPLES = {"list": 60, "sqlite": 25, "sqlcipher": 15, "postgresql": 10}
"""The examples of each kind of store when `LAW_EXAMPLES` is 100."""
STEPS = 8
DAY = date(2026, 11, 26)


def test_a_plain_model_says_the_same(kind: str, new_place: Callable[[], Opens]) -> None:
    """A history and plain lists agree, on numbers too, after any sequence of keeping, correcting, and so on."""
    plain = settings(
        max_examples=max(2, EXAMPLES[kind] * LAW_EXAMPLES // 100),
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )

    @plain
    @given(st.data())
    def holds(data: st.DataObject) -> None:
        model = Model(new_place(), data)
        for _ in range(data.draw(st.integers(1, STEPS))):
            data.draw(
                st.sampled_from([model.keep, model.keep, model.correct, model.choose, model.settle, model.forget])
            )()
            model.compare()

    holds()


class Model:
    """The expected content of a history, as plain lists."""

    def __init__(self, opens: Opens, data: st.DataObject) -> None:
        self._opens = opens
        self._data = data
        drawn = data.draw(st.lists(audits(max_checklists=2, max_items=3), min_size=1, max_size=2))
        self._definitions = [evolve(one, version=f"{place}.0") for place, one in enumerate(drawn)]
        self._known: list[str] = []
        self._audits: dict[int, tuple[ea.Assessment, str, int, str]] = {}
        self._actions: dict[int, list[Any]] = {}
        self._entries: dict[str, list[int]] = {"audit": [], "action": []}
        self._outcomes: dict[int, int] = {}
        self._became: dict[int, int] = {}
        self._heads: dict[str, int] = {}
        self._count = self._removed = 0

    @property
    def _history(self) -> History:
        return History(self._opens())

    def _one_of(self, numbers: Any) -> int | None:
        return self._data.draw(st.sampled_from(sorted(numbers))) if numbers else None

    def _keep(self, definition: ea.Audit, corrects: int | None, reason: str) -> None:
        given = ea.assess(definition, self._data.draw(answers_for(definition)))
        day = self._data.draw(st.dates(date(2025, 1, 1), DAY))
        if (document := ea.to_json(definition)) not in self._known:
            self._known.append(document)
            self._count += 1
        self._count += 1
        kept = self._history.keep(given, day, corrects=corrects, reason=reason)
        self._entries["audit"].append(self._count)
        assert kept.number == len(self._entries["audit"])
        first = self._audits[corrects][2] if corrects else kept.number
        self._audits[kept.number] = (given, day.isoformat(), first, reason)

    def keep(self) -> None:
        """Keep an assessment of one of the definitions."""
        self._keep(self._data.draw(st.sampled_from(self._definitions)), None, "")

    def correct(self) -> None:
        """Correct an assessment, if there is one."""
        if number := self._one_of(self._audits):
            self._keep(self._audits[number][0].audit, number, "because")

    def choose(self) -> None:
        """Choose an action, if there is an assessment."""
        if number := self._one_of(self._audits):
            id = self._data.draw(st.sampled_from(sorted(self._audits[number][0].audit.items)))
            self._count += 1
            chosen = self._history.choose(Action(id, "Begin."), number, DAY)
            self._entries["action"].append(self._count)
            assert chosen.number == len(self._entries["action"])
            self._actions[chosen.number] = [id, "open", number]

    def settle(self) -> None:
        """Set the state of an action, if there is one; what is dropped right after a choice for its item became it."""
        if number := self._one_of(self._actions):
            state = self._data.draw(st.sampled_from(["open", "partly", "done", "dropped"]))
            self._history.settle(number, state)
            self._count += 1
            while number in self._became:
                number = self._became[number]
            self._actions[number][1] = state
            self._outcomes[self._count] = number
            newest = len(self._entries["action"])
            is_next = self._entries["action"][-1] == self._count - 1
            if state == "dropped" and is_next and newest != number:
                (item, _, audit), (new, _, after) = self._actions[number], self._actions[newest]
                if (item, audit) == (new, after):
                    self._became[number] = newest

    def forget(self) -> None:
        """Forget an assessment, if there is one."""
        if number := self._one_of(self._audits):
            first = self._audits[number][2]
            audits = {one for one, kept in self._audits.items() if kept[2] == first}
            actions = {one for one, chosen in self._actions.items() if chosen[2] in audits}
            outcomes = {one for one, action in self._outcomes.items() if action in actions}
            gone = {*(self._entries["audit"][one - 1] for one in audits), *outcomes}
            gone |= {self._entries["action"][one - 1] for one in actions}
            assert self._history.forget(number) == tuple(sorted(gone))
            for kept, left in ((self._audits, audits), (self._actions, actions), (self._outcomes, outcomes)):
                for one in left:
                    del kept[one]
            self._count += 1
            self._removed += len(gone)

    def compare(self) -> None:
        """Check that the history holds what the model holds."""
        found = self._history
        standing: dict[int, int] = {}
        for number in sorted(self._audits):
            standing[self._audits[number][2]] = number
        expected = sorted(standing.values(), key=lambda number: (self._audits[number][1], number))
        assert [one.number for one in found.audits()] == expected
        for number, (told, day, _, reason) in self._audits.items():
            kept = found.audit(number)
            assert (kept.result, kept.day, kept.reason) == (told, day, reason)
            assert (kept.result.answers, kept.result.audit.digest) == (told.answers, told.audit.digest)
        assert {one.number: [one.action.item, one.state] for one in found.actions()} == {
            number: chosen[:2] for number, chosen in self._actions.items()
        }
        verified = found.verify()
        assert (verified.count, verified.removed) == (self._count, self._removed)
        self._heads[verified.head] = verified.count
        assert all(found.verify(head).known_at == at for head, at in self._heads.items() if at)
