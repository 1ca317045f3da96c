"""The names of the room for research."""

import pytest

from ethics_audit import research


def test_every_name_is_there() -> None:
    """Each public name can be had and is listed; a name that is not there is an error of its module."""
    assert all(hasattr(research, name) for name in research.__all__)
    assert {*research.__all__} <= {*dir(research)}
    with pytest.raises(AttributeError, match="'ethics_audit.research' has no attribute 'alpha'"):
        research.alpha  # type: ignore[attr-defined]  # noqa: B018
