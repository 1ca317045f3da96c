"""From answers to a result, why it is what it is, and what can be done with it."""
