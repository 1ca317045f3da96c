"""The checks of the law of changes."""

from __future__ import annotations

from fractions import Fraction

from attrs import evolve
from hypothesis import strategies as st

from ethics_audit.assessment.assessment import assess
from ethics_audit.model.answers import carried
from ethics_audit.model.definitions import Audit, Part
from ethics_audit.model.items import Item
from ethics_audit.testing.strategies import answers_for


def change_adds_up(audit: Audit, data: st.DataObject) -> None:
    """Check that the parts of a change, by item, by domain and by cause, sum to the difference, as fractions."""
    newer = audit if data.draw(st.booleans()) else _edited(audit, data)
    earlier = assess(audit, data.draw(answers_for(audit)))
    later = assess(newer, data.draw(answers_for(newer)))
    change = later.change_from(earlier)
    between = assess(newer, carried(newer, earlier.answers)[0])
    assert change.total == _minus(later.exact, earlier.exact)
    if newer.digest == audit.digest:
        assert change.answers == change.total
        assert change.checklist == (None if earlier.exact is None else 0)
    else:
        assert change.answers == _minus(later.exact, between.exact)
        assert change.checklist == _minus(between.exact, earlier.exact)
    for name in ("answers", "checklist", "total"):
        whole = getattr(change, name)
        for parts in (change.items, change.domains):
            every = [getattr(part, name) for part in parts]
            assert all(part is None for part in every) if whole is None else sum(every) == whole
    for part in (change, *change.items, *change.domains):
        assert None in (part.answers, part.checklist) or part.total == part.answers + part.checklist  # type: ignore[operator]


def _minus(later: Fraction | None, earlier: Fraction | None) -> Fraction | None:
    return None if later is None or earlier is None else later - earlier


def _edited(audit: Audit, data: st.DataObject) -> Audit:
    """Return a newer version: some items are gone, some weigh more, some are now asked of everyone."""
    count = len(audit.items)
    edits = iter(
        data.draw(st.lists(st.sampled_from(["keep", "heavier", "gone", "for_all"]), min_size=count, max_size=count))
    )
    parts = []
    for part in audit.parts:
        items = [_edited_item(item, edit) for item, edit in zip(part.checklist.items, edits, strict=False)]
        kept = [item for item in items if item] or [part.checklist.items[0]]
        parts.append(Part(evolve(part.checklist, version="999.0", items=kept), part.multiplier))
    return evolve(audit, version="999.0", parts=parts)


def _edited_item(item: Item, edit: str) -> Item | None:
    heavier = min(100, item.weight * 2)
    return {
        "keep": item,
        "gone": None,
        "heavier": evolve(item, weight=heavier, rating=None),
        "for_all": evolve(item, requires=frozenset()),
    }[edit]
