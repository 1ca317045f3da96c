"""What changed between audits as plain text."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from typing import TYPE_CHECKING

from ethics_audit.explanation import decimal
from ethics_audit.layout import hanging, section, short, wrapped
from ethics_audit.text import band_text, interval_text, known_part, score_text

if TYPE_CHECKING:
    from ethics_audit.assessment import Assessment
    from ethics_audit.change import Change, DomainChange, ItemChange
    from ethics_audit.drift import Drift
    from ethics_audit.scoring import Scored

MOST_LISTED = 10
SHOWN = Fraction(1, 10)

TAKE_IT_ALONG = (
    "Each step may have had its reason, and no red flag is raised here. A direction is easier to see from outside: "
    "take it to consultation or supervision, as a pattern."
)
NOT_TOLD_APART = "cannot be told apart"
DIFFERENCE = "What makes the difference:"
NO_DIFFERENCE = "No answer that counts has changed."
CUT_OFF = "Numbers are cut after one decimal, so what is shown can differ by 0.1 from what it adds up to."


def page(change: Change) -> str:
    """What changed, as a text of its own."""
    return "\n\n".join(sections(change, change.drift))


def sections(change: Change, drift: Iterable[Drift] = ()) -> list[str]:
    """What changed since the earlier audit, and what drifts, as sections of a page."""
    found = [
        section("Since the earlier audit", _since(change)),
        section("Better answers", _listed(change.improved)),
        section("Worse answers", _listed(change.slipped)),
        section("Domains, before and after", _domains(change.domains)),
        section("Boundary drift", _drift(tuple(drift))),
    ]
    return [one for one in found if one]


def what_if_sections(change: Change) -> list[str]:
    """What other answers would change, as sections of a page."""
    found = [
        section("What if", _since(change, "as answered")),
        section("Domains then", _domains(change.domains)),
    ]
    return [one for one in found if one]


def since_rows(change: Change, before: str = "before") -> list[tuple[str, str]]:
    """What is not as it was, in rows of a name and what it is; `before` is what the earlier side is called."""
    earlier, later = change.earlier, change.later
    rows = [
        ("Band", _now(band_text(earlier), band_text(later), before)),
        ("Score", _score_now(change, before)),
        *_known(earlier, later, before),
        ("Profile", _profile(earlier.answers.profile, later.answers.profile)),
        *_split(change),
        ("Raised", _flags(change.flags_raised)),
        ("Cleared", _flags(change.flags_cleared)),
        ("Not known", _flags(change.flags_not_known)),
        ("Not scored", _set_aside(change)),
    ]
    return [(name, told) for name, told in rows if told]


def _since(change: Change, before: str = "before") -> list[str]:
    lines = [hanging(f"{name:<11} ", told) for name, told in since_rows(change, before)]
    kinds = [hanging("-  ", told) for told in in_sum(change)]
    counted = [f"{DIFFERENCE}\n" + "\n".join(kinds)] if kinds else [NO_DIFFERENCE]
    return ["\n".join(lines), *counted, *([wrapped(CUT_OFF)] if change.total else [])]


def _score_now(change: Change, before: str) -> str:
    was, now = score_text(change.earlier), score_text(change.later)
    return _now(was, now, before) + ("" if was == now else signed(": ", change.total))


def _known(earlier: Assessment, later: Assessment, before: str) -> list[tuple[str, str]]:
    """How much is known, where that is not as it was: an answer taken back can lower a score, and tells less."""
    if known_part(earlier) == known_part(later):
        return []
    was, now = (interval_text(result) or score_text(result) for result in (earlier, later))
    return [("Range", _now(was, now, before)), ("Answered", _now(known_part(earlier), known_part(later), before))]


def _now(before: str, after: str, word: str) -> str:
    return f"{after}, the same" if before == after else f"{after}, {word} {before}"


def _profile(before: frozenset[str], after: frozenset[str]) -> str:
    more, less = ", ".join(sorted(after - before)), ", ".join(sorted(before - after))
    return "; ".join([*([f"now also {more}"] if more else []), *([f"no longer {less}"] if less else [])])


def _set_aside(change: Change) -> str:
    """What is answered otherwise but outside the profile."""
    given = change.earlier.answers.given
    ids = [id for id in change.later.set_aside if given.get(id) != change.later.answers.given[id]]
    return f"{', '.join(ids)}: outside the profile" if ids else ""


def _split(change: Change) -> list[tuple[str, str]]:
    """What the answers and what the definition did, where the definition is another one."""
    if change.earlier.audit.digest == change.later.audit.digest:
        return []
    versions = f"version {change.earlier.audit.version} to {change.later.audit.version}"
    lost = f"; {len(change.not_carried)} earlier answers do not fit the new version" if change.not_carried else ""
    return [
        ("Answers", signed("", change.answers) or NOT_TOLD_APART),
        ("Checklist", f"{signed('', change.checklist) or NOT_TOLD_APART} ({versions}{lost})"),
    ]


def _flags(ids: tuple[str, ...]) -> str:
    return f"the red flag{'s' if len(ids) > 1 else ''} of {', '.join(ids)}" if ids else ""


IN_SUM = {
    "improved": "better answers",
    "slipped": "worse answers",
    "newly_answered": "newly answered",
    "no_longer_answered": "no longer answered",
    "now_applicable": "apply now and are open",
    "no_longer_applicable": "no longer apply",
    "retired": "left the checklist",
    "same": "unchanged answers, which weigh more or less beside the others",
}
"""What each kind of change is called where its items are counted together."""


def in_sum(change: Change) -> Iterable[str]:
    """What each kind of change comes to, its items counted together."""
    for kind, told in IN_SUM.items():
        items = [one for one in change.items if one.kind == kind]
        if items:
            parts = [one.answers for one in items]
            together = None if None in parts else sum((part for part in parts if part is not None), Fraction())
            yield f"{told}: {len(items)}{signed(', together ', together) if together else ''}"


def _listed(items: tuple[ItemChange, ...]) -> list[str]:
    if not items:
        return []
    lines = [_item(one) for one in items[:MOST_LISTED]]
    more = len(items) - MOST_LISTED
    return ["\n".join([*lines, *([f"and {more} more"] if more > 0 else [])])]


def _item(one: ItemChange) -> str:
    part = f"{signed('', one.total):>5}  "
    prompt = hanging(part, f"{one.item.prompt} [{one.item.id}]")
    return prompt + "\n" + hanging(" " * len(part), from_to(one))


def from_to(one: ItemChange) -> str:
    """The answer before and now."""
    before, after = (option.label if option else "-" for option in (one.before, one.after))
    return f'from "{before}" to "{after}"'


def _domains(domains: tuple[DomainChange, ...]) -> list[str]:
    """The domains that are not as they were, where there are several."""
    changed = [
        one for one in domains if abs(one.total or Fraction()) >= SHOWN or _score(one.before) != _score(one.after)
    ]
    if not changed or len(domains) == 1:
        return []
    longest = max(len(short(domain.title)) for domain in changed)
    rows = [_domain(domain, longest) for domain in changed]
    as_before = len(domains) - len(changed)
    return ["\n".join([*rows, *([f"as before: {as_before}"] if as_before else [])])]


def _domain(domain: DomainChange, longest: int) -> str:
    before, after = _score(domain.before), _score(domain.after)
    adds = f"{signed('', domain.total):>5} of the audit's score" if domain.total is not None else ""
    return f"{short(domain.title):<{longest}}  from {before:>5} to {after:>5}  {adds}".rstrip()


def _score(side: Scored | None) -> str:
    return "-" if side is None else score_text(side)


def _drift(drift: tuple[Drift, ...]) -> list[str]:
    if not drift:
        return []
    rows = [hanging("-  ", f"{one.item.prompt} [{one.item.id}]") + "\n" + hanging("   ", steps(one)) for one in drift]
    return [wrapped(more_frequent(drift)), "\n".join(rows), wrapped(TAKE_IT_ALONG)]


def more_frequent(drift: tuple[Drift, ...]) -> str:
    """How many crossings have become more frequent."""
    count = "1 boundary crossing has" if len(drift) == 1 else f"{len(drift)} boundary crossings have"
    return f"{count} become more frequent than before:"


def steps(one: Drift) -> str:
    """What was answered from audit to audit."""
    return ", then ".join(option.label if option else "not answered" for option in one.options)


def signed(lead: str, part: Fraction | None) -> str:
    """A part of a difference with its sign, cut towards zero; nothing if there is none."""
    if part is None:
        return ""
    sign = "" if abs(part) < SHOWN else "-" if part < 0 else "+"
    return f"{lead}{sign}{decimal(abs(part))}"
