"""The output cell of a notebook."""

from html.parser import HTMLParser

from support.builders import checklist, item

import ethics_audit as ea

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


class _Balanced(HTMLParser):
    """Fails where a tag is closed that is not open."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: object) -> None:  # noqa: ARG002
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag
