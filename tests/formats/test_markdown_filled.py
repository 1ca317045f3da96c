"""Every tick in a Markdown form is read or reported."""

import re
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.builders import audit, checklist, item
from support.filled import ANSWERS, DESK, FORM, read, refused
from support.formatted import several

import ethics_audit as ea
from ethics_audit.formats import markdown_form, targets


def line_of(text: str) -> int:
    """The number of the line of the form with a text."""
    return FORM[: FORM.index(text)].count("\n") + 1


def test_markdown_keeps_a_reason() -> None:
    """The text behind the mark is the reason for n/a."""
    form = markdown_form.export(DESK).decode()
    filled = form.replace("- [ ] `n/a` Does not apply to my practice Reason:", "- [x] `n/a` Reason: no door")
    assert targets.source("markdown").answers(filled.encode(), DESK).given == {
        "desk.door": ea.not_applicable("no door")
    }


STYLES: dict[str, Callable[[str], str]] = {
    "asterisk": lambda line: line.replace("- [", "* [", 1),
    "plus": lambda line: line.replace("- [", "+ [", 1),
    "number": lambda line: line.replace("- [", "1. [", 1),
    "no bullet": lambda line: line.replace("- [", "[", 1),
    "indented": lambda line: line.replace("- [", "    - [", 1),
    "tab": lambda line: line.replace("- [", "-\t[", 1),
    "two blanks": lambda line: line.replace("- [", "-  [", 1),
    "en dash": lambda line: line.replace("- [", "\u2013 [", 1),
    "em dash": lambda line: line.replace("- [", "\u2014 [", 1),
    "no-break": lambda line: line.replace("] ", "]\u00a0", 1).replace("- ", "-\u00a0", 1),
    "escaped": lambda line: re.sub(r"^- \[(.)\]", r"- \\[\1\\]", line),
    "signs": lambda line: line.replace("- [x]", "\u2611", 1).replace("- [ ]", "\u2610", 1),
    "ballot": lambda line: line.replace("[x]", "\u2612\ufe0f", 1).replace("[ ]", "\u2610", 1),
    "check mark": lambda line: line.replace("[x]", "[\u2713]", 1),
    "capital": lambda line: line.replace("[x]", "[ X ]", 1),
    "Cyrillic": lambda line: line.replace("[x]", "[\u0445]", 1),
    "strong": lambda line: line.replace("[x]", "[**x**]", 1),
    "escaped bullet": lambda line: line.replace("- [", "\\- [", 1),
    "trailing": lambda line: f"{line}  ",
}


@pytest.mark.parametrize("style", STYLES)
def test_ticks_of_other_editors_are_read(style: str) -> None:
    """A list in another Markdown style keeps every tick."""
    changed = "\n".join(STYLES[style](line) if line.startswith("- [") else line for line in FORM.splitlines())
    assert changed != FORM
    assert read("markdown", changed) == (ANSWERS, [])


@pytest.mark.parametrize(
    "tick",
    [
        "- [x] r50",
        "- x `r50` Risk",
        "- (x) `r50`",
        "| [x] | `r50` |",
        "- [x `r50`",
        "> - [x] `r50`",
        "- [yes] r50",
    ],
)
def test_ticks_that_are_not_understood_are_told(tick: str) -> None:
    """A tick that cannot be read is refused with its question."""
    told = refused("markdown", FORM.replace("- [x] `r50` Risk 50", tick, 1))
    assert re.search(r"desk\.door, line \d+: .* seems to hold a tick", told)


@pytest.mark.parametrize("mark", ["?", "x?", "o", "-", "*", "_"])
def test_marks_that_are_no_ticks_are_told(mark: str) -> None:
    """Other marks in a box are refused with their line, not guessed."""
    assert f"expected [x], got '[{mark}]'" in refused("markdown", FORM.replace("[x]", f"[{mark}]", 1))


NOTES = (
    "",
    "Ask Anna about this.",
    "see `shelf.key`",
    "### 3. `shelf.key`",
    "### see `shelf.key`",
    "# mine",
    "## mine",
    "- [x] `r0`",
    "- [ ] `r0`",
    "- [x] call Anna",
    "- [ ] call Anna",
    "Form: `example 1.0`",
    "Form: `example 1.1`",
    "\u2611 done",
    "Reason: none",
    "```",
    "---",
)


@pytest.mark.property
@given(st.integers(0, 60), st.sampled_from(NOTES), st.sampled_from(["insert", "replace", "drop", "twice", "cut"]))
@several
def test_a_form_that_was_changed_is_read_whole_or_refused(place: int, note: str, what: str) -> None:
    """A note, a lost line or a cut never loses an answer or moves it to another question."""
    lines = FORM.splitlines()
    place %= len(lines)
    after = lines[place + 1 :]
    kept = {"insert": [note, lines[place]], "replace": [note], "drop": [], "twice": [lines[place]] * 2, "cut": []}
    changed = [*lines[:place], *kept[what], *(after if what != "cut" else [])]
    try:
        answers, _ = read("markdown", "\n".join(changed))
    except ea.AnswerError:
        return
    assert answers == ANSWERS


def test_a_form_that_is_not_whole_says_what_is_missing() -> None:
    """An incomplete form names the missing questions, answers and facts."""
    half = FORM[: FORM.index("### 2.")]
    missing = "incomplete; these questions are missing: desk.drawer, shelf.key (was it cut off?)"
    assert missing in refused("markdown", half)
    lost = f"desk.door, line {line_of('`desk.door`')}: these answers are missing below: r0"
    assert lost in refused("markdown", FORM.replace("- [ ] `r0` Risk 0\n", "", 1))
    assert "facts of the practice are missing: minors" in refused("markdown", re.sub(r"- \[x\] `minors`.*\n", "", FORM))
    _, told = read("markdown", re.sub(r"- \[ \] `(research|trainee)`.*\n", "", FORM))
    assert told == ["these facts of the practice are missing in the form: trainee, research"]
    many = audit(checklist("desk", *(item(f"desk.i{number}") for number in range(12))))
    with pytest.raises(ea.AnswerError, match="desk.i7 and 4 more"):
        targets.source("markdown").answers(b"Form: `example 1.0`", many)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (
            "`shelf.key`",
            "`shelf.kye`",
            "expected an item of the audit 'example', got 'shelf.kye' (did you mean 'shelf.key'?)",
        ),
        ("### 3. `shelf.key`", "### 2. `desk.drawer`", "'desk.drawer' appears twice"),
        ("### 2. ", "## mine\n### 2. ", f"line {line_of('### 2. ')}: this heading is not in the form"),
        ("`r100`", "`r10`", "expected one of r0, r50, r100, unsure, n/a, got 'r10' (did you mean 'r100'?)"),
        ("[ ] `research`", "[ ] `resaerch`", "expected a profile fact, got 'resaerch' (did you mean 'research'?)"),
        ("## Shelf\n", "## Shelf\n- [x] `r0`\n", "'r0' is ticked, but belongs to no question"),
        ("- [ ] `r0`", "- [x] `r0`", f"desk.door, line {line_of('`r50`')}: has two answers (tick one)"),
        ("`r0` Risk 0", "`r0` Risk 0 [x]", "seems to hold a tick (tick the box before the word)"),
        ("`r0` Risk 0", "`r0` Risk 0 X", "'Risk 0 X' seems to hold a tick (tick the box before the word)"),
        ("`r0` Risk 0", "`r0` Risk 0 <--", "seems to hold a tick (tick the box before the word)"),
        ("`r0` Risk 0\n", "`r0` Risk 0\n\nx\n", f"line {line_of('`r0`') + 2}: 'x' seems to hold a tick"),
        ("## Shelf\n", "## Shelf [x]\n", f"line {line_of('## Shelf')}: '## Shelf [x]' seems to hold a tick"),
        (
            "I do research",
            "\u2611 I do research",
            f"line {line_of('I do research')}: '\u2611 I do research with clients.' seems",
        ),
        ("[ ] `n/a`", "[ ] `r0`\n- [ ] `n/a`", "'r0' appears twice"),
    ],
)
def test_what_the_form_does_not_have_is_told(old: str, new: str, told: str) -> None:
    """Headings, words and facts that the form does not have are refused with their line and the nearest name."""
    assert told in refused("markdown", FORM.replace(old, new, 1))


def test_reasons_are_kept_or_told() -> None:
    """Reasons may span lines; one beside an empty box is reported, and one that is too long is refused."""
    open_door = FORM.replace("[x] `r50`", "[ ] `r50`", 1)
    given = open_door.replace("[ ] `n/a`", "[x] `n/a`", 1)
    whole, told = read("markdown", given.replace("practice Reason:", "practice Reason: no\n  door"))
    assert (whole.given["desk.door"], told) == (ea.not_applicable("no door"), [])
    _, told = read("markdown", FORM.replace("practice Reason:", "practice Reason: no door"))
    behind = f"desk.door, line {line_of('practice Reason:')}"
    assert told == [f"{behind}: a reason is given, but the answer is not ticked; neither is read"]
    assert "expected at most 1000000 characters, got 1000001" in refused("markdown", "x" * 1_000_001)
    assert "at most 500 characters" in refused("markdown", given.replace("Reason:", f"Reason: {'x' * 501}"))
