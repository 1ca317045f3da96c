"""Forms for experts: nothing that leads them, and ratings that come back or are refused with every problem."""

import csv
import io
from collections.abc import Callable

import pytest
from support.builders import audit, checklist, item

import ethics_audit as ea
from ethics_audit.formats import expert, rated

RATING = ea.Rating(4, 1, "normative", ["judgement-normative"])
FLAG = ea.RedFlag(100, ea.Band.HIGH, "Call.")
DESK = audit(
    checklist(
        "desk",
        item("desk.door", 27, rating=RATING, red_flag=FLAG, prompt="=SUM(1)", not_applicable=True),
        item("desk.drawer", 4, requires={"minors"}, window="present", prompt='I lock it, "always".'),
    )
)
HEAD = "id: example 1.0,question,answers,severity: how bad,likelihood: how likely,comment\n"


def test_experts_see_no_weight() -> None:
    """A form has the questions and the answers, empty cells, and anchors in words; no weight, rating, risk or flag."""
    content = expert.export(DESK)
    assert content.startswith(b"\xef\xbb\xbf"), "so that spreadsheets read it as UTF-8"
    head, door, drawer = csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""))
    assert [cell.partition(":")[0] for cell in head] == [
        *("id", "question", "answers", "severity", "likelihood", "comment"),
    ]
    assert "4 grave" in head[3]
    assert "3 nearly always" in head[4]
    assert door[:2] == ["desk.door", "'=SUM(1)"]
    assert door[2] == "Risk 0 / Risk 50 / Risk 100 / Does not apply to my practice"
    assert drawer[1].startswith('At present: I lock it, "always". (Only if: ')
    assert door[3:] == drawer[3:] == ["", "", ""]
    assert not any(word in content.decode() for word in ("27", "normative", "Call."))


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_ratings_come_back(delimiter: str, encoding: str) -> None:
    """A form that was filled in is read from whatever a spreadsheet makes of CSV."""
    rows = list(csv.reader(io.StringIO(expert.export(DESK).decode("utf-8-sig"), newline="")))
    rows[1][3:6], rows[2][3:6] = ["4", " 1 ", "Not in; my town"], ["2", "3", ""]
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerows([*rows[:2], [""] * 6, [], rows[2]])
    found = rated.weights(out.getvalue().encode(encoding), DESK)
    assert found == ea.Weights("example", "1.0", [ea.ItemRating("desk.door", 4, 1), ea.ItemRating("desk.drawer", 2, 3)])


def test_a_table_of_ones_own_is_read() -> None:
    """Only the id and the two numbers are needed, in any order."""
    own = b"Likelihood,ID,Severity\n2,desk.drawer,1\n3,desk.door,4\n"
    assert rated.weights(own, DESK).by_item["desk.door"] == ea.ItemRating("desk.door", 4, 3)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (" , \n,,\n", ["has no column id, severity, likelihood (fill in the form of"]),
        ("id,severity\n", ["has no column likelihood (fill in the form of"]),
        ('id,severity,likelihood\n"', ["is not CSV"]),
        ("id: quarterly 1.0,severity,likelihood\n", ["id: expected the form of example 1.0, got 'quarterly 1.0'"]),
        (
            f"{HEAD}desk.door,,,5,x,\ndesk.door,,,1,1,\ndesk.dor,,,1,1,\n",
            [
                "desk.door.severity: expected a whole number from 1 to 4, got '5'",
                "desk.door.likelihood: expected a whole number from 1 to 3, got 'x'",
                "line 3: the item 'desk.door' appears twice (keep one of its rows)",
                "line 4: expected an item of example, got 'desk.dor' (did you mean 'desk.door'?)",
                "desk.drawer: is missing (rate every item)",
            ],
        ),
        (f"{HEAD}desk.door,,,,2\ndesk.drawer\n", ["desk.door.severity: is missing", *["desk.drawer."] * 2]),
    ],
)
def test_wrong_forms_are_told_at_once(content: str, told: list[str], problems_of: Callable[..., list[str]]) -> None:
    """One error lists unknown and missing items, numbers out of range, and items with two rows."""
    found = problems_of(rated.weights, content.encode(), DESK)
    assert len(found) == len(told)
    assert all(one.startswith(wanted) for one, wanted in zip(found, told, strict=True))
