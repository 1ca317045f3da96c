"""The questions of an audit, one at a time: how each is shown, and what the person's entry means."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from unicodedata import combining, normalize

from attrs import define, field

from ethics_audit.assessment.scoring import applies
from ethics_audit.assessment.wording import answer_text
from ethics_audit.base.errors import AnswerError
from ethics_audit.base.language import gettext
from ethics_audit.base.layout import hanging, paragraphs, section, wrapped
from ethics_audit.cli import question_words
from ethics_audit.cli.notes import Notes
from ethics_audit.cli.prompts import Prompts, yes_and_no
from ethics_audit.cli.recall import NOTHING, Recall
from ethics_audit.model.answers import UNSURE, Answer, Answers, NotApplicable, not_applicable
from ethics_audit.model.definitions import Audit
from ethics_audit.model.items import NEEDED, Item, RedFlag
from ethics_audit.model.profile import PROFESSIONS


@define
class Interview:
    """Asks every question that applies and is open, in the order of the audit.

    Args:
        audit: What to ask.
        answers: The answers so far.
        prompts: The person at the terminal.
        save: Saves the answers; called after every change.
        notes: The notes at questions, if the person wants to write any.
        recall: What was said the last time.
        skipped: The ids of the questions that are skipped, added as they are.
        before: Asks again what was asked before the interview, if anything was.
        ids: Whether the id of each question stands behind it.
    """

    _audit: Audit
    _answers: Answers
    _prompts: Prompts
    _save: Callable[[Answers], None]
    _notes: Notes | None = None
    _recall: Recall = NOTHING
    _skipped: set[str] = field(factory=set)
    _before: Callable[[], object] | None = None
    _ids: bool = False

    def run(self) -> Answers:
        """Ask until nothing is left to ask, and return the answers."""
        if not self._answers.given:
            self._begin()
        place: int | None = self._next_open(self._items(), 0)
        while place is not None:
            while place < len(items := self._items()):
                place = self._ask_item(items, place)
            place = self._ask_end(items)
        return self._answers

    def _items(self) -> list[Item]:
        """Return the questions that apply to the practice."""
        return [item for item in self._audit.items.values() if applies(item, self._answers)]

    def _next_open(self, items: list[Item], place: int) -> int:
        given = self._answers.given
        return next((at for at in range(place, len(items)) if items[at].id not in given), len(items))

    def _keep(self, answers: Answers) -> None:
        self._save(answers)
        self._answers = answers

    # the practice

    def _begin(self) -> None:
        """Ask whether the facts of the last time still hold, or for each of them."""
        known = self._recall.profile(self._audit)
        if not known or self._answers.profile:
            self._ask_practice()
            return
        self._answers = Answers({}, known)
        while not self._is_confirmed(known):
            pass

    def _is_confirmed(self, known: frozenset[str]) -> bool:
        """Ask whether the facts of the last time still hold, and if not, for each; return False to ask again."""
        is_as_before = self._recall.is_as_before(self._audit, known, self._prompts)
        if is_as_before is None:
            self._go_back()
            return False
        if not is_as_before:
            return self._ask_facts()
        self._keep(self._answers)
        return self._is_warned_of(self._raised())

    def _go_back(self) -> None:
        """Ask what was asked before the practice."""
        if self._before:
            self._before()
        else:
            self._prompts.say_first()

    def _ask_practice(self, *, at_end: bool = False) -> None:
        """Ask for the facts from the first or the last one on, and go back before them as often as that is wished."""
        while not self._ask_facts(at_end=at_end):
            self._go_back()
            at_end = False

    def _ask_facts(self, *, at_end: bool = False) -> bool:
        """Ask for the facts from the first or the last one on; return False to go back before them."""
        required = self._audit.facts
        if required and not at_end:
            intro = gettext("First, a few facts about your practice. They decide which questions you are asked.")
            self._prompts.say("\n" + wrapped(intro))
        asked: list[Callable[[], int]] = [
            self._ask_profession,
            *(partial(self._ask_fact, fact) for fact in self._audit.statements),
        ]
        place, before = len(asked) - 1 if at_end else 0, self._raised()
        while 0 <= place < len(asked):
            place += asked[place]()
            is_last = place == len(asked)
            if is_last and not self._is_warned_of({id: one for id, one in self._raised().items() if id not in before}):
                place -= 1
        return place >= 0

    def _is_warned_of(self, flags: Mapping[str, RedFlag]) -> bool:
        """Say what must not wait, if anything; return False to go back."""
        if not flags:
            return True
        self._say_urgent(flags.values())
        return self._prompts.goes_on()

    def _say_urgent(self, flags: Iterable[RedFlag]) -> None:
        self._prompts.say("\n" + section(gettext("Do today"), [hanging("!  ", flag.action) for flag in flags]))

    def _ask_profession(self) -> int:
        """Ask for the profession; return 1 to go on to the next fact, -1 to go back."""
        names = [*map(gettext, PROFESSIONS.values()), gettext("Another, or none of these")]
        known = PROFESSIONS.keys() & self._answers.profile
        question = gettext("What is your profession? The sections of its code are shown first.")
        keeps = gettext("(Enter for {profession})", profession=gettext(PROFESSIONS[min(known)])) if known else ""
        self._prompts.say("\n" + wrapped(f"{question} {keeps}") + "\n")
        self._prompts.say("\n".join(hanging(f"  {place}  ", name) for place, name in enumerate(names, 1)))
        numbers = [str(number) for number, _ in enumerate(names, 1)]
        otherwise = gettext("Please type a number from 1 to {count}, or q to stop.", count=len(names))
        entry = self._prompts.entry_in({*numbers, "b", *([""] if known else [])}, otherwise)
        if entry not in numbers:
            return -1 if entry else 1
        others = self._answers.profile - PROFESSIONS.keys()
        chosen = list(PROFESSIONS)[int(entry) - 1 : int(entry)]
        self._keep(Answers(self._answers.given, others | set(chosen)))
        return 1

    def _ask_fact(self, fact: str) -> int:
        """Ask for a fact; return 1 to go on to the next one, -1 to go back."""
        known = fact in self._answers.profile
        letters = gettext("(y yes, n no; Enter for yes)") if known else gettext("(y yes, n no; Enter for no)")
        self._prompts.say("\n".join(["", wrapped(self._audit.statements[fact]), wrapped(letters)]))
        words = {"b": None, **yes_and_no(), "": known}
        entry = self._prompts.entry_in(words, gettext("Please type y, n, b, or q to stop."))
        if words[entry] is None:
            return -1
        without = self._answers.profile - {fact}
        self._keep(Answers(self._answers.given, without | {fact} if words[entry] else without))
        return 1

    # one question

    def _ask_item(self, items: list[Item], place: int) -> int:
        """Ask one question, and return the place of the next one."""
        item = items[place]
        while True:
            self._prompts.say(self._question(item, place, items))
            entry = self._prompts.entry()
            if entry == "b" and place == 0:
                self._ask_practice(at_end=True)
                return 0
            if entry == "b":
                return place - 1
            if entry == "" and (known := self._answers.given.get(item.id) or self._recall.reason(item)):
                self._keep(self._answers.changed({item.id: known}))
                return self._next_open(items, place + 1)
            if entry == "s":
                self._skipped.add(item.id)
                is_open = item.id not in self._answers.given
                self._prompts.say(gettext("Skipped for now.") if is_open else gettext("Your answer stays."))
                return self._next_open(items, place + 1)
            if entry == "w":
                self._prompts.say(question_words.why(item, self._answers))
                continue
            if entry == "m" and self._notes:
                self._notes.take(item.id)
                continue
            is_aside = entry == "n" and item.not_applicable
            answer = self._aside(item) if is_aside else self._meant(item, entry)
            if answer is not None:
                return self._next_open(items, place + 1) if self._goes_on_after(item, answer) else place
            if not is_aside:
                self._prompts.say(wrapped(question_words.not_understood(item, notes=self._notes is not None)))

    def _goes_on_after(self, item: Item, answer: Answer) -> bool:
        """Keep an answer; say what must not wait first, so that it is said even if the answer cannot be kept.

        Returns:
            Whether to go on rather than back to the question.
        """
        if remark := self._recall.remark(item, answer):
            self._prompts.say(wrapped(remark))
        flag = item.raised_by(answer)
        feedback = item.by_id[answer].feedback if isinstance(answer, str) else ""
        if feedback:
            self._prompts.say(f"\n{wrapped(feedback)}")
        needed = item.needed if isinstance(answer, str) else ""
        if needed:
            self._prompts.say("\n" + section(gettext(NEEDED), [paragraphs(needed)]))
        if flag:
            self._say_urgent([flag])
        self._keep(self._answers.changed({item.id: answer}))
        if flag:
            return self._prompts.goes_on()
        if feedback or needed:
            self._prompts.say("\n" + gettext("Enter to go on."))
            return self._prompts.entry() != "b"
        return True

    def _raised(self) -> dict[str, RedFlag]:
        """Return the red flags that are raised, by the ids of their items."""
        given = self._answers.given
        return {item.id: flag for item in self._items() if (flag := item.raised_by(given.get(item.id)))}

    def _question(self, item: Item, place: int, items: list[Item]) -> str:
        """Return a question as it is shown."""
        head = question_words.progress(self._title(item), place, len(items))
        options = "\n".join(hanging(f"{number:>3}  ", option.label) for number, option in enumerate(item.options, 1))
        given = self._answers.given.get(item.id)
        above = [f"{item.heading}:"] if item.heading else []
        prompt = f"{item.prompt} [{item.id}]" if self._ids else item.prompt
        lines = ["", head, "", *above, wrapped(prompt), "", options, ""]
        if given is not None:
            answer = answer_text(item, given)
            lines.append(wrapped(gettext("Your answer so far: {answer} (Enter keeps it)", answer=answer)))
        elif reason := self._recall.reason(item):
            told = gettext(
                "Last time: not applicable, because: {reason} (Enter if that is still so)", reason=reason.reason
            )
            lines.append(wrapped(told))
        if self._notes and (written := self._notes.of(item.id)):
            lines.append(wrapped(gettext("Your note: {note}", note=written)))
        return "\n".join([*lines, question_words.letters(item, notes=self._notes is not None)])

    @staticmethod
    def _meant(item: Item, entry: str) -> Answer | None:
        if entry == "u":
            return UNSURE
        if entry.isascii() and entry.isdigit() and 1 <= int(entry) <= len(item.options):
            return item.options[int(entry) - 1].id
        labelled = [option.id for option in item.options if len(entry) > 1 and _plain(option.label) == _plain(entry)]
        return labelled[0] if len(labelled) == 1 else None

    def _aside(self, item: Item) -> NotApplicable | None:
        """Return that a question does not apply, with a reason, or that an event did not come up, without one."""
        return not_applicable() if item.event else self._reason()

    def _reason(self) -> NotApplicable | None:
        question = gettext("Why does it not apply? A few words, kept with your answers and never scored; b to go back.")
        self._prompts.say(wrapped(question))
        while (line := self._prompts.line()).lower() != "b":
            try:
                if len(line) > 1:
                    return not_applicable(line)
            except AnswerError as wrong:
                self._prompts.say(wrapped(wrong.problems[0].message))
            self._prompts.say(wrapped(gettext("Please write a few words, or b to go back.")))
        return None

    def _title(self, item: Item) -> str:
        return next(part.checklist.title for part in self._audit.parts if part.checklist.id == item.domain)

    # the end

    def _ask_end(self, items: list[Item]) -> int | None:
        """Ask what to do after the last question; return the place to go on at, or None to end."""
        skipped = self._next_open(items, 0)
        count = sum(item.id not in self._answers.given for item in items)
        self._prompts.say(f"\n{question_words.end(count)}")
        numbers = {str(number) for number, _ in enumerate(items, 1)}
        otherwise = gettext("Please press Enter, or type b, f, q or a number from 1 to {count}.", count=len(items))
        entry = self._prompts.entry_in({"", "b", "f", *("s" if count else ""), *numbers}, otherwise)
        if entry in numbers:
            return int(entry) - 1
        if entry == "b" and items:
            return len(items) - 1
        if entry == "f":
            self._ask_facts()
            return self._next_open(self._items(), 0)
        return skipped if entry == "s" else None


def _plain(text: str) -> str:
    """Return a text without capitals, accents, and extra spaces."""
    return "".join(sign for sign in normalize("NFD", " ".join(text.casefold().split())) if not combining(sign))
