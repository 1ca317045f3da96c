"""What an audit is made of and what is answered, as frozen values."""

from typing import TYPE_CHECKING, Any

if not TYPE_CHECKING:  # for pickles of versions in which this was a module

    def __getattr__(name: str) -> Any:
        from ethics_audit.base.moved import found_in

        return found_in(__name__, ("model.definitions", "model.items", "model.policy"), name)
