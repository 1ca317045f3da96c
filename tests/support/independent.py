"""A second scorer, which reads only the exported definition and the answers file."""

import random
from fractions import Fraction
from typing import Any

ORDER = ["low", "moderate", "high", "critical"]


def band_of(score: Fraction, bands: dict[str, int]) -> int:
    """The rank of the highest band whose threshold the score reaches."""
    return max([0] + [ORDER.index(name) for name, threshold in bands.items() if score >= threshold])


def forced_by(gravity: dict[str, dict[str, int]], severity: int | None, risk: int) -> int:
    """The rank of the highest band b with gravity[s][b] ≤ r."""
    return max([0] + [ORDER.index(band) for band, at in gravity.get(str(severity), {}).items() if at <= risk])


def score_sums(
    sums: list[dict[str, Any]],
    bands: dict[str, int],
    gravity: dict[str, dict[str, int]],
    floors: tuple[int, int, int],
    percent: int,
) -> dict[str, Any]:
    """The result of rows of {w, r, at, flag, factor, severity}; r is None for an open item."""
    p = sum(row["factor"] * row["w"] * row["r"] for row in sums if row["r"] is not None)
    a = sum(row["factor"] * row["w"] for row in sums if row["r"] is not None)
    m = sum(row["factor"] * row["w"] for row in sums if row["r"] is None)
    raised = [row for row in sums if row["r"] is not None and row["flag"] and row["r"] >= row["at"]]
    could = [row for row in sums if row["r"] is None and row["flag"]]
    now = max((ORDER.index(row["flag"]) for row in raised), default=0)
    later = max((ORDER.index(row["flag"]) for row in could), default=0)
    now = max([now, *(forced_by(gravity, row["severity"], row["r"]) for row in sums if row["r"] is not None)])
    later = max([later, *(forced_by(gravity, row["severity"], 100) for row in sums if row["r"] is None)])
    given = max(band_of(Fraction(p, a), bands), now, floors[0]) if a else None
    low = max(band_of(Fraction(p, a + m), bands), now, floors[1]) if a + m else None
    high = max(band_of(Fraction(p + 100 * m, a + m), bands), now, later, floors[2]) if a + m else None
    enough = a + m and Fraction(a, a + m) >= Fraction(percent, 100)
    band = low if low == high else given if enough else None
    flags = sorted(raised, key=lambda row: (-ORDER.index(row["flag"]), row["id"]))
    return {
        "points": p,
        "weight": a,
        "open_weight": m,
        "score": p / a if a else None,
        "low": p / (a + m) if a + m else None,
        "high": (p + 100 * m) / (a + m) if a + m else None,
        "coverage": a / (a + m) if a + m else None,
        "band": None if band is None else ORDER[band],
        "band_low": None if low is None else ORDER[low],
        "band_high": None if high is None else ORDER[high],
        "provisional": band is not None and low != high,
        "flags": [row["id"] for row in flags],
        "_ranks": (given, low, high),
    }


def score_document(definition: dict[str, Any], sheet: dict[str, Any]) -> dict[str, Any]:
    """The assessment of an answers document under an exported definition."""
    profile, given = set(sheet["profile"]), sheet["answers"]
    bands, percent = definition["policy"]["bands"], definition["policy"]["min_coverage_percent"]
    gravity = definition["policy"].get("gravity", {})
    every, domains = [], []
    for checklist in definition["checklists"]:
        rows = []
        for item in checklist["items"]:
            answer = given.get(item["id"], "unsure")
            if not set(item["requires"]) <= profile or answer == "n/a" or isinstance(answer, dict):
                continue
            risks = {option["id"]: option["risk"] for option in item["options"]}
            flag = item["red_flag"] or {"at": None, "band": None}
            rows.append(
                {
                    "id": item["id"],
                    "w": item["weight"],
                    "r": None if answer == "unsure" else risks[answer],
                    "at": flag["at"],
                    "flag": flag["band"],
                    "factor": 1,
                    "severity": (item["rating"] or {}).get("severity"),
                }
            )
        domains.append({"id": checklist["id"], **score_sums(rows, bands, gravity, (0, 0, 0), percent)})
        every += [{**row, "factor": checklist["multiplier"]} for row in rows]
    floors = tuple(max(0, max((domain["_ranks"][at] or 0) for domain in domains) - 1) for at in range(3))
    whole = score_sums(every, bands, {}, floors, percent)  # type: ignore[arg-type]
    gaps = {
        row["id"]: float(Fraction(row["factor"] * row["w"] * row["r"], whole["weight"])) for row in every if row["r"]
    }
    return {**whole, "domains": domains, "gaps": gaps}


def drawn_sheet(definition: dict[str, Any], draw: random.Random) -> dict[str, Any]:
    """A random answers document; how much is answered, and how badly, varies from set to set."""
    answered, worst = draw.choice([0, 0.3, 0.8, 0.95, 1]), draw.choice([0, 0.1, 0.5, 1])
    answers: dict[str, Any] = {}
    facts = set()
    for checklist in definition["checklists"]:
        for item in checklist["items"]:
            facts |= set(item["requires"])
            if draw.random() > answered:
                continue
            options = sorted(item["options"], key=lambda option: option["risk"])
            pick = draw.choice(options) if draw.random() < worst else options[0]
            answers[item["id"]] = "unsure" if draw.random() < 0.05 else pick["id"]
            if item["not_applicable"] and draw.random() < 0.1:
                answers[item["id"]] = draw.choice(["n/a", {"not_applicable": "not here"}])
    return {
        "audit": definition["id"],
        "profile": [fact for fact in sorted(facts) if draw.random() < 0.5],
        "answers": answers,
    }
