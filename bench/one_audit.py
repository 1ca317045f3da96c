"""Measure one audit and the start of the program against what a user would otherwise write, as ratios of one run.

    python bench/one_audit.py            (needs the `bench` extra)

Each ratio is a median over interleaved rounds of CPU time. "aim" is the most it should be.
"""

from __future__ import annotations

import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pydantic

import ethics_audit as ea

ROUNDS = 31
REPEATS = 50
STARTS = 15
BANDS = ("low", "moderate", "high", "critical")


def readable_loop(definition: dict[str, Any], given: dict[str, str], profile: set[str]) -> dict[str, Any]:
    """Sums, bands and flags from the exported definition, as a careful user would write it from the specification."""
    limits = [definition["policy"]["bands"][name] for name in BANDS[1:]]
    least = definition["policy"]["min_coverage_percent"]

    def band(points: int, weight: int) -> int:
        return sum(points >= limit * weight for limit in limits)

    def settled(weight: int, open_weight: int, ranks: list[int | None]) -> str | None:
        now, best, worst = ranks
        rank = best if best == worst else now if 100 * weight >= least * (weight + open_weight) else None
        return None if rank is None else BANDS[rank]

    def result(
        sums: list[int], flags: list[tuple[int, str]], possible: int, floors: list[int]
    ) -> tuple[Any, list[int | None]]:
        points, weight, open_weight = sums
        asked = weight + open_weight
        raised = max((rank for rank, _ in flags), default=0)
        ranks = [
            max(band(points, weight), raised, floors[0]) if weight else None,
            max(band(points, asked), raised, floors[1]) if asked else None,
            max(band(points + 100 * open_weight, asked), raised, possible, floors[2]) if asked else None,
        ]
        return {
            "points": points,
            "weight": weight,
            "open_weight": open_weight,
            "score": points / weight if weight else None,
            "low": points / asked if asked else None,
            "high": (points + 100 * open_weight) / asked if asked else None,
            "coverage": weight / asked if asked else None,
            "band": settled(weight, open_weight, ranks),
            "band_low": None if ranks[1] is None else BANDS[ranks[1]],
            "band_high": None if ranks[2] is None else BANDS[ranks[2]],
            "flags": [item for _, item in sorted(flags, key=lambda flag: (-flag[0], flag[1]))],
        }, ranks

    total, all_flags, all_possible, all_ranks, domains = [0, 0, 0], [], 0, [], []
    for checklist in definition["checklists"]:
        sums, flags, possible = [0, 0, 0], [], 0
        for item in checklist["items"]:
            if not profile.issuperset(item["requires"]):
                continue
            answer = given.get(item["id"], "unsure")
            flag = item["red_flag"]
            if answer == "unsure":
                sums[2] += item["weight"]
                if flag:
                    possible = max(possible, BANDS.index(flag["band"]))
            elif answer != "n/a":
                risk = item["risks"][answer]
                sums[0] += item["weight"] * risk
                sums[1] += item["weight"]
                if flag and risk >= flag["at"]:
                    flags.append((BANDS.index(flag["band"]), item["id"]))
        domain, ranks = result(sums, flags, possible, [0, 0, 0])
        domains.append(domain)
        all_ranks.append(ranks)
        total = [had + checklist["multiplier"] * more for had, more in zip(total, sums)]
        all_flags += flags
        all_possible = max(all_possible, possible)
    floors = [max(0, max(ranks[column] or 0 for ranks in all_ranks) - 1) for column in range(3)]
    return {**result(total, all_flags, all_possible, floors)[0], "domains": domains}


def same(result: ea.Assessment, loop: dict[str, Any]) -> bool:
    """Whether the two agree on every figure."""
    pairs = [(result, loop), *zip(result.domains, loop["domains"], strict=True)]
    return all(
        (
            list(value)
            if (value := getattr(scored, name)) and name == "flags"
            else value or (value if name != "flags" else [])
        )
        == told[name]
        for scored, told in pairs
        for name in told
        if name != "domains"
    )


def cpu(call: Callable[[], object], repeats: int) -> float:
    """CPU seconds of one call."""
    start = time.process_time()
    for _ in range(repeats):
        call()
    return (time.process_time() - start) / repeats


def ratio(ours: Callable[[], object], theirs: Callable[[], object]) -> tuple[float, float, float]:
    """The median ratio, and both medians in microseconds."""
    rounds = [(cpu(ours, REPEATS), cpu(theirs, REPEATS)) for _ in range(ROUNDS)]
    one, other = (statistics.median(column) * 1e6 for column in zip(*rounds, strict=True))
    return statistics.median(a / b for a, b in rounds), one, other


def started(*arguments: str) -> float:
    """CPU seconds of a whole process."""
    before = os.times()
    subprocess.run([sys.executable, "-I", *arguments], check=True, stdout=subprocess.DEVNULL)
    after = os.times()
    return after.children_user + after.children_system - before.children_user - before.children_system


def start_ratio(ours: tuple[str, ...], theirs: tuple[str, ...]) -> tuple[float, float, float]:
    """The median ratio of two processes, and both medians in milliseconds."""
    started(*ours)
    rounds = [(started(*ours), started(*theirs)) for _ in range(STARTS)]
    one, other = (statistics.median(column) * 1e3 for column in zip(*rounds, strict=True))
    return one / other, one, other


def payload_model(audit: ea.Audit) -> type[pydantic.BaseModel]:
    """What a web service would declare to take the same answers: one model an answer, checked by type and pattern."""

    class Answer(pydantic.BaseModel):
        item: str = pydantic.Field(pattern=r"^[a-z_]+\.[a-z0-9_]+$")
        option: str = pydantic.Field(min_length=1, max_length=64)

    class Payload(pydantic.BaseModel):
        audit: str
        answers: list[Answer]

    return Payload


def main() -> None:
    """Measure and print."""
    audit = ea.load_audit("quarterly")
    draw = random.Random(7)
    profile = {"minors", "couples_or_groups", "insurance", "telehealth", "employs_staff", "trainee"}
    given = {item.id: draw.choice([option.id for option in item.options]) for item in audit.items.values()}
    for item in draw.sample(sorted(given), 6):
        given[item] = "unsure"
    answers = ea.Answers(given, profile)
    definition = json.loads(ea.to_json(audit))
    for checklist in definition["checklists"]:
        for item in checklist["items"]:
            item["risks"] = {option["id"]: option["risk"] for option in item["options"]}
    if not same(ea.assess(audit, answers), readable_loop(definition, given, profile)):
        raise SystemExit("the readable loop gives another result")

    model = payload_model(audit)
    payload = {"audit": "quarterly", "answers": [{"item": item, "option": option} for item, option in given.items()]}
    rows = [
        (
            "assess: sums, bands, flags / a readable loop that computes the same",
            1.5,
            ratio(lambda: ea.assess(audit, answers), lambda: readable_loop(definition, given, profile)),
            "us",
        ),
        (
            "assess: mapping in, findings out / pydantic validating the same answers",
            0.75,
            ratio(lambda: ea.assess(audit, given).findings, lambda: model.model_validate(payload)),
            "us",
        ),
    ]
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "answers.json"
        file.write_text(ea.to_json(ea.AnswerSheet("quarterly", answers)))
        bare = ("-c", "pass")
        cli = "import sys; from ethics_audit.cli import main; sys.argv = ['ethics-audit', *sys.argv[1:]]; main()"
        load = "import ethics_audit as ea, sys; s = ea.load_answers(sys.argv[1]); ea.assess(ea.audit_of(s), s.answers)"
        for told, aim, ours, theirs in (
            ("import ethics_audit / import attrs", 1.3, ("-c", "import ethics_audit"), ("-c", "import attrs")),
            ("ethics-audit --version / a bare interpreter", 5, ("-c", cli, "--version"), bare),
            ("load an answers file and its audit, score it, in Python / bare", 10, ("-c", load, str(file)), bare),
            ("ethics-audit score FILE / a bare interpreter", 10, ("-c", cli, "score", str(file)), bare),
        ):
            rows.append((told, aim, start_ratio(ours, theirs), "ms"))
    for told, aim, (found, ours, theirs), unit in rows:
        verdict = "holds" if found <= aim else "MISSED"
        print(f"{found:6.2f}  aim {aim:<5} {verdict:<7} {told}  ({ours:.0f} against {theirs:.0f} {unit})")


if __name__ == "__main__":
    main()
