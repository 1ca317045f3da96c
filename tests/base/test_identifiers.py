"""Hints of text that may identify a person."""

import pytest

from ethics_audit.base.identifiers import looks_like


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("ask a.b@example.org", "an e-mail address"),
        ("see https://example.org", "a web address"),
        ("see www.example.org", "a web address"),
        ("on 3 May 2026", "a date"),
        ("on 2026-05-03", "a date"),
        ("on 3.5.26", "a date"),
        ("on the 3rd of December", "a date"),
        ("el 3 de enero", "a date"),
        ("on October 31st", "a date"),
        ("in Sept. 30", "a date"),
        ("call 555 010 9999", "a phone number or another long number"),
        ("call +1 (555) 01", "a phone number or another long number"),
        ("number 12345", ""),
        ("at 12 Oak Street", "a street"),
        ("in der Bergstraße 5", "a street"),
        ("in der Lindenallee 5", "a street"),
        ("en la calle de la luna 5", "a street"),
        ("en C/ Luna", "a street"),
        ("at #12-3", "a street"),
        ("with Dr. Smith", "a name"),
        ("con la Sra Ñ", "a name"),
        ("mit Frau Özil", "a name"),
        ("with Jane Doe", "a name"),
        ("with Zoë-Ann O'Neil", "a name"),
        ("The Consultant said so", ""),
        ("Am Montag, in Section Two", ""),
        ("in May Anna came", ""),
        ("by TELEX FAX", ""),
        ("with J. D.", "initials"),
        ("with Jane D.", "initials"),
        ("Ask the consultant in May.", ""),
        ("", ""),
    ],
)
def test_identifying_text_is_named(text: str, kind: str) -> None:
    """The first passage that may identify a person is named by its kind."""
    assert looks_like(text) == kind
