"""A history on every store: what was kept is there, under its own definition."""

import json
import re
import subprocess
import sys
import textwrap
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve
from support.builders import audit, checklist, item
from support.histories import EARLIER, EXAMPLE, ListStore, Opens, filled, kind, new_place, opens, quick_keys, result

import ethics_audit as ea
from ethics_audit import history
from ethics_audit.base.errors import IntegrityError
from ethics_audit.history import Action, History, bodies, chain

__all__ = ["kind", "new_place", "opens", "quick_keys"]
DAY = date(2026, 11, 26)
STEP = Action("work.notes", "Write notes on the day.", "me", "2026-12-24")


def test_an_audit_is_kept_with_all_that_it_was(opens: Opens) -> None:
    """Answers, definition, result, day and hash come back as they were kept."""
    given = result(notes="r50", gifts=ea.not_applicable("none\nhere ✓"), consent="unsure")
    kept = History(opens()).keep(given, DAY)
    (found,) = History(opens()).audits()
    assert found == kept == History(opens()).audit(kept.number)
    assert (found.result, found.result.answers, found.result.audit) == (given, given.answers, EXAMPLE)
    assert (found.number, found.day, found.quarter, found.corrects, found.reason) == (
        1,
        "2026-11-26",
        "2026-q4",
        None,
        "",
    )
    assert History(opens()).head == found.hash


def test_an_action_is_replaced_at_once(opens: Opens) -> None:
    """An action with other words takes the place of one, which is dropped; the audit that it belongs to stays."""
    kept = History(opens())
    number = kept.keep(result(notes="r100"), DAY).number
    first = kept.choose(STEP, number, DAY)
    other = Action("work.notes", "Write notes at noon.")
    second = kept.replace(first.number, other, DAY)
    assert [(one.action, one.state, one.became) for one in kept.actions()] == [
        (STEP, "dropped", second.number),
        (other, "open", None),
    ]
    assert kept.actions()[1] == second
    assert kept.book().chosen_after(second.number) == number
    kept.replace(second.number, STEP)
    with pytest.raises(ea.UnknownIdError):
        kept.replace(77, other)


def test_a_number_is_of_the_same_thing_for_ever(opens: Opens) -> None:
    """Audits and steps are numbered from 1, each for itself; what is forgotten or corrected takes its number along."""
    kept = History(opens())
    first = kept.keep(result(notes="r100"), DAY)
    kept.choose(STEP, first.number, DAY)
    second = kept.keep(result(EARLIER, notes="r0"), DAY)
    chosen = kept.choose(STEP, second.number, DAY)
    corrected = kept.keep(result(EARLIER, notes="r50"), DAY, corrects=second.number, reason="misread it")
    third = kept.keep(result(notes="r0"), DAY)
    before = [kept.audit(number) for number in (2, 3, 4)]
    assert [one.number for one in (first, second, corrected, third)] == [1, 2, 3, 4]
    assert [one.number for one in kept.actions()] == [1, chosen.number] == [1, 2]
    kept.forget(first.number)
    assert [kept.audit(number) for number in (2, 3, 4)] == before == [second, corrected, third]
    assert kept.book().gone("audit") == kept.book().gone("action") == [1]
    assert [one.number for one in kept.actions()] == [2]
    kept.settle(2, "done")
    assert kept.actions()[0].state == "done"
    assert kept.keep(result(notes="r50"), DAY).number == 5
    assert kept.choose(STEP, 5, DAY).number == 3


def test_who_names_a_changed_step_means_what_it_became(opens: Opens) -> None:
    """A step that was changed, even twice, is settled and changed again by any of its numbers."""
    kept = History(opens())
    number = kept.keep(result(notes="r100"), DAY).number
    first = kept.choose(STEP, number, DAY)
    kept.replace(first.number, Action("work.notes", "Write at noon."), DAY)
    last = kept.replace(first.number, Action("work.notes", "Write at one."), DAY)
    kept.settle(first.number, "done", DAY)
    assert [(one.state, one.became) for one in kept.actions()] == [("dropped", 2), ("dropped", 3), ("done", None)]
    assert kept.book().current(1) == last.number == 3


def test_only_a_step_about_the_same_question_is_a_change(opens: Opens) -> None:
    """A step that is dropped after another one about something else was chosen has not become that one."""
    kept = History(opens())
    number = kept.keep(result(notes="r100", gifts="r100"), DAY).number
    for id in ("work.notes", "work.gifts"):
        kept.choose(Action(id, "Begin."), number, DAY)
    kept.settle(1, "dropped", DAY)
    kept.choose(Action("work.notes", "Begin."), number, DAY)
    kept.settle(3, "dropped", DAY)
    assert [(one.state, one.became) for one in kept.actions()] == [("dropped", None), ("open", None), ("dropped", None)]


def test_an_empty_history(opens: Opens) -> None:
    """A history in which nothing was kept is empty and valid."""
    empty = History(opens())
    assert (empty.audits(), empty.actions()) == ((), ())
    assert empty.verify() == history.Verified(0, "0" * 64, 0, None)
    filled(opens())
    assert History(opens()).verify("0" * 64).known_at == 0


def test_a_correction_is_a_new_entry_with_a_reason(opens: Opens) -> None:
    """A correction replaces the assessment that it corrects, which can still be read."""
    kept = History(opens())
    first = kept.keep(result(notes="r100"), DAY)
    second = kept.keep(result(notes="r50"), DAY, corrects=first.number, reason=" misread it ")
    third = kept.keep(result(notes="r0"), date(2026, 1, 1), corrects=second.number, reason="once more")
    other = kept.keep(result(EARLIER, notes="r0"), date(2026, 3, 31))
    assert [one.number for one in kept.audits()] == [third.number, other.number]
    assert kept.audits("another") == ()
    assert len(kept.audits("example")) == 2
    assert kept.audit(first.number).result.points == 300
    assert (second.corrects, kept.audit(second.number).reason) == (first.number, "misread it")


def test_a_list_says_what_was_kept(opens: Opens) -> None:
    """The list has the standing assessments with the figures that scoring them again has, without their answers."""
    kept = History(opens())
    first = kept.keep(result(notes="r100"), DAY)
    kept.keep(result(notes="r50"), DAY, corrects=first.number, reason="misread it")
    kept.keep(result(EARLIER, notes="r0"), date(2026, 3, 31))
    kept.keep(result(), date(2026, 1, 1))
    found = [
        history.Listed(
            *(one.number, one.day, one.result.audit.id, one.result.audit.version, one.result.score, one.result.band),
            *(one.result.provisional, one.corrects, one.reason),
        )
        for one in kept.audits()
    ]
    assert [*kept.listed()] == [*kept.listed("example")] == found
    assert len(found) == 3
    assert kept.listed("another") == ()


SIGNS = ',"sheet":{ ,"results":[{ }] ,"corrects":1 \\" {"a":[}'


def test_a_list_is_not_misled_by_what_was_written() -> None:
    """Reasons with the signs between which the answers stand are read as they are."""
    store = ListStore()
    kept = History(store)
    first = kept.keep(result(gifts=ea.not_applicable(SIGNS)), DAY)
    kept.keep(result(notes="r50", gifts=ea.not_applicable(SIGNS)), DAY, corrects=first.number, reason=SIGNS)
    ((standing,), (line,)) = kept.audits(), kept.listed()
    assert (line.score, line.band, line.reason) == (standing.result.score, standing.result.band, SIGNS)


def test_an_outline_is_the_same_however_it_was_written() -> None:
    """A body with other blanks, in another order, with a brace in a flag, or cut off is read as it is, or refused."""
    store = ListStore()
    History(store).keep(result(notes="r50"), DAY)
    body = store.kept[-1].body or ""
    expected = bodies.outline(store.kept[-1])
    for other in (
        json.dumps(json.loads(body), indent=1),
        body.replace('"flags":[]', '"flags":["}"]'),
        json.dumps(dict(reversed(json.loads(body).items())), separators=(",", ":")),
    ):
        assert other != body
        assert bodies.outline(chain.entry(None, "audit", "", "", other)) == expected
    for broken in ('{"day":1,"sheet":{,"results":[{,"corrects":', body[:-1], "[1]"):
        with pytest.raises(IntegrityError, match="entry 1 cannot be read"):
            bodies.outline(chain.entry(None, "audit", "", "", broken))


def test_audits_stand_in_the_order_of_their_days(opens: Opens) -> None:
    """Assessments are in the order of their days, and on one day in the order in which they were kept."""
    kept = History(opens())
    for day in (date(2026, 7, 1), date(2025, 12, 31), date(2026, 7, 1), date(2026, 1, 1)):
        kept.keep(result(notes="r0"), day)
    assert [(one.number, one.quarter) for one in kept.audits()] == [
        (2, "2025-q4"),
        (4, "2026-q1"),
        (1, "2026-q3"),
        (3, "2026-q3"),
    ]


def test_a_definition_is_kept_once(opens: Opens) -> None:
    """Two assessments of one definition share its entry; another version has its own."""
    kept = filled(opens())
    assert [one.kind for one in opens().entries()] == [
        *("definition", "audit", "audit", "action", "outcome", "definition", "audit", "audit")
    ]
    assert kept.verify().count == 8


def test_an_old_audit_is_scored_under_its_own_definition(opens: Opens, tmp_path: Path) -> None:
    """An assessment is scored under its own definition, even after the file of that definition changes or goes."""
    path = tmp_path / "mine.json"
    kept = History(opens())
    numbers = []
    for weight in (1, 100):
        parts = checklist("work", item("work.notes", weight), item("work.gifts", 1))
        mine = evolve(audit(parts), version=f"1.{weight}")
        path.write_text(ea.to_json(mine), "utf-8")
        loaded = ea.load_audit(path)
        numbers.append(kept.keep(ea.assess(loaded, {"work.notes": "r100", "work.gifts": "r0"}), DAY).number)
    path.unlink()
    assert [History(opens()).audit(number).result.exact for number in numbers] == [
        50,
        ea.assess(mine, {"work.notes": "r100", "work.gifts": "r0"}).exact,
    ]
    assert kept.audits()[0].result.audit.digest != mine.digest


def test_actions_are_followed(opens: Opens) -> None:
    """An action is open until it gets another state, and the latest state counts."""
    kept = History(opens())
    first = kept.keep(result(notes="r100"), DAY)
    chosen = kept.choose(STEP, first.number, DAY)
    other = kept.choose(STEP, first.number)
    assert chosen == history.Followed(1, STEP, "2026-11-26")
    kept.settle(other.number, "done")
    kept.settle(other.number, "dropped", DAY)
    assert [(one.number, one.state, one.is_open) for one in History(opens()).actions()] == [
        (1, "open", True),
        (2, "dropped", False),
    ]


def test_what_is_forgotten_is_gone_and_that_it_was_stays(opens: Opens) -> None:
    """Forgetting removes an assessment, its corrections, actions and their states, but every head is still known."""
    kept = filled(opens())
    head = kept.head
    assert kept.forget(2, DAY) == (2, 3, 4, 5)
    assert kept.verify(head) == history.Verified(9, kept.head, 4, 8)
    assert [one.number for one in kept.audits()] == [3, 4]
    assert kept.actions() == ()
    gone = [one for one in opens().entries() if one.body is None]
    assert [(one.number, one.salt) for one in gone] == [(2, None), (3, None), (4, None), (5, None)]
    assert kept.book().removed == {2, 3, 4, 5}
    kept.forget(4)
    kept.forget(3)
    assert (kept.audits(), kept.verify(head).removed) == ((), 6)


def test_a_head_that_was_written_down(opens: Opens) -> None:
    """The first 32 digits of a head are enough, in either case; fewer are refused."""
    kept = filled(opens())
    first = kept.audit(1).hash
    assert [kept.verify(head).known_at for head in (first, first[:32], first[:32].upper(), kept.head)] == [2, 2, 2, 8]
    told = f"head: expected a hash, or its first 32 digits, got '{first[:31]}'"
    with pytest.raises(ea.ArgumentError, match=re.escape(told)):
        kept.verify(first[:31])


@pytest.mark.parametrize(
    ("work", "error", "message"),
    [
        (
            lambda kept: kept.keep(result(), corrects=1),
            ea.ArgumentError,
            "reason: is missing (a correction needs one)",
        ),
        (
            lambda kept: kept.keep(result(), corrects=1, reason=" "),
            ea.ArgumentError,
            "reason: is missing (a correction needs one)",
        ),
        (
            lambda kept: kept.keep(result(), reason="so"),
            ea.ArgumentError,
            "reason: expected none without a correction, got one",
        ),
        (
            lambda kept: kept.keep(ea.assess(ea.load_audit("brief"), {}), corrects=1, reason="so"),
            ea.ArgumentError,
            "corrects: expected an assessment of 'brief', got one of 'example'",
        ),
        (
            lambda kept: kept.keep(result(), corrects=9, reason="so"),
            ea.UnknownIdError,
            "there is no audit in the history with the number '9' (known: 2, 3, 4)",
        ),
        (
            lambda kept: kept.audit(99),
            ea.UnknownIdError,
            "there is no audit in the history with the number '99' (known: 2, 3, 4)",
        ),
        (
            lambda kept: kept.forget(5),
            ea.UnknownIdError,
            "there is no audit in the history with the number '5' (known: 2, 3, 4)",
        ),
        (
            lambda kept: kept.choose(STEP, 5),
            ea.UnknownIdError,
            "there is no audit in the history with the number '5' (known: 2, 3, 4)",
        ),
        (
            lambda kept: kept.choose(Action("work.nots", "Begin."), 1),
            ea.UnknownIdError,
            "there is no item 'work.nots' (did you mean 'work.notes'?)",
        ),
        (
            lambda kept: kept.settle(2, "done"),
            ea.UnknownIdError,
            "there is no action with the number '2' (known: 1)",
        ),
        (
            lambda kept: kept.settle(1, "dune"),
            ea.ArgumentError,
            "state: expected one of open, partly, done, dropped, got 'dune' (did you mean 'done'?)",
        ),
        (
            lambda kept: kept.keep(result(), corrects=1, reason="x" * 1001),
            ea.DocumentError,
            "KeptAudit: reason: expected text on one line of at most 1000 characters",
        ),
        (
            lambda kept: kept.verify("0" * 63 + "1"),
            IntegrityError,
            "entry 8 is the last one, and none has this hash: the end was cut off, or it is another history",
        ),
    ],
)
def test_what_is_refused(work: Callable[[History], Any], error: type[Exception], message: str, opens: Opens) -> None:
    """A refused call raises one clear error and keeps nothing."""
    kept = filled(opens())
    before = list(opens().entries())
    with pytest.raises(error, match=f"^{re.escape(message)}") as caught:
        work(kept)
    assert str(caught.value).startswith(message)
    assert list(opens().entries()) == before


def test_what_is_refused_leaves_no_file(tmp_path: Path) -> None:
    """Opening and reading create nothing."""
    kept = History(history.opened(tmp_path / "new" / "history.db"))
    with pytest.raises(ea.UnknownIdError, match="there are none"):
        kept.choose(STEP, 1)
    assert kept.audits() == ()
    assert not (tmp_path / "new").exists()


def test_the_time_is_that_of_the_entry_and_the_day_that_of_the_place() -> None:
    """Times are in UTC, and the default day is that of local time."""
    from support.histories import ListStore

    store = ListStore()
    now = datetime(2026, 2, 3, 4, 5, 6, tzinfo=UTC)
    kept = History(store, lambda: now)
    assert kept.keep(result()).day == now.astimezone().date().isoformat()
    assert {one.at for one in store.entries()} == {"2026-02-03T04:05:06Z"}
    assert len({one.salt for one in store.entries()}) == 2


def test_a_day_in_the_future_is_refused() -> None:
    """An assessment cannot be finished later than tomorrow, which some time zones have reached."""
    from support.histories import ListStore

    kept = History(ListStore(), lambda: datetime(2026, 2, 3, 12, tzinfo=UTC))
    with pytest.raises(ea.ArgumentError, match="day: expected a day up to today, got 2026-02-09"):
        kept.keep(result(), date(2026, 2, 9))
    assert kept.audits() == ()


def test_another_program_that_writes_between(opens: Opens) -> None:
    """What was planned on an outdated state is planned again, so that definitions stay unique and removals complete."""
    one, other = History(opens()), History(opens())
    books = [one.book, other.book]

    def between(work: Callable[[], object]) -> None:
        """Do some work right after the next book is read, so that the book is outdated."""

        def read() -> Any:
            one.book = books[0]  # type: ignore[method-assign]
            found = one.book()
            work()
            return found

        one.book = read  # type: ignore[method-assign]

    between(lambda: other.keep(result(notes="r0"), DAY))
    kept = one.keep(result(notes="r100"), DAY)
    assert [entry.kind for entry in opens().entries()] == ["definition", "audit", "audit"]
    between(lambda: other.choose(STEP, kept.number))
    assert one.forget(kept.number) == (3, 4)
    between(lambda: other.forget(1))
    with pytest.raises(ea.UnknownIdError):
        one.choose(STEP, 1)
    assert one.verify().removed == 3


def test_another_program_reads_it(tmp_path: Path) -> None:
    """Another program can read a history that it did not write."""
    kept = filled(history.opened(tmp_path / "history.db"))
    kept.forget(4)
    code = "import sys; from ethics_audit import history; print(history.History(history.opened(sys.argv[1])).verify())"
    command = [sys.executable, "-c", code, str(tmp_path / "history.db")]
    assert subprocess.run(command, capture_output=True, text=True, check=True).stdout == f"{kept.verify()}\n"


def test_the_environment_names_another_place(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The environment variable names the place; without it, the history is in the user's data folder."""
    from ethics_audit.history import locations

    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    monkeypatch.delenv(locations.VARIABLE, raising=False)
    assert locations.default().endswith(str(Path("ethics-audit") / "history.db"))
    monkeypatch.setenv(locations.VARIABLE, str(tmp_path / "mine.db"))
    filled(history.opened())
    assert (tmp_path / "mine.db").exists()


@pytest.mark.parametrize(
    "call",
    [
        "history.opened('here.db')",
        "locations.is_encrypted('here.db') or history.opened('here.db')",
        "history.opened('postgresql://me@here/history')",
    ],
)
def test_the_extra_is_named_where_the_database_library_is_missing(call: str) -> None:
    """Without the database library, the error names the extra to install."""
    code = f"""
        import sys
        sys.modules['sqlalchemy'] = None
        from ethics_audit import history
        from ethics_audit.base.errors import MissingExtraError
        from ethics_audit.history import locations
        try:
            {call}
        except MissingExtraError as missing:
            print(missing)
        """
    done = subprocess.run([sys.executable, "-c", textwrap.dedent(code)], capture_output=True, text=True, check=True)
    assert done.stdout == "this needs an extra: pip install 'ethics-audit[history]'\n"


@pytest.mark.parametrize(
    ("library", "call", "extra"),
    [
        ("platformdirs", history.opened, "history"),
        ("sqlcipher3", lambda: history.opened("here.db", "long enough"), "encryption"),
        ("psycopg", lambda: history.opened("postgresql://me@here/history"), "postgresql"),
    ],
)
def test_the_extra_is_named_where_it_is_missing(
    library: str, call: Callable[[], object], extra: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A missing library names the extra to install."""
    from ethics_audit.history import locations

    monkeypatch.setitem(sys.modules, library, None)
    monkeypatch.delenv(locations.VARIABLE, raising=False)
    with pytest.raises(ea.MissingExtraError, match=re.escape(f"pip install 'ethics-audit[{extra}]'")):
        call()


def test_a_definition_that_was_edited() -> None:
    """What an edited definition is told: both digests, a code, and its source; its marks of weights are left alone."""
    kept = History(ListStore())
    kept.keep(result())
    edited = audit(checklist("work", item("work.notes", 9)))
    with pytest.raises(ea.ChecklistError) as caught:
        kept.refuse_edited(edited)
    assert [one[:4] for one in caught.value.problems] == [
        (
            "version",
            f"expected a new version for what changes a score: 1.0 was kept as {EXAMPLE.digest[:12]}",
            f"its digest is now {edited.digest[:12]}; give what was edited a version of its own",
            "edited",
        )
    ]
    assert caught.value.source == "example 1.0"
    with pytest.raises(ea.ChecklistError) as refused:
        kept.keep(ea.assess(edited, {}))
    assert refused.value.problems == caught.value.problems
    kept.refuse_edited(EXAMPLE)
    kept.refuse_edited(evolve(edited, version="1.1"))


def test_the_most_recent_day() -> None:
    """An assessment is kept up to the day after today."""
    now = datetime(2026, 2, 3, 12, tzinfo=UTC)
    kept, today = History(ListStore(), lambda: now), now.astimezone().date()
    assert kept.keep(result(), today + timedelta(days=1)).day == (today + timedelta(days=1)).isoformat()
    with pytest.raises(ea.ArgumentError, match="day: expected a day up to today"):
        kept.keep(result(), today + timedelta(days=2))


def test_the_longest_reason() -> None:
    """The reason for a correction has at most a thousand characters."""
    kept = History(ListStore())
    first = kept.keep(result())
    assert len(kept.keep(result(), corrects=first.number, reason="x" * 1000).reason) == 1000


def test_names_and_places_of_entries() -> None:
    """An entry is found by a part of its hash that is its own, and its name comes from its hash."""
    book = filled(ListStore()).book()
    assert [book.place_of(part) for part in (book.head, book.head[:32], "", "x")] == [
        book.count,
        book.count,
        None,
        None,
    ]
    assert book.name_of(1) == book.name_of(1) != book.name_of(2)
    assert book.name_of(99) != book.name_of(99)


def test_an_assessment_that_is_kept_once(opens: Opens) -> None:
    """What stands in the quarter already is not kept again; another quarter, other answers, or a correction are."""
    kept = History(opens())
    first = kept.keep(result(notes="r50"), date(2026, 10, 1), once=True)
    other = kept.keep(result(notes="r0"), DAY, once=True)
    assert [kept.keep(result(notes=risk), DAY, once=True) for risk in ("r50", "r0")] == [first, other]
    assert kept.verify().count == 3
    assert kept.keep(result(notes="r50"), date(2026, 9, 30), once=True).number == 3
    assert kept.keep(result(notes="r50"), DAY).number == 4


def test_what_is_forgotten_is_told_in_order() -> None:
    """The entries whose bodies are gone are returned, and recorded, from the first to the last."""
    kept = History(store := ListStore())
    number = kept.keep(result(notes="r100"), DAY).number
    for _ in range(5):
        kept.note(history.Course("2026-05-02", "Grief", "6"))
    kept.choose(STEP, number, DAY)
    assert kept.forget(number, DAY) == (2, 8)
    assert store.entries()[-1].body == '{"day":"2026-11-26","numbers":[2,8]}'


def test_definitions_that_were_kept_under_one_version(monkeypatch: pytest.MonkeyPatch) -> None:
    """An earlier release kept several definitions under one version: all are named, in order."""
    kept, edited = (
        History(ListStore()),
        [audit(checklist("work", item("work.notes", weight))) for weight in range(2, 9)],
    )
    with monkeypatch.context() as earlier:
        earlier.setattr("ethics_audit.history.history._refuse_edited", lambda *_: None)
        for one in edited:
            kept.keep(ea.assess(one, {}))
    kept.refuse_edited(edited[0])
    digests = ", ".join(sorted(one.digest[:12] for one in edited))
    with pytest.raises(ea.ChecklistError, match=f"{edited[0].version} was kept as {digests} \\(its digest"):
        kept.refuse_edited(EXAMPLE)


def test_the_same_assessment_is_kept_by_another_program_meanwhile() -> None:
    """What another program keeps between reading and writing is not kept again."""
    store = ListStore()
    one, other = History(store), History(store)
    read = one.book
    found: list[history.Kept] = []

    def late() -> Any:
        book = read()
        if not found:
            found.append(other.keep(result(notes="r50"), DAY))
        return book

    one.book = late  # type: ignore[method-assign]
    assert one.keep(result(notes="r50"), DAY, once=True) == found[0]
    assert one.verify().count == 2


def test_what_is_gone_of_each_kind() -> None:
    """The numbers of what was forgotten are told for each kind, in order."""
    kept = History(ListStore())
    first = kept.keep(result(notes="r100"), DAY).number
    for _ in range(2):
        kept.choose(STEP, first, DAY)
    for _ in range(3):
        kept.note(history.Course("2026-05-02", "Grief", "6"))
    kept.forget(kept.keep(result(notes="r0"), DAY).number)
    kept.forget(first)
    assert [kept.book().gone(kind) for kind in ("audit", "action", "course")] == [[1, 2], [1, 2], []]


def test_only_a_step_that_is_dropped_became_another() -> None:
    """A step that is done after another one about its item was chosen stays itself; so does one taken up again."""
    kept = History(ListStore())
    number = kept.keep(result(notes="r100"), DAY).number
    for _ in range(2):
        kept.choose(STEP, number, DAY)
    kept.settle(1, "done", DAY)
    assert [(one.state, one.became) for one in kept.actions()] == [("done", None), ("open", None)]
    kept.replace(1, STEP, DAY)
    assert [(one.state, one.became) for one in kept.actions()] == [("dropped", 3), ("open", None), ("open", None)]
    again = bodies.KeptOutcome(DAY.isoformat(), kept.book().entry_of("action", 1), "open")
    kept._append(lambda _: [("outcome", bodies.body(again))])
    assert next((one.state, one.became) for one in kept.actions()) == ("open", None)


def test_answers_of_no_assessment() -> None:
    """What was written of an assessment that is not there is told as any unknown number is."""
    with pytest.raises(
        ea.UnknownIdError, match=r"there is no audit in the history with the number '9' \(known: 2, 3, 4\)"
    ):
        filled(ListStore()).book().written(9)
