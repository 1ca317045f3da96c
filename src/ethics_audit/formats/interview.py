"""A guide for cognitive interviews: how people understand each question, and how they come to an answer."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ethics_audit.assessment.markdown import plain
from ethics_audit.assessment.wording import definition
from ethics_audit.base.language import N_, gettext
from ethics_audit.formats.printed import only_if
from ethics_audit.formats.wording import in_its_language, label
from ethics_audit.model.answers import allowed
from ethics_audit.model.definitions import Audit
from ethics_audit.model.items import NOT_APPLICABLE_WORD, Item

ENDING = ".md"
LIMITS = (
    "It is for an interviewer, beside the questions as the clinician sees them; it computes nothing.",
    "Weights, ratings, risks and red flags are left out.",
)

_GUIDE = (
    N_("Read each question aloud with its answers, and let the person answer before you ask anything."),
    N_("Ask how they answered, not what they did: no clients, no names, no cases. Stop them kindly if one comes."),
    N_("You need not ask every probe. Write down words, pauses and changed answers as they come, and explain nothing."),
)
_ALWAYS = (
    N_("In your own words, what is this asking?"),
    N_("How did you come to your answer? What did you think of?"),
    N_("Which answer came next closest? Was there one that you missed?"),
    N_("How easy would it be for somebody to give a better answer than the true one here?"),
)
_TERMS = N_(
    "assent, billing, burnout, caseload, coaching, compact, consultation, diagnosis, encrypted, forensic, intake, "
    "interpreter, malpractice, mandated, opinion, outcome, payer, privilege, release, retention, screening, subpoena, "
    "supervision, test, transfer, treatment plan"
)
"""Words that clinicians may understand in different ways."""


@in_its_language
def export(audit: Audit) -> bytes:
    """Return the guide as Markdown."""
    title = gettext("{title}: guide for cognitive interviews", title=audit.title)
    lines = [f"# {plain(title)}", "", plain(definition(audit)), ""]
    lines += [f"- {plain(gettext(line))}" for line in _GUIDE]
    always = gettext("After every question")
    lines += ["", f"## {plain(always)}", "", *(f"- {plain(gettext(line))}" for line in _ALWAYS)]
    for part in audit.parts:
        lines += ["", f"## {plain(part.checklist.title)}"]
        for item in part.checklist.items:
            answers = " / ".join(label(item, word) for word in allowed(item))
            lines += ["", f"### `{item.id}`", "", plain(f"{item.question}{only_if(audit, item)}"), "", plain(answers)]
            probes = [f"- {plain(probe)}" for probe in _probes(item)]
            lines += ["", *probes] if probes else []
    return ("\n".join(lines) + "\n").encode()


def _probes(item: Item) -> Iterator[str]:
    """Yield what to ask about this question beside what is asked about all."""
    if item.window:
        yield gettext("Over what time did you think? (It asks: {window}.)", window=item.asked_of)
    if item.event:
        yield gettext("Did anything like it come up? How would you have noticed?")
    if item.not_applicable:
        yield gettext("Whom or what would “{label}” be right for?", label=label(item, NOT_APPLICABLE_WORD))
    for term in gettext(_TERMS).split(", "):
        if re.search(rf"\b{re.escape(term)}\b", item.prompt, re.IGNORECASE):
            yield gettext("What did “{term}” mean to you here?", term=term)
    if item.about:
        yield gettext("What spoke for the answer that you did not choose?")
