"""A page for supervision: what it leaves out, and that it says so."""

import pytest
from support.builders import audit, checklist, item
from support.report_pages import DAY, HEAD, actions, by_id, earlier, everything, flagged, parsed, words

import ethics_audit as ea
from ethics_audit.report import domains, supervision
from ethics_audit.report.page import html
from ethics_audit.report.table import Table


def for_supervision(result: ea.Assessment, *without: str, **more: object) -> str:
    """The page for supervision."""
    return html(result, audience="supervision", without=without, **more)


def test_what_is_left_out_stands_nowhere() -> None:
    """No question, answer's action, id or hash of what is left out is on the page, also with all that it can tell."""
    given = everything()
    result = given.pop("result")
    told = for_supervision(result, "boundaries.secrecy", **given, ids=True)
    shown = words(parsed(told))
    for one in result.audit.items.values():
        assert one.id not in shown
        if one.domain == "self_care" or one.id == "boundaries.secrecy":
            assert words(one.prompt) not in shown
            assert one.red_flag is None or words(one.red_flag.action) not in shown
    assert HEAD not in shown
    assert result.audit.digest not in told
    assert "Points" not in shown
    assert 'everything about "Self-care"; 1 single question; what each answer adds' in shown


def test_no_red_flag_is_left_out_in_silence() -> None:
    """The section for today, the result and the notice say that a red flag is raised by what is left out."""
    root = parsed(for_supervision(flagged(), "boundaries"))
    told = "2 red flags are raised by answers that are left out here."
    assert words(by_id(root, "today")) == f"Do today {told}"
    assert told in words(by_id(root, "left-out"))
    assert "The band is high, because of an answer that is left out here." in words(by_id(root, "result"))


def test_everything_else_stays() -> None:
    """Without any such answer the steps, the domains and the chosen actions are those of the page for oneself."""
    result = flagged()
    for more in ({"actions": actions(), "day": DAY}, {"earlier": earlier()}):
        own, other = (parsed(told) for told in (html(result, **more), for_supervision(result, **more)))
        assert words(by_id(own, "next")).partition("gaps")[0][:-7] in words(by_id(other, "next"))


def test_more_can_be_left_out_of_a_page_for_oneself() -> None:
    """Without an audience only what is named is left out, and the page says so."""
    given = everything()
    shown = words(parsed(html(**given, without=["telehealth"])))
    assert 'Left out on this page: everything about "Telehealth". The score' in shown
    assert "Left out" not in words(parsed(html(**given)))


def test_case_about_what_is_left_out_is_left_out() -> None:
    """A case goes with the question of one's own practice that it is about."""
    cases = checklist("x", item("x.one", prompt="He falls ill.", about=["self_care.rest"]), item("x.two"))
    shown = words(parsed(for_supervision(ea.assess(cases, {"x.one": "r100", "x.two": "r100"}))))
    assert "He falls ill." not in shown
    assert "I do x.two." in shown


def test_what_is_named_must_exist() -> None:
    """A name that the audit does not have is an error with the nearest one; nothing is left out by guess."""
    definition = audit(checklist("a", item("a.one")), checklist("b", item("b.one")))
    with pytest.raises(ea.UnknownIdError, match="a.on"):
        html(ea.assess(definition, {}), without=["a.on"])


def test_table_with_nothing_left_is_left_out() -> None:
    """A table whose every row is about what is left out goes with its rows."""
    one = item("a.one")
    table = Table("Gaps", ["Question"], [[one]])
    hidden = supervision.LeftOut(frozenset({"a"}))
    assert supervision.kept([table, "more"], hidden) == ["more"]
    assert supervision.kept([table], supervision.LeftOut()) == [table]


def test_domain_of_cases_that_is_left_out_has_no_row() -> None:
    """Cases about a practice area that is left out are not summed up either."""
    cases = ea.load_checklist("scenarios")
    result = ea.assess(cases, {one.id: one.options[0].id for one in cases.items})
    whole, part = (
        [row[0] for one in domains.domains(result, None, left_out) for row in getattr(one, "rows", ())]
        for left_out in ((), ("boundaries",))
    )
    assert set(whole) - set(part) == {"Boundaries"}
    every = {id for one in cases.items for about in one.about for id in (about, about.partition(".")[0])}
    assert not [*domains.domains(result, None, every)]
