"""Property tests for your own checklists: the laws of the score, and strategies for audits and answers.

Three lines hold a checklist of yours to every law, in any test runner::

    import ethics_audit as ea
    from ethics_audit.testing import hold_to_laws
    def test_my_checklist(): hold_to_laws(ea.load_checklist_file("mine.toml"))

For a test of your own, the strategies draw valid values, which shrink to the plainest of their kind::

    @given(st.data())
    def test_my_page(data):
        audit = data.draw(audits())
        answers = data.draw(answers_for(audit))

They are registered with hypothesis, so ``st.from_type(ea.Audit)`` works as soon as this package is installed.
This module needs the ``testing`` extra.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
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

_MODULES = {"LAWS": "laws", "Law": "laws", "hold_to_laws": "laws"}

__all__ = ["LAWS", "Law", "answer_to", "answers_for", "audits", "checklists", "hold_to_laws"]
__all__ += ["items", "policies", "profiles", "scales"]


if not TYPE_CHECKING:  # so that checkers refuse a misspelled name

    def __getattr__(name: str) -> Any:
        # hypothesis imports this package in every test run, for `registration`
        if name not in __all__:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        from importlib import import_module

        from ethics_audit.base.errors import needs_extra

        with needs_extra("testing"):
            value = getattr(import_module(f"{__name__}.{_MODULES.get(name, 'strategies')}"), name)
        globals()[name] = value
        return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
