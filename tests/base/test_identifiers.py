"""Hints of text that may identify a person."""

import pytest

from ethics_audit.base.identifiers import looks_like


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("ask a.b@example.org", "an e-mail address"),
        ("see https://example.org", "a web address"),
        ("on 3 May 2026", "a date"),
        ("on 2026-05-03", "a date"),
        ("call 555 010 9999", "a phone number or another long number"),
        ("at 12 Oak Street", "a street"),
        ("with Dr. Smith", "a name"),
        ("with Jane Doe", "a name"),
        ("with J. D.", "initials"),
        ("Ask the consultant in May.", ""),
        ("", ""),
    ],
)
def test_identifying_text_is_named(text: str, kind: str) -> None:
    """The first passage that may identify a person is named by its kind."""
    assert looks_like(text) == kind
