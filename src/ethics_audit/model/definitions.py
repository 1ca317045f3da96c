"""What an audit is made of, as frozen values: no input or output, no clock, no arithmetic.

Every class refuses values that break its rules, with all problems at once (`ChecklistError`), whether it is built in
Python or read from a file.
"""

import json
from collections.abc import Container, Iterator, Mapping
from functools import cached_property
from types import MappingProxyType
from typing import Any, ClassVar, Self

from attrs import Factory, evolve, field, frozen

from ethics_audit.base.errors import Problem, nearest, shown
from ethics_audit.base.language import ORIGINAL
from ethics_audit.base.public import public
from ethics_audit.base.validation import (
    Rule,
    as_frozenset,
    as_tuple,
    each,
    flag,
    holds,
    instance,
    item_id,
    locale,
    name,
    one_of,
    optional,
    repeated,
    text,
    verify,
    version,
    whole,
)
from ethics_audit.model.bands import BANDS, Band
from ethics_audit.model.profile import KNOWN

MOST_ITEMS, MOST_PARTS = 2000, 200
UNSURE_WORD = "unsure"
NOT_APPLICABLE_WORD = "n/a"

PRACTICE, OCCASION, CASES = KINDS = ("practice", "occasion", "cases")


@public()
@frozen
class Option:
    """One answer a person can pick.

    Attributes:
        id: Its name within the item, stable for ever.
        label: What the person reads.
        risk: From 0 (no gap) to 100 (the whole gap).
        feedback: What a person is told who picks it; for the answers to a case.
    """

    id: str = field(metadata=holds(name))
    label: str = field(metadata=holds(text(200)))
    risk: int = field(metadata=holds(whole(0, 100)))
    feedback: str = field(metadata=holds(text(1000, empty=True, lines=True)), default="")

    @staticmethod
    def _option_id_not_reserved(id: str) -> Iterator[Problem]:
        """No option is called ``unsure``: that word is an answer to every item."""
        if id == UNSURE_WORD:
            yield Problem("id", "'unsure' is given, which is an answer to every item", "choose another name")

    RULES: ClassVar[tuple[Rule, ...]] = (_option_id_not_reserved,)
    __attrs_post_init__ = verify


@public()
@frozen
class Scale:
    """The ordered options of an item; the lowest risk is 0 and the highest is 100."""

    options: tuple[Option, ...] = field(metadata=holds(each(instance(Option), at_most=100)), converter=as_tuple)

    @staticmethod
    def _scale_has_both_ends(options: tuple[Option, ...]) -> Iterator[Problem]:
        """The lowest risk of a scale is 0 and the highest is 100, so that every item can count fully."""
        risks = [option.risk for option in options]
        for end, needed in (("lowest", 0), ("highest", 100)):
            if needed not in risks:
                yield Problem(
                    "",
                    f"the risks are {risks}; the {end} must be {needed}",
                    f"give the {'best' if needed == 0 else 'worst'} option the risk {needed}",
                )

    @staticmethod
    def _options_told_apart(options: tuple[Option, ...]) -> Iterator[Problem]:
        """No two options of a scale have the same id or the same label."""
        for one in repeated([option.id for option in options]):
            yield Problem("", f"two options have the id {one!r}", "give each its own")
        for one in repeated([option.label for option in options]):
            yield Problem("", f"two options have the label {one!r}", "say how they differ")

    RULES: ClassVar[tuple[Rule, ...]] = (_scale_has_both_ends, _options_told_apart)
    __attrs_post_init__ = verify


@public()
@frozen
class Rating:
    """Where a weight comes from: severity × likelihood, each a judgement with a source.

    Attributes:
        severity: 1 housekeeping, 2 harm possible, 3 serious harm or discipline likely, 4 grave harm or loss of licence.
        likelihood: From 1 (rare) to 3 (common).
        basis: ``empirical`` (a published figure), ``expert`` (published judgement) or ``normative`` (the codes ask it).
        sources: Ids of the evidence.
    """

    severity: int = field(metadata=holds(whole(1, 4)))
    likelihood: int = field(metadata=holds(whole(1, 3)))
    basis: str = field(metadata=holds(one_of("empirical", "expert", "normative")))
    sources: tuple[str, ...] = field(metadata=holds(each(text(64), at_least=1, at_most=20)), converter=as_tuple)

    @staticmethod
    def _sources_named_once(sources: tuple[str, ...]) -> Iterator[Problem]:
        """A rating names each source once."""
        for one in repeated(sources):
            yield Problem("sources", f"{one!r} stands twice", "once is enough")

    RULES: ClassVar[tuple[Rule, ...]] = (_sources_named_once,)
    __attrs_post_init__ = verify


def _as_band(given: object) -> Any:
    return Band(given) if isinstance(given, str) and given in BANDS else given


@public()
@frozen
class RedFlag:
    """What an average must never hide.

    Attributes:
        at: Raised by a picked option with at least this risk.
        band: The band it forces at least, for the domain and the audit.
        action: What to do today.
    """

    at: int = field(metadata=holds(whole(1, 100)))
    band: Band = field(metadata=holds(one_of("moderate", "high", "critical")), converter=_as_band)
    action: str = field(metadata=holds(text(1000, lines=True)))

    __attrs_post_init__ = verify


@public()
@frozen
class Citation:
    """A section of a code or a law.

    Attributes:
        code: The id of the code, such as ``aca-2014``.
        section: Its section, such as ``B.1.d``.
    """

    code: str = field(metadata=holds(text(64)))
    section: str = field(metadata=holds(text(120)))

    __attrs_post_init__ = verify


@public()
@frozen
class Item:
    """One statement about practice, with a scale, a weight and what backs it.

    Attributes:
        id: ``<checklist>.<name>``, stable for ever.
        prompt: The statement.
        weight: From 1 to 100; severity × likelihood where there is a rating.
        scale: The options, given as ``options`` in files.
        rationale: Why it matters to the client.
        remedy: The first step.
        effort: Of the remedy, from 1 (minutes) to 5 (weeks).
        rating: Where the weight comes from.
        not_applicable: Whether ``n/a`` is an answer.
        requires: Profile facts without which the item does not apply; all of them are needed.
        red_flag: What raises an alarm whatever the score.
        citations: The sections behind it.
        example: A short case of harm, invented or well documented.
        about: For a case: ids of the items that ask about the same topic in one's own practice. An item that has any
            is a case.
        crossing: Whether it asks how often a boundary was crossed, short of a violation.
    """

    id: str = field(metadata=holds(item_id))
    prompt: str = field(metadata=holds(text(1000, lines=True)))
    weight: int = field(metadata=holds(whole(1, 100)))
    scale: Scale = field(metadata=holds(instance(Scale), key="options"))
    rationale: str = field(metadata=holds(text(1000, lines=True)))
    remedy: str = field(metadata=holds(text(1000, lines=True)))
    effort: int = field(metadata=holds(whole(1, 5)))
    rating: Rating | None = field(metadata=holds(optional(instance(Rating))), default=None)
    not_applicable: bool = field(metadata=holds(flag), default=False)
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

    @staticmethod
    def _weight_is_rated(weight: int, rating: Rating | None) -> Iterator[Problem]:
        """A weight with a rating is its severity × its likelihood."""
        if rating is not None and weight != (product := rating.severity * rating.likelihood):
            yield Problem(
                "weight",
                f"{weight} is given, but severity {rating.severity} × likelihood {rating.likelihood} is {product}",
                f"write {product}, or mend the rating",
            )

    @staticmethod
    def _facts_are_known(requires: frozenset[str]) -> Iterator[Problem]:
        """An item requires only facts that a profile can hold."""
        for fact in sorted(requires - KNOWN):
            yield Problem("requires", f"expected a profile fact, got {fact!r}", nearest(fact, KNOWN))

    @staticmethod
    def _sections_cited_once(citations: tuple[Citation, ...]) -> Iterator[Problem]:
        """An item cites each section once."""
        for one in repeated([f"{citation.code} {citation.section}" for citation in citations]):
            yield Problem("citations", f"{one!r} is cited twice", "once is enough")

    RULES: ClassVar[tuple[Rule, ...]] = (_weight_is_rated, _facts_are_known, _sections_cited_once)
    __attrs_post_init__ = verify

    @property
    def options(self) -> tuple[Option, ...]:
        """The options of its scale, in order."""
        return self.scale.options

    @cached_property
    def by_id(self) -> Mapping[str, Option]:
        """The options by their ids, in order."""
        return MappingProxyType({option.id: option for option in self.scale.options})

    @cached_property
    def ranked(self) -> tuple[Option, ...]:
        """The options by risk, then by id: the order that vectors, codebooks and plans share."""
        return tuple(sorted(self.scale.options, key=lambda option: (option.risk, option.id)))

    def raised_by(self, answer: object) -> RedFlag | None:
        """Return the red flag that an answer raises, or None; only an option of the item can raise it."""
        option = self.by_id.get(answer) if isinstance(answer, str) else None
        raised = option and self.red_flag and option.risk >= self.red_flag.at
        return self.red_flag if raised else None

    @property
    def domain(self) -> str:
        """The id of its checklist."""
        return self.id.partition(".")[0]


@frozen
class Translation:
    """That the texts of a definition are a translation, and how far; never scored.

    Attributes:
        locale: The language, such as ``es`` or ``pt-BR``.
        reviewed: By whom and when; empty where no native clinician has reviewed it yet.
        missing: What is not translated: ``title``, the id of an item, or one text of it as ``boundaries.gifts.remedy``.
    """

    locale: str = field(metadata=holds(locale))
    reviewed: str = field(metadata=holds(text(200, empty=True)), default="")
    missing: tuple[str, ...] = field(metadata=holds(each(text(300), at_most=1_000_000)), converter=as_tuple, default=())

    __attrs_post_init__ = verify

    @property
    def missing_items(self) -> frozenset[str]:
        """Ids of the items of which some or all texts are not translated."""
        return frozenset(item_of(place) for place in self.missing) - {"title"}

    def of_items(self, ids: Container[str]) -> Self:
        """The same, of some of the items."""
        return evolve(self, missing=[place for place in self.missing if place == "title" or item_of(place) in ids])


def item_of(place: str) -> str:
    """The id of the item that a text belongs to, by the place of the text; that of the title is itself."""
    return ".".join(place.split(".")[:2])


@public()
@frozen
class Checklist:
    """The items of one domain, with a version.

    Attributes:
        id: Its name, stable for ever.
        version: Such as ``1.0``.
        title: What a person reads.
        items: In the order in which they are asked.
        kind: ``practice`` (asked every quarter), ``occasion`` (asked when one arises, with a decision at its end) or
            ``cases`` (other people's situations).
        retired: Ids of items that earlier versions had; they are never used again.
        translation: Of its texts, where they are not the original.
    """

    id: str = field(metadata=holds(name))
    version: str = field(metadata=holds(version))
    title: str = field(metadata=holds(text(100)))
    items: tuple[Item, ...] = field(
        metadata=holds(each(instance(Item), at_least=1, at_most=MOST_ITEMS)), converter=as_tuple
    )
    kind: str = field(metadata=holds(one_of(*KINDS)), default=PRACTICE)
    retired: frozenset[str] = field(
        metadata=holds(each(item_id, at_most=2000)), converter=as_frozenset, default=frozenset()
    )
    translation: Translation | None = field(metadata=holds(optional(instance(Translation))), default=None)

    @staticmethod
    def _ids_are_its_own(id: str, items: tuple[Item, ...]) -> Iterator[Problem]:
        """Item ids begin with the id of their checklist, and no two are the same."""
        yield from id_problems(id, [item.id for item in items])

    @staticmethod
    def _retired_ids_stay_retired(id: str, items: tuple[Item, ...], retired: frozenset[str]) -> Iterator[Problem]:
        """The id of an item that has left is never used again, so that old answers are never read as something else."""
        for gone in sorted(retired):
            if gone.partition(".")[0] != id:
                yield Problem("retired", f"{gone!r} is outside the checklist", f"its id must start with '{id}.'")
        for place, item in enumerate(items):
            if item.id in retired:
                yield Problem(f"items[{place}].id", f"{item.id!r} is retired", "give the new item an id of its own")

    RULES: ClassVar[tuple[Rule, ...]] = (_ids_are_its_own, _retired_ids_stay_retired)
    __attrs_post_init__ = verify

    @cached_property
    def digest(self) -> str:
        """SHA-256, in hexadecimal, over everything that can change a score and nothing else."""
        return _sha256([_scored(item) for item in sorted(self.items, key=lambda item: item.id)])


def id_problems(checklist: str, ids: list[str | None]) -> Iterator[Problem]:
    """The problems between a checklist's id and those of its items; None stands for one that cannot be read."""
    for place, one in enumerate(ids):
        if one is not None and one.partition(".")[0] != checklist:
            yield Problem(
                f"items[{place}].id", f"{shown(one)} is outside the checklist", f"its id must start with '{checklist}.'"
            )
    for one in repeated([id for id in ids if id is not None]):
        yield Problem("items", f"two items have the id {one!r}", "give each its own; an id is never used again")


def _scored(item: Item) -> dict[str, object]:
    return {
        "id": item.id,
        "weight": item.weight,
        "options": {option.id: option.risk for option in item.options},
        "not_applicable": item.not_applicable,
        "requires": sorted(item.requires),
        "red_flag": [item.red_flag.at, item.red_flag.band] if item.red_flag else None,
    }


def _sha256(value: object) -> str:
    import hashlib

    canonical = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(canonical.encode("ascii")).hexdigest()


@public()
@frozen
class Thresholds:
    """From which score each band begins; below `moderate` the band is low."""

    moderate: int = field(metadata=holds(whole(1, 100)), default=15)
    high: int = field(metadata=holds(whole(1, 100)), default=35)
    critical: int = field(metadata=holds(whole(1, 100)), default=60)

    @staticmethod
    def _bands_rise(moderate: int, high: int, critical: int) -> Iterator[Problem]:
        """Each band begins above the one before."""
        if not moderate < high < critical:
            yield Problem("", f"{moderate}, {high}, {critical} are given; each must be above the one before")

    RULES: ClassVar[tuple[Rule, ...]] = (_bands_rise,)
    __attrs_post_init__ = verify

    @property
    def starts(self) -> tuple[int, int, int, int]:
        """The score at which each band begins, from low (0) to critical."""
        return 0, self.moderate, self.high, self.critical


@public()
@frozen
class Policy:
    """How a score becomes a band.

    Attributes:
        bands: The thresholds.
        min_coverage_percent: From which coverage an uncertain band is shown, as provisional.
    """

    bands: Thresholds = field(metadata=holds(instance(Thresholds)), default=Factory(Thresholds))
    min_coverage_percent: int = field(metadata=holds(whole(0, 100)), default=80)

    __attrs_post_init__ = verify


@public()
@frozen
class Part:
    """A checklist within an audit: each of its weights counts `multiplier` times."""

    checklist: Checklist = field(metadata=holds(instance(Checklist)))
    multiplier: int = field(metadata=holds(whole(1, 100)), default=1)

    __attrs_post_init__ = verify


@public()
@frozen
class Audit:
    """The checklists that are scored together, and the policy that makes bands of the scores.

    Attributes:
        id: Its name, stable for ever.
        version: Such as ``1.0``.
        title: What a person reads.
        parts: The checklists with their multipliers, given as ``checklists`` in files.
        policy: The thresholds and the least coverage.
        translation: Of its title, where that is not the original; each checklist has its own.
    """

    id: str = field(metadata=holds(name))
    version: str = field(metadata=holds(version))
    title: str = field(metadata=holds(text(100)))
    parts: tuple[Part, ...] = field(
        converter=as_tuple, metadata=holds(each(instance(Part), at_least=1, at_most=MOST_PARTS), key="checklists")
    )
    policy: Policy = field(metadata=holds(instance(Policy)), default=Factory(Policy))
    translation: Translation | None = field(metadata=holds(optional(instance(Translation))), default=None)

    @staticmethod
    def _checklists_named_once(parts: tuple[Part, ...]) -> Iterator[Problem]:
        """An audit names each checklist once; a multiplier makes it count more."""
        for one in repeated([part.checklist.id for part in parts]):
            yield Problem("checklists", f"the checklist {one!r} stands twice", "once is enough; use its multiplier")

    RULES: ClassVar[tuple[Rule, ...]] = (_checklists_named_once,)
    __attrs_post_init__ = verify

    @classmethod
    def of(cls, checklist: Checklist) -> Self:
        """The audit of this checklist alone, with the policy of the shipped audits."""
        return cls(checklist.id, checklist.version, checklist.title, (Part(checklist),))

    @cached_property
    def items(self) -> Mapping[str, Item]:
        """Every item by its id, in order."""
        return MappingProxyType({item.id: item for part in self.parts for item in part.checklist.items})

    @cached_property
    def facts(self) -> tuple[str, ...]:
        """The profile facts that its items require, sorted."""
        return tuple(sorted({fact for item in self.items.values() for fact in item.requires}))

    @property
    def translations(self) -> tuple[Translation, ...]:
        """Its own translation and those of its checklists, where there are any."""
        found = (self.translation, *(part.checklist.translation for part in self.parts))
        return tuple(one for one in found if one is not None)

    @property
    def language(self) -> str:
        """The language of its texts, which every page about it is written in."""
        return self.translations[0].locale if self.translations else ORIGINAL

    @cached_property
    def kind(self) -> str:
        """The kind of its checklists; ``practice`` where they are of several."""
        kinds = {part.checklist.kind for part in self.parts}
        return kinds.pop() if len(kinds) == 1 else PRACTICE

    @cached_property
    def digest(self) -> str:
        """SHA-256, in hexadecimal, over everything that can change a score and nothing else."""
        return _sha256(
            {
                "bands": self.policy.bands.starts[1:],
                "min_coverage_percent": self.policy.min_coverage_percent,
                "checklists": {part.checklist.id: [part.multiplier, part.checklist.digest] for part in self.parts},
            }
        )


def as_audit(definition: Audit | Checklist) -> Audit:
    """An audit as it is, a checklist as an audit of one.

    Raises:
        TypeError: If it is neither.
    """
    if isinstance(definition, Checklist):
        return Audit.of(definition)
    if not isinstance(definition, Audit):
        raise TypeError(f"expected an audit or a checklist (see load_audit), got {shown(definition)}")
    return definition
