"""Translations of definitions: only texts are replaced, so that the digest stays the same.

An overlay has texts by the ids of the items and options that they belong to. It cannot change risks, weights, flags or
the order, and has no text that the original lacks.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Any, TypeVar

from attrs import evolve, field, frozen

from ethics_audit.base import causes
from ethics_audit.base.errors import Problem
from ethics_audit.base.likeness import nearest
from ethics_audit.base.validation import (
    Defined,
    as_tuple,
    each,
    holds,
    instance,
    item_id,
    locale,
    name,
    optional,
    repeated,
    text,
    version,
)
from ethics_audit.model.definitions import MOST_FACTS, Audit, Checklist, Fact, Translation, is_of_item, item_of
from ethics_audit.model.items import Item, Option, RolePlay, Scale
from ethics_audit.model.profile import OWN

_OF_CHECKLISTS = ("introduction", "worked_example")
_OF_DISCUSSIONS = ("title", "text")
_ROLES = ("client", "clinician", "observer")
_OF_ITEMS = ("prompt", "rationale", "remedy", "example", "needed", "action")
_OF_OPTIONS = ("label", "feedback")

D = TypeVar("D", bound=Audit | Checklist)
_LINES = holds(each(text(300), at_most=30))
Say = Callable[[str, str], str]
"""A function from a place, such as ``boundaries.gifts.options.each.label``, and its text to the text to use there."""


def _unique(place: str, ids: Sequence[str]) -> Iterator[Problem]:
    return (causes.repeated(place, id) for id in repeated(ids))


@frozen
class OptionTexts(Defined):
    """The texts of an option; None for a text that is not translated."""

    id: str = field(metadata=holds(name))
    label: str | None = field(metadata=holds(optional(text(200))), default=None)
    feedback: str | None = field(metadata=holds(optional(text(1000, lines=True))), default=None)


@frozen
class RolePlayTexts(Defined):
    """The lines of a role play, in the order of the original; what is not translated is empty."""

    client: tuple[str, ...] = field(metadata=_LINES, converter=as_tuple, default=())
    clinician: tuple[str, ...] = field(metadata=_LINES, converter=as_tuple, default=())
    observer: tuple[str, ...] = field(metadata=_LINES, converter=as_tuple, default=())


@frozen
class DiscussionTexts(Defined):
    """The texts of a long case for a group, its questions in the order of the original."""

    title: str | None = field(metadata=holds(optional(text(100))), default=None)
    questions: tuple[str, ...] = field(metadata=_LINES, converter=as_tuple, default=())
    text: str | None = field(metadata=holds(optional(text(6000, lines=True))), default=None)


@frozen
class ItemTexts(Defined):
    """The texts of an item; None for a text that is not translated. `action` is that of its red flag."""

    id: str = field(metadata=holds(item_id))
    prompt: str | None = field(metadata=holds(optional(text(1000, lines=True))), default=None)
    options: tuple[OptionTexts, ...] = field(
        metadata=holds(each(instance(OptionTexts), at_most=100)), converter=as_tuple, default=()
    )
    rationale: str | None = field(metadata=holds(optional(text(1000, lines=True))), default=None)
    remedy: str | None = field(metadata=holds(optional(text(1000, lines=True))), default=None)
    example: str | None = field(metadata=holds(optional(text(1000, lines=True))), default=None)
    needed: str | None = field(metadata=holds(optional(text(1000, lines=True))), default=None)
    roleplay: RolePlayTexts | None = field(metadata=holds(optional(instance(RolePlayTexts))), default=None)
    action: str | None = field(metadata=holds(optional(text(1000, lines=True))), default=None)

    @staticmethod
    def _options_translated_once(options: tuple[OptionTexts, ...]) -> Iterator[Problem]:
        """An overlay gives the texts of an option once, and no two options the same label."""
        yield from _unique("options", [option.id for option in options])
        yield from _unique("options", [option.label for option in options if option.label])


@frozen
class Overlay(Defined):
    """The texts of a checklist, or the title of an audit, in another language.

    Attributes:
        locale: The language, such as ``es`` or ``pt-BR``.
        id: The id of the checklist or the audit.
        version: Its version.
        reviewed: Who reviewed it and when; empty if no native clinician has reviewed it yet.
        title: The title; None if it is not translated.
        items: The texts of items.
        facts: The statements of the checklist's own facts; in documents a table from ids to statements.
        introduction: What a person reads before the first question.
        worked_example: One case taken through all its steps.
        discussion: The texts of a long case for a group.
    """

    locale: str = field(metadata=holds(locale))
    id: str = field(metadata=holds(name))
    version: str = field(metadata=holds(version))
    reviewed: str = field(metadata=holds(text(200, empty=True)))
    title: str | None = field(metadata=holds(optional(text(100))), default=None)
    items: tuple[ItemTexts, ...] = field(
        metadata=holds(each(instance(ItemTexts), at_most=2000)), converter=as_tuple, default=()
    )
    facts: tuple[Fact, ...] = field(
        metadata=holds(each(instance(Fact), at_most=MOST_FACTS)), converter=as_tuple, default=()
    )
    introduction: str | None = field(metadata=holds(optional(text(1000, lines=True))), default=None)
    worked_example: str | None = field(metadata=holds(optional(text(4000, lines=True))), default=None)
    discussion: DiscussionTexts | None = field(metadata=holds(optional(instance(DiscussionTexts))), default=None)

    @staticmethod
    def _items_translated_once(items: tuple[ItemTexts, ...]) -> Iterator[Problem]:
        """An overlay gives the texts of an item once."""
        yield from _unique("items", [item.id for item in items])

    @property
    def texts(self) -> dict[str, str]:
        """The texts by place."""
        texts: dict[str, str | None] = {key: getattr(self, key) for key in ("title", *_OF_CHECKLISTS)}
        if talk := self.discussion:
            texts |= {f"discussion/{key}": getattr(talk, key) for key in _OF_DISCUSSIONS}
            texts |= {f"discussion/questions/{place}": line for place, line in enumerate(talk.questions, 1)}
        texts |= {place_of(fact.id): fact.text for fact in self.facts}
        for item in self.items:
            texts |= {f"{item.id}.{key}": getattr(item, key) for key in _OF_ITEMS}
            for role in _ROLES if item.roleplay else ():
                lines = enumerate(getattr(item.roleplay, role), 1)
                texts |= {f"{item.id}.roleplay.{role}.{place}": line for place, line in lines}
            for option in item.options:
                texts |= {f"{item.id}.options.{option.id}.{key}": getattr(option, key) for key in _OF_OPTIONS}
        return {place: text for place, text in texts.items() if text is not None}

    def problems(self, original: Audit | Checklist) -> Iterator[Problem]:
        """Yield a problem for each of its texts that the original lacks."""
        known = texts_of(original)
        items = {item_of(place) for place in known if is_of_item(place)}
        for item in self.items:
            if item.id not in items:
                message = f"{item.id!r} is not an item of {original.id} {original.version}"
                yield Problem("items", message, nearest(item.id, items))
        for place in self.texts:
            if place not in known and (item_of(place) in items or not is_of_item(place)):
                yield Problem(place, "is not a text of the original", nearest(place, known))


def texts_of(definition: Audit | Checklist) -> dict[str, str]:
    """Return the texts of a checklist by place, in order; of an audit only the title."""
    found: dict[str, str] = {}

    def keep(place: str, text: str) -> str:
        found[place] = text
        return text

    _reworded(definition, keep)
    return found


def foreign(audit: Audit, language: str) -> dict[str, str]:
    """Return the texts of an audit that are not in the language of a page, each with its own language.

    A text that is the same in both languages is left out. The title of an audit without a translation of its own is
    taken to be in the language of its first translated checklist.

    Args:
        audit: The audit.
        language: The language of the page.
    """
    if not audit.translations and {language} == {audit.original, *(part.checklist.original for part in audit.parts)}:
        return {}
    found = [*_with_language(audit, next(iter(audit.translations), None))]
    for part in audit.parts:
        found += _with_language(part.checklist, part.checklist.translation)
    own = {text for text, locale in found if locale == language}
    return {text: locale for text, locale in found if text not in own}


def _with_language(definition: Audit | Checklist, translation: Translation | None) -> Iterator[tuple[str, str]]:
    known = translation or Translation(definition.original)
    missing = frozenset(known.missing)
    for place, words in texts_of(definition).items():
        yield words, definition.original if missing & {place, item_of(place)} else known.locale


def over(definition: D, overlays: Sequence[Overlay], locale: str) -> D:
    """Return a definition with the texts of overlays; texts that none of them has stay, and are listed as missing.

    Args:
        definition: A checklist, or an audit, of which only the title is replaced.
        overlays: Overlays that fit it, the most general first; a later one is preferred.
        locale: The language of the result if there is no overlay.
    """
    texts = {place: text for overlay in overlays for place, text in overlay.texts.items()}
    reviewed = overlays[-1].reviewed if all(overlay.reviewed for overlay in overlays) and overlays else ""
    translation = Translation(overlays[-1].locale if overlays else locale, reviewed, _missing(definition, texts))
    return evolve(_reworded(definition, texts.get), translation=translation)


def _missing(definition: Audit | Checklist, translated: dict[str, str]) -> tuple[str, ...]:
    """Return the places without a translation; an item without any translated text is listed by its id."""
    texts = texts_of(definition)
    begun = {item_of(place) for place in texts if place in translated}
    absent = [place for place in texts if place not in translated]
    return tuple(dict.fromkeys(place if item_of(place) in begun else item_of(place) for place in absent))


def _reworded(definition: D, say: Say) -> D:
    title = say("title", definition.title)
    if isinstance(definition, Audit):
        return evolve(definition, title=title)
    aside = [key for key in _OF_CHECKLISTS if getattr(definition, key)]
    texts: dict[str, Any] = {"title": title, **{key: say(key, getattr(definition, key)) for key in aside}}
    if talk := definition.discussion:
        said: dict[str, Any] = {key: say(f"discussion/{key}", getattr(talk, key)) for key in _OF_DISCUSSIONS}
        said["questions"] = [say(f"discussion/questions/{at}", line) for at, line in enumerate(talk.questions, 1)]
        texts["discussion"] = evolve(talk, **said)
    facts = [evolve(fact, text=say(place_of(fact.id), fact.text)) for fact in definition.facts]
    return evolve(definition, **texts, facts=facts, items=[_item(item, say) for item in definition.items])


def place_of(fact: str) -> str:
    """Return the place of the statement of an own fact, such as ``facts/night_shifts``; dots are for items."""
    return f"facts/{fact.removeprefix(OWN)}"


def _item(item: Item, say: Say) -> Item:
    def reword(place: str, text: str) -> str:
        return say(f"{item.id}.{place}", text) if text else text

    def option(old: Option) -> Option:
        texts: dict[str, Any] = {key: reword(f"options.{old.id}.{key}", getattr(old, key)) for key in _OF_OPTIONS}
        return evolve(old, **texts)

    def spoken(play: RolePlay) -> RolePlay:
        lines: dict[str, Any] = {}
        for role in _ROLES:
            said = enumerate(getattr(play, role), 1)
            lines[role] = [reword(f"roleplay.{role}.{place}", line) for place, line in said]
        return evolve(play, **lines)

    flag, play = item.red_flag, item.roleplay
    return evolve(
        item,
        prompt=reword("prompt", item.prompt),
        scale=Scale(tuple(map(option, item.options))),
        rationale=reword("rationale", item.rationale),
        remedy=reword("remedy", item.remedy),
        example=reword("example", item.example),
        needed=reword("needed", item.needed),
        roleplay=play and spoken(play),
        red_flag=flag and evolve(flag, action=reword("action", flag.action)),
    )
