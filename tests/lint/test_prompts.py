"""Rules for prompts let good ones pass."""

from pathlib import Path

import pytest
from support.planted import CLEAN, PROMPT, broken_by


@pytest.mark.parametrize(
    "prompt",
    [
        "When I consult about a client and a colleague, I left out the names.",
        "With couples, families and groups I agreed on a rule about secrets.",
        "When I felt tired and cross, I told my supervisor.",
        "Besides treating a caller, I had another tie with them.",
        "If my phone broke today, I could reach everyone by post.",
        "When an interpreter worked with me, I spoke to the client and not to the interpreter.",
    ],
)
def test_good_prompts_are_let_through(prompt: str, tmp_path: Path) -> None:
    """What precedes the subject is not what is asked, and a contrast is one idea."""
    assert broken_by(tmp_path, CLEAN, PROMPT, f'"{prompt}"') == set()
