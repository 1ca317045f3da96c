"""Which definition a form was made of, and whether it computed what is computed here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ethics_audit.assessment.scoring import Scored, score
from ethics_audit.base.errors import NAMES_LISTED, Problem, shown
from ethics_audit.base.language import gettext
from ethics_audit.formats.dialects import RESULTS, TEXT, TRUTH, WHOLE, in_quotes
from ethics_audit.formats.wording import KNOWN_TOLD, NOT_KNOWN, NOTHING_APPLIES, PROVISIONAL, RANGE_TOLD, SCORE_TOLD
from ethics_audit.model.answers import Answers
from ethics_audit.model.definitions import Audit

DEFINITION = "definition"
"""The name of the result that says which definition a form was made of."""

_PARTS = {"score": 10, "low": 10, "high": 10, "coverage": 1000}
"""Into how many parts of one each quotient is rounded down."""

_TRUTHS = {"true": True, "1": True, "false": False, "0": False}
_NEARLY = 1e-9


def identity(audit: Audit) -> str:
    """The id, the version and the digest of a definition in one line, which is in the data that come back."""
    return f"{audit.id} {audit.version} {audit.digest}"


def other_definition(place: str, given: object, audit: Audit) -> list[Problem]:
    """Return the problem that data are of another definition than this one, or none; nothing given is none."""
    if given in (None, "", needed := identity(audit)):
        return []
    hint = f"read it with the audit and the version that it is of: {audit.id} {audit.version} asks and scores otherwise"
    return [Problem(place, f"expected {needed!r}, got {shown(given, 200)}", hint)]


def values(scored: Scored) -> dict[str, Any]:
    """Return the results as the expressions give them; None where there is none."""
    quotients = {
        "score": (scored.points, scored.weight),
        "low": (scored.points, scored.weight + scored.open_weight),
        "high": scored.worst,
        "coverage": (scored.weight, scored.weight + scored.open_weight),
    }
    told = {name: getattr(scored, name) for name in RESULTS} | {"flags": " ".join(scored.flags) or None}
    rounded = {
        name: _PARTS[name] * above // below / _PARTS[name] for name, (above, below) in quotients.items() if below
    }
    return told | rounded


def in_words(scored: Scored) -> str:
    """Return the result in words, as the expressions give it in the language that is spoken."""
    if scored.band_low is None or scored.band_high is None:
        return _said(NOTHING_APPLIES)
    numbers = {name: _number(value) for name, value in values(scored).items() if name in _PARTS}
    known = 1000 * scored.weight // (scored.weight + scored.open_weight) / 10
    names = {"low": scored.band_low.told, "high": scored.band_high.told, "band": scored.band and scored.band.told}
    band = _said(PROVISIONAL if scored.provisional else "{band}" if scored.band else NOT_KNOWN, **names)
    score = [_said(SCORE_TOLD, **numbers)] if scored.weight else []
    ends = [_said(RANGE_TOLD, **numbers), _said(KNOWN_TOLD, known=_number(known))] if scored.open_weight else []
    return ". ".join([band, *score, *ends])


def _said(message: str, **values: object) -> str:
    return in_quotes(gettext(message, **values))


def _number(value: float | None) -> str:
    """A number as the programs write it."""
    return f"{value}".removesuffix(".0")


def compare(audit: Audit, answers: Answers, computed: Mapping[str, object]) -> str:
    """Return what to tell where a form computed other results than this program from the same answers, or nothing.

    Args:
        audit: The definition.
        answers: The answers that came with the results; they fit it.
        computed: The results, under names such as ``score`` and ``consent:score``; what has another name is passed
            over, and so are numbers that are rounded otherwise.
    """
    whole, domains = score(audit, answers)
    scopes: dict[str, Scored] = {WHOLE: whole, **{f"{domain.id}:": domain for domain in domains}}
    differing = [
        f"{start}{name} is {shown(told)}, here {shown(value)}"
        for start, scored in scopes.items()
        for name, value in values(scored).items()
        if f"{start}{name}" in computed and not _same(name, told := computed[f"{start}{name}"], value)
    ]
    if not differing:
        return ""
    first = "; ".join(differing[:NAMES_LISTED])
    more = f" and {len(differing) - NAMES_LISTED} more" if len(differing) > NAMES_LISTED else ""
    return (
        f"the form computed other results than are computed here from its answers: {first}{more}; what is computed "
        "here counts, but whoever filled the form in saw the other"
    )


def _same(name: str, told: object, value: Any) -> bool:
    """Whether a result, as text or as a value, is what is computed here; a number may have more places."""
    if told in (None, "") or value is None:
        return told in (None, "") and value is None
    if RESULTS[name] == TEXT:
        return sorted(str(told).split()) == sorted(str(value).split())
    if RESULTS[name] == TRUTH:
        return _TRUTHS.get(str(told).lower()) is bool(value)
    try:
        above: float = float(str(told)) - value
    except ValueError:
        return False
    return -_NEARLY < above < (1 / _PARTS[name] if name in _PARTS else _NEARLY)
