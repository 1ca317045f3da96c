"""What was said the last time, at the terminal: offered for confirmation, or told after the person has answered."""

from __future__ import annotations

from collections.abc import Sequence

from attrs import frozen

from ethics_audit.base.language import gettext
from ethics_audit.base.layout import hanging, wrapped
from ethics_audit.cli.prompts import Prompts, yes_and_no
from ethics_audit.history import Followed, earlier
from ethics_audit.model.answers import Answer, NotApplicable
from ethics_audit.model.definitions import Audit
from ethics_audit.model.items import Item
from ethics_audit.model.profile import FACTS, PROFESSIONS


@frozen
class Recall:
    """What was said the last time, and what was chosen to be done.

    Attributes:
        earlier: What was said; None if there is nothing.
        actions: The actions with their states.
    """

    earlier: earlier.Earlier | None
    actions: Sequence[Followed]

    def profile(self, audit: Audit) -> frozenset[str]:
        """Return the facts of the last time that this audit asks for, with the profession."""
        return self.earlier.profile & (audit.facts | PROFESSIONS.keys()) if self.earlier else frozenset()

    def is_as_before(self, audit: Audit, known: frozenset[str], prompts: Prompts) -> bool | None:
        """Show the facts of the last time, and ask whether they still hold; return None to go back."""
        prompts.say("\n" + gettext("Last time you said about your practice:") + "\n")
        told = [*PROFESSIONS.items(), *FACTS.items(), *audit.own_facts.items()]
        prompts.say("\n".join(hanging("  -  ", gettext(words)) for fact, words in told if fact in known))
        prompts.say("\n" + wrapped(gettext("Is that all, and still so? (Enter for yes; n to go through the facts)")))
        words = {**yes_and_no(), "": True, "b": None}
        return words[prompts.entry_in(words, gettext("Please type y or n, or q to stop."))]

    def reason(self, item: Item) -> NotApplicable | None:
        """Return the answer of the last time that an item does not apply, if it came with a reason."""
        return self.earlier.reasons.get(item.id) if self.earlier else None

    def remark(self, item: Item, answer: Answer) -> str:
        """Return what is said after an answer about the one of the last time."""
        return earlier.remark(item, answer, self.earlier, self.actions)


NOTHING = Recall(None, ())
"""Nothing was said before."""
