"""The checks of the laws of what is open: the interval and the range of bands."""

from __future__ import annotations

from hypothesis import assume
from hypothesis import strategies as st

from ethics_audit.assessment.assessment import assess
from ethics_audit.assessment.scoring import Scored
from ethics_audit.model.answers import Answer, not_applicable
from ethics_audit.model.definitions import Audit
from ethics_audit.testing.strategies import answer_to, answers_for


def narrowing(audit: Audit, data: st.DataObject) -> None:
    """Check that one more answer widens no interval and no range of bands."""
    answers = data.draw(answers_for(audit))
    before = assess(audit, answers)
    assume(before.open)
    item = audit.items[data.draw(st.sampled_from(before.open))]
    after = assess(audit, answers.changed({item.id: data.draw(answer_to(item))}))
    for old, new in zip((before, *before.domains), (after, *after.domains), strict=True):
        _inside(new, old)


def containment(audit: Audit, data: st.DataObject) -> None:
    """Check that the complete audit lies in the interval and the range of bands of the incomplete one."""
    answers = data.draw(answers_for(audit))
    before = assess(audit, answers)
    complete = data.draw(answers_for(audit, complete=True)).given
    absent = data.draw(st.frozensets(st.sampled_from(sorted(audit.items))))
    found_out: dict[str, Answer] = {
        id: not_applicable() if id in absent and audit.items[id].not_applicable else complete[id] for id in before.open
    }
    after = assess(audit, answers.changed(found_out))
    assert not after.open_weight
    for old, new in zip((before, *before.domains), (after, *after.domains), strict=True):
        _inside(new, old)
        if new.band is not None:
            assert old.band_low is not None
            assert old.band_high is not None
            assert old.band_low <= new.band <= old.band_high


def _inside(inner: Scored, outer: Scored) -> None:
    """Assert that one interval and range of bands lie in the other's; nothing is asked where nothing applies."""
    if inner.interval is None:
        return
    assert outer.interval is not None
    assert outer.interval[0] <= inner.interval[0] <= inner.interval[1] <= outer.interval[1]
    assert None not in (outer.band_low, inner.band_low, inner.band_high, outer.band_high)
    assert outer.band_low <= inner.band_low <= inner.band_high <= outer.band_high  # type: ignore[operator]
