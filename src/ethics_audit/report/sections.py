"""What the page shows, in its order: sections of plain values, each printed by the template of its kind."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any, NamedTuple

from attrs import frozen

from ethics_audit.assessment import wording, working
from ethics_audit.assessment.assessment import Assessment
from ethics_audit.assessment.explanation import Finding, decimal
from ethics_audit.assessment.planning import plan as text_plan
from ethics_audit.assessment.planning.plan import Plan
from ethics_audit.base.errors import LONGEST_PLACE, plain
from ethics_audit.base.language import N_, gettext
from ethics_audit.base.version import __version__
from ethics_audit.model.actions import Followed
from ethics_audit.report import actions as chosen
from ethics_audit.report import changes, citations, domains
from ethics_audit.report.table import Table

HEAD = N_("Keep this page: the hash lets you see later whether the end of the history was cut off.")
CUT = N_(
    "Each number is cut after one decimal, so the rows may add up to a little less than the score. The points are "
    "whole and add up exactly."
)


@frozen
class Material:
    """What a report is made of; see `ethics_audit.report.page.html`."""

    result: Assessment
    day: date | None
    earlier: tuple[tuple[str, Assessment], ...]
    plans: tuple[Plan, ...]
    actions: tuple[Followed, ...]
    beside: Assessment | None
    head: str

    @property
    def names(self) -> list[str]:
        """What the earlier results are called, as they can be shown."""
        return [plain(name, LONGEST_PLACE) for name, _ in self.earlier]


class Section(NamedTuple):
    """A part of the page under a heading of its own.

    Attributes:
        id: What links to it name it by.
        title: Its heading.
        kind: The name of its template.
        facts: What the template shows.
    """

    id: str
    title: str
    kind: str
    facts: Any


class Rows(NamedTuple):
    """A question with what is told of it in rows of a name and a text, and links to the sections behind it."""

    prompt: str
    id: str
    rows: list[tuple[str, str]]
    links: list[citations.Link]


def sections(material: Material) -> list[Section]:
    """Every section that has something to show."""
    return [section for section in _sections(material) if section.facts]


def _sections(material: Material) -> Iterator[Section]:
    result, names = material.result, material.names
    before = (names[-1], material.earlier[-1][1]) if names else None
    yield Section("today", gettext("Do today"), "today", wording.today(result))
    yield Section("result", gettext("Your result"), "result", _result(result, before))
    yield Section("domains", gettext("Domains"), "domains", domains.domains(result, before))
    yield Section("next", gettext("What to do next"), "next", _next(result))
    for place, plan in enumerate(material.plans, 1):
        yield Section(f"plan-{place}", text_plan.title(plan), "plan", _plan(plan))
    yield Section(
        "chosen", gettext("What you chose to do"), "tables", chosen.tables(material.actions, result, material.day)
    )
    if material.earlier:
        history = changes.History.of([*names, gettext(changes.NOW)], [*(one for _, one in material.earlier), result])
        yield Section("since", gettext("Since the earlier audit"), "since", changes.since(history))
        yield Section("trend", gettext("From audit to audit"), "trend", changes.course(history))
        yield Section("drift", gettext("Boundary drift"), "drift", changes.drift(history))
    groups = wording.contrast_groups(result, material.beside or result)
    yield Section("beside", gettext("Your practice beside the cases"), "groups", groups)
    yield Section("open", gettext("Still open"), "open", [result.audit.items[id] for id in result.open])
    yield Section("not-scored", gettext("Not scored"), "list", wording.not_scored(result))
    yield Section("adds", gettext("What each answer adds"), "adds", _adds(result))
    yield Section("limits", gettext("What this is, and is not"), "paragraphs", wording.limits(result.audit))
    yield Section("cited", gettext("The sections behind it"), "cited", citations.sources(result))
    yield Section("about", gettext("About this page"), "about", _about(material))


def _result(result: Assessment, before: tuple[str, Assessment] | None) -> dict[str, Any]:
    return {
        "rows": wording.summary(result),
        "figure": domains.whole(result, before),
        "reasons": [reason.text for reason in result.reasons],
    }


def _next(result: Assessment) -> dict[str, Any] | None:
    top = [_gap(finding, result) for finding in result.findings[: wording.TOP_FINDINGS]]
    return {"gaps": top, "more": len(result.findings) - len(top)} if top else None


def _gap(finding: Finding, result: Assessment) -> Rows:
    item = finding.item
    links = citations.links(item.citations, result.answers.profile)
    return Rows(item.prompt, item.id, wording.finding_rows(finding), links)


def _plan(plan: Plan) -> dict[str, Any]:
    steps = plan.steps[: text_plan.MOST_STEPS]
    return {
        "before": text_plan.before_steps(plan),
        "steps": [Rows(step.item.prompt, step.item.id, text_plan.step_rows(step, plan), []) for step in steps],
        "after": text_plan.after_steps(plan),
    }


def _adds(result: Assessment) -> dict[str, Any] | None:
    """Every gap with what it adds; the points of the rows sum to those of the result."""
    if result.exact is None:
        return None
    table = Table(
        gettext("Every gap, the largest first"),
        [gettext("Question"), gettext("Answer"), gettext("First step"), gettext("Points"), gettext("Adds")],
        [
            [
                one.item,
                one.option.label,
                f"{one.item.remedy} ({wording.effort_text(one.item)})",
                str(one.counted),
                decimal(one.contribution),
            ]
            for one in result.findings
        ],
        [gettext("All together"), "", "", str(result.points), wording.score_text(result)],
        numbers=2,
    )
    return {
        "how": [gettext(working.SUMS), working.division(result), gettext(CUT)],
        "table": table if table.rows else None,
    }


def _about(material: Material) -> dict[str, Any]:
    audit = material.result.audit
    rows = [
        (gettext("Audit"), f"{audit.id} {audit.version}"),
        (gettext("Definition"), audit.digest),
        (gettext("Made by"), f"ethics-audit {__version__}"),
        (gettext("Day"), material.day.isoformat() if material.day else ""),
        (gettext("History"), plain(material.head, LONGEST_PLACE)),
    ]
    return {"rows": [(name, value) for name, value in rows if value], "told": gettext(HEAD) if material.head else ""}
