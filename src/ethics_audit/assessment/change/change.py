"""What changed between two results, as values, with their page."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from functools import reduce
from typing import Literal

from attrs import frozen

from ethics_audit.assessment.change.drift import Drift, drift
from ethics_audit.assessment.explanation import applies, decimal
from ethics_audit.assessment.result import Result
from ethics_audit.assessment.scoring import Scored
from ethics_audit.assessment.wording import band_text, interval_text, known_part, score_text
from ethics_audit.base.language import N_, gettext, ngettext, speaking
from ethics_audit.base.layout import hanging, rows, section, short, wrapped
from ethics_audit.base.public import public
from ethics_audit.model.answers import UNSURE, NotApplicable
from ethics_audit.model.definitions import Item, Option

MOST_LISTED = 10
SHOWN = Fraction(1, 10)

TAKE_IT_ALONG = N_(
    "Each step may have had its reason, and none of them raises a red flag by itself. A direction is easier to see "
    "from outside: take it to consultation or supervision, as a pattern."
)
NOT_TOLD_APART = N_("cannot be told apart")
DIFFERENCE = N_("What makes the difference:")
NO_DIFFERENCE = N_("No answer that counts has changed.")
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
    """A part of the difference of two scores, in points of the score; negative where it lowered the score.

    Attributes:
        answers: What the answers did; None if either side of that has no score.
        checklist: What the change of the definition did; 0 if it did not change, None if either side has no score.
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
        after: Its own result now; None if it is not in the audit any more.
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
        items: Every item that has a part in the difference, or that is not ``same``; the largest total first.
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
        """Ids of the items whose red flag is raised now and was not."""
        return tuple(id for id in self.later.flags if id not in self.earlier.flags)

    @property
    def flags_cleared(self) -> tuple[str, ...]:
        """Ids of the items whose red flag was raised, and which have an answer now that does not raise it."""
        return tuple(id for id in self._flags_down if state(id, self.later) == "picked")

    @property
    def flags_not_known(self) -> tuple[str, ...]:
        """Ids of the items whose red flag was raised, and which are open now, or do not apply any more."""
        return tuple(id for id in self._flags_down if state(id, self.later) != "picked")

    @property
    def _flags_down(self) -> list[str]:
        return [id for id in self.earlier.flags if id not in self.later.flags]

    @property
    def drift(self) -> tuple[Drift, ...]:
        """Boundary crossings that have become more frequent; see `drift`."""
        return drift((self.earlier, self.later))

    def of_kind(self, kind: Kind) -> tuple[ItemChange, ...]:
        """The items of one kind, the largest total first; see `ItemChange`."""
        return tuple(one for one in self.items if one.kind == kind)

    def __str__(self) -> str:
        return page(self)

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


def page(change: Change) -> str:
    """What changed, as a text of its own."""
    return "\n\n".join(sections(change, change.drift))


def sections(change: Change, drift: Iterable[Drift] = ()) -> list[str]:
    """What changed since the earlier audit, and what drifts, as sections of a page."""
    with speaking(change.later.audit.language):
        found = [
            section(gettext("Since the earlier audit"), _since(change)),
            section(gettext("Better answers"), _listed(change.improved)),
            section(gettext("Worse answers"), _listed(change.slipped)),
            section(gettext("Domains, before and after"), _domains(change.domains)),
            section(gettext("Boundary drift"), _drift(tuple(drift))),
        ]
    return [one for one in found if one]


def what_if_sections(change: Change) -> list[str]:
    """What other answers would change, as sections of a page."""
    with speaking(change.later.audit.language):
        found = [
            section(gettext("What if"), _since(change, what_if=True)),
            section(gettext("Domains then"), _domains(change.domains)),
        ]
    return [one for one in found if one]


def since_rows(change: Change, *, what_if: bool = False) -> list[tuple[str, str]]:
    """What is not as it was, in rows of a name and what it is; `what_if` if only other answers make the later side."""
    earlier, later = change.earlier, change.later
    named = [
        (gettext("Band"), _now(band_text(earlier), band_text(later), what_if=what_if)),
        (gettext("Score"), _score_now(change, what_if=what_if)),
        *_known(earlier, later, what_if=what_if),
        (gettext("Profile"), _profile(earlier.answers.profile, later.answers.profile)),
        *_split(change),
        (gettext("Raised"), _flags(change.flags_raised)),
        (gettext("Cleared"), _flags(change.flags_cleared)),
        (gettext("Not known"), _flags(change.flags_not_known)),
        (gettext("Not scored"), _set_aside(change)),
    ]
    return [(name, told) for name, told in named if told]


def _since(change: Change, *, what_if: bool = False) -> list[str]:
    kinds = [hanging("-  ", told) for told in in_sum(change)]
    return [
        "\n".join(rows(since_rows(change, what_if=what_if), 12)),
        "\n".join([gettext(DIFFERENCE), *kinds]) if kinds else gettext(NO_DIFFERENCE),
        *([wrapped(gettext(CUT_OFF))] if change.total else []),
    ]


def _score_now(change: Change, *, what_if: bool) -> str:
    was, now = score_text(change.earlier), score_text(change.later)
    return _now(was, now, what_if=what_if) + ("" if was == now else signed(": ", change.total))


def _known(earlier: Result, later: Result, *, what_if: bool) -> list[tuple[str, str]]:
    """How much is known, where that is not as it was: an answer taken back can lower a score, and tells less."""
    if known_part(earlier) == known_part(later):
        return []
    was, now = (interval_text(result) or score_text(result) for result in (earlier, later))
    return [
        (gettext("Range"), _now(was, now, what_if=what_if)),
        (gettext("Answered"), _now(known_part(earlier), known_part(later), what_if=what_if)),
    ]


def _now(before: str, after: str, *, what_if: bool) -> str:
    if before == after:
        return gettext("{now}, the same", now=after)
    if what_if:
        return gettext("{now}, as answered {before}", now=after, before=before)
    return gettext("{now}, before {before}", now=after, before=before)


def _profile(before: frozenset[str], after: frozenset[str]) -> str:
    more, less = ", ".join(sorted(after - before)), ", ".join(sorted(before - after))
    told = [gettext("now also {facts}", facts=more)] if more else []
    return "; ".join([*told, gettext("no longer {facts}", facts=less)] if less else told)


def _set_aside(change: Change) -> str:
    """What is answered otherwise but outside the profile."""
    given = change.earlier.answers.given
    ids = [id for id in change.later.set_aside if given.get(id) != change.later.answers.given[id]]
    return gettext("{items}: outside the profile", items=", ".join(ids)) if ids else ""


def _split(change: Change) -> list[tuple[str, str]]:
    """What the answers and what the definition did, where the definition is another one."""
    if change.earlier.audit.digest == change.later.audit.digest:
        return []
    part = signed("", change.checklist) or gettext(NOT_TOLD_APART)
    return [
        (gettext("Answers"), signed("", change.answers) or gettext(NOT_TOLD_APART)),
        (gettext("Checklist"), f"{part} ({_versions(change)})"),
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
"""What each kind of change is called where its items are counted together."""


def in_sum(change: Change) -> Iterable[str]:
    """What each kind of change comes to, its items counted together."""
    for kind, told in IN_SUM.items():
        items = [one for one in change.items if one.kind == kind]
        if items:
            parts = [one.answers for one in items]
            together = None if None in parts else sum((part for part in parts if part is not None), Fraction())
            yield _counted(gettext(told), len(items), together)


def _counted(kind: str, count: int, together: Fraction | None) -> str:
    if not together:
        return f"{kind}: {count}"
    return gettext("{kind}: {count}, together {sum}", kind=kind, count=count, sum=signed("", together))


def _listed(items: tuple[ItemChange, ...]) -> list[str]:
    if not items:
        return []
    lines = [_item(one) for one in items[:MOST_LISTED]]
    more = len(items) - MOST_LISTED
    return ["\n".join([*lines, *([gettext("and {count} more", count=more)] if more > 0 else [])])]


def _item(one: ItemChange) -> str:
    part = f"{signed('', one.total):>5}  "
    prompt = hanging(part, f"{one.item.prompt} [{one.item.id}]")
    return prompt + "\n" + hanging(" " * len(part), from_to(one))


def from_to(one: ItemChange) -> str:
    """The answer before and now."""
    before, after = (option.label if option else "-" for option in (one.before, one.after))
    return gettext('from "{before}" to "{after}"', before=before, after=after)


def _domains(domains: tuple[DomainChange, ...]) -> list[str]:
    """The domains that are not as they were, where there are several."""
    changed = [
        one for one in domains if abs(one.total or Fraction()) >= SHOWN or _score(one.before) != _score(one.after)
    ]
    if not changed or len(domains) == 1:
        return []
    longest = max(len(short(domain.title)) for domain in changed)
    lines = [_domain(domain, longest) for domain in changed]
    as_before = len(domains) - len(changed)
    return ["\n".join([*lines, *([gettext("as before: {count}", count=as_before)] if as_before else [])])]


def _domain(domain: DomainChange, longest: int) -> str:
    scores = gettext("from {before} to {after}", before=_score(domain.before), after=_score(domain.after))
    adds = ""
    if domain.total is not None:
        adds = gettext("{part} of the audit's score", part=f"{signed('', domain.total):>5}")
    return f"{short(domain.title):<{longest}}  {scores}  {adds}".rstrip()


def _score(side: Scored | None) -> str:
    return f"{'-' if side is None else score_text(side):>5}"


def _drift(drift: tuple[Drift, ...]) -> list[str]:
    if not drift:
        return []
    lines = [hanging("-  ", f"{one.item.prompt} [{one.item.id}]") + "\n" + hanging("   ", steps(one)) for one in drift]
    return [wrapped(more_frequent(drift)), "\n".join(lines), wrapped(gettext(TAKE_IT_ALONG))]


def more_frequent(drift: tuple[Drift, ...]) -> str:
    """How many crossings have become more frequent."""
    return ngettext(
        "{count} boundary crossing has become more frequent than before:",
        "{count} boundary crossings have become more frequent than before:",
        len(drift),
    )


def steps(one: Drift) -> str:
    """What was answered from audit to audit."""
    answers = [
        gettext('"{answer}"', answer=option.label) if option else gettext("not answered") for option in one.options
    ]
    return reduce(lambda before, after: gettext("{before}, then {after}", before=before, after=after), answers)


def signed(lead: str, part: Fraction | None) -> str:
    """A part of a difference with its sign, cut towards zero; nothing if there is none."""
    if part is None:
        return ""
    sign = "" if abs(part) < SHOWN else "-" if part < 0 else "+"
    return f"{lead}{sign}{decimal(abs(part))}"
