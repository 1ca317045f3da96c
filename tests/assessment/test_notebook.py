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
    assert html.count("&lt;script&gt;") == 4
    _Balanced().feed(html)
    assert "Domains" in ea.assess(quarterly, {})._repr_html_()


class _Balanced(HTMLParser):
    """Fails where a tag is closed that is not open."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: object) -> None:  # noqa: ARG002
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag
