"""Pages of the report: one of every kind of audit, and pages whose every text is given."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element

import html5lib
from attrs import evolve

import ethics_audit as ea
from ethics_audit.model.actions import Action, Followed
from ethics_audit.report.page import html
from support.builders import ROOT, audit, checklist, item

DAY = date(2026, 11, 26)
HEAD = "9f2c" * 16
SVG = "{http://www.w3.org/2000/svg}"


@cache
def quarter() -> ea.Assessment:
    """The result of the invented counselor's quarter."""
    sheet = ea.load_answers(ROOT / "examples" / "quarter.toml")
    return ea.assess(ea.audit_of(sheet), sheet.answers)


def flagged() -> ea.Assessment:
    """That quarter with two red flags."""
    return quarter().what_if({"boundaries.secrecy": "yes", "self_care.unfit_now": "yes"})


def shifted(result: ea.Assessment, every: int, steps: int) -> ea.Assessment:
    """A result in which every so many-th answer is some steps riskier, or less so, and no flag is raised by it."""
    changes = {}
    picked = [(id, answer) for id, answer in result.answers.given.items() if isinstance(answer, str)]
    for id, answer in picked[::every]:
        found = result.audit.items[id]
        options = sorted(found.options, key=lambda option: option.risk)
        place = options.index(found.by_id[answer]) + steps
        option = options[max(0, min(place, len(options) - 1))]
        if found.red_flag is None or option.risk < found.red_flag.at:
            changes[id] = option.id
    return result.what_if(changes)


def earlier() -> list[tuple[str, ea.Assessment]]:
    """Three quarters before, in the last of which two crossings were rarer than they are now."""
    third = shifted(quarter(), 3, 1).what_if(
        {"boundaries.personal_messages": "never", "boundaries.self_disclosure": "never"}
    )
    second = shifted(third, 4, 1)
    return [("2026-q1", shifted(second, 5, 1)), ("2026-q2", second), ("2026-q3", third)]


def cases(pick: int = -1) -> ea.Assessment:
    """Cases with the same place picked in each."""
    definition = ea.load_checklist("scenarios")
    return ea.assess(definition, {one.id: one.options[pick].id for one in definition.items})


def actions() -> list[Followed]:
    """Actions in every state, one of them for an item that has left."""
    return [
        Followed(1, Action("confidentiality.breach_plan", "Write it on one page.", "", "2026-12-24"), "2026-11-26"),
        Followed(2, Action("telehealth.emergency_contact", "Ask them all.", "Dana", "2026-10-01"), "", "partly"),
        Followed(3, Action("consent.written", "Send the form at once.", due="2026-09-30"), "2026-08-30", "done"),
        Followed(4, Action("boundaries.gone", "Something else.", "Dana"), "2026-08-30", "dropped"),
    ]


def _ends(definition: ea.Audit | ea.Checklist, risk: int) -> ea.Assessment:
    """Every item with this risk."""
    audited = ea.Audit.of(definition) if isinstance(definition, ea.Checklist) else definition
    picked = {
        one.id: next(option.id for option in one.options if option.risk == risk) for one in audited.items.values()
    }
    return ea.assess(audited, ea.Answers(picked, {fact for one in audited.items.values() for fact in one.requires}))


def _huge() -> ea.Assessment:
    words = ["Donaudampfschifffahrt" * 4, "أخلاقيات المهنة في العيادة", "臨床倫理の自己点検" * 8, "W" * 100]
    parts = [
        evolve(
            checklist(f"long{place}", item(f"long{place}.i", prompt=word * 9, remedy=word * 9, rationale=word)),
            title=word,
        )
        for place, word in enumerate(words)
    ]
    definition = evolve(audit(*parts, policy=ea.Policy(ea.Thresholds(1, 2, 3))), title=words[2])
    return ea.assess(definition, dict.fromkeys(definition.items, "r50"))


def _nobody() -> ea.Assessment:
    return ea.assess(
        audit(checklist("a", item("a.i", requires={"minors"})), checklist("b", item("b.i"))), {"b.i": "r0"}
    )


def _revised() -> dict[str, Any]:
    """A result under a new version of its checklist, in which one item has left and one weighs more."""
    old = audit(checklist("a", item("a.i", 2), item("a.gone")), checklist("b", item("b.i")))
    new = evolve(audit(checklist("a", item("a.i", 8)), checklist("c", item("c.i"))), version="2.0")
    was = ea.assess(old, {"a.i": "r50", "a.gone": "r100", "b.i": "r0"})
    now = ea.assess(new, {"a.i": "r100", "c.i": "r50"})
    return {"result": now, "earlier": [("first", was)]}


def everything() -> dict[str, Any]:
    """A result with all that a report can tell."""
    result = flagged()
    return {
        "result": result,
        "day": DAY,
        "earlier": earlier(),
        "plans": [result.plan("low"), result.plan(budget=6), result.plan("low", domain="consent", certain=True)],
        "actions": actions(),
        "beside": cases(),
        "head": HEAD,
    }


def spanish() -> dict[str, Any]:
    """The brief audit in Spanish after three others, with long words and with days in its tables."""
    definition = ea.load_audit("brief", locale="es")

    def of(one: ea.Assessment) -> ea.Assessment:
        given = {id: answer for id, answer in one.answers.given.items() if id in definition.items}
        return ea.assess(definition, ea.Answers(given, one.answers.profile))

    result = of(flagged())
    return {
        "result": result,
        "day": DAY,
        "earlier": [(f"2026-0{3 * place}-01", of(one)) for place, (_, one) in enumerate(earlier(), 1)],
        "plans": [result.plan("low")],
        "actions": actions(),
        "head": HEAD,
    }


KINDS: dict[str, Callable[[], dict[str, Any]]] = {
    "everything": everything,
    "quarter": lambda: {"result": quarter()},
    "one checklist": lambda: {
        "result": _ends(ea.load_checklist("boundaries"), 0),
        "earlier": [("before", _ends(ea.load_checklist("boundaries"), 100))],
    },
    "occasion": lambda: {"result": ea.assess(ea.load_checklist("dilemma"), {})},
    "cases": lambda: {"result": cases(), "beside": flagged(), "earlier": [("spring", cases(0))]},
    "no case": lambda: {"result": ea.assess(ea.load_checklist("scenarios"), {})},
    "nothing answered": lambda: {"result": ea.assess(ea.load_audit("quarterly"), {}), "earlier": earlier()[:1]},
    "all perfect": lambda: {
        "result": (perfect := _ends(ea.load_audit("quarterly"), 0)),
        "plans": [perfect.plan("low")],
    },
    "all critical": lambda: {"result": (worst := _ends(ea.load_audit("brief"), 100)), "plans": [worst.plan("low")]},
    "huge": lambda: {"result": _huge(), "earlier": [(f"{'Vierteljahr' * 9}{place}", _huge()) for place in range(12)]},
    "out of reach": lambda: {"result": (few := ea.assess(ea.load_audit("brief"), {})), "plans": [few.plan("low")]},
    "half applies": lambda: {"result": _nobody()},
    "revised": _revised,
    "Spanish": spanish,
}
"""What `html` is called with, by the kind of page."""


@cache
def page(kind: str) -> str:
    """The page of this kind."""
    return html(**{"ids": True, **KINDS[kind]()})


def written(texts: Iterable[str], **more: Any) -> dict[str, Any]:
    """Return the arguments of a report in which every written text is one of these, in every field of an item."""
    every = list(texts)
    endless = itertools.cycle(every)
    checklists = [_checklist(place, text) for place, text in enumerate(every)]
    definition = evolve(audit(*checklists), title=next(endless)[:100])
    given: dict[str, Any] = {}
    for place, text in enumerate(every):
        ids = [f"c{place}.{slug}" for slug in ("picked", "drifts", "open", "out", "once", "well")]
        answers = ["worst", "some", ea.UNSURE, ea.not_applicable(text), ea.not_applicable(), "best"]
        given |= dict(zip(ids, answers, strict=True))
    result = ea.assess(definition, given)
    before = result.what_if(dict.fromkeys((f"c{place}.drifts" for place in range(len(every))), "none"))
    return {
        "result": result,
        "day": DAY,
        "earlier": [(text, before) for text in every[-7:]],
        "plans": [result.plan(budget=len(every))],
        "actions": [
            Followed(place, Action(f"c{place}.picked", text, text[:100]), "", ("open", "done")[place % 2])
            for place, text in enumerate(every)
        ],
        "beside": ea.assess(_cases(every), {f"x.i{place}": "best" for place in range(len(every))}),
        "head": every[0],
        "ids": True,
        **more,
    }


def _options(text: str) -> ea.Scale:
    words = {"worst": 100, "some": 50, "none": 1, "best": 0}
    return ea.Scale([ea.Option(id, f"{text} {risk}", risk, text) for id, risk in words.items()])


def _item(id: str, text: str, **more: Any) -> ea.Item:
    texts: dict[str, Any] = {"prompt": text, "rationale": text, "remedy": text, "scale": _options(text)}
    return item(id, **texts, citations=[ea.Citation(text[:64], text[:120])], **more)


def _checklist(place: int, text: str) -> ea.Checklist:
    id = f"c{place}"
    items = [
        _item(f"{id}.picked", text, red_flag=ea.RedFlag(100, ea.Band.HIGH, text), needed=text),
        _item(f"{id}.drifts", text, crossing=True),
        _item(f"{id}.open", text, window="present"),
        _item(f"{id}.out", text, not_applicable=True),
        _item(f"{id}.once", text, event=True, window="twelve months"),
        _item(f"{id}.well", text),
    ]
    return ea.Checklist(id, "1.0", text[:100], items)


def _cases(every: list[str]) -> ea.Checklist:
    items = [_item(f"x.i{place}", text, about=[f"c{place}.picked"]) for place, text in enumerate(every)]
    return ea.Checklist("x", "1.0", "Cases", items, "cases")


PAYLOADS = r"""
<script>alert(1)</script>
<img src=x onerror=alert(1)>
<svg onload=alert(1)>
<b>bold</b>
</style>
<style>*{display:none}</style>
</title><script>alert(1)</script>
</svg><p>out</p>
</table></section>
<iframe src='javascript:alert(1)'></iframe>
<a href='javascript:alert(1)'>x</a>
<!-- comment
-->
<![CDATA[x]]>
<?php x ?>
<math><mtext></mtext></math>
<base href=//evil.example>
<object data=x>
<meta http-equiv=refresh content=0>
<link rel=stylesheet href=//evil.example>
<template><p></template>
" onmouseover="alert(1)
' onfocus='alert(1)' autofocus='
"><img src=x>
'><img src=x>
` onload=x
{{ 7 * 7 }}
{% for x in y %}
{# gone #}
{{ config }}
${7*7}
#{7*7}
%s %(x)s {0} {x}
&lt;b&gt;
&amp;amp;
&#60;script&#62;
&#x3c;b&#x3e;
&notanentity;
&nbsp;
&
<
>
"
\u003cb\u003e
\x3cb\x3e
%3Cb%3E
url(//evil.example)
expression(alert(1))
}*{color:red
@import 'x'
javascript:alert(1)
data:text/html,<b>x</b>
null
undefined
NaN
None
0
\
//
#adds
"""
"""What could be taken for markup, a template, a style, an address or a value; one in a line."""


def _injections() -> Iterator[str]:
    for payload in PAYLOADS.split("\n")[1:-1]:
        yield payload
        yield f"words {payload} words"
        yield f"\"'>{payload}"
        yield f"{payload}日本 עברית"
        yield payload.upper() + "!"


INJECTIONS = list(dict.fromkeys(_injections()))


def parsed(page: str) -> Element:
    """The page as a browser reads it; anything that is not well formed is an error."""
    found: Element = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(page)
    return found


def words(node: Element | str) -> str:
    """The text of a page or of a part of it, with one space between its words; its style is no text."""
    if isinstance(node, str):
        return " ".join(node.split())
    style = {text for one in node.iter("style") for text in one.itertext()}
    return words("".join(text for text in node.itertext() if text not in style))


def shape(root: Element) -> list[tuple[str, list[str]]]:
    """Every element with the names of its attributes."""
    return [(str(one.tag), sorted(map(str, one.attrib))) for one in root.iter()]


def by_id(root: Element, id: str) -> Element:
    """The one element with this id."""
    (found,) = [one for one in root.iter() if one.get("id") == id]
    return found


def saved(folder: Path, page: str) -> str:
    """The page as a file, for a browser."""
    path = folder / "report.html"
    path.write_text(page, encoding="utf-8")
    return path.as_uri()
