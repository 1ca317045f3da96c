"""An assessment as HTML for a notebook's output cell: every text escaped, no style of its own beyond the table."""

from __future__ import annotations

from html import escape

from ethics_audit.assessment.explanation import decimal
from ethics_audit.assessment.result import Result
from ethics_audit.assessment.weights import sentence
from ethics_audit.assessment.wording import band_text, interval_text, known_part, limits, of_translation, score_text
from ethics_audit.base.language import gettext, speaking

TOP_FINDINGS = 10


def html(result: Result) -> str:
    """The flags, the result in words, the domains, the largest gaps and the limits."""
    with speaking(result.audit.language):
        parts = [
            f"<h3>{escape(result.audit.title)} {escape(result.audit.version)}</h3>",
            _list(gettext("Do today"), [reason.action for reason in result.reasons if reason.action]),
            _summary(result),
            _list(gettext("Why this band"), [reason.text for reason in result.reasons]),
            _domains(result),
            _gaps(result),
            *(
                f"<p><small>{escape(limit)}</small></p>"
                for limit in (limits(result.audit)[0], *of_translation(result.audit))
            ),
        ]
    return f"<div>{''.join(parts)}</div>"


def _domains(result: Result) -> str:
    return _table(
        gettext("Domains"),
        [gettext("Domain"), gettext("Score"), gettext("Range"), gettext("Band")],
        [[one.title, score_text(one), interval_text(one), band_text(one)] for one in result.domains],
    )


def _gaps(result: Result) -> str:
    return _table(
        gettext("What to do next"),
        [gettext("Question"), gettext("Answer"), gettext("Adds"), gettext("First step")],
        [
            [one.item.prompt, one.option.label, decimal(one.contribution), one.item.remedy]
            for one in result.findings[:TOP_FINDINGS]
        ],
    )


def _summary(result: Result) -> str:
    band = gettext("<strong>Band:</strong> {band}.", band=escape(band_text(result)))
    score = gettext("<strong>Score:</strong> {score} of 100.", score=score_text(result))
    answered = gettext("<strong>Answered:</strong> {known} of the weight.", known=known_part(result))
    return f"<p>{band} {score} {answered} {escape(sentence(result.audit, result.answers, result))}</p>"


def _list(title: str, texts: list[str]) -> str:
    items = "".join(f"<li>{escape(text)}</li>" for text in texts)
    return f"<h4>{escape(title)}</h4><ul>{items}</ul>" if items else ""


def _table(title: str, head: list[str], rows: list[list[str]]) -> str:
    if not rows:
        return ""
    top = "".join(f'<th scope="col" style="text-align:left;padding:0 1em 0 0">{escape(cell)}</th>' for cell in head)
    body = "".join(
        "<tr>"
        + "".join(
            f'<td style="text-align:left;vertical-align:top;padding:0 1em 0 0">{escape(cell)}</td>' for cell in row
        )
        + "</tr>"
        for row in rows
    )
    return f"<h4>{escape(title)}</h4><table><thead><tr>{top}</tr></thead><tbody>{body}</tbody></table>"
