"""Fuzzing of everything that reads what comes from outside: `python -m fuzz`, with `tests` on the path."""
