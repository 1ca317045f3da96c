"""The answers in a Markdown form that was filled in with any editor: each tick is read or reported with its line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from ethics_audit.assessment.markdown import plain
from ethics_audit.base.causes import repeated, too_many, unexpected, unknown
from ethics_audit.base.errors import AnswerError, Problem, shown
from ethics_audit.base.language import speaking
from ethics_audit.base.likeness import folded, similar
from ethics_audit.base.validation import repeated as duplicates
from ethics_audit.formats.computed import listed
from ethics_audit.formats.incoming import PLAIN, Found, Reading, decoded, refuse_record, refused
from ethics_audit.formats.markdown_form import HEAD, REASON
from ethics_audit.model.answers import Answers, allowed, not_applicable
from ethics_audit.model.definitions import Audit
from ethics_audit.model.items import NOT_APPLICABLE_WORD, Item
from ethics_audit.model.profile import FACTS, PROFESSIONS

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
"""What a person may write behind an answer instead of a tick."""
_HEAD = re.compile(rf"\W*{HEAD}\s*`(?P<named>[^`]*)`.*")
_HEADING = re.compile(r"#{1,6}(?:\s.*)?")
_QUESTION = re.compile(r"#+\s*[0-9]+\\?[.)]\s*`(?P<id>[^`]*)`\s*#*")
_BLANKS = {ord(blank): " " for blank in "\u00a0\u2007\u200b\u202f\u2060\u3000\ufeff"}
_PROFILE, _SECTION = "", "#"
"""The places of lines that belong to no question: above the first one, and under the heading of several."""
_EMPHASIS = " *_"
_UNREAD = "unread"
"""The sign of a box that cannot be read."""
_LINE = "each has a line like '- [ ] `word`'"


class _Mark(NamedTuple):
    """A line that is a heading or has a box.

    Attributes:
        line: The number of the line.
        question: The id in the heading above.
        sign: The sign in the box; None for a heading.
        word: The answer beside the box.
        rest: The text behind it, continued on the following lines.
    """

    line: int
    question: str
    sign: str | None = None
    word: str = ""
    rest: str = ""

    @property
    def is_ticked(self) -> bool:
        """Whether the box is ticked."""
        is_one = self.sign is not None and len(self.sign) == 1
        return is_one and (folded(self.sign) == "x" or self.sign in {"\u00d7", *_TICKED})

    @property
    def reason(self) -> str:
        """The reason why the question does not apply."""
        return self.rest.partition(REASON)[2].strip()

    def behind(self, item: Item | None) -> str:
        """Return the text behind the word, without the form's own text and the reason."""
        text = self.rest.partition(REASON)[0]
        return text.replace(plain(item.by_id[self.word].label), "") if item and self.word in item.by_id else text

    @property
    def place(self) -> str:
        """The question and the number of the line."""
        line = f"line {self.line}"
        return line if self.question in {_PROFILE, _SECTION} else f"{self.question}, {line}"

    def problem(self, message: str, hint: str = "", code: str = "unclear") -> Problem:
        """Return a problem on this line."""
        return Problem(self.place, message, hint, code)


def answers(content: bytes, audit: Audit, reading: Reading = PLAIN) -> Answers:
    """Return the answers in a form that was filled in.

    Raises:
        AnswerError: If it is not a complete form of this audit, or not filled in as it should be, with every problem.
    """
    refuse_record(reading)
    text = decoded(content)
    if len(text) > LARGEST_FORM:
        raise AnswerError([too_many("", "characters", LARGEST_FORM, len(text))])
    lines = text.splitlines()
    marks = [*_marks(lines, _start(lines, audit), audit)]
    found = Found(audit, reading)
    wrong: set[str] = set()
    for mark in marks:
        if problems := [*_problems(mark, audit)]:
            found.add(*problems)
            wrong.add(mark.question)
    found.add(*_heading_problems(marks, audit), *_twice(marks, audit), *_gaps(marks, audit, wrong))
    if found.problems:
        raise AnswerError(found.problems)
    for mark in marks:
        if mark.word == NOT_APPLICABLE_WORD and mark.reason and not mark.is_ticked:
            reading.tell(str(mark.problem("a reason is given, but the answer is not ticked; neither is read")))
        elif mark.is_ticked and mark.question in audit.items:
            found.given[mark.question] = not_applicable(mark.reason) if mark.word == NOT_APPLICABLE_WORD else mark.word
    found.facts = {mark.word: mark.is_ticked for mark in marks if mark.sign is not None and mark.question == _PROFILE}
    if lost := [fact for fact in (*FACTS, *PROFESSIONS, *audit.own_facts) if fact not in found.facts]:
        reading.tell(f"these facts of the practice are missing in the form: {', '.join(lost)}")
    return found.answers("")


def _start(lines: list[str], audit: Audit) -> int:
    """Return the number of the line that says which form it is.

    Raises:
        AnswerError: If there is no such line, or it names another form.
    """
    needed = [audit.id, audit.version]
    found = [(number, head["named"]) for number, line in enumerate(lines, 1) if (head := _HEAD.fullmatch(line))]
    if not found or any(named.split()[:2] != needed for _, named in found):
        given = ", ".join(shown(named) for _, named in found) or "none"
        raise refused(
            f"expected a form with the line '{HEAD} `{' '.join(needed)}`', got {given}", code="other-definition"
        )
    return found[0][0]


def _marks(lines: list[str], start: int, audit: Audit) -> list[_Mark]:
    """Return the headings, the boxes, and other lines that may hold a tick; above the start these explain the form."""
    titles = (part.checklist.title for part in audit.parts)
    with speaking(audit.language):
        own = {*map(plain, titles), *(plain(item.question) for item in audit.items.values())}
    marks: list[_Mark] = []
    question, is_profile, continues = _PROFILE, True, False
    for number, line in enumerate(lines, 1):
        whole = line.translate(_BLANKS)
        simple, indent = whole.strip(), len(whole) - len(whole.lstrip())
        if not simple or simple in own:
            continues = False
        elif _HEADING.fullmatch(simple):
            asked = _QUESTION.fullmatch(simple)
            is_profile, continues = is_profile and not asked, False
            question = asked["id"] if asked else _PROFILE if is_profile else _SECTION
            if not asked and number > start and simple.lstrip("# ") not in own and _SEEMS_TICKED.search(simple):
                marks.append(_Mark(number, _SECTION, _UNREAD, rest=simple))
            marks.append(_Mark(number, asked["id"] if asked else _SECTION))
        elif box := _BOX.fullmatch(simple):
            sign, word, rest = box["sign"] or box["mark"], box["word"].strip(), line[indent + box.start("rest") :]
            marks.append(_Mark(number, question, sign.strip(_EMPHASIS) or sign.strip(), word, rest))
            continues = True
        elif (number > start or not is_profile) and _SEEMS_TICKED.search(simple):
            marks.append(_Mark(number, question, _UNREAD, rest=simple))
            continues = False
        elif continues:
            marks[-1] = marks[-1]._replace(rest=f"{marks[-1].rest} {line.strip()}")
    return marks


def _problems(mark: _Mark, audit: Audit) -> Iterator[Problem]:
    """Yield the problems of one line."""
    if mark.sign is None:
        if mark.question not in (_SECTION, *audit.items):
            yield unknown(mark.place, f"an item of the audit {audit.id!r}", mark.question, audit.items)
    else:
        yield from _box_problems(mark, audit)


def _box_problems(mark: _Mark, audit: Audit) -> Iterator[Problem]:
    item = audit.items.get(mark.question)
    if mark.sign == _UNREAD:
        yield mark.problem(f"{shown(mark.rest)} seems to hold a tick", "write it as '- [x] `word`'")
    elif mark.sign and mark.sign not in _EMPTY and not mark.is_ticked:
        yield unexpected(mark.place, "[x]", f"[{mark.sign}]")
    elif item and mark.word not in (words := allowed(item)):
        yield unexpected(mark.place, f"one of {', '.join(words)}", mark.word, similar(mark.word, words))
    elif mark.question == _PROFILE and mark.word not in audit.known_facts:
        yield unknown(mark.place, "a profile fact", mark.word, audit.known_facts)
    elif _SEEMS_TICKED.search(behind := mark.behind(item)) or _POINTED.search(behind):
        yield mark.problem(f"{shown(mark.rest.strip())} seems to hold a tick", "tick the box before the word")
    elif mark.is_ticked and mark.question == _SECTION:
        yield mark.problem(f"{shown(mark.word)} is ticked, but belongs to no question")
    elif mark.is_ticked and mark.word == NOT_APPLICABLE_WORD:
        try:
            not_applicable(mark.reason)
        except AnswerError as failure:
            yield from (problem._replace(place=mark.place) for problem in failure.problems)


def _heading_problems(marks: list[_Mark], audit: Audit) -> Iterator[Problem]:
    """Refuse headings that are not in the form, or appear twice: what is below them belongs to no question."""
    firsts = {_PROFILE, *(part.checklist.items[0].id for part in audit.parts)}
    headings = [mark for mark in marks if mark.sign is None]
    last = {mark.question: mark for mark in headings}
    for question in duplicates(mark.question for mark in headings if mark.question != _SECTION):
        yield repeated(last[question].place, question)
    is_title = True
    for mark, following in pairwise([*marks, _Mark(0, _SECTION)]):
        if mark.sign is None and mark.question == _SECTION:
            if not is_title and following.question not in firsts:
                yield mark.problem("this heading is not in the form", "begin your own notes with another sign")
            is_title = False


def _twice(marks: list[_Mark], audit: Audit) -> Iterator[Problem]:
    """Refuse two lines with one answer, and two answers to one question."""
    lines = {(mark.question, mark.word): mark for mark in marks}
    for line in duplicates((mark.question, mark.word) for mark in marks if mark.word):
        yield repeated(lines[line].place, line[1])
    ticks = {mark.question: mark for mark in marks if mark.is_ticked}
    for question in duplicates(mark.question for mark in marks if mark.is_ticked and mark.question in audit.items):
        yield ticks[question].problem("has two answers", "tick one")


def _gaps(marks: list[_Mark], audit: Audit, wrong: set[str]) -> Iterator[Problem]:
    """Refuse an incomplete form, except for questions that are wrong already: a missing line may have been ticked."""
    there = {(mark.question, mark.word) for mark in marks}
    headings = {mark.question: mark for mark in marks if mark.sign is None}
    if absent := [id for id in audit.items if id not in headings]:
        message = f"the form is incomplete; these questions are missing: {listed(absent)}"
        yield Problem("", message, "was it cut off?", "incomplete")
    for id, item in audit.items.items():
        lost = [word for word in allowed(item) if (id, word) not in there]
        if lost and id in headings and id not in wrong:
            yield headings[id].problem(f"these answers are missing below: {', '.join(lost)}", _LINE, "incomplete")
    if _PROFILE not in wrong and (lost := [fact for fact in audit.facts if (_PROFILE, fact) not in there]):
        yield Problem("", f"these facts of the practice are missing: {', '.join(lost)}", _LINE, "incomplete")
