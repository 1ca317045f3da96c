"""Rules for a checklist as a whole and among the others in the catalog."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from ethics_audit.base.causes import missing, repeated, unknown
from ethics_audit.base.errors import Problem
from ethics_audit.base.validation import repeated as duplicates
from ethics_audit.documents import catalog
from ethics_audit.lint.rules import checklist_rule, in_catalog
from ethics_audit.lint.words import any_of
from ethics_audit.model.definitions import CASES, PRACTICE, Checklist
from ethics_audit.model.items import Item

ALIKE = 2 / 3
STEM = 5
NO_TOPIC = re.compile(
    r"(?:new_|my_)?(?:item|question|q|no|nr|case|thing|todo|test|entry|prompt)_?(?:\d*|one|two|three|four|five|six)|[a-z]\d*|\w+_\d+"
)
ENOUGH_TO_DIFFER = 5
ENOUGH_CASES = 6
ENOUGH_TO_BALANCE = 10
BEST_FIRST_PERCENT = 40, 60


def _at(place: int, item: Item, key: str) -> str:
    return f"items[{place}] ({item.id}).{key}"


def _others(checklist: Checklist) -> dict[str, Item]:
    """Return the newest items of the other checklists in the catalog, by id."""
    found: dict[str, Item] = {}
    for entry in catalog.usable():
        if entry.kind == "checklists" and entry.id != checklist.id:
            found |= {item.id: item for item in catalog.load_checklist(entry.id, entry.versions[0]).items}
    return found


def _words(text: str) -> list[str]:
    return re.findall(r"[a-z0-9]+", text.lower())


def _topic(prompt: str) -> frozenset[str]:
    """Return the words of a prompt that carry its meaning, cut so that "encrypted" and "encryption" are the same."""
    return frozenset(word[:STEM] for word in _words(prompt) if not any_of("small").fullmatch(word))


@checklist_rule
def no_prompt_twice(checklist: Checklist) -> Iterator[Problem]:
    """No two items in the catalog ask the same, not even in other words, because it would count twice."""
    seen = {id: _topic(item.prompt) for id, item in _others(checklist).items()}
    for place, item in enumerate(checklist.items):
        mine = _topic(item.prompt)
        if twin := next((id for id, theirs in seen.items() if _alike(mine, theirs)), None):
            yield Problem(_at(place, item, "prompt"), f"asks the same as {twin}", "ask something else, or leave it out")
        seen[item.id] = mine


def _alike(one: frozenset[str], other: frozenset[str]) -> bool:
    return bool(one) and len(one & other) >= ALIKE * len(one | other)


@checklist_rule
def no_text_twice(checklist: Checklist) -> Iterator[Problem]:
    """No two items in the catalog share a rationale, remedy or example, because each belongs to its own item."""
    first: dict[str, str] = {}
    for item in _others(checklist).values():
        first |= {" ".join(_words(text)): item.id for text in (item.rationale, item.remedy, item.example)}
    for place, item in enumerate(checklist.items):
        first.setdefault(" ".join(_words(item.prompt)), item.id)
        for key in ("rationale", "remedy", "example"):
            text = " ".join(_words(getattr(item, key)))
            if text and text in first:
                yield Problem(_at(place, item, key), f"is the text of {first[text]}", "write a new one")
            first.setdefault(text, item.id)


@checklist_rule
def title_reads_well(checklist: Checklist) -> Iterator[Problem]:
    """A title is made of plain words, with a capital letter and without a period."""
    if re.search(r"_|\.$|\s\s|^[a-z]|\b(?:TODO|TBD|title)\b", checklist.title):
        yield Problem("title", f"{checklist.title!r} does not read well", "use words, a capital letter and no period")


@checklist_rule
def weights_differ(checklist: Checklist) -> Iterator[Problem]:
    """The weights of five or more items are not all the same, because some things matter more."""
    weights = Counter(item.weight for item in checklist.items)
    if len(checklist.items) >= ENOUGH_TO_DIFFER and len(weights) == 1:
        yield Problem("items", "all have the same weight", "rate each by severity and likelihood")


@checklist_rule
def half_worst_first(checklist: Checklist) -> Iterator[Problem]:
    """In 40 to 60 percent of ten or more items that are asked every quarter, the best option is the first.

    Then whoever picks the first option throughout has no perfect sheet.
    """
    first = sum(not item.options[0].risk for item in checklist.items)
    whole = len(checklist.items)
    low, high = BEST_FIRST_PERCENT
    if checklist.kind == PRACTICE and whole >= ENOUGH_TO_BALANCE and not low * whole <= 100 * first <= high * whole:
        message = f"expected the best option first in {low} to {high} percent, got {first} of {whole}"
        yield Problem("items", message, "list the worst option first, or ask about the opposite")


@checklist_rule
def ids_tell(checklist: Checklist) -> Iterator[Problem]:
    """An id says what its item is about, because people and programs will read it for years."""
    for place, item in enumerate(checklist.items):
        if NO_TOPIC.fullmatch(item.id.partition(".")[2]):
            yield Problem(_at(place, item, "id"), f"{item.id!r} does not say what it is about", "name the topic")


@checklist_rule
def about_known(checklist: Checklist) -> Iterator[Problem]:
    """A case names existing items about one's own practice, and only a checklist of cases has cases."""
    known = {**_others(checklist), **{item.id: item for item in checklist.items}}
    practice = [id for id, item in known.items() if not item.about]
    for place, item in enumerate(checklist.items):
        at = _at(place, item, "about")
        if checklist.kind == CASES:
            if not item.about:
                yield missing(at, "name the items on the same topic")
            yield from (
                unknown(at, "an item about one's own practice", id, practice) for id in item.about if id not in practice
            )
            yield from (repeated(at, id) for id in duplicates(item.about))
        elif item.about:
            yield Problem(at, "is given, but this is not a checklist of cases", 'leave it out, or set kind = "cases"')


@checklist_rule
def best_answer_hidden(checklist: Checklist) -> Iterator[Problem]:
    """The best answers to cases are not given away by their position or length.

    In at most half of six or more cases, the best answer is the longest or the shortest, or has the same position.
    """
    cases = [item.options for item in checklist.items if item.about]
    if len(cases) < ENOUGH_CASES:
        return
    best = [min(options, key=lambda option: option.risk) for options in cases]
    pairs = [*zip(cases, best, strict=True)]
    extremes = {"longest": max, "shortest": min}
    places = Counter(options.index(option) for options, option in pairs)
    place, count = places.most_common(1)[0]
    for word, extreme in extremes.items():
        times = sum(extreme(options, key=lambda option: len(option.label)) is option for options, option in pairs)
        if 2 * times > len(cases):
            yield Problem("items", f"the best answer is the {word} in {times} of {len(cases)} cases", "vary the length")
    if 2 * count > len(cases):
        message = f"the best answer is number {place + 1} in {count} of {len(cases)} cases"
        yield Problem("items", message, "vary the position")


@checklist_rule
def ids_are_kept(checklist: Checklist) -> Iterator[Problem]:
    """An item of an earlier version is still there, or its id is listed as ``retired``."""
    known = {entry.id: entry.versions for entry in catalog.usable() if entry.kind == "checklists"}
    now = {item.id for item in checklist.items} | checklist.retired
    for version in known.get(checklist.id, ()):
        if _number(version) < _number(checklist.version):
            before = catalog.load_checklist(checklist.id, version)
            for item in before.items:
                if item.id not in now:
                    yield Problem("retired", f"{item.id!r} of version {version} is gone", "add its id to 'retired'")


@checklist_rule
def version_is_frozen(checklist: Checklist) -> Iterator[Problem]:
    """A version that is in the catalog keeps everything that can change a score.

    Such a change needs a new version in a new file.
    """
    known = in_catalog(catalog.load_checklist, checklist)
    if known and known.digest != checklist.digest:
        message = f"{checklist.version} is in the catalog with other weights, options, flags or items"
        yield Problem("version", message, "give this file a new version")


def _number(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split("."))
