"""The working of a score, whole."""

from support.builders import checklist, item

import ethics_audit as ea
from ethics_audit.assessment import working
from ethics_audit.assessment.text import printed


def test_whole_working() -> None:
    """Sums, contributions, what the weights can do, what to find out, and what it was scored under."""
    first = checklist("a", item("a.open", 3), item("a.one", 6), item("a.two", 4), item("a.fine", 2))
    second = checklist("b", item("b.open", 5), item("b.i", 2))
    definition = ea.Audit("example", "1.0", "Example", [ea.Part(first, 3), ea.Part(second)])
    result = ea.assess(definition, {"a.one": "r100", "a.two": "r50", "a.fine": "r0", "b.i": "r50"})
    found = working.sections(result)
    assert [one.id for one in found] == ["working", "adds", "weights", "questions", "vector", "definition"]
    assert (
        printed(found)
        == f"""\
How the score came about
------------------------

Each answered question counts with its weight. Its points are its weight times
the risk of its answer, from 0 to 100. The score is all points divided by all
answered weight; open questions make the range.

     weight  points  open weight  score
A        12     800            3   66.6  counts 3 times
B         2     100            5   50.0
All      38    2500           14   65.7

2500 points / 38 weight = 65.7; with the open questions it is between 48.0 and
75.0.

What each answer adds
---------------------

 47.3  I do a.one: Risk 100 (weight 6 x risk 100 = 600)
 15.7  I do a.two: Risk 50 (weight 4 x risk 50 = 200)
  2.6  I do b.i: Risk 50 (weight 2 x risk 50 = 100)

If the weights were off
-----------------------

Every weight is a judgment. If each could be off by so much, up or down,
whatever the others are:

 10 %  score 62.5 to 69.0
 25 %  score 57.7 to 74.0
 50 %  score 50.0 to 82.4

What to find out next
---------------------

Answered in this order, these narrow the range most:

1. I do a.open.
   narrows it by 17.3, which leaves 9.6
2. I do b.open.
   narrows it by 9.6, and then nothing is open

In one line, for a database
---------------------------

{result.vector}

Scored under
------------

example 1.0, definition {definition.digest[:12]}"""
    )


def test_working_of_one_domain() -> None:
    """Without a row for all; where nothing is open, nothing is to be found out."""
    definition = checklist("a", item("a.four", 4), item("a.two", 2))
    found = working.sections(ea.assess(definition, {"a.four": "r50", "a.two": "r100"}))
    assert [one.id for one in found] == ["working", "adds", "weights", "vector", "definition"]
    told = printed(found)
    table = "   weight  points  open weight  score\nA       6     400            0   66.6"
    assert f"\n\n{table}\n\n400 points / 6 weight = 66.6.\n\nWhat each answer adds\n" in told
    assert "\n 10 %  score 64.5 to 68.9, band critical\n" in told
    assert "\n 50 %  score 57.1 to 80.0, band high to critical\n" in told
    nothing = working.sections(ea.assess(definition, {}))
    assert [one.id for one in nothing] == ["working", "questions", "vector", "definition"]
    assert "\nA       0       0            6      -\n\nWhat to find out next\n" in printed(nothing)
