"""What several tests of plans use."""

import itertools

import ethics_audit as ea


def worst(definition: ea.Audit | ea.Checklist) -> ea.Assessment:
    """Return the result of every item answered at its worst."""
    whole = ea.Audit.of(definition) if isinstance(definition, ea.Checklist) else definition
    return ea.assess(
        whole, {one.id: max(one.options, key=lambda option: option.risk).id for one in whole.items.values()}
    )


def words(plan: ea.Plan) -> str:
    """Return the text of a plan on one line."""
    return " ".join(str(plan).split())


def subsets(count: int) -> list[tuple[int, ...]]:
    """Return every choice of positions."""
    return [some for size in range(count + 1) for some in itertools.combinations(range(count), size)]
