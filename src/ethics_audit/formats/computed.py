"""The definition that a form was made from, and whether the form computed the same results as this library."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from itertools import islice
from typing import Any

from ethics_audit.assessment.scoring import Scored, score
from ethics_audit.base.errors import Problem, shown
from ethics_audit.base.language import gettext
from ethics_audit.base.likeness import NAMES_LISTED
from ethics_audit.formats.dialects import RESULTS, TEXT, TRUTH, WHOLE, in_quotes
from ethics_audit.formats.wording import KNOWN_TEXT, NOT_KNOWN, NOTHING_APPLIES, PROVISIONAL, RANGE_TEXT, SCORE_TEXT
from ethics_audit.model.answers import Answers
from ethics_audit.model.definitions import Audit

DEFINITION = "definition"
"""The name of the result that says which definition a form was made from."""

_PARTS = {"score": 10, "low": 10, "high": 10, "coverage": 1000}
"""The parts of one to which each quotient is rounded down."""

_TRUTHS = {"true": True, "1": True, "false": False, "0": False}
_NEARLY = 1e-9


def identity(audit: Audit) -> str:
    """Return the id, version and digest of a definition on one line, which comes back with the answers."""
    return f"{audit.id} {audit.version} {audit.digest}"


def other_definition(place: str, given: object, audit: Audit) -> list[Problem]:
    """Return the problem of answers that came with the identity of another definition; none if they came with none."""
    if given in (None, "", needed := identity(audit)):
        return []
    hint = "read it with the audit and version that it was made from"
    return [Problem(place, f"expected {needed!r}, got {shown(given, 200)}", hint, "other-definition")]


def values(scored: Scored) -> dict[str, Any]:
    """Return the results as the expressions compute them, with None where there is none."""
    quotients = {
        "score": (scored.points, scored.weight),
        "low": (scored.points, scored.weight + scored.open_weight),
        "high": scored.worst,
        "coverage": (scored.weight, scored.weight + scored.open_weight),
    }
    exact = {name: getattr(scored, name) for name in RESULTS} | {"flags": " ".join(scored.flags) or None}
    rounded = {
        name: _PARTS[name] * above // below / _PARTS[name] for name, (above, below) in quotients.items() if below
    }
    return exact | rounded


def in_words(scored: Scored) -> str:
    """Return the result in words, as the expressions compute it in the current language."""
    if scored.band_low is None or scored.band_high is None:
        return _message(NOTHING_APPLIES)
    numbers = {name: _number(value) for name, value in values(scored).items() if name in _PARTS}
    known = 1000 * scored.weight // (scored.weight + scored.open_weight) / 10
    names = {"low": scored.band_low.told, "high": scored.band_high.told, "band": scored.band and scored.band.told}
    band = _message(PROVISIONAL if scored.provisional else "{band}" if scored.band else NOT_KNOWN, **names)
    score = [_message(SCORE_TEXT, **numbers)] if scored.weight else []
    ends = [_message(RANGE_TEXT, **numbers), _message(KNOWN_TEXT, known=_number(known))] if scored.open_weight else []
    return ". ".join([band, *score, *ends])


def _message(message: str, **values: object) -> str:
    return in_quotes(gettext(message, **values))


def _number(value: float | None) -> str:
    """Return a number as the other programs write it."""
    return f"{value}".removesuffix(".0")


def compare(audit: Audit, answers: Answers, computed: Mapping[str, object]) -> str:
    """Return a warning if a form computed other results from the same answers, else an empty text.

    Results have names such as ``score`` and ``consent:score``. Other names are ignored, and so are differences in
    rounding.
    """
    whole, domains = score(audit, answers)
    scopes: dict[str, Scored] = {WHOLE: whole, **{f"{domain.id}:": domain for domain in domains}}
    differing = [
        f"{start}{name} is {shown(theirs)}, here {shown(value)}"
        for start, scored in scopes.items()
        for name, value in values(scored).items()
        if f"{start}{name}" in computed and not _same(name, theirs := computed[f"{start}{name}"], value)
    ]
    if not differing:
        return ""
    first = listed(differing, separator="; ")
    return (
        f"the form computed other results from its answers than this program does: {first}; the results here count, "
        "but whoever filled in the form saw the others"
    )


def listed(names: Collection[str], show: Callable[[str], str] = str, separator: str = ", ") -> str:
    """Return the first names, and how many more there are."""
    more = f" and {len(names) - NAMES_LISTED} more" if len(names) > NAMES_LISTED else ""
    return separator.join(map(show, islice(names, NAMES_LISTED))) + more


def _same(name: str, theirs: object, value: Any) -> bool:
    """Return whether a result, as text or as a value, is the one computed here; a number may have more decimals."""
    if theirs in (None, "") or value is None:
        return theirs in (None, "") and value is None
    if RESULTS[name] == TEXT:
        return sorted(str(theirs).split()) == sorted(str(value).split())
    if RESULTS[name] == TRUTH:
        return _TRUTHS.get(str(theirs).lower()) is bool(value)
    try:
        above: float = float(str(theirs)) - value
    except ValueError:
        return False
    return -_NEARLY < above < (1 / _PARTS[name] if name in _PARTS else _NEARLY)
