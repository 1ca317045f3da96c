"""Write docs/explanation/content.md: what the checklists hold, what backs it, and what is thin.

Run ``python docs/content_report.py`` with the ``authoring`` extra after every change to a checklist or a reference;
``--check`` only says whether the page is up to date.
"""

import tomllib
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path

from pages import table, write_or_check

import ethics_audit as ea
from ethics_audit.documents import catalog, references
from ethics_audit.lint.reading import item_grade
from ethics_audit.model.definitions import CASES, OCCASION
from ethics_audit.model.profile import PROFESSIONS

PAGE = Path(__file__).with_name("explanation") / "content.md"
TOPICS = tomllib.loads(Path(__file__).with_name("topics.toml").read_text("utf-8"))

QUARTERLY = ea.load_audit("quarterly")
DOMAINS = [part.checklist for part in QUARTERLY.parts]
OTHERS = [
    checklist
    for entry in catalog.entries()
    if entry.kind == "checklists" and entry.package == catalog.SHIPPED
    if (checklist := ea.load_checklist(entry.id)).kind in (OCCASION, CASES)
]
EVERY = [*DOMAINS, *OTHERS]
KINDS = {"official": "publisher's text", "copy": "word-for-word copy", "secondary": "course, article or exam text"}


def percent(part: int, whole: int) -> str:
    """Return a share, rounded down."""
    return f"{100 * part // whole} %" if whole else "-"


def sections(items: Iterable[ea.Item]) -> list[references.Section]:
    """Return the sections that items cite, once per citation."""
    return [references.sections()[citation] for item in items for citation in item.citations]


def single_source(section: references.Section) -> bool:
    """Return whether a section was seen in one secondary text only."""
    return section.evidence == "secondary" and section.sources == 1


def professions_of(item: ea.Item) -> set[str]:
    """Return the professions whose codes an item cites."""
    return {references.codes()[citation.code].profession for citation in item.citations} - {""}


def contents() -> str:
    """Return items, conditions, flags, weights and reading grade of each checklist."""
    rows = []
    for checklist in EVERY:
        bases = Counter(item.rating.basis for item in checklist.items if item.rating)
        grades = [item_grade(item) for item in checklist.items]
        rows.append(
            [
                checklist.title,
                len(checklist.items),
                sum(bool(item.requires) for item in checklist.items),
                sum(item.red_flag is not None for item in checklist.items),
                sum(item.weight for item in checklist.items),
                *(bases[basis] for basis in ("empirical", "expert", "normative")),
                f"{sum(grades) / len(grades):.1f}",
                f"{max(grades):.1f}",
            ]
        )
    head = ["checklist", "items", "conditional", "flags", "weight", "empirical", "expert", "normative"]
    return table([*head, "mean grade", "highest grade"], rows)


def honesty() -> str:
    """Say how much rests on judgment, and on what was seen once."""
    items = [item for checklist in DOMAINS for item in checklist.items]
    weight = sum(item.weight for item in items)
    normative = [item for item in items if item.rating and item.rating.basis == "normative"]
    cited = sections(items)
    once = [section for section in cited if single_source(section)]
    titles = [section for section in cited if section.seen == "title"]
    share = percent(sum(item.weight for item in normative), weight)
    return (
        f"The ten domains have {len(items)} items. {share} of their weight is normative: the codes ask for it, and "
        f"nobody has counted how often it goes wrong. No weight has been validated. Of their {len(cited)} citations, "
        f"{len(once)} ({percent(len(once), len(cited))}) name a section that was seen in only one secondary text, and "
        f"{len(titles)} ({percent(len(titles), len(cited))}) a section of which only the heading was read. A solo "
        f"practice with no further facts is asked {sum(not item.requires for item in items)} of the items."
    )


def by_profession() -> str:
    """Count how many items of each checklist cite a code of each profession, or a law."""
    rows = []
    for checklist in EVERY:
        laws = sum(
            any(references.codes()[citation.code].kind == "law" for citation in item.citations)
            for item in checklist.items
        )
        own = [sum(fact in professions_of(item) for item in checklist.items) for fact in PROFESSIONS]
        rows.append([checklist.title, len(checklist.items), *own, laws])
    return table(["checklist", "items", *PROFESSIONS.values(), "law"], rows)


def by_evidence() -> str:
    """Count the kinds of text in which the cited sections were seen."""
    rows = []
    for checklist in EVERY:
        cited = sections(checklist.items)
        kinds = Counter(section.evidence for section in cited)
        once = sum(single_source(section) for section in cited)
        titles = sum(section.seen == "title" for section in cited)
        rows.append([checklist.title, len(cited), *(kinds[kind] for kind in KINDS), once, titles])
    return table(["checklist", "citations", *KINDS.values(), "seen once", "heading only"], rows)


def share_of_codes() -> str:
    """Count how many of the verified sections of each code at least one item cites."""
    used = {citation for checklist in EVERY for item in checklist.items for citation in item.citations}
    known = Counter(citation.code for citation in references.sections())
    cited = Counter(citation.code for citation in used)
    rows = [
        [references.codes()[code].name, known[code], cited[code], percent(cited[code], known[code])] for code in known
    ]
    total = [sum(known.values()), sum(cited.values()), percent(sum(cited.values()), sum(known.values()))]
    return table(["code", "verified sections", "cited", "share"], [*rows, ["all", *total]])


def changing() -> str:
    """List each code that has been replaced or is to change, with the items that a new edition touches."""
    items = [item for checklist in EVERY for item in checklist.items]
    rows = []
    for code in references.codes().values():
        if not code.changes:
            continue
        touched = [item for item in items if any(one.code == code.id for one in item.citations)]
        alone = [f"`{item.id}`" for item in touched if backing(item) == {code.id}]
        rows.append([code.short, code.status, code.next_edition, len(touched), ", ".join(alone) or "-"])
    return table(["code", "status", "next edition", "items that cite it", "items that nothing else backs"], rows)


def backing(item: ea.Item) -> set[str]:
    """Return the ids of the codes that an item cites and that bind somebody."""
    return {citation.code for citation in item.citations if references.codes()[citation.code].binds}


def due() -> str:
    """List the days from which codes and sections are due to be looked at again."""
    codes, parts = references.codes().values(), references.sections().values()
    rows = []
    for day in sorted({one.recheck for one in (*codes, *parts)}):
        own = [part for part in parts if part.recheck == day != references.codes()[part.code].recheck]
        named = ", ".join(code.short for code in codes if code.recheck == day)
        rows.append([day, named or "-", len(own)])
    return table(["from", "codes with all their sections", "single sections of other codes"], rows)


def topics() -> str:
    """List which items ask about each topic."""
    rows = [
        [checklist.title, topic, ", ".join(f"`{id.partition('.')[2]}`" for id in ids)]
        for checklist in DOMAINS
        for topic, ids in TOPICS[checklist.id].items()
    ]
    return table(["domain", "topic", "asked by"], rows)


def disagreements() -> str:
    """List the items that say which code they follow where the codes differ."""
    return table(["topic", "item"], ([topic, f"`{id}`"] for topic, id in TOPICS["disagreements"].items()))


def flags() -> str:
    """List every red flag."""
    rows = [
        [f"`{item.id}`", item.red_flag.band, item.question]
        for checklist in EVERY
        for item in checklist.items
        if item.red_flag
    ]
    return table(["item", "lowest band", "prompt"], rows)


def thin() -> str:
    """List what the next edition should look at first."""
    items = [item for checklist in EVERY for item in checklist.items]

    def listed(told: str, which: Callable[[ea.Item], bool]) -> str:
        found = [f"`{item.id}`" for item in items if which(item)]
        return f"- {told}: {len(found)} ({', '.join(found) or 'none'})"

    asked_once = [
        f"{topic} ({id})"
        for id in TOPICS
        if id != "disagreements"
        for topic, ids in TOPICS[id].items()
        if len(ids) == 1
    ]
    oldest = min(section.last_verified for section in references.sections().values())
    lines = [
        listed(
            "items with every section seen only in one secondary text or as a heading",
            lambda item: all(single_source(one) or one.seen == "title" for one in sections([item])),
        ),
        listed("items that cite the code of one profession only", lambda item: len(professions_of(item)) == 1),
        listed("items that rest on a counted order without percentages", _on_an_order),
        *(
            f"- items without a section of a code for the profession {name}: "
            f"{sum(fact not in professions_of(item) for item in items)} of {len(items)}"
            for fact, name in PROFESSIONS.items()
        ),
        f"- topics that only one item asks about: {len(asked_once)} ({', '.join(asked_once)})",
        f"- the section that was checked longest ago was checked on {oldest}",
    ]
    return "\n".join(lines)


def _on_an_order(item: ea.Item) -> bool:
    known = [references.evidence()[id] for id in item.rating.sources] if item.rating else []
    return bool(known) and item.rating.basis == "empirical" and not any(one.figures for one in known)


def page() -> str:
    """Return the whole page."""
    parts = [
        "# What the checklists hold",
        "This page is written by `python docs/content_report.py` from the checklists and the references themselves.",
        honesty(),
        "## Items, weights, reading grade",
        (
            "*Conditional* items are asked only if a certain fact holds for the practice. The bases of weights are "
            "counted in items; the reading grade is the Automated Readability Index of a whole item."
        ),
        contents(),
        "## Sections by profession",
        "The number of items that cite at least one section of the profession's own codes.",
        by_profession(),
        "## Sections by kind of evidence",
        by_evidence(),
        "## Share of the verified sections that an item cites",
        share_of_codes(),
        "## When codes change",
        (
            "Codes of which a change is known, the number of items that cite them, and the items that cite nothing "
            "else that binds anybody."
        ),
        changing(),
        "Codes and sections are due to be looked at again [as described](../how-to/rechecking.md) from these days:",
        due(),
        "## Topics",
        topics(),
        "## Where the codes disagree",
        (
            "An item cannot have two thresholds: each of these says in its rationale that the codes differ, and which "
            "one it follows."
        ),
        disagreements(),
        "## Red flags",
        flags(),
        "## What is thin",
        thin(),
    ]
    return "\n\n".join(parts) + "\n"


if __name__ == "__main__":
    write_or_check(PAGE, page, __file__)
