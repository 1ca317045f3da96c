"""The checklist obeys every law of the score."""

import pytest

import ethics_audit as ea
from ethics_audit.testing import LAWS


@pytest.mark.parametrize("law", LAWS, ids=str)
def test_law(law) -> None:
    """Each law, on the checklist of this package."""
    law.hold(ea.load_checklist("front_desk"))
