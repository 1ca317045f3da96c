"""Rules for prompts let good ones pass."""

from pathlib import Path

import pytest
from support.planted import CLEAN, PROMPT, broken_by


@pytest.mark.parametrize(
    "prompt",
    [
        "When I consult about a client and a colleague, I leave out the names.",
        "With couples, families and groups I agree on a rule about secrets.",
        "In the last three months, when I felt tired and cross, I told my supervisor.",
        "If my phone broke today, I could reach everyone by post.",
        "When an interpreter works with me, I speak to the client and not to the interpreter.",
    ],
)
def test_good_prompts_are_let_through(prompt: str, tmp_path: Path) -> None:
    """What precedes the subject is not what is asked, and a contrast is one idea."""
    assert broken_by(tmp_path, CLEAN, PROMPT, f'"{prompt}"') == set()
