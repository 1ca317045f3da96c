"""Cards and forms to print: every text in its place, nothing that runs, an error where there is nothing to print."""

import base64
import hashlib
import html
import re
from typing import Any

import pytest
from attrs import evolve
from support.builders import ROLEPLAY, audit, checklist, for_every_format, item

import ethics_audit as ea
from ethics_audit.formats import cards, chart, observer

OPTIONS = ea.Scale(
    [
        ea.Option("keep", "Keep it & thank her", 100, "She will bring more."),
        ea.Option("talk", "Talk about it", 0, "It is hers to keep."),
    ]
)
CASES = checklist(
    "cases",
    item("cases.alone"),
    item("cases.gift", about=["desk.door"], scale=OPTIONS, roleplay=ROLEPLAY, needed="What she can afford."),
    item("cases.gift_later", about=["desk.door"], scale=OPTIONS, follows="cases.gift"),
    item("cases.other", about=["desk.door"], scale=OPTIONS, roleplay=ROLEPLAY),
)
LONG = ea.Discussion("The <clinic>", ["Who decides?", "Who pays?"], "It was Monday.\n\nThen it was Tuesday.")


def text(content: bytes) -> str:
    """The words of a page, without its marks."""
    return html.unescape(re.sub(r"<[^>]+>", " ", content.decode().partition("<body>")[2]))


@pytest.mark.parametrize("module", [cards, observer, chart])
def test_pages_run_and_load_nothing(module: Any) -> None:
    """A page has no script, its policy allows its own style alone, and texts are escaped."""
    page = module.export(evolve(for_every_format(audit(CASES)), title="<script>x</script>")).decode()
    assert "<script" not in page
    (style,) = re.findall(r"<style>(.*)</style>", page)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'" in page
    assert not re.search(r"\b(src|href|url|style=|on\w+=)", page.replace("default-src", "").replace("style-src", ""))
    assert "@media print" in style


def test_a_case_has_three_cards_and_a_key() -> None:
    """Each case with a role play has a card for each person; its answers come after all cards, second steps too."""
    page = cards.export(audit(CASES))
    assert page.count(b'<section class="card">') == 6
    played, _, key = text(page).partition("For the facilitator")
    for lines in (ROLEPLAY.client, ROLEPLAY.clinician, ROLEPLAY.observer):
        assert played.count(lines[0]) == 2
    assert "Keep it" not in played
    assert played.count("I do cases.gift.") == 2, "the clinician and the observer have the case"
    assert key.count("She will bring more.") == 3
    assert " ".join(key.split()).count("What would you need to know? What she can afford.") == 1
    assert "cases.alone" not in key
    assert "The case goes on: I do cases.gift_later." in key


def test_a_long_case_has_its_questions() -> None:
    """A long case is printed with its questions, with or without role plays."""
    alone = audit(evolve(checklist("talk", item("talk.one")), discussion=LONG))
    page = text(cards.export(alone))
    assert "The <clinic>" in page
    assert page.index("It was Monday.") < page.index("Then it was Tuesday.") < page.index("Who decides?")
    assert "facilitator" not in page
    assert "Who pays?" in text(cards.export(audit(CASES, evolve(checklist("talk", item("talk.one")), discussion=LONG))))


@pytest.mark.parametrize("module", [cards, observer, chart])
def test_what_has_nothing_to_print_is_refused(module: Any) -> None:
    """A definition without cards, or without items that others can see, is refused with the reason."""
    with pytest.raises(ea.ArgumentError, match=r"format: (example has no role play|no question of example)"):
        module.export(audit(checklist("desk", item("desk.door"))))


SEEN = audit(
    checklist(
        "desk",
        item("desk.door", seen_in=["observer"], window="three months"),
        item("desk.drawer", seen_in=["chart"], requires={"minors"}),
    ),
    checklist("shelf", item("shelf.key")),
)


def test_an_observer_answers_the_same_questions() -> None:
    """An observer sees what can be seen: the question in quotes, its options, and "not seen"."""
    page = text(observer.export(SEEN))
    assert "“In the last three months: I do desk.door.” desk.door" in " ".join(page.split())
    assert all(f"Risk {risk}" in page for risk in (0, 50, 100))
    assert page.count("What did you see?") == page.count("Not seen ") == 1
    assert "desk.drawer" not in page
    assert "Shelf" not in page


def test_five_charts_are_read_item_by_item() -> None:
    """A chart form has a row for each item that a chart can show, five cells and one for the count."""
    page = chart.export(SEEN).decode()
    assert page.count('<td class="cell">') == 6
    assert re.findall(r'<th scope="col">(\d)</th>', page) == ["1", "2", "3", "4", "5"]
    assert "desk.drawer" in page
    assert "desk.door" not in page
