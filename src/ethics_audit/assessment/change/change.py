"""What changed between two results, as values, with its sections of a page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from functools import reduce
from typing import Literal

from attrs import frozen

from ethics_audit.assessment.blocks import Block, Entry, Listed, Paragraph, Row, Rows, Section, Table, listed, shown
from ethics_audit.assessment.change.drift import Drift, drift
from ethics_audit.assessment.explanation import decimal
from ethics_audit.assessment.result import Result
from ethics_audit.assessment.scoring import Scored, applies
from ethics_audit.assessment.text import printed
from ethics_audit.assessment.wording import band_text, interval_text, known_part, score_text, titles
from ethics_audit.base.language import N_, gettext, ngettext, speaking
from ethics_audit.base.layout import short
from ethics_audit.base.public import public
from ethics_audit.model.answers import UNSURE, NotApplicable
from ethics_audit.model.items import Item, Option
from ethics_audit.model.profile import FACTS, PROFESSIONS

MOST_LISTED = 10
SHOWN = Fraction(1, 10)

TAKE_IT_ALONG = N_(
    "Each step may have had its reason, and none of them raises a red flag by itself. A direction is easier to see "
    "from outside: take it to consultation or supervision, as a pattern."
)
NOT_SEPARABLE = N_("cannot be told apart")
CUT_OFF = N_("Numbers are cut after one decimal, so what is shown can differ by 0.1 from what it adds up to.")

Kind = Literal[
    "improved",
    "slipped",
    "same",
    "newly_answered",
    "no_longer_answered",
    "now_applicable",
    "no_longer_applicable",
    "retired",
]
State = Literal["picked", "open", "out", "gone"]


@frozen
class Parts:
    """A part of the difference of two scores, in points of the score; negative if it lowered the score.

    Attributes:
        answers: The part of the answers; None if either side of that has no score.
        checklist: The part of the changed definition; 0 if it did not change, None if either side has no score.
        total: Both; None if one of the two audits has no score.
    """

    answers: Fraction | None
    checklist: Fraction | None
    total: Fraction | None


@frozen
class ItemChange(Parts):
    """What became of an item.

    Attributes:
        item: The item, as it is now; as it was, if it has been retired.
        kind: ``improved`` or ``slipped`` (another option, with less or more risk as the newer definition rates it),
            ``same`` (the same option, or one of the same risk, or not counted in either), ``newly_answered``,
            ``no_longer_answered``, ``now_applicable`` (and open), ``no_longer_applicable``, or ``retired`` (the newer
            definition does not have it).
        before: The option picked earlier, if one was.
        after: The option picked now, if one is.
    """

    item: Item
    kind: Kind
    before: Option | None
    after: Option | None


@frozen
class DomainChange(Parts):
    """What became of a domain; its parts are those of its items.

    Attributes:
        id: The checklist's id.
        title: Its title.
        before: Its own result earlier; None if it was not in the audit.
        after: Its own result now; None if it is no longer in the audit.
    """

    id: str
    title: str
    before: Scored | None
    after: Scored | None


@public()
@frozen(repr=False)
class Change(Parts):
    """What changed from an earlier result to a later one; the parts sum to the difference of the scores, exactly.

    Attributes:
        earlier: The earlier result.
        later: The later one.
        items: Every item that has a part in the difference, or is not ``same``; the largest total first.
        domains: Every domain of both, in the order of the later audit.
        not_carried: Ids of the items whose earlier answers do not fit the newer definition.
    """

    earlier: Result
    later: Result
    items: tuple[ItemChange, ...]
    domains: tuple[DomainChange, ...]
    not_carried: tuple[str, ...]

    @property
    def improved(self) -> tuple[ItemChange, ...]:
        """The items with a better answer, the largest total first."""
        return self.of_kind("improved")

    @property
    def slipped(self) -> tuple[ItemChange, ...]:
        """The items with a worse answer, the largest total first."""
        return self.of_kind("slipped")

    @property
    def flags_raised(self) -> tuple[str, ...]:
        """Ids of the items whose red flag is raised now and was not before."""
        return tuple(id for id in self.later.flags if id not in self.earlier.flags)

    @property
    def flags_cleared(self) -> tuple[str, ...]:
        """Ids of the items whose red flag was raised, and that have an answer now that does not raise it."""
        still_raised = self.later.flags
        return tuple(id for id in self.earlier.flags if id not in still_raised and state(id, self.later) == "picked")

    @property
    def flags_not_known(self) -> tuple[str, ...]:
        """Ids of the items whose red flag was raised, and that are open now or no longer apply."""
        return tuple(id for id in self.earlier.flags if state(id, self.later) != "picked")

    @property
    def drift(self) -> tuple[Drift, ...]:
        """Boundary crossings that have become more frequent; see `drift`."""
        return drift((self.earlier, self.later))

    def of_kind(self, kind: Kind) -> tuple[ItemChange, ...]:
        """Return the items of one kind, the largest total first; see `ItemChange`."""
        return tuple(one for one in self.items if one.kind == kind)

    def __str__(self) -> str:
        return printed(sections(self, self.drift))

    def __repr__(self) -> str:
        return f"<Change of {self.later.audit.id}: total {self.total}, items {len(self.items)}>"


def state(id: str, result: Result) -> State:
    """Return what an item is in a result: picked, open, out (it does not count), or gone from the definition."""
    item = result.audit.items.get(id)
    if item is None:
        return "gone"
    answer = result.answers.given.get(id, UNSURE)
    if not applies(item, result.answers) or isinstance(answer, NotApplicable):
        return "out"
    return "open" if answer is UNSURE else "picked"


def sections(change: Change, drift: Iterable[Drift] = ()) -> list[Section]:
    """Return what changed since the earlier audit, and what drifts, as sections of a page."""
    with speaking(change.later.audit.language):
        found = [
            Section("since", gettext("Since the earlier audit"), since(change)),
            Section("better", gettext("Better answers"), _listed(change.improved)),
            Section("worse", gettext("Worse answers"), _listed(change.slipped)),
            Section("changed-domains", gettext("Domains, before and after"), _domains(change.domains)),
            Section("drift", gettext("Boundary drift"), drift_blocks(tuple(drift))),
        ]
    return shown(found)


def what_if_sections(change: Change) -> list[Section]:
    """Return what other answers would change, as sections of a page."""
    with speaking(change.later.audit.language):
        found = [
            Section("what-if", gettext("What if"), since(change, WHAT_IF)),
            Section("changed-domains", gettext("Domains then"), _domains(change.domains)),
        ]
    return shown(found)


BEFORE = N_("{now}, before {before}")
WHAT_IF = N_("{now}, as answered {before}")
"""The words for a value and an earlier one; where the later result is that of the same audit with other answers."""


def since(change: Change, words: str = BEFORE) -> Iterator[Block]:
    """Yield the difference of two results in named values and in its parts, with `words` for a value of both."""
    yield Rows([row for row in _rows(change, words) if row.value], 12)
    if kinds := [Entry(text) for text in _in_sum(change)]:
        yield Listed(kinds, head=gettext("What makes the difference:"))
    else:
        yield Paragraph(gettext("No answer that counts has changed."))
    if change.total:
        yield Paragraph(gettext(CUT_OFF), is_note=True)


def _rows(change: Change, words: str) -> Iterator[Row]:
    """Yield the result now and before in named values; a value that is empty is not shown."""

    def now(before: str, after: str) -> str:
        same = before == after
        return gettext("{now}, the same", now=after) if same else gettext(words, now=after, before=before)

    results = (change.earlier, change.later)
    was, is_now = map(score_text, results)
    yield Row(gettext("Band"), now(*map(band_text, results)), is_band=True)
    yield Row(gettext("Score"), now(was, is_now) + ("" if was == is_now else signed(": ", change.total)))
    known_before, known_now = map(known_part, results)
    if known_before != known_now:  # an answer that is taken back can lower a score
        yield Row(gettext("Range"), now(*(interval_text(one) or score_text(one) for one in results)))
        yield Row(gettext("Answered"), now(known_before, known_now))
    yield Row(gettext("Profile"), _profile(*results))
    if change.earlier.audit.digest != change.later.audit.digest:
        answers, checklist = (signed("", one) or gettext(NOT_SEPARABLE) for one in (change.answers, change.checklist))
        yield Row(gettext("Answers"), answers)
        yield Row(gettext("Checklist"), f"{checklist} ({_versions(change)})")
    items = {**change.earlier.audit.items, **change.later.audit.items}
    yield Row(gettext("Raised"), _flags(items, change.flags_raised))
    yield Row(gettext("Cleared"), _flags(items, change.flags_cleared))
    yield Row(gettext("Not known"), _flags(items, change.flags_not_known))
    before, after = (one.answers.given for one in results)
    outside = titles(items[id] for id in change.later.set_aside if before.get(id) != after[id])
    yield Row(gettext("Not scored"), gettext("{items}: outside the profile", items=outside) if outside else "")


def _profile(earlier: Result, later: Result) -> str:
    before, after = earlier.answers.profile, later.answers.profile
    known = {**FACTS, **PROFESSIONS, **earlier.audit.own_facts, **later.audit.own_facts}
    more, less = (
        ", ".join(gettext('"{title}"', title=gettext(known[fact]).rstrip(".")) for fact in sorted(facts))
        for facts in (after - before, before - after)
    )
    parts = [gettext("now also {facts}", facts=more)] if more else []
    return "; ".join([*parts, gettext("no longer {facts}", facts=less)] if less else parts)


def _versions(change: Change) -> str:
    versions = {"earlier": change.earlier.audit.version, "later": change.later.audit.version}
    if not change.not_carried:
        return gettext("version {earlier} to {later}", **versions)
    return ngettext(
        "version {earlier} to {later}; {count} earlier answer does not fit the new version",
        "version {earlier} to {later}; {count} earlier answers do not fit the new version",
        len(change.not_carried),
        **versions,
    )


def _flags(items: Mapping[str, Item], ids: tuple[str, ...]) -> str:
    named = titles(items[id] for id in ids)
    return ngettext("the red flag of {items}", "the red flags of {items}", len(ids), items=named) if ids else ""


IN_SUM: dict[Kind, str] = {
    "improved": N_("better answers"),
    "slipped": N_("worse answers"),
    "newly_answered": N_("newly answered"),
    "no_longer_answered": N_("no longer answered"),
    "now_applicable": N_("apply now and are open"),
    "no_longer_applicable": N_("no longer apply"),
    "retired": N_("left the checklist"),
    "same": N_("unchanged answers, which weigh more or less beside the others"),
}
"""The words for each kind of change where its items are counted together."""


def _in_sum(change: Change) -> Iterator[str]:
    """Yield each kind of change with the number of its items and, unless that is 0 or not known, their sum."""
    for kind, words in IN_SUM.items():
        if parts := [one.answers for one in change.of_kind(kind)]:
            known = [part for part in parts if part is not None]
            name, count, together = gettext(words), len(parts), sum(known, Fraction())
            if together and len(known) == count:
                yield gettext("{kind}: {count}, together {sum}", kind=name, count=count, sum=signed("", together))
            else:
                yield f"{name}: {count}"


def _listed(items: tuple[ItemChange, ...]) -> Iterator[Listed]:
    if items:
        more = len(items) - MOST_LISTED
        entries = [Entry.of(one.item, then=from_to(one)) for one in items[:MOST_LISTED]]
        yield Listed(entries, end=gettext("and {count} more", count=more) if more > 0 else "")


def from_to(one: ItemChange) -> str:
    """Return the answer before and now."""
    before, after = (option.label if option else "-" for option in (one.before, one.after))
    return gettext('from "{before}" to "{after}"', before=before, after=after)


def _domains(domains: tuple[DomainChange, ...]) -> Iterator[Table]:
    """Yield a table of the domains that are not as they were, where there are several."""
    rows = []
    for one in domains:
        before, after = (f"{score_text(side):>5}" for side in (one.before, one.after))
        if abs(one.total or Fraction()) >= SHOWN or before != after:
            part = "" if one.total is None else f"{signed('', one.total):>5}"
            adds = gettext("{part} of the audit's score", part=part) if part else ""
            rows.append([short(one.title), gettext("from {before} to {after}", before=before, after=after), adds])
    if rows and len(domains) > 1:
        as_before = len(domains) - len(rows)
        yield Table(rows, end=gettext("as before: {count}", count=as_before) if as_before else "")


def drift_blocks(drift: tuple[Drift, ...]) -> Iterator[Block]:
    """Yield the crossings that have become more frequent, and what to do about them."""
    if drift:
        lead = ngettext(
            "{count} boundary crossing has become more frequent than before:",
            "{count} boundary crossings have become more frequent than before:",
            len(drift),
        )
        yield Paragraph(lead)
        yield from listed(Entry.of(one.item, then=_steps(one.options)) for one in drift)
        yield Paragraph(gettext(TAKE_IT_ALONG))


def _steps(options: Iterable[Option | None]) -> str:
    """Return what was answered from audit to audit."""
    answers = (gettext('"{answer}"', answer=one.label) if one else gettext("not answered") for one in options)
    return reduce(lambda before, after: gettext("{before}, then {after}", before=before, after=after), answers)


def signed(lead: str, part: Fraction | None) -> str:
    """Return a part of a difference with its sign, cut toward zero; empty if there is none."""
    if part is None:
        return ""
    sign = "" if abs(part) < SHOWN else "-" if part < 0 else "+"
    return f"{lead}{sign}{decimal(abs(part))}"
