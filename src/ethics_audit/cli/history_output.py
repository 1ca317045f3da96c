"""What the commands around the history print."""

from __future__ import annotations

import json
from collections.abc import Sequence

from ethics_audit.assessment.blocks import Section
from ethics_audit.assessment.change.trend import Trend, trend
from ethics_audit.assessment.change.trend import sections as trend_sections
from ethics_audit.assessment.wording import band_text, score_text
from ethics_audit.base.errors import ArgumentError, nearest
from ethics_audit.base.language import N_, gettext, ngettext
from ethics_audit.base.layout import hanging, wrapped
from ethics_audit.cli.options import to_begin
from ethics_audit.cli.sentences import sentence, whole
from ethics_audit.history import Kept, Verified
from ethics_audit.history.quarters import names
from ethics_audit.history.replay import Book
from ethics_audit.model.definitions import PRACTICE

FORMAT = "ethics-audit/history"
FORMAT_VERSION = 1
HEAD = N_(
    "Write the head down, or keep a report, which carries it: only someone who has an earlier head can see that its "
    "end was cut off."
)


def listed(audits: Sequence[Kept]) -> str:
    """The audits that stand, one a line."""
    if not audits:
        command = whole(to_begin())
        return sentence(gettext("Your history is empty. '{command}' keeps a finished audit there.", command=command))
    rows = [(gettext("day"), gettext("audit"), gettext("score"))]
    rows += [(one.day, one.result.audit.id, score_text(one.result)) for one in audits]
    days, ids, scores = (max(map(len, column)) for column in zip(*rows, strict=True))
    leads = [f"{day:<{days}}  {id:<{ids}}  {score:>{scores}}  " for day, id, score in rows]
    lines = [hanging(f"{one.number:>4}  {lead}", _band(one)) for one, lead in zip(audits, leads[1:], strict=True)]
    return "\n".join([" " * 6 + leads[0] + gettext("band"), *lines])


def _band(one: Kept) -> str:
    """The band of an audit, and what it corrects, if it does."""
    band = band_text(one.result)
    if not one.corrects:
        return band
    return gettext("{band}; corrects {number}: {reason}", band=band, number=one.corrects, reason=one.reason)


def document(book: Book, audits: Sequence[Kept]) -> str:
    """The audits that stand, for other programs."""
    rows = [
        {
            "number": one.number,
            "day": one.day,
            "quarter": one.quarter,
            "audit": {
                "id": one.result.audit.id,
                "version": one.result.audit.version,
                "digest": one.result.audit.digest,
            },
            "score": one.result.score,
            "band": one.result.band,
            "flags": list(one.result.flags),
            "vector": one.result.vector,
            "corrects": one.corrects,
            "reason": one.reason,
            "hash": one.hash,
        }
        for one in audits
    ]
    whole = {"format": FORMAT, "format_version": FORMAT_VERSION, "head": book.head, "entries": book.count}
    return json.dumps({**whole, "audits": rows}, ensure_ascii=False, indent=2)


def verified(found: Verified) -> str:
    """That a history is as it was written, and what that does not show."""
    told = [wrapped(_counted(found)), gettext("Head  {head}", head=found.head)]
    if found.known_at:
        told.append(gettext("The head that you gave is that of entry {number}.", number=found.known_at))
    elif found.known_at == 0:
        told.append(gettext("The head that you gave is that of an empty history, and shows nothing."))
    return "\n".join([*told, "", wrapped(gettext(HEAD))])


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
    """The same for other programs."""
    fields = {"entries": found.count, "head": found.head, "removed": found.removed, "known_at": found.known_at}
    return json.dumps({"format": f"{FORMAT}-verified", "format_version": FORMAT_VERSION, **fields}, indent=2)


def alike(audits: Sequence[Kept], id: str | None) -> list[Kept]:
    """At least two audits with an id; with that of the newest of one's own practice, if none is named.

    Raises:
        ArgumentError: If there are fewer.
    """
    own = [one for one in audits if one.result.audit.kind == PRACTICE] or list(audits)
    wanted = id or (own[-1].result.audit.id if own else "")
    found = [one for one in audits if one.result.audit.id == wanted]
    if len(found) < 2:  # noqa: PLR2004 - a trend is between two
        ids = sorted({one.result.audit.id for one in audits})
        told = f"holds {len(found)} audits of {wanted!r}" if wanted else "holds no audit yet"
        raise ArgumentError("history", f"{told}; a trend takes two", nearest(wanted, ids) if id else "")
    return found


def trend_of(audits: Sequence[Kept]) -> Trend:
    """The trend of audits with the same id."""
    return trend(one.result for one in audits)


def trend_page(audits: Sequence[Kept]) -> list[Section]:
    """Return the trend as the sections of a page."""
    found = trend_of(audits)
    title = gettext(
        "{audit}: {first} to {last}",
        audit=audits[-1].result.audit.title,
        first=names(audits)[0],
        last=names(audits)[-1],
    )
    return [Section("title", title, (), is_page=True), *trend_sections(found, names(audits))]
