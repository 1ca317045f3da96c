"""Days on a page."""

from ethics_audit.report.days import whole_days


def test_days_are_told_in_words() -> None:
    """A day is in words of the language on one line, with its ISO form for programs; the text around it is escaped."""
    told = '&lt;b&gt; by <time class="day" datetime="2026-12-05">December 5, 2026</time>'
    assert whole_days("<b> by 2026-12-05") == told


def test_what_is_no_day_stays() -> None:
    """Digits that look like a day and are none are shown as they were written."""
    assert whole_days("2026-13-45 or 2026-q4") == "2026-13-45 or 2026-q4"
