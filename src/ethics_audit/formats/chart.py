"""A form to print for an audit of five charts, question by question where a chart can show the answer."""

from __future__ import annotations

from html import escape

from ethics_audit.base.language import N_, gettext
from ethics_audit.formats.printed import page, paragraphs, seen_in
from ethics_audit.formats.wording import in_its_language
from ethics_audit.model.definitions import Audit
from ethics_audit.model.items import CHART, Item

ENDING = ".html"
LIMITS = (
    "It shows only the questions whose answer a chart can show (seen_in); it computes nothing.",
    "Weights, ratings, risks and red flags are left out.",
)
CHARTS = 5
_GUIDE = N_(
    "Take five charts without choosing them, for example every tenth. In each cell write yes if the chart shows what "
    "the statement says, no if it does not, and n/a if it does not apply to this client or did not come up. In the "
    "last column write how many say yes, out of how many that say yes or no. Write no names on this form."
)
_STYLE = (
    "td.cell{min-width:3.2rem}th.question{width:55%;min-width:11rem}tr>:last-child{white-space:nowrap}"
    "@media screen{table{display:block;overflow-x:auto}}@media print{table{width:calc(100% - 1px)}}"
)


@in_its_language
def export(audit: Audit) -> bytes:
    """Return the form.

    Raises:
        ArgumentError: If a chart can show the answer to none of the questions.
    """
    blanks = escape(gettext("Date: ____________ Read by: ____________"))
    body = [paragraphs(gettext(_GUIDE)), f"<p>{blanks}</p>\n"]
    for title, items in seen_in(audit, CHART):
        rows = "".join(map(_row, items))
        body.append(f"<h2>{escape(title)}</h2>\n<table>\n{_head()}<tbody>\n{rows}</tbody>\n</table>\n")
    return page(audit, gettext("{title}: five charts", title=audit.title), body, _STYLE)


def _head() -> str:
    charts = "".join(f'<th scope="col">{number}</th>' for number in range(1, CHARTS + 1))
    statement, count = escape(gettext("Statement")), escape(gettext("Count of yes"))
    first = f'<th scope="col" class="question">{statement}</th>'
    return f'<thead>\n<tr>{first}{charts}<th scope="col">{count}</th></tr>\n</thead>\n'


def _row(item: Item) -> str:
    name = f'<span class="quiet">{item.id}</span>'
    cells = '<td class="cell"></td>' * CHARTS
    count = gettext("__ of __")
    cells += f'<td class="cell">{escape(count)}</td>'
    return f'<tr><th scope="row">{escape(item.question)} {name}</th>{cells}</tr>\n'
