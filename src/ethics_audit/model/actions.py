"""Actions: steps that a clinician has chosen, and their progress."""

from attrs import field, frozen

from ethics_audit.base.validation import Record, day, holds, item_id, one_of, text

OPEN, PARTLY, DONE, DROPPED = STATES = ("open", "partly", "done", "dropped")
"""The states of an action; in the first two it is still to be done."""

WEEKS = 8
"""The time for an action that is not urgent, if nobody says another."""
LONGEST_STEP = 1000
LONGEST_OWNER = 100


@frozen
class Action(Record):
    """A step that was chosen.

    Attributes:
        item: The id of the item whose gap it closes.
        step: What is to be done: the item's remedy, or the person's own words.
        owner: Who does it; empty for the person who answered.
        due: The day by which it is done, such as ``2026-12-24``; empty if none is set.
    """

    item: str = field(metadata=holds(item_id))
    step: str = field(metadata=holds(text(LONGEST_STEP)))
    owner: str = field(metadata=holds(text(LONGEST_OWNER, empty=True)), default="")
    due: str = field(metadata=holds(day), default="")


@frozen
class Followed(Record):
    """An action with its progress from quarter to quarter.

    Attributes:
        number: Its number: the first action that was chosen is 1, and no number is given twice.
        action: The action.
        chosen: The day on which it was chosen.
        state: ``open``, ``partly``, ``done`` or ``dropped``.
        became: The number of the action that it became when it was changed; None if it was not changed.
    """

    number: int
    action: Action
    chosen: str = field(metadata=holds(day))
    state: str = field(metadata=holds(one_of(*STATES)), default=OPEN)
    became: int | None = None

    @property
    def is_open(self) -> bool:
        """Whether it is still to be done."""
        return self.state in {OPEN, PARTLY}
