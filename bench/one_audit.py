"""Measure one audit and the start of the program against what a user would otherwise write, as ratios of one run.

    python bench/one_audit.py            (needs the `bench` extra)

Each ratio is a median over interleaved rounds of CPU time. "aim" is the most it should be.
"""

from __future__ import annotations

import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pydantic

import ethics_audit as ea

ROUNDS = 31
REPEATS = 50
STARTS = 15
BANDS = ("low", "moderate", "high", "critical")


class Row(NamedTuple):
    """A ratio, its aim, and the two medians that it comes from."""

    told: str
    aim: float | None
    found: float
    ours: float
    theirs: float
    unit: str


def readable_loop(definition: dict[str, Any], given: dict[str, str], profile: set[str]) -> dict[str, Any]:
    """Sums, bands and flags from the exported definition, as a careful user would write it from the specification."""
    policy = definition["policy"]
    total, all_flags, all_possible, all_ranks, domains = [0, 0, 0], [], 0, [], []
    for checklist in definition["checklists"]:
        sums, flags, possible = domain_sums(checklist, given, profile)
        domain, ranks = result(sums, flags, possible, grave(checklist, given, profile, policy), policy)
        domains.append(domain)
        all_ranks.append(ranks)
        total = [had + checklist["multiplier"] * more for had, more in zip(total, sums, strict=True)]
        all_flags += flags
        all_possible = max(all_possible, possible)
    floors = [max(0, max(ranks[column] or 0 for ranks in all_ranks) - 1) for column in range(3)]
    return {**result(total, all_flags, all_possible, floors, policy)[0], "domains": domains}


def domain_sums(
    checklist: dict[str, Any], given: dict[str, str], profile: set[str]
) -> tuple[list[int], list[tuple[int, str]], int]:
    """P, A and M of a checklist, its raised flags, and the worst rank an open item could force."""
    points = weight = open_weight = possible = 0
    flags = []
    for item in checklist["items"]:
        if not profile.issuperset(item["requires"]):
            continue
        answer = given.get(item["id"], "unsure")
        flag = item["red_flag"]
        if answer == "unsure":
            open_weight += item["weight"]
            if flag:
                possible = max(possible, BANDS.index(flag["band"]))
        elif answer != "n/a":
            risk = item["risks"][answer]
            points += item["weight"] * risk
            weight += item["weight"]
            if flag and risk >= flag["at"]:
                flags.append((BANDS.index(flag["band"]), item["id"]))
    return [points, weight, open_weight], flags, possible


def grave(checklist: dict[str, Any], given: dict[str, str], profile: set[str], policy: dict[str, Any]) -> list[int]:
    """The ranks that grave gaps force on a checklist: as given, at the best and at the worst."""
    now = worst = 0
    for item in checklist["items"]:
        answer = given.get(item["id"], "unsure")
        if item.get("rating") and profile.issuperset(item["requires"]) and answer != "n/a":
            risk = 100 if answer == "unsure" else item["risks"][answer]
            starts = policy["gravity"].get(str(item["rating"]["severity"]), {})
            forced = max((BANDS.index(band) for band, start in starts.items() if risk >= start), default=0)
            worst = max(worst, forced)
            now = now if answer == "unsure" else max(now, forced)
    return [now, now, worst]


def result(
    sums: list[int], flags: list[tuple[int, str]], possible: int, floors: list[int], policy: dict[str, Any]
) -> tuple[dict[str, Any], list[int | None]]:
    """The figures of one row of sums, and the ranks of its band as given, at the best and at the worst."""
    limits = list(policy["bands"].values())
    points, weight, open_weight = sums
    asked = weight + open_weight
    raised = max((rank for rank, _ in flags), default=0)

    def band(points: int, weight: int) -> int:
        return sum(points >= limit * weight for limit in limits)

    now = max(band(points, weight), raised, floors[0]) if weight else None
    best = max(band(points, asked), raised, floors[1]) if asked else None
    worst = max(band(points + 100 * open_weight, asked), raised, possible, floors[2]) if asked else None
    rank = best if best == worst else now if 100 * weight >= policy["min_coverage_percent"] * asked else None
    return {
        "points": points,
        "weight": weight,
        "open_weight": open_weight,
        "score": points / weight if weight else None,
        "low": points / asked if asked else None,
        "high": (points + 100 * open_weight) / asked if asked else None,
        "coverage": weight / asked if asked else None,
        "band": None if rank is None else BANDS[rank],
        "band_low": None if best is None else BANDS[best],
        "band_high": None if worst is None else BANDS[worst],
        "flags": tuple(item for _, item in sorted(flags, key=lambda flag: (-flag[0], flag[1]))),
    }, [now, best, worst]


def same(assessed: ea.Assessment, loop: dict[str, Any]) -> bool:
    """Whether the two agree on every figure."""
    pairs = [(assessed, loop), *zip(assessed.domains, loop["domains"], strict=True)]
    return all(getattr(scored, name) == told[name] for scored, told in pairs for name in told if name != "domains")


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
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, "-I", *arguments], check=True, stdout=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def start_ratio(ours: tuple[str, ...], theirs: tuple[str, ...]) -> tuple[float, float, float]:
    """The median ratio of two processes, and both medians in milliseconds."""
    started(*ours)
    rounds = [(started(*ours), started(*theirs)) for _ in range(STARTS)]
    one, other = (statistics.median(column) * 1e3 for column in zip(*rounds, strict=True))
    return statistics.median(a / b for a, b in rounds), one, other


class AnswerPayload(pydantic.BaseModel):
    """One answer, as a web service would declare it."""

    item: str = pydantic.Field(pattern=r"^[a-z_]+\.[a-z0-9_]+$")
    option: str = pydantic.Field(min_length=1, max_length=64)


class Payload(pydantic.BaseModel):
    """The same answers as a web service would take them: their types, without their meaning."""

    audit: str
    profile: set[str]
    answers: list[AnswerPayload]


def example() -> tuple[ea.Audit, ea.Answers, dict[str, str]]:
    """The example quarter, with its answers as a plain mapping too."""
    sheet = ea.load_answers(Path(__file__).parent.parent / "examples" / "quarter.toml")
    words = {item: answer if isinstance(answer, str) else "n/a" for item, answer in sheet.answers.given.items()}
    words |= {item: "unsure" for item, answer in sheet.answers.given.items() if answer is ea.UNSURE}
    return ea.audit_of(sheet), sheet.answers, words


def again(one: ea.Finding) -> ea.Finding:
    """The same finding once more."""
    return ea.Finding(one.item, one.option, one.points, one.counted, one.whole)


def scoring_rows() -> list[Row]:
    """One audit, in one process."""
    audit, answers, words = example()
    definition = json.loads(ea.to_json(audit))
    for checklist in definition["checklists"]:
        for item in checklist["items"]:
            item["risks"] = {option["id"]: option["risk"] for option in item["options"]}
    profile = set(answers.profile)
    if not same(ea.assess(audit, answers), readable_loop(definition, words, profile)):
        raise SystemExit("the readable loop gives another result")
    given = [{"item": item, "option": option} for item, option in words.items()]
    payload = {"audit": audit.id, "profile": profile, "answers": given}
    vector, findings = ea.assess(audit, answers).vector, ea.assess(audit, answers).findings
    return [
        Row(
            "assess: sums, bands, flags / a readable loop that computes the same",
            1.5,
            *ratio(lambda: ea.assess(audit, answers), lambda: readable_loop(definition, words, profile)),
            "us",
        ),
        Row(
            "assess: mapping in, findings out / pydantic checking the types of the same answers",
            0.75,
            *ratio(
                lambda: ea.assess(audit, ea.Answers(words, profile)).findings, lambda: Payload.model_validate(payload)
            ),
            "us",
        ),
        Row(
            "of that, the answers and the findings alone, made as objects from what they hold / the same",
            None,
            *ratio(
                lambda: (ea.Answers(words, profile), [again(one) for one in findings]),
                lambda: Payload.model_validate(payload),
            ),
            "us",
        ),
        Row(
            "a record as JSON on one line, weights and open questions included / assess",
            20,
            *ratio(
                lambda: ea.to_json(ea.record(ea.assess(audit, answers)), indent=None), lambda: ea.assess(audit, answers)
            ),
            "us",
        ),
        Row(
            "a vector read and scored, one of many / assess",
            3,
            *ratio(lambda: ea.load_vectors([vector]), lambda: ea.assess(audit, answers)),
            "us",
        ),
    ]


def start_rows() -> list[Row]:
    """Whole processes."""
    bare = ("-c", "pass")
    cli = "import sys; from ethics_audit.cli import main; sys.argv = ['ethics-audit', *sys.argv[1:]]; main()"
    load = "import ethics_audit as ea, sys; s = ea.load_answers(sys.argv[1]); ea.assess(ea.audit_of(s), s.answers)"
    quarterly = "import ethics_audit as ea; ea.load_audit('quarterly')"
    others = "import attrs, click, fractions, hashlib, json, pathlib, textwrap"
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "answers.json"
        audit, answers, _ = example()
        file.write_text(ea.to_json(ea.AnswerSheet(audit.id, answers)), "utf-8")
        return [
            Row(told, aim, *start_ratio(ours, theirs), "ms")
            for told, aim, ours, theirs in (
                ("import ethics_audit / import attrs", 1.3, ("-c", "import ethics_audit"), ("-c", "import attrs")),
                ("ethics-audit --version / a bare interpreter", 5, ("-c", cli, "--version"), bare),
                ("import and load a shipped audit / import attrs", 4, ("-c", quarterly), ("-c", "import attrs")),
                ("load answers and their audit, score them, in Python / bare", 10, ("-c", load, str(file)), bare),
                ("ethics-audit score FILE / a bare interpreter", 7, ("-c", cli, "score", str(file)), bare),
                ("of that, the imports of other packages that it needs / the same", None, ("-c", others), bare),
            )
        ]


def main() -> None:
    """Measure and print."""
    for row in [*scoring_rows(), *start_rows()]:
        aim = "no aim" if row.aim is None else f"aim {row.aim} {'holds' if row.found <= row.aim else 'MISSED'}"
        print(f"{row.found:6.2f}  {aim:<15} {row.told}  ({row.ours:.0f} against {row.theirs:.0f} {row.unit})")


if __name__ == "__main__":
    main()
