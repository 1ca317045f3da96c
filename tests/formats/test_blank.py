"""Forms for people show every question and run nothing."""

import re
from typing import Any

import pytest
from attrs import evolve
from support.builders import audit, checklist, item
from support.formatted import DESK

from ethics_audit.formats import blank, markdown_form


@pytest.mark.parametrize("module", [markdown_form, blank])
def test_forms_show_every_question(module: Any) -> None:
    """A form shows each prompt, each answer and each condition."""
    text = module.export(DESK).decode()
    for one in DESK.items.values():
        assert one.prompt in text.replace("\\", "")
        assert all(option.label in text for option in one.options)
    assert text.count("Only if: ") == 2
    assert text.count("Does not apply to my practice") == 1
    assert text.count("I do not know") == 3


def test_blank_is_a_plain_page() -> None:
    """Texts are escaped, nothing runs or is loaded, and questions are numbered throughout."""
    odd = evolve(DESK, title="<script>alert('x')</script> & more")
    page = blank.export(odd).decode()
    assert "<script" not in page
    assert "&lt;script&gt;" in page
    assert not re.search(r"\b(src|href|url)\b", page)
    assert '<ol start="3">' in page
    assert "Your practice" not in blank.export(audit(checklist("a", item("a.b")))).decode()
