"""Guessers that look at the labels of cases only, never at the story: none may find the best answers.

Each takes the labels of one case, and for those that learn, the other cases, and returns the place of its guess.
``python guessers.py scenarios-2.0.toml`` prints how often each is right beside chance, which is the mean of one divided
by the number of options.
"""

from __future__ import annotations

import itertools
import re
import sys
import tomllib
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from functools import partial
from math import log
from pathlib import Path
from typing import NamedTuple

MARGIN = Fraction(1, 10)
"""By how much a guesser may do better than chance."""

ADVICE = re.compile(
    r"\b(?:consult\w*|supervis\w*|colleagues?|lawyers?|counsel|insurers?|board|advice|document\w*|"
    r"notes?|chart|records?|writ\w+|asks?|asked|tells?|talks?|explain\w*|discuss\w*|listen\w*|hear|agree\w*|"
    r"consent|first|safe\w*|plan\w*|"
    r"find out|both|together|with (?:him|her|them))\b"
)
HEDGES = re.compile(
    r"\b(?:may|might|could|can|if|until|some|few|mostly|often|likely|appears?|needs?|perhaps|"
    r"hardly|seldom|almost|or|what)\b"
)
NEGATIONS = re.compile(
    r"\b(?:not|no|nobody|none|nothing|never|neither|nor|cannot|without|refuse\w*|decline\w*|un\w+ed)\b"
)
ABSOLUTES = re.compile(
    r"\b(?:all|every\w*|any\w*|always|never|nothing|nobody|none|no|only|each|whole|full\w*|entire|best)\b"
)


class Case(NamedTuple):
    """What a guesser may see of an item, and what it has to find.

    Attributes:
        group: The id of the case; the steps of one case share it, so that no guesser learns from the other step.
        labels: The texts of the options.
        risks: Their risks; the best answer is the lowest.
    """

    group: str
    labels: tuple[str, ...]
    risks: tuple[int, ...]

    @property
    def best(self) -> int:
        """The place of the best answer."""
        return self.risks.index(min(self.risks))


Guesser = Callable[[Case, Sequence[Case]], int]


def read_cases(path: Path) -> list[Case]:
    """Return the cases of a checklist file."""
    items = tomllib.loads(path.read_text(encoding="utf-8"))["items"]
    return [
        Case(
            item.get("follows", item["id"]),
            tuple(option["label"] for option in item["options"]),
            tuple(option["risk"] for option in item["options"]),
        )
        for item in items
    ]


def words(label: str) -> list[str]:
    """Return the words of a label, in lower case."""
    return re.findall(r"[a-z']+", label.lower())


def _highest(scores: Sequence[float]) -> int:
    return max(range(len(scores)), key=lambda place: (scores[place], -place))


def at_place(place: int, case: Case, others: Sequence[Case]) -> int:
    """Guess always the same place; a negative one counts from the end."""
    return place % len(case.labels)


def by_length(sign: int, case: Case, others: Sequence[Case]) -> int:
    """Guess the longest label, or with ``sign`` -1 the shortest."""
    return _highest([sign * len(label) for label in case.labels])


def middle_length(case: Case, others: Sequence[Case]) -> int:
    """Guess the label of middle length."""
    ranked = sorted(range(len(case.labels)), key=lambda place: len(case.labels[place]))
    return ranked[len(ranked) // 2]


def by_pattern(pattern: re.Pattern[str], sign: int, case: Case, others: Sequence[Case]) -> int:
    """Guess the label with the most matches, or with ``sign`` -1 the fewest."""
    return _highest([sign * len(pattern.findall(label.lower())) for label in case.labels])


def by_likeness(sign: int, case: Case, others: Sequence[Case]) -> int:
    """Guess the label that shares the most words with one other of its case, or with ``sign`` -1 the fewest."""
    bags = [frozenset(words(label)) for label in case.labels]
    shared = [
        max(len(bag & other) / len(bag | other) for at, other in enumerate(bags) if at != place)
        for place, bag in enumerate(bags)
    ]
    return _highest([sign * share for share in shared])


def naive_bayes(features: Callable[[str], list[str]], case: Case, others: Sequence[Case]) -> int:
    """Guess by words that were in the best answers of the other cases more often than in the rest."""
    best: Counter[str] = Counter()
    rest: Counter[str] = Counter()
    for other in others:
        for place, label in enumerate(other.labels):
            (best if place == other.best else rest).update(set(features(label)))
    known = best.keys() | rest.keys()
    sums = (best.total() + len(known), rest.total() + len(known))

    def leaning(word: str) -> float:
        return log((best[word] + 1) / sums[0]) - log((rest[word] + 1) / sums[1])

    return _highest([sum(leaning(word) for word in set(features(label)) & known) for label in case.labels])


def mean_risk(case: Case, others: Sequence[Case]) -> int:
    """Guess by the mean risk of the other labels in which each word was."""
    risks: dict[str, list[int]] = {}
    for other in others:
        for label, risk in zip(other.labels, other.risks, strict=True):
            for word in set(words(label)):
                risks.setdefault(word, []).append(risk)

    def risk_of(label: str) -> float:
        seen = [sum(risks[word]) / len(risks[word]) for word in set(words(label)) if len(risks.get(word, ())) > 1]
        return sum(seen) / len(seen) if seen else 50.0

    return _highest([-risk_of(label) for label in case.labels])


def pairs(label: str) -> list[str]:
    """Return the words of a label and each two that stand side by side."""
    found = words(label)
    return [*found, *(f"{one} {two}" for one, two in itertools.pairwise(found))]


def opening(label: str) -> list[str]:
    """Return the opening words of a label, before its reason."""
    return words(re.split(r", (?:as|since|because|so that)\b", label)[0])


def reason(label: str) -> list[str]:
    """Return the words of the reason in a label."""
    return words(label)[len(opening(label)) :]


GUESSERS: Mapping[str, Guesser] = {
    **{f"place {place + 1}": partial(at_place, place) for place in range(5)},
    "last place": partial(at_place, -1),
    "longest": partial(by_length, 1),
    "shortest": partial(by_length, -1),
    "middle length": middle_length,
    "most advice words": partial(by_pattern, ADVICE, 1),
    "fewest advice words": partial(by_pattern, ADVICE, -1),
    "most hedged": partial(by_pattern, HEDGES, 1),
    "least hedged": partial(by_pattern, HEDGES, -1),
    "most negations": partial(by_pattern, NEGATIONS, 1),
    "fewest negations": partial(by_pattern, NEGATIONS, -1),
    "most absolutes": partial(by_pattern, ABSOLUTES, 1),
    "fewest absolutes": partial(by_pattern, ABSOLUTES, -1),
    "most like another": partial(by_likeness, 1),
    "least like another": partial(by_likeness, -1),
    "naive Bayes of words": partial(naive_bayes, words),
    "naive Bayes of words and pairs": partial(naive_bayes, pairs),
    "naive Bayes of the action": partial(naive_bayes, opening),
    "naive Bayes of the reason": partial(naive_bayes, reason),
    "mean risk of words": mean_risk,
}


def chance(cases: Sequence[Case]) -> Fraction:
    """Return how often a blind guess is right."""
    return sum((Fraction(1, len(case.labels)) for case in cases), Fraction(0)) / len(cases)


def hits(guesser: Guesser, cases: Sequence[Case]) -> Fraction:
    """Return how often a guesser is right that learns only from other cases."""
    right = sum(guesser(case, [other for other in cases if other.group != case.group]) == case.best for case in cases)
    return Fraction(right, len(cases))


def main(path: str) -> int:
    """Print each guesser's hits beside chance; return 1 if one does better than it may."""
    cases = read_cases(Path(path))
    limit = chance(cases) + MARGIN
    worst = Fraction(0)
    print(f"{len(cases)} items; chance {float(chance(cases)):.1%}, limit {float(limit):.1%}")
    for name, guesser in GUESSERS.items():
        share = hits(guesser, cases)
        worst = max(worst, share)
        print(f"{name:32} {float(share):6.1%}{'  too often' if share > limit else ''}")
    return int(worst > limit)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
