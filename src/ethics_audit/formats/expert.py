"""A form for experts who rate each question: a table in CSV, without anything that could lead them.

Raters see the questions and the answers, never a weight, a rating, a risk or a flag. The form comes back by
`ethics_audit.formats.rated`.
"""

from __future__ import annotations

import csv
import io
import re

from ethics_audit.base.language import N_, gettext
from ethics_audit.formats.printed import only_if
from ethics_audit.formats.wording import in_its_language, label
from ethics_audit.model.answers import allowed
from ethics_audit.model.definitions import Audit
from ethics_audit.model.items import UNSURE_WORD

ENDING = ".csv"
LIMITS = (
    "It asks experts to rate the questions; it does not ask the questions themselves.",
    "Weights, ratings, risks, red flags and rationales are left out, so that they do not lead the raters.",
)

ID, SEVERITY, LIKELIHOOD = "id", "severity", "likelihood"
"""The columns that are read; each name is the first word of its heading, in any language."""
_HEADINGS = (
    (SEVERITY, N_("harm to a client if this gap does its harm: 1 nuisance / 2 mends / 3 serious / 4 grave")),
    (
        LIKELIHOOD,
        N_("of that harm or of discipline where the gap is there at its worst: 1 seldom / 2 often / 3 nearly always"),
    ),
)
_FORMULA = re.compile(r"[=+\-@\t]")


@in_its_language
def export(audit: Audit) -> bytes:
    """Return the form: a row for each question, with empty cells for a severity, a likelihood and a comment."""
    anchored = [f"{name}: {gettext(words)}" for name, words in _HEADINGS]
    head = f"{ID}: {audit.id} {audit.version}"
    rows = [[head, gettext("question"), gettext("answers"), *anchored, gettext("comment")]]
    for item in audit.items.values():
        answers = " / ".join(label(item, word) for word in allowed(item) if word != UNSURE_WORD)
        rows.append([item.id, _cell(f"{item.question}{only_if(audit, item)}"), _cell(answers), "", "", ""])
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    return out.getvalue().encode("utf-8-sig")


def _cell(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula."""
    return f"'{text}" if _FORMULA.match(text) else text
