"""The references: what is known of codes and their sections, and when they are due to be looked at again."""

from datetime import date, timedelta

import pytest
from attrs import evolve
from support.builders import checklist, item

import ethics_audit as ea
from ethics_audit.assessment.page import sections
from ethics_audit.documents import references
from ethics_audit.documents.references import Code

DAY = date(2027, 3, 1)
CODE = Code(
    "mine", "Mine", "My code", "Me", "code", "", "US", "1st", "2020", "in force", "", DAY, "https://example.org"
)


def test_a_code_is_due_from_its_day() -> None:
    """A code and a section are due on the day of their next look, and not before."""
    section = references.sections()[ea.Citation("aca-2014", "B.1.d")]
    for one, day in ((CODE, DAY), (section, section.recheck)):
        assert [one.due(day + timedelta(days)) for days in (-1, 0, 1)] == [False, True, True]


def test_section_is_due_with_its_code_or_before() -> None:
    """A section has the day of its code, unless it has a day of its own, which is earlier."""
    own = 0
    for section in references.sections().values():
        code = references.codes()[section.code]
        assert section.last_verified < section.recheck <= code.recheck
        own += section.recheck < code.recheck
    assert 0 < own < len(references.sections()) / 2


def test_codes_cited_with_the_first_day_that_is_due() -> None:
    """Each known code that is cited is due with the first of its sections that are cited; unknown ones are left out."""
    own = next(one for one in references.sections().values() if one.recheck < references.codes()[one.code].recheck)
    code = references.codes()[own.code]
    other = ea.Citation(code.id, "a section that is not known")
    first = ea.Citation(own.code, own.section)
    unknown = ea.Citation("house-rules", "3")
    assert references.rechecks([other, unknown]) == {code: code.recheck}
    for cited in ([first, other], [other, first], [first, first]):
        assert references.rechecks(cited) == {code: own.recheck}
    assert references.rechecks([]) == {}


def test_what_binds_and_what_changes() -> None:
    """Guidance binds nobody; a code changes if it is superseded, or if something is known of its next edition."""
    codes = references.codes()
    assert [codes[id].binds for id in ("aca-2014", "clas", "hipaa", "greenberg-shuman-1997")] == [True] * 3 + [False]
    changing = {id for id, code in codes.items() if code.changes}
    assert {"aca-2014", "bacp-2018", "icf-competencies", "hipaa"} <= changing
    assert {"nasw-2021", "tarasoff-1976"}.isdisjoint(changing)
    assert not CODE.changes


def test_order_is_no_figure() -> None:
    """Steps and themes stand in their own order; what is counted may be called empirical, and they may not."""
    evidence = references.evidence()
    assert evidence["fw-reamer"].order[:2] == ["identify the issues", "see who is affected"]
    assert not evidence["fw-reamer"].counts
    assert evidence["hpso-cna-2014"].counts


def test_page_without_a_day_reads_no_section(quarterly: ea.Audit, monkeypatch: pytest.MonkeyPatch) -> None:
    """Only a day makes codes due to be checked again, so that a page without one reads no section of them."""
    worst = ea.assess(quarterly, {id: item.ranked[-1].id for id, item in quarterly.items.items()})
    with monkeypatch.context() as patched:
        patched.delattr(references, "sections")
        assert str(worst)
        with pytest.raises(NameError):
            sections(worst, day=DAY)
    assert sections(worst, day=DAY)


def test_what_is_not_in_the_references() -> None:
    """Each citation and source of a checklist that is not known is told at its place, with a code."""
    known = ea.Citation("aca-2014", "B.1.d")
    cited = [known, ea.Citation("aca-2014", "Z"), ea.Citation("aca-2015", "B.1.d")]
    rating = ea.Rating(1, 1, "normative", ["judgement-normative", "judgment"])
    one = evolve(item("a.i", 1), citations=cited, rating=rating)
    problems = [*references.problems(checklist("a", item("a.h"), one))]
    assert [(problem.place, problem.message, problem.code) for problem in problems] == [
        ("items[1] (a.i).citations[1].section", "expected a verified section of aca-2014, got 'Z'", "section-known"),
        ("items[1] (a.i).citations[2].code", "expected a known code, got 'aca-2015'", "section-known"),
        ("items[1] (a.i).rating.sources", "expected a known source, got 'judgment'", "source-known"),
    ]


def test_order_of_citations() -> None:
    """A reader's own profession comes first, then laws, then all others as they were, known or not."""
    unknown, guide = ea.Citation("house-rules", "3"), ea.Citation("greenberg-shuman-1997", "1")
    law, code = ea.Citation("hipaa", "164.524"), ea.Citation("aca-2014", "B.1.d")
    cited = [unknown, guide, law, code]
    counselor = frozenset({"profession.counselor"})
    assert references.ordered(cited, counselor) == [code, law, unknown, guide]
    assert references.ordered(cited, frozenset()) == [law, unknown, guide, code]
    assert references.own(cited, counselor) == [code, law]
    assert references.own(cited, frozenset()) == [law]
    assert [references.label(one) for one in (code, unknown)] == ["ACA 2014 B.1.d", "house-rules 3"]
