"""What can be done with an assessment."""

import pytest

import ethics_audit as ea


def test_what_if_is_another_assessment(quarterly: ea.Audit) -> None:
    """The same as assessing the changed answers; the first is as it was; what does not fit is refused."""
    result = ea.assess(quarterly, {"boundaries.gifts": "none", "consent.written": "unsure"})
    other = result.what_if({"boundaries.gifts": "each", "consent.written": None})
    assert other == ea.assess(quarterly, {"boundaries.gifts": "each"})
    assert (result.points, other.points) == (100 * quarterly.items["boundaries.gifts"].weight, 0)
    assert other.change_from(result).total == -100
    with pytest.raises(ea.AnswerError, match="did you mean 'none'"):
        result.what_if({"boundaries.gifts": "nonne"})
    with pytest.raises(ea.AnswerError, match="changes: expected a mapping from item id to answer, got None"):
        result.what_if(None)  # type: ignore[arg-type]
