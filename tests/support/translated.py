"""Translations that nobody speaks, and every page of a result."""

import re
from collections.abc import Callable
from datetime import date
from html import unescape
from pathlib import Path
from typing import Any

import ethics_audit as ea
from ethics_audit.assessment import working
from ethics_audit.assessment.markdown import action_list, decision_record
from ethics_audit.assessment.text import printed
from ethics_audit.model.actions import Action, Followed
from ethics_audit.model.answer_sheet import Decision
from ethics_audit.model.translation import DiscussionTexts, ItemTexts, OptionTexts, Overlay, RolePlayTexts, texts_of
from ethics_audit.report.page import html
from support.report_pages import parsed, words

DAY = date(2026, 11, 26)

OPEN, CLOSE = "⟦", "⟧"
ACCENTS = str.maketrans("aceinouyACEINOUY", "áçéíñóúýÁÇÉÍÑÓÚÝ")
LONGEST_TITLE = 24


def put(folder: Path, locale: str, id: str, document: str, version: str = "1.0") -> None:
    """Write an overlay into the locales of a folder."""
    path = folder / "locales" / locale / f"{id}-{version}.toml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(document, "utf-8")


def overlay_of(definition: ea.Audit | ea.Checklist, locale: str, say: Callable[[str, str], str]) -> Overlay:
    """An overlay that says everything."""
    said = {place: say(place, text) for place, text in texts_of(definition).items()}
    items = [] if isinstance(definition, ea.Audit) else [_texts_of_item(one, said) for one in definition.items]
    aside: dict[str, Any] = {key: said.get(key) for key in ("introduction", "worked_example")}
    if "discussion/title" in said:
        lines = [said[place] for place in said if place.startswith("discussion/questions/")]
        aside["discussion"] = DiscussionTexts(said["discussion/title"], lines, said["discussion/text"])
    return Overlay(locale, definition.id, definition.version, "", said["title"], items, **aside)


def _texts_of_item(one: ea.Item, said: dict[str, str]) -> ItemTexts:
    options = [
        OptionTexts(
            option.id,
            said[f"{one.id}.options.{option.id}.label"],
            said.get(f"{one.id}.options.{option.id}.feedback"),
        )
        for option in one.options
    ]
    fields = ("prompt", "rationale", "remedy", "example", "needed", "action")
    texts = {field: said.get(f"{one.id}.{field}") for field in fields}
    return ItemTexts(one.id, options=options, roleplay=_roleplay(one.id, said), **texts)


def _roleplay(id: str, said: dict[str, str]) -> RolePlayTexts | None:
    starts = {role: f"{id}.roleplay.{role}." for role in ("client", "clinician", "observer")}
    lines = {role: [said[place] for place in said if place.startswith(start)] for role, start in starts.items()}
    return RolePlayTexts(**lines) if any(lines.values()) else None


def pages(result: ea.Assessment) -> dict[str, str]:
    """Every page of a result as words on one line."""
    plan = result.plan("low") if result.band else None
    chosen = [Followed(1, Action(one.item.id, one.item.remedy), "") for one in result.findings[:3]]
    before = result.what_if({one.item.id: one.item.options[0].id for one in result.findings[:3]})
    report = html(result, plans=[plan] if plan else [], actions=chosen)
    parts = {
        "text": str(result),
        "report": words(parsed(report)),
        "source": unescape(report),
        "notebook": words(parsed(f"<!doctype html>{result._repr_html_()}")),
        "markdown": re.sub(r"\\(.)", r"\1", decision_record(result, Decision(), DAY)),
        "actions": re.sub(r"\\(.)", r"\1", action_list(chosen, DAY)),
        "plan": str(plan),
        "working": printed(working.sections(result)),
        "trend": str(ea.trend([before, result])),
    }
    return {name: " ".join(part.split()) for name, part in parts.items()}


def pseudo(place: str, words: str) -> str:
    """A text between marks, longer and with accents; a title stays as long as the rows of tables have room for."""
    longer = f"{words} {'more ' * (len(words) // 15 + 1)}".strip()
    inner = longer[: LONGEST_TITLE - 2].strip() if place == "title" else longer
    return f"{OPEN}{inner.translate(ACCENTS)}{CLOSE}"
