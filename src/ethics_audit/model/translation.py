"""A definition in other words: its texts are replaced, and nothing else, so that its digest stays the same.

An overlay holds texts by the ids of the items and options that they belong to. It has no place for risks, weights,
flags or an order, and it may say nothing that the original does not say.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import ClassVar, TypeVar

from attrs import evolve, field, frozen

from ethics_audit.base.errors import Problem, nearest
from ethics_audit.base.language import ORIGINAL
from ethics_audit.base.validation import (
    Rule,
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
    verify,
    version,
)
from ethics_audit.model.definitions import Audit, Checklist, Item, Option, Scale, Translation, item_of

TITLE = "title"
_OF_ITEMS = ("prompt", "rationale", "remedy", "example", "action")
_OF_OPTIONS = ("label", "feedback")

D = TypeVar("D", bound=Audit | Checklist)
Say = Callable[[str, str], str]
"""From the place of a text, such as ``boundaries.gifts.options.never.label``, and the text to what is said instead."""


def _once(place: str, ids: Sequence[str]) -> Iterator[Problem]:
    for one in repeated(ids):
        yield Problem(place, f"{one!r} stands twice", "once is enough")


@frozen
class OptionTexts:
    """The texts of an option; None for one that is not translated."""

    id: str = field(metadata=holds(name))
    label: str | None = field(metadata=holds(optional(text(200))), default=None)
    feedback: str | None = field(metadata=holds(optional(text(1000, lines=True))), default=None)

    __attrs_post_init__ = verify


@frozen
class ItemTexts:
    """The texts of an item; None for one that is not translated. `action` is that of its red flag."""

    id: str = field(metadata=holds(item_id))
    prompt: str | None = field(metadata=holds(optional(text(1000, lines=True))), default=None)
    options: tuple[OptionTexts, ...] = field(
        metadata=holds(each(instance(OptionTexts), at_most=100)), converter=as_tuple, default=()
    )
    rationale: str | None = field(metadata=holds(optional(text(1000, lines=True))), default=None)
    remedy: str | None = field(metadata=holds(optional(text(1000, lines=True))), default=None)
    example: str | None = field(metadata=holds(optional(text(1000, lines=True))), default=None)
    action: str | None = field(metadata=holds(optional(text(1000, lines=True))), default=None)

    @staticmethod
    def _options_translated_once(options: tuple[OptionTexts, ...]) -> Iterator[Problem]:
        """An overlay gives the texts of an option once, and no two of them the same label."""
        yield from _once("options", [option.id for option in options])
        yield from _once("options", [option.label for option in options if option.label])

    RULES: ClassVar[tuple[Rule, ...]] = (_options_translated_once,)
    __attrs_post_init__ = verify


@frozen
class Overlay:
    """The texts of a checklist, or the title of an audit, in another language.

    Attributes:
        locale: The language, such as ``es`` or ``pt-BR``.
        id: Of the checklist or the audit.
        version: Its version.
        reviewed: By whom and when; empty where no native clinician has reviewed it yet.
        title: The title; None if it is not translated.
        items: The texts of items.
    """

    locale: str = field(metadata=holds(locale))
    id: str = field(metadata=holds(name))
    version: str = field(metadata=holds(version))
    reviewed: str = field(metadata=holds(text(200, empty=True)))
    title: str | None = field(metadata=holds(optional(text(100))), default=None)
    items: tuple[ItemTexts, ...] = field(
        metadata=holds(each(instance(ItemTexts), at_most=2000)), converter=as_tuple, default=()
    )

    @staticmethod
    def _items_translated_once(items: tuple[ItemTexts, ...]) -> Iterator[Problem]:
        """An overlay gives the texts of an item once."""
        yield from _once("items", [item.id for item in items])

    RULES: ClassVar[tuple[Rule, ...]] = (_items_translated_once,)
    __attrs_post_init__ = verify

    @property
    def texts(self) -> dict[str, str]:
        """Every text by its place."""
        said = {TITLE: self.title}
        for item in self.items:
            said |= {f"{item.id}.{one}": getattr(item, one) for one in _OF_ITEMS}
            for option in item.options:
                said |= {f"{item.id}.options.{option.id}.{one}": getattr(option, one) for one in _OF_OPTIONS}
        return {place: said_there for place, said_there in said.items() if said_there is not None}

    def problems(self, original: Audit | Checklist) -> Iterator[Problem]:
        """What it says that the original does not."""
        known = texts_of(original)
        items = {item_of(place) for place in known} - {TITLE}
        for item in self.items:
            if item.id not in items:
                message = f"{item.id!r} is not an item of {original.id} {original.version}"
                yield Problem("items", message, nearest(item.id, items))
        for place in self.texts:
            if place not in known and item_of(place) in items:
                yield Problem(place, "is no text of the original", nearest(place, known))


def texts_of(definition: Audit | Checklist) -> dict[str, str]:
    """Every text of a checklist by its place, in order; of an audit its title alone."""
    found: dict[str, str] = {}

    def keep(place: str, text: str) -> str:
        found[place] = text
        return text

    _reworded(definition, keep)
    return found


def foreign(audit: Audit, language: str) -> dict[str, str]:
    """The texts of an audit that are in another language than the page around them, each with its own.

    What the audit says in the same words in the language of the page too is none of them. The title of an audit that is
    not translated itself is in the language of its first checklist that is.

    Args:
        audit: Whose texts they are.
        language: That of the page.
    """
    if not audit.translations and language == ORIGINAL:
        return {}
    found = [*_with_language(audit, next(iter(audit.translations), None))]
    for part in audit.parts:
        found += _with_language(part.checklist, part.checklist.translation)
    own = {told for told, locale in found if locale == language}
    return {told: locale for told, locale in found if told not in own}


def _with_language(definition: Audit | Checklist, translation: Translation | None) -> Iterator[tuple[str, str]]:
    known = translation or Translation(ORIGINAL)
    missing = frozenset(known.missing)
    for place, told in texts_of(definition).items():
        yield told, ORIGINAL if missing & {place, item_of(place)} else known.locale


def over(definition: D, overlays: Sequence[Overlay], locale: str) -> D:
    """The definition in the words of overlays; what none of them says stays as it is, and is told as missing.

    Args:
        definition: A checklist, or an audit, of which the title alone is put into other words.
        overlays: Overlays that fit it, the most general first; a later one is preferred.
        locale: The language that is asked for; that of the last overlay is told if there is one.
    """
    said = {place: text for overlay in overlays for place, text in overlay.texts.items()}
    reviewed = overlays[-1].reviewed if all(overlay.reviewed for overlay in overlays) and overlays else ""
    told = Translation(overlays[-1].locale if overlays else locale, reviewed, _missing(definition, said))
    return evolve(_reworded(definition, said.get), translation=told)


def _missing(definition: Audit | Checklist, said: dict[str, str]) -> tuple[str, ...]:
    """The places that nothing is said for; an item of which nothing at all is translated by its id."""
    texts = texts_of(definition)
    begun = {item_of(place) for place in texts if place in said}
    absent = [place for place in texts if place not in said]
    return tuple(dict.fromkeys(place if item_of(place) in begun else item_of(place) for place in absent))


def _reworded(definition: D, say: Say) -> D:
    title = say(TITLE, definition.title)
    if isinstance(definition, Audit):
        return evolve(definition, title=title)
    return evolve(definition, title=title, items=[_item(item, say) for item in definition.items])


def _item(item: Item, say: Say) -> Item:
    def told(place: str, text: str) -> str:
        return say(f"{item.id}.{place}", text) if text else text

    flag = item.red_flag
    return evolve(
        item,
        prompt=told("prompt", item.prompt),
        scale=Scale(tuple(_option(option, told) for option in item.options)),
        rationale=told("rationale", item.rationale),
        remedy=told("remedy", item.remedy),
        example=told("example", item.example),
        red_flag=flag and evolve(flag, action=told("action", flag.action)),
    )


def _option(option: Option, told: Say) -> Option:
    place = f"options.{option.id}"
    return evolve(
        option, label=told(f"{place}.label", option.label), feedback=told(f"{place}.feedback", option.feedback)
    )
