"""What changed between two results, as values, with its sections of a page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction
from functools import reduce
from typing import Literal

from attrs import frozen

from ethics_audit.assessment.blocks import Block, Entry, Listed, Paragraph, Row, Rows, Section, Table, listed, shown
from ethics_audit.assessment.change.drift import Drift, drift
from ethics_audit.assessment.explanation import applies, decimal
from ethics_audit.assessment.result import Result
from ethics_audit.assessment.scoring import Scored
from ethics_audit.assessment.text import printed
from ethics_audit.assessment.wording import band_text, interval_text, known_part, score_text
from ethics_audit.base.language import N_, gettext, ngettext, speaking
from ethics_audit.base.layout import short
from ethics_audit.base.public import public
from ethics_audit.model.answers import UNSURE, NotApplicable
from ethics_audit.model.items import Item, Option

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
        return tuple(id for id in self._flags_down if state(id, self.later) == "picked")

    @property
    def flags_not_known(self) -> tuple[str, ...]:
        """Ids of the items whose red flag was raised, and that are open now or no longer apply."""
        return tuple(id for id in self._flags_down if state(id, self.later) != "picked")

    @property
    def _flags_down(self) -> list[str]:
        return [id for id in self.earlier.flags if id not in self.later.flags]

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
        return shown(
            [
                Section("since", gettext("Since the earlier audit"), since(change)),
                Section("better", gettext("Better answers"), _listed(change.improved)),
                Section("worse", gettext("Worse answers"), _listed(change.slipped)),
                Section("changed-domains", gettext("Domains, before and after"), _domains(change.domains)),
                Section("drift", gettext("Boundary drift"), drift_blocks(tuple(drift))),
            ]
        )


def what_if_sections(change: Change) -> list[Section]:
    """Return what other answers would change, as sections of a page."""
    with speaking(change.later.audit.language):
        return shown(
            [
                Section("what-if", gettext("What if"), since(change, what_if=True)),
                Section("changed-domains", gettext("Domains then"), _domains(change.domains)),
            ]
        )


def since(change: Change, *, what_if: bool = False) -> Iterator[Block]:
    """Yield the difference of two results in named values and in its parts.

    Args:
        change: The difference.
        what_if: Whether the later result is that of the same audit with other answers.
    """
    yield Rows(_rows(change, what_if=what_if), 12)
    if kinds := [Entry(text) for text in _in_sum(change)]:
        yield Listed(kinds, head=gettext("What makes the difference:"))
    else:
        yield Paragraph(gettext("No answer that counts has changed."))
    if change.total:
        yield Paragraph(gettext(CUT_OFF), is_note=True)


def _rows(change: Change, *, what_if: bool) -> list[Row]:
    """Return what is not as it was in named values."""
    earlier, later = change.earlier, change.later
    rows = [
        Row(gettext("Band"), _now(band_text(earlier), band_text(later), what_if=what_if), is_band=True),
        Row(gettext("Score"), _score_now(change, what_if=what_if)),
        *_known(earlier, later, what_if=what_if),
        Row(gettext("Profile"), _profile(earlier.answers.profile, later.answers.profile)),
        *_split(change),
        Row(gettext("Raised"), _flags(change.flags_raised)),
        Row(gettext("Cleared"), _flags(change.flags_cleared)),
        Row(gettext("Not known"), _flags(change.flags_not_known)),
        Row(gettext("Not scored"), _set_aside(change)),
    ]
    return [row for row in rows if row.value]


def _score_now(change: Change, *, what_if: bool) -> str:
    was, now = score_text(change.earlier), score_text(change.later)
    return _now(was, now, what_if=what_if) + ("" if was == now else signed(": ", change.total))


def _known(earlier: Result, later: Result, *, what_if: bool) -> list[Row]:
    """Return how much is known, where that has changed: an answer that is taken back can lower a score."""
    if known_part(earlier) == known_part(later):
        return []
    was, now = (interval_text(result) or score_text(result) for result in (earlier, later))
    return [
        Row(gettext("Range"), _now(was, now, what_if=what_if)),
        Row(gettext("Answered"), _now(known_part(earlier), known_part(later), what_if=what_if)),
    ]


def _now(before: str, after: str, *, what_if: bool) -> str:
    if before == after:
        return gettext("{now}, the same", now=after)
    if what_if:
        return gettext("{now}, as answered {before}", now=after, before=before)
    return gettext("{now}, before {before}", now=after, before=before)


def _profile(before: frozenset[str], after: frozenset[str]) -> str:
    more, less = ", ".join(sorted(after - before)), ", ".join(sorted(before - after))
    parts = [gettext("now also {facts}", facts=more)] if more else []
    return "; ".join([*parts, gettext("no longer {facts}", facts=less)] if less else parts)


def _set_aside(change: Change) -> str:
    """Return which answers changed that the profile leaves out."""
    given = change.earlier.answers.given
    ids = [id for id in change.later.set_aside if given.get(id) != change.later.answers.given[id]]
    return gettext("{items}: outside the profile", items=", ".join(ids)) if ids else ""


def _split(change: Change) -> list[Row]:
    """Return what the answers and what the definition did, where the definition is another one."""
    if change.earlier.audit.digest == change.later.audit.digest:
        return []
    part = signed("", change.checklist) or gettext(NOT_SEPARABLE)
    return [
        Row(gettext("Answers"), signed("", change.answers) or gettext(NOT_SEPARABLE)),
        Row(gettext("Checklist"), f"{part} ({_versions(change)})"),
    ]


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


def _flags(ids: tuple[str, ...]) -> str:
    if not ids:
        return ""
    return ngettext("the red flag of {items}", "the red flags of {items}", len(ids), items=", ".join(ids))


IN_SUM = {
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


def _in_sum(change: Change) -> Iterable[str]:
    """Yield the sum of each kind of change, its items counted together."""
    for kind, words in IN_SUM.items():
        items = [one for one in change.items if one.kind == kind]
        if items:
            parts = [one.answers for one in items]
            together = None if None in parts else sum((part for part in parts if part is not None), Fraction())
            yield _counted(gettext(words), len(items), together)


def _counted(kind: str, count: int, together: Fraction | None) -> str:
    if not together:
        return f"{kind}: {count}"
    return gettext("{kind}: {count}, together {sum}", kind=kind, count=count, sum=signed("", together))


def _listed(items: tuple[ItemChange, ...]) -> Iterator[Listed]:
    if items:
        more = len(items) - MOST_LISTED
        end = gettext("and {count} more", count=more) if more > 0 else ""
        yield Listed(map(_item, items[:MOST_LISTED]), "", end=end)


def _item(one: ItemChange) -> Entry:
    return Entry(one.item.prompt, one.item.id, f"{signed('', one.total):>5}  ", from_to(one))


def from_to(one: ItemChange) -> str:
    """Return the answer before and now."""
    before, after = (option.label if option else "-" for option in (one.before, one.after))
    return gettext('from "{before}" to "{after}"', before=before, after=after)


def _domains(domains: tuple[DomainChange, ...]) -> Iterator[Table]:
    """Yield a table of the domains that are not as they were, where there are several."""
    changed = [
        one for one in domains if abs(one.total or Fraction()) >= SHOWN or _score(one.before) != _score(one.after)
    ]
    if changed and len(domains) > 1:
        as_before = len(domains) - len(changed)
        end = gettext("as before: {count}", count=as_before) if as_before else ""
        yield Table([_domain(one) for one in changed], end=end)


def _domain(domain: DomainChange) -> list[str]:
    scores = gettext("from {before} to {after}", before=_score(domain.before), after=_score(domain.after))
    adds = ""
    if domain.total is not None:
        adds = gettext("{part} of the audit's score", part=f"{signed('', domain.total):>5}")
    return [short(domain.title), scores, adds]


def _score(side: Scored | None) -> str:
    return f"{score_text(side):>5}"


def drift_blocks(drift: tuple[Drift, ...]) -> Iterator[Block]:
    """Yield the crossings that have become more frequent, and what to do about them."""
    if drift:
        lead = ngettext(
            "{count} boundary crossing has become more frequent than before:",
            "{count} boundary crossings have become more frequent than before:",
            len(drift),
        )
        yield Paragraph(lead)
        yield from listed(Entry(one.item.prompt, one.item.id, then=_steps(one)) for one in drift)
        yield Paragraph(gettext(TAKE_IT_ALONG))


def _steps(one: Drift) -> str:
    """Return what was answered from audit to audit."""
    answers = [
        gettext('"{answer}"', answer=option.label) if option else gettext("not answered") for option in one.options
    ]
    return reduce(lambda before, after: gettext("{before}, then {after}", before=before, after=after), answers)


def signed(lead: str, part: Fraction | None) -> str:
    """Return a part of a difference with its sign, cut toward zero; empty if there is none."""
    if part is None:
        return ""
    sign = "" if abs(part) < SHOWN else "-" if part < 0 else "+"
    return f"{lead}{sign}{decimal(abs(part))}"
