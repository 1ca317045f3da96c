"""A scoring manual: what each question asks, how each answer counts, and an example worked by hand."""

from __future__ import annotations

from collections.abc import Iterator

from attrs import evolve

from ethics_audit.assessment.assessment import assess
from ethics_audit.assessment.markdown import plain
from ethics_audit.assessment.wording import band_text, definition, interval_text, score_text
from ethics_audit.base.language import N_, gettext
from ethics_audit.formats.printed import only_if
from ethics_audit.formats.wording import in_its_language, label
from ethics_audit.model.answers import UNSURE, Answers
from ethics_audit.model.bands import BANDS
from ethics_audit.model.definitions import Audit, Checklist, Part
from ethics_audit.model.items import NOT_APPLICABLE_WORD, SEVERITY_STEP, Item, Option, Rating
from ethics_audit.model.policy import Policy

ENDING = ".md"
LIMITS = (
    "It is for researchers and reviewers: it shows the weights and the risks, so nobody should answer from it.",
    "Rationales, remedies, examples, feedback on cases and citations are left out.",
)
EXAMPLE = 3
"""How many questions the worked example has: the worst answer, the best answer, and one left open."""
_RULES = (
    N_("An answer adds weight × risk to P and its weight to A. The score is P / A, from 0 to 100."),
    N_(
        "A question that is open, or answered with “I do not know”, adds its weight to M, never a risk. The score then "
        "lies between P / (A + M) and (P + 100 × M) / (A + M). The coverage is A / (A + M)."
    ),
    N_("“Does not apply” and “It did not come up” leave the question out of every sum, as if it were not there."),
    N_("A question whose facts do not hold for the practice is left out too; its answer is kept and not scored."),
    N_("If nothing is answered there is no score and no band; it is never 0."),
    N_(
        "The sums of a domain count as often as its multiplier says. The sums of the audit are those of its domains; "
        "nothing is divided before the end, and what is shown is rounded down."
    ),
    N_(
        "An uncertain band is shown as provisional when at least {percent} percent of the weight is answered, "
        "and otherwise only as the least it can be. The band of the audit is at most one step below that of its worst "
        "domain."
    ),
)


@in_its_language
def export(audit: Audit) -> bytes:
    """Return the manual as Markdown."""
    title = gettext("{title}: scoring manual", title=audit.title)
    rules = [plain(gettext(rule, percent=audit.policy.min_coverage_percent)) for rule in _RULES]
    counts, worked = gettext("How answers count"), gettext("Worked by hand")
    lines = [f"# {plain(title)}", "", plain(definition(audit)), "", f"## {plain(counts)}", ""]
    lines += [f"- {line}" for line in (*rules, *_policy(audit.policy))]
    lines += ["", f"## {plain(worked)}", "", *_example(audit)]
    for part in audit.parts:
        times = gettext(" (counts {count} times)", count=part.multiplier) if part.multiplier > 1 else ""
        lines += ["", f"## {plain(part.checklist.title + times)}"]
        for item in part.checklist.items:
            lines += ["", f"### `{item.id}`", "", *_item(audit, item)]
    return ("\n".join(lines) + "\n").encode()


def _policy(policy: Policy) -> Iterator[str]:
    starts = ", ".join(
        gettext("{band} from {start}", band=band.told, start=start)
        for band, start in zip(BANDS, policy.bands.starts, strict=True)
    )
    yield plain(gettext("Bands by the score: {starts}.", starts=starts))
    for rule in policy.gravity:
        forced = ", ".join(
            gettext("{band} from {start}", band=band.told, start=getattr(rule, band.value))
            for band in BANDS[1:]
            if getattr(rule, band.value) is not None
        )
        text = gettext(
            "A gap of severity {severity} forces its domain by its risk: at least {forced}.",
            severity=rule.severity,
            forced=forced,
        )
        yield plain(text)


def _item(audit: Audit, item: Item) -> Iterator[str]:
    yield plain(f"{item.question}{only_if(audit, item)}")
    yield ""
    yield plain(_weight(item.weight, item.rating))
    if item.red_flag:
        values = {"at": item.red_flag.at, "band": item.red_flag.band.told}
        yield plain(gettext("Red flag from risk {at} on: at least {band}.", **values))
    yield ""
    heads = [gettext("answer"), gettext("risk"), gettext("weight × risk"), gettext("forces at least")]
    yield f"| {' | '.join(map(plain, heads))} |"
    yield "|---|---|---|---|"
    for option in item.options:
        rank = max(audit.policy.forced(item)[option.risk], flag.band.rank if (flag := item.raised_by(option.id)) else 0)
        forced = BANDS[rank].told if rank else ""
        yield f"| {plain(option.label)} | {option.risk} | {item.weight * option.risk} | {plain(forced)} |"
    if item.not_applicable:
        left_out = gettext("left out")
        yield f"| {plain(label(item, NOT_APPLICABLE_WORD))} | | {plain(left_out)} | |"


def _weight(weight: int, rating: Rating | None) -> str:
    if rating is None:
        return gettext("Weight {weight}, set without a rating.", weight=weight)
    return gettext(
        "Weight {weight} = {step}^({severity} - 1) × {likelihood}: severity {severity}, likelihood {likelihood}; basis "
        "{basis} ({sources}).",
        weight=weight,
        step=SEVERITY_STEP,
        severity=rating.severity,
        likelihood=rating.likelihood,
        basis=rating.basis,
        sources=", ".join(rating.sources),
    )


def _example(audit: Audit) -> Iterator[str]:
    """Yield the sums over the first questions, as somebody adds them up who has this manual alone."""
    checklist = audit.parts[0].checklist
    items = checklist.items[:EXAMPLE]
    small = evolve(audit, parts=[Part(_only(checklist, items))])
    picked = dict(zip((item.id for item in items), (_worst, _best), strict=False))
    chosen = {item.id: picked[item.id](item) for item in items if item.id in picked}
    open_items = [item for item in items if item.id not in chosen]
    given = {id: option.id for id, option in chosen.items()} | {item.id: UNSURE for item in open_items}
    result = assess(small, Answers(given, frozenset().union(*(item.requires for item in items))))
    yield plain(gettext("Only the first questions of {title}, as if there were no others:", title=checklist.title))
    yield ""
    for id, option in chosen.items():
        weight = audit.items[id].weight
        sums = {"weight": weight, "risk": option.risk, "points": weight * option.risk}
        answered = gettext("“{label}”: {weight} × {risk} = {points}", label=option.label, **sums)
        yield f"- `{id}`: {plain(answered)}"
    for item in open_items:
        open_weight = gettext("“I do not know”: {weight} is open", weight=item.weight)
        yield f"- `{item.id}`: {plain(open_weight)}"
    yield ""
    told = gettext(
        "P = {points}, A = {weight}, M = {open}. The score is {points} / {weight} = {score}; band: {band}.",
        points=result.points,
        weight=result.weight,
        open=result.open_weight,
        score=score_text(result),
        band=band_text(result),
    )
    between = gettext("With the open question it lies in: {interval}.", interval=interval_text(result))
    yield plain(" ".join([told, *([between] if open_items else []), *(reason.text for reason in result.reasons)]))


def _only(checklist: Checklist, items: tuple[Item, ...]) -> Checklist:
    return evolve(checklist, items=items)


def _worst(item: Item) -> Option:
    return item.ranked[-1]


def _best(item: Item) -> Option:
    return item.ranked[0]
