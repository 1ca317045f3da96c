"""From answers to a result, why it is what it is, and what can be done with it."""

from typing import TYPE_CHECKING, Any

if not TYPE_CHECKING:  # for pickles of versions in which this was a module

    def __getattr__(name: str) -> Any:
        from ethics_audit.base.moved import found_in

        return found_in(__name__, ("assessment.assessment",), name)
