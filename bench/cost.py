"""Print what each call costs on this computer, and how large documents are: CPU milliseconds for the example quarter.

    python bench/cost.py            (needs the `report` extra)

Each figure is the median of many calls in one process, after a first call that loads what is loaded once.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

import ethics_audit as ea
from ethics_audit.report.page import html

ROUNDS = 15


def cost(call: Callable[[], object]) -> float:
    """Return the median CPU milliseconds of a call."""
    call()
    times = []
    for _ in range(ROUNDS):
        start = time.process_time()
        call()
        times.append(time.process_time() - start)
    return statistics.median(times) * 1000


def calls() -> dict[str, Callable[[], object]]:
    """Return the calls that an application makes, by what is written in the table."""
    path = Path(__file__).parent.parent / "examples" / "quarter.toml"
    sheet = ea.load_answers(path)
    audit = ea.audit_of(sheet)
    result = ea.assess(audit, sheet.answers)
    text, vector = ea.to_json(ea.record(result)), result.vector
    before = result.what_if({"boundaries.self_disclosure": "never"})
    return {
        "load_audit(id)": lambda: ea.load_audit("quarterly"),
        "load_answers(path)": lambda: ea.load_answers(path),
        "assess(audit, answers)": lambda: ea.assess(audit, sheet.answers),
        "… and its findings": lambda: ea.assess(audit, sheet.answers).findings,
        "result.vector": lambda: ea.assess(audit, sheet.answers).vector,
        "load_vector(vector)": lambda: ea.load_vector(vector),
        "str(result)": lambda: str(ea.assess(audit, sheet.answers)),
        "result.change_from(earlier)": lambda: result.change_from(before).items,
        "result.weight_tolerance()": result.weight_tolerance,
        "result.plan(budget=5)": lambda: result.plan(budget=5),
        "result.plan(to=…)": lambda: result.plan(to="low"),
        "to_json(record(result))": lambda: ea.to_json(ea.record(result)),
        "from_json(text, AssessmentRecord)": lambda: ea.from_json(text, ea.AssessmentRecord),
        "html(result)": lambda: html(result, day=date(2026, 11, 26)),
    }


def sized() -> dict[str, ea.Assessment]:
    """Return the results of the quarter whose documents are measured."""
    sheet = ea.load_answers(Path(__file__).parent.parent / "examples" / "quarter.toml")
    audit = ea.audit_of(sheet)
    worst = {item.id: item.ranked[-1].id for item in audit.items.values()}
    everything = ea.Answers(worst, profile=audit.known_facts)
    return {"the example quarter": ea.assess(audit, sheet.answers), "its worst": ea.assess(audit, everything)}


def size(text: str) -> int:
    """Return the bytes of a text in UTF-8."""
    return len(text.encode())


if __name__ == "__main__":
    print("| call | milliseconds |\n|---|---|")
    for told, call in calls().items():
        print(f"| `{told}` | {cost(call):.1f} |")
    print("\n| of | record, bytes | vector, bytes |\n|---|---|---|")
    for told, result in sized().items():
        print(f"| {told} | {size(ea.to_json(ea.record(result), indent=None))} | {size(result.vector)} |")
