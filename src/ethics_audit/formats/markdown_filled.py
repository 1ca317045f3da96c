"""The answers in a form in Markdown that was filled in with any editor: each tick is read, or told with its line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from ethics_audit.assessment.markdown import plain
from ethics_audit.base.errors import NAMES_LISTED, AnswerError, Problem, folded, nearest, shown, similar
from ethics_audit.base.validation import repeated
from ethics_audit.formats.incoming import PLAIN, Reading, decoded, fitted, refuse_record, stop_if_many
from ethics_audit.formats.markdown_form import HEAD, REASON
from ethics_audit.model.answers import Answer, Answers, allowed, not_applicable
from ethics_audit.model.definitions import NOT_APPLICABLE_WORD, Audit, Item
from ethics_audit.model.profile import FACTS, KNOWN, PROFESSIONS

LARGEST_FORM = 1_000_000
"""The most characters that are read."""

_TICKED, _EMPTY = "☑☒✓✔✅", "☐□▢⬜"
_X = r"xX\u00d7\u0425\u0445"
"""The letter in Latin and Cyrillic, and the sign of multiplication."""
_BULLET = r"\\?(?:[-*+\u00b7\u2010-\u2015\u2022\u2212]|[0-9]+[.)])"
_BOX = re.compile(
    rf"{_BULLET}?\s*(?:\\?\[(?P<mark>[^\[\]\\]{{0,8}})\\?\]|(?P<sign>[{_TICKED}{_EMPTY}]))\ufe0f?"
    r"\s*\\?`(?P<word>[^`\\]*)\\?`(?P<rest>.*)"
)
_SEEMS_TICKED = re.compile(
    rf"\[\s?[{_X}{_TICKED}]\s?\\?\]|[{_TICKED}]|\([{_X}]\)"
    r"|\[[^\[\]]{1,8}\]\s?\\?`"
    rf"|^{_BULLET}\s*(?:\\?\[[^\s\]][^\]]{{0,7}}\](?!\()|\S{{1,4}}\s?\\?`)"
    rf"|^\W*[{_X}]\W*$"
)
_POINTED = re.compile(rf"(?:^|\s)[{_X}v]\W*$|<[-=]|[\u2190\u21d0]")
"""What a person may write behind an answer in the place of a tick."""
_HEAD = re.compile(rf"\W*{HEAD}\s*`(?P<named>[^`]*)`.*")
_HEADING = re.compile(r"#{1,6}(?:\s.*)?")
_QUESTION = re.compile(r"#+\s*[0-9]+\\?[.)]\s*`(?P<id>[^`]*)`\s*#*")
_BLANKS = {ord(blank): " " for blank in "\u00a0\u2007\u200b\u202f\u2060\u3000\ufeff"}
_PROFILE, _SECTION = "", "#"
"""What stands in the place of a question's id: above the first question, and at the heading of several."""
_EMPHASIS = " *_"
_UNREAD = "unread"
"""What stands in the place of a box that cannot be read."""
_LINE = "each has a line such as '- [ ] `word`'"


class _Mark(NamedTuple):
    """A line that is a heading or has a box: its number, the question that it is of, and what stands in it.

    Attributes:
        line: The number of the line.
        question: The id that stands in the heading above.
        sign: What stands in the box; None for a heading.
        word: The answer beside the box.
        rest: What stands behind it, and on the lines that go on with it.
    """

    line: int
    question: str
    sign: str | None = None
    word: str = ""
    rest: str = ""

    @property
    def is_ticked(self) -> bool:
        """Whether the box is ticked."""
        return (
            self.sign is not None
            and len(self.sign) == 1
            and (folded(self.sign) == "x" or self.sign in {"\u00d7", *_TICKED})
        )

    @property
    def reason(self) -> str:
        """Why the question does not apply."""
        return self.rest.partition(REASON)[2].strip()

    def beside(self, item: Item | None) -> str:
        """Return what stands behind the word without the form's own text and the reason."""
        text = self.rest.partition(REASON)[0]
        return text.replace(plain(item.by_id[self.word].label), "") if item and self.word in item.by_id else text

    def problem(self, told: str, hint: str = "") -> Problem:
        """Return what is wrong on this line."""
        place = f"line {self.line}"
        return Problem(place if self.question in {_PROFILE, _SECTION} else f"{self.question}, {place}", told, hint)


def answers(content: bytes, audit: Audit, reading: Reading = PLAIN) -> Answers:
    """Return the answers in a form that was filled in.

    Raises:
        AnswerError: If it is no form of this audit, is not whole, or is filled in otherwise than it can be, with every
            problem.
    """
    refuse_record(reading)
    lines = _lines(content)
    marks = [*_marks(lines, _start(lines, audit), audit)]
    problems: list[Problem] = []
    told: set[str] = set()
    for mark in marks:
        if found := [*_problems(mark, audit)]:
            problems += found
            told.add(mark.question)
            stop_if_many(problems)
    problems += [*_heading_problems(marks, audit), *_twice(marks, audit), *_gaps(marks, audit, told)]
    if problems:
        raise AnswerError(problems)
    given: dict[str, Answer] = {}
    for mark in marks:
        if mark.word == NOT_APPLICABLE_WORD and mark.reason and not mark.is_ticked:
            reading.tell(str(mark.problem("a reason is given, but the answer is not ticked; neither is read")))
        elif mark.is_ticked and mark.question in audit.items:
            given[mark.question] = not_applicable(mark.reason) if mark.word == NOT_APPLICABLE_WORD else mark.word
    facts = {mark.word: mark.is_ticked for mark in marks if mark.sign is not None and mark.question == _PROFILE}
    if lost := [fact for fact in (*FACTS, *PROFESSIONS) if fact not in facts]:
        reading.tell(f"these facts of the practice are missing in the form: {', '.join(lost)}")
    return fitted(audit, given, facts, (), reading)


def _lines(content: bytes) -> list[str]:
    text = decoded(content)
    if len(text) > LARGEST_FORM:
        raise AnswerError([Problem("", f"{len(text)} characters are given; a form has at most {LARGEST_FORM}")])
    return text.splitlines()


def _start(lines: list[str], audit: Audit) -> int:
    """The number of the line that says which form it is.

    Raises:
        AnswerError: If there is none, or it is another's.
    """
    needed = [audit.id, audit.version]
    found = [(number, head["named"]) for number, line in enumerate(lines, 1) if (head := _HEAD.fullmatch(line))]
    if not found or any(named.split()[:2] != needed for _, named in found):
        told = f"a form with the line '{HEAD} `{' '.join(needed)}`' is needed"
        given = f"; given is {', '.join(shown(named) for _, named in found)}" if found else ""
        raise AnswerError([Problem("", told + given)])
    return found[0][0]


def _marks(lines: list[str], start: int, audit: Audit) -> list[_Mark]:
    """The headings, the boxes, and below the start what seems to hold a tick; above it, such signs explain the form."""
    titles = (part.checklist.title for part in audit.parts)
    own = {*map(plain, titles), *(plain(item.prompt) for item in audit.items.values())}
    marks: list[_Mark] = []
    question, is_profile, goes_on = _PROFILE, True, False
    for number, line in enumerate(lines, 1):
        whole = line.translate(_BLANKS)
        simple, indent = whole.strip(), len(whole) - len(whole.lstrip())
        if not simple or simple in own:
            goes_on = False
        elif _HEADING.fullmatch(simple):
            asked = _QUESTION.fullmatch(simple)
            is_profile, goes_on = is_profile and not asked, False
            question = asked["id"] if asked else _PROFILE if is_profile else _SECTION
            if not asked and number > start and simple.lstrip("# ") not in own and _SEEMS_TICKED.search(simple):
                marks.append(_Mark(number, _SECTION, _UNREAD, rest=simple))
            marks.append(_Mark(number, asked["id"] if asked else _SECTION))
        elif box := _BOX.fullmatch(simple):
            sign, word, rest = box["sign"] or box["mark"], box["word"].strip(), line[indent + box.start("rest") :]
            marks.append(_Mark(number, question, sign.strip(_EMPHASIS) or sign.strip(), word, rest))
            goes_on = True
        elif (number > start or not is_profile) and _SEEMS_TICKED.search(simple):
            marks.append(_Mark(number, question, _UNREAD, rest=simple))
            goes_on = False
        elif goes_on:
            marks[-1] = marks[-1]._replace(rest=f"{marks[-1].rest} {line.strip()}")
    return marks


def _problems(mark: _Mark, audit: Audit) -> Iterator[Problem]:
    """What is wrong with one line."""
    if mark.sign is None:
        if mark.question not in (_SECTION, *audit.items):
            told = f"is not an item of the audit {audit.id!r}"
            yield mark.problem(told, nearest(mark.question, audit.items))
    else:
        yield from _box_problems(mark, audit.items.get(mark.question))


def _box_problems(mark: _Mark, item: Item | None) -> Iterator[Problem]:
    if mark.sign == _UNREAD:
        yield mark.problem(f"{shown(mark.rest)} seems to hold a tick; allowed is a line such as '- [x] `word`'")
    elif mark.sign and mark.sign not in _EMPTY and not mark.is_ticked:
        yield mark.problem(f"[{shown(mark.sign)}] is given; allowed is [x]")
    elif item and mark.word not in (words := allowed(item)):
        yield mark.problem(f"expected {', '.join(words)}, got {shown(mark.word)}", similar(mark.word, words))
    elif mark.question == _PROFILE and mark.word not in KNOWN:
        yield mark.problem(f"expected a profile fact, got {shown(mark.word)}", nearest(mark.word, KNOWN))
    elif _SEEMS_TICKED.search(beside := mark.beside(item)) or _POINTED.search(beside):
        yield mark.problem(
            f"{shown(mark.rest.strip())} seems to hold a tick; allowed is one in the box before the word"
        )
    elif mark.is_ticked and mark.question == _SECTION:
        yield mark.problem(f"{shown(mark.word)} is ticked under no question")
    elif mark.is_ticked and mark.word == NOT_APPLICABLE_WORD:
        try:
            not_applicable(mark.reason)
        except AnswerError as failure:
            yield from (mark.problem(one.message) for one in failure.problems)


def _heading_problems(marks: list[_Mark], audit: Audit) -> Iterator[Problem]:
    """Refuse headings that the form does not have, or not twice: what stands below them is of no question."""
    firsts = {_PROFILE, *(part.checklist.items[0].id for part in audit.parts)}
    headings = [mark for mark in marks if mark.sign is None]
    last = {mark.question: mark for mark in headings}
    for twice in repeated(mark.question for mark in headings if mark.question != _SECTION):
        yield last[twice].problem("the heading of this question stands twice", "once is enough")
    is_title = True
    for mark, following in pairwise([*marks, _Mark(0, _SECTION)]):
        if mark.sign is None and mark.question == _SECTION:
            if not is_title and following.question not in firsts:
                yield mark.problem("this heading is not one of the form", "begin a note of your own with another sign")
            is_title = False


def _twice(marks: list[_Mark], audit: Audit) -> Iterator[Problem]:
    """Refuse two lines with one answer, and two answers to one question."""
    lines = {(mark.question, mark.word): mark for mark in marks}
    for place in repeated((mark.question, mark.word) for mark in marks if mark.word):
        yield lines[place].problem(f"{shown(place[1])} stands twice", "once is enough")
    ticks = {mark.question: mark for mark in marks if mark.is_ticked}
    for question in repeated(mark.question for mark in marks if mark.is_ticked and mark.question in audit.items):
        yield ticks[question].problem("has two answers", "tick one")


def _gaps(marks: list[_Mark], audit: Audit, told: set[str]) -> Iterator[Problem]:
    """Refuse a form that is not whole: a line that is gone may have been the one with the tick."""
    there = {(mark.question, mark.word) for mark in marks}
    headings = {mark.question: mark for mark in marks if mark.sign is None}
    if absent := [id for id in audit.items if id not in headings]:
        more = f" and {len(absent) - NAMES_LISTED} more" if len(absent) > NAMES_LISTED else ""
        names = ", ".join(absent[:NAMES_LISTED])
        yield Problem("", f"the form is not whole; these questions are missing: {names}{more}", "was it cut off?")
    for id, item in audit.items.items():
        lost = [word for word in allowed(item) if (id, word) not in there]
        if lost and id in headings and id not in told:
            yield headings[id].problem(f"these answers are missing below: {', '.join(lost)}", _LINE)
    if _PROFILE not in told and (lost := [fact for fact in audit.facts if (_PROFILE, fact) not in there]):
        yield Problem("", f"these facts of the practice are missing: {', '.join(lost)}", _LINE)
