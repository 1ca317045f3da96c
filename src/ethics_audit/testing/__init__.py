"""Property tests for your own checklists: the laws of the score, and strategies for audits and answers.

Three lines hold a checklist of yours to every law, in any test runner::

    import ethics_audit as ea
    from ethics_audit.testing import hold_to_laws
    def test_my_checklist(): hold_to_laws(ea.load_checklist_file("mine.toml"))

For a test of your own, the strategies give valid values, smallest first when they shrink::

    @given(st.data())
    def test_my_page(data):
        audit = data.draw(audits())
        answers = data.draw(answers_for(audit))

They are registered with hypothesis, so ``st.from_type(ea.Audit)`` works as soon as this package is installed.
This module needs the ``testing`` extra.
"""

from ethics_audit.testing.laws import LAWS, Law, hold_to_laws
from ethics_audit.testing.strategies import (
    answer_to,
    answers_for,
    audits,
    checklists,
    items,
    policies,
    profiles,
    scales,
)

__all__ = [
    "LAWS",
    "Law",
    "answer_to",
    "answers_for",
    "audits",
    "checklists",
    "hold_to_laws",
    "items",
    "policies",
    "profiles",
    "scales",
]
