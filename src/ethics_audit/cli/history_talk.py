"""What the commands around the history print."""

from __future__ import annotations

import json
from collections.abc import Sequence

from ethics_audit import text_trend
from ethics_audit.errors import ArgumentError
from ethics_audit.history import Kept, Verified
from ethics_audit.history.around import names
from ethics_audit.history.book import Book
from ethics_audit.layout import hanging, wrapped
from ethics_audit.text import band_text, score_text
from ethics_audit.trends import Trend, trend

FORMAT = "ethics-audit/history"
FORMAT_VERSION = 1
NOTHING = "Your history is empty. 'ethics-audit start' keeps a finished audit there."
HEAD = (
    "Write the head down, or keep a report, which carries it: only someone who has an earlier head can see that its "
    "end was cut off."
)


def listed(audits: Sequence[Kept]) -> str:
    """The audits that stand, one a line."""
    if not audits:
        return NOTHING
    longest = max(len(one.result.audit.id) for one in audits)
    rows = []
    for one in audits:
        score = f"{score_text(one.result):>5}"
        correction = f"; corrects {one.corrects}: {one.reason}" if one.corrects else ""
        lead = f"{one.number:>4}  {one.day}  {one.result.audit.id:<{longest}}  {score}  "
        rows.append(hanging(lead, f"{band_text(one.result)}{correction}"))
    return "\n".join([f"{'':>4}  {'day':<10}  {'audit':<{longest}}  score  band", *rows])


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
    removed = f", {found.removed} of them with their content removed" if found.removed else ""
    known = f"\nThe head that you gave is that of entry {found.known_at}." if found.known_at else ""
    told = f"The history is as it was written: {found.count} entries{removed}.\nHead  {found.head}{known}"
    return f"{told}\n\n{wrapped(HEAD)}"


def verified_document(found: Verified) -> str:
    """The same for other programs."""
    fields = {"entries": found.count, "head": found.head, "removed": found.removed, "known_at": found.known_at}
    return json.dumps({"format": f"{FORMAT}-verified", "format_version": FORMAT_VERSION, **fields}, indent=2)


def trend_of(audits: Sequence[Kept]) -> Trend:
    """The trend of audits of one kind.

    Raises:
        ArgumentError: If there are fewer than two.
    """
    if len(audits) < 2:  # noqa: PLR2004 - a trend is between two
        raise ArgumentError("history", f"holds {len(audits)} of these audits; a trend takes two")
    return trend(one.result for one in audits)


def trend_text(audits: Sequence[Kept]) -> str:
    """The trend as a page."""
    found = trend_of(audits)
    title = f"{audits[-1].result.audit.title}: {names(audits)[0]} to {names(audits)[-1]}"
    return "\n\n".join([f"{title}\n{'=' * len(title)}", *text_trend.sections(found, names(audits))])
