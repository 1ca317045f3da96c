"""What each column of a table is taken for."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence

from attrs import evolve, frozen

from ethics_audit.base.causes import unknown
from ethics_audit.base.errors import AnswerError, Problem
from ethics_audit.base.likeness import folded, nearest
from ethics_audit.frames.layouts.matching import Claim, Matcher
from ethics_audit.frames.layouts.titles import Title
from ethics_audit.model.definitions import Audit

STRENGTHS = ("argument", "id", "name", "group", "prompt")
"""How columns are recognized, the surest way first."""
PERSONS = (
    *("person", "person_id", "participant", "participant_id", "participant_number", "subject", "subject_id"),
    *("clinician", "clinician_id", "respondent", "respondent_id", "user_id", "record_id", "record", "study_id", "pid"),
    *("case_id", "caseid", "code", "pseudonym", "id", "responseid", "response_id", "persona", "participante"),
)
"""The names of a column that names a person, the surest first."""
TOO_COMMON = frozenset({"id", "responseid", "time"})
"""The names that name no key behind that of a group, as in ``device/id``."""
_GROUP = re.compile(r"^.*[-/:]", re.DOTALL)
OCCASIONS = (
    "occasion",
    "quarter",
    "wave",
    "timepoint",
    "time_point",
    "measurement",
    "round",
    "visit",
    "period",
    "time",
)
"""The same for occasions."""


@frozen
class Role:
    """What a column is taken for.

    Attributes:
        place: Its place in the file.
        title: Its titles.
        claim: The item or fact that it stands for; None if it stands for neither.
    """

    place: int
    title: Title
    claim: Claim | None = None

    @property
    def name(self) -> str:
        """The name in the file."""
        return self.title.name


def roles(titles: Sequence[Title], matcher: Matcher, audit: Audit, given: Mapping[str, str], source: str) -> list[Role]:
    """Return what each column is taken for.

    Args:
        titles: The titles of the columns.
        matcher: Recognizes them.
        audit: The definition.
        given: The item or fact of some columns, by their names.
        source: The name of the table in errors.

    Raises:
        AnswerError: With every column that could be two things, and each wrong name among those given.
    """
    named = _given(titles, audit, given, source)
    found, problems = [], []
    for place, title in enumerate(titles):
        claims = [Claim(named[title.name], "argument")] if title.name in named else _best(title.claims(matcher))
        if len({claim.known for claim in claims}) > 1:
            could = " or ".join(sorted({claim.known for claim in claims}))
            hint = f"say which: columns={{{title.name[:40]!r}: {claims[0].known!r}}}"
            problems.append(Problem(title.name, f"could be {could}", hint, "unclear"))
        found.append(Role(place, title, claims[0] if claims else None))
    if problems:
        raise AnswerError(problems, source)
    return _occasions(found)


def _best(claims: Sequence[Claim]) -> list[Claim]:
    """Return one claim for each thing that the titles stand for, the surest."""
    best: dict[str, Claim] = {}
    for claim in sorted(claims, key=lambda claim: STRENGTHS.index(claim.by)):
        best.setdefault(claim.known, claim)
    return list(best.values())


def _given(titles: Sequence[Title], audit: Audit, given: Mapping[str, str], source: str) -> dict[str, str]:
    """Return the item or fact of each column that an argument names, whichever way around it does."""
    known = {*audit.items, *audit.facts}
    found, problems = {}, []
    for column, meant in given.items():
        if column in known and meant not in known:
            column, meant = meant, column  # noqa: PLW2901 - a mapping from the items to the columns
        title = next((title for title in titles if title.answers_to(column)), None)
        if title is None:
            problems.append(unknown("columns", "a column", column, [title.name for title in titles]))
        elif meant not in known:
            problems.append(unknown(f"columns.{column}", "an item or a fact of the audit", meant, known))
        else:
            found[title.name] = meant
    if problems:
        raise AnswerError(problems, source)
    return found


def _occasions(found: Sequence[Role]) -> list[Role]:
    """Return columns with the occasion that their titles name only where it is one.

    A number before a name is mostly that of the question, and so is one behind it if it differs from item to item.
    """
    by_item: dict[str, list[Claim]] = {}
    for role in found:
        if role.claim is not None:
            by_item.setdefault(role.claim.known, []).append(role.claim)
    several = any(len({claim.occasion for claim in claims if claim.occasion}) > 1 for claims in by_item.values())
    behind = {claim.occasion.casefold() for claims in by_item.values() for claim in claims if not claim.is_before}
    is_one = len(behind) == 1 and behind != {""} and len(by_item) > 1
    if several or is_one:
        return list(found)
    return [evolve(role, claim=role.claim and role.claim._replace(occasion="")) for role in found]


def once(found: Sequence[Role], is_blank: Callable[[int], bool]) -> list[Role]:
    """Return columns so that each item and fact has one for each occasion, without empty ones beside a filled one.

    Raises:
        AnswerError: With every two columns of one item.
    """
    claimed: dict[tuple[str, str], list[Role]] = {}
    for role in found:
        if role.claim is not None:
            claimed.setdefault((role.claim.known, folded(role.claim.occasion)), []).append(role)
    left: set[int] = set()
    problems = []
    for (known, _), those in claimed.items():
        if len(those) == 1:
            continue
        filled = [role for role in those if not is_blank(role.place)] or those[:1]
        left |= {role.place for role in those if role not in filled}
        if len(filled) > 1:
            names = ", ".join(repr(role.name[:40]) for role in filled[1:])
            hint = "leave one of them out, or name the right one with columns="
            problems.append(
                Problem(
                    filled[0].name, f"is a column of {known!r}, which has another column too: {names}", hint, "repeated"
                )
            )
    if problems:
        raise AnswerError(problems)
    return [evolve(role, claim=None) if role.place in left else role for role in found]


def named_columns(
    argument: str, given: str | Sequence[str] | None, titles: Sequence[Title], likely: Sequence[str]
) -> list[int]:
    """Return the places of the columns that an argument names; else that of the likeliest name, or none.

    Kobo's ``_id`` and ODK's ``__id`` name what was sent, and nobody.

    Raises:
        AnswerError: If there is no such column.
    """
    if given is None:
        named = ((text, place) for place, title in enumerate(titles) for text in title.texts)
        places = [(text, place) for text, place in named if not text.startswith("_")][::-1]
        by_name = {folded(_GROUP.sub("", text)): place for text, place in places}
        by_name = {name: place for name, place in by_name.items() if name not in TOO_COMMON}
        by_name |= {folded(text): place for text, place in places}
        return [by_name[name] for name in map(folded, likely) if name in by_name][:1]
    names = [given] if isinstance(given, str) else list(given)
    return [_place(argument, name, titles) for name in names]


def _place(argument: str, name: str, titles: Sequence[Title]) -> int:
    for place, title in enumerate(titles):
        if title.answers_to(name):
            return place
    raise AnswerError(
        [Problem(argument, f"expected a column, got {name!r}", nearest(name, _names(titles)), "unknown-name")]
    )


def _names(titles: Sequence[Title]) -> Iterator[str]:
    return (title.name for title in titles)
