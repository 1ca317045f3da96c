"""What is asked about an occasion in a person's own words."""

from __future__ import annotations

from typing import NamedTuple

from ethics_audit.base.language import N_, gettext
from ethics_audit.model.answer_sheet import Decision


class Written(NamedTuple):
    """A question that is answered in one's own words.

    Attributes:
        title: What it is about, in a word or two.
        question: The question.
        hint: What helps to answer it.
    """

    title: str
    question: str
    hint: str


REVIEW = "review"
WRITTEN = {
    "situation": Written(
        N_("Situation"),
        N_("What is it about?"),
        N_("Use your own words, and no name or detail that tells who it is."),
    ),
    "principles": Written(
        N_("Principles beside each other"),
        N_("Which principles pull against each other?"),
        N_("Write one on each line, with what it asks for here, such as “autonomy: she decides whom to tell”."),
    ),
    "consulted": Written(
        N_("Consulted, or to be consulted"),
        N_("Whom have you asked, or whom will you ask?"),
        N_("A role will do, such as “my supervisor”."),
    ),
    "decision": Written(N_("Decision"), N_("What have you decided, and why?"), N_("In your own words.")),
    REVIEW: Written(N_("Look again on"), N_("On which day will you look at how it went?"), ""),
}
"""The questions by their field of a decision; the first comes before the questions of the checklist."""


def written(decision: Decision) -> list[tuple[str, str, str]]:
    """Return what was written, with the field and the title of each question."""
    return [(field, gettext(asked.title), getattr(decision, field)) for field, asked in WRITTEN.items()]
