"""The output cell of a notebook."""

import re
from html.parser import HTMLParser

from support.builders import audit, checklist, item

import ethics_audit as ea
from ethics_audit.assessment.blocks import Paragraph, Section
from ethics_audit.assessment.notebook import _list, _strengths

NASTY = "<script>alert('x')</script> & \"quoted\""


def test_notebook_page_is_escaped_and_well_formed(quarterly: ea.Audit) -> None:
    """Every text of a definition is shown as text."""
    texts = {"prompt": NASTY, "remedy": NASTY, "red_flag": ea.RedFlag(50, ea.Band.HIGH, NASTY)}
    definition = ea.Audit("x", "1.0", NASTY[:90], (ea.Part(checklist("a", item("a.i", **texts))),))
    html = ea.assess(definition, {"a.i": "r100"})._repr_html_()
    assert "<script" not in html
    assert html.count("&lt;script&gt;") == 5
    _Balanced().feed(html)
    assert "Domains" in ea.assess(quarterly, {})._repr_html_()


def test_notebook_tells_what_is_at_its_best_and_what_did_not_come_up() -> None:
    """The cell has both lists, with the time of each question, and neither where there is nothing to tell."""
    definition = checklist("a", item("a.i", window="present"), item("a.once", event=True, window="twelve months"))
    html = ea.assess(definition, {"a.i": "r0", "a.once": "n/a"})._repr_html_()
    assert "<h4>What is at its best</h4>" in html
    assert "At present: I do a.i.</td>" in html
    assert "<h4>Did not come up</h4><p>Of the 1 events" in html
    assert "<li>In the last twelve months: I do a.once.</li>" in html
    nothing = ea.assess(definition, {"a.i": "r100"})._repr_html_()
    assert "At present: I do a.i.</td>" in nothing
    assert "at its best" not in nothing
    assert "Did not come up" not in nothing


def test_whole_cell() -> None:
    """Every section that has something to show, in order."""
    flag = ea.RedFlag(100, "high", "Call today.")
    definition = audit(
        checklist("a", item("a.flag", 2, red_flag=flag), item("a.best"), item("a.once", event=True)),
        checklist("b", item("b.open")),
    )
    result = ea.assess(definition, {"a.flag": "r100", "a.best": "r0", "a.once": "n/a"})
    assert plain(result) == (
        "<div><h3>Example 1.0</h3><h4>Do today</h4><ul><li>Call today.</li></ul>"
        "<p><strong>Band:</strong> not known yet: at least high, at most critical. <strong>Score:</strong> 66.6 of 100."
        " <strong>Answered:</strong> 2 of 3 questions. If every weight were off by up to 25 %, the score of what is "
        "answered would lie between 54.5 and 76.9.</p>"
        "<h4>Why this band</h4><ul><li>The score of 66.6 is in the band critical (from 60).</li>"
        "<li>A red flag is raised (&quot;I do a.flag&quot;): the band is at least high, whatever the score.</li>"
        "<li>1 question is open. Too much depends on what is open for a band yet: it is at least high and at most "
        "critical.</li></ul>"
        "<h4>Domains</h4><table><thead><tr><th>Domain</th><th>Score</th><th>Range</th><th>Band</th></tr></thead>"
        "<tbody><tr><td>A</td><td>66.6</td><td></td><td>critical</td></tr>"
        "<tr><td>B</td><td>-</td><td>0.0 to 100.0</td><td>not known yet: at least low, at most critical</td></tr>"
        "</tbody></table>"
        "<h4>What to do next</h4><table><thead><tr><th>Question</th><th>Answer</th><th>Adds</th><th>First step</th>"
        "</tr></thead><tbody><tr><td>I do a.flag.</td><td>Risk 100</td><td>66.6</td><td>Begin.</td></tr>"
        "</tbody></table>"
        "<h4>What is at its best</h4><table><thead><tr><th>Question</th><th>Answer</th></tr></thead>"
        "<tbody><tr><td>I do a.best.</td><td>Risk 0</td></tr></tbody></table>"
        "<h4>Did not come up</h4><p>Of the 1 events that you were asked about, 1 did not come up. Nobody sees "
        "everything: if it comes up for most clinicians, look again.</p><ul><li>I do a.once.</li></ul>"
        "<p><small>This score measures gaps in practice"
    )


def test_cell_without_a_gap() -> None:
    """It says so kindly, and has no list of what to do."""
    cell = plain(ea.assess(checklist("a", item("a.i")), {"a.i": "r0"}))
    assert "</ul><h4>Every answer is the best one</h4><p>That may well be so." in cell
    assert "<td>low</td></tr></tbody></table><h4>What is at its best</h4>" in cell


def plain(result: ea.Assessment) -> str:
    """The cell without the styles of its table, up to the first words of its notes."""
    cell, note, words = re.sub(r' (style|scope)="[^"]*"', "", result._repr_html_()).partition("<p><small>")
    return cell + note + " ".join(words.split()[:6])


class _Balanced(HTMLParser):
    """Fails where a tag is closed that is not open."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: object) -> None:  # noqa: ARG002
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_paragraphs_follow_each_other() -> None:
    """Nothing stands between them, and nothing where there is no section."""
    assert _list(Section("x", "Title", [Paragraph("One."), Paragraph("Two.")])) == (
        "<h4>Title</h4><p>One.</p><p>Two.</p><ul></ul>"
    )
    assert (_list(None), _strengths(None)) == ("", "")
