"""Hypothesis strategies: every value drawn is valid, and shrinks to the plainest of its kind."""

from __future__ import annotations

from hypothesis import strategies as st
from hypothesis.errors import InvalidArgument

from ethics_audit.model.answers import UNSURE, Answer, Answers, not_applicable
from ethics_audit.model.bands import BANDS, Band
from ethics_audit.model.definitions import KINDS, Audit, Checklist, Part
from ethics_audit.model.items import SEEN_IN, WINDOWS, Citation, Item, Option, Rating, RedFlag, Scale
from ethics_audit.model.policy import GRAVITY, Gravity, Policy, Thresholds
from ethics_audit.model.profile import KNOWN

_NAMES = st.text("abc_1", max_size=3).map("i{}".format)
_LINES = st.sampled_from(
    ["Plain words.", 'A "quote", a \\ and a \'.', "<b>&amp;</b>", "Ünïcödé 日本 ✓", "%s {0}"]
) | st.text(st.characters(exclude_categories=("C", "Z"), include_characters=" "), min_size=1, max_size=10).filter(
    lambda text: bool(text.strip())
)
_TEXTS = st.just("Two\nlines") | _LINES
_SOME_FACTS = ("minors", "telehealth", "profession.counselor")


_VERSIONS = st.sampled_from(["1.0", "0.1", "2.10", "10.0"])
_RISKS = st.integers(0, 100)
_RATINGS = st.builds(
    Rating,
    st.integers(1, 4),
    st.integers(1, 3),
    st.sampled_from(["normative", "expert", "empirical"]),
    st.tuples(_LINES),
)
_FLAGS = st.none() | st.builds(
    RedFlag, st.integers(1, 100), st.sampled_from([Band.MODERATE, Band.HIGH, Band.CRITICAL]), _TEXTS
)
_REQUIRED = st.frozensets(st.sampled_from(_SOME_FACTS), max_size=2)
_CITED = st.lists(st.builds(Citation, _LINES, _LINES), max_size=2, unique=True)
_EFFORTS = st.integers(1, 5)
_EXAMPLES = st.sampled_from(["", "A <b>case</b> & more."])
_ABOUT = st.sampled_from([(), ("a.b",), ("boundaries.gifts", "a.b")])
_FEEDBACK = st.sampled_from(["", 'Two\nlines with "quotes" 日本.'])
_KINDS = st.sampled_from(KINDS)
_WINDOWS = st.sampled_from(["", *WINDOWS])
_SEEN_IN = st.frozensets(st.sampled_from(SEEN_IN))
_HEAVIEST = 100


def scales(*, max_options: int = 5) -> st.SearchStrategy[Scale]:
    """Return scales of two to `max_options` options, in any order, with risks 0 and 100 among them.

    Raises:
        InvalidArgument: If `max_options` is less than 2.
    """
    _at_least("max_options", max_options, 2)
    return _scales(max_options)


@st.composite
def _scales(draw: st.DrawFn, max_options: int) -> Scale:
    between = draw(st.lists(_RISKS, max_size=max_options - 2))
    risks = draw(st.permutations([0, 100, *between]))
    ids = draw(st.lists(_NAMES, min_size=len(risks), max_size=len(risks), unique=True))
    labels = draw(st.lists(_LINES, min_size=len(risks), max_size=len(risks), unique=True))
    feedback = draw(_FEEDBACK)
    return Scale(tuple(Option(*option, feedback) for option in zip(ids, labels, risks, strict=True)))


_ANY_SCALE = _scales(5)


def items(checklist: str = "example", *, max_weight: int = 100) -> st.SearchStrategy[Item]:
    """Return items of the checklist with this id, of at most this weight.

    Raises:
        InvalidArgument: If `max_weight` is not from 1 to 100.
    """
    _at_least("max_weight", max_weight, 1)
    if max_weight > _HEAVIEST:
        raise InvalidArgument(f"max_weight={max_weight} is more than {_HEAVIEST}")
    return _items(checklist, max_weight)


@st.composite
def _items(draw: st.DrawFn, checklist: str, max_weight: int) -> Item:
    rating = draw(st.none() | _RATINGS.filter(lambda rating: rating.weight <= max_weight))
    is_event = draw(st.booleans())
    return Item(
        id=f"{checklist}.{draw(_NAMES)}",
        prompt=draw(_TEXTS),
        weight=rating.weight if rating else draw(st.integers(1, max_weight)),
        scale=draw(_ANY_SCALE),
        rationale=draw(_TEXTS),
        remedy=draw(_TEXTS),
        effort=draw(_EFFORTS),
        rating=rating,
        window=draw(_WINDOWS),
        event=is_event,
        not_applicable=is_event or draw(st.booleans()),
        requires=draw(_REQUIRED),
        red_flag=draw(_FLAGS),
        citations=draw(_CITED),
        example=draw(_EXAMPLES),
        about=draw(_ABOUT),
        crossing=draw(st.booleans()),
        seen_in=draw(_SEEN_IN),
    )


def checklists(id: str | None = None, *, max_items: int = 4, max_weight: int = 100) -> st.SearchStrategy[Checklist]:
    """Return checklists of one to `max_items` items, under this id or any.

    Raises:
        InvalidArgument: If `max_items` is less than 1, or `max_weight` is not from 1 to 100.
    """
    _at_least("max_items", max_items, 1)
    items(max_weight=max_weight)
    return _checklists(id, max_items, max_weight)


@st.composite
def _checklists(draw: st.DrawFn, id: str | None, max_items: int, max_weight: int) -> Checklist:
    name = draw(_NAMES) if id is None else id
    drawn = st.lists(_items(name, max_weight), min_size=1, max_size=max_items, unique_by=lambda item: item.id)
    retired = draw(st.frozensets(st.just(f"{name}.retired"), max_size=1))
    return Checklist(name, draw(_VERSIONS), draw(_LINES), draw(drawn), draw(_KINDS), retired)


def policies() -> st.SearchStrategy[Policy]:
    """Return policies with any rising thresholds, any minimum coverage and any gravity; the shipped one most often."""
    rising = st.lists(st.integers(1, 100), min_size=3, max_size=3, unique=True).map(
        lambda few: Thresholds(*sorted(few))
    )
    rules = st.lists(_gravities(), max_size=4, unique_by=lambda rule: rule.severity)
    return st.just(Policy(gravity=GRAVITY)) | st.builds(Policy, rising, st.integers(0, 100), rules)


@st.composite
def _gravities(draw: st.DrawFn) -> Gravity:
    bands = draw(st.lists(st.sampled_from(BANDS[1:]), min_size=1, unique=True))
    risks = draw(st.lists(st.integers(1, 100), min_size=len(bands), max_size=len(bands), unique=True))
    forced = {band.value: risk for band, risk in zip(sorted(bands), sorted(risks), strict=True)}
    return Gravity(draw(st.integers(1, 4)), **forced)


_ANY_POLICY = policies()


def audits(*, max_checklists: int = 3, max_items: int = 4, max_weight: int = 100) -> st.SearchStrategy[Audit]:
    """Return audits of one to `max_checklists` checklists with multipliers.

    Raises:
        InvalidArgument: If `max_checklists` or `max_items` is less than 1, or `max_weight` is not from 1 to 100.
    """
    _at_least("max_checklists", max_checklists, 1)
    checklists(max_items=max_items, max_weight=max_weight)
    return _audits(max_checklists, max_items, max_weight)


@st.composite
def _audits(draw: st.DrawFn, max_checklists: int, max_items: int, max_weight: int) -> Audit:
    ids = draw(st.lists(_NAMES, min_size=1, max_size=max_checklists, unique=True))
    parts = tuple(Part(draw(_checklists(id, max_items, max_weight)), draw(st.integers(1, 3))) for id in ids)
    return Audit(draw(_NAMES), draw(_VERSIONS), draw(_LINES), parts, draw(_ANY_POLICY))


def profiles(audit: Audit) -> st.SearchStrategy[frozenset[str]]:
    """Return profiles of the facts that this audit requires; of any known facts if it requires none."""
    return st.frozensets(st.sampled_from(audit.facts or sorted(KNOWN)))


def answer_to(item: Item, *, picked: bool = False) -> st.SearchStrategy[Answer]:
    """Return answers to an item: an option, `UNSURE`, or ``n/a`` where it may be; with `picked`, only options."""
    return st.sampled_from(_possible(item, picked=picked))


@st.composite
def answers_for(draw: st.DrawFn, audit: Audit, *, complete: bool = False) -> Answers:
    """Return answers that fit an audit, with a profile; with `complete`, an option is picked for every item."""
    numbers = draw(st.lists(_CHOICES, min_size=len(audit.items), max_size=len(audit.items)))
    given: dict[str, Answer] = {}
    for item, number in zip(audit.items.values(), numbers, strict=True):
        possible = _possible(item, picked=complete)
        if complete or number < len(possible) * (_MOST // len(possible)):
            given[item.id] = possible[number % len(possible)]
    return Answers(given, draw(profiles(audit)))


_MOST = 60
_CHOICES = st.integers(0, _MOST + _MOST // 4)
"""One number for each answer, since a strategy for each is slow; the highest fifth stands for no answer."""


def _possible(item: Item, *, picked: bool) -> list[Answer]:
    options = [option.id for option in item.options]
    if picked:
        return [*options]
    reasons = ("", 'a "reason" \\ 日本') if item.not_applicable else ()
    return [*options, UNSURE, *(not_applicable(reason) for reason in reasons)]


def _at_least(name: str, given: int, least: int) -> None:
    if given < least:
        raise InvalidArgument(f"{name}={given} is less than {least}")
