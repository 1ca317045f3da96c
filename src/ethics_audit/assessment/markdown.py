"""Markdown: the record of a decision (what was asked, answered and decided, on one day), and what is to be done."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date

from ethics_audit.assessment.blocks import Paragraph, Section
from ethics_audit.assessment.page import sections, today
from ethics_audit.assessment.result import Result
from ethics_audit.assessment.weights import sentence
from ethics_audit.assessment.wording import answered_text, band_text, limits, of_hundred
from ethics_audit.base.dates import in_words
from ethics_audit.base.language import N_, gettext, speaking
from ethics_audit.model.actions import Followed
from ethics_audit.model.answer_sheet import Decision
from ethics_audit.model.answers import NotApplicable
from ethics_audit.model.items import NOT_ARISEN, Item

NOTHING = N_("*Nothing was written here.*")


def decision_record(result: Result, decision: Decision, day: date) -> str:
    """Write the record: what must not wait, the situation, the answers, the result, who was consulted, the decision.

    Args:
        result: The assessment of the checklist for the occasion.
        decision: What the person wrote; shown as text, whatever it contains.
        day: The day that the record carries.
    """
    items, urgent = result.audit.items, today(result)
    not_arisen = next((one for one in sections(result) if one.id == "not-arisen"), None)
    with speaking(result.audit.language):
        missing = (f"*{plain(one.item.question)}* {plain(one.item.remedy)}" for one in result.findings)
        parts = [
            f"# {plain(result.audit.title)}",
            gettext("Record of {day}, for its author's own use.", day=in_words(day)),
            _section(urgent.title, _listed(plain(entry.then) for entry in urgent.entries)),
            _section(gettext("Situation"), _quoted(decision.situation)),
            _section(gettext("Answers"), "\n".join(_answer(item, result) for item in items.values())),
            _section(gettext("Result"), _result(result)),
            _section(gettext("Still missing"), _listed(missing)),
            _section(gettext("Not known or not answered"), _listed(plain(items[id].question) for id in result.open)),
            _section(not_arisen.title, _blocks(not_arisen)) if not_arisen else "",
            _section(gettext("Principles beside each other"), _beside(decision.principles)),
            _section(gettext("Consulted, or to be consulted"), _quoted(decision.consulted)),
            _section(gettext("Decision"), _quoted(decision.decision)),
            _section(gettext("Look again on"), in_words(decision.review) if decision.review else gettext(NOTHING)),
            _section(gettext("What this is, and is not"), "\n\n".join(map(plain, limits(result.audit)))),
            gettext("{title}, version {version}", title=plain(result.audit.title), version=result.audit.version),
        ]
    return "\n\n".join(part for part in parts if part) + "\n"


ACTIONS_MARK = "<!-- written by ethics-audit plan export -->"
"""The first line of each list that this program writes; no other file has it."""


def action_list(actions: Sequence[Followed], day: date) -> str:
    """Write chosen actions as a list to check off.

    Args:
        actions: What is to be done.
        day: The day that the list carries.
    """
    rows = []
    for one in (followed.action for followed in actions):
        due = gettext("by {day}", day=in_words(one.due)) if one.due else ""
        facts = ", ".join(fact for fact in (due, plain(one.owner)) if fact)
        rows.append(f"- [ ] {plain(one.step)}{f' ({facts})' if facts else ''}")
    title, as_of = gettext("To be done"), gettext("As of {day}.", day=in_words(day))
    rows = rows or [gettext("Nothing is to be done.")]
    return "\n".join([f"# {title}", "", ACTIONS_MARK, "", as_of, "", *rows, ""])


def plain(text: str) -> str:
    """Return a text on one line, escaped so that Markdown shows it as it is."""
    escaped = re.sub(r"([\\`*_{}\[\]<>#|~&$!])", r"\\\1", " ".join(text.split()))
    return re.sub(r"^(\d*)([.)+=-])", r"\1\\\2", escaped)


def _quoted(text: str) -> str:
    return "\n>\n".join(f"> {plain(line)}" for line in text.splitlines() if line.strip()) or gettext(NOTHING)


def _beside(principles: str) -> str:
    """Return lines of a principle, a colon and what it asks for as a table; nothing if there are none."""
    lines = [line.partition(":") for line in principles.splitlines() if line.strip()]
    if not lines:
        return ""
    head = [gettext("Principle"), gettext("What it asks for here")]
    rows = [head, ["---", "---"], *([plain(name), plain(asks)] for name, _, asks in lines)]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in rows)


def _section(title: str, body: str) -> str:
    return f"## {title}\n\n{body}" if body else ""


def _listed(texts: Iterable[str]) -> str:
    return "\n".join(f"- {text}" for text in texts)


def _blocks(section: Section) -> str:
    told = [plain(block.text) for block in section.blocks if isinstance(block, Paragraph)]
    return "\n\n".join([*told, _listed(plain(entry.line) for entry in section.entries)])


def _answer(item: Item, result: Result) -> str:
    answer = result.answers.given.get(item.id)
    if isinstance(answer, str):
        words = plain(item.by_id[answer].label)
    elif isinstance(answer, NotApplicable) and item.event:
        words = gettext(NOT_ARISEN)
    elif isinstance(answer, NotApplicable):
        reason = plain(answer.reason)
        words = gettext("not applicable: {reason}", reason=reason) if reason else gettext("not applicable")
    else:
        words = gettext("not known") if answer else gettext("not answered")
    return f"- {plain(item.question)} **{words}**"


def _result(result: Result) -> str:
    rows = [
        gettext("Band: {band}", band=band_text(result)),
        gettext("Score: {score}", score=of_hundred(result)),
        gettext("Answered: {known}", known=answered_text(result)),
    ]
    if weights := sentence(result):
        rows.append(gettext("Weights: {sentence}", sentence=plain(weights)))
    return _listed([*rows, *(plain(reason.text) for reason in result.reasons)])
