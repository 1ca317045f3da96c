"""The hook that hypothesis calls wherever this package is installed; it builds no strategy until one is used."""

from __future__ import annotations

from typing import Any


def register() -> None:
    """Tell hypothesis how to draw a `Scale`, a `Policy`, a `Checklist` and an `Audit`."""
    from hypothesis import strategies as st

    from ethics_audit.model.definitions import Audit, Checklist
    from ethics_audit.model.items import Scale
    from ethics_audit.model.policy import Policy

    names = {Scale: "scales", Policy: "policies", Checklist: "checklists", Audit: "audits"}

    def drawn(kind: type) -> Any:
        from ethics_audit.testing import strategies

        return getattr(strategies, names[kind])()

    for kind in names:
        st.register_type_strategy(kind, drawn)
