"""What the commands of the history print."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence

import click

from ethics_audit.assessment.blocks import Section
from ethics_audit.assessment.change import trend
from ethics_audit.assessment.wording import band_text, score_text
from ethics_audit.base.dates import in_words
from ethics_audit.base.errors import ArgumentError
from ethics_audit.base.language import N_, gettext, ngettext
from ethics_audit.base.layout import hanging, has_columns, short, wrapped
from ethics_audit.base.likeness import nearest
from ethics_audit.cli.sentences import sentence, to_begin, whole
from ethics_audit.history import Kept, Verified, quarters
from ethics_audit.history.replay import AUDIT, Book
from ethics_audit.model.definitions import PRACTICE

FORMAT = "ethics-audit/history"
FORMAT_VERSION = 1
HEAD = N_(
    "Write the head down, or keep a report, which carries it: only someone who has an earlier head can see that its "
    "end was cut off."
)


def listed(book: Book, audits: Sequence[Kept]) -> str:
    """Return a table of audits, one a line, and what became of the numbers that no audit has any more."""
    return "\n\n".join(filter(None, [_table(audits), removed(book.gone(AUDIT))]))


def removed(numbers: Sequence[int]) -> str:
    """Return that what had these numbers was removed; nothing without any."""
    known = ", ".join(map(str, numbers))
    told = ngettext("Number {numbers} was removed.", "Numbers {numbers} were removed.", len(numbers), numbers=known)
    return wrapped(told) if numbers else ""


def _table(audits: Sequence[Kept]) -> str:
    if not audits:
        command = whole(to_begin())
        return sentence(gettext("Your history is empty. '{command}' keeps a finished audit there.", command=command))
    rows = [(gettext("day"), gettext("audit"), gettext("score"))]
    rows += [(in_words(kept.day), short(kept.result.audit.title), score_text(kept.result)) for kept in audits]
    if not has_columns():
        return "\n".join(hanging(f"{kept.number:>3}  ", _said(kept)) for kept in audits)
    days, names, scores = (max(map(len, column)) for column in zip(*rows, strict=True))
    leads = [f"{day:<{days}}  {name:<{names}}  {score:>{scores}}  " for day, name, score in rows]
    lines = [hanging(f"{kept.number:>4}  {lead}", _band(kept)) for kept, lead in zip(audits, leads[1:], strict=True)]
    return "\n".join([" " * 6 + leads[0] + gettext("band"), *lines])


def _said(kept: Kept) -> str:
    """Return an audit in a sentence."""
    return f"{in_words(kept.day)}: {kept.result.audit.title}, {score_text(kept.result)}, {_band(kept)}"


def _band(kept: Kept) -> str:
    """Return the band of an audit, and what it corrects if it is a correction."""
    band = band_text(kept.result)
    if not kept.corrects:
        return band
    return gettext("{band}; corrects {number}: {reason}", band=band, number=kept.corrects, reason=kept.reason)


def document(book: Book, audits: Sequence[Kept]) -> str:
    """Return audits as JSON."""
    rows = [
        {
            "number": kept.number,
            "day": kept.day,
            "quarter": kept.quarter,
            "audit": {field: getattr(kept.result.audit, field) for field in ("id", "version", "digest")},
            "score": kept.result.score,
            "band": kept.result.band,
            "flags": list(kept.result.flags),
            "vector": kept.result.vector,
            "corrects": kept.corrects,
            "reason": kept.reason,
            "hash": kept.hash,
        }
        for kept in audits
    ]
    whole = {"format": FORMAT, "format_version": FORMAT_VERSION, "head": book.head, "entries": book.count}
    return json.dumps({**whole, "audits": rows}, ensure_ascii=False, indent=2)


def verified(found: Verified) -> str:
    """Return that a history is as it was written, and what that does not show."""
    lines = [wrapped(_counted(found)), gettext("Head  {head}", head=found.head)]
    if found.known_at:
        lines.append(gettext("The head that you gave is that of entry {number}.", number=found.known_at))
    elif found.known_at == 0:
        lines.append(gettext("The head that you gave is that of an empty history, and shows nothing."))
    return "\n".join([*lines, "", wrapped(gettext(HEAD))])


def _counted(found: Verified) -> str:
    if not found.removed:
        return ngettext(
            "The history is as it was written: {count} entry.",
            "The history is as it was written: {count} entries.",
            found.count,
        )
    return ngettext(
        "The history is as it was written: {count} entry, {removed} of them with their content removed.",
        "The history is as it was written: {count} entries, {removed} of them with their content removed.",
        found.count,
        removed=found.removed,
    )


def verified_document(found: Verified) -> str:
    """Return the same as JSON."""
    fields = {"entries": found.count, "head": found.head, "removed": found.removed, "known_at": found.known_at}
    return json.dumps({"format": f"{FORMAT}-verified", "format_version": FORMAT_VERSION, **fields}, indent=2)


def alike(audits: Sequence[Kept], id: str | None) -> list[Kept]:
    """Return at least two audits with an id; by default that of the newest audit of one's own practice.

    Raises:
        ArgumentError: If there are fewer.
    """
    own = of_practice(audits) or audits
    wanted = id or (own[-1].result.audit.id if own else "")
    found = [kept for kept in audits if kept.result.audit.id == wanted]
    if len(found) < 2:  # noqa: PLR2004 - a trend is between two
        ids = sorted({kept.result.audit.id for kept in audits})
        counted = "1 audit" if len(found) == 1 else f"{len(found)} audits"
        problem = f"holds {counted} of {wanted!r}" if wanted else "holds no audit yet"
        raise ArgumentError("history", f"{problem}; a trend takes two", nearest(wanted, ids) if id else "")
    return found


def of_practice(audits: Iterable[Kept]) -> list[Kept]:
    """Return the audits of one's own practice."""
    return [kept for kept in audits if kept.result.audit.kind == PRACTICE]


def newest(audits: Sequence[Kept]) -> Kept:
    """Return the last of some audits.

    Raises:
        UsageError: If there is none.
    """
    if not audits:
        raise click.UsageError(f"there is no audit in your history yet: '{to_begin()}' keeps one")
    return audits[-1]


def trend_page(audits: Sequence[Kept], found: trend.Trend) -> list[Section]:
    """Return the trend as the sections of a page."""
    title = gettext(
        "{audit}: {first} to {last}",
        audit=audits[-1].result.audit.title,
        first=quarters.names(audits)[0],
        last=quarters.names(audits)[-1],
    )
    return [Section("title", title, (), is_page=True), *trend.sections(found, quarters.names(audits))]
