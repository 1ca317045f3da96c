"""An assessment as HTML for the output cell of a notebook: every text is escaped, and only the table has a style."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from ethics_audit.assessment.blocks import Paragraph, Section
from ethics_audit.assessment.explanation import decimal
from ethics_audit.assessment.page import sections
from ethics_audit.assessment.result import Result
from ethics_audit.assessment.weights import sentence
from ethics_audit.assessment.wording import answered_text, band_text, interval_text, limits, of_translation, score_text
from ethics_audit.base.language import gettext, speaking

TOP_FINDINGS = 10
HEAD = '<th scope="col" style="text-align:left;padding:0 1em 0 0">{}</th>'
CELL = '<td style="text-align:left;vertical-align:top;padding:0 1em 0 0">{}</td>'


def html(result: Result) -> str:
    """Print the flags, the result in words, the domains, the largest gaps and the limits."""
    found = {section.id: section for section in sections(result)}
    with speaking(result.audit.language):
        notes = (limits(result.audit)[0], *of_translation(result.audit))
        parts = [
            f"<h3>{escape(found['title'].title)}</h3>",
            _list(found.get("today")),
            _summary(result),
            _list(found.get("why")),
            _list(found.get("all-best")),
            _domains(result),
            _gaps(result),
            _strengths(found.get("strengths")),
            _list(found.get("not-arisen")),
            *(f"<p><small>{escape(note)}</small></p>" for note in notes),
        ]
    return f"<div>{''.join(parts)}</div>"


def _domains(result: Result) -> str:
    heads = [gettext("Domain"), gettext("Score"), gettext("Range"), gettext("Band")]
    rows = [[one.title, score_text(one), interval_text(one), band_text(one)] for one in result.domains]
    return _table(gettext("Domains"), heads, rows)


def _gaps(result: Result) -> str:
    heads = [gettext("Question"), gettext("Answer"), gettext("Adds"), gettext("First step")]
    rows = [
        [one.item.question, one.option.label, decimal(one.contribution), one.item.remedy]
        for one in result.findings[:TOP_FINDINGS]
    ]
    return _table(gettext("What to do next"), heads, rows)


def _strengths(section: Section | None) -> str:
    if section is None:
        return ""
    rows = [[one.line, one.then] for one in section.entries]
    return _table(section.title, [gettext("Question"), gettext("Answer")], rows)


def _summary(result: Result) -> str:
    band = gettext("<strong>Band:</strong> {band}.", band=escape(band_text(result)))
    score = gettext("<strong>Score:</strong> {score} of 100.", score=score_text(result))
    answered = gettext("<strong>Answered:</strong> {known}.", known=escape(answered_text(result)))
    return f"<p>{band} {score} {answered} {escape(sentence(result))}</p>"


def _list(section: Section | None) -> str:
    if section is None:
        return ""
    told = "".join(f"<p>{escape(block.text)}</p>" for block in section.blocks if isinstance(block, Paragraph))
    entries = "".join(f"<li>{escape(entry.then or entry.line)}</li>" for entry in section.entries)
    return f"<h4>{escape(section.title)}</h4>{told}<ul>{entries}</ul>"


def _table(title: str, heads: Iterable[str], rows: list[list[str]]) -> str:
    if not rows:
        return ""
    top = "".join(HEAD.format(escape(head)) for head in heads)
    body = "".join(f"<tr>{''.join(CELL.format(escape(text)) for text in row)}</tr>" for row in rows)
    return f"<h4>{escape(title)}</h4><table><thead><tr>{top}</tr></thead><tbody>{body}</tbody></table>"
