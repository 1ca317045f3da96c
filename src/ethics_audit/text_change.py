"""What changed between audits as plain text."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from typing import TYPE_CHECKING

from ethics_audit.explanation import decimal
from ethics_audit.layout import hanging, section, wrapped
from ethics_audit.text import band_text, score_text

if TYPE_CHECKING:
    from ethics_audit.change import Change, DomainChange, ItemChange
    from ethics_audit.drift import Drift
    from ethics_audit.scoring import Scored
    from ethics_audit.trends import Trend

MOST_LISTED = 10

TAKE_IT_ALONG = (
    "Each step may have had its reason, and none of these raises a red flag. A direction is easier to see from "
    "outside: take this pattern to consultation or supervision while every step is still small."
)
NOT_TOLD_APART = "cannot be told apart"
CUT_OFF = "Numbers are cut after one decimal, so what is shown can differ by 0.1 from what it adds up to."


def page(change: Change) -> str:
    """What changed, as a text of its own."""
    return "\n\n".join(sections(change, change.drift))


def trend_page(trend: Trend) -> str:
    """The trend, as a text of its own."""
    return "\n\n".join(trend_sections(trend))


def trend_sections(trend: Trend) -> list[str]:
    """Every audit with its result where there are more than two, what changed last, and what drifts."""
    rows = [hanging(f"{score_text(result):>5}  ", band_text(result)) for result in trend.results]
    every = [section("From audit to audit", ["\n".join(rows)])] if len(rows) > len(("earlier", "later")) else []
    return [*every, *sections(trend.changes[-1], trend.drift)]


def sections(change: Change, drift: Iterable[Drift] = (), title: str = "Since the earlier audit") -> list[str]:
    """What changed, and what drifts, as sections of a page."""
    found = [
        section(title, _since(change)),
        section("What improved", _listed(change.improved)),
        section("What slipped", _listed(change.slipped)),
        section("Domains, before and after", _domains(change.domains)),
        section("Boundary drift", _drift(tuple(drift))),
    ]
    return [one for one in found if one]


def _since(change: Change) -> list[str]:
    earlier, later = change.earlier, change.later
    rows = [
        ("Band", _from_to(band_text(earlier), band_text(later))),
        ("Score", f"from {score_text(earlier)} to {score_text(later)}{_told(': ', change.total)}"),
        *_split(change),
        ("Raised", _flags(change.flags_raised)),
        ("Cleared", _flags(change.flags_cleared)),
    ]
    lines = [hanging(f"{name:<10}", told) for name, told in rows if told]
    kinds = [hanging("-  ", told) for told in _in_sum(change)]
    counted = ["What your answers did:\n" + "\n".join(kinds)] if kinds else ["No answer changed."]
    return ["\n".join(lines), *counted, *([wrapped(CUT_OFF)] if change.total else [])]


def _from_to(before: str, after: str) -> str:
    return f"{after}, as before" if before == after else f"{after}; before: {before}"


def _split(change: Change) -> list[tuple[str, str]]:
    """What the answers and what the definition did, where the definition is another one."""
    if change.earlier.audit.digest == change.later.audit.digest:
        return []
    versions = f"version {change.earlier.audit.version} to {change.later.audit.version}"
    lost = f"; {len(change.not_carried)} earlier answers do not fit the new version" if change.not_carried else ""
    return [
        ("Answers", _told("", change.answers) or NOT_TOLD_APART),
        ("Checklist", f"{_told('', change.checklist) or NOT_TOLD_APART} ({versions}{lost})"),
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
    "same": "same answers, with another share in the whole",
}
"""What each kind of change is called where its items are counted together."""


def _in_sum(change: Change) -> Iterable[str]:
    for kind, told in IN_SUM.items():
        items = [one for one in change.items if one.kind == kind]
        if items:
            parts = [one.answers for one in items]
            together = None if None in parts else sum((part for part in parts if part is not None), Fraction())
            yield f"{told}: {len(items)}{_told(', together ', together)}"


def _listed(items: tuple[ItemChange, ...]) -> list[str]:
    if not items:
        return []
    lines = [_item(one) for one in items[:MOST_LISTED]]
    more = len(items) - MOST_LISTED
    return ["\n".join([*lines, *([f"       and {more} more"] if more > 0 else [])])]


def _item(one: ItemChange) -> str:
    before, after = (option.label if option else "-" for option in (one.before, one.after))
    return hanging(f"{_told('', one.total):>5}  ", f'{one.item.id}: from "{before}" to "{after}"')


def _domains(domains: tuple[DomainChange, ...]) -> list[str]:
    """The domains that are not as they were, where there are several."""
    changed = [one for one in domains if one.total or _score(one.before) != _score(one.after)]
    if not changed or len(domains) == 1:
        return []
    longest = max(len(domain.title) for domain in changed)
    rows = [_domain(domain, longest) for domain in changed]
    as_before = len(domains) - len(changed)
    return ["\n".join([*rows, *([f"as before: {as_before}"] if as_before else [])])]


def _domain(domain: DomainChange, longest: int) -> str:
    before, after = _score(domain.before), _score(domain.after)
    adds = f"{_told('', domain.total):>5} of the whole" if domain.total is not None else ""
    return f"{domain.title:<{longest}}  from {before:>5} to {after:>5}  {adds}".rstrip()


def _score(side: Scored | None) -> str:
    return "-" if side is None else score_text(side)


def _drift(drift: tuple[Drift, ...]) -> list[str]:
    if not drift:
        return []
    count = "1 boundary crossing has" if len(drift) == 1 else f"{len(drift)} boundary crossings have"
    rows = [hanging("-  ", f"{one.item.prompt} [{one.item.id}]") + "\n" + hanging("   ", _steps(one)) for one in drift]
    return [wrapped(f"{count} become more frequent from audit to audit:"), "\n".join(rows), wrapped(TAKE_IT_ALONG)]


def _steps(one: Drift) -> str:
    return ", then ".join(option.label if option else "not answered" for option in one.options)


def _told(lead: str, part: Fraction | None) -> str:
    """A part of a difference with its sign, cut towards zero; nothing if there is none."""
    return "" if part is None else f"{lead}{'-' if part < 0 else '+'}{decimal(abs(part))}"
