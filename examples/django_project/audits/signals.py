"""What other apps may connect to. Neither signal says what was answered; `flagged` still tells something grave."""

from django.dispatch import Signal

happened = Signal()
"""Sent with an `event` after something was kept; at most once, and an error in a receiver changes nothing."""

finished = Signal()
"""Sent with an `audit` in the transaction that keeps it: what a receiver writes is kept with it, or neither is."""
