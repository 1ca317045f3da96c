"""A definition in another language with a fact of its own is asked like the library's, each text in its language."""

import re

from attrs import evolve
from support.builders import checklist, item
from support.web_windows import Window

import ethics_audit as ea
from ethics_audit import web
from ethics_audit.model.definitions import Fact

NIGHTS = Fact("own.nights", "Ich arbeite nachts.")
GERMAN = evolve(
    checklist("haus", item("haus.tuer")),
    items=[item("haus.tuer", prompt="Die Tür ist zu."), item("haus.nacht", requires=[NIGHTS.id])],
    facts=[NIGHTS],
    original="de",
)


def test_own_fact_and_language_in_the_form() -> None:
    """The form asks for the fact, keeps it, and says of each text in which language it is."""
    kept: dict[tuple[str, str], web.Draft] = {}

    class Drafts:
        def load(self, user: str, audit: str) -> web.Draft | None:
            return kept.get((user, audit))

        def save(self, user: str, audit: str, sheet: ea.AnswerSheet, before: int | None) -> bool:
            kept[user, audit] = web.Draft(sheet, (before or 0) + 1)
            return True

    window = Window(web.app(ea.Audit.of(GERMAN), drafts=Drafts(), user=lambda _: "me"), "/practice")
    assert re.search(r'<label [^>]+ dir="auto" lang="de">Ich arbeite nachts\.', window.response.text)
    window.send(fact=NIGHTS.id)
    assert kept["me", "haus"].sheet.answers.profile == {NIGHTS.id}
    window.open("/check")
    assert '<dd dir="auto" lang="de">Ich arbeite nachts.' in window.response.text
    assert NIGHTS.id not in window.response.text
    assert re.search(r'<span lang="de">Die Tür ist zu\.', window.response.text)
