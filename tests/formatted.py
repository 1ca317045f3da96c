"""Answers in the forms of other programs, and results as the tests of the formats compare them."""

import csv
import io
import json
import random
from typing import Any
from xml.sax.saxutils import escape

from hypothesis import strategies as st

import ethics_audit as ea
from ethics_audit import catalog
from ethics_audit.formats import redcap
from ethics_audit.formats.dialects import INTEGER, NUMBER, RESULTS, TRUTH
from ethics_audit.formats.incoming import fact_link, facts_of, word_of
from ethics_audit.testing import answers_for, audits

NAMES = [entry.id for entry in catalog.entries()]
LARGE = {"quarterly", "brief"}
"""Audits of many domains, which programs read slowly."""

Results = dict[str, dict[str, Any]]
"""From the id of a domain, or nothing for the whole audit, to its results by name."""


def drawn(audit: ea.Audit, draw: random.Random) -> ea.Answers:
    """Random answers; how much is answered, and how badly, varies from set to set."""
    answered, worst = draw.choice([0, 0.3, 0.8, 0.95, 1]), draw.choice([0, 0.1, 0.5, 1])
    given: dict[str, Any] = {}
    for item in audit.items.values():
        if draw.random() > answered:
            continue
        options = sorted(item.options, key=lambda option: option.risk)
        given[item.id] = (draw.choice(options) if draw.random() < worst else options[0]).id
        if draw.random() < 0.05:
            given[item.id] = ea.UNSURE
        if item.not_applicable and draw.random() < 0.1:
            given[item.id] = ea.not_applicable()
    return ea.Answers(given, {fact for fact in facts_of(audit) if draw.random() < 0.5})


def many(name: str, sets: int) -> tuple[ea.Audit, list[ea.Answers]]:
    """A shipped audit with as many sets of random answers, the same ones each time."""
    audit, draw = ea.load_audit(name), random.Random(name)
    return audit, [drawn(audit, draw) for _ in range(sets)]


@st.composite
def small(draw: st.DrawFn) -> tuple[ea.Audit, list[ea.Answers]]:
    """A small audit of any kind with some sets of answers."""
    audit = draw(audits())
    return audit, draw(st.lists(answers_for(audit), min_size=1, max_size=4))


def told(audit: ea.Audit, answers: ea.Answers) -> Results:
    """The results of `assess`."""
    result = ea.assess(audit, answers)
    return {scope: _told(scored) for scope, scored in [("", result), *((one.id, one) for one in result.domains)]}


def _told(scored: Any) -> dict[str, Any]:
    values = {name: getattr(scored, name) for name in RESULTS}
    values["flags"] = " ".join(values["flags"]) or None
    return {name: str(value) if isinstance(value, ea.Band) else value for name, value in values.items()}


def read(name: str, text: str) -> Any:
    """A result that was written as text."""
    if text == "":
        return None
    kind = RESULTS[name]
    if kind == TRUTH:
        return {"true": True, "false": False, "1": True, "0": False}[text]
    if kind == INTEGER:
        assert float(text) == int(float(text))
        return int(float(text))
    return float(text) if kind == NUMBER else text


def words(answers: ea.Answers) -> dict[str, str]:
    """The word of each answer."""
    return {id: word_of(answer) for id, answer in answers.given.items()}


def without_reasons(answers: ea.Answers, audit: ea.Audit) -> ea.Answers:
    """What forms that ask for no reason, and only for the audit's facts, keep of answers."""
    return ea.Answers(words(answers), answers.profile & {*facts_of(audit)})


def survey_data(answers: ea.Answers, audit: ea.Audit) -> dict[str, Any]:
    """The answers as data of a survey."""
    return {**words(answers), **{fact_link(fact): fact in answers.profile for fact in facts_of(audit)}}


def submission(answers: ea.Answers, audit: ea.Audit) -> str:
    """The answers as a submission of an XLSForm, with a result in it."""
    profile = "".join(
        f"<fact-{fact}>{'yes' if fact in answers.profile else 'no'}</fact-{fact}>" for fact in facts_of(audit)
    )
    groups = []
    for part in audit.parts:
        given = [(item.id, words(answers).get(item.id, "")) for item in part.checklist.items]
        elements = "".join(f"<{id}>{escape(word)}</{id}>" for id, word in given)
        groups.append(f"<domain-{part.checklist.id}>{elements}</domain-{part.checklist.id}>")
    attributes = f'id="{audit.id}" version="{audit.version}" xmlns:h="urn:x"'
    return f"<data {attributes}><profile>{profile}</profile>{''.join(groups)}<result-points>3</result-points></data>"


def record(answers: ea.Answers, audit: ea.Audit) -> dict[str, str]:
    """The answers as the fields of a REDCap record."""
    names = redcap.Names(audit)
    given = {names.items[id]: redcap.code(word) for id, word in words(answers).items()}
    facts = {names.facts[fact]: "1" if fact in answers.profile else "0" for fact in facts_of(audit)}
    return {"record_id": "1", **facts, **given, f"{names.form}_complete": "2", "redcap_event_name": "q4"}


def exported(row: dict[str, str]) -> bytes:
    """A record as REDCap exports it."""
    out = io.StringIO()
    csv.writer(out).writerows([row.keys(), row.values()])
    return out.getvalue().encode()


def ticked(form: str, answers: ea.Answers) -> str:
    """A form in Markdown, filled in."""
    lines, place = [], ""
    for line in form.splitlines():
        if line.startswith("### "):
            place = line.split("`")[1]
        answer = answers.given.get(place)
        chosen = {words(answers)[place]} if answer else set() if place else answers.profile
        if line.startswith("- [ ]") and line.split("`")[1] in chosen:
            reason = f" {answer.reason}" if isinstance(answer, ea.NotApplicable) else ""
            lines.append(line.replace("[ ]", "[x]", 1) + reason)
        else:
            lines.append(line)
    return "\n".join(lines)


def document(answers: ea.Answers, audit: ea.Audit) -> bytes:
    """The answers as an answers document."""
    return ea.to_json(ea.AnswerSheet(audit.id, answers, audit.version)).encode()


def json_of(content: bytes) -> dict[str, Any]:
    """The object in a JSON file."""
    value: dict[str, Any] = json.loads(content)
    return value
