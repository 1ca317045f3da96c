"""Measure a plan against a mixed-integer solver on the same task, as a ratio of one run.

    python bench/plan.py            (needs the `bench` extra)

Both find the least effort that brings the quarterly audit to the band low, for answers from good to the worst there
are. The solver is given its matrix ready made, and finds the effort alone; ours starts from the result, and finds the
plan with its ties. The efforts are compared. "aim" is the most it should be.
"""

from __future__ import annotations

import random
import statistics
import time
from collections.abc import Callable
from typing import Any

from scipy import optimize

import ethics_audit as ea

ROUNDS = 15
AIM_MS = 50
FACTS = {"telehealth", "minors", "insurance", "couples_or_groups"}
LOW, HIGH = 15, 35
GRAVEST = 1  # the rank that a gap may force on its domain while the audit is low


def answered(audit: ea.Audit, bad: float, chance: random.Random) -> ea.Assessment:
    """A result in which this part of the answers is not the best one; no plan is made while a red flag is raised."""
    given: dict[str, ea.Answer] = {}
    for item in audit.items.values():
        options = sorted((one for one in item.options if not item.raised_by(one.id)), key=lambda option: option.risk)
        given[item.id] = (chance.choice(options[1:] or options) if chance.random() < bad else options[0]).id
    return ea.assess(audit, ea.Answers(given, FACTS))


def program(result: ea.Assessment) -> dict[str, Any]:
    """The task as a mixed-integer program: choose items, reach the gains, close what is too grave for the target."""
    rows = []
    for place, part in enumerate(result.audit.parts):
        for item in part.checklist.items:
            if item.requires <= FACTS:
                option = item.by_id[str(result.answers.given[item.id])]
                is_grave = result.audit.policy.forced(item)[option.risk] > GRAVEST
                rows.append((place, item.weight, item.weight * option.risk, item.effort, is_grave))
    matrix = [[row[2] for row in rows]]
    least = [sum(matrix[0]) - LOW * sum(row[1] for row in rows) + 1]
    for place in range(len(result.audit.parts)):
        inside = [row for row in rows if row[0] == place]
        matrix.append([row[2] if row[0] == place else 0 for row in rows])
        least.append(sum(row[2] for row in inside) - HIGH * sum(row[1] for row in inside) + 1)
    return {
        "c": [row[3] for row in rows],
        "constraints": optimize.LinearConstraint(matrix, least),
        "bounds": optimize.Bounds([int(row[4]) for row in rows], [int(row[2] > 0) for row in rows]),
        "integrality": 1,
        "options": {"mip_rel_gap": 0},
    }


def timed(call: Callable[[], object]) -> float:
    """CPU seconds of one call."""
    begin = time.process_time()
    call()
    return time.process_time() - begin


def main() -> None:
    """Print a row for each part of bad answers."""
    audit = ea.load_audit("quarterly")
    print(f"{'answers not the best':>20}  {'items':>5}  {'effort':>6}  {'plan':>8}  {'solver':>9}  {'ratio':>5}")
    slowest = 0.0
    for bad in (0.3, 0.5, 0.7, 0.9, 1.0):
        result = answered(audit, bad, random.Random(7))
        task = program(result)
        plan, effort = result.plan("low"), round(optimize.milp(**task).fun)
        assert plan.effort == effort, (plan.effort, effort)
        ours, theirs = [], []
        for _ in range(ROUNDS):
            ours.append(timed(lambda result=result: result.plan("low")))
            theirs.append(timed(lambda task=task: optimize.milp(**task)))
        mine, other = 1000 * statistics.median(ours), 1000 * statistics.median(theirs)
        slowest = max(slowest, mine)
        asked = sum(item.requires <= FACTS for item in audit.items.values())
        print(f"{bad:>20.0%}  {asked:>5}  {plan.effort:>6}  {mine:>5.1f} ms  {other:>6.1f} ms  {mine / other:>5.2f}")
    print(f"slowest plan {slowest:.1f} ms (aim {AIM_MS} ms{'' if slowest <= AIM_MS else ', MISSED'})")


if __name__ == "__main__":
    main()
