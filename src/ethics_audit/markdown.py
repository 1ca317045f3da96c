"""Markdown: the record of a decision (what was asked, answered and decided, on one day), and what is to be done."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from ethics_audit.actions import Followed
from ethics_audit.answers import NotApplicable
from ethics_audit.sheet import Decision
from ethics_audit.text import ENDS, band_text, known_part, limits, score_text
from ethics_audit.weights import sentence

if TYPE_CHECKING:
    from ethics_audit.assessment import Assessment
    from ethics_audit.model import Item

NOTHING = "*Nothing was written here.*"


def decision_record(result: Assessment, decision: Decision, day: date) -> str:
    """The record: situation, answers, result, who was consulted, what was decided, when to look again.

    Args:
        result: The assessment of the checklist for the occasion.
        decision: What the person wrote; shown as text, whatever it holds.
        day: The day that the record carries.
    """
    parts = [
        f"# {plain(result.audit.title)}",
        f"Record of {day.isoformat()}, for its author's own use.",
        _section("Situation", _quoted(decision.situation)),
        _section("Answers", "\n".join(_answer(item, result) for item in result.audit.items.values())),
        _section("Result", _result(result)),
        _section("Do today", _listed(reason.action for reason in result.reasons if reason.action)),
        _section("Still missing", _listed(_missing(one.item) for one in result.findings)),
        _section("Not known or not answered", _listed(plain(result.audit.items[id].prompt) for id in result.open)),
        _section("Consulted, or to be consulted", _quoted(decision.consulted)),
        _section("Decision", _quoted(decision.decision)),
        _section("Look again on", decision.review or NOTHING),
        _section("What this is, and is not", "\n\n".join(plain(limit) for limit in limits(result.audit))),
        f"{result.audit.id} {result.audit.version}, definition {result.audit.digest[:12]}",
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


ACTIONS_MARK = "<!-- written by ethics-audit plan export -->"
"""What the lists of this program carry, and no others."""


def action_list(actions: Sequence[Followed], day: date) -> str:
    """Chosen actions as a list to tick off.

    Args:
        actions: What is to be done.
        day: The day that the list carries.
    """
    rows = [f"- [ ] {plain(one.action.step)}{_facts(one)}" for one in actions] or ["Nothing is to be done."]
    return "\n".join(["# To be done", "", ACTIONS_MARK, "", f"As of {day.isoformat()}.", "", *rows, ""])


def _facts(one: Followed) -> str:
    facts = [f"by {one.action.due}" if one.action.due else "", plain(one.action.owner), f"`{one.action.item}`"]
    return f" ({', '.join(fact for fact in facts if fact)})"


def plain(text: str) -> str:
    """A text on one line that Markdown shows as it is."""
    escaped = re.sub(r"([\\`*_{}\[\]<>#|~&$!])", r"\\\1", " ".join(text.split()))
    return re.sub(r"^(\d*)([.)+=-])", r"\1\\\2", escaped)


def _quoted(text: str) -> str:
    return "\n>\n".join(f"> {plain(line)}" for line in text.splitlines() if line.strip()) or NOTHING


def _section(title: str, body: str) -> str:
    return f"## {title}\n\n{body}" if body else ""


def _listed(texts: object) -> str:
    return "\n".join(f"- {text}" for text in texts)  # type: ignore[attr-defined]


def _missing(item: Item) -> str:
    return f"*{plain(item.prompt)}* {plain(item.remedy)}"


def _answer(item: Item, result: Assessment) -> str:
    answer = result.answers.given.get(item.id)
    if isinstance(answer, str):
        told = plain(item.by_id[answer].label)
    elif isinstance(answer, NotApplicable):
        told = "not applicable" + (f": {plain(answer.reason)}" if answer.reason else "")
    else:
        told = "not known" if answer else "not answered"
    return f"- {plain(item.prompt)} **{told}**"


def _result(result: Assessment) -> str:
    rows = [
        f"- Band: {band_text(result)}",
        f"- Score: {score_text(result)} of 100 ({ENDS[result.audit.kind]})",
        f"- Answered: {known_part(result)} of the weight",
    ]
    if weights := sentence(result.audit, result.answers, result):
        rows.append(f"- Weights: {plain(weights)}")
    return "\n".join([*rows, *(f"- {plain(reason.text)}" for reason in result.reasons)])
