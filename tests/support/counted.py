"""What a run of tests tried, by what it is called in the figures of the promises."""

from collections import Counter

COUNTED: Counter[str] = Counter()
