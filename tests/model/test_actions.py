"""Actions and their progress."""

import pytest

from ethics_audit.model.actions import OPEN, STATES, Action, Followed


@pytest.mark.parametrize("state", STATES)
def test_an_action_is_open_until_it_is_done_or_dropped(state: str) -> None:
    """An action is still to be done while it is open or partly done."""
    action = Action("boundaries.gifts", "Write it down.")
    assert Followed(1, action, "2026-01-02", state).is_open is (state in {"open", "partly"})
    assert Followed(1, action, "2026-01-02").state == OPEN
