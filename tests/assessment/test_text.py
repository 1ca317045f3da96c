"""The layout of plain text."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.builders import item
from support.drawn import EXAMPLES, drawn

import ethics_audit as ea
from ethics_audit.assessment import working
from ethics_audit.assessment.blocks import Bar, Bars, Entry, Listed, Section, Table
from ethics_audit.assessment.change.change import what_if_sections
from ethics_audit.assessment.text import bar, block, printed
from ethics_audit.base.layout import hanging, laid_out, rows
from ethics_audit.testing import answers_for, audits


@pytest.mark.property
@drawn()
@given(st.data())
def test_page_fits_80_columns(data: st.DataObject) -> None:
    """Every page of every audit fits a terminal of 80 columns, and holds no control character but the line break."""
    definition = data.draw(audits())
    page = str(ea.assess(definition, data.draw(answers_for(definition))))
    assert max(len(line) for line in page.splitlines()) <= 80
    assert all(character.isprintable() or character == "\n" for character in page)


@pytest.mark.property
@pytest.mark.parametrize("name", ["", "quarterly"])
def test_every_section_fits_80_columns(name: str) -> None:
    """The working, plans, changes and trends, of the shipped audit too; a vector has one line of its own."""

    @drawn(EXAMPLES // 5 if name else EXAMPLES)
    @given(st.data())
    def check(data: st.DataObject) -> None:
        definition = ea.load_audit(name) if name else data.draw(audits())
        results = [ea.assess(definition, data.draw(answers_for(definition))) for _ in range(3)]
        last = results[-1]
        plans = [
            *(last.plan(to, certain=certain) for to in ("low", "high") for certain in (False, True)),
            *(last.plan(budget=3, domain=domain) for domain in (None, definition.parts[0].checklist.id)),
        ]
        told = [
            *map(str, [last, *plans, ea.trend(results), last.change_from(results[0])]),
            printed([*working.sections(last), *what_if_sections(last.change_from(results[1]))]),
        ]
        for line in "\n".join(told).splitlines():
            assert line.isprintable()
            assert len(line) <= 80 or line == last.vector

    check()


def test_long_texts_fit_too() -> None:
    """The longest texts and ids that a definition may have."""
    long = "word " * 18 + "endofit"
    name = "n" * 64
    parts = tuple(
        ea.Part(
            ea.Checklist(
                id,
                "999999.999999",
                long,
                [item(f"{id}.{name}", prompt="x" * 1000, red_flag=ea.RedFlag(1, "high", "y" * 999))],
            )
        )
        for id in (f"a{name[1:]}", f"b{name[1:]}")
    )
    result = ea.assess(ea.Audit(name, "999999.999999", long, parts), {f"a{name[1:]}.{name}": "r100"})
    assert max(len(line) for line in str(result).splitlines()) <= 80


def test_repr_is_short(quarterly: ea.Audit) -> None:
    """A result in a list or a debugger is one line."""
    assert repr(ea.assess(quarterly, {})) == f"<Assessment of quarterly {quarterly.version}: score -, band None>"
    assert repr(ea.assess(quarterly, {"boundaries.gifts": "none"})).startswith(
        f"<Assessment of quarterly {quarterly.version}: score 100.0"
    )


@pytest.mark.parametrize(("name", "told"), [("Answer", "Answer  Yes"), ("Respuesta", "Respuesta  Yes")])
def test_names_of_rows_stand_apart(name: str, told: str) -> None:
    """Two spaces at least lie between the longest name and what it is."""
    assert rows([(name, "Yes")], 8) == [told]


def test_no_dash_is_read_aloud() -> None:
    """In words alone, what has no score is told by its words alone."""
    with laid_out(60, words_alone=True):
        told = printed([Section("domains", "", [Bars([Bar("Consent", "-", None, "not known yet")])])])
    assert told == "Consent: not known yet"


def test_what_fits_its_line_stays_there() -> None:
    """A long lead has the line alone only if its text does not fit beside it."""
    with laid_out(30):
        assert hanging("a lead of some length  ", "short") == "a lead of some length  short"
        assert hanging("a lead of some length  ", "not so short") == "a lead of some length\n    not so short"


@pytest.mark.parametrize(
    ("width", "told"),
    [
        (23, "       weight  score\nOne         5   50.0  x\nThree       5"),
        (22, "One: weight 5, score\n  50.0\nThree: weight 5"),
    ],
)
def test_table_has_columns_where_there_is_room(width: int, told: str) -> None:
    """Numbers end below each other; on a narrower screen each row is a sentence."""
    table = Table([["One", "5", "50.0", "x"], ["Three", "5"]], ["", "weight", "score"], [0, 0, 5], numbers=2)
    with laid_out(width):
        assert block(table) == told


def test_table_without_heads() -> None:
    """Its columns are as wide as their widest cell; what is below it follows on a line of its own."""
    table = Table([["A", "from 1"], ["Long", "to", "more"]], gap=1, end="and others")
    assert block(table) == "A    from 1\nLong to     more\nand others"
    with laid_out(60, words_alone=True):
        assert block(table) == "A: from 1\nLong: to, more\nand others"


DRAWN = "A title of some length a   50.0  [##########..........]  critical"
EMPTY = "Other                         -                          low"


@pytest.mark.parametrize(
    ("width", "told"),
    [
        (77, f"{DRAWN}  1 red flag\n{EMPTY}"),
        (76, f"{DRAWN}\n{'1 red flag':>67}\n{EMPTY}"),
        (65, f"{DRAWN}\n{'1 red flag':>67}\n{EMPTY}"),
        (64, "A title of some length a   50.0  critical  1 red flag\nOther                         -  low"),
        (54, "A title of some length a: 50.0, critical, 1 red flag\nOther: low"),
    ],
)
def test_bars_are_drawn_where_there_is_room(width: int, told: str) -> None:
    """All of them or none; below a width nothing stands in columns."""
    bar = Bar("A title of some length a", "50.0", Fraction(50), "critical", "1 red flag")
    with laid_out(width):
        assert block(Bars([bar, Bar("Other", "-", None, "low")])) == told


@pytest.mark.parametrize(
    ("score", "marks"),
    [(Fraction(0), 0), (Fraction(49, 10), 0), (Fraction(5), 1), (Fraction(999, 10), 19), (Fraction(100), 20)],
)
def test_bar_has_a_mark_for_every_five(score: Fraction, marks: int) -> None:
    """Rounded down."""
    assert bar(score) == f"[{'#' * marks}{'.' * (20 - marks)}]"


def test_id_stands_in_brackets_behind_its_question() -> None:
    """And nothing behind what has none."""
    listed = Listed([Entry("Words", "a.i", heading="At present"), Entry("Others")])
    assert block(listed, ids=True) == "-  At present: Words [a.i]\n-  Others"


def test_bars_in_words_are_indented_by_two() -> None:
    """Where there are no columns."""
    bars = Bars([Bar("Title", "12.0", Fraction(12), "low", "1 red flag")])
    with laid_out(22):
        assert block(bars) == "Title: 12.0, low, 1\n  red flag"


def test_empty_column_takes_no_room() -> None:
    """But for the gaps around it."""
    assert block(Table([["a", "", "b"], ["longer", "", "c"]], (), [], gap=1)) == "a       b\nlonger  c"
