"""Measure how time grows with the size of what is worked on, and draw it: one plot a quantity, each with exponents.

    python bench/growth.py [QUANTITY ...]            (needs the `bench` extra)

A quantity is `items`, `rows`, `audits` or `domains`; without any, all are measured. Times are medians of CPU time over
interleaved rounds. The exponent is the slope of the time against the size, both as logarithms, over the upper half of
the sizes, fitted in each round: its median, and in brackets the least and the largest. With 1, twice the size takes
twice the time. Each quantity is printed, drawn into `docs/pictures`, and filled into the page on growth.
"""

from __future__ import annotations

import argparse
import gc
import json
import random
import re
import shutil
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from itertools import count
from pathlib import Path
from secrets import token_hex
from typing import Any, NamedTuple

import matplotlib as mpl
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
from matplotlib.figure import Figure

import ethics_audit as ea
from ethics_audit.history import Entry, History, opened
from ethics_audit.history.chain import entry

DOCS = Path(__file__).parent.parent / "docs"
PAGE = DOCS / "explanation" / "growth.md"
ROUNDS = 3
SHORTEST = 0.01
"""CPU seconds that a call is repeated for, so that the clock does not decide."""
MOST_DOMAINS = 200
"""The most that a definition may have."""
COLORS = ("#1b9e77", "#d95f02", "#7570b3", "#e7298a", "#66a61e")
MARKS = "os^Dv"
INK = "#010203"
"""Stands for the color of the text around the picture."""

Call = Callable[[], object]
Made = Callable[[], Call]
"""Prepares a call, which is timed without the preparation."""


class Quantity(NamedTuple):
    """Something that grows: its sizes, and what is done with something of a size, by what is told of it."""

    told: str
    sizes: list[int]
    calls: Callable[[int], dict[str, Made]]


class Curve(NamedTuple):
    """The times of one call: CPU seconds by round and size."""

    told: str
    times: np.ndarray

    @property
    def medians(self) -> np.ndarray:
        """The median at each size."""
        return np.median(self.times, axis=0)

    def exponent(self, sizes: list[int]) -> str:
        """The exponent over the upper half of the sizes, with its least and largest in a round."""
        upper = slice(len(sizes) // 2, None)
        slopes = [np.polyfit(np.log(sizes[upper]), np.log(one[upper]), 1)[0] for one in self.times]
        return f"{statistics.median(slopes):.2f} ({min(slopes):.2f} to {max(slopes):.2f})"


def spread(least: int, most: int, steps: int) -> list[int]:
    """Sizes at equal steps of their logarithm."""
    return [round(size) for size in np.geomspace(least, most, steps)]


def grown(items: int, domains: int) -> ea.Audit:
    """An audit of so many items, in domains as even as they can be; every twelfth has a red flag."""
    scale = ea.Scale([ea.Option(f"r{risk}", f"Risk {risk}", risk) for risk in (0, 40, 70, 100)])
    flag = ea.RedFlag(100, "high", "Stop.")
    texts = {"prompt": "I do it.", "rationale": "It matters.", "remedy": "Begin.", "scale": scale}
    parts = []
    for places in np.array_split(np.arange(items), domains):
        id = f"d{places[0]}"
        some = [
            ea.Item(
                id=f"{id}.i{place}",
                weight=1 + int(place) % 12,
                effort=1 + int(place) % 5,
                red_flag=flag if place % 12 == 5 else None,  # noqa: PLR2004 - any of the twelve
                **texts,
            )
            for place in places
        ]
        parts.append(ea.Part(ea.Checklist(id, "1.0", "A domain", some)))
    return ea.Audit("grown", "1.0", "Grown", parts)


def answered(audit: ea.Audit) -> ea.Answers:
    """Drawn answers without a red flag, which no plan is made beside; one in twenty items is open."""
    chance = random.Random(7)
    given: dict[str, ea.Answer] = {}
    for item in audit.items.values():
        if chance.random() > 0.05:  # noqa: PLR2004
            given[item.id] = chance.choice([one for one in item.options if not item.raised_by(one.id)]).id
    return ea.Answers(given)


def ready(**calls: Call) -> dict[str, Made]:
    """Calls that need no preparation, by names in which a line stands for a space."""
    return {told.replace("_", " "): lambda call=call: call for told, call in calls.items()}


def items(size: int) -> dict[str, Made]:
    """Assess one audit of so many items, and write, read and print it."""
    audit = grown(size, max(1, min(MOST_DOMAINS, size // 12)))
    answers = answered(audit)
    result = ea.assess(audit, answers)
    document = ea.to_json(ea.record(result))
    return ready(
        assess=lambda: ea.assess(audit, answers),
        and_its_findings=lambda: ea.assess(audit, answers).findings,
        record_to_JSON=lambda: ea.to_json(ea.record(result)),
        record_from_JSON=lambda: ea.from_json(document, ea.AssessmentRecord),
        page_of_text=lambda: str(ea.assess(audit, answers)),
    )


def rows(size: int) -> dict[str, Made]:
    """Score a table of so many rows, everything that is known of the audit and of each domain."""
    audit = ea.load_audit("quarterly")
    chance = np.random.default_rng(7)
    columns = {item.id: chance.integers(0, len(item.options), size, dtype=np.uint8) for item in audit.items.values()}
    asked: dict[str, Any] = {"profile": audit.known_facts, "codebook": "audit"}
    frame = pl.DataFrame(columns)
    table, pandas = pa.table(columns), pd.DataFrame(columns)
    return ready(
        Polars=lambda: ea.score_frame(frame, audit, **asked),
        Polars_LazyFrame=lambda: ea.score_frame(frame.lazy(), audit, **asked).collect(),
        PyArrow=lambda: ea.score_frame(table, audit, **asked),
        pandas=lambda: ea.score_frame(pandas, audit, **asked),
    )


def audits(folder: Path) -> Callable[[int], dict[str, Made]]:
    """Return what is done with a history of so many audits of a small checklist, in a file."""
    names = count()

    def calls(size: int) -> dict[str, Made]:
        path = folder / f"{next(names)}.db"
        audit = ea.load_audit("self_care")
        result = ea.assess(audit, answered(audit))
        fill(path, result, size)

        def keep() -> Call:
            copy = Path(shutil.copy(path, folder / "copy.db"))
            return lambda: History(opened(copy)).keep(result)

        history = History(opened(path))
        return ready(
            list=history.listed,
            trend=lambda: ea.trend(kept.result for kept in history.audits()),
            verify=history.verify,
        ) | {"keep one more": keep}

    return calls


def fill(path: Path, result: ea.Assessment, size: int) -> None:
    """Keep as many audits, a quarter after the other; each with a salt of its own, as `keep` does."""
    store, first = opened(path), date.today() - timedelta(days=91 * size)  # noqa: DTZ011 - any day
    History(store).keep(result, first)

    def link(last: Entry | None) -> list[Entry]:
        body, added = json.loads((last and last.body) or ""), []
        for number in range(1, size):
            body["day"] = (first + timedelta(days=91 * number)).isoformat()
            last = entry(last, "audit", "2026-11-26T18:30:00Z", token_hex(16), json.dumps(body, ensure_ascii=False))
            added.append(last)
        return added

    store.append(link)


def domains(size: int) -> dict[str, Made]:
    """Plan for an audit of so many domains, of twelve items each."""
    audit = grown(12 * size, size)
    result = ea.assess(audit, answered(audit))
    return ready(
        to_the_band_low=lambda: result.plan("low"),
        to_the_band_moderate=lambda: result.plan("moderate"),
        a_budget_of_20=lambda: result.plan(budget=20),
        one_domain=lambda: result.plan("low", domain=audit.parts[0].checklist.id),
    )


def cpu(made: Made) -> float:
    """CPU seconds of one call, which is repeated until it took long enough."""
    taken, times = 0.0, 0
    while taken < SHORTEST:
        call = made()
        start = time.process_time()
        call()
        taken += time.process_time() - start
        times += 1
    return taken / times


def measured(quantity: Quantity) -> list[Curve]:
    """Measure every call at every size, a round after the other."""
    made = [quantity.calls(size) for size in quantity.sizes]
    for one in made[0].values():
        one()()  # what is loaded once is no part of it
    gc.collect()
    gc.freeze()  # what waits for its turn is no work of the call that is timed
    rounds = [[[cpu(one) for one in calls.values()] for calls in made] for _ in range(ROUNDS)]
    gc.unfreeze()
    return [Curve(told, np.array(rounds)[:, :, place]) for place, told in enumerate(made[0])]


def drawn(quantity: Quantity, curves: list[Curve]) -> str:
    """Draw the curves as SVG, with a dashed line where each is as many times as slow as it is large."""
    mpl.rcParams.update({"svg.fonttype": "none", "svg.hashsalt": quantity.told, "font.size": 11})
    mpl.rcParams.update(dict.fromkeys(("text.color", "axes.edgecolor", "axes.labelcolor"), INK))
    mpl.rcParams.update({"xtick.color": INK, "ytick.color": INK, "font.family": "sans-serif"})
    figure = Figure(figsize=(6.4, 4.2), layout="constrained")
    axes = figure.add_subplot(xscale="log", yscale="log", xlabel=quantity.told, ylabel="CPU milliseconds")
    sizes = np.array(quantity.sizes)
    for curve, color, mark in zip(curves, COLORS, MARKS, strict=False):
        times = 1000 * curve.medians
        label = f"{curve.told}: {curve.exponent(quantity.sizes)}"
        axes.plot(sizes, times, color=color, marker=mark, markersize=5, label=label)
        axes.plot(sizes, times[-1] * sizes / sizes[-1], color=color, linewidth=0.8, linestyle=(0, (2, 4)))
    axes.set_ylim(bottom=min(1000 * curve.medians.min() for curve in curves) / 2)
    axes.spines[["top", "right"]].set_visible(False)
    axes.legend(frameon=False, fontsize=10)
    return svg(figure, f"CPU time against {quantity.told}")


def svg(figure: Figure, title: str) -> str:
    """Return a figure as it stands in a page: in the color of the text there, with no name of a part said twice."""
    with tempfile.TemporaryFile("w+", encoding="utf-8") as file:
        unsaid = dict.fromkeys(("Date", "Creator", "Format", "Type"))
        figure.savefig(file, format="svg", transparent=True, metadata=unsaid)
        file.seek(0)
        text = file.read()
    text = text[text.index("<svg") :].replace(INK, "currentColor")
    for gone in (r"(?<=<g) id=\"[^\"]*\"", r" (width|height)=\"\d*.?\d*pt\"", r"<style.*?</style>", r"[ \t]+(?=\n)"):
        text = re.sub(gone, "", text, flags=re.DOTALL)
    style = "max-width: 40rem; stroke-linejoin: round"
    return text.replace("<svg", f'<svg role="img" aria-label="{title}" style="{style}"', 1)


def lines(quantity: Quantity, curves: list[Curve]) -> Iterator[str]:
    """Yield the table of a quantity: the median of each call at each size, and the exponent."""
    heads = [quantity.told, *(f"{size:,}" for size in quantity.sizes), "exponent"]
    yield f"| {' | '.join(heads)} |"
    yield f"|---|{'---:|' * (len(heads) - 2)}---|"
    for curve in curves:
        times = [f"{1000 * one:.3g}" if one < 1 else f"{1000 * one:,.0f}" for one in curve.medians]
        yield f"| {' | '.join([curve.told, *times, curve.exponent(quantity.sizes)])} |"


def publish(name: str, table: str, picture: str) -> None:
    """Write the picture, and the table into its place in the page."""
    (DOCS / "pictures" / f"growth-{name}.svg").write_text(picture, "utf-8")
    page = PAGE.read_text("utf-8")
    place = re.compile(rf"(?<=<!-- {name} -->\n).*?(?=<!-- end -->)", re.DOTALL)
    assert place.search(page), name
    PAGE.write_text(place.sub(lambda _: f"\n{table}\n\n", page, count=1), "utf-8")


def main() -> None:
    """Measure, print and draw."""
    with tempfile.TemporaryDirectory() as folder:
        quantities = {
            "items": Quantity("items of one audit", spread(10, 10_000, 7), items),
            "rows": Quantity("rows of a table", spread(1000, 1_000_000, 7), rows),
            "audits": Quantity("audits in a history", spread(4, 4000, 7), audits(Path(folder))),
            "domains": Quantity("domains of one audit", spread(2, MOST_DOMAINS, 7), domains),
        }
        parser = argparse.ArgumentParser()
        parser.add_argument("names", nargs="*", metavar="QUANTITY", help=", ".join(quantities))
        for name in parser.parse_args().names or quantities:
            quantity = quantities[name]
            curves = measured(quantity)
            table = "\n".join(lines(quantity, curves))
            print(f"CPU milliseconds\n{table}\n", flush=True)
            publish(name, table, drawn(quantity, curves))


if __name__ == "__main__":
    main()
