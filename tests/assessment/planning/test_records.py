"""Plans as records."""

from support.builders import checklist, item

import ethics_audit as ea


def test_record_of_a_plan_says_what_the_plan_says() -> None:
    """Every field, with open items, within reach and not."""
    definition = checklist("a", item("a.gap", 50), item("a.open", 20), item("a.i", 30, effort=3))
    for given in ({"a.gap": "r100", "a.i": "r100"}, {"a.gap": "r50"}):
        result = ea.assess(definition, given)
        plans = [
            result.plan("moderate"),
            result.plan("moderate", certain=True),
            result.plan("low"),
            result.plan(budget=1),
        ]
        told = ea.record(result, plans=plans)
        for plan, one in zip(plans, told.plans, strict=True):
            assert [getattr(one, name) for name in ("to", "budget", "domain", "at_worst", "reached", "obstacle")] == [
                getattr(plan, name) for name in ("to", "budget", "domain", "at_worst", "reached", "obstacle")
            ]
            assert (one.effort, one.reduction) == (plan.effort, float(plan.reduction))
            for name in ("score", "low", "high", "band", "band_low", "band_high"):
                assert getattr(one, name) == getattr(plan.after, name), name
            assert list(one.questions) == [question.item.id for question in plan.questions]
            assert [(step.item, step.option, step.best, step.flag) for step in one.steps] == [
                (step.item.id, step.option and step.option.id, step.best.id, step.flag) for step in plan.steps
            ]
        assert [(one.item, one.narrows, one.left) for one in told.next_questions] == [
            (one.item.id, float(one.narrows), float(one.left)) for one in result.next_questions(9)
        ]
    assert {plan.at_worst for plan in told.plans} == {plan.reached for plan in told.plans} == {True, False}
