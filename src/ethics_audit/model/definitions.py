"""Checklists and audits, as frozen values: no input or output, no clock, no arithmetic.

Every class refuses invalid values, with all problems at once (`ChecklistError`), whether it is built in Python or read
from a file.
"""

import json
from collections.abc import Container, Iterator, Mapping
from functools import cached_property
from types import MappingProxyType
from typing import Self

from attrs import Factory, evolve, field, frozen

from ethics_audit.base import causes
from ethics_audit.base.errors import AnswerError, Problem
from ethics_audit.base.language import ORIGINAL, gettext
from ethics_audit.base.public import public
from ethics_audit.base.validation import (
    Defined,
    as_frozenset,
    as_tuple,
    each,
    holds,
    instance,
    item_id,
    locale,
    name,
    one_of,
    optional,
    own_fact,
    repeated,
    text,
    version,
    whole,
)
from ethics_audit.model.answer import Answer, as_answer, misfit
from ethics_audit.model.items import Item
from ethics_audit.model.policy import GRAVITY, Policy
from ethics_audit.model.profile import FACTS, KNOWN, PROFESSIONS

MOST_ITEMS, MOST_PARTS, MOST_FACTS = 2000, 200, 60

PRACTICE, OCCASION, CASES = KINDS = ("practice", "occasion", "cases")


@frozen
class Translation(Defined):
    """The language of a definition's texts, and how much of it is translated; never scored.

    Attributes:
        locale: The language, such as ``es`` or ``pt-BR``.
        reviewed: Who reviewed it and when; empty if no native clinician has reviewed it yet.
        missing: What is not translated: ``title``, another text of the checklist, such as ``discussion/text``, an
            item's id, or one of its texts as ``boundaries.gifts.remedy``.
    """

    locale: str = field(metadata=holds(locale))
    reviewed: str = field(metadata=holds(text(200, empty=True)), default="")
    missing: tuple[str, ...] = field(metadata=holds(each(text(300), at_most=1_000_000)), converter=as_tuple, default=())

    @property
    def missing_items(self) -> frozenset[str]:
        """The ids of the items with a text that is not translated."""
        return frozenset(item_of(place) for place in self.missing if is_of_item(place))

    def of_items(self, ids: Container[str]) -> Self:
        """Return the same for some of the items."""
        return evolve(self, missing=[place for place in self.missing if not is_of_item(place) or item_of(place) in ids])


def is_of_item(place: str) -> bool:
    """Return whether the text at a place belongs to an item; only these places have a dot."""
    return "." in place


def item_of(place: str) -> str:
    """Return the id of the item that the text at a place belongs to; a text of the checklist stands for itself."""
    return ".".join(place.split(".")[:2])


@public()
@frozen
class Fact(Defined):
    """A fact of a practice that a checklist asks for itself, beside those that every audit knows.

    Attributes:
        id: ``own.<name>``, which its items require.
        text: The statement that a clinician agrees with.
    """

    id: str = field(metadata=holds(own_fact))
    text: str = field(metadata=holds(text(200)))


@public()
@frozen
class Discussion(Defined):
    """A long case for a group: its title, its text, and the questions to talk about."""

    title: str = field(metadata=holds(text(100)))
    questions: tuple[str, ...] = field(metadata=holds(each(text(300), at_least=1, at_most=30)), converter=as_tuple)
    text: str = field(metadata=holds(text(6000, lines=True)))


@public()
@frozen
class Checklist(Defined):
    """The items of one domain, with a version.

    Attributes:
        id: Its name, which never changes.
        version: The version, such as ``1.0``.
        title: What a person reads.
        items: The items, in the order in which they are asked.
        kind: ``practice`` (asked every quarter), ``occasion`` (asked when one arises, with a decision at its end) or
            ``cases`` (other people's situations).
        retired: The ids of items that earlier versions had; they are never used again.
        introduction: What a person reads before the first question.
        worked_example: One case taken through all its steps.
        discussion: A long case for a group.
        original: The language in which it was written, called ``language`` in files.
        facts: The facts of its own that its items require; in documents a table from ids to statements.
        translation: The translation of its texts, unless they are the original.
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
    introduction: str = field(metadata=holds(text(1000, empty=True, lines=True)), default="")
    worked_example: str = field(metadata=holds(text(4000, empty=True, lines=True)), default="")
    discussion: Discussion | None = field(metadata=holds(optional(instance(Discussion))), default=None)
    original: str = field(metadata=holds(locale, key="language"), default=ORIGINAL)
    facts: tuple[Fact, ...] = field(
        metadata=holds(each(instance(Fact), at_most=MOST_FACTS)), converter=as_tuple, default=()
    )
    translation: Translation | None = field(metadata=holds(optional(instance(Translation))), default=None)

    @staticmethod
    def _steps_follow_their_case(items: tuple[Item, ...]) -> Iterator[Problem]:
        """The second step of a case comes right after the item that it follows."""
        for place, item in enumerate(items):
            before = items[place - 1].id if place else ""
            if item.follows not in ("", before):
                yield causes.unexpected(f"items[{place}].follows", f"the item before it, {before!r}", item.follows)

    @staticmethod
    def _ids_are_its_own(id: str, items: tuple[Item, ...]) -> Iterator[Problem]:
        """Item ids begin with the id of their checklist, and no two are the same."""
        yield from id_problems(id, [item.id for item in items])

    @staticmethod
    def _retired_ids_stay_retired(id: str, items: tuple[Item, ...], retired: frozenset[str]) -> Iterator[Problem]:
        """The id of an item that has left is never used again, so that old answers are never read as something else."""
        for gone in sorted(retired):
            if gone.partition(".")[0] != id:
                yield causes.unexpected("retired", f"an id that starts with '{id}.'", gone)
        for place, item in enumerate(items):
            if item.id in retired:
                yield Problem(f"items[{place}].id", f"{item.id!r} is retired", "give the new item an id of its own")

    @staticmethod
    def _own_facts_are_declared(items: tuple[Item, ...], facts: tuple[Fact, ...]) -> Iterator[Problem]:
        """A checklist declares each fact of its own that its items require, once, and no other."""
        declared = [fact.id for fact in facts]
        for id in repeated(declared):
            yield causes.repeated("facts", id, kind="the fact")
        required = {fact for item in items for fact in item.requires - KNOWN}
        for id in sorted(required.difference(declared)):
            yield Problem("facts", f"{id!r} is required by an item, but not declared", f'add "{id}" with its statement')
        for id in sorted(set(declared) - required):
            yield Problem("facts", f"{id!r} is not required by any item", "remove it")

    @cached_property
    def digest(self) -> str:
        """The SHA-256 in hexadecimal of everything that can change a score, and of nothing else."""
        return _sha256([_scored(item) for item in sorted(self.items, key=lambda item: item.id)])


def id_problems(checklist: str, ids: list[str | None]) -> Iterator[Problem]:
    """Yield the problems between a checklist's id and those of its items; None stands for an unreadable id."""
    for place, id in enumerate(ids):
        if id is not None and id.partition(".")[0] != checklist:
            yield causes.unexpected(f"items[{place}].id", f"an id that starts with '{checklist}.'", id)
    for id in repeated([id for id in ids if id is not None]):
        yield causes.repeated("items", id, "give each item its own; an id is never used again", kind="the item id")


def _scored(item: Item) -> dict[str, object]:
    return {
        "id": item.id,
        "weight": item.weight,
        "options": {option.id: option.risk for option in item.options},
        "not_applicable": item.not_applicable,
        "requires": sorted(item.requires),
        "red_flag": [item.red_flag.at, item.red_flag.band] if item.red_flag else None,
        **({"severity": item.rating.severity} if item.rating else {}),
    }


def _sha256(value: object) -> str:
    import hashlib

    canonical = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(canonical.encode("ascii")).hexdigest()


@public()
@frozen
class Part(Defined):
    """A checklist within an audit; each of its weights counts `multiplier` times."""

    checklist: Checklist = field(metadata=holds(instance(Checklist)))
    multiplier: int = field(metadata=holds(whole(1, 100)), default=1)


@public()
@frozen
class Audit(Defined):
    """The checklists that are scored together, and the policy for their bands.

    Attributes:
        id: Its name, which never changes.
        version: The version, such as ``1.0``.
        title: What a person reads.
        parts: The checklists with their multipliers, called ``checklists`` in files.
        policy: The thresholds and the least coverage.
        original: The language in which its title was written, called ``language`` in files.
        translation: The translation of its title, unless that is the original; each checklist has its own.
    """

    id: str = field(metadata=holds(name))
    version: str = field(metadata=holds(version))
    title: str = field(metadata=holds(text(100)))
    parts: tuple[Part, ...] = field(
        converter=as_tuple, metadata=holds(each(instance(Part), at_least=1, at_most=MOST_PARTS), key="checklists")
    )
    policy: Policy = field(metadata=holds(instance(Policy)), default=Factory(Policy))
    original: str = field(metadata=holds(locale, key="language"), default=ORIGINAL)
    translation: Translation | None = field(metadata=holds(optional(instance(Translation))), default=None)

    @staticmethod
    def _checklists_named_once(parts: tuple[Part, ...]) -> Iterator[Problem]:
        """An audit names each checklist once; a multiplier makes it count more."""
        for id in repeated([part.checklist.id for part in parts]):
            yield causes.repeated("checklists", id, "use its multiplier", kind="the checklist")

    @classmethod
    def of(cls, checklist: Checklist) -> Self:
        """Return an audit of this checklist alone, with the policy of the shipped audits."""
        policy = Policy(gravity=GRAVITY)
        head = (checklist.id, checklist.version, checklist.title)
        return cls(*head, (Part(checklist),), policy, original=checklist.original)

    @cached_property
    def items(self) -> Mapping[str, Item]:
        """The items by id, in order."""
        return MappingProxyType({item.id: item for part in self.parts for item in part.checklist.items})

    @staticmethod
    def _own_facts_mean_one_thing(parts: tuple[Part, ...]) -> Iterator[Problem]:
        """A fact that two checklists declare has the same statement in both, and none has the id of an item."""
        items = {item.id for part in parts for item in part.checklist.items}
        seen: dict[tuple[str, str], str] = {}
        for part in parts:
            for fact in part.checklist.facts:
                language = part.checklist.translation.locale if part.checklist.translation else part.checklist.original
                if seen.setdefault((fact.id, language), fact.text) != fact.text:
                    yield Problem("checklists", f"two of them have other statements of the fact {fact.id!r}")
                if fact.id in items:
                    yield Problem("checklists", f"{fact.id!r} is a fact and an item", "give the fact another id")

    def check(self, item: str, answer: object) -> Answer | None:
        """Check one answer as it is given, and return it as it counts; None, which takes an answer back, stays None.

        Args:
            item: The id of the item.
            answer: The answer as `Answers` takes it, or as JSON holds it: ``"n/a"``, ``{"not_applicable": "reason"}``.

        Raises:
            AnswerError: If the audit has no such item, or if the item does not allow this answer.

        Example:
            >>> audit = ea.load_audit("boundaries")
            >>> audit.check("boundaries.gifts", "unsure")
            <Unsure.UNSURE: 'unsure'>
            >>> audit.check("boundaries.gifts", "eech")
            Traceback (most recent call last):
            ...
            ethics_audit.AnswerError: ...
        """
        if not isinstance(item, str):
            raise AnswerError([causes.unexpected("item", "an item id as text", item)])
        asked = self.items.get(item)
        if asked is None:
            raise AnswerError([self.no_item(item)])
        try:
            meant = as_answer(answer)
        except AnswerError as refused:
            raise AnswerError(problem.within(item) for problem in refused.problems) from None
        if meant is not None and (problem := misfit(asked, meant)):
            raise AnswerError([problem])
        return meant

    def no_item(self, id: str, *, hinted: bool = True) -> Problem:
        """Return the problem of an id that is not of one of its items; without the nearest one unless `hinted`."""
        if any(id in part.checklist.retired for part in self.parts):
            return Problem(id, "is no longer asked", rule="no-longer-asked", given=id)
        message, kind = f"is not an item of the audit {self.id!r}", "an item of the audit"
        if hinted:
            return causes.not_there(id, message, kind, self.items)
        return Problem(id, message, rule="unknown-name", given=id, expected=kind)

    @cached_property
    def facts(self) -> tuple[str, ...]:
        """The profile facts that its items require, sorted."""
        return tuple(sorted({fact for item in self.items.values() for fact in item.requires}))

    @cached_property
    def own_facts(self) -> Mapping[str, str]:
        """The statements of the facts that its checklists declare, by id."""
        declared = [fact for part in self.parts for fact in part.checklist.facts]
        return MappingProxyType({fact.id: fact.text for fact in reversed(declared)})

    @cached_property
    def known_facts(self) -> frozenset[str]:
        """The facts that a profile may have: those that every audit knows, and those that its checklists declare."""
        return KNOWN.union(self.own_facts)

    @property
    def statements(self) -> dict[str, str]:
        """The facts that it asks for beside the profession, each with its statement in the current language."""
        asked = {fact: gettext(words) for fact, words in FACTS.items() if fact in self.facts}
        return {**asked, **{fact: self.own_facts[fact] for fact in self.facts if fact in self.own_facts}}

    def fact_text(self, fact: str) -> str:
        """Return the statement of a fact in the current language, with the word for it before a profession."""
        if fact in PROFESSIONS:
            return gettext("Profession: {name}.", name=gettext(PROFESSIONS[fact]))
        return self.own_facts.get(fact) or gettext(FACTS[fact])

    @property
    def translations(self) -> tuple[Translation, ...]:
        """Its own translation and those of its checklists, if there are any."""
        found = (self.translation, *(part.checklist.translation for part in self.parts))
        return tuple(translation for translation in found if translation is not None)

    @property
    def language(self) -> str:
        """The language of its texts, in which pages about it are written."""
        return self.translations[0].locale if self.translations else self.original

    @cached_property
    def kind(self) -> str:
        """The kind of its checklists, or ``practice`` if they are of several kinds."""
        kinds = {part.checklist.kind for part in self.parts}
        return kinds.pop() if len(kinds) == 1 else PRACTICE

    @cached_property
    def digest(self) -> str:
        """The SHA-256 in hexadecimal of everything that can change a score, and of nothing else."""
        policy = self.policy
        gravity = {rule.severity: [rule.moderate, rule.high, rule.critical] for rule in policy.gravity}
        return _sha256(
            {
                "bands": policy.bands.starts[1:],
                "min_coverage_percent": policy.min_coverage_percent,
                "checklists": {part.checklist.id: [part.multiplier, part.checklist.digest] for part in self.parts},
                **({"gravity": gravity} if gravity else {}),
            }
        )


def as_audit(definition: Audit | Checklist) -> Audit:
    """Return an audit as it is, and a checklist as an audit of one.

    Raises:
        TypeError: If it is neither.
    """
    if isinstance(definition, Checklist):
        return Audit.of(definition)
    if not isinstance(definition, Audit):
        raise causes.wrong_type("an audit or a checklist (see load_audit)", definition)
    return definition
