"""A form in Markdown that can be filled in with any editor and read back."""

from __future__ import annotations

from collections.abc import Iterator

from ethics_audit.assessment.markdown import plain
from ethics_audit.base.language import N_, gettext
from ethics_audit.formats.wording import LIMITS_OF_PAPER, PROFILE_TITLE, in_its_language, label
from ethics_audit.model.answers import allowed
from ethics_audit.model.definitions import Audit
from ethics_audit.model.items import NOT_APPLICABLE_WORD, Item
from ethics_audit.model.profile import FACTS, PROFESSIONS

ENDING = ".md"
LIMITS = ("It computes nothing; the result is made here, from the answers.", *LIMITS_OF_PAPER)

REASON = "Reason:"
HEAD = "Form:"
"""The texts by which a form is recognized when it comes back, in any language."""
_GUIDE = N_(
    "Put an x into the brackets of one answer to each question, as in [x]; leave a question empty that you cannot "
    "answer yet. After {reason} you may write why a question does not apply. Change nothing else."
)


@in_its_language
def export(audit: Audit) -> bytes:
    """Return the form as Markdown."""
    guide, profile = plain(gettext(_GUIDE, reason=REASON)), plain(gettext(PROFILE_TITLE))
    head = f"{HEAD} `{audit.id} {audit.version}`"
    lines = [f"# {plain(audit.title)}", "", guide, "", head, "", f"## {profile}", ""]
    lines += [f"- [ ] `{fact}` {plain(audit.fact_text(fact))}" for fact in (*FACTS, *PROFESSIONS, *audit.own_facts)]
    number = 0
    for part in audit.parts:
        lines += ["", f"## {plain(part.checklist.title)}"]
        for item in part.checklist.items:
            number += 1
            lines += ["", f"### {number}. `{item.id}`", "", *_question(audit, item)]
    return ("\n".join(lines) + "\n").encode()


def _question(audit: Audit, item: Item) -> Iterator[str]:
    yield plain(item.question)
    if item.requires:
        yield ""
        facts = " ".join(plain(audit.fact_text(fact)) for fact in sorted(item.requires))
        only = gettext("Only if: {facts}", facts=facts)
        yield f"*{only}*"
    yield ""
    for word in allowed(item):
        reason = f" {REASON}" if word == NOT_APPLICABLE_WORD and not item.event else ""
        yield f"- [ ] `{word}` {plain(label(item, word))}{reason}"
