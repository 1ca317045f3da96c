"""An assessment as HTML for a notebook's output cell: every text escaped, no style of its own beyond the table."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from ethics_audit.explanation import decimal
from ethics_audit.text import band_text, interval_text, known_part, limits, of_translation, score_text
from ethics_audit.weights import sentence

if TYPE_CHECKING:
    from ethics_audit.assessment import Assessment

TOP_FINDINGS = 10


def html(result: Assessment) -> str:
    """The result in words, the flags, the domains, the largest gaps and the limits."""
    parts = [
        f"<h3>{escape(result.audit.title)} {escape(result.audit.version)}</h3>",
        _summary(result),
        _list("Do today", [reason.action for reason in result.reasons if reason.action]),
        _list("Why this band", [reason.text for reason in result.reasons]),
        _table(
            "Domains",
            ["Domain", "Score", "Range", "Band"],
            [[one.title, score_text(one), interval_text(one), band_text(one)] for one in result.domains],
        ),
        _table(
            "What to do next",
            ["Question", "Answer", "Adds", "First step"],
            [
                [one.item.prompt, one.option.label, decimal(one.contribution), one.item.remedy]
                for one in result.findings[:TOP_FINDINGS]
            ],
        ),
        *(
            f"<p><small>{escape(limit)}</small></p>"
            for limit in (limits(result.audit)[0], *of_translation(result.audit))
        ),
    ]
    return f"<div>{''.join(parts)}</div>"


def _summary(result: Assessment) -> str:
    band = f"<strong>Band:</strong> {escape(band_text(result))}."
    score = f"<strong>Score:</strong> {score_text(result)} of 100."
    answered = f"<strong>Answered:</strong> {known_part(result)} of the weight."
    return f"<p>{band} {score} {answered} {escape(sentence(result.audit, result.answers, result))}</p>"


def _list(title: str, texts: list[str]) -> str:
    items = "".join(f"<li>{escape(text)}</li>" for text in texts)
    return f"<h4>{title}</h4><ul>{items}</ul>" if items else ""


def _table(title: str, head: list[str], rows: list[list[str]]) -> str:
    if not rows:
        return ""
    top = "".join(f'<th scope="col" style="text-align:left;padding:0 1em 0 0">{cell}</th>' for cell in head)
    body = "".join(
        "<tr>"
        + "".join(
            f'<td style="text-align:left;vertical-align:top;padding:0 1em 0 0">{escape(cell)}</td>' for cell in row
        )
        + "</tr>"
        for row in rows
    )
    return f"<h4>{title}</h4><table><thead><tr>{top}</tr></thead><tbody>{body}</tbody></table>"
