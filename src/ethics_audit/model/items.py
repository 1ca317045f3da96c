"""Items, their options, and what backs them, as frozen values.

Every class refuses invalid values, with all problems at once (`ChecklistError`), whether it is built in Python or read
from a file.
"""

from collections.abc import Iterator, Mapping
from functools import cached_property
from textwrap import shorten
from types import MappingProxyType
from typing import Any

from attrs import Factory, field, frozen

from ethics_audit.base import causes
from ethics_audit.base.errors import Problem
from ethics_audit.base.language import N_, gettext
from ethics_audit.base.layout import words_alone
from ethics_audit.base.public import public
from ethics_audit.base.validation import (
    Defined,
    as_frozenset,
    as_tuple,
    each,
    emptyable,
    flag,
    holds,
    instance,
    item_id,
    name,
    one_of,
    optional,
    own_fact,
    repeated,
    text,
    whole,
)
from ethics_audit.model.bands import BANDS, Band
from ethics_audit.model.profile import KNOWN

UNSURE_WORD = "unsure"
NOT_APPLICABLE_WORD = "n/a"
NOT_ARISEN = N_("It did not come up")
"""What ``n/a`` means for an event."""
LABELS = MappingProxyType({UNSURE_WORD: N_("I do not know"), NOT_APPLICABLE_WORD: N_("Does not apply to my practice")})
"""The answers that are not options, as forms ask for them."""
LONGEST_TITLE = 60
"""How long the beginning of a statement is that stands for it."""
WORST_RISK = 100
SEVERITY_STEP = 3
_LINES = each(text(300), at_least=1, at_most=20)
WINDOWS = MappingProxyType(
    {
        "three months": N_("In the last three months"),
        "present": N_("At present"),
        "twelve months": N_("In the last twelve months"),
    }
)
"""The times that items ask about, and the words for them."""
GOES_ON = N_("The case goes on")
"""The words before the second step of a case."""
NEEDED = N_("What would you need to know?")
"""The words before what one would need to know in a case."""
CHART, OBSERVER = SEEN_IN = ("chart", "observer")
"""Where a gap can be seen apart from the clinician's own word: in charts, and by a supervisor or a peer."""


@public()
@frozen
class Option(Defined):
    """An answer that a person can pick.

    Attributes:
        id: Its name within the item, which never changes.
        label: What the person reads.
        risk: From 0 (no gap) to 100 (the whole gap).
        feedback: What a person reads who picks it, in a case.
    """

    id: str = field(metadata=holds(name))
    label: str = field(metadata=holds(text(200)))
    risk: int = field(metadata=holds(whole(0, 100)))
    feedback: str = field(metadata=holds(text(1000, empty=True, lines=True)), default="")

    @staticmethod
    def _option_id_not_reserved(id: str) -> Iterator[Problem]:
        """No option is called ``unsure``: that word is an answer to every item."""
        if id == UNSURE_WORD:
            yield Problem("id", "'unsure' is reserved: it is an answer to every item", "choose another id")


@public()
@frozen
class Scale(Defined):
    """The ordered options of an item; the lowest risk is 0 and the highest is 100."""

    options: tuple[Option, ...] = field(metadata=holds(each(instance(Option), at_most=100)), converter=as_tuple)

    @staticmethod
    def _scale_has_both_ends(options: tuple[Option, ...]) -> Iterator[Problem]:
        """The lowest risk of a scale is 0 and the highest is 100, so that every item can count fully."""
        risks = [option.risk for option in options]
        for end, needed in (("lowest", 0), ("highest", 100)):
            if needed not in risks:
                hint = f"give the {'best' if needed == 0 else 'worst'} option the risk {needed}"
                yield causes.unexpected("", f"risks of which the {end} is {needed}", risks, hint)

    @staticmethod
    def _options_told_apart(options: tuple[Option, ...]) -> Iterator[Problem]:
        """No two options of a scale have the same id or the same label."""
        for id in repeated([option.id for option in options]):
            yield causes.repeated("", id, "give each option its own", kind="the option id")
        for label in repeated([option.label for option in options]):
            yield causes.repeated("", label, "say how the options differ", kind="the label")


@public()
@frozen
class Rating(Defined):
    """The basis of a weight: the severity of a harm and its likelihood, each a judgment with a source.

    Attributes:
        severity: The harm to a client if the gap does its harm: 1 nuisance, 2 harm that mends, 3 serious, 4 grave.
        likelihood: How likely that harm, or discipline for it, is where the gap is at its worst: 1 seldom, 2 often,
            3 nearly always. It never says how common the gap is.
        basis: ``empirical`` (a published figure), ``expert`` (published judgment) or ``normative`` (codes ask for it).
        sources: The ids of the evidence.
    """

    severity: int = field(metadata=holds(whole(1, 4)))
    likelihood: int = field(metadata=holds(whole(1, 3)))
    basis: str = field(metadata=holds(one_of("empirical", "expert", "normative")))
    sources: tuple[str, ...] = field(metadata=holds(each(text(64), at_least=1, at_most=20)), converter=as_tuple)

    @property
    def weight(self) -> int:
        """``3 ** (severity - 1) × likelihood``, from 1 to 81: one class of severity counts as three of likelihood."""
        return int(SEVERITY_STEP ** (self.severity - 1)) * self.likelihood

    @staticmethod
    def _sources_named_once(sources: tuple[str, ...]) -> Iterator[Problem]:
        """A rating names each source once."""
        for source in repeated(sources):
            yield causes.repeated("sources", source)


def _as_band(given: object) -> Any:
    return Band(given) if isinstance(given, str) and given in BANDS else given


@public()
@frozen
class RedFlag(Defined):
    """An alarm that no average may hide.

    Attributes:
        at: The least risk of a picked option that raises it, from 1 to 100.
        band: The lowest band that the domain and the audit can then have.
        action: What to do today.
    """

    at: int = field(metadata=holds(whole(1, 100)))
    band: Band = field(metadata=holds(one_of("moderate", "high", "critical")), converter=_as_band)
    action: str = field(metadata=holds(text(1000, lines=True)))


@public()
@frozen
class Citation(Defined):
    """A section of a code or a law.

    Attributes:
        code: The id of the code, such as ``aca-2014``.
        section: The section, such as ``B.1.d``.
    """

    code: str = field(metadata=holds(text(64)))
    section: str = field(metadata=holds(text(120)))


@public()
@frozen
class RolePlay(Defined):
    """A case to play in a group.

    Attributes:
        client: What the client says, line by line.
        clinician: What the clinician knows and has to manage.
        observer: What the observer answers afterwards.
    """

    client: tuple[str, ...] = field(metadata=holds(_LINES), converter=as_tuple)
    clinician: tuple[str, ...] = field(metadata=holds(_LINES), converter=as_tuple)
    observer: tuple[str, ...] = field(metadata=holds(_LINES), converter=as_tuple)


@public()
@frozen
class Item(Defined):
    """A statement about practice, with a scale, a weight and its sources.

    Attributes:
        id: ``<checklist>.<name>``, which never changes.
        prompt: The statement.
        weight: From 1 to 100; that of its rating, if there is one.
        scale: The options, called ``options`` in files.
        rationale: Why it matters to the client.
        remedy: The first step.
        effort: The effort of the remedy, from 1 (minutes) to 5 (weeks).
        rating: The basis of the weight.
        window: The time that it asks about: ``three months`` for a habit, ``present`` for a state, ``twelve months``
            for a rare event, or empty.
        event: Whether it asks what was done when something came up; ``n/a`` then means that it did not come up.
        not_applicable: Whether ``n/a`` is an answer; it always is for an event.
        requires: The profile facts without any of which the item does not apply.
        red_flag: What raises an alarm, whatever the score.
        citations: The sections behind it.
        example: A short case of harm, invented or well documented.
        about: For a case, the ids of the items on the same topic in the reader's own practice. An item with any is a
            case.
        crossing: Whether it asks how often a boundary was crossed, short of a violation.
        follows: For the second step of a case, the id of the item just before it whose case goes on.
        needed: For a case, what one would need to know, shown after the answer.
        roleplay: For a case, the lines of a role play.
        seen_in: Where the answer can be checked by somebody else: ``chart`` (client charts show it), ``observer`` (a
            supervisor or a peer can see it), both or neither.
    """

    id: str = field(metadata=holds(item_id))
    prompt: str = field(metadata=holds(text(1000, lines=True)))
    weight: int = field(metadata=holds(whole(1, 100)))
    scale: Scale = field(metadata=holds(instance(Scale), key="options"))
    rationale: str = field(metadata=holds(text(1000, lines=True)))
    remedy: str = field(metadata=holds(text(1000, lines=True)))
    effort: int = field(metadata=holds(whole(1, 5)))
    rating: Rating | None = field(metadata=holds(optional(instance(Rating))), default=None)
    window: str = field(metadata=holds(emptyable(one_of(*WINDOWS))), default="")
    event: bool = field(metadata=holds(flag), default=False)
    not_applicable: bool = field(metadata=holds(flag), default=Factory(lambda item: item.event, takes_self=True))
    requires: frozenset[str] = field(
        metadata=holds(each(text(64), at_most=100)), converter=as_frozenset, default=frozenset()
    )
    red_flag: RedFlag | None = field(metadata=holds(optional(instance(RedFlag))), default=None)
    citations: tuple[Citation, ...] = field(
        metadata=holds(each(instance(Citation), at_most=50)), converter=as_tuple, default=()
    )
    example: str = field(metadata=holds(text(1000, empty=True, lines=True)), default="")
    about: tuple[str, ...] = field(metadata=holds(each(item_id, at_most=20)), converter=as_tuple, default=())
    crossing: bool = field(metadata=holds(flag), default=False)
    follows: str = field(metadata=holds(emptyable(item_id)), default="")
    needed: str = field(metadata=holds(text(1000, empty=True, lines=True)), default="")
    roleplay: RolePlay | None = field(metadata=holds(optional(instance(RolePlay))), default=None)
    seen_in: frozenset[str] = field(
        metadata=holds(each(one_of(*SEEN_IN), at_most=len(SEEN_IN))), converter=as_frozenset, default=frozenset()
    )

    @staticmethod
    def _weight_is_rated(weight: int, rating: Rating | None) -> Iterator[Problem]:
        """A weight with a rating is ``3 ** (severity - 1) × likelihood``."""
        if rating is not None and weight != rating.weight:
            needed = f"{rating.weight} (severity {rating.severity}, likelihood {rating.likelihood})"
            yield causes.unexpected("weight", needed, weight, f"write {rating.weight}, or correct the rating")

    @staticmethod
    def _events_may_not_arise(event: bool, not_applicable: bool) -> Iterator[Problem]:  # noqa: FBT001 - its fields
        """An event may not have come up, so it allows ``n/a``."""
        if event and not not_applicable:
            yield causes.unexpected("not_applicable", "true for an event", not_applicable, "leave it out")

    @staticmethod
    def _facts_are_known(requires: frozenset[str]) -> Iterator[Problem]:
        """An item requires only facts that a profile can hold: known ones, and those that its checklist declares."""
        for fact in sorted(requires - KNOWN):
            if own_fact(fact):
                yield causes.unknown("requires", "a profile fact", fact, KNOWN)

    @staticmethod
    def _sections_cited_once(citations: tuple[Citation, ...]) -> Iterator[Problem]:
        """An item cites each section once."""
        for section in repeated([f"{citation.code} {citation.section}" for citation in citations]):
            yield causes.repeated("citations", section)

    @property
    def asked_of(self) -> str:
        """The words for the time that it asks about, in the current language; empty if it names none."""
        return gettext(WINDOWS[self.window]) if self.window else ""

    @property
    def heading(self) -> str:
        """The words that stand before the statement: its time, or that its case goes on; mostly empty for a case."""
        return gettext(GOES_ON) if self.follows else self.asked_of

    @property
    def question(self) -> str:
        """The statement after its heading, on one line."""
        return f"{self.heading}: {self.prompt}" if self.heading else self.prompt

    @property
    def title(self) -> str:
        """The beginning of the statement, by which a reader knows it again; whole where it is read aloud."""
        whole = " ".join(self.prompt.split())
        title = whole if words_alone() else shorten(whole, LONGEST_TITLE, placeholder="…")
        return title.replace(",…", "…").rstrip(".")

    @property
    def options(self) -> tuple[Option, ...]:
        """The options of its scale, in order."""
        return self.scale.options

    @cached_property
    def by_id(self) -> Mapping[str, Option]:
        """The options by id, in order."""
        return MappingProxyType({option.id: option for option in self.scale.options})

    @cached_property
    def ranked(self) -> tuple[Option, ...]:
        """The options by risk, then by id: the order that vectors, codebooks and plans share."""
        return tuple(sorted(self.scale.options, key=lambda option: (option.risk, option.id)))

    def raised_by(self, answer: object) -> RedFlag | None:
        """Return the red flag that an answer raises, or None; only an option can raise one."""
        option = self.by_id.get(answer) if isinstance(answer, str) else None
        raised = option and self.red_flag and option.risk >= self.red_flag.at
        return self.red_flag if raised else None

    @property
    def domain(self) -> str:
        """The id of its checklist."""
        return self.id.partition(".")[0]
