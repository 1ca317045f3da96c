"""Write docs/explanation/bands.md: what a band means, and what the weights decide.

Run ``python docs/bands_report.py`` after every change to a checklist or a policy; ``--check`` only says whether the
page is up to date.
"""

import random
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from fractions import Fraction
from pathlib import Path
from statistics import correlation

from pages import table, write_or_check

import ethics_audit as ea
from ethics_audit.model.answers import Answer
from ethics_audit.model.bands import BANDS

PAGE = Path(__file__).with_name("explanation") / "bands.md"
AUDITS = [ea.load_audit(id) for id in ("quarterly", "brief")]
GRAVE, SERIOUS = 4, 3
PEOPLE, SEED = 1000, 20_260_101
ARISE, HOLD = 0.6, 0.5
"""How often an event comes up and a fact holds in the simulated population."""
HEAVY_SHEET = 12
RARER = {1: 1.2, 2: 1.0, 3: 0.5, 4: 0.05}
FLAGGED = 0.02
"""How much rarer a gap is in the simulated population, by severity and for a red flag; a guess, and no more."""

Pick = Callable[[ea.Item], ea.Option]


def best(item: ea.Item) -> ea.Option:
    """Return the best option of an item."""
    return item.ranked[0]


def worst(item: ea.Item) -> ea.Option:
    """Return the worst option of an item."""
    return item.ranked[-1]


def first_step(item: ea.Item) -> ea.Option:
    """Return the option just worse than the best."""
    return next(option for option in item.ranked if option.risk)


def alarming(audit: ea.Audit, item: ea.Item, option: ea.Option) -> bool:
    """Return whether an option raises a red flag or is a grave gap."""
    return item.raised_by(option.id) is not None or audit.policy.forced(item)[option.risk] > 0


def sheet(audit: ea.Audit, pick: Pick) -> ea.Assessment:
    """Return the result of a practice with every fact, where each item is answered as `pick` says."""
    given = {item.id: pick(item).id for item in audit.items.values()}
    return ea.assess(audit, ea.Answers(given, set(audit.facts)))


def alone(audit: ea.Audit, worst_ones: Iterable[str]) -> ea.Assessment:
    """Return the result where these items are at their worst, and all others at their best."""
    ids = frozenset(worst_ones)
    return sheet(audit, lambda item: worst(item) if item.id in ids else best(item))


def calm_first_step(audit: ea.Audit) -> ea.Assessment:
    """Return the result one step from the best everywhere but where that step is itself an alarm."""

    def pick(item: ea.Item) -> ea.Option:
        step = first_step(item)
        return best(item) if alarming(audit, item, step) else step

    return sheet(audit, pick)


def of_severity(audit: ea.Audit, severity: int) -> list[ea.Item]:
    """Return the items of a severity."""
    return [item for item in audit.items.values() if item.rating and item.rating.severity == severity]


def sheets(audit: ea.Audit) -> Iterator[tuple[str, ea.Assessment]]:
    """Yield sheets of answers in words, with their results."""
    ids = list(audit.items)
    calm = [item for item in audit.items.values() if not alarming(audit, item, worst(item))]
    unflagged = sorted(
        (item for item in audit.items.values() if not item.red_flag), key=lambda item: (-item.weight, item.id)
    )
    yield "every answer the best", sheet(audit, best)
    yield "one step from the best everywhere, but where that step raises an alarm", calm_first_step(audit)
    yield "every nuisance and every harm that mends at its worst", alone(audit, (item.id for item in calm))
    yield (
        f"the {HEAVY_SHEET} heaviest items without a red flag at their worst",
        alone(audit, (item.id for item in unflagged[:HEAVY_SHEET])),
    )
    yield "every tenth item at its worst", alone(audit, ids[::10])
    yield "half of the items at their worst", alone(audit, ids[::2])
    yield "every answer the worst", sheet(audit, worst)


def shown(score: Fraction | None) -> str:
    """Return a score with one decimal, rounded down."""
    tenths = (score or Fraction()) * 10 // 1
    return f"{tenths // 10}.{tenths % 10}"


def sheet_table() -> str:
    """Show the sheets of each audit with their scores and bands."""
    rows = [
        [audit.title, words, shown(result.exact), result.band, len(result.flags)]
        for audit in AUDITS
        for words, result in sheets(audit)
    ]
    return table(["audit", "sheet", "score", "band", "flags"], rows)


def grave_table(audit: ea.Audit) -> str:
    """Show what each grave act does when it stands alone, and a flagged one beside it."""
    rows = []
    for item in audit.items.values():
        if item.red_flag or item in of_severity(audit, GRAVE):
            result = alone(audit, [item.id])
            domain = next(domain for domain in result.domains if domain.id == item.domain)
            severity = item.rating.severity if item.rating else "-"
            rows.append([f"`{item.id}`", severity, item.weight, shown(result.exact), domain.band, result.band])
    return table(
        ["item at its worst, all others at their best", "severity", "weight", "score", "domain", "audit"], rows
    )


def distribution(audit: ea.Audit) -> str:
    """Count the items by severity and likelihood, with the weight of each pair."""
    pairs = Counter(
        (item.rating.severity, item.rating.likelihood) for item in audit.items.values() if item.rating is not None
    )
    rows = [
        [severity, *(f"{pairs[severity, likelihood]} × {3 ** (severity - 1) * likelihood}" for likelihood in (1, 2, 3))]
        for severity in (1, 2, 3, 4)
    ]
    return table(["severity", "likelihood 1", "likelihood 2", "likelihood 3"], rows)


def rarity(item: ea.Item) -> float:
    """Return how much rarer a gap is than a usual one in the simulated population."""
    return FLAGGED if item.red_flag else RARER[item.rating.severity if item.rating else 1]


def population(audit: ea.Audit) -> Iterator[ea.Answers]:
    """Draw the answers of simulated clinicians.

    Each has a leaning to gaps, from a beta distribution (2, 7), and each item a difficulty that multiplies it: from 0.3
    to 1.7, less for what is graver (`RARER`). The option is a binomial draw from the best to the worst; four events in
    ten did not come up, and each fact of the practice holds for half.
    """
    chance = random.Random(SEED)  # noqa: S311 - a simulation
    difficulty = {id: chance.uniform(0.3, 1.7) * rarity(item) for id, item in audit.items.items()}
    for _ in range(PEOPLE):
        leaning = chance.betavariate(2, 7)
        given: dict[str, Answer] = {}
        for item in audit.items.values():
            steps = len(item.ranked) - 1
            place = sum(chance.random() < min(0.95, leaning * difficulty[item.id]) for _ in range(steps))
            arose = not item.event or chance.random() < ARISE
            given[item.id] = item.ranked[place].id if arose else ea.not_applicable()
        yield ea.Answers(given, {fact for fact in audit.facts if chance.random() < HOLD})


def equal_score(result: ea.Assessment, domain: str | None = None) -> Fraction | None:
    """Return the score of an audit, or of a domain, if every item weighed the same."""
    given = result.answers.given
    risks = [
        item.by_id[answer].risk
        for item in result.audit.items.values()
        if item.requires <= result.answers.profile
        and domain in (None, item.domain)
        and isinstance(answer := given.get(item.id), str)
    ]
    return Fraction(sum(risks), len(risks)) if risks else None


def reached(audit: ea.Audit, score: Fraction | None) -> int:
    """Return the rank that a score reaches by itself."""
    return sum(score >= start for start in audit.policy.bands.starts[1:]) if score is not None else 0


def equal_rank(result: ea.Assessment) -> int:
    """Return the rank of the band if every item weighed the same, with flags, gravity and the weakest domain."""
    audit = result.audit
    forced: Counter[str] = Counter()
    for finding in result.findings:
        rank = audit.policy.forced(finding.item)[finding.option.risk]
        forced[finding.item.domain] = max(forced[finding.item.domain], rank)
    flags = {id: flag.band.rank for id in result.flags if (flag := audit.items[id].red_flag)}
    domains = [
        max(
            reached(audit, equal_score(result, domain.id)),
            forced[domain.id],
            *(rank for id, rank in flags.items() if id.partition(".")[0] == domain.id),
        )
        for domain in result.domains
    ]
    return max(reached(audit, equal_score(result)), *flags.values(), *(rank - 1 for rank in domains))


def weights_matter(audit: ea.Audit) -> Mapping[str, object]:
    """Return how a simulated population's results would differ if every item weighed the same."""
    results = [ea.assess(audit, answers) for answers in population(audit)]
    pairs = [(result, equal_score(result)) for result in results]
    scores = [
        (float(result.exact), float(equal)) for result, equal in pairs if result.exact is not None and equal is not None
    ]
    by_score = sum(reached(audit, result.exact) != reached(audit, equal) for result, equal in pairs)
    by_band = sum(result.band is not None and result.band.rank != equal_rank(result) for result in results)
    return {
        "r": f"{correlation(*zip(*scores, strict=True)):.3f}",
        "score": f"{100 * by_score // PEOPLE} %",
        "band": f"{100 * by_band // PEOPLE} %",
        "bands": ", ".join(f"{sum(result.band == band for result in results)} {band.value}" for band in BANDS),
    }


def weights_table() -> str:
    """Show what the weights decide in each audit."""
    rows = [[audit.title, *weights_matter(audit).values()] for audit in AUDITS]
    head = [
        *("audit", "correlation of the scores", "bands of the score that differ", "bands that differ"),
        "bands of the population",
    ]
    return table(head, rows)


def page() -> str:
    """Return the whole page."""
    parts = [
        "# What a band means",
        (
            "This page is written by `python docs/bands_report.py` from the audits themselves. It shows what made-up "
            "sheets of answers score, for a practice with every fact. None of it says how clinicians really answer: "
            "nobody has measured that yet."
        ),
        "## Sheets of answers",
        sheet_table(),
        "## Each grave act alone",
        (
            "What an average must never hide: one item at its worst, with every other answer the best. An item of "
            "severity 4 makes its domain at least high and the audit at least moderate by gravity alone; its red flag "
            "can force more."
        ),
        grave_table(AUDITS[0]),
        "## The weights",
        (
            "The items of the quarterly audit by severity and likelihood, each pair with its weight, "
            "3^(severity - 1) × likelihood."
        ),
        distribution(AUDITS[0]),
        "## What the weights decide",
        (
            f"{PEOPLE} simulated clinicians (the command draws them; see `population` in `docs/bands_report.py`), "
            "scored with the weights and as if every item weighed the same. Flags, gravity and the rule of the weakest "
            "domain are the same on both sides of the last comparison."
        ),
        weights_table(),
    ]
    return "\n\n".join(parts) + "\n"


if __name__ == "__main__":
    write_or_check(PAGE, page, __file__)
