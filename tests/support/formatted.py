"""Answers in the forms of other programs, and results as the tests of the formats compare them."""

import csv
import io
import json
import math
import random
from fractions import Fraction
from itertools import product
from typing import Any
from xml.sax.saxutils import escape

from attrs import evolve
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

import ethics_audit as ea
from ethics_audit.base.language import speaking
from ethics_audit.documents import catalog
from ethics_audit.formats import redcap, surveyjs, targets
from ethics_audit.formats.computed import in_words
from ethics_audit.formats.dialects import IN_WORDS, INTEGER, NUMBER, RESULTS, TRUTH, fact_link
from ethics_audit.model.answers import word_of
from ethics_audit.model.profile import KNOWN
from ethics_audit.testing import answers_for, audits
from support import builders
from support.builders import checklist, item, scale

NAMES = [entry.id for entry in catalog.entries()]
LARGE = {"quarterly", "brief"}
"""Audits of many domains, which programs read slowly."""

few = settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
several = settings(few, max_examples=60)

Results = dict[str, dict[str, Any]]
"""From the id of a domain, or nothing for the whole audit, to its results by name."""


def drawn(audit: ea.Audit, draw: random.Random) -> ea.Answers:
    """Return random answers; how much is answered, and how badly, varies from set to set."""
    answered, worst = draw.choice([0, 0.3, 0.8, 0.95, 1]), draw.choice([0, 0.1, 0.5, 1])
    given: dict[str, Any] = {}
    for one in audit.items.values():
        if draw.random() > answered:
            continue
        options = sorted(one.options, key=lambda option: option.risk)
        given[one.id] = (draw.choice(options) if draw.random() < worst else options[0]).id
        if draw.random() < 0.05:
            given[one.id] = ea.UNSURE
        if one.not_applicable and draw.random() < 0.1:
            given[one.id] = ea.not_applicable()
    return ea.Answers(given, {fact for fact in audit.facts if draw.random() < 0.5})


def many(name: str, sets: int) -> tuple[ea.Audit, list[ea.Answers]]:
    """Return a shipped audit with some sets of random answers, the same ones each time."""
    audit, draw = ea.load_audit(name), random.Random(name)
    return audit, [drawn(audit, draw) for _ in range(sets)]


@st.composite
def small(draw: st.DrawFn) -> tuple[ea.Audit, list[ea.Answers]]:
    """Draw a small audit of any kind with some sets of answers."""
    drawn_audit = draw(audits())
    return drawn_audit, draw(st.lists(answers_for(drawn_audit), min_size=1, max_size=4))


def told(audit: ea.Audit, answers: ea.Answers) -> Results:
    """Return the results of `assess`."""
    result = ea.assess(audit, answers)
    with speaking(audit.language):
        return {scope: _told(scored) for scope, scored in [("", result), *((one.id, one) for one in result.domains)]}


def _told(scored: Any) -> dict[str, Any]:
    values = {name: getattr(scored, name) for name in RESULTS}
    values |= {name: rounded(values[name], 10) for name in ("score", "low", "high")}
    values["coverage"] = rounded(values["coverage"], 1000)
    values[IN_WORDS] = in_words(scored)
    values["flags"] = " ".join(values["flags"]) or None
    return {name: str(value) if isinstance(value, ea.Band) else value for name, value in values.items()}


def rounded(value: float | None, parts: int) -> float | None:
    """Return a quotient rounded down to tenths, or other parts of one."""
    return None if value is None else math.floor(Fraction(value).limit_denominator(10**6) * parts) / parts


def read(name: str, text: str) -> Any:
    """Return a result that was written as text."""
    if text == "":
        return None
    kind = RESULTS.get(name)
    if kind == TRUTH:
        return {"true": True, "false": False, "1": True, "0": False}[text]
    if kind == INTEGER:
        assert float(text) == int(float(text))
        return int(float(text))
    return float(text) if kind == NUMBER else text


def words(answers: ea.Answers) -> dict[str, str]:
    """Return the word of each answer."""
    return {id: word_of(answer) for id, answer in answers.given.items()}


def without_reasons(answers: ea.Answers, audit: ea.Audit) -> ea.Answers:
    """Return what is left of answers in forms that ask for no reasons and only for the facts of the audit."""
    return ea.Answers(words(answers), answers.profile & {*audit.facts})


def without_reasons_of_events(answers: ea.Answers, audit: ea.Audit) -> ea.Answers:
    """Return what is left of answers in forms that ask for the reason of each n/a, except for an event."""
    events = [id for id in answers.given if audit.items[id].event and isinstance(answers.given[id], ea.NotApplicable)]
    return answers.changed(dict.fromkeys(events, ea.not_applicable()))


def survey_data(answers: ea.Answers, audit: ea.Audit) -> dict[str, Any]:
    """Return the answers as data of a survey."""
    given = {id: surveyjs.escaped(word) for id, word in words(answers).items()}
    return {**given, **{fact_link(fact): fact in answers.profile for fact in audit.facts}}


def submission(answers: ea.Answers, audit: ea.Audit) -> str:
    """Return the answers as a submission of an XLSForm, with a result in it."""
    profile = "".join(
        f"<fact-{fact}>{'yes' if fact in answers.profile else 'no'}</fact-{fact}>" for fact in audit.facts
    )
    groups = []
    for part in audit.parts:
        given = [(item.id, words(answers).get(item.id, "")) for item in part.checklist.items]
        elements = "".join(f"<{id}>{escape(word)}</{id}>" for id, word in given)
        groups.append(f"<domain-{part.checklist.id}>{elements}</domain-{part.checklist.id}>")
    attributes = f'id="{audit.id}" version="{audit.version}" xmlns:h="urn:x"'
    return f"<data {attributes}><profile>{profile}</profile>{''.join(groups)}<result-points>3</result-points></data>"


def record(answers: ea.Answers, audit: ea.Audit) -> dict[str, str]:
    """Return the answers as the fields of a REDCap record."""
    names = redcap.Names(audit)
    given = {names.items[id]: redcap.code(word) for id, word in words(answers).items()}
    facts = {names.facts[fact]: "1" if fact in answers.profile else "0" for fact in audit.facts}
    return {"record_id": "1", **facts, **given, f"{names.form}_complete": "2", "redcap_event_name": "q4"}


def exported(row: dict[str, str]) -> bytes:
    """Return a record as REDCap exports it."""
    out = io.StringIO()
    csv.writer(out).writerows([row.keys(), row.values()])
    return out.getvalue().encode()


def ticked(form: str, answers: ea.Answers) -> str:
    """Return a form in Markdown, filled in."""
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
    """Return the answers as an answers document."""
    return ea.to_json(ea.AnswerSheet(audit.id, answers, audit.version)).encode()


def json_of(content: bytes) -> dict[str, Any]:
    """Return the object in a JSON file."""
    value: dict[str, Any] = json.loads(content)
    return value


def edges() -> list[tuple[ea.Audit, list[ea.Answers]]]:
    """Return audits and answers at the edges of bands, coverage, flags and emptiness."""
    flags = [ea.RedFlag(50, band, "Stop.") for band in (ea.Band.MODERATE, ea.Band.HIGH, ea.Band.CRITICAL)]
    fine = builders.item("fine.a", scale=scale(0, 14, 15, 34, 35, 59, 60, 100))
    flagged = [builders.item(f"flags.{name}", red_flag=flag) for name, flag in zip("cba", flags, strict=True)]
    also = builders.item("also.a", 4, red_flag=flags[2], requires={"minors"}, not_applicable=True)
    single = builders.audit(checklist("fine", fine))
    pair = builders.audit(checklist("fine", fine, builders.item("fine.b", 4)))
    several = evolve(pair, parts=[ea.Part(checklist("flags", *flagged), 3), ea.Part(checklist("also", also), 2)])
    calm = builders.audit(checklist("also", also), checklist("fine", fine))
    weakest = builders.audit(checklist("a", builders.item("a.a", 100)), checklist("b", builders.item("b.b")))
    always = evolve(pair, policy=ea.Policy(min_coverage_percent=0))
    never = evolve(pair, policy=ea.Policy(min_coverage_percent=100))
    exactly = evolve(pair, policy=ea.Policy(min_coverage_percent=20))
    parts: list[dict[str, str]] = [{}, {"fine.a": "r0"}, {"fine.a": "r100"}, {"fine.b": "r50"}]
    raised = [dict(zip((one.id for one in flagged), risks, strict=True)) for risks in product(("r0", "r50"), repeat=3)]
    aside = [{"also.a": word} for word in ("r0", "r100", "n/a", "unsure")]
    return [
        (single, [ea.Answers({"fine.a": option.id}) for option in fine.options]),
        *((one, [ea.Answers(given) for given in parts]) for one in (pair, always, never, exactly)),
        (several, [ea.Answers(given) for given in raised]),
        (several, [ea.Answers(given, facts) for given in aside for facts in ((), ("minors",))]),
        (calm, [ea.Answers({"fine.a": "r0", **given}, {"minors"}) for given in aside]),
        (weakest, [ea.Answers({"a.a": "r0", "b.b": worst}) for worst in ("r0", "r50", "r100")]),
    ]


FLAG = ea.RedFlag(100, ea.Band.CRITICAL, "Stop and call.")
DESK = builders.audit(
    checklist(
        "desk",
        item("desk.door", 4, not_applicable=True, requires={"minors"}, red_flag=FLAG),
        item("desk.drawer", 2, scale=scale(0, 40, 100)),
    ),
    checklist("shelf", item("shelf.key", 3, requires={"minors", "telehealth"})),
)


def accepted(audit: ea.Audit, one: Any) -> bool:
    """Return whether the reader accepts a document."""
    try:
        targets.source("json-schema").answers(json.dumps(one).encode(), audit)
    except ea.AnswerError:
        return False
    return True


def changed_documents() -> list[Any]:
    """Return valid documents, and others that are invalid in one thing each."""
    right = {"audit": "example", "version": "1.0", "profile": ["minors"], "answers": {"desk.door": "r0"}}
    values: list[Any] = [None, 1, "x", [], {}, ["minors", "minors"], ["x"], "1.0\n"]
    answered: list[Any] = [None, "r1", "unsure", "n/a", 1, True, [], {}]
    answered += [{"not_applicable": "why"}, {"not_applicable": 1}]
    decisions: list[Any] = [None, {}, [], {"x": "y"}]
    notes: list[Any] = [None, {}, {"a": "x"}, {"a.b\n": "x"}, {"A.b": "x"}, {"a.b.c": "x"}]
    texts: list[Any] = [
        "",
        " ",
        "x",
        "x\n",
        "x\u0007",
        "\u00a0",
        "\u200d",
        "\u3000",
        "x\u200by",
        "x\U000e0001",
        "日本",
        "x\ud800",
        1,
    ]
    days = ["", "2024-02-29", "2026-02-29", "2000-02-29", "1900-02-29", "0000-01-01", "2026-04-31", "2026-4-30"]
    changes: list[dict[str, Any]] = [
        *({key: value} for key in right for value in values),
        *({"answers": {id: value}} for id in ("desk.door", "desk.drawer", "desk.x") for value in answered),
        *({"answers": {"desk.door": {"not_applicable": text}}} for text in [*texts, "x" * 500, "x" * 501]),
        *({"decision": {"situation": text}} for text in texts),
        *({"decision": {"review": day}} for day in [*days, "2026-12-24\n", "\uff12\uff10\uff12\uff16-12-24", None, 1]),
        *({"decision": value} for value in decisions),
        *({"notes": {"a.b": text}} for text in [*texts, "x" * 1000, "x" * 1001, "日" * 1000]),
        *({"notes": value} for value in notes),
        {"profile": sorted(KNOWN)},
        {"x": 1},
        {},
    ]
    return [1, [], None, {}, {"audit": "example"}, *({**right, **change} for change in changes)]
