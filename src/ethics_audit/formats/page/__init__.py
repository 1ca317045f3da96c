"""One page of HTML that asks, scores and explains by itself: offline, and without an installation."""
