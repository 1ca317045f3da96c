"""What several tests of changes use."""

import ethics_audit as ea
from support.builders import checklist, item

FLAG = ea.RedFlag(100, ea.Band.CRITICAL, "Stop and call.")


HAPPENS = ea.Scale(
    [
        ea.Option("never", "Never", 0),
        ea.Option("once", "Once", 40),
        ea.Option("sometimes", "Sometimes", 70),
        ea.Option("often", "Often", 100),
    ]
)


def words(value: object) -> str:
    """Return a text on one line."""
    return " ".join(str(value).split())


def crossings(**flags: ea.RedFlag | None) -> ea.Checklist:
    """Return a checklist with two crossings and an item that is not one."""
    return checklist(
        "b",
        item("b.gifts", scale=HAPPENS, crossing=True, red_flag=flags.get("gifts")),
        item("b.favours", scale=HAPPENS, crossing=True),
        item("b.other", scale=HAPPENS),
    )
